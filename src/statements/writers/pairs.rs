//! Finds both sides of a movement between two accounts of the book, so that double-entry programs see one transaction. One to one, by
//! amount and days, and only among rows that are read as such movements.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::domain::{Currency, RowKind, Transaction, TxnId};

/// Days between money leaving one bank and arriving at another, weekends included.
const MAX_DAYS: i64 = 5;

/// Both sides of each transfer, money out first. `rows` with the kind that each is read as, in any order; the nearest days win, then the
/// lower ids, so that the order does not matter. A pending row is paired with a pending one only, since its sums stand apart.
pub fn pairs<'a>(rows: impl IntoIterator<Item = (&'a Transaction, RowKind)>) -> Vec<(TxnId, TxnId)> {
    let mut by_amount: BTreeMap<(Currency, Decimal), (Vec<&Transaction>, Vec<&Transaction>)> = BTreeMap::new();
    for (row, kind) in rows {
        let moves = matches!(kind, RowKind::Transfer | RowKind::CardPayment | RowKind::LoanPayment);
        if moves && row.status.counts() && !row.amount.is_zero() {
            let sides = by_amount.entry((row.amount.currency(), row.amount.magnitude().amount())).or_default();
            if row.amount.is_out() { &mut sides.0 } else { &mut sides.1 }.push(row);
        }
    }
    by_amount.into_values().flat_map(|(out, into)| matched(&out, &into)).collect()
}

fn matched(out: &[&Transaction], into: &[&Transaction]) -> Vec<(TxnId, TxnId)> {
    let days = |a: &Transaction, b: &Transaction| (a.date() - b.date()).num_days().abs();
    let mut candidates = Vec::new();
    for from in out {
        let near = into
            .iter()
            .filter(|to| to.account != from.account && to.status == from.status && days(from, to) <= MAX_DAYS);
        candidates.extend(near.map(|to| (days(from, to), from.id, to.id)));
    }
    candidates.sort_unstable();
    let mut taken = BTreeSet::new();
    let mut pairs = Vec::new();
    for (_, from, to) in candidates {
        if !taken.contains(&from) && !taken.contains(&to) {
            taken.extend([from, to]);
            pairs.push((from, to));
        }
    }
    pairs
}
