//! One Stmt, Rpt or Ntfctn while it is gathered, and the statement that it becomes.

use chrono::NaiveDate;

use super::balance::{self, Balances};
use super::figure::Value;
use super::{account, entry};
use crate::domain::{Amounts, Clean, Currency, Money, Row, SeenBalance, TxnStatus};
use crate::statements::identity::Ids;
use crate::statements::{Statement, StatementError, day};

/// What is known of a statement so far.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    account: account::Draft<'a>,
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    balance: balance::Draft<'a>,
    balances: Balances<'a>,
    rows: Vec<Row>,
    ids: Ids,
    without_amount: usize,
    without_day: usize,
    without_direction: usize,
    unbooked: usize,
}

impl<'a> Draft<'a> {
    /// A value below the statement and beside its entries.
    pub(super) fn leaf(&mut self, path: &[&str], value: Value<'a>) {
        match path {
            ["Acct", path @ ..] => self.account.leaf(path, value),
            ["Bal", path @ ..] => self.balance.leaf(path, value),
            ["FrToDt", "FrDtTm" | "FrDt"] => self.start = day::iso(&value.text),
            ["FrToDt", "ToDtTm" | "ToDt"] => self.end = day::iso(&value.text),
            _ => {}
        }
    }

    /// The balance at hand is complete.
    pub(super) fn end_balance(&mut self) {
        self.balances.add(std::mem::take(&mut self.balance));
    }

    /// Takes an entry in. `otherwise` is the currency of amounts that say none, in statements that say none.
    pub(super) fn add(
        &mut self,
        entry: &entry::Draft<'a>,
        otherwise: Currency,
        text: &str,
    ) -> Result<(), StatementError> {
        let currency = self.currency(text)?.unwrap_or(otherwise);
        let (row, lacks) = entry.row(&self.account, currency, &mut self.ids, text)?;
        self.without_amount += usize::from(lacks.amount);
        self.without_day += usize::from(lacks.day);
        self.without_direction += usize::from(lacks.direction);
        self.unbooked += usize::from(lacks.booking);
        self.rows.push(row);
        Ok(())
    }

    /// The currency of the account, else of a balance.
    fn currency(&self, text: &str) -> Result<Option<Currency>, StatementError> {
        match self.account.currency() {
            Some(currency) => Ok(Some(currency)),
            None => self.balances.currency(text),
        }
    }

    /// The statement, complete. `nth` tells accounts without a number of one file apart.
    pub(super) fn statement(self, otherwise: Currency, text: &str, nth: usize) -> Result<Statement, StatementError> {
        let named = self.currency(text)?.or(self.rows.first().map(|row| row.amount.currency()));
        let currency = named.unwrap_or(otherwise);
        let (mut account, names_account) = self.account.account(currency, nth);
        let current = self.balances.current(currency, text)?;
        let available = self.balances.available(currency, text)?;
        let mut notes = self.notes(names_account, named.is_none().then_some(currency));
        if let Some((opening, closing)) = self.balances.ends(currency, text)? {
            notes.extend(self.gap(opening, closing));
        }
        let newest = self.rows.iter().filter_map(|row| row.posted).max();
        if current.is_some() || available.is_some() {
            let day = current.or(available).and_then(|balance| balance.day).or(self.end).or(newest);
            account.balance = Some(SeenBalance {
                current: current.map(|balance| balance.money),
                available: available.map(|balance| balance.money),
                as_of: day.and_then(day::noon),
                ..SeenBalance::default()
            });
        }
        let period = self.start.zip(self.end).filter(|(start, end)| start <= end);
        Ok(Statement { account, names_account, rows: self.rows, period, notes })
    }

    /// Words for a statement whose booked rows do not lead from its opening to its closing balance.
    fn gap(&self, opening: Money, closing: Money) -> Option<Clean> {
        let mut sums = Amounts::default();
        sums.add(opening).ok()?;
        sums.add(closing.negated()).ok()?;
        for row in self.rows.iter().filter(|row| row.status == TxnStatus::Posted) {
            sums.add(row.amount).ok()?;
        }
        let (currency, rest) =
            sums.iter().find(|(currency, rest)| *currency == closing.currency() && !rest.is_zero())?;
        let missing = Money::new(-rest, currency).ok()?;
        Some(Clean::new(&format!(
            "the transactions do not lead from the opening balance of {opening} to the closing balance of {closing}: {missing} are missing"
        )))
    }

    fn notes(&self, names_account: bool, guess: Option<Currency>) -> Vec<Clean> {
        let counted = |number: usize, words: &str| {
            let plural = if number == 1 { "" } else { "s" };
            (number > 0).then(|| format!("{number} transaction{plural} {words}"))
        };
        let notes = [
            guess.map(|currency| format!("the statement names no currency: taken as {currency}")),
            (!names_account).then(|| "the statement names no account".to_owned()),
            counted(self.without_amount, "without an amount, kept as 0"),
            counted(self.without_day, "without a date"),
            counted(self.without_direction, "without a direction, taken as money in"),
            counted(self.unbooked, "told for information only, kept as pending"),
        ];
        notes.into_iter().flatten().map(|note| Clean::new(&note)).collect()
    }
}
