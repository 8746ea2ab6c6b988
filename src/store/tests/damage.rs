//! Whatever is done to the file behind our back is said in words, and never becomes a wrong figure.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use super::small::{connection_id, key, row, small_book, step};
use crate::domain::{Block, Delta, Edit, Secret, TxnEdit, TxnId};
use crate::store::seal::Kind;
use crate::store::{Access, CheckReport, Store, StoreError};

/// A closed store with the small book and a secret, and how to touch it.
struct Victim {
    _temp: tempfile::TempDir,
    dir: PathBuf,
}

impl Victim {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let victim = Self { dir: temp.path().join("data"), _temp: temp };
        let mut store = victim.open();
        store.commit(&Delta { step: Some(Arc::new(step())), ..small_book() }).unwrap();
        store.put_secret(&connection_id(), &Secret::new("token".into())).unwrap();
        victim
    }

    fn open(&self) -> Store {
        Store::open(&self.dir, Access::Write { wait: Duration::ZERO, who: "test" }).unwrap()
    }

    fn database(&self) -> PathBuf {
        self.dir.join("passbook.db")
    }

    fn sql(&self, statement: &str) {
        let changed = Connection::open(self.database()).unwrap().execute(statement, []).unwrap();
        assert!(changed > 0, "{statement}");
    }

    fn check(&self) -> CheckReport {
        self.open().check().unwrap()
    }
}

fn damaged<T>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Damaged { what }) => what,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("the damage was not noticed"),
    }
}

fn code(kind: Kind) -> u8 {
    kind.code()
}

#[test]
fn a_sound_store_is_counted_and_nothing_is_found() {
    let report = Victim::new().check();
    let expected = CheckReport {
        accounts: 2,
        connections: 1,
        blocks: 3,
        rows: 3,
        edits: 3,
        syncs: 1,
        accesses: 1,
        secrets: 1,
        findings: Vec::new(),
        more: 0,
    };
    assert_eq!(report, expected);
}

#[test]
fn a_record_of_any_kind_that_is_changed_cut_or_deleted_is_found() {
    for kind in Kind::COUNTED {
        let of = format!("kind = {} AND id = (SELECT max(id) FROM record WHERE kind = {})", code(kind), code(kind));
        let other = "CASE substr(sealed, 4, 1) WHEN x'ff' THEN x'00' ELSE x'ff' END";
        let flip = format!("substr(sealed, 1, 3) || {other} || substr(sealed, 5)");
        let changes = [
            (format!("UPDATE record SET sealed = CAST({flip} AS BLOB) WHERE {of}"), "does not open"),
            (format!("UPDATE record SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE {of}"), "does not open"),
            (format!("UPDATE record SET sealed = x'' WHERE {of}"), "does not open"),
            (format!("UPDATE record SET nonce = randomblob(24) WHERE {of}"), "does not open"),
            (format!("UPDATE record SET nonce = x'00' WHERE {of}"), "not of the form"),
            (format!("UPDATE record SET id = id + 40 WHERE {of}"), "does not open"),
            (format!("DELETE FROM record WHERE {of}"), "were kept"),
        ];
        for (change, words) in changes {
            let victim = Victim::new();
            victim.sql(&change);
            let report = victim.check();
            let said = report.findings.iter().any(|finding| finding.contains(words) && finding.contains(kind.words()));
            assert!(said, "{change}: {:?}", report.findings);
        }
    }
}

#[test]
fn damage_to_the_head_or_a_block_is_an_error_where_it_is_read() {
    for kind in [
        Kind::Account,
        Kind::Connection,
        Kind::Index,
        Kind::History,
        Kind::TxnEdit,
        Kind::AccountEdit,
        Kind::Answers,
        Kind::Alert,
    ] {
        let victim = Victim::new();
        victim.sql(&format!("DELETE FROM record WHERE kind = {}", code(kind)));
        assert!(damaged(victim.open().book()).contains(kind.words()));
    }
    let victim = Victim::new();
    victim.sql(&format!("UPDATE record SET sealed = randomblob(99) WHERE kind = {} AND id = 1", code(Kind::Block)));
    let store = victim.open();
    assert!(damaged(store.load(&[key(1, 11)])).contains("month 2026-11"));
    assert_eq!(store.load(&[key(2, 11)]).unwrap().len(), 1, "the other account can still be read");
    let victim = Victim::new();
    victim.sql(&format!("DELETE FROM record WHERE kind = {}", code(Kind::Block)));
    assert!(damaged(victim.open().load(&[key(1, 11)])).contains("is gone"));
}

#[test]
fn a_record_that_is_put_back_from_an_older_copy_is_noticed() {
    let victim = Victim::new();
    let old = victim.dir.join("old.db");
    fs::copy(victim.database(), &old).unwrap();
    let mut store = victim.open();
    let november = key(1, 11);
    let block = Arc::new(Block::new(vec![row(2, november, "CORRECTED TEXT")]));
    let other = TxnEdit { hidden: true, ..TxnEdit::default() };
    let blocks = vec![(november, Some(block))];
    store.commit(&Delta { blocks, edits: vec![Edit::Txn(TxnId(2), other)], ..Delta::default() }).unwrap();
    drop(store);
    let sql = Connection::open(victim.database()).unwrap();
    sql.execute("ATTACH ?1 AS old", [old.to_str().unwrap()]).unwrap();
    let put_back = |kind: Kind| {
        let again = "INSERT OR REPLACE INTO record SELECT * FROM old.record WHERE kind = ?1";
        sql.execute(again, [code(kind)]).unwrap();
    };
    put_back(Kind::Block);
    assert!(damaged(victim.open().load(&[november])).contains("older copy"));
    assert!(victim.check().findings.iter().any(|finding| finding.contains("older copy")));
    put_back(Kind::TxnEdit);
    assert!(damaged(victim.open().book()).contains("older copy"));
}

#[test]
fn a_manifest_that_is_gone_or_foreign_ends_the_opening() {
    let victim = Victim::new();
    victim.sql("UPDATE record SET sealed = randomblob(80) WHERE kind = 0");
    let error = Store::open(&victim.dir, Access::Read).err().unwrap();
    assert!(matches!(error, StoreError::Key { .. }), "{error}");
    victim.sql("DELETE FROM record WHERE kind = 0");
    assert!(damaged(Store::open(&victim.dir, Access::Read)).contains("manifest is gone"));
}

#[test]
fn a_file_that_the_database_cannot_read_is_not_blamed_on_the_key() {
    let victim = Victim::new();
    let whole = fs::read(victim.database()).unwrap();
    let mut torn = whole.clone();
    torn[100..108].fill(0xff);
    for bytes in [torn, whole[..whole.len() / 2].to_vec(), Vec::new()] {
        fs::write(victim.database(), &bytes).unwrap();
        damaged(Store::open(&victim.dir, Access::Read));
        damaged(Store::open(&victim.dir, Access::Write { wait: Duration::ZERO, who: "test" }));
        assert_eq!(fs::read(victim.database()).unwrap(), bytes, "what is damaged is left as it is");
    }
}

#[test]
fn what_does_not_belong_together_is_found() {
    let mut store = Store::in_memory().unwrap();
    let (november, stray) = (key(1, 11), key(9, 11));
    let mut twin = row(2, november, "TWIN");
    twin.sources[0].id = row(1, november, "").sources[0].id.clone();
    let wrong = row(4, key(1, 10), "OF OCTOBER");
    let blocks = vec![
        (november, Some(Arc::new(Block::new(vec![row(1, november, "A"), twin, wrong])))),
        (stray, Some(Arc::new(Block::new(vec![row(1, stray, "A"), row(50, stray, "B")])))),
    ];
    let hidden = TxnEdit { hidden: true, ..TxnEdit::default() };
    store.commit(&Delta { blocks, edits: vec![Edit::Txn(TxnId(77), hidden)], next_txn: 9, ..small_book() }).unwrap();
    let findings = store.check().unwrap().findings;
    for words in [
        "is of account a9, which is missing",
        "row t4 of account a1 and month 2026-10 lies in the block of account a1, month 2026-11",
        "row t1 is there 2 times",
        "row t50 bears an id that has not been given out yet",
        "rows t1, t2 bear the same id of their source",
        "an edit is of row t77, which is missing",
    ] {
        assert!(findings.iter().any(|finding| finding.contains(words)), "{words}: {findings:?}");
    }
    assert_eq!(findings.len(), 6, "{findings:?}");
}

/// Flips or cuts the file itself. Whatever SQLite and the seals make of it: no panic, and what is read is what was written.
#[test]
fn no_flipped_or_cut_file_gives_a_wrong_book() {
    let victim = Victim::new();
    let whole = fs::read(victim.database()).unwrap();
    let book = victim.open().book().unwrap();
    let blocks = victim.open().load(&[key(1, 10), key(1, 11), key(2, 11)]).unwrap();
    let keys: Vec<_> = blocks.iter().map(|(key, _)| *key).collect();
    let read = |dir: &Path| Store::open(dir, Access::Read).and_then(|store| Ok((store.book()?, store.load(&keys)?)));
    let mut noticed = 0;
    for step in 0..400 {
        let place = step * whole.len() / 400;
        let mut bytes = whole.clone();
        if step % 4 == 0 {
            bytes.truncate(place);
        } else {
            bytes[place] ^= 1 << (step % 8);
        }
        fs::write(victim.database(), &bytes).unwrap();
        match read(&victim.dir) {
            Ok(found) => assert!(found.0 == book && found.1 == blocks, "byte {place}"),
            Err(error) => {
                noticed += 1;
                assert!(!error.to_string().is_empty());
            }
        }
        let after = fs::read(victim.database()).unwrap();
        assert!(after == bytes, "a damaged store is not written to");
    }
    assert!(noticed >= 100, "every cut file is noticed: {noticed}");
}
