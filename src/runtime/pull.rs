//! One task a connection: pulls answer after answer and has each committed before it asks for the next. A bank that hangs, fails or
//! panics touches no other.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use chrono::NaiveDate;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use super::clock::Wall;
use super::desk::Desk;
use super::link::Link;
use super::random;
use super::sharing::Request as SharedRequest;
use crate::connectors::{Asking, Host, PullError, Request, Revoked, Whom};
use crate::domain::{
    Clean, ConnectionId, Heard, Policy, Problem, ProblemKind, Purpose, RowCounts, Scope, Secret, SyncRecord,
};
use crate::sync::plan;
use crate::tui::{Activity, Msg};

/// A source that has more after so many answers of one sync is broken.
pub const MAX_ANSWERS: usize = 500;

/// How one sync of one connection went.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub connection: ConnectionId,
    pub rows: RowCounts,
    /// What the answers said beside their rows.
    pub notes: Vec<Clean>,
    /// True when the last answer complained of a bank or an account: the others are up to date, those are not.
    pub partial: bool,
    /// What ended it early; what came before is committed.
    pub problem: Option<Problem>,
    /// When the source expects something new.
    pub next: Option<chrono::DateTime<chrono::Utc>>,
}

/// What every pull shares.
#[derive(Clone)]
pub struct Surroundings {
    pub desk: Desk,
    pub wall: Wall,
    pub offline: bool,
    pub screen: Option<mpsc::Sender<Msg>>,
    /// Answers of one sync at the most.
    pub answers: usize,
}

impl Surroundings {
    /// Syncs one connection to the end; never fails, the outcome says how it went.
    pub async fn sync(self, link: Link) -> Outcome {
        let id = link.id.clone();
        self.tell(Msg::Activity(id.clone(), Activity::Syncing { done: 0, of: 0 })).await;
        // caught here, so that a fault in one connector is one bank's problem
        let outcome = if let Ok(outcome) = AssertUnwindSafe(self.clone().pull_all(link)).catch_unwind().await {
            outcome
        } else {
            let message = Clean::new("a fault in passbook stopped this connection, the others go on: please report it");
            let problem = Problem { scope: Scope::Connection, kind: ProblemKind::Malformed, message };
            self.fail(Outcome::of(id.clone()), problem).await
        };
        if !outcome.rows.is_quiet() {
            let at = self.wall.read().now;
            let (rows, notes) = (outcome.rows, outcome.notes.clone());
            self.tell(Msg::Synced(SyncRecord { rows, notes, ..SyncRecord::new(id.clone(), at) })).await;
        }
        self.tell(Msg::Activity(id, Activity::Resting)).await;
        outcome
    }

    async fn pull_all(self, link: Link) -> Outcome {
        let mut outcome = Outcome::of(link.id.clone());
        let connector = (link.row.connector)();
        // what is wanted is reckoned once: the answers of this very sync must not move it
        let mut since = None;
        let (mut of_files, mut behind) = (false, false);
        for _ in 0..self.answers {
            let request = match self.request(&link, since, Purpose::Transactions).await {
                Ok(request) => request,
                Err(problem) => return self.fail(outcome, problem).await,
            };
            since = Some(request.since);
            let batch = match connector.pull(&request).await {
                Ok(batch) => batch,
                // older history waits for tomorrow's requests: what came before is whole and kept
                Err(PullError(Problem { kind: ProblemKind::QuotaUsed { until }, message, .. })) if behind => {
                    outcome.note(std::iter::once(&message));
                    return Outcome { next: Some(until), ..outcome };
                }
                Err(PullError(problem)) => return self.fail(outcome, problem).await,
            };
            behind = batch.more && batch.file.is_none();
            let more = batch.more;
            outcome.next = batch.next;
            // each file is an answer of its own: a bad one stays bad when the next is good
            let earlier = outcome.partial && (of_files || batch.file.is_some());
            of_files |= batch.file.is_some();
            outcome.partial = earlier || batch.problems.iter().any(|problem| problem.kind != ProblemKind::Notice);
            let file = batch.file.clone();
            let complaints: Vec<Clean> = batch.problems.iter().map(|problem| problem.message.clone()).collect();
            match self.desk.answer(batch).await {
                Ok(record) => {
                    outcome.rows = outcome.rows.plus(&record.rows);
                    // what the keeper says of a file that it refused
                    let refused = record.problems.iter().map(|problem| &problem.message);
                    let refused: Vec<&Clean> = refused.filter(|words| !complaints.contains(words)).collect();
                    outcome.partial |= !refused.is_empty();
                    outcome.note(file.filter(|_| refused.is_empty()).map(|file| told(&file, &record.rows)).iter());
                    outcome.note(complaints.iter().chain(refused).chain(&record.notes));
                }
                Err(problem) => return Outcome { problem: Some(problem), ..outcome },
            }
            if !more {
                return outcome;
            }
        }
        if self.answers < MAX_ANSWERS {
            return outcome;
        }
        let message = Clean::new("the source always says that it has more: stopped, what came is kept");
        self.fail(outcome, Problem { scope: Scope::Connection, kind: ProblemKind::Malformed, message }).await
    }

    /// Notes on its connection why a sync ended. What `--offline` held back is no attempt: what is known of the connection stands.
    async fn fail(&self, outcome: Outcome, problem: Problem) -> Outcome {
        if !(self.offline && problem.kind == ProblemKind::Offline) {
            self.desk.failed(outcome.connection.clone(), problem.clone()).await;
        }
        Outcome { problem: Some(problem), ..outcome }
    }

    async fn request(&self, link: &Link, since: Option<NaiveDate>, purpose: Purpose) -> Result<Request, Problem> {
        let prepared = self.desk.prepare(link.id.clone()).await?;
        let reaches = link.row.reaches(&link.settings, prepared.secret.as_ref());
        let clock = self.wall.read();
        let connection = &prepared.connection;
        Ok(Request {
            connection: link.id.clone(),
            settings: link.settings.clone(),
            clock,
            zone: Wall::offset,
            since: since.unwrap_or_else(|| plan::since(connection, &link.policy, clock)),
            cursor: connection.cursor.clone(),
            watermarks: connection.watermarks.clone(),
            secret: prepared.secret,
            host: Arc::new(PullHost { link: link.clone(), reaches, purpose, around: self.clone() }),
        })
    }

    /// Ends a connection's consent at its provider, where that can be done from here. No budget holds it back.
    pub async fn revoke(self, link: Link) -> Result<Revoked, PullError> {
        let free = Link { policy: Policy { requests_per_day: None, ..link.policy }, ..link };
        let request = self.request(&free, None, Purpose::Revoke).await.map_err(PullError)?;
        (free.row.connector)().revoke(&request).await
    }

    /// Ends a connection from the dashboard: at its provider first, then its secret. Says on the screen how that went.
    pub async fn disconnect(self, link: Link) {
        let id = link.id.clone();
        let words = match self.clone().revoke(link).await {
            Err(error) => format!("'{id}' was not disconnected, nothing was changed: {error}"),
            Ok(revoked) => {
                let at_provider = revoked == Revoked::AtProvider;
                let told = match revoked {
                    Revoked::AtProvider => "the provider confirms that the access has ended".to_owned(),
                    Revoked::GoTo(words) => words.to_string(),
                };
                match self.desk.end(id.clone(), at_provider).await {
                    Ok(()) => format!(
                        "'{id}' is disconnected, its secret forgotten: {told}. `passbook disconnect {id}` takes its entry out of the config"
                    ),
                    Err(error) => format!("'{id}': {told}; but its secret could not be forgotten: {error}"),
                }
            }
        };
        self.tell(Msg::Notice(Clean::new(&words))).await;
    }

    async fn tell(&self, msg: Msg) {
        if let Some(screen) = &self.screen {
            let _ = screen.send(msg).await;
        }
    }
}

/// What a file brought: `chase.qfx: 12 new, 40 already there`.
fn told(file: &Clean, rows: &RowCounts) -> Clean {
    let there = rows.same.saturating_add(rows.changed).saturating_add(rows.posted);
    Clean::new(&format!("{file}: {} new, {there} already there", rows.new))
}

impl Outcome {
    /// Every window of a history repeats what is wrong: each is said once.
    fn note<'a>(&mut self, notes: impl Iterator<Item = &'a Clean>) {
        for note in notes {
            if !self.notes.contains(note) {
                self.notes.push(note.clone());
            }
        }
    }

    fn of(connection: ConnectionId) -> Self {
        Self { connection, rows: RowCounts::default(), notes: vec![], partial: false, problem: None, next: None }
    }
}

/// What a connector may ask of the program while it pulls.
struct PullHost {
    link: Link,
    /// What the connection implies: nobody else is asked.
    reaches: Vec<Whom>,
    purpose: Purpose,
    around: Surroundings,
}

impl Host for PullHost {
    fn spend<'a>(&'a self, asking: &'a Asking) -> BoxFuture<'a, Result<u64, PullError>> {
        Box::pin(async move {
            if self.around.offline {
                return Err(PullError::new(
                    ProblemKind::Offline,
                    "passbook was started with --offline: no request was made",
                ));
            }
            if !self.reaches.contains(&asking.whom) {
                let words = "a host that this connection does not imply was refused: link the connection again";
                return Err(PullError::new(ProblemKind::Config, words));
            }
            let request = SharedRequest {
                connection: self.link.id.clone(),
                kind: self.link.row.kind.into(),
                asking: asking.clone(),
                purpose: self.purpose,
            };
            self.around.desk.spend(request, self.link.policy).await
        })
    }

    fn heard(&self, request: u64, heard: Heard, bytes: u64) -> BoxFuture<'_, ()> {
        Box::pin(self.around.desk.heard(self.link.id.clone(), request, (heard, bytes)))
    }

    fn progress(&self, done: u32, of: u32) {
        if let Some(screen) = &self.around.screen {
            // progress that finds no room is old news anyway
            let _ = screen.try_send(Msg::Activity(self.link.id.clone(), Activity::Syncing { done, of }));
        }
    }

    fn keep_secret(&self, secret: &Secret) -> BoxFuture<'_, Result<(), PullError>> {
        Box::pin(self.around.desk.keep_secret(self.link.id.clone(), secret.clone()))
    }

    fn random(&self) -> u64 {
        random::number()
    }

    fn unguessable(&self) -> Result<String, PullError> {
        random::unguessable()
    }
}
