//! How sign, account, codes and the provider's words decide where text alone does not.

use super::super::spending::tests::{account, book, day, row};
use super::*;
use crate::domain::{AccountEdit, BlockKey, Counterparty, Currency, TxnEdit, TxnId};

fn reading(amount: &str, text: &str, kind: AccountKind) -> Reading {
    read(&row(1, 1, day(2026, 11, 1), amount, Currency::USD, text), kind)
}

#[test]
fn sign_and_account_decide_the_kind() {
    use AccountKind::{Checking, CreditCard, Investment, Mortgage, Savings};
    for (amount, text, account, kind) in [
        ("-5", "STARBUCKS 1234", CreditCard, RowKind::Spend),
        ("5", "STARBUCKS 1234", CreditCard, RowKind::Refund),
        ("5", "STARBUCKS 1234", Checking, RowKind::Refund),
        ("500", "PAYMENT THANK YOU", CreditCard, RowKind::CardPayment),
        ("-500", "PAYMENT THANK YOU", CreditCard, RowKind::CardPayment),
        ("500", "884412", CreditCard, RowKind::CardPayment),
        ("2000", "GLOBEX DES:PAYROLL", Checking, RowKind::Income),
        ("2000", "GLOBEX CORPORATION", Checking, RowKind::Income),
        ("20", "PURCHASE RETURN AUTHORIZED ON 04/12 CORNER BOOKS", Checking, RowKind::Refund),
        ("20", "Zelle payment Pat Doe", Checking, RowKind::P2pIn),
        ("-20", "Zelle payment Pat Doe", Checking, RowKind::P2pOut),
        ("0.42", "INTEREST PAID", Savings, RowKind::Interest),
        ("-35", "OVERDRAFT FEE", Checking, RowKind::Fee),
        ("-1200", "ROCKET MORTGAGE LOAN", Checking, RowKind::LoanPayment),
        ("1200", "THANK YOU, RECEIVED", Mortgage, RowKind::LoanPayment),
        ("-300", "VANGUARD BUY INVESTMENT", Checking, RowKind::Investment),
        ("-300", "BOUGHT 3 SHARES", Investment, RowKind::Investment),
    ] {
        assert_eq!(reading(amount, text, account).kind, kind, "{amount} {text}");
    }
}

#[test]
fn the_category_follows_brand_then_code_then_provider_then_words() {
    let mut made = row(1, 1, day(2026, 11, 1), "-5", Currency::USD, "CORNER BOOKS");
    assert_eq!(read(&made, AccountKind::CreditCard).category, Category::GeneralMerchandise);
    made.details_mut().provider_category = Some(Category::Entertainment);
    assert_eq!(read(&made, AccountKind::CreditCard).category, Category::Entertainment);
    made.details_mut().mcc = Some(5812);
    assert_eq!(read(&made, AccountKind::CreditCard).category, Category::FoodAndDrink);
    let name = Clean::new("Netflix.com");
    made.details_mut().counterparties =
        vec![Counterparty { name, role: CounterpartyRole::Merchant, entity: None, website: None }];
    let read = read(&made, AccountKind::CreditCard);
    assert_eq!(read.merchant.unwrap().as_str(), "Netflix");
    assert_eq!(read.category, Category::Entertainment);
}

#[test]
fn a_row_without_a_merchant_keeps_none_whatever_the_provider_names() {
    let mut made = row(1, 1, day(2026, 11, 1), "500", Currency::USD, "PAYMENT THANK YOU");
    let name = Clean::new("Chase");
    made.details_mut().counterparties =
        vec![Counterparty { name, role: CounterpartyRole::Merchant, entity: None, website: None }];
    let read = read(&made, AccountKind::CreditCard);
    assert_eq!((read.merchant, read.category), (None, Category::LoanPayments));
}

#[test]
fn a_person_whom_the_provider_names_is_no_shop() {
    let mut made = row(1, 1, day(2026, 11, 1), "50", Currency::USD, "Pat Doe rent share");
    assert_eq!(read(&made, AccountKind::Wallet).kind, RowKind::Income);
    let name = Clean::new("Pat Doe");
    made.details_mut().counterparties =
        vec![Counterparty { name, role: CounterpartyRole::Person, entity: None, website: None }];
    let read = read(&made, AccountKind::Wallet);
    assert_eq!((read.merchant, read.kind, read.category), (None, RowKind::P2pIn, Category::TransferIn));
}

#[test]
fn rows_that_read_alike_share_one_reading() {
    let mut readings = Readings::default();
    let one = row(1, 1, day(2026, 11, 1), "-5", Currency::USD, "CORNER BOOKS");
    let two = row(2, 1, day(2026, 11, 2), "-9", Currency::USD, "CORNER BOOKS");
    let back = row(3, 1, day(2026, 11, 3), "9", Currency::USD, "CORNER BOOKS");
    let first = readings.read(&one, AccountKind::CreditCard);
    assert!(Arc::ptr_eq(&first, &readings.read(&two, AccountKind::CreditCard)));
    assert_eq!(readings.read(&back, AccountKind::CreditCard).kind, RowKind::Refund);
}

#[test]
fn older_readings_are_made_anew_and_fresh_ones_are_left_alone() {
    let mut book = book();
    assert_eq!(outdated(&book), None);
    let old =
        Reading { rules: RULES - 1, merchant: None, category: Category::Travel, kind: RowKind::Check, hidden: false };
    let mut made = row(90, 1, day(2026, 9, 1), "-5", Currency::USD, "CORNER BOOKS");
    made.reading = Some(Arc::new(old));
    let key = BlockKey::of(&made);
    let blocks = vec![(key, Some(Arc::new(Block::new(vec![made]))))];
    book.apply(&Delta { blocks, ..Delta::default() });
    let delta = outdated(&book).unwrap();
    assert_eq!(delta.blocks.len(), 1, "only the block that needs it");
    book.apply(&delta);
    assert_eq!(outdated(&book), None);
    assert!(book.rows().all(|row| row.reading.as_ref().is_some_and(|reading| reading.rules == RULES)));
}

#[test]
fn an_account_that_becomes_a_card_has_its_rows_read_anew() {
    let mut book = Book::default();
    let made = row(1, 1, day(2026, 9, 1), "50", Currency::USD, "CORNER GLOBEX");
    let blocks = vec![(BlockKey::of(&made), Some(Arc::new(Block::new(vec![made]))))];
    let mut delta = Delta { accounts: vec![account(1, AccountKind::Checking)], blocks, ..Delta::default() };
    fill(&book, &mut delta);
    book.apply(&delta);
    let kind = |book: &Book| book.rows().map(|row| book.row_kind(row)).next().unwrap();
    assert_eq!(kind(&book), RowKind::Income);
    let word = AccountEdit { kind: Some(AccountKind::CreditCard), ..AccountEdit::default() };
    let mut delta = Delta { edits: vec![Edit::Account(AccountId(1), word)], ..Delta::default() };
    fill(&book, &mut delta);
    book.apply(&delta);
    assert_eq!(kind(&book), RowKind::Refund);
    assert_eq!(book.rows().map(|row| row.id).collect::<Vec<_>>(), [TxnId(1)]);
}

#[test]
fn spending_is_called_by_its_category_all_else_by_its_kind_and_a_persons_word_wins() {
    let mut book = book();
    let mut made = row(90, 1, day(2026, 9, 1), "-5", Currency::USD, "CORNER BOOKS");
    assert_eq!(book.what(&made), "Uncategorized", "money out that nobody has read");
    for (amount, text, kind, what) in [
        ("-5", "CORNER BOOKS", AccountKind::CreditCard, "Shopping"),
        ("5", "CORNER BOOKS", AccountKind::CreditCard, "Shopping"),
        ("500", "PAYMENT THANK YOU", AccountKind::CreditCard, "Card payment"),
        ("-60", "ATM WITHDRAWAL 0412", AccountKind::Checking, "Cash"),
        ("-60", "Online Transfer to SAV ...9920", AccountKind::Checking, "Transfer"),
    ] {
        made.reading = Some(Arc::new(reading(amount, text, kind)));
        assert_eq!(book.what(&made), what, "{amount} {text}");
    }
    let edit = TxnEdit { category: Some(Category::Travel), ..TxnEdit::default() };
    Arc::make_mut(&mut book.edits).transactions.insert(made.id, edit);
    assert_eq!(book.what(&made), "Travel");
}
