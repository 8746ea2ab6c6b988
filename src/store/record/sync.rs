//! What a sync or import did, as it lies on disk.

use serde::{Deserialize, Serialize};

use crate::domain::{Clean, Problem, RowCounts, SyncOutcome, SyncRecord};

use super::Unreadable;
use super::codes::Coded;
use super::connection::ProblemRecord;
use super::shape::{Grown, first};
use super::values::{Moment, clean, connection, maybe};

pub(in crate::store) type SyncedRecord<'a> = Grown<SyncedFirst<'a>, SyncedAdded<'a>>;

first!(SyncedFirst<'a>);

/// Since version 2.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::store) struct SyncedAdded<'a> {
    started: Option<Moment>,
    /// Only answers were kept before, and what was wrong with them in words alone: the default is a whole one.
    outcome: u8,
    #[serde(borrow)]
    problems: Vec<ProblemRecord<'a>>,
    #[serde(borrow)]
    request_ids: Vec<&'a str>,
}

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct SyncedFirst<'a> {
    connection: &'a str,
    at: Moment,
    new: u32,
    changed: u32,
    posted: u32,
    dropped: u32,
    removed: u32,
    same: u32,
    missing: u32,
    #[serde(borrow)]
    notes: Vec<&'a str>,
}

impl<'a> From<&'a SyncRecord> for SyncedRecord<'a> {
    fn from(record: &'a SyncRecord) -> Self {
        let RowCounts { new, changed, posted, dropped, removed, same, missing } = record.rows;
        let first = SyncedFirst {
            connection: record.connection.as_str(),
            at: record.at.into(),
            new,
            changed,
            posted,
            dropped,
            removed,
            same,
            missing,
            notes: record.notes.iter().map(Clean::as_str).collect(),
        };
        let added = SyncedAdded {
            started: record.started.map(Into::into),
            outcome: record.outcome.code(),
            problems: record.problems.iter().map(Into::into).collect(),
            request_ids: record.request_ids.iter().map(Clean::as_str).collect(),
        };
        Self { first, added }
    }
}

impl TryFrom<SyncedRecord<'_>> for SyncRecord {
    type Error = Unreadable;

    fn try_from(record: SyncedRecord<'_>) -> Result<Self, Unreadable> {
        let Grown { first: record, added } = record;
        let SyncedFirst { new, changed, posted, dropped, removed, same, missing, .. } = record;
        Ok(Self {
            connection: connection(record.connection)?,
            started: maybe(added.started)?,
            at: record.at.try_into()?,
            outcome: SyncOutcome::from_code(added.outcome)?,
            rows: RowCounts { new, changed, posted, dropped, removed, same, missing },
            problems: added.problems.into_iter().map(Problem::try_from).collect::<Result<_, _>>()?,
            notes: record.notes.into_iter().map(clean).collect(),
            request_ids: added.request_ids.into_iter().map(clean).collect(),
        })
    }
}
