//! A small book of five banks on 2018-08-06, for the tests of the screens: every state of a connection, of a row and of a card.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be built is a failed test")]

pub mod drive;

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use passbook::domain::{
    Account, AccountId, AccountKind, AccountSource, Balance, Bank, Block, BlockKey, Book, CardTerms, Category, Clean,
    Clock, Connection, ConnectionId, Currency, Details, Life, Match, Money, Problem, ProblemKind, ProviderId, Reading,
    RowKind, Scope, Slot, Source, Status, Text, Transaction, TxnEdit, TxnId, TxnStatus,
};

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2018, 8, 6).unwrap()
}

pub fn now() -> DateTime<Utc> {
    "2018-08-06T15:04:00Z".parse().unwrap()
}

pub fn clock() -> Clock {
    Clock { now: now(), today: today() }
}

pub fn connection_id(name: &str) -> ConnectionId {
    ConnectionId::new(name).unwrap()
}

pub fn money(text: &str, currency: Currency) -> Money {
    Money::parse(text, currency).unwrap()
}

pub fn usd(text: &str) -> Money {
    money(text, Currency::USD)
}

/// Adds accounts and rows to a book, giving out ids in order.
pub struct Builder {
    pub book: Book,
    rows: Vec<Transaction>,
}

impl Builder {
    pub fn new() -> Self {
        Self { book: Book::default(), rows: Vec::new() }
    }

    pub fn connection(&mut self, name: &str, status: Status, minutes_ago: i64) {
        let mut connection = Connection::new(connection_id(name), "sandbox");
        connection.status = status;
        connection.last_ok = Some(now() - TimeDelta::minutes(minutes_ago));
        self.book.connections.insert(connection.id.clone(), Arc::new(connection));
    }

    pub fn account(&mut self, bank: &str, name: &str, mask: &str, kind: AccountKind, current: Money) -> &mut Account {
        self.book.next_account += 1;
        let id = AccountId(self.book.next_account);
        let key = bank.to_lowercase().replace(' ', "-");
        let fetched_at = self.book.connections[&connection_id(&key)].last_ok.unwrap();
        let balance = Balance { current: Some(current), ..Balance::new(fetched_at) };
        let bank = Bank { key: key.as_str().into(), name: Clean::new(bank) };
        let source = AccountSource {
            connection: connection_id(&key),
            provider_id: ProviderId::new(mask).unwrap(),
            stable_key: None,
            current: true,
        };
        let account = Account {
            sources: vec![source],
            mask: Clean::non_empty(mask),
            balance: Some(balance),
            ..Account::new(id, bank, Clean::new(name), kind, current.currency())
        };
        self.book.accounts.insert(id, Arc::new(account));
        Arc::make_mut(self.book.accounts.get_mut(&id).unwrap())
    }

    pub fn row(&mut self, account: u32, days_ago: u64, text: &str, amount: Money, read: Read<'_>) -> &mut Transaction {
        self.book.next_txn += 1;
        let date = today().checked_sub_days(Days::new(days_ago)).unwrap();
        let account_of = &self.book.accounts[&AccountId(account)];
        let reading = Reading {
            rules: 1,
            merchant: Clean::non_empty(read.merchant),
            category: read.category,
            kind: read.kind,
            hidden: false,
        };
        self.rows.push(Transaction {
            id: TxnId(self.book.next_txn),
            account: AccountId(account),
            status: TxnStatus::Posted,
            posted: Some(date),
            occurred: None,
            first_seen: date,
            amount,
            text: Text::new(text),
            sources: vec![Source {
                connection: account_of.sources[0].connection.clone(),
                id: ProviderId::new(&format!("p{}", self.book.next_txn)),
                current: true,
            }],
            details: None,
            reading: Some(Arc::new(reading)),
        });
        self.rows.last_mut().unwrap()
    }

    pub fn finish(mut self) -> Book {
        let mut blocks: std::collections::BTreeMap<BlockKey, Vec<Transaction>> = std::collections::BTreeMap::new();
        for row in self.rows.drain(..) {
            blocks.entry(BlockKey::of(&row)).or_default().push(row);
        }
        self.book.blocks =
            blocks.into_iter().map(|(key, rows)| (key, Slot::Loaded(Arc::new(Block::new(rows))))).collect();
        // local ids count from 1, the next one is free
        self.book.next_txn += 1;
        self.book
    }
}

/// How the rules read a row.
#[derive(Clone, Copy)]
pub struct Read<'a> {
    pub merchant: &'a str,
    pub category: Category,
    pub kind: RowKind,
}

pub fn spent(merchant: &str, category: Category) -> Read<'_> {
    Read { merchant, category, kind: RowKind::Spend }
}

pub fn other(category: Category, kind: RowKind) -> Read<'static> {
    Read { merchant: "", category, kind }
}

fn problem(kind: ProblemKind, words: &str) -> Problem {
    Problem { scope: Scope::Connection, kind, message: Clean::new(words) }
}

/// The five banks.
pub fn book() -> Book {
    let mut b = Builder::new();
    b.connection("chase", Status::Ok, 2);
    b.connection("wells-fargo", Status::Ok, 5);
    b.connection(
        "citi",
        Status::Failed(problem(ProblemKind::NeedsReauth, "Citi asks you to sign in again")),
        3 * 1440 + 60,
    );
    let until = Some(now() + TimeDelta::minutes(12));
    b.connection(
        "american-express",
        Status::Failed(problem(ProblemKind::RateLimited { until }, "too many requests")),
        50,
    );
    b.connection("paypal", Status::Ok, 61);
    accounts(&mut b);
    recent(&mut b);
    habits(&mut b);
    let mut book = b.finish();
    let note = TxnEdit { note: Clean::non_empty("birthday, split with Ann"), ..TxnEdit::default() };
    let hidden = TxnEdit { hidden: true, ..TxnEdit::default() };
    let edits = Arc::make_mut(&mut book.edits);
    edits.transactions.insert(TxnId(5), note);
    edits.transactions.insert(TxnId(9), hidden);
    book
}

/// The same, after one more row of today has come on the first account of Chase.
pub fn book_with_news() -> Book {
    let mut more = Builder::new();
    more.book = book();
    more.row(1, 0, "CORNER STORE", usd("-3.10"), spent("Corner Store", Category::FoodAndDrink));
    let news = more.finish();
    let mut grown = book();
    for (key, slot) in &news.blocks {
        let mut rows: Vec<Transaction> = Vec::new();
        for slot in grown.blocks.get(key).into_iter().chain([slot]) {
            if let Slot::Loaded(block) = slot {
                rows.extend(block.rows().iter().cloned());
            }
        }
        grown.blocks.insert(*key, Slot::Loaded(Arc::new(Block::new(rows))));
    }
    grown.next_txn = news.next_txn;
    grown
}

/// The same banks with amounts as large as they may be, for what a small screen makes of them.
pub fn large_book() -> Book {
    let mut book = book();
    for account in book.accounts.values_mut().filter(|account| account.id.0 % 2 == 1) {
        let account = Arc::make_mut(account);
        account.balance.as_mut().unwrap().current = Some(money("-999999999999999.99", account.currency));
    }
    for slot in book.blocks.values_mut() {
        let Slot::Loaded(block) = slot else { continue };
        let mut rows = block.rows().to_vec();
        for row in rows.iter_mut().filter(|row| row.id.0 % 3 == 0) {
            row.amount = money("-123456789012345.67", row.amount.currency());
        }
        *slot = Slot::Loaded(Arc::new(Block::new(rows)));
    }
    book
}

fn accounts(b: &mut Builder) {
    b.account("Chase", "Total Checking", "4821", AccountKind::Checking, usd("8412.77"));
    b.account("Chase", "Premier Savings", "9920", AccountKind::Savings, usd("22000"));
    let visa = b.account("Chase", "Freedom Visa", "1002", AccountKind::CreditCard, usd("-1204.10"));
    visa.balance.as_mut().unwrap().limit = Some(usd("8000"));
    visa.balance.as_mut().unwrap().available = Some(usd("6795.90"));
    visa.terms = CardTerms {
        statement_balance: Some(usd("-988.20")),
        due: NaiveDate::from_ymd_opt(2018, 8, 28),
        minimum_payment: Some(usd("35")),
        apr: Some("24.99".parse().unwrap()),
    };
    b.account("Wells Fargo", "Everyday Checking", "7730", AccountKind::Checking, usd("1998.40"));
    b.account("Wells Fargo", "Active Cash Visa", "5518", AccountKind::CreditCard, usd("-310.22"));
    b.account("Citi", "Double Cash", "0044", AccountKind::CreditCard, usd("-1010"));
    b.account("American Express", "Blue Cash", "3001", AccountKind::CreditCard, usd("-84.33"));
    b.account("PayPal", "Balance", "9001", AccountKind::Wallet, usd("120.55"));
    b.account("PayPal", "Balance in euros", "9002", AccountKind::Wallet, money("1200", Currency::EUR));
}

fn recent(b: &mut Builder) {
    let row =
        b.row(3, 0, "BLUE BOTTLE COFFEE OAKLAND", usd("-6.50"), spent("Blue Bottle Coffee", Category::FoodAndDrink));
    (row.status, row.posted, row.occurred) = (TxnStatus::Pending, None, row.posted);
    b.row(3, 1, "SHELL OIL 57444 OAKLAND", usd("-48.12"), spent("Shell", Category::Transportation));
    b.row(3, 1, "BEST BUY 00011205", usd("-899.00"), spent("Best Buy", Category::GeneralMerchandise));
    b.row(3, 2, "NETFLIX.COM", usd("-17.99"), spent("Netflix", Category::Entertainment));
    b.row(3, 3, "WHOLEFDS OAK #10421", usd("-84.33"), spent("Whole Foods Market", Category::FoodAndDrink));
    b.row(3, 4, "PAYMENT THANK YOU", usd("500"), other(Category::LoanPayments, RowKind::CardPayment));
    let row = b.row(3, 5, "HERTZ RENT-A-CAR HOLD", usd("-200"), spent("Hertz", Category::Travel));
    (row.status, row.posted) = (TxnStatus::Dropped, None);
    b.row(
        3,
        6,
        "AMAZON.COM*RT3 REFUND",
        usd("23.40"),
        Read { kind: RowKind::Refund, ..spent("Amazon", Category::GeneralMerchandise) },
    );
    b.row(3, 6, "GIFT SHOP", usd("-40"), spent("Gift Shop", Category::GeneralMerchandise));
    let row = b.row(3, 8, "北京烤鸭 SAN FRANCISCO", usd("-60.12"), spent("北京烤鸭", Category::FoodAndDrink));
    let life = Life { at: now() - TimeDelta::days(9), status: TxnStatus::Pending, amount: usd("-50.12") };
    row.details = Some(Box::new(Details {
        location: Clean::non_empty("San Francisco, CA"),
        mcc: Some(5812),
        occurred_at: Some(now() - TimeDelta::days(9)),
        matched: Some(Match::Scored(74)),
        life: vec![life],
        ..Details::default()
    }));
    b.row(
        1,
        3,
        "ACME CORP PAYROLL",
        usd("3204.18"),
        Read { merchant: "Acme Corp", category: Category::Income, kind: RowKind::Income },
    );
    b.row(1, 4, "CHASE CREDIT CRD AUTOPAY", usd("-500"), other(Category::LoanPayments, RowKind::CardPayment));
    b.row(1, 5, "RENT OAKWOOD APTS", usd("-1850"), spent("Oakwood Apartments", Category::RentAndUtilities));
    b.row(9, 2, "Hotel Adlon Berlin", money("-212.40", Currency::EUR), spent("Hotel Adlon", Category::Travel));
    b.row(8, 2, "eBay", usd("-31.07"), spent("eBay", Category::GeneralMerchandise));
}

/// Two years of small purchases, the same on every run.
fn habits(b: &mut Builder) {
    let shops = [
        ("Amazon", "AMZN Mktp US*2K4", Category::GeneralMerchandise, 2340_i64),
        ("Whole Foods Market", "WHOLEFDS OAK #10421", Category::FoodAndDrink, 6710),
        ("Shell", "SHELL OIL 57444 OAKLAND", Category::Transportation, 4436),
        ("Blue Bottle Coffee", "BLUE BOTTLE COFFEE OAKLAND", Category::FoodAndDrink, 650),
        ("Target", "TARGET 00028391 OAKLAND CA", Category::GeneralMerchandise, 3199),
        ("Walgreens", "WALGREENS #4821", Category::Medical, 1207),
    ];
    for step in 0..420_u64 {
        let (merchant, text, category, cents) = shops[usize::try_from(step * 7 % 6).unwrap()];
        let account = [3, 5, 6, 1, 7][usize::try_from(step % 5).unwrap()];
        let varied = cents + i64::try_from(step * 37 % 900).unwrap();
        let amount = Money::new(rust_decimal::Decimal::new(-varied, 2), Currency::USD).unwrap();
        b.row(account, 9 + step * 7 / 4, text, amount, spent(merchant, category));
    }
}
