//! `passbook alerts`: what looks wrong, each with the person's own baseline and why.

use serde::Serialize;

use super::args::Global;
use super::exit::{self, Failure};
use super::output::{self, Format};
use super::session::Session;
use crate::domain::Period;
use crate::insights::alerts::{Notice, Scene, alerts};
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
}

/// Runs the command: alerts that nobody has answered, newest first.
pub fn run(global: &Global, period: Period) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    keeper.load_all()?;
    let clock = session.wall.read();
    let level = session.config.alerts.level;
    // the finder of streams is not here yet: rules on what recurs have nothing to look at
    let scene =
        Scene { book: keeper.book(), streams: &[], level, now: clock.now, today: clock.today, zone: Wall::offset };
    let open = alerts(&scene).into_iter().filter(|notice| notice.answer.is_none() && period.contains(notice.day));
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

fn line(notice: Notice) -> Line {
    Line {
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

/// Two lines an alert: what, then against what and why.
fn text(report: &Report) -> String {
    let mut text = String::new();
    for line in &report.alerts {
        let who = line.merchant.as_ref().or(line.connection.as_ref()).or(line.account.as_ref());
        let who = who.map(|who| format!(": {who}")).unwrap_or_default();
        let from = if line.from == "bank" { " (the bank's)" } else { "" };
        text.push_str(&format!("{}  {:<7}  {}{who}{from}\n", line.day, line.severity, line.what));
        text.push_str(&format!("            {}; {}\n", line.why, line.baseline));
    }
    if report.alerts.is_empty() {
        text.push_str("nothing looks wrong\n");
    }
    text
}
