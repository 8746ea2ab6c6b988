//! What a person's rules, names and labels make of rows, and that nothing else changes.

use super::super::spending::tests::{book_of, day, row};
use super::*;
use crate::domain::{BlockKey, Currency, Delta, Edit, Slot, TxnEdit, TxnId};

fn rule(text: &str, category: Category) -> Rule {
    Rule { text: Some(Clean::new(text)), category: Some(category), ..Rule::default() }
}

fn alias(from: &str, to: &str) -> Alias {
    Alias { from: Clean::new(from), to: Clean::new(to) }
}

fn usd(id: u64, amount: &str, text: &str) -> Transaction {
    row(id, 1, day(2026, 11, 1), amount, Currency::USD, text)
}

/// The rows as a reader reads them.
fn read(reader: &Reader, rows: Vec<Transaction>) -> Book {
    let mut book = book_of(rows);
    if let Some(delta) = reader.outdated(&book) {
        book.apply(&delta);
    }
    book
}

fn said(book: &Book, id: u64) -> (String, Category, RowKind) {
    let row = book.rows().find(|row| row.id == TxnId(id)).unwrap();
    let name = book.merchant(row).map(ToString::to_string).unwrap_or_default();
    (name, book.category(row), book.row_kind(row))
}

#[test]
fn the_first_rule_that_says_something_decides_it_and_a_hand_above_all() {
    let rules = [
        Rule { over: Some(Decimal::from(100)), ..rule("corner cafe", Category::Entertainment) },
        Rule { rename: Some(Clean::new("The Corner")), ..rule("corner", Category::FoodAndDrink) },
    ];
    let reader = Reader::new(&rules, &[]);
    let mut book =
        read(&reader, vec![usd(1, "-150", "CORNER CAFE"), usd(2, "-50", "CORNER CAFE"), usd(3, "-5", "CORNERS CAFE")]);
    assert_eq!(said(&book, 1), ("The Corner".into(), Category::Entertainment, RowKind::Spend));
    assert_eq!(said(&book, 2), ("The Corner".into(), Category::FoodAndDrink, RowKind::Spend));
    assert_eq!(said(&book, 3).0, "Corners Cafe", "words are whole");
    let word = TxnEdit { category: Some(Category::Travel), ..TxnEdit::default() };
    book.apply(&Delta { edits: vec![Edit::Txn(TxnId(1), word)], ..Delta::default() });
    assert_eq!(said(&book, 1).1, Category::Travel);
    let touched = reader.touched(&book, &rule("corner cafe", Category::Medical));
    assert_eq!(touched.iter().map(|touched| touched.row.id).collect::<Vec<_>>(), [TxnId(2)]);
    assert_eq!(touched[0].after, (Some(Clean::new("The Corner")), Category::Medical));
    assert_eq!(reader.matching(&book, &rule("corner cafe", Category::Medical)).len(), 2);
}

#[test]
fn a_rule_stands_above_the_brand_and_turns_the_kind() {
    let on = Rule { account: Some(Clean::new("a1")), ..rule("starbucks", Category::TransferOut) };
    let elsewhere = Rule { account: Some(Clean::new("a2")), ..rule("starbucks", Category::Travel) };
    let book = read(&Reader::new(&[elsewhere, on], &[]), vec![usd(1, "-5", "STARBUCKS 1234")]);
    assert_eq!(said(&book, 1), ("Starbucks".into(), Category::TransferOut, RowKind::Transfer));
    let spent = rule("online transfer", Category::RentAndUtilities);
    let book = read(&Reader::new(&[spent], &[]), vec![usd(1, "-900", "ONLINE TRANSFER TO LANDLORD")]);
    assert_eq!(said(&book, 1), (String::new(), Category::RentAndUtilities, RowKind::Spend));
}

#[test]
fn a_rule_that_hides_keeps_rows_out_of_sums_until_it_is_gone() {
    let rows = || vec![usd(1, "-5", "CORNER CAFE"), usd(2, "-7", "STARBUCKS 1")];
    let hide = Rule { text: Some(Clean::new("corner cafe")), hide: true, ..Rule::default() };
    let reader = Reader::new(std::slice::from_ref(&hide), &[]);
    assert_eq!(Reader::default().touched(&read(&Reader::default(), rows()), &hide).len(), 1);
    let mut book = read(&reader, rows());
    let hidden: Vec<_> = book.rows().filter(|row| book.is_row_hidden(row)).map(|row| row.id).collect();
    assert_eq!(hidden, [TxnId(1)]);
    assert_eq!(reader.applied(&book), BTreeMap::from([(TxnId(1), vec![1])]));
    let back = Reader::default().outdated(&book).unwrap();
    book.apply(&back);
    assert!(book.rows().all(|row| !book.is_row_hidden(row)));
}

#[test]
fn a_name_goes_to_all_rows_and_comes_off_again_without_a_trace() {
    let rows = || vec![usd(1, "-5", "CORNER CAFE"), usd(2, "-6", "corner cafe #12"), usd(3, "-7", "STARBUCKS 1")];
    let plain = read(&Reader::default(), rows());
    let reader = Reader::new(&[], &[alias("Corner Cafe", "Cafe C"), alias("cafe c", "My Café")]);
    let mut book = read(&reader, rows());
    assert_eq!([1, 2, 3].map(|id| said(&book, id).0), ["My Café", "My Café", "Starbucks"]);
    assert!(reader.outdated(&book).is_none(), "read once");
    let back = Reader::default().outdated(&book).unwrap();
    book.apply(&back);
    assert_eq!(book.blocks, plain.blocks);
    assert_ne!(Reader::default().version(), reader.version());
    assert_ne!(reader.version(), Reader::new(&[], &[alias("Corner Cafe", "Cafe C")]).version());
    assert!(matches!(book.blocks[&BlockKey::of(&usd(1, "-5", "x"))], Slot::Loaded(_)));
}

#[test]
fn labels_teach_what_nothing_else_knows_and_only_with_evidence() {
    let label = |id| Edit::Txn(TxnId(id), TxnEdit { category: Some(Category::Medical), ..TxnEdit::default() });
    let rows = || {
        vec![
            usd(1, "-5", "ZANDORIN #101"),
            usd(2, "-5", "ZANDORIN #102"),
            usd(3, "-5", "ZANDORIN #103"),
            usd(4, "-5", "STARBUCKS 4"),
        ]
    };
    let mut book = read(&Reader::default(), rows());
    assert_eq!(said(&book, 3).1, Category::Uncategorized);
    book.apply(&Delta { edits: vec![label(1)], ..Delta::default() });
    assert!(Reader::default().outdated(&book).is_none(), "one label is no evidence");
    book.apply(&Delta { edits: vec![label(2), label(4)], ..Delta::default() });
    let learned = Reader::default().outdated(&book).unwrap();
    book.apply(&learned);
    assert_eq!(said(&book, 3), ("Zandorin".into(), Category::Medical, RowKind::Spend));
    assert!(Reader::default().outdated(&book).is_none());
}

#[test]
fn a_word_speaks_for_strangers_once_three_merchants_agreed() {
    let label = |id| Edit::Txn(TxnId(id), TxnEdit { category: Some(Category::Travel), ..TxnEdit::default() });
    let texts = ["ABEL QUOLLING", "BAKER QUOLLING", "CARVER QUOLLING", "DOVER QUOLLING"];
    let rows: Vec<_> = (1..).zip(texts).map(|(id, text)| usd(id, "-5", text)).collect();
    let mut book = read(&Reader::default(), rows);
    let stranger = Clean::new("Dover Quolling");
    book.apply(&Delta { edits: vec![label(1), label(2)], ..Delta::default() });
    assert_eq!(Learned::of(&book).category(&stranger), None);
    book.apply(&Delta { edits: vec![label(3)], ..Delta::default() });
    assert_eq!(Learned::of(&book).category(&stranger), Some(Category::Travel));
    assert_eq!(Learned::of(&book).category(&Clean::new("Abel Stone")), None);
}
