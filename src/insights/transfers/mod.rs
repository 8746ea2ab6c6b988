//! Movements between the person's own accounts: both sides found by evidence and paired one to one, refunds led back to their purchase.
//! What is doubtful is asked; the answers, and a person's word on a row, come before everything that is found.
//!
//! ```text
//! movements  text, sign, account -> kind        names     banks, cards, numbers in texts
//! wrappings  a name without what stands around it
//! leg        one side, and what it says         evidence  what speaks for two sides
//! candidates who may be paired                  assign    the best pairing
//! refunds    a refund's purchase                replay    any list of rows as such books
//! kept       the pairs of a book, found once
//! ```

mod assign;
mod candidates;
mod evidence;
mod kept;
mod leg;
pub(super) mod movements;
mod names;
mod refunds;
mod replay;
pub(super) mod wrappings;

pub use kept::paired;
pub use replay::{ReplayError, Replayed, Stated, replay};

use std::collections::{BTreeMap, BTreeSet};

use candidates::{Candidate, Field};
use leg::{Leg, Own, Sayings, is_card, is_loan, moves};

use super::personal::kind_of;
use crate::domain::{AccountKind, Book, Clean, Edit, Period, Rates, RowKind, Topic, Transaction, TxnId};

/// Days on either side of a period in which the other side of one of its rows may lie.
const REACH: i64 = 10;

/// What was found among the rows of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    partners: BTreeMap<TxnId, TxnId>,
    /// Of rows whose kind the other side decides.
    kinds: BTreeMap<TxnId, RowKind>,
    sides: Vec<(TxnId, TxnId)>,
    /// Pairs that nobody has said yes or no to: not counted as pairs.
    pub doubts: Vec<Doubt>,
}

/// Two rows that may be one movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    pub from: TxnId,
    pub to: TxnId,
    /// Thousandths, 500 to 899.
    pub likely: u16,
}

impl Doubt {
    /// The act that remembers the answer.
    pub fn answer(&self, same: bool) -> Edit {
        Edit::Answer(Topic::Pair, key(self.from, self.to), Some(Clean::new(if same { YES } else { NO })))
    }

    /// The act that takes the answer back.
    pub fn forget(&self) -> Edit {
        Edit::Answer(Topic::Pair, key(self.from, self.to), None)
    }
}

const YES: &str = "yes";
const NO: &str = "no";

/// Under which an answer about two rows is kept: `t7+t9`, the lower first.
fn key(a: TxnId, b: TxnId) -> Clean {
    Clean::new(&format!("{}+{}", a.min(b), a.max(b)))
}

impl Pairs {
    /// The other side of a movement; of a refund its purchase; of a bank's row that paid for a wallet's purchase that purchase.
    pub fn partner(&self, row: TxnId) -> Option<TxnId> {
        self.partners.get(&row).copied()
    }

    /// What kind of movement a row is, the other side and the person's word taken in.
    pub fn kind(&self, book: &Book, row: &Transaction) -> RowKind {
        self.kinds.get(&row.id).copied().unwrap_or_else(|| book.row_kind(row))
    }

    /// Both sides of each movement between two accounts, money out first, by the first one's id.
    pub fn sides(&self) -> &[(TxnId, TxnId)] {
        &self.sides
    }

    fn join(&mut self, from: &Leg<'_>, to: &Leg<'_>, all: &[Own<'_>]) {
        let (a, b) = (from.row.id, to.row.id);
        self.partners.insert(a, b);
        let kind = kind_between(&all[from.own], &all[to.own]);
        self.settle(from, kind);
        // what a wallet paid or sent stays that: the bank's row alone is the transfer
        if !to.is_out() {
            self.partners.insert(b, a);
            self.settle(to, kind);
            self.sides.push((a, b));
        }
    }

    fn settle(&mut self, leg: &Leg<'_>, kind: RowKind) {
        if leg.kind != kind || leg.is_said {
            self.kinds.insert(leg.row.id, kind);
        }
    }
}

/// What a movement between two accounts is.
fn kind_between(from: &Own<'_>, to: &Own<'_>) -> RowKind {
    let any = |is: fn(AccountKind) -> bool| is(from.kind) || is(to.kind);
    match () {
        () if any(|kind| kind == AccountKind::Wallet) => RowKind::Transfer,
        () if any(is_loan) => RowKind::LoanPayment,
        () if any(|kind| kind == AccountKind::Investment) => RowKind::Investment,
        () if any(is_card) => RowKind::CardPayment,
        () => RowKind::Transfer,
    }
}

/// Finds the pairs among the loaded rows of a period; the other sides may lie some days outside of it. Rows that count nowhere are left out,
/// hidden ones are not: a hidden account is still the person's. The order of rows and accounts does not matter.
pub fn pairs(book: &Book, period: Period, rates: &Rates) -> Pairs {
    find(book, period, rates, evidence::SURE, &mut Sayings::default())
}

/// As [`pairs`], where a pair is taken from that evidence on.
fn find(book: &Book, period: Period, rates: &Rates, enough: i64, sayings: &mut Sayings) -> Pairs {
    let accounts: Vec<Own<'_>> = book.accounts.values().map(|account| Own::new(book, account)).collect();
    let mut found = Pairs::default();
    let mut legs = legs(book, widened(period), &accounts, &mut found);
    let taken = said_by_person(book, &legs, &accounts, &mut found);
    legs.retain(|leg| !taken.contains(&leg.row.id));
    let field = Field::new(&legs, &accounts, rates);
    for Candidate { from, to, score } in field.chosen(sayings, |from, to| rejected(book, from, to)) {
        let (from, to) = (&legs[from], &legs[to]);
        if score >= enough {
            found.join(from, to, &accounts);
        } else {
            let likely = u16::try_from(score).unwrap_or_default();
            found.doubts.push(Doubt { from: from.row.id, to: to.row.id, likely });
        }
    }
    returned(&legs, &accounts, sayings, &mut found);
    alike(&legs, &mut found);
    spent_through_wallet(&legs, &mut found);
    found.sides.sort_unstable();
    refunds::link(book, widened(period), &mut found);
    found
}

fn widened(period: Period) -> Period {
    match period.bounds() {
        (Some(from), Some(to)) => {
            let days = chrono::Duration::days(REACH);
            let (first, last) = (from.checked_sub_signed(days), to.checked_add_signed(days));
            Period::Days { from: first.unwrap_or(from), to: last.unwrap_or(to) }
        }
        _ => Period::All,
    }
}

/// Rows that may be a side, by day and id; what the person called a transfer, or none, is noted.
fn legs<'a>(book: &'a Book, period: Period, accounts: &[Own<'_>], found: &mut Pairs) -> Vec<Leg<'a>> {
    let mut legs = Vec::new();
    for row in book.rows_in(period).filter(|row| row.status.counts() && !row.amount.is_zero()) {
        let Ok(own) = accounts.binary_search_by_key(&row.account, |own| own.account.id) else { continue };
        let said = book.edit_of(row.id);
        let read = book.row_kind(row);
        // a category by hand says what the row is, as one by a rule does
        let kind = said.category.map_or(read, |category| kind_of(category, read, row));
        if kind != read {
            found.kinds.insert(row.id, kind);
        }
        match said.transfer {
            Some(true) if !moves(kind) => drop(found.kinds.insert(row.id, RowKind::Transfer)),
            Some(false) if moves(kind) => {
                let kind = if row.amount.is_out() { RowKind::Spend } else { RowKind::Income };
                found.kinds.insert(row.id, kind);
                continue;
            }
            Some(false) => continue,
            _ => {}
        }
        let is_said = said.transfer == Some(true) || said.partner.is_some();
        legs.push(Leg { row, own, kind, merchant: book.merchant(row), is_said });
    }
    legs.sort_by_key(|leg| (leg.day(), leg.row.id));
    legs
}

/// Joins what the person joined, and says which rows that leaves out of the search.
fn said_by_person(book: &Book, legs: &[Leg<'_>], accounts: &[Own<'_>], found: &mut Pairs) -> BTreeSet<TxnId> {
    let by_id: BTreeMap<TxnId, &Leg<'_>> = legs.iter().map(|leg| (leg.row.id, leg)).collect();
    let mut taken = BTreeSet::new();
    let confirmed = |(topic, key): &(Topic, Clean), word: &Clean| {
        let (a, b) = key.as_str().split_once('+').filter(|_| *topic == Topic::Pair && word.as_str() == YES)?;
        let id = |text: &str| text.strip_prefix('t')?.parse().ok().map(TxnId);
        Some((id(a)?, id(b)?))
    };
    let answered = book.edits.answers.iter().filter_map(|(key, word)| confirmed(key, word));
    let edited = book.edits.transactions.iter().filter_map(|(id, edit)| Some((*id, edit.partner?)));
    for (a, b) in edited.chain(answered) {
        let (Some(a), Some(b)) = (by_id.get(&a), by_id.get(&b)) else { continue };
        if a.row.account == b.row.account || taken.contains(&a.row.id) || taken.contains(&b.row.id) {
            continue;
        }
        let (from, to) = if a.is_out() { (a, b) } else { (b, a) };
        if from.is_out() && !to.is_out() {
            taken.extend([a.row.id, b.row.id]);
            found.join(from, to, accounts);
        }
    }
    taken
}

fn rejected(book: &Book, from: TxnId, to: TxnId) -> bool {
    let asked = !book.edits.answers.is_empty();
    asked && book.edits.answer(Topic::Pair, &key(from, to)).is_some_and(|word| word.as_str() == NO)
}

/// A payee that was found to be a card or a loan is one on its other rows too, though their other side is missing.
fn alike(legs: &[Leg<'_>], found: &mut Pairs) {
    let settled = |leg: &&Leg<'_>| leg.kind == RowKind::Spend && leg.is_out() && leg.merchant.is_some();
    let is_payment = |kind: &RowKind| matches!(kind, RowKind::CardPayment | RowKind::LoanPayment | RowKind::Investment);
    let told = |leg: &Leg<'_>| found.kinds.get(&leg.row.id).copied().filter(is_payment);
    let payees: BTreeMap<&Clean, RowKind> =
        legs.iter().filter(settled).filter_map(|leg| Some((leg.merchant?, told(leg)?))).collect();
    for leg in legs.iter().filter(settled) {
        if let Some(kind) = leg.merchant.and_then(|payee| payees.get(payee))
            && !found.partners.contains_key(&leg.row.id)
        {
            found.kinds.insert(leg.row.id, *kind);
        }
    }
}

/// Where no wallet of the person shows what was bought, the bank's row alone is the purchase of the shop that it names.
fn spent_through_wallet(legs: &[Leg<'_>], found: &mut Pairs) {
    for leg in legs.iter().filter(|leg| leg.is_out() && leg.kind == RowKind::Transfer && !leg.is_said) {
        if !found.partners.contains_key(&leg.row.id) && wrappings::names_shop(leg.row.text.clean().as_str()) {
            found.kinds.insert(leg.row.id, RowKind::Spend);
        }
    }
}

/// A movement that came back to its own account, where no other account saw it: each is the other's partner.
fn returned(legs: &[Leg<'_>], accounts: &[Own<'_>], sayings: &mut Sayings, found: &mut Pairs) {
    for (at, back) in legs.iter().enumerate() {
        let is_back = |leg: &Leg<'_>| {
            leg.moves() && !leg.is_out() && !found.partners.contains_key(&leg.row.id) && !accounts[leg.own].is_card()
        };
        if !is_back(back) || !sayings.of(back.row, accounts[back.own].kind).is_return {
            continue;
        }
        let first = back.day() - chrono::Duration::days(REACH);
        let went = legs[..at].iter().rev().take_while(|leg| leg.day() >= first).find(|leg| {
            leg.own == back.own
                && leg.row.amount == back.row.amount.negated()
                && leg.moves()
                && !found.partners.contains_key(&leg.row.id)
        });
        if let Some(went) = went {
            found.partners.insert(went.row.id, back.row.id);
            found.partners.insert(back.row.id, went.row.id);
            found.settle(back, went.kind);
        }
    }
}

#[cfg(test)]
mod tests;
