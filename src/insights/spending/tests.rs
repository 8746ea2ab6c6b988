//! A small book with what spending must not count, and random books whose sums must agree with their rows.

use proptest::prelude::*;

use super::*;
use crate::domain::{Account, AccountEdit, Bank, Block, BlockKey, Delta, Edit, Money, Text, TxnEdit, TxnId};
use crate::insights::fill;

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub fn account(id: u32, kind: AccountKind) -> Arc<Account> {
    let bank = Bank { key: format!("bank{id}").into(), name: Clean::new(&format!("Bank {id}")) };
    Arc::new(Account::new(AccountId(id), bank, Clean::new(&format!("Account {id}")), kind, Currency::USD))
}

pub fn row(id: u64, account: u32, date: NaiveDate, amount: &str, currency: Currency, text: &str) -> Transaction {
    Transaction {
        id: TxnId(id),
        account: AccountId(account),
        status: TxnStatus::Posted,
        posted: Some(date),
        occurred: None,
        first_seen: date,
        amount: Money::parse(amount, currency).unwrap(),
        text: Text::new(text),
        sources: Vec::new(),
        details: None,
        reading: None,
    }
}

/// A book of a checking account (1) and a card (2), its rows read.
pub fn book_of(rows: Vec<Transaction>) -> Book {
    let mut blocks: BTreeMap<BlockKey, Vec<Transaction>> = BTreeMap::new();
    for row in rows {
        blocks.entry(BlockKey::of(&row)).or_default().push(row);
    }
    let mut delta = Delta {
        accounts: vec![account(1, AccountKind::Checking), account(2, AccountKind::CreditCard)],
        blocks: blocks.into_iter().map(|(key, rows)| (key, Some(Arc::new(Block::new(rows))))).collect(),
        ..Delta::default()
    };
    let mut book = Book::default();
    fill(&book, &mut delta);
    book.apply(&delta);
    book
}

pub fn book() -> Book {
    let usd = Currency::USD;
    let mut rows = vec![
        row(1, 2, day(2025, 12, 3), "-7.00", usd, "STARBUCKS STORE 2 QUECHEE VT"),
        row(2, 2, day(2026, 11, 2), "-5.00", usd, "STARBUCKS STORE 2 QUECHEE VT"),
        row(3, 1, day(2026, 11, 4), "-4.00", usd, "STARBUCKS STORE 1 QUECHEE VT"),
        row(4, 2, day(2026, 11, 5), "2.00", usd, "STARBUCKS STORE 1 QUECHEE VT"),
        row(5, 2, day(2026, 11, 6), "-80.00", usd, "CORNER BOOKS QUECHEE VT"),
        row(6, 2, day(2026, 11, 7), "-30.00", Currency::EUR, "STARBUCKS PARIS"),
        row(7, 1, day(2026, 11, 8), "-500.00", usd, "Online Transfer to SAV ...9920"),
        row(8, 2, day(2026, 11, 8), "500.00", usd, "PAYMENT THANK YOU"),
        row(9, 1, day(2026, 11, 9), "-60.00", usd, "ATM WITHDRAWAL 0412"),
        row(10, 1, day(2026, 11, 9), "-12.00", usd, "MONTHLY SERVICE FEE"),
        row(11, 2, day(2026, 11, 10), "-900.00", usd, "CORNER BOOKS QUECHEE VT"),
    ];
    rows[4].status = TxnStatus::Pending;
    rows[10].status = TxnStatus::Dropped;
    book_of(rows)
}

fn november() -> Period {
    "2026-11".parse().unwrap()
}

fn spent(group: Group) -> Vec<(String, String)> {
    let spending = by(&book(), november(), group, day(2026, 11, 22)).unwrap();
    spending.lines.iter().map(|line| (line.label.to_string(), format!("{} {}", line.spent, line.currency))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(label, spent)| ((*label).to_owned(), (*spent).to_owned())).collect()
}

#[test]
fn purchases_less_refunds_are_spending_and_nothing_else_is() {
    let expected = [("Corner Books", "80.00 USD"), ("Starbucks", "30.00 EUR"), ("Starbucks", "7.00 USD")];
    assert_eq!(spent(Group::Merchant), pairs(&expected));
    let expected = [("Shopping", "80.00 USD"), ("Food & drink", "30.00 EUR"), ("Food & drink", "7.00 USD")];
    assert_eq!(spent(Group::Category), pairs(&expected));
    let expected = [("Bank 2", "83.00 USD"), ("Bank 2", "30.00 EUR"), ("Bank 1", "4.00 USD")];
    assert_eq!(spent(Group::Bank), pairs(&expected));
    let expected = [("Account 2", "83.00 USD"), ("Account 2", "30.00 EUR"), ("Account 1", "4.00 USD")];
    assert_eq!(spent(Group::Account), pairs(&expected));
}

#[test]
fn a_line_tells_debit_from_credit_and_what_is_pending() {
    let spending = by(&book(), november(), Group::Merchant, day(2026, 11, 22)).unwrap();
    let cents = |cents| Decimal::new(cents, 2);
    let books = &spending.lines[0];
    assert_eq!((books.pending, books.share_permille, books.category), (cents(8000), 919, Category::GeneralMerchandise));
    let coffee = &spending.lines[2];
    assert_eq!((coffee.visits, coffee.refunded), (2, cents(200)));
    assert_eq!((coffee.debit, coffee.credit), (cents(400), cents(300)));
    assert_eq!((coffee.months[0], coffee.months[11]), (cents(700), cents(700)));
    assert_eq!(spending.totals.len(), 2);
    assert_eq!((spending.totals[1].currency, spending.totals[1].spent), (Currency::USD, cents(8700)));
}

#[test]
fn hidden_rows_and_accounts_and_a_persons_names_are_heeded() {
    let mut book = book();
    let hidden = TxnEdit { hidden: true, ..TxnEdit::default() };
    let renamed = TxnEdit { merchant: Some(Clean::new("Starbucks")), ..TxnEdit::default() };
    let away = AccountEdit { hidden: true, ..AccountEdit::default() };
    let edits = vec![Edit::Txn(TxnId(2), hidden), Edit::Txn(TxnId(5), renamed), Edit::Account(AccountId(1), away)];
    book.apply(&Delta { edits, ..Delta::default() });
    let spending = by(&book, november(), Group::Merchant, day(2026, 11, 22)).unwrap();
    let usd: Vec<_> = spending.lines.iter().filter(|line| line.currency == Currency::USD).collect();
    assert_eq!(usd.len(), 1);
    assert_eq!((usd[0].label.as_str(), usd[0].spent), ("Starbucks", Decimal::new(7800, 2)));
}

#[test]
fn months_end_with_the_period_but_never_after_today() {
    let end = |period: &str| last_month(period.parse().unwrap(), day(2026, 11, 22)).to_string();
    assert_eq!(end("2026-03"), "2026-03");
    assert_eq!(end("2026"), "2026-11");
    assert_eq!(end("2025"), "2025-12");
    assert_eq!(end("all"), "2026-11");
}

const TEXTS: &[&str] =
    &["STARBUCKS #1234", "CORNER BOOKS", "PAYMENT THANK YOU", "ZELLE TO PAT", "12345678", "AMAZON.COM*1A"];

proptest! {
    #[test]
    fn lines_totals_and_rows_agree_to_the_cent(
        seeds in prop::collection::vec((1u32..=2, 0u64..700, -100_000i64..50_000, 0usize..6, any::<bool>(), 0u8..4), 0..60),
        which in 0usize..4,
    ) {
        let rows = seeds.iter().zip(1u64..).map(|((account, days, cents, text, euro, status), id)| {
            let date = day(2025, 1, 1) + chrono::Days::new(*days);
            let currency = if *euro { Currency::EUR } else { Currency::USD };
            let mut made = row(id, *account, date, &Decimal::new(*cents, 2).to_string(), currency, TEXTS[*text]);
            made.status = [TxnStatus::Pending, TxnStatus::Posted, TxnStatus::Dropped, TxnStatus::Removed][usize::from(*status)];
            made
        });
        let book = book_of(rows.collect());
        let group = [Group::Merchant, Group::Category, Group::Bank, Group::Account][which];
        let period = Period::Year(2026);
        let spending = by(&book, period, group, day(2026, 11, 22)).unwrap();
        let mut of_rows = Amounts::default();
        // money of a merchant of whom that much was bought is a refund, whatever the text alone says
        let pairs = transfers::pairs(&book, Period::All, &crate::domain::Rates::default());
        for row in book.rows_in(period).filter(|row| row.status.counts() && pairs.kind(&book, row).is_spending()) {
            of_rows.add(row.amount.negated()).unwrap();
        }
        for total in &spending.totals {
            prop_assert_eq!(total.spent, of_rows.of(total.currency));
            let lines: Decimal = spending.lines.iter().filter(|l| l.currency == total.currency).map(|l| l.spent).sum();
            prop_assert_eq!(total.spent, lines);
        }
        prop_assert_eq!(spending.totals.len(), of_rows.iter().count());
        for line in &spending.lines {
            let of_line: Decimal = rows_of(&book, &line.key, period).iter().map(|row| -row.amount.amount()).sum();
            prop_assert_eq!(line.spent, of_line);
            prop_assert_eq!(line.spent, line.debit + line.credit);
            prop_assert!(line.share_permille <= 1000);
        }
    }
}
