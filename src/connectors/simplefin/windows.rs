//! Which days to ask for next. The protocol answers at most 90 days at once, so history is fetched newest first in windows of 43
//! days, one a pull, and where it stands is a line of text in the connection's cursor that survives a spent budget and a restart.

use std::fmt;

use chrono::{Days, NaiveDate};

use crate::domain::Policy;

/// Days of one window: the documented limit is 90, servers with half of it have been reported, and a day more is asked for on behalf
/// of the time zones.
const WINDOW_DAYS: u64 = 43;
/// The newest window ends this many days after today: "today" at the bank's clock can be tomorrow here, and banks date ahead.
pub(super) const AHEAD_DAYS: u64 = 2;
/// So many windows in a row without a posted row, and no older history is to be had.
const EMPTY_ENOUGH: u8 = 2;

pub(super) const POLICY: Policy =
    Policy { requests_per_day: Some(12), every_minutes: Some(360), overlap_days: 10, history_days: 730 };

/// Days to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// First day, inclusive.
    pub from: NaiveDate,
    /// First day that is not asked for.
    pub end: NaiveDate,
    /// True for the window that ends now.
    pub newest: bool,
}

impl Window {
    /// Last day, inclusive.
    pub fn last(self) -> NaiveDate {
        self.end.pred_opt().unwrap_or(self.end)
    }
}

impl Window {
    /// The last day that an answer to it vouches for: never one that has not come yet.
    pub fn to(&self, today: NaiveDate) -> NaiveDate {
        back(self.end, 1).min(today)
    }

    /// True when the day was asked for.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.end
    }
}

/// How far the fetching has come: the cursor.
///
/// As text: `1 fresh=2026-11-22 accounts=5`, and while history is being fetched behind that
/// ` next=2026-08-10 floor=2024-11-22 empty=1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    /// The day on which the newest window was last fetched.
    fresh: NaiveDate,
    /// The most accounts that an answer held; more than these, and the new ones need their history.
    accounts: usize,
    history: Option<History>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct History {
    /// Days from this one on are known.
    next: NaiveDate,
    /// The oldest day that is wanted.
    floor: NaiveDate,
    /// Windows without a posted row, up to here.
    empty: u8,
}

impl Progress {
    /// Reads a cursor. One that is not understood counts as none: the days that are wanted are then fetched,
    /// and what is known already merges into itself.
    pub fn parse(cursor: &str) -> Option<Self> {
        let mut words = cursor.strip_prefix("1 ")?.split(' ').map(|word| word.split_once('=').unwrap_or_default());
        let mut field = |name: &str| words.next().filter(|(key, _)| *key == name).map(|(_, value)| value);
        let fresh = field("fresh")?.parse().ok()?;
        let accounts = field("accounts")?.parse().ok()?;
        let history = match field("next") {
            None => None,
            Some(next) => Some(History {
                next: next.parse().ok()?,
                floor: field("floor")?.parse().ok()?,
                empty: field("empty")?.parse().ok()?,
            }),
        };
        let is_sound = history.is_none_or(|history: History| history.floor < history.next);
        is_sound.then_some(Self { fresh, accounts, history })
    }

    /// The window to ask for now: the newest one on each new day and when no history is wanted, else the next older one.
    pub fn window(before: Option<&Self>, since: NaiveDate, today: NaiveDate) -> Window {
        let history = before.filter(|progress| progress.fresh >= today).and_then(|progress| progress.history);
        if let Some(history) = history {
            return Window {
                from: back(history.next, WINDOW_DAYS).max(history.floor),
                end: history.next,
                newest: false,
            };
        }
        let end = today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(today);
        Window { from: since.max(back(end, WINDOW_DAYS)).min(today), end, newest: true }
    }

    /// How things stand after that window's answer with so many accounts and so many posted rows of those days.
    pub fn after(
        before: Option<&Self>,
        window: Window,
        since: NaiveDate,
        today: NaiveDate,
        (accounts, rows): (usize, usize),
    ) -> Self {
        if !window.newest {
            let empty = |history: History| if rows == 0 { history.empty.saturating_add(1) } else { 0 };
            let history = before
                .and_then(|progress| progress.history)
                .map(|history| History { next: window.from, empty: empty(history), ..history })
                .filter(|history| history.empty < EMPTY_ENOUGH && history.floor < history.next);
            let (fresh, known) = before.map_or((today, accounts), |progress| (progress.fresh, progress.accounts));
            return Self { fresh, accounts: known, history };
        }
        let known = before.map_or(0, |progress| progress.accounts);
        let running = before.and_then(|progress| progress.history);
        // once a day: an account that its bank has not answered for in months must not use up the budget at each sync
        let gap = since < window.from && before.is_none_or(|progress| progress.fresh < today);
        let grown = before.is_some() && accounts > known;
        let wanted = if grown { since.min(back(today, u64::from(POLICY.history_days))) } else { since };
        let history = match running {
            _ if grown || gap => {
                let floor = running.map_or(wanted, |history| history.floor.min(wanted));
                Some(History { next: window.from, floor, empty: 0 })
            }
            running => running,
        };
        let history = history.filter(|history| history.floor < history.next);
        Self { fresh: today, accounts: accounts.max(known), history }
    }

    /// True when older windows are still to be fetched.
    pub fn is_behind(&self) -> bool {
        self.history.is_some()
    }

    /// The first day that is known while older ones are still to be fetched.
    pub fn known_from(&self) -> Option<NaiveDate> {
        self.history.map(|history| history.next)
    }

    /// Windows fetched and windows in all, as far as is known now.
    pub fn steps(&self, today: NaiveDate) -> (u32, u32) {
        let windows = |from: NaiveDate, to: NaiveDate| {
            let days = u64::try_from(to.signed_duration_since(from).num_days()).unwrap_or_default();
            u32::try_from(days.div_ceil(WINDOW_DAYS)).unwrap_or(u32::MAX)
        };
        match self.history {
            None => (1, 1),
            Some(history) => {
                let done = windows(history.next, today).max(1);
                (done, done.saturating_add(windows(history.floor, history.next)))
            }
        }
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1 fresh={} accounts={}", self.fresh, self.accounts)?;
        match self.history {
            None => Ok(()),
            Some(History { next, floor, empty }) => write!(f, " next={next} floor={floor} empty={empty}"),
        }
    }
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Pulls until nothing more is wanted; `rows` says how many posted rows the bank has in a window.
    fn run(
        cursor: Option<&str>,
        since: &str,
        today: &str,
        rows: impl Fn(Window) -> usize,
    ) -> (Vec<(String, String)>, String) {
        let (since, today) = (day(since), day(today));
        let mut progress = cursor.map(|text| Progress::parse(text).unwrap());
        let mut asked = Vec::new();
        loop {
            let window = Progress::window(progress.as_ref(), since, today);
            asked.push((window.from.to_string(), window.end.to_string()));
            let after = Progress::after(progress.as_ref(), window, since, today, (2, rows(window)));
            assert_eq!(Progress::parse(&after.to_string()), Some(after), "a cursor reads as it is written");
            if !after.is_behind() {
                return (asked, after.to_string());
            }
            progress = Some(after);
        }
    }

    #[test]
    fn the_first_sync_goes_back_until_two_windows_are_empty() {
        let (asked, cursor) =
            run(None, "2024-11-22", "2026-11-22", |window| usize::from(window.from > day("2026-08-01")));
        let ends: Vec<_> = asked.iter().map(|(from, end)| (from.as_str(), end.as_str())).collect();
        assert_eq!(
            ends,
            [
                ("2026-10-12", "2026-11-24"),
                ("2026-08-30", "2026-10-12"),
                ("2026-07-18", "2026-08-30"),
                ("2026-06-05", "2026-07-18"),
            ]
        );
        assert_eq!(cursor, "1 fresh=2026-11-22 accounts=2");
    }

    #[test]
    fn the_first_sync_ends_at_the_day_that_was_wanted_first() {
        let (asked, _) = run(None, "2024-11-22", "2026-11-22", |_| 9);
        assert_eq!(asked.len(), 18);
        assert_eq!(asked.last().unwrap().0, "2024-11-22");
        assert!(asked.windows(2).all(|pair| pair[1].1 == pair[0].0), "no day is left out");
    }

    #[test]
    fn a_known_connection_asks_once_from_the_day_that_is_wanted() {
        let (asked, cursor) = run(Some("1 fresh=2026-11-21 accounts=2"), "2026-11-11", "2026-11-22", |_| 1);
        assert_eq!(asked, [("2026-11-11".into(), "2026-11-24".into())]);
        assert_eq!(cursor, "1 fresh=2026-11-22 accounts=2");
    }

    #[test]
    fn history_that_was_cut_short_goes_on_after_the_new_days_window() {
        let cut = "1 fresh=2026-11-22 accounts=2 next=2026-08-28 floor=2026-06-20 empty=0";
        let (same_day, _) = run(Some(cut), "2026-11-12", "2026-11-22", |_| 1);
        assert_eq!(same_day[0], ("2026-07-16".into(), "2026-08-28".into()));
        let (next_day, cursor) = run(Some(cut), "2026-11-12", "2026-11-23", |_| 1);
        assert_eq!(next_day[0], ("2026-11-12".into(), "2026-11-25".into()));
        assert_eq!(
            next_day[1..],
            [("2026-07-16".into(), "2026-08-28".into()), ("2026-06-20".into(), "2026-07-16".into())]
        );
        assert_eq!(cursor, "1 fresh=2026-11-23 accounts=2");
    }

    #[test]
    fn a_long_absence_is_fetched_in_windows_without_a_hole_and_once_a_day() {
        let done = "1 fresh=2026-05-01 accounts=2";
        let (asked, cursor) = run(Some(done), "2026-04-21", "2026-11-22", |_| 1);
        assert_eq!(asked.len(), 6);
        assert_eq!(asked.last().unwrap().0, "2026-04-21");
        assert!(asked.windows(2).all(|pair| pair[1].1 == pair[0].0));
        let (again, _) = run(Some(&cursor), "2026-04-21", "2026-11-22", |_| 1);
        assert_eq!(again.len(), 1, "an account that lags behind does not cost six requests at each sync");
    }

    #[test]
    fn a_bank_that_is_added_later_gets_its_history() {
        let (asked, cursor) = run(Some("1 fresh=2026-11-22 accounts=1"), "2026-11-12", "2026-11-22", |_| 0);
        assert_eq!(asked.len(), 3, "the newest window and two empty ones: {asked:?}");
        assert_eq!(cursor, "1 fresh=2026-11-22 accounts=2");
    }

    #[test]
    fn a_cursor_that_is_not_understood_counts_as_none() {
        for bad in [
            "",
            "2 fresh=2026-11-22 accounts=1",
            "1 fresh=never accounts=1",
            "1 accounts=1",
            "1 fresh=2026-11-22",
            "1 fresh=2026-11-22 accounts=2 next=2026-08-28",
            "1 fresh=2026-11-22 accounts=2 next=2026-08-28 floor=2026-08-28 empty=0",
            "1 fresh=2026-11-22 accounts=-1",
        ] {
            assert_eq!(Progress::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_wanted_day_after_today_still_asks_for_today() {
        let window = Progress::window(None, day("2027-01-01"), day("2026-11-22"));
        assert_eq!((window.from, window.end), (day("2026-11-22"), day("2026-11-24")));
        assert_eq!(window.to(day("2026-11-22")), day("2026-11-22"));
    }

    #[test]
    fn steps_count_windows() {
        let progress =
            Progress::parse("1 fresh=2026-11-22 accounts=2 next=2026-10-11 floor=2024-11-22 empty=0").unwrap();
        assert_eq!(progress.steps(day("2026-11-22")), (1, 17));
    }
}
