//! `passbook transactions`: rows as they are stored, newest first.

use serde::Serialize;

use super::args::Global;
use super::exit::{self, Failure};
use super::output::{self, Format};
use super::session::{self, Session};
use crate::domain::{AccountId, Book, Period, Transaction};

#[derive(Serialize)]
struct Report {
    schema: u32,
    transactions: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    id: String,
    account: String,
    status: &'static str,
    posted: Option<String>,
    occurred: Option<String>,
    amount: String,
    currency: String,
    merchant: Option<String>,
    category: &'static str,
    /// The bank's own words, to the letter; `json` escapes what a terminal must not be given.
    text: String,
    sources: Vec<SourceLine>,
}

#[derive(Serialize)]
struct SourceLine {
    connection: String,
    id: Option<String>,
    current: bool,
}

/// Which rows.
pub struct Wanted<'a> {
    pub account: Option<&'a str>,
    pub period: Period,
    pub query: Option<&'a str>,
    pub limit: Option<usize>,
}

/// Runs the command.
pub fn run(global: &Global, wanted: &Wanted<'_>) -> Result<u8, Failure> {
    let query = session::query(wanted.query)?;
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    let accounts = wanted.account.map(|word| session::accounts_named(keeper.book(), word)).transpose()?;
    keeper.load_period(wanted.period)?;
    keeper.read_anew();
    let book = keeper.book();
    let today = session.wall.read().today;
    let rows = rows(book, accounts.as_deref(), wanted, |row| query.finds(book, row, today));
    match Format::of(global) {
        Format::Json => {
            let transactions = rows.iter().map(|row| line(book, row)).collect();
            output::json(&Report { schema: 1, transactions })?;
        }
        Format::Csv => csv(book, &rows)?,
        Format::Text => output::data(&text(book, &rows)).map_err(anyhow::Error::from)?,
    }
    Ok(exit::DONE)
}

fn rows<'a>(
    book: &'a Book,
    accounts: Option<&[AccountId]>,
    wanted: &Wanted<'_>,
    is_asked_for: impl Fn(&Transaction) -> bool,
) -> Vec<&'a Transaction> {
    let shown = |row: &&Transaction| {
        accounts.is_none_or(|accounts| accounts.contains(&row.account))
            && !book.is_row_hidden(row)
            && !book.is_hidden(row.account)
            && is_asked_for(row)
    };
    let mut rows: Vec<&Transaction> = book.rows_in(wanted.period).filter(shown).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.date(), row.id)));
    rows.truncate(wanted.limit.unwrap_or(usize::MAX));
    rows
}

fn line(book: &Book, row: &Transaction) -> Line {
    Line {
        id: row.id.to_string(),
        account: row.account.to_string(),
        status: row.status.word(),
        posted: row.posted.map(|day| day.to_string()),
        occurred: row.occurred.map(|day| day.to_string()),
        amount: row.amount.to_decimal_string(),
        currency: row.amount.currency().id().to_owned(),
        merchant: book.merchant(row).map(ToString::to_string),
        category: book.category(row).key(),
        text: row.text.raw().to_owned(),
        sources: row
            .sources
            .iter()
            .map(|source| SourceLine {
                connection: source.connection.to_string(),
                id: source.id.as_ref().map(|id| id.as_str().to_owned()),
                current: source.current,
            })
            .collect(),
    }
}

fn csv(book: &Book, rows: &[&Transaction]) -> anyhow::Result<()> {
    let header = [
        "id", "account", "status", "posted", "occurred", "amount", "currency", "merchant", "category", "text",
        "sources",
    ];
    let cells = rows.iter().map(|row| {
        let line = line(book, row);
        let sources: Vec<String> = line.sources.into_iter().map(|source| source.connection).collect();
        vec![
            line.id,
            line.account,
            line.status.to_owned(),
            line.posted.unwrap_or_default(),
            line.occurred.unwrap_or_default(),
            line.amount,
            line.currency,
            line.merchant.unwrap_or_default(),
            line.category.to_owned(),
            row.text.clean().to_string(),
            sources.join(" "),
        ]
    });
    output::csv(&header, cells)
}

fn text(book: &Book, rows: &[&Transaction]) -> String {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let account = book.accounts.get(&row.account);
            let name = account.map(|account| book.name(account).to_string()).unwrap_or_default();
            let who = book.merchant(row).unwrap_or(row.text.clean()).to_string();
            let status = if row.status == crate::domain::TxnStatus::Posted { "" } else { row.status.word() };
            vec![
                row.date().to_string(),
                name,
                who,
                book.category(row).words().to_owned(),
                row.amount.to_decimal_string(),
                row.amount.currency().to_string(),
                status.to_owned(),
            ]
        })
        .collect();
    output::table(&["date", "account", "merchant", "category", "amount", "", ""], &cells, &[4])
}
