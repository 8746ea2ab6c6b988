//! The sandbox from end to end, held against what was true in it: every bank is pulled to the end of its history, merged and read,
//! and what a newcomer then sees must be right to the cent.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod support;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use chrono::{Datelike, NaiveDate};
use passbook::connectors::{self, Request};
use passbook::domain::{
    Book, Category, Clean, Clock, Connection, ConnectionId, Delta, Edit, Money, Month, Period, RowKind, Rule, Setting,
    Split, Transaction, TxnEdit,
};
use passbook::insights::{self, Group};
use passbook::sandbox::{Moment, Scenario, SimBank, TruthRow, World};
use passbook::sync;
use rust_decimal::Decimal;

/// Persons and days that are looked at.
const SEEDS: [u64; 3] = [1, 7, 42];
const DAYS: [(i32, u32, u32); 2] = [(2026, 11, 22), (2024, 3, 1)];

/// One person's sandbox on one day: what the program knows, and what was true.
struct Seen {
    seed: u64,
    today: NaiveDate,
    book: Book,
    truth: Vec<TruthRow>,
}

impl Seen {
    fn of(seed: u64, today: NaiveDate) -> Self {
        let mut book = Book::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        for bank in SimBank::ALL {
            runtime.block_on(pull_all(&mut book, bank, seed, today));
        }
        let truth = World::new(seed, Scenario::Normal, today).truth(Moment::opening(today));
        Self { seed, today, book, truth }
    }

    /// Each true row that counts, with the program's row that bears its id.
    fn pairs(&self) -> Vec<(&TruthRow, &Transaction)> {
        let mut by_id: HashMap<&str, &Transaction> = HashMap::new();
        for row in self.book.rows() {
            let ids = row.sources.iter().filter(|source| source.current).filter_map(|source| source.id.as_ref());
            ids.for_each(|id| assert!(by_id.insert(id.as_str(), row).is_none(), "two rows of one id"));
        }
        let counting: Vec<_> = self.truth.iter().filter(|row| row.status.counts()).collect();
        let pair = |truth: &&TruthRow| by_id.get(truth.ids.last().unwrap().as_str()).copied();
        let pairs: Vec<_> = counting.iter().filter_map(|truth| Some((*truth, pair(truth)?))).collect();
        assert_eq!(pairs.len(), counting.len(), "seed {} {}: rows that were lost", self.seed, self.today);
        assert_eq!(pairs.len(), self.book.rows().filter(|row| row.status.counts()).count(), "rows of nobody");
        pairs
    }

    /// The last whole year.
    fn year(&self) -> Period {
        Period::Year(self.today.year() - 1)
    }
}

static EVERYONE: LazyLock<Vec<Seen>> = LazyLock::new(|| {
    let day = |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    SEEDS.into_iter().flat_map(|seed| DAYS.map(|at| Seen::of(seed, day(at)))).collect()
});

/// Pulls a bank until there is no more, merging and reading each answer as the program does.
async fn pull_all(book: &mut Book, bank: SimBank, seed: u64, today: NaiveDate) {
    let connector = (connectors::registered("sandbox").unwrap().connector)();
    let now = today.and_hms_opt(12, 0, 0).unwrap().and_utc();
    let clock = Clock { now, today };
    let settings =
        [("bank", Setting::Text(bank.slug().to_owned())), ("seed", Setting::Number(i64::try_from(seed).unwrap()))];
    let mut request = Request {
        connection: ConnectionId::new(bank.slug()).unwrap(),
        settings: settings.into_iter().map(|(key, setting)| (key.to_owned(), setting)).collect(),
        clock,
        zone: |_| chrono::FixedOffset::east_opt(0).unwrap(),
        since: today,
        cursor: None,
        watermarks: BTreeMap::new(),
        secret: None,
        host: support::Budget::of(0),
    };
    let id = &request.connection;
    book.connections.insert(id.clone(), Arc::new(Connection::new(id.clone(), "sandbox")));
    loop {
        let batch = connector.pull(&request).await.unwrap();
        let mut delta = sync::merge(book, &batch, clock).unwrap();
        insights::fill(book, &mut delta);
        book.apply(&delta);
        request.cursor = batch.cursor.after(request.cursor);
        if !batch.more {
            return;
        }
    }
}

fn dollars(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn is_spent(kind: RowKind) -> bool {
    matches!(kind, RowKind::Spend | RowKind::Refund)
}

/// How a name is compared: letters and digits alone, without an article.
fn plain(name: &str) -> String {
    let name = name.to_lowercase();
    name.trim_start_matches("the ").chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn spending_of_the_last_whole_year_is_what_was_spent_to_the_cent() {
    for seen in EVERYONE.iter() {
        let year = seen.year();
        let true_rows: Vec<_> = seen.pairs().into_iter().filter(|(_, row)| year.contains(row.date())).collect();
        let spent = true_rows.iter().filter(|(truth, _)| is_spent(truth.kind));
        let true_sum: i64 = spent.clone().map(|(truth, _)| -truth.amount).sum();
        let spending = insights::by(&seen.book, year, Group::Merchant, seen.today).unwrap();
        let [total] = &spending.totals[..] else { panic!("one currency: {:?}", spending.totals) };
        assert_eq!(total.spent, dollars(true_sum), "seed {} {}", seen.seed, seen.today);
        assert_eq!(total.spent, spending.lines.iter().map(|line| line.spent).sum::<Decimal>());

        // merchant by merchant: each line is the sum of the true rows of the merchants in it
        for line in &spending.lines {
            let rows = insights::rows_of(&seen.book, &line.key, year);
            let ids: std::collections::BTreeSet<_> = rows.iter().map(|row| row.id).collect();
            let sum: i64 = spent.clone().filter(|(_, row)| ids.contains(&row.id)).map(|(truth, _)| -truth.amount).sum();
            assert_eq!(line.spent, dollars(sum), "{}", line.label);
        }
    }
}

#[test]
fn no_line_of_a_merchant_holds_the_money_of_another_and_nearly_all_bear_its_name() {
    let (mut named, mut all) = (0, 0);
    let mut others: BTreeMap<(String, String), u32> = BTreeMap::new();
    for seen in EVERYONE.iter() {
        let mut owners: HashMap<&Clean, BTreeMap<&str, u32>> = HashMap::new();
        for (truth, row) in seen.pairs() {
            let (Some(name), Some(read)) = (truth.merchant, seen.book.merchant(row)) else { continue };
            all += 1;
            if plain(name) == plain(read.as_str()) {
                named += 1;
            } else {
                *others.entry((name.to_owned(), read.to_string())).or_default() += 1;
            }
            *owners.entry(read).or_default().entry(name).or_default() += 1;
        }
        for (read, names) in owners {
            assert_eq!(names.len(), 1, "{read} holds the rows of {names:?}");
        }
    }
    assert!(named * 100 >= all * 90, "{named} of {all}; other names: {others:#?}");
}

#[test]
fn rows_are_of_the_kind_that_they_truly_are_and_only_purchases_have_a_merchant() {
    let (mut right, mut all) = (0, 0);
    let mut wrong: BTreeMap<String, u32> = BTreeMap::new();
    for seen in EVERYONE.iter() {
        for (truth, row) in seen.pairs() {
            let kind = seen.book.row_kind(row);
            all += 1;
            if kind == truth.kind {
                right += 1;
            } else {
                *wrong.entry(format!("{:?} read as {kind:?}: {}", truth.kind, row.text.clean())).or_default() += 1;
            }
            // of money put into stocks the broker is worth a name
            if truth.merchant.is_none() && truth.kind != RowKind::Investment {
                assert_eq!(seen.book.merchant(row), None, "{}", row.text.clean());
            }
            if is_spent(truth.kind) {
                assert!(seen.book.merchant(row).is_some(), "{}", row.text.clean());
            }
        }
    }
    assert!(right * 1000 >= all * 999, "{right} of {all}: {wrong:#?}");
}

#[test]
fn what_is_no_spending_is_in_no_line() {
    for seen in EVERYONE.iter() {
        let spending = insights::by(&seen.book, Period::All, Group::Merchant, seen.today).unwrap();
        let kinds: HashMap<_, _> = seen.pairs().into_iter().map(|(truth, row)| (row.id, truth.kind)).collect();
        for line in &spending.lines {
            for row in insights::rows_of(&seen.book, &line.key, Period::All) {
                assert!(is_spent(kinds[&row.id]), "{}: {}", line.label, row.text.clean());
            }
        }
    }
}

/// The sum of a year's spending, less what came back.
fn spent_in(book: &Book, year: Period, today: NaiveDate) -> Decimal {
    let spending = insights::by(book, year, Group::Merchant, today).unwrap();
    spending.totals.iter().map(|total| total.spent).sum()
}

fn spent_on(book: &Book, year: Period, today: NaiveDate, category: Category) -> Decimal {
    let spending = insights::by(book, year, Group::Category, today).unwrap();
    let of = spending.lines.iter().filter(|line| line.key.of == insights::Of::Category(category));
    of.map(|line| line.spent).sum()
}

#[test]
fn what_a_person_says_of_rows_is_in_the_sums_to_the_cent() {
    for seen in EVERYONE.iter() {
        let (year, today) = (seen.year(), seen.today);
        let pairs = seen.pairs();
        let of_year: Vec<_> = pairs.iter().filter(|(_, row)| year.contains(row.date())).collect();
        let bought: Vec<_> = of_year
            .iter()
            .filter(|(truth, _)| {
                truth.kind == RowKind::Spend && truth.amount < -2_000 && truth.category != Category::Travel
            })
            .collect();
        let [divided, hidden, moved] = [bought[0].1, bought[1].1, bought[2].1];
        let rent = of_year.iter().find(|(truth, _)| truth.kind == RowKind::Transfer && truth.amount < 0).unwrap().1;
        let said = |row: &Transaction| [divided.id, hidden.id, moved.id].contains(&row.id);
        let shop = bought
            .iter()
            .map(|(_, row)| *row)
            .filter(|row| !said(row))
            .find_map(|row| seen.book.merchant(row))
            .unwrap();
        let of_shop: i64 = of_year
            .iter()
            .filter(|(truth, row)| is_spent(truth.kind) && seen.book.merchant(row) == Some(shop) && !said(row))
            .map(|(truth, _)| -truth.amount)
            .sum();

        let part = |category, cents: i64| Split {
            category,
            amount: Money::new(Decimal::new(-cents, 2), divided.amount.currency()).unwrap(),
            note: None,
        };
        let word = TxnEdit::default;
        let edits = vec![
            Edit::Txn(
                divided.id,
                TxnEdit { splits: vec![part(Category::Travel, 1_000), part(Category::TransferOut, 500)], ..word() },
            ),
            Edit::Txn(hidden.id, TxnEdit { hidden: true, ..word() }),
            Edit::Txn(moved.id, TxnEdit { transfer: Some(true), ..word() }),
            Edit::Txn(rent.id, TxnEdit { transfer: Some(false), ..word() }),
        ];
        let mut book = seen.book.clone();
        book.apply(&Delta { edits, ..Delta::default() });
        let rule = Rule { merchant: Some(shop.clone()), hide: true, ..Rule::default() };
        book.apply(&insights::Reader::new(&[rule], &[]).outdated(&book).unwrap());

        let gone = dollars(500 + of_shop) - hidden.amount.amount() - moved.amount.amount();
        let before = spent_in(&seen.book, year, today);
        let expected = before - gone - rent.amount.amount();
        assert_eq!(spent_in(&book, year, today), expected, "seed {} {}: {shop}", seen.seed, today);
        let travel = |book: &Book| spent_on(book, year, today, Category::Travel);
        assert_eq!(travel(&book), travel(&seen.book) + dollars(1_000), "seed {} {}", seen.seed, today);
    }
}

#[test]
fn net_worth_moves_from_month_to_month_by_what_cash_flow_says() {
    for seen in EVERYONE.iter() {
        let last = Month::of(seen.today).previous().first();
        let period = Period::Days { from: NaiveDate::MIN.max(last - chrono::Days::new(500)), to: last };
        let flows = insights::cashflow(&seen.book, period, &[], seen.today).unwrap();
        let worths = insights::networth(&seen.book, period, seen.today).unwrap();
        let mut months = 0;
        for two in worths.windows(2) {
            // an account that was opened brings what it held
            if two[0].holdings.len() != two[1].holdings.len() || two[1].day != Month::of(two[1].day).last() {
                continue;
            }
            let flow = flows.iter().find(|flow| flow.month == Month::of(two[1].day)).unwrap();
            assert_eq!(two[1].net - two[0].net, flow.net + flow.elsewhere, "seed {} {}", seen.seed, flow.month);
            months += 1;
        }
        assert!(months >= 6, "seed {} {}: {months}", seen.seed, seen.today);
    }
}
