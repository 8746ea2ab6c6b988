//! `passbook alerts`: what looks wrong, each with the person's own baseline and why.

use clap::ValueEnum;
use serde::Serialize;

use super::answers;
use super::args::Global;
use super::derivation::{self, Derived, Explain};
use super::exit::{self, Failure, unusable};
use super::output::{self, Format};
use super::session::Session;
use crate::domain::{Book, Period};
use crate::insights;
use crate::insights::alerts::{Answer, Notice, Watch, alerts};
use crate::runtime::Wall;

#[derive(Serialize)]
struct Report {
    schema: u32,
    level: &'static str,
    alerts: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    key: String,
    day: String,
    severity: &'static str,
    rule: String,
    from: &'static str,
    what: String,
    merchant: Option<String>,
    account: Option<String>,
    connection: Option<String>,
    /// The row that it is about first.
    rows: Vec<String>,
    baseline: String,
    why: String,
    /// For people: the merchant's, connection's or account's name.
    #[serde(skip)]
    about: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<Derived>,
}

/// Runs the command: alerts that nobody has answered, newest first.
pub fn run(global: &Global, period: Period, explain: bool) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    keeper.load_all()?;
    keeper.read_anew();
    let found = found(&session, keeper.book());
    let open = found.into_iter().filter(|notice| notice.answer.is_none() && period.contains(notice.day));
    let explain = if explain { Some(Explain::new(&session, keeper.book())?) } else { None };
    let line = |notice| line(keeper.book(), notice, explain.as_ref());
    let level = session.config.alerts.level;
    let report = Report { schema: 1, level: level.key(), alerts: open.map(line).collect() };
    match Format::of(global) {
        Format::Json => output::json(&report)?,
        Format::Csv => output::csv(
            &[
                "key",
                "day",
                "severity",
                "rule",
                "from",
                "what",
                "merchant",
                "account",
                "connection",
                "rows",
                "baseline",
                "why",
            ],
            report.alerts.iter().map(cells),
        )?,
        Format::Text => output::data(&text(&report)).map_err(anyhow::Error::from)?,
    }
    Ok(exit::DONE)
}

/// Every alert of a book that is wholly loaded.
fn found(session: &Session, book: &Book) -> Vec<Notice> {
    let (clock, config) = (session.wall.read(), &session.config);
    let watch = Watch {
        level: config.alerts.level,
        floor: config.alerts.low_balance,
        limits: &config.limits,
        clock,
        zone: Wall::offset,
    };
    alerts(book, &insights::known(book, clock.today), &watch)
}

/// Keeps the person's word on one alert, or takes it back.
pub fn answer(global: &Global, key: &str, word: Word, undo: bool) -> Result<u8, Failure> {
    let (session, mut keeper) = answers::open(global)?;
    let found = found(&session, keeper.book());
    let notice = found.iter().find(|notice| notice.key.as_str() == key);
    let notice = notice.ok_or_else(|| unusable(format!("no alert '{key}': `passbook alerts` lists their keys")))?;
    keeper.edit(notice.say(word.answer(), !undo))?;
    output::words(if undo { "taken back" } else { "kept" });
    Ok(exit::DONE)
}

/// What a person says of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Word {
    /// It was me
    Me,
    /// It was not me: to be settled with the bank
    NotMe,
    /// This rule is silent at this merchant from now on
    Never,
}

impl Word {
    fn answer(self) -> Answer {
        match self {
            Self::Me => Answer::Me,
            Self::NotMe => Answer::NotMe,
            Self::Never => Answer::Never,
        }
    }
}

fn line(book: &Book, notice: Notice, explain: Option<&Explain<'_>>) -> Line {
    Line {
        about: about(book, &notice),
        derivation: explain.map(|explain| explain.of(&notice.derivation())),
        key: notice.key.to_string(),
        day: notice.day.to_string(),
        severity: notice.severity.word(),
        rule: notice.rule.to_string(),
        from: notice.origin.word(),
        what: notice.words.to_string(),
        merchant: notice.merchant.map(|merchant| merchant.to_string()),
        account: notice.account.map(|account| account.to_string()),
        connection: notice.connection.map(|connection| connection.as_str().to_owned()),
        rows: notice.rows.iter().map(ToString::to_string).collect(),
        baseline: notice.baseline.to_string(),
        why: notice.why.to_string(),
    }
}

fn about(book: &Book, notice: &Notice) -> String {
    let account = || notice.account.and_then(|id| book.accounts.get(&id)).map(|account| book.name(account).to_string());
    let connection = || notice.connection.as_ref().map(|connection| connection.as_str().to_owned());
    notice.merchant.as_ref().map(ToString::to_string).or_else(connection).or_else(account).unwrap_or_default()
}

fn cells(line: &Line) -> Vec<String> {
    let or_empty = |word: &Option<String>| word.clone().unwrap_or_default();
    vec![
        line.key.clone(),
        line.day.clone(),
        line.severity.to_owned(),
        line.rule.clone(),
        line.from.to_owned(),
        line.what.clone(),
        or_empty(&line.merchant),
        or_empty(&line.account),
        or_empty(&line.connection),
        line.rows.join(" "),
        line.baseline.clone(),
        line.why.clone(),
    ]
}

/// Three lines an alert: what, then against what and why, then the key under which it is answered.
fn text(report: &Report) -> String {
    let mut text = String::new();
    for line in &report.alerts {
        let who = if line.about.is_empty() { String::new() } else { format!(": {}", line.about) };
        let from = if line.from == "bank" { " (the bank's)" } else { "" };
        text.push_str(&format!("{}  {:<7}  {}{who}{from}\n", line.day, line.severity, line.what));
        text.push_str(&format!("            {}; {}\n", line.why, line.baseline));
        text.push_str(&format!("            {}\n", line.key));
        if let Some(derived) = &line.derivation {
            text.push_str(&derivation::text("", derived));
        }
    }
    if report.alerts.is_empty() {
        text.push_str("nothing looks wrong\n");
    }
    text
}
