//! The shapes of records on disk, one struct a kind, apart from the domain's types so that those can change without the files.
//! A value is a version byte and the struct in postcard; an older version is read by keeping its struct and bringing it forward.

mod account;
mod block;
mod codes;
mod connection;
mod details;
mod edit;
mod index;
mod manifest;
mod step;
mod sync;
mod values;

pub(super) use account::{AccountRecord, HistoryRecord};
pub(super) use block::{BlockRecord, Interner};
pub(super) use connection::ConnectionRecord;
pub(super) use edit::{AccountEditRecord, TxnEditRecord};
pub(super) use index::{IndexRecord, Indexed};
pub(super) use manifest::{Manifest, Tally};
pub(super) use step::StepRecord;
pub(super) use sync::SyncedRecord;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::domain::Secret;

use super::StoreError;
use super::seal::{Place, SEAL_LEN};

/// The version of every record's shape so far.
const VERSION: u8 = 1;

/// Why bytes that opened are still no record: they were written by a faulty or a later passbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable(pub &'static str);

impl Unreadable {
    pub(super) fn at(self, place: Place) -> StoreError {
        StoreError::damaged(format!("the {place} cannot be read: {}", self.0))
    }
}

/// A record's bytes before sealing.
pub(super) fn encode(record: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    let mut value = postcard::to_stdvec(&(VERSION, record)).map_err(|error| StoreError::Io {
        what: "a record could not be put into bytes".to_owned(),
        source: std::io::Error::other(error),
    })?;
    value.reserve(SEAL_LEN);
    Ok(value)
}

/// A record from its opened bytes, all of which must be used up.
pub(super) fn decode<'a, T: Deserialize<'a>>(value: &'a [u8]) -> Result<T, Unreadable> {
    match value.split_first() {
        Some((&VERSION, rest)) => match postcard::take_from_bytes(rest) {
            Ok((record, [])) => Ok(record),
            _ => Err(Unreadable("its fields are not those of its kind")),
        },
        Some(_) => Err(Unreadable("its version is unknown, a later passbook wrote it")),
        None => Err(Unreadable("it is empty")),
    }
}

/// A secret's bytes before sealing, in one buffer with room for the seal: one that grows would leave a copy behind.
pub(super) fn encode_secret(secret: &Secret) -> Vec<u8> {
    let mut value = Vec::with_capacity(1 + secret.expose().len() + SEAL_LEN);
    value.push(VERSION);
    value.extend_from_slice(secret.expose().as_bytes());
    value
}

/// A secret from its opened bytes, which are wiped whatever becomes of them.
pub(super) fn decode_secret(value: Vec<u8>) -> Result<Secret, Unreadable> {
    let value = Zeroizing::new(value);
    match value.split_first() {
        Some((&VERSION, text)) => match std::str::from_utf8(text) {
            Ok(text) => Ok(Secret::new(text.to_owned())),
            Err(_) => Err(Unreadable("it is no text")),
        },
        _ => Err(Unreadable("its version is unknown, a later passbook wrote it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_records_of_a_known_version_are_read() {
        let value = encode(&(7u32, "x")).unwrap();
        assert_eq!(decode::<(u32, &str)>(&value), Ok((7, "x")));
        assert!(decode::<(u32, &str)>(&value[..value.len() - 1]).is_err());
        assert!(decode::<u32>(&value).is_err(), "bytes are left over");
        assert!(decode::<(u32, &str)>(&[2, 7, 1, b'x']).is_err(), "another version");
        assert!(decode::<(u32, &str)>(&[]).is_err());
    }
}
