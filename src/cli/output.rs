//! Data to standard output as text, JSON or CSV; words about it to standard error. A reader that goes away is no error.

use std::io::{self, Write};

use serde::Serialize;

use super::args::Global;
use crate::statements::writers;

/// How the person wants data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Csv,
}

impl Format {
    /// What `--json` and `--csv` say.
    pub fn of(global: &Global) -> Self {
        match (global.json, global.csv) {
            (true, _) => Self::Json,
            (_, true) => Self::Csv,
            _ => Self::Text,
        }
    }
}

/// Writes to standard output; a closed pipe ends the writing without a word.
pub fn data(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other
            .map_err(|error| io::Error::new(error.kind(), format!("standard output could not be written: {error}"))),
    }
}

/// Writes a line to standard error. There is nobody left to tell when that fails.
pub fn words(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Writes words to standard error and stays on their line, for an answer or a progress.
pub fn prompt(words: &str) {
    let mut out = io::stderr().lock();
    let _ = out.write_all(words.as_bytes()).and_then(|()| out.flush());
}

/// Writes a value as indented JSON with an end of line.
pub fn json(value: &impl Serialize) -> anyhow::Result<()> {
    Ok(data(&super::json::text(value)?)?)
}

/// Writes rows as CSV under a header, safe in a spreadsheet as an export is.
pub fn csv(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    writers::records(&mut bytes, header, rows)?;
    Ok(data(&String::from_utf8(bytes)?)?)
}

/// Lines of columns as wide as their widest cell, two spaces apart; the columns named in `right` are aligned to the right.
pub fn table(header: &[&str], rows: &[Vec<String>], right: &[usize]) -> String {
    let width = |cell: &str| unicode_width::UnicodeWidthStr::width(cell);
    let cells =
        || std::iter::once(header.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>()).chain(rows.iter().cloned());
    let mut widths = vec![0; header.len()];
    for row in cells() {
        for (i, cell) in row.iter().enumerate().take(widths.len()) {
            widths[i] = widths[i].max(width(cell));
        }
    }
    let mut text = String::new();
    for row in cells() {
        let mut line = String::new();
        for (i, cell) in row.iter().enumerate().take(widths.len()) {
            let gap = " ".repeat(widths[i] - width(cell));
            let (before, after) = if right.contains(&i) { (gap.as_str(), "") } else { ("", gap.as_str()) };
            line.push_str(&format!("{before}{cell}{after}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A text of at most so many columns; one that is cut ends in an ellipsis.
pub fn cut(text: &str, columns: usize) -> String {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = |c: &char| {
        let width = c.width().unwrap_or(0);
        let room = width <= left;
        left = left.saturating_sub(width);
        room
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_what_is_seen() {
        let rows = [vec!["北京".to_owned(), "1.00".to_owned()], vec!["x".to_owned(), "-10.00".to_owned()]];
        assert_eq!(table(&["a", "b"], &rows, &[1]), "a          b\n北京    1.00\nx     -10.00\n");
    }
}
