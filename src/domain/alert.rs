//! What the program noticed and a person should look at: a price that rose, a charge that came twice, a bank that fell silent.
//! What the person answers is an edit ([`Topic::Alert`](super::Topic)), so that an alert may be reckoned anew without losing it.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{AccountId, Clean, ConnectionId, Meta, TxnId};

/// One of our alerts. Given out once, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertId(pub u64);

impl fmt::Display for AlertId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "n{}", self.0)
    }
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Notice,
    /// Worth a look soon.
    Warning,
    /// Money may be leaving.
    Urgent,
}

impl Severity {
    /// The word of JSON, CSV and screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Urgent => "urgent",
        }
    }
}

/// How readily the rules on charges speak: about 0.1, 0.25 and 1 false alert a person and month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Quiet,
    #[default]
    Normal,
    Strict,
}

impl Level {
    /// Every level, the quietest first.
    pub const ALL: [Self; 3] = [Self::Quiet, Self::Normal, Self::Strict];

    /// The word of the config: `normal`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Normal => "normal",
            Self::Strict => "strict",
        }
    }

    /// The level that [`Level::key`] names.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.key() == key)
    }
}

/// Whether a person has met it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertState {
    New,
    Seen,
    Dismissed,
}

/// Something that was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    pub id: AlertId,
    /// The rule that raised it, by its key: `price-rise`.
    pub rule: Clean,
    pub severity: Severity,
    /// What it is about; each where there is one.
    pub account: Option<AccountId>,
    pub txn: Option<TxnId>,
    pub connection: Option<ConnectionId>,
    pub created: DateTime<Utc>,
    pub state: AlertState,
    /// What the rule says besides, in words of its own.
    pub payload: Meta,
}
