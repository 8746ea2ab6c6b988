//! Dates of QIF: `9/ 9'99`, `31.12.2025`, `2025-12-31`. Nothing in the file says their order, so all of them together decide it.

use chrono::NaiveDate;

use crate::statements::{DateOrder, day};

/// Three numbers as written, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    parts: [u32; 3],
    /// True for a first part of four digits.
    year_first: bool,
    /// True for an apostrophe before the last part, or one of four digits: then it is the year.
    year_last: bool,
}

/// Months as English programs write them.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl Date {
    /// `None` for a text that has not three numbers.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        // a time may follow
        let text = text.split(['T', 't']).next().filter(|date| date.len() >= 8).unwrap_or(text);
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            let parts = [text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?];
            return Some(Self { parts, year_first: true, year_last: false });
        }
        let mut words = text.split(['/', '-', '.', '\'', '’', ' ', ',']).filter(|word| !word.is_empty());
        let words = [words.next()?, words.next()?, words.next()?];
        if let Some(at) = words.iter().position(|word| month(word).is_some()) {
            return Self::named(words, at);
        }
        let mut parts = [0; 3];
        for (part, word) in parts.iter_mut().zip(words) {
            *part = word.parse().ok().filter(|_| word.len() <= 4)?;
        }
        let has_apostrophe = text.rfind(['\'', '’']).is_some_and(|at| at > text.find(['/', '-', '.']).unwrap_or(at));
        Some(Self { parts, year_first: words[0].len() == 4, year_last: has_apostrophe || words[2].len() == 4 })
    }

    /// `02 Jan 2026`, `Jan 2, 2026`: year, month and day, whatever the order of the others.
    fn named(words: [&str; 3], at: usize) -> Option<Self> {
        let year: u32 = words[2].parse().ok()?;
        let day = words.get(1 - at)?.parse().ok()?;
        let year = if words[2].len() == 4 { year } else { u32::try_from(day::century(year)).ok()? };
        Some(Self { parts: [year, month(words[at])?, day], year_first: true, year_last: false })
    }

    /// The day in that order; `None` when there is no such day.
    pub(super) fn day(self, order: DateOrder) -> Option<NaiveDate> {
        let [a, b, c] = self.parts;
        let (year, month, day) = match order {
            _ if self.year_first => (a, b, c),
            DateOrder::MonthDayYear => (c, a, b),
            DateOrder::DayMonthYear => (c, b, a),
            DateOrder::YearMonthDay if self.year_last => return None,
            DateOrder::YearMonthDay => (a, b, c),
        };
        let year = if year < 100 { day::century(year) } else { i32::try_from(year).ok()? };
        day::of(year, month, day)
    }
}

fn month(word: &str) -> Option<u32> {
    let start = word.get(..3)?.to_ascii_lowercase();
    (1..).zip(MONTHS).find(|(_, name)| *name == start).map(|(number, _)| number)
}

/// The orders, the likeliest first where nothing speaks for one: QIF is American.
const ORDERS: [DateOrder; 3] = [DateOrder::MonthDayYear, DateOrder::DayMonthYear, DateOrder::YearMonthDay];

/// What all dates of one sort of records say of their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    dates: usize,
    /// Days that exist, per order of [`ORDERS`].
    fits: [usize; 3],
    /// Steps back in time, per order: programs write registers in the order of their days.
    steps_back: [usize; 3],
    last: [Option<NaiveDate>; 3],
    /// Dates that are one day in the first order and another in the second.
    disputed: usize,
    points: usize,
}

impl Evidence {
    pub(super) fn add(&mut self, text: &str) {
        let Some(date) = Date::read(text) else { return };
        self.dates += 1;
        self.points += usize::from(text.contains('.'));
        let days = ORDERS.map(|order| date.day(order));
        self.disputed += usize::from(days[0] != days[1]);
        for (which, day) in days.into_iter().enumerate() {
            self.fits[which] += usize::from(day.is_some());
            if let (Some(day), Some(last)) = (day, self.last[which]) {
                self.steps_back[which] += usize::from(day < last);
            }
            self.last[which] = day.or(self.last[which]);
        }
    }

    /// The order, and whether that is sure. Sure is what fits more dates than every other order, and what makes no difference.
    pub(super) fn order(&self) -> (DateOrder, bool) {
        let most = self.fits.into_iter().max().unwrap_or_default();
        let mut candidates = (0..ORDERS.len()).filter(|which| self.fits[*which] == most);
        // year first with two digits is believed only where nothing else fits
        let first = candidates.next().unwrap_or_default();
        let second = candidates.next().filter(|second| *second == 1);
        if first != 0 || second.is_none() || self.disputed == 0 {
            return (ORDERS[first], true);
        }
        let is_european = match self.steps_back[1].cmp(&self.steps_back[0]) {
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => self.points > 0,
            std::cmp::Ordering::Greater => false,
        };
        (ORDERS[usize::from(is_european)], false)
    }

    /// True when no other order fits more of the dates.
    pub(super) fn allows(&self, order: DateOrder) -> bool {
        let most = self.fits.into_iter().max().unwrap_or_default();
        ORDERS.iter().zip(self.fits).any(|(known, fits)| *known == order && fits == most)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.dates == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(dates: &[&str]) -> (&'static str, bool) {
        let mut evidence = Evidence::default();
        for date in dates {
            evidence.add(date);
        }
        let (order, sure) = evidence.order();
        (order.word(), sure)
    }

    #[test]
    fn dates_are_read_in_every_shape() {
        for (text, order, expected) in [
            ("9/ 8'99", DateOrder::MonthDayYear, "1999-09-08"),
            ("9/ 8' 5", DateOrder::MonthDayYear, "2005-09-08"),
            ("1/ 2'00", DateOrder::MonthDayYear, "2000-01-02"),
            ("2/10'2020", DateOrder::MonthDayYear, "2020-02-10"),
            ("12/31/98", DateOrder::MonthDayYear, "1998-12-31"),
            ("31.12.2025", DateOrder::DayMonthYear, "2025-12-31"),
            ("31-12-25", DateOrder::DayMonthYear, "2025-12-31"),
            ("2025-12-31", DateOrder::MonthDayYear, "2025-12-31"),
            ("2025-12-31T00:00:00", DateOrder::DayMonthYear, "2025-12-31"),
            ("20251231", DateOrder::DayMonthYear, "2025-12-31"),
            ("25/12/31", DateOrder::YearMonthDay, "2025-12-31"),
            ("02 Oct 2025", DateOrder::MonthDayYear, "2025-10-02"),
            ("October 2, 25", DateOrder::DayMonthYear, "2025-10-02"),
        ] {
            assert_eq!(Date::read(text).unwrap().day(order).unwrap().to_string(), expected, "{text}");
        }
        for text in ["", "1/2", "a/b/c", "1/2/20266", "99999/1/1", "é"] {
            assert_eq!(Date::read(text), None, "{text}");
        }
        assert_eq!(Date::read("2/30/2026").unwrap().day(DateOrder::MonthDayYear), None);
    }

    #[test]
    fn all_dates_together_decide_the_order() {
        assert_eq!(decided(&["1/2/26", "1/13/26"]), ("mdy", true));
        assert_eq!(decided(&["1/2/26", "13/1/26"]), ("dmy", true));
        assert_eq!(decided(&["99/12/31", "99/12/30"]), ("ymd", true));
        assert_eq!(decided(&["1/ 1'00", "2/2/02"]), ("mdy", true), "alike in both orders");
        assert_eq!(decided(&["2026-01-02"]), ("mdy", true), "the year leads");
        assert_eq!(decided(&["1/2/26", "1/13/26", "1/13/26", "13/1/26"]), ("mdy", true), "most");
    }

    #[test]
    fn dates_that_fit_two_orders_are_read_as_the_likelier_and_asked_for() {
        assert_eq!(decided(&["1/2/26"]), ("mdy", false));
        assert_eq!(decided(&["1.2.26"]), ("dmy", false));
        assert_eq!(decided(&["11/1/26", "12/1/26", "1/2/26"]), ("dmy", false), "in the order of days");
        assert_eq!(decided(&["01/02/03"]), ("mdy", false));
    }
}
