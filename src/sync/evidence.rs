//! What the rows of two tellings say about whether they are of one account. A number's tail is a hint; movements that both tell, day by
//! day and to the cent, are more than that.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use crate::domain::{AccountId, Batch, Book, Changes, Money, ProviderId, Row, TxnStatus};

use super::MergeError;
use super::accounts::account_of;
use super::content::DAYS_APART;
use super::ledger::Ledger;

/// Amounts that both must tell: payments that everybody makes, a fare or a subscription, are fewer.
const LEAST_AMOUNTS: usize = 3;

/// Posted days by amount.
type ByAmount = HashMap<Money, Vec<NaiveDate>>;

/// The one of these accounts whose rows the answer tells again; `None` where the rows prove nothing, or prove it of several.
///
/// Of the days that both speak of, two thirds of the rows of either must have their counterpart in the other, of at least
/// [`LEAST_AMOUNTS`] different amounts.
pub(super) fn told_again(
    book: &Book,
    batch: &Batch,
    account: &ProviderId,
    candidates: &[AccountId],
) -> Result<Option<AccountId>, MergeError> {
    let said: Vec<(NaiveDate, Money)> = rows_of(batch, account).collect();
    if said.len() < LEAST_AMOUNTS {
        return Ok(None);
    }
    let mut found = None;
    for id in candidates {
        let ledger = Ledger::open(book, *id)?;
        let known: Vec<(NaiveDate, Money)> = ledger
            .rows()
            .filter(|(_, row)| row.status == TxnStatus::Posted)
            .filter_map(|(_, row)| Some((row.posted?, row.amount)))
            .collect();
        if agree(&said, &known) && found.replace(*id).is_some() {
            return Ok(None);
        }
    }
    Ok(found)
}

fn rows_of<'a>(batch: &'a Batch, account: &'a ProviderId) -> impl Iterator<Item = (NaiveDate, Money)> + 'a {
    let rows = |change: &'a Changes| match change {
        Changes::Delta { upserts: rows, .. } | Changes::Window { rows, .. } => rows.iter(),
    };
    let posted = |row: &'a Row| (row.status == TxnStatus::Posted).then_some((row.posted?, row.amount));
    batch.changes.iter().filter(move |change| account_of(change) == account).flat_map(rows).filter_map(posted)
}

fn agree(said: &[(NaiveDate, Money)], known: &[(NaiveDate, Money)]) -> bool {
    let shared = span(said).zip(span(known)).map(|(a, b)| (a.0.max(b.0), a.1.min(b.1)));
    let Some((from, to)) = shared.filter(|(from, to)| from <= to) else { return false };
    let count = |rows: &[(NaiveDate, Money)]| rows.iter().filter(|(day, _)| (from..=to).contains(day)).count();
    let all = count(said).max(count(known));
    // the counterpart of a row at the edge may be dated beyond it
    let edge = Days::new(DAYS_APART);
    let (from, to) = (from.checked_sub_days(edge).unwrap_or(from), to.checked_add_days(edge).unwrap_or(to));
    let (said, known) = (within(said, from, to), within(known, from, to));
    let pairs = said.iter().filter_map(|(amount, days)| Some(paired(days, known.get(amount)?)));
    let (amounts, both) = pairs.filter(|pairs| *pairs > 0).fold((0, 0), |(amounts, both), n| (amounts + 1, both + n));
    amounts >= LEAST_AMOUNTS && both * 3 >= all * 2
}

fn span(rows: &[(NaiveDate, Money)]) -> Option<(NaiveDate, NaiveDate)> {
    let days = || rows.iter().map(|(day, _)| *day);
    days().min().zip(days().max())
}

/// Rows of those days, in order.
fn within(rows: &[(NaiveDate, Money)], from: NaiveDate, to: NaiveDate) -> ByAmount {
    let mut found = ByAmount::new();
    for (day, amount) in rows.iter().filter(|(day, _)| (from..=to).contains(day)) {
        found.entry(*amount).or_default().push(*day);
    }
    for days in found.values_mut() {
        days.sort_unstable();
    }
    found
}

/// How many days of one side have one of their own on the other that lies near enough. Both are sorted.
fn paired(a: &[NaiveDate], b: &[NaiveDate]) -> usize {
    let (mut at, mut pairs) = (0, 0);
    for day in a {
        let apart = |other: &NaiveDate| other.signed_duration_since(*day).num_days();
        let near = i64::try_from(DAYS_APART).unwrap_or(0);
        while b.get(at).is_some_and(|other| apart(other) < -near) {
            at += 1;
        }
        if b.get(at).is_some_and(|other| apart(other) <= near) {
            (at, pairs) = (at + 1, pairs + 1);
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn rows(of: &[(u32, &str)]) -> Vec<(NaiveDate, Money)> {
        of.iter().map(|(on, amount)| (day(*on), usd(amount))).collect()
    }

    #[test]
    fn two_thirds_of_three_amounts_within_a_few_days_are_one_account() {
        let base = rows(&[(3, "-12.30"), (4, "2000"), (5, "-4.50"), (5, "-4.50"), (9, "-900")]);
        for (other, same, why) in [
            (&[(3, "-12.30"), (4, "2000"), (5, "-4.50"), (5, "-4.50"), (9, "-900")][..], true, "alike"),
            (&[(5, "-12.30"), (6, "2000"), (7, "-4.50"), (8, "-4.50"), (11, "-900")], true, "dated two days later"),
            (&[(4, "2000"), (5, "-4.50"), (9, "-900"), (20, "-1"), (21, "-2")], true, "goes on where the other ends"),
            (&[(4, "2000"), (5, "-4.50"), (5, "-4.50")], false, "two amounts only"),
            (
                &[(3, "-1"), (4, "2000"), (5, "-4.50"), (6, "-7"), (7, "-8"), (9, "-900")],
                false,
                "half is something else",
            ),
            (&[(3, "12.30"), (4, "-2000"), (5, "4.50"), (9, "900")], false, "the other side of transfers"),
            (&[(13, "-12.30"), (14, "2000"), (15, "-4.50"), (19, "-900")], false, "other days"),
        ] {
            assert_eq!(agree(&base, &rows(other)), same, "{why}");
            assert_eq!(agree(&rows(other), &base), same, "{why}");
        }
        assert!(!agree(&base, &[]) && !agree(&[], &base));
    }
}
