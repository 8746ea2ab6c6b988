//! Short words for tests: rows of November 2026 on one account of one bank, and books that they make.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::domain::{
    AccountKind, Bank, Batch, Book, Changes, Clean, Clock, Connection, ConnectionId, Currency, Delta, Extras, Money,
    ProviderId, Row, RowCounts, SeenAccount, Text, Transaction, TxnStatus,
};

use super::merge;

pub(super) fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 1).unwrap() + chrono::Duration::days(i64::from(day) - 1)
}

pub(super) fn noon(of: u32) -> DateTime<Utc> {
    day(of).and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap()).and_utc()
}

pub(super) fn clock(of: u32) -> Clock {
    Clock { now: noon(of), today: day(of) }
}

pub(super) fn usd(text: &str) -> Money {
    Money::parse(text, Currency::USD).unwrap()
}

pub(super) fn pid(id: &str) -> ProviderId {
    ProviderId::new(id).unwrap()
}

pub(super) fn conn(name: &str) -> ConnectionId {
    ConnectionId::new(name).unwrap()
}

/// A posted row without an id.
pub(super) fn plain(on: u32, amount: &str, text: &str) -> Row {
    Row { posted: Some(day(on)), ..Row::new(TxnStatus::Posted, usd(amount), Text::new(text)) }
}

pub(super) fn posted(id: &str, on: u32, amount: &str, text: &str) -> Row {
    Row { id: Some(pid(id)), ..plain(on, amount, text) }
}

pub(super) fn pending(id: &str, on: u32, amount: &str, text: &str) -> Row {
    Row { status: TxnStatus::Pending, posted: None, occurred: Some(day(on)), ..posted(id, on, amount, text) }
}

pub(super) fn replacing(id: &str, row: Row) -> Row {
    let extras = Extras { replaces: Some(pid(id)), ..row.extras().clone() };
    Row { extras: extras.boxed(), ..row }
}

/// A complete window of the account `acc`.
pub(super) fn window(from: u32, to: u32, rows: &[Row]) -> Changes {
    Changes::Window { account: pid("acc"), from: day(from), to: day(to), complete: true, rows: rows.to_vec() }
}

/// A window of the account `acc` that may lack rows.
pub(super) fn partial(from: u32, to: u32, rows: &[Row]) -> Changes {
    Changes::Window { account: pid("acc"), from: day(from), to: day(to), complete: false, rows: rows.to_vec() }
}

pub(super) fn delta(upserts: &[Row], removed: &[&str]) -> Changes {
    let removed = removed.iter().map(|id| pid(id)).collect();
    Changes::Delta { account: pid("acc"), upserts: upserts.to_vec(), removed }
}

/// The same changes, told of another provider account.
pub(super) fn of_account(id: &str, mut changes: Changes) -> Changes {
    let (Changes::Delta { account, .. } | Changes::Window { account, .. }) = &mut changes;
    *account = pid(id);
    changes
}

pub(super) fn seen(id: &str) -> SeenAccount {
    let bank = Bank { key: "bank.example".into(), name: Clean::new("Example Bank") };
    let name = Clean::new("Everyday Checking");
    SeenAccount {
        mask: Clean::non_empty("1002"),
        ..SeenAccount::new(pid(id), bank, name, AccountKind::Checking, Currency::USD)
    }
}

pub(super) fn batch(connection: &str, accounts: Vec<SeenAccount>, changes: Vec<Changes>, on: u32) -> Batch {
    Batch { accounts, changes, ..Batch::new(conn(connection), noon(on)) }
}

/// A book under test: it takes answers in and shows what came of them.
pub(super) struct World {
    pub book: Book,
}

impl World {
    /// A book with connections `api` and `file`, and nothing else.
    pub fn new() -> Self {
        let mut book = Book::default();
        for name in ["api", "file"] {
            let connection = Connection::new(conn(name), name);
            book.connections.insert(conn(name), connection.into());
        }
        Self { book }
    }

    /// One answer of `api` about the account `acc`, on that day.
    pub fn api(&mut self, on: u32, changes: Changes) -> RowCounts {
        self.take(&batch("api", vec![seen("acc")], vec![changes], on), on).record.unwrap().rows
    }

    /// One file about the same account, on that day.
    pub fn file(&mut self, on: u32, changes: Changes) -> RowCounts {
        let changes = of_account("file-acc", changes);
        self.take(&batch("file", vec![seen("file-acc")], vec![changes], on), on).record.unwrap().rows
    }

    pub fn take(&mut self, batch: &Batch, on: u32) -> Delta {
        let delta = merge(&self.book, batch, clock(on)).unwrap();
        self.book.apply(&delta);
        let again = merge(&self.book, batch, clock(on)).unwrap();
        assert!(again.blocks.is_empty(), "merging the same answer twice rewrote {:?}", again.blocks);
        delta
    }

    pub fn rows(&self) -> Vec<&Transaction> {
        self.book.rows().collect()
    }

    /// Day of November, amount, status: oldest first.
    pub fn shown(&self) -> Vec<String> {
        let show = |row: &Transaction| {
            let on = row.date().signed_duration_since(day(1)).num_days() + 1;
            format!("{on} {} {}", row.amount.to_decimal_string(), row.status.word())
        };
        self.rows().into_iter().map(show).collect()
    }

    pub fn only(&self) -> &Transaction {
        let rows = self.rows();
        assert_eq!(rows.len(), 1, "{:?}", self.shown());
        rows[0]
    }
}
