//! `passbook sandbox`: `truth`, and the list of scenarios: what the simulated world really holds, for who wants to check us.

use serde::{Deserialize, Serialize};

use super::args::{Global, SandboxCommand};
use super::exit::{self, Failure, unusable};
use super::output;
use super::session::Session;
use crate::domain::{Currency, Money};
use crate::runtime;
use crate::sandbox::{Moment, Scenario, SimBank, TruthRow, World};

/// The truth of a world at the opening of a day.
#[derive(Serialize, Deserialize)]
pub struct Truth {
    pub schema: u32,
    pub seed: u64,
    pub scenario: String,
    pub today: String,
    pub rows: Vec<TruthLine>,
}

/// One row as it truly is.
#[derive(Serialize, Deserialize)]
pub struct TruthLine {
    pub bank: String,
    /// The bank's id of the account.
    pub account: String,
    /// Every id that the row has borne so far, the present one last.
    pub ids: Vec<String>,
    pub status: String,
    pub posted: Option<chrono::NaiveDate>,
    pub occurred: Option<chrono::NaiveDate>,
    pub amount: String,
    pub currency: String,
    pub kind: String,
    pub merchant: Option<String>,
    pub category: String,
}

/// Runs the command.
pub fn run(global: &Global, command: &SandboxCommand) -> Result<u8, Failure> {
    match command {
        SandboxCommand::Truth => truth(global),
        SandboxCommand::Serve { port, live, tls } => super::serve::run(global, *port, *live, *tls),
        SandboxCommand::Answers { kind, port, bank, tls } => {
            super::serve::answers(global, kind, *port, bank.as_deref(), *tls)
        }
    }
}

fn truth(global: &Global) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    if !session.place.is_sandbox() {
        return Err(unusable(
            "only simulated banks have a truth to tell: use --sandbox, or a config of sandbox connections".into(),
        ));
    }
    let sandbox = &session.config.sandbox;
    let scenario =
        Scenario::from_name(&sandbox.scenario).ok_or_else(|| unusable(runtime::unknown_scenario(&sandbox.scenario)))?;
    let today = session.wall.read().today;
    let world = World::new(sandbox.seed, scenario, today);
    let rows = world.truth(Moment::opening(today)).iter().map(line).collect();
    output::json(&Truth {
        schema: 1,
        seed: sandbox.seed,
        scenario: scenario.name().to_owned(),
        today: today.to_string(),
        rows,
    })?;
    Ok(exit::DONE)
}

/// Prints the scenarios.
pub fn scenarios() -> Result<u8, Failure> {
    let rows: Vec<_> = Scenario::ALL.iter().map(|s| vec![s.name().to_owned(), s.words().to_owned()]).collect();
    output::data(&output::table(&["scenario", ""], &rows, &[])).map_err(anyhow::Error::from)?;
    Ok(exit::DONE)
}

fn line(row: &TruthRow) -> TruthLine {
    let amount = Money::new(rust_decimal::Decimal::new(row.amount, 2), Currency::USD);
    TruthLine {
        bank: SimBank::slug(row.bank).to_owned(),
        account: row.account.clone(),
        ids: row.ids.clone(),
        status: row.status.word().to_owned(),
        posted: row.posted,
        occurred: row.occurred,
        amount: amount.map(|money| money.to_decimal_string()).unwrap_or_default(),
        currency: Currency::USD.id().to_owned(),
        kind: row.kind.key().to_owned(),
        merchant: row.merchant.map(str::to_owned),
        category: row.category.key().to_owned(),
    }
}
