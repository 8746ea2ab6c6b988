//! Rows that a person marked in a list, to change them together: one by one, as a range, or all that are listed.

use std::collections::BTreeSet;

use super::keymap::Action;
use crate::domain::TxnId;

/// The marked rows, by id. Only those that are listed count: what a filter leaves out is not changed unseen.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    marked: BTreeSet<TxnId>,
    /// Where a range began, and what was marked before it.
    range: Option<(TxnId, BTreeSet<TxnId>)>,
}

impl Marks {
    /// True when the row is marked.
    pub fn holds(&self, row: TxnId) -> bool {
        self.marked.contains(&row)
    }

    /// True when no row is.
    pub fn is_empty(&self) -> bool {
        self.marked.is_empty() && self.range.is_none()
    }

    /// True while moving marks what is passed.
    pub fn is_ranging(&self) -> bool {
        self.range.is_some()
    }

    /// Unmarks all.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Answers the actions that mark, in the list of those rows with that place selected; false for any other action.
    pub fn act(&mut self, action: Action, listed: &[TxnId], at: usize) -> bool {
        match action {
            Action::Mark => self.toggle(listed.get(at).copied()),
            Action::MarkRange => self.toggle_range(listed.get(at).copied()),
            Action::MarkAll => self.toggle_all(listed),
            _ => return false,
        }
        true
    }

    /// Marks from where the range began to where one has moved.
    pub fn extend(&mut self, listed: &[TxnId], at: usize) {
        let Some((anchor, before)) = &self.range else { return };
        let Some(from) = listed.iter().position(|row| row == anchor) else {
            self.range = None;
            return;
        };
        let passed = &listed[from.min(at)..=from.max(at).min(listed.len() - 1)];
        self.marked = before.iter().chain(passed).copied().collect();
    }

    fn toggle(&mut self, row: Option<TxnId>) {
        // a range that was begun ends with what it holds
        if self.range.take().is_some() {
            return;
        }
        if let Some(row) = row.filter(|row| !self.marked.remove(row)) {
            self.marked.insert(row);
        }
    }

    fn toggle_range(&mut self, row: Option<TxnId>) {
        if self.range.take().is_some() {
            return;
        }
        if let Some(row) = row {
            self.range = Some((row, self.marked.clone()));
            self.marked.insert(row);
        }
    }

    fn toggle_all(&mut self, listed: &[TxnId]) {
        self.range = None;
        if listed.iter().all(|row| self.marked.contains(row)) {
            self.marked.clear();
        } else {
            self.marked.extend(listed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: [TxnId; 6] = [TxnId(9), TxnId(8), TxnId(7), TxnId(6), TxnId(5), TxnId(4)];

    fn marked(marks: &Marks) -> Vec<u64> {
        LISTED.iter().filter(|row| marks.holds(**row)).map(|row| row.0).collect()
    }

    #[test]
    fn a_range_follows_the_selection_and_keeps_what_was_marked_before() {
        let mut marks = Marks::default();
        marks.act(Action::Mark, &LISTED, 5);
        marks.act(Action::MarkRange, &LISTED, 2);
        marks.extend(&LISTED, 0);
        assert_eq!(marked(&marks), [9, 8, 7, 4]);
        marks.extend(&LISTED, 3);
        assert_eq!(marked(&marks), [7, 6, 4], "turned round, it lets go of what is no longer between");
        marks.act(Action::MarkRange, &LISTED, 3);
        marks.extend(&LISTED, 0);
        assert_eq!(marked(&marks), [7, 6, 4], "it has ended");
        marks.act(Action::Mark, &LISTED, 2);
        assert_eq!(marked(&marks), [6, 4]);
    }

    #[test]
    fn all_that_are_listed_are_marked_and_unmarked_again() {
        let mut marks = Marks::default();
        marks.act(Action::MarkAll, &LISTED[1..3], 0);
        assert_eq!(marked(&marks), [8, 7]);
        marks.act(Action::MarkAll, &LISTED, 0);
        assert_eq!(marked(&marks).len(), 6);
        marks.act(Action::MarkAll, &LISTED, 0);
        assert!(marks.is_empty());
        assert!(!marks.act(Action::Open, &LISTED, 0));
    }

    #[test]
    fn a_range_whose_start_is_gone_ends() {
        let mut marks = Marks::default();
        marks.act(Action::MarkRange, &LISTED, 5);
        marks.extend(&LISTED[..3], 1);
        assert!(!marks.is_ranging());
        marks.extend(&[], 0);
    }
}
