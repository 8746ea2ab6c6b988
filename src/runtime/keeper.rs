//! The one writer. Answers of banks and edits of the person come in, are merged into the book, committed, and only then shown: what
//! is on screen is what is on disk.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::names::Names;
use crate::connectors::PullError;
use crate::domain::{
    AccessEvent, Batch, BlockKey, Book, Change, Clean, Clock, Connection, ConnectionId, Cursor, Delta, Edit, Period,
    Problem, ProblemKind, Rule, Scope, Secret, Slot, Status, SyncOutcome, SyncRecord,
};
use crate::insights::Reader;
use crate::store::{Store, StoreError};
use crate::sync::undo::{self, Undone};
use crate::sync::{self, plan};

/// Store and book together.
pub struct Keeper {
    pub(super) store: Store,
    pub(super) book: Book,
    /// The last request of each connection whose answers have not been kept yet.
    pub(super) asked: BTreeMap<ConnectionId, u64>,
    reader: Reader,
    names: Names,
}

/// Why a change of the person's was not kept.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the file of names for merchants could not be changed: {0}")]
    Names(std::io::Error),
}

impl Keeper {
    /// Reads accounts, balances and the list of blocks, but no rows.
    pub fn open(store: Store) -> Result<Self, StoreError> {
        let book = store.book()?;
        let names = Names::default();
        Ok(Self { store, book, asked: BTreeMap::new(), reader: names.reader(), names })
    }

    /// Reads rows from now on with a person's own rules and names, which may change.
    #[must_use]
    pub fn with_names(self, names: Names) -> Self {
        Self { reader: names.reader(), names, ..self }
    }

    /// Reads rows by other rules from now on; those that are there are read anew by [`Keeper::refresh_readings`].
    pub fn read_by(&mut self, rules: Vec<Rule>) {
        self.names.set_rules(rules);
        self.reader = self.names.reader();
    }

    /// The book as it is on disk, with as many rows as have been read.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The store, for what is no part of the book: secrets, the log of syncs, the check.
    pub fn store(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Makes a connection of the config known, so that it is shown before its first answer.
    pub fn introduce(&mut self, id: &ConnectionId, kind: &str) {
        let unknown = || Arc::new(Connection::new(id.clone(), kind));
        self.book.connections.entry(id.clone()).or_insert_with(unknown);
    }

    /// Blocks that lie in the store unread, newest month first, so that what is seen first is there first.
    pub fn unread(&self) -> Vec<BlockKey> {
        let unread = self.book.blocks.iter().filter(|(_, slot)| matches!(slot, Slot::Stored { .. }));
        let mut keys: Vec<BlockKey> = unread.map(|(key, _)| *key).collect();
        keys.sort_by_key(|key| (std::cmp::Reverse(key.month), key.account));
        keys
    }

    /// Reads blocks into the book.
    pub fn load(&mut self, keys: &[BlockKey]) -> Result<(), StoreError> {
        for (key, block) in self.store.load(keys)? {
            self.book.blocks.insert(key, Slot::Loaded(block));
        }
        Ok(())
    }

    /// Reads those of the blocks that can be read, and marks the others damaged; says how many.
    pub fn load_what_can_be(&mut self, keys: &[BlockKey]) -> usize {
        let mut damaged = 0;
        for key in keys {
            if self.load(std::slice::from_ref(key)).is_err()
                && let Some(slot) = self.book.blocks.get_mut(key)
            {
                *slot = Slot::Damaged { rows: u32::try_from(slot.len()).unwrap_or(u32::MAX) };
                damaged += 1;
            }
        }
        damaged
    }

    /// Reads the blocks that have a day of that period.
    pub fn load_period(&mut self, period: Period) -> Result<(), StoreError> {
        let keys: Vec<BlockKey> = self.unread().into_iter().filter(|key| period.touches(key.month)).collect();
        self.load(&keys)
    }

    /// Reads all that is still unread.
    pub fn load_all(&mut self) -> Result<(), StoreError> {
        self.load(&self.unread())
    }

    /// Reads rows again whose reading is of older rules, in memory alone: for who only looks.
    pub fn read_anew(&mut self) {
        if let Some(delta) = self.reader.outdated(&self.book) {
            self.book.apply(&delta);
        }
    }

    /// Reads rows again whose reading is of older rules, and keeps the result.
    pub fn refresh_readings(&mut self) -> Result<bool, StoreError> {
        match self.reader.outdated(&self.book) {
            Some(delta) => self.commit(&delta).map(|()| true),
            None => Ok(false),
        }
    }

    /// Merges and commits one answer. An answer that breaks the contract, or cannot be stored, becomes a problem of its connection
    /// and changes no row.
    pub fn answer(&mut self, batch: &Batch, clock: Clock) -> Result<SyncRecord, Problem> {
        self.look(batch).map_or_else(|| self.merge(batch, None, clock), Ok)
    }

    /// A look that found everything as it was, as a watched folder gives one a minute: it is noted in memory alone, so that idling writes
    /// nothing. `None` for any other answer.
    fn look(&mut self, batch: &Batch) -> Option<SyncRecord> {
        let known = self.book.connections.get(&batch.connection)?;
        let silent = batch.accounts.is_empty() && batch.changes.is_empty() && batch.cursor == Cursor::Keep;
        let free = known.last_ok.is_some() && known.failures == 0 && known.usage.day.is_none();
        let same = batch.problems.is_empty() && batch.consent_ends.is_none();
        if !(silent && free && same) {
            return None;
        }
        let at = Some(batch.fetched_at);
        self.book.apply(&delta_of(Connection { last_ok: at, last_attempt: at, ..Connection::clone(known) }));
        Some(quiet(batch))
    }

    /// Merges and commits one file of an import as [`Keeper::answer`] does, with what is needed to take it back. Files of one run, see
    /// [`Keeper::next_import`], are taken back together.
    pub fn import(&mut self, batch: &Batch, run: u64, clock: Clock) -> Result<SyncRecord, Problem> {
        self.merge(batch, Some(run), clock)
    }

    /// The number of an import that is about to begin.
    pub fn next_import(&self) -> Result<u64, StoreError> {
        Ok(self.store.last_import()?.saturating_add(1))
    }

    /// Takes the newest import back, all its files; `None` when there is none.
    pub fn undo_import(&mut self, clock: Clock) -> Result<Option<Undone>, StoreError> {
        let steps = self.store.last_steps()?;
        if steps.is_empty() {
            return Ok(None);
        }
        self.load_all()?;
        let (mut delta, undone) = undo::take_back(&self.book, &steps, clock);
        self.reader.fill(&self.book, &mut delta);
        self.commit(&delta)?;
        Ok(Some(undone))
    }

    fn merge(&mut self, batch: &Batch, run: Option<u64>, clock: Clock) -> Result<SyncRecord, Problem> {
        let unkept = |error: StoreError| problem(ProblemKind::NotKept, &error.to_string());
        self.load_all().map_err(unkept)?;
        // a damaged store is left as it is until its owner has looked at it
        if self.book.damaged() > 0 {
            let months = self.book.damaged();
            let words =
                format!("the store is damaged: {months} months of transactions cannot be read, run `passbook check`");
            return Err(problem(ProblemKind::NotKept, &words));
        }
        let merge = || {
            let mut delta = sync::merge(&self.book, batch, clock)?;
            self.reader.fill(&self.book, &mut delta);
            if let Some(run) = run {
                let file = batch.file.clone().unwrap_or_else(|| Clean::new("a file"));
                let step = undo::step(&self.book, &delta, run, &file, &batch.connection, clock);
                delta.step = Some(Arc::new(step));
            }
            Ok(delta)
        };
        let mut delta = survive(merge)?.map_err(|error: sync::MergeError| {
            problem(ProblemKind::Malformed, &format!("the answer was refused, nothing of it was stored: {error}"))
        })?;
        delta.accesses = self.kept(batch, clock);
        self.commit(&delta).map_err(unkept)?;
        Ok(delta.record.unwrap_or_else(|| quiet(batch)))
    }

    /// Notes that a connection brought nothing, and why. Where the store itself is why, it is noted in memory alone: a store that is full
    /// or damaged is not written to.
    pub fn failed(&mut self, id: &ConnectionId, problem: Problem, clock: Clock) -> Result<(), StoreError> {
        let Some(connection) = self.book.connections.get(id) else { return Ok(()) };
        let unkept = problem.kind == ProblemKind::NotKept;
        let record = SyncRecord {
            outcome: SyncOutcome::Failed,
            problems: vec![problem.clone()],
            ..SyncRecord::new(id.clone(), clock.now)
        };
        let failed = plan::failed(connection, problem, clock);
        if unkept {
            self.book.apply(&delta_of(failed));
            return Ok(());
        }
        self.commit(&Delta { record: Some(record), ..delta_of(failed) })
    }

    /// Keeps a whole book in a store that holds nothing that could get in its way, all in one transaction.
    pub fn adopt(&mut self, book: &Book) -> Result<(), StoreError> {
        self.commit(&Delta::of(book))
    }

    /// Keeps an act of the person that is no step to be undone.
    pub fn edit(&mut self, edit: Edit) -> Result<(), StoreError> {
        self.keep_edits(Delta { edits: vec![edit], ..Delta::default() })
    }

    /// Keeps what the person did, undid or did again, and the trace of it, in one transaction. Names that it gave to merchants are
    /// written first: a name without its trace is taken back by hand, a trace without its name would be a lie.
    pub fn change(&mut self, change: &Change) -> Result<(), ChangeError> {
        let Some(mut delta) = self.book.change(change) else { return Ok(()) };
        let deed = delta.deeds.iter().find_map(|(_, deed)| deed.clone());
        let Some(deed) = deed.filter(|deed| !deed.names.is_empty()) else {
            return self.keep_edits(delta).map_err(ChangeError::from);
        };
        self.load_all()?;
        self.names.turn(&deed.names, deed.undone).map_err(ChangeError::Names)?;
        let before = std::mem::replace(&mut self.reader, self.names.reader());
        delta.blocks = self.reader.outdated(&self.book).map_or_else(Vec::new, |read| read.blocks);
        self.keep_edits(delta).map_err(|error| {
            self.reader = before;
            // where even that fails, the file says one name more than the rows, until the next start reads them by it
            let _ = self.names.turn(&deed.names, !deed.undone);
            error.into()
        })
    }

    fn keep_edits(&mut self, mut delta: Delta) -> Result<(), StoreError> {
        // an account of another kind has its rows read anew
        let named =
            |key: &BlockKey| delta.edits.iter().any(|edit| matches!(edit, Edit::Account(id, _) if *id == key.account));
        let keys: Vec<BlockKey> = self.unread().into_iter().filter(named).collect();
        self.load(&keys)?;
        self.reader.fill(&self.book, &mut delta);
        self.commit(&delta)
    }

    /// Notes that a connection was linked anew, and forgets why it failed; its rows, bookmarks and counted requests stay.
    pub fn reset(&mut self, id: &ConnectionId, kind: &str, clock: Clock) -> Result<(), StoreError> {
        self.introduce(id, kind);
        let Some(connection) = self.book.connections.get(id) else { return Ok(()) };
        let fresh =
            Connection { status: Status::Never, problems: vec![], failures: 0, ..Connection::clone(connection) };
        self.commit(&Delta {
            accesses: vec![(clock.now, AccessEvent::Given { connection: id.clone(), kind: kind.into() })],
            ..delta_of(fresh)
        })
    }

    /// The secret of a connection.
    pub fn secret(&self, id: &ConnectionId) -> Result<Option<Secret>, StoreError> {
        self.store.secret(id)
    }

    /// Seals a secret in place of the one before, durably.
    pub fn keep_secret(&mut self, id: &ConnectionId, secret: &Secret) -> Result<(), PullError> {
        self.store.put_secret(id, secret).map_err(|error| {
            let words = format!("a new secret of this connection could not be stored and was not used: {error}");
            PullError::new(ProblemKind::NotKept, &words)
        })
    }

    /// Reads the rows of a change that nobody has read.
    pub(super) fn fill_readings(&self, delta: &mut Delta) {
        self.reader.fill(&self.book, delta);
    }

    pub(super) fn commit(&mut self, delta: &Delta) -> Result<(), StoreError> {
        self.store.commit(delta)?;
        self.book.apply(delta);
        Ok(())
    }
}

/// Runs what is pure, so that a fault in it leaves nothing half done and ends this answer alone, not the one writer.
pub(super) fn survive<T>(work: impl FnOnce() -> T) -> Result<T, Problem> {
    let words = "a fault in passbook stopped this answer, nothing of it was stored: please report it";
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| problem(ProblemKind::Malformed, words))
}

fn quiet(batch: &Batch) -> SyncRecord {
    SyncRecord::new(batch.connection.clone(), batch.fetched_at)
}

pub(super) fn delta_of(connection: Connection) -> Delta {
    Delta { connections: vec![Arc::new(connection)], ..Delta::default() }
}

pub(super) fn problem(kind: ProblemKind, message: &str) -> Problem {
    Problem { scope: Scope::Connection, kind, message: Clean::new(message) }
}
