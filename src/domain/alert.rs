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
