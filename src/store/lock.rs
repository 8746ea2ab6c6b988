//! One writer at a time: a lock of the kernel on a file of its own, which a killed process leaves free.
//! The holder writes into it who it is, so that whoever waits in vain can say so.

use std::fmt;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::directory::{Directory, private};
use crate::domain::Clean;

const PAUSE: Duration = Duration::from_millis(50);
/// More than any holder writes.
const MAX_NOTE: u64 = 4096;

/// Who writes to a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub pid: u32,
    /// What it runs: `passbook sync`.
    pub runs: Clean,
    pub since: DateTime<Utc>,
}

/// `process 4711 (passbook sync) since 2026-11-22 14:57 UTC`.
impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} ({}) since {} UTC", self.pid, self.runs, self.since.format("%Y-%m-%d %H:%M"))
    }
}

/// What lies in the lock file. Only ever shown: whether the store is locked is the kernel's word alone.
#[derive(Serialize, Deserialize)]
struct Note {
    pid: u32,
    runs: String,
    since: DateTime<Utc>,
}

/// The right to write, until dropped.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// Tries until the time is up, at least once.
    pub(super) fn take(directory: &Directory, wait: Duration, who: &str) -> Result<Self, StoreError> {
        let path = directory.lock();
        let mut file = private()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| StoreError::io("could not open the lock file", &path, error))?;
        let start = Instant::now();
        loop {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => break,
                Err(rustix::io::Errno::WOULDBLOCK | rustix::io::Errno::INTR) => {}
                Err(error) => return Err(StoreError::io("could not lock", &path, error.into())),
            }
            let left = wait.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Err(StoreError::Locked { dir: directory.path().to_owned(), holder: holder(&mut file) });
            }
            thread::sleep(left.min(PAUSE));
        }
        let note = Note { pid: std::process::id(), runs: who.to_owned(), since: Utc::now() };
        leave(&mut file, &note, &path)?;
        Ok(Self(file))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // an old note would only mislead; the lock itself goes with the file handle
        drop(self.0.set_len(0));
    }
}

fn leave(file: &mut File, note: &Note, path: &Path) -> Result<(), StoreError> {
    let written = serde_json::to_vec(note).map_err(std::io::Error::other).and_then(|bytes| {
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(&bytes)
    });
    written.map_err(|error| StoreError::io("could not write to the lock file", path, error))
}

/// `None` when the holder has left no note that can be read: it may have got the lock just now.
fn holder(file: &mut File) -> Option<Holder> {
    let mut bytes = Vec::new();
    file.rewind().ok()?;
    file.take(MAX_NOTE).read_to_end(&mut bytes).ok()?;
    let note: Note = serde_json::from_slice(&bytes).ok()?;
    Some(Holder { pid: note.pid, runs: Clean::new(&note.runs), since: note.since })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_is_first_and_gets_in_when_that_one_is_gone() {
        let temp = tempfile::tempdir().unwrap();
        let directory = Directory::make(&temp.path().join("data")).unwrap();
        let first = Lock::take(&directory, Duration::ZERO, "passbook \u{1b}[31msync").unwrap();
        let error = Lock::take(&directory, Duration::from_millis(1), "passbook").unwrap_err();
        let StoreError::Locked { holder: Some(holder), .. } = &error else { panic!("{error}") };
        assert_eq!((holder.pid, holder.runs.as_str()), (std::process::id(), "passbook sync"));
        assert!(
            error.to_string().contains(&format!("process {} (passbook sync) since 2", std::process::id())),
            "{error}"
        );
        drop(first);
        Lock::take(&directory, Duration::ZERO, "passbook").unwrap();
    }

    #[test]
    fn one_who_waits_gets_in_as_soon_as_the_other_leaves() {
        let temp = tempfile::tempdir().unwrap();
        let directory = Directory::make(&temp.path().join("data")).unwrap();
        let first = Lock::take(&directory, Duration::ZERO, "first").unwrap();
        let other = directory.clone();
        let waiting = thread::spawn(move || Lock::take(&other, Duration::from_mins(1), "second").map(drop));
        drop(first);
        waiting.join().unwrap().unwrap();
    }
}
