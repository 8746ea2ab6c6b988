//! SimpleFIN: one token for all banks, read only. Every pull asks for one window of days of all accounts at once; history is fetched
//! window by window behind the newest one, inside twelve requests a day (see `windows`).
//!
//! Written to the protocol's version 1.0.7 and the shape of version 2; both are asked for and accepted.

mod dates;
mod link;
mod problems;
mod read;
mod windows;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use futures_util::future::BoxFuture;

use super::http::{Call, Http, HttpError, Limits, Url};
use super::{
    Connector, Dialog, Field, FieldKind, Linked, Linking, PullError, Registered, Request, Revoked, Setting, Settings,
    Whom, naming,
};
use crate::domain::{Batch, Clean, Cursor, Problem, ProblemKind, Scope, Secret};
use dates::Calendar;
use link::Access;
use windows::{POLICY, Progress, Window};

const TOKEN: Field = Field {
    key: "token",
    kind: FieldKind::Secret,
    required: true,
    help: "setup token from bridge.simplefin.org/simplefin/create (used once), or an access URL",
};

const PATIENCE: Field = Field {
    key: "timeout_seconds",
    kind: FieldKind::Number,
    required: false,
    help: "how long one request may take, 1 to 600 [default: 120]",
};

/// Its row in the table of connectors.
pub const REGISTERED: Registered = Registered {
    kind: "simplefin",
    about: "US and Canadian banks through a SimpleFIN server such as the SimpleFIN Bridge; read only",
    fields: &[TOKEN, PATIENCE],
    policy: POLICY,
    places: None,
    connector: || Box::new(SimpleFin::default()),
};

/// The connector. Its gateway answers for all banks at once and is known to take a minute and more.
#[derive(Debug, Clone, Copy)]
pub struct SimpleFin {
    limits: Limits,
}

impl Default for SimpleFin {
    fn default() -> Self {
        Self::with_limits(Limits { overall: Duration::from_mins(2), ..Limits::default() })
    }
}

impl SimpleFin {
    /// With other limits than the usual ones.
    pub fn with_limits(limits: Limits) -> Self {
        Self { limits }
    }

    async fn ask(&self, request: &Request, window: Window) -> Result<Vec<u8>, PullError> {
        let access = Access::of(request.secret.as_ref())?;
        let limits = Limits { overall: patience(&request.settings)?.unwrap_or(self.limits.overall), ..self.limits };
        let http = Http::new(&[&access.url], limits, Arc::clone(&request.host));
        let told = |error: HttpError| told_of(error, request);
        let url = accounts(&access.url, window).map_err(|_| told(HttpError::Refused))?;
        let call = Call::get(url).authorized(Some(access.authorization)).days(window.from, window.last());
        http.send(&call).await.map(|answer| answer.body).map_err(told)
    }

    async fn pull_window(&self, request: &Request) -> Result<Batch, PullError> {
        let (today, since) = (request.clock.today, request.since);
        let before = request.cursor.as_deref().and_then(Progress::parse);
        let window = Progress::window(before.as_ref(), since, today);
        let known_from = before.as_ref().and_then(Progress::known_from);
        let body = self.ask(request, window).await.map_err(|error| interrupted(error, known_from))?;
        let calendar = Calendar { today, zone: request.zone };
        let reading =
            read::read(&body, window, calendar).map_err(|words| PullError::new(ProblemKind::Malformed, &words))?;
        if let Some(reason) = nothing_but(&reading) {
            return Err(PullError(reason));
        }
        let after = Progress::after(before.as_ref(), window, since, today, (reading.accounts.len(), reading.posted));
        let (done, of) = after.steps(today);
        request.host.progress(done, of);
        // whoever warns of too many requests is not asked for history at once
        let warned = |problem: &Problem| problem.scope == Scope::Connection && problem.kind != ProblemKind::Notice;
        let more = after.is_behind() && !reading.problems.iter().any(warned);
        let mut problems = reading.problems;
        let behind = after.known_from().filter(|_| !more).map(|day| Clean::new(&reaches_back(day)));
        problems.extend(behind.into_iter().flat_map(|message| {
            let scopes = reading.accounts.iter().map(|account| Scope::Account(account.provider_id.clone()));
            scopes.map(move |scope| Problem { scope, kind: ProblemKind::Notice, message: message.clone() })
        }));
        Ok(Batch {
            accounts: reading.accounts,
            changes: reading.changes,
            cursor: Cursor::Set(after.to_string()),
            problems,
            more,
            ..Batch::new(request.connection.clone(), request.clock.now)
        })
    }
}

impl Connector for SimpleFin {
    fn kind(&self) -> &'static str {
        REGISTERED.kind
    }

    fn link<'a>(
        &'a self,
        dialog: &'a mut dyn Dialog,
        linking: &'a Linking,
    ) -> BoxFuture<'a, Result<Linked, PullError>> {
        Box::pin(async move {
            let missing = || PullError::new(ProblemKind::Config, "A setup token of SimpleFIN is needed to link.");
            let pasted = dialog.ask(&TOKEN)?.ok_or_else(missing)?;
            let access = link::claim(&pasted, self.limits, Arc::clone(&linking.host)).await?;
            linking.host.keep_secret(&access).await?;
            let keeper = Access::of(Some(&access))?.url.host();
            dialog.say(&format!("Linked. Accounts will be fetched from {keeper} and from nowhere else."));
            Ok(Linked { secret: Some(access), settings: Settings::new() })
        })
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        Box::pin(self.pull_window(request))
    }

    /// Its server is named by the access URL alone.
    fn implied(&self, _settings: &Settings, secret: Option<&Secret>) -> Vec<Whom> {
        Access::of(secret).map(|access| Whom::Host(access.url.origin())).into_iter().collect()
    }

    /// The protocol has no call for it.
    fn revoke<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        let server =
            Access::of(request.secret.as_ref()).map_or("the SimpleFIN Bridge".to_owned(), |access| access.url.host());
        let words =
            format!("Sign in at {server}, open the list of connected apps and disable this access token there.");
        Box::pin(async move { Ok(Revoked::GoTo(Clean::new(&words))) })
    }
}

/// `pending=1` is left out nowhere: without it a pending row that is absent would not be known to be gone.
fn accounts(access: &Url, window: Window) -> Result<Url, super::http::UrlError> {
    let (from, end) = dates::span(window.from, window.end);
    let query = [
        ("version", "2".to_owned()),
        ("pending", "1".to_owned()),
        ("start-date", from.to_string()),
        ("end-date", end.to_string()),
    ];
    access.child("accounts", &query)
}

/// The deadline that the config sets, if it does.
fn patience(settings: &Settings) -> Result<Option<Duration>, PullError> {
    match settings.get(PATIENCE.key) {
        None => Ok(None),
        Some(Setting::Number(seconds @ 1..=600)) => Ok(Some(Duration::from_secs(seconds.unsigned_abs()))),
        Some(_) => Err(PullError::new(
            ProblemKind::Config,
            "'timeout_seconds' of this connection must be a whole number from 1 to 600: mend the config.",
        )),
    }
}

/// A day's requests may be used up in the middle of history: sums of what is not there yet must not look whole.
fn interrupted(PullError(mut problem): PullError, known_from: Option<NaiveDate>) -> PullError {
    if let (ProblemKind::QuotaUsed { .. }, Some(day)) = (&problem.kind, known_from) {
        problem.message = Clean::new(&format!("{}. {}", problem.message, reaches_back(day)));
    }
    PullError(problem)
}

fn reaches_back(day: NaiveDate) -> String {
    format!("History reaches back to {day} so far: older transactions follow as the requests of a day allow.")
}

/// The complaint of an answer that holds no account and complains of the whole connection: that answer is a failure.
fn nothing_but(reading: &read::Reading) -> Option<Problem> {
    let mut complaints = reading.problems.iter().filter(|problem| problem.kind != ProblemKind::Notice);
    let whole = complaints.find(|problem| problem.scope == Scope::Connection)?;
    reading.accounts.is_empty().then(|| whole.clone())
}

fn told_of(error: HttpError, request: &Request) -> PullError {
    match error {
        HttpError::Status { code: 402, .. } => unpaid(),
        HttpError::Status { code: 401 | 403, .. } => PullError::new(
            ProblemKind::NeedsReauth,
            &format!(
                "SimpleFIN no longer accepts this access: create a new setup token at the Bridge and run \
                 'passbook connect simplefin --name {}', which keeps what is known.",
                request.connection
            ),
        ),
        other => other.told_of("SimpleFIN", request.clock.now),
    }
}

fn unpaid() -> PullError {
    PullError::new(ProblemKind::NeedsSubscription, "The SimpleFIN subscription has lapsed: renew it at the Bridge.")
}
