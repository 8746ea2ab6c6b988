//! What statements say, as an answer of a connection.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::read::RowIds;
use crate::domain::{Batch, Changes, Clean, Clock, ConnectionId, Problem, ProblemKind, ProviderId, Scope, SeenAccount};
use crate::statements::{Fingerprint, Statement};

/// Says which account statements are of: the person's word, see [`SeenAccount::chosen`]. A statement that names none is known under that
/// word from then on.
pub fn choose<'a>(statements: impl IntoIterator<Item = &'a mut Statement>, word: &Clean) {
    for statement in statements {
        let account = &mut statement.account;
        account.chosen = Some(word.clone());
        if !statement.names_account {
            let print = Fingerprint::default().with(&word.as_str().to_lowercase());
            let format = account.provider_id.format().unwrap_or("file").to_owned();
            if let Some(id) = ProviderId::of_format(&format, &format!("named:{print}")) {
                account.provider_id = id;
            }
            statement.names_account = true;
        }
    }
}

/// What statements say, as an answer of a connection. Each is a window of its own that vouches for nothing it leaves out: a download
/// may hold any part of an account. An account of several statements is described by the one with the newest balance.
pub fn batch_of(connection: &ConnectionId, statements: Vec<Statement>, clock: Clock) -> Batch {
    let mut batch = Batch::new(connection.clone(), clock.now);
    let mut accounts: BTreeMap<ProviderId, SeenAccount> = BTreeMap::new();
    let mut ids = RowIds::default();
    for mut statement in statements {
        let account = statement.account.provider_id.clone();
        ids.give(&account, &mut statement.rows);
        let scope = || Scope::Account(account.clone());
        let notes = statement.notes.iter().cloned();
        batch.problems.extend(notes.map(|message| Problem { scope: scope(), kind: ProblemKind::Notice, message }));
        let days = statement.days();
        let span = [statement.period, days].into_iter().flatten();
        let from = span.clone().map(|(first, _)| first).min().unwrap_or(clock.today);
        // a period that reaches into the future is the bank's wish, not knowledge
        let stated = span.map(|(_, last)| last).max().unwrap_or(clock.today).min(clock.today);
        let to = days.map_or(stated, |(_, last)| last.max(stated)).max(from);
        batch.changes.push(Changes::Window {
            account: account.clone(),
            from,
            to,
            complete: false,
            rows: statement.rows,
        });
        let mut seen = statement.account;
        if let Some(balance) = &mut seen.balance {
            balance.as_of = balance.as_of.map(|at| at.min(clock.now));
        }
        match accounts.get_mut(&account) {
            Some(known) if dated(known) >= dated(&seen) => {}
            _ => drop(accounts.insert(account, seen)),
        }
    }
    batch.accounts = accounts.into_values().collect();
    batch
}

/// Orders what two statements say of one account: a balance before none, the later before the earlier.
fn dated(account: &SeenAccount) -> (bool, Option<DateTime<Utc>>) {
    (account.balance.is_some(), account.balance.as_ref().and_then(|balance| balance.as_of))
}
