//! Recorded answers of every provider but SimpleFIN (which has a folder of its own), written from the specifications in our own words and
//! figures: what is asked, the batch that comes of it, every error in words, and what odd answers are taken for.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]
#![expect(clippy::print_stderr, reason = "--nocapture shows the words that a person would read")]

#[path = "../support/mod.rs"]
mod support;

mod command;
mod enablebanking;
mod fdx;
mod paypal;
mod plaid;
mod teller;
mod told;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::FixedOffset;
use passbook::connectors::http::Limits;
use passbook::connectors::{Connector, PullError, Request, Sealed, Setting, Settings};
use passbook::domain::{Batch, Clock, ConnectionId, Problem, ProblemKind, Scope, Secret};
use support::{Budget, Reply, Server};
use told::told;

/// Short enough for a test, long enough for a busy machine.
fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(5),
        overall: Duration::from_secs(20),
        backoff: Duration::from_millis(1),
        ..Limits::default()
    }
}

/// A connection to a server that answers with these texts in their order; `{base}` in them is the server's own address.
struct Bench {
    server: Server,
    host: Arc<Budget>,
    request: Request,
}

impl Bench {
    fn new(path: &str, settings: &[(&str, &str)], secrets: &[(&str, &str)]) -> Self {
        let (server, host) = (Server::start([]), Budget::of(99));
        let base = format!("http://{}{path}", server.authority());
        let text = |text: &str| Setting::Text(text.replace("{base}", &base));
        let mut settings: Settings = settings.iter().map(|(key, value)| ((*key).to_owned(), text(value))).collect();
        settings.insert("address".to_owned(), Setting::Text(base));
        let sealed = secrets
            .iter()
            .fold(Sealed::default(), |sealed, (name, value)| sealed.with(name, Secret::new((*value).to_owned())));
        let request = Request {
            connection: ConnectionId::new("mine").unwrap(),
            settings,
            clock: Clock { now: "2026-11-22T15:00:00Z".parse().unwrap(), today: "2026-11-22".parse().unwrap() },
            zone: |_| FixedOffset::west_opt(6 * 3600).unwrap(),
            since: "2026-11-12".parse().unwrap(),
            cursor: None,
            watermarks: BTreeMap::new(),
            secret: Some(sealed.seal()),
            host: Arc::clone(&host) as _,
        };
        Self { server, host, request }
    }

    /// Adds to what the server answers.
    fn then(self, bodies: &[&str]) -> Self {
        let base = self.base();
        self.server.then(bodies.iter().map(|body| Reply::ok(body.replace("{base}", &base))));
        self
    }

    /// Adds one status with its body so often that every try meets it.
    fn then_always(self, status: u16, body: &str) -> Self {
        self.server.then(vec![Reply::Whole(status, Vec::new(), body.as_bytes().to_vec()); 8]);
        self
    }

    fn base(&self) -> String {
        match self.request.settings.get("address") {
            Some(Setting::Text(base)) => base.clone(),
            _ => String::new(),
        }
    }

    /// What was asked: methods and paths with their queries, in their order.
    fn asked(&self) -> Vec<String> {
        let line = |seen: support::Seen| match seen.query.as_str() {
            "" => format!("{} {}", seen.method, seen.path),
            query => format!("{} {}?{query}", seen.method, seen.path),
        };
        self.server.seen().into_iter().map(line).collect()
    }

    async fn pull(&self, connector: &impl Connector) -> Result<Batch, PullError> {
        connector.pull(&self.request).await
    }

    /// The problem of a pull that fails. Its words repeat nothing that must not be seen.
    async fn failure(&self, connector: &impl Connector) -> Problem {
        let problem = self.pull(connector).await.expect_err("a failure").0;
        self.assert_says_no_more_than_it_may(&problem);
        assert_eq!(problem.scope, Scope::Connection);
        problem
    }

    fn assert_says_no_more_than_it_may(&self, problem: &Problem) {
        let said = problem.message.as_str();
        for hidden in [self.server.authority().as_str(), "canary", "hunter2"] {
            assert!(!said.contains(hidden), "{said}");
        }
        eprintln!("    {:?}: {said}", problem.kind);
    }
}

/// An error of a provider: the status and body of its answer, and what a person is told.
type Refusal = (u16, &'static str, ProblemKind, &'static str);

/// Holds a table of errors: each is what the bench's next request meets, so often as it is tried.
async fn assert_refusals(bench: impl Fn() -> Bench, connector: &impl Connector, table: &[Refusal]) {
    for (status, body, kind, words) in table {
        let problem = bench().then_always(*status, body).failure(connector).await;
        assert_eq!(problem.kind, *kind, "{status} {body}");
        assert!(problem.message.as_str().contains(words), "{status} {body}: {}", problem.message);
    }
}

/// Holds an odd answer: it is read, and that part is in what is told of it, or it is refused as a whole with that part in the words.
fn assert_odd(answer: Result<Batch, PullError>, expected: Result<&str, &str>, what: &str) {
    match (answer, expected) {
        (Ok(batch), Ok(part)) => assert!(told(&batch).contains(part), "{what}: {}", told(&batch)),
        (Err(error), Err(part)) => {
            assert_eq!(error.0.kind, ProblemKind::Malformed, "{what}");
            assert!(error.0.message.as_str().contains(part), "{what}: {}", error.0.message);
        }
        (answer, _) => unreachable!("{what}: {answer:?}"),
    }
}

fn limited(until: Option<&str>) -> ProblemKind {
    ProblemKind::RateLimited { until: until.map(|at| at.parse().unwrap()) }
}

/// The recorded text with one part of it changed, which must be there.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} is not in the sample");
    text.replacen(from, to, 1)
}
