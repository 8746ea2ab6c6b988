//! The durable book: SQLite as a transactional store of sealed records. It gives atomic commits, crash safety and several readers
//! beside one writer; what a record says is sealed, and only the number, size and months of records can be seen from outside.
//!
//! ```text
//! open -> directory, lock, keyfile, migrations        the file and who may have it
//! read, commit, check                                 the book and its changes
//! accesses                                            the chain of who was told what
//!   -> record                                         domain <-> versioned bytes
//!   -> records -> seal                                places, manifest, sealing
//! ```
//!
//! A change is one transaction of SQLite, the manifest's sums included, so that whatever is missing or old is noticed. What cannot
//! be noticed is a whole directory that was put back as it once was: no file in it knows better.

#![deny(clippy::float_arithmetic)] // money and dates are exact here

mod accesses;
mod check;
mod commit;
mod directory;
mod errors;
mod keyfile;
mod lock;
mod migrations;
mod open;
mod read;
mod record;
mod records;
mod seal;
mod steps;
#[cfg(test)]
pub(crate) mod tests;

use std::path::Path;
use std::time::Duration;

pub use check::CheckReport;
pub use directory::keep_files_private;
pub use errors::StoreError;
pub use lock::Holder;

use directory::Directory;
use migrations::MIGRATIONS;
use seal::Cipher;

/// What a process wants of the store.
#[derive(Debug, Clone, Copy)]
pub enum Access<'a> {
    /// To read and change it, alone.
    Write {
        /// How long to wait while another process has it.
        wait: Duration,
        /// What this process runs, for those who wait: `passbook sync`.
        who: &'a str,
    },
    /// To read it, while another may write.
    Read,
}

/// An open store. Holds the lock, where it may write, and the key until dropped.
pub struct Store {
    sql: rusqlite::Connection,
    cipher: Cipher,
    /// Why it refuses changes, where it does.
    read_only: Option<String>,
    /// Last, so that the database is closed before another process may write.
    _lock: Option<lock::Lock>,
}

impl Store {
    /// Opens the store of a data directory. For writing, a missing one is made (directory 0700, files 0600), and one of an earlier
    /// version is brought forward after a backup.
    pub fn open(dir: &Path, access: Access<'_>) -> Result<Self, StoreError> {
        match access {
            Access::Write { wait, who } => open::to_write(&Directory::make(dir)?, wait, who, MIGRATIONS),
            Access::Read => open::to_read(&Directory::find(dir)?, MIGRATIONS),
        }
    }

    /// A store that touches no disk and is gone when dropped.
    pub fn in_memory() -> Result<Self, StoreError> {
        open::in_memory()
    }
}
