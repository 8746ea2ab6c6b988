use std::sync::Arc;

use super::*;
use crate::domain::{
    Account, AccountKind, Block, BlockKey, Book, Clean, Connection, ConnectionId, Currency, Edit, Money, ProviderId,
    Slot, Source, Text, Transaction, TxnStatus,
};

fn book() -> Book {
    let connection = ConnectionId::new("bank").unwrap();
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 5).unwrap();
    let bank = crate::domain::Bank { key: "bank.example".into(), name: Clean::new("Bank") };
    let account = Account::new(AccountId(1), bank, Clean::new("Checking"), AccountKind::Checking, Currency::USD);
    let row = Transaction {
        id: TxnId(7),
        account: AccountId(1),
        status: TxnStatus::Posted,
        posted: Some(day),
        occurred: None,
        first_seen: day,
        amount: Money::parse("-6.500", Currency::USD).unwrap(),
        text: Text::new("CAFE  \u{1b}[2J\u{202e}北京"),
        sources: vec![Source { connection: connection.clone(), id: ProviderId::new("id \u{7}"), current: true }],
        details: None,
        reading: None,
    };
    let mut book = Book { next_account: 2, next_txn: 8, ..Book::default() };
    book.accounts.insert(account.id, Arc::new(account));
    book.connections.insert(connection.clone(), Arc::new(Connection::new(connection, "file")));
    book.blocks.insert(BlockKey::of(&row), Slot::Loaded(Arc::new(Block::new(vec![row]))));
    let note = TxnEdit { note: Some(Clean::new("birthday")), ..TxnEdit::default() };
    Arc::make_mut(&mut book.edits).apply(&Edit::Txn(TxnId(7), note));
    book
}

fn written(book: &Book) -> String {
    let mut bytes = Vec::new();
    write(book, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn refused(text: &str) -> String {
    read(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_book_comes_back_as_it_was_and_is_written_alike() {
    let text = written(&book());
    assert!(is_book(text.as_bytes()) && !is_book(b"{\"schema\":1}") && !is_book(b""));
    assert!(text.contains(r#""amount":"-6.500""#) && text.contains("北京"), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "nothing steers a terminal");
    let back = read(text.as_bytes()).unwrap();
    assert_eq!(back, book());
    assert_eq!(written(&back), text);
}

#[test]
fn a_book_that_was_not_read_whole_is_not_written() {
    let mut book = book();
    book.blocks.values_mut().for_each(|slot| *slot = Slot::Stored { rows: 1 });
    assert!(write(&book, &mut Vec::new()).is_err());
}

#[test]
fn a_cut_file_says_so_wherever_it_is_cut() {
    let text = written(&book());
    let ends: Vec<_> = (1..text.trim_end().len()).filter(|end| text.is_char_boundary(*end)).collect();
    for end in ends {
        let words = refused(&text[..end]);
        assert!(words.contains("cut off"), "{words}: {}", &text[..end]);
    }
}

#[test]
fn what_does_not_hang_together_is_refused_without_a_word_of_it() {
    let text = written(&book());
    for (old, new, expected) in [
        ("\"schema\":1", "\"schema\":2", "later passbook"),
        ("\"schema\":1,", "", "line 1"),
        ("\"passbook\":\"book\"", "\"passbook\":\"page\"", "no book"),
        ("\"next_txn\":8", "\"next_txn\":7", "given out again"),
        ("\"next_account\":2", "\"next_account\":1", "given out again"),
        ("\"account\":\"a1\",\"status\"", "\"account\":\"a9\",\"status\"", "not there"),
        ("-6.500", "6,5", "line"),
        ("\"-6.500\"", "-6.5", "line"),
        ("-6.500", "9999999999999999", "line"),
        ("2026-11-05", "+26261-11-05", "years 1 to 9999"),
        ("\"kind\":\"checking\"", "\"kind\":\"secret\"", "line"),
        ("\"currency\":\"USD\"", "\"currency\":\"USD\",\"hostile\":1", "line"),
        ("\"accounts\":[", "\"accounts\":[[", "line"),
    ] {
        let changed = text.replacen(old, new, 2);
        assert_ne!(changed, text, "{old}");
        let words = refused(&changed);
        assert!(words.contains(expected), "{old}: {words}");
        assert!(!words.contains("secret") && !words.contains("6,5") && !words.contains("hostile"), "{words}");
    }
    let twice = text.replace("\"transactions\":[\n", &format!("\"transactions\":[\n{},\n", row_line(&text)));
    assert!(refused(&twice).contains("there twice"));
    assert!(refused(&format!("{text}{{}}")).contains("not what passbook writes"));
}

fn row_line(text: &str) -> &str {
    let start = text.find("{\"id\":\"t7\"").unwrap();
    text[start..].lines().next().unwrap().trim_end_matches("],")
}

#[test]
fn texts_of_a_file_are_cleaned_like_those_of_a_bank() {
    let text = written(&book()).replace("\"birthday\"", "\"birth\\u001b[2Jday \\u202e!\"");
    let back = read(text.as_bytes()).unwrap();
    assert_eq!(back.edit_of(TxnId(7)).note.as_ref().unwrap().as_str(), "birthday !");
}

#[test]
fn deep_and_endless_files_are_refused() {
    let head = "{\"passbook\":\"book\",\"schema\":1,\"next_account\":0,\"next_txn\":0,\n\"accounts\":";
    assert!(refused(&format!("{head}{}", "[".repeat(100_000))).contains("could not be read"));
    let endless = std::io::Read::chain(head.as_bytes(), std::io::repeat(b' '));
    assert!(read(endless).unwrap_err().to_string().contains("16 MiB"));
}

#[test]
fn readings_that_are_alike_are_shared_again() {
    let reading = crate::domain::Reading {
        rules: 1,
        merchant: Some(Clean::new("Cafe")),
        category: crate::domain::Category::FoodAndDrink,
        kind: crate::domain::RowKind::Spend,
        hidden: false,
    };
    let mut book = book();
    let rows: Vec<_> = book.rows().cloned().collect();
    let rows =
        (1..3).map(|id| Transaction { id: TxnId(id), reading: Some(Arc::new(reading.clone())), ..rows[0].clone() });
    let block = Block::new(rows.collect());
    book.blocks.values_mut().for_each(|slot| *slot = Slot::Loaded(Arc::new(block.clone())));
    let back = read(written(&book).as_bytes()).unwrap();
    let readings: Vec<_> = back.rows().map(|row| row.reading.as_ref().unwrap()).collect();
    assert!(Arc::ptr_eq(readings[0], readings[1]));
}
