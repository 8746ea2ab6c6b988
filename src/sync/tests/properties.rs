//! What must hold in every world: nothing doubled, nothing lost, whatever the order, the way and the number of tellings.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::super::merging::merge;
use super::super::testing::*;
use super::world::*;
use crate::domain::{Batch, Book, Changes, Clean, Edit, Extras, Row, TxnEdit, TxnId, TxnStatus};

/// How an account is told.
#[derive(Debug, Clone, Copy)]
enum Way {
    Windows,
    Deltas,
}

/// A run of syncs: the days on which they happen, the way, the day of a re-link, and a seed for the order of rows.
#[derive(Debug, Clone)]
struct Run {
    movements: Vec<Movement>,
    days: Vec<u32>,
    way: Way,
    relink: Option<u32>,
    seed: usize,
}

fn runs() -> impl Strategy<Value = Run> {
    let days = prop::collection::btree_set(1..DAYS, 1..12).prop_map(|days| days.into_iter().collect());
    let way = prop_oneof![Just(Way::Windows), Just(Way::Deltas)];
    (movements(), days, way, prop::option::of(1..DAYS), any::<usize>())
        .prop_map(|(movements, days, way, relink, seed)| Run { movements, days, way, relink, seed })
}

fn shuffled<T>(mut items: Vec<T>, seed: usize) -> Vec<T> {
    for place in (1..items.len()).rev() {
        items.swap(place, seed.rotate_left(u32::try_from(place).unwrap()) % (place + 1));
    }
    items
}

fn answer(on: u32, era: u32, changes: Changes) -> Batch {
    let account = format!("acc-{era}");
    batch("api", vec![seen(&account)], vec![of_account(&account, changes)], on)
}

/// The answer of one day; the first after a re-link tells everything again.
fn told(run: &Run, before: Option<u32>, on: u32, era: u32) -> Batch {
    let from = before.map_or(1, |before| before.saturating_sub(10).max(1));
    let changes = match run.way {
        Way::Windows => window(from, on, &shuffled(listed(&run.movements, on, era, from, on), run.seed)),
        Way::Deltas => {
            let (upserts, removed) = changed(&run.movements, before.unwrap_or(0), on, era);
            let removed: Vec<&str> = removed.iter().map(String::as_str).collect();
            delta(&shuffled(upserts, run.seed), &removed)
        }
    };
    answer(on, era, changes)
}

/// Plays a run and calls `check` after each answer.
fn play(run: &Run, mut check: impl FnMut(&mut World, u32, u32)) -> World {
    let mut world = World::new();
    let (mut before, mut era) = (None, 0);
    for on in run.days.iter().copied().chain([DAYS + 8]) {
        if run.relink.is_some_and(|relink| relink <= on) && era == 0 && before.is_some() {
            (era, before) = (1, None);
        }
        world.take(&told(run, before, on, era), on);
        check(&mut world, on, era);
        before = Some(on);
    }
    world
}

/// Writes a note on every row that has none, and returns which movement each note is of.
fn annotate(book: &mut Book, notes: &mut BTreeMap<TxnId, String>) {
    let rows: Vec<_> = book.rows().map(|row| (row.id, row.sources[0].id.clone())).collect();
    for (id, source) in rows {
        let word = TxnEdit { note: Some(Clean::new("mine")), ..TxnEdit::default() };
        Arc::make_mut(&mut book.edits).apply(&Edit::Txn(id, word));
        notes.entry(id).or_insert_with(|| {
            let source = source.unwrap();
            source.as_str().trim_start_matches(['p', 't']).split('-').next().unwrap().to_owned()
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_counted_twice_and_nothing_is_lost(run in runs()) {
        let world = play(&run, |world, on, _| {
            assert_eq!(booked(world), truth(&run.movements, on), "on day {on}: {:?}", world.shown());
        });
        let pending = world.book.rows().filter(|row| row.status == TxnStatus::Pending).count();
        prop_assert_eq!(pending, 0, "all authorisations have ended: {:?}", world.shown());
    }

    #[test]
    fn merging_twice_equals_once(run in runs()) {
        play(&run, |world, on, era| {
            let again = told(&run, None, on, era);
            let once = { world.take(&again, on); world.book.clone() };
            world.take(&again, on);
            assert_eq!(once, world.book);
        });
    }

    #[test]
    fn no_posted_row_goes_away_by_itself(run in runs()) {
        let mut posted: Vec<TxnId> = Vec::new();
        play(&run, |world, _, _| {
            let now: Vec<TxnId> =
                world.book.rows().filter(|row| row.status == TxnStatus::Posted).map(|row| row.id).collect();
            assert!(posted.iter().all(|id| now.contains(id)), "{:?}", world.shown());
            posted = now;
        });
    }

    #[test]
    fn edits_survive_everything(run in runs()) {
        let mut notes = BTreeMap::new();
        let world = play(&run, |world, _, _| annotate(&mut world.book, &mut notes));
        for (id, number) in &notes {
            let row = world.book.rows().find(|row| row.id == *id);
            prop_assert!(row.is_some() && world.book.edit_of(*id).note.is_some(), "{id} is gone");
            let movement = &run.movements[number.parse::<usize>().unwrap()];
            let row = row.unwrap();
            prop_assert_eq!(row.text.raw(), movement.text());
            // without a link, which of two like purchases a pending row became is a guess
            if movement.told != Told::Nothing && movement.posts() && run.relink.is_none() {
                let own = row.has_id(&conn("api"), &pid(&movement.ids(0).1));
                prop_assert!(own, "{id} was movement {number}, and is {row:?}");
            }
        }
    }

    #[test]
    fn the_order_of_rows_has_no_influence(run in runs(), other in any::<usize>()) {
        let turned = Run { seed: other, ..run.clone() };
        prop_assert_eq!(play(&run, |_, _, _| ()).book, play(&turned, |_, _, _| ()).book);
    }

    #[test]
    fn pages_in_any_order_give_one_book(movements in movements(), on in 1..DAYS, size in 1_u32..15, seed in any::<usize>()) {
        let pages = |seed: Option<usize>| {
            let starts: Vec<u32> = (1..=on).step_by(size as usize).collect();
            let starts = seed.map_or(starts.clone(), |seed| shuffled(starts, seed));
            let mut world = World::new();
            for from in starts {
                let to = (from + size - 1).min(on);
                world.take(&answer(on, 0, window(from, to, &listed(&movements, on, 0, from, to))), on);
            }
            outline(&world.book)
        };
        prop_assert_eq!(pages(None), pages(Some(seed)));
    }

    #[test]
    fn an_api_and_files_count_every_movement_once(run in runs(), to in 1..DAYS, ids in any::<bool>()) {
        let windows = Run { way: Way::Windows, ..run };
        let filed = |on: u32| -> Vec<Row> {
            let rows = listed(&windows.movements, on, 7, 1, to.min(on));
            let posted = rows.into_iter().filter(|row| row.status == TxnStatus::Posted);
            posted.map(|row| Row { id: row.id.filter(|_| ids), extras: None, ..row }).collect()
        };
        play(&windows, |world, on, _| {
            world.file(on, window(1, to.min(on), &filed(on)));
            assert_eq!(booked(world), truth(&windows.movements, on), "on day {on}: {:?}", world.shown());
        });
    }

    #[test]
    fn no_answer_makes_the_merge_panic_or_lose_its_own_rows(rows in prop::collection::vec(any_row(), 0..40)) {
        let mut world = World::new();
        for (on, chunk) in (1..).zip(rows.chunks(7)) {
            let changes = if on % 2 == 0 { window(1, 30, chunk) } else { delta(chunk, &["a"]) };
            let answer = batch("api", vec![seen("acc")], vec![changes], on);
            let before = world.book.rows().count();
            let merged = merge(&world.book, &answer, clock(on)).unwrap();
            world.book.apply(&merged);
            prop_assert!(world.book.rows().count() >= before, "no row is ever deleted");
        }
    }
}

fn any_row() -> impl Strategy<Value = Row> {
    let id = prop::option::of(prop_oneof![Just("a"), Just("b"), Just("c")]);
    let status = prop_oneof![
        Just(TxnStatus::Pending),
        Just(TxnStatus::Posted),
        Just(TxnStatus::Removed),
        Just(TxnStatus::Dropped)
    ];
    let on = prop::option::of(0_u32..40);
    (id.clone(), id, status, on.clone(), on, -3_i64..3, prop_oneof![Just("CAFE"), Just("SHELL"), Just("")]).prop_map(
        |(id, replaces, status, on, bought, units, text)| Row {
            id: id.map(pid),
            extras: Extras { replaces: replaces.map(pid), ..Extras::default() }.boxed(),
            status,
            posted: on.map(day),
            occurred: bought.map(day),
            ..plain(1, &dollars(units * 100), text)
        },
    )
}

/// A book without local ids and lives.
fn outline(book: &Book) -> Vec<String> {
    let line = |row: &crate::domain::Transaction| {
        format!("{:?} {:?} {:?} {} {:?} {:?}", row.posted, row.occurred, row.status, row.amount, row.text, row.sources)
    };
    let mut lines: Vec<String> = book.rows().map(line).collect();
    lines.sort();
    lines
}
