//! The key file: copies of the store's data key, each in a slot of its own kind. So far there is the plain slot; others (keyring,
//! passphrase, command, recovery code) find their place beside it, and a slot of a kind unknown here is passed over.

use std::io::{Read, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::StoreError;
use super::directory::{private, sync};
use super::seal::DataKey;

const VERSION: u32 = 1;
/// Room for many more slots than there are kinds.
const MAX_SIZE: u64 = 64 * 1024;

#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct KeyFile<'a> {
    version: u32,
    #[serde(borrow)]
    slots: Vec<Slot<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Slot<'a> {
    /// The key itself in base64: whoever reads the file opens the store.
    Plain { key: &'a str },
    #[serde(other, skip_serializing)]
    Unknown,
}

/// Reads the key from the first slot that this passbook can open.
pub(super) fn read(path: &Path) -> Result<DataKey, StoreError> {
    // room from the start: a text that grows leaves a copy behind
    let mut text = Zeroizing::new(String::with_capacity(4096));
    private()
        .read(true)
        .open(path)
        .and_then(|file| file.take(MAX_SIZE).read_to_string(&mut text))
        .map_err(|error| StoreError::unreadable("could not read the key file", path, error))?;
    parse(&text).map_err(|why| StoreError::key(format!("{} {why}", path.display())))
}

fn parse(text: &str) -> Result<DataKey, &'static str> {
    const BROKEN: &str = "is no key file: put it back from a copy, without it the store cannot be opened";
    let head: Head = serde_json::from_str(text).map_err(|_| BROKEN)?;
    if head.version != VERSION {
        return Err("is of a version that this passbook does not know: update passbook");
    }
    let file: KeyFile<'_> = serde_json::from_str(text).map_err(|_| BROKEN)?;
    let plain = file.slots.iter().find_map(|slot| match slot {
        Slot::Plain { key } => Some(*key),
        Slot::Unknown => None,
    });
    let coded = plain.ok_or(
        "has no slot that this passbook can open: update passbook, or add a plain slot with the one that made it",
    )?;
    let mut key = DataKey::default();
    // a decoder may ask for a few bytes more than it fills
    let mut bytes = Zeroizing::new([0; 48]);
    match STANDARD.decode_slice(coded, bytes.as_mut_slice()) {
        Ok(length) if length == key.len() => {
            key.copy_from_slice(&bytes[..length]);
            Ok(key)
        }
        _ => Err(BROKEN),
    }
}

/// Writes a key file with one plain slot and has it on disk. For the draft of a store that is being made: one that bears the key of a
/// store is never written over.
pub(super) fn write_draft(path: &Path, key: &DataKey) -> Result<(), StoreError> {
    let mut coded = Zeroizing::new([0; 44]);
    let length = STANDARD.encode_slice(key.as_slice(), coded.as_mut_slice()).unwrap_or_default();
    let text = std::str::from_utf8(&coded[..length]).unwrap_or_default();
    let mut json = Zeroizing::new(Vec::with_capacity(256));
    serde_json::to_writer(&mut *json, &KeyFile { version: VERSION, slots: vec![Slot::Plain { key: text }] })
        .map_err(std::io::Error::from)
        .and_then(|()| {
            let mut file = private().write(true).create(true).truncate(true).open(path)?;
            file.write_all(&json)?;
            file.sync_all()
        })
        .map_err(|error| StoreError::io("could not write the key file", path, error))?;
    path.parent().map_or(Ok(()), sync)
}

/// Makes a draft the key file, once the store that it opens is there.
pub(super) fn accept_draft(draft: &Path, keyfile: &Path) -> Result<(), StoreError> {
    std::fs::rename(draft, keyfile).map_err(|error| StoreError::io("could not put in place", keyfile, error))?;
    keyfile.parent().map_or(Ok(()), sync)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::seal::random_key;

    #[test]
    fn a_key_comes_back_from_its_file() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("keyfile.json.new");
        let key = random_key().unwrap();
        write_draft(&path, &key).unwrap();
        assert_eq!(*read(&path).unwrap(), *key);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(r#"{"version":1,"slots":[{"kind":"plain","key":""#), "{text}");
    }

    #[test]
    fn slots_of_unknown_kinds_are_passed_over() {
        let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let text = format!(
            r#"{{"version":1,"note":7,"slots":[{{"kind":"passphrase","key":{{"salt":1}}}},{{"kind":"plain","key":"{key}"}}]}}"#
        );
        assert_eq!(parse(&text).unwrap()[31], 31);
    }

    #[test]
    fn what_cannot_be_opened_says_why() {
        let alone = parse(r#"{"version":1,"slots":[{"kind":"keyring","name":"x"}]}"#).unwrap_err();
        assert!(alone.contains("no slot"), "{alone}");
        let later = parse(r#"{"version":2,"keys":{}}"#).unwrap_err();
        assert!(later.contains("version"), "{later}");
        for broken in ["", "{}", "[1]", r#"{"version":1}"#, r#"{"version":1,"slots":[{"kind":"plain","key":"AAEC"}]}"#]
        {
            assert!(parse(broken).unwrap_err().contains("no key file"), "{broken}");
        }
    }
}
