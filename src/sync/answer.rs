//! What one answer says of one account, folded into one value: rows in a canonical order, repetitions gone, pages joined. From here on
//! the order in which a source wrote its rows can have no influence.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};

use crate::domain::{Changes, Money, ProviderId, Row, TxnStatus};

use super::identity;

/// One account's part of an answer.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// Pending and posted rows, by date, amount, text and id.
    pub rows: Vec<Row>,
    /// Ids that the source takes back, none of which is among the rows.
    pub removed: HashSet<ProviderId>,
    windows: Vec<Window>,
    /// True when a part of the answer says only what changed, so that absence says nothing.
    delta: bool,
    /// False when the source reported trouble with this account.
    trusted: bool,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    from: NaiveDate,
    to: NaiveDate,
    complete: bool,
}

/// A row's date, amount and exact words: what it is known by when it has no id.
pub(super) type Content<'a> = (Option<NaiveDate>, Money, &'a str);

impl Answer {
    /// Joins all that an answer says of one account. `trusted` is false when the source reported trouble with it: then no window
    /// vouches for absence.
    pub fn fold(changes: &[&Changes], trusted: bool) -> Self {
        let mut answer = Self { trusted, ..Self::default() };
        for change in changes {
            match change {
                Changes::Delta { upserts, removed, .. } => {
                    answer.delta = true;
                    answer.rows.extend(latest(upserts));
                    answer.removed.extend(removed.iter().cloned());
                }
                Changes::Window { from, to, complete, rows, .. } => {
                    answer.windows.push(Window { from: *from, to: *to, complete: *complete && trusted });
                    let beyond = without_overlap(&answer.rows, rows);
                    answer.rows.extend(beyond);
                }
            }
        }
        answer.settle();
        answer
    }

    /// Rows that the book has already, in the order in which they are given, as an answer that vouches for nothing.
    pub fn of_rows(rows: Vec<Row>) -> Self {
        let days = || rows.iter().filter_map(day);
        let window = days().min().zip(days().max()).map(|(from, to)| Window { from, to, complete: false });
        Self { windows: window.into_iter().collect(), rows, trusted: true, ..Self::default() }
    }

    /// True when the day lies in a window, complete or not, or when the source tells changes of any day.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.delta || self.windows.iter().any(|w| (w.from..=w.to).contains(&day))
    }

    /// True when the day lies within a window and is not its first or last, which a download may hold in part.
    pub fn encloses(&self, day: NaiveDate) -> bool {
        self.windows.iter().any(|w| w.from < day && day < w.to)
    }

    /// True when the source vouches that a row of that day which is not in the answer does not exist.
    pub fn vouches(&self, day: NaiveDate) -> bool {
        self.windows.iter().any(|w| w.complete && (w.from..=w.to).contains(&day))
    }

    /// True when a window, complete or not, was asked for: then a row of those days was looked for.
    pub fn looked_for(&self, day: NaiveDate) -> bool {
        self.windows.iter().any(|w| (w.from..=w.to).contains(&day))
    }

    /// True when the answer may let an old authorisation go that it does not name: it came by windows alone, and without trouble.
    pub fn may_let_go(&self) -> bool {
        self.trusted && !self.windows.is_empty() && !self.delta
    }

    fn settle(&mut self) {
        self.rows.iter_mut().for_each(forget_impossible_days);
        self.take_back_by_name();
        let posted: HashSet<ProviderId> = ids(&self.rows, |row| row.status == TxnStatus::Posted);
        let replaced: HashSet<ProviderId> = self.rows.iter().filter_map(|row| row.extras().replaces.clone()).collect();
        // posted wins over pending, and a pending copy that was replaced or taken back in the same answer is a late echo
        let removed = &self.removed;
        self.rows.retain(|row| match &row.id {
            Some(id) if row.status == TxnStatus::Pending => {
                !posted.contains(id) && !replaced.contains(id) && !removed.contains(id)
            }
            _ => true,
        });
        self.removed.retain(|id| !posted.contains(id));
        self.rows.sort_by(canonical);
        self.rows.dedup_by(|a, b| a.id.is_some() && a == b);
    }

    /// Rows that the source gives with the status removed are removals by name.
    fn take_back_by_name(&mut self) {
        let gone = |row: &Row| matches!(row.status, TxnStatus::Removed | TxnStatus::Dropped);
        let alive = ids(&self.rows, |row| !gone(row));
        let named = ids(&self.rows, gone).into_iter().filter(|id| !alive.contains(id));
        self.removed.extend(named);
        self.rows.retain(|row| !gone(row));
    }
}

/// The day a row is known by: of booking, else of purchase; `None` when the source gives neither.
pub(super) fn day(row: &Row) -> Option<NaiveDate> {
    row.posted.or(row.occurred)
}

/// What a row is known by when it has no id.
pub(super) fn content(row: &Row) -> Content<'_> {
    (day(row), row.amount, row.text.raw())
}

fn ids(rows: &[Row], which: impl Fn(&Row) -> bool) -> HashSet<ProviderId> {
    rows.iter().filter(|row| which(row)).filter_map(|row| row.id.clone()).collect()
}

/// Of upserts under one id the last one counts, unless they cannot be the same row.
fn latest(upserts: &[Row]) -> Vec<Row> {
    let mut kept: Vec<Row> = Vec::with_capacity(upserts.len());
    let mut places: HashMap<&ProviderId, usize> = HashMap::new();
    for row in upserts {
        let place = row.id.as_ref().and_then(|id| places.get(id)).copied();
        match place {
            Some(place) if !identity::is_another_row(&kept[place], row) => {
                // a pending copy never overwrites the posted one
                if kept[place].status != TxnStatus::Posted || row.status != TxnStatus::Pending {
                    kept[place] = row.clone();
                }
            }
            _ => {
                if let Some(id) = &row.id {
                    places.insert(id, kept.len());
                }
                kept.push(row.clone());
            }
        }
    }
    kept
}

/// Rows of a further window without those that an earlier window of the same answer has: rows without ids are the same when they
/// are equal, and of n and m equal ones the larger number is true.
fn without_overlap(earlier: &[Row], rows: &[Row]) -> Vec<Row> {
    let mut known: HashMap<(Content<'_>, TxnStatus), usize> = HashMap::new();
    for row in earlier.iter().filter(|row| row.id.is_none()) {
        *known.entry((content(row), row.status)).or_default() += 1;
    }
    let mut beyond = Vec::with_capacity(rows.len());
    for row in rows {
        match known.get_mut(&(content(row), row.status)) {
            Some(left) if row.id.is_none() && *left > 0 => *left -= 1,
            _ => beyond.push(row.clone()),
        }
    }
    beyond
}

/// Days outside of 1970 to 2100 are a filler or a fault, never a day of banking.
fn forget_impossible_days(row: &mut Row) {
    let possible = |day: &NaiveDate| (1970..=2100).contains(&day.year());
    row.posted = row.posted.filter(possible);
    row.occurred = row.occurred.filter(possible);
    if let Some(extras) = &mut row.extras {
        extras.occurred_at = extras.occurred_at.filter(|at| possible(&at.date_naive()));
    }
}

/// A total order that depends on what rows say alone; rows that it holds for equal differ in nothing that identity looks at.
fn canonical(a: &Row, b: &Row) -> Ordering {
    let key = |row: &'_ Row| (day(row), row.amount.amount(), row.amount.currency());
    let rest = |row: &'_ Row| (row.status, row.posted, row.occurred, row.extras().occurred_at);
    key(a)
        .cmp(&key(b))
        .then_with(|| a.text.cmp(&b.text))
        .then_with(|| a.id.cmp(&b.id))
        .then_with(|| rest(a).cmp(&rest(b)))
        .then_with(|| details(a).cmp(&details(b)))
        .then_with(|| besides(a).cmp(&besides(b)))
}

fn details(row: &Row) -> impl Ord + '_ {
    let extras = row.extras();
    let (memo, channel) = (&row.memo, &row.channel);
    (
        &extras.replaces,
        &extras.reference,
        memo,
        row.mcc,
        &extras.check_number,
        channel,
        &extras.location,
        extras.category,
    )
}

fn besides(row: &Row) -> impl Ord + '_ {
    let extras = row.extras();
    (&row.type_raw, &extras.provider_words, &extras.transfer, &extras.meta, &extras.raw)
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    fn fold(changes: &[Changes]) -> Answer {
        Answer::fold(&changes.iter().collect::<Vec<_>>(), true)
    }

    #[test]
    fn an_answer_reads_the_same_in_any_order() {
        let rows = [posted("b", 3, "-2", "X"), posted("a", 3, "-1", "X"), pending("c", 5, "-3", "Y")];
        let mut turned = rows.to_vec();
        turned.reverse();
        assert_eq!(fold(&[window(1, 9, &rows)]).rows, fold(&[window(1, 9, &turned)]).rows);
    }

    #[test]
    fn repetitions_in_one_answer_are_told_apart_from_twins() {
        for (rows, kept, why) in [
            (vec![posted("a", 3, "-1", "X"), posted("a", 3, "-1", "X")], 1, "same id, same content: one row"),
            (vec![posted("a", 3, "-1", "X"), posted("a", 3, "-2", "X")], 2, "same id, other content: two rows"),
            (vec![plain(3, "-1", "X"), plain(3, "-1", "X")], 2, "no ids: twins"),
            (vec![pending("a", 3, "-1", "X"), posted("a", 4, "-1", "X")], 1, "posted wins over pending"),
        ] {
            assert_eq!(fold(&[window(1, 9, &rows)]).rows.len(), kept, "{why}");
        }
    }

    #[test]
    fn windows_that_overlap_say_their_shared_days_once() {
        let (early, late) = ([plain(3, "-1", "X"), plain(5, "-1", "X")], [plain(5, "-1", "X"), plain(7, "-1", "X")]);
        assert_eq!(fold(&[window(1, 5, &early), window(5, 9, &late)]).rows.len(), 3);
    }

    #[test]
    fn of_upserts_under_one_id_the_last_counts() {
        let rows = [posted("a", 3, "-1", "X"), posted("a", 3, "-1.20", "X")];
        assert_eq!(fold(&[delta(&rows, &[])]).rows, [rows[1].clone()]);
    }

    #[test]
    fn a_day_that_no_bank_means_is_forgotten() {
        let mut row = posted("a", 3, "-1", "X");
        row.posted = NaiveDate::from_ymd_opt(9999, 1, 1);
        assert_eq!(fold(&[window(1, 9, &[row])]).rows[0].posted, None);
    }
}
