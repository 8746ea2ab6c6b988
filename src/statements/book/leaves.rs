//! The leaves of passbook's own JSON: how each small value of the domain is written and read. Amounts and numbers of rows are texts,
//! exact to the digit; texts are cleaned again on the way in, since anybody may have written the file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::{
    AccountId, AccountKind, AlertId, Category, Clean, ConnectionId, Currency, Meta, Money, ProviderId, Raw, RowKind,
    Text, TxnId, TxnStatus,
};

/// Most bytes of a source's own words that are kept, as [`Text::new`] keeps them.
const MAX_RAW: usize = 4096;

fn text_of<'de, D: Deserializer<'de>>(source: D) -> Result<Cow<'de, str>, D::Error> {
    // a Cow alone would always be owned
    #[derive(Deserialize)]
    struct Borrowed<'a>(#[serde(borrow)] Cow<'a, str>);
    Borrowed::deserialize(source).map(|text| text.0)
}

/// Writes a value as the word that names it, and reads the word back.
macro_rules! as_word {
    ($($name:ident: $write:expr, $read:expr, $wanted:literal;)*) => { $(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$name) -> Cow<'_, str> = $write;
                out.serialize_str(&write(self))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                let read: fn(&str) -> Option<$name> = $read;
                read(&text_of(source)?).ok_or_else(|| D::Error::custom(concat!("expected ", $wanted)))
            }
        }
    )* };
}

const STATUSES: [TxnStatus; 4] = [TxnStatus::Pending, TxnStatus::Posted, TxnStatus::Dropped, TxnStatus::Removed];

as_word! {
    AccountId: |id| id.to_string().into(), |word| word.strip_prefix('a')?.parse().ok().map(AccountId), "an account such as a3";
    TxnId: |id| id.to_string().into(), |word| word.strip_prefix('t')?.parse().ok().map(TxnId), "a transaction such as t7";
    AlertId: |id| id.to_string().into(), |word| word.strip_prefix('n')?.parse().ok().map(AlertId), "an alert such as n4";
    Raw: |raw| raw.as_str().into(), Raw::new, "a record of 1 byte to 16 KiB";
    ConnectionId: |id| id.as_str().into(), ConnectionId::new, "the name of a connection";
    ProviderId: |id| id.as_str().into(), ProviderId::new, "an id of 1 to 255 bytes";
    Currency: |currency| currency.id().into(), |word| Currency::parse(word).ok(), "a currency";
    Clean: |text| text.as_str().into(), |word| Some(Clean::new(word)), "a text";
    Category: |category| category.key().into(), Category::from_key, "a category's key";
    RowKind: |kind| kind.key().into(), |word| RowKind::ALL.into_iter().find(|kind| kind.key() == word), "a kind of movement";
    AccountKind: |kind| kind.key().into(), AccountKind::from_key, "a kind of account";
    TxnStatus: |status| status.word().into(), |word| STATUSES.into_iter().find(|status| status.word() == word), "a status";
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MoneyShape<'a> {
    /// To the digit, trailing zeros too.
    #[serde(borrow)]
    amount: Cow<'a, str>,
    currency: Currency,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        MoneyShape { amount: self.amount().to_string().into(), currency: self.currency() }.serialize(out)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let MoneyShape { amount, currency } = MoneyShape::deserialize(source)?;
        Self::parse(&amount, currency).map_err(|_| D::Error::custom("expected an amount in range"))
    }
}

/// The source's own words; where they do not give the clean ones again (they were over [`MAX_RAW`] bytes long), both.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum TextShape<'a> {
    Raw(#[serde(borrow)] Cow<'a, str>),
    Both(#[serde(borrow)] BothShape<'a>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BothShape<'a> {
    clean: Clean,
    #[serde(borrow)]
    raw: Cow<'a, str>,
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let raw = Cow::from(self.raw());
        let shape = if Self::new(&raw) == *self {
            TextShape::Raw(raw)
        } else {
            TextShape::Both(BothShape { clean: self.clean().clone(), raw })
        };
        shape.serialize(out)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Ok(match TextShape::deserialize(source)? {
            TextShape::Raw(raw) => Self::new(&raw),
            TextShape::Both(BothShape { clean, raw }) => {
                let raw = Arc::from(&raw[..raw.floor_char_boundary(MAX_RAW)]);
                Self::from_store(clean, Some(raw))
            }
        })
    }
}

impl Serialize for Meta {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Meta {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Ok(BTreeMap::<Clean, Clean>::deserialize(source)?.into_iter().collect())
    }
}
