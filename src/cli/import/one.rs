//! The road of one file: read, described, and put into the book.

use std::collections::BTreeSet;
use std::path::Path;

use super::mapping;
use super::report::Line;
use crate::connectors::file;
use crate::domain::{Clean, Clock, ConnectionId, Money};
use crate::runtime::Keeper;
use crate::statements::{Options, Reading, Statement};

/// Reads one file and, where there is a keeper, stores it. What it leaves open is asked where there is a folder for the
/// layouts that come of it; else a file with open questions is not stored. A file that cannot be used gives a line that says why.
pub fn import(path: &Path, keeper: Option<&mut Keeper>, clock: Clock, options: &Options, asks: Option<&Path>) -> Line {
    let shown = Clean::new(&path.to_string_lossy()).to_string();
    let failed = |error: String| Line { file: shown.clone(), error: Some(error), ..Line::default() };
    let mut reading = match file::read(path, options) {
        Ok(reading) => reading,
        Err(error) => return failed(error.to_string()),
    };
    if let (Some(layouts), false) = (asks, reading.questions.is_empty()) {
        match mapping::ask(path, options, layouts) {
            Ok(Some(answered)) => match file::read(path, &answered) {
                Ok(answered) => reading = answered,
                Err(error) => return failed(error.to_string()),
            },
            Ok(None) => return failed("left out".to_owned()),
            Err(error) => return failed(format!("{error:#}")),
        }
    }
    let mut line = match describe(&reading) {
        Ok(line) => Line { file: shown.clone(), ..line },
        Err(error) => return failed(error),
    };
    if keeper.is_some() && !reading.questions.is_empty() {
        return failed(line.question.unwrap_or_default());
    }
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
    let accounts: BTreeSet<_> = reading.statements.iter().map(|s| &s.account.provider_id).collect();
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
