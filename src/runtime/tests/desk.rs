//! The keeper on its thread: what was ordered is done before it closes, and who comes too late is told.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::{answer, asking, keeper, link};
use crate::domain::{Book, Change, Deed, Edit, ProblemKind, TxnEdit, TxnId};
use crate::runtime::{Office, Wall};
use crate::tui::Msg;

fn wall() -> Wall {
    Wall::new(Some(super::today()))
}

fn hidden() -> TxnEdit {
    TxnEdit { hidden: true, ..TxnEdit::default() }
}

/// The deed of that number that writes a word on the row.
fn deed(number: u64, word: TxnEdit) -> Change {
    let edits = vec![Edit::Txn(TxnId(0), word)];
    let at = wall().read().now;
    Change::Do(Arc::new(Deed { number, ..Deed::new(&Book::default(), at, "a word", edits, vec![]) }))
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn what_is_on_the_screen_was_on_disk_before() {
    let (to_screen, mut screen) = mpsc::channel(64);
    let office = Office::open(keeper(&["bank"]), wall(), Some(to_screen)).unwrap();
    assert_eq!(wait(office.desk().answer(answer("bank"))).unwrap().rows.new, 1);
    let Ok(Msg::Book(book)) = screen.try_recv() else { panic!("no book came before the acknowledgement") };
    assert_eq!(book.accounts.len(), 1);
    office.desk().change(deed(1, hidden())).unwrap();
    let mut keeper = office.close().unwrap();
    let shown = std::iter::from_fn(|| screen.try_recv().ok()).filter(|msg| matches!(msg, Msg::Book(_))).last();
    let Some(Msg::Book(book)) = shown else { panic!("the edit is not acknowledged") };
    assert_eq!(book.edit_of(TxnId(0)), &hidden());
    assert_eq!(keeper.store().book().unwrap().edit_of(TxnId(0)), &hidden());
}

#[test]
fn closing_carries_out_every_order_that_was_given_before() {
    let office = Office::open(keeper(&["bank"]), wall(), None).unwrap();
    wait(office.desk().answer(answer("bank"))).unwrap();
    for number in 1..=20 {
        let note = crate::domain::Clean::non_empty(&format!("note {number}"));
        office.desk().change(deed(number, TxnEdit { note, ..hidden() })).unwrap();
    }
    office.desk().change(Change::Undo(20)).unwrap();
    let keeper = office.close().unwrap();
    assert_eq!(keeper.book().edit_of(TxnId(0)).note.as_ref().unwrap().as_str(), "note 19");
}

#[test]
fn a_screen_that_is_gone_holds_nothing_up() {
    let (to_screen, screen) = mpsc::channel(1);
    let office = Office::open(keeper(&["bank"]), wall(), Some(to_screen)).unwrap();
    drop(screen);
    assert_eq!(wait(office.desk().answer(answer("bank"))).unwrap().rows.new, 1);
    assert!(office.close().is_some());
}

#[test]
fn who_comes_after_the_end_is_told_that_nothing_was_kept() {
    let office = Office::open(keeper(&["bank"]), wall(), None).unwrap();
    let desk = office.desk();
    office.close().unwrap();
    assert!(desk.change(deed(1, hidden())).unwrap_err().contains("has stopped"));
    let refused = wait(desk.answer(answer("bank"))).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotKept);
    assert!(wait(desk.spend(asking("bank"), link("bank", None).policy)).is_err(), "uncounted requests are not made");
}
