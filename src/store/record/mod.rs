//! The shapes of records on disk, one struct a kind, apart from the domain's types so that those can change without the files.
//! A value is a version byte and the struct in postcard; a shape grows by what is added behind it, see [`shape`].

mod access;
mod account;
mod alert;
mod block;
mod codes;
mod connection;
mod deed;
mod details;
mod edit;
mod index;
mod manifest;
mod shape;
mod step;
mod sync;
mod values;

pub(super) use access::{AccessRecord, Content};
pub(super) use account::{AccountRecord, HistoryRecord};
pub(super) use alert::AlertRecord;
pub(super) use block::{BlockRecord, Interner};
pub(super) use codes::Coded;
pub(super) use connection::ConnectionRecord;
pub(super) use deed::DeedRecord;
pub(super) use edit::{AccountEditRecord, AnswersRecord, TxnEditRecord};
pub(super) use index::{IndexRecord, Indexed};
pub(super) use manifest::{Manifest, Tally};
pub(super) use shape::Shape;
pub(super) use step::StepRecord;
pub(super) use sync::SyncedRecord;

use zeroize::Zeroizing;

use crate::domain::Secret;

use super::StoreError;
use super::seal::{Place, SEAL_LEN};

/// The version of the shape of secrets.
const SECRET_VERSION: u8 = 1;

/// Why bytes that opened are still no record: they were written by a faulty or a later passbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable(pub &'static str);

impl Unreadable {
    pub(super) fn at(self, place: Place) -> StoreError {
        StoreError::damaged(format!("the {place} cannot be read: {}", self.0))
    }
}

/// A record's bytes before sealing.
pub(super) fn encode<'a, R: Shape<'a>>(record: &R) -> Result<Vec<u8>, StoreError> {
    let mut value = postcard::to_stdvec(&(R::VERSION, record)).map_err(|error| StoreError::Io {
        what: "a record could not be put into bytes".to_owned(),
        source: std::io::Error::other(error),
    })?;
    value.reserve(SEAL_LEN);
    Ok(value)
}

/// A record from its opened bytes, all of which must be used up.
pub(super) fn decode<'a, R: Shape<'a>>(value: &'a [u8]) -> Result<R, Unreadable> {
    match value.split_first() {
        Some((version, rest)) if (1..=R::VERSION).contains(version) => match R::take(*version, rest) {
            Some((record, [])) => Ok(record),
            _ => Err(Unreadable("its fields are not those of its kind")),
        },
        Some(_) => Err(Unreadable("its version is unknown, a later passbook wrote it")),
        None => Err(Unreadable("it is empty")),
    }
}

/// A secret's bytes before sealing, in one buffer with room for the seal: one that grows would leave a copy behind.
pub(super) fn encode_secret(secret: &Secret) -> Vec<u8> {
    let mut value = Vec::with_capacity(1 + secret.expose().len() + SEAL_LEN);
    value.push(SECRET_VERSION);
    value.extend_from_slice(secret.expose().as_bytes());
    value
}

/// A secret from its opened bytes, which are wiped whatever becomes of them.
pub(super) fn decode_secret(value: Vec<u8>) -> Result<Secret, Unreadable> {
    let value = Zeroizing::new(value);
    match value.split_first() {
        Some((&SECRET_VERSION, text)) => match std::str::from_utf8(text) {
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
        let value = encode(&AnswersRecord([("key".to_owned(), "word".to_owned())].into())).unwrap();
        assert_eq!(decode::<AnswersRecord>(&value).unwrap().0["key"], "word");
        assert!(decode::<AnswersRecord>(&value[..value.len() - 1]).is_err());
        assert!(decode::<AnswersRecord>(&[&value[..], &[0]].concat()).is_err(), "bytes are left over");
        assert!(decode::<AnswersRecord>(&[&[2], &value[1..]].concat()).is_err(), "another version");
        assert!(decode::<AnswersRecord>(&[&[0], &value[1..]].concat()).is_err(), "another version");
        assert!(decode::<AnswersRecord>(&[]).is_err());
    }
}
