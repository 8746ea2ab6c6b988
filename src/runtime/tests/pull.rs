//! A connector may do what it wants: it is stopped, told, and no other hears of it.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::{answer, id, keeper, link_to};
use crate::connectors::{Connector, Dialog, Linked, Linking, PullError, Request, Revoked};
use crate::domain::{Batch, Clean, ProblemKind, Status};
use crate::runtime::{Wall, sync_once};

/// A connector whose pulls are one function.
struct Scripted(fn(&Request) -> Result<Batch, PullError>);

impl Connector for Scripted {
    fn kind(&self) -> &'static str {
        "test"
    }

    fn link<'a>(&'a self, _: &'a mut dyn Dialog, _: &'a Linking) -> BoxFuture<'a, Result<Linked, PullError>> {
        std::future::ready(Ok(Linked { secret: None, settings: crate::connectors::Settings::new() })).boxed()
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        async { (self.0)(request) }.boxed()
    }

    fn revoke<'a>(&'a self, _: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        std::future::ready(Ok(Revoked::GoTo(Clean::new("nowhere")))).boxed()
    }
}

fn good() -> Box<dyn Connector> {
    Box::new(Scripted(|request| Ok(answer(request.connection.as_str()))))
}

fn faulty() -> Box<dyn Connector> {
    Box::new(Scripted(|_| panic!("-6.50 at a bank")))
}

fn endless() -> Box<dyn Connector> {
    Box::new(Scripted(|request| Ok(Batch { more: true, ..answer(request.connection.as_str()) })))
}

#[test]
fn a_connector_that_panics_is_its_own_problem_and_the_others_go_on() {
    let links = [link_to("faulty", None, faulty), link_to("good", None, good)];
    let wall = Wall::new(Some(super::today()));
    let (mut keeper, outcomes) = sync_once(keeper(&["faulty", "good"]), &links, wall, false).unwrap();
    let fault = outcomes[0].problem.as_ref().unwrap();
    assert_eq!(fault.kind, ProblemKind::Malformed);
    assert!(!fault.message.as_str().contains("6.50"), "the words of a fault may hold data: {}", fault.message);
    assert_eq!((outcomes[1].rows.new, outcomes[1].problem.as_ref()), (1, None));
    let stored = keeper.store().book().unwrap();
    assert!(matches!(stored.connections[&id("faulty")].status, Status::Failed(_)));
    assert_eq!(stored.connections[&id("good")].status, Status::Ok);
}

/// Two answers, the first of which leaves a watermark of today.
fn paged() -> Box<dyn Connector> {
    Box::new(Scripted(|request| {
        let more = request.cursor.is_none();
        assert_eq!(more, request.watermarks.is_empty(), "the first answer is known to the second");
        let first = request.clock.today - chrono::Days::new(60);
        assert!(request.since < first, "{} was wanted", request.since);
        Ok(Batch { more, ..answer(request.connection.as_str()) })
    }))
}

#[test]
fn what_is_wanted_does_not_move_while_a_sync_runs() {
    let wall = Wall::new(Some(super::today()));
    let (mut keeper, outcomes) = sync_once(keeper(&["paged"]), &[link_to("paged", None, paged)], wall, false).unwrap();
    assert_eq!(outcomes[0].problem, None);
    assert_eq!(keeper.store().check().unwrap().rows, 1);
}

#[test]
fn a_source_that_always_has_more_is_stopped_and_what_came_is_kept() {
    let links = [link_to("endless", None, endless)];
    let wall = Wall::new(Some(super::today()));
    let (mut keeper, outcomes) = sync_once(keeper(&["endless"]), &links, wall, false).unwrap();
    assert!(outcomes[0].problem.as_ref().unwrap().message.as_str().contains("always says that it has more"));
    assert_eq!(keeper.store().check().unwrap().rows, 1);
}

/// History whose second window meets a day's budget that is used up.
fn out_of_budget() -> Box<dyn Connector> {
    Box::new(Scripted(|request| {
        if request.watermarks.is_empty() {
            return Ok(Batch { more: true, ..answer(request.connection.as_str()) });
        }
        let until = request.clock.now + chrono::TimeDelta::hours(9);
        Err(PullError::new(ProblemKind::QuotaUsed { until }, "the rest follows tomorrow"))
    }))
}

#[test]
fn history_that_waits_for_tomorrows_requests_is_no_failure_and_a_sync_that_brings_nothing_is_one() {
    let links = [link_to("slow", None, out_of_budget)];
    let wall = Wall::new(Some(super::today()));
    let (keeper, outcomes) = sync_once(keeper(&["slow"]), &links, wall, false).unwrap();
    assert_eq!((outcomes[0].problem.as_ref(), outcomes[0].rows.new), (None, 1));
    assert_eq!(outcomes[0].notes, [Clean::new("the rest follows tomorrow")]);
    assert!(outcomes[0].next.is_some());
    assert_eq!(keeper.book().connections[&id("slow")].status, Status::Ok);
    let (_, outcomes) = sync_once(keeper, &links, wall, false).unwrap();
    assert!(matches!(outcomes[0].problem.as_ref().unwrap().kind, ProblemKind::QuotaUsed { .. }));
}
