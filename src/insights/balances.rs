//! What balances and rows say of each other: what an account held before its first row, and where rows are missing or too many.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use crate::domain::{AccountId, Amounts, Book, Money, Overflow, TxnStatus};

/// Two balances of an account that its rows do not join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Day of the earlier balance.
    pub from: NaiveDate,
    /// Day of the later one.
    pub to: NaiveDate,
    /// What the rows between lack: negative when money out is missing.
    pub lacking: Money,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, lacking } = self;
        write!(f, "rows and balances disagree by {lacking} between {from} and {to}: rows are missing or told twice")
    }
}

/// What the account held before its first booked row, worked back from its newest balance, and the day of that row. `None` without
/// rows or without a balance. Every block of the account must be loaded.
pub fn opening(book: &Book, account: AccountId) -> Result<Option<(NaiveDate, Money)>, Overflow> {
    let Some(line) = Line::of(book, account)? else { return Ok(None) };
    let (Some(first), Some((day, balance))) = (line.sums.keys().next(), line.anchors.last_key_value()) else {
        return Ok(None);
    };
    let before = line.upto(*day).map_or(Ok(*balance), |sum| less(*balance, sum))?;
    Ok(Some((*first, before)))
}

/// Where the account's rows and its balances disagree and go on to disagree. A balance that is out of step for a while is none: banks
/// count some rows before they list them. Every block of the account must be loaded.
pub fn gaps(book: &Book, account: AccountId) -> Result<Vec<Gap>, Overflow> {
    let Some(line) = Line::of(book, account)? else { return Ok(Vec::new()) };
    // what each balance says the account held before all rows, if the rows of its own day count, and if they do not
    let mut said: Vec<(NaiveDate, Money, Money)> = Vec::new();
    for (day, balance) in &line.anchors {
        let with = line.upto(*day).map_or(Ok(*balance), |sum| less(*balance, sum))?;
        let without = line.before(*day).map_or(Ok(*balance), |sum| less(*balance, sum))?;
        said.push((*day, with, without));
    }
    let agrees = |a: &(NaiveDate, Money, Money), start: Money| a.1 == start || a.2 == start;
    let mut gaps = Vec::new();
    let Some(first) = said.first() else { return Ok(gaps) };
    let mut start = first.1;
    let mut last = first.0;
    let mut rest = &said[1..];
    while let Some(next) = rest.first() {
        // in step again, now or later
        if let Some(place) = rest.iter().position(|other| agrees(other, start)) {
            last = rest[place].0;
            rest = &rest[place + 1..];
        } else {
            gaps.push(Gap { from: last, to: next.0, lacking: less(next.1, start)? });
            (start, last) = (next.1, next.0);
            rest = &rest[1..];
        }
    }
    Ok(gaps)
}

/// An account's booked rows and known balances by day.
struct Line {
    /// Sum of all rows up to and with each day that has rows.
    sums: BTreeMap<NaiveDate, Money>,
    anchors: BTreeMap<NaiveDate, Money>,
}

impl Line {
    /// `None` for an account that is not there.
    fn of(book: &Book, account: AccountId) -> Result<Option<Self>, Overflow> {
        let Some(known) = book.accounts.get(&account) else { return Ok(None) };
        let mut days: BTreeMap<NaiveDate, Vec<Money>> = BTreeMap::new();
        let booked = |row: &&crate::domain::Transaction| {
            row.status == TxnStatus::Posted && row.amount.currency() == known.currency
        };
        for row in book.rows_of(account).filter(booked) {
            days.entry(row.date()).or_default().push(row.amount);
        }
        let mut total = Amounts::default();
        let mut sums = BTreeMap::new();
        for (day, amounts) in days {
            amounts.into_iter().try_for_each(|amount| total.add(amount))?;
            for (currency, sum) in total.iter() {
                sums.insert(day, Money::new(sum, currency).map_err(|_| Overflow)?);
            }
        }
        let history = book.history.get(&account).map_or(&[][..], |history| history.as_slice());
        let figure = |balance: &crate::domain::Balance| {
            let current = balance.current.filter(|money| money.currency() == known.currency)?;
            Some((balance.dated().date_naive(), current))
        };
        Ok(Some(Self { sums, anchors: history.iter().filter_map(figure).collect() }))
    }

    fn upto(&self, day: NaiveDate) -> Option<Money> {
        self.sums.range(..=day).next_back().map(|(_, sum)| *sum)
    }

    fn before(&self, day: NaiveDate) -> Option<Money> {
        self.sums.range(..day).next_back().map(|(_, sum)| *sum)
    }
}

fn less(money: Money, sum: Money) -> Result<Money, Overflow> {
    let rest = money.amount().checked_sub(sum.amount()).ok_or(Overflow)?;
    Money::new(rest, money.currency()).map_err(|_| Overflow)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::spending::tests::{book_of, day, row};
    use super::*;
    use crate::domain::{Balance, Currency, Delta};

    const ACCOUNT: AccountId = AccountId(1);

    /// Rows and balances of January by day.
    fn book(rows: &[(u32, &str)], balances: &[(u32, &str)]) -> Book {
        let row =
            |(id, (on, amount)): (u64, &(u32, &str))| row(id, 1, day(2026, 1, *on), amount, Currency::USD, "SHOP");
        let mut book = book_of((1..).zip(rows).map(row).collect());
        let balance = |(on, amount): &(u32, &str)| {
            let at = day(2026, 1, *on).and_hms_opt(12, 0, 0).unwrap().and_utc();
            let current = Money::parse(amount, Currency::USD).ok();
            Balance { current, as_of: Some(at), ..Balance::new(at) }
        };
        let history = vec![(ACCOUNT, Arc::new(balances.iter().map(balance).collect()))];
        book.apply(&Delta { history, ..Delta::default() });
        book
    }

    #[test]
    fn the_opening_balance_is_worked_back_from_the_newest() {
        let rows = [(3, "-10"), (5, "-20"), (20, "-5")];
        for (balances, expected) in [
            (&[(10, "70")][..], Some("100")),
            (&[(10, "70"), (25, "65")], Some("100")),
            (&[(1, "100")], Some("100")),
            (&[], None),
        ] {
            let found = opening(&book(&rows, balances), ACCOUNT).unwrap();
            let expected = expected.map(|amount| (day(2026, 1, 3), Money::parse(amount, Currency::USD).unwrap()));
            assert_eq!(found, expected, "{balances:?}");
        }
        assert_eq!(opening(&book(&[], &[(3, "1")]), ACCOUNT), Ok(None), "without rows");
    }

    #[test]
    fn rows_that_do_not_join_two_balances_are_told_with_the_days_between() {
        let rows = [(3, "-10"), (5, "-20"), (20, "-5")];
        let gap = |from, to, lacking: &str| {
            let lacking = Money::parse(lacking, Currency::USD).unwrap();
            Gap { from: day(2026, 1, from), to: day(2026, 1, to), lacking }
        };
        for (balances, expected, why) in [
            (&[(4, "90"), (10, "70"), (25, "65")][..], vec![], "all agree"),
            (&[(4, "90"), (25, "60")], vec![gap(4, 25, "-5")], "a row is missing"),
            (&[(4, "90"), (10, "80"), (25, "75")], vec![gap(4, 10, "10")], "one is there twice, and stays so"),
            (&[(4, "90"), (5, "90"), (25, "65")], vec![], "a balance from before the rows of its day"),
            (&[(4, "90"), (10, "55"), (25, "65")], vec![], "a balance that was ahead for a while"),
            (&[(4, "90")], vec![], "one balance says nothing"),
        ] {
            assert_eq!(gaps(&book(&rows, balances), ACCOUNT).unwrap(), expected, "{why}");
        }
    }
}
