//! What one imported file changed, kept so that the import can be taken back: what was there before, and what it left.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Account, AccountId, Balance, Block, BlockKey, Clean, Connection, ConnectionId, TxnId};

/// The trace of one file of one import. Files that were imported by one command share its run and are taken back together.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Counts imports from 1; the next is one more than the last that was not taken back.
    pub run: u64,
    pub connection: ConnectionId,
    pub at: DateTime<Utc>,
    /// Its name without folders.
    pub file: Clean,
    /// Rows that it made bear these ids: the first, and the one behind the last.
    pub made: (TxnId, TxnId),
    /// Accounts that have rows which it made or changed.
    pub touched: Vec<AccountId>,
    /// Rows that it changed, as they were, in the blocks in which they lay.
    pub before: Vec<(BlockKey, Arc<Block>)>,
    /// The same rows as it left them.
    pub after: Vec<(BlockKey, Arc<Block>)>,
    /// Accounts that it made (with nothing before) or changed.
    pub accounts: Vec<(Option<Arc<Account>>, Arc<Account>)>,
    /// Balances that it added (with nothing before) or replaced.
    pub balances: Vec<(AccountId, Option<Balance>, Balance)>,
    /// The connection as it was; `None` where the import made it.
    pub left: Option<Arc<Connection>>,
}

/// What a change makes the book forget altogether: what was never known but by an import that is taken back, and an account that became
/// one with another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    pub accounts: Vec<AccountId>,
    pub connections: Vec<ConnectionId>,
    /// The run whose steps were taken back.
    pub run: Option<u64>,
}
