//! Identities. Local ids are ours and never change; a provider's ids are opaque words that it may reuse, repeat or rotate.

use std::fmt;
use std::sync::Arc;

use super::Clean;

/// One of our accounts. Given out once by [`Book`](super::Book), never reused, never taken from a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(pub u32);

/// One of our transactions. Given out once by [`Book`](super::Book), never reused; a person's edits hang on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TxnId(pub u64);

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a{}", self.0)
    }
}

impl fmt::Display for TxnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t{}", self.0)
    }
}

/// A connection, by the name that the person gave it in the config (`[[connection]] name = "..."`): 1 to 40 of `a-z 0-9 - _`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(Arc<str>);

impl ConnectionId {
    /// The connection that rows of `passbook import FILE` belong to; a config cannot name it.
    pub const IMPORT: &'static str = "import";

    /// `None` when the name has a character outside `a-z 0-9 - _` or a length outside 1 to 40.
    pub fn new(name: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        ((1..=40).contains(&name.len()) && name.bytes().all(allowed)).then(|| Self(name.into()))
    }

    /// The connection of `passbook import`.
    pub fn import() -> Self {
        Self(Self::IMPORT.into())
    }

    /// The name as the config writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as a title: `wells-fargo` is Wells Fargo.
    pub fn title(&self) -> Clean {
        let words = self.0.split(['-', '_']).filter(|word| !word.is_empty()).map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        });
        Clean::new(&words.collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An id that a bank or provider gave to an account or a row: 1 to 255 bytes, compared byte for byte, shown only through
/// [`Clean`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderId(Arc<str>);

impl ProviderId {
    /// `None` when the id is empty or over 255 bytes: such an id identifies nothing.
    pub fn new(id: &str) -> Option<Self> {
        (1..=255).contains(&id.len()).then(|| Self(id.into()))
    }

    /// The id under which files of one format know something. Formats name one account and one row each in its own way, so that an id of
    /// one format says nothing of an id of another: see [`ProviderId::format`]. `None` when the id is empty or too long.
    pub fn of_format(format: &str, id: &str) -> Option<Self> {
        (!id.is_empty()).then(|| Self::new(&format!("{format}{BEHIND_FORMAT}{id}"))).flatten()
    }

    /// The format that [`ProviderId::of_format`] was told; `None` for ids of providers.
    pub fn format(&self) -> Option<&str> {
        let (format, _) = self.0.split_once(BEHIND_FORMAT)?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        ((2..=8).contains(&format.len()) && format.bytes().all(plain)).then_some(format)
    }

    /// The provider's bytes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Two colons stand in no provider's ids behind one short word.
const BEHIND_FORMAT: &str = "::";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_name_is_a_plain_slug() {
        assert!(ConnectionId::new("my-bank_2").is_some());
        for bad in ["", "My Bank", "a/b", "ümlaut", &"x".repeat(41)] {
            assert!(ConnectionId::new(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_connection_name_reads_as_a_title() {
        for (name, title) in [("wells-fargo", "Wells Fargo"), ("my_2nd--card", "My 2nd Card"), ("a", "A"), ("-", "")] {
            assert_eq!(ConnectionId::new(name).unwrap().title().as_str(), title);
        }
    }

    #[test]
    fn an_id_of_a_file_tells_its_format() {
        assert_eq!(ProviderId::of_format("ofx", "7").unwrap().format(), Some("ofx"));
        assert_eq!(ProviderId::of_format("mt940", "a::b").unwrap().format(), Some("mt940"));
        assert_eq!(ProviderId::of_format("ofx", ""), None);
        for id in ["7", "TRN-1:2", "urn:uuid:1", "Some Bank::7", "::7"] {
            assert_eq!(ProviderId::new(id).unwrap().format(), None, "{id}");
        }
    }

    #[test]
    fn a_provider_id_has_1_to_255_bytes() {
        assert!(ProviderId::new("").is_none());
        assert!(ProviderId::new(&"x".repeat(255)).is_some());
        assert!(ProviderId::new(&"x".repeat(256)).is_none());
    }
}
