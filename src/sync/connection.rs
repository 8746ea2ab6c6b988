//! What an answer leaves on its connection: status, complaints, bookmark, and per account the last day that is known.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::{Batch, Changes, Clean, Clock, Connection, Problem, ProblemKind, ProviderId, Scope, Status};

use super::accounts::account_of;

/// Complaints that are kept of one answer.
const MOST_PROBLEMS: usize = 100;

/// Whom the complaints of an answer concern.
pub(super) struct Complaints<'a> {
    named: HashSet<&'a ProviderId>,
    troubled: HashSet<&'a ProviderId>,
    banks: HashSet<&'a str>,
    all: bool,
}

impl<'a> Complaints<'a> {
    pub fn of(batch: &'a Batch) -> Self {
        let mut complaints =
            Self { named: HashSet::new(), troubled: HashSet::new(), banks: HashSet::new(), all: false };
        for problem in &batch.problems {
            let trouble = problem.kind != ProblemKind::Notice;
            match &problem.scope {
                Scope::Account(id) => {
                    complaints.named.insert(id);
                    if trouble {
                        complaints.troubled.insert(id);
                    }
                }
                Scope::Bank(key) if trouble => drop(complaints.banks.insert(key)),
                Scope::Connection if trouble => complaints.all = true,
                Scope::Bank(_) | Scope::Connection => {}
            }
        }
        complaints
    }

    /// True when what the answer says of an account can be taken as whole.
    pub fn leave_whole(&self, account: &ProviderId, bank: &str) -> bool {
        !self.all && !self.banks.contains(bank) && !self.troubled.contains(account)
    }

    /// True when the account's days can be ticked off: nothing at all was said against it.
    fn leave_unnamed(&self, account: &ProviderId, bank: &str) -> bool {
        self.leave_whole(account, bank) && !self.named.contains(account)
    }
}

/// The connection after an answer. `banks` gives the bank's key of each account that the answer names; of those that are left out no day
/// is known, so that they hold nothing back.
pub(super) fn answered(
    known: &Connection,
    batch: &Batch,
    (banks, left_out): (&HashMap<&ProviderId, &str>, &HashSet<ProviderId>),
    clock: Clock,
) -> Connection {
    let mut next = known.clone();
    let trouble = batch.problems.iter().any(|problem| problem.kind != ProblemKind::Notice);
    next.status = if trouble { Status::Partial } else { Status::Ok };
    next.problems = worst_first(&batch.problems);
    next.cursor = batch.cursor.after(next.cursor);
    next.label = batch.label.clone().or(next.label);
    next.meta.take(&batch.meta, true);
    if known.last_ok.is_none() {
        next.created = next.created.or(Some(batch.fetched_at));
    }
    next.consent_ends = batch.consent_ends.or(next.consent_ends);
    next.last_ok = Some(batch.fetched_at);
    next.last_attempt = next.last_attempt.max(Some(batch.fetched_at));
    next.failures = 0;
    let complaints = Complaints::of(batch);
    next.watermarks.retain(|account, _| !left_out.contains(account));
    for change in &batch.changes {
        let Changes::Window { account, to, .. } = change else { continue };
        if left_out.contains(account) {
            continue;
        }
        let bank = banks.get(account_of(change)).copied().unwrap_or_default();
        if complaints.leave_unnamed(account, bank) {
            let known_to: NaiveDate = (*to).min(clock.today);
            let mark = next.watermarks.entry(account.clone()).or_insert(known_to);
            *mark = known_to.max(*mark);
        }
    }
    next
}

/// The words of an answer's complaints, for the log of syncs.
pub(super) fn notes(batch: &Batch) -> impl Iterator<Item = Clean> {
    worst_first(&batch.problems).into_iter().map(|problem| problem.message)
}

/// Complaints as they are kept: those that a person must act on first.
pub(super) fn worst_first(problems: &[Problem]) -> Vec<Problem> {
    let mut sorted = problems.to_vec();
    sorted.sort_by_key(|problem| match problem.kind {
        _ if problem.kind.needs_person() => 0,
        ProblemKind::Malformed => 1,
        ProblemKind::Unavailable | ProblemKind::Offline => 2,
        ProblemKind::Notice => 4,
        _ => 3,
    });
    sorted.truncate(MOST_PROBLEMS);
    sorted
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn problem(scope: Scope, kind: ProblemKind) -> Problem {
        Problem { scope, kind, message: Clean::new("words") }
    }

    #[test]
    fn watermarks_advance_only_where_nothing_is_wrong() {
        let bank = |key: &str| Scope::Bank(key.into());
        for (scope, kind, status, mark) in [
            (None, ProblemKind::Notice, Status::Ok, Some(day(9))),
            (Some(Scope::Connection), ProblemKind::Notice, Status::Ok, Some(day(9))),
            (Some(Scope::Connection), ProblemKind::Unavailable, Status::Partial, None),
            (Some(bank("bank.example")), ProblemKind::NeedsReauth, Status::Partial, None),
            (Some(bank("other.example")), ProblemKind::NeedsReauth, Status::Partial, Some(day(9))),
            (Some(Scope::Account(pid("acc"))), ProblemKind::Unavailable, Status::Partial, None),
            (Some(Scope::Account(pid("other"))), ProblemKind::Unavailable, Status::Partial, Some(day(9))),
        ] {
            let mut answer = batch("api", vec![seen("acc")], vec![window(1, 9, &[])], 9);
            answer.problems = scope.into_iter().map(|scope| problem(scope, kind.clone())).collect();
            let mut world = World::new();
            world.take(&answer, 9);
            let connection = &world.book.connections[&conn("api")];
            assert_eq!(connection.watermarks.get(&pid("acc")).copied(), mark, "{:?}", answer.problems);
            assert_eq!((&connection.status, connection.problems.len()), (&status, answer.problems.len()));
        }
    }

    #[test]
    fn a_watermark_never_goes_back_nor_into_the_future() {
        let mut world = World::new();
        world.api(9, window(1, 30, &[]));
        assert_eq!(world.book.connections[&conn("api")].watermarks[&pid("acc")], day(9));
        world.api(9, window(1, 3, &[]));
        assert_eq!(world.book.connections[&conn("api")].watermarks[&pid("acc")], day(9));
    }

    #[test]
    fn an_answer_ends_failures_and_keeps_the_bookmark_that_it_does_not_replace() {
        let mut world = World::new();
        let failed = Connection {
            failures: 3,
            status: Status::Failed(problem(Scope::Connection, ProblemKind::Offline)),
            cursor: Some("old".into()),
            ..Connection::new(conn("api"), "api")
        };
        world.book.connections.insert(conn("api"), failed.into());
        world.api(9, window(1, 9, &[]));
        let connection = &world.book.connections[&conn("api")];
        assert_eq!((connection.failures, &connection.status), (0, &Status::Ok));
        assert_eq!((connection.cursor.as_deref(), connection.last_ok), (Some("old"), Some(noon(9))));
    }
}
