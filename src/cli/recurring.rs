//! `passbook recurring`: subscriptions, bills and wages of the book; `passbook recurring replay`: those of any list of movements.

use std::collections::HashMap;
use std::path::Path;

use anyhow::anyhow;
use chrono::NaiveDate;
use serde::Serialize;

use super::args::Global;
use super::derivation::{self, Derived, Explain};
use super::exit::{self, Failure};
use super::figures::RecurringCommand;
use super::output::{self, Format};
use super::replay::Replay;
use super::session::Session;
use super::streams;
use crate::domain::{Book, Currency, Money, TxnId};
use crate::insights::{self, Known, Movements, Status, Stream, Word};
use crate::runtime::Wall;

const COLUMNS: [&str; 8] =
    ["account", "merchant", "frequency", "status", "last_amount", "next_date", "price_change", "tx_ids"];

#[derive(Serialize)]
struct Report {
    schema: u32,
    today: String,
    streams: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    account: String,
    merchant: String,
    category: &'static str,
    frequency: &'static str,
    status: &'static str,
    currency: String,
    /// Signed, money out negative.
    last_amount: String,
    last_date: String,
    next_date: Option<String>,
    next_amount: Option<String>,
    /// False for an amount that is a guess because it varies.
    fixed: bool,
    /// The date that passed without its charge.
    late_since: Option<String>,
    price_change: Option<Change>,
    trial: Option<String>,
    yearly: Option<String>,
    confirmed: bool,
    /// The day on which the person said that it ended.
    ended: Option<String>,
    tx_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<Derived>,
    #[serde(skip)]
    shown: Shown,
}

/// What only the text says.
struct Shown {
    frequency: &'static str,
    is_income: bool,
    /// Whether the last price is higher than the one before.
    raised: bool,
}

#[derive(Serialize)]
struct Change {
    from: String,
    to: String,
    on: String,
}

/// Runs the command on the book.
pub fn run(global: &Global, explain: bool) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    let today = session.wall.read().today;
    keeper.load_all()?;
    keeper.read_anew();
    let book = keeper.book();
    let explain = if explain { Some(Explain::new(&session, book)?) } else { None };
    let ids = bank_ids(book);
    let known = insights::known(book, today).into_iter().filter(|known| known.word != Some(Word::Denied));
    let lines = known.map(|known| line_of(&ids, &known, explain.as_ref())).collect();
    print(global, &Report { schema: 1, today: today.to_string(), streams: lines })
}

/// Runs one of its subcommands.
pub fn carry_out(global: &Global, command: &RecurringCommand) -> Result<u8, Failure> {
    match command {
        RecurringCommand::Replay { file } => replay(global, file),
        RecurringCommand::Confirm(which) => streams::say(global, which, Word::Confirmed),
        RecurringCommand::Reject(which) => streams::say(global, which, Word::Denied),
        RecurringCommand::End { which, on } => streams::say(global, which, streams::ended(global, *on)),
    }
}

/// Runs the command on a list of movements.
fn replay(global: &Global, file: &Path) -> Result<u8, Failure> {
    let today = Wall::new(global.today).read().today;
    let mut movements = Movements::default();
    Replay::open(file, &["date", "amount", "description"], &["id", "account"])?.each(|cells| {
        let [date, amount, text, id, account] = [0, 1, 2, 3, 4].map(|column| cells.of(column));
        let day: NaiveDate = date.parse().map_err(|_| anyhow!("'{date}' is no date: write 2026-11-22"))?;
        // spending is positive in such files
        let amount = Money::parse(amount, Currency::USD)?.negated();
        let line = cells.line.to_string();
        movements.add(if id.is_empty() { &line } else { id }, account, day, amount, text);
        Ok(())
    })?;
    let streams = movements.streams(today);
    let lines = streams.iter().map(|stream| {
        let ids = stream.rows.iter().map(|id| (*id).to_owned()).collect();
        line(stream, movements.account(stream).to_owned(), ids)
    });
    print(global, &Report { schema: 1, today: today.to_string(), streams: lines.collect() })
}

fn print(global: &Global, report: &Report) -> Result<u8, Failure> {
    match Format::of(global) {
        Format::Json => output::json(report)?,
        Format::Csv => output::csv(&COLUMNS, report.streams.iter().map(cells))?,
        Format::Text => output::data(&text(report)).map_err(anyhow::Error::from)?,
    }
    Ok(exit::DONE)
}

fn line_of(bank_ids: &HashMap<TxnId, &str>, known: &Known, explain: Option<&Explain<'_>>) -> Line {
    let ids =
        known.stream.rows.iter().map(|row| bank_ids.get(row).map_or_else(|| row.to_string(), |id| (*id).to_owned()));
    let ids = ids.collect();
    let mut line = line(&known.stream, known.account.to_string(), ids);
    line.confirmed = known.word == Some(Word::Confirmed);
    line.ended = match known.word {
        Some(Word::Ended(on)) => Some(on.to_string()),
        Some(Word::Confirmed | Word::Denied) | None => None,
    };
    line.derivation = explain.map(|explain| explain.of(&known.derivation()));
    line
}

/// The banks' ids of rows; a source that gives none is left out.
fn bank_ids(book: &Book) -> HashMap<TxnId, &str> {
    let ids = book
        .rows()
        .filter_map(|row| Some((row.id, row.sources.iter().find(|source| source.current)?.id.as_ref()?.as_str())));
    ids.collect()
}

fn line<R>(stream: &Stream<R>, account: String, tx_ids: Vec<String>) -> Line {
    let decimal = |money: Money| money.to_decimal_string();
    let size = |money: Money| money.magnitude().amount();
    let raised = stream.price_change.is_some_and(|change| size(change.to) > size(change.from));
    Line {
        account,
        merchant: stream.who.to_string(),
        category: stream.category.key(),
        frequency: stream.frequency.key(),
        status: stream.status.key(),
        currency: stream.last_amount.currency().id().to_owned(),
        last_amount: decimal(stream.last_amount),
        last_date: stream.last.to_string(),
        next_date: stream.next.map(|next| next.to_string()),
        next_amount: stream.next.map(|_| decimal(stream.next_amount)),
        fixed: stream.fixed,
        late_since: stream.awaited.map(|day| day.to_string()),
        price_change: stream.price_change.map(|change| Change {
            from: decimal(change.from),
            to: decimal(change.to),
            on: change.on.to_string(),
        }),
        trial: stream.trial.map(decimal),
        yearly: stream.yearly.map(decimal),
        confirmed: false,
        ended: None,
        tx_ids,
        derivation: None,
        shown: Shown { frequency: stream.frequency.words(), is_income: stream.is_income(), raised },
    }
}

/// A row of the CSV: the amount as a magnitude, whichever way it goes.
fn cells(line: &Line) -> Vec<String> {
    vec![
        line.account.clone(),
        line.merchant.clone(),
        line.frequency.to_owned(),
        line.status.to_owned(),
        line.last_amount.trim_start_matches('-').to_owned(),
        line.next_date.clone().unwrap_or_default(),
        u8::from(line.price_change.is_some()).to_string(),
        line.tx_ids.join(" "),
    ]
}

fn text(report: &Report) -> String {
    if report.streams.is_empty() {
        return "nothing recurs yet: it takes three charges, or two years of a yearly one\n".to_owned();
    }
    let ended = |line: &&Line| line.ended.is_some() || line.status == Status::Cancelled.key();
    let parts =
        [("Paid", false, false), ("Received", true, false), ("Ended", false, true), ("No longer received", true, true)];
    let mut text = String::new();
    for (title, is_income, has_ended) in parts {
        let lines = report.streams.iter().filter(|line| line.shown.is_income == is_income && ended(line) == has_ended);
        let lines: Vec<&Line> = lines.collect();
        if lines.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let when = if has_ended { "last" } else { "next" };
        let header = [title, "", "amount", "", when, "a year", ""];
        let rows: Vec<Vec<String>> = lines.iter().map(|line| shown(line, has_ended)).collect();
        text.push_str(&output::table(&header, &rows, &[2, 5]));
        for line in lines {
            if let Some(derived) = &line.derivation {
                text.push_str(&derivation::text(&line.merchant, derived));
            }
        }
    }
    text
}

/// One line of at most 80 columns.
fn shown(line: &Line, has_ended: bool) -> Vec<String> {
    let amount = if has_ended { &line.last_amount } else { line.next_amount.as_ref().unwrap_or(&line.last_amount) };
    let guess = if line.fixed { "" } else { "~" };
    let note = match line {
        Line { late_since: Some(_), .. } => "late",
        Line { price_change: Some(_), .. } if !has_ended => {
            if line.shown.raised {
                "raised"
            } else {
                "lowered"
            }
        }
        Line { status: "EARLY", .. } => "twice",
        Line { trial: Some(_), .. } if !has_ended => "trial",
        _ => "",
    };
    let yearly = line.yearly.as_deref().unwrap_or_default();
    vec![
        output::cut(&line.merchant, 20),
        line.shown.frequency.to_owned(),
        format!("{guess}{}", amount.trim_start_matches('-')),
        line.currency.clone(),
        if has_ended { line.last_date.clone() } else { line.next_date.clone().unwrap_or_default() },
        if has_ended { String::new() } else { yearly.trim_start_matches('-').to_owned() },
        note.to_owned(),
    ]
}
