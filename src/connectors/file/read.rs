//! One file: opened with care, read whole, and its accounts and rows named so that files of several formats can stand side by side. Rows
//! get their names as they become an answer: a file that is only looked at needs none.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::OFlags;

use crate::domain::{Clean, ProviderId, Row};
use crate::statements::{self, Fingerprint, Options, Reading, StatementError};

/// Why a file brought nothing. The caller names the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("cannot be read ({0}): check the path and who may read it")]
    Io(io::ErrorKind),
    /// A folder, a pipe, a device.
    #[error("is not a regular file: give the path of a statement file")]
    NotAFile,
    #[error("{0}")]
    Statement(#[from] StatementError),
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        Self::Io(error.kind())
    }
}

/// Reads one statement file, up to 64 MiB of it and only if it is a regular file.
pub fn read(path: &Path, options: &Options) -> Result<Reading, FileError> {
    let bytes = bytes(path, true)?;
    understand(&bytes, path, options)
}

/// All bytes of a file. Opens without waiting for a writer, as a pipe would; what it is, is asked of the open file and not of its name.
pub(super) fn bytes(path: &Path, follow_link: bool) -> Result<Vec<u8>, FileError> {
    let flags = if follow_link { OFlags::NONBLOCK } else { OFlags::NONBLOCK | OFlags::NOFOLLOW };
    let flags = i32::try_from(flags.bits()).unwrap_or(0);
    let file: File = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(FileError::NotAFile);
    }
    let most = statements::MAX_FILE as u64;
    if about.len() > most {
        return Err(StatementError::TooLarge.into());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
    // one more than allowed, so that a file that grows meanwhile is noticed
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the bytes of a file of that name.
pub(super) fn understand(bytes: &[u8], path: &Path, options: &Options) -> Result<Reading, FileError> {
    let mut reading = statements::read(bytes, &name_of(path), options)?;
    identify(&mut reading);
    Ok(reading)
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Gives every account an id of its format.
fn identify(reading: &mut Reading) {
    for statement in &mut reading.statements {
        let own = &statement.account.provider_id;
        let bare = own.as_str().strip_prefix(reading.format).and_then(|rest| rest.strip_prefix(':'));
        if let Some(id) = named(reading.format, bare.unwrap_or(own.as_str())) {
            statement.account.provider_id = id;
        }
    }
}

/// Gives rows ids of their account's format. One that the bank gave no id is known by what it says and by how many before it in the file
/// say the same, so that of two downloads that overlap the one with more of a kind is right.
#[derive(Default)]
pub(super) struct RowIds {
    /// How often each content came so far, by account.
    seen: HashMap<ProviderId, HashMap<u64, u32>>,
}

impl RowIds {
    pub(super) fn give(&mut self, account: &ProviderId, rows: &mut [Row]) {
        let Some(format) = account.format() else { return };
        let seen = self.seen.entry(account.clone()).or_default();
        seen.reserve(rows.iter().filter(|row| row.id.is_none()).count());
        for row in rows {
            if let Some(extras) = &mut row.extras {
                extras.replaces = extras.replaces.as_ref().and_then(|id| named(format, id.as_str()));
            }
            row.id = if let Some(id) = &row.id {
                named(format, id.as_str())
            } else {
                let print = content(row).head();
                let count = seen.entry(print).or_default();
                *count = count.saturating_add(1);
                named(format, &if *count == 1 { format!("={print:016x}") } else { format!("={print:016x}#{count}") })
            };
        }
    }
}

/// The id in its format; one that is too long for that by its fingerprint.
fn named(format: &str, id: &str) -> Option<ProviderId> {
    ProviderId::of_format(format, id)
        .or_else(|| ProviderId::of_format(format, &format!("={}", Fingerprint::default().with(id))))
}

/// What does not change from one download to the next: neither balances, nor categories, nor whether it is pending.
fn content(row: &Row) -> Fingerprint {
    let day = row.posted.or(row.occurred).map(|day| day.to_string()).unwrap_or_default();
    let words = row.text.raw().split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
    let check = row.extras().check_number.as_ref().map_or("", Clean::as_str);
    let parts = [&day, &row.amount.to_string(), &words, check];
    parts.iter().fold(Fingerprint::default(), |print, part| print.with(part))
}
