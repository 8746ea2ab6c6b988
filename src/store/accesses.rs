//! The chain of accesses: one sealed record an entry, only ever added. Each holds the hash of the one before, so that an entry which
//! was changed, left out or slipped in later is found even where the seals and the manifest were made anew around it.
//!
//! Nothing is ever deleted: an entry takes some 250 bytes of the file, a request two or three entries, and the daily budgets bound
//! how many there are; eight requests a day are about 2 MB a year.

use chrono::{DateTime, Utc};
use ring::digest::{SHA256, digest};

use crate::domain::{Access, AccessEvent, Chain};

use super::record::{self, AccessRecord, Content};
use super::records::{Change, Order, Records};
use super::seal::{Kind, Place};
use super::{Store, StoreError};

/// What the first entry holds for the one before.
const BEGINNING: [u8; 32] = [0; 32];

impl Store {
    /// The number that the next entry gets.
    pub fn next_access(&self) -> Result<u64, StoreError> {
        let snapshot = self.sql.unchecked_transaction()?;
        Ok(Records::new(&snapshot, &self.cipher).manifest()?.tally(Kind::Access).count)
    }

    /// Every entry, oldest first.
    pub fn accesses(&self) -> Result<Vec<Access>, StoreError> {
        let snapshot = self.sql.unchecked_transaction()?;
        let records = Records::new(&snapshot, &self.cipher);
        let mut entries = Vec::new();
        records.all(&records.manifest()?, Kind::Access, |place, value| {
            let read = record::decode::<AccessRecord<'_>>(value).and_then(|entry| entry.content.read());
            entries.push(read.map_err(|why| why.at(place))?);
            Ok(())
        })?;
        Ok(entries)
    }

    /// Holds every entry against the one before. An error means that nothing can be said: the database cannot be read.
    pub fn verify_accesses(&self) -> Result<Chain, StoreError> {
        let snapshot = self.sql.unchecked_transaction()?;
        let records = Records::new(&snapshot, &self.cipher);
        let mut chain = Chain { entries: 0, head: String::new(), broken: None };
        let mut before = BEGINNING;
        let tally = records.walk(Kind::Access, Order::Oldest, |sealed| {
            let place = sealed.place;
            let fits = match sealed.open(&self.cipher) {
                Ok(value) => next(chain.entries, place, &value, &before),
                Err(StoreError::Damaged { what }) => Err(what),
                Err(other) => return Err(other),
            };
            match fits {
                Ok(hash) => before = hash,
                Err(why) => chain.broken = Some((chain.entries, why)),
            }
            chain.entries += u64::from(chain.broken.is_none());
            Ok(chain.broken.is_none())
        })?;
        if chain.broken.is_none()
            && let Err(StoreError::Damaged { what }) = records.manifest()?.verify(Kind::Access, tally)
        {
            chain.broken = Some((chain.entries, what));
        }
        chain.head = hexadecimal(&before);
        Ok(chain)
    }
}

/// Adds an entry to the end, in the transaction of what it tells of.
pub(super) fn append(change: &mut Change<'_>, at: DateTime<Utc>, event: &AccessEvent) -> Result<(), StoreError> {
    let number = change.manifest.tally(Kind::Access).count;
    let before = match number.checked_sub(1) {
        None => BEGINNING,
        Some(last) => {
            let place = Place::new(Kind::Access, last);
            let gone = || StoreError::damaged(format!("the {place} is gone"));
            let (_, value) = change.records().read(place)?.ok_or_else(gone)?;
            record::decode::<AccessRecord<'_>>(&value).map_err(|why| why.at(place))?.hash
        }
    };
    let content = Content::new(number, at, event);
    let hash = hash(&before, &content)?;
    let value = record::encode(&AccessRecord { content, before, hash })?;
    change.put(Place::new(Kind::Access, number), value).map(drop)
}

/// The hash of an entry that fits behind the one before, or why it does not.
fn next(number: u64, place: Place, value: &[u8], before: &[u8; 32]) -> Result<[u8; 32], String> {
    let entry: AccessRecord<'_> = record::decode(value).map_err(|why| why.at(place).to_string())?;
    if place.id != number || entry.content.number != number {
        return Err(format!("an entry is missing: here lies the {place}"));
    }
    if entry.before != *before {
        return Err("it does not follow the entry before".to_owned());
    }
    match hash(before, &entry.content) {
        Ok(hash) if hash == entry.hash => Ok(hash),
        _ => Err("what it says was changed".to_owned()),
    }
}

fn hexadecimal(hash: &[u8; 32]) -> String {
    let (high, low) = hash.split_at(16);
    let half = |bytes: &[u8]| bytes.iter().fold(0u128, |sum, byte| sum << 8 | u128::from(*byte));
    format!("{:032x}{:032x}", half(high), half(low))
}

fn hash(before: &[u8; 32], content: &Content<'_>) -> Result<[u8; 32], StoreError> {
    let bytes = postcard::to_extend(content, before.to_vec()).map_err(|error| StoreError::Io {
        what: "an access could not be put into bytes".to_owned(),
        source: std::io::Error::other(error),
    })?;
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &bytes).as_ref());
    Ok(hash)
}
