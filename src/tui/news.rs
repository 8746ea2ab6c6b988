//! What is news: rows that came while the person looks, and the words about them. What a connection brings in its first sync is
//! history, however recent: nobody waits for it, so it is neither marked nor announced.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Days, TimeDelta, Utc};

use crate::domain::{Book, Clock, ConnectionId, Month, Slot, SyncRecord, Transaction, TxnId};

/// How long rows that came while one looks are marked.
const MARKED_SECONDS: i64 = 30;
/// Older rows are history that is fetched late.
const RECENT_DAYS: u64 = 7;

/// The rows that are marked now, and the connections whose rows are none of them.
#[derive(Debug, Default)]
pub struct News {
    /// Connections in their first sync.
    filling: BTreeSet<ConnectionId>,
    rows: BTreeSet<TxnId>,
    /// When the marks go; `None` while there are none.
    until: Option<DateTime<Utc>>,
}

impl News {
    /// A connection syncs: for the first time, if it never brought anything.
    pub fn begins(&mut self, id: &ConnectionId, book: &Book) {
        if book.connections.get(id).is_none_or(|connection| connection.last_ok.is_none()) {
            self.filling.insert(id.clone());
        }
    }

    /// A connection has come to rest.
    pub fn ends(&mut self, id: &ConnectionId) {
        self.filling.remove(id);
    }

    /// Marks what is new in a book against the one before. An empty one before is a start, and nothing in it is news.
    pub fn arrived(&mut self, before: &Book, after: &Book, clock: Clock) {
        if before.next_txn == 0 || after.next_txn <= before.next_txn {
            return;
        }
        let first_day = clock.today.checked_sub_days(Days::new(RECENT_DAYS)).unwrap_or(clock.today);
        let is_news = |row: &&Transaction| {
            let fills = row.sources.iter().any(|source| self.filling.contains(&source.connection));
            row.id.0 >= before.next_txn && row.date() >= first_day && !fills
        };
        let recent = after.blocks.iter().filter(|(key, _)| key.month >= Month::of(first_day));
        let changed = recent.filter_map(|(key, slot)| match (slot, before.blocks.get(key)) {
            (Slot::Loaded(new), Some(Slot::Loaded(old))) if Arc::ptr_eq(new, old) => None,
            (Slot::Loaded(new), _) => Some(new),
            (Slot::Stored { .. } | Slot::Damaged { .. }, _) => None,
        });
        let came: Vec<TxnId> = changed.flat_map(|block| block.rows()).filter(is_news).map(|row| row.id).collect();
        if !came.is_empty() {
            self.rows.extend(came);
            self.until = clock.now.checked_add_signed(TimeDelta::seconds(MARKED_SECONDS));
        }
    }

    /// Takes the marks away when their time is over.
    pub fn expire(&mut self, now: DateTime<Utc>) {
        if self.until.is_some_and(|until| until <= now) {
            self.rows.clear();
            self.until = None;
        }
    }

    /// When the marks go.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.until
    }

    /// True for a row that came while the person looks.
    pub fn holds(&self, row: TxnId) -> bool {
        self.rows.contains(&row)
    }

    /// `Chase: 1 new, 1 posted`; `None` for a first sync and for one that brought nothing to speak of.
    pub fn words(&self, record: &SyncRecord, book: &Book) -> Option<String> {
        if self.filling.contains(&record.connection) {
            return None;
        }
        let rows = &record.rows;
        let counts = [(rows.new, "new"), (rows.posted, "posted"), (rows.dropped, "dropped"), (rows.removed, "removed")];
        let told: Vec<_> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        (!told.is_empty()).then(|| format!("{}: {}", name_of(&record.connection, book), told.join(", ")))
    }
}

/// The bank's name where a connection has one bank, else the connection's title.
pub fn name_of(id: &ConnectionId, book: &Book) -> String {
    let mut banks = book.accounts.values().filter(|account| account.connection() == Some(id)).map(|a| &a.bank);
    match banks.next() {
        Some(bank) if banks.all(|other| other.key == bank.key) => bank.name.to_string(),
        _ => book.connections.get(id).map_or_else(|| id.title(), |connection| connection.title()).to_string(),
    }
}
