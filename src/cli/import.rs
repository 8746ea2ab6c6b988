//! `passbook import FILE...`: reads statement files into the store of real accounts; a bad file is named and the good ones beside it
//! are read. `--dry-run` says what they hold and touches no store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::output::{self, Format};
use super::session::{Place, Session, find_paths, read_config};
use crate::config::Config;
use crate::connectors::file;
use crate::domain::{Clean, Clock, ConnectionId, Money};
use crate::runtime::{Keeper, SANDBOX};
use crate::statements::{Reading, Statement};

#[derive(Serialize)]
struct Report {
    schema: u32,
    files: Vec<Line>,
}

#[derive(Serialize, Default)]
struct Line {
    file: String,
    format: Option<&'static str>,
    accounts: usize,
    transactions: usize,
    sum: BTreeMap<String, String>,
    /// `null` in a dry run.
    new: Option<u32>,
    duplicates: Option<u32>,
    first: Option<String>,
    last: Option<String>,
    /// Of the one account of the file, as the bank states it.
    balance: Option<String>,
    currency: Option<String>,
    question: Option<String>,
    notes: Vec<String>,
    error: Option<String>,
}

/// Runs the command.
pub fn run(global: &Global, files: &[PathBuf], dry_run: bool) -> Result<u8, Failure> {
    if global.names_sandbox() {
        return Err(unusable(
            "statement files are real: import writes to the store of real accounts, leave --sandbox, --seed and --scenario out".into(),
        ));
    }
    let clock = crate::runtime::Wall::new(global.today).read();
    if global.read_only && !dry_run {
        return Err(unusable("--read-only and import exclude each other: --dry-run says what the files hold".into()));
    }
    let mut keeper = if dry_run { None } else { Some(open(global)?) };
    let lines: Vec<Line> = files.iter().map(|path| import(path, keeper.as_mut(), clock)).collect();
    let failed = lines.iter().filter(|line| line.error.is_some()).count();
    let total = lines.len();
    match Format::of(global) {
        Format::Json => output::json(&Report { schema: 1, files: lines })?,
        Format::Csv => csv(&lines)?,
        Format::Text => lines.iter().for_each(|line| output::words(&sentence(line))),
    }
    Ok(match failed {
        0 => exit::DONE,
        all if all == total => exit::FAILED,
        _ => exit::PARTLY,
    })
}

fn open(global: &Global) -> Result<Keeper, Failure> {
    let paths = find_paths(global)?;
    let config = read_config(&paths.config, paths.named)?.unwrap_or_default();
    if config.connections.iter().any(|connection| connection.kind == SANDBOX) {
        output::words(&format!(
            "{} shows the sandbox: what is imported is kept with your real accounts, which `passbook` shows without it",
            paths.config.display()
        ));
    }
    let place = Place::Real(paths.data);
    let session = Session { place, ..Session::empty(global, Config::default()) };
    let mut keeper = session.open(Duration::from_secs(5), "import")?;
    keeper.introduce(&ConnectionId::import(), file::KIND);
    Ok(keeper)
}

fn import(path: &Path, keeper: Option<&mut Keeper>, clock: Clock) -> Line {
    let shown = Clean::new(&path.to_string_lossy()).to_string();
    let failed = |error: String| Line { file: shown.clone(), error: Some(error), ..Line::default() };
    let reading = match file::read(path) {
        Ok(reading) => reading,
        Err(error) => return failed(error.to_string()),
    };
    let mut line = match describe(&reading) {
        Ok(line) => Line { file: shown.clone(), ..line },
        Err(error) => return failed(error),
    };
    if let Some(keeper) = keeper {
        let batch = file::batch_of(&ConnectionId::import(), reading.statements, clock);
        match keeper.answer(&batch, clock) {
            Ok(record) => {
                line.new = Some(record.rows.new);
                line.duplicates = Some(record.rows.same + record.rows.changed + record.rows.posted);
                line.notes.extend(record.notes.iter().map(ToString::to_string));
            }
            Err(problem) => return failed(problem.message.to_string()),
        }
    }
    line
}

fn describe(reading: &Reading) -> Result<Line, String> {
    let money = |money: Money| money.to_decimal_string();
    let sums = reading.sums().map_err(|error| error.to_string())?;
    let sum = sums.iter().map(|(currency, sum)| {
        let text = Money::new(sum, currency).map_or_else(|_| sum.to_string(), money);
        (currency.id().to_owned(), text)
    });
    let accounts: std::collections::BTreeSet<_> = reading.statements.iter().map(|s| &s.account.provider_id).collect();
    let days = || reading.statements.iter().filter_map(Statement::days);
    let only = || reading.statements.last().filter(|_| accounts.len() == 1);
    let notes = reading.notes.iter().chain(reading.statements.iter().flat_map(|statement| &statement.notes));
    let unnamed = reading.statements.iter().any(|statement| !statement.names_account);
    let asked = (!reading.questions.is_empty())
        .then(|| reading.questions.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
    let whose = unnamed
        .then(|| "which account is it of? The file does not say; it is kept as an account of its own".to_owned());
    let question = asked.or(whose);
    Ok(Line {
        format: Some(reading.format),
        accounts: accounts.len(),
        transactions: reading.rows().count(),
        sum: sum.collect(),
        first: days().map(|(first, _)| first).min().map(|day| day.to_string()),
        last: days().map(|(_, last)| last).max().map(|day| day.to_string()),
        balance: only().and_then(|s| s.account.balance.as_ref()?.current).map(money),
        currency: only().map(|s| s.account.currency.id().to_owned()),
        question,
        notes: notes.map(ToString::to_string).collect(),
        ..Line::default()
    })
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
        ]
    });
    output::csv(&header, rows)
}

/// One file in words.
fn sentence(line: &Line) -> String {
    if let Some(error) = &line.error {
        return format!("{}: not imported: {error}", line.file);
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
    match (line.new, line.duplicates) {
        (Some(new), Some(duplicates)) => text.push_str(&format!(": {new} new, {duplicates} already there")),
        _ => text.push_str(" (dry run: nothing stored)"),
    }
    for note in line.question.iter().chain(&line.notes) {
        text.push_str(&format!("\n  {note}"));
    }
    text
}
