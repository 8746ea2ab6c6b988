//! The manifest: how many records of each kind there are and the sum of their secret marks, so that one that was deleted, added or
//! put back from an older copy is noticed. It also holds what must move with every commit: counters, and the numbers of connections.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::shape::first;
use crate::store::StoreError;
use crate::store::seal::Kind;

first!(Manifest);

#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Manifest {
    pub next_account: u32,
    pub next_txn: u64,
    /// The number of the next sync record.
    pub next_sync: u64,
    /// The number under which a connection's records lie, so that its name stays inside the seal.
    pub numbers: BTreeMap<String, u64>,
    /// By the code of the kind.
    tallies: BTreeMap<u8, Tally>,
}

/// Records of one kind: kept up to date in the manifest, and counted anew from what is there.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Tally {
    pub count: u64,
    /// Of all marks, modulo 2^128: no order, and each record's change costs the same.
    marks: u128,
}

impl Tally {
    pub(in crate::store) fn add(&mut self, mark: u128) {
        self.count = self.count.saturating_add(1);
        self.marks = self.marks.wrapping_add(mark);
    }

    pub(in crate::store) fn take(&mut self, mark: u128) {
        self.count = self.count.saturating_sub(1);
        self.marks = self.marks.wrapping_sub(mark);
    }
}

impl Manifest {
    pub(in crate::store) fn tally(&self, kind: Kind) -> Tally {
        self.tallies.get(&kind.code()).copied().unwrap_or_default()
    }

    pub(in crate::store) fn tally_mut(&mut self, kind: Kind) -> &mut Tally {
        self.tallies.entry(kind.code()).or_default()
    }

    /// Holds what was found against what must be there.
    pub(in crate::store) fn verify(&self, kind: Kind, found: Tally) -> Result<(), StoreError> {
        let expected = self.tally(kind);
        let words = kind.words();
        if expected.count != found.count {
            let (expected, found) = (expected.count, found.count);
            return Err(StoreError::damaged(format!(
                "{found} records of kind {words} are there, {expected} were kept"
            )));
        }
        if expected.marks != found.marks {
            return Err(StoreError::damaged(format!("a record of kind {words} was put back from an older copy")));
        }
        Ok(())
    }

    /// Gives a connection's number, and with it its secret, another name. One that bore that name before leaves its number behind.
    pub(in crate::store) fn rename(&mut self, from: &str, to: &str) {
        if let Some(number) = self.numbers.remove(from) {
            self.numbers.insert(to.to_owned(), number);
        }
    }

    /// The connection's number, given out at its first record.
    pub(in crate::store) fn number_for(&mut self, name: &str) -> u64 {
        let next = self.numbers.values().max().map_or(1, |last| last.saturating_add(1));
        *self.numbers.entry(name.to_owned()).or_insert(next)
    }
}
