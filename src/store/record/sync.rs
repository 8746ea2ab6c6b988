//! What a sync or import did, as it lies on disk.

use serde::{Deserialize, Serialize};

use crate::domain::{Clean, RowCounts, SyncRecord};

use super::Unreadable;
use super::values::{Moment, clean, connection};

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct SyncedRecord<'a> {
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
        Self {
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
        }
    }
}

impl TryFrom<SyncedRecord<'_>> for SyncRecord {
    type Error = Unreadable;

    fn try_from(record: SyncedRecord<'_>) -> Result<Self, Unreadable> {
        let SyncedRecord { new, changed, posted, dropped, removed, same, missing, .. } = record;
        Ok(Self {
            connection: connection(record.connection)?,
            at: record.at.try_into()?,
            rows: RowCounts { new, changed, posted, dropped, removed, same, missing },
            notes: record.notes.into_iter().map(clean).collect(),
        })
    }
}
