//! A way to fetch accounts: one login at a provider, one folder of files, one bank of the sandbox. A bank that fails is data here.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Clean, ConnectionId, Meta, ProviderId};

/// What is known of a connection, kept over restarts. What runs just now (syncing, its progress) is not here but on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    pub id: ConnectionId,
    /// Its kind in the table of connectors: `simplefin`, `file`, `sandbox`.
    pub kind: Arc<str>,
    pub status: Status,
    /// Complaints of the last answer, scope by scope, worst first.
    pub problems: Vec<Problem>,
    /// The connector's bookmark, see [`Batch::cursor`](super::Batch::cursor).
    pub cursor: Option<String>,
    /// Per account of the provider: the last day up to which its rows are known without a gap.
    pub watermarks: BTreeMap<ProviderId, NaiveDate>,
    pub last_ok: Option<DateTime<Utc>>,
    pub last_attempt: Option<DateTime<Utc>>,
    /// Failures in a row, for the back-off.
    pub failures: u32,
    pub usage: Usage,
    pub consent_ends: Option<DateTime<Utc>>,
    /// When its first answer was kept; `None` of those that an older passbook began.
    pub created: Option<DateTime<Utc>>,
    /// How its provider names it, where it does.
    pub label: Option<Clean>,
    /// What the provider says of it besides.
    pub meta: Meta,
}

impl Connection {
    /// A connection that has never been tried.
    pub fn new(id: ConnectionId, kind: &str) -> Self {
        Self {
            id,
            kind: kind.into(),
            status: Status::Never,
            problems: Vec::new(),
            cursor: None,
            watermarks: BTreeMap::new(),
            last_ok: None,
            last_attempt: None,
            failures: 0,
            usage: Usage::default(),
            consent_ends: None,
            created: None,
            label: None,
            meta: Meta::new(),
        }
    }

    /// What a screen calls it: the provider's own name, else its name in the config written out: `wells-fargo` is Wells Fargo.
    pub fn title(&self) -> Clean {
        self.label.clone().unwrap_or_else(|| self.id.title())
    }
}

/// A value of one of a connection's own fields in the config.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    Text(String),
    List(Vec<String>),
    Flag(bool),
    Number(i64),
}

impl Setting {
    /// What it is, for messages.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::List(_) => "a list of texts",
            Self::Flag(_) => "true or false",
            Self::Number(_) => "a whole number",
        }
    }
}

/// How often and how far back a kind of connection may be asked. A row of the table of connectors, or the config's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Requests a day that we allow ourselves; `None` where asking costs nothing.
    pub requests_per_day: Option<u32>,
    /// Least minutes between two syncs that nobody asked for; `None` means only when the source said when ([`Batch::next`](super::Batch::next)) or a person asks.
    pub every_minutes: Option<u32>,
    /// Days that a window reaches back before what is known, since banks change their last days.
    pub overlap_days: u32,
    /// Days of history to fetch at first.
    pub history_days: u32,
}

/// Requests made on one day, for the provider's quota.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// The day that is counted; another day starts at nothing.
    pub day: Option<NaiveDate>,
    pub requests: u32,
}

impl Usage {
    /// Requests made on that day.
    pub fn on(&self, day: NaiveDate) -> u32 {
        if self.day == Some(day) { self.requests } else { 0 }
    }

    /// The usage after one more request on that day.
    #[must_use]
    pub fn after_one_more(&self, day: NaiveDate) -> Self {
        Self { day: Some(day), requests: self.on(day).saturating_add(1) }
    }

    /// The usage without the last request, which never reached the provider.
    #[must_use]
    pub fn after_one_less(&self) -> Self {
        Self { requests: self.requests.saturating_sub(1), ..*self }
    }
}

/// How the last attempt went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Not tried yet.
    Never,
    /// The last answer was whole.
    Ok,
    /// The last answer came, with [`Connection::problems`]: some accounts are older than others.
    Partial,
    /// No answer that could be used; old figures stand.
    Failed(Problem),
    /// The person stopped it.
    Paused,
    /// Consent was taken back.
    Revoked,
}

/// Something that is wrong, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub scope: Scope,
    pub kind: ProblemKind,
    /// What happened, to what, and what to do; the provider's own words where it has some. Never a URL, token or amount.
    pub message: Clean,
}

/// What a problem concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    Connection,
    /// One bank behind the connection, by its [`Bank::key`](super::Bank::key).
    Bank(Arc<str>),
    /// One account, by the provider's id.
    Account(ProviderId),
}

/// The classes of trouble that a person can act on differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// Sign in again: at the bank, or with a new token.
    NeedsReauth,
    /// The provider wants to be paid.
    NeedsSubscription,
    /// Asked too often; wait.
    RateLimited { until: Option<DateTime<Utc>> },
    /// The day's own budget of requests is used up.
    QuotaUsed { until: DateTime<Utc> },
    /// No way to the provider: network, name, time limit.
    Offline,
    /// The provider or bank has trouble of its own.
    Unavailable,
    /// An answer that breaks the contract; nothing of it was stored.
    Malformed,
    /// The config is wrong or a secret is missing.
    Config,
    /// The answer was good, but our own store could not keep it: a full disk, a damaged file. No bank is to blame.
    NotKept,
    /// Words of the provider that ask for no action.
    Notice,
}

impl ProblemKind {
    /// The short words of a pane's title; a time is added by the screen.
    pub fn words(&self) -> &'static str {
        match self {
            Self::NeedsReauth => "sign in again",
            Self::NeedsSubscription => "subscription lapsed",
            Self::RateLimited { .. } => "rate limited",
            Self::QuotaUsed { .. } => "daily quota used",
            Self::Offline => "offline",
            Self::Unavailable => "bank unavailable",
            Self::Malformed => "answer not understood",
            Self::Config => "check the config",
            Self::NotKept => "not kept",
            Self::Notice => "notice",
        }
    }

    /// The key of JSON and CSV.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NeedsReauth => "needs_reauth",
            Self::NeedsSubscription => "needs_subscription",
            Self::RateLimited { .. } => "rate_limited",
            Self::QuotaUsed { .. } => "quota_used",
            Self::Offline => "offline",
            Self::Unavailable => "unavailable",
            Self::Malformed => "malformed",
            Self::Config => "config",
            Self::NotKept => "not_kept",
            Self::Notice => "notice",
        }
    }

    /// True when trying again by ourselves only makes it worse: the person must act first.
    pub fn needs_person(&self) -> bool {
        matches!(self, Self::NeedsReauth | Self::NeedsSubscription | Self::Config)
    }
}
