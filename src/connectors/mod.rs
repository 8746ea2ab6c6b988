//! Ways to a bank. Each is a thin client over the one `http` module that turns a provider's answer into a [`Batch`] in our signs and
//! types; nothing behind this room knows which provider a row came from.

#![deny(clippy::float_arithmetic)] // money and dates are exact here

pub mod file;
pub mod http;
pub mod sandbox;
pub mod simplefin;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use futures_util::future::BoxFuture;

pub use crate::domain::Setting;
use crate::domain::{Batch, Clean, Clock, ConnectionId, Policy, Problem, ProblemKind, ProviderId, Scope, Secret};

/// A kind of connection. Holds no state of its own: whatever must be remembered travels in [`Request`] and [`Batch`].
pub trait Connector: Send + Sync {
    /// Its row in [`REGISTRY`]: `simplefin`.
    fn kind(&self) -> &'static str;

    /// Links once: asks what [`Registered::fields`] name, claims or tries it, and returns what is to be kept. The caller stores the
    /// secret before it does anything else.
    fn link<'a>(&'a self, dialog: &'a mut dyn Dialog, host: Arc<dyn Host>) -> BoxFuture<'a, Result<Linked, PullError>>;

    /// Fetches one answer. [`Batch::more`] asks to be pulled again at once, once this answer is committed. [`Request::since`] holds
    /// for one sync and has moved towards today at the next, so where unfinished work stands and how far back it goes belong in
    /// [`Batch::cursor`].
    /// Who has set one sets or clears it in the last answer too: kept, it would be where the next sync begins.
    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>>;

    /// Ends the consent at the provider, or says where the person must go.
    fn revoke<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>>;
}

/// What one pull may know and use.
#[derive(Clone)]
pub struct Request {
    pub connection: ConnectionId,
    /// The connection's own fields of the config.
    pub settings: Settings,
    pub clock: Clock,
    /// For a source that sends moments where it means days.
    pub zone: Zone,
    /// First day that is wanted, as `sync::plan` reckons it from watermarks and the kind's policy.
    pub since: NaiveDate,
    /// As the last [`Batch::cursor`] left it.
    pub cursor: Option<String>,
    /// Per account of the provider: last day known without a gap.
    pub watermarks: BTreeMap<ProviderId, NaiveDate>,
    pub secret: Option<Secret>,
    pub host: Arc<dyn Host>,
}

/// The person's time zone: how far it is from UTC at a moment, summer time included. `--today` does not change it.
pub type Zone = fn(DateTime<Utc>) -> FixedOffset;

/// What the program around a connector does for it while it works.
pub trait Host: Send + Sync {
    /// Counts one request against the connection's daily budget, and has it on disk before the request is made. Refuses with
    /// [`ProblemKind::QuotaUsed`] when the day's budget is spent, and with [`ProblemKind::Offline`] under `--offline`.
    fn spend(&self) -> BoxFuture<'_, Result<(), PullError>>;

    /// Takes the last counted request back, since no connection to the provider was made: a day without a network must not use up
    /// the budget. Where that cannot be kept the request stays counted.
    fn refund(&self) -> BoxFuture<'_, ()>;

    /// Says how far the work has come, for the person who waits.
    fn progress(&self, done: u32, of: u32);

    /// A random number for the jitter of retries.
    fn random(&self) -> u64;
}

/// Asks the person while linking. The cli answers from a prompt without echo or from standard input.
pub trait Dialog: Send {
    /// The answer to one field; `None` when an optional field was left empty.
    fn ask(&mut self, field: &Field) -> Result<Option<Secret>, PullError>;

    /// Words for the person.
    fn say(&mut self, words: &str);
}

/// What linking brought.
#[derive(Debug)]
pub struct Linked {
    /// To be sealed in the store.
    pub secret: Option<Secret>,
    /// To be written into the config beside `name` and `kind`.
    pub settings: Settings,
}

/// How a consent ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revoked {
    AtProvider,
    /// The provider offers no call for it: where the person must go.
    GoTo(Clean),
}

/// Fields of a connection in the config, without `name` and `kind`.
pub type Settings = BTreeMap<String, Setting>;

/// One thing that a kind of connection needs to know.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its key in the config, or in the answers of `connect`.
    pub key: &'static str,
    pub kind: FieldKind,
    pub required: bool,
    /// One line for prompts, docs and error messages.
    pub help: &'static str,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    List,
    Flag,
    Number,
    /// Asked for when linking and sealed in the store; refused in the config.
    Secret,
}

/// A kind of connection: everything that the rest of the program needs to know to offer it.
pub struct Registered {
    pub kind: &'static str,
    /// One line for lists and help.
    pub about: &'static str,
    pub fields: &'static [Field],
    pub policy: Policy,
    pub connector: fn() -> Box<dyn Connector>,
}

/// Why a pull brought nothing: a problem to be shown on its connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.message)]
pub struct PullError(pub Problem);

impl PullError {
    /// A problem of the whole connection. The message says what happened, to what, and what to do.
    pub fn new(kind: ProblemKind, message: &str) -> Self {
        Self(Problem { scope: Scope::Connection, kind, message: Clean::new(message) })
    }
}

/// Every kind of connection, in the order of lists.
pub const REGISTRY: &[Registered] = &[simplefin::REGISTERED, file::REGISTERED, file::FOLDER, sandbox::ROW];

/// The row of a kind.
pub fn registered(kind: &str) -> Option<&'static Registered> {
    REGISTRY.iter().find(|row| row.kind == kind)
}
