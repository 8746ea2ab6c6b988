//! What a person did, step by step, so that it can be undone and done again, after a restart too. One deed may change many rows; it is
//! kept in the same transaction as what it changes.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Alias, Book, Clean, Delta, Edit};

/// One step: what it changed, and what stood there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Counts from 1; later deeds have higher numbers.
    pub number: u64,
    pub at: DateTime<Utc>,
    /// Under which it is undone: `category of Shell`.
    pub words: Clean,
    pub edits: Vec<Edit>,
    /// The edits that put back what stood there, in the order of `edits`.
    pub back: Vec<Edit>,
    /// Names that it gave to merchants. They lie in a file of their own: whoever keeps that file adds and takes them off.
    pub names: Vec<Alias>,
    pub undone: bool,
}

impl Deed {
    /// Deeds that are kept; the oldest make room.
    pub const MOST: u64 = 200;
    /// Edits of one deed at most: as many rows are changed at once.
    pub const MOST_EDITS: usize = 10_000;
    /// Edits of all deeds that are kept together, so that a start stays short; the newest deed is kept whatever it holds.
    const MOST_KEPT: usize = 40_000;

    /// A deed that is about to be done: what stands before it is found when it is, see [`Book::change`].
    pub fn new(book: &Book, at: DateTime<Utc>, words: &str, edits: Vec<Edit>, names: Vec<Alias>) -> Self {
        let number = book.deeds.last_key_value().map_or(1, |(last, _)| last.saturating_add(1));
        Self { number, at, words: Clean::new(words), edits, back: Vec::new(), names, undone: false }
    }
}

/// What a person asks for: something new, or a step along what was done. Asked for twice it is the same as once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Do(Arc<Deed>),
    /// By the deed's number.
    Undo(u64),
    Redo(u64),
}

impl Book {
    /// The deed that would be undone now: the newest that stands.
    pub fn undoable(&self) -> Option<&Arc<Deed>> {
        self.deeds.values().rev().find(|deed| !deed.undone)
    }

    /// The deed that would be done again now: the oldest of those undone last.
    pub fn redoable(&self) -> Option<&Arc<Deed>> {
        self.deeds.values().rev().take_while(|deed| deed.undone).last()
    }

    /// The delta of a change; `None` when there is nothing to change: it is done already, or the deed is forgotten.
    pub fn change(&self, change: &Change) -> Option<Delta> {
        match change {
            Change::Do(deed) if self.deeds.contains_key(&deed.number) => None,
            Change::Do(deed) => self.deed(deed),
            Change::Undo(number) => self.turn(*number, true),
            Change::Redo(number) => self.turn(*number, false),
        }
    }

    /// What is new: edits that change nothing are left out, and what was undone before can no longer be done again.
    fn deed(&self, asked: &Deed) -> Option<Delta> {
        let changes =
            asked.edits.iter().map(|edit| (edit, self.edits.inverse(edit))).filter(|(edit, back)| *edit != back);
        let (edits, back): (Vec<Edit>, Vec<Edit>) = changes.map(|(edit, back)| (edit.clone(), back)).unzip();
        if edits.is_empty() && asked.names.is_empty() {
            return None;
        }
        let deed = Deed { edits: edits.clone(), back, undone: false, ..asked.clone() };
        let mut room = Deed::MOST_KEPT.saturating_sub(edits.len());
        let forgotten = self.deeds.values().rev().filter(|old| {
            room = room.saturating_sub(old.edits.len().max(1));
            old.undone || room == 0 || old.number.saturating_add(Deed::MOST) <= deed.number
        });
        let mut deeds: Vec<_> = forgotten.map(|old| (old.number, None)).collect();
        deeds.push((deed.number, Some(Arc::new(deed))));
        Some(Delta { edits, deeds, ..Delta::default() })
    }

    fn turn(&self, number: u64, undone: bool) -> Option<Delta> {
        let deed = self.deeds.get(&number).filter(|deed| deed.undone != undone)?;
        let edits = if undone { deed.back.iter().rev().cloned().collect() } else { deed.edits.clone() };
        let turned = Deed { undone, ..Deed::clone(deed) };
        Some(Delta { edits, deeds: vec![(number, Some(Arc::new(turned)))], ..Delta::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{TxnEdit, TxnId};
    use super::*;

    fn note(row: u64, words: &str) -> Edit {
        Edit::Txn(TxnId(row), TxnEdit { note: Clean::non_empty(words), ..TxnEdit::default() })
    }

    fn at() -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn perform(book: &mut Book, edits: Vec<Edit>) -> Change {
        let change = Change::Do(Arc::new(Deed::new(book, at(), "a note", edits, vec![])));
        let delta = book.change(&change).unwrap();
        book.apply(&delta);
        change
    }

    fn turn(book: &mut Book, undo: bool) -> Option<u64> {
        let number = if undo { book.undoable() } else { book.redoable() }?.number;
        let change = if undo { Change::Undo(number) } else { Change::Redo(number) };
        let delta = book.change(&change)?;
        book.apply(&delta);
        assert_eq!(book.change(&change), None, "twice is the same as once");
        Some(number)
    }

    fn notes(book: &Book) -> Vec<&str> {
        book.edits.transactions.values().filter_map(|edit| edit.note.as_ref()).map(Clean::as_str).collect()
    }

    #[test]
    fn deeds_are_undone_from_the_newest_and_done_again_from_the_oldest() {
        let mut book = Book::default();
        perform(&mut book, vec![note(1, "a"), note(2, "b")]);
        perform(&mut book, vec![note(1, "c")]);
        assert_eq!(notes(&book), ["c", "b"]);
        assert_eq!((turn(&mut book, true), notes(&book)), (Some(2), vec!["a", "b"]));
        assert_eq!((turn(&mut book, true), notes(&book)), (Some(1), vec![]));
        assert_eq!(turn(&mut book, true), None);
        assert_eq!((turn(&mut book, false), notes(&book)), (Some(1), vec!["a", "b"]));
        assert_eq!((turn(&mut book, false), notes(&book)), (Some(2), vec!["c", "b"]));
        assert_eq!(turn(&mut book, false), None);
    }

    #[test]
    fn something_new_forgets_what_was_undone_and_never_takes_its_number() {
        let mut book = Book::default();
        perform(&mut book, vec![note(1, "a")]);
        perform(&mut book, vec![note(1, "b")]);
        turn(&mut book, true);
        perform(&mut book, vec![note(1, "c")]);
        assert_eq!(book.deeds.keys().copied().collect::<Vec<_>>(), [1, 3]);
        assert_eq!(turn(&mut book, false), None);
        assert_eq!((turn(&mut book, true), notes(&book)), (Some(3), vec!["a"]));
        assert_eq!((turn(&mut book, false), notes(&book)), (Some(3), vec!["c"]));
    }

    #[test]
    fn what_changes_nothing_is_no_deed_and_what_is_done_is_not_done_twice() {
        let mut book = Book::default();
        let change = perform(&mut book, vec![note(1, "a"), note(2, "")]);
        assert_eq!(book.deeds[&1].edits.len(), 1, "the second said nothing");
        assert_eq!(book.change(&change), None);
        let again = Change::Do(Arc::new(Deed::new(&book, at(), "a note", vec![note(1, "a")], vec![])));
        assert_eq!(book.change(&again), None);
    }

    #[test]
    fn the_log_is_bounded_by_deeds_and_by_what_they_hold() {
        let mut book = Book::default();
        for n in 0..Deed::MOST + 3 {
            perform(&mut book, vec![note(1, &n.to_string())]);
        }
        assert_eq!(book.deeds.len() as u64, Deed::MOST);
        let many = |words: &str| (0..Deed::MOST_EDITS as u64).map(|row| note(row, words)).collect::<Vec<_>>();
        for n in 0..6 {
            perform(&mut book, many(&format!("all {n}")));
        }
        let held: usize = book.deeds.values().map(|deed| deed.edits.len()).sum();
        assert!(held <= Deed::MOST_KEPT, "{held}");
        assert!(book.deeds.len() >= 3);
    }
}
