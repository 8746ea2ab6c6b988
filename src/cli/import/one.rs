//! The road of one file: read, described, and put into the book.

use std::collections::BTreeSet;
use std::path::Path;

use super::report::Line;
use crate::connectors::file;
use crate::domain::{Clean, Clock, ConnectionId, Money};
use crate::runtime::Keeper;
use crate::statements::{Reading, Statement};

/// Reads one file and, where there is a keeper, stores it. A file that cannot be used gives a line that says why.
pub fn import(path: &Path, keeper: Option<&mut Keeper>, clock: Clock) -> Line {
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
    let accounts: BTreeSet<_> = reading.statements.iter().map(|s| &s.account.provider_id).collect();
    let days = || reading.statements.iter().filter_map(Statement::days);
    let only = || reading.statements.last().filter(|_| accounts.len() == 1);
    let notes = reading.notes.iter().chain(reading.statements.iter().flat_map(|statement| &statement.notes));
    let unnamed = reading.statements.iter().any(|statement| !statement.names_account);
    let question = unnamed
        .then(|| "which account is it of? The file does not say; it is kept as an account of its own".to_owned());
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
