//! Rules on what is so today: a refund that did not come, a connection without news, a limit that was passed.

use std::sync::Arc;

use crate::domain::{AccountState, Book, Clean, Connection, ConnectionId, Limited, Money, Month, RowKind, Status};
use crate::insights::alerts::scene::{Scene, Standing};
use crate::insights::limits::{self, Allowance};

use super::Told;

/// Days after which a refund is missed, and for which it is.
const REFUND_DAYS: i64 = 14;
const REFUND_MISSED: i64 = 120;
/// Days without news that are still usual: a weekend with a holiday.
const SILENT_DAYS: i64 = 3;

/// A purchase that the person tagged `refund`, without money back from the merchant for two weeks.
pub(super) fn refund_missing(scene: &Scene<'_>) -> Vec<Standing> {
    let book = scene.book;
    let waits = |tags: &[Clean]| tags.iter().any(|tag| tag.as_str().to_lowercase().contains("refund"));
    let tagged = book.rows().filter(|row| row.amount.is_out() && waits(&book.edit_of(row.id).tags));
    let missed = tagged.filter_map(|row| {
        let merchant = book.merchant(row)?;
        let days = (scene.today() - row.date()).num_days();
        let came = book.rows().any(|back| {
            let is_back = scene.pairs.kind(book, back) == RowKind::Refund && back.status.counts();
            is_back && book.merchant(back) == Some(merchant) && back.date() >= row.date()
        });
        (!came && (REFUND_DAYS..=REFUND_MISSED).contains(&days)).then(|| {
            let told = Told::new(
                format!("you await {} from {merchant}", row.amount.magnitude()),
                format!("{days} days so far"),
            );
            let (name, day) = (row.id.to_string(), row.date());
            Standing { name, told, day, account: Some(row.account), connection: None, row: Some(row.id) }
        })
    });
    missed.collect()
}

/// A connection whose last good answer, or an account whose figures, are days old.
pub(super) fn stale(scene: &Scene<'_>) -> Vec<Standing> {
    let silent = scene.book.connections.values().filter_map(|connection| {
        let stopped = matches!(connection.status, Status::Paused | Status::Revoked);
        let last = connection.last_ok.filter(|_| !stopped && connection.last_attempt.is_some())?;
        let days = (scene.watch.clock.now - last).num_days();
        (is_asked(scene.book, &connection.id) && days >= SILENT_DAYS).then(|| {
            let told = Told::new(format!("{} answered on {}", connection.title(), last.date_naive()), words(days));
            let name = format!("{}-{}", connection.id.as_str(), last.date_naive());
            let connection = Some(connection.id.clone());
            Standing { name, told, day: scene.today(), account: None, connection, row: None }
        })
    });
    let aged = scene.book.accounts.values().filter_map(|account| {
        let asked = account.connection().is_none_or(|id| is_asked(scene.book, id));
        let balance = account.balance.as_ref().filter(|_| asked && account.state == AccountState::Open)?;
        let as_of = balance.as_of?;
        let days = (balance.fetched_at - as_of).num_days();
        let recent = (scene.watch.clock.now - balance.fetched_at).num_days() < SILENT_DAYS;
        (recent && days >= SILENT_DAYS).then(|| {
            let told = Told::new(format!("{} gives figures of {}", account.bank.name, as_of.date_naive()), words(days));
            let name = format!("{}-{}", account.id, as_of.date_naive());
            let connection = account.connection().cloned();
            Standing { name, told, day: scene.today(), account: Some(account.id), connection, row: None }
        })
    });
    silent.chain(aged).collect()
}

/// True of a connection that asks somebody. Files have news only when somebody brings one: an old statement is no silence.
fn is_asked(book: &Book, connection: &ConnectionId) -> bool {
    let is_files = |of: &Arc<Connection>| matches!(of.kind.as_ref(), "file" | "folder");
    *connection != ConnectionId::import() && !book.connections.get(connection).is_some_and(is_files)
}

fn words(days: i64) -> String {
    format!("{days} days without news")
}

/// A limit of the config that the running month has passed.
pub(super) fn over_limit(scene: &Scene<'_>) -> Vec<Standing> {
    let month = Month::of(scene.today());
    // a sum that no honest book reaches is said by who shows it
    let allowances = limits::allowances(scene.book, scene.watch.limits, month, &[], scene.today()).unwrap_or_default();
    allowances.iter().filter(|allowance| allowance.left.is_sign_negative()).map(|over| passed(over, scene)).collect()
}

fn passed(over: &Allowance, scene: &Scene<'_>) -> Standing {
    let Allowance { limit, month, spent, .. } = over;
    let spent = Money::new(*spent, limit.amount.currency()).unwrap_or(limit.amount);
    let (key, who) = match &limit.of {
        Limited::Category(category) => (category.key().to_owned(), category.words().to_owned()),
        Limited::Merchant(merchant) => (merchant.to_string(), merchant.to_string()),
    };
    let told = Told::new(format!("your limit for {who} is {} a month", limit.amount), format!("{spent} in {month}"));
    let row = over.derivation.rows.last().copied();
    Standing { name: format!("{key}-{month}"), told, day: scene.today(), account: None, connection: None, row }
}
