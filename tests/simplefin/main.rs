//! SimpleFIN against a server on loopback: what is asked, what is made of the answers, and what is said when they are wrong.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what fails here fails the test")]
#![expect(clippy::print_stderr, reason = "--nocapture shows the words that a person would read")]

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod history;
mod link;
mod transport;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::FixedOffset;
use passbook::connectors::http::{Call, Http, HttpError, Limits, Url};
use passbook::connectors::simplefin::SimpleFin;
use passbook::connectors::{Connector, Linked, PullError, Request, Revoked, Setting, registered};
use passbook::domain::{
    AccountKind, Batch, Changes, Clean, Clock, ConnectionId, Problem, ProblemKind, Row, Scope, Secret, TxnStatus,
};
use support::{Budget, Event, Person, Reply, Server, linking};

const V1: &str = include_str!("../samples/simplefin/v1.json");
const V2: &str = include_str!("../samples/simplefin/v2.json");
const POSTED: &str = include_str!("../samples/simplefin/posted.json");
const FAILING: &str = include_str!("../samples/simplefin/failing.json");
const EMPTY: &str = r#"{"errlist":[],"connections":[],"accounts":[]}"#;
const DONE: &str = "1 fresh=2026-11-21 accounts=9";

/// Short enough for a test, long enough for a busy machine.
fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(5),
        overall: Duration::from_secs(20),
        backoff: Duration::from_millis(1),
        ..Limits::default()
    }
}

fn request(server: &Server, cursor: Option<&str>, host: &Arc<Budget>) -> Request {
    Request {
        connection: ConnectionId::new("banks").unwrap(),
        settings: passbook::connectors::Settings::new(),
        clock: Clock { now: "2026-11-22T15:00:00Z".parse().unwrap(), today: "2026-11-22".parse().unwrap() },
        zone: |_| FixedOffset::east_opt(0).unwrap(),
        since: if cursor.is_some() { "2026-11-11" } else { "2024-11-22" }.parse().unwrap(),
        cursor: cursor.map(str::to_owned),
        watermarks: std::collections::BTreeMap::new(),
        secret: Some(Secret::new(format!("http://demo:p%40ss@{}/simplefin", server.authority()))),
        host: Arc::clone(host) as _,
    }
}

async fn pull_with(reply: Vec<Reply>, limits: Limits) -> (Result<Batch, PullError>, usize, u32) {
    let (server, host) = (Server::start(reply), Budget::of(12));
    let outcome = SimpleFin::with_limits(limits).pull(&request(&server, Some(DONE), &host)).await;
    (outcome, server.seen().len(), host.spent())
}

async fn pull(body: &str) -> Result<Batch, Problem> {
    pull_with(vec![Reply::ok(body)], limits()).await.0.map_err(|error| error.0)
}

/// The problem of a pull that fails, and how often it asked. Its words repeat nothing that must not be seen.
async fn failure(replies: Vec<Reply>, limits: Limits) -> (Problem, usize) {
    let (outcome, asked, spent) = pull_with(replies, limits).await;
    assert_eq!(spent as usize, asked, "every request is counted");
    let problem = outcome.expect_err("a failure").0;
    let said = problem.message.as_str();
    assert!(!said.contains("127.0.0.1") && !said.contains("demo") && !said.contains("p@ss"), "{said}");
    eprintln!("    {:?}: {said}", problem.kind);
    (problem, asked)
}

async fn link(token: &str) -> (Result<Linked, PullError>, Person) {
    let mut person = Person { answer: token.to_owned(), ..Person::default() };
    let linked = SimpleFin::with_limits(limits()).link(&mut person, &linking(Budget::of(12))).await;
    (linked, person)
}

fn token(server: &Server) -> String {
    STANDARD.encode(format!("http://{}/simplefin/claim/ABC", server.authority()))
}

fn rows(changes: &Changes) -> (&str, bool, &[Row]) {
    match changes {
        Changes::Window { account, complete, rows, .. } => (account.as_str(), *complete, rows),
        Changes::Delta { .. } => panic!("SimpleFIN sends windows"),
    }
}
