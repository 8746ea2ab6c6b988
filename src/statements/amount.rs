//! Amounts as statement files write them: decimal points or commas, grouping, signs in front or behind.

use crate::domain::{Currency, Money};

/// What stands where an amount should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Amount(Money),
    /// Blanks, dots, dashes or a mask: the bank wrote a line without an amount (some print balances so).
    Nothing,
    /// Something else: it must not be taken for money.
    Unreadable,
}

/// Reads an amount. A single point or comma is the decimal one, as OFX has it, except a comma before exactly three digits of a
/// currency with fewer minor units: `1,234` dollars are more than a thousand. Where both stand, the last is the decimal one and the other must
/// group by three.
pub(super) fn read(text: &str, currency: Currency) -> Written {
    if let Ok(money) = Money::parse(text, currency) {
        return Written::Amount(money);
    }
    if text.chars().all(|c| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '+' | '*' | '\0')) {
        return Written::Nothing;
    }
    let plain = plain(text, currency.minor_units().unwrap_or(2));
    let money = plain.and_then(|plain| Money::parse(&plain, currency).ok());
    money.map_or(Written::Unreadable, Written::Amount)
}

/// The form of [`Money::parse`]; `None` when the separators make no sense.
fn plain(text: &str, minor_units: u32) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '\0')).collect();
    let (negative, digits) = match (text.strip_prefix('-'), text.strip_suffix('-')) {
        (Some(digits), _) | (None, Some(digits)) => (true, digits),
        (None, None) => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = split(digits, minor_units)?;
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let sign = if negative { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}"))
}

/// Digits before and behind the decimal sign.
fn split(digits: &str, minor_units: u32) -> Option<(&str, &str)> {
    let is_separator = |c: char| c == '.' || c == ',';
    if !digits.chars().all(|c| c.is_ascii_digit() || is_separator(c)) {
        return None;
    }
    let Some(at) = digits.rfind(is_separator) else { return Some((digits, "")) };
    let (whole, rest) = (digits.get(..at)?, digits.get(at + 1..)?);
    let separator = digits.get(at..=at)?;
    let is_repeated = whole.contains(separator);
    let is_only = !whole.contains(is_separator);
    let thousands = rest.len() == 3 && minor_units < 3 && (1..=3).contains(&whole.len()) && whole != "0";
    if is_repeated || (is_only && separator == "," && thousands) {
        return grouped(digits, separator).then_some((digits, ""));
    }
    let other = if separator == "," { "." } else { "," };
    (is_only || grouped(whole, other)).then_some((whole, rest))
}

/// True when every group behind the first has three digits.
fn grouped(whole: &str, separator: &str) -> bool {
    let mut groups = whole.split(separator);
    groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_digit()))
        && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> String {
        match read(text, Currency::USD) {
            Written::Amount(money) => money.to_decimal_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn points_commas_groups_and_signs_are_understood() {
        for (text, expected) in [
            ("-12.30", "-12.30"),
            ("+23947.61", "23947.61"),
            ("   -33,02 ", "-33.02"),
            ("1,234.56", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1.234.567", "1234567.00"),
            ("-1,234", "-1234.00"),
            ("-0,234", "-0.234"),
            ("1.234", "1.234"),
            ("1 234,50", "1234.50"),
            ("11'373.94", "11373.94"),
            ("12.30-", "-12.30"),
            (".5", "0.50"),
            ("-01.7", "-1.70"),
            ("-9", "-9.00"),
            ("12.", "12.00"),
        ] {
            assert_eq!(usd(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_line_without_an_amount_is_told_from_one_that_cannot_be_read() {
        for text in ["", "   .  ", "****", "-", "\0"] {
            assert_eq!(read(text, Currency::USD), Written::Nothing, "{text:?}");
        }
        for text in ["1e400", "NaN", "0x10", "--5", "1,23,456.0", "1.2.3", "USD 5", "(5.00)", "12..5", "-5-"] {
            assert_eq!(read(text, Currency::USD), Written::Unreadable, "{text:?}");
        }
        assert_eq!(read(&"9".repeat(40), Currency::USD), Written::Unreadable);
        assert_eq!(read("٣", Currency::USD), Written::Unreadable);
    }
}
