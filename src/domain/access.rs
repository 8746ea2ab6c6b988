//! Who was told what: every request to a provider, every answer, and every consent that began or ended. Entries are only ever added,
//! each bound to the one before by a hash, see `store::accesses`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{Clean, ConnectionId};

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// A consent is asked for, or a token claimed.
    Link,
    /// Which accounts and balances there are.
    Accounts,
    Transactions,
    /// A token is exchanged for a newer one.
    Refresh,
    /// The consent is taken back.
    Revoke,
}

impl Purpose {
    /// The key of JSON and CSV.
    pub fn key(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Accounts => "accounts",
            Self::Transactions => "transactions",
            Self::Refresh => "refresh",
            Self::Revoke => "revoke",
        }
    }
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// A whole answer came.
    Answered,
    /// An answer with another status than 2xx.
    Status(u16),
    /// No connection was made, nothing was sent, and nothing is counted.
    Unreached,
    /// It broke off, or what came could not be taken.
    Broken,
}

impl Heard {
    /// The words of a list, and of JSON and CSV.
    pub fn words(self) -> String {
        match self {
            Self::Answered => "answered".to_owned(),
            Self::Status(code) => format!("status {code}"),
            Self::Unreached => "unreached".to_owned(),
            Self::Broken => "broken".to_owned(),
        }
    }
}

/// What is on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessEvent {
    /// A request is about to be made: on disk before its socket is opened.
    Asked {
        connection: ConnectionId,
        /// Its kind in the table of connectors.
        kind: Arc<str>,
        purpose: Purpose,
        /// Host, and port where it is not the usual one; or the program of the person's own.
        host: Clean,
        /// First and last day that were asked for, where days were.
        days: Option<(NaiveDate, NaiveDate)>,
    },
    /// How the request of that number ended. A request without this was cut off: by a kill, or by who cancelled it.
    Heard {
        request: u64,
        heard: Heard,
        bytes: u64,
    },
    /// What came with the request of that number and those before it was merged and kept.
    Kept {
        request: u64,
        rows: u32,
    },
    /// The person linked or signed in again.
    Given {
        connection: ConnectionId,
        kind: Arc<str>,
    },
    /// The provider said when the consent ends.
    Ends {
        connection: ConnectionId,
        at: DateTime<Utc>,
    },
    /// The person took the consent back; `at_provider` when the provider confirmed it.
    TakenBack {
        connection: ConnectionId,
        at_provider: bool,
    },
    Renamed {
        from: ConnectionId,
        to: ConnectionId,
    },
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Its place in the chain, from 0.
    pub number: u64,
    pub at: DateTime<Utc>,
    pub event: AccessEvent,
}

/// Whether the chain of entries is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    pub entries: u64,
    /// The hash of the last entry, in hexadecimal: who writes it down can tell later that nothing before it was changed.
    pub head: String,
    /// The first entry that does not fit, and why.
    pub broken: Option<(u64, String)>,
}

/// All that a connection shared, added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shared {
    pub kind: Arc<str>,
    pub hosts: BTreeSet<Clean>,
    pub last: Option<DateTime<Utc>>,
    pub requests: u64,
    pub rows: u64,
    /// Of answers' bodies.
    pub bytes: u64,
    pub given: Option<DateTime<Utc>>,
    pub ends: Option<DateTime<Utc>>,
    pub taken_back: Option<DateTime<Utc>>,
}

/// Adds entries up by connection, under the names that they bear now. Entries come in their order.
pub fn shared(entries: &[Access]) -> BTreeMap<ConnectionId, Shared> {
    let mut by_name: BTreeMap<ConnectionId, Shared> = BTreeMap::new();
    let mut askers: BTreeMap<u64, ConnectionId> = BTreeMap::new();
    for Access { number, at, event } in entries {
        match event {
            AccessEvent::Asked { connection, kind, host, .. } => {
                askers.insert(*number, connection.clone());
                let sum = by_name.entry(connection.clone()).or_default();
                sum.kind = Arc::clone(kind);
                sum.hosts.insert(host.clone());
                sum.last = Some(*at);
                sum.requests = sum.requests.saturating_add(1);
            }
            AccessEvent::Heard { request, bytes, .. } => {
                if let Some(sum) = askers.get(request).and_then(|name| by_name.get_mut(name)) {
                    sum.bytes = sum.bytes.saturating_add(*bytes);
                }
            }
            AccessEvent::Kept { request, rows } => {
                if let Some(sum) = askers.get(request).and_then(|name| by_name.get_mut(name)) {
                    sum.rows = sum.rows.saturating_add((*rows).into());
                }
            }
            AccessEvent::Given { connection, kind } => {
                let sum = by_name.entry(connection.clone()).or_default();
                sum.kind = Arc::clone(kind);
                (sum.given, sum.ends, sum.taken_back) = (Some(*at), None, None);
            }
            AccessEvent::Ends { connection, at } => by_name.entry(connection.clone()).or_default().ends = Some(*at),
            AccessEvent::TakenBack { connection, .. } => {
                by_name.entry(connection.clone()).or_default().taken_back = Some(*at);
            }
            AccessEvent::Renamed { from, to } => {
                if let Some(sum) = by_name.remove(from) {
                    by_name.insert(to.clone(), sum);
                }
                askers.values_mut().filter(|name| *name == from).for_each(|name| *name = to.clone());
            }
        }
    }
    by_name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> ConnectionId {
        ConnectionId::new(name).unwrap()
    }

    fn entries(events: Vec<AccessEvent>) -> Vec<Access> {
        let at = |number: u64| DateTime::from_timestamp(number.cast_signed(), 0).unwrap();
        (0..).zip(events).map(|(number, event)| Access { number, at: at(number), event }).collect()
    }

    fn asked(name: &str, host: &str) -> AccessEvent {
        AccessEvent::Asked {
            connection: id(name),
            kind: "plaid".into(),
            purpose: Purpose::Accounts,
            host: Clean::new(host),
            days: None,
        }
    }

    #[test]
    fn what_was_shared_is_added_up_under_the_name_of_today() {
        let log = entries(vec![
            AccessEvent::Given { connection: id("old"), kind: "plaid".into() },
            asked("old", "a.example"),
            AccessEvent::Heard { request: 1, heard: Heard::Answered, bytes: 70 },
            AccessEvent::Renamed { from: id("old"), to: id("new") },
            AccessEvent::Kept { request: 1, rows: 3 },
            asked("new", "b.example"),
            AccessEvent::Heard { request: 5, heard: Heard::Status(500), bytes: 5 },
            asked("other", "c.example"),
            AccessEvent::TakenBack { connection: id("new"), at_provider: true },
        ]);
        let sums = shared(&log);
        assert_eq!(sums.keys().map(ConnectionId::as_str).collect::<Vec<_>>(), ["new", "other"]);
        let new = &sums[&id("new")];
        assert_eq!((new.requests, new.rows, new.bytes, new.hosts.len()), (2, 3, 75, 2));
        assert_eq!((new.given, new.last, new.taken_back), (Some(log[0].at), Some(log[5].at), Some(log[8].at)));
        assert_eq!(sums[&id("other")].bytes, 0, "a request that was cut off brought nothing");
    }
}
