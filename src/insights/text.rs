//! Descriptors as words that can be compared: upper case, no accents, no punctuation, numbers apart from letters.
//! Both the brand table and what banks write go through here, so that `McDonald's` and `MCDONALDS` are one.

use std::hash::{BuildHasherDefault, Hasher};

use memchr::memchr_iter;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Digits in a row that banks glue to a name (a ticket, a store) rather than a part of it.
const GLUED_DIGITS: usize = 5;

/// Upper-case words with one space between them. Apostrophes vanish, `P.F.` becomes `PF`, `&` becomes `AND`, `+` becomes `PLUS`,
/// long numbers stand apart from letters, everything else that is no letter or digit separates.
pub(super) fn normalize(text: &str) -> String {
    if text.is_ascii() {
        return words_of(text);
    }
    let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
    words_of(&plain)
}

fn words_of(text: &str) -> String {
    let mut out = Out { text: String::with_capacity(text.len() + 4), word: 0, digits: 0 };
    for (at, c) in text.char_indices() {
        match c {
            '\'' | '\u{2019}' | '`' => {}
            '.' if out.word == 1 && out.digits == 0 => {}
            '&' => out.word("AND"),
            '+' => out.word("PLUS"),
            '0'..='9' => {
                let run = text[at..].bytes().take(GLUED_DIGITS).take_while(u8::is_ascii_digit).count();
                if out.digits == 0 && out.word > 0 && run >= GLUED_DIGITS {
                    out.space();
                }
                out.push(c);
                out.digits += 1;
            }
            _ if c.is_alphanumeric() => {
                if out.digits >= GLUED_DIGITS {
                    out.space();
                }
                out.digits = 0;
                c.to_uppercase().for_each(|upper| out.push(upper));
            }
            _ => out.space(),
        }
    }
    out.text.truncate(out.text.trim_end().len());
    out.text
}

struct Out {
    text: String,
    /// Characters of the word at the end.
    word: usize,
    /// Digits at the end.
    digits: usize,
}

impl Out {
    fn push(&mut self, c: char) {
        self.text.push(c);
        self.word += 1;
    }

    fn space(&mut self) {
        if self.word > 0 {
            self.text.push(' ');
        }
        self.word = 0;
        self.digits = 0;
    }

    fn word(&mut self, word: &str) {
        self.space();
        self.text.push_str(word);
        self.word = word.len();
        self.space();
    }
}

/// What follows `prefix`, compared without case, wherever it ends.
pub(super) fn after_glued<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// True when `phrase` stands at the start of `words` as whole words. Both normalized.
pub(super) fn starts(words: &str, phrase: &str) -> bool {
    words.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// True when `phrase` stands anywhere in `words` as whole words. Both normalized.
pub(super) fn holds(words: &str, phrase: &str) -> bool {
    // by the first letter: a searcher made anew for each phrase costs more than all the comparing
    let Some(first) = phrase.bytes().next() else { return words.is_empty() };
    let bytes = words.as_bytes();
    let begins_word = |at: usize| at == 0 || bytes[at - 1] == b' ';
    memchr_iter(first, bytes).any(|at| begins_word(at) && words.get(at..).is_some_and(|rest| starts(rest, phrase)))
}

/// Normalized words that many phrases are looked for in: how each word begins is marked, so that most that are not there are seen to be
/// missing without a look at the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    text: &'a str,
    begins: u64,
}

impl<'a> Words<'a> {
    pub fn of(text: &'a str) -> Self {
        let begins = word_starts(text).fold(0, |begins, at| begins | mark(&text.as_bytes()[at..]));
        Self { text, begins }
    }

    pub fn text(self) -> &'a str {
        self.text
    }

    /// As [`holds`].
    pub fn hold(self, phrase: &str) -> bool {
        self.begins & mark(phrase.as_bytes()) != 0 && holds(self.text, phrase)
    }

    /// As [`starts`].
    pub fn start(self, phrase: &str) -> bool {
        starts(self.text, phrase)
    }

    pub fn hold_any(self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.hold(phrase))
    }

    pub fn start_any(self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.start(phrase))
    }
}

/// One bit for the first two bytes of a word, of a single letter with the space behind it.
fn mark(word: &[u8]) -> u64 {
    let byte = |at: usize| u32::from(word.get(at).copied().unwrap_or(b' '));
    1 << ((byte(0) * 7 + byte(1) * 3) % 64)
}

/// Where the words of a normalized text begin.
pub(super) fn word_starts(words: &str) -> impl Iterator<Item = usize> {
    let starts = words.bytes().enumerate().filter(|(_, b)| *b == b' ').map(|(at, _)| at + 1);
    std::iter::once(0).chain(starts)
}

/// Hashes for tables whose keys ship with the program: nobody can choose them to collide, so speed is all that counts.
pub(super) type Fast = BuildHasherDefault<Mixed>;

/// FNV-1a over eight bytes at a time.
#[derive(Debug)]
pub(super) struct Mixed(u64);

impl Default for Mixed {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..part.len()].copy_from_slice(part);
            self.0 = (self.0 ^ u64::from_le_bytes(eight)).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/// True for a day in one word: `12JAN`, `12JAN2026`, `12/01`, `12-01-2026`, `2026.01.12`.
pub(super) fn is_day(word: &str) -> bool {
    let named = word.find(|c: char| c.is_ascii_alphabetic()).is_some_and(|at| {
        let (day, rest) = word.split_at(at);
        let (month, year) = rest.split_at_checked(3).unwrap_or((rest, "x"));
        (1..=2).contains(&day.len())
            && digits(day) == day.len()
            && MONTHS.iter().any(|known| known.eq_ignore_ascii_case(month))
            && matches!(year.len(), 0 | 2 | 4)
            && digits(year) == year.len()
    });
    let parts = || word.split(['/', '-', '.']);
    let plain = |part: &str| matches!(part.len(), 1 | 2 | 4) && digits(part) == part.len();
    named || (2..=3).contains(&parts().count()) && parts().all(plain) && word.len() >= 4
}

/// True for a word with a digit in it.
pub(super) fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// Digits in a word.
pub(super) fn digits(word: &str) -> usize {
    word.bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_become_the_same_words() {
        for (text, words) in [
            ("Chick-fil-A", "CHICK FIL A"),
            ("McDonald's", "MCDONALDS"),
            ("P.F. Chang's", "PF CHANGS"),
            ("AT&T", "AT AND T"),
            ("Disney+", "DISNEY PLUS"),
            ("Caffè  Nero", "CAFFE NERO"),
            ("EXAMPLE AIR0010267634620DALLAS", "EXAMPLE AIR 0010267634620 DALLAS"),
            ("AMAZON.COM*1A2B", "AMAZON COM 1A2B"),
            ("7-Eleven", "7 ELEVEN"),
            ("", ""),
            ("*** ", ""),
        ] {
            assert_eq!(normalize(text), words, "{text:?}");
        }
    }

    #[test]
    fn phrases_are_found_as_whole_words_only() {
        assert!(holds("BIG ATM WITHDRAWAL", "ATM") && !holds("TREATMENT", "ATM") && !holds("ATMOSPHERE", "ATM"));
        assert!(holds("A ATMO ATM", "ATM") && holds("PAID TO É CARD", "É CARD") && !holds("É", "A"));
        assert!(starts("ATM 12", "ATM") && !starts("ATMOS", "ATM"));
        assert_eq!(after_glued("Checkcard 0412 X", "CHECKCARD"), Some(" 0412 X"));
    }
}
