//! One account in files of several formats, in halves that overlap, beside an API: every movement is there once.

use proptest::prelude::*;

use super::super::merging::{MergeError, merge};
use super::super::testing::*;
use crate::domain::{AccountKind, Batch, Book, Clean, ConnectionId, ProviderId, Row, SeenAccount, Text};

/// How a format tells a row: with ids of the bank or by content, and what it does to the words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Format {
    pub name: &'static str,
    pub has_ids: bool,
    /// Characters that are left of the words.
    pub cut: usize,
    pub loud: bool,
}

pub(super) const FORMATS: [Format; 4] = [
    Format { name: "ofx", has_ids: true, cut: 32, loud: false },
    Format { name: "camt", has_ids: true, cut: 100, loud: false },
    Format { name: "qif", has_ids: false, cut: 100, loud: true },
    Format { name: "csv", has_ids: false, cut: 14, loud: false },
];

/// A movement of the bank: its day, cents, and which of the shops.
pub(super) type Movement = (u32, i64, usize);

const SHOPS: [&str; 4] =
    ["Blue Bottle Coffee Oakland", "Shell Oil 5744 Austin", "Netflix.com Los Gatos", "Whole Foods Market"];

pub(super) fn movements() -> impl Strategy<Value = Vec<Movement>> {
    prop::collection::vec((1_u32..25, prop_oneof![Just(-400_i64), Just(-950), Just(120_000)], 0..SHOPS.len()), 0..40)
}

/// Those of the days, as the format writes them.
pub(super) fn written(movements: &[Movement], format: Format, from: u32, to: u32) -> Vec<Row> {
    let mut seen: std::collections::HashMap<(u32, i64, String), u32> = std::collections::HashMap::new();
    let mut rows = Vec::new();
    for (number, (on, cents, shop)) in movements.iter().enumerate().filter(|(_, m)| (from..=to).contains(&m.0)) {
        let words: String = SHOPS[*shop].chars().take(format.cut).collect();
        let words = if format.loud { words.to_uppercase() } else { words };
        let id = if format.has_ids {
            format!("{}{number}", format.name)
        } else {
            let count = seen.entry((*on, *cents, words.clone())).or_default();
            *count += 1;
            format!("={on}{cents}{words}#{count}")
        };
        let row = plain(*on, &dollars(*cents), &words);
        rows.push(Row { id: ProviderId::of_format(format.name, &id), text: Text::new(&words), ..row });
    }
    rows
}

fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// A file of those days.
pub(super) fn file(movements: &[Movement], format: Format, from: u32, to: u32) -> Batch {
    let id = format!("{}::account", format.name);
    let changes = of_account(&id, partial(from, to, &written(movements, format, from, to)));
    let answer = batch("api", vec![seen(&id)], vec![changes], 28);
    Batch { connection: ConnectionId::import(), file: Some(Clean::new(format.name)), ..answer }
}

/// Day, cents and number of equal rows that count.
pub(super) fn booked(book: &Book) -> Vec<(u32, String)> {
    let on = |row: &crate::domain::Transaction| {
        u32::try_from(row.date().signed_duration_since(day(1)).num_days() + 1).unwrap()
    };
    let rows = book.rows().filter(|row| row.status.counts());
    let mut rows: Vec<_> = rows.map(|row| (on(row), row.amount.to_decimal_string())).collect();
    rows.sort();
    rows
}

pub(super) fn truth(movements: &[Movement], days: impl Fn(u32) -> bool) -> Vec<(u32, String)> {
    let mut rows: Vec<_> = movements
        .iter()
        .filter(|m| days(m.0))
        .map(|(on, cents, _)| (*on, usd(&dollars(*cents)).to_decimal_string()))
        .collect();
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn overlapping_halves_in_any_formats_and_order_are_one_book(
        movements in movements(),
        files in prop::collection::vec((0..FORMATS.len(), 1_u32..25, 0_u32..25), 1..7),
    ) {
        let mut world = World::new();
        for (format, from, length) in &files {
            world.take(&file(&movements, FORMATS[*format], *from, from + length), 28);
        }
        let covered = |on: u32| files.iter().any(|(_, from, length)| (*from..=from + length).contains(&on));
        prop_assert_eq!(booked(&world.book), truth(&movements, covered), "{:?}", world.shown());
        prop_assert_eq!(world.book.accounts.len(), 1);
        let before = world.book.clone();
        for (format, from, length) in &files {
            let delta = world.take(&file(&movements, FORMATS[*format], *from, from + length), 28);
            prop_assert_eq!(delta.record.unwrap().rows.new, 0);
            prop_assert!(delta.blocks.is_empty(), "a second import changes no row");
        }
        prop_assert_eq!(before.blocks, world.book.blocks);
    }

    #[test]
    fn an_api_and_files_of_any_format_are_one_book(
        movements in movements(),
        tellings in prop::collection::vec((0..=FORMATS.len(), 1_u32..25, 0_u32..25), 1..7),
    ) {
        let mut world = World::new();
        for (format, from, length) in &tellings {
            let to = from + length;
            if let Some(format) = FORMATS.get(*format) {
                world.take(&file(&movements, *format, *from, to), 28);
            } else {
                let own = |id: ProviderId| pid(&id.as_str().replace("camt::", "T"));
                let rows = written(&movements, FORMATS[1], *from, to);
                let rows: Vec<Row> = rows.into_iter().map(|row| Row { id: row.id.map(own), ..row }).collect();
                world.api(28, window(*from, to, &rows));
            }
        }
        let covered = |on: u32| tellings.iter().any(|(_, from, length)| (*from..=from + length).contains(&on));
        prop_assert_eq!(booked(&world.book), truth(&movements, covered), "{:?}", world.shown());
        prop_assert_eq!(world.book.accounts.len(), 1);
    }
}

#[test]
fn a_file_that_numbers_its_rows_anew_doubles_none_between_its_first_and_last_day() {
    let rows = |prefix: &str| -> Vec<Row> {
        let row = |on: u32, n: u32| Row {
            id: ProviderId::of_format("ofx", &format!("{prefix}{n}")),
            ..plain(on, "-4", "CAFE")
        };
        vec![row(1, 1), row(5, 2), row(5, 3), row(9, 4)]
    };
    let told = |prefix| {
        let answer = batch("api", vec![seen("ofx::a")], vec![of_account("ofx::a", partial(1, 9, &rows(prefix)))], 10);
        Batch { connection: ConnectionId::import(), ..answer }
    };
    let mut world = World::new();
    world.take(&told("x"), 10);
    let counts = world.take(&told("y"), 10).record.unwrap().rows;
    assert_eq!((counts.new, counts.same), (2, 2), "first and last day may be of two downloads cut within the day");
}

type Change = Box<dyn Fn(SeenAccount) -> SeenAccount>;

fn other_bank(seen: SeenAccount) -> SeenAccount {
    SeenAccount { bank: crate::domain::Bank { key: "x".into(), name: Clean::new("X") }, ..seen }
}

fn bare(seen: SeenAccount) -> SeenAccount {
    SeenAccount { mask: None, ..other_bank(seen) }
}

#[test]
fn which_account_a_file_is_of_is_asked_where_a_hint_is_all_there_is() {
    let card = |seen: SeenAccount| SeenAccount { kind: AccountKind::CreditCard, ..seen };
    let savings = |seen: SeenAccount| SeenAccount { kind: AccountKind::Savings, ..seen };
    let renamed = |seen: SeenAccount| SeenAccount { name: Clean::new("Other"), ..bare(seen) };
    let chosen = |word: &'static str| {
        move |seen: SeenAccount| SeenAccount { chosen: Some(Clean::new(word)), ..other_bank(seen) }
    };
    let cases: [(&str, Change, Option<usize>); 10] = [
        ("number, bank, kind and currency", Box::new(|seen| seen), Some(1)),
        ("the number alone", Box::new(other_bank), None),
        ("number and bank, another kind", Box::new(savings), None),
        ("the number of a card", Box::new(card), Some(2)),
        ("the name alone, without a number", Box::new(bare), Some(1)),
        ("neither", Box::new(renamed), Some(2)),
        ("the person's word, an id", Box::new(chosen("a0")), Some(1)),
        ("the person's word, a number", Box::new(chosen("1002")), Some(1)),
        ("the person's word, a name", Box::new(chosen("everyday checking")), Some(1)),
        ("the person's word, a new name", Box::new(chosen("Joint")), Some(2)),
    ];
    for (why, change, accounts) in cases {
        let mut world = World::new();
        world.api(3, window(1, 3, &[posted("a", 3, "-4", "CAFE")]));
        let answer = batch("file", vec![change(seen("qif::a"))], vec![], 4);
        match (merge(&world.book, &answer, clock(4)), accounts) {
            (Ok(delta), Some(count)) => {
                world.book.apply(&delta);
                assert_eq!(world.book.accounts.len(), count, "{why}");
            }
            (Err(MergeError::Doubt(doubt)), None) => {
                assert_eq!(doubt.candidates.len(), 1, "{why}");
                assert!(doubt.to_string().contains("--account a0"), "{doubt}");
            }
            other => panic!("{why}: {other:?}"),
        }
    }
    let world = World::new();
    let nobody = SeenAccount { chosen: Some(Clean::new("a7")), ..seen("qif::a") };
    let refused = merge(&world.book, &batch("file", vec![nobody], vec![], 4), clock(4));
    assert_eq!(refused, Err(MergeError::NoSuchAccount(Clean::new("a7"))));
}
