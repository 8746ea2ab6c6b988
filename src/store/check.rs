//! Holds the whole store against itself: that every record opens and is the one that was kept, and that rows, accounts and edits
//! belong together. Says what is wrong in words without any of the data.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};

use rusqlite::Connection as Sqlite;

use crate::domain::{AccountEdit, AccountId, Balance, BlockKey, Connection, SyncRecord, Transaction, TxnEdit, TxnId};

use super::commit::block_place;
use super::read::{account_at, convert, month_of, read_account, read_alert, read_answers, read_block, read_deed};
use super::record::{
    self, AccountEditRecord, ConnectionRecord, HistoryRecord, IndexRecord, Indexed, Interner, Manifest, SyncedRecord,
    TxnEditRecord,
};
use super::records::{Order, Records};
use super::seal::{Kind, Nonce, Place};
use super::steps::read_step;
use super::{Store, StoreError};

/// Findings that are spelled out; of more only the number is given.
const MAX_FINDINGS: usize = 1000;

/// What a check saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    pub accounts: u64,
    pub connections: u64,
    pub blocks: u64,
    pub rows: u64,
    /// A person's words on rows and on accounts, and their answers.
    pub edits: u64,
    pub syncs: u64,
    /// Entries of the chain of accesses; `passbook sharing verify` says whether each is bound to the one before.
    pub accesses: u64,
    pub secrets: u64,
    /// What is wrong, in words; the first thousand. Local ids are named, nothing else.
    pub findings: Vec<String>,
    /// Findings beyond those.
    pub more: u64,
}

impl CheckReport {
    /// True when nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    fn find(&mut self, what: String) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(what);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }
}

impl Store {
    /// Reads everything and changes nothing. An error means that nothing can be checked: the database or its manifest cannot be read.
    pub fn check(&self) -> Result<CheckReport, StoreError> {
        let snapshot = self.sql.unchecked_transaction()?;
        let mut survey = Survey::new(Records::new(&snapshot, &self.cipher).manifest()?);
        survey.check_database(&snapshot)?;
        for kind in Kind::COUNTED {
            let found = Records::new(&snapshot, &self.cipher).walk(kind, Order::Oldest, |sealed| {
                let (place, nonce) = (sealed.place, sealed.nonce);
                let seen = sealed.open(&self.cipher).and_then(|value| survey.see(place, nonce, value));
                survey.note(seen).map(|()| true)
            });
            let verified = found.and_then(|tally| survey.manifest.verify(kind, tally));
            survey.note(verified)?;
            if kind == Kind::Block {
                survey.close_blocks();
            }
        }
        Ok(survey.report)
    }
}

/// What a check knows while it goes through the records.
struct Survey {
    manifest: Manifest,
    report: CheckReport,
    accounts: BTreeSet<AccountId>,
    /// Blocks that the indexes name and that have not been seen, by account and month.
    awaited: BTreeMap<(u64, u32), Indexed>,
    /// Every row's id.
    rows: Vec<TxnId>,
    /// A digest of each id that a source gives to a row that counts, with the row.
    sources: Vec<(u64, TxnId)>,
    interner: Interner,
    hashes: RandomState,
}

impl Survey {
    fn new(manifest: Manifest) -> Self {
        Self {
            manifest,
            report: CheckReport::default(),
            accounts: BTreeSet::new(),
            awaited: BTreeMap::new(),
            rows: Vec::new(),
            sources: Vec::new(),
            interner: Interner::default(),
            hashes: RandomState::new(),
        }
    }

    /// Damage is a finding; anything else ends the check.
    fn note(&mut self, seen: Result<(), StoreError>) -> Result<(), StoreError> {
        match seen {
            Err(StoreError::Damaged { what }) => {
                self.report.find(what);
                Ok(())
            }
            other => other,
        }
    }

    fn check_database(&mut self, sql: &Sqlite) -> Result<(), StoreError> {
        let mut check = sql.prepare("PRAGMA integrity_check")?;
        let words = check.query_map([], |row| row.get::<_, String>(0))?;
        for word in words {
            let word = word?;
            if word != "ok" {
                self.report.find(format!("the database: {word}"));
            }
        }
        let mut kinds = sql.prepare("SELECT kind, count(*) FROM record GROUP BY kind")?;
        let counts = kinds.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
        for count in counts {
            let (kind, count) = count?;
            if u8::try_from(kind).ok().and_then(Kind::of).is_none() {
                self.report.find(format!("{count} records are of an unknown kind {kind}"));
            }
        }
        Ok(())
    }

    /// Takes in one record that opened. Accounts and indexes come before blocks, blocks before edits.
    fn see(&mut self, place: Place, nonce: Nonce, value: Vec<u8>) -> Result<(), StoreError> {
        match place.kind {
            Kind::Manifest => return Ok(()),
            Kind::Account => {
                self.accounts.insert(read_account(place, &value)?.id);
                self.report.accounts += 1;
            }
            Kind::Connection => {
                let connection: Connection = convert::<ConnectionRecord<'_>, _>(place, &value)?;
                if self.manifest.numbers.get(connection.id.as_str()) != Some(&place.id) {
                    self.report.find(format!("the {place} is not the one that the manifest names for its connection"));
                }
                self.report.connections += 1;
            }
            Kind::Index => {
                let index: IndexRecord = record::decode(&value).map_err(|why| why.at(place))?;
                self.awaited.extend(index.0.into_iter().map(|(part, indexed)| ((place.id, part), indexed)));
            }
            Kind::Block => return self.see_block(place, nonce, &value),
            Kind::History => {
                convert::<HistoryRecord<'_>, Vec<Balance>>(place, &value)?;
                self.expect_account(place)?;
            }
            Kind::TxnEdit => {
                convert::<TxnEditRecord<'_>, TxnEdit>(place, &value)?;
                if self.rows.binary_search(&TxnId(place.id)).is_err() {
                    self.report.find(format!("an edit is of row {}, which is missing", TxnId(place.id)));
                }
                self.report.edits += 1;
            }
            Kind::AccountEdit => {
                convert::<AccountEditRecord<'_>, AccountEdit>(place, &value)?;
                self.expect_account(place)?;
                self.report.edits += 1;
            }
            Kind::Answers => self.report.edits += read_answers(place, &value)?.1.len() as u64,
            Kind::Deed => drop(read_deed(place, &value)?),
            Kind::Alert => drop(read_alert(place, &value)?),
            Kind::Sync => {
                convert::<SyncedRecord<'_>, SyncRecord>(place, &value)?;
                self.report.syncs += 1;
            }
            Kind::Access => self.report.accesses += 1,
            Kind::Step => {
                read_step(place, &value)?;
            }
            Kind::Secret => {
                record::decode_secret(value).map_err(|why| why.at(place))?;
                self.report.secrets += 1;
            }
        }
        Ok(())
    }

    fn expect_account(&mut self, place: Place) -> Result<(), StoreError> {
        let account = account_at(place)?;
        if !self.accounts.contains(&account) {
            self.report.find(format!("the {place} is of account {account}, which is missing"));
        }
        Ok(())
    }

    fn see_block(&mut self, place: Place, nonce: Nonce, value: &[u8]) -> Result<(), StoreError> {
        self.report.blocks += 1;
        self.expect_account(place)?;
        let month = month_of(place.part).ok_or_else(|| StoreError::damaged(format!("the {place} is of no month")))?;
        let key = BlockKey { account: account_at(place)?, month };
        let block = read_block(key, value, &mut self.interner).map_err(|why| why.at(place))?;
        match self.awaited.remove(&(place.id, place.part)) {
            None => self.report.find(format!("the {place} is not in its account's index")),
            Some(indexed) if indexed.nonce != nonce => {
                self.report.find(format!("the {place} was put back from an older copy"));
            }
            Some(indexed) if indexed.rows as usize != block.rows().len() => {
                let (rows, expected) = (block.rows().len(), indexed.rows);
                self.report.find(format!("the {place} has {rows} rows where its index counts {expected}"));
            }
            Some(_) => {}
        }
        for row in block.rows() {
            self.see_row(key, row);
        }
        Ok(())
    }

    fn see_row(&mut self, key: BlockKey, row: &Transaction) {
        self.report.rows += 1;
        self.rows.push(row.id);
        let right = BlockKey::of(row);
        if right != key {
            let (found, month) = (block_place(key), right.month);
            self.report
                .find(format!("row {} of account {} and month {month} lies in the {found}", row.id, right.account));
        }
        if row.id.0 >= self.manifest.next_txn {
            self.report.find(format!("row {} bears an id that has not been given out yet", row.id));
        }
        for source in row.sources.iter().filter(|source| source.current && row.status.counts()) {
            if let Some(id) = &source.id {
                self.sources.push((self.hashes.hash_one((row.account, &source.connection, id)), row.id));
            }
        }
    }

    /// Once all blocks were seen, before the edits that name their rows.
    fn close_blocks(&mut self) {
        for (account, part) in std::mem::take(&mut self.awaited).into_keys() {
            self.report.find(format!("the {} is gone", Place { kind: Kind::Block, id: account, part }));
        }
        self.rows.sort_unstable();
        for twins in self.rows.chunk_by(PartialEq::eq).filter(|twins| twins.len() > 1) {
            self.report.find(format!("row {} is there {} times", twins[0], twins.len()));
        }
        self.sources.sort_unstable();
        for twins in self.sources.chunk_by(|a, b| a.0 == b.0).filter(|twins| twins.len() > 1) {
            let rows: Vec<_> = twins.iter().map(|(_, row)| row.to_string()).collect();
            self.report.find(format!("rows {} bear the same id of their source", rows.join(", ")));
        }
    }
}
