//! `passbook cashflow`: money in, out and kept by month, how the running month will end, and what comes in the next 30 days.

use chrono::{Months, NaiveDate};
use rust_decimal::Decimal;
use serde::Serialize;

use super::args::Global;
use super::converted::Estimate;
use super::derivation::{self, Derived, Explain};
use super::exit::{self, Failure};
use super::limits;
use super::output::{self, Format};
use super::session::Session;
use crate::domain::{Book, Currency, Money, Month, Period, Rates};
use crate::insights::{self, Flow, Upcoming};

/// Days that are looked ahead.
const AHEAD: u32 = 30;

#[derive(Serialize)]
struct Report {
    schema: u32,
    today: String,
    period: String,
    months: Vec<Line>,
    /// Of months with several currencies, the net in one, by the person's rates.
    converted: Vec<Whole>,
    limits: Vec<limits::Line>,
    upcoming: Vec<Bill>,
}

#[derive(Serialize)]
struct Whole {
    month: String,
    net: Estimate,
}

#[derive(Serialize)]
struct Line {
    month: String,
    currency: String,
    money_in: String,
    money_out: String,
    net: String,
    /// What else net worth changed by: movements whose other side is not to be seen.
    elsewhere: String,
    /// Percent of what came in.
    savings_rate: Option<String>,
    forecast: Option<Ahead>,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<Derived>,
}

#[derive(Serialize)]
struct Ahead {
    money_in: String,
    money_out: String,
    net: String,
    expected: usize,
}

#[derive(Serialize)]
struct Bill {
    date: String,
    merchant: String,
    account: String,
    #[serde(skip)]
    account_name: String,
    /// Money out is negative.
    amount: String,
    currency: String,
    /// False for an amount that is a guess because it varies.
    fixed: bool,
    late: bool,
    /// What the account holds then.
    balance: Option<String>,
}

/// The twelve months up to today.
pub fn last_year(today: NaiveDate) -> Period {
    let first = today.checked_sub_months(Months::new(11)).map_or(today, |day| Month::of(day).first());
    Period::Days { from: first, to: today }
}

pub fn decimal(amount: Decimal, currency: Currency) -> String {
    Money::new(amount, currency).map_or_else(|_| amount.to_string(), |money| money.to_decimal_string())
}

/// Runs the command.
pub fn run(global: &Global, period: Option<Period>, explain: bool) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    let today = session.wall.read().today;
    let period = period.unwrap_or_else(|| last_year(today));
    // what recurs shows only over years
    keeper.load_all()?;
    keeper.read_anew();
    let book = keeper.book();
    let known = insights::known(book, today);
    let flows = insights::cashflow(book, period, &known, today).map_err(anyhow::Error::from)?;
    let upcoming = insights::upcoming(book, &known, today, AHEAD).map_err(anyhow::Error::from)?;
    let explain = if explain { Some(Explain::new(&session, book)?) } else { None };
    let allowances = insights::allowances(book, &session.config.limits, Month::of(today), &known, today);
    let report = Report {
        schema: 1,
        today: today.to_string(),
        period: period.to_string(),
        months: flows.iter().map(|flow| line(flow, explain.as_ref())).collect(),
        converted: converted(&flows, &session.config.rates, today)?,
        limits: limits::lines(&allowances.map_err(anyhow::Error::from)?, explain.as_ref()),
        upcoming: upcoming.iter().map(|upcoming| bill(book, upcoming)).collect(),
    };
    match Format::of(global) {
        Format::Json => output::json(&report)?,
        Format::Csv => output::csv(
            &["month", "currency", "money_in", "money_out", "net", "savings_rate", "forecast_net"],
            report.months.iter().map(cells),
        )?,
        Format::Text => output::data(&text(&report)).map_err(anyhow::Error::from)?,
    }
    Ok(exit::DONE)
}

/// The net of each month that has several currencies, at the rates of its last day.
fn converted(flows: &[Flow], rates: &Rates, today: NaiveDate) -> Result<Vec<Whole>, Failure> {
    let mut months = Vec::new();
    for of_month in flows.chunk_by(|a, b| a.month == b.month) {
        let nets = of_month.iter().map(|flow| (flow.currency, flow.net));
        let day = of_month[0].month.last().min(today);
        let net = insights::converted(nets, rates, day).map_err(anyhow::Error::from)?;
        let month = of_month[0].month.to_string();
        months.extend(net.map(|net| Whole { month, net: Estimate::of(&net) }));
    }
    Ok(months)
}

fn line(flow: &Flow, explain: Option<&Explain<'_>>) -> Line {
    let decimal = |amount| decimal(amount, flow.currency);
    Line {
        month: flow.month.to_string(),
        currency: flow.currency.id().to_owned(),
        money_in: decimal(flow.money_in),
        money_out: decimal(flow.money_out),
        net: decimal(flow.net),
        elsewhere: decimal(flow.elsewhere),
        savings_rate: flow.saved_permille.map(|saved| Decimal::new(saved, 1).to_string()),
        forecast: flow.forecast.as_ref().map(|forecast| Ahead {
            money_in: decimal(forecast.money_in),
            money_out: decimal(forecast.money_out),
            net: decimal(forecast.net),
            expected: forecast.expected,
        }),
        derivation: explain.map(|explain| explain.of(&flow.derivation)),
    }
}

fn bill(book: &Book, upcoming: &Upcoming) -> Bill {
    let expected = &upcoming.expected;
    let name = book.accounts.get(&expected.account).map(|account| book.name(account).to_string());
    Bill {
        date: expected.day.to_string(),
        merchant: expected.who.to_string(),
        account: expected.account.to_string(),
        account_name: name.unwrap_or_default(),
        amount: expected.amount.to_decimal_string(),
        currency: expected.amount.currency().id().to_owned(),
        fixed: expected.fixed,
        late: expected.late,
        balance: upcoming.balance.map(|balance| balance.to_decimal_string()),
    }
}

fn cells(line: &Line) -> Vec<String> {
    vec![
        line.month.clone(),
        line.currency.clone(),
        line.money_in.clone(),
        line.money_out.clone(),
        line.net.clone(),
        line.savings_rate.clone().unwrap_or_default(),
        line.forecast.as_ref().map(|forecast| forecast.net.clone()).unwrap_or_default(),
    ]
}

fn text(report: &Report) -> String {
    if report.months.is_empty() {
        return "no rows in that period\n".to_owned();
    }
    let rows: Vec<Vec<String>> = report.months.iter().map(shown).collect();
    let mut text = output::table(&["month", "in", "out", "net", "", "saved"], &rows, &[1, 2, 3, 5]);
    for line in &report.months {
        if let Some(forecast) = &line.forecast {
            let Ahead { money_in, money_out, net, expected } = forecast;
            text.push_str(&format!(
                "{} with {expected} expected: in {money_in}, out {money_out}, net {net} {}\n",
                line.month, line.currency
            ));
        }
        if let Some(derived) = &line.derivation {
            text.push_str(&derivation::text(&format!("{} {}", line.month, line.currency), derived));
        }
    }
    for whole in &report.converted {
        text.push_str(&whole.net.line(&format!("net of {}", whole.month)));
    }
    text.push_str(&limits::text(&report.limits));
    if !report.upcoming.is_empty() {
        text.push('\n');
        let rows: Vec<Vec<String>> = report.upcoming.iter().map(upcoming).collect();
        text.push_str(&output::table(&["next 30 days", "", "amount", "", "account", "then holds"], &rows, &[2, 5]));
    }
    text
}

fn shown(line: &Line) -> Vec<String> {
    let saved = line.savings_rate.as_ref().map(|rate| format!("{rate} %")).unwrap_or_default();
    let amounts = [&line.money_in, &line.money_out, &line.net, &line.currency].map(Clone::clone);
    [line.month.clone()].into_iter().chain(amounts).chain([saved]).collect()
}

/// One line of at most 80 columns.
fn upcoming(bill: &Bill) -> Vec<String> {
    let guess = if bill.fixed { "" } else { "~" };
    let date = if bill.late { "late".to_owned() } else { bill.date.clone() };
    vec![
        date,
        output::cut(&bill.merchant, 18),
        format!("{guess}{}", bill.amount),
        bill.currency.clone(),
        output::cut(&bill.account_name, 16),
        bill.balance.clone().unwrap_or_default(),
    ]
}
