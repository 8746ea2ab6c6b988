//! Bytes to text. Banks declare encodings that they do not use, so the bytes are believed before the declaration.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decodes in this order: byte order mark; the zeros that betray UTF-16; valid UTF-8; `declared`, where it names a real encoding
/// that can still be right; Windows-1252, in which every byte is a character. Never fails.
pub(super) fn decode(bytes: &[u8], declared: impl FnOnce() -> Option<&'static Encoding>) -> Cow<'_, str> {
    let (encoding, skip) = match Encoding::for_bom(bytes) {
        Some(found) => found,
        None if matches!(bytes, [0, a, 0, b, ..] if *a != 0 && *b != 0) => (UTF_16BE, 0),
        None if matches!(bytes, [a, 0, b, 0, ..] if *a != 0 && *b != 0) => (UTF_16LE, 0),
        None => (UTF_8, 0),
    };
    let bytes = bytes.get(skip..).unwrap_or_default();
    if encoding != UTF_8 {
        return encoding.decode_without_bom_handling(bytes).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let single_byte = declared().filter(|declared| *declared != UTF_8 && declared.is_ascii_compatible());
    single_byte.unwrap_or(WINDOWS_1252).decode_without_bom_handling(bytes).0
}

/// The encoding that a file names: `1252`, `WINDOWS-1251`, `8859-1`, `ISO-8859-15`, `UTF-8`. `None` for `NONE`, `USASCII` and
/// words that name nothing.
pub(super) fn named(label: &str) -> Option<&'static Encoding> {
    let label = label.trim();
    let numbered = match label.bytes().all(|b| b.is_ascii_digit()) {
        true if !label.is_empty() => format!("windows-{label}"),
        _ if label.starts_with("8859") => format!("iso-{label}"),
        _ => label.to_owned(),
    };
    Encoding::for_label(numbered.as_bytes())
}

/// The encoding that the letters of a file suggest, for formats that declare none: from a little before the first letter that is not
/// ASCII, since guessing takes a second for every few megabytes.
pub(super) fn guessed(bytes: &[u8]) -> &'static Encoding {
    const BEFORE: usize = 256;
    const ENOUGH: usize = 1 << 20;
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let (start, end) = (first.saturating_sub(BEFORE), bytes.len().min(first.saturating_add(ENOUGH)));
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(start..end).unwrap_or_default(), true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The encoding that the header names: `CHARSET:1252` or `ENCODING:UTF-8` of 1.x, `encoding="..."` of XML.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_uppercase();
    let value = |key: &str| {
        let rest = head.split_once(key)?.1.trim_start_matches([' ', ':', '=', '"', '\'']);
        // one-line headers run keys and values together
        let rest = rest.split("COMPRESSION").next()?;
        rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).next().map(str::to_owned)
    };
    ["CHARSET", "ENCODING"].iter().filter_map(|key| value(key)).find_map(|label| named(&label))
}

/// The capital letters of a file's beginning, for words to be looked for in: UTF-16 is seen through its zeros.
pub(super) fn letters(head: &[u8]) -> Vec<u8> {
    head.iter().filter(|byte| **byte != 0).map(u8::to_ascii_uppercase).collect()
}

/// The line of a byte, counting from 1; files with carriage returns alone are counted by those.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    let before = &text[..text.floor_char_boundary(at)];
    before.matches('\n').count().max(before.matches('\r').count()) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_believed_before_the_declaration() {
        let lying = |bytes: &[u8], label: &str| decode(bytes, || named(label)).into_owned();
        assert_eq!(lying("Café".as_bytes(), "1252"), "Café", "declared Windows-1252, is UTF-8");
        assert_eq!(lying(b"Caf\xe9", "UTF-8"), "Café", "declared UTF-8, is Windows-1252");
        assert_eq!(lying(b"Caf\xe9", "USASCII"), "Café");
        assert_eq!(lying(b"\xcf\xf0\xe8", "1251"), "При");
        assert_eq!(lying(b"\xa4", "8859-15"), "€");
        assert_eq!(lying(b"\xef\xbb\xbfA", "1252"), "A");
        assert_eq!(lying(b"\xff\xfeA\0B\0", "1252"), "AB");
        assert_eq!(lying(b"\0A\0B", "1252"), "AB");
        assert_eq!(lying(b"A\0B\0", "1252"), "AB");
    }

    fn declares(head: &str) -> Option<&'static str> {
        declared(head.as_bytes()).map(Encoding::name)
    }

    #[test]
    fn the_declared_encoding_is_found_in_every_header() {
        assert_eq!(declares("ENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE"), Some("windows-1252"));
        assert_eq!(declares("ENCODING:USASCIICHARSET:1251COMPRESSION:NONE"), Some("windows-1251"));
        assert_eq!(declares("ENCODING: UTF-8\r\nCHARSET: NONE\r\n"), Some("UTF-8"));
        assert_eq!(declares("<?xml version='1.0' encoding='ISO-8859-2'?>"), Some("ISO-8859-2"));
        assert_eq!(declares("CHARSET:8859-15"), Some("ISO-8859-15"));
        assert_eq!(declares("<OFX>"), None);
    }

    #[test]
    fn an_encoding_that_nobody_declares_is_guessed_from_the_letters() {
        let read = |bytes: &[u8]| decode(bytes, || Some(guessed(bytes))).into_owned();
        assert_eq!(read(b"\xcf\xe5\xf0\xe5\xe2\xee\xe4 \xf1\xf0\xe5\xe4\xf1\xf2\xe2"), "Перевод средств");
        assert_eq!(read(b"Fran\xe7ois pr\xe9lev\xe8vement"), "François prélevèvement");
        assert_eq!(read("M\u{fc}ller".as_bytes()), "Müller");
        let late =
            [b"1.2.26 CARD\n".repeat(200_000), b"\xcf\xe5\xf0\xe5\xe2\xee\xe4 \xf1\xf0\xe5\xe4\xf1\xf2\xe2".to_vec()];
        assert!(read(&late.concat()).ends_with("Перевод средств"), "letters that come late count too");
    }

    #[test]
    fn lines_are_counted_by_either_end() {
        assert_eq!(
            [line_of("a\nb\nc", 0), line_of("a\nb\nc", 4), line_of("a\rb", 2), line_of("a\r\nb", 3)],
            [1, 3, 2, 2]
        );
    }
}
