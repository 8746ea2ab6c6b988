//! What speaks for two rows being the two sides of one movement, besides amount and days: kinds, numbers, banks and names in their texts,
//! references that both print; and what speaks against. In thousandths.

use super::super::text::Words;
use super::leg::{Leg, Own, Said, is_card, is_loan};
use super::names;
use crate::domain::{AccountKind, RowKind};

/// From here a pair is taken without asking.
pub(super) const SURE: i64 = 900;
/// From here a pair is likelier than not, and asked about.
pub(super) const LIKELY: i64 = 500;

/// What each day between the sides costs when pairs compete.
pub(super) const DAY: i64 = 12;

/// A side with all that is known of it.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub leg: &'a Leg<'a>,
    pub said: &'a Said,
    pub own: &'a Own<'a>,
    /// Its merchant's rows keep arriving on the other side.
    pub is_habit: bool,
}

impl Side<'_> {
    fn words(&self) -> Words<'_> {
        Words::of(&self.said.words)
    }
}

/// The evidence for money that left at `from` having come in at `to`; `None` where something rules it out.
pub(super) fn of_pair(from: Side<'_>, to: Side<'_>, all: &[Own<'_>]) -> Option<i64> {
    let mut sum = own(from, to)? + own(to, from)?;
    sum += about(from, to, all)? + about(to, from, all)?;
    sum += kinds(from, to);
    if from.said.is_return != to.said.is_return && !(from.leg.kind == RowKind::CardPayment && from.own.is_card()) {
        sum -= 500;
    }
    if names::references(&from.said.words).any(|word| names::references(&to.said.words).any(|other| other == word)) {
        sum += 200;
    }
    Some(sum)
}

/// The evidence for money of a bank having paid what a wallet shows as paid or sent.
pub(super) fn of_funding(bank: Side<'_>, wallet: Side<'_>, merchants_differ: bool) -> Option<i64> {
    let through = bank.said.services & wallet.own.banks != 0;
    let known = matches!(wallet.leg.kind, RowKind::Spend | RowKind::P2pOut);
    (through
        && known
        && !merchants_differ
        && wallet.own.kind == AccountKind::Wallet
        && bank.own.kind != AccountKind::Wallet)
        .then_some(SURE)
}

/// How far a row by itself says that its money stayed the person's.
fn own(side: Side<'_>, other: Side<'_>) -> Option<i64> {
    if side.leg.moves() {
        return Some(450);
    }
    let named = other.own.is_named(side.words()) || side.said.banks & other.own.banks != 0;
    let through_wallet = side.said.services & other.own.banks != 0 && other.own.kind == AccountKind::Wallet;
    let numbered = side.said.tails.iter().any(|(tail, _)| other.own.is_numbered(tail));
    match side.leg.kind {
        RowKind::Spend if through_wallet || side.is_habit => Some(450),
        // onto a loan comes what pays it off, whatever the lender is called
        RowKind::Spend if is_loan(other.own.kind) => Some(350),
        RowKind::Spend | RowKind::Income if side.leg.merchant.is_none() && !side.said.is_earned => Some(200),
        RowKind::Spend | RowKind::Income if named && numbered && !side.said.is_earned => Some(200),
        RowKind::P2pIn | RowKind::P2pOut if other.own.is_owner_named(side.words()) => Some(200),
        _ => None,
    }
}

/// What a text says of the account on the other side.
fn about(side: Side<'_>, other: Side<'_>, all: &[Own<'_>]) -> Option<i64> {
    let mut sum = 0;
    for (tail, marked) in &side.said.tails {
        if other.own.is_numbered(tail) {
            sum = sum.max(300);
        } else if *marked && !side.own.is_numbered(tail) {
            let third = all.iter().any(|own| own.is_numbered(tail));
            if third || !other.own.is_unnumbered() {
                return None;
            }
        }
    }
    if side.said.services & names::wallets() & !side.own.banks != 0 && other.own.kind != AccountKind::Wallet {
        return None;
    }
    let foreign = side.said.banks & !side.own.banks & !side.said.services;
    if side.said.banks & other.own.banks != 0 || other.own.is_named(side.words()) {
        sum += 100;
    } else if foreign != 0 {
        sum -= 350;
    }
    Some(sum + words_of_kind(side, other))
}

/// "to savings", "from checking".
fn words_of_kind(side: Side<'_>, other: Side<'_>) -> i64 {
    let words: Vec<&str> = side.said.words.split(' ').collect();
    let says = |names: &[&str]| words.iter().any(|word| names.contains(word));
    let told = |names: &[&str], kind: AccountKind| match (says(names), side.own.kind == kind, other.own.kind == kind) {
        (true, false, true) => 60,
        (true, false, false) => -150,
        _ => 0,
    };
    // a wallet says whether it took from a bank or from a card
    let card = ["CARD DEPOSIT", "BANK DEPOSIT"].map(|phrase| side.words().hold(phrase));
    let taken = match (card, other.own.is_card()) {
        ([true, _], true) | ([_, true], false) => 60,
        ([false, false], _) => 0,
        _ => -60,
    };
    taken
        + told(&["SAVINGS", "SAV", "SAVER", "ISA"], AccountKind::Savings)
        + told(&["CHECKING", "CHK", "CHEQUING"], AccountKind::Checking)
}

/// Whether the kinds that were read fit the accounts: a card payment needs a card.
fn kinds(from: Side<'_>, to: Side<'_>) -> i64 {
    let any = |kind: RowKind| from.leg.kind == kind || to.leg.kind == kind;
    let either = |is: fn(AccountKind) -> bool| is(from.own.kind) || is(to.own.kind);
    let mut sum = 0;
    for (kind, fits) in [
        (RowKind::CardPayment, either(is_card)),
        (RowKind::LoanPayment, either(is_loan)),
        (RowKind::Investment, either(|kind| kind == AccountKind::Investment)),
    ] {
        if any(kind) && !fits {
            sum -= 450;
        }
    }
    if to.own.is_card() && from.leg.kind == RowKind::Transfer {
        sum -= 100;
    }
    sum
}
