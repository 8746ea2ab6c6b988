//! `passbook networth`: what is owned less what is owed, at the end of each month.

use serde::Serialize;

use super::args::Global;
use super::cashflow::{decimal, last_year};
use super::converted::Estimate;
use super::derivation::{self, Derived, Explain};
use super::exit::{self, Failure};
use super::output::{self, Format};
use super::session::Session;
use crate::domain::{Period, Rates};
use crate::insights::{self, Basis, Holding, Worth};

#[derive(Serialize)]
struct Report {
    schema: u32,
    today: String,
    period: String,
    worth: Vec<Line>,
    /// Of days with several currencies, the net in one, by the person's rates.
    converted: Vec<Whole>,
}

#[derive(Serialize)]
struct Whole {
    date: String,
    net: Estimate,
}

#[derive(Serialize)]
struct Line {
    date: String,
    currency: String,
    assets: String,
    /// Negative.
    debts: String,
    net: String,
    /// True where some balance is not the bank's of that day but made of rows.
    worked_out: bool,
    accounts: Vec<Held>,
}

#[derive(Serialize)]
struct Held {
    account: String,
    balance: String,
    worked_out: bool,
    /// The day of the bank's balance that it comes from.
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<Derived>,
}

/// Runs the command.
pub fn run(global: &Global, period: Option<Period>, explain: bool) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    let today = session.wall.read().today;
    let period = period.unwrap_or_else(|| last_year(today));
    keeper.load_all()?;
    let book = keeper.book();
    let worth = insights::networth(book, period, today).map_err(anyhow::Error::from)?;
    let explain = if explain { Some(Explain::new(&session, book)?) } else { None };
    let report = Report {
        schema: 1,
        today: today.to_string(),
        period: period.to_string(),
        worth: worth.iter().map(|worth| line(worth, explain.as_ref())).collect(),
        converted: converted(&worth, &session.config.rates)?,
    };
    match Format::of(global) {
        Format::Json => output::json(&report)?,
        Format::Csv => output::csv(
            &["date", "currency", "assets", "debts", "net", "worked_out"],
            report.worth.iter().map(|line| cells(line, &u8::from(line.worked_out).to_string())),
        )?,
        Format::Text => output::data(&text(&report)).map_err(anyhow::Error::from)?,
    }
    Ok(exit::DONE)
}

fn converted(worths: &[Worth], rates: &Rates) -> Result<Vec<Whole>, Failure> {
    let mut days = Vec::new();
    for of_day in worths.chunk_by(|a, b| a.day == b.day) {
        let nets = of_day.iter().map(|worth| (worth.currency, worth.net));
        let net = insights::converted(nets, rates, of_day[0].day).map_err(anyhow::Error::from)?;
        let date = of_day[0].day.to_string();
        days.extend(net.map(|net| Whole { date, net: Estimate::of(&net) }));
    }
    Ok(days)
}

fn line(worth: &Worth, explain: Option<&Explain<'_>>) -> Line {
    let decimal = |amount| decimal(amount, worth.currency);
    Line {
        date: worth.day.to_string(),
        currency: worth.currency.id().to_owned(),
        assets: decimal(worth.assets),
        debts: decimal(worth.debts),
        net: decimal(worth.net),
        worked_out: worth.worked_out,
        accounts: worth.holdings.iter().map(|holding| account(holding, explain)).collect(),
    }
}

fn account(holding: &Holding, explain: Option<&Explain<'_>>) -> Held {
    Held {
        account: holding.account.to_string(),
        balance: holding.balance.to_decimal_string(),
        worked_out: holding.basis == Basis::WorkedOut,
        from: holding.from.to_string(),
        derivation: explain.map(|explain| explain.of(&holding.derivation)),
    }
}

fn cells(line: &Line, mark: &str) -> Vec<String> {
    let amounts = [&line.currency, &line.assets, &line.debts, &line.net].map(Clone::clone);
    [line.date.clone()].into_iter().chain(amounts).chain([mark.to_owned()]).collect()
}

fn text(report: &Report) -> String {
    if report.worth.is_empty() {
        return "no balance reaches that period\n".to_owned();
    }
    let rows: Vec<_> = report
        .worth
        .iter()
        .map(|line| cells(line, if line.worked_out { "~ worked out from rows" } else { "" }))
        .collect();
    let mut text = output::table(&["date", "", "assets", "debts", "net", ""], &rows, &[2, 3, 4]);
    for whole in &report.converted {
        text.push_str(&whole.net.line(&format!("net worth on {}", whole.date)));
    }
    for line in &report.worth {
        for account in &line.accounts {
            if let Some(derived) = &account.derivation {
                let name = format!("{} {} {} {}", line.date, account.account, account.balance, line.currency);
                text.push_str(&derivation::text(&name, derived));
            }
        }
    }
    text
}
