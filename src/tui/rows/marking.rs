//! What is marked in a list of transactions, and which of its rows an action is about.

use super::{RowList, fetch};
use crate::domain::{Book, Transaction, TxnId};
use crate::tui::keymap::Action;

impl RowList {
    /// The rows that an action is about: those that are marked of what is listed, else the selected one.
    pub fn targets<'a>(&self, book: &'a Book) -> Vec<&'a Transaction> {
        if self.marked == 0 {
            return self.selected_row(book).into_iter().collect();
        }
        let marked = self.shown.iter().filter(|place| self.marks.holds(place.id));
        marked.filter_map(|place| fetch(book, *place)).collect()
    }

    /// How many of what is listed are marked.
    pub fn marked(&self) -> usize {
        self.marked
    }

    /// True when that row is.
    pub fn is_marked(&self, row: TxnId) -> bool {
        self.marks.holds(row)
    }

    /// Unmarks all; false when nothing was marked.
    pub fn unmark(&mut self) -> bool {
        let any = !self.marks.is_empty();
        self.marks.clear();
        self.marked = 0;
        any
    }

    pub(super) fn mark(&mut self, action: Action) -> bool {
        let listed: Vec<TxnId> = self.shown.iter().map(|place| place.id).collect();
        if !self.marks.act(action, &listed, self.cursor.selected) {
            return false;
        }
        // one marks one after the other
        if action == Action::Mark {
            self.cursor.act(Action::Down, listed.len());
        }
        self.count_marked();
        true
    }

    pub(super) fn count_marked(&mut self) {
        let any = !self.marks.is_empty();
        self.marked = if any { self.shown.iter().filter(|place| self.marks.holds(place.id)).count() } else { 0 };
    }

    /// While a range is open, what one has passed is marked.
    pub(super) fn extend_marks(&mut self) {
        if self.marks.is_ranging() {
            let listed: Vec<TxnId> = self.shown.iter().map(|place| place.id).collect();
            self.marks.extend(&listed, self.cursor.selected);
            self.count_marked();
        }
    }
}
