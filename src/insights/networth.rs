//! What was owned less what was owed, at the end of each month. Where a bank gave its balance that day it is taken; else it is worked back
//! or on from the nearest balance with the rows between, and marked so. Currencies never mix.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::{
    Account, AccountId, AccountState, Amounts, Balance, Book, Currency, Money, Month, Overflow, Period, Transaction,
    TxnStatus,
};

use super::derivation::Derivation;

/// Where a balance of a day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The bank gave it on that day.
    Told,
    /// Made of a balance of another day and the rows between.
    WorkedOut,
}

/// What one account held at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    pub account: AccountId,
    /// Debt is negative.
    pub balance: Money,
    pub basis: Basis,
    /// The day of the balance that it was made of.
    pub from: NaiveDate,
    /// The rows between, oldest first; none for one that was told.
    pub derivation: Derivation,
}

/// What all accounts of a currency held together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// The last day of the month, or today.
    pub day: NaiveDate,
    pub currency: Currency,
    /// Positive balances.
    pub assets: rust_decimal::Decimal,
    /// Negative balances, as they are.
    pub debts: rust_decimal::Decimal,
    pub net: rust_decimal::Decimal,
    /// True when any balance in it was worked out.
    pub worked_out: bool,
    /// By account. One that no row and no balance reaches back to is left out.
    pub holdings: Vec<Holding>,
}

/// A booked balance and its day.
type Known = (NaiveDate, Money);

/// The balances that a bank gave, oldest first, one a day.
fn told(book: &Book, account: &Account) -> Vec<Known> {
    let history = book.history.get(&account.id).into_iter().flat_map(|history| history.iter());
    let day = |balance: &Balance| balance.current.map(|current| (balance.dated().date_naive(), current));
    let all: BTreeMap<NaiveDate, Money> = history.chain(account.balance.as_ref()).filter_map(day).collect();
    all.into_iter().collect()
}

/// Where an account's balance comes from, and which of its rows are no part of it.
pub fn balance_of(book: &Book, account: &Account) -> Derivation {
    let mut derivation = Derivation { balances: vec![account.id], ..Derivation::default() };
    let rule = match account.balance.as_ref().map(|balance| (balance, balance.current)) {
        Some((balance, Some(_))) => {
            let said = if balance.as_of.is_some() { "as the bank dates it" } else { "the day of the answer" };
            format!("the bank's booked balance of {}, {said}", balance.dated().date_naive())
        }
        _ => "the source gives no balance".to_owned(),
    };
    derivation.rules.push(rule);
    if book.is_hidden(account.id) || account.state != AccountState::Open {
        derivation.rules.push("no part of net worth: hidden by you, or closed".to_owned());
    }
    for row in book.rows_of(account.id).filter(|row| row.status == TxnStatus::Pending) {
        derivation.leave_out(row.id, "pending, not booked yet");
    }
    derivation
}

/// Booked rows, the only ones that a booked balance holds, oldest first.
fn booked<'a>(book: &'a Book, account: &Account) -> Vec<&'a Transaction> {
    let is_booked = |row: &&Transaction| row.status == TxnStatus::Posted && row.amount.currency() == account.currency;
    let mut rows: Vec<&Transaction> = book.rows_of(account.id).filter(is_booked).collect();
    rows.reverse();
    rows
}

/// What an account held at the end of a day; `None` before its first row and its first balance, and where nothing is known of it.
fn held(told: &[Known], rows: &[&Transaction], id: AccountId, day: NaiveDate) -> Result<Option<Holding>, Overflow> {
    let behind = told.iter().rev().find(|(on, _)| *on <= day);
    let ahead = told.iter().find(|(on, _)| *on > day);
    let opened = rows.first().is_some_and(|row| row.date() <= day);
    let Some((from, start)) = behind.or_else(|| ahead.filter(|_| opened)).copied() else { return Ok(None) };
    let between = |row: &&&Transaction| {
        let date = row.date();
        if from <= day { from < date && date <= day } else { day < date && date <= from }
    };
    let between: Vec<&Transaction> = rows.iter().filter(between).copied().collect();
    let mut balance = start.amount();
    for row in &between {
        let amount = if from <= day { row.amount.amount() } else { -row.amount.amount() };
        balance = balance.checked_add(amount).ok_or(Overflow)?;
    }
    let balance = Money::new(balance, start.currency()).map_err(|_| Overflow)?;
    let basis = if from == day { Basis::Told } else { Basis::WorkedOut };
    let rule = match basis {
        Basis::Told => format!("the bank's balance of {from}"),
        Basis::WorkedOut if from < day => format!("the bank's balance of {from} and the booked rows since"),
        Basis::WorkedOut => format!("the bank's balance of {from} less the booked rows until then"),
    };
    let rows = between.iter().map(|row| row.id).collect();
    let derivation = Derivation { rules: vec![rule], rows, balances: vec![id], ..Derivation::default() };
    Ok(Some(Holding { account: id, balance, basis, from, derivation }))
}

/// The end of each month of a period up to today, by day, then by currency. Closed and hidden accounts are left out, as in
/// [`Book::net_worth`]; an open period begins with the oldest loaded row.
pub fn networth(book: &Book, period: Period, today: NaiveDate) -> Result<Vec<Worth>, Overflow> {
    let counted = |a: &&std::sync::Arc<Account>| a.state == AccountState::Open && !book.is_hidden(a.id);
    let accounts: Vec<_> =
        book.accounts.values().filter(counted).map(|a| (a.id, told(book, a), booked(book, a))).collect();
    let mut worths = Vec::new();
    for day in ends(book, period, today) {
        let mut by_currency: BTreeMap<Currency, Vec<Holding>> = BTreeMap::new();
        for (id, told, rows) in &accounts {
            if let Some(holding) = held(told, rows, *id, day)? {
                by_currency.entry(holding.balance.currency()).or_default().push(holding);
            }
        }
        for (currency, holdings) in by_currency {
            worths.push(worth(day, currency, holdings)?);
        }
    }
    Ok(worths)
}

fn worth(day: NaiveDate, currency: Currency, holdings: Vec<Holding>) -> Result<Worth, Overflow> {
    let (mut assets, mut debts, mut net) = (Amounts::default(), Amounts::default(), Amounts::default());
    for holding in &holdings {
        if holding.balance.is_out() { &mut debts } else { &mut assets }.add(holding.balance)?;
        net.add(holding.balance)?;
    }
    let worked_out = holdings.iter().any(|holding| holding.basis == Basis::WorkedOut);
    let (assets, debts, net) = (assets.of(currency), debts.of(currency), net.of(currency));
    Ok(Worth { day, currency, assets, debts, net, worked_out, holdings })
}

/// The last days of the period's months, today in place of the running month's.
fn ends(book: &Book, period: Period, today: NaiveDate) -> Vec<NaiveDate> {
    let (from, to) = period.bounds();
    let oldest = || book.rows().map(Transaction::date).min();
    let Some(first) = from.or_else(oldest) else { return Vec::new() };
    let last = to.unwrap_or(today).min(today);
    let months = std::iter::successors(Some(Month::of(first)), |month| Some(month.next()));
    let reached = months.take_while(|month| month.first() <= last && month.year() < 9999);
    reached.map(|month| month.last().min(last)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::spending::tests::{account, book_of, day, row};
    use super::*;
    use crate::domain::{AccountKind, Delta};

    fn balance(amount: &str, on: NaiveDate) -> Balance {
        let at = on.and_hms_opt(12, 0, 0).unwrap().and_utc();
        Balance { current: Some(Money::parse(amount, Currency::USD).unwrap()), ..Balance::new(at) }
    }

    /// 100.00 today in checking, -50.00 on the card.
    fn book() -> Book {
        let usd = Currency::USD;
        let mut book = book_of(vec![
            row(1, 1, day(2026, 9, 20), "40.00", usd, "ACME CORP DES:PAYROLL"),
            row(2, 1, day(2026, 10, 15), "30.00", usd, "ACME CORP DES:PAYROLL"),
            row(3, 1, day(2026, 11, 15), "20.00", usd, "ACME CORP DES:PAYROLL"),
            row(4, 2, day(2026, 11, 1), "-50.00", usd, "CORNER BOOKS"),
        ]);
        let with = |id, kind, amount: &str| {
            let mut account = Account::clone(&account(id, kind));
            account.balance = Some(balance(amount, day(2026, 11, 20)));
            Arc::new(account)
        };
        let accounts = vec![with(1, AccountKind::Checking, "100.00"), with(2, AccountKind::CreditCard, "-50.00")];
        book.apply(&Delta { accounts, ..Delta::default() });
        book
    }

    fn told_of(worths: &[Worth]) -> Vec<(String, String, bool)> {
        worths.iter().map(|worth| (worth.day.to_string(), worth.net.to_string(), worth.worked_out)).collect()
    }

    fn line(day: &str, net: &str, worked_out: bool) -> (String, String, bool) {
        (day.to_owned(), net.to_owned(), worked_out)
    }

    #[test]
    fn balances_are_worked_back_from_todays_and_marked() {
        let worths = networth(&book(), Period::All, day(2026, 11, 20)).unwrap();
        let expected =
            [line("2026-09-30", "50.00", true), line("2026-10-31", "80.00", true), line("2026-11-20", "50.00", false)];
        assert_eq!(told_of(&worths), expected);
        assert_eq!((worths[2].assets, worths[2].debts), ("100.00".parse().unwrap(), "-50.00".parse().unwrap()));
        assert_eq!(worths[1].holdings[0].derivation.rows, [crate::domain::TxnId(3)]);
        assert_eq!(worths[1].holdings.len(), 1, "the card had no row yet");
    }

    #[test]
    fn history_is_taken_where_it_exists_and_worked_on_from() {
        let mut book = book();
        let history = Arc::new(vec![balance("55.00", day(2026, 9, 30)), balance("100.00", day(2026, 11, 20))]);
        book.apply(&Delta { history: vec![(AccountId(1), history)], ..Delta::default() });
        let worths = networth(&book, "2026-09-01..2026-11-30".parse().unwrap(), day(2026, 11, 20)).unwrap();
        let expected =
            [line("2026-09-30", "55.00", false), line("2026-10-31", "85.00", true), line("2026-11-20", "50.00", false)];
        assert_eq!(told_of(&worths), expected);
    }

    #[test]
    fn the_newest_worth_is_that_of_the_book() {
        let book = book();
        let newest = networth(&book, Period::All, day(2026, 11, 20)).unwrap().pop().unwrap();
        assert_eq!(newest.net, book.net_worth().unwrap().of(Currency::USD));
    }
}
