//! Watches the bytes of passbook's own JSON as they stream by, so that a hostile file cannot make us grow: nesting and the size of one
//! record are bounded before a parser sees them, whatever the size of the whole.

use std::io::{self, Read};

use crate::statements::MAX_DEPTH;

/// Most bytes of one record: one account, one row, one account's balances over time.
const MAX_RECORD: usize = 16 << 20;
/// The depth at which records lie: the book's object, then a list.
const RECORDS: usize = 2;

/// A reader that fails once what it has read breaks a limit.
pub(super) struct Guard<R> {
    source: R,
    depth: usize,
    /// Bytes since the last record ended.
    record: usize,
    in_text: bool,
    escaped: bool,
}

impl<R: Read> Guard<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, depth: 0, record: 0, in_text: false, escaped: false }
    }

    fn see(&mut self, byte: u8) -> Result<(), &'static str> {
        self.record += 1;
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                _ => {}
            }
        } else {
            match byte {
                b'"' => self.in_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                b',' if self.depth <= RECORDS => self.record = 0,
                _ => {}
            }
        }
        match () {
            () if self.depth > MAX_DEPTH => Err("it nests deeper than anything that passbook writes"),
            () if self.record > MAX_RECORD => Err("one of its records is over 16 MiB"),
            () => Ok(()),
        }
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        let seen = buffer[..count].iter().try_for_each(|byte| self.see(*byte));
        seen.map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(bytes: impl Read) -> io::Result<u64> {
        io::copy(&mut Guard::new(bytes), &mut io::sink())
    }

    #[test]
    fn a_file_of_any_length_passes_and_a_record_of_any_length_does_not() {
        let long = br#"{"a":[ "#.chain(io::repeat(b',').take(40 << 20));
        assert!(pass(long).is_ok());
        let filler = || io::repeat(b'x').take(MAX_RECORD as u64);
        assert!(pass(br#"{"a":["\"],[{"#.chain(filler())).is_err(), "a text without an end");
        assert!(pass(b"{\"a\": ".chain(io::repeat(b' ').take(MAX_RECORD as u64))).is_err(), "blanks without an end");
    }

    #[test]
    fn brackets_inside_a_text_do_not_nest_and_others_do() {
        assert!(pass(format!("[\"{}\"]", "[".repeat(1000)).as_bytes()).is_ok());
        assert!(pass("[".repeat(MAX_DEPTH).as_bytes()).is_ok());
        assert!(pass("[".repeat(MAX_DEPTH + 1).as_bytes()).is_err());
    }
}
