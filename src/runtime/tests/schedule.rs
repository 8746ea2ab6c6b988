//! One sync at a time, due when the plan says so, and never a storm.

use std::sync::Arc;

use super::{clock, id, keeper, link, moment, problem};
use crate::domain::{Book, Connection, ProblemKind, Status};
use crate::runtime::Link;
use crate::runtime::schedule::Schedule;

fn names(links: &[Link]) -> Vec<&str> {
    links.iter().map(|link| link.id.as_str()).collect()
}

/// A task that never ends by itself.
fn task(runtime: &tokio::runtime::Runtime) -> tokio::task::JoinHandle<()> {
    runtime.spawn(std::future::pending())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

fn book(connection: Connection) -> Book {
    let mut book = keeper(&[]).book().clone();
    book.connections.insert(connection.id.clone(), Arc::new(connection));
    book
}

#[test]
fn what_runs_is_not_started_again_by_time_or_by_wish_and_holds_nobody_else_up() {
    let runtime = runtime();
    let mut schedule = Schedule::new(vec![link("a", None), link("b", None)], true, true);
    assert_eq!(names(&schedule.due(moment(0))), ["a", "b"]);
    schedule.started(id("a"), 1, task(&runtime).abort_handle(), moment(0));
    schedule.new_day(moment(1));
    assert_eq!(names(&schedule.due(moment(60))), ["b"]);
    assert_eq!(names(&schedule.asked(None)), ["b"]);
    assert!(schedule.asked(Some(&id("a"))).is_empty());
    schedule.ended(&id("a"), 1, None);
    assert_eq!(names(&schedule.asked(Some(&id("a")))), ["a"]);
}

#[test]
fn a_kind_with_a_quota_waits_for_its_plan_and_a_failing_one_for_its_back_off() {
    let mut schedule = Schedule::new(vec![link("a", Some(15))], true, true);
    assert!(schedule.due(moment(0)).is_empty(), "nothing is known of it yet");
    schedule.look(&book(Connection::new(id("a"), "test")), clock(0));
    assert_eq!(names(&schedule.due(moment(0))), ["a"], "never tried");
    let fresh = Connection { last_ok: Some(moment(0)), status: Status::Ok, ..Connection::new(id("a"), "test") };
    schedule.look(&book(fresh), clock(0));
    let next = schedule.next().unwrap();
    assert!(next >= moment(15 * 60) && next <= moment(17 * 60), "{next}");
    let failing = Connection {
        status: Status::Failed(problem(ProblemKind::Offline)),
        failures: 3,
        last_attempt: Some(moment(0)),
        ..Connection::new(id("a"), "test")
    };
    schedule.look(&book(failing.clone()), clock(0));
    let next = schedule.next().unwrap();
    assert!(next > moment(0) && next <= moment(240), "{next}");
    schedule.look(&book(Connection { status: Status::Failed(problem(ProblemKind::NeedsReauth)), ..failing }), clock(0));
    assert_eq!(schedule.next(), None, "only the person can help");
}

#[test]
fn only_what_failed_is_said_to_be_tried_again_and_only_where_it_will_be() {
    let links = || vec![link("well", Some(15)), link("ill", Some(15)), link("lost", Some(15))];
    let failed = |name: &str, kind: ProblemKind| Connection {
        status: Status::Failed(problem(kind)),
        failures: 1,
        last_attempt: Some(moment(0)),
        ..Connection::new(id(name), "test")
    };
    let well = Connection { last_ok: Some(moment(0)), status: Status::Ok, ..Connection::new(id("well"), "test") };
    let mut known = book(well);
    for connection in [failed("ill", ProblemKind::Offline), failed("lost", ProblemKind::NeedsReauth)] {
        known.connections.insert(connection.id.clone(), connection.into());
    }
    let mut schedule = Schedule::new(links(), true, true);
    schedule.look(&known, clock(0));
    let retries: Vec<_> = schedule.retries().map(|(id, _)| id).collect();
    assert_eq!(retries, [id("ill")], "the well one is merely due, and the lost one waits for the person");
    assert_eq!(schedule.retry(&id("ill")), schedule.next());
    known.connections.insert(id("ill"), Connection::new(id("ill"), "test").into());
    schedule.look(&known, clock(0));
    assert_eq!(schedule.retry(&id("ill")), None, "it has recovered");
    let mut by_hand = Schedule::new(links(), true, false);
    by_hand.look(&book(failed("ill", ProblemKind::Offline)), clock(0));
    assert_eq!(by_hand.retry(&id("ill")), None, "nothing starts by itself here");
}

#[test]
fn a_source_that_always_expects_something_at_once_is_asked_every_ten_seconds_at_most() {
    let runtime = runtime();
    let mut schedule = Schedule::new(vec![link("a", None)], true, true);
    schedule.started(id("a"), 1, task(&runtime).abort_handle(), moment(0));
    schedule.ended(&id("a"), 1, Some(moment(1)));
    assert_eq!(schedule.next(), Some(moment(10)));
    assert!(schedule.due(moment(9)).is_empty());
    assert_eq!(names(&schedule.due(moment(10))), ["a"]);
}

#[test]
fn a_new_day_asks_those_again_that_cost_nothing_and_no_others() {
    let runtime = runtime();
    let mut schedule = Schedule::new(vec![link("free", None), link("paid", Some(60))], true, true);
    schedule.started(id("free"), 1, task(&runtime).abort_handle(), moment(0));
    schedule.ended(&id("free"), 1, None);
    assert_eq!(schedule.next(), None, "it rests until something happens");
    schedule.new_day(moment(3600));
    assert_eq!(names(&schedule.due(moment(3600))), ["free"]);
}

#[test]
fn who_may_not_write_starts_nothing_and_who_starts_by_hand_only_what_is_asked_for() {
    let mut reader = Schedule::new(vec![link("a", None)], false, false);
    assert!(reader.due(moment(0)).is_empty() && reader.asked(None).is_empty() && reader.next().is_none());
    let mut by_hand = Schedule::new(vec![link("a", None)], true, false);
    assert!(by_hand.due(moment(0)).is_empty() && by_hand.next().is_none());
    assert_eq!(names(&by_hand.asked(None)), ["a"]);
}

#[test]
fn cancelling_stops_the_tasks_and_lets_them_be_started_anew() {
    let runtime = runtime();
    let mut schedule = Schedule::new(vec![link("a", None), link("b", None)], true, true);
    let running = task(&runtime);
    schedule.started(id("a"), 1, running.abort_handle(), moment(0));
    assert_eq!(schedule.cancel(moment(0)), [id("a")]);
    assert!(runtime.block_on(running).unwrap_err().is_cancelled());
    assert_eq!(names(&schedule.asked(None)), ["a", "b"]);
    assert!(schedule.cancel(moment(0)).is_empty());
    let due = schedule.due(moment(0));
    let waiting = names(&due);
    assert!(!waiting.contains(&"a"), "what the person stopped is not started again at once: {waiting:?}");
    let due = schedule.due(moment(0) + chrono::TimeDelta::minutes(6));
    let later = names(&due);
    assert!(later.contains(&"a"), "but not forgotten either: {later:?}");
}

#[test]
fn the_late_word_of_a_cancelled_sync_does_not_end_the_next_one() {
    let runtime = runtime();
    let mut schedule = Schedule::new(vec![link("a", None)], true, true);
    let old = schedule.next_run();
    schedule.started(id("a"), old, task(&runtime).abort_handle(), moment(0));
    schedule.cancel(moment(0));
    let new = schedule.next_run();
    schedule.started(id("a"), new, task(&runtime).abort_handle(), moment(1));
    schedule.ended(&id("a"), old, None);
    assert!(schedule.is_running(&id("a")));
    schedule.ended(&id("a"), new, None);
    assert!(!schedule.is_running(&id("a")));
}

#[test]
fn a_machine_that_wakes_does_not_ask_every_bank_at_once_and_each_soon() {
    let names: Vec<String> = (0..8).map(|n| format!("bank-{n}")).collect();
    let links = names.iter().map(|name| link(name, Some(15))).collect();
    let mut schedule = Schedule::new(links, true, true);
    let mut known = Book::default();
    for name in &names {
        let fresh = Connection { last_ok: Some(moment(0)), status: Status::Ok, ..Connection::new(id(name), "test") };
        known.connections.insert(fresh.id.clone(), Arc::new(fresh));
    }
    schedule.look(&known, clock(0));
    assert!(schedule.due(moment(1)).is_empty());
    let morning = 8 * 3600;
    let at_once = schedule.due(moment(morning)).len();
    assert!((1..5).contains(&at_once), "{at_once} of 8 start in the second of waking");
    assert_eq!(schedule.due(moment(morning + 120)).len(), 8, "within two minutes each may");
}

#[test]
fn what_the_person_stopped_runs_only_by_name() {
    let mut schedule = Schedule::new(vec![link("a", None), link("b", None)], true, true);
    let paused = Connection { status: Status::Paused, ..Connection::new(id("a"), "test") };
    schedule.look(&book(paused), clock(0));
    assert_eq!(names(&schedule.due(moment(0))), ["b"]);
    assert_eq!(names(&schedule.asked(None)), ["b"]);
    assert_eq!(names(&schedule.asked(Some(&id("a")))), ["a"]);
    schedule.look(&book(Connection::new(id("a"), "test")), clock(1));
    assert_eq!(names(&schedule.due(moment(1))), ["a", "b"]);
}
