//! Epoch seconds to days. A provider's dates are days that it writes as moments: mostly noon or midnight UTC, which mean that very
//! day wherever one is, sometimes a real time, which means the day that it was for the person: an evening purchase west of Greenwich
//! was made on that evening, though in UTC the next day had begun.
//!
//! Somebody who travels dates the same moment a day earlier or later; ids hold such a row together, and the merge allows for a day.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::windows::AHEAD_DAYS;
use crate::connectors::Zone;

/// The furthest zones: their days begin 14 hours before and end 12 hours after UTC's.
const EAST: TimeDelta = TimeDelta::hours(14);
const WEST: TimeDelta = TimeDelta::hours(12);

/// How moments become the person's days.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    pub today: NaiveDate,
    pub zone: Zone,
}

impl Calendar {
    /// The day that a moment means. Takes moments that [`moment`] has read: those of the years 1971 to 2100.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        if is_real(at) { at.with_timezone(&(self.zone)(at)).date_naive() } else { at.date_naive() }
    }

    /// The last day that a row can have.
    pub fn last(&self) -> NaiveDate {
        self.today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(self.today)
    }
}

/// The seconds to ask between, `end` excluded, so that every moment is in the answer that any zone dates on a day from `from` to
/// before `end`. They name no zone, so that they tell nobody where one is, and whoever has travelled misses no row.
pub(super) fn span(from: NaiveDate, end: NaiveDate) -> (i64, i64) {
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp();
    (midnight(from).saturating_sub(EAST.num_seconds()), midnight(end).saturating_add(WEST.num_seconds()))
}

/// An epoch that no bank means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unlikely;

const TWO_DAYS: i64 = 2 * 86_400;

/// Reads whole seconds since 1970, with or without a fraction (which is dropped): a moment of the years 1971 to 2100.
///
/// `None` is an empty field, zero: also with a time zone's hours added, which servers have sent.
pub(super) fn moment(text: &str) -> Result<Option<DateTime<Utc>>, Unlikely> {
    let whole = match text.trim().split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b.is_ascii_digit()) => whole,
        Some(_) => return Err(Unlikely),
        None => text.trim(),
    };
    let seconds: i64 = whole.parse().map_err(|_| Unlikely)?;
    if (-TWO_DAYS..=TWO_DAYS).contains(&seconds) {
        return Ok(None);
    }
    let at = DateTime::from_timestamp(seconds, 0).ok_or(Unlikely)?;
    if (1971..=2100).contains(&at.year()) { Ok(Some(at)) } else { Err(Unlikely) }
}

/// True for a time of day that somebody meant, false for a midnight or noon that fills a field.
pub(super) fn is_real(at: DateTime<Utc>) -> bool {
    at.time() != NaiveTime::MIN && Some(at.time()) != NaiveTime::from_hms_opt(12, 0, 0)
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;
    use proptest::prelude::*;

    use super::*;

    /// Zones as functions, since a zone is one: from Niue to Kiribati, with the half hours and quarters between.
    const ZONES: &[(i32, Zone)] = &[
        (-12 * 60, |_| minutes(-12 * 60)),
        (-11 * 60, |_| minutes(-11 * 60)),
        (-8 * 60, |_| minutes(-8 * 60)),
        (-210, |_| minutes(-210)),
        (0, |_| minutes(0)),
        (330, |_| minutes(330)),
        (765, |_| minutes(765)),
        (14 * 60, |_| minutes(14 * 60)),
    ];

    fn minutes(east: i32) -> FixedOffset {
        FixedOffset::east_opt(east * 60).unwrap()
    }

    fn calendar(zone: Zone) -> Calendar {
        Calendar { today: "2026-11-22".parse().unwrap(), zone }
    }

    fn day(text: &str) -> Option<String> {
        moment(text).unwrap().map(|at| at.date_naive().to_string())
    }

    #[test]
    fn an_epoch_is_a_day_in_utc() {
        for (text, expected) in [
            ("1793361600", "2026-10-30"), // 12:00:00
            ("1793318400", "2026-10-30"), // 00:00:00
            ("1793404799", "2026-10-30"), // 23:59:59
            ("1793404800", "2026-10-31"),
            ("1793361600.75", "2026-10-30"),
            ("31536000", "1971-01-01"),
            ("4133980799", "2100-12-31"),
        ] {
            assert_eq!(day(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn zero_is_no_date_and_never_1970() {
        for text in ["0", "-1", "18000", "-43200", "86400", "0.0"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn years_that_no_bank_means_are_refused() {
        let nines = "9".repeat(40);
        for text in
            ["-62135596800", "253402300799", "4133980800", "15552000", "-2000000", &nines, "1e9", "", "x", "1.x"]
        {
            assert_eq!(moment(text), Err(Unlikely), "{text}");
        }
    }

    #[test]
    fn an_evening_is_the_persons_own_and_a_filler_is_nobodys() {
        let at = |text: &str| text.parse().unwrap();
        for (moment, west, east, why) in [
            ("2026-11-22T04:30:00Z", "2026-11-21", "2026-11-22", "half past eight in the evening in Los Angeles"),
            ("2026-11-21T20:30:00Z", "2026-11-21", "2026-11-22", "half past ten in the morning in Kiribati"),
            ("2026-11-22T12:00:00Z", "2026-11-22", "2026-11-22", "noon fills a field"),
            ("2026-11-22T00:00:00Z", "2026-11-22", "2026-11-22", "midnight fills a field"),
            ("2026-11-22T00:00:01Z", "2026-11-21", "2026-11-22", "a second later is a time of day"),
        ] {
            let day = |zone| calendar(zone).day(at(moment)).to_string();
            let found = (day(|_| minutes(-8 * 60)), day(|_| minutes(14 * 60)));
            assert_eq!(found, (west.to_owned(), east.to_owned()), "{why}");
        }
    }

    #[test]
    fn each_moment_has_the_offset_of_its_own_season() {
        let pacific: Zone = |at| minutes(if (4..=10).contains(&at.month()) { -7 * 60 } else { -8 * 60 });
        let day = |text: &str| calendar(pacific).day(text.parse().unwrap()).to_string();
        assert_eq!(day("2026-07-04T07:30:00Z"), "2026-07-04", "half past midnight in summer");
        assert_eq!(day("2026-12-04T07:30:00Z"), "2026-12-03", "half past eleven in winter");
    }

    proptest! {
        #[test]
        fn in_every_zone_a_moment_is_on_the_day_whose_midnights_enclose_it(
            seconds in 31_536_000_i64..4_133_980_800, (east, zone) in prop::sample::select(ZONES),
        ) {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let day = calendar(zone).day(at);
            if is_real(at) {
                let begins = day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::minutes(i64::from(east));
                prop_assert!(begins <= at && at < begins + TimeDelta::days(1));
            } else {
                prop_assert_eq!(day, at.date_naive());
            }
        }

        #[test]
        fn whatever_a_zone_dates_in_a_window_is_asked_for(
            seconds in 31_536_000_i64..4_133_980_800, (_, zone) in prop::sample::select(ZONES), before in 0_u64..43, after in 1_u64..43,
        ) {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let day = calendar(zone).day(at);
            let (from, end) = span(day - Days::new(before), day + Days::new(after));
            prop_assert!((from..end).contains(&seconds));
        }
    }

    #[test]
    fn only_a_real_time_is_kept_as_a_moment() {
        let real = |text| is_real(moment(text).unwrap().unwrap());
        assert!(!real("1793361600") && !real("1793318400"));
        assert!(real("1793361601"));
    }
}
