//! What rows and accounts are known by, alike for every format that gives them references and numbers.

use std::collections::HashMap;
use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::domain::{Bank, Clean, Currency, Money, ProviderId};
use crate::statements::Fingerprint;

/// Gives the rows of one statement their ids.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// How often each id was given.
    counts: HashMap<ProviderId, u32>,
    /// Where ids are put together.
    buffer: String,
}

impl Ids {
    /// A bank's reference with day and amount. Banks reuse a reference for another transaction in a later month, or
    /// repeat it in one file, so that alone it identifies nothing; with day and amount, which overlapping downloads repeat alike, it
    /// does. The second one of a pair that is alike in all three is a row of its own. Masks and zeros are no references: `None`,
    /// such rows are known by content.
    pub(super) fn id(&mut self, reference: &str, day: Option<NaiveDate>, amount: Money) -> Option<ProviderId> {
        if !is_telling(reference) {
            return None;
        }
        self.buffer.clear();
        self.buffer.push_str(reference);
        self.buffer.push('/');
        if let Some(day) = day {
            let year = u64::from(day.year().unsigned_abs());
            push_number(&mut self.buffer, year * 10_000 + u64::from(day.month() * 100 + day.day()), 8);
        }
        self.buffer.push('/');
        push_decimal(&mut self.buffer, amount.amount());
        let hashed = || ProviderId::new(&format!("#{}", Fingerprint::default().with(&self.buffer)));
        let id = ProviderId::new(&self.buffer).or_else(hashed)?;
        let count = self.counts.entry(id.clone()).and_modify(|count| *count = count.saturating_add(1)).or_insert(1);
        if *count == 1 { Some(id) } else { Some(ProviderId::new(&format!("{}#{count}", id.as_str())).unwrap_or(id)) }
    }
}

/// Writes a decimal without zeros at its end, as `Display` does; by hand, since every row of a file has one.
fn push_decimal(out: &mut String, decimal: Decimal) {
    let Ok(mantissa) = i64::try_from(decimal.mantissa()) else {
        // a String takes whatever is written
        let _ = write!(out, "{}", decimal.normalize());
        return;
    };
    let (mut digits, mut scale) = (mantissa.unsigned_abs(), decimal.scale());
    while scale > 0 && digits % 10 == 0 {
        (digits, scale) = (digits / 10, scale - 1);
    }
    if mantissa < 0 {
        out.push('-');
    }
    // amounts have at most ten digits behind the point
    let unit = 10_u64.saturating_pow(scale);
    push_number(out, digits / unit, 1);
    if scale > 0 {
        out.push('.');
        push_number(out, digits % unit, scale);
    }
}

/// Writes at least so many digits.
fn push_number(out: &mut String, number: u64, least: u32) {
    if number > 9 || least > 1 {
        push_number(out, number / 10, least.saturating_sub(1));
    }
    out.push(u32::try_from(number % 10).ok().and_then(|digit| char::from_digit(digit, 10)).unwrap_or('0'));
}

/// The account of an IBAN in one currency: the same in every format that names it, so that a stable key of an account may be
/// made of it too. The number itself is not in the id.
pub(super) fn of_iban(iban: &str, currency: Currency) -> Option<ProviderId> {
    let plain: String = iban.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    ProviderId::new(&format!("iban:{}", Fingerprint::default().with(&plain).with(currency.id())))
}

/// The last four letters or digits of an account's number; `None` for a mask.
pub(super) fn mask(number: &str) -> Option<Clean> {
    let tail: Vec<char> = number.chars().rev().filter(char::is_ascii_alphanumeric).take(4).collect();
    Clean::non_empty(&tail.into_iter().rev().collect::<String>())
}

/// A bank by the name that its file gives, `Unknown bank` without one. Its key is the name in small letters:
/// `great-bank-of-orangeland`.
pub(super) fn bank(name: &str) -> Bank {
    let name = Clean::non_empty(name).unwrap_or_else(|| Clean::new("Unknown bank"));
    let lower = name.as_str().to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    Bank { key: words.collect::<Vec<_>>().join("-").into(), name }
}

/// False for blanks, masks and zeros. Other scripts always tell something.
pub(super) fn is_telling(text: &str) -> bool {
    text.bytes().any(|byte| (byte.is_ascii_alphanumeric() && byte != b'0') || !byte.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(amount: &str) -> Money {
        Money::parse(amount, Currency::USD).unwrap()
    }

    #[test]
    fn one_reference_with_another_day_or_amount_is_another_transaction() {
        let id = |reference: &str, day, amount| Ids::default().id(reference, day, usd(amount));
        let day = |month| NaiveDate::from_ymd_opt(2026, month, 2);
        assert_eq!(id("7", day(1), "-1.00").unwrap().as_str(), "7/20260102/-1");
        assert_ne!(id("7", day(1), "-1.00"), id("7", day(2), "-1.00"));
        assert_ne!(id("7", day(1), "-1.00"), id("7", day(1), "-2.00"));
        assert_eq!(id("7", None, "-1.50").unwrap().as_str(), "7//-1.5");
        assert_eq!([id("0", day(1), "1"), id("***", day(1), "1"), id("", day(1), "1")], [None, None, None]);
        assert!(id(&"x".repeat(255), day(1), "1").unwrap().as_str().starts_with('#'));
    }

    #[test]
    fn decimals_are_written_as_their_display_writes_them() {
        for text in [
            "0",
            "0.00",
            "-0.05",
            "7",
            "-12.50",
            "100",
            "1000.10",
            "-999999999999999.99",
            "0.0000000001",
            "-1.0000000000",
            "999999999999999.0123456789",
        ] {
            let decimal: Decimal = text.parse().unwrap();
            let mut out = String::new();
            push_decimal(&mut out, decimal);
            assert_eq!(out, decimal.normalize().to_string(), "{text}");
        }
    }

    #[test]
    fn a_row_that_repeats_all_of_another_has_an_id_of_its_own() {
        let mut ids = Ids::default();
        let mut next = || ids.id("A1", NaiveDate::from_ymd_opt(2026, 1, 2), usd("-1")).unwrap().as_str().to_owned();
        assert_eq!([next(), next(), next()], ["A1/20260102/-1", "A1/20260102/-1#2", "A1/20260102/-1#3"]);
    }

    #[test]
    fn an_iban_is_one_account_however_it_is_written() {
        let id = of_iban("DE02 1203 0000 0000 2020 51", Currency::EUR);
        assert_eq!(id, of_iban("de02120300000000202051", Currency::EUR));
        assert_ne!(id, of_iban("DE02120300000000202051", Currency::USD), "an account in another currency");
        assert!(!id.unwrap().as_str().contains("2051"));
    }

    #[test]
    fn a_mask_has_no_tail_and_a_bank_without_a_name_is_called_so() {
        assert_eq!((mask("****"), mask("12-34 5").unwrap().as_str()), (None, "2345"));
        assert_eq!(&*bank("Great Bank of Orangeland").key, "great-bank-of-orangeland");
        assert_eq!(bank(" ").name.as_str(), "Unknown bank");
    }
}
