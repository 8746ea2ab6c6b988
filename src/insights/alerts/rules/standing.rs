//! Rules on what is so today: a balance that will not do, a refund that did not come, a connection without news.

use chrono::Days;

use crate::domain::{Account, AccountKind, AccountState, Amounts, Clean, ConnectionId, Money, RowKind, Status};
use crate::insights::alerts::scene::{Scene, Standing, Stream};

use super::Told;

/// Days within which bills are held against a balance.
const AHEAD: u64 = 14;
/// Days after which a refund is missed, and for which it is.
const REFUND_DAYS: i64 = 14;
const REFUND_MISSED: i64 = 120;
/// Days without news that are still usual: a weekend with a holiday.
const SILENT_DAYS: i64 = 3;

/// An account that holds less than is due from it before its next income, or is overdrawn.
pub(super) fn low_balance(scene: &Scene<'_>) -> Vec<Standing> {
    let pays = |account: &Account| {
        matches!(scene.book.kind(account), AccountKind::Checking | AccountKind::Cash | AccountKind::Prepaid)
    };
    let open = |account: &Account| account.state == AccountState::Open && !scene.book.is_hidden(account.id);
    let accounts = scene.book.accounts.values().filter(|account| open(account) && pays(account));
    accounts.filter_map(|account| low(scene, account)).collect()
}

fn low(scene: &Scene<'_>, account: &Account) -> Option<Standing> {
    let holds = account.balance.as_ref()?.current?;
    let mine = |stream: &&Stream| stream.account == account.id;
    let end = scene.today.checked_add_days(Days::new(AHEAD))?;
    let incomes = scene.streams.iter().filter(mine).filter(|stream| stream.is_income());
    let next = incomes.filter_map(|stream| stream.coming.first()).map(|(day, _)| *day).min();
    let until = next.unwrap_or(end).min(end);
    let bills = scene.streams.iter().filter(mine).filter(|stream| !stream.is_income());
    let due = bills.flat_map(|stream| &stream.coming).filter(|(day, _)| *day < until);
    let mut left = Amounts::default();
    left.add(holds).ok()?;
    let mut count = 0_u32;
    for (_, amount) in due.filter(|(_, amount)| amount.currency() == holds.currency()) {
        left.add(*amount).ok()?;
        count += 1;
    }
    let left = Money::new(left.of(holds.currency()), holds.currency()).ok()?;
    left.is_out().then(|| {
        let why = match count {
            0 => "it is overdrawn".to_owned(),
            1 => format!("a bill before {until} would leave {left}"),
            _ => format!("{count} bills before {until} would leave {left}"),
        };
        let told = Told::new(format!("{} holds {holds}", scene.book.name(account)), why);
        let name = format!("{}-{}", account.id, scene.today.format("%Y-%m"));
        Standing { name, told, day: scene.today, account: Some(account.id), connection: None, row: None }
    })
}

/// A purchase that the person tagged `refund`, without money back from the merchant for two weeks.
pub(super) fn refund_missing(scene: &Scene<'_>) -> Vec<Standing> {
    let book = scene.book;
    let waits = |tags: &[Clean]| tags.iter().any(|tag| tag.as_str().to_lowercase().contains("refund"));
    let tagged = book.rows().filter(|row| row.amount.is_out() && waits(&book.edit_of(row.id).tags));
    let missed = tagged.filter_map(|row| {
        let merchant = book.merchant(row)?;
        let days = (scene.today - row.date()).num_days();
        let came = book.rows().any(|back| {
            let is_back = book.row_kind(back) == RowKind::Refund && back.status.counts();
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
        let days = (scene.now - last).num_days();
        // a folder of files has news only when somebody puts a file there
        let asked = connection.kind.as_ref() != "file" && connection.id != ConnectionId::import();
        (asked && days >= SILENT_DAYS).then(|| {
            let told = Told::new(format!("{} answered on {}", connection.title(), last.date_naive()), words(days));
            let name = format!("{}-{}", connection.id.as_str(), last.date_naive());
            let connection = Some(connection.id.clone());
            Standing { name, told, day: scene.today, account: None, connection, row: None }
        })
    });
    let aged = scene.book.accounts.values().filter_map(|account| {
        let balance = account.balance.as_ref().filter(|_| account.state == AccountState::Open)?;
        let as_of = balance.as_of?;
        let days = (balance.fetched_at - as_of).num_days();
        let recent = (scene.now - balance.fetched_at).num_days() < SILENT_DAYS;
        (recent && days >= SILENT_DAYS).then(|| {
            let told = Told::new(format!("{} gives figures of {}", account.bank.name, as_of.date_naive()), words(days));
            let name = format!("{}-{}", account.id, as_of.date_naive());
            let connection = account.connection().cloned();
            Standing { name, told, day: scene.today, account: Some(account.id), connection, row: None }
        })
    });
    silent.chain(aged).collect()
}

fn words(days: i64) -> String {
    format!("{days} days without news")
}
