//! Ways to a bank. Each is a thin client over the one `http` module that turns a provider's answer into a [`Batch`] in our signs and
//! types; nothing behind this room knows which provider a row came from.

#![deny(clippy::float_arithmetic)] // money and dates are exact here

pub mod browser;
pub mod command;
pub mod enablebanking;
pub mod fdx;
mod figures;
pub mod file;
pub mod http;
mod naming;
pub mod paypal;
pub mod plaid;
pub mod sandbox;
mod sealed;
pub mod simplefin;
pub mod teller;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use futures_util::future::BoxFuture;

use http::{Origin, Url};

pub use crate::domain::Setting;
pub use sealed::Sealed;

use crate::domain::{
    Batch, Clean, Clock, ConnectionId, Heard, Policy, Problem, ProblemKind, ProviderId, Purpose, Scope, Secret,
};

/// A kind of connection. Holds no state of its own: whatever must be remembered travels in [`Request`] and [`Batch`].
pub trait Connector: Send + Sync {
    /// Its row in [`REGISTRY`]: `simplefin`.
    fn kind(&self) -> &'static str;

    /// Links once, or signs in again where [`Linking::known`] is given: asks what [`Registered::fields`] name, claims or tries it, and
    /// returns what is to be kept. A secret that can be had only once goes to [`Host::keep_secret`] before anything else is done.
    fn link<'a>(&'a self, dialog: &'a mut dyn Dialog, linking: &'a Linking)
    -> BoxFuture<'a, Result<Linked, PullError>>;

    /// Fetches one answer. [`Batch::more`] asks to be pulled again at once, once this answer is committed. [`Request::since`] holds
    /// for one sync and has moved towards today at the next, so where unfinished work stands and how far back it goes belong in
    /// [`Batch::cursor`].
    /// Who has set one sets or clears it in the last answer too: kept, it would be where the next sync begins.
    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>>;

    /// Who is asked beside the addresses of [`Registered::places`] and of the settings.
    fn implied(&self, _settings: &Settings, _secret: Option<&Secret>) -> Vec<Whom> {
        Vec::new()
    }

    /// Ends the consent at the provider, or says where the person must go.
    fn revoke<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>>;
}

/// What linking may know and use.
#[derive(Clone)]
pub struct Linking {
    pub clock: Clock,
    /// What is known of its fields beforehand: the entry that it has in the config, and where [`ADDRESS`] leads.
    pub settings: Settings,
    /// The secret that it was linked with before.
    pub known: Option<Secret>,
    pub host: Arc<dyn Host>,
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
    /// Counts one request against the connection's daily budget, and has both the count and who is asked for what on disk before the
    /// request is made; gives the number of its entry. Refuses with [`ProblemKind::QuotaUsed`] when the day's budget is spent, with
    /// [`ProblemKind::Offline`] under `--offline`, and with [`ProblemKind::Config`] whom the connection does not imply.
    fn spend<'a>(&'a self, asking: &'a Asking) -> BoxFuture<'a, Result<u64, PullError>>;

    /// Notes how the request of that number ended. One that is [`Heard::Unreached`] is taken back: a day without a network must not
    /// use up the budget. Where that cannot be kept the request stays counted.
    fn heard(&self, request: u64, heard: Heard, bytes: u64) -> BoxFuture<'_, ()>;

    /// Seals the connection's secret in the store, in place of the one before, and has it on disk before it returns: a token that
    /// was claimed, exchanged or refreshed is kept so before its first use, since the provider gives it only once.
    fn keep_secret(&self, secret: &Secret) -> BoxFuture<'_, Result<(), PullError>>;

    /// Says how far the work has come, for the person who waits.
    fn progress(&self, done: u32, of: u32);

    /// A random number for the jitter of retries.
    fn random(&self) -> u64;

    /// 43 letters that nobody can guess, of those that an address takes as they are: the state of a redirect, a verifier of PKCE.
    fn unguessable(&self) -> Result<String, PullError>;
}

/// A request that is about to be made, for the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    pub whom: Whom,
    /// `None` where the connector does not say; then it is what is being done: linking, pulling, revoking.
    pub purpose: Option<Purpose>,
    /// First and last day that are asked for.
    pub days: Option<(NaiveDate, NaiveDate)>,
}

/// Who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    Host(Origin),
    /// A program of the person's own, by its file's name; what it contacts itself is not known here.
    Program(Clean),
}

impl fmt::Display for Whom {
    /// The host, with its port where it is not the usual one; or the program.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(origin) => origin.fmt(f),
            Self::Program(name) => write!(f, "program {name}"),
        }
    }
}

/// Asks the person while linking. The cli answers from a prompt without echo or from standard input.
pub trait Dialog: Send {
    /// The answer to one field; `None` when an optional field was left empty.
    fn ask(&mut self, field: &Field) -> Result<Option<Secret>, PullError>;

    /// Words for the person.
    fn say(&mut self, words: &str);

    /// An address that the person is to open in a browser; on a terminal also as a QR code, for the phone's camera.
    fn show(&mut self, address: &str);
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
    /// A secret that comes as a file (a private key in PEM): its path is asked for, its content is the answer.
    SecretFile,
}

impl FieldKind {
    /// True for what is sealed in the store and has no place in the config.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::SecretFile)
    }
}

/// The provider's address where it is not its own: its sandbox, or a server on loopback. A field of every kind that has [`Places`];
/// never asked for, `connect --at URL` and `--test` set it.
pub const ADDRESS: Field = Field {
    key: "address",
    kind: FieldKind::Text,
    required: false,
    help: "where its API is, when it is not the provider's own",
};

/// A certificate authority that is trusted on loopback and nowhere else. The config holds the path of a PEM file, [`Settings`] its text.
pub const CA: Field = Field {
    key: "ca",
    kind: FieldKind::Text,
    required: false,
    help: "PEM file of the authority that a server on this machine is trusted by",
};

/// Where a provider's API is.
#[derive(Debug, Clone, Copy)]
pub struct Places {
    pub live: &'static str,
    /// The provider's own sandbox.
    pub test: &'static str,
}

impl Places {
    /// The address that the settings name, else the provider's own.
    pub fn base(self, settings: &Settings) -> Result<Url, PullError> {
        let address = match settings.get(ADDRESS.key) {
            Some(Setting::Text(address)) => address,
            _ => self.live,
        };
        let plain = Url::parse(address).ok().filter(|(_, credentials)| credentials.is_none()).map(|(url, _)| url);
        plain.ok_or_else(|| {
            let words =
                "'address' of this connection is no web address: https, or http on this machine, without a password";
            PullError::new(ProblemKind::Config, words)
        })
    }
}

/// A kind of connection: everything that the rest of the program needs to know to offer it.
pub struct Registered {
    pub kind: &'static str,
    /// One line for lists and help.
    pub about: &'static str,
    /// What a connection of this kind may read.
    pub reads: &'static str,
    pub fields: &'static [Field],
    pub policy: Policy,
    /// `None` for a kind that opens no connection, and where the secret itself says where to ask (SimpleFIN).
    pub places: Option<Places>,
    pub connector: fn() -> Box<dyn Connector>,
}

/// Why a pull brought nothing: a problem to be shown on its connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.message)]
pub struct PullError(pub Problem);

impl Registered {
    /// Everyone whom a connection of this kind may ask: the host of its API, those that its settings name, those that its secret
    /// names. Nobody else is ever contacted.
    pub fn reaches(&self, settings: &Settings, secret: Option<&Secret>) -> Vec<Whom> {
        let api = self.places.and_then(|places| places.base(settings).ok());
        let named = settings.values().filter_map(|setting| match setting {
            Setting::Text(text) => Url::parse(text).ok().map(|(url, _)| url),
            _ => None,
        });
        let hosts = api.into_iter().chain(named).map(|url| Whom::Host(url.origin()));
        let mut reached: Vec<Whom> = Vec::new();
        for whom in hosts.chain((self.connector)().implied(settings, secret)) {
            if !reached.contains(&whom) {
                reached.push(whom);
            }
        }
        reached
    }
}

impl PullError {
    /// A problem of the whole connection. The message says what happened, to what, and what to do.
    pub fn new(kind: ProblemKind, message: &str) -> Self {
        Self(Problem { scope: Scope::Connection, kind, message: Clean::new(message) })
    }
}

/// Every kind of connection, in the order of lists.
pub const REGISTRY: &[Registered] = &[
    simplefin::REGISTERED,
    plaid::REGISTERED,
    teller::REGISTERED,
    fdx::REGISTERED,
    paypal::REGISTERED,
    enablebanking::REGISTERED,
    command::REGISTERED,
    file::REGISTERED,
    file::FOLDER,
    sandbox::ROW,
];

/// The row of a kind.
pub fn registered(kind: &str) -> Option<&'static Registered> {
    REGISTRY.iter().find(|row| row.kind == kind)
}
