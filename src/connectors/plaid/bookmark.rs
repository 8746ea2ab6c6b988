//! What a connection remembers between two syncs: Plaid's cursor, and which bank it is, so that nobody asks for its name again.

use serde::{Deserialize, Serialize};

use super::wire::Institution;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bookmark {
    /// Empty before the first sync.
    #[serde(default)]
    pub cursor: String,
    pub bank: Option<Institution>,
}

impl Bookmark {
    pub fn write(&self) -> String {
        // texts always can be written
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What is no bookmark of ours counts as none: everything is then fetched anew and merges into itself.
    pub fn read(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bookmark_reads_as_it_was_written_and_nonsense_is_none() {
        let bank = Institution { institution_id: "ins_3".into(), name: "Chase".into(), url: None };
        let bookmark = Bookmark { cursor: "abc".into(), bank: Some(bank) };
        assert_eq!(Bookmark::read(Some(&bookmark.write())), bookmark);
        assert_eq!(Bookmark::read(Some("v1;x")), Bookmark::default());
        assert_eq!(Bookmark::read(None), Bookmark::default());
    }
}
