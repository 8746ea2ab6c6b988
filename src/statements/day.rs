//! Calendar days as statement files write them.

use chrono::{Datelike, NaiveDate};

/// The day of `YYYYMMDD[HHMMSS[.XXX]][[-5:EST]]`: the first eight digits **as written**. The zone is left alone on purpose: a posting
/// at midnight belongs to the day that the bank printed, in whatever zone the file says (and the names of zones often contradict
/// their numbers). `None` for blanks, zeros, masks, days that the calendar lacks and years outside 1970 to 2100.
pub(super) fn compact(text: &str) -> Option<NaiveDate> {
    let digits = text.trim().as_bytes().get(..8)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        digits.get(range).map(|part| part.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    };
    let year = i32::try_from(number(0..4)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(4..6)?, number(6..8)?).filter(|day| (1970..=2100).contains(&day.year()))
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
