//! The filter letter by letter over 1,000, 10,000 and 100,000 rows, as the dashboard does it: a key in, the list sifted and added up,
//! the frame drawn. Prints `/` itself, which reads the text of the rows once, and the worst of the letters behind it.
//!
//! ```text
//! cargo bench --bench filter
//! ```

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "what fails here fails the run, with its words")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate, TimeZone, Utc};
use crossterm::event::{KeyCode, KeyEvent};
use passbook::config::Look;
use passbook::domain::{
    Account, AccountId, AccountKind, Bank, Block, BlockKey, Book, Clean, Clock, Currency, Money, Slot, Text,
    Transaction, TxnId, TxnStatus,
};
use passbook::tui::{App, Mode, Msg, frame};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;

const QUERIES: [&str; 5] = ["merchant 7", "zzzz", "84.33", "merchant:merchant amount:>50", "not portland is:out"];
const ROUNDS: usize = 5;

fn main() {
    println!("rows      /           worst letter   of");
    for rows in [1_000, 10_000, 100_000] {
        let book = Arc::new(book(rows));
        let mut opened = Duration::ZERO;
        let mut worst = (Duration::ZERO, String::new());
        for query in QUERIES {
            let rounds: Vec<_> = (0..ROUNDS).map(|_| round(&book, query)).collect();
            // the machine's own hiccups are not the program's: of each letter the best of the rounds
            for at in 0..=query.len() {
                let time = rounds.iter().map(|times| times[at]).min().unwrap();
                if at == 0 {
                    opened = opened.max(time);
                } else if time > worst.0 {
                    worst = (time, query[..at].to_owned());
                }
            }
        }
        println!("{rows:<9} {opened:<11.1?} {:<14.1?} {}", worst.0, worst.1);
    }
}

/// Types `/` and the query on all transactions: the time of each key with its frame.
fn round(book: &Arc<Book>, query: &str) -> Vec<Duration> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let clock = Clock { now: Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap(), today };
    let mut app = App::new(&Look::default(), Mode::default(), (120, 40), clock);
    app.update(Msg::Book(Arc::clone(book)));
    app.update(Msg::Key(KeyEvent::from(KeyCode::Char('2'))));
    let area = Rect::new(0, 0, 120, 40);
    let key = |letter: char| {
        let pressed = Instant::now();
        app.update(Msg::Key(KeyEvent::from(KeyCode::Char(letter))));
        frame::paint(&mut app, area, &mut Buffer::empty(area));
        pressed.elapsed()
    };
    std::iter::once('/').chain(query.chars()).map(key).collect()
}

fn book(rows: u64) -> Book {
    let mut book = Book::default();
    for id in 0..8 {
        let bank = Bank { key: "bench".into(), name: Clean::new("Bench Bank") };
        let account = Account::new(
            AccountId(id),
            bank,
            Clean::new(&format!("Account {id}")),
            AccountKind::Checking,
            Currency::USD,
        );
        book.accounts.insert(account.id, Arc::new(account));
    }
    let mut blocks: std::collections::BTreeMap<BlockKey, Vec<Transaction>> = std::collections::BTreeMap::new();
    for row in (0..rows).map(|n| row(n, rows)) {
        blocks.entry(BlockKey::of(&row)).or_default().push(row);
    }
    book.blocks = blocks.into_iter().map(|(key, rows)| (key, Slot::Loaded(Arc::new(Block::new(rows))))).collect();
    book
}

fn row(n: u64, rows: u64) -> Transaction {
    let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap() - Days::new((rows - 1 - n) * 3_650 / rows);
    let cents = -i64::try_from(mixed % 20_000 + 100).unwrap();
    Transaction {
        id: TxnId(n),
        account: AccountId(u32::try_from(mixed % 8).unwrap()),
        status: TxnStatus::Posted,
        posted: Some(day),
        occurred: None,
        first_seen: day,
        amount: Money::new(Decimal::new(cents, 2), Currency::USD).unwrap(),
        text: Text::new(&format!("SQ *MERCHANT {} #{:04} PORTLAND OR", mixed % 2_000, mixed % 977)),
        sources: Vec::new(),
        details: None,
        reading: None,
    }
}
