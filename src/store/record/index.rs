//! The index of one account's blocks: which months there are, how many rows each has, and which sealing of each is the present one.
//! A start reads it in place of the blocks; a block that was put back from an older copy is not the one it names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::shape::first;
use crate::store::seal::Nonce;

first!(IndexRecord);

/// By month, as `202611`.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct IndexRecord(pub BTreeMap<u32, Indexed>);

/// One block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Indexed {
    pub rows: u32,
    /// Of the block's present sealing.
    pub nonce: Nonce,
}
