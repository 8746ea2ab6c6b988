//! Who stands between the bank's envelope and the merchant: processors that collect for shops, fronts of billers, marketplaces.
//! Each is a row of a table; what stands before a star is compared without blanks and case.

use super::text::after_glued;

/// Who stood between the person and the merchant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Between {
    /// Collects for the merchant: the text behind it is the name.
    Processor(&'static str),
    /// A front for billers, of no interest in itself.
    Front,
    /// Sells for others: the merchant unless a known brand stands behind it.
    Marketplace(&'static str),
}

/// Collects for restaurants alone.
pub(super) const TOAST: &str = "Toast";

/// By what stands before the star.
const STARRED: &[(&str, Between)] = &[
    ("SQ", Between::Processor("Square")),
    ("TST", Between::Processor(TOAST)),
    ("SQU", Between::Processor("Square")),
    ("PAYPAL", Between::Processor("PayPal")),
    ("PP", Between::Processor("PayPal")),
    ("VENMO", Between::Processor("Venmo")),
    ("SP", Between::Processor("Shopify")),
    ("IN", Between::Processor("Intuit")),
    ("EB", Between::Processor("Eventbrite")),
    ("BB", Between::Processor("Blackbaud")),
    ("FS", Between::Processor("FastSpring")),
    ("2CO.COM", Between::Processor("2Checkout")),
    ("2CO", Between::Processor("2Checkout")),
    ("ADY", Between::Processor("Adyen")),
    ("PADDLE.NET", Between::Processor("Paddle")),
    ("CTLP", Between::Processor("Cantaloupe")),
    ("GOSQ.COM", Between::Processor("Square")),
    ("IZ", Between::Processor("Zettle")),
    ("ZETTLE_", Between::Processor("Zettle")),
    ("ZETTLE", Between::Processor("Zettle")),
    ("CLOVER", Between::Processor("Clover")),
    ("WPY", Between::Processor("WePay")),
    ("STRIPE", Between::Processor("Stripe")),
    ("PADDLE", Between::Processor("Paddle")),
    ("DRI", Between::Processor("Digital River")),
    ("DIGITALRIVER", Between::Processor("Digital River")),
    ("EVENTBRITE", Between::Processor("Eventbrite")),
    ("AFTERPAY", Between::Processor("Afterpay")),
    ("AFFIRM", Between::Processor("Affirm")),
    ("SEZZLE", Between::Processor("Sezzle")),
    ("BT", Between::Processor("Braintree")),
    ("SUMUP", Between::Processor("SumUp")),
    ("KLARNA", Between::Processor("Klarna")),
    ("SPEEDPAY", Between::Front),
    ("NBS-NCS", Between::Front),
    ("BMX", Between::Front),
    ("FSI", Between::Front),
    ("SPI", Between::Front),
    ("AMZ", Between::Front),
    ("GOV", Between::Front),
    ("MED", Between::Front),
    ("LCA", Between::Front),
    ("DOORDASH", Between::Marketplace("DoorDash")),
    ("GRUBHUB", Between::Marketplace("Grubhub")),
    ("SKIPTHEDISHES", Between::Marketplace("SkipTheDishes")),
    ("DELIVEROO", Between::Marketplace("Deliveroo")),
    ("GOOGLE", Between::Marketplace("Google")),
    ("INSTACART", Between::Marketplace("Instacart")),
    ("PYPL", Between::Processor("PayPal")),
    ("PAYPAL PTE LTD", Between::Processor("PayPal")),
    ("PAYPAL INC", Between::Processor("PayPal")),
    ("PAYPALPTELTD", Between::Processor("PayPal")),
    ("SQC", Between::Processor("Square")),
    ("SHOPIFY", Between::Processor("Shopify")),
    ("SHOPPAY", Between::Processor("Shopify")),
    ("SHOP PAY", Between::Processor("Shopify")),
    ("ZELLER", Between::Processor("Zeller")),
    ("PAYU", Between::Processor("PayU")),
    ("MOLLIE", Between::Processor("Mollie")),
    ("ADYEN", Between::Processor("Adyen")),
    ("WORLDPAY", Between::Processor("Worldpay")),
    ("NAYAX", Between::Processor("Nayax")),
    ("2CHECKOUT", Between::Processor("2Checkout")),
    ("2CHECKOUT.COM", Between::Processor("2Checkout")),
    ("FASTSPRING", Between::Processor("FastSpring")),
    ("CCBILL", Between::Processor("CCBill")),
    ("CCBILL.COM", Between::Processor("CCBill")),
    ("GUMROAD", Between::Processor("Gumroad")),
    ("GUMROAD.COM", Between::Processor("Gumroad")),
    ("EZIDEBIT", Between::Processor("Ezidebit")),
    ("GOCARDLESS", Between::Processor("GoCardless")),
    ("CLEARPAY", Between::Processor("Clearpay")),
    ("LIGHTSPEED", Between::Processor("Lightspeed")),
    ("DOJO", Between::Processor("Dojo")),
    ("TYL", Between::Processor("Tyl")),
    ("PAYONEER", Between::Processor("Payoneer")),
    ("BRAINTREE", Between::Processor("Braintree")),
    ("CHECKOUT", Between::Front),
    ("MINDBODY", Between::Processor("Mindbody")),
    ("XSOLLA", Between::Processor("Xsolla")),
];

/// By what the text begins with.
const LEADS: &[(&str, Between)] = &[
    ("NNT ", Between::Front),
    ("NST ", Between::Front),
    ("SP ", Between::Processor("Shopify")),
    ("EB ", Between::Processor("Eventbrite")),
    ("TST-", Between::Processor(TOAST)),
    ("TST", Between::Processor(TOAST)),
    ("SPEEDPAY:", Between::Front),
    ("DD *DOORDASH", Between::Marketplace("DoorDash")),
    ("DD DOORDASH", Between::Marketplace("DoorDash")),
    ("GRUBHUB", Between::Marketplace("Grubhub")),
    ("KLARNA ", Between::Processor("Klarna")),
    ("AFTERPAY ", Between::Processor("Afterpay")),
    ("CLEARPAY ", Between::Processor("Clearpay")),
];

/// The party between and what stands behind it; of processors in a row (`SQ *SQ *`) the last.
pub(super) fn between(text: &str) -> Option<(Between, &str)> {
    let (who, rest) = first_between(text)?;
    match who {
        Between::Processor(_) => match first_between(rest) {
            Some((inner @ Between::Processor(_), rest)) => Some((inner, rest)),
            _ => Some((who, rest)),
        },
        _ => Some((who, rest)),
    }
}

fn first_between(text: &str) -> Option<(Between, &str)> {
    let starred = text.split_once('*').map(|(code, rest)| (code.trim_end(), rest.trim_start()));
    let known = || {
        let (code, rest) = starred?;
        let (_, who) = STARRED.iter().find(|(name, _)| name.eq_ignore_ascii_case(code))?;
        Some((*who, rest))
    };
    let led = || LEADS.iter().find_map(|(lead, who)| after_glued(text, lead).map(|rest| (*who, rest.trim_start())));
    // a code of two or three letters and a star is some processor's, whoever it is
    let coded = || {
        let is_code = |code: &str| (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
        starred.filter(|(code, rest)| is_code(code) && rest.len() >= 3).map(|(_, rest)| (Between::Front, rest))
    };
    known().or_else(led).or_else(coded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_between_are_named() {
        assert_eq!(between("SQ *CORNER BOOKS"), Some((Between::Processor("Square"), "CORNER BOOKS")));
        assert_eq!(between("SPEEDPAY:GLOBEX POWER"), Some((Between::Front, "GLOBEX POWER")));
        assert_eq!(between("ZZ* CORNER BOOKS"), Some((Between::Front, "CORNER BOOKS")), "an unknown code");
        assert_eq!(between("GRUBHUBCORNERDELI"), Some((Between::Marketplace("Grubhub"), "CORNERDELI")));
        assert_eq!(between("CORNER*BOOKS"), None, "a long word before a star is a name");
    }
}
