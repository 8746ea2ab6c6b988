//! A person's words on rows and accounts, as they lie on disk: records of their own under local ids, so that no bank can touch them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{AccountEdit, AccountKind, Category, Clean, Split, TxnEdit, TxnId};

use super::Unreadable;
use super::account::TermsRecord;
use super::codes::Coded;
use super::shape::{Grown, first};
use super::values::{MoneyRecord, clean, maybe};

pub(in crate::store) type TxnEditRecord<'a> = Grown<TxnEditFirst<'a>, TxnEditAdded<'a>>;

first!(TxnEditFirst<'a>, AccountEditRecord<'a>, AnswersRecord);

/// The answers to questions of one topic, by the key of the question.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::store) struct AnswersRecord(pub BTreeMap<String, String>);

impl From<AnswersRecord> for Vec<(Clean, Clean)> {
    fn from(record: AnswersRecord) -> Self {
        record.0.iter().map(|(key, word)| (clean(key), clean(word))).collect()
    }
}

/// Since version 2.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::store) struct TxnEditAdded<'a> {
    #[serde(borrow)]
    tags: Vec<&'a str>,
    transfer: Option<bool>,
    #[serde(borrow)]
    splits: Vec<SplitRecord<'a>>,
    partner: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct SplitRecord<'a> {
    category: u8,
    #[serde(borrow)]
    amount: MoneyRecord<'a>,
    #[serde(borrow)]
    note: Option<&'a str>,
}

impl<'a> From<&'a Split> for SplitRecord<'a> {
    fn from(split: &'a Split) -> Self {
        Self {
            category: split.category.code(),
            amount: split.amount.into(),
            note: split.note.as_ref().map(Clean::as_str),
        }
    }
}

impl TryFrom<SplitRecord<'_>> for Split {
    type Error = Unreadable;

    fn try_from(record: SplitRecord<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            category: Category::from_code(record.category)?,
            amount: record.amount.try_into()?,
            note: record.note.map(clean),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct TxnEditFirst<'a> {
    category: Option<u8>,
    #[serde(borrow)]
    merchant: Option<&'a str>,
    #[serde(borrow)]
    note: Option<&'a str>,
    hidden: bool,
}

impl<'a> From<&'a TxnEdit> for TxnEditRecord<'a> {
    fn from(edit: &'a TxnEdit) -> Self {
        let first = TxnEditFirst {
            category: edit.category.map(Coded::code),
            merchant: edit.merchant.as_ref().map(Clean::as_str),
            note: edit.note.as_ref().map(Clean::as_str),
            hidden: edit.hidden,
        };
        let added = TxnEditAdded {
            tags: edit.tags.iter().map(Clean::as_str).collect(),
            transfer: edit.transfer,
            splits: edit.splits.iter().map(SplitRecord::from).collect(),
            partner: edit.partner.map(|row| row.0),
        };
        Self { first, added }
    }
}

impl TryFrom<TxnEditRecord<'_>> for TxnEdit {
    type Error = Unreadable;

    fn try_from(record: TxnEditRecord<'_>) -> Result<Self, Unreadable> {
        let Grown { first, added } = record;
        Ok(Self {
            category: first.category.map(Category::from_code).transpose()?,
            merchant: first.merchant.map(clean),
            note: first.note.map(clean),
            hidden: first.hidden,
            tags: added.tags.into_iter().map(clean).collect(),
            transfer: added.transfer,
            splits: added.splits.into_iter().map(Split::try_from).collect::<Result<_, _>>()?,
            partner: added.partner.map(TxnId),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct AccountEditRecord<'a> {
    #[serde(borrow)]
    name: Option<&'a str>,
    kind: Option<u8>,
    hidden: bool,
    #[serde(borrow)]
    limit: Option<MoneyRecord<'a>>,
    #[serde(borrow)]
    terms: TermsRecord<'a>,
}

impl<'a> From<&'a AccountEdit> for AccountEditRecord<'a> {
    fn from(edit: &'a AccountEdit) -> Self {
        Self {
            name: edit.name.as_ref().map(Clean::as_str),
            kind: edit.kind.map(Coded::code),
            hidden: edit.hidden,
            limit: edit.limit.map(Into::into),
            terms: (&edit.terms).into(),
        }
    }
}

impl TryFrom<AccountEditRecord<'_>> for AccountEdit {
    type Error = Unreadable;

    fn try_from(record: AccountEditRecord<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            name: record.name.map(clean),
            kind: record.kind.map(AccountKind::from_code).transpose()?,
            hidden: record.hidden,
            limit: maybe(record.limit)?,
            terms: record.terms.try_into()?,
        })
    }
}
