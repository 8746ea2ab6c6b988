//! Calendar days as statement files write them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};

/// The day of `YYYYMMDD[HHMMSS[.XXX]][[-5:EST]]`: the first eight digits **as written**. The zone is left alone on purpose: a posting
/// at midnight belongs to the day that the bank printed, in whatever zone the file says (and the names of zones often contradict
/// their numbers). `None` for blanks, zeros, masks, days that the calendar lacks and years outside 1970 to 2100.
pub(super) fn compact(text: &str) -> Option<NaiveDate> {
    let digits = text.trim().as_bytes();
    day(digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?)
}

/// The day of `YYYY-MM-DD[Thh:mm:ss[.sss][Z|+hh:mm]]`, the form of XML: as written, whatever the zone, for the reason that
/// [`compact`] gives. A day without its dashes is read too.
pub(super) fn iso(text: &str) -> Option<NaiveDate> {
    match text.trim().as_bytes() {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, ..] => day(&[*y1, *y2, *y3, *y4], &[*m1, *m2], &[*d1, *d2]),
        _ => compact(text),
    }
}

/// The moment that stands for a day: noon is within the calendar day of the bank in every zone but the outermost.
pub(super) fn noon(day: NaiveDate) -> Option<DateTime<Utc>> {
    NaiveTime::from_hms_opt(12, 0, 0).map(|noon| day.and_time(noon).and_utc())
}

fn day(year: &[u8], month: &[u8], day: &[u8]) -> Option<NaiveDate> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
    };
    of(i32::try_from(number(year)?).ok()?, number(month)?, number(day)?)
}

/// A day in the calendar, within 1970 to 2100.
pub(super) fn of(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|day| (1970..=2100).contains(&day.year()))
}

/// The year that two digits mean: 70 to 99 are of the last century, in which these formats and their programs were made.
pub(super) fn century(two_digits: u32) -> i32 {
    i32::try_from(two_digits).map_or(0, |year| if year < 70 { 2000 + year } else { 1900 + year })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_one_that_the_bank_wrote() {
        for text in [
            "20260131",
            "20260131000000",
            " 20260131120000.000[-5:EST]",
            "20260131235959[-3:GMT]",
            "20260131000000[+14:XXX]",
            "20260131093914:014",
            "20260131[-:EST]",
        ] {
            assert_eq!(compact(text), NaiveDate::from_ymd_opt(2026, 1, 31), "{text}");
        }
    }

    #[test]
    fn two_digits_are_a_year_of_1970_to_2069() {
        assert_eq!([0, 69, 70, 99].map(century), [2000, 2069, 1970, 1999]);
        assert_eq!(of(1969, 12, 31), None);
    }

    #[test]
    fn a_day_of_xml_is_the_one_that_the_bank_wrote() {
        for text in [
            "2026-01-31",
            " 2026-01-31+02:00",
            "2026-01-31T23:59:59.9Z",
            "2026-01-31T24:00:00",
            "20260131",
            "20260131T10",
        ] {
            assert_eq!(iso(text), NaiveDate::from_ymd_opt(2026, 1, 31), "{text}");
        }
        for text in ["", "2026-1-31", "2026-02-30", "0001-01-01", "9999-12-31", "31-01-2026", "2026/01/31"] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_day_gives_none() {
        for text in [
            "",
            "********",
            "00000000000000",
            "20260230",
            "20261301",
            "19691231",
            "21010101",
            "99991231",
            "2026013",
            "2026-01-31",
        ] {
            assert_eq!(compact(text), None, "{text}");
        }
    }
}
