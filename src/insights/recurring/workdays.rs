//! Days on which banks book, counted in whole days so that calendars can be tried by the thousand. Off are weekends and the holidays of
//! the Federal Reserve, on which no card settles and no direct debit is drawn.

use chrono::{Datelike, NaiveDate};

/// A day as a number: 1 is Monday, 1 January of year 1.
pub type Day = i32;

/// Which way a date goes that falls on a day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// It stays: cards are charged on any day.
    Stay,
    /// To the next working day, as most direct debits do.
    Next,
    /// To the working day before, as most wages do.
    Previous,
}

impl Shift {
    pub const ALL: [Self; 3] = [Self::Stay, Self::Next, Self::Previous];

    /// Where that day goes.
    pub fn apply(self, mut day: Day) -> Day {
        let step = match self {
            Self::Stay => return day,
            Self::Next => 1,
            Self::Previous => -1,
        };
        while is_off(day) {
            day += step;
        }
        day
    }
}

/// The day of that number; the calendar's last one past its end.
pub fn date(day: Day) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(day).unwrap_or(NaiveDate::MAX)
}

/// Monday is 0.
fn weekday(day: Day) -> i32 {
    (day - 1).rem_euclid(7)
}

/// True for Saturday and Sunday.
pub fn is_weekend(day: Day) -> bool {
    weekday(day) >= 5
}

fn is_off(day: Day) -> bool {
    is_weekend(day) || is_holiday(day)
}

/// A holiday of the Federal Reserve, on the day of the week on which it is kept: one on a Sunday is kept on Monday, one on a Saturday
/// is not kept.
fn is_holiday(day: Day) -> bool {
    const FIXED: [(u32, u32); 5] = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)];
    let (weekday, date) = (weekday(day), date(day));
    let (month, of_month) = (date.month(), date.day());
    let nth = (of_month - 1) / 7 + 1;
    let moving = match weekday {
        0 => matches!((month, nth), (1 | 2, 3) | (9, 1) | (10, 2)) || (month == 5 && of_month > 24),
        3 => (month, nth) == (11, 4),
        _ => false,
    };
    let kept_late = weekday == 0 && FIXED.contains(&(month, of_month - 1));
    moving || kept_late || FIXED.contains(&(month, of_month))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse::<NaiveDate>().unwrap().num_days_from_ce()
    }

    #[test]
    fn days_off_are_weekends_and_the_holidays_as_they_are_kept() {
        for off in [
            "2024-01-01",
            "2024-01-15",
            "2024-02-19",
            "2024-05-27",
            "2024-06-19",
            "2024-07-04",
            "2024-09-02",
            "2024-10-14",
            "2024-11-11",
            "2024-11-28",
            "2024-12-25",
            "2023-01-02",
            "2022-12-26",
            "2024-06-01",
            "2024-06-02",
        ] {
            assert!(is_off(day(off)), "{off}");
        }
        for open in ["2024-01-02", "2024-05-20", "2024-11-21", "2021-12-24", "2024-09-09", "2024-02-29", "2024-11-29"] {
            assert!(!is_off(day(open)), "{open}");
        }
    }

    #[test]
    fn dates_on_days_off_go_to_the_next_or_the_previous_working_day() {
        assert_eq!(Shift::Next.apply(day("2024-08-31")), day("2024-09-03"), "over a weekend and Labor Day");
        assert_eq!(Shift::Previous.apply(day("2024-09-02")), day("2024-08-30"));
        assert_eq!(Shift::Stay.apply(day("2024-09-02")), day("2024-09-02"));
        assert_eq!(Shift::Previous.apply(day("2025-01-01")), day("2024-12-31"));
    }
}
