//! What a file says, in our signs and types: the same for every format.

use chrono::NaiveDate;

use super::Question;
use crate::domain::{Amounts, Clean, Money, Overflow, Row, SeenAccount, TxnStatus};

/// A file that could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The format's name: `ofx`.
    pub format: &'static str,
    /// One for each account and period of the file; empty for files that hold none.
    pub statements: Vec<Statement>,
    /// What concerns the file as a whole, for the person: a bank's error with its code, leniency that was needed.
    pub notes: Vec<Clean>,
    /// What the person must say before any of it is kept.
    pub questions: Vec<Question>,
}

impl Reading {
    /// Sums of all rows, per currency.
    pub fn sums(&self) -> Result<Amounts, Overflow> {
        let mut sums = Amounts::default();
        self.rows().try_for_each(|row| sums.add(row.amount))?;
        Ok(sums)
    }

    /// All rows of all statements.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.statements.iter().flat_map(|statement| &statement.rows)
    }
}

/// `1 transaction`, `2 transactions`: for notes.
pub(super) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// One account over one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// With its balance, where the file gives one.
    pub account: SeenAccount,
    /// False when the file does not say which account it is of: files of several such accounts cannot be told apart.
    pub names_account: bool,
    /// In the order of the file. Money out is negative.
    pub rows: Vec<Row>,
    /// First and last day that the file says it covers; `None` when it does not say.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// What was not imported or had to be guessed, for the person.
    pub notes: Vec<Clean>,
}

impl Statement {
    /// First and last day of the rows; `None` when no row has a day.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let days = || self.rows.iter().filter_map(|row| row.posted.or(row.occurred));
        days().min().zip(days().max())
    }

    /// What the account held before the first row, worked back from the balance by the booked rows up to its day. `None` without a balance,
    /// or where rows are of another currency.
    pub fn opening(&self) -> Option<Money> {
        let balance = self.account.balance.as_ref()?;
        let current = balance.current?;
        let as_of = balance.as_of.map(|at| at.date_naive());
        let counts = |row: &&Row| {
            let day = row.posted.or(row.occurred);
            row.status == TxnStatus::Posted && as_of.zip(day).is_none_or(|(as_of, day)| day <= as_of)
        };
        let mut sum = Amounts::default();
        self.rows.iter().filter(counts).try_for_each(|row| sum.add(row.amount)).ok()?;
        let only = sum.iter().all(|(currency, _)| currency == current.currency());
        let before = current.amount().checked_sub(sum.of(current.currency()))?;
        only.then(|| Money::new(before, current.currency()).ok()).flatten()
    }
}
