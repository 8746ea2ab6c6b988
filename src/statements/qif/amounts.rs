//! Amounts of QIF: written by programs of every country, so that all amounts of a file together say which sign is the decimal one.

use std::borrow::Cow;

use crate::domain::Currency;
use crate::statements::amount::{self, Written};

/// How often which sign can only be the decimal one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Evidence {
    points: usize,
    commas: usize,
}

impl Evidence {
    pub(super) fn add(&mut self, text: &str) {
        let Some(at) = text.rfind(['.', ',']) else { return };
        let behind = text[at + 1..].bytes().filter(u8::is_ascii_digit).count();
        let is_only = text.matches(['.', ',']).count() == 1;
        let is_repeated = text[..at].contains(&text[at..=at]);
        if is_repeated || (is_only && behind == 3) {
            return;
        }
        if &text[at..=at] == "." { self.points += 1 } else { self.commas += 1 }
    }

    /// Reads an amount as the file writes them; where both signs were seen, each amount is judged by itself.
    pub(super) fn read(self, text: &str, currency: Currency) -> Written {
        let plain = bare(text);
        let plain: Cow<'_, str> = match (self.points > 0, self.commas > 0) {
            (false, true) => plain.replace('.', "").replace(',', ".").into(),
            (true, false) => plain.replace(',', "").into(),
            _ => plain,
        };
        amount::read(&plain, currency)
    }
}

/// Without the currency's sign or code and without the parentheses of accountants, which mean a minus.
fn bare(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+');
    if text.chars().all(is_plain) {
        return text.into();
    }
    let is_sign = |c: char| matches!(c, '$' | '€' | '£' | '¥') || c.is_whitespace();
    let digits: String = text.chars().filter(|c| !is_sign(*c)).collect();
    let code = digits.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let digits = if digits.len() - code.len() == 3 { code.to_owned() } else { digits };
    let inner = digits.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    inner.map_or(digits.clone(), |inner| format!("-{inner}")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(others: &[&str], text: &str) -> String {
        let mut evidence = Evidence::default();
        others.iter().chain([&text]).for_each(|text| evidence.add(text));
        match evidence.read(text, Currency::USD) {
            Written::Amount(money) => money.to_decimal_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_file_says_which_sign_is_the_decimal_one() {
        for (others, text, expected) in [
            (&["5.00"][..], "1,234", "1234.00"),
            (&["5,00"], "1.234", "1234.00"),
            (&["5,00"], "-1.234,50", "-1234.50"),
            (&["5.00"], "-1,234,567.5", "-1234567.50"),
            (&[], "1,234", "1234.00"),
            (&["5,00", "5.00"], "1.234,50", "1234.50"),
            (&[], "12", "12.00"),
        ] {
            assert_eq!(read(others, text), expected, "{text}");
        }
    }

    #[test]
    fn signs_of_currencies_and_accountants_are_understood() {
        for (text, expected) in [
            ("$1,234.50", "1234.50"),
            ("-£5.00", "-5.00"),
            ("(5.00)", "-5.00"),
            ("5.00-", "-5.00"),
            ("EUR 5,00", "5.00"),
            ("1 234,50 €", "1234.50"),
            ("", "Nothing"),
            ("five", "Unreadable"),
        ] {
            assert_eq!(read(&[], text), expected, "{text}");
        }
    }
}
