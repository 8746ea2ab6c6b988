//! What is to come: the charges and wages that recurring streams promise, and what each account will hold after each of them.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::domain::{AccountId, Book, Clean, Money, Overflow};

use super::recurring::Known;

/// One charge or income that is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    pub day: NaiveDate,
    pub who: Clean,
    /// Where the last one was booked.
    pub account: AccountId,
    /// Money out is negative.
    pub amount: Money,
    /// False where the amount is a guess.
    pub fixed: bool,
    /// It should have come before.
    pub late: bool,
    /// The stream's place in the list it was made of.
    pub stream: usize,
}

/// An expected movement with what its account holds then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    pub expected: Expected,
    /// The booked balance with this and all expected before it; `None` where the account's balance is not known or of another
    /// currency.
    pub balance: Option<Money>,
}

/// All that the streams promise from one day to another, both inclusive, by day; on one day money in first.
pub fn expected(known: &[Known], from: NaiveDate, to: NaiveDate) -> Vec<Expected> {
    let believed = known.iter().enumerate().filter(|(_, known)| known.goes_on());
    let of = |(place, known): (usize, &Known)| {
        let stream = &known.stream;
        let dates = stream.dates_within(from, to).into_iter().enumerate();
        let expected = dates.map(move |(nth, day)| Expected {
            day,
            who: stream.who.clone(),
            account: known.account,
            amount: stream.next_amount,
            fixed: stream.fixed,
            late: nth == 0 && stream.awaited.is_some_and(|awaited| awaited < day),
            stream: place,
        });
        expected.collect::<Vec<_>>()
    };
    let mut all: Vec<Expected> = believed.flat_map(of).collect();
    all.sort_by(|a, b| {
        let key =
            |expected: &Expected| (expected.day, expected.amount.is_out(), expected.who.clone(), expected.account);
        key(a).cmp(&key(b))
    });
    all
}

/// What comes in the next `days` days, today included, and what each account holds after it.
pub fn upcoming(book: &Book, known: &[Known], today: NaiveDate, days: u32) -> Result<Vec<Upcoming>, Overflow> {
    let to = today.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX);
    let mut balances: BTreeMap<AccountId, Money> = BTreeMap::new();
    for account in book.accounts.values() {
        if let Some(current) = account.balance.as_ref().and_then(|balance| balance.current) {
            balances.insert(account.id, current);
        }
    }
    let mut upcoming = Vec::new();
    for expected in expected(known, today, to) {
        let same = |balance: &&mut Money| balance.currency() == expected.amount.currency();
        let balance = match balances.get_mut(&expected.account).filter(same) {
            Some(balance) => {
                let sum = balance.amount().checked_add(expected.amount.amount()).ok_or(Overflow)?;
                *balance = Money::new(sum, balance.currency()).map_err(|_| Overflow)?;
                Some(*balance)
            }
            None => None,
        };
        upcoming.push(Upcoming { expected, balance });
    }
    Ok(upcoming)
}
