//! What is due: when a connection may be asked again, how far back, and within which budget. Pure: the clock and the dice come in.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::domain::{Clean, Clock, Connection, Policy, Problem, ProblemKind, Scope, Status, Usage};

/// First and last step of the back-off.
const FIRST_PAUSE_SECONDS: u64 = 60;
const LONGEST_PAUSE_SECONDS: u64 = 6 * 60 * 60;
/// No source may silence a connection for longer than this by naming a far moment.
const LONGEST_SILENCE_DAYS: i64 = 7;
/// A usage dated ahead of today by this much is a journey west, not a wrong clock.
const DAYS_AHEAD: u64 = 2;

/// When a connection may sync by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    Now,
    /// Not before that moment.
    At(DateTime<Utc>),
    /// Only when the person asks: after they have acted, or because the source costs something and says itself when it has news.
    WaitForPerson,
}

/// When a connection is due. `jitter` is any random number, kept by the caller until the next attempt; it spreads connections over a
/// tenth of their interval, and retries over the whole pause.
///
/// A clock that was set back delays a sync by at most one interval: a last sync in the future counts as none.
pub fn due(connection: &Connection, policy: &Policy, clock: Clock, jitter: u64) -> Due {
    if matches!(connection.status, Status::Paused | Status::Revoked) {
        return Due::WaitForPerson;
    }
    let failure = match &connection.status {
        Status::Failed(problem) => Some(problem),
        _ => None,
    };
    let whole = connection.problems.iter().filter(|problem| problem.scope == Scope::Connection);
    let mut until = None;
    for problem in failure.into_iter().chain(whole) {
        if problem.kind.needs_person() {
            return Due::WaitForPerson;
        }
        until = until.max(named_moment(&problem.kind, connection, clock));
    }
    let rested = if connection.failures > 0 {
        connection.last_attempt.map(|last| after(last, back_off(connection.failures, jitter), clock))
    } else if let Some(last) = connection.last_ok {
        let Some(minutes) = policy.every_minutes else { return Due::WaitForPerson };
        let every = u64::from(minutes).saturating_mul(60);
        Some(after(last, Duration::from_secs(every.saturating_add(spread(jitter, every / 10))), clock))
    } else {
        None
    };
    match rested.max(until).max(rested_budget(connection, policy, clock)) {
        Some(at) if at > clock.now => Due::At(at),
        _ => Due::Now,
    }
}

/// When there is a budget again, where today's is used up.
fn rested_budget(connection: &Connection, policy: &Policy, clock: Clock) -> Option<DateTime<Utc>> {
    let used = connection.usage.on(counted_day(connection.usage, clock.today));
    policy.requests_per_day.filter(|most| used >= *most).map(|_| next_day(clock))
}

/// The pause before the next attempt after so many failures in a row: full jitter, up to one minute after the first, doubling to six
/// hours; at least one second.
pub fn back_off(failures: u32, random: u64) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let longest = (FIRST_PAUSE_SECONDS << doublings).min(LONGEST_PAUSE_SECONDS);
    Duration::from_secs(spread(random, longest).max(1))
}

/// The usage after one more request, or why there must be none today.
pub fn spend(usage: Usage, policy: &Policy, clock: Clock) -> Result<Usage, Problem> {
    let day = counted_day(usage, clock.today);
    let used = usage.on(day);
    match policy.requests_per_day {
        Some(most) if used >= most => {
            let until = next_day(clock);
            let spent = if most == 1 { "The one request".to_owned() } else { format!("All {most} requests") };
            let are = if most == 1 { "is" } else { "are" };
            let words =
                format!("{spent} of today {are} used, so that the provider does not lock us out; wait until tomorrow");
            Err(Problem {
                scope: Scope::Connection,
                kind: ProblemKind::QuotaUsed { until },
                message: Clean::new(&words),
            })
        }
        _ => Ok(usage.after_one_more(day)),
    }
}

/// The first day to ask for: the oldest day up to which an account is known, less the overlap, since banks change their last days;
/// never before the history that the kind has.
pub fn since(connection: &Connection, policy: &Policy, clock: Clock) -> NaiveDate {
    let back = |day: NaiveDate, days: u32| day.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN);
    let history = back(clock.today, policy.history_days);
    let oldest = connection.watermarks.values().min().map(|mark| (*mark).min(clock.today));
    oldest.map_or(history, |mark| back(mark, policy.overlap_days).max(history))
}

/// The connection after an attempt that brought nothing: old figures and what is remarked of them stand, and it says why.
#[must_use]
pub fn failed(connection: &Connection, problem: Problem, clock: Clock) -> Connection {
    let remarks = connection.problems.iter().filter(|known| known.kind == ProblemKind::Notice).cloned();
    Connection {
        status: Status::Failed(problem.clone()),
        problems: std::iter::once(problem).chain(remarks).collect(),
        last_attempt: Some(clock.now),
        failures: connection.failures.saturating_add(1),
        ..connection.clone()
    }
}

/// The moment that a problem names, held to [`LONGEST_SILENCE_DAYS`] after the attempt that met it.
fn named_moment(kind: &ProblemKind, connection: &Connection, clock: Clock) -> Option<DateTime<Utc>> {
    let until = match kind {
        ProblemKind::RateLimited { until } => (*until)?,
        ProblemKind::QuotaUsed { until } => *until,
        _ => return None,
    };
    let met = connection.last_attempt.unwrap_or(clock.now).min(clock.now);
    Some(until.min(met.checked_add_signed(TimeDelta::days(LONGEST_SILENCE_DAYS)).unwrap_or(until)))
}

/// `last` and a pause; a `last` that lies in the future by more than that pause was told by a wrong clock, and is passed over.
fn after(last: DateTime<Utc>, pause: Duration, clock: Clock) -> DateTime<Utc> {
    let pause = TimeDelta::from_std(pause).unwrap_or(TimeDelta::MAX);
    let add = |at: DateTime<Utc>| at.checked_add_signed(pause).unwrap_or(DateTime::<Utc>::MAX_UTC);
    if last > add(clock.now) { clock.now } else { add(last) }
}

/// A number from 0 to `most`, both inclusive.
fn spread(random: u64, most: u64) -> u64 {
    most.checked_add(1).map_or(random, |choices| random % choices)
}

fn counted_day(usage: Usage, today: NaiveDate) -> NaiveDate {
    let latest = today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(today);
    usage.day.filter(|day| (today..=latest).contains(day)).unwrap_or(today)
}

/// The start of tomorrow, reckoned in UTC; where the person's own day ends later than that, an hour from now.
fn next_day(clock: Clock) -> DateTime<Utc> {
    let tomorrow = clock.today.succ_opt().unwrap_or(clock.today).and_time(NaiveTime::MIN).and_utc();
    let soonest = clock.now.checked_add_signed(TimeDelta::hours(1)).unwrap_or(clock.now);
    tomorrow.max(soonest)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    const POLICY: Policy =
        Policy { requests_per_day: Some(3), every_minutes: Some(60), overlap_days: 10, history_days: 90 };

    fn connection() -> Connection {
        Connection::new(conn("api"), "api")
    }

    fn problem(kind: ProblemKind) -> Problem {
        Problem { scope: Scope::Connection, kind, message: Clean::new("words") }
    }

    fn minutes(count: i64) -> DateTime<Utc> {
        noon(10) + TimeDelta::minutes(count)
    }

    fn synced(minutes_ago: i64) -> Connection {
        Connection { last_ok: Some(minutes(-minutes_ago)), status: Status::Ok, ..connection() }
    }

    fn failing(kind: ProblemKind, minutes_ago: i64) -> Connection {
        let clock = Clock { now: minutes(-minutes_ago), ..clock(10) };
        failed(&synced(600), problem(kind), clock)
    }

    #[test]
    fn a_connection_is_due_by_its_state() {
        let until = minutes(90);
        let rarely = Policy { every_minutes: None, ..POLICY };
        for (connection, policy, jitter, expected, why) in [
            (connection(), POLICY, 0, Due::Now, "never tried"),
            (connection(), rarely, 0, Due::Now, "never tried"),
            (synced(61), POLICY, 0, Due::Now, "an hour has passed"),
            (synced(59), POLICY, 0, Due::At(minutes(1)), "not yet"),
            (synced(59), POLICY, 120, Due::At(minutes(3)), "jitter"),
            (synced(600), rarely, 0, Due::WaitForPerson, "only when asked"),
            (synced(-5), POLICY, 0, Due::At(minutes(65)), "a clock that was set back a little"),
            (synced(-50_000), POLICY, 0, Due::Now, "a clock that was wrong by weeks"),
            (failing(ProblemKind::NeedsReauth, 900), POLICY, 0, Due::WaitForPerson, "sign in first"),
            (failing(ProblemKind::NeedsSubscription, 900), POLICY, 0, Due::WaitForPerson, "pay first"),
            (failing(ProblemKind::Config, 900), POLICY, 0, Due::WaitForPerson, "mend the config first"),
            (failing(ProblemKind::Offline, 0), POLICY, 30, Due::At(minutes(0) + TimeDelta::seconds(30)), "back-off"),
            (failing(ProblemKind::Offline, 2), POLICY, 30, Due::Now, "back-off is over"),
            (failing(ProblemKind::RateLimited { until: Some(until) }, 5), POLICY, 0, Due::At(until), "told when"),
            (failing(ProblemKind::RateLimited { until: None }, 5), POLICY, 0, Due::Now, "not told when"),
            (failing(ProblemKind::QuotaUsed { until }, 5), POLICY, 0, Due::At(until), "our own budget"),
            (Connection { status: Status::Paused, ..synced(600) }, POLICY, 0, Due::WaitForPerson, "paused"),
            (Connection { status: Status::Revoked, ..synced(600) }, POLICY, 0, Due::WaitForPerson, "revoked"),
        ] {
            assert_eq!(due(&connection, &policy, clock(10), jitter), expected, "{why}");
        }
    }

    #[test]
    fn one_bank_that_wants_a_person_does_not_hold_up_the_others() {
        let bank = Problem { scope: Scope::Bank("chase.com".into()), ..problem(ProblemKind::NeedsReauth) };
        let partial = Connection { status: Status::Partial, problems: vec![bank], ..synced(61) };
        assert_eq!(due(&partial, &POLICY, clock(10), 0), Due::Now);
    }

    #[test]
    fn a_source_cannot_silence_a_connection_for_years() {
        let hostile = failing(ProblemKind::RateLimited { until: Some(DateTime::<Utc>::MAX_UTC) }, 0);
        assert_eq!(due(&hostile, &POLICY, clock(10), 0), Due::At(noon(17)));
    }

    #[test]
    fn the_pause_doubles_from_a_minute_to_six_hours() {
        for (failures, longest) in [(0, 60), (1, 60), (2, 120), (3, 240), (9, 15_360), (10, 21_600), (u32::MAX, 21_600)]
        {
            assert_eq!(back_off(failures, longest).as_secs(), longest, "{failures} failures");
            assert!(back_off(failures, u64::MAX).as_secs() <= longest);
            assert_eq!(back_off(failures, 0).as_secs(), 1, "never at once");
        }
    }

    #[test]
    fn the_budget_of_a_day_is_held_over_clock_jumps() {
        let usage = |of, requests| Usage { day: Some(day(of)), requests };
        for (before, after, why) in [
            (Usage::default(), Ok(usage(10, 1)), "the first request"),
            (usage(10, 2), Ok(usage(10, 3)), "the last one allowed"),
            (usage(9, 3), Ok(usage(10, 1)), "a new day"),
            (usage(10, 3), Err(noon(10) + TimeDelta::hours(12)), "used up"),
            (usage(11, 3), Err(noon(10) + TimeDelta::hours(12)), "a clock that was set back does not refill it"),
            (usage(300, 3), Ok(usage(10, 1)), "a clock that was wrong by months does not lock it"),
        ] {
            let found = spend(before, &POLICY, clock(10)).map_err(|problem| match problem.kind {
                ProblemKind::QuotaUsed { until } => until,
                other => panic!("{other:?}"),
            });
            assert_eq!(found, after, "{why}");
        }
        let free = Policy { requests_per_day: None, ..POLICY };
        assert!(spend(usage(10, u32::MAX), &free, clock(10)).is_ok());
    }

    #[test]
    fn a_quota_never_ends_in_the_past() {
        let evening = Clock { now: noon(11), today: day(9) };
        let problem = spend(Usage { day: Some(day(9)), requests: 3 }, &POLICY, evening).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::QuotaUsed { until: noon(11) + TimeDelta::hours(1) });
    }

    #[test]
    fn asking_starts_before_the_oldest_known_day() {
        let known = |marks: &[(&str, u32)]| Connection {
            watermarks: marks.iter().map(|(id, of)| (pid(id), day(*of))).collect(),
            ..connection()
        };
        let history = day(100) - TimeDelta::days(90);
        for (marks, expected, why) in [
            (&[][..], history, "nothing is known"),
            (&[("a", 99), ("b", 80)], day(70), "the oldest, less the overlap"),
            (&[("a", 5)], history, "no further back than the kind goes"),
            (&[("a", 300)], day(90), "a day in the future counts as today"),
        ] {
            assert_eq!(since(&known(marks), &POLICY, clock(100)), expected, "{why}");
        }
    }

    #[test]
    fn a_failure_is_counted_and_says_why() {
        let offline = problem(ProblemKind::Offline);
        let once = failed(&synced(600), offline.clone(), clock(10));
        assert_eq!((once.failures, &once.status), (1, &Status::Failed(offline.clone())));
        assert_eq!((once.last_ok, once.last_attempt), (Some(minutes(-600)), Some(noon(10))));
        assert_eq!(failed(&once, offline, clock(11)).failures, 2);
    }

    #[test]
    fn a_connection_whose_day_is_used_up_is_due_tomorrow() {
        let clock = Clock { now: minutes(0), today: minutes(0).date_naive() };
        let usage = (0..3).fold(Usage::default(), |usage, _| usage.after_one_more(clock.today));
        let used = Connection { usage, ..synced(90) };
        let tomorrow = clock.today.succ_opt().unwrap().and_time(NaiveTime::MIN).and_utc();
        assert_eq!(due(&used, &POLICY, clock, 0), Due::At(tomorrow));
        assert_eq!(due(&Connection { usage: usage.after_one_less(), ..synced(90) }, &POLICY, clock, 0), Due::Now);
        let next = Clock { now: tomorrow, today: tomorrow.date_naive() };
        assert_eq!(due(&used, &POLICY, next, 0), Due::Now);
    }
}
