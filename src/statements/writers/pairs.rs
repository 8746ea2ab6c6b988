//! Finds both sides of a movement between two accounts of the book, so that double-entry programs see one transaction. One to one, by
//! amount and days, and only among rows that are read as such movements or that a person called one.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::domain::{Book, Currency, RowKind, Transaction, TxnId};

/// Days between money leaving one bank and arriving at another, weekends included.
const MAX_DAYS: i64 = 5;

/// Both sides of each transfer among rows in any order, money out first. What a person said of a row comes before what was read; then the
/// nearest days win, then the lower ids, so that the order does not matter. A pending row is paired with a pending one only, since its
/// sums stand apart.
pub fn pairs<'a>(book: &Book, rows: impl IntoIterator<Item = &'a Transaction>) -> Vec<(TxnId, TxnId)> {
    let mut by_amount: BTreeMap<(Currency, Decimal), Sides<'_>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| row.status.counts() && !row.amount.is_zero() && moves(book, row)) {
        let sides = by_amount.entry((row.amount.currency(), row.amount.magnitude().amount())).or_default();
        if row.amount.is_out() { &mut sides.out } else { &mut sides.into }.push(row);
    }
    by_amount.into_values().flat_map(|sides| matched(book, &sides)).collect()
}

/// Rows of one amount.
#[derive(Default)]
struct Sides<'a> {
    out: Vec<&'a Transaction>,
    into: Vec<&'a Transaction>,
}

fn moves(book: &Book, row: &Transaction) -> bool {
    let said = book.edit_of(row.id);
    let read = || matches!(book.row_kind(row), RowKind::Transfer | RowKind::CardPayment | RowKind::LoanPayment);
    said.partner.is_some() || said.transfer.unwrap_or_else(read)
}

fn matched(book: &Book, sides: &Sides<'_>) -> Vec<(TxnId, TxnId)> {
    let partner = |row: &Transaction| book.edit_of(row.id).partner;
    let mut candidates = Vec::new();
    for from in &sides.out {
        for to in sides.into.iter().filter(|to| to.account != from.account && to.status == from.status) {
            let said = partner(from) == Some(to.id) || partner(to) == Some(from.id);
            let free = partner(from).is_none() && partner(to).is_none();
            let days = (from.date() - to.date()).num_days().abs();
            if said || (free && days <= MAX_DAYS) {
                candidates.push((!said, days, from.id, to.id));
            }
        }
    }
    candidates.sort_unstable();
    let mut taken = BTreeSet::new();
    let mut pairs = Vec::new();
    for (_, _, from, to) in candidates {
        if !taken.contains(&from) && !taken.contains(&to) {
            taken.extend([from, to]);
            pairs.push((from, to));
        }
    }
    pairs
}
