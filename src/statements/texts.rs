//! Texts of rows, each kept once: a file names the same merchants again and again.

use std::collections::HashMap;

use crate::domain::{Clean, Text};

/// The texts that rows of one file bear so far.
#[derive(Debug, Default)]
pub(super) struct Texts(HashMap<Box<str>, Text>);

/// Most texts that are kept for other rows; what comes then is made anew.
const MOST: usize = 1 << 14;
/// Longest text that is kept, in bytes: longer ones hardly come again.
const LONGEST: usize = 300;

impl Texts {
    /// The text of these words, shared with the rows that say the same.
    pub(super) fn of(&mut self, words: &str) -> Text {
        if let Some(known) = self.0.get(words) {
            return known.clone();
        }
        let text = Text::new(words);
        if self.0.len() < MOST && words.len() <= LONGEST {
            self.0.insert(words.into(), text.clone());
        }
        text
    }

    /// A word that many rows have, such as the kind of a movement; `None` when nothing of it is visible.
    pub(super) fn word(&mut self, word: &str) -> Option<Clean> {
        if word.is_empty() {
            return None;
        }
        let text = self.of(word);
        Some(text.clean()).filter(|clean| !clean.is_empty()).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_say_the_same_share_their_text() {
        let mut texts = Texts::default();
        let (one, other) = (texts.of("CAFE  42"), texts.of("CAFE  42"));
        assert_eq!((one.raw(), one.clean().as_str()), ("CAFE  42", "CAFE 42"));
        assert!(std::ptr::eq(one.raw(), other.raw()));
        assert_eq!(texts.of("").raw(), "");
        assert_eq!((texts.word("ATM").unwrap().as_str(), texts.word(" ")), ("ATM", None));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut texts = Texts::default();
        (0..MOST + 9).for_each(|n| assert_eq!(texts.of(&n.to_string()).raw(), n.to_string()));
        assert_eq!(texts.0.len(), MOST);
        let long = "x".repeat(LONGEST + 1);
        assert!(!std::ptr::eq(Texts::default().of(&long).raw(), Texts::default().of(&long).raw()));
    }
}
