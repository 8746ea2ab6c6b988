//! One STMTRS, CCSTMTRS or INVSTMTRS while it is gathered, and the statement that it becomes.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::account::{self, Family, Institution};
use super::transaction;
use crate::domain::{Clean, Currency, Money, Row, SeenBalance};
use crate::statements::amount::{self, Written};
use crate::statements::statement::count;
use crate::statements::{Statement, StatementError, day, decode};

/// What is known of a statement so far.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    account: account::Draft<'a>,
    /// `None` until CURDEF.
    currency: Option<Currency>,
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
    /// Day of an investment statement.
    as_of: Option<NaiveDate>,
    pub(super) ledger: Figure<'a>,
    pub(super) available: Figure<'a>,
    rows: Vec<Row>,
    known: transaction::Known,
    /// The channel of the row before, which most rows share.
    channel: Option<Clean>,
    /// Purchases, sales and so on of an investment statement.
    pub(super) investments: usize,
    /// Securities held.
    pub(super) positions: usize,
    without_amount: usize,
    without_day: usize,
    corrections: usize,
}

/// A balance as written.
#[derive(Debug, Default)]
pub(super) struct Figure<'a> {
    amount: Cow<'a, str>,
    day: Option<NaiveDate>,
    at: usize,
}

impl<'a> Figure<'a> {
    pub(super) fn leaf(&mut self, name: &str, value: Cow<'a, str>, at: usize) {
        match name {
            "BALAMT" if self.amount.is_empty() => (self.amount, self.at) = (value, at),
            "DTASOF" => self.day = self.day.or(day::compact(&value)),
            _ => {}
        }
    }

    /// `None` when the bank prints blanks, dots or a mask.
    fn money(&self, currency: Currency, text: &str) -> Result<Option<Money>, StatementError> {
        match amount::read(&self.amount, currency) {
            Written::Amount(money) => Ok(Some(money)),
            Written::Nothing => Ok(None),
            Written::Unreadable => {
                Err(StatementError::Amount { field: "balance", line: decode::line_of(text, self.at) })
            }
        }
    }
}

impl<'a> Draft<'a> {
    /// An empty one for the element of that name.
    pub(super) fn of(name: &str) -> Self {
        let family = match name {
            "CCSTMTRS" => Family::Card,
            "INVSTMTRS" => Family::Investment,
            _ => Family::Bank,
        };
        Self { account: account::Draft { family, ..account::Draft::default() }, ..Self::default() }
    }

    pub(super) fn account_leaf(&mut self, name: &str, value: Cow<'a, str>) {
        match name {
            "BANKID" | "BROKERID" => self.account.bank = value,
            "BRANCHID" => self.account.branch = value,
            "ACCTID" => self.account.number = value,
            "ACCTKEY" => self.account.key = value,
            "ACCTTYPE" => self.account.kind = value,
            _ => {}
        }
    }

    pub(super) fn period_leaf(&mut self, name: &str, value: &str) {
        match name {
            "DTSTART" => self.start = self.start.or(day::compact(value)),
            "DTEND" => self.end = self.end.or(day::compact(value)),
            _ => {}
        }
    }

    /// A value of the statement itself. Brokers put the day of all figures here.
    pub(super) fn leaf(&mut self, name: &str, value: &str, text: &str, at: usize) -> Result<(), StatementError> {
        match name {
            "CURDEF" => self.set_currency(value, text, at)?,
            "DTASOF" => self.as_of = self.as_of.or(day::compact(value)),
            _ => {}
        }
        Ok(())
    }

    /// Takes the currency, also for rows that stand before it.
    fn set_currency(&mut self, code: &str, text: &str, at: usize) -> Result<(), StatementError> {
        if self.currency.is_some() || !code.chars().any(char::is_alphanumeric) {
            return Ok(());
        }
        let currency = Currency::parse(code).ok().filter(|currency| !currency.is_custom());
        let Some(currency) = currency else {
            let code = Clean::new(code).as_str().chars().take(12).collect();
            return Err(StatementError::Currency { code, line: decode::line_of(text, at) });
        };
        for row in self.rows.iter_mut().filter(|row| row.amount.currency() == GUESS) {
            row.amount = Money::new(row.amount.amount(), currency).unwrap_or(row.amount);
        }
        self.currency = Some(currency);
        Ok(())
    }

    /// Takes a transaction in.
    pub(super) fn add(&mut self, draft: &transaction::Draft<'_>, text: &str) -> Result<(), StatementError> {
        let currency = draft.currency(self.currency.unwrap_or(GUESS));
        let written = amount::read(&draft.amount, currency);
        if written == Written::Unreadable {
            return Err(StatementError::Amount { field: "amount", line: decode::line_of(text, draft.amount_at) });
        }
        let (mut row, lacks) = draft.row(currency, written, &mut self.known);
        if self.channel.as_ref().is_none_or(|known| known.as_str() != draft.kind) {
            self.channel = Clean::non_empty(&draft.kind);
        }
        row.channel.clone_from(&self.channel);
        row.type_raw.clone_from(&self.channel);
        self.without_amount += usize::from(lacks.amount);
        self.without_day += usize::from(lacks.day);
        self.corrections += usize::from(!draft.corrects.is_empty());
        self.rows.push(row);
        Ok(())
    }

    /// The statement, complete. `nth` tells accounts without a number of one file apart.
    pub(super) fn statement(
        self,
        institution: &Institution<'_>,
        text: &str,
        nth: usize,
    ) -> Result<Statement, StatementError> {
        let currency = self.currency.unwrap_or(GUESS);
        let (mut account, names_account) = self.account.account(institution, currency, nth);
        let current = self.ledger.money(currency, text)?;
        let available = self.available.money(currency, text)?;
        let notes = self.notes(names_account);
        let newest = self.rows.iter().filter_map(|row| row.posted).max();
        let day = self.ledger.day.or(self.available.day).or(self.as_of).or(self.end).or(newest);
        if current.is_some() || available.is_some() {
            account.balance =
                Some(SeenBalance { current, available, as_of: day.and_then(day::noon), ..SeenBalance::default() });
        }
        let period = self.start.zip(self.end).filter(|(start, end)| start <= end);
        Ok(Statement { account, names_account, rows: self.rows, period, notes })
    }

    fn notes(&self, names_account: bool) -> Vec<Clean> {
        let mut notes = Vec::new();
        let mut note = |applies: bool, words: String| {
            if applies {
                notes.push(Clean::new(&words));
            }
        };
        let (bought, held) = (self.investments, self.positions);
        note(
            bought + held > 0,
            format!("not imported: {}, {}", count(bought, "investment transaction"), count(held, "position")),
        );
        note(self.currency.is_none(), format!("the statement names no currency: taken as {GUESS}"));
        note(!names_account, "the statement names no account".to_owned());
        let amountless = self.without_amount;
        note(amountless > 0, format!("{} without an amount, kept as 0", count(amountless, "transaction")));
        note(self.without_day > 0, format!("{} without a date", count(self.without_day, "transaction")));
        let corrections = count(self.corrections, "transaction");
        note(self.corrections > 0, format!("{corrections} correct earlier ones, which stay: look for doubles"));
        notes
    }
}

/// What an amount is in while the file names no currency.
const GUESS: Currency = Currency::USD;
