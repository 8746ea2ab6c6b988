//! What goes in comes out, all fields of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::samples::{any_account, any_alert, any_balance, any_connection, any_deed, any_edit, any_row, any_sync};
use super::small::{connection_id, key, moment, row, small_book, step};
use crate::domain::{
    Block, BlockKey, Book, Category, Clean, Connection, ConnectionId, Delta, Edit, Forgotten, Reading, RowCounts,
    RowKind, Secret, Slot, Step, SyncRecord, TxnEdit, TxnId, Usage,
};
use crate::store::Store;

/// The book with every block read.
fn whole(store: &Store) -> Book {
    let mut book = store.book().unwrap();
    let keys: Vec<BlockKey> = book.blocks.keys().copied().collect();
    for (key, block) in store.load(&keys).unwrap() {
        assert_eq!(book.blocks[&key], Slot::Stored { rows: u32::try_from(block.rows().len()).unwrap() });
        book.blocks.insert(key, Slot::Loaded(block));
    }
    book
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_change_comes_back_as_the_book_takes_it(
        accounts in proptest::collection::vec(any_account(), 0..3),
        connections in proptest::collection::vec(any_connection(), 0..3),
        rows in proptest::collection::vec(any_row(), 0..12),
        history in proptest::collection::vec(any_balance(), 0..4),
        edits in proptest::collection::vec(any_edit(), 0..4),
        deeds in proptest::collection::vec(any_deed(), 0..3),
        alerts in proptest::collection::vec(any_alert(), 0..3),
        record in any_sync(),
        counters in any::<(u32, u64)>(),
    ) {
        let mut blocks: BTreeMap<BlockKey, Vec<_>> = BTreeMap::new();
        for row in rows {
            blocks.entry(BlockKey::of(&row)).or_default().push(row);
        }
        let delta = Delta {
            history: accounts.iter().map(|account| (account.id, Arc::new(history.clone()))).collect(),
            accounts: accounts.into_iter().map(Arc::new).collect(),
            connections: connections.into_iter().map(Arc::new).collect(),
            blocks: blocks.into_iter().map(|(key, rows)| (key, Some(Arc::new(Block::new(rows))))).collect(),
            edits,
            deeds: deeds.into_iter().map(|deed| (deed.number, Some(Arc::new(deed)))).collect(),
            alerts: alerts.into_iter().map(Arc::new).collect(),
            accesses: Vec::new(),
            renamed: None,
            record: Some(record.clone()),
            next_account: counters.0,
            next_txn: counters.1,
            ..Delta::default()
        };
        let mut expected = Book::default();
        expected.apply(&delta);
        let mut store = Store::in_memory().unwrap();
        store.commit(&delta).unwrap();
        store.commit(&delta).unwrap();
        let found = whole(&store);
        prop_assert_eq!(&found, &expected);
        // equal numbers may still be written differently: 1.5 and 1.50
        prop_assert_eq!(format!("{found:?}"), format!("{expected:?}"));
        prop_assert_eq!(store.records(9).unwrap(), vec![record.clone(), record]);
    }
}

#[test]
fn a_block_that_is_taken_away_is_gone_and_an_empty_edit_is_forgotten() {
    let mut store = Store::in_memory().unwrap();
    store.commit(&small_book()).unwrap();
    let taken = Delta {
        blocks: vec![(key(1, 10), None), (key(2, 11), None)],
        edits: vec![Edit::Txn(TxnId(2), TxnEdit::default())],
        ..Delta::default()
    };
    store.commit(&taken).unwrap();
    let book = store.book().unwrap();
    assert_eq!(book.blocks.keys().copied().collect::<Vec<_>>(), [key(1, 11)]);
    assert!(book.edits.transactions.is_empty());
    assert_eq!((book.next_account, book.next_txn), (3, 4), "counters that are left at zero stay");
    assert!(store.load(&[key(1, 10)]).unwrap().is_empty());
    assert_eq!(store.check().unwrap().findings, [""; 0]);
}

#[test]
fn rows_of_one_text_share_text_and_reading_again_over_months() {
    let reading = Arc::new(Reading {
        rules: 1,
        merchant: Some(Clean::new("Blue Bottle")),
        category: Category::FoodAndDrink,
        kind: RowKind::Spend,
        hidden: false,
    });
    let read = |id, key| {
        let mut row = row(id, key, "BLUE BOTTLE COFFEE");
        row.reading = Some(Arc::clone(&reading));
        row
    };
    let (october, november) = (key(1, 10), key(1, 11));
    let block = |key, rows| (key, Some(Arc::new(Block::new(rows))));
    let blocks =
        vec![block(october, vec![read(1, october), read(2, october)]), block(november, vec![read(3, november)])];
    let mut store = Store::in_memory().unwrap();
    store.commit(&Delta { blocks, ..Delta::default() }).unwrap();
    let found = store.load(&[october, november]).unwrap();
    let rows: Vec<_> = found.iter().flat_map(|(_, block)| block.rows()).collect();
    let first = rows[0].reading.as_ref().unwrap();
    for row in &rows {
        assert!(Arc::ptr_eq(first, row.reading.as_ref().unwrap()));
        assert_eq!(rows[0].text.raw().as_ptr(), row.text.raw().as_ptr());
    }
}

#[test]
fn a_secret_is_kept_replaced_and_forgotten_even_before_its_connection_is_known() {
    let mut store = Store::in_memory().unwrap();
    let (ours, other) = (connection_id(), ConnectionId::new("other").unwrap());
    assert!(store.secret(&ours).unwrap().is_none());
    store.put_secret(&other, &Secret::new("other-token".into())).unwrap();
    for token in ["first-token", "https://user:päss@bridge.example"] {
        store.put_secret(&ours, &Secret::new(token.into())).unwrap();
        assert_eq!(store.secret(&ours).unwrap().unwrap().expose(), token);
    }
    store.commit(&small_book()).unwrap();
    assert!(store.secret(&ours).unwrap().is_some());
    store.forget_secret(&ours).unwrap();
    store.forget_secret(&ours).unwrap();
    assert!(store.secret(&ours).unwrap().is_none());
    assert_eq!(store.secret(&other).unwrap().unwrap().expose(), "other-token");
    let report = store.check().unwrap();
    assert_eq!((report.secrets, report.findings.len()), (1, 0));
}

#[test]
fn the_log_keeps_the_newest_thousand_syncs_newest_first() {
    let mut store = Store::in_memory().unwrap();
    for new in 0..1003 {
        let rows = RowCounts { new, ..RowCounts::default() };
        let record = SyncRecord { rows, ..SyncRecord::new(connection_id(), moment()) };
        store.commit(&Delta { record: Some(record), ..Delta::default() }).unwrap();
    }
    let newest: Vec<u32> = store.records(3).unwrap().iter().map(|record| record.rows.new).collect();
    assert_eq!(newest, [1002, 1001, 1000]);
    let all = store.records(usize::MAX).unwrap();
    assert_eq!((all.len(), all.last().unwrap().rows.new), (1000, 3));
    assert!(store.records(0).unwrap().is_empty());
    assert!(store.check().unwrap().is_sound());
}

#[test]
fn a_connection_alone_can_be_committed_over_and_over() {
    let mut store = Store::in_memory().unwrap();
    store.commit(&small_book()).unwrap();
    let mut connection = Connection::new(connection_id(), "simplefin");
    for _ in 0..5 {
        connection.usage = connection.usage.after_one_more(moment().date_naive());
        store.commit(&Delta { connections: vec![Arc::new(connection.clone())], ..Delta::default() }).unwrap();
    }
    let book = store.book().unwrap();
    let expected = Usage { day: Some(moment().date_naive()), requests: 5 };
    assert_eq!(book.connections[&connection_id()].usage, expected);
    assert_eq!(book.connections.len(), 1);
}

#[test]
fn a_trace_of_an_import_comes_back_and_goes_with_its_run() {
    let mut store = Store::in_memory().unwrap();
    let of = |run: u64, file: &str| Step { run, file: Clean::new(file), ..step() };
    let put = |store: &mut Store, step: &Step| {
        store.commit(&Delta { step: Some(Arc::new(step.clone())), ..Delta::default() }).unwrap();
    };
    assert_eq!((store.last_import().unwrap(), store.last_steps().unwrap()), (0, vec![]));
    let steps = [of(1, "a"), of(2, "b"), of(2, "c")];
    for step in &steps {
        put(&mut store, step);
    }
    assert_eq!((store.last_import().unwrap(), store.last_steps().unwrap()), (2, steps[1..].to_vec()));
    let forgotten = Forgotten { run: Some(2), ..Forgotten::default() };
    store.commit(&Delta { forgotten, ..Delta::default() }).unwrap();
    assert_eq!(store.last_steps().unwrap(), steps[..1]);
    for run in 3..60 {
        put(&mut store, &of(run, "later"));
    }
    assert!(store.check().unwrap().is_sound());
    assert_eq!(store.last_import().unwrap(), 59);
}
