//! A CSV of movements read for a replay: columns by name, row by row, from a file or standard input. Errors say the line.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use anyhow::{Context, anyhow};

/// More than this is no list of movements of a person.
const MAX_BYTES: u64 = 1024 * 1024 * 1024;

/// A CSV whose columns are found by name.
pub struct Replay {
    shown: String,
    rows: csv::Reader<Box<dyn Read>>,
    /// Where each wanted column stands.
    places: Vec<Option<usize>>,
    record: csv::StringRecord,
}

/// Cells of one row, in the order in which the columns were asked for.
pub struct Cells<'a> {
    /// Of the file, from 1.
    pub line: u64,
    places: &'a [Option<usize>],
    record: &'a csv::StringRecord,
}

impl Cells<'_> {
    /// The cell of that column; empty where the file has none.
    pub fn of(&self, column: usize) -> &str {
        let place = self.places.get(column).copied().flatten();
        place.and_then(|place| self.record.get(place)).unwrap_or_default().trim()
    }
}

impl Replay {
    /// Opens a file, or standard input for `-`, and finds its columns: those of `required` and `optional`, numbered on through both.
    pub fn open(file: &Path, required: &[&str], optional: &[&str]) -> anyhow::Result<Self> {
        let is_input = file == Path::new("-");
        let shown = if is_input { "standard input".to_owned() } else { file.display().to_string() };
        let source: Box<dyn Read> = if is_input {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(file).with_context(|| format!("{shown} could not be opened"))?)
        };
        Self::of(source, shown, required, optional)
    }

    fn of(source: Box<dyn Read>, shown: String, required: &[&str], optional: &[&str]) -> anyhow::Result<Self> {
        let source: Box<dyn Read> = Box::new(BufReader::new(source.take(MAX_BYTES)));
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(source);
        let header = rows.headers().with_context(|| format!("{shown}: the header could not be read"))?;
        let place = |wanted: &&str| {
            header.iter().position(|name| name.trim().trim_start_matches('\u{feff}').eq_ignore_ascii_case(wanted))
        };
        let places: Vec<Option<usize>> = required.iter().chain(optional).map(place).collect();
        let missing: Vec<&str> =
            required.iter().zip(&places).filter(|(_, place)| place.is_none()).map(|(name, _)| *name).collect();
        if !missing.is_empty() {
            return Err(anyhow!("{shown}: the header lacks {}", missing.join(", ")));
        }
        Ok(Self { shown, rows, places, record: csv::StringRecord::new() })
    }

    /// Hands each row to `take`; the first that cannot be read or taken ends the reading with its line.
    pub fn each(mut self, mut take: impl FnMut(&Cells<'_>) -> anyhow::Result<()>) -> anyhow::Result<()> {
        while self.rows.read_record(&mut self.record).with_context(|| format!("{}: no CSV", self.shown))? {
            let line = self.record.position().map_or(0, csv::Position::line);
            let cells = Cells { line, places: &self.places, record: &self.record };
            take(&cells).with_context(|| format!("{}, line {line}", self.shown))?;
        }
        if self.rows.position().byte() >= MAX_BYTES {
            return Err(anyhow!("{} is over 1 GiB: cut it into years", self.shown));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &'static str) -> anyhow::Result<Replay> {
        Replay::of(Box::new(text.as_bytes()), "x.csv".into(), &["date", "amount"], &["id"])
    }

    #[test]
    fn columns_are_found_by_name_and_optional_ones_may_be_missing() {
        let mut seen = Vec::new();
        let replay = open("\u{feff}Amount,other,DATE\n1.00,x,2024-01-01\n2.00\n").unwrap();
        replay
            .each(|cells| {
                seen.push([0, 1, 2].map(|column| cells.of(column).to_owned()));
                Ok(())
            })
            .unwrap();
        assert_eq!(seen, [["2024-01-01", "1.00", ""], ["", "2.00", ""]]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert_eq!(open("id,date\n").err().unwrap().to_string(), "x.csv: the header lacks amount");
        let refused = open("date,amount\n1,2\n3,4\n").unwrap().each(|cells| match cells.of(0) {
            "3" => Err(anyhow!("no date")),
            _ => Ok(()),
        });
        assert_eq!(format!("{:#}", refused.unwrap_err()), "x.csv, line 3: no date");
    }
}
