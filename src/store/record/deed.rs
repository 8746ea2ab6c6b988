//! What a person did in one step, as it lies on disk. The words on rows and accounts are in bytes of their own records, each with its
//! version, so that a deed can be read as long as those can.

use serde::{Deserialize, Serialize};

use crate::domain::{AccountId, Alias, Clean, Deed, Edit, Topic, TxnId};
use crate::store::StoreError;

use super::codes::Coded;
use super::shape::first;
use super::values::{Moment, clean};
use super::{AccountEditRecord, TxnEditRecord, Unreadable, decode, encode};

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct DeedRecord {
    at: Moment,
    words: String,
    edits: Vec<EditBytes>,
    back: Vec<EditBytes>,
    /// Names given to merchants: from, to.
    names: Vec<(String, String)>,
    undone: bool,
}

first!(DeedRecord);

#[derive(Serialize, Deserialize)]
enum EditBytes {
    Txn(u64, Vec<u8>),
    Account(u32, Vec<u8>),
    Answer(u8, String, Option<String>),
}

impl DeedRecord {
    pub(in crate::store) fn new(deed: &Deed) -> Result<Self, StoreError> {
        let bytes = |edits: &[Edit]| edits.iter().map(EditBytes::new).collect::<Result<_, _>>();
        Ok(Self {
            at: deed.at.into(),
            words: deed.words.to_string(),
            edits: bytes(&deed.edits)?,
            back: bytes(&deed.back)?,
            names: deed.names.iter().map(|alias| (alias.from.to_string(), alias.to.to_string())).collect(),
            undone: deed.undone,
        })
    }

    /// The deed, of the number under which it was found.
    pub(in crate::store) fn into_deed(self, number: u64) -> Result<Deed, Unreadable> {
        let edits = |edits: Vec<EditBytes>| edits.into_iter().map(EditBytes::into_edit).collect::<Result<_, _>>();
        Ok(Deed {
            number,
            at: self.at.try_into()?,
            words: clean(&self.words),
            edits: edits(self.edits)?,
            back: edits(self.back)?,
            names: self.names.iter().map(|(from, to)| Alias { from: clean(from), to: clean(to) }).collect(),
            undone: self.undone,
        })
    }
}

impl EditBytes {
    fn new(edit: &Edit) -> Result<Self, StoreError> {
        Ok(match edit {
            Edit::Txn(id, word) => Self::Txn(id.0, encode(&TxnEditRecord::from(word))?),
            Edit::Account(id, word) => Self::Account(id.0, encode(&AccountEditRecord::from(word))?),
            Edit::Answer(topic, key, word) => {
                Self::Answer(topic.code(), key.to_string(), word.as_ref().map(Clean::to_string))
            }
        })
    }

    fn into_edit(self) -> Result<Edit, Unreadable> {
        Ok(match self {
            Self::Txn(id, word) => Edit::Txn(TxnId(id), decode::<TxnEditRecord<'_>>(&word)?.try_into()?),
            Self::Account(id, word) => {
                Edit::Account(AccountId(id), decode::<AccountEditRecord<'_>>(&word)?.try_into()?)
            }
            Self::Answer(topic, key, word) => {
                Edit::Answer(Topic::from_code(topic)?, clean(&key), word.as_deref().map(clean))
            }
        })
    }
}
