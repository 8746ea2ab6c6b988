//! `passbook transfers list | doubts | confirm | reject`: movements between the person's accounts, and what the person says of doubtful ones.

use std::collections::HashMap;

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;

use super::answers;
use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::hand::row_named;
use super::output::{self, Format};
use super::session::Session;
use crate::domain::{Book, Period, Transaction, TxnId};
use crate::insights::{self, Doubt};

/// Two rows on the command line.
#[derive(Debug, Args)]
pub struct Two {
    /// The row that left: `t123`
    pub from: String,
    /// The row that arrived
    pub to: String,
    /// Take your word back
    #[arg(long)]
    pub undo: bool,
}

#[derive(Serialize)]
struct Report {
    schema: u32,
    pairs: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    from: String,
    to: String,
    /// Of the side that left.
    date: String,
    amount: String,
    currency: String,
    from_account: String,
    to_account: String,
    kind: &'static str,
    /// How likely they are one, in percent; 100 where they are taken for one.
    likely: u16,
    #[serde(skip)]
    texts: [String; 2],
}

/// Lists movements of a period by the day on which they left.
pub fn list(global: &Global, period: Period) -> Result<u8, Failure> {
    show(global, |book| {
        let pairs = insights::paired(book);
        let sides = pairs.sides().iter().map(|(from, to)| (*from, *to, 1_000)).collect();
        lines(book, sides)
            .into_iter()
            .filter(|line| line.date.parse::<NaiveDate>().is_ok_and(|day| period.contains(day)))
            .collect()
    })
}

/// Lists what is asked.
pub fn doubts(global: &Global) -> Result<u8, Failure> {
    show(global, |book| {
        let pairs = insights::paired(book);
        lines(book, pairs.doubts.iter().map(|doubt| (doubt.from, doubt.to, doubt.likely)).collect())
    })
}

fn show(global: &Global, lines: impl FnOnce(&Book) -> Vec<Line>) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    keeper.load_all()?;
    keeper.read_anew();
    let report = Report { schema: 1, pairs: lines(keeper.book()) };
    let header = ["from", "to", "date", "amount", "currency", "from_account", "to_account", "kind", "likely"];
    match Format::of(global) {
        Format::Json => output::json(&report)?,
        Format::Csv => output::csv(&header, report.pairs.iter().map(cells))?,
        Format::Text if report.pairs.is_empty() => output::words("none"),
        Format::Text => output::data(&text(&report)).map_err(anyhow::Error::from)?,
    }
    Ok(exit::DONE)
}

fn lines(book: &Book, sides: Vec<(TxnId, TxnId, u16)>) -> Vec<Line> {
    let rows: HashMap<TxnId, &Transaction> = book.rows().map(|row| (row.id, row)).collect();
    let pairs = insights::paired(book);
    let account = |row: &Transaction| {
        let account = book.accounts.get(&row.account);
        account.map_or_else(|| row.account.to_string(), |account| book.name(account).to_string())
    };
    let line = |(from, to, likely): (TxnId, TxnId, u16)| {
        let (from, to) = (*rows.get(&from)?, *rows.get(&to)?);
        Some(Line {
            from: from.id.to_string(),
            to: to.id.to_string(),
            date: from.date().to_string(),
            amount: from.amount.magnitude().to_decimal_string(),
            currency: from.amount.currency().id().to_owned(),
            from_account: account(from),
            to_account: account(to),
            kind: pairs.kind(book, from).key(),
            likely: likely / 10,
            texts: [from, to].map(|row| row.text.clean().to_string()),
        })
    };
    let mut lines: Vec<Line> = sides.into_iter().filter_map(line).collect();
    lines.sort_by(|a, b| (&b.date, &b.from).cmp(&(&a.date, &a.from)));
    lines
}

fn cells(line: &Line) -> Vec<String> {
    let texts = [&line.from, &line.to, &line.date, &line.amount, &line.currency, &line.from_account, &line.to_account];
    texts.map(Clone::clone).into_iter().chain([line.kind.to_owned(), line.likely.to_string()]).collect()
}

/// Two lines a pair: what it is, and what both banks wrote.
fn text(report: &Report) -> String {
    let mut text = String::new();
    for line in &report.pairs {
        let Line { from, to, date, amount, currency, from_account, to_account, likely, .. } = line;
        let sure = if *likely == 100 { String::new() } else { format!("  {likely} % likely") };
        text.push_str(&format!("{date}  {from} {to}  {amount} {currency}  {from_account} -> {to_account}{sure}\n"));
        text.push_str(&format!(
            "            {} | {}\n",
            output::cut(&line.texts[0], 32),
            output::cut(&line.texts[1], 32)
        ));
    }
    text
}

/// Keeps the person's word on two rows.
pub fn answer(global: &Global, two: &Two, same: bool) -> Result<u8, Failure> {
    let (_, mut keeper) = answers::open(global)?;
    let book = keeper.book();
    let (from, to) = (row_named(book, &two.from)?, row_named(book, &two.to)?);
    if from.account == to.account || !from.amount.is_out() || to.amount.is_out() {
        return Err(unusable("expected the row that left one account, then the one that arrived on another".into()));
    }
    let doubt = Doubt { from: from.id, to: to.id, likely: 0 };
    let edit = if two.undo { doubt.forget() } else { doubt.answer(same) };
    keeper.edit(edit)?;
    output::words(if two.undo { "your word on them is taken back" } else { "kept" });
    Ok(exit::DONE)
}
