//! Lines of the formats that are made of lines, QIF and MT940, whichever way they end. Lines count from 1.

use memchr::memchr2;

use super::{MAX_FIELD, StatementError};

/// Lines that end with `\r\n`, `\n` or `\r`, each with its number; what follows the last end is a line unless it is empty.
#[derive(Debug, Clone)]
pub(super) struct Lines<'a> {
    rest: &'a str,
    number: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { rest: text, number: 0 }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let end = memchr2(b'\r', b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at(end);
        let rest = rest.strip_prefix("\r\n").or_else(|| rest.get(1..)).unwrap_or_default();
        self.rest = rest;
        Some((self.number, line))
    }
}

/// Refuses a field over 1 MiB.
pub(super) fn check_size(field: &str, size: usize, line: usize) -> Result<(), StatementError> {
    if size > MAX_FIELD {
        return Err(StatementError::FieldTooLong { field: field.to_owned(), line });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_of_a_line_is_one() {
        let lines: Vec<_> = Lines::of("a\r\nb\n\rc\rd").collect();
        assert_eq!(lines, [(1, "a"), (2, "b"), (3, ""), (4, "c"), (5, "d")]);
        assert_eq!(Lines::of("a\n").count(), 1);
        assert_eq!(Lines::of("").count(), 0);
    }
}
