//! What can go wrong between the book and its file, in words that say what to do.
//! Callers branch on the variants: a locked store is opened for reading, a missing one is made, a damaged one is left alone.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::lock::Holder;

/// Why the store could not be opened, read or changed. Whatever the variant, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Asked to read where nothing has been kept yet.
    #[error("there is no store in {} yet: the first sync or import makes it", .dir.display())]
    Missing { dir: PathBuf },
    /// Another process writes; [`Access::Read`](super::Access::Read) still works.
    #[error("the store in {} is in use by {}: end that one, or open this one with --read-only", .dir.display(),
        .holder.as_ref().map_or_else(|| "another passbook".to_owned(), ToString::to_string))]
    Locked { dir: PathBuf, holder: Option<Holder> },
    /// Other users could read or change what is ours.
    #[error("{} {problem}: {fix}", .path.display())]
    Permissions { path: PathBuf, problem: &'static str, fix: String },
    /// The key is missing, or is not the one of this store.
    #[error("{what}")]
    Key { what: String },
    /// Written by a later passbook.
    #[error(
        "the store is of version {found} and this passbook knows up to {known}: update passbook, or open the backup made before the update"
    )]
    Newer { found: u32, known: u32 },
    /// Something in the file is not what was written there.
    #[error(
        "the store is damaged: {what}. It was left as it is: put passbook.db back from a copy, or from backups/ beside it; `passbook check` \
         lists whatever else is wrong"
    )]
    Damaged { what: String },
    /// This store cannot be changed from here.
    #[error("the store cannot be changed: {why}")]
    ReadOnly { why: String },
    /// No room on the disk.
    #[error("the disk is full, nothing was changed: free some space and try again")]
    Full,
    /// The disk, or the room on it, failed under the database.
    #[error(
        "the disk failed the store, nothing was changed: {what}; see that it has free space and may be read and written"
    )]
    Disk { what: String },
    /// The operating system refused.
    #[error("{what}: {source}")]
    Io { what: String, source: io::Error },
    /// SQLite refused for a reason of its own.
    #[error("the store's database refused, nothing was changed: {0}")]
    Sqlite(rusqlite::Error),
}

impl StoreError {
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }

    pub(super) fn key(what: impl Into<String>) -> Self {
        Self::Key { what: what.into() }
    }

    /// True where nothing may be changed but all of it may still be read.
    pub fn leaves_reading(&self) -> bool {
        matches!(self, Self::Locked { .. } | Self::ReadOnly { .. } | Self::Full)
    }

    /// An error of the file system that keeps us from reading; `doing` reads like "could not read the key file".
    pub(super) fn unreadable(doing: &str, path: &Path, source: io::Error) -> Self {
        Self::Io { what: format!("{doing} {}", path.display()), source }
    }

    /// Sorts an error of the file system that keeps us from writing; `doing` reads like "could not open the lock file".
    pub(super) fn io(doing: &str, path: &Path, source: io::Error) -> Self {
        let what = format!("{doing} {}", path.display());
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                Self::ReadOnly { why: format!("{what}: {source}") }
            }
            _ => Self::Io { what, source },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => {
                Self::ReadOnly { why: "its file or directory does not allow writing".to_owned() }
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::damaged(error.to_string()),
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Disk { what: error.to_string() },
            _ => Self::Sqlite(error),
        }
    }
}
