//! Traces of imports: kept in the same transaction as what they are traces of, and read again when an import is taken back.

use rusqlite::OptionalExtension;

use crate::domain::{Forgotten, Step};

use super::record::{self, StepRecord};
use super::records::{Change, Order, Records};
use super::seal::{Kind, Place};
use super::{Store, StoreError};

/// Imports that can be taken back; older ones stay.
const KEPT_RUNS: u64 = 50;

impl Store {
    /// The number of the newest import that can be taken back; 0 when there is none.
    pub fn last_import(&self) -> Result<u64, StoreError> {
        let newest: Option<i64> = self
            .sql
            .query_row("SELECT max(id) FROM record WHERE kind = ?1", [Kind::Step.code()], |row| row.get(0))
            .optional()?
            .flatten();
        Ok(newest.map_or(0, i64::cast_unsigned))
    }

    /// The steps of the newest import, one for each file, in the order in which they were done; none when there is nothing to take back.
    pub fn last_steps(&self) -> Result<Vec<Step>, StoreError> {
        let snapshot = self.sql.unchecked_transaction()?;
        let mut steps = Vec::new();
        Records::new(&snapshot, &self.cipher).walk(Kind::Step, Order::Newest, |sealed| {
            let place = sealed.place;
            let newest = steps.last().is_none_or(|step: &Step| step.run == place.id);
            if newest {
                steps.push(read_step(place, &sealed.open(&self.cipher)?)?);
            }
            Ok(newest)
        })?;
        steps.reverse();
        Ok(steps)
    }
}

pub(super) fn read_step(place: Place, value: &[u8]) -> Result<Step, StoreError> {
    let record: StepRecord = record::decode(value).map_err(|why| why.at(place))?;
    record.into_step(place.id).map_err(|why| why.at(place))
}

/// Writes a step behind the others of its run, and forgets runs that are too old.
pub(super) fn put_step(change: &mut Change<'_>, step: &Step) -> Result<(), StoreError> {
    let part = parts_of(change, step.run)?.last().map_or(0, |last| last.saturating_add(1));
    change.put(Place { kind: Kind::Step, id: step.run, part }, record::encode(&StepRecord::new(step)?)?)?;
    match step.run.checked_sub(KEPT_RUNS) {
        Some(old) => forget_run(change, old),
        None => Ok(()),
    }
}

/// Takes records away that a book no longer has.
pub(super) fn forget(change: &mut Change<'_>, forgotten: &Forgotten) -> Result<(), StoreError> {
    for account in &forgotten.accounts {
        for kind in [Kind::Account, Kind::History, Kind::AccountEdit] {
            change.remove(Place::new(kind, account.0.into()))?;
        }
    }
    for connection in &forgotten.connections {
        if let Some(&number) = change.manifest.numbers.get(connection.as_str()) {
            change.remove(Place::new(Kind::Connection, number))?;
        }
    }
    forgotten.run.map_or(Ok(()), |run| forget_run(change, run))
}

fn forget_run(change: &mut Change<'_>, run: u64) -> Result<(), StoreError> {
    for part in parts_of(change, run)? {
        change.remove(Place { kind: Kind::Step, id: run, part })?;
    }
    Ok(())
}

fn parts_of(change: &Change<'_>, run: u64) -> Result<Vec<u32>, StoreError> {
    change.records().parts(Kind::Step, run)
}
