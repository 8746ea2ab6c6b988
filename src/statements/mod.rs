//! Statement files: bytes in, statements out; no I/O, no clock. A table of formats, each chosen by what the bytes are and never by
//! the name's ending, so that another format is one file here and one row of `FORMATS`. The way out is `writers`, and `book` both ways.

#![deny(clippy::float_arithmetic)] // money and dates are exact here

mod amount;
pub mod book;
mod camt;
mod csv;
mod day;
mod decode;
mod error;
mod fingerprint;
mod identity;
mod lines;
mod mt940;
mod ofx;
mod options;
mod qif;
mod refuse;
mod statement;
mod texts;
mod value;
pub mod writers;
mod xml;

pub use csv::{LayoutError, Layouts, Proposal, propose, roles};
pub use error::StatementError;
pub use fingerprint::Fingerprint;
pub use options::{DateOrder, Decimal, Options, Question, Sign};
pub use statement::{Reading, Statement};

/// Largest file that is looked at.
pub const MAX_FILE: usize = 64 << 20;
/// Largest value of one field.
pub const MAX_FIELD: usize = 1 << 20;
/// Bytes of a file's start in which its format must show, whatever notes or blanks a bank puts before it.
const HEAD: usize = 64 * 1024;
/// Most rows of one file.
pub const MAX_ROWS: usize = 1_000_000;
/// Most accounts and periods of one file.
pub const MAX_STATEMENTS: usize = 10_000;
/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 64;

/// A file as it was handed in.
#[derive(Clone, Copy)]
struct Input<'a> {
    bytes: &'a [u8],
    /// Without folders: some formats say in their name what they say nowhere else.
    name: &'a str,
    options: &'a Options,
}

/// A format that can be read.
struct Format {
    /// Shown, and the `format` of `passbook import --json`: `ofx`.
    name: &'static str,
    /// True when the bytes are of this format, whole or broken. Cheap: at most one pass.
    is: fn(&Input<'_>) -> bool,
    /// Reads all of it, or says why nothing of it can be used.
    read: fn(&Input<'_>) -> Result<Reading, StatementError>,
}

/// Every format, the ones that are surest of themselves first.
const FORMATS: &[Format] = &[ofx::FORMAT, camt::FORMAT, mt940::FORMAT, qif::FORMAT, csv::FORMAT];

/// Reads a statement file. `name` is its name without folders; `options` answer beforehand what a file may leave open. An error means that nothing of the file may be used; a file that
/// is read but holds no statement (a profile, a bank's refusal) is no error: it has zero statements and notes that say why.
pub fn read(bytes: &[u8], name: &str, options: &Options) -> Result<Reading, StatementError> {
    if bytes.len() > MAX_FILE {
        return Err(StatementError::TooLarge);
    }
    let input = Input { bytes, name, options };
    match FORMATS.iter().find(|format| (format.is)(&input)) {
        Some(format) => (format.read)(&input),
        None => Err(refuse::why(bytes)),
    }
}

/// True when the beginning of a file is that of a format that can be read; 64 KiB of it are enough.
pub fn recognizes(head: &[u8], name: &str, options: &Options) -> bool {
    FORMATS.iter().any(|format| (format.is)(&Input { bytes: head, name, options }))
}

/// Names of the formats that can be read, for messages and help.
pub fn formats() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_statement_is_named() {
        for (bytes, expected) in [
            (&b""[..], "the file is empty"),
            (b" \r\n\0\0", "the file is empty"),
            (b"\xef\xbb\xbf", "the file is empty"),
            (b"PK\x03\x04rest", "a zip archive"),
            (b"%PDF-1.7", "a PDF"),
            (b"\n<!DOCTYPE html><html>sign in</html>", "a web page"),
            (b"\xff\xd8\xff\xe0 picture", "a picture"),
            (b"ab\0\0\x01\x02", "binary data"),
            (b"one, two, three", "no statement format"),
        ] {
            let error = read(bytes, "download.ofx", &Options::default()).unwrap_err().to_string();
            assert!(error.contains(expected), "{bytes:?}: {error}");
        }
    }

    #[test]
    fn a_file_over_64_mib_is_refused() {
        assert_eq!(read(&vec![b' '; MAX_FILE + 1], "x", &Options::default()).unwrap_err(), StatementError::TooLarge);
    }
}
