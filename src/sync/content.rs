//! Which rows of an answer are rows of the book, by what they say: for rows without ids, for another source of the same account, and
//! for a bank that gave its rows new ids. Always one for one, so that true twins stay two.

use std::collections::{HashMap, HashSet, VecDeque};

use chrono::NaiveDate;

use crate::domain::{ConnectionId, Match, Money, ProviderId, Row, Source, Transaction, TxnStatus};

use super::answer::{self, Answer};
use super::identity::{Claims, days_between, known_day};
use super::ledger::{Ledger, is_known_as, never_posted};
use super::words::Words;

/// Two sources date one movement at most this many days apart.
pub(super) const DAYS_APART: u64 = 3;
/// Of equal amounts at most this many rows around a day are compared: the answer stays linear in its rows.
const MOST_COMPARED: usize = 32;

/// What is held against what.
pub(super) struct Sides<'a, 'b> {
    pub answer: &'a Answer,
    pub ledger: &'a Ledger<'b>,
    pub connection: &'a ConnectionId,
}

impl Sides<'_, '_> {
    /// True when a row of the book may be the row of the answer although no id says so: the connection does not know it under an id
    /// of its own now, or vouches that the row under that id is gone.
    fn may_be(&self, said: &Row, known: &Transaction, exact: bool) -> bool {
        let free = said.id.is_none() && exact || !is_known_as(known, self.connection, said.id.as_ref());
        // a file gives the days between its first and its last in full: an id that it lacks there was given anew
        let renamed = exact && is_file(said) && self.answer.encloses(known.date());
        self.stage_fits(said, known) && (free || renamed || self.answer.vouches(known.date()))
    }

    /// Posted meets posted, pending meets pending; a pending row also meets one that only another source has posted.
    fn stage_fits(&self, said: &Row, known: &Transaction) -> bool {
        match said.status {
            TxnStatus::Pending => never_posted(known) || self.posted_elsewhere(said, known),
            _ => !never_posted(known),
        }
    }

    fn posted_elsewhere(&self, said: &Row, known: &Transaction) -> bool {
        // one that told of the account before it was moved is another source too
        let elsewhere = known.sources.iter().any(|s| s.current || &s.connection != self.connection);
        elsewhere && known.status == TxnStatus::Posted && !is_known_as(known, self.connection, said.id.as_ref())
    }

    fn claim(&self, said: usize, known: usize, claims: &mut Claims) {
        let late = self.answer.rows[said].status == TxnStatus::Pending && !never_posted(self.ledger.row(known));
        if !late {
            claims.take(said, known, Match::SameId);
        } else if claims.of[said].is_none() && claims.taken[known].is_none() && claims.echoed.insert(known) {
            claims.echo(said, known);
        }
    }

    /// Rows of the book that nobody has claimed, whose amount the answer still looks for.
    fn candidates(&self, claims: &Claims) -> HashMap<Money, Vec<usize>> {
        let wanted: HashSet<Money> = claims.open().map(|said| self.answer.rows[said].amount).collect();
        let mut found: HashMap<Money, Vec<usize>> = HashMap::new();
        if wanted.is_empty() {
            return found;
        }
        for (index, row) in self.ledger.rows() {
            if claims.taken[index].is_none() && !claims.echoed.contains(&index) && wanted.contains(&row.amount) {
                found.entry(row.amount).or_default().push(index);
            }
        }
        found
    }
}

/// Pending copies, without an id, of rows that we saw become posted: known by the day and amount that they had while pending.
pub(super) fn by_former_content(sides: &Sides<'_, '_>, claims: &mut Claims) {
    let is_bare = |said: &usize| sides.answer.rows[*said].id.is_none();
    let late: Vec<usize> = claims.open().filter(|said| is_pending(sides, *said)).filter(is_bare).collect();
    if late.is_empty() {
        return;
    }
    let mut was: HashMap<(Option<NaiveDate>, Money), VecDeque<usize>> = HashMap::new();
    for (index, row) in sides.ledger.rows().filter(|(_, row)| row.details().matched.is_some()) {
        let bare = row.sources.iter().any(|s| s.id.is_none() && &s.connection == sides.connection);
        let held = row.details().life.iter().rfind(|step| step.status == TxnStatus::Pending);
        if let Some(held) = held.filter(|_| bare && row.status == TxnStatus::Posted) {
            was.entry((row.occurred, held.amount)).or_default().push_back(index);
        }
    }
    for said in late {
        let row = &sides.answer.rows[said];
        if let Some(known) = was.get_mut(&(answer::day(row), row.amount)).and_then(VecDeque::pop_front) {
            claims.echo(said, known);
        }
    }
}

fn is_pending(sides: &Sides<'_, '_>, said: usize) -> bool {
    sides.answer.rows[said].status == TxnStatus::Pending
}

/// Equal day, amount and words, letter by letter first, then without numbers and padding.
pub(super) fn by_equal_content(sides: &Sides<'_, '_>, claims: &mut Claims) {
    let candidates = sides.candidates(claims);
    by_key(sides, &candidates, claims, str::to_owned);
    by_key(sides, &candidates, claims, |text| Words::of(text).key().to_owned());
}

fn by_key(
    sides: &Sides<'_, '_>,
    candidates: &HashMap<Money, Vec<usize>>,
    claims: &mut Claims,
    key: impl Fn(&str) -> String,
) {
    let mut places: HashMap<(Option<NaiveDate>, Money, String), VecDeque<usize>> = HashMap::new();
    for said in claims.open() {
        let row = &sides.answer.rows[said];
        places.entry((answer::day(row), row.amount, key(row.text.raw()))).or_default();
    }
    let days: HashSet<Option<NaiveDate>> = places.keys().map(|place| place.0).collect();
    for index in candidates.values().flatten().copied() {
        let row = sides.ledger.row(index);
        if days.contains(&known_day(row))
            && let Some(rows) = places.get_mut(&(known_day(row), row.amount, key(row.text.raw())))
        {
            rows.push_back(index);
        }
    }
    // posted rows first: a pending copy may be late for a row that a posted one is
    let mut open: Vec<usize> = claims.open().collect();
    open.sort_by_key(|said| is_pending(sides, *said));
    for said in open {
        let row = &sides.answer.rows[said];
        let Some(rows) = places.get_mut(&(answer::day(row), row.amount, key(row.text.raw()))) else { continue };
        let fits = |index: &usize| {
            let free = claims.taken[*index].is_none() && !claims.echoed.contains(index);
            free && sides.may_be(row, sides.ledger.row(*index), true)
        };
        if let Some(place) = rows.iter().take(MOST_COMPARED).position(fits) {
            let known = rows.remove(place);
            if let Some(known) = known {
                sides.claim(said, known, claims);
            }
        }
    }
}

/// Equal amount within a few days, with like words or as the only ones left on both sides; nearest day first. The row of the book
/// must lie in the days that the answer speaks of, else its own counterpart may simply not have come yet.
pub(super) fn by_like_content(sides: &Sides<'_, '_>, claims: &mut Claims) {
    let candidates = sides.candidates(claims);
    let mut pairs: Vec<Pair> = Vec::new();
    for said in claims.open() {
        let row = &sides.answer.rows[said];
        let Some(known) = candidates.get(&row.amount) else { continue };
        let words = Words::of(row.text.raw());
        for index in around(sides.ledger, known, answer::day(row)) {
            let txn = sides.ledger.row(index);
            let days = days_between(answer::day(row), known_day(txn));
            if days <= DAYS_APART && sides.answer.covers(txn.date()) && sides.may_be(row, txn, false) {
                let other = Words::of(txn.text.raw());
                let cut = if words.is_cut(&other) { super::words::SIMILAR } else { 0 };
                pairs.push((days, 1000 - words.likeness(&other).max(cut), index, said));
            }
        }
    }
    pairs.sort_unstable();
    let alike = 1000 - super::words::SIMILAR;
    for (_, _, known, said) in pairs.iter().filter(|pair| pair.1 <= alike) {
        sides.claim(*said, *known, claims);
    }
    let open = |claims: &Claims, known: usize, said: usize| {
        claims.of[said].is_none() && claims.taken[known].is_none() && !claims.echoed.contains(&known)
    };
    pairs.retain(|(_, _, known, said)| open(claims, *known, *said));
    // other words under other ids of the same source are another movement; between two sources the only candidate is the one
    pairs.retain(|(_, _, known, said)| is_foreign(sides, *said, *known));
    // the only pair of a day before the only pair of some days
    let same_day: Vec<Pair> = pairs.iter().copied().filter(|pair| pair.0 == 0).collect();
    only_pairs(sides, &same_day, claims);
    pairs.retain(|(_, _, known, said)| open(claims, *known, *said));
    only_pairs(sides, &pairs, claims);
}

/// Days between, unlikeness, the row of the book and the row of the answer.
type Pair = (u64, u32, usize, usize);

/// Claims pairs in which each side has no other to go to.
fn only_pairs(sides: &Sides<'_, '_>, pairs: &[Pair], claims: &mut Claims) {
    let mut count: (HashMap<usize, u32>, HashMap<usize, u32>) = Default::default();
    for (_, _, known, said) in pairs {
        *count.0.entry(*known).or_default() += 1;
        *count.1.entry(*said).or_default() += 1;
    }
    for (_, _, known, said) in pairs {
        if count.0.get(known) == Some(&1) && count.1.get(said) == Some(&1) {
            sides.claim(*said, *known, claims);
        }
    }
}

/// A row that this connection never had, a file's never in this format.
fn is_foreign(sides: &Sides<'_, '_>, said: usize, known: usize) -> bool {
    let format = sides.answer.rows[said].id.as_ref().and_then(ProviderId::format);
    let same = |s: &Source| &s.connection == sides.connection && s.id.as_ref().and_then(ProviderId::format) == format;
    !sides.ledger.row(known).sources.iter().any(same)
}

fn is_file(said: &Row) -> bool {
    said.id.as_ref().is_some_and(|id| id.format().is_some())
}

/// The candidates nearest to a day. They come oldest first, as the book keeps them.
fn around<'a>(
    ledger: &Ledger<'_>,
    known: &'a [usize],
    day: Option<NaiveDate>,
) -> impl Iterator<Item = usize> + use<'a> {
    let middle = day.map_or(known.len(), |day| known.partition_point(|index| ledger.row(*index).date() < day));
    let from = middle.saturating_sub(MOST_COMPARED);
    let to = (middle + MOST_COMPARED).min(known.len());
    known[from..to].iter().copied()
}
