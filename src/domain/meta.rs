//! What a provider says that no field of ours has a place for: kept word for word, so that nothing which was fetched is lost.
//! Small and capped, since whoever sends it decides how much there is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Clean;

/// Free words of a provider, by its own names for them: at most [`Meta::MOST`], each name and word as short as any [`Clean`].
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Meta(BTreeMap<Clean, Clean>);

impl Meta {
    /// Words that are kept; those beyond are left out.
    pub const MOST: usize = 32;

    /// Without any.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Keeps a word in place of the one of that name. False when nothing was kept: name or word is empty, or there are too many.
    pub fn put(&mut self, name: &str, word: &str) -> bool {
        let (Some(name), Some(word)) = (Clean::non_empty(name), Clean::non_empty(word)) else { return false };
        self.keep(name, word)
    }

    /// The word of that name.
    pub fn get(&self, name: &str) -> Option<&Clean> {
        self.0.get(&Clean::new(name))
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&Clean, &Clean)> {
        self.0.iter()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes in what another telling says; where both know a name, the other's word stands if it `wins`.
    pub fn take(&mut self, told: &Self, wins: bool) {
        for (name, word) in told.iter() {
            if wins || !self.0.contains_key(name) {
                self.keep(name.clone(), word.clone());
            }
        }
    }

    fn keep(&mut self, name: Clean, word: Clean) -> bool {
        let fits = self.0.len() < Self::MOST || self.0.contains_key(&name);
        if fits {
            self.0.insert(name, word);
        }
        fits
    }
}

impl FromIterator<(Clean, Clean)> for Meta {
    fn from_iter<I: IntoIterator<Item = (Clean, Clean)>>(words: I) -> Self {
        let mut meta = Self::new();
        for (name, word) in words {
            meta.keep(name, word);
        }
        meta
    }
}

/// A source's own record of something, letter by letter (JSON as a rule): for exports and for reading it again with better rules. At
/// most [`Raw::MOST`] bytes. Never shown: it has not been cleaned.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Raw(Arc<str>);

impl Raw {
    /// Bytes of a record that are kept at most.
    pub const MOST: usize = 16 * 1024;

    /// `None` for a record that is empty or over [`Raw::MOST`]: half a record is none.
    pub fn new(text: &str) -> Option<Self> {
        (1..=Self::MOST).contains(&text.len()).then(|| Self(text.into()))
    }

    /// The source's bytes. For files, never for a terminal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_are_clean_and_none_of_them_is_empty() {
        let mut meta = Meta::new();
        assert!(meta.put("plan\u{1b}[2J", "basic\u{202e}"));
        assert!(!meta.put("", "word") && !meta.put("name", "\u{200b}"));
        let kept: Vec<_> = meta.iter().map(|(name, word)| (name.as_str(), word.as_str())).collect();
        assert_eq!(kept, [("plan", "basic")]);
    }

    #[test]
    fn there_are_never_too_many_and_a_known_name_still_changes() {
        let many = (0..99).map(|n| (Clean::new(&format!("{n:02}")), Clean::new("x")));
        let mut meta: Meta = many.collect();
        assert_eq!(meta.iter().count(), Meta::MOST);
        assert!(!meta.put("one more", "x"));
        assert!(meta.put("00", "y"));
        assert_eq!(meta.get("00").map(Clean::as_str), Some("y"));
    }

    #[test]
    fn another_telling_adds_and_overrides_only_where_it_wins() {
        let of = |words: &[(&str, &str)]| words.iter().map(|(n, w)| (Clean::new(n), Clean::new(w))).collect::<Meta>();
        let (known, told) = (of(&[("a", "1"), ("b", "1")]), of(&[("b", "2"), ("c", "2")]));
        for (wins, expected) in
            [(true, [("a", "1"), ("b", "2"), ("c", "2")]), (false, [("a", "1"), ("b", "1"), ("c", "2")])]
        {
            let mut meta = known.clone();
            meta.take(&told, wins);
            assert_eq!(meta, of(&expected));
        }
    }

    #[test]
    fn a_raw_record_is_whole_or_not_kept() {
        assert!(Raw::new("").is_none() && Raw::new(&"x".repeat(Raw::MOST + 1)).is_none());
        assert_eq!(Raw::new("{\"a\": 1}").unwrap().as_str(), "{\"a\": 1}");
    }
}
