//! Days, months and moments in the person's order. Every form of one length is as long as the others, so that columns need not know.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::Figures;
use crate::config::Dates;
use crate::domain::{Month, Period};

impl Figures {
    /// `Nov 22`, with the year when it is another than today's: `Nov 22 ’17`.
    pub fn day(self, date: NaiveDate, today: NaiveDate) -> String {
        let (name, day) = (month_name(date.month()), date.day());
        let year = date.year().rem_euclid(100);
        match (self.formats.dates, date.year() == today.year()) {
            (Dates::MonthFirst, true) => format!("{name} {day:02}"),
            (Dates::MonthFirst, false) => format!("{name} {day:02} ’{year:02}"),
            (Dates::DayFirst, true) => format!("{day:02} {name}"),
            (Dates::DayFirst, false) => format!("{day:02} {name} ’{year:02}"),
            (Dates::Iso, true) => date.format("%m-%d").to_string(),
            (Dates::Iso, false) => date.format("%Y-%m-%d").to_string(),
        }
    }

    /// `Nov 22, 2026`.
    pub fn long_day(self, date: NaiveDate) -> String {
        let (name, day, year) = (month_name(date.month()), date.day(), date.year());
        match self.formats.dates {
            Dates::MonthFirst => format!("{name} {day}, {year}"),
            Dates::DayFirst => format!("{day} {name} {year}"),
            Dates::Iso => date.format("%Y-%m-%d").to_string(),
        }
    }

    /// `Nov 22, 2026 14:03 UTC`.
    pub fn moment(self, at: DateTime<Utc>) -> String {
        format!("{} {} UTC", self.long_day(at.date_naive()), at.format("%H:%M"))
    }

    /// `Nov 2026`.
    pub fn month(self, month: Month) -> String {
        match self.formats.dates {
            Dates::Iso => format!("{}-{:02}", month.year(), month.month()),
            Dates::MonthFirst | Dates::DayFirst => format!("{} {}", month_name(month.month()), month.year()),
        }
    }

    /// `Nov 2026`, `2026`, `all time`.
    pub fn period(self, of: Period) -> String {
        match of {
            Period::Month(of) => self.month(of),
            Period::Year(year) => year.to_string(),
            Period::Days { from, to } => format!("{} – {}", self.long_day(from), self.long_day(to)),
            Period::All => "all time".to_owned(),
        }
    }
}

/// `Nov`.
pub fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month).ok().and_then(|month| NAMES.get(month.wrapping_sub(1))).copied().unwrap_or("?")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Formats;

    fn written(dates: Dates) -> [String; 4] {
        let own = Figures { formats: Formats { dates, ..Formats::default() }, ..Figures::default() };
        let today = NaiveDate::from_ymd_opt(2018, 8, 6).unwrap();
        let past = NaiveDate::from_ymd_opt(2017, 11, 22).unwrap();
        [own.day(today, today), own.day(past, today), own.long_day(past), own.month(Month::of(past))]
    }

    #[test]
    fn another_year_is_written_and_each_order_takes_the_same_columns() {
        assert_eq!(written(Dates::MonthFirst), ["Aug 06", "Nov 22 ’17", "Nov 22, 2017", "Nov 2017"]);
        assert_eq!(written(Dates::DayFirst), ["06 Aug", "22 Nov ’17", "22 Nov 2017", "Nov 2017"]);
        assert_eq!(written(Dates::Iso), ["08-06", "2017-11-22", "2017-11-22", "2017-11"]);
    }
}
