//! Amounts and days of a query, as they are written: `>50`, `10..20`, `2026-10`, `this-month`.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::domain::{Month, Period};

/// A range of magnitudes; the sign of an amount is no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Magnitude {
    least: Option<Decimal>,
    most: Option<Decimal>,
    /// The ends belong to it.
    closed: bool,
}

impl Magnitude {
    /// `>50`, `>=50`, `<20`, `<=20`, `10..20`, `10..`, `..20` or `12.50`; a dollar sign and groups are forgiven.
    pub(super) fn read(text: &str) -> Option<Self> {
        let open = |least, most| Some(Self { least, most, closed: false });
        let closed = |least, most| Some(Self { least, most, closed: true });
        if let Some((from, to)) = text.split_once("..") {
            let end = |part: &str| if part.is_empty() { Some(None) } else { number(part).map(Some) };
            let (least, most) = (end(from)?, end(to)?);
            let is_turned = least.zip(most).is_some_and(|(least, most)| least > most);
            return if is_turned || (least.is_none() && most.is_none()) { None } else { closed(least, most) };
        }
        if let Some(rest) = text.strip_prefix(">=") {
            return closed(Some(number(rest)?), None);
        }
        if let Some(rest) = text.strip_prefix("<=") {
            return closed(None, Some(number(rest)?));
        }
        if let Some(rest) = text.strip_prefix('>') {
            return open(Some(number(rest)?), None);
        }
        if let Some(rest) = text.strip_prefix('<') {
            return open(None, Some(number(rest)?));
        }
        let exact = number(text)?;
        closed(Some(exact), Some(exact))
    }

    /// True where more digits can still make it an amount: `>`, `10..2` on the way to `10..20`.
    pub(super) fn is_begun(text: &str) -> bool {
        let is_end = |part: &str| part.is_empty() || number(part).is_some();
        let ends = text.split_once("..").is_some_and(|(from, to)| is_end(from) && is_end(to));
        ends || matches!(text, "" | ">" | "<" | ">=" | "<=" | "." | "$")
    }

    pub(super) fn holds(self, amount: Decimal) -> bool {
        let size = amount.abs();
        let above = self.least.is_none_or(|least| size > least || (self.closed && size == least));
        above && self.most.is_none_or(|most| size < most || (self.closed && size == most))
    }
}

/// A magnitude: digits with at most one point. A sign is none of it.
fn number(text: &str) -> Option<Decimal> {
    let text: String = text.trim().chars().filter(|c| !matches!(c, ',' | '$')).collect();
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && text.bytes().any(|b| b.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

/// Days of a query; some move with today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Days {
    Of(Period),
    /// Inclusive; one of the two may be open.
    Between(Option<NaiveDate>, Option<NaiveDate>),
    Today,
    Yesterday,
    ThisMonth,
    LastMonth,
    ThisYear,
    LastYear,
}

const WORDS: [(&str, Days); 6] = [
    ("today", Days::Today),
    ("yesterday", Days::Yesterday),
    ("this-month", Days::ThisMonth),
    ("last-month", Days::LastMonth),
    ("this-year", Days::ThisYear),
    ("last-year", Days::LastYear),
];

impl Days {
    /// A year, a month, a day, two of them with `..` between of which one may be left out, or a word.
    pub(super) fn read(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        if let Some((_, days)) = WORDS.iter().find(|(word, _)| *word == lower) {
            return Some(*days);
        }
        if let Some((from, to)) = text.split_once("..") {
            let first = if from.is_empty() { None } else { Some(period(from)?.bounds().0?) };
            let last = if to.is_empty() { None } else { Some(period(to)?.bounds().1?) };
            let is_turned = first.zip(last).is_some_and(|(first, last)| first > last);
            return (!is_turned && (first.is_some() || last.is_some())).then_some(Self::Between(first, last));
        }
        period(text).map(Self::Of)
    }

    /// True where more letters can still make days of it: `2026-1`, `this-m`, `2026-10-01..20`.
    pub(super) fn is_begun(text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        if lower.strip_suffix('.').is_some_and(|whole| Self::read(whole).is_some()) {
            return true;
        }
        let part = lower.rsplit("..").next().unwrap_or_default();
        let digits = part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        // of a year, a month or a day that is whole and none, nothing more can be made
        (digits && part.len() < 10 && !matches!(part.len(), 4 | 7))
            || WORDS.iter().any(|(word, _)| word.starts_with(&lower))
    }

    /// True when one of the days from the first to the last is among them.
    pub(super) fn meets(self, (first, last): (NaiveDate, NaiveDate), today: NaiveDate) -> bool {
        let (from, to) = self.bounds(today);
        from.is_none_or(|from| from <= last) && to.is_none_or(|to| first <= to)
    }

    /// Both inclusive; `None` is open.
    fn bounds(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let of = match self {
            Self::Of(period) => period,
            Self::Between(first, last) => return (first, last),
            Self::Today => return (Some(today), Some(today)),
            Self::Yesterday => {
                let day = today.pred_opt().unwrap_or(today);
                return (Some(day), Some(day));
            }
            Self::ThisMonth => Period::Month(Month::of(today)),
            Self::LastMonth => Period::Month(Month::of(today).previous()),
            Self::ThisYear => Period::Year(today.year()),
            Self::LastYear => Period::Year(today.year() - 1),
        };
        of.bounds()
    }
}

fn period(text: &str) -> Option<Period> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        let is_sane = text.len() == 10 && day.year() >= 1;
        return is_sane.then_some(Period::Days { from: day, to: day });
    }
    text.parse().ok().filter(|period| *period != Period::All)
}
