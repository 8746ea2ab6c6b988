//! What it means that an answer does not name a row: nothing, a dropped authorisation, a row taken back, or a posted row in doubt.

use chrono::NaiveDate;

use crate::domain::{ConnectionId, RowCounts, Transaction, TxnStatus};

use super::answer::Answer;
use super::identity::Claims;
use super::ledger::{Ledger, has_current};
use super::row::{self, Telling};

/// An authorisation that was looked for and not found is let go after so many days, even by a source that vouches for nothing.
const LET_GO_AFTER_DAYS: i64 = 10;
/// One that lies before the days that the source is asked for is let go after so many.
const FORGOTTEN_AFTER_DAYS: i64 = 14;

/// What becomes of a row that the answer does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Absence {
    /// The authorisation is gone.
    Dropped,
    /// The source took the row back by name.
    TakenBack,
    /// This source no longer has it, another one does.
    LeftToOthers,
    /// Posted, and lacking in an answer that vouches to be complete.
    Missing,
}

/// Settles every row that the answer is silent of. Posted rows never go away by silence.
pub(super) fn settle(
    answer: &Answer,
    ledger: &mut Ledger<'_>,
    claims: &Claims,
    telling: Telling<'_>,
    counts: &mut RowCounts,
) {
    let untaken = ledger.rows().filter(|(index, _)| claims.taken[*index].is_none());
    let absences: Vec<(usize, Absence)> =
        untaken.filter_map(|(index, row)| Some((index, absence(answer, index, row, claims, telling)?))).collect();
    for (index, absence) in absences {
        let known = ledger.row(index);
        let next = match absence {
            Absence::Dropped => {
                counts.dropped += 1;
                row::become_status(known, TxnStatus::Dropped, telling.at)
            }
            Absence::TakenBack => {
                counts.removed += 1;
                row::become_status(known, TxnStatus::Removed, telling.at)
            }
            Absence::LeftToOthers => without(known, telling.connection),
            Absence::Missing => {
                counts.missing += 1;
                let mut next = known.clone();
                next.details_mut().missing_since = Some(telling.at);
                next
            }
        };
        ledger.set(index, next);
    }
}

fn absence(answer: &Answer, index: usize, row: &Transaction, claims: &Claims, telling: Telling<'_>) -> Option<Absence> {
    let ours = has_current(row, telling.connection);
    let others = row.sources.iter().any(|s| s.current && &s.connection != telling.connection);
    if is_taken_back(answer, row, telling.connection) {
        return match row.status {
            _ if others => Some(Absence::LeftToOthers),
            TxnStatus::Pending | TxnStatus::Posted => Some(Absence::TakenBack),
            TxnStatus::Dropped | TxnStatus::Removed => None,
        };
    }
    let echoed = claims.echoed.contains(&index);
    match row.status {
        TxnStatus::Pending if claims.superseded.contains(&index) => Some(Absence::Dropped),
        TxnStatus::Pending if !ours && !others && !echoed && is_orphan_old(answer, row.date(), telling.today) => {
            Some(Absence::Dropped)
        }
        TxnStatus::Pending if ours && !echoed && is_gone(answer, row.date(), telling.today) => {
            Some(if others { Absence::LeftToOthers } else { Absence::Dropped })
        }
        TxnStatus::Posted if ours && !echoed && answer.vouches(row.date()) => {
            row.details().missing_since.is_none().then_some(Absence::Missing)
        }
        _ => None,
    }
}

fn is_taken_back(answer: &Answer, row: &Transaction, connection: &ConnectionId) -> bool {
    let mut current = row.sources.iter().filter(|s| s.current && &s.connection == connection);
    current.any(|s| s.id.as_ref().is_some_and(|id| answer.removed.contains(id)))
}

/// Nobody tells of it any more since the bank was linked anew.
fn is_orphan_old(answer: &Answer, day: NaiveDate, today: NaiveDate) -> bool {
    answer.vouches(day) || today.signed_duration_since(day).num_days() > LET_GO_AFTER_DAYS
}

fn is_gone(answer: &Answer, day: NaiveDate, today: NaiveDate) -> bool {
    let age = today.signed_duration_since(day).num_days();
    let patience = if answer.looked_for(day) { LET_GO_AFTER_DAYS } else { FORGOTTEN_AFTER_DAYS };
    answer.vouches(day) || (answer.may_let_go() && age > patience)
}

fn without(known: &Transaction, connection: &ConnectionId) -> Transaction {
    let mut next = known.clone();
    next.sources.iter_mut().filter(|s| &s.connection == connection).for_each(|s| s.current = false);
    next
}
