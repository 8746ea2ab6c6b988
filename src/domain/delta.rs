//! What changes in the book, and is committed in one transaction: the only way in which a book or a store moves.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    AccessEvent, Account, AccountId, Alert, Balance, Block, BlockKey, Book, Clean, Connection, ConnectionId, Deed,
    Edit, Edits, Forgotten, Problem, ProblemKind, Slot, Step,
};

/// One atomic change. Everything in it is the whole new value of what it names, so applying it twice is the same as once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Delta {
    pub accounts: Vec<Arc<Account>>,
    pub connections: Vec<Arc<Connection>>,
    /// `None` takes the block away: its last row moved to another month.
    pub blocks: Vec<(BlockKey, Option<Arc<Block>>)>,
    /// The whole history of an account; an empty one takes it away.
    pub history: Vec<(AccountId, Arc<Vec<Balance>>)>,
    pub edits: Vec<Edit>,
    /// What the person did, by number, with those edits or undoing them; `None` forgets a deed.
    pub deeds: Vec<(u64, Option<Arc<Deed>>)>,
    pub alerts: Vec<Arc<Alert>>,
    /// A connection's new name; what it says elsewhere is in `connections`, `accounts` and `blocks`.
    pub renamed: Option<(ConnectionId, ConnectionId)>,
    /// Who was told what, appended to the chain of accesses.
    pub accesses: Vec<(DateTime<Utc>, AccessEvent)>,
    /// What is taken out of the book.
    pub forgotten: Forgotten,
    /// What an imported file changed, kept so that it can be taken back.
    pub step: Option<Arc<Step>>,
    /// What a sync or import did, appended to the log of syncs.
    pub record: Option<SyncRecord>,
    /// Counters of local ids after the change; zero leaves them.
    pub next_account: u32,
    pub next_txn: u64,
}

impl Delta {
    /// The change that makes an empty book this one; blocks that were not read are left out.
    pub fn of(book: &Book) -> Self {
        // taken apart, so that what a book gains cannot be forgotten here
        let Book { accounts, connections, blocks, history, edits, deeds, alerts, next_account, next_txn, memo: _ } =
            book;
        let Edits { transactions, accounts: account_edits, answers } = &**edits;
        let loaded = |(key, slot): (&BlockKey, &Slot)| match slot {
            Slot::Loaded(block) => Some((*key, Some(Arc::clone(block)))),
            Slot::Stored { .. } | Slot::Damaged { .. } => None,
        };
        let rows = transactions.iter().map(|(id, word)| Edit::Txn(*id, word.clone()));
        let named = account_edits.iter().map(|(id, word)| Edit::Account(*id, word.clone()));
        let answered = answers.iter().map(|((topic, key), word)| Edit::Answer(*topic, key.clone(), Some(word.clone())));
        Self {
            accounts: accounts.values().cloned().collect(),
            connections: connections.values().cloned().collect(),
            blocks: blocks.iter().filter_map(loaded).collect(),
            history: history.iter().map(|(id, balances)| (*id, Arc::clone(balances))).collect(),
            edits: rows.chain(named).chain(answered).collect(),
            deeds: deeds.iter().map(|(number, deed)| (*number, Some(Arc::clone(deed)))).collect(),
            alerts: alerts.values().cloned().collect(),
            renamed: None,
            accesses: Vec::new(),
            next_account: *next_account,
            next_txn: *next_txn,
            ..Self::default()
        }
    }
}

/// What one answer changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncRecord {
    pub connection: ConnectionId,
    /// When the first request went out, where that is known.
    pub started: Option<DateTime<Utc>>,
    /// When it ended: the answer was there, or it failed.
    pub at: DateTime<Utc>,
    pub outcome: SyncOutcome,
    pub rows: RowCounts,
    /// What was wrong with the connection, a bank or an account, scope by scope.
    pub problems: Vec<Problem>,
    /// What went wrong or was kept back, in words.
    pub notes: Vec<Clean>,
    /// The provider's ids of the requests, which its support asks for.
    pub request_ids: Vec<Clean>,
}

impl SyncRecord {
    /// A sync that ended well at that moment and changed nothing; the rest is filled in by struct update.
    pub fn new(connection: ConnectionId, at: DateTime<Utc>) -> Self {
        Self {
            connection,
            started: None,
            at,
            outcome: SyncOutcome::Ok,
            rows: RowCounts::default(),
            problems: Vec::new(),
            notes: Vec::new(),
            request_ids: Vec::new(),
        }
    }
}

/// How a sync ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncOutcome {
    /// The answer was whole.
    Ok,
    /// An answer came, and something of it was missing.
    Partial,
    /// No answer that could be used.
    Failed,
}

impl SyncOutcome {
    /// Of an answer that came with those complaints.
    pub fn of(problems: &[Problem]) -> Self {
        if problems.iter().any(|problem| problem.kind != ProblemKind::Notice) { Self::Partial } else { Self::Ok }
    }
}

/// Rows by what happened to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    pub new: u32,
    /// Same row, other words or amount.
    pub changed: u32,
    /// Pending rows that became posted.
    pub posted: u32,
    /// Authorisations that the bank let go.
    pub dropped: u32,
    /// Rows that the provider took back by name.
    pub removed: u32,
    /// Rows that were there already and did not change.
    pub same: u32,
    /// Posted rows that a complete answer lacks; they stay and are marked.
    pub missing: u32,
}

impl RowCounts {
    /// True when nothing but repetition came.
    pub fn is_quiet(&self) -> bool {
        self.new + self.changed + self.posted + self.dropped + self.removed + self.missing == 0
    }

    /// Adds another answer's counts, holding at the top.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            new: self.new.saturating_add(other.new),
            changed: self.changed.saturating_add(other.changed),
            posted: self.posted.saturating_add(other.posted),
            dropped: self.dropped.saturating_add(other.dropped),
            removed: self.removed.saturating_add(other.removed),
            same: self.same.saturating_add(other.same),
            missing: self.missing.saturating_add(other.missing),
        }
    }
}
