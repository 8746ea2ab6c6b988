//! What was read before: contents by their hash, so that a copy under another name says nothing new, and files by size and time, so that
//! a look at an unchanged folder opens none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::time::{SystemTime, UNIX_EPOCH};

use ring::digest;
use serde::{Deserialize, Serialize};

/// Contents that are remembered; beyond that only those of files that are still there.
const MOST_CONTENTS: usize = 50_000;

/// Kept as the connection's bookmark, and so in the same transaction as the rows that it is about.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Memory {
    /// The `account` of the config under which they were read.
    account: Option<String>,
    /// Print of the person's own layouts under which they were read.
    #[serde(default)]
    layouts: Option<String>,
    /// By path.
    files: BTreeMap<String, Look>,
    /// Hashes of all that was read.
    contents: BTreeSet<String>,
    /// Answers of this sync so far.
    pub answers: u32,
}

/// How a file looked when it was last read, or passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Look {
    size: u64,
    /// Nanoseconds since 1970.
    written: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    /// Nothing of it was taken, for want of a layout or of an answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    open: bool,
}

impl Look {
    pub(super) fn at(about: &Metadata) -> Self {
        let since = |at: SystemTime| at.duration_since(UNIX_EPOCH).ok();
        let written = about.modified().ok().and_then(since).map_or(0, |since| since.as_nanos());
        Self { size: about.len(), written: u64::try_from(written).unwrap_or(u64::MAX), hash: None, open: false }
    }
}

impl Memory {
    /// What the bookmark says; nothing, where it says something else or files are now of another account. Where the layouts are others
    /// now, files of which nothing was taken are new again.
    pub(super) fn recall(bookmark: Option<&str>, account: Option<&str>, layouts: &str) -> Self {
        let known = bookmark.and_then(|text| serde_json::from_str::<Self>(text).ok());
        let fresh = || Self { account: account.map(str::to_owned), ..Self::default() };
        let mut memory = known.filter(|memory| memory.account.as_deref() == account).unwrap_or_else(fresh);
        if memory.layouts.as_deref() != Some(layouts) {
            memory.layouts = Some(layouts.to_owned());
            for look in memory.files.extract_if(.., |_, look| look.open).filter_map(|(_, look)| look.hash) {
                memory.contents.remove(&look);
            }
        }
        memory
    }

    /// The bookmark.
    pub(super) fn keep(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// True when the file looks as it did.
    pub(super) fn knows(&self, path: &str, look: &Look) -> bool {
        self.files.get(path).is_some_and(|known| (known.size, known.written) == (look.size, look.written))
    }

    /// Notes that a file was looked at. With its bytes they count as read; false when they were read before.
    pub(super) fn note(&mut self, path: &str, look: &Look, bytes: Option<&[u8]>) -> bool {
        let hash = bytes.map(hash);
        let new = hash.as_ref().is_none_or(|hash| self.contents.insert(hash.clone()));
        self.files.insert(path.to_owned(), Look { hash, ..*look });
        new
    }

    /// Notes that nothing of a file was taken, though another layout or answer could make something of it.
    pub(super) fn leave_open(&mut self, path: &str) {
        if let Some(look) = self.files.get_mut(path) {
            look.open = true;
        }
    }

    /// Forgets files that are no longer there; what they said stays remembered.
    pub(super) fn tidy(&mut self, present: &BTreeSet<String>) {
        self.files.retain(|path, _| present.contains(path));
        if self.contents.len() > MOST_CONTENTS {
            self.contents = self.files.values().filter_map(|look| look.hash.clone()).collect();
        }
    }
}

/// The first half of SHA-256: no two statements share it by chance.
fn hash(bytes: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, bytes);
    let half = digest.as_ref().first_chunk().map_or(0, |half| u128::from_be_bytes(*half));
    format!("{half:032x}")
}
