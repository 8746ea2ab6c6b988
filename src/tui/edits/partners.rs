//! The other side of a transfer, as a person says it: which rows may be it, and the edits that join two rows or part them.

use crate::domain::{Book, Edit, Transaction, TxnEdit, TxnId};
use crate::tui::screen::Cx;
use crate::tui::table::who;

/// Days between the two sides at most.
const REACH: i64 = 14;
/// Rows that are offered.
const MOST: usize = 20;

/// Rows of other accounts that may be the other side: of the other sign, near in time, the nearest amount first. Another currency is
/// no hindrance, but comes last.
pub fn candidates<'a>(book: &'a Book, row: &Transaction) -> Vec<&'a Transaction> {
    let apart = |other: &Transaction| (other.date() - row.date()).num_days().abs();
    let wanted = row.amount.amount().abs();
    let differs = |other: &Transaction| {
        let foreign = other.amount.currency() != row.amount.currency();
        (foreign, other.amount.amount().abs().saturating_sub(wanted).abs(), apart(other), other.id)
    };
    let may_be = |other: &&Transaction| {
        other.account != row.account
            && other.status.counts()
            && other.amount.is_out() != row.amount.is_out()
            && apart(other) <= REACH
    };
    let mut found: Vec<&Transaction> = book.rows().filter(may_be).collect();
    found.sort_by_key(|other| differs(other));
    found.truncate(MOST);
    found
}

/// `with +500.00 · Nov 22 · Total Checking · Payment, thank you`.
pub fn words(cx: &Cx, row: &Transaction) -> String {
    let account = cx.book.accounts.get(&row.account).map_or("", |account| cx.book.name(account).as_str());
    let amount = cx.figures.signed(row.amount);
    format!("with {amount} · {} · {account} · {}", cx.figures.day(row.date(), cx.clock.today), who(cx, row))
}

/// Makes two rows the sides of one transfer, and parts them from those that they were joined with before.
pub fn join(book: &Book, one: TxnId, other: TxnId) -> Vec<Edit> {
    let left =
        [one, other].into_iter().filter_map(|row| book.edit_of(row).partner).filter(|row| ![one, other].contains(row));
    let left = left.map(|row| said(book, row, None, None));
    left.chain([said(book, one, Some(true), Some(other)), said(book, other, Some(true), Some(one))]).collect()
}

/// Says whether rows are transfers, without another side; sides that they had are parted from them.
pub fn part(book: &Book, rows: &[TxnId], transfer: Option<bool>) -> Vec<Edit> {
    let left = rows.iter().filter_map(|row| book.edit_of(*row).partner).filter(|side| !rows.contains(side));
    let left: Vec<Edit> = left.map(|side| said(book, side, None, None)).collect();
    left.into_iter().chain(rows.iter().map(|row| said(book, *row, transfer, None))).collect()
}

fn said(book: &Book, row: TxnId, transfer: Option<bool>, partner: Option<TxnId>) -> Edit {
    Edit::Txn(row, TxnEdit { transfer, partner, ..book.edit_of(row).clone() })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn apply(book: &mut Book, edits: &[Edit]) {
        let words = Arc::make_mut(&mut book.edits);
        for edit in edits {
            words.apply(edit);
        }
    }

    #[test]
    fn two_rows_are_joined_and_whoever_was_joined_before_is_let_go() {
        let mut book = Book::default();
        let (a, b, c) = (TxnId(1), TxnId(2), TxnId(3));
        let edits = join(&book, a, b);
        apply(&mut book, &edits);
        let edits = join(&book, b, c);
        apply(&mut book, &edits);
        assert_eq!(book.edit_of(a), &TxnEdit::default());
        assert_eq!((book.edit_of(b).partner, book.edit_of(c).partner), (Some(c), Some(b)));
        let both = part(&book, &[b, c], Some(true));
        assert_eq!(both.len(), 2, "each once");
        let edits = part(&book, &[c], Some(false));
        apply(&mut book, &edits);
        assert_eq!(book.edit_of(b), &TxnEdit::default());
        assert_eq!(book.edit_of(c).transfer, Some(false));
    }
}
