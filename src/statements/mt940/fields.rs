//! From text to fields: `:61:` and what follows it up to the next tag. Banks wrap SWIFT's blocks, headers of their own and blank
//! lines around them; whatever stands outside a field is kept only as far as it may name the bank.

use std::borrow::Cow;

use crate::statements::lines::{self, Lines};
use crate::statements::{MAX_FIELD, StatementError};

/// Tags that statements have. Other words between colons are text: times of day are often wrapped so that a line begins with `:08:`.
const TAGS: &[&str] = &[
    "13", "13C", "13D", "20", "21", "25", "25P", "28", "28C", "34F", "60", "60F", "60M", "61", "62", "62F", "62M",
    "64", "65", "86", "90C", "90D", "940", "NS", "NSF",
];

/// One field. Its value keeps its line ends as `\n`, since only its dialect knows what they mean; most have one line and borrow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) tag: &'static str,
    pub(super) value: Cow<'a, str>,
    /// Line of the tag, from 1.
    pub(super) line: usize,
}

/// A field, the end of a message, or a line outside of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Field(Field<'a>),
    /// Headers: `{1:F01ASNBNL21XXXX0000000000}...`, `ABNANL2A`, `940`.
    Header(&'a str),
}

/// Gives all pieces to `take`, in the order of the file.
pub(super) fn read<'a>(
    text: &'a str,
    mut take: impl FnMut(Piece<'a>) -> Result<(), StatementError>,
) -> Result<(), StatementError> {
    let mut open: Option<Field<'a>> = None;
    let mut lines = Lines::of(text).peekable();
    while let Some((number, line)) = lines.next() {
        let next = lines.peek().map_or("", |(_, line)| line);
        let (header, line) = unwrap(line);
        if let Some(header) = header {
            if let Some(field) = open.take() {
                take(Piece::Field(field))?;
            }
            take(Piece::Header(header))?;
        }
        let starts = tag(line).filter(|(tag, value)| !is_wrapped_time(open.as_ref(), tag, value, next));
        if let Some((tag, value)) = starts {
            if let Some(field) = open.take() {
                take(Piece::Field(field))?;
            }
            lines::check_size(tag, value.len(), number)?;
            open = Some(Field { tag, value: Cow::Borrowed(value), line: number });
        } else if is_end(line) {
            if let Some(field) = open.take() {
                take(Piece::Field(field))?;
            }
        } else if let Some(field) = &mut open {
            lines::check_size(field.tag, field.value.len() + line.len(), number)?;
            let value = field.value.to_mut();
            value.push('\n');
            value.push_str(line);
        } else {
            take(Piece::Header(line.get(..MAX_FIELD).unwrap_or(line)))?;
        }
    }
    open.map_or(Ok(()), |field| take(Piece::Field(field)))
}

/// True when a text has fields that only a statement has, in its first part at least.
pub(super) fn has_statement(head: &str) -> bool {
    let has_digits = |value: &str| value.chars().filter(char::is_ascii_digit).count() >= 3;
    let mut has_reference = false;
    for (_, line) in Lines::of(head) {
        match tag(unwrap(line).1) {
            Some(("20", _)) => has_reference = true,
            Some(("25" | "25P" | "28" | "28C", _)) if has_reference => return true,
            Some(("60F" | "60M" | "62F" | "62M" | "61" | "34F" | "90C" | "90D", value)) if has_digits(value) => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// Splits `{1:...}{2:...}{4:` off what follows it in the same line, and the end of the message before.
fn unwrap(line: &str) -> (Option<&str>, &str) {
    match line.find("{4:") {
        Some(at) => (line.get(..at), line.get(at + 3..).unwrap_or_default()),
        None if line.starts_with("{1:") => (Some(line), ""),
        None => (None, line),
    }
}

/// The known tag that a line begins with, and the rest.
fn tag(line: &str) -> Option<(&'static str, &str)> {
    let (word, value) = line.trim_start().strip_prefix(':')?.split_once(':')?;
    let tag = TAGS.iter().find(|tag| **tag == word)?;
    Some((tag, value))
}

/// True for the rest of a time of day that was wrapped into the next line of a `:86:`: `... 09` and then `:20:15 ...`.
fn is_wrapped_time(open: Option<&Field<'_>>, tag: &str, value: &str, next: &str) -> bool {
    let is_time = |value: &str| {
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        digits == 2 && !value[2..].starts_with(|c: char| c.is_alphanumeric())
    };
    open.is_some_and(|open| open.tag == "86")
        && tag.len() == 2
        && matches!(tag, "13" | "20" | "21" | "25" | "28")
        && is_time(value)
        && !next.starts_with(":2")
}

/// The line that ends a message: `-`, `-}`, `-}{5:}`, `-XXX`, and `-å`, which is `-}` in Swedish ASCII.
fn is_end(line: &str) -> bool {
    let line = line.trim();
    let rest = line.strip_prefix(['-', '\u{ad}']);
    rest.is_some_and(|rest| matches!(rest, "" | "XXX" | "å" | "Å") || rest.starts_with('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        read(text, |piece| {
            if let Piece::Field(field) = piece {
                found.push((field.tag, field.value.into_owned()));
            }
            Ok(())
        })
        .unwrap();
        found
    }

    #[test]
    fn fields_are_found_in_every_wrapping() {
        let plain = [("20", "A".to_owned()), ("25", "B".to_owned())];
        for text in [
            ":20:A\r\n:25:B\r\n-",
            "{1:F01X}{2:I940Y}{4:\n:20:A\n:25:B\n-}{5:}\n",
            "{1:F01X}{4::20:A\n:25:B\n-}",
            "ä4:\n:20:A\n:25:B\n-å",
            "0000 01X\n940 00\n:20:A\n:25:B\n-XXX",
            " :20:A\r:25:B",
        ] {
            assert_eq!(fields(text), plain, "{text:?}");
        }
    }

    #[test]
    fn what_is_wrapped_into_a_line_stays_in_its_field() {
        let text = ":86:AT 08:15\n:08 CARD\n:22:FOO\n09\n:20:15 SHOP\n:61:1";
        assert_eq!(fields(text), [("86", "AT 08:15\n:08 CARD\n:22:FOO\n09\n:20:15 SHOP".into()), ("61", "1".into())]);
        assert_eq!(fields(":86:X\n:20:15\n:25:1").len(), 3, "a statement with a short reference");
    }

    #[test]
    fn a_statement_is_told_from_other_messages() {
        assert!(has_statement(":20:X\n:25:1234\n"));
        assert!(has_statement(":61:2601020102D5,NTRFNONREF"));
        assert!(!has_statement(":20:X\n:32A:260102EUR5,\n:50K:NAME"), "a payment");
        assert!(!has_statement("Date,Text\n2026-01-02,a :61: b"));
    }
}
