//! Opens a store: finds or makes its directory, lock, key and database, and says what does not fit together.
//! Nothing that is there is ever written over; a store whose making was interrupted is finished at the next opening.

use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, OpenFlags};

use super::directory::{Directory, create_empty, exists, has_log};
use super::keyfile;
use super::lock::Lock;
use super::migrations::{MIGRATIONS, Migration, migrate, refuse_newer, version};
use super::records::{Records, has_manifest};
use super::seal::{Cipher, DataKey, random_key};
use super::{Store, StoreError};

/// How long SQLite waits for another process's commit or checkpoint.
const BUSY: Duration = Duration::from_secs(5);

const READ: OpenFlags =
    OpenFlags::SQLITE_OPEN_READ_ONLY.union(OpenFlags::SQLITE_OPEN_NO_MUTEX).union(OpenFlags::SQLITE_OPEN_NOFOLLOW);

/// A store in memory: for what must not touch the disk.
pub(super) fn in_memory() -> Result<Store, StoreError> {
    let sql = Connection::open_in_memory()?;
    sql.pragma_update(None, "temp_store", "MEMORY")?;
    let cipher = Cipher::new(&random_key()?)?;
    migrate(&sql, &cipher, MIGRATIONS, None)?;
    Ok(Store { sql, cipher, read_only: None, _lock: None })
}

/// For the one writer.
pub(super) fn to_write(
    directory: &Directory,
    wait: Duration,
    who: &str,
    migrations: &[Migration],
) -> Result<Store, StoreError> {
    let lock = Lock::take(directory, wait, who)?;
    let (key, is_draft) = key_for_writing(directory)?;
    if is_draft && !exists(&directory.database())? {
        create_empty(&directory.database())?;
    }
    directory.close_to_others()?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let sql = Connection::open_with_flags(directory.database(), flags)?;
    set_up(&sql)?;
    let found = version(&sql)?;
    refuse_newer(found, migrations)?;
    let cipher = Cipher::new(&key)?;
    match found {
        0 if is_draft => {}
        0 => return Err(empty()),
        _ => verify_key(&sql, &cipher)?,
    }
    let mode: String = sql.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::ReadOnly { why: "this file system cannot hold a write-ahead log".to_owned() });
    }
    sql.pragma_update(None, "synchronous", "FULL")?;
    migrate(&sql, &cipher, migrations, Some(directory))?;
    if is_draft {
        keyfile::accept_draft(&directory.draft_keyfile(), &directory.keyfile())?;
    }
    Ok(Store { sql, cipher, read_only: None, _lock: Some(lock) })
}

/// For any number of readers, beside a writer.
pub(super) fn to_read(directory: &Directory, migrations: &[Migration]) -> Result<Store, StoreError> {
    let key = match (exists(&directory.database())?, exists(&directory.keyfile())?) {
        (true, true) => keyfile::read(&directory.keyfile())?,
        (false, true) => return Err(key_without_store(directory)),
        (true, false) if !exists(&directory.draft_keyfile())? => return Err(store_without_key(directory)),
        _ => return Err(StoreError::Missing { dir: directory.path().to_owned() }),
    };
    let sql = connect_to_read(directory)?;
    let found = version(&sql)?;
    refuse_newer(found, migrations)?;
    if found == 0 {
        return Err(empty());
    }
    if (found as usize) < migrations.len() {
        let why = format!(
            "it is of version {found} and must be brought forward first: start passbook once without --read-only"
        );
        return Err(StoreError::ReadOnly { why });
    }
    let cipher = Cipher::new(&key)?;
    verify_key(&sql, &cipher)?;
    Ok(Store { sql, cipher, read_only: Some("it was opened that way".to_owned()), _lock: None })
}

/// The key, and whether its file is still a draft: then the store is being made, now or in a start that was interrupted.
fn key_for_writing(directory: &Directory) -> Result<(DataKey, bool), StoreError> {
    let draft = directory.draft_keyfile();
    match (exists(&directory.database())?, exists(&directory.keyfile())?) {
        (true, true) => Ok((keyfile::read(&directory.keyfile())?, false)),
        (false, true) => Err(key_without_store(directory)),
        (true, false) if exists(&draft)? => Ok((keyfile::read(&draft)?, true)),
        (true, false) => Err(store_without_key(directory)),
        (false, false) => {
            let key = random_key()?;
            keyfile::write_draft(&draft, &key)?;
            Ok((key, true))
        }
    }
}

fn key_without_store(directory: &Directory) -> StoreError {
    StoreError::key(format!(
        "{} has a key file but no passbook.db: put passbook.db back from a backup, or move keyfile.json away to begin anew",
        directory.path().display()
    ))
}

fn store_without_key(directory: &Directory) -> StoreError {
    StoreError::key(format!(
        "{} has a passbook.db but no keyfile.json: put the key file back from a copy, or move passbook.db away to begin anew",
        directory.path().display()
    ))
}

fn empty() -> StoreError {
    StoreError::damaged("passbook.db is empty, though there is a key for it")
}

fn verify_key(sql: &Connection, cipher: &Cipher) -> Result<(), StoreError> {
    match Records::new(sql, cipher).manifest() {
        Ok(_) => Ok(()),
        // a file that SQLite cannot read, or that has no manifest, says nothing of the key
        Err(StoreError::Damaged { what }) if has_manifest(sql)? => Err(StoreError::key(format!(
            "keyfile.json does not open passbook.db ({what}): put back the key file and the store that belong together"
        ))),
        Err(error) => Err(error),
    }
}

/// Readers of a write-ahead log share a small file beside it. Where a directory or a full disk allows none to be made, and no log is
/// waiting to be read, the database alone is the whole truth.
fn connect_to_read(directory: &Directory) -> Result<Connection, StoreError> {
    let sql = Connection::open_with_flags(directory.database(), READ)?;
    set_up(&sql)?;
    match version(&sql) {
        Err(StoreError::ReadOnly { .. } | StoreError::Full | StoreError::Disk { .. }) if !has_log(directory)? => {
            connect_unshared(directory)
        }
        _ => Ok(sql),
    }
}

/// Reads the database as a file that nobody changes.
pub(super) fn connect_unshared(directory: &Directory) -> Result<Connection, StoreError> {
    let path = directory.database();
    let name = percent_encode(path.as_os_str().as_bytes(), NON_ALPHANUMERIC);
    let flags = READ | OpenFlags::SQLITE_OPEN_URI;
    let sql = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
    set_up(&sql)?;
    Ok(sql)
}

fn set_up(sql: &Connection) -> Result<(), StoreError> {
    sql.busy_timeout(BUSY)?;
    sql.pragma_update(None, "temp_store", "MEMORY")?;
    sql.pragma_update(None, "trusted_schema", false)?;
    sql.pragma_update(None, "cell_size_check", true)?;
    Ok(())
}
