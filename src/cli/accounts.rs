//! `passbook accounts`: balances as they are stored, and how old they are.

use serde::Serialize;

use super::args::Global;
use super::converted::Estimate;
use super::derivation::{self, Derived, Explain};
use super::exit::{self, Failure};
use super::output::{self, Format};
use super::session::Session;
use crate::domain::{Account, Book, Clock, Money, Status};
use crate::insights;

#[derive(Serialize)]
struct Report {
    schema: u32,
    accounts: Vec<Line>,
    totals: Vec<Total>,
    /// Of several currencies, all of it in one, by the person's rates.
    #[serde(skip_serializing_if = "Option::is_none")]
    converted: Option<Estimate>,
}

#[derive(Serialize)]
struct Line {
    id: String,
    bank: String,
    connection: String,
    name: String,
    mask: Option<String>,
    kind: &'static str,
    currency: String,
    current: Option<String>,
    available: Option<String>,
    limit: Option<String>,
    as_of: Option<String>,
    status: &'static str,
    /// For people; nothing where all is well.
    #[serde(skip)]
    status_words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<Derived>,
}

#[derive(Serialize)]
struct Total {
    currency: String,
    net: String,
}

/// Runs the command.
pub fn run(global: &Global, explain: bool) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    if explain {
        // what is pending is no part of a balance: told by its rows
        keeper.load_all()?;
        keeper.read_anew();
    }
    let book = keeper.book();
    let mut report = report(book, session.wall.read())?;
    let (worth, today) = (book.net_worth().map_err(anyhow::Error::from)?, session.wall.read().today);
    let converted = insights::converted(worth.iter(), &session.config.rates, today).map_err(anyhow::Error::from)?;
    report.converted = converted.as_ref().map(Estimate::of);
    if explain {
        let explain = Explain::new(&session, book)?;
        let accounts = book.banks().into_iter().flat_map(|(_, accounts)| accounts);
        for (line, account) in report.accounts.iter_mut().zip(accounts) {
            line.derivation = Some(explain.of(&insights::balance_of(book, account)));
        }
    }
    match Format::of(global) {
        Format::Json => output::json(&report)?,
        Format::Csv => csv(&report)?,
        Format::Text => output::data(&text(book, &report, session.wall.read())).map_err(anyhow::Error::from)?,
    }
    Ok(exit::DONE)
}

fn report(book: &Book, clock: Clock) -> anyhow::Result<Report> {
    let accounts =
        book.banks().into_iter().flat_map(|(_, accounts)| accounts).map(|account| line(book, account, clock)).collect();
    let totals = book
        .net_worth()?
        .iter()
        .map(|(currency, net)| Total {
            currency: currency.id().to_owned(),
            net: Money::new(net, currency).map_or_else(|_| net.to_string(), |money| money.to_decimal_string()),
        })
        .collect();
    Ok(Report { schema: 1, accounts, totals, converted: None })
}

fn line(book: &Book, account: &Account, clock: Clock) -> Line {
    let balance = account.balance.as_ref();
    let decimal = |money: Option<Money>| money.map(|money| money.to_decimal_string());
    Line {
        id: account.id.to_string(),
        bank: account.bank.name.to_string(),
        connection: account.connection().map(ToString::to_string).unwrap_or_default(),
        name: book.name(account).to_string(),
        mask: account.mask.as_ref().map(ToString::to_string),
        kind: book.kind(account).key(),
        currency: account.currency.id().to_owned(),
        current: decimal(balance.and_then(|b| b.current)),
        available: decimal(balance.and_then(|b| b.available)),
        limit: decimal(book.limit(account)),
        as_of: balance.map(|b| b.dated().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        status: status(book, account, clock),
        status_words: status_words(book, account, clock),
        derivation: None,
    }
}

fn status(book: &Book, account: &Account, clock: Clock) -> &'static str {
    if let Some(problem) = book.trouble(account) {
        return problem.kind.key();
    }
    match account.connection().and_then(|id| book.connections.get(id)).map(|connection| &connection.status) {
        Some(Status::Never) => "never",
        Some(Status::Paused) => "paused",
        Some(Status::Revoked) => "revoked",
        _ if book.silent_days(account, clock.now).is_some() => "stale",
        _ => "ok",
    }
}

fn status_words(book: &Book, account: &Account, clock: Clock) -> String {
    match (book.trouble(account), status(book, account, clock)) {
        (Some(problem), _) => format!("! {}", problem.kind.words()),
        (None, "ok") => String::new(),
        (None, other) => format!("! {other}"),
    }
}

fn csv(report: &Report) -> anyhow::Result<()> {
    let header = [
        "id",
        "bank",
        "connection",
        "name",
        "mask",
        "kind",
        "currency",
        "current",
        "available",
        "limit",
        "as_of",
        "status",
    ];
    let rows = report.accounts.iter().map(|line| {
        let own = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            line.id.clone(),
            line.bank.clone(),
            line.connection.clone(),
            line.name.clone(),
            own(&line.mask),
            line.kind.to_owned(),
            line.currency.clone(),
            own(&line.current),
            own(&line.available),
            own(&line.limit),
            own(&line.as_of),
            line.status.to_owned(),
        ]
    });
    output::csv(&header, rows)
}

fn text(book: &Book, report: &Report, clock: Clock) -> String {
    if report.accounts.is_empty() {
        return "no accounts yet: `passbook connect simplefin` links a bank, `passbook import FILE` reads a statement\n".into();
    }
    let ages = book.banks().into_iter().flat_map(|(_, accounts)| accounts).map(|account| {
        let dated = account.balance.as_ref().map(crate::domain::Balance::dated);
        dated.map_or_else(|| "no balance".to_owned(), |dated| age(clock, dated))
    });
    let rows: Vec<Vec<String>> = report
        .accounts
        .iter()
        .zip(ages)
        .map(|(line, age)| {
            let mask = line.mask.as_ref().map(|mask| format!("····{mask}")).unwrap_or_default();
            let current = line.current.clone().unwrap_or_else(|| "-".into());
            vec![
                line.id.clone(),
                line.bank.clone(),
                line.name.clone(),
                mask,
                current,
                line.currency.clone(),
                age,
                line.status_words.clone(),
            ]
        })
        .collect();
    let mut text = output::table(&["id", "bank", "account", "number", "balance", "", "age", ""], &rows, &[4]);
    for total in &report.totals {
        text.push_str(&format!("net worth {} {}\n", total.net, total.currency));
    }
    if let Some(converted) = &report.converted {
        text.push_str(&converted.line("net worth"));
    }
    for line in &report.accounts {
        if let Some(derived) = &line.derivation {
            text.push_str(&derivation::text(&format!("{} {}", line.id, line.name), derived));
        }
    }
    text
}

/// How long ago, in the largest unit that fits; a future moment is now.
pub fn age(clock: Clock, then: chrono::DateTime<chrono::Utc>) -> String {
    let minutes = (clock.now - then).num_minutes().max(0);
    match minutes {
        0 => "now".into(),
        1..60 => format!("{minutes}m ago"),
        60..1440 => format!("{}h ago", minutes / 60),
        _ => format!("{}d ago", minutes / 1440),
    }
}
