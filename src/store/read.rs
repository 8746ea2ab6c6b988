//! Reads the book back: first its head, which is small at any number of rows, then the blocks that somebody wants to see.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use crate::domain::{
    Account, AccountEdit, AccountId, Alert, AlertId, Balance, Block, BlockKey, Book, Clean, Connection, ConnectionId,
    Deed, Edits, Month, Secret, Slot, SyncRecord, Topic, TxnEdit, TxnId,
};

use super::commit::{block_place, index_of};
use super::record::{
    self, AccountEditRecord, AccountRecord, AlertRecord, AnswersRecord, BlockRecord, Coded, ConnectionRecord,
    DeedRecord, HistoryRecord, IndexRecord, Interner, Manifest, Shape, SyncedRecord, TxnEditRecord, Unreadable,
};
use super::records::{Order, Records};
use super::seal::{Kind, Place};
use super::{Store, StoreError};

impl Store {
    /// Everything but the rows: each block is a [`Slot::Stored`] with its count. Opens no block.
    pub fn book(&self) -> Result<Book, StoreError> {
        let snapshot = self.sql.unchecked_transaction()?;
        let records = Records::new(&snapshot, &self.cipher);
        let manifest = records.manifest()?;
        let (next_account, next_txn) = (manifest.next_account, manifest.next_txn);
        let mut book = Book { next_account, next_txn, ..Book::default() };
        read_head(&records, &manifest, &mut book)?;
        book.edits = Arc::new(read_edits(&records, &manifest)?);
        records.all(&manifest, Kind::Deed, |place, value| {
            book.deeds.insert(place.id, Arc::new(read_deed(place, value)?));
            Ok(())
        })?;
        records.all(&manifest, Kind::Index, |place, value| {
            let index: IndexRecord = record::decode(value).map_err(|why| why.at(place))?;
            let account = account_at(place)?;
            for (part, indexed) in index.0 {
                let month = month_of(part).ok_or_else(|| Unreadable("it names a month that is none").at(place))?;
                book.blocks.insert(BlockKey { account, month }, Slot::Stored { rows: indexed.rows });
            }
            Ok(())
        })?;
        Ok(book)
    }

    /// The blocks of those keys, in their order. A key whose block has gone since the head was read is left out.
    pub fn load(&self, keys: &[BlockKey]) -> Result<Vec<(BlockKey, Arc<Block>)>, StoreError> {
        let snapshot = self.sql.unchecked_transaction()?;
        let records = Records::new(&snapshot, &self.cipher);
        let mut indexes: BTreeMap<AccountId, IndexRecord> = BTreeMap::new();
        let mut interner = Interner::default();
        let mut blocks = Vec::with_capacity(keys.len());
        for key in keys {
            let index = match indexes.entry(key.account) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(index_of(&records, key.account)?.unwrap_or_default()),
            };
            let place = block_place(*key);
            let Some(named) = index.0.get(&place.part) else { continue };
            let (nonce, value) =
                records.read(place)?.ok_or_else(|| StoreError::damaged(format!("the {place} is gone")))?;
            if nonce != named.nonce {
                return Err(StoreError::damaged(format!("the {place} was put back from an older copy")));
            }
            blocks.push((*key, Arc::new(read_block(*key, &value, &mut interner).map_err(|why| why.at(place))?)));
        }
        Ok(blocks)
    }

    /// What the last syncs and imports did, newest first, at most that many.
    pub fn records(&self, newest: usize) -> Result<Vec<SyncRecord>, StoreError> {
        let snapshot = self.sql.unchecked_transaction()?;
        let mut log = Vec::new();
        if newest == 0 {
            return Ok(log);
        }
        Records::new(&snapshot, &self.cipher).walk(Kind::Sync, Order::Newest, |sealed| {
            let place = sealed.place;
            log.push(convert::<SyncedRecord<'_>, _>(place, &sealed.open(&self.cipher)?)?);
            Ok(log.len() < newest)
        })?;
        Ok(log)
    }

    /// The secret of a connection, where one is kept.
    pub fn secret(&self, connection: &ConnectionId) -> Result<Option<Secret>, StoreError> {
        let snapshot = self.sql.unchecked_transaction()?;
        let records = Records::new(&snapshot, &self.cipher);
        let Some(&number) = records.manifest()?.numbers.get(connection.as_str()) else { return Ok(None) };
        let place = Place::new(Kind::Secret, number);
        let Some((_, value)) = records.read(place)? else { return Ok(None) };
        record::decode_secret(value).map(Some).map_err(|why| why.at(place))
    }
}

fn read_head(records: &Records<'_>, manifest: &Manifest, book: &mut Book) -> Result<(), StoreError> {
    records.all(manifest, Kind::Account, |place, value| {
        let account = read_account(place, value)?;
        book.accounts.insert(account.id, Arc::new(account));
        Ok(())
    })?;
    records.all(manifest, Kind::Connection, |place, value| {
        let connection: Connection = convert::<ConnectionRecord<'_>, _>(place, value)?;
        book.connections.insert(connection.id.clone(), Arc::new(connection));
        Ok(())
    })?;
    records.all(manifest, Kind::History, |place, value| {
        let history: Vec<Balance> = convert::<HistoryRecord<'_>, _>(place, value)?;
        book.history.insert(account_at(place)?, Arc::new(history));
        Ok(())
    })?;
    records.all(manifest, Kind::Alert, |place, value| {
        let alert = read_alert(place, value)?;
        book.alerts.insert(alert.id, Arc::new(alert));
        Ok(())
    })
}

fn read_edits(records: &Records<'_>, manifest: &Manifest) -> Result<Edits, StoreError> {
    let mut edits = Edits::default();
    records.all(manifest, Kind::TxnEdit, |place, value| {
        let edit: TxnEdit = convert::<TxnEditRecord<'_>, _>(place, value)?;
        edits.transactions.insert(TxnId(place.id), edit);
        Ok(())
    })?;
    records.all(manifest, Kind::AccountEdit, |place, value| {
        let edit: AccountEdit = convert::<AccountEditRecord<'_>, _>(place, value)?;
        edits.accounts.insert(account_at(place)?, edit);
        Ok(())
    })?;
    records.all(manifest, Kind::Answers, |place, value| {
        let (topic, answers) = read_answers(place, value)?;
        edits.answers.extend(answers.into_iter().map(|(key, word)| ((topic, key), word)));
        Ok(())
    })?;
    Ok(edits)
}

/// From opened bytes by way of their record.
pub(super) fn convert<'a, R, T>(place: Place, value: &'a [u8]) -> Result<T, StoreError>
where
    R: Shape<'a>,
    T: TryFrom<R, Error = Unreadable>,
{
    record::decode::<R>(value).and_then(T::try_from).map_err(|why| why.at(place))
}

pub(super) fn read_account(place: Place, value: &[u8]) -> Result<Account, StoreError> {
    let record: AccountRecord<'_> = record::decode(value).map_err(|why| why.at(place))?;
    record.into_account(account_at(place)?).map_err(|why| why.at(place))
}

pub(super) fn read_alert(place: Place, value: &[u8]) -> Result<Alert, StoreError> {
    let record: AlertRecord<'_> = record::decode(value).map_err(|why| why.at(place))?;
    record.into_alert(AlertId(place.id)).map_err(|why| why.at(place))
}

pub(super) fn read_deed(place: Place, value: &[u8]) -> Result<Deed, StoreError> {
    let record: DeedRecord = record::decode(value).map_err(|why| why.at(place))?;
    record.into_deed(place.id).map_err(|why| why.at(place))
}

/// The answers to questions of one topic, by key.
pub(super) fn read_answers(place: Place, value: &[u8]) -> Result<(Topic, Vec<(Clean, Clean)>), StoreError> {
    let code = u8::try_from(place.id).map_err(|_| Unreadable("its number is none of a topic").at(place))?;
    let topic = Topic::from_code(code).map_err(|why| why.at(place))?;
    let record: AnswersRecord = record::decode(value).map_err(|why| why.at(place))?;
    Ok((topic, record.into()))
}

pub(super) fn read_block(key: BlockKey, value: &[u8], interner: &mut Interner) -> Result<Block, Unreadable> {
    record::decode::<BlockRecord<'_>>(value)?.into_block(key, interner)
}

pub(super) fn account_at(place: Place) -> Result<AccountId, StoreError> {
    u32::try_from(place.id).map(AccountId).map_err(|_| Unreadable("its number is none of an account").at(place))
}

/// The month that `202611` names.
pub(super) fn month_of(part: u32) -> Option<Month> {
    Month::new(i32::try_from(part / 100).ok()?, part % 100)
}
