//! `passbook merchants`: where the money went, merchant by merchant.

use serde::Serialize;

use super::args::Global;
use super::cashflow::decimal;
use super::converted::Estimate;
use super::derivation::{self, Derived, Explain};
use super::exit::{self, Failure};
use super::limits;
use super::output::{self, Format};
use super::session::Session;
use crate::domain::{Book, Month, Period};
use crate::insights::{self, Group, Key};

#[derive(Serialize)]
struct Report {
    schema: u32,
    period: String,
    merchants: Vec<Line>,
    totals: Vec<Total>,
    /// Of several currencies, all of it in one, by the person's rates.
    #[serde(skip_serializing_if = "Option::is_none")]
    converted: Option<Estimate>,
    limits: Vec<limits::Line>,
}

#[derive(Serialize)]
struct Line {
    merchant: String,
    category: &'static str,
    /// For people.
    #[serde(skip)]
    category_words: &'static str,
    currency: String,
    visits: u32,
    /// Positive, refunds taken off.
    spent: String,
    refunded: String,
    debit: String,
    credit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<Derived>,
}

#[derive(Serialize)]
struct Total {
    currency: String,
    spent: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    derivation: Option<Derived>,
}

/// Runs the command.
pub fn run(global: &Global, period: Option<Period>, explain: bool) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    let clock = session.wall.read();
    let period = period.unwrap_or(Period::Month(Month::of(clock.today)));
    keeper.load_period(insights::reach(period))?;
    keeper.read_anew();
    let book = keeper.book();
    let spending = insights::by(book, period, Group::Merchant, clock.today).map_err(anyhow::Error::from)?;
    let explain = if explain { Some(Explain::new(&session, book)?) } else { None };
    let of = |key: Option<&Key>, currency| {
        explain.as_ref().map(|explain| explain.of(&insights::derive(book, key, currency, period)))
    };
    let sums = spending.totals.iter().map(|total| (total.currency, total.spent));
    let end = period.bounds().1.unwrap_or(clock.today).min(clock.today);
    let converted = insights::converted(sums, &session.config.rates, end).map_err(anyhow::Error::from)?;
    let report = Report {
        schema: 1,
        period: period.to_string(),
        merchants: spending.lines.iter().map(|line| merchant(line, of(Some(&line.key), line.currency))).collect(),
        totals: spending.totals.iter().map(|total| whole(total, of(None, total.currency))).collect(),
        converted: converted.as_ref().map(Estimate::of),
        limits: limits(&session, book, period, explain.as_ref())?,
    };
    match Format::of(global) {
        Format::Json => output::json(&report)?,
        Format::Csv => output::csv(
            &["merchant", "category", "currency", "visits", "spent", "refunded", "debit", "credit"],
            report.merchants.iter().map(cells),
        )?,
        Format::Text => output::data(&text(&report)).map_err(anyhow::Error::from)?,
    }
    Ok(exit::DONE)
}

/// Limits are a month's: other periods have none.
fn limits(
    session: &Session,
    book: &Book,
    period: Period,
    explain: Option<&Explain<'_>>,
) -> Result<Vec<limits::Line>, Failure> {
    let Period::Month(month) = period else { return Ok(Vec::new()) };
    let today = session.wall.read().today;
    let allowances = insights::allowances(book, &session.config.limits, month, &[], today);
    Ok(limits::lines(&allowances.map_err(anyhow::Error::from)?, explain))
}

fn merchant(line: &insights::Line, derivation: Option<Derived>) -> Line {
    let decimal = |amount| decimal(amount, line.currency);
    Line {
        merchant: line.label.to_string(),
        category: line.category.key(),
        category_words: line.category.words(),
        currency: line.currency.id().to_owned(),
        visits: line.visits,
        spent: decimal(line.spent),
        refunded: decimal(line.refunded),
        debit: decimal(line.debit),
        credit: decimal(line.credit),
        derivation,
    }
}

fn whole(total: &insights::Total, derivation: Option<Derived>) -> Total {
    Total { currency: total.currency.id().to_owned(), spent: decimal(total.spent, total.currency), derivation }
}

fn cells(line: &Line) -> Vec<String> {
    vec![
        line.merchant.clone(),
        line.category.to_owned(),
        line.currency.clone(),
        line.visits.to_string(),
        line.spent.clone(),
        line.refunded.clone(),
        line.debit.clone(),
        line.credit.clone(),
    ]
}

fn text(report: &Report) -> String {
    let header = ["merchant", "category", "", "visits", "spent", "refunded", "debit", "credit"];
    let row = |line: &Line| {
        let mut cells = cells(line);
        line.category_words.clone_into(&mut cells[1]);
        cells
    };
    let rows: Vec<_> = report.merchants.iter().map(row).collect();
    let mut text = output::table(&header, &rows, &[3, 4, 5, 6, 7]);
    for total in &report.totals {
        text.push_str(&format!("total {} {}\n", total.spent, total.currency));
    }
    if let Some(converted) = &report.converted {
        text.push_str(&converted.line("in all"));
    }
    text.push_str(&limits::text(&report.limits));
    let lines = report.merchants.iter().map(|line| (line.merchant.clone(), line.derivation.as_ref()));
    let totals = report.totals.iter().map(|total| (format!("total {}", total.currency), total.derivation.as_ref()));
    for (name, derived) in lines.chain(totals) {
        if let Some(derived) = derived {
            text.push_str(&derivation::text(&name, derived));
        }
    }
    text
}
