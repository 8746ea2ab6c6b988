//! What an import says of its files: as words, JSON or CSV, one line a file.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::exit;
use crate::cli::output::{self, Format};

#[derive(Serialize)]
struct Report {
    schema: u32,
    files: Vec<Line>,
}

/// What became of one file.
#[derive(Serialize, Default)]
pub struct Line {
    pub file: String,
    pub format: Option<&'static str>,
    pub accounts: usize,
    pub transactions: usize,
    pub sum: BTreeMap<String, String>,
    /// `null` in a dry run.
    pub new: Option<u32>,
    pub duplicates: Option<u32>,
    pub first: Option<String>,
    pub last: Option<String>,
    /// Of the one account of the file, as the bank states it.
    pub balance: Option<String>,
    /// Of that account before the first row, worked back from the balance.
    pub opening: Option<String>,
    pub currency: Option<String>,
    pub question: Option<String>,
    pub notes: Vec<String>,
    pub error: Option<String>,
    /// `null` in a dry run.
    pub stored: Option<bool>,
}

/// Says what became of all files, in the form that was asked for, and gives the code to end with.
pub fn tell(lines: Vec<Line>, format: Format) -> anyhow::Result<u8> {
    let code = code(&lines);
    match format {
        Format::Json => output::json(&Report { schema: 1, files: lines })?,
        Format::Csv => csv(&lines)?,
        Format::Text => lines.iter().for_each(|line| output::words(&sentence(line))),
    }
    Ok(code)
}

fn code(lines: &[Line]) -> u8 {
    match lines.iter().filter(|line| line.error.is_some() || line.stored == Some(false)).count() {
        0 => exit::DONE,
        all if all == lines.len() => exit::FAILED,
        _ => exit::PARTLY,
    }
}

fn csv(lines: &[Line]) -> anyhow::Result<()> {
    let header = [
        "file",
        "format",
        "accounts",
        "transactions",
        "sum",
        "new",
        "duplicates",
        "first",
        "last",
        "balance",
        "currency",
        "error",
        "question",
        "opening",
    ];
    let rows = lines.iter().map(|line| {
        let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
        let sums: Vec<String> = line.sum.iter().map(|(currency, sum)| format!("{sum} {currency}")).collect();
        vec![
            line.file.clone(),
            line.format.unwrap_or_default().to_owned(),
            line.accounts.to_string(),
            line.transactions.to_string(),
            sums.join("; "),
            number(line.new),
            number(line.duplicates),
            line.first.clone().unwrap_or_default(),
            line.last.clone().unwrap_or_default(),
            line.balance.clone().unwrap_or_default(),
            line.currency.clone().unwrap_or_default(),
            line.error.clone().unwrap_or_default(),
            line.question.clone().unwrap_or_default(),
            line.opening.clone().unwrap_or_default(),
        ]
    });
    output::csv(&header, rows)
}

/// One file in words.
fn sentence(line: &Line) -> String {
    if let Some(error) = &line.error {
        return format!("{}: not imported: {error}", line.file);
    }
    if let (Some(question), Some(false)) = (&line.question, line.stored) {
        return format!("{}: not imported: {question}", line.file);
    }
    let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let mut text =
        format!("{}: {} of {}", line.file, plural(line.transactions, "transaction"), plural(line.accounts, "account"));
    if let (Some(first), Some(last)) = (&line.first, &line.last) {
        text.push_str(&format!(", {first} to {last}"));
    }
    for (currency, sum) in &line.sum {
        text.push_str(&format!(", sum {sum} {currency}"));
    }
    if let (Some(opening), Some(currency)) = (&line.opening, &line.currency) {
        text.push_str(&format!(", opening balance {opening} {currency}"));
    }
    match (line.new, line.duplicates) {
        (Some(new), Some(duplicates)) => text.push_str(&format!(": {new} new, {duplicates} already there")),
        _ => text.push_str(" (dry run: nothing stored)"),
    }
    for note in line.question.iter().chain(&line.notes) {
        text.push_str(&format!("\n  {note}"));
    }
    text
}
