//! `passbook check`: opens every record of the store and verifies it, the manifest and the counts; against the truth of a sandbox it
//! also names rows that are LOST (fetched once, gone now) or DOUBLED (one movement, two rows).

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context;
use chrono::NaiveDate;
use serde::Serialize;

use super::args::Global;
use super::exit::{self, Failure};
use super::output::{self, Format};
use super::sandbox::{Truth, TruthLine};
use super::session::{Place, Session};
use crate::connectors::sandbox::known_span;
use crate::domain::{Account, Book, Clean, Slot, Transaction, TxnStatus};
use crate::insights::balances;
use crate::store::{Access, Store, StoreError};

#[derive(Serialize)]
struct Report {
    schema: u32,
    sound: bool,
    accounts: u64,
    connections: u64,
    blocks: u64,
    rows: u64,
    edits: u64,
    syncs: u64,
    findings: Vec<String>,
    /// Findings beyond the thousand that are spelled out.
    more: u64,
    lost: Vec<String>,
    doubled: Vec<String>,
    /// Where an account's rows and its balances disagree, and what each account that files tell of opened with.
    balances: Vec<String>,
}

/// Runs the command.
pub fn run(global: &Global, truth: Option<&Path>) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let store = match &session.place {
        Place::Memory => Store::in_memory()?,
        Place::Real(folder) | Place::Sandbox(folder) => match Store::open(folder, Access::Read) {
            Err(StoreError::Missing { .. }) => {
                output::words(&format!("there is no store in {} yet: nothing to check", folder.display()));
                Store::in_memory()?
            }
            other => other?,
        },
    };
    let checked = store.check()?;
    let mut report = Report {
        schema: 1,
        sound: checked.is_sound(),
        accounts: checked.accounts,
        connections: checked.connections,
        blocks: checked.blocks,
        rows: checked.rows,
        edits: checked.edits,
        syncs: checked.syncs,
        findings: checked.findings,
        more: checked.more,
        lost: vec![],
        doubled: vec![],
        balances: vec![],
    };
    if report.sound {
        report.balances = balances(&whole(&store)?)?;
    }
    if let Some(path) = truth {
        let text = std::fs::read_to_string(path).with_context(|| format!("{} could not be read", path.display()))?;
        let truth: Truth = serde_json::from_str(&text)
            .with_context(|| format!("{} is not what `passbook sandbox truth` prints", path.display()))?;
        compare(&store, &truth, &mut report)?;
    }
    print(global, &report)?;
    let good = report.sound && report.lost.is_empty() && report.doubled.is_empty();
    Ok(if good { exit::DONE } else { exit::FAILED })
}

/// The book with every row.
fn whole(store: &Store) -> Result<Book, StoreError> {
    let mut book = store.book()?;
    let keys: Vec<_> = book.blocks.keys().copied().collect();
    for (key, block) in store.load(&keys)? {
        book.blocks.insert(key, Slot::Loaded(block));
    }
    Ok(book)
}

/// What rows and balances of accounts from files say of each other. Balances of other sources are of a moment within a day, and the rows
/// of that day cannot be told apart by it.
fn balances(book: &Book) -> anyhow::Result<Vec<String>> {
    let from_files =
        |account: &&std::sync::Arc<Account>| account.sources.iter().any(|source| source.provider_id.format().is_some());
    let mut lines = Vec::new();
    for account in book.accounts.values().filter(from_files) {
        let name = format!("{} {}", account.id, book.name(account));
        if let Some((day, opening)) = balances::opening(book, account.id)? {
            lines
                .push(format!("{name}: {opening} before its first transaction on {day}, worked back from its balance"));
        }
        let gaps = balances::gaps(book, account.id)?;
        lines.extend(gaps.iter().map(|gap| format!("{name}: {gap}")));
    }
    Ok(lines)
}

fn print(global: &Global, report: &Report) -> Result<(), Failure> {
    let lost = report.lost.iter().map(|row| format!("LOST {row}"));
    let named: Vec<String> = lost.chain(report.doubled.iter().map(|row| format!("DOUBLED {row}"))).collect();
    if Format::of(global) == Format::Json {
        for line in &named {
            output::words(line);
        }
        return Ok(output::json(report)?);
    }
    let mut text = String::new();
    for line in named.iter().chain(&report.findings).chain(&report.balances) {
        text.push_str(line);
        text.push('\n');
    }
    if report.more > 0 {
        text.push_str(&format!("and {} findings more\n", report.more));
    }
    let verdict = if report.sound { "sound" } else { "DAMAGED" };
    text.push_str(&format!(
        "{verdict}: {} accounts, {} transactions in {} blocks, {} edits, {} syncs\n",
        report.accounts, report.rows, report.blocks, report.edits, report.syncs
    ));
    Ok(output::data(&text).map_err(anyhow::Error::from)?)
}

/// Holds the book against the truth: each booked row of the span that was fetched must be there once.
fn compare(store: &Store, truth: &Truth, report: &mut Report) -> Result<(), Failure> {
    let book = whole(store)?;
    let rows = &truth.rows;
    let by_id: HashMap<(&str, &str), usize> = rows
        .iter()
        .enumerate()
        .flat_map(|(i, row)| row.ids.iter().map(move |id| ((row.account.as_str(), id.as_str()), i)))
        .collect();
    let mut seen = vec![0_u32; rows.len()];
    for account in book.accounts.values() {
        for row in book.rows_of(account.id).filter(|row| row.status.counts()) {
            if let Some(i) = truth_of(account, row, &by_id) {
                seen[i] += 1;
            }
        }
    }
    let known = known(&book);
    for (row, seen) in rows.iter().zip(seen) {
        // the last day of a sync of another day may have gone on after it
        let seen_whole = |(first, last): &(NaiveDate, NaiveDate), day: NaiveDate| {
            day >= *first && (day < *last || last.to_string() == truth.today)
        };
        let fetched =
            known.get(row.account.as_str()).is_some_and(|span| row.posted.is_some_and(|day| seen_whole(span, day)));
        let booked = row.status == TxnStatus::Posted.word();
        if seen > 1 {
            report.doubled.push(words(row));
        } else if seen == 0 && booked && fetched {
            report.lost.push(words(row));
        }
    }
    Ok(())
}

fn truth_of(account: &Account, row: &Transaction, by_id: &HashMap<(&str, &str), usize>) -> Option<usize> {
    let accounts = || account.sources.iter().map(|source| source.provider_id.as_str());
    let ids = row.sources.iter().filter_map(|source| source.id.as_ref());
    ids.flat_map(|id| accounts().map(move |account| (account, id.as_str()))).find_map(|key| by_id.get(&key).copied())
}

/// Per account of a bank: the first and last day of the history that has been fetched.
fn known(book: &Book) -> HashMap<&str, (NaiveDate, NaiveDate)> {
    let mut known = HashMap::new();
    for account in book.accounts.values() {
        for source in &account.sources {
            let cursor = book.connections.get(&source.connection).and_then(|connection| connection.cursor.as_deref());
            if let Some(span) = cursor.and_then(known_span) {
                known.insert(source.provider_id.as_str(), span);
            }
        }
    }
    known
}

fn words(row: &TruthLine) -> String {
    let id = row.ids.last().map(|id| Clean::new(id).to_string()).unwrap_or_default();
    let day = row.posted.or(row.occurred).map(|day| day.to_string()).unwrap_or_default();
    format!("{} {} {id} {day}", Clean::new(&row.bank), Clean::new(&row.account))
}
