//! Several users of one store, and commits that cannot be finished.

use std::sync::Arc;
use std::time::Duration;

use super::small::{connection_id, key, row, small_book};
use crate::domain::{Block, Delta, Secret, Slot};
use crate::store::commit::block_place;
use crate::store::directory::{Directory, has_log};
use crate::store::records::Change;
use crate::store::{Access, Store, StoreError, open};

const WRITE: Access<'_> = Access::Write { wait: Duration::ZERO, who: "passbook sync" };

#[test]
fn a_second_writer_is_locked_out_while_a_reader_sees_each_commit() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    assert!(matches!(Store::open(&dir, Access::Read), Err(StoreError::Missing { .. })));
    assert!(!dir.exists(), "who only reads makes nothing");
    let mut writer = Store::open(&dir, WRITE).unwrap();
    let error = Store::open(&dir, WRITE).err().unwrap();
    assert!(error.to_string().contains("(passbook sync)"), "{error}");
    let reader = Store::open(&dir, Access::Read).unwrap();
    assert!(reader.book().unwrap().accounts.is_empty());
    writer.commit(&small_book()).unwrap();
    assert_eq!(reader.book().unwrap().accounts.len(), 2);
    assert_eq!(reader.load(&[key(1, 11)]).unwrap()[0].1.rows().len(), 1);
    drop(writer);
    assert_eq!(reader.book().unwrap().blocks.len(), 3);
    drop(Store::open(&dir, WRITE).unwrap());
}

#[test]
fn a_store_where_nothing_may_be_made_is_read_from_its_file_alone() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("100% mine? #1");
    Store::open(&dir, WRITE).unwrap().commit(&small_book()).unwrap();
    let directory = Directory::find(&dir).unwrap();
    assert!(!has_log(&directory).unwrap(), "the last writer leaves no log behind");
    let sql = open::connect_unshared(&directory).unwrap();
    let records: i64 = sql.query_row("SELECT count(*) FROM record", [], |row| row.get(0)).unwrap();
    assert_eq!(records, 17);
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 3, "keyfile.json, lock, passbook.db");
}

#[test]
fn a_reader_refuses_every_change() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    drop(Store::open(&dir, WRITE).unwrap());
    let mut reader = Store::open(&dir, Access::Read).unwrap();
    let secret = Secret::new("x".into());
    for refused in [
        reader.commit(&small_book()),
        reader.put_secret(&connection_id(), &secret),
        reader.forget_secret(&connection_id()),
    ] {
        assert!(matches!(refused, Err(StoreError::ReadOnly { .. })));
    }
}

#[test]
fn a_commit_that_does_not_fit_on_the_disk_changes_nothing_and_works_once_there_is_room() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    let mut store = Store::open(&dir, WRITE).unwrap();
    store.commit(&small_book()).unwrap();
    let before = store.book().unwrap();
    let november = key(1, 11);
    let rows = (2..2000).map(|id| row(id, november, &format!("A ROW OF MANY {id}"))).collect();
    let blocks = vec![(november, Some(Arc::new(Block::new(rows))))];
    let delta = Delta { blocks, next_txn: 2000, ..small_book() };
    let pages: i64 = store.sql.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    for room in 0..12 {
        store.sql.pragma_update(None, "max_page_count", pages + room).unwrap();
        let error = store.commit(&delta).unwrap_err();
        assert!(matches!(error, StoreError::Full), "{error}");
        assert_eq!(store.book().unwrap(), before);
        assert!(store.check().unwrap().is_sound());
    }
    store.sql.pragma_update(None, "max_page_count", 1_000_000).unwrap();
    store.commit(&delta).unwrap();
    assert_eq!(store.book().unwrap().blocks[&november], Slot::Stored { rows: 1998 });
    assert_eq!(store.records(9).unwrap().len(), 2);
}

#[test]
fn a_change_that_is_dropped_leaves_no_trace() {
    let mut store = Store::in_memory().unwrap();
    store.commit(&small_book()).unwrap();
    let before = store.book().unwrap();
    {
        let mut change = Change::begin(&store.sql, &store.cipher).unwrap();
        change.remove(block_place(key(1, 11))).unwrap();
        change.manifest.next_txn = 99;
    }
    assert_eq!(store.book().unwrap(), before);
    assert!(store.check().unwrap().is_sound());
}
