//! The sandbox's own time: a calendar day and a minute of it. It tells what has been authorised and posted so far.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Minute at which a day opens for a person who looks at it: 08:00.
pub const OPENING: u16 = 8 * 60;

/// Last minute of a day, 24:00: virtual time waits there for the next calendar day.
pub const MIDNIGHT: u16 = 24 * 60;

/// A minute of a day of the simulated world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    pub day: NaiveDate,
    /// Minutes since the day's 00:00, 0 to 1440.
    pub minute: u16,
}

impl Moment {
    /// A minute past 24:00 is held there.
    pub fn new(day: NaiveDate, minute: u16) -> Self {
        Self { day, minute: minute.min(MIDNIGHT) }
    }

    /// When that day opens: what a command sees that looks once.
    pub fn opening(day: NaiveDate) -> Self {
        Self::new(day, OPENING)
    }

    /// Minutes from an earlier moment to this one; negative when that one is later.
    pub fn minutes_since(self, earlier: Self) -> i64 {
        let days = (self.day - earlier.day).num_days();
        days * i64::from(MIDNIGHT) + i64::from(self.minute) - i64::from(earlier.minute)
    }
}

/// That many days later; held at the calendar's end.
pub(super) fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// That many days earlier; held at the calendar's start.
pub(super) fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

/// The day itself, or the Monday after a weekend: banks book transfers on working days.
pub(super) fn working_day(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => after(day, 2),
        Weekday::Sun => after(day, 1),
        _ => day,
    }
}

/// Months since year 0, the counter of monthly schedules.
pub(super) fn month_number(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

/// A day of a counted month, held at its last day (a bill of the 31st falls on Feb 28).
pub(super) fn day_of(month: i64, day: u32) -> NaiveDate {
    let year = i32::try_from(month.div_euclid(12)).unwrap_or_default();
    let month = u32::try_from(month.rem_euclid(12)).unwrap_or_default() + 1;
    let exact = |day| NaiveDate::from_ymd_opt(year, month, day);
    exact(day).or_else(|| exact(30)).or_else(|| exact(29)).or_else(|| exact(28)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn moments_count_minutes_over_days() {
        let (evening, opening) = (Moment::new(day(2026, 2, 28), 1439), Moment::opening(day(2026, 3, 1)));
        assert_eq!(opening.minutes_since(evening), 481);
        assert_eq!(evening.minutes_since(opening), -481);
        assert_eq!(Moment::new(day(2026, 1, 1), 9_999).minute, MIDNIGHT);
    }

    #[test]
    fn a_day_that_a_month_lacks_is_its_last() {
        let february = month_number(day(2026, 2, 1));
        assert_eq!(day_of(february, 31), day(2026, 2, 28));
        assert_eq!(day_of(month_number(day(2024, 2, 1)), 30), day(2024, 2, 29));
        assert_eq!(day_of(february - 2, 31), day(2025, 12, 31));
    }

    #[test]
    fn weekends_are_booked_on_monday() {
        assert_eq!(working_day(day(2026, 11, 21)), day(2026, 11, 23));
        assert_eq!(working_day(day(2026, 11, 22)), day(2026, 11, 23));
        assert_eq!(working_day(day(2026, 11, 20)), day(2026, 11, 20));
    }
}
