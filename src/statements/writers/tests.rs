use std::sync::Arc;

use chrono::NaiveDate;

use super::*;
use crate::domain::{
    Account, AccountEdit, AccountId, AccountKind, Balance, Bank, Block, BlockKey, Book, Category, Clean, Currency,
    Details, Edit, Money, Period, Reading, RowKind, Slot, Split, Text, Transaction, TxnEdit, TxnId, TxnStatus,
};
use crate::statements::{self, Options};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn usd(text: &str) -> Money {
    Money::parse(text, Currency::USD).unwrap()
}

fn account(id: u32, kind: AccountKind, name: &str, balance: &str) -> Account {
    let at = day(20).and_hms_opt(12, 0, 0).unwrap().and_utc();
    let held = Balance { current: Some(usd(balance)), as_of: Some(at), ..Balance::new(at) };
    let bank = Bank { key: "bank.example".into(), name: Clean::new("Bänk & Söhne") };
    let (mask, balance) = (Some(Clean::new("1002")), Some(held));
    Account { mask, balance, ..Account::new(AccountId(id), bank, Clean::new(name), kind, Currency::USD) }
}

fn row(id: u64, account: u32, on: u32, amount: &str, text: &str, kind: RowKind) -> Transaction {
    let category = if kind == RowKind::Spend { Category::FoodAndDrink } else { Category::TransferOut };
    let merchant = (kind == RowKind::Spend).then(|| Clean::new("Café; \"Bar\" | x"));
    Transaction {
        id: TxnId(id),
        account: AccountId(account),
        status: TxnStatus::Posted,
        posted: Some(day(on)),
        occurred: None,
        first_seen: day(on),
        amount: usd(amount),
        text: Text::new(text),
        sources: vec![],
        details: None,
        reading: Some(Arc::new(Reading { rules: 1, merchant, category, kind, hidden: false })),
    }
}

/// Checking with 900, a card that owes 40: a purchase on it, its payment over a weekend, a pending purchase, a dropped and a hidden one.
fn book() -> Book {
    let mut pending = row(4, 2, 20, "-7.00", "=CMD()", RowKind::Spend);
    (pending.status, pending.posted, pending.occurred) = (TxnStatus::Pending, None, Some(day(20)));
    let mut dropped = row(5, 2, 18, "-1.00", "HOLD", RowKind::Spend);
    dropped.status = TxnStatus::Dropped;
    let mut check = row(7, 1, 4, "-25.00", "CHECK <1>", RowKind::Check);
    check.details = Some(Box::new(Details { check_number: Some(Clean::new("101")), ..Details::default() }));
    let rows = [
        row(1, 2, 5, "-40.00", "CAFE \u{1b}[2J; (x) \"Q\" \\ end of a text over thirty-two letters", RowKind::Spend),
        row(2, 1, 9, "-60.00", "CARD PYMT", RowKind::CardPayment),
        row(3, 2, 11, "60.00", "PAYMENT THANK YOU", RowKind::CardPayment),
        pending,
        dropped,
        row(6, 1, 3, "-5.00", "DOUBLE", RowKind::Spend),
        check,
        row(8, 1, 12, "-10.00", "TO A BROKER", RowKind::Transfer),
    ];
    let mut book = Book { next_account: 3, next_txn: 9, ..Book::default() };
    for account in [
        account(1, AccountKind::Checking, "Main [x]: a/b", "900.00"),
        account(2, AccountKind::CreditCard, "Visa", "-40.00"),
    ] {
        book.accounts.insert(account.id, Arc::new(account));
    }
    for id in [1, 2] {
        let own: Vec<_> = rows.iter().filter(|row| row.account.0 == id).cloned().collect();
        book.blocks.insert(BlockKey::of(&own[0]), Slot::Loaded(Arc::new(Block::new(own))));
    }
    let hidden = Edit::Txn(TxnId(6), TxnEdit { hidden: true, ..TxnEdit::default() });
    let note = TxnEdit { note: Some(Clean::new("for [Ann]: formula:: 1, 2")), ..TxnEdit::default() };
    let edits = Arc::make_mut(&mut book.edits);
    edits.apply(&hidden);
    edits.apply(&Edit::Txn(TxnId(7), note));
    edits.apply(&Edit::Account(
        AccountId(2),
        AccountEdit { name: Some(Clean::new("My card")), ..AccountEdit::default() },
    ));
    book
}

fn written(book: &Book, writer: Writer, period: Period, whole: bool) -> String {
    let shown = |row: &&Transaction| !book.edit_of(row.id).hidden;
    let mut rows: Vec<_> = book.rows().filter(shown).filter(|row| period.contains(row.date())).collect();
    rows.sort_by_key(|row| (row.date(), row.account, row.id));
    let accounts = book.accounts.values().map(AsRef::as_ref).collect();
    let mut out = Vec::new();
    writer(&View { book, accounts, rows, period, whole, pairs: &[(TxnId(2), TxnId(3))] }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_defused_and_numbers_are_not() {
    for (cell, defused_cell) in [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("-dash", "'-dash"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("-1+cmd", "'-1+cmd"),
        ("＝1", "'＝1"),
        ("-12.30", "-12.30"),
        ("+1", "+1"),
        ("plain - text", "plain - text"),
        ("", ""),
    ] {
        assert_eq!(defused(cell), defused_cell);
    }
    let table = written(&book(), CSV, Period::All, true);
    assert!(table.contains(",'=CMD(),") && table.contains(",-7.00,"), "{table}");
    assert_eq!(table.lines().count(), 1 + 7, "a dropped row stands in it, a hidden one does not");
}

#[test]
fn both_sides_of_a_transfer_are_one_transaction() {
    let journal = written(&book(), HLEDGER, Period::All, true);
    let payment = "2026-11-09 * CARD PYMT\n    ; id: t2\n    ; other: t3 2026-11-11\n    \
                   Assets:Bänk-Söhne:Main-X-A-B-1002  -60.00 USD\n    Liabilities:Bänk-Söhne:My-Card-1002  60.00 USD\n";
    assert!(journal.contains(payment), "{journal}");
    assert!(!journal.contains("THANK YOU"), "the other side is in it");
    assert!(journal.contains("    Equity:Transfers  10.00 USD"), "{journal}");
}

#[test]
fn what_was_there_before_is_the_banks_balance_less_what_was_booked() {
    let journal = written(&book(), HLEDGER, Period::All, true);
    assert!(
        journal.contains("2026-11-03 * Opening balance\n    Assets:Bänk-Söhne:Main-X-A-B-1002  995.00 USD"),
        "{journal}"
    );
    assert!(
        journal.contains("2026-11-04 * Opening balance\n    Liabilities:Bänk-Söhne:My-Card-1002  -60.00 USD"),
        "{journal}"
    );
    assert!(journal.contains("0.00 USD = 900.00 USD"), "{journal}");
    assert!(
        journal.contains("pending included\n    Liabilities:Bänk-Söhne:My-Card-1002  0.00 USD = -47.00 USD"),
        "{journal}"
    );
    let part = written(&book(), HLEDGER, "2026-11-10..2026-11-30".parse().unwrap(), true);
    assert!(part.contains("Main-X-A-B-1002  910.00 USD\n    Equity:Opening-Balances"), "{part}");
    assert!(
        part.contains("Liabilities:Bänk-Söhne:My-Card-1002  60.00 USD\n    Equity:Transfers"),
        "its other side is not in it: {part}"
    );
    let some = written(&book(), HLEDGER, Period::All, false);
    assert!(!some.contains("Opening") && !some.contains(" = "), "of some rows no balance follows: {some}");
}

#[test]
fn texts_cannot_break_out_of_a_journal() {
    let journal = written(&book(), LEDGER, Period::All, true);
    assert!(journal.contains("\n2026-11-05 * Café, \"Bar\" / x | CAFE , (x) \"Q\" \\ end"), "{journal}");
    assert!(journal.contains("    ; note: for Ann formula 1 2\n"), "{journal}");
    assert!(journal.contains("\n2026-11-20 ! Café"), "{journal}");
    let beans = written(&book(), BEANCOUNT, Period::All, true);
    assert!(beans.contains(r#"* "Café; \"Bar\" | x" "CAFE ; (x) \"Q\" \\ end of"#), "{beans}");
    assert!(
        beans.contains("2026-11-21 balance Assets:Bänk-Söhne:Main-X-A-B-1002  900.00 USD"),
        "the next morning: {beans}"
    );
}

#[test]
fn our_own_reader_reads_ofx_back() {
    let book = book();
    let file = written(&book, OFX, Period::All, true);
    let reading = statements::read(file.as_bytes(), "export.ofx", &Options::default()).unwrap();
    assert_eq!((reading.statements.len(), reading.rows().count()), (2, 5), "posted rows alone: {file}");
    for statement in &reading.statements {
        let card = statement.account.kind == AccountKind::CreditCard;
        let balance = statement.account.balance.as_ref().and_then(|balance| balance.current);
        assert_eq!(balance, Some(usd(if card { "-40.00" } else { "900.00" })));
        assert_eq!(statement.account.mask.as_ref().unwrap().as_str(), "1002");
        assert_eq!(statement.account.bank.name.as_str(), "Bänk & Söhne");
        for row in &statement.rows {
            let own = book.rows().find(|own| own.posted == row.posted && own.amount == row.amount).unwrap();
            assert_eq!(row.text.clean(), own.text.clean(), "also where it is longer than a name may be");
            assert_eq!(row.extras().check_number, own.details().check_number);
        }
    }
}

#[test]
fn a_custom_currency_gets_a_name_of_its_own() {
    let mut book = book();
    let miles = Currency::parse("https://shop.example/usd").unwrap();
    let mut odd = account(1, AccountKind::Other, "Points", "1");
    odd.currency = miles;
    odd.balance.as_mut().unwrap().current = Money::parse("1204", miles).ok();
    book.accounts.insert(odd.id, Arc::new(odd));
    let journal = written(&book, BEANCOUNT, Period::All, true);
    assert!(journal.contains("  Assets:Bänk-Söhne:Points-1002  1204 USDX\n"), "{journal}");
    assert!(written(&book, OFX, Period::All, true).contains("<CURDEF>XXX</CURDEF>"));
}

#[test]
fn a_row_that_was_divided_goes_to_each_of_its_parts() {
    let mut book = book();
    let part = |category, amount| Split { category, amount: usd(amount), note: None };
    let splits = vec![part(Category::Travel, "-15.00"), part(Category::Income, "-5.00")];
    let said = TxnEdit { splits, ..TxnEdit::default() };
    Arc::make_mut(&mut book.edits).apply(&Edit::Txn(TxnId(7), said));
    let journal = written(&book, HLEDGER, Period::All, true);
    let parts =
        "-25.00 USD\n    Expenses:Travel  15.00 USD\n    Income:Income  5.00 USD\n    Expenses:Check  5.00 USD\n";
    assert!(journal.contains(parts), "{journal}");
}

#[test]
fn qif_begins_with_the_opening_balance_and_names_the_other_account() {
    let file = written(&book(), QIF, Period::All, true);
    let checking = "!Account\nNBänk & Söhne Main  x   a b 1002\nTBank\n^\n!Type:Bank\nD11/04/2026\nT995.00\nCX\nPOpening Balance\n";
    assert!(file.contains(checking), "{file}");
    assert!(file.contains("T-60.00\nCX\nPCARD PYMT\nL[Bänk & Söhne My card 1002]\n^\n"), "{file}");
    assert!(file.contains("N101\nPCHECK <1>\nMfor [Ann]: formula:: 1, 2\nLCheck\n^\n"), "{file}");
    assert!(!file.contains("CMD") && !file.contains("HOLD"), "pending and dropped rows are left out");
}
