//! Taking an import back: what a file changed is noted when it is merged, and put back later, as far as nobody else has told of it
//! meanwhile. Rows and accounts that another source knows too stay; only what the import said of them goes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::domain::{
    Account, AccountEdit, AccountId, Balance, Block, BlockKey, Book, Clean, Clock, ConnectionId, Delta, Edit,
    Forgotten, RowCounts, Slot, Source, Step, SyncRecord, Transaction, TxnEdit, TxnId,
};

/// What taking an import back did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// Files of the import, in the order in which they had been read.
    pub files: Vec<Clean>,
    /// Rows that only the import knew: gone.
    pub removed: u32,
    /// Rows that others know too, or that were there before: without what the import had said of them.
    pub kept: u32,
    /// Accounts that only the import knew: gone.
    pub accounts: u32,
    /// A person's words on rows and accounts that are gone.
    pub edits: u32,
}

/// What a change that came from one file does to the book, which it has not been applied to yet.
pub fn step(book: &Book, delta: &Delta, run: u64, file: &Clean, connection: &ConnectionId, clock: Clock) -> Step {
    let first = TxnId(book.next_txn);
    let old = delta.blocks.iter().filter_map(|(key, _)| loaded(book.blocks.get(key)?));
    let old: HashMap<TxnId, &Transaction> = old.flat_map(Block::rows).map(|row| (row.id, row)).collect();
    let new = delta.blocks.iter().filter_map(|(_, block)| block.as_deref()).flat_map(Block::rows);
    let changed = new.filter_map(|row| Some((*old.get(&row.id)?, row))).filter(|(old, new)| old != new);
    let (before, after): (Vec<_>, Vec<_>) = changed.map(|(old, new)| (old.clone(), new.clone())).unzip();
    let touched: BTreeSet<AccountId> = delta.blocks.iter().map(|(key, _)| key.account).collect();
    let account = |after: &Arc<Account>| (book.accounts.get(&after.id).cloned(), Arc::clone(after));
    let balances = delta.history.iter().flat_map(|(id, after)| {
        let before: &[Balance] = book.history.get(id).map_or(&[], |history| history.as_slice());
        let on = |balance: &Balance| balance.dated().date_naive();
        let added = after.iter().filter(|balance| !before.contains(balance));
        added.map(move |told| (*id, before.iter().find(|old| on(old) == on(told)).cloned(), told.clone()))
    });
    Step {
        run,
        connection: connection.clone(),
        at: clock.now,
        file: file.clone(),
        made: (first, TxnId(delta.next_txn.max(first.0))),
        touched: touched.into_iter().collect(),
        before: blocks(before),
        after: blocks(after),
        accounts: delta.accounts.iter().map(account).collect(),
        balances: balances.collect(),
        left: book.connections.get(connection).cloned(),
    }
}

/// The change that takes the steps of one import back, and what it does. Every block of the accounts that the steps name must be loaded.
pub fn take_back(book: &Book, steps: &[Step], clock: Clock) -> (Delta, Undone) {
    let mut undone = Undone { files: steps.iter().map(|step| step.file.clone()).collect(), ..Undone::default() };
    let mut present = book.clone();
    let mut whole = Whole::default();
    for step in steps.iter().rev() {
        let delta = one(&present, step, &mut undone);
        present.apply(&delta);
        whole.take(delta);
    }
    let Some(newest) = steps.last() else { return (Delta::default(), undone) };
    let files: Vec<&str> = undone.files.iter().map(Clean::as_str).take(3).collect();
    let more = undone.files.len().saturating_sub(files.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let mut delta = whole.into_delta();
    delta.forgotten.run = Some(newest.run);
    delta.record = Some(SyncRecord {
        rows: RowCounts { removed: undone.removed, ..RowCounts::default() },
        notes: vec![Clean::new(&format!("took back the import of {}{more}", files.join(", ")))],
        ..SyncRecord::new(newest.connection.clone(), clock.now)
    });
    (delta, undone)
}

/// Several changes as one: of each thing the last value.
#[derive(Default)]
struct Whole {
    accounts: BTreeMap<AccountId, Arc<Account>>,
    blocks: BTreeMap<BlockKey, Option<Arc<Block>>>,
    history: BTreeMap<AccountId, Arc<Vec<Balance>>>,
    rest: Delta,
}

impl Whole {
    fn take(&mut self, delta: Delta) {
        self.accounts.extend(delta.accounts.into_iter().map(|account| (account.id, account)));
        self.blocks.extend(delta.blocks);
        self.history.extend(delta.history);
        self.rest.connections.extend(delta.connections);
        self.rest.edits.extend(delta.edits);
        self.rest.forgotten.accounts.extend(delta.forgotten.accounts);
        self.rest.forgotten.connections.extend(delta.forgotten.connections);
    }

    fn into_delta(mut self) -> Delta {
        let Forgotten { accounts: gone, connections, .. } = &self.rest.forgotten;
        self.accounts.retain(|id, _| !gone.contains(id));
        self.history.retain(|id, _| !gone.contains(id));
        self.rest.connections.retain(|connection| !connections.contains(&connection.id));
        Delta {
            accounts: self.accounts.into_values().collect(),
            blocks: self.blocks.into_iter().collect(),
            history: self.history.into_iter().collect(),
            ..self.rest
        }
    }
}

fn one(book: &Book, step: &Step, undone: &mut Undone) -> Delta {
    let mut delta = Delta::default();
    let before = rows_of(&step.before);
    let after = rows_of(&step.after);
    let mut left: BTreeMap<AccountId, usize> = BTreeMap::new();
    let touched = touched(book, step);
    for account in &touched {
        let mut rows: BTreeMap<BlockKey, Vec<Transaction>> = BTreeMap::new();
        for row in book.rows_of(*account) {
            let next = match (before.get(&row.id), after.get(&row.id)) {
                (Some(old), Some(new)) => Some(put_back(row, old, new, &step.connection)),
                _ if (step.made.0..step.made.1).contains(&row.id) => without(row, &step.connection),
                _ => Some(row.clone()),
            };
            match &next {
                None => {
                    undone.removed += 1;
                    if book.edits.transactions.contains_key(&row.id) {
                        undone.edits += 1;
                        delta.edits.push(Edit::Txn(row.id, TxnEdit::default()));
                    }
                }
                Some(next) if next != row => undone.kept += 1,
                Some(_) => {}
            }
            rows.entry(BlockKey::of(row)).or_default();
            if let Some(next) = next {
                *left.entry(*account).or_default() += 1;
                rows.entry(BlockKey::of(&next)).or_default().push(next);
            }
        }
        for (key, rows) in rows {
            let block = (!rows.is_empty()).then(|| Arc::new(Block::new(rows)));
            let same = book.blocks.get(&key).and_then(loaded) == block.as_deref();
            if !same {
                delta.blocks.push((key, block));
            }
        }
    }
    balances(book, step, &mut delta);
    for (old, new) in &step.accounts {
        let Some(known) = book.accounts.get(&new.id) else { continue };
        let touched = touched.contains(&new.id);
        let rows = if touched { left.get(&new.id).copied().unwrap_or_default() } else { book.count_of(new.id) };
        let alone = known.sources.iter().all(|source| source.connection == step.connection);
        if old.is_none() && rows == 0 && alone {
            undone.accounts += 1;
            if book.edits.accounts.contains_key(&new.id) {
                undone.edits += 1;
                delta.edits.push(Edit::Account(new.id, AccountEdit::default()));
            }
            delta.forgotten.accounts.push(new.id);
        } else {
            delta.accounts.push(Arc::new(account_before(known, old.as_deref(), new, &step.connection)));
        }
    }
    match &step.left {
        Some(connection) => delta.connections.push(Arc::clone(connection)),
        None => delta.forgotten.connections.push(step.connection.clone()),
    }
    delta
}

/// The accounts whose rows it made or changed; rows that it made went with their account where that was moved.
fn touched(book: &Book, step: &Step) -> BTreeSet<AccountId> {
    let made = book.rows().filter(|row| (step.made.0..step.made.1).contains(&row.id));
    made.map(|row| row.account).chain(step.touched.iter().copied()).collect()
}

/// A row that the import changed: as it was, unless somebody told of it since; then only the import's names for it go.
fn put_back(row: &Transaction, old: &Transaction, new: &Transaction, import: &ConnectionId) -> Transaction {
    let mut left = new.clone();
    left.reading.clone_from(&row.reading);
    if *row == left {
        return old.clone();
    }
    let mut next = row.clone();
    next.sources.retain(|source| &source.connection != import || old.sources.contains(source));
    restore(&mut next.sources, &old.sources);
    next
}

/// A row that the import made; `None` when nobody else knows it.
fn without(row: &Transaction, import: &ConnectionId) -> Option<Transaction> {
    let mut next = row.clone();
    next.sources.retain(|source| &source.connection != import);
    (!next.sources.is_empty()).then_some(next)
}

/// Where no present name is left, those of before are present again.
fn restore(sources: &mut [Source], old: &[Source]) {
    if sources.iter().any(|source| source.current) {
        return;
    }
    for source in sources {
        source.current =
            old.iter().any(|old| old.current && old.connection == source.connection && old.id == source.id);
    }
}

fn account_before(known: &Account, old: Option<&Account>, new: &Account, import: &ConnectionId) -> Account {
    if let Some(old) = old
        && known == new
    {
        return old.clone();
    }
    let mut next = known.clone();
    let had = |source: &crate::domain::AccountSource| old.is_some_and(|old| old.sources.contains(source));
    let others = next.sources.iter().any(|source| &source.connection != import || had(source));
    if others {
        next.sources.retain(|source| &source.connection != import || had(source));
    }
    if next.balance == new.balance {
        next.balance = old.and_then(|old| old.balance.clone());
    }
    next
}

/// Takes balances out of the history that are still as the import left them.
fn balances(book: &Book, step: &Step, delta: &mut Delta) {
    let mut changed: BTreeMap<AccountId, Vec<Balance>> = BTreeMap::new();
    for (account, old, new) in step.balances.iter().rev() {
        let Some(known) = book.history.get(account) else { continue };
        let history = changed.entry(*account).or_insert_with(|| known.as_ref().clone());
        if let Some(place) = history.iter().position(|balance| balance == new) {
            match old {
                Some(old) => history[place] = old.clone(),
                None => drop(history.remove(place)),
            }
        }
    }
    delta.history.extend(changed.into_iter().map(|(account, history)| (account, Arc::new(history))));
}

fn rows_of(blocks: &[(BlockKey, Arc<Block>)]) -> HashMap<TxnId, &Transaction> {
    blocks.iter().flat_map(|(_, block)| block.rows()).map(|row| (row.id, row)).collect()
}

fn blocks(rows: Vec<Transaction>) -> Vec<(BlockKey, Arc<Block>)> {
    let mut blocks: BTreeMap<BlockKey, Vec<Transaction>> = BTreeMap::new();
    for row in rows {
        blocks.entry(BlockKey::of(&row)).or_default().push(row);
    }
    blocks.into_iter().map(|(key, rows)| (key, Arc::new(Block::new(rows)))).collect()
}

fn loaded(slot: &Slot) -> Option<&Block> {
    match slot {
        Slot::Loaded(block) => Some(block),
        Slot::Stored { .. } | Slot::Damaged { .. } => None,
    }
}
