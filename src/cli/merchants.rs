//! `passbook merchants`: where the money went, merchant by merchant.

use rust_decimal::Decimal;
use serde::Serialize;

use super::args::Global;
use super::exit::{self, Failure};
use super::output::{self, Format};
use super::session::Session;
use crate::domain::{Currency, Money, Month, Period};
use crate::insights::{self, Group, Spending};

#[derive(Serialize)]
struct Report {
    schema: u32,
    period: String,
    merchants: Vec<Line>,
    totals: Vec<Total>,
}

#[derive(Serialize)]
struct Line {
    merchant: String,
    category: &'static str,
    currency: String,
    visits: u32,
    /// Positive, refunds taken off.
    spent: String,
    refunded: String,
    debit: String,
    credit: String,
}

#[derive(Serialize)]
struct Total {
    currency: String,
    spent: String,
}

/// Runs the command.
pub fn run(global: &Global, period: Option<Period>) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_fresh()?;
    let clock = session.wall.read();
    let period = period.unwrap_or(Period::Month(Month::of(clock.today)));
    keeper.load_period(period)?;
    keeper.read_anew();
    let spending = insights::by(keeper.book(), period, Group::Merchant, clock.today).map_err(anyhow::Error::from)?;
    let report = report(&spending, period);
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

fn report(spending: &Spending, period: Period) -> Report {
    let merchants = spending
        .lines
        .iter()
        .map(|line| {
            let decimal = |amount| decimal(amount, line.currency);
            Line {
                merchant: line.label.to_string(),
                category: line.category.key(),
                currency: line.currency.id().to_owned(),
                visits: line.visits,
                spent: decimal(line.spent),
                refunded: decimal(line.refunded),
                debit: decimal(line.debit),
                credit: decimal(line.credit),
            }
        })
        .collect();
    let totals = spending
        .totals
        .iter()
        .map(|total| Total { currency: total.currency.id().to_owned(), spent: decimal(total.spent, total.currency) })
        .collect();
    Report { schema: 1, period: period.to_string(), merchants, totals }
}

fn decimal(amount: Decimal, currency: Currency) -> String {
    Money::new(amount, currency).map_or_else(|_| amount.to_string(), |money| money.to_decimal_string())
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
    let rows: Vec<_> = report.merchants.iter().map(cells).collect();
    let mut text = output::table(&header, &rows, &[3, 4, 5, 6, 7]);
    for total in &report.totals {
        text.push_str("total ");
        text.push_str(&total.spent);
        text.push(' ');
        text.push_str(&total.currency);
        text.push('\n');
    }
    text
}
