//! Stretches of calendar days: the month of a block, and the period that a question is about.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};

/// A calendar month, the grain of storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    /// 1 to 12.
    month: u8,
}

impl Month {
    /// The month that a day lies in. Years are held to 1..=9999: boundaries refuse others before.
    pub fn of(day: NaiveDate) -> Self {
        let year = day.year().clamp(1, 9999);
        Self { year: i16::try_from(year).unwrap_or(9999), month: u8::try_from(day.month()).unwrap_or(1) }
    }

    /// `None` for a month that the calendar does not have.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, 1).filter(|_| (1..=9999).contains(&year)).map(Self::of)
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(i32::from(self.year), u32::from(self.month), 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.first().checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.first().checked_add_months(Months::new(1)).map_or(self, Self::of)
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.first().checked_sub_months(Months::new(1)).map_or(self, Self::of)
    }

    /// 1 to 9999.
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// 1 to 12.
    pub fn month(self) -> u32 {
        u32::from(self.month)
    }
}

/// `2026-11`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The days that a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Month(Month),
    Year(i32),
    /// Both days inclusive.
    Days {
        from: NaiveDate,
        to: NaiveDate,
    },
    All,
}

/// A text that names no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no period: write a month (2026-11), a year (2026), two days (2026-01-15..2026-02-14) or all")]
pub struct PeriodError(String);

impl Period {
    /// First and last day, both inclusive; `None` is open.
    pub fn bounds(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Self::Month(month) => (Some(month.first()), Some(month.last())),
            Self::Year(year) => (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31)),
            Self::Days { from, to } => (Some(from), Some(to)),
            Self::All => (None, None),
        }
    }

    /// True when the day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        let (from, to) = self.bounds();
        from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
    }

    /// True when some day of the month lies in it.
    pub fn touches(self, month: Month) -> bool {
        let (from, to) = self.bounds();
        from.is_none_or(|from| from <= month.last()) && to.is_none_or(|to| month.first() <= to)
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let bad = || PeriodError(text.chars().filter(|c| !c.is_control()).take(40).collect());
        let day = |part: &str| NaiveDate::parse_from_str(part, "%Y-%m-%d").map_err(|_| bad());
        if text == "all" {
            return Ok(Self::All);
        }
        if let Some((from, to)) = text.split_once("..") {
            let (from, to) = (day(from)?, day(to)?);
            return if from <= to { Ok(Self::Days { from, to }) } else { Err(bad()) };
        }
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        match text.split_once('-') {
            None if digits(text, 4) => text.parse().ok().filter(|y| *y >= 1).map(Self::Year).ok_or_else(bad),
            Some((y, m)) if digits(y, 4) && digits(m, 2) => {
                let month = y.parse().ok().zip(m.parse().ok()).and_then(|(y, m)| Month::new(y, m));
                month.map(Self::Month).ok_or_else(bad)
            }
            _ => Err(bad()),
        }
    }
}

/// As it is written on a command line.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Days { from, to } => write!(f, "{from}..{to}"),
            Self::All => f.write_str("all"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_as_they_are_written() {
        for text in ["2026-11", "2026", "all", "2026-01-15..2026-02-14"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for bad in ["", "2026-13", "26", "2026-1", "2026-02-14..2026-01-15", "0000", "now", "2026-11-"] {
            assert!(bad.parse::<Period>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_month_holds_its_days() {
        let feb: Period = "2024-02".parse().unwrap();
        let day = |d| NaiveDate::from_ymd_opt(2024, 2, d).unwrap();
        assert!(feb.contains(day(1)) && feb.contains(day(29)));
        assert!(!feb.contains(NaiveDate::from_ymd_opt(2024, 3, 1).unwrap()));
        let dec = Month::new(2025, 12).unwrap();
        assert_eq!(dec.next().to_string(), "2026-01");
        assert_eq!(Month::new(2026, 1).unwrap().previous(), dec);
        assert!(Period::Year(2025).touches(dec) && !Period::Year(2026).touches(dec));
    }
}
