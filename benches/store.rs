//! What the sealed store costs at 10,000 to 1,000,000 rows in 960 blocks of 8 accounts and 120 months: writing all, the head of the book,
//! the first block, everything, one connection's usage. Run with `cargo bench --bench store`.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set up its data has nothing to measure")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Days};
use divan::Bencher;
use passbook::domain::{
    AccountId, Block, BlockKey, Category, Clean, Connection, ConnectionId, Currency, Delta, Money, Month, ProviderId,
    Reading, RowKind, Source, Text, Transaction, TxnId, TxnStatus,
};
use passbook::store::{Access, Store};
use rust_decimal::Decimal;
use tempfile::TempDir;

const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];
const ACCOUNTS: u32 = 8;
const MONTHS: u32 = 120;
const MERCHANTS: usize = 2000;

fn main() {
    divan::main();
}

struct Merchants {
    texts: Vec<Text>,
    readings: Vec<Arc<Reading>>,
    connection: ConnectionId,
}

impl Merchants {
    fn new() -> Self {
        let name = |n: usize| format!("MERCHANT {n} #{:04} PORTLAND OR", n * 7 % 10_000);
        let reading = |n: usize| {
            Arc::new(Reading {
                rules: 1,
                merchant: Some(Clean::new(&format!("Merchant {n}"))),
                category: Category::ALL[n % Category::ALL.len()],
                kind: RowKind::Spend,
                hidden: false,
            })
        };
        Self {
            texts: (0..MERCHANTS).map(|n| Text::new(&name(n))).collect(),
            readings: (0..MERCHANTS).map(reading).collect(),
            connection: ConnectionId::new("bench").unwrap(),
        }
    }

    fn row(&self, n: usize, key: BlockKey) -> Transaction {
        let merchant = n.wrapping_mul(2_654_435_761) % MERCHANTS;
        let day = key.month.first().checked_add_days(Days::new(n as u64 % 28)).unwrap();
        let cents = i64::try_from(n * 37 % 20_000).unwrap();
        Transaction {
            id: TxnId(n as u64),
            account: key.account,
            status: TxnStatus::Posted,
            posted: Some(day),
            occurred: Some(day),
            first_seen: day,
            amount: Money::new(Decimal::new(-100 - cents, 2), Currency::USD).unwrap(),
            text: self.texts[merchant].clone(),
            sources: vec![Source {
                connection: self.connection.clone(),
                id: ProviderId::new(&format!("TRN-{n:016x}")),
                current: true,
            }],
            details: None,
            reading: Some(Arc::clone(&self.readings[merchant])),
        }
    }
}

fn book_of(rows: usize) -> Delta {
    let merchants = Merchants::new();
    let blocks = ACCOUNTS * MONTHS;
    let block = |place: u32| {
        let (account, month) = (place % ACCOUNTS, place / ACCOUNTS);
        let month = Month::new(2016 + (month / 12).cast_signed(), month % 12 + 1).unwrap();
        let key = BlockKey { account: AccountId(account), month };
        let first = place as usize * rows / blocks as usize;
        let last = (place as usize + 1) * rows / blocks as usize;
        (key, Some(Arc::new(Block::new((first..last).map(|n| merchants.row(n, key)).collect()))))
    };
    let connection = Connection::new(merchants.connection.clone(), "sandbox");
    Delta {
        blocks: (0..blocks).map(block).collect(),
        connections: vec![Arc::new(connection)],
        next_txn: rows as u64,
        ..Delta::default()
    }
}

fn open(dir: &TempDir) -> Store {
    Store::open(&path(dir), Access::Write { wait: Duration::ZERO, who: "bench" }).unwrap()
}

fn path(dir: &TempDir) -> PathBuf {
    dir.path().join("data")
}

fn filled(rows: usize) -> TempDir {
    let dir = TempDir::new().unwrap();
    open(&dir).commit(&book_of(rows)).unwrap();
    dir
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn write_all(bencher: Bencher, rows: usize) {
    let delta = book_of(rows);
    bencher
        .with_inputs(|| {
            let dir = TempDir::new().unwrap();
            (open(&dir), dir)
        })
        .bench_local_refs(|(store, _)| store.commit(&delta).unwrap());
}

#[divan::bench(args = SIZES, sample_count = 20, sample_size = 1)]
fn open_and_head(bencher: Bencher, rows: usize) {
    let dir = filled(rows);
    bencher.bench_local(|| open(&dir).book().unwrap());
}

#[divan::bench(args = SIZES, sample_count = 20, sample_size = 1)]
fn open_head_and_first_block(bencher: Bencher, rows: usize) {
    let dir = filled(rows);
    bencher.bench_local(|| {
        let store = open(&dir);
        let book = store.book().unwrap();
        let newest = *book.blocks.keys().next_back().unwrap();
        store.load(&[newest]).unwrap()
    });
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn load_all(bencher: Bencher, rows: usize) {
    let dir = filled(rows);
    let store = open(&dir);
    let keys: Vec<_> = store.book().unwrap().blocks.into_keys().rev().collect();
    bencher.bench_local(|| store.load(&keys).unwrap());
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn check(bencher: Bencher, rows: usize) {
    let dir = filled(rows);
    let store = open(&dir);
    bencher.bench_local(|| store.check().unwrap());
}

#[divan::bench(args = SIZES, sample_count = 50, sample_size = 1)]
fn commit_usage(bencher: Bencher, rows: usize) {
    let dir = filled(rows);
    let mut store = open(&dir);
    let day = DateTime::UNIX_EPOCH.date_naive();
    let mut connection = Connection::new(ConnectionId::new("bench").unwrap(), "sandbox");
    bencher.bench_local(|| {
        connection.usage = connection.usage.after_one_more(day);
        store.commit(&Delta { connections: vec![Arc::new(connection.clone())], ..Delta::default() }).unwrap();
    });
}
