//! The calendars by which things recur: every so many days, or on a day of the month that is clipped to short months and moved off days
//! off. Calendars instead of average gaps, because months have 28 to 31 days and a bill of the 31st still comes in February.

use chrono::{Datelike, NaiveDate};

use super::workdays::{Day, Shift, date, is_weekend};

/// How often something comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    Weekly,
    Biweekly,
    FourWeekly,
    SemiMonthly,
    Monthly,
    Bimonthly,
    Quarterly,
    SemiAnnual,
    Annually,
}

impl Frequency {
    /// Every frequency, the shortest first.
    pub const ALL: [Self; 9] = [
        Self::Weekly,
        Self::Biweekly,
        Self::FourWeekly,
        Self::SemiMonthly,
        Self::Monthly,
        Self::Bimonthly,
        Self::Quarterly,
        Self::SemiAnnual,
        Self::Annually,
    ];

    /// The word of JSON and CSV.
    pub fn key(self) -> &'static str {
        match self {
            Self::Weekly => "WEEKLY",
            Self::Biweekly => "BIWEEKLY",
            Self::FourWeekly => "FOUR_WEEKLY",
            Self::SemiMonthly => "SEMI_MONTHLY",
            Self::Monthly => "MONTHLY",
            Self::Bimonthly => "BIMONTHLY",
            Self::Quarterly => "QUARTERLY",
            Self::SemiAnnual => "SEMI_ANNUAL",
            Self::Annually => "ANNUALLY",
        }
    }

    /// The words of a screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::Weekly => "weekly",
            Self::Biweekly => "every 2 weeks",
            Self::FourWeekly => "every 4 weeks",
            Self::SemiMonthly => "twice a month",
            Self::Monthly => "monthly",
            Self::Bimonthly => "every 2 months",
            Self::Quarterly => "quarterly",
            Self::SemiAnnual => "half-yearly",
            Self::Annually => "yearly",
        }
    }

    /// Days from one time to the next, about.
    pub fn days(self) -> i32 {
        match self {
            Self::Weekly => 7,
            Self::Biweekly => 14,
            Self::FourWeekly => 28,
            Self::SemiMonthly => 15,
            Self::Monthly => 30,
            Self::Bimonthly => 61,
            Self::Quarterly => 91,
            Self::SemiAnnual => 182,
            Self::Annually => 365,
        }
    }

    /// Times in a year.
    pub fn per_year(self) -> u32 {
        match self {
            Self::Weekly => 52,
            Self::Biweekly => 26,
            Self::FourWeekly => 13,
            Self::SemiMonthly => 24,
            Self::Monthly => 12,
            Self::Bimonthly => 6,
            Self::Quarterly => 4,
            Self::SemiAnnual => 2,
            Self::Annually => 1,
        }
    }

    /// Days after its date on which a charge is still that date's.
    pub(super) fn lag(self) -> i32 {
        match self {
            Self::Weekly => 2,
            Self::Biweekly | Self::FourWeekly => 4,
            Self::SemiMonthly => 3,
            Self::Monthly | Self::Bimonthly => 5,
            Self::Quarterly => 6,
            Self::SemiAnnual | Self::Annually => 8,
        }
    }
}

/// What the dates are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Every `every` days, on days that leave `phase`.
    Days { every: i32, phase: i32 },
    /// Every `every` months, in months (counted from year 0) that leave `phase`, on that day of the month or the month's last.
    Months { every: i32, phase: i32, day: u32 },
    /// Twice a month, on these days.
    Twice { first: u32, second: u32 },
}

/// Dates that go on for ever, numbered by slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    pub frequency: Frequency,
    pub anchor: Anchor,
    pub shift: Shift,
}

/// Months since year 0.
pub fn month_of(day: NaiveDate) -> i32 {
    day.year() * 12 + day.month0().cast_signed()
}

/// That day of a month, or the month's last. Counted here rather than by way of a date, since it is asked millions of times.
fn in_month(month: i32, day: u32) -> Day {
    const BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    const LENGTH: [i32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (year, at) = (month.div_euclid(12), usize::try_from(month.rem_euclid(12)).unwrap_or_default());
    let leap = i32::from(year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0));
    let past = year - 1;
    let years = 365 * past + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    let (before, length) = (BEFORE[at] + i32::from(at > 1) * leap, LENGTH[at] + i32::from(at == 1) * leap);
    years + before + length.min(day.cast_signed())
}

/// How badly a charge so many days after its date fits: charges are booked late, hardly ever early.
pub(super) fn strain(lateness: i32) -> i32 {
    if lateness >= 0 { lateness } else { 1 - 3 * lateness }
}

impl Calendar {
    /// The date of a slot before it is moved off a day off.
    pub fn nominal(&self, slot: i32) -> Day {
        match self.anchor {
            Anchor::Days { every, phase } => phase + slot * every,
            Anchor::Months { every, phase, day } => in_month(phase + slot * every, day),
            Anchor::Twice { first, second } => {
                in_month(slot.div_euclid(2), if slot.rem_euclid(2) == 0 { first } else { second })
            }
        }
    }

    /// The date of a slot.
    pub fn day(&self, slot: i32) -> Day {
        self.shift.apply(self.nominal(slot))
    }

    /// The slot that a charge of that day belongs to, and how many days after its date it came.
    pub(super) fn nearest(&self, day: Day) -> (i32, i32) {
        let month = || month_of(date(day));
        let slots = match self.anchor {
            Anchor::Days { every, phase } => {
                let slot = (day - phase).div_euclid(every);
                slot..=slot + 1
            }
            Anchor::Months { every: 1, phase, .. } => month() - phase - 1..=month() - phase + 1,
            Anchor::Months { every, phase, .. } => {
                let slot = (month() - phase).div_euclid(every);
                slot..=slot + 1
            }
            Anchor::Twice { .. } => 2 * month() - 1..=2 * month() + 2,
        };
        let judged = slots.map(|slot| (slot, self.lateness(slot, day)));
        judged.min_by_key(|(_, lateness)| strain(*lateness)).unwrap_or_default()
    }

    /// Days from a slot's date to that day. Not everyone keeps every holiday: on a weekday the date itself is on time too.
    fn lateness(&self, slot: i32, day: Day) -> i32 {
        let nominal = self.nominal(slot);
        if day == nominal && !is_weekend(day) { 0 } else { day - self.shift.apply(nominal) }
    }

    /// The first slot whose nominal date lies after that day.
    pub(super) fn after(&self, day: Day) -> i32 {
        let mut slot = self.nearest(day).0 - 1;
        while self.nominal(slot) <= day {
            slot += 1;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse::<NaiveDate>().unwrap().num_days_from_ce()
    }

    fn monthly(every: i32, start: &str, shift: Shift) -> (Calendar, i32) {
        let first: NaiveDate = start.parse().unwrap();
        let phase = month_of(first).rem_euclid(every);
        let anchor = Anchor::Months { every, phase, day: first.day() };
        (Calendar { frequency: Frequency::Monthly, anchor, shift }, (month_of(first) - phase) / every)
    }

    #[test]
    fn days_of_months_are_those_of_the_calendar() {
        for month in 1900 * 12..2105_i32 * 12 {
            for day in [1, 28, 29, 30, 31] {
                let (year, of_year) = (month / 12, (month % 12).cast_unsigned() + 1);
                let last = (1..=day).rev().find_map(|day| NaiveDate::from_ymd_opt(year, of_year, day)).unwrap();
                assert_eq!(date(in_month(month, day)), last);
            }
        }
    }

    fn dates(calendar: &Calendar, from: i32, count: i32) -> Vec<String> {
        (from..from + count).map(|slot| date(calendar.day(slot)).to_string()).collect()
    }

    #[test]
    fn the_last_day_of_a_month_is_clipped_and_comes_back() {
        let (calendar, slot) = monthly(1, "2024-01-31", Shift::Stay);
        assert_eq!(dates(&calendar, slot, 4), ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]);
        let (calendar, slot) = monthly(12, "2024-02-29", Shift::Stay);
        assert_eq!(dates(&calendar, slot, 5), ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]);
    }

    #[test]
    fn dates_on_days_off_move_and_the_next_ones_do_not_move_with_them() {
        let (calendar, slot) = monthly(1, "2024-05-01", Shift::Previous);
        assert_eq!(dates(&calendar, slot, 4), ["2024-05-01", "2024-05-31", "2024-07-01", "2024-08-01"]);
        let (calendar, slot) = monthly(3, "2024-05-31", Shift::Next);
        assert_eq!(dates(&calendar, slot, 3), ["2024-05-31", "2024-09-03", "2024-12-02"]);
    }

    #[test]
    fn a_charge_belongs_to_the_date_that_it_follows() {
        let (calendar, slot) = monthly(1, "2024-01-31", Shift::Stay);
        assert_eq!(calendar.nearest(day("2024-03-02")), (slot + 1, 2), "two days after the end of February");
        assert_eq!(calendar.nearest(day("2024-01-30")), (slot, -1));
        assert_eq!(calendar.after(day("2024-02-29")), slot + 2);
        let twice = Calendar {
            frequency: Frequency::SemiMonthly,
            anchor: Anchor::Twice { first: 15, second: 31 },
            shift: Shift::Previous,
        };
        let (slot, lateness) = twice.nearest(day("2024-06-14"));
        assert_eq!((date(twice.day(slot)).to_string().as_str(), lateness), ("2024-06-14", 0));
        assert_eq!(date(twice.day(slot + 1)).to_string(), "2024-06-28");
    }

    #[test]
    fn weeks_are_counted_through_years() {
        let every = |days| Calendar {
            frequency: Frequency::FourWeekly,
            anchor: Anchor::Days { every: days, phase: day("2024-12-18") },
            shift: Shift::Stay,
        };
        assert_eq!(dates(&every(28), 0, 3), ["2024-12-18", "2025-01-15", "2025-02-12"]);
        assert_eq!(every(14).nearest(day("2025-01-02")), (1, 1));
    }
}
