//! The store's versions: an append-only list of steps, each in one transaction, each after a backup of what was there.
//! A step is never changed once it has been released; the number of steps done is the store's version.

use std::path::Path;

use chrono::Utc;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::StoreError;
use super::directory::{self, Directory, create_empty, sync};
use super::record::Manifest;
use super::records::{SCHEMA, lay_manifest};
use super::seal::Cipher;

/// Brings a store from one version to the next.
pub(super) type Migration = fn(&Transaction<'_>, &Cipher) -> Result<(), StoreError>;

/// Append only.
pub(super) const MIGRATIONS: &[Migration] = &[lay_records];

/// Marks the file as ours: `pbk1`.
const APPLICATION_ID: i32 = 0x7062_6b31;

fn lay_records(transaction: &Transaction<'_>, cipher: &Cipher) -> Result<(), StoreError> {
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    lay_manifest(transaction, cipher, &Manifest::default())
}

/// The store's version; 0 for an empty file. Refuses files that are not ours.
pub(super) fn version(sql: &Connection) -> Result<u32, StoreError> {
    let pragma = |name| sql.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let version = u32::try_from(pragma("user_version")?).unwrap_or_default();
    if version > 0 && pragma("application_id")? != APPLICATION_ID {
        return Err(StoreError::damaged("passbook.db is a database of another program"));
    }
    Ok(version)
}

/// Refuses a store of a later passbook.
pub(super) fn refuse_newer(found: u32, migrations: &[Migration]) -> Result<(), StoreError> {
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if found > known { Err(StoreError::Newer { found, known }) } else { Ok(()) }
}

/// Does the steps that are still to be done, with a backup before each one that finds something to lose. A store in memory has no
/// directory, and no backups.
pub(super) fn migrate(
    sql: &Connection,
    cipher: &Cipher,
    migrations: &[Migration],
    directory: Option<&Directory>,
) -> Result<(), StoreError> {
    let done = version(sql)?;
    refuse_newer(done, migrations)?;
    for (version, step) in (1..).zip(migrations).skip(done as usize) {
        if let Some(directory) = directory.filter(|_| version > 1) {
            back_up(sql, directory, version)?;
        }
        let transaction = Transaction::new_unchecked(sql, TransactionBehavior::Immediate)?;
        step(&transaction, cipher)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}

/// A whole copy under the same key, on disk before the step begins.
fn back_up(sql: &Connection, directory: &Directory, version: u32) -> Result<(), StoreError> {
    let backups = Directory::make(&directory.backups())?;
    let stem = format!("passbook-{}-before-version-{version}", Utc::now().format("%Y-%m-%dT%H%M%S"));
    let path = free_name(backups.path(), &stem)?;
    // SQLite fills an empty file; one that we made has the right mode from its first byte
    create_empty(&path)?;
    let name = path.to_str().ok_or_else(|| {
        let source = std::io::Error::from(std::io::ErrorKind::InvalidFilename);
        StoreError::io("could not name a backup", &path, source)
    })?;
    sql.execute("VACUUM INTO ?1", [name])?;
    sync(&path)?;
    sync(backups.path())
}

fn free_name(directory: &Path, stem: &str) -> Result<std::path::PathBuf, StoreError> {
    let mut path = directory.join(format!("{stem}.db"));
    let mut count = 2u32;
    while directory::exists(&path)? {
        path = directory.join(format!("{stem}-{count}.db"));
        count = count.saturating_add(1);
    }
    Ok(path)
}
