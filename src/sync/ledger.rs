//! The rows of one account while an answer is held against them. Rows of the book are borrowed; only what changes is copied.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::{AccountId, Block, BlockKey, Book, ConnectionId, Month, ProviderId, Slot, Source, Transaction};

use super::MergeError;

/// The rows of an account, oldest first, with what has changed so far. Indices stay valid for its whole life.
pub(super) struct Ledger<'a> {
    old: Vec<&'a Transaction>,
    changed: BTreeMap<usize, Transaction>,
    added: Vec<Transaction>,
}

impl<'a> Ledger<'a> {
    /// Refuses an account with a block that has not been read.
    pub fn open(book: &'a Book, account: AccountId) -> Result<Self, MergeError> {
        let (first, last) = (Month::of(chrono::NaiveDate::MIN), Month::of(chrono::NaiveDate::MAX));
        let keys = BlockKey { account, month: first }..=BlockKey { account, month: last };
        let mut old = Vec::new();
        for (_, slot) in book.blocks.range(keys) {
            match slot {
                Slot::Loaded(block) => old.extend(block.rows()),
                Slot::Stored { .. } | Slot::Damaged { .. } => return Err(MergeError::NotLoaded(account)),
            }
        }
        Ok(Self { old, changed: BTreeMap::new(), added: Vec::new() })
    }

    /// Rows that the book had; indices run from 0 to this.
    pub fn len(&self) -> usize {
        self.old.len()
    }

    /// A row as it now stands.
    pub fn row(&self, index: usize) -> &Transaction {
        self.changed.get(&index).unwrap_or_else(|| self.old[index])
    }

    /// Every row of the book as it now stands, with its index.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &Transaction)> {
        (0..self.old.len()).map(|index| (index, self.row(index)))
    }

    /// Puts the new value of a row; one that equals the book's costs nothing.
    pub fn set(&mut self, index: usize, row: Transaction) {
        if *self.old[index] == row {
            self.changed.remove(&index);
        } else {
            self.changed.insert(index, row);
        }
    }

    /// Adds a row that the book did not have.
    pub fn add(&mut self, row: Transaction) {
        self.added.push(row);
    }

    /// Makes every id under which that connection knew these rows a former one: the account was linked anew under `account`. Of files only
    /// ids of the same format are.
    pub fn retire(&mut self, connection: &ConnectionId, account: &ProviderId) {
        let former =
            |s: &Source| &s.connection == connection && s.id.as_ref().and_then(ProviderId::format) == account.format();
        for index in 0..self.old.len() {
            if self.row(index).sources.iter().any(|s| s.current && former(s)) {
                let mut row = self.row(index).clone();
                row.sources.iter_mut().filter(|s| former(s)).for_each(|s| s.current = false);
                self.set(index, row);
            }
        }
    }

    /// Rearranges the sources of every row, old and new.
    pub fn rearrange(&mut self, how: impl Fn(&mut Vec<Source>)) {
        for index in 0..self.old.len() {
            let mut row = self.row(index).clone();
            how(&mut row.sources);
            self.set(index, row);
        }
        self.added.iter_mut().for_each(|row| how(&mut row.sources));
    }

    /// The blocks that differ from the book's: both the one that a row left and the one that it went to.
    pub fn into_blocks(self) -> Vec<(BlockKey, Option<Arc<Block>>)> {
        let left = self.changed.keys().map(|index| BlockKey::of(self.old[*index]));
        let entered = self.changed.values().chain(&self.added).map(BlockKey::of);
        let touched: BTreeSet<BlockKey> = left.chain(entered).collect();
        if touched.is_empty() {
            return Vec::new();
        }
        let mut rows: BTreeMap<BlockKey, Vec<Transaction>> = touched.into_iter().map(|key| (key, Vec::new())).collect();
        let standing = (0..self.old.len()).map(|index| self.row(index));
        for row in standing.chain(&self.added) {
            if let Some(block) = rows.get_mut(&BlockKey::of(row)) {
                block.push(row.clone());
            }
        }
        rows.into_iter().map(|(key, rows)| (key, (!rows.is_empty()).then(|| Arc::new(Block::new(rows))))).collect()
    }
}

/// True when that connection knows the row now, under an id or without one.
pub(super) fn has_current(row: &Transaction, connection: &ConnectionId) -> bool {
    row.sources.iter().any(|source| source.current && &source.connection == connection)
}

/// True when the source is of that connection and speaks as the id does: with ids or without, and of files in the same format.
pub(super) fn is_of(source: &Source, connection: &ConnectionId, id: Option<&ProviderId>) -> bool {
    let same = match (source.id.as_ref(), id) {
        (Some(known), Some(said)) => known.format() == said.format(),
        (None, None) => true,
        _ => false,
    };
    &source.connection == connection && same
}

/// True when that connection knows the row now, speaking as the id does: see [`is_of`].
pub(super) fn is_known_as(row: &Transaction, connection: &ConnectionId, id: Option<&ProviderId>) -> bool {
    row.sources.iter().any(|source| source.current && is_of(source, connection, id))
}

/// True for an authorisation that no source has booked, dropped or taken back ones included.
pub(super) fn never_posted(row: &Transaction) -> bool {
    use crate::domain::TxnStatus::{Dropped, Pending, Posted, Removed};
    match row.status {
        Pending | Dropped => true,
        Removed => row.posted.is_none(),
        Posted => false,
    }
}
