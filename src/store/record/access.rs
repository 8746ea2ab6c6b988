//! An entry of the chain of accesses, as it lies on disk: what it says, the hash of the entry before, and its own.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::{Access, AccessEvent, Heard, Purpose};

use super::Unreadable;
use super::codes::Coded;
use super::shape::first;
use super::values::{Moment, clean, connection, date, day};

first!(AccessRecord<'a>);

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct AccessRecord<'a> {
    #[serde(borrow)]
    pub content: Content<'a>,
    /// The hash of the entry before; of the first entry zeros.
    pub before: [u8; 32],
    /// SHA-256 of `before` and the bytes of `content`.
    pub hash: [u8; 32],
}

/// What an entry says: the part that is hashed.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct Content<'a> {
    pub number: u64,
    at: Moment,
    #[serde(borrow)]
    event: EventRecord<'a>,
}

/// Variants are numbered by their order: append only.
#[derive(Serialize, Deserialize)]
enum EventRecord<'a> {
    Asked { connection: &'a str, kind: &'a str, purpose: u8, host: &'a str, days: Option<(i32, i32)> },
    Heard { request: u64, heard: HeardRecord, bytes: u64 },
    Kept { request: u64, rows: u32 },
    Given { connection: &'a str, kind: &'a str },
    Ends { connection: &'a str, at: Moment },
    TakenBack { connection: &'a str, at_provider: bool },
    Renamed { from: &'a str, to: &'a str },
}

/// Append only.
#[derive(Serialize, Deserialize)]
enum HeardRecord {
    Answered,
    Status(u16),
    Unreached,
    Broken,
}

impl<'a> Content<'a> {
    pub(in crate::store) fn new(number: u64, at: DateTime<Utc>, event: &'a AccessEvent) -> Self {
        Self { number, at: at.into(), event: event.into() }
    }

    /// The entry that these words tell.
    pub(in crate::store) fn read(self) -> Result<Access, Unreadable> {
        Ok(Access { number: self.number, at: self.at.try_into()?, event: self.event.try_into()? })
    }
}

impl<'a> From<&'a AccessEvent> for EventRecord<'a> {
    fn from(event: &'a AccessEvent) -> Self {
        match event {
            AccessEvent::Asked { connection, kind, purpose, host, days } => Self::Asked {
                connection: connection.as_str(),
                kind,
                purpose: purpose.code(),
                host: host.as_str(),
                days: days.map(|(from, to)| (day(from), day(to))),
            },
            AccessEvent::Heard { request, heard, bytes } => {
                let heard = match heard {
                    Heard::Answered => HeardRecord::Answered,
                    Heard::Status(code) => HeardRecord::Status(*code),
                    Heard::Unreached => HeardRecord::Unreached,
                    Heard::Broken => HeardRecord::Broken,
                };
                Self::Heard { request: *request, heard, bytes: *bytes }
            }
            AccessEvent::Kept { request, rows } => Self::Kept { request: *request, rows: *rows },
            AccessEvent::Given { connection, kind } => Self::Given { connection: connection.as_str(), kind },
            AccessEvent::Ends { connection, at } => Self::Ends { connection: connection.as_str(), at: (*at).into() },
            AccessEvent::TakenBack { connection, at_provider } => {
                Self::TakenBack { connection: connection.as_str(), at_provider: *at_provider }
            }
            AccessEvent::Renamed { from, to } => Self::Renamed { from: from.as_str(), to: to.as_str() },
        }
    }
}

impl TryFrom<EventRecord<'_>> for AccessEvent {
    type Error = Unreadable;

    fn try_from(record: EventRecord<'_>) -> Result<Self, Unreadable> {
        let id = connection;
        Ok(match record {
            EventRecord::Asked { connection, kind, purpose, host, days } => Self::Asked {
                connection: id(connection)?,
                kind: kind.into(),
                purpose: Purpose::from_code(purpose)?,
                host: clean(host),
                days: days.map(|(from, to)| Ok::<_, Unreadable>((date(from)?, date(to)?))).transpose()?,
            },
            EventRecord::Heard { request, heard, bytes } => {
                let heard = match heard {
                    HeardRecord::Answered => Heard::Answered,
                    HeardRecord::Status(code) => Heard::Status(code),
                    HeardRecord::Unreached => Heard::Unreached,
                    HeardRecord::Broken => Heard::Broken,
                };
                Self::Heard { request, heard, bytes }
            }
            EventRecord::Kept { request, rows } => Self::Kept { request, rows },
            EventRecord::Given { connection, kind } => Self::Given { connection: id(connection)?, kind: kind.into() },
            EventRecord::Ends { connection, at } => Self::Ends { connection: id(connection)?, at: at.try_into()? },
            EventRecord::TakenBack { connection, at_provider } => {
                Self::TakenBack { connection: id(connection)?, at_provider }
            }
            EventRecord::Renamed { from, to } => Self::Renamed { from: id(from)?, to: id(to)? },
        })
    }
}
