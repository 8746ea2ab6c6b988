//! Imports taken back: the book is as if they had never been, and what others told meanwhile stays.

use std::sync::Arc;

use proptest::prelude::*;

use super::super::testing::*;
use super::super::undo::{self, Undone};
use super::formats::{FORMATS, booked, file, movements, truth};
use crate::domain::{Batch, Book, Clean, ConnectionId, Delta, Edit, SeenBalance, Step, TxnEdit};

/// Merges a file as an import does, and returns its trace.
fn import(world: &mut World, batch: &Batch, run: u64) -> Step {
    let before = world.book.clone();
    let delta = world.take(batch, 28);
    undo::step(&before, &delta, run, &Clean::new("a.ofx"), &batch.connection, clock(28))
}

fn take_back(world: &mut World, steps: &[Step]) -> (Delta, Undone) {
    let (delta, undone) = undo::take_back(&world.book, steps, clock(28));
    world.book.apply(&delta);
    (delta, undone)
}

/// The book without its counters.
fn outline(book: &Book) -> Book {
    Book { next_account: 0, next_txn: 0, ..book.clone() }
}

fn with_balance(mut batch: Batch, amount: &str, on: u32) -> Batch {
    batch.accounts[0].balance =
        Some(SeenBalance { current: Some(usd(amount)), as_of: Some(noon(on)), ..SeenBalance::default() });
    batch
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_import_taken_back_leaves_the_book_as_it_was(
        movements in movements(),
        earlier in prop::collection::vec((0..FORMATS.len(), 1_u32..25, 0_u32..25), 0..4),
        later in prop::collection::vec((0..FORMATS.len(), 1_u32..25, 0_u32..25, 1_u32..26), 1..4),
        api in prop::option::of(1_u32..25),
    ) {
        let mut world = World::new();
        if let Some(to) = api {
            let rows: Vec<_> = (1..=to).map(|on| posted(&format!("t{on}"), on, "-4", "Blue Bottle Coffee")).collect();
            world.api(26, window(1, to, &rows));
        }
        for (format, from, length) in &earlier {
            world.take(&file(&movements, FORMATS[*format], *from, from + length), 28);
        }
        let before = outline(&world.book);
        let mut steps = Vec::new();
        for (format, from, length, on) in &later {
            let answer = with_balance(file(&movements, FORMATS[*format], *from, from + length), "12.00", *on);
            steps.push(import(&mut world, &answer, 1));
        }
        take_back(&mut world, &steps);
        prop_assert_eq!(outline(&world.book), before);
    }

    #[test]
    fn what_a_later_sync_saw_too_stays(movements in movements(), format in 0..FORMATS.len(), from in 1_u32..25, length in 0_u32..25) {
        let mut world = World::new();
        let step = import(&mut world, &file(&movements, FORMATS[format], 1, 24), 1);
        let told = super::formats::written(&movements, FORMATS[1], from, from + length);
        let told: Vec<_> = told.into_iter().map(|row| crate::domain::Row { id: row.id.map(|id| pid(&id.as_str().replace("::", "-"))), ..row }).collect();
        world.api(28, window(from, from + length, &told));
        take_back(&mut world, &[step]);
        let seen = |on: u32| (from..=from + length).contains(&on);
        prop_assert_eq!(booked(&world.book), truth(&movements, seen), "{:?}", world.shown());
        let imports = world.book.rows().flat_map(|row| &row.sources).filter(|s| s.connection == ConnectionId::import());
        prop_assert_eq!(imports.count(), 0);
        let again = world.api(28, window(from, from + length, &told));
        prop_assert_eq!(again.new, 0);
    }
}

#[test]
fn imports_are_taken_back_one_by_one_and_edits_stay_on_rows_that_stay() {
    let movements = [(3, -400, 0), (5, -950, 1), (9, -400, 2)];
    let mut world = World::new();
    let first = import(&mut world, &file(&movements, FORMATS[0], 1, 5), 1);
    let between = outline(&world.book);
    let second = import(&mut world, &file(&movements, FORMATS[0], 4, 10), 2);
    let note = TxnEdit { note: Some(Clean::new("mine")), ..TxnEdit::default() };
    let ids: Vec<_> = world.rows().iter().map(|row| row.id).collect();
    for id in &ids {
        Arc::make_mut(&mut world.book.edits).apply(&Edit::Txn(*id, note.clone()));
    }
    let (_, undone) = take_back(&mut world, &[second]);
    assert_eq!((undone.removed, undone.edits, undone.accounts), (1, 1, 0));
    assert_eq!(world.book.edits.transactions.len(), 2, "edits on rows that stay are kept");
    assert_eq!(outline(&world.book).blocks, between.blocks);
    let (_, undone) = take_back(&mut world, &[first]);
    assert_eq!((undone.removed, undone.edits, undone.accounts), (2, 2, 1));
    assert_eq!((world.book.accounts.len(), world.book.edits.transactions.len()), (0, 0));
}

#[test]
fn a_pending_row_that_a_file_posted_is_pending_again() {
    let mut world = World::new();
    world.api(3, window(1, 3, &[pending("p", 3, "-20", "TST* LUIGI")]));
    let before = outline(&world.book);
    let rows =
        [crate::domain::Row { id: crate::domain::ProviderId::of_format("ofx", "1"), ..plain(4, "-24", "TST* LUIGI") }];
    let answer = batch("api", vec![seen("ofx::a")], vec![of_account("ofx::a", partial(1, 5, &rows))], 5);
    let step = import(&mut world, &Batch { connection: ConnectionId::import(), ..answer }, 1);
    assert_eq!(world.shown(), ["4 -24.00 posted"]);
    take_back(&mut world, &[step]);
    assert_eq!(outline(&world.book), before);
}
