use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::{
    Account, AccountId, AccountKind, Bank, Block, BlockKey, Category, Clean, Currency, Edits, Money, Reading, RowKind,
    Slot, Split, Text, TxnEdit, TxnId, TxnStatus,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn row(id: u64, words: &str, amount: &str, posted: &str) -> Transaction {
    Transaction {
        id: TxnId(id),
        account: AccountId(1),
        status: TxnStatus::Posted,
        posted: Some(day(posted)),
        occurred: None,
        first_seen: day(posted),
        amount: Money::parse(amount, Currency::USD).unwrap(),
        text: Text::new(words),
        sources: Vec::new(),
        details: None,
        reading: None,
    }
}

fn book(rows: Vec<Transaction>) -> Book {
    let bank = Bank { key: "chase".into(), name: Clean::new("Chase") };
    let kind = AccountKind::CreditCard;
    let account = Account {
        mask: Clean::non_empty("1002"),
        ..Account::new(AccountId(1), bank, Clean::new("Freedom Visa"), kind, Currency::USD)
    };
    let mut book = Book::default();
    book.accounts.insert(account.id, Arc::new(account));
    let mut blocks: std::collections::BTreeMap<BlockKey, Vec<Transaction>> = std::collections::BTreeMap::new();
    for row in rows {
        blocks.entry(BlockKey::of(&row)).or_default().push(row);
    }
    book.blocks = blocks.into_iter().map(|(key, rows)| (key, Slot::Loaded(Arc::new(Block::new(rows))))).collect();
    book
}

fn sample() -> Book {
    let groceries = Transaction {
        reading: Some(Arc::new(Reading {
            merchant: Clean::non_empty("Whole Foods Market"),
            category: Category::FoodAndDrink,
            kind: RowKind::Spend,
            hidden: false,
            rules: 0,
        })),
        ..row(1, "WHOLEFDS #1042", "-84.33", "2026-11-19")
    };
    let pending = Transaction { status: TxnStatus::Pending, ..row(2, "CAFÉ LUNA", "-6.50", "2026-11-22") };
    let mut book = book(vec![groceries, pending, row(3, "PAYROLL 12:30", "2500.00", "2026-10-15")]);
    let word = TxnEdit {
        note: Clean::non_empty("to be returned"),
        tags: vec![Clean::new("trip")],
        hidden: true,
        ..TxnEdit::new()
    };
    let part = Money::parse("-4.33", Currency::USD).unwrap();
    let wine = Split { category: Category::Travel, amount: part, note: Clean::non_empty("wine") };
    let divided = TxnEdit { splits: vec![wine], transfer: Some(true), ..TxnEdit::new() };
    let words = [(TxnId(2), word), (TxnId(1), divided)];
    book.edits = Arc::new(Edits { transactions: words.into(), ..Edits::default() });
    book
}

fn found(book: &Book, text: &str) -> Vec<u64> {
    let query = Query::parse(text);
    let mut ids: Vec<u64> =
        book.rows().filter(|row| query.finds(book, row, day("2026-11-22"))).map(|row| row.id.0).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn every_term_of_the_page_finds_what_it_says() {
    let book = sample();
    for (text, ids) in [
        ("", &[1, 2, 3][..]),
        ("whole", &[1]),
        ("WHOLE visa", &[1]),
        ("whole payroll", &[]),
        ("\"foods market\"", &[1]),
        ("\"market foods\"", &[]),
        ("84.33", &[1]),
        ("-84", &[1]),
        ("$2,500", &[3]),
        ("café", &[2]),
        ("CAFÉ", &[2]),
        ("merchant:foods", &[1]),
        ("merchant:wholefds", &[]),
        ("merchant:=foods", &[]),
        ("merchant:=\"whole foods market\"", &[1]),
        ("category:food_and", &[1]),
        ("category:\"food & d\"", &[1]),
        ("account:1002", &[1, 2, 3]),
        ("bank:chase not bank:citi", &[1, 2, 3]),
        ("tag:trip", &[2]),
        ("note:\"be returned\"", &[2]),
        ("amount:>50", &[1, 3]),
        ("amount:>84.33", &[3]),
        ("amount:>=84.33", &[1, 3]),
        ("amount:6.50..84.33", &[1, 2]),
        ("amount:..10", &[2]),
        ("amount:6.5", &[2]),
        ("date:2026-10", &[3]),
        ("date:2026-11-19", &[1]),
        ("date:2026-10-16..2026-11-21", &[1]),
        ("date:2026-11..", &[1, 2]),
        ("date:this-month", &[1, 2]),
        ("date:last-month", &[3]),
        ("date:today", &[2]),
        ("date:last-year", &[]),
        ("is:in", &[3]),
        ("is:out", &[1, 2]),
        ("is:pending", &[2]),
        ("is:hidden", &[2]),
        ("is:split", &[1]),
        ("is:transfer", &[1]),
        ("is:edited", &[1, 2]),
        ("category:travel", &[1]),
        ("note:wine", &[1]),
        ("wine", &[1]),
        ("-is:edited", &[3]),
        ("-is:pending -whole", &[3]),
        ("not not whole", &[1]),
        ("\"12:30\"", &[3]),
        ("is:in amount:", &[3]),
    ] {
        assert_eq!(found(&book, text), ids, "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_and_finds_nothing() {
    let book = sample();
    for (text, said) in [
        ("merch:x", "no 'merch:' here: did you mean merchant:?"),
        ("colour:red", "no 'colour:' here: quote it to look for it"),
        ("amount:lots", "'amount:lots': needs >50, <20, 12.50 or 10..20"),
        ("not date:2026-13", "'date:2026-13': needs 2026, 2026-10, 2026-10-15, two days with .. or this-month"),
        ("is:rich", "'is:rich': needs in, out, pending, posted, dropped, refund, transfer, hidden, split or edited"),
    ] {
        let query = Query::parse(text);
        assert_eq!(query.problem(), Some(said), "{text}");
        assert_eq!(found(&book, text), &[] as &[u64], "{text}");
    }
}

#[test]
fn a_term_that_is_being_written_leaves_nothing_out_and_says_what_it_waits_for() {
    let book = sample();
    for text in [
        "merchant:",
        "merchant:=",
        "amount:",
        "amount:>",
        "amount:20..1",
        "date:20",
        "date:2026-1",
        "date:this",
        "is:pen",
        "date:2026-10.",
    ] {
        assert!(Query::parse(text).problem().is_some(), "{text}");
        assert_eq!(found(&book, text), [1, 2, 3], "{text}");
    }
}

#[test]
fn a_line_of_another_list_is_asked_for_its_texts_and_its_amount() {
    let amount = Some(Decimal::new(-8433, 2));
    let holds = |text: &str| Query::parse(text).holds(&["Amazon", "Shopping"], amount);
    assert!(
        holds("amaz") && holds("merchant:amazon") && holds("amount:>50 shop") && holds("84.33") && holds("-coffee")
    );
    assert!(!holds("coffee") && !holds("amount:<50") && !holds("is:pending") && !holds("date:2026"));
    assert!(Query::parse("not is:pending").asks_what_rows_are() && !Query::parse("pending").asks_what_rows_are());
}

#[test]
fn a_line_that_speaks_of_days_is_found_by_any_of_them() {
    let holds = |text: &str| {
        let days = (day("2026-10-01"), day("2026-10-31"));
        Query::parse(text).holds_on(&["Oct 2026"], None, days, day("2026-11-22"))
    };
    for text in ["date:2026-10", "date:2026", "date:2026-10-15", "date:..2026-10", "date:last-month", "-date:2025"] {
        assert!(holds(text), "{text}");
    }
    for text in ["date:2026-11..", "date:..2026-09", "date:today", "not date:2026"] {
        assert!(!holds(text), "{text}");
    }
}

fn any_query() -> impl Strategy<Value = String> {
    let parts = [
        "a",
        "e",
        "-",
        "84",
        ".",
        "$8",
        "-4",
        "not",
        "-a",
        "visa",
        "\"e f",
        "é",
        "merchant:a",
        "amount:>20",
        "is:out",
        "is:hidden",
        "date:2026-11",
        "tag:t",
        "x:",
        "#",
    ];
    prop::collection::vec(prop::sample::select(parts.to_vec()), 0..4).prop_map(|parts| parts.join(" "))
}

proptest! {
    #[test]
    fn the_index_finds_what_each_row_by_itself_says(
        lines in prop::collection::vec(("[A-Za-zÉé#$. 0-9]{0,12}", -9_999_i64..9_999, 1_u32..28, any::<bool>()), 0..12),
        text in any_query(),
    ) {
        let rows = lines.iter().zip(1..).map(|((words, cents, on, _), id)| {
            let amount = Money::new(Decimal::new(*cents, 2), Currency::USD).unwrap();
            Transaction { amount, ..row(id, words, "0", &format!("2026-1{}-{on:02}", id % 2)) }
        });
        let mut book = book(rows.collect());
        let mut index = Index::default();
        let keys: Vec<BlockKey> = book.blocks.keys().copied().collect();
        index.refresh(&book, keys.iter().copied());
        let edited = lines.iter().zip(1..).filter(|((_, _, _, is_edited), _)| *is_edited);
        let word = TxnEdit { merchant: Clean::non_empty("Vaé"), hidden: true, ..TxnEdit::new() };
        book.edits = Arc::new(Edits { transactions: edited.map(|(_, id)| (TxnId(id), word.clone())).collect(), ..Edits::default() });
        index.refresh(&book, keys.iter().copied());
        let query = Query::parse(&text);
        for key in keys {
            let Some(Slot::Loaded(block)) = book.blocks.get(&key) else { panic!("every block is read") };
            let each: Vec<bool> = block.rows().iter().map(|row| query.finds(&book, row, day("2026-11-22"))).collect();
            prop_assert_eq!(index.found(&query, &book, key, day("2026-11-22")), each, "{}", text);
        }
    }
}
