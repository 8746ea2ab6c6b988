//! Text from outside, made safe to show. Whatever a bank, file or server sends becomes [`Clean`] at the boundary; nothing else is
//! ever written to a terminal. The rules are those of a terminal's weak spots: control sequences, direction marks, invisible and
//! stacked characters, forged lines.

use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;

/// A text without control characters, escape sequences, direction marks, invisible characters or piled-up marks: NFC, one line,
/// trimmed, at most 300 grapheme clusters. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clean(Arc<str>);

const MAX_GRAPHEMES: usize = 300;
/// Marks over one base character that are kept. Vietnamese needs two, Hebrew and Thai three; two hundred paint over other rows.
const MAX_MARKS: usize = 4;
/// Bytes that are looked at: more cannot yield more than [`MAX_GRAPHEMES`] anyway, save by filler that is dropped.
const MAX_INPUT: usize = 64 * 1024;

impl Clean {
    /// Cleans any text. Never fails: what cannot be shown is left out, a lone control character or unassigned code point becomes `\u{FFFD}`.
    pub fn new(text: &str) -> Self {
        if is_plain(text) {
            return Self(text.into());
        }
        let kept = visible(&without_sequences(clip(text)));
        let composed: String = kept.nfc().collect();
        let words = composed.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = words.graphemes(true).take(MAX_GRAPHEMES).collect();
        Self(cut.trim_end().into())
    }

    /// `None` when nothing visible is left.
    pub fn non_empty(text: &str) -> Option<Self> {
        // most fields of most rows are
        if text.is_empty() {
            return None;
        }
        Some(Self::new(text)).filter(|clean| !clean.0.is_empty())
    }

    /// Takes back a text that [`Clean::new`] made and the store kept under its seal: cleaning a million rows once more would cost
    /// more than reading them. For no other text; when the rules of cleaning are tightened, the store's records must be cleaned anew.
    pub(crate) fn from_store(text: Arc<str>) -> Self {
        Self(text)
    }

    /// True for a character that a terminal may be given: no control, no direction or invisible mark, nothing unassigned.
    pub fn may_show(c: char) -> bool {
        !is_blank_letter(c)
            && !matches!(
                c.general_category(),
                GeneralCategory::Control
                    | GeneralCategory::Format
                    | GeneralCategory::LineSeparator
                    | GeneralCategory::ParagraphSeparator
                    | GeneralCategory::Surrogate
                    | GeneralCategory::PrivateUse
                    | GeneralCategory::Unassigned
            )
    }

    /// The text, safe to show.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when nothing visible was left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// A text of a source: what may be shown, and the source's own bytes where they differ, for exports and exact comparison.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text {
    clean: Clean,
    /// Only where cleaning changed something.
    raw: Option<Arc<str>>,
}

impl Text {
    /// Keeps the raw text beside the clean one; of a raw text over 4 KiB only that much.
    pub fn new(raw: &str) -> Self {
        const MAX_RAW: usize = 4096;
        let clean = Clean::new(raw);
        let raw = (clean.as_str() != raw).then(|| raw[..raw.floor_char_boundary(MAX_RAW)].into());
        Self { clean, raw }
    }

    /// Takes back the parts of a text that [`Text::new`] made, on the terms of [`Clean::from_store`].
    pub(crate) fn from_store(clean: Clean, raw: Option<Arc<str>>) -> Self {
        Self { clean, raw }
    }

    /// What may be shown.
    pub fn clean(&self) -> &Clean {
        &self.clean
    }

    /// The source's own words. For JSON (which escapes) and for comparing, never for a terminal.
    pub fn raw(&self) -> &str {
        self.raw.as_deref().unwrap_or(self.clean.as_str())
    }
}

/// The common case: printable ASCII, single spaces inside, short enough.
fn is_plain(text: &str) -> bool {
    // in one pass: this is asked of every text of a file
    let mut last = b' ';
    for byte in text.bytes() {
        if !(0x20..0x7f).contains(&byte) || (byte == b' ' && last == b' ') {
            return false;
        }
        last = byte;
    }
    text.is_empty() || (last != b' ' && text.len() <= MAX_GRAPHEMES)
}

fn clip(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_INPUT)]
}

/// Takes whole escape sequences out (ECMA-48: CSI, and the strings OSC, DCS, SOS, PM, APC up to ST or BEL), so that no `[31m` litter
/// stays behind.
fn without_sequences(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let introducer = match (c, chars.peek()) {
            ('\u{1b}', Some(&next)) if ('\u{40}'..='\u{5f}').contains(&next) => {
                chars.next();
                char::from_u32(next as u32 + 0x40).unwrap_or(next)
            }
            ('\u{1b}', Some(&next)) if ('\u{20}'..='\u{7e}').contains(&next) => {
                // nF and Fp/Fs sequences: intermediates, then one final byte
                while chars.next_if(|c| ('\u{20}'..='\u{2f}').contains(c)).is_some() {}
                chars.next_if(|c| ('\u{30}'..='\u{7e}').contains(c));
                continue;
            }
            _ => c,
        };
        match introducer {
            '\u{9b}' => {
                while chars.next_if(|c| ('\u{20}'..='\u{3f}').contains(c)).is_some() {}
                chars.next_if(|c| ('\u{40}'..='\u{7e}').contains(c));
            }
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_string(&mut chars),
            // a two-character escape, or an ESC with nothing behind it
            _ if c == '\u{1b}' => {}
            other => out.push(other),
        }
    }
    out
}

/// Skips to the end of a control string: ST (`ESC \` or U+009C) or BEL; an unended one swallows the rest.
fn skip_string(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while let Some(c) = chars.next() {
        match c {
            '\u{07}' | '\u{9c}' => return,
            '\u{1b}' if chars.peek() == Some(&'\\') => {
                chars.next();
                return;
            }
            _ => {}
        }
    }
}

/// Drops what cannot be seen or turns the line, keeps what a script needs.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_mark = c.general_category_group() == GeneralCategoryGroup::Mark;
        marks = if is_mark { marks + 1 } else { 0 };
        // behind blanks alone it would lead the text once those are trimmed
        if is_mark && (marks > MAX_MARKS || out.trim_start().is_empty()) {
            continue;
        }
        match c {
            '\t' | '\n' | '\r' | '\u{0b}' | '\u{0c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            // joins pictographs (families, flags), nothing else
            '\u{200d}' => {
                let after = out.chars().next_back().is_some_and(|last| is_pictograph(last) || last == '\u{fe0f}');
                if after && chars.peek().is_some_and(|next| is_pictograph(*next)) {
                    out.push(c);
                }
            }
            _ if is_blank_letter(c) => {}
            _ => match c.general_category() {
                GeneralCategory::Format => {}
                GeneralCategory::SpaceSeparator => out.push(' '),
                GeneralCategory::Control
                | GeneralCategory::Surrogate
                | GeneralCategory::PrivateUse
                | GeneralCategory::Unassigned => out.push('\u{fffd}'),
                _ => out.push(c),
            },
        }
    }
    out
}

fn is_pictograph(c: char) -> bool {
    !c.is_ascii() && c.is_emoji_char()
}

/// Letters and marks that draw nothing: Hangul fillers, the combining grapheme joiner, Khmer inherent vowels, the braille blank,
/// variation selectors other than the two of emoji.
fn is_blank_letter(c: char) -> bool {
    matches!(c,
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{034f}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}'
        | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        Clean::new(text).to_string()
    }

    #[test]
    fn a_mark_behind_blanks_alone_has_nothing_to_stand_on() {
        assert_eq!(clean(" \u{8ff}:x"), ":x");
        assert_eq!(clean("\t\u{301}a"), "a");
        assert_eq!(clean("a \u{301}b"), "a \u{301}b");
    }

    #[test]
    fn escape_sequences_leave_nothing_behind() {
        assert_eq!(clean("AB\u{1b}[31mCD\u{1b}[0m"), "ABCD");
        assert_eq!(clean("A\u{1b}]52;c;aGk=\u{07}B"), "AB");
        assert_eq!(clean("A\u{1b}]8;;http://x\u{1b}\\B"), "AB");
        assert_eq!(clean("A\u{9b}2JB\u{9d}0;t\u{9c}C"), "ABC");
        assert_eq!(clean("A\u{1b}PqB"), "A", "an unended string swallows the rest");
        assert_eq!(clean("A\u{1b}(0B\u{1b}cC"), "ABC");
        assert_eq!(clean("A\u{1b}"), "A");
    }

    #[test]
    fn direction_and_invisible_characters_are_gone() {
        assert_eq!(clean("a\u{202e}b\u{2066}c\u{200b}d\u{feff}e\u{ad}f\u{3164}g\u{e0041}h"), "abcdefgh");
        assert_eq!(clean("a\u{2028}b\nc\td"), "a b c d");
    }

    #[test]
    fn marks_do_not_pile_up() {
        let zalgo = format!("Z{}x", "\u{0301}".repeat(200));
        assert!(clean(&zalgo).chars().count() <= 2 + MAX_MARKS);
        assert_eq!(clean("e\u{0301}"), "é");
    }

    #[test]
    fn emoji_and_scripts_survive() {
        for text in ["👩‍👩‍👧 Café", "北京烤鸭", "Việt Nam", "🏳️‍🌈", "مطعم"] {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("a\u{200d}b"), "ab");
    }

    #[test]
    fn length_is_held_to_300_graphemes() {
        assert_eq!(clean(&"x".repeat(5000)).len(), 300);
        assert!(clean(&" ".repeat(100_000)).is_empty());
    }

    #[test]
    fn no_code_point_reaches_the_screen_as_control_format_or_line() {
        for c in (0..=0x0010_ffff).filter_map(char::from_u32) {
            let shown = clean(&format!("a{c}b"));
            // a joiner between pictographs is the one mark that stays
            let safe = |c: char| Clean::may_show(c) || c == '\u{200d}';
            assert!(shown.chars().all(safe), "U+{:04X} gave {shown:?}", c as u32);
            assert_eq!(clean(&shown), shown, "cleaning twice is cleaning once");
        }
    }

    #[test]
    fn the_raw_text_is_kept_only_where_it_differs() {
        assert_eq!(Text::new("SQ *CAFE").raw(), "SQ *CAFE");
        let dirty = Text::new("SQ  *CAFE\u{1b}[2J ");
        assert_eq!((dirty.clean().as_str(), dirty.raw()), ("SQ *CAFE", "SQ  *CAFE\u{1b}[2J "));
    }
}
