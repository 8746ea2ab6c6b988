//! Writes a change of the book: everything in it, its sync record and the manifest in one transaction.

use std::collections::BTreeMap;

use crate::domain::{
    AccountEdit, AccountId, Block, BlockKey, Clean, ConnectionId, Delta, Edit, Month, Secret, SyncRecord, Topic,
    TxnEdit,
};

use super::accesses;
use super::record::{
    self, AccountEditRecord, AccountRecord, AlertRecord, AnswersRecord, BlockRecord, Coded, ConnectionRecord,
    DeedRecord, HistoryRecord, IndexRecord, Indexed, SyncedRecord, TxnEditRecord,
};
use super::records::{Change, Records};
use super::seal::{Kind, Place};
use super::{Store, StoreError, steps};

/// Sync records that are kept; older ones make room.
const KEPT_SYNCS: u64 = 1000;

impl Store {
    /// Commits all of it or, on any error, nothing of it.
    pub fn commit(&mut self, delta: &Delta) -> Result<(), StoreError> {
        let mut change = self.change()?;
        for account in &delta.accounts {
            change
                .put(Place::new(Kind::Account, account.id.0.into()), record::encode(&AccountRecord::new(account))?)?;
        }
        if let Some((from, to)) = &delta.renamed {
            if let Some(stub) = change.manifest.numbers.get(to.as_str()).copied() {
                change.remove(Place::new(Kind::Connection, stub))?;
                change.remove(Place::new(Kind::Secret, stub))?;
            }
            change.manifest.rename(from.as_str(), to.as_str());
        }
        for connection in &delta.connections {
            let number = change.manifest.number_for(connection.id.as_str());
            let value = record::encode(&ConnectionRecord::from(&**connection))?;
            change.put(Place::new(Kind::Connection, number), value)?;
        }
        for (account, history) in &delta.history {
            if history.is_empty() {
                change.remove(Place::new(Kind::History, account.0.into()))?;
                continue;
            }
            let value = record::encode(&HistoryRecord::from(history.as_slice()))?;
            change.put(Place::new(Kind::History, account.0.into()), value)?;
        }
        put_blocks(&mut change, delta)?;
        delta.edits.iter().try_for_each(|edit| put_edit(&mut change, edit))?;
        for (number, deed) in &delta.deeds {
            let place = Place::new(Kind::Deed, *number);
            match deed {
                Some(deed) => drop(change.put(place, record::encode(&DeedRecord::new(deed)?)?)?),
                None => change.remove(place)?,
            }
        }
        for alert in &delta.alerts {
            change.put(Place::new(Kind::Alert, alert.id.0), record::encode(&AlertRecord::from(&**alert))?)?;
        }
        steps::forget(&mut change, &delta.forgotten)?;
        if let Some(step) = &delta.step {
            steps::put_step(&mut change, step)?;
        }
        if let Some(synced) = &delta.record {
            put_synced(&mut change, synced)?;
        }
        for (at, event) in &delta.accesses {
            accesses::append(&mut change, *at, event)?;
        }
        change.manifest.next_account = change.manifest.next_account.max(delta.next_account);
        change.manifest.next_txn = change.manifest.next_txn.max(delta.next_txn);
        change.finish()
    }

    /// Keeps a connection's secret, over the one that was there. On disk when this returns.
    pub fn put_secret(&mut self, connection: &ConnectionId, secret: &Secret) -> Result<(), StoreError> {
        let mut change = self.change()?;
        let number = change.manifest.number_for(connection.as_str());
        change.put(Place::new(Kind::Secret, number), record::encode_secret(secret))?;
        change.finish()
    }

    /// Forgets a connection's secret, if there is one.
    pub fn forget_secret(&mut self, connection: &ConnectionId) -> Result<(), StoreError> {
        let mut change = self.change()?;
        let Some(&number) = change.manifest.numbers.get(connection.as_str()) else { return Ok(()) };
        change.remove(Place::new(Kind::Secret, number))?;
        change.finish()
    }

    fn change(&mut self) -> Result<Change<'_>, StoreError> {
        match &self.read_only {
            Some(why) => Err(StoreError::ReadOnly { why: why.clone() }),
            None => Change::begin(&self.sql, &self.cipher),
        }
    }
}

/// Where a block lies.
pub(super) fn block_place(key: BlockKey) -> Place {
    Place { kind: Kind::Block, id: key.account.0.into(), part: part_of(key.month) }
}

/// The month as `202611`.
pub(super) fn part_of(month: Month) -> u32 {
    month.year().unsigned_abs() * 100 + month.month()
}

/// Writes blocks account by account, since each account's index is written once for all of its blocks.
fn put_blocks(change: &mut Change<'_>, delta: &Delta) -> Result<(), StoreError> {
    let mut by_account: BTreeMap<AccountId, Vec<(BlockKey, Option<&Block>)>> = BTreeMap::new();
    for (key, block) in &delta.blocks {
        by_account.entry(key.account).or_default().push((*key, block.as_deref()));
    }
    for (account, blocks) in by_account {
        let mut index = index_of(&change.records(), account)?.unwrap_or_default();
        for (key, block) in blocks {
            let place = block_place(key);
            let Some(block) = block else {
                change.remove(place)?;
                index.0.remove(&place.part);
                continue;
            };
            let rows = u32::try_from(block.rows().len()).unwrap_or(u32::MAX);
            let nonce = change.put(place, record::encode(&BlockRecord::new(key, block))?)?;
            index.0.insert(place.part, Indexed { rows, nonce });
        }
        let place = Place::new(Kind::Index, account.0.into());
        if index.0.is_empty() {
            change.remove(place)?;
        } else {
            change.put(place, record::encode(&index)?)?;
        }
    }
    Ok(())
}

/// The index of an account that has blocks.
pub(super) fn index_of(records: &Records<'_>, account: AccountId) -> Result<Option<IndexRecord>, StoreError> {
    let place = Place::new(Kind::Index, account.0.into());
    let Some((_, value)) = records.read(place)? else { return Ok(None) };
    record::decode(&value).map(Some).map_err(|why| why.at(place))
}

/// An empty word takes its record away.
fn put_edit(change: &mut Change<'_>, edit: &Edit) -> Result<(), StoreError> {
    match edit {
        Edit::Txn(id, word) => {
            let place = Place::new(Kind::TxnEdit, id.0);
            if *word == TxnEdit::default() {
                return change.remove(place);
            }
            change.put(place, record::encode(&TxnEditRecord::from(word))?)?;
        }
        Edit::Account(id, word) => {
            let place = Place::new(Kind::AccountEdit, id.0.into());
            if *word == AccountEdit::default() {
                return change.remove(place);
            }
            change.put(place, record::encode(&AccountEditRecord::from(word))?)?;
        }
        Edit::Answer(topic, key, word) => put_answer(change, *topic, key, word.as_ref())?,
    }
    Ok(())
}

/// The answers of one topic are one record: they are few, and a question's key has no number that could be its place.
fn put_answer(change: &mut Change<'_>, topic: Topic, key: &Clean, word: Option<&Clean>) -> Result<(), StoreError> {
    let place = Place::new(Kind::Answers, topic.code().into());
    let mut answers = match change.records().read(place)? {
        Some((_, value)) => record::decode::<AnswersRecord>(&value).map_err(|why| why.at(place))?,
        None => AnswersRecord::default(),
    };
    match word {
        Some(word) => drop(answers.0.insert(key.as_str().to_owned(), word.as_str().to_owned())),
        None => drop(answers.0.remove(key.as_str())),
    }
    if answers.0.is_empty() {
        return change.remove(place);
    }
    change.put(place, record::encode(&answers)?).map(drop)
}

fn put_synced(change: &mut Change<'_>, synced: &SyncRecord) -> Result<(), StoreError> {
    let number = change.manifest.next_sync;
    change.manifest.next_sync = number.saturating_add(1);
    change.put(Place::new(Kind::Sync, number), record::encode(&SyncedRecord::from(synced))?)?;
    match number.checked_sub(KEPT_SYNCS) {
        Some(oldest) => change.remove(Place::new(Kind::Sync, oldest)),
        None => Ok(()),
    }
}
