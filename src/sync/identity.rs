//! Which rows of an answer are rows of the book, by what the source itself says: its ids, present and former, and its links from a
//! posted row to the pending one. Ids are believed with care, since banks reuse and repeat them.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::domain::{ConnectionId, Match, ProviderId, Row, Transaction, TxnStatus};

use super::answer::{self, Answer, content};
use super::ledger::{Ledger, is_known_as, never_posted};
use super::words::Words;

/// Rows under one id that differ in amount or words, and lie more than this many days apart, are two rows: files number their rows
/// anew in every statement.
const REUSED_AFTER_DAYS: u64 = 10;

/// An id that more rows than this bear in one answer or in the book identifies nothing beyond equal content.
const MOST_OF_ONE_ID: usize = 32;

/// What a row of the answer turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// That row of the book, and how it was recognised when its pending form became posted by it.
    Row(usize, Match),
    /// A late copy of a row of the book that has moved on: says nothing new.
    Echo(usize),
}

/// The state of recognition: who is who so far.
pub(super) struct Claims {
    /// One for each row of the answer, in its order; `None` while unknown, and in the end for new rows.
    pub of: Vec<Option<Claim>>,
    /// One for each row of the book: the row of the answer that is it.
    pub taken: Vec<Option<usize>>,
    /// Rows of the book that an echo names.
    pub echoed: BTreeSet<usize>,
    /// Former ids that turned out to belong to another movement.
    pub released: Vec<(usize, ProviderId)>,
    /// Pending rows whose posted form the book has as another row.
    pub superseded: BTreeSet<usize>,
}

impl Claims {
    pub fn new(answer: &Answer, ledger: &Ledger<'_>) -> Self {
        Self {
            of: vec![None; answer.rows.len()],
            taken: vec![None; ledger.len()],
            echoed: BTreeSet::new(),
            released: Vec::new(),
            superseded: BTreeSet::new(),
        }
    }

    /// Claims a row of the book, one for one; false when either side is taken.
    pub fn take(&mut self, said: usize, known: usize, how: Match) -> bool {
        let free = self.of[said].is_none() && self.taken[known].is_none();
        if free {
            self.of[said] = Some(Claim::Row(known, how));
            self.taken[known] = Some(said);
        }
        free
    }

    pub fn echo(&mut self, said: usize, known: usize) {
        self.of[said] = Some(Claim::Echo(known));
        self.echoed.insert(known);
    }

    /// Rows of the answer of which nothing is known so far.
    pub fn open(&self) -> impl Iterator<Item = usize> {
        (0..self.of.len()).filter(|said| self.of[*said].is_none())
    }
}

/// Rows of the book by the ids that the answer names, present and former apart.
pub(super) struct Holders<'a> {
    connection: &'a ConnectionId,
    current: HashMap<&'a ProviderId, Vec<usize>>,
    former: HashMap<&'a ProviderId, Vec<usize>>,
}

impl<'a> Holders<'a> {
    pub fn find(answer: &'a Answer, ledger: &Ledger<'_>, connection: &'a ConnectionId) -> Self {
        let said = answer.rows.iter().flat_map(|row| row.id.iter().chain(&row.extras().replaces));
        let mut current: HashMap<&ProviderId, Vec<usize>> =
            said.chain(&answer.removed).map(|id| (id, Vec::new())).collect();
        let mut former = current.clone();
        for (index, row) in ledger.rows() {
            for source in row.sources.iter().filter(|source| &source.connection == connection) {
                let side = if source.current { &mut current } else { &mut former };
                if let Some(holders) = source.id.as_ref().and_then(|id| side.get_mut(id)) {
                    holders.push(index);
                }
            }
        }
        Self { connection, current, former }
    }

    pub fn current(&self, id: &ProviderId) -> &[usize] {
        self.current.get(id).map_or(&[], Vec::as_slice)
    }

    pub fn former(&self, id: &ProviderId) -> &[usize] {
        self.former.get(id).map_or(&[], Vec::as_slice)
    }
}

/// Recognises by present ids, then by links, then by former ids.
pub(super) fn recognise(answer: &Answer, ledger: &Ledger<'_>, holders: &Holders<'_>, claims: &mut Claims) {
    let mut bearers: HashMap<&ProviderId, Vec<usize>> = HashMap::new();
    for (said, row) in answer.rows.iter().enumerate() {
        if let Some(id) = &row.id {
            bearers.entry(id).or_default().push(said);
        }
    }
    let mut order: Vec<_> = bearers.iter().collect();
    order.sort_unstable();
    for (id, said) in &order {
        by_current_id(said, holders.current(id), answer, ledger, claims);
    }
    for said in 0..answer.rows.len() {
        by_link(said, answer, ledger, holders, claims);
    }
    for (id, said) in order {
        for said in said {
            by_former_id(*said, id, holders, answer, ledger, claims);
        }
    }
}

/// True when two rows that bear one id cannot be the same movement.
pub(super) fn is_another_row(a: &Row, b: &Row) -> bool {
    differ(a.amount == b.amount, (a.text.raw(), b.text.raw()), (answer::day(a), answer::day(b)))
}

fn differ(same_amount: bool, texts: (&str, &str), days: (Option<NaiveDate>, Option<NaiveDate>)) -> bool {
    let (Some(a), Some(b)) = days else { return false };
    a.signed_duration_since(b).num_days().unsigned_abs() > REUSED_AFTER_DAYS
        && (!same_amount || (texts.0 != texts.1 && !Words::of(texts.0).resembles(&Words::of(texts.1))))
}

fn is_another(said: &Row, known: &Transaction) -> bool {
    let days = (answer::day(said), known_day(known));
    differ(said.amount == known.amount, (said.text.raw(), known.text.raw()), days)
}

/// The day a row of the book is known by at its bank; `None` when the bank gave none.
pub(super) fn known_day(row: &Transaction) -> Option<NaiveDate> {
    row.posted.or(row.occurred)
}

/// Equal content first, then the nearest in amount and day.
fn by_current_id(said: &[usize], known: &[usize], answer: &Answer, ledger: &Ledger<'_>, claims: &mut Claims) {
    let mut equal: HashMap<_, Vec<usize>> = HashMap::new();
    for index in known.iter().rev() {
        let row = ledger.row(*index);
        equal.entry((known_day(row), row.amount, row.text.raw())).or_default().push(*index);
    }
    for said in said {
        if let Some(index) = equal.get_mut(&content(&answer.rows[*said])).and_then(Vec::pop) {
            claims.take(*said, index, Match::SameId);
        }
    }
    let rest: Vec<usize> = said.iter().copied().filter(|s| claims.of[*s].is_none()).take(MOST_OF_ONE_ID).collect();
    let free: Vec<usize> = known.iter().copied().filter(|k| claims.taken[*k].is_none()).take(MOST_OF_ONE_ID).collect();
    let mut pairs = Vec::new();
    for s in &rest {
        for k in &free {
            let (row, txn) = (&answer.rows[*s], ledger.row(*k));
            if !is_another(row, txn) {
                pairs.push((row.amount != txn.amount, days_between(answer::day(row), known_day(txn)), *k, *s));
            }
        }
    }
    pairs.sort_unstable();
    for (_, _, k, s) in pairs {
        claims.take(s, k, Match::SameId);
    }
}

/// A posted row that names the pending one it replaces.
fn by_link(said: usize, answer: &Answer, ledger: &Ledger<'_>, holders: &Holders<'_>, claims: &mut Claims) {
    let row = &answer.rows[said];
    let Some(pending) =
        row.extras().replaces.as_ref().filter(|id| row.status == TxnStatus::Posted && row.id.as_ref() != Some(id))
    else {
        return;
    };
    for known in holders.current(pending).iter().chain(holders.former(pending)).copied() {
        let txn = ledger.row(known);
        if !never_posted(txn) || claims.taken[known].is_some() {
            continue;
        }
        if !claims.take(said, known, Match::Linked) && txn.status == TxnStatus::Pending {
            claims.superseded.insert(known);
        }
    }
}

/// An id that the row bore before. A pending copy of a row that is posted is an echo; a posted row under an id that was only guessed
/// to be this row's is another movement, and takes its id back.
fn by_former_id(
    said: usize,
    id: &ProviderId,
    holders: &Holders<'_>,
    answer: &Answer,
    ledger: &Ledger<'_>,
    claims: &mut Claims,
) {
    let row = &answer.rows[said];
    for known in holders.former(id).iter().copied() {
        if claims.of[said].is_some() {
            return;
        }
        let txn = ledger.row(known);
        if row.status == TxnStatus::Pending {
            if txn.status == TxnStatus::Posted || claims.taken[known].is_some() {
                claims.echo(said, known);
            } else if !is_another(row, txn) {
                claims.take(said, known, Match::SameId);
            }
            continue;
        }
        let guessed = matches!(txn.details().matched, Some(Match::Scored(_)));
        let unknown = row.amount == txn.amount && !is_known_as(txn, holders.connection, Some(id));
        let same = never_posted(txn) || !guessed || unknown;
        if !same || is_another(row, txn) || !claims.take(said, known, Match::SameId) {
            claims.released.push((known, id.clone()));
        }
    }
}

/// Days between two rows; rows without a day are as near as can be.
pub(super) fn days_between(a: Option<NaiveDate>, b: Option<NaiveDate>) -> u64 {
    a.zip(b).map_or(0, |(a, b)| a.signed_duration_since(b).num_days().unsigned_abs())
}
