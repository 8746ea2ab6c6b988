//! Columns of amounts without a telling header: which is the amount, which the balance, which debits and credits.

use rust_decimal::Decimal;

use super::balance::Check;
use super::marks::{Mark, Marks};
use super::number::{self, Cell};
use super::role::Role;
use crate::domain::Currency;

type Numbers = Vec<Option<Decimal>>;

/// Assigns roles to some of the columns; `None` when none can hold amounts. `balance` is the column that the header says it is.
pub(super) fn find(rows: &[&Vec<String>], columns: &[usize], balance: Option<usize>) -> Option<Vec<(Role, usize)>> {
    let mark = mark(rows, columns);
    let numbers: Vec<(usize, Numbers)> = columns.iter().map(|at| (*at, numbers(rows, *at, mark))).collect();
    let filled: Vec<&(usize, Numbers)> =
        numbers.iter().filter(|(_, column)| column.iter().any(Option::is_some)).collect();
    if let Some(found) = by_balance(&filled, rows, balance, mark) {
        return Some(found);
    }
    let (first, _) = filled.first()?;
    if let Some(found) = exclusive(&filled) {
        return Some(found);
    }
    // one filled column beside one that is always blank, where an amount without a sign would be: money goes out far more often
    if let ([only], false) = (&filled[..], is_signed(&filled)) {
        let blank = numbers.iter().find(|(at, column)| column.iter().all(Option::is_none) && at.abs_diff(only.0) == 1);
        if let Some((blank, _)) = blank.filter(|(at, _)| rows.iter().all(|row| row.get(*at).is_some())) {
            return Some(vec![(Role::Debit, only.0), (Role::Credit, *blank)]);
        }
    }
    Some(vec![(Role::Amount, *first)])
}

fn mark(rows: &[&Vec<String>], columns: &[usize]) -> Mark {
    let mut marks = Marks::default();
    for cell in rows.iter().flat_map(|row| columns.iter().filter_map(|at| row.get(*at))) {
        marks.see(cell);
    }
    marks.mark()
}

fn numbers(rows: &[&Vec<String>], at: usize, mark: Mark) -> Numbers {
    let read = |row: &&Vec<String>| match number::read(row.get(at)?, mark) {
        Cell::Number(number) => number.money(Currency::USD).map(|money| money.amount()),
        _ => None,
    };
    rows.iter().map(read).collect()
}

fn is_signed(columns: &[&(usize, Numbers)]) -> bool {
    columns.iter().any(|(_, column)| column.iter().flatten().any(Decimal::is_sign_negative))
}

/// An amount, or debits and credits, that a balance proves.
fn by_balance(
    filled: &[&(usize, Numbers)],
    rows: &[&Vec<String>],
    named: Option<usize>,
    mark: Mark,
) -> Option<Vec<(Role, usize)>> {
    let extra = named.map(|at| (at, numbers(rows, at, mark)));
    let balances = filled.iter().copied().chain(&extra).filter(|(at, _)| named.is_none_or(|named| named == *at));
    for (balance, figures) in balances {
        let proves = |amounts: &mut dyn Iterator<Item = Option<Decimal>>| {
            let both = amounts.zip(figures).filter_map(|(amount, balance)| Some((amount?, *balance)));
            let check = Check::of_figures(both);
            check.pairs > 1 && check.is_right()
        };
        let others = || filled.iter().filter(|(at, _)| at != balance);
        if let Some((amount, _)) = others().find(|(_, column)| proves(&mut column.iter().copied())) {
            return Some(vec![(Role::Amount, *amount), (Role::Balance, *balance)]);
        }
        for (debit, debits) in others() {
            for (credit, credits) in others().filter(|(at, _)| at != debit) {
                let net = |(debit, credit): (&Option<Decimal>, &Option<Decimal>)| match (debit, credit) {
                    (None, None) => None,
                    (debit, credit) => credit.unwrap_or_default().checked_sub(debit.unwrap_or_default().abs()),
                };
                if proves(&mut debits.iter().zip(credits).map(net)) {
                    return Some(vec![(Role::Debit, *debit), (Role::Credit, *credit), (Role::Balance, *balance)]);
                }
            }
        }
    }
    None
}

/// Two columns of which no row fills both; that of debits is the one that more rows fill.
fn exclusive(filled: &[&(usize, Numbers)]) -> Option<Vec<(Role, usize)>> {
    let amounts = |column: &Numbers| column.iter().flatten().filter(|amount| !amount.is_zero()).count();
    for (at, (one, left)) in filled.iter().enumerate() {
        for (other, right) in filled.iter().skip(at + 1) {
            let both = left.iter().zip(right).any(|(left, right)| {
                left.is_some_and(|amount| !amount.is_zero()) && right.is_some_and(|amount| !amount.is_zero())
            });
            if !both && amounts(left) > 0 && amounts(right) > 0 {
                let (debit, credit) = if amounts(right) > amounts(left) { (other, one) } else { (one, other) };
                return Some(vec![(Role::Debit, *debit), (Role::Credit, *credit)]);
            }
        }
    }
    None
}
