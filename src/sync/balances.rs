//! The newest figures of an account, and those of each day before.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, Utc};

use crate::domain::{Balance, SeenBalance};

/// Days of history that are kept: some eleven years.
const MOST_DAYS: usize = 4000;
/// A moment further ahead than this is a fault of the source, and must not outlive every later figure.
const DAYS_AHEAD: u64 = 2;

/// Figures as a source gave them, dated; `None` when it gave none.
pub(super) fn received(seen: &SeenBalance, at: DateTime<Utc>) -> Option<Balance> {
    let latest = at.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(at);
    let balance = Balance {
        current: seen.current,
        available: seen.available,
        limit: seen.limit,
        pending: seen.pending,
        kind_raw: seen.kind_raw.clone(),
        as_of: seen.as_of.filter(|as_of| *as_of <= latest && as_of.year() >= 1970),
        fetched_at: at,
    };
    let figures = [balance.current, balance.available, balance.limit, balance.pending];
    figures.iter().any(Option::is_some).then_some(balance)
}

/// The newer of two; a limit that the newer one leaves out still stands.
pub(super) fn newest(known: Option<&Balance>, told: &Balance) -> Balance {
    match known {
        Some(known) if (known.dated(), known.fetched_at) > (told.dated(), told.fetched_at) => known.clone(),
        Some(known) => Balance { limit: told.limit.or(known.limit), ..told.clone() },
        None => told.clone(),
    }
}

/// The history with these figures, oldest first, one for each day: the last of the day. `None` when it stays as it was.
pub(super) fn recorded(history: Option<&Arc<Vec<Balance>>>, told: &Balance) -> Option<Arc<Vec<Balance>>> {
    let known = history.map_or(&[][..], |history| history.as_slice());
    let day = told.dated().date_naive();
    let place = known.partition_point(|balance| balance.dated().date_naive() < day);
    let same_day = known.get(place).filter(|balance| balance.dated().date_naive() == day);
    if same_day.is_some_and(|old| old.dated() > told.dated() || figures(old) == figures(told)) {
        return None;
    }
    let mut days = known.to_vec();
    if same_day.is_some() {
        days[place] = told.clone();
    } else {
        days.insert(place, told.clone());
    }
    let over = days.len().saturating_sub(MOST_DAYS);
    days.drain(..over);
    (days != known).then(|| Arc::new(days))
}

fn figures(balance: &Balance) -> impl PartialEq {
    (balance.current, balance.available, balance.limit, balance.pending)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn balance(amount: &str, as_of: u32, fetched: u32) -> Balance {
        let seen = SeenBalance { current: Some(usd(amount)), as_of: Some(noon(as_of)), ..SeenBalance::default() };
        received(&seen, noon(fetched)).unwrap()
    }

    #[test]
    fn an_older_figure_does_not_replace_a_newer_one() {
        let (old, new) = (balance("10", 3, 3), balance("20", 5, 5));
        assert_eq!(newest(Some(&old), &new), new);
        assert_eq!(newest(Some(&new), &balance("10", 3, 6)), new);
        assert_eq!(newest(None, &old), old);
    }

    #[test]
    fn a_limit_that_is_left_out_still_stands() {
        let with_limit = Balance { limit: Some(usd("5000")), ..balance("10", 3, 3) };
        assert_eq!(newest(Some(&with_limit), &balance("20", 5, 5)).limit, Some(usd("5000")));
    }

    #[test]
    fn history_keeps_the_last_figure_of_each_day_in_order() {
        let mut history = None;
        for (amount, as_of) in [("1", 5), ("2", 3), ("3", 5)] {
            history = recorded(history.as_ref(), &balance(amount, as_of, 6)).or(history);
        }
        let kept: Vec<_> = history.as_deref().unwrap().iter().map(|b| b.current.unwrap()).collect();
        assert_eq!(kept, [usd("2"), usd("3")]);
        assert_eq!(recorded(history.as_ref(), &balance("3", 5, 7)), None, "the same figures change nothing");
    }

    #[test]
    fn history_is_held_to_its_cap() {
        let mut history = None;
        for days in 0..u64::try_from(MOST_DAYS).unwrap() + 5 {
            let mut told = balance(&days.to_string(), 1, 1);
            told.as_of = told.as_of.and_then(|at| at.checked_sub_days(Days::new(4100 - days)));
            history = recorded(history.as_ref(), &told).or(history);
        }
        let history = history.unwrap();
        assert_eq!((history.len(), history[0].current), (MOST_DAYS, Some(usd("5"))));
    }

    #[test]
    fn a_figure_of_the_far_future_is_dated_by_its_arrival() {
        let mut seen = SeenBalance { current: Some(usd("1")), as_of: Some(noon(20)), ..SeenBalance::default() };
        assert_eq!(received(&seen, noon(3)).unwrap().dated(), noon(3));
        seen.current = None;
        assert_eq!(received(&seen, noon(3)), None, "no figures, no balance");
    }
}
