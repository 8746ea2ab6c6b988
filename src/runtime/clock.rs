//! The only clock. Everything else is told the time.

use chrono::{DateTime, FixedOffset, Local, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc};

use crate::domain::Clock;

/// The wall clock, or one that `--today` has set to another day: it starts at noon of that day and runs on from there, so that the
/// same command gives the same answer at any hour.
#[derive(Debug, Clone, Copy)]
pub struct Wall {
    shift: TimeDelta,
    /// The calendar of an unshifted clock is the person's own; a set one counts in UTC.
    local: bool,
}

impl Wall {
    /// `today` as given on the command line, if it was.
    pub fn new(today: Option<NaiveDate>) -> Self {
        let Some(today) = today else { return Self { shift: TimeDelta::zero(), local: true } };
        let noon = today.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()).and_utc();
        Self { shift: noon - Utc::now(), local: false }
    }

    /// The moment and the day that now is.
    pub fn read(&self) -> Clock {
        let now = Utc::now().checked_add_signed(self.shift).unwrap_or(DateTime::<Utc>::UNIX_EPOCH);
        let today = if self.local { now.with_timezone(&Local).date_naive() } else { now.date_naive() };
        Clock { now, today }
    }

    /// How far the person's zone is from UTC at a moment: a purchase keeps its evening in another season, and under `--today` too.
    pub fn offset(at: DateTime<Utc>) -> FixedOffset {
        Local.offset_from_utc_datetime(&at.naive_utc()).fix()
    }

    /// When the next day begins: periods, ages and due times count anew then.
    pub fn midnight(&self) -> Option<DateTime<Utc>> {
        let tomorrow = self.read().today.succ_opt()?.and_time(NaiveTime::MIN);
        // a zone that skips midnight begins its day later: an hour's delay harms nobody
        let local = || tomorrow.and_local_timezone(Local).earliest().map(|moment| moment.to_utc());
        if self.local { local() } else { Some(tomorrow.and_utc()) }
    }

    /// How long until that moment; nothing when it is past.
    pub fn until(&self, moment: DateTime<Utc>) -> std::time::Duration {
        (moment - self.read().now).to_std().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_day_starts_at_noon_and_is_the_day_at_any_hour() {
        let day = NaiveDate::from_ymd_opt(2018, 8, 6).unwrap();
        let clock = Wall::new(Some(day)).read();
        assert_eq!(clock.today, day);
        assert_eq!(clock.now.format("%Y-%m-%dT%H:%M").to_string(), "2018-08-06T12:00");
    }
}
