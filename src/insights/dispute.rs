//! How long a person may dispute a charge, and a text that says so to the bank. By the law of the bank's country where that is known,
//! else as the currency makes likely, else not at all: then the bank must be asked.

use chrono::{Days, Months, NaiveDate};

use crate::domain::{AccountKind, Currency};

/// The day until which a charge can surely be disputed, and by what right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// Reckoned from the charge itself, so that the true one is never earlier.
    pub by: NaiveDate,
    /// A sentence that names the right.
    pub right: &'static str,
    /// True when the country was guessed from the currency.
    pub guessed: bool,
}

const CREDIT_US: &str = "US credit: the Fair Credit Billing Act (15 U.S.C. 1666) gives 60 days from when the first statement with \
     the charge was sent, in writing to the address for billing inquiries";
const DEBIT_US: &str = "US debit: Regulation E (12 CFR part 1005) gives 60 days from when the first statement with the charge was \
     sent; of a lost or stolen card tell the bank within 2 business days";
const UK: &str = "UK: the Payment Services Regulations 2017 (74) give 13 months from the debit, and ask to tell the bank without \
     delay";
const EUROPE: &str = "EU: PSD2 (article 71) gives 13 months from the debit, and asks to tell the bank without delay";

/// For a charge of that day. `country` as in the table of issuers.
pub fn deadline(country: Option<&str>, currency: Currency, kind: AccountKind, charged: NaiveDate) -> Option<Deadline> {
    let likely = match currency.id() {
        "USD" => Some("US"),
        "GBP" => Some("GB"),
        "EUR" => Some("EU"),
        _ => None,
    };
    let on_credit = matches!(kind, AccountKind::CreditCard | AccountKind::LineOfCredit);
    let sixty = charged.checked_add_days(Days::new(60));
    let (by, right) = match country.or(likely)? {
        "US" if on_credit => (sixty, CREDIT_US),
        "US" => (sixty, DEBIT_US),
        "GB" => (charged.checked_add_months(Months::new(13)), UK),
        "EU" => (charged.checked_add_months(Months::new(13)), EUROPE),
        _ => return None,
    };
    by.map(|by| Deadline { by, right, guessed: country.is_none() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_country_decides_and_else_the_currency() {
        let of = |country, currency: &str, kind| {
            deadline(country, Currency::parse(currency).unwrap(), kind, day("2026-10-31"))
        };
        let card = of(Some("US"), "USD", AccountKind::CreditCard).unwrap();
        assert_eq!((card.by, card.guessed), (day("2026-12-30"), false));
        assert!(card.right.contains("Fair Credit Billing Act"));
        assert!(of(None, "USD", AccountKind::Checking).unwrap().right.contains("Regulation E"));
        let euro = of(None, "EUR", AccountKind::Checking).unwrap();
        assert_eq!((euro.by, euro.guessed), (day("2027-11-30"), true));
        assert!(of(Some("GB"), "EUR", AccountKind::Checking).unwrap().right.starts_with("UK"));
        assert_eq!(of(Some("CH"), "EUR", AccountKind::Checking), None, "a country of another law is not guessed over");
        assert_eq!(of(None, "CHF", AccountKind::Checking), None);
    }
}
