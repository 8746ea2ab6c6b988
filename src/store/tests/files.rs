//! What lies on disk: only ours, only sealed, and never made over what was there.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use super::small::{connection_id, small_book};
use crate::domain::Secret;
use crate::store::directory::Directory;
use crate::store::migrations::{MIGRATIONS, Migration};
use crate::store::{Access, Store, StoreError, open};

const WRITE: Access<'_> = Access::Write { wait: Duration::ZERO, who: "test" };

fn all_files(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(all_files(&path)) } else { files.push(path) }
    }
    files
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

fn assert_private(dir: &Path) {
    assert_eq!(mode(dir), 0o700);
    for file in all_files(dir) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

/// Adds nothing but a version.
fn step(transaction: &rusqlite::Transaction<'_>, _: &crate::store::seal::Cipher) -> Result<(), StoreError> {
    Ok(transaction.execute_batch("CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT")?)
}

fn failing(transaction: &rusqlite::Transaction<'_>, _: &crate::store::seal::Cipher) -> Result<(), StoreError> {
    transaction.execute_batch("DELETE FROM record")?;
    Err(StoreError::Full)
}

fn open_with(dir: &Path, steps: &[Migration]) -> Result<Store, StoreError> {
    let migrations: Vec<Migration> = MIGRATIONS.iter().chain(steps).copied().collect();
    open::to_write(&Directory::make(dir)?, Duration::ZERO, "test", &migrations)
}

#[test]
fn every_file_is_for_the_owner_alone_and_says_nothing_in_plain() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("deep/data");
    let mut store = open_with(&dir, &[]).unwrap();
    store.commit(&small_book()).unwrap();
    store.put_secret(&connection_id(), &Secret::new("https://user:hunter2@bridge.example".into())).unwrap();
    let names: Vec<_> = all_files(&dir).iter().map(|file| file.file_name().unwrap().to_owned()).collect();
    for name in ["passbook.db", "passbook.db-wal", "passbook.db-shm", "keyfile.json", "lock"] {
        assert!(names.iter().any(|found| found == name), "{name}: {names:?}");
    }
    assert_private(&dir);
    drop(store);
    drop(open_with(&dir, &[step]).unwrap());
    assert_private(&dir);
    assert_eq!(mode(&dir.join("backups")), 0o700);
    let plain = [
        "BLUE BOTTLE",
        "ZEBRA",
        "Plainbank",
        "plainbank",
        "Everyday",
        "Winifred",
        "provider-",
        "secret-savings-bank",
        "hunter2",
        "bridge.example",
        "simplefin",
        "birthday",
        "one bank was slow",
        "33293",
        "3329343",
    ];
    let files = all_files(&dir);
    assert!(files.iter().any(|file| file.parent().unwrap().ends_with("backups")));
    for file in files {
        let bytes = fs::read(&file).unwrap();
        for word in plain {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} in {}", file.display());
        }
    }
}

#[test]
fn modes_that_somebody_opened_are_closed_again() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    drop(Store::open(&dir, WRITE).unwrap());
    for file in all_files(&dir) {
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let _store = Store::open(&dir, WRITE).unwrap();
    for name in ["passbook.db", "keyfile.json"] {
        assert_eq!(mode(&dir.join(name)), 0o600);
    }
}

#[test]
fn a_store_in_memory_works_and_leaves_nothing_behind() {
    let mut store = Store::in_memory().unwrap();
    store.commit(&small_book()).unwrap();
    assert_eq!(store.book().unwrap().accounts.len(), 2);
    let open: Vec<_> = fs::read_dir("/proc/self/fd")
        .map(|fds| fds.filter_map(|fd| fs::read_link(fd.ok()?.path()).ok()).collect())
        .unwrap_or_default();
    assert!(!open.iter().any(|path| path.to_string_lossy().contains("etilqs")), "{open:?}");
}

#[test]
fn key_and_store_belong_together_and_neither_is_made_over_the_other() {
    for (gone, words) in [("keyfile.json", "no keyfile.json"), ("passbook.db", "no passbook.db")] {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("data");
        drop(Store::open(&dir, WRITE).unwrap());
        fs::rename(dir.join(gone), temp.path().join("kept")).unwrap();
        for access in [WRITE, Access::Read] {
            let error = Store::open(&dir, access).err().unwrap();
            assert!(matches!(&error, StoreError::Key { what } if what.contains(words)), "{error}");
        }
        assert!(!dir.join(gone).exists());
        fs::rename(temp.path().join("kept"), dir.join(gone)).unwrap();
        drop(Store::open(&dir, WRITE).unwrap());
    }
}

#[test]
fn the_key_of_another_store_is_refused_and_an_emptied_store_is_not_begun_anew() {
    let temp = tempfile::tempdir().unwrap();
    let (one, two) = (temp.path().join("one"), temp.path().join("two"));
    drop(Store::open(&one, WRITE).unwrap());
    drop(Store::open(&two, WRITE).unwrap());
    let own = fs::read(one.join("keyfile.json")).unwrap();
    fs::copy(two.join("keyfile.json"), one.join("keyfile.json")).unwrap();
    assert!(matches!(Store::open(&one, WRITE), Err(StoreError::Key { .. })));
    fs::write(one.join("keyfile.json"), own).unwrap();
    fs::write(one.join("passbook.db"), "").unwrap();
    assert!(matches!(Store::open(&one, WRITE), Err(StoreError::Damaged { .. })));
    assert_eq!(fs::read(one.join("passbook.db")).unwrap(), b"");
}

#[test]
fn a_making_that_was_interrupted_is_finished_at_the_next_start() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    drop(Store::open(&dir, WRITE).unwrap());
    let (draft, keyfile, database) = (dir.join("keyfile.json.new"), dir.join("keyfile.json"), dir.join("passbook.db"));
    // killed after the store was laid, before its key was put in place
    fs::rename(&keyfile, &draft).unwrap();
    assert!(matches!(Store::open(&dir, Access::Read), Err(StoreError::Missing { .. })));
    drop(Store::open(&dir, WRITE).unwrap());
    assert!(keyfile.exists() && !draft.exists());
    // killed when the file was made, before anything was in it
    fs::rename(&keyfile, &draft).unwrap();
    fs::write(&database, "").unwrap();
    drop(Store::open(&dir, WRITE).unwrap());
    // killed while the draft was written: no store can be under that key
    fs::remove_file(&database).unwrap();
    fs::remove_file(&keyfile).unwrap();
    fs::write(&draft, r#"{"version":1,"sl"#).unwrap();
    drop(Store::open(&dir, WRITE).unwrap());
    assert!(Store::open(&dir, Access::Read).unwrap().check().unwrap().is_sound());
}

#[test]
fn a_link_in_place_of_the_store_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    drop(Store::open(&dir, WRITE).unwrap());
    fs::rename(dir.join("passbook.db"), temp.path().join("elsewhere.db")).unwrap();
    symlink(temp.path().join("elsewhere.db"), dir.join("passbook.db")).unwrap();
    for access in [WRITE, Access::Read] {
        assert!(matches!(Store::open(&dir, access), Err(StoreError::Permissions { .. })));
    }
}

#[test]
fn a_migration_makes_a_backup_that_opens_with_the_same_key() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    open_with(&dir, &[]).unwrap().commit(&small_book()).unwrap();
    assert!(!dir.join("backups").exists(), "a new store has nothing to lose");
    let store = open_with(&dir, &[step, step_two]).unwrap();
    assert_eq!(store.book().unwrap().accounts.len(), 2);
    drop(store);
    let mut backups = all_files(&dir.join("backups"));
    backups.sort();
    assert_eq!(backups.len(), 2, "one before each step");
    assert!(backups[0].to_str().unwrap().ends_with("-before-version-2.db"));
    assert!(matches!(Store::open(&dir, WRITE), Err(StoreError::Newer { found: 3, known: 1 })));
    assert!(matches!(Store::open(&dir, Access::Read), Err(StoreError::Newer { .. })));
    fs::rename(&backups[0], dir.join("passbook.db")).unwrap();
    let restored = Store::open(&dir, WRITE).unwrap();
    assert_eq!(restored.book().unwrap().accounts.len(), 2);
    assert!(restored.check().unwrap().is_sound());
}

fn step_two(transaction: &rusqlite::Transaction<'_>, _: &crate::store::seal::Cipher) -> Result<(), StoreError> {
    Ok(transaction.execute_batch("CREATE TABLE latest (id INTEGER PRIMARY KEY) STRICT")?)
}

#[test]
fn a_migration_that_fails_leaves_the_old_version_as_it_was() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    open_with(&dir, &[]).unwrap().commit(&small_book()).unwrap();
    assert!(matches!(open_with(&dir, &[failing]), Err(StoreError::Full)));
    assert!(Store::open(&dir, WRITE).unwrap().check().unwrap().is_sound());
    let migrations: Vec<Migration> = MIGRATIONS.iter().copied().chain([step as Migration]).collect();
    let old = open::to_read(&Directory::find(&dir).unwrap(), &migrations);
    assert!(matches!(old, Err(StoreError::ReadOnly { .. })), "a reader cannot bring it forward");
}

#[test]
fn the_database_of_another_program_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("data");
    drop(Store::open(&dir, WRITE).unwrap());
    fs::remove_file(dir.join("passbook.db")).unwrap();
    let foreign = Connection::open(dir.join("passbook.db")).unwrap();
    foreign.execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1;").unwrap();
    drop(foreign);
    assert!(matches!(Store::open(&dir, WRITE), Err(StoreError::Damaged { .. })));
    fs::write(dir.join("passbook.db"), "no database at all, but long enough to be looked at".repeat(100)).unwrap();
    assert!(matches!(Store::open(&dir, WRITE), Err(StoreError::Damaged { .. })));
}
