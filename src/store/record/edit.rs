//! A person's words on rows and accounts, as they lie on disk: records of their own under local ids, so that no bank can touch them.

use serde::{Deserialize, Serialize};

use crate::domain::{AccountEdit, AccountKind, Category, Clean, TxnEdit};

use super::Unreadable;
use super::account::TermsRecord;
use super::codes::Coded;
use super::values::{MoneyRecord, clean, maybe};

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct TxnEditRecord<'a> {
    category: Option<u8>,
    #[serde(borrow)]
    merchant: Option<&'a str>,
    #[serde(borrow)]
    note: Option<&'a str>,
    hidden: bool,
}

impl<'a> From<&'a TxnEdit> for TxnEditRecord<'a> {
    fn from(edit: &'a TxnEdit) -> Self {
        Self {
            category: edit.category.map(Coded::code),
            merchant: edit.merchant.as_ref().map(Clean::as_str),
            note: edit.note.as_ref().map(Clean::as_str),
            hidden: edit.hidden,
        }
    }
}

impl TryFrom<TxnEditRecord<'_>> for TxnEdit {
    type Error = Unreadable;

    fn try_from(record: TxnEditRecord<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            category: record.category.map(Category::from_code).transpose()?,
            merchant: record.merchant.map(clean),
            note: record.note.map(clean),
            hidden: record.hidden,
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
