//! What stands before a name: the bank's envelope, a wallet's tag, a processor's or marketplace's prefix.
//! Each is a row of a table, anchored at the start, and is kept as a field of the description.

use super::text::{after, after_glued, digits};

/// The way a payment took, as far as the envelope says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Bought with a card.
    Card,
    /// Moved by the automated clearing house, or by the bank's bill pay.
    Ach,
}

impl Channel {
    /// The word of JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Ach => "ach",
        }
    }
}

/// What is left once the envelope is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opened<'a> {
    pub rest: &'a str,
    pub channel: Option<Channel>,
    /// The envelope said that goods came back.
    pub is_return: bool,
}

/// Longer ones before those that they begin with.
const ENVELOPES: &[(&str, Channel)] = &[
    ("PURCHASE AUTHORIZED ON", Channel::Card),
    ("PURCHASE RETURN AUTHORIZED ON", Channel::Card),
    ("PURCHASE WITH CASH BACK AUTHORIZED ON", Channel::Card),
    ("RECURRING PAYMENT AUTHORIZED ON", Channel::Card),
    ("BILL PAYMENT AUTHORIZED ON", Channel::Card),
    ("AUTHORIZED PURCHASE", Channel::Card),
    ("RECURRING CARD PURCHASE", Channel::Card),
    ("RECURRING DEBIT CARD PURCHASE", Channel::Card),
    ("RECURRING DEBIT CARD", Channel::Card),
    ("CARD PURCHASE WITH PIN", Channel::Card),
    ("CARD PURCHASE RETURN", Channel::Card),
    ("CARD PURCHASE", Channel::Card),
    ("CARD PAYMENT TO", Channel::Card),
    ("CHECKCARD", Channel::Card),
    ("CHECK CARD PURCHASE", Channel::Card),
    ("CHECK CARD", Channel::Card),
    ("DEBIT CARD PURCHASE", Channel::Card),
    ("DEBIT CARD REFUND", Channel::Card),
    ("DEBIT CARD CREDIT", Channel::Card),
    ("FRAUD CREDIT", Channel::Card),
    ("PROVISIONAL CREDIT", Channel::Card),
    ("DEBIT CARD", Channel::Card),
    ("DEBIT PURCHASE", Channel::Card),
    ("VISA DDA PUR", Channel::Card),
    ("VISA PURCHASE", Channel::Card),
    ("DDA PURCHASE", Channel::Card),
    ("DBT CRD", Channel::Card),
    ("DBT PURCHASE", Channel::Card),
    ("POS DEBIT", Channel::Card),
    ("POS PURCHASE", Channel::Card),
    ("POS WITHDRAWAL", Channel::Card),
    ("POS MERCHANDISE", Channel::Card),
    ("POS REFUND", Channel::Card),
    ("POS PUR FROM", Channel::Card),
    ("POS PUR", Channel::Card),
    ("PUR FROM", Channel::Card),
    ("POS", Channel::Card),
    ("C/PURCHASE", Channel::Card),
    ("PURCHASE RETURN", Channel::Card),
    ("PURCHASE", Channel::Card),
    ("PENDING AUTHORIZATION", Channel::Card),
    ("PENDING", Channel::Card),
    ("EFT WITHDRAWAL TO", Channel::Ach),
    ("EFT WITHDRAWAL", Channel::Ach),
    ("PREAUTHORIZED DEBIT", Channel::Ach),
    ("PREAUTHORIZED WD", Channel::Ach),
    ("EXTERNAL WITHDRAWAL", Channel::Ach),
    ("EXTERNAL DEPOSIT", Channel::Ach),
    ("ELECTRONIC WITHDRAWAL", Channel::Ach),
    ("ACH ELECTRONIC DEBIT", Channel::Ach),
    ("ACH WITHDRAWAL", Channel::Ach),
    ("ACH DEBIT", Channel::Ach),
    ("ACH PAYMENT", Channel::Ach),
    ("ACH DEPOSIT", Channel::Ach),
    ("ACH CREDIT", Channel::Ach),
    ("WEB PMT", Channel::Ach),
    ("BILL PAYMENT TO", Channel::Ach),
    ("BILL PAYMENT", Channel::Ach),
    ("BILL PAY", Channel::Ach),
    ("ORIG CO NAME:", Channel::Ach),
    ("DIRECT DEBIT PAYMENT TO", Channel::Ach),
    ("DIRECT DEBIT", Channel::Ach),
    ("WITHDRAWAL", Channel::Ach),
    ("CONTACTLESS PAYMENT", Channel::Card),
    ("CONTACTLESS PURCHASE", Channel::Card),
    ("CONTACTLESS", Channel::Card),
    ("INTERAC PURCHASE", Channel::Card),
    ("IDP PURCHASE", Channel::Card),
    ("EFTPOS PURCHASE", Channel::Card),
    ("EFTPOS DEBIT", Channel::Card),
    ("EFTPOS", Channel::Card),
    ("VISA DEBIT PURCHASE", Channel::Card),
    ("VISA DEBIT", Channel::Card),
    ("DEBIT MASTERCARD PURCHASE", Channel::Card),
    ("SIGNATURE PURCHASE", Channel::Card),
    ("PIN PURCHASE", Channel::Card),
    ("MERCHANT PURCHASE TERMINAL", Channel::Card),
    ("MERCHANT PURCHASE", Channel::Card),
    ("INTERNET PURCHASE", Channel::Card),
    ("MISC PAYMENT", Channel::Ach),
    ("ONLINE BILL PAYMENT TO", Channel::Ach),
    ("ONLINE PAYMENT TO", Channel::Ach),
    ("BPAY", Channel::Ach),
    ("PAD", Channel::Ach),
];

/// Printed without a space behind it.
const GLUED_ENVELOPES: &[(&str, Channel)] = &[("ACH ELECTRONIC CREDIT", Channel::Ach)];

const WALLETS: &[&str] =
    &["APLPAY ", "APIPAY ", "APPLEPAY ", "ANDROID PAY ", "APPLE PAY ", "GPAY ", "GOOGLEPAY ", "SAMSUNGPAY "];

/// An envelope in an envelope in an envelope occurs; more is somebody's joke.
const MAX_LAYERS: usize = 4;

/// Takes envelopes, their dates and numbers, and wallet tags off.
pub(super) fn open(text: &str) -> Opened<'_> {
    let mut opened = Opened { rest: text.trim(), channel: None, is_return: false };
    for _ in 0..MAX_LAYERS {
        let Some((rest, words, channel)) = envelope(opened.rest) else { break };
        opened.rest = skip_numbers(rest);
        opened.channel = opened.channel.or(Some(channel));
        // "debit card credit", but an ACH credit is somebody's pay as well
        opened.is_return |= ["RETURN", "REFUND"].iter().any(|word| words.contains(word))
            || channel == Channel::Card && words.ends_with("CREDIT");
    }
    while let Some(rest) = WALLETS.iter().find_map(|tag| after_glued(opened.rest, tag)) {
        opened.rest = rest.trim_start();
    }
    opened
}

fn envelope(text: &str) -> Option<(&str, &'static str, Channel)> {
    let spaced = ENVELOPES.iter().find_map(|(words, channel)| after(text, words).map(|rest| (rest, *words, *channel)));
    spaced.or_else(|| {
        GLUED_ENVELOPES
            .iter()
            .find_map(|(words, channel)| after_glued(text, words).map(|rest| (rest, *words, *channel)))
    })
}

/// Dates, card tails and reference numbers between an envelope and the name.
fn skip_numbers(text: &str) -> &str {
    let mut rest = text.trim_start_matches([' ', '-', ':', ';', '*', ',']);
    while let Some((word, next)) = rest.split_once(' ').or_else(|| (!rest.is_empty()).then_some((rest, ""))) {
        let number = digits(word) >= 3
            && !word.contains(['*', '#'])
            && word.bytes().all(|b| !b.is_ascii_alphabetic() || matches!(b, b'X' | b'x'));
        if !number {
            break;
        }
        rest = next.trim_start_matches([' ', '-', ':', ';', ',']);
    }
    rest
}

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

const PREFIXES: &[(&str, Between)] = &[
    ("SQ *", Between::Processor("Square")),
    ("SQ*", Between::Processor("Square")),
    ("TST* ", Between::Processor(TOAST)),
    ("TST*", Between::Processor(TOAST)),
    ("TST", Between::Processor(TOAST)),
    ("NNT ", Between::Front),
    ("NST ", Between::Front),
    ("SQU*", Between::Processor("Square")),
    ("PAYPAL *", Between::Processor("PayPal")),
    ("PAYPAL*", Between::Processor("PayPal")),
    ("PP*", Between::Processor("PayPal")),
    ("PP *", Between::Processor("PayPal")),
    ("VENMO *", Between::Processor("Venmo")),
    ("VENMO*", Between::Processor("Venmo")),
    ("SP *", Between::Processor("Shopify")),
    ("SP*", Between::Processor("Shopify")),
    ("SP ", Between::Processor("Shopify")),
    ("IN *", Between::Processor("Intuit")),
    ("EB *", Between::Processor("Eventbrite")),
    ("EB ", Between::Processor("Eventbrite")),
    ("BB *", Between::Processor("Blackbaud")),
    ("BB*", Between::Processor("Blackbaud")),
    ("FS *", Between::Processor("FastSpring")),
    ("2CO.COM*", Between::Processor("2Checkout")),
    ("2CO*", Between::Processor("2Checkout")),
    ("ADY*", Between::Processor("Adyen")),
    ("PADDLE.NET* ", Between::Processor("Paddle")),
    ("PADDLE.NET*", Between::Processor("Paddle")),
    ("CTLP*", Between::Processor("Cantaloupe")),
    ("TST-", Between::Processor(TOAST)),
    ("GOSQ.COM*", Between::Processor("Square")),
    ("IZ *", Between::Processor("Zettle")),
    ("ZETTLE_*", Between::Processor("Zettle")),
    ("ZETTLE *", Between::Processor("Zettle")),
    ("CLOVER *", Between::Processor("Clover")),
    ("WPY*", Between::Processor("WePay")),
    ("WPY *", Between::Processor("WePay")),
    ("STRIPE *", Between::Processor("Stripe")),
    ("STRIPE*", Between::Processor("Stripe")),
    ("PADDLE *", Between::Processor("Paddle")),
    ("DRI*", Between::Processor("Digital River")),
    ("DIGITALRIVER*", Between::Processor("Digital River")),
    ("EVENTBRITE*", Between::Processor("Eventbrite")),
    ("AFTERPAY *", Between::Processor("Afterpay")),
    ("AFTERPAY*", Between::Processor("Afterpay")),
    ("AFFIRM *", Between::Processor("Affirm")),
    ("AFFIRM*", Between::Processor("Affirm")),
    ("SEZZLE*", Between::Processor("Sezzle")),
    ("BT*", Between::Processor("Braintree")),
    ("SUMUP *", Between::Processor("SumUp")),
    ("SUMUP*", Between::Processor("SumUp")),
    ("KLARNA*", Between::Processor("Klarna")),
    ("KLARNA *", Between::Processor("Klarna")),
    ("SPEEDPAY:", Between::Front),
    ("SPEEDPAY*", Between::Front),
    ("NBS-NCS*", Between::Front),
    ("BMX*", Between::Front),
    ("FSI*", Between::Front),
    ("SPI*", Between::Front),
    ("AMZ*", Between::Front),
    ("GOV*", Between::Front),
    ("MED*", Between::Front),
    ("LCA*", Between::Front),
    ("DD DOORDASH", Between::Marketplace("DoorDash")),
    ("DD *DOORDASH", Between::Marketplace("DoorDash")),
    ("DOORDASH*", Between::Marketplace("DoorDash")),
    ("DOORDASH *", Between::Marketplace("DoorDash")),
    ("GRUBHUB*", Between::Marketplace("Grubhub")),
    ("GRUBHUB *", Between::Marketplace("Grubhub")),
    ("GRUBHUB", Between::Marketplace("Grubhub")),
    ("SKIPTHEDISHES*", Between::Marketplace("SkipTheDishes")),
    ("DELIVEROO*", Between::Marketplace("Deliveroo")),
    ("GOOGLE *", Between::Marketplace("Google")),
    ("GOOGLE*", Between::Marketplace("Google")),
    ("INSTACART*", Between::Marketplace("Instacart")),
    ("INSTACART *", Between::Marketplace("Instacart")),
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
    let known =
        PREFIXES.iter().find_map(|(prefix, who)| after_glued(text, prefix).map(|rest| (*who, rest.trim_start())));
    known.or_else(|| {
        // a code of two or three letters and a star is some processor's, whoever it is
        let (code, rest) = text.split_once('*')?;
        let code = code.trim_end();
        let coded = (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
        (coded && rest.trim().len() >= 3).then(|| (Between::Front, rest.trim_start()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelopes_come_off_with_their_dates_and_numbers() {
        for (text, rest) in [
            ("PURCHASE AUTHORIZED ON 04/12 CORNER BOOKS DENVER CO", "CORNER BOOKS DENVER CO"),
            ("CHECKCARD 0412 CORNER BOOKS", "CORNER BOOKS"),
            ("DBT CRD 0412 12345678 CORNER BOOKS", "CORNER BOOKS"),
            ("POS PURCHASE - CORNER BOOKS", "CORNER BOOKS"),
            ("Recurring Card Purchase 04/12 CORNER BOOKS", "CORNER BOOKS"),
            ("POS DEBIT VISA PURCHASE XXXX1234 CORNER BOOKS", "CORNER BOOKS"),
            ("C/PURCHASE 12345678901 CORNER BOOKS", "CORNER BOOKS"),
            ("AplPay CORNER BOOKS", "CORNER BOOKS"),
            ("ACH Electronic CreditGLOBEX 123", "GLOBEX 123"),
            ("POS DEBIT 12345", ""),
            ("POSTAL ANNEX", "POSTAL ANNEX"),
            ("PURCHASED PARKS", "PURCHASED PARKS"),
        ] {
            assert_eq!(open(text).rest, rest, "{text}");
        }
        assert!(open("FRAUD CREDIT CORNER BOOKS").is_return && !open("ACH CREDIT CORNER BOOKS").is_return);
        assert!(open("PURCHASE RETURN AUTHORIZED ON 04/12 CORNER BOOKS").is_return);
        assert_eq!(open("EFT Withdrawal to GLOBEX").channel, Some(Channel::Ach));
    }

    #[test]
    fn no_envelope_stands_behind_one_that_it_begins_with() {
        for (at, (words, _)) in ENVELOPES.iter().enumerate() {
            let hides = |(earlier, _): &&(&str, Channel)| after(words, earlier).is_some();
            assert_eq!(ENVELOPES[..at].iter().find(hides), None, "{words}");
        }
    }

    #[test]
    fn parties_between_are_named() {
        assert_eq!(between("SQ *CORNER BOOKS"), Some((Between::Processor("Square"), "CORNER BOOKS")));
        assert_eq!(between("SPEEDPAY:GLOBEX POWER"), Some((Between::Front, "GLOBEX POWER")));
        assert_eq!(between("ZZ* CORNER BOOKS"), Some((Between::Front, "CORNER BOOKS")), "an unknown code");
        assert_eq!(between("GRUBHUBCORNERDELI"), Some((Between::Marketplace("Grubhub"), "CORNERDELI")));
        assert_eq!(between("CORNER*BOOKS"), None, "a long word before a star is a name");
    }
}
