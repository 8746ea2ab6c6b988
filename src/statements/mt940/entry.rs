//! `:61:`, the line of an entry: value date, entry date, mark, amount, type and references, in the ways in which banks write them.

use chrono::{Datelike, NaiveDate};

use crate::domain::{Currency, Money};
use crate::statements::StatementError;
use crate::statements::amount::{self, Written};
use crate::statements::day;

/// What the line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) value_day: Option<NaiveDate>,
    pub(super) booked_day: Option<NaiveDate>,
    /// Negative is money out.
    pub(super) amount: Money,
    /// `NTRF`, `N051`; empty when the bank gives none.
    pub(super) kind: String,
    /// The owner's reference, before the slashes.
    pub(super) reference: String,
    /// The bank's reference, behind the slashes.
    pub(super) bank_reference: String,
    /// The second line.
    pub(super) more: String,
}

/// Reads the value of `:61:`; `line` is for the message.
pub(super) fn read(value: &str, currency: Currency, line: usize) -> Result<Entry, StatementError> {
    let broken = || StatementError::Broken { what: "entry", line };
    let (first, more) = value.split_once('\n').unwrap_or((value, ""));
    let start = first.find(|c: char| !c.is_ascii_digit() && !c.is_whitespace()).ok_or_else(broken)?;
    let (days, rest) = first.split_at(start);
    let digits: String = days.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 6 {
        return Err(broken());
    }
    let (value_day, booked_day) = days_of(&digits);
    let mark = Mark::read(rest).ok_or_else(broken)?;
    let rest = rest.get(mark.length..).unwrap_or_default();
    let end = rest
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '+' | '\'' | ' ')))
        .unwrap_or(rest.len());
    let (written, rest) = rest.split_at(end);
    let amount = money(written, currency).ok_or(StatementError::Amount { field: "amount", line })?;
    let (kind, reference) = split_kind(rest);
    let (reference, bank_reference) = reference.split_once("//").unwrap_or((reference, ""));
    // some banks begin the second line with the bank's reference
    let (bank_reference, more) = match more.strip_prefix("//") {
        Some(wrapped) if bank_reference.is_empty() => wrapped.split_once('\n').unwrap_or((wrapped, "")),
        _ => (bank_reference, more),
    };
    Ok(Entry {
        value_day,
        booked_day,
        amount: if mark.is_out { amount.negated() } else { amount },
        kind: kind.trim().to_owned(),
        reference: reference.trim().to_owned(),
        bank_reference: bank_reference.trim().to_owned(),
        more: more.trim().to_owned(),
    })
}

/// An amount of this format: a comma is the decimal sign (some banks write a point), and nothing need follow it.
pub(super) fn money(written: &str, currency: Currency) -> Option<Money> {
    let written: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let is_decimal_comma = written.matches(',').count() == 1 && !written.contains('.');
    let written = if is_decimal_comma { written.replace(',', ".") } else { written };
    match amount::read(&written, currency) {
        Written::Amount(money) => Some(money),
        Written::Nothing | Written::Unreadable => None,
    }
}

/// The day of `YYMMDD`. Banks that count every month with 30 days write the 30th of February: it is the month's last.
pub(super) fn day_of(digits: &str) -> Option<NaiveDate> {
    if digits.len() < 6 || !digits.is_ascii() {
        return None;
    }
    let year = day::century(digits[..2].parse().ok()?);
    in_year(year, &digits[2..6])
}

fn in_year(year: i32, month_and_day: &str) -> Option<NaiveDate> {
    let (month, day) = (month_and_day.get(..2)?.parse().ok()?, month_and_day.get(2..4)?.parse().ok()?);
    let last = |day: u32| (28..day).rev().find_map(|day| day::of(year, month, day));
    day::of(year, month, day).or_else(|| if (29..=31).contains(&day) { last(day) } else { None })
}

/// Value date and entry date. The entry date has no year: it is the one nearest to the value date.
fn days_of(digits: &str) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let has_century = matches!(digits.len(), 8 | 12) && day::compact(digits).is_some();
    let (value_day, rest) =
        if has_century { (day::compact(digits), &digits[8..]) } else { (day_of(digits), &digits[6..]) };
    let entry_day = value_day.filter(|_| rest.len() >= 4).and_then(|value_day| {
        let years = [value_day.year() - 1, value_day.year(), value_day.year() + 1];
        let days = years.into_iter().filter_map(|year| in_year(year, rest));
        days.min_by_key(|day| day.signed_duration_since(value_day).num_days().abs())
    });
    (value_day, entry_day)
}

/// `C`, `D`, `EC`, `ED`, and `RC`, `RD`, which take an earlier entry back: the reversal of a credit is money out. The letter of the
/// funds may stand behind it.
struct Mark {
    is_out: bool,
    /// Bytes, the funds letter included.
    length: usize,
}

impl Mark {
    fn read(text: &str) -> Option<Self> {
        let mut letters = text.bytes();
        let first = letters.next()?.to_ascii_uppercase();
        let (reverses, expected) = (first == b'R', first == b'E');
        let letter = if reverses || expected { letters.next()?.to_ascii_uppercase() } else { first };
        let is_debit = match letter {
            b'D' => true,
            b'C' => false,
            _ => return None,
        };
        let length = if reverses || expected { 2 } else { 1 };
        let has_funds = letters.next().is_some_and(|byte| byte.is_ascii_alphabetic());
        Some(Self { is_out: is_debit != reverses, length: length + usize::from(has_funds) })
    }
}

/// The type of the transaction (N, S or F and three more characters) and the references behind it. Banks leave the type out.
fn split_kind(rest: &str) -> (&str, &str) {
    let has_kind = rest.starts_with(['N', 'S', 'F']) && !rest.starts_with("NONREF");
    let kind = rest.get(..4).filter(|kind| has_kind && kind.is_ascii() && !kind.contains('/'));
    kind.map_or(("", rest), |kind| (kind, rest.get(4..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(value: &str) -> Entry {
        read(value, Currency::EUR, 1).unwrap()
    }

    #[test]
    fn marks_decide_the_sign() {
        for (mark, expected) in [
            ("C", "1.50 EUR"),
            ("D", "-1.50 EUR"),
            ("RC", "-1.50 EUR"),
            ("RD", "1.50 EUR"),
            ("EC", "1.50 EUR"),
            ("ED", "-1.50 EUR"),
            ("CR", "1.50 EUR"),
            ("DR", "-1.50 EUR"),
            ("RCR", "-1.50 EUR"),
            ("DD", "-1.50 EUR"),
            ("CN", "1.50 EUR"),
        ] {
            assert_eq!(entry(&format!("2601020103{mark}1,50NTRFNONREF")).amount.to_string(), expected, "{mark}");
        }
    }

    #[test]
    fn the_entry_date_is_the_one_nearest_to_the_value_date() {
        let days = |value: &str| {
            let entry = entry(value);
            [entry.value_day, entry.booked_day].map(|day| day.map_or("-".to_owned(), |day| day.to_string()))
        };
        assert_eq!(days("2601020102D5,N"), ["2026-01-02", "2026-01-02"]);
        assert_eq!(days("2512310102D5,N"), ["2025-12-31", "2026-01-02"]);
        assert_eq!(days("2601021231D5,N"), ["2026-01-02", "2025-12-31"]);
        assert_eq!(days("260102D5,N"), ["2026-01-02", "-"]);
        assert_eq!(days("260102    D5,N"), ["2026-01-02", "-"]);
        assert_eq!(days("2602300228D5,N"), ["2026-02-28", "2026-02-28"]);
        assert_eq!(days("20260102D5,N"), ["2026-01-02", "-"]);
        assert_eq!(days("3622687806D5,N"), ["-", "-"]);
    }

    #[test]
    fn amounts_have_commas_and_points() {
        for (written, expected) in [
            ("1245,", "1245.00"),
            ("7,5", "7.50"),
            ("000000000300.00", "300.00"),
            ("1,234", "1.234"),
            ("1.234,56", "1234.56"),
            ("1'234,56", "1234.56"),
        ] {
            assert_eq!(entry(&format!("260102C{written}N051X")).amount.to_decimal_string(), expected, "{written}");
        }
    }

    #[test]
    fn references_are_found_with_and_without_a_type() {
        for (rest, expected) in [
            ("NTRFNONREF//55", ["NTRF", "NONREF", "55", ""]),
            ("NMSCREF 1//B2\nCard payment", ["NMSC", "REF 1", "B2", "Card payment"]),
            ("NONREF", ["", "NONREF", "", ""]),
            ("//1923", ["", "", "1923", ""]),
            ("NOV NONREF", ["NOV", "NONREF", "", ""]),
            ("N0510000123", ["N051", "0000123", "", ""]),
            ("S445328-7", ["S445", "328-7", "", ""]),
            ("NTRFA\n//B\nC", ["NTRF", "A", "B", "C"]),
            ("", ["", "", "", ""]),
        ] {
            let entry = entry(&format!("260102C1,{rest}"));
            assert_eq!([entry.kind, entry.reference, entry.bank_reference, entry.more], expected, "{rest}");
        }
    }

    #[test]
    fn what_is_no_entry_is_refused_with_its_line() {
        for value in ["", "2601", "260102", "260102X5,", "R", "260102R5,"] {
            let error = read(value, Currency::EUR, 7).unwrap_err();
            assert_eq!(error, StatementError::Broken { what: "entry", line: 7 }, "{value}");
        }
        let error = read("260102D,NTRF", Currency::EUR, 7).unwrap_err();
        assert_eq!(error, StatementError::Amount { field: "amount", line: 7 });
    }
}
