//! Epoch seconds to days. A provider's dates are days that it writes as moments: mostly noon or midnight UTC, sometimes a real time.
//!
//! All become days in UTC. In the person's own zone a real evening time would read a day earlier west of Greenwich, but the zone is
//! not known here, a zone changes while one travels and would make one row two, and most banks send noon. The merge allows for a day.

use chrono::{DateTime, Datelike, NaiveTime, Utc};

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
    use super::*;

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
    fn only_a_real_time_is_kept_as_a_moment() {
        let real = |text| is_real(moment(text).unwrap().unwrap());
        assert!(!real("1793361600") && !real("1793318400"));
        assert!(real("1793361601"));
    }
}
