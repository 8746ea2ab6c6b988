//! `passbook alerts replay`: judges a stream of charges from a file or standard input, row by row as it is read. Columns are found by
//! name; none but those that a bank could know is looked at.

use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::args::Global;
use super::exit::{self, Failure};
use super::output::Format;
use super::session::{find_paths, read_config};
use crate::domain::Level;
use crate::insights::alerts::{Movement, Replay};

/// Where each column stands.
struct Columns {
    id: usize,
    customer: usize,
    time: usize,
    amount: usize,
    merchant: Option<usize>,
    category: Option<usize>,
}

impl Columns {
    fn find(header: &csv::StringRecord) -> anyhow::Result<Self> {
        let at = |name: &str| header.iter().position(|cell| cell.trim_start_matches('\u{feff}').trim() == name);
        let needed = |name: &str| {
            at(name)
                .ok_or_else(|| anyhow!("the stream has no column '{name}': id, customer, time and amount are needed"))
        };
        Ok(Self {
            id: needed("id")?,
            customer: needed("customer")?,
            time: needed("time")?,
            amount: needed("amount")?,
            merchant: at("merchant").or_else(|| at("terminal")),
            category: at("category"),
        })
    }
}

/// Runs the command, at the level of the config where there is one.
pub fn run(global: &Global, file: &Path) -> Result<u8, Failure> {
    if Format::of(global) == Format::Json {
        return Err(exit::unusable("a stream is judged into CSV: leave --json out".to_owned()));
    }
    let paths = find_paths(global)?;
    let level = read_config(&paths.config, paths.named)?.map_or_else(Level::default, |config| config.alerts.level);
    let stream: Box<dyn Read> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(file).with_context(|| format!("{} could not be read", file.display()))?)
    };
    match judge(stream, &mut BufWriter::new(io::stdout().lock()), level) {
        Ok(()) => Ok(exit::DONE),
        Err(error) if is_broken_pipe(&error) => Ok(exit::DONE),
        Err(error) => Err(error.context(format!("{} could not be judged", file.display())).into()),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        let wrapped = cause.downcast_ref::<csv::Error>().map(csv::Error::kind);
        cause.downcast_ref().is_some_and(broken) || matches!(wrapped, Some(csv::ErrorKind::Io(error)) if broken(error))
    })
}

fn judge(stream: impl Read, out: &mut impl Write, level: Level) -> anyhow::Result<()> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(stream);
    let columns = Columns::find(reader.headers()?)?;
    let mut replay = Replay::new(level, columns.category.is_some());
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["id", "alert", "score", "rule", "why"])?;
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row)? {
        let line = row.position().map_or(0, csv::Position::line);
        let movement = movement(&row, &columns).with_context(|| format!("line {line}"))?;
        let verdict = replay.judge(&movement);
        let (alert, rule, why) = verdict.alert.as_ref().map_or(("0", "", ""), |(rule, why)| ("1", *rule, why));
        writer.write_record([cell(&row, columns.id), alert, &verdict.score.to_string(), rule, why])?;
    }
    Ok(writer.flush()?)
}

fn cell(row: &csv::StringRecord, at: usize) -> &str {
    row.get(at).unwrap_or_default().trim()
}

fn movement<'r>(row: &'r csv::StringRecord, columns: &Columns) -> anyhow::Result<Movement<'r>> {
    let or_empty = |at: Option<usize>| at.map_or("", |at| cell(row, at));
    let amount = cell(row, columns.amount);
    let amount = Decimal::from_str_exact(amount).map_err(|_| anyhow!("the amount is no decimal such as 12.30"))?;
    Ok(Movement {
        customer: cell(row, columns.customer),
        time: time(cell(row, columns.time)).context("the time is none of ISO 8601, such as 2026-11-22T18:04:00")?,
        amount,
        merchant: or_empty(columns.merchant),
        category: or_empty(columns.category),
    })
}

/// A moment as ISO 8601 writes it; of one with a zone the clock on the wall, of a day alone its noon.
fn time(text: &str) -> Option<NaiveDateTime> {
    let plain = text.parse::<NaiveDateTime>().or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S"));
    let zoned = || DateTime::parse_from_rfc3339(text).ok().map(|time| time.naive_local());
    let noon = || text.parse::<NaiveDate>().ok()?.and_hms_opt(12, 0, 0);
    plain.ok().or_else(zoned).or_else(noon)
}
