//! How long the figures of a book of 100,000 rows over eight accounts and 2,000 merchants take, each in the median of a few rounds.
//!
//! ```text
//! cargo bench --bench insights
//! ```

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot set up its data has nothing to measure")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use chrono::{Days, FixedOffset, NaiveDate};
use passbook::domain::{
    Account, AccountId, AccountKind, Bank, Block, BlockKey, Book, Clean, Clock, Currency, Delta, Level, Money, Month,
    Period, Rates, Text, Transaction, TxnId, TxnStatus,
};
use passbook::insights::alerts::{Watch, alerts};
use passbook::insights::{self, Group};
use rust_decimal::Decimal;

const ROWS: u64 = 100_000;
const DAYS: u64 = 2_000;
const ROUNDS: usize = 7;

fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 6, 1).unwrap()
}

fn account(id: u32) -> Arc<Account> {
    let kind = if id < 4 { AccountKind::Checking } else { AccountKind::CreditCard };
    let bank = Bank { key: format!("bank{id}").into(), name: Clean::new(&format!("Bank {id}")) };
    let name = Clean::new(&format!("Account {id}"));
    Arc::new(Account {
        mask: Some(Clean::new(&format!("{id}00{id}"))),
        ..Account::new(AccountId(id), bank, name, kind, Currency::USD)
    })
}

/// A purchase, or of every fortieth pair of rows a transfer between two checking accounts.
fn row(at: u64) -> Transaction {
    let mixed = at.wrapping_mul(2_654_435_761) >> 7 & 0xff_ffff;
    let day = start() + Days::new(at * DAYS / ROWS);
    let moves = at % 40 < 2;
    let (account, cents, text) = if moves {
        let (arrives, size) = (at % 2 == 1, 10_000 + (at / 40 * 37) % 90_000);
        let text = if arrives { "ONLINE TRANSFER FROM CHK ...0000" } else { "ONLINE TRANSFER TO CHK ...1001" };
        (u64::from(arrives), if arrives { size.cast_signed() } else { -size.cast_signed() }, text.to_owned())
    } else {
        (mixed % 8, -(100 + mixed % 9_000).cast_signed(), format!("SHOP NUMBER {} QUECHEE VT", word(mixed % 2_000)))
    };
    Transaction {
        id: TxnId(at),
        account: AccountId(u32::try_from(account).unwrap()),
        status: TxnStatus::Posted,
        posted: Some(day),
        occurred: None,
        first_seen: day,
        amount: Money::new(Decimal::new(cents, 2), Currency::USD).unwrap(),
        text: Text::new(&text),
        sources: Vec::new(),
        details: None,
        reading: None,
    }
}

/// A name of letters alone.
fn word(number: u64) -> String {
    let letter = |digit: u64| char::from(b'A' + u8::try_from(digit % 26).unwrap());
    [number, number / 26, number / 676, number * 7].map(letter).iter().collect()
}

fn book() -> Book {
    let mut blocks: BTreeMap<BlockKey, Vec<Transaction>> = BTreeMap::new();
    for row in (0..ROWS).map(row) {
        blocks.entry(BlockKey::of(&row)).or_default().push(row);
    }
    let blocks = blocks.into_iter().map(|(key, rows)| (key, Some(Arc::new(Block::new(rows)))));
    let mut delta = Delta { accounts: (0..8).map(account).collect(), blocks: blocks.collect(), ..Delta::default() };
    let mut book = Book::default();
    insights::fill(&book, &mut delta);
    book.apply(&delta);
    book
}

fn time<T>(name: &str, mut work: impl FnMut() -> T) {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            black_box(work());
            begun.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let said = format!("{name:<40} {:>9.2} ms\n", times[ROUNDS / 2]);
    std::io::stdout().write_all(said.as_bytes()).unwrap();
}

fn main() {
    let book = book();
    let today = start() + Days::new(DAYS - 1);
    let month = Period::Month(Month::of(today).previous());
    let clock = Clock { now: today.and_hms_opt(12, 0, 0).unwrap().and_utc(), today };
    let zone = |_| FixedOffset::east_opt(0).unwrap();
    let watch = Watch { level: Level::Normal, floor: Decimal::ZERO, limits: &[], clock, zone };
    let known = insights::known(&book, today);
    time("pairs, found", || insights::pairs(&book, Period::All, &Rates::default()));
    time("pairs, kept beside the book", || insights::paired(&book));
    time("spending of a month by merchant", || insights::by(&book, month, Group::Merchant, today).unwrap());
    time("spending of a year by category", || insights::by(&book, Period::Year(2025), Group::Category, today).unwrap());
    time("what recurs", || insights::known(&book, today));
    time("cash flow, all months", || insights::cashflow(&book, Period::All, &known, today).unwrap());
    time("net worth, all months", || insights::networth(&book, Period::All, today).unwrap());
    time("alerts", || alerts(&book, &known, &watch));
}
