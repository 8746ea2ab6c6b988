//! The shapes of an answer, version 1 and 2 in one. Unknown fields are passed over without being kept, a missing or null field is
//! the same, a number may come as text; lists are capped while they are read, so that no answer takes more memory than it may.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Accounts of one answer.
const MAX_ACCOUNTS: usize = 1000;
/// Rows of one answer.
const MAX_ROWS: usize = 200_000;
/// Complaints, words and connections of one answer.
const MAX_WORDS: usize = 1000;

#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    /// Version 1, and kept in 2 for old clients.
    pub errors: Option<AtMost<Scalar, MAX_WORDS>>,
    /// Version 2.
    pub errlist: Option<AtMost<Complaint, MAX_WORDS>>,
    #[serde(rename = "x-api-message")]
    pub messages: Option<AtMost<Scalar, MAX_WORDS>>,
    /// Version 2.
    pub connections: Option<AtMost<Connection, MAX_WORDS>>,
    pub accounts: Option<AtMost<Account, MAX_ACCOUNTS>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Complaint {
    pub code: Option<Scalar>,
    pub msg: Option<Scalar>,
    pub conn_id: Option<Scalar>,
    pub account_id: Option<Scalar>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Connection {
    pub conn_id: Option<Scalar>,
    pub name: Option<Scalar>,
    pub org_id: Option<Scalar>,
    pub org_name: Option<Scalar>,
    pub org_url: Option<Scalar>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Account {
    pub id: Scalar,
    pub name: Option<Scalar>,
    /// Version 1.
    pub org: Option<Org>,
    /// Version 2.
    pub conn_id: Option<Scalar>,
    pub currency: Option<Scalar>,
    pub balance: Option<Scalar>,
    #[serde(rename = "available-balance")]
    pub available: Option<Scalar>,
    #[serde(rename = "balance-date")]
    pub balance_date: Option<Scalar>,
    pub transactions: Option<AtMost<Transaction, MAX_ROWS>>,
    /// Of the Bridge alone.
    #[serde(default)]
    pub holdings: Count,
}

#[derive(Debug, Deserialize)]
pub(super) struct Org {
    pub id: Option<Scalar>,
    pub domain: Option<Scalar>,
    pub name: Option<Scalar>,
    pub url: Option<Scalar>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Transaction {
    pub id: Scalar,
    pub posted: Option<Scalar>,
    pub transacted_at: Option<Scalar>,
    pub pending: Option<Scalar>,
    pub amount: Scalar,
    pub description: Option<Scalar>,
    pub payee: Option<Scalar>,
    pub memo: Option<Scalar>,
    pub mcc: Option<Scalar>,
}

/// Only what the first reading counts.
#[derive(Deserialize)]
struct Size {
    accounts: Option<AtMost<AccountSize, MAX_ACCOUNTS>>,
}

#[derive(Deserialize)]
struct AccountSize {
    #[serde(default)]
    transactions: Count,
}

/// Reads an answer. The error says what is wrong and where, and repeats nothing of the answer.
pub(super) fn parse(body: &[u8]) -> Result<Answer, String> {
    let text = body.trim_ascii_start();
    if text.starts_with(b"<") {
        return Err(
            "SimpleFIN answered with a web page instead of JSON: the address may be wrong, or a network that asks \
                    for a login in the browser is in between. Nothing of it was stored."
                .into(),
        );
    }
    let size: Size = serde_json::from_slice(body).map_err(|error| words(&error))?;
    let rows = size.accounts.iter().flat_map(|accounts| &accounts.0).map(|account| account.transactions.0);
    if rows.fold(0, usize::saturating_add) > MAX_ROWS {
        return Err(format!("SimpleFIN's answer holds more than {MAX_ROWS} transactions; nothing of it was stored."));
    }
    serde_json::from_slice(body).map_err(|error| words(&error))
}

fn words(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "breaks off",
        serde_json::error::Category::Data => "has a field of the wrong type, or too many entries,",
        _ => "is not valid JSON",
    };
    format!("SimpleFIN's answer {what} at line {}, column {}; nothing of it was stored.", error.line(), error.column())
}

/// A text, or a number or truth value as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scalar(pub String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(text.to_owned()))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }

            /// With `arbitrary_precision` any other number comes as a map of one entry, digits untouched; any other map is refused there.
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Scalar, A::Error> {
                serde_json::Number::deserialize(MapAccessDeserializer::new(map))
                    .map(|number| Scalar(number.to_string()))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// A list of no more than so many entries.
#[derive(Debug)]
pub(super) struct AtMost<T, const MOST: usize>(pub Vec<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for AtMost<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T, const MOST: usize>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for List<T, MOST> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of at most {MOST} entries")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
                let mut list = Vec::new();
                while let Some(entry) = seq.next_element()? {
                    if list.len() == MOST {
                        return Err(A::Error::invalid_length(MOST, &self));
                    }
                    list.push(entry);
                }
                Ok(list)
            }
        }
        deserializer.deserialize_seq(List::<T, MOST>(PhantomData)).map(Self)
    }
}

/// How many entries a list has; anything but a list has none.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Count(pub usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Count, A::Error> {
                let mut count = 0;
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Count(count))
            }

            fn visit_unit<E: Error>(self) -> Result<Count, E> {
                Ok(Count(0))
            }

            fn visit_str<E: Error>(self, _: &str) -> Result<Count, E> {
                Ok(Count(0))
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Count, E> {
                Ok(Count(0))
            }

            fn visit_u64<E: Error>(self, _: u64) -> Result<Count, E> {
                Ok(Count(0))
            }

            fn visit_i64<E: Error>(self, _: i64) -> Result<Count, E> {
                Ok(Count(0))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Count, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Count(0))
            }
        }
        deserializer.deserialize_any(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_and_may_be_texts() {
        let text = r#"{"accounts":[{"id":7,"balance":-1234567890123.4567890,"balance-date":"1793361600","currency":null,
            "extra":{"x":[1]},"holdings":[{},{}],"transactions":[{"id":"t","amount":0.10,"pending":true}]}]}"#;
        let answer = parse(text.as_bytes()).unwrap();
        let account = &answer.accounts.unwrap().0[0];
        assert_eq!(account.id.0, "7");
        assert_eq!(account.balance.as_ref().unwrap().0, "-1234567890123.4567890");
        assert_eq!(account.balance_date.as_ref().unwrap().0, "1793361600");
        assert_eq!((account.currency.as_ref(), account.holdings.0), (None, 2));
        let row = &account.transactions.as_ref().unwrap().0[0];
        assert_eq!((row.amount.0.as_str(), row.pending.as_ref().unwrap().0.as_str()), ("0.10", "true"));
    }

    #[test]
    fn what_breaks_the_shape_is_named_by_its_place_and_not_repeated() {
        for (text, word) in [
            (r#"{"accounts":[{"id":"SECRET""#, "breaks off at line 1"),
            (r#"{"accounts":[{"id":"a"},]}"#, "is not valid JSON at line 1"),
            (r#"{"accounts":[{"id":{"SECRET":1}}]}"#, "wrong type"),
            (r#"{"accounts":"SECRET"}"#, "wrong type"),
            (r#"{"accounts":[{"name":"SECRET"}]}"#, "wrong type"),
            ("  <html>SECRET", "web page"),
            ("", "breaks off"),
        ] {
            let said = parse(text.as_bytes()).unwrap_err();
            assert!(said.contains(word) && !said.contains("SECRET"), "{text} gave {said}");
        }
    }

    #[test]
    fn depth_is_refused_where_it_is_read_and_harmless_where_it_is_not() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse(format!(r#"{{"accounts":[{{"id":{deep}}}]}}"#).as_bytes()).is_err());
        assert!(parse(deep.as_bytes()).is_err());
        assert!(parse(format!(r#"{{"accounts":[],"extra":{deep}}}"#).as_bytes()).is_ok());
    }

    #[test]
    fn lists_are_capped() {
        let accounts = |count| format!(r#"{{"accounts":[{}]}}"#, vec![r#"{"id":"a"}"#; count].join(","));
        assert!(parse(accounts(MAX_ACCOUNTS).as_bytes()).is_ok());
        assert!(parse(accounts(MAX_ACCOUNTS + 1).as_bytes()).is_err());
        let half = vec![r#"{"id":1,"amount":1}"#; MAX_ROWS / 2 + 1].join(",");
        let rows = format!(r#"{{"accounts":[{{"id":1,"transactions":[{half}]}},{{"id":2,"transactions":[{half}]}}]}}"#);
        assert!(parse(rows.as_bytes()).unwrap_err().contains("more than 200000 transactions"));
    }
}
