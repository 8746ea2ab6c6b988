//! Where a figure of spending comes from: the rows that it adds up, and those of the same name and days that it does not.

use super::{Book, Currency, Group, Key, Of, Period, RowKind, Transaction, is_of, key_of};
use crate::insights::derivation::Derivation;
use crate::insights::transfers::paired;

/// The derivation of a line, or without one of the total of a currency.
pub fn derive(book: &Book, key: Option<&Key>, currency: Currency, period: Period) -> Derivation {
    let pairs = paired(book);
    let mut derivation = Derivation::default();
    derivation.rules.push("purchases less refunds, pending ones included".to_owned());
    let named = |row: &&Transaction| match key {
        None => row.amount.currency() == currency,
        Some(key) => is_of(book, row, key) || names(book, row, key),
    };
    let mut rows: Vec<&Transaction> = book.rows_in(period).filter(named).collect();
    rows.sort_by_key(|row| (row.date(), row.id));
    for row in rows {
        match why_not(book, row, pairs.kind(book, row)) {
            None if key.is_none_or(|key| is_of(book, row, key)) => derivation.rows.push(row.id),
            None => derivation.leave_out(row.id, "divided by you among other categories"),
            Some(why) => derivation.leave_out(row.id, why),
        }
    }
    derivation
}

/// True for a row that bears the line's name, though what counts of it may lie elsewhere.
fn names(book: &Book, row: &Transaction, key: &Key) -> bool {
    let group = match key.of {
        Of::Merchant(_) => Group::Merchant,
        Of::Category(_) => Group::Category,
        Of::Bank(_) => Group::Bank,
        Of::Account(_) => Group::Account,
    };
    key_of(book, row, group).as_ref() == Some(key)
}

/// Why a row is no spending; `None` for one that is.
pub(in crate::insights) fn why_not(book: &Book, row: &Transaction, kind: RowKind) -> Option<&'static str> {
    match kind {
        _ if !row.status.counts() => Some("not booked after all"),
        _ if book.is_row_hidden(row) => Some("hidden by you"),
        _ if book.is_hidden(row.account) => Some("on an account hidden by you"),
        RowKind::Spend | RowKind::Refund => None,
        RowKind::Transfer => Some("between own accounts"),
        RowKind::CardPayment => Some("card payments"),
        RowKind::LoanPayment => Some("loan payments"),
        RowKind::Income => Some("income"),
        RowKind::P2pOut | RowKind::P2pIn => Some("to and from people"),
        RowKind::Cash => Some("cash"),
        RowKind::Check => Some("checks"),
        RowKind::Fee => Some("fees"),
        RowKind::Interest => Some("interest"),
        RowKind::Investment => Some("investments"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{book, day};
    use super::*;
    use crate::domain::TxnId;
    use crate::insights::by;

    #[test]
    fn the_rows_of_a_total_and_those_left_out_are_all_rows_of_the_period() {
        let book = book();
        let period: Period = "2026-11".parse().unwrap();
        let derivation = derive(&book, None, Currency::USD, period);
        let sum: rust_decimal::Decimal =
            book.rows().filter(|row| derivation.rows.contains(&row.id)).map(|row| -row.amount.amount()).sum();
        let spending = by(&book, period, Group::Merchant, day(2026, 11, 22)).unwrap();
        let total = spending.totals.iter().find(|total| total.currency == Currency::USD).unwrap();
        assert_eq!(sum, total.spent);
        let left: Vec<_> = derivation.left_out.iter().map(|left| (left.why, left.rows.as_slice())).collect();
        let expected: [(&str, &[TxnId]); 5] = [
            ("between own accounts", &[TxnId(7)]),
            ("card payments", &[TxnId(8)]),
            ("cash", &[TxnId(9)]),
            ("fees", &[TxnId(10)]),
            ("not booked after all", &[TxnId(11)]),
        ];
        assert_eq!(left, expected);
    }

    #[test]
    fn a_line_names_its_own_rows_and_what_of_its_name_does_not_count() {
        let key = Key { of: Of::Merchant(Some(crate::domain::Clean::new("Corner Books"))), currency: Currency::USD };
        let derivation = derive(&book(), Some(&key), Currency::USD, "2026-11".parse().unwrap());
        assert_eq!(derivation.rows, [TxnId(5)]);
        assert_eq!(
            (derivation.left_out[0].why, derivation.left_out[0].rows.as_slice()),
            ("not booked after all", &[TxnId(11)][..])
        );
    }
}
