//! The sandbox's cursor: `v1;clock=2026-11-22T480;real=1795334400;back=2024-11-22;link=0`. How far the virtual clock has come and
//! when that was, the oldest day that was given, and whether that was under the ids of a re-linked bank.

use chrono::{DateTime, NaiveDate};

use crate::domain::Clock;
use crate::sandbox::{Moment, OPENING};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bookmark {
    pub clock: Moment,
    /// Seconds since 1970 at which `clock` was reached.
    pub real: i64,
    /// The oldest day given so far.
    pub back: NaiveDate,
    pub relinked: bool,
}

impl Bookmark {
    pub(super) fn write(&self) -> String {
        let Self { clock: Moment { day, minute }, real, back, relinked } = self;
        format!("v1;clock={day}T{minute};real={real};back={back};link={}", u8::from(*relinked))
    }

    /// `None` for what is no bookmark of this version: the history is then given anew.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("v1;")?.split(';');
        let mut part = |name: &str| parts.next()?.strip_prefix(name)?.strip_prefix('=').map(str::to_owned);
        let (day, minute) = part("clock")?.split_once('T').map(|(day, minute)| (day.to_owned(), minute.to_owned()))?;
        Some(Self {
            clock: Moment::new(day.parse().ok()?, minute.parse().ok()?),
            real: part("real")?.parse().ok()?,
            back: part("back")?.parse().ok()?,
            relinked: part("link")? == "1",
        })
    }
}

/// Where the virtual clock stands now: at the opening of a new day, else where it stood, and further while it runs. `live` is
/// the second since 1970 from which it may run. A day that lies after today (`--today` went back) is begun anew.
pub(super) fn moment(known: Option<&Bookmark>, clock: Clock, today: NaiveDate, live: Option<i64>) -> Moment {
    let Some(known) = known.filter(|known| known.clock.day == today) else { return Moment::opening(today) };
    let real = DateTime::timestamp(&clock.now);
    let ran = live.map_or(0, |since| real.saturating_sub(known.real.max(since)).max(0));
    let ran = u16::try_from(ran).unwrap_or(u16::MAX);
    Moment::new(today, known.clock.minute.max(OPENING).saturating_add(ran))
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, Utc};

    use super::*;
    use crate::sandbox::MIDNIGHT;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn known(minute: u16) -> Bookmark {
        Bookmark { clock: Moment::new(day(22), minute), real: 1_000, back: day(1), relinked: false }
    }

    fn at(real: i64) -> Clock {
        Clock { now: DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(real), today: day(22) }
    }

    #[test]
    fn a_bookmark_reads_as_it_was_written() {
        let there = Bookmark { relinked: true, ..known(487) };
        assert_eq!(Bookmark::read(&there.write()), Some(there));
        for bad in ["", "v2;x", "v1;clock=x", "v1;clock=2026-11-22T480;real=;back=2026-11-01;link=0", "v1;;;;"] {
            assert_eq!(Bookmark::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn virtual_time_runs_only_while_somebody_looks() {
        let minute = |real, live| moment(Some(&known(490)), at(real), day(22), live).minute;
        assert_eq!(minute(1_060, None), 490, "a single command lets it stand");
        assert_eq!(minute(1_060, Some(0)), 550, "a minute in each second");
        assert_eq!(minute(1_060, Some(1_050)), 500, "not before the dashboard was opened");
        assert_eq!(minute(900, Some(0)), 490, "a clock that was set back takes nothing away");
        assert_eq!(minute(1_000_000, Some(0)), MIDNIGHT, "it waits at midnight");
    }

    #[test]
    fn every_other_day_begins_at_its_opening() {
        for today in [day(21), day(23)] {
            assert_eq!(moment(Some(&known(700)), at(2_000), today, Some(0)), Moment::opening(today));
        }
        assert_eq!(moment(None, at(2_000), day(22), Some(0)), Moment::opening(day(22)));
    }
}
