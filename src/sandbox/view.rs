//! What a bank says at a moment: its accounts with balances and terms, its rows with their status and ids; and, for judges, what
//! was true.

use chrono::NaiveDate;

use super::banks::{Cents, Ids, SimAccount, SimBank};
use super::chance::Chance;
use super::clock::Moment;
use super::closings::due_day;
use super::everyday::place_of;
use super::movement::{Key, Movement};
use super::scenario::Trouble;
use super::world::World;
use crate::domain::{Category, RowKind, TxnStatus};

/// A bank's whole answer.
#[derive(Debug, Clone)]
pub struct BankView<'w> {
    pub bank: SimBank,
    /// The moment that its figures are of.
    pub at: Moment,
    /// True where the bank writes the purchases and the debt of its cards as positive figures, and payments as negative ones;
    /// else every figure is negative where money goes out or is owed.
    pub owed_positive: bool,
    pub accounts: Vec<AccountView<'w>>,
}

/// An account in an answer. Figures in the bank's signs.
#[derive(Debug, Clone)]
pub struct AccountView<'w> {
    pub account: SimAccount,
    pub id: String,
    /// Booked rows only.
    pub current: Cents,
    /// What can be spent: of a card the rest of its limit.
    pub available: Cents,
    pub terms: Option<Terms>,
    /// In the order in which they were first seen.
    pub rows: Vec<RowView<'w>>,
}

/// What a card asks for, where its bank tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Balance of the last statement, in the bank's signs.
    pub statement_balance: Cents,
    pub due: NaiveDate,
    /// A positive magnitude; nothing once the statement is paid.
    pub minimum_payment: Cents,
    /// Hundredths of a percent.
    pub apr: i64,
}

/// A row in an answer.
#[derive(Debug, Clone)]
pub struct RowView<'w> {
    pub movement: &'w Movement,
    pub id: String,
    /// The id of the pending row before it, where the bank says so.
    pub replaces: Option<String>,
    /// [`TxnStatus::Pending`] or [`TxnStatus::Posted`].
    pub status: TxnStatus,
    /// In the bank's signs.
    pub amount: Cents,
    /// The bank's words for it in this status.
    pub text: &'w str,
    /// Of booking, once it is booked.
    pub posted: Option<NaiveDate>,
    /// Of the purchase; a bank gives none for what it books at once.
    pub occurred: Option<NaiveDate>,
}

impl RowView<'_> {
    /// The day under which the bank lists it.
    pub fn date(&self) -> NaiveDate {
        self.posted.or(self.occurred).unwrap_or(self.movement.key.day)
    }
}

/// What was true of one row at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TruthRow {
    pub bank: SimBank,
    /// The bank's id of the account.
    pub account: String,
    /// Every id that the row bore so far, the present one last.
    pub ids: Vec<String>,
    pub status: TxnStatus,
    pub posted: Option<NaiveDate>,
    pub occurred: Option<NaiveDate>,
    /// In our signs, as of that moment.
    pub amount: Cents,
    pub kind: RowKind,
    pub merchant: Option<&'static str>,
    pub category: Category,
    /// The booked id of the other side of a transfer or payment, of a refund its purchase.
    pub partner: Option<String>,
    pub stream: Option<&'static str>,
}

impl World {
    /// What a bank says when it is asked at that moment. A bank in trouble may speak of an earlier one, or nonsense; whether it
    /// answers at all is for [`Scenario::trouble`](super::Scenario::trouble) to say.
    pub fn at(&self, bank: SimBank, moment: Moment) -> BankView<'_> {
        let trouble = self.scenario.trouble(bank);
        let at = trouble.map_or(moment, |trouble| trouble.figures_of(moment));
        let owed_positive = self.scenario.owed_positive(bank);
        let mut accounts: Vec<_> = bank.accounts().map(|account| self.account_at(account, at)).collect();
        if trouble == Some(Trouble::Malformed) {
            accounts.extend_from_within(..);
        }
        if owed_positive {
            accounts.iter_mut().filter(|view| view.account.card().is_some()).for_each(AccountView::turn_round);
        }
        BankView { bank, at, owed_positive, accounts }
    }

    /// What was true at a moment of every row that the banks have shown since the first day of the history, dropped ones too.
    pub fn truth(&self, moment: Moment) -> Vec<TruthRow> {
        let shown = self.movements.iter().filter(|row| row.begun() <= moment);
        shown.map(|row| self.truth_of(row, moment)).filter(|truth| truth.day() >= Some(self.first())).collect()
    }

    /// The bank's id of an account.
    pub fn account_id(&self, account: SimAccount) -> String {
        let relinked = i64::from(self.scenario.relinked(account.bank()));
        hex(Chance::at(self.seed, &[-9, account.place(), relinked]).bits())
    }

    /// The bank's id of a row, while pending or once booked.
    pub fn row_id(&self, key: Key, booked: bool) -> String {
        let bank = key.account.bank();
        let renamed = i64::from(booked && bank.ids() != Ids::Kept);
        let relinked = i64::from(self.scenario.relinked(bank));
        let place = [-10, key.account.place(), place_of(key.day), i64::from(key.slot), renamed, relinked];
        let mut chance = Chance::at(self.seed, &place);
        if bank == SimBank::PayPal { chance.fill("@@@@@@@@@@@@@@@@@") } else { hex(chance.bits()) }
    }

    fn account_at(&self, account: SimAccount, at: Moment) -> AccountView<'_> {
        let current = self.balance(account, at);
        let of_account = self.movements.iter().filter(|row| row.key.account == account);
        let rows: Vec<_> =
            of_account.filter_map(|row| self.row_at(row, at)).filter(|row| row.date() >= self.first()).collect();
        let pending = rows.iter().filter(|row| row.status == TxnStatus::Pending);
        let held: Cents = pending.map(|row| row.amount).sum();
        let limit = account.card().map_or(0, |card| card.limit);
        AccountView {
            account,
            id: self.account_id(account),
            current,
            available: limit + current + held.min(0),
            terms: self.terms(account, at),
            rows,
        }
    }

    fn row_at<'w>(&self, row: &'w Movement, at: Moment) -> Option<RowView<'w>> {
        let status = status_at(row, at).filter(|status| status.counts())?;
        let booked = status == TxnStatus::Posted;
        let linked = booked && row.authorised.is_some() && row.key.account.bank().ids() == Ids::Linked;
        Some(RowView {
            movement: row,
            id: self.row_id(row.key, booked),
            replaces: linked.then(|| self.row_id(row.key, false)),
            status,
            amount: if booked { row.amount } else { row.held },
            text: if booked { &row.text } else { &row.pending_text },
            posted: row.posted().filter(|_| booked).map(|at| at.day),
            occurred: row.authorised.map(|at| at.day),
        })
    }

    fn terms(&self, account: SimAccount, at: Moment) -> Option<Terms> {
        let card = account.card().filter(|card| card.tells_terms)?;
        let statement = self.statement(account, at)?;
        let paid = |row: &&Movement| {
            row.key.account == account
                && row.truth.kind == RowKind::CardPayment
                && row.posted().is_some_and(|posted| statement.at < posted && posted <= at)
        };
        let owed = -statement.balance;
        let minimum =
            if self.movements.iter().any(|row| paid(&row)) { 0 } else { (owed / 100).max(3_500).min(owed.max(0)) };
        let due = due_day(statement.at.day);
        Some(Terms { statement_balance: statement.balance, due, minimum_payment: minimum, apr: card.apr })
    }

    fn truth_of(&self, row: &Movement, at: Moment) -> TruthRow {
        let status = status_at(row, at).unwrap_or(TxnStatus::Pending);
        let booked = status == TxnStatus::Posted;
        let before = row.authorised.map(|_| self.row_id(row.key, false));
        let mut ids: Vec<_> = before.into_iter().chain(booked.then(|| self.row_id(row.key, true))).collect();
        ids.dedup();
        TruthRow {
            bank: row.key.account.bank(),
            account: self.account_id(row.key.account),
            ids,
            status,
            posted: row.posted().filter(|_| booked).map(|at| at.day),
            occurred: row.authorised.map(|at| at.day),
            amount: if booked { row.amount } else { row.held },
            kind: row.truth.kind,
            merchant: row.truth.merchant,
            category: row.truth.category,
            partner: row.truth.partner.map(|key| self.row_id(key, true)),
            stream: row.truth.stream,
        }
    }
}

impl AccountView<'_> {
    /// Writes the figures as a bank does that counts what is owed.
    fn turn_round(&mut self) {
        self.current = -self.current;
        self.rows.iter_mut().for_each(|row| row.amount = -row.amount);
        if let Some(terms) = &mut self.terms {
            terms.statement_balance = -terms.statement_balance;
        }
    }
}

impl TruthRow {
    /// The day under which the bank lists it, or listed it last.
    fn day(&self) -> Option<NaiveDate> {
        self.posted.or(self.occurred)
    }
}

/// Where a movement stands; `None` before the bank shows it.
fn status_at(row: &Movement, at: Moment) -> Option<TxnStatus> {
    if row.begun() > at {
        return None;
    }
    Some(match row.posted() {
        Some(posted) if posted <= at => TxnStatus::Posted,
        None if row.ended() <= at => TxnStatus::Dropped,
        _ => TxnStatus::Pending,
    })
}

fn hex(bits: u64) -> String {
    format!("{bits:016x}")
}
