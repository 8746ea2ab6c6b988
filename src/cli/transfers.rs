//! `passbook transfers replay`: judges any list of rows as if its owners kept their books here. Nothing is stored.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use super::args::Global;
use super::exit::{self, Failure};
use super::figures::TransfersCommand;
use super::output::{self, Format};
use super::sides;
use crate::domain::{Clean, Currency, Money, Rates};
use crate::insights::{self, Replayed, Stated};

/// More than any list of a person's rows.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Runs the command.
pub fn run(global: &Global, command: &TransfersCommand) -> Result<u8, Failure> {
    match command {
        TransfersCommand::Replay { file } => replay(global, file),
        TransfersCommand::List { period } => sides::list(global, *period),
        TransfersCommand::Doubts => sides::doubts(global),
        TransfersCommand::Confirm(two) => sides::answer(global, two, true),
        TransfersCommand::Reject(two) => sides::answer(global, two, false),
    }
}

fn replay(global: &Global, file: &Path) -> Result<u8, Failure> {
    let from_stdin = file.as_os_str() == "-";
    let reader: Box<dyn Read> = if from_stdin {
        Box::new(io::stdin().lock())
    } else {
        let opened = File::open(file);
        Box::new(opened.map_err(|error| anyhow::anyhow!("{} could not be opened: {error}", file.display()))?)
    };
    let name = if from_stdin { Path::new("standard input") } else { file };
    let told = |error: anyhow::Error| error.context(format!("{} cannot be judged", name.display()));
    let rows = read(reader.take(MAX_BYTES)).map_err(told)?;
    let judged = insights::replay(&rows, &Rates::default()).map_err(|error| told(error.into()))?;
    print(global, &judged)?;
    Ok(exit::DONE)
}

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    rows: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    kind: &'static str,
    partner: Option<&'a str>,
}

fn print(global: &Global, judged: &[Replayed]) -> anyhow::Result<()> {
    let cells = judged
        .iter()
        .map(|row| vec![row.id.clone(), row.kind.key().to_owned(), row.partner.clone().unwrap_or_default()]);
    match Format::of(global) {
        Format::Json => {
            let rows =
                judged.iter().map(|row| Line { id: &row.id, kind: row.kind.key(), partner: row.partner.as_deref() });
            output::json(&Report { schema: 1, rows: rows.collect() })
        }
        Format::Csv => output::csv(&["id", "kind", "partner"], cells),
        Format::Text => Ok(output::data(&output::table(&["id", "kind", "partner"], &cells.collect::<Vec<_>>(), &[]))?),
    }
}

/// Reads the list; columns are found by name, others are not looked at.
fn read(from: impl Read) -> anyhow::Result<Vec<Stated>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(from);
    let header = reader.headers()?.clone();
    let column = |name: &str| {
        let found =
            header.iter().position(|cell| cell.trim().trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
        found.ok_or_else(|| anyhow::anyhow!("the column '{name}' is missing: name it in the first line"))
    };
    let [id, owner, account, kind] = [column("id")?, column("owner")?, column("account")?, column("account_kind")?];
    let [currency, date, amount, text] =
        [column("currency")?, column("date")?, column("amount")?, column("description")?];
    let mut rows = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record?;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let line = at + 2;
        let wrong = |name: &str, at: usize| {
            anyhow::anyhow!(
                "line {line}: '{}' is no {name}",
                Clean::new(cell(at)).as_str().chars().take(40).collect::<String>()
            )
        };
        let day =
            NaiveDate::parse_from_str(cell(date).trim(), "%Y-%m-%d").map_err(|_| wrong("day (2026-01-31)", date))?;
        let currency = Currency::parse(cell(currency)).map_err(|_| wrong("currency", currency))?;
        let money = Money::parse(cell(amount).trim(), currency);
        rows.push(Stated {
            id: cell(id).to_owned(),
            owner: cell(owner).to_owned(),
            account: cell(account).to_owned(),
            account_kind: cell(kind).to_owned(),
            day,
            amount: money.map_err(|_| anyhow::anyhow!("line {line}: the amount is no number, write it like -12.34"))?,
            text: cell(text).to_owned(),
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "description,amount,date,currency,account_kind,account,owner,id,case";

    #[test]
    fn columns_are_found_by_name_and_others_are_not_read() {
        let rows =
            read(format!("{HEADER}\nCORNER BOOKS,-5.00,2026-01-31,USD,card,Card,Pat,a,secret\n").as_bytes()).unwrap();
        assert_eq!((rows[0].id.as_str(), rows[0].text.as_str()), ("a", "CORNER BOOKS"));
        assert!(rows[0].amount.is_out());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let said = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(said("id,owner\n"), "the column 'account' is missing: name it in the first line");
        assert_eq!(
            said(&format!("{HEADER}\nx,-5,31/01/2026,USD,card,Card,Pat,a,\n")),
            "line 2: '31/01/2026' is no day (2026-01-31)"
        );
        assert!(
            said(&format!("{HEADER}\nx,five,2026-01-31,USD,card,Card,Pat,a,\n"))
                .contains("line 2: the amount is no number")
        );
    }
}
