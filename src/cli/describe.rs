//! `passbook describe`: reads raw descriptors, one a line, and says how each is read, as CSV in the same order. The raw text is
//! echoed byte for byte, so that the answer can be joined to the question.

use std::io::{self, BufRead, BufWriter, Write};

use serde::Serialize;

use super::args::Global;
use super::exit::{self, Failure};
use super::output::{self, Format};
use crate::insights::{self, Description};

/// A line longer than this is no descriptor.
const MAX_LINE: usize = 1024 * 1024;

#[derive(Serialize)]
struct Told {
    raw: String,
    merchant: Option<String>,
    category: &'static str,
    kind: &'static str,
    /// The rule that decided, in words.
    why: String,
    channel: Option<&'static str>,
    intermediary: Option<&'static str>,
    place: Option<String>,
    site: Option<&'static str>,
}

/// Runs the command.
pub fn run(global: &Global, explain: bool) -> Result<u8, Failure> {
    let lines = &mut io::stdin().lock();
    let done = match Format::of(global) {
        Format::Json => {
            return all(lines, |told| output::json(&serde_json::json!({ "schema": 1, "descriptors": told })));
        }
        _ if explain => return all(lines, |told| Ok(output::data(&table(told))?)),
        _ => describe(lines, &mut BufWriter::new(io::stdout().lock())),
    };
    match done {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(anyhow::Error::from(error).context("descriptors on standard input").into())
        }
        _ => Ok(exit::DONE),
    }
}

/// Reads every line before anything is printed.
fn all(lines: &mut impl BufRead, print: impl FnOnce(&[Told]) -> anyhow::Result<()>) -> Result<u8, Failure> {
    let mut told = Vec::new();
    let read = each(lines, |raw, said| {
        told.push(Told::of(raw, said));
        Ok(())
    });
    read.map_err(|error| anyhow::Error::from(error).context("descriptors on standard input"))?;
    print(&told)?;
    Ok(exit::DONE)
}

fn describe(lines: &mut impl BufRead, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["raw", "merchant", "category"])?;
    each(lines, |raw, said| {
        let merchant = said.merchant.as_ref().map_or("", |merchant| merchant.as_str());
        Ok(writer.write_record([raw, merchant.as_bytes(), said.category.key().as_bytes()])?)
    })?;
    writer.flush()
}

/// Reads line by line, and hands each on with the bytes that it had.
fn each(lines: &mut impl BufRead, mut told: impl FnMut(&[u8], Description) -> io::Result<()>) -> io::Result<()> {
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        if line.len() > MAX_LINE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a line of over 1 MiB is no descriptor"));
        }
        let raw = line.strip_suffix(b"\n").unwrap_or(&line);
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        told(raw, insights::describe(&String::from_utf8_lossy(raw)))?;
        line.clear();
    }
    Ok(())
}

impl Told {
    fn of(raw: &[u8], said: Description) -> Self {
        Self {
            raw: String::from_utf8_lossy(raw).into_owned(),
            merchant: said.merchant.map(|merchant| merchant.to_string()),
            category: said.category.key(),
            kind: said.kind.key(),
            why: said.why,
            channel: said.channel.map(insights::Channel::key),
            intermediary: said.intermediary,
            place: said.place.map(|place| place.to_string()),
            site: said.site,
        }
    }
}

fn table(told: &[Told]) -> String {
    let row = |told: &Told| {
        let who = told.merchant.clone().unwrap_or_else(|| format!("({})", told.kind));
        let raw = crate::domain::Clean::new(&told.raw).to_string();
        vec![raw, who, told.category.to_owned(), told.why.clone()]
    };
    let rows: Vec<_> = told.iter().map(row).collect();
    output::table(&["descriptor", "merchant", "category", "why"], &rows, &[])
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
