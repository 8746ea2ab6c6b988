//! `passbook describe`: reads raw descriptors, one a line, and says how each is read, as CSV in the same order. The raw text is
//! echoed byte for byte, so that the answer can be joined to the question.

use std::io::{self, BufRead, BufWriter, Write};

use super::exit::{self, Failure};
use crate::insights;

/// A line longer than this is no descriptor.
const MAX_LINE: usize = 1024 * 1024;

/// Runs the command.
pub fn run() -> Result<u8, Failure> {
    match describe(&mut io::stdin().lock(), &mut BufWriter::new(io::stdout().lock())) {
        Ok(()) => Ok(exit::DONE),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(exit::DONE),
        Err(error) => Err(anyhow::Error::from(error).context("descriptors on standard input").into()),
    }
}

fn describe(lines: &mut impl BufRead, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["raw", "merchant", "category"])?;
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        if line.len() > MAX_LINE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a line of over 1 MiB is no descriptor"));
        }
        let raw = line.strip_suffix(b"\n").unwrap_or(&line);
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        let described = insights::describe(&String::from_utf8_lossy(raw));
        let merchant = described.merchant.as_ref().map_or("", |merchant| merchant.as_str());
        writer.write_record([raw, merchant.as_bytes(), described.category.key().as_bytes()])?;
        line.clear();
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_gives_one_row_and_the_raw_bytes_come_back() {
        let raw = b"NETFLIX.COM  , \"x\"\r\n\xff\xfe caf\xe9\n\nSHELL OIL 12345\n";
        let mut out = Vec::new();
        describe(&mut &raw[..], &mut out).unwrap();
        let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(&out[..]);
        let rows: Vec<_> = reader.byte_records().map(Result::unwrap).collect();
        let echoed: Vec<&[u8]> = rows.iter().map(|row| &row[0]).collect();
        assert_eq!(echoed, [&b"NETFLIX.COM  , \"x\""[..], b"\xff\xfe caf\xe9", b"", b"SHELL OIL 12345"]);
    }
}
