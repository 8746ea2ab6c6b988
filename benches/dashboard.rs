//! The dashboard from outside: makes stores of 1,000, 10,000 and 100,000 rows, opens the real program on each in a pseudo-terminal of
//! 120x40, and prints the time to the first byte and to the settled first screen, and the time and bytes of each key while scrolling.
//!
//! ```text
//! cargo bench --bench dashboard
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the run, with its words")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate, TimeZone, Utc};
use passbook::domain::{
    Account, AccountId, AccountKind, AccountSource, Balance, Bank, Block, BlockKey, Clean, Connection, ConnectionId,
    Currency, Delta, Money, ProviderId, Source, Text, Transaction, TxnId, TxnStatus,
};
use passbook::store::{Access, Store};
use rust_decimal::Decimal;

#[path = "../tests/pty/mod.rs"]
mod pty;

const SIZES: [u64; 3] = [1_000, 10_000, 100_000];
const STARTS: usize = 9;
const KEYS: usize = 200;
const ACCOUNTS: u32 = 8;
const MERCHANTS: u64 = 2_000;
const DAYS: u64 = 3_650;

fn main() {
    let mut report = String::from(
        "rows      first byte   settled    key p50 / p99 (last byte)   bytes a scrolled row   a moved selection\n",
    );
    for rows in SIZES {
        let folder = tempfile::tempdir().unwrap();
        // a folder of its own: the store refuses one that others may read
        let data = folder.path().join("data");
        fill(&data, rows);
        let starts: Vec<_> = (0..STARTS).map(|_| start(&data)).collect();
        let (first, settled) = (median(starts.iter().map(|s| s.0)), median(starts.iter().map(|s| s.1)));
        let keys = scroll(&data);
        writeln!(
            report,
            "{rows:<9} {:<12} {:<10} {:<27} {:<22} {}",
            ms(first),
            ms(settled),
            format!("{} / {}", ms(keys.p50), ms(keys.p99)),
            keys.scrolled,
            keys.moved
        )
        .unwrap();
    }
    std::io::stdout().write_all(report.as_bytes()).unwrap();
}

fn open(folder: &Path) -> pty::Pty {
    let folder = folder.to_string_lossy().into_owned();
    let args = ["--data-dir", &folder, "--offline", "--today", "2026-11-22"];
    pty::Pty::start(Path::new(env!("CARGO_BIN_EXE_passbook")), &args, 120, 40, &[("HOME", &folder)])
}

/// From the start of the process to the first byte, and to the last byte of the first screen that has balances.
fn start(folder: &Path) -> (Duration, Duration) {
    let mut terminal = open(folder);
    terminal.wait_for("net worth");
    terminal.settle(Duration::from_millis(150));
    let (first, last) = terminal.written_after();
    terminal.send("q");
    terminal.end();
    (first.unwrap_or_default(), last.unwrap_or_default())
}

struct Keys {
    p50: Duration,
    p99: Duration,
    scrolled: usize,
    moved: usize,
}

/// Presses `j` on the list of all transactions: first the selection moves down the screen, then the list scrolls under it.
fn scroll(folder: &Path) -> Keys {
    let mut terminal = open(folder);
    terminal.wait_for("net worth");
    terminal.send("2");
    terminal.settle(Duration::from_millis(700));
    let mut times = Vec::new();
    let mut bytes = Vec::new();
    for _ in 0..KEYS {
        let before = terminal.bytes();
        let pressed = Instant::now();
        terminal.send("j");
        while terminal.bytes() == before && pressed.elapsed() < Duration::from_secs(2) {
            std::thread::sleep(Duration::from_micros(50));
        }
        terminal.settle(Duration::from_millis(20));
        let last = terminal.started + terminal.written_after().1.unwrap_or_default();
        times.push(last.saturating_duration_since(pressed));
        bytes.push(terminal.bytes() - before);
    }
    terminal.send("q");
    terminal.end();
    times.sort();
    let moved = bytes[5];
    let mut scrolled = bytes[KEYS - 50..].to_vec();
    scrolled.sort_unstable();
    Keys { p50: times[KEYS / 2], p99: times[KEYS * 99 / 100], scrolled: scrolled[scrolled.len() / 2], moved }
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<_> = times.collect();
    times.sort();
    times[times.len() / 2]
}

fn ms(time: Duration) -> String {
    format!("{}.{:01} ms", time.as_millis(), time.as_micros() / 100 % 10)
}

/// A store of that many rows over eight accounts, two thousand merchants and ten years, the same each time.
fn fill(folder: &Path, rows: u64) {
    let mut store = Store::open(folder, Access::Write { wait: Duration::ZERO, who: "benchmark" }).unwrap();
    let connection = ConnectionId::new("bench").unwrap();
    let last_day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let mut blocks: std::collections::BTreeMap<BlockKey, Vec<Transaction>> = std::collections::BTreeMap::new();
    for n in 0..rows {
        let row = row(n, rows, last_day, &connection);
        blocks.entry(BlockKey::of(&row)).or_default().push(row);
    }
    let delta = Delta {
        accounts: (0..ACCOUNTS).map(|n| Arc::new(account(n, &connection))).collect(),
        connections: vec![Arc::new(Connection::new(connection.clone(), "file"))],
        blocks: blocks.into_iter().map(|(key, rows)| (key, Some(Arc::new(Block::new(rows))))).collect(),
        next_account: ACCOUNTS,
        next_txn: rows,
        ..Delta::default()
    };
    store.commit(&delta).unwrap();
}

fn row(n: u64, rows: u64, last_day: NaiveDate, connection: &ConnectionId) -> Transaction {
    let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let day = last_day - Days::new((rows - 1 - n) * DAYS / rows);
    let cents = -i64::try_from(mixed % 20_000 + 100).unwrap();
    Transaction {
        id: TxnId(n),
        account: AccountId(u32::try_from(mixed % u64::from(ACCOUNTS)).unwrap()),
        status: TxnStatus::Posted,
        posted: Some(day),
        occurred: None,
        first_seen: day,
        amount: Money::new(Decimal::new(cents, 2), Currency::USD).unwrap(),
        text: Text::new(&format!("SQ *MERCHANT {} #{:04} PORTLAND OR", mixed % MERCHANTS, mixed % 977)),
        sources: vec![Source { connection: connection.clone(), id: ProviderId::new(&format!("b{n}")), current: true }],
        details: None,
        reading: None,
    }
}

fn account(n: u32, connection: &ConnectionId) -> Account {
    let now = Utc.with_ymd_and_hms(2026, 11, 22, 11, 0, 0).unwrap();
    let bank = n % 3;
    let money = |dollars: i64| Money::new(Decimal::new(dollars * 100, 2), Currency::USD).ok();
    let bank = Bank { key: format!("bank{bank}").into(), name: Clean::new(&format!("Bench Bank {bank}")) };
    let kind = if n.is_multiple_of(2) { AccountKind::Checking } else { AccountKind::CreditCard };
    Account {
        sources: vec![AccountSource {
            connection: connection.clone(),
            provider_id: ProviderId::new(&format!("acc{n}")).unwrap(),
            stable_key: None,
            current: true,
        }],
        mask: Clean::non_empty(&format!("{:04}", 1000 + n)),
        balance: Some(Balance { current: money(1_000 * i64::from(n) + 17), as_of: Some(now), ..Balance::new(now) }),
        ..Account::new(AccountId(n), bank, Clean::new(&format!("Account {n}")), kind, Currency::USD)
    }
}
