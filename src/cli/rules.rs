//! `passbook rules`: a person's own rules, what each holds for, and what a new one would change before it is kept.

use clap::{Args, Subcommand};
use rust_decimal::Decimal;
use serde::Serialize;

use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::files;
use super::output::{self, Format};
use super::session::{Place, Session, find_paths};
use crate::config::{category_named, rule_entry};
use crate::domain::{Clean, Rule};
use crate::insights::Touched;

/// `passbook rules ...`
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// The rules of the config, with the rows for which each holds
    List,
    /// Which rows a rule would touch, and how
    Test(RuleArgs),
    /// Add a rule to the end of the config
    Add {
        #[command(flatten)]
        rule: RuleArgs,
        /// Say which rows it would touch; write nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// A rule on the command line.
#[derive(Debug, Args)]
pub struct RuleArgs {
    /// Words that the bank's text must hold, whole and in a row
    #[arg(long)]
    pub text: Option<String>,
    /// The merchant as it is shown
    #[arg(long)]
    pub merchant: Option<String>,
    /// The account: its id (a3), number's tail or name
    #[arg(long)]
    pub account: Option<String>,
    /// Only amounts of more than this
    #[arg(long)]
    pub over: Option<Decimal>,
    /// Only amounts of less than this
    #[arg(long)]
    pub under: Option<Decimal>,
    /// What such a row was for, by its key, in any case: `food_and_drink`
    #[arg(long)]
    pub category: Option<String>,
    /// Who got the money
    #[arg(long)]
    pub rename: Option<String>,
    /// Keep such rows out of every list and sum
    #[arg(long)]
    pub hide: bool,
}

#[derive(Serialize)]
struct Listed {
    number: usize,
    text: Option<String>,
    merchant: Option<String>,
    account: Option<String>,
    over: Option<String>,
    under: Option<String>,
    category: Option<&'static str>,
    rename: Option<String>,
    hide: bool,
    /// Rows for which it holds.
    rows: usize,
}

/// A row that would be read otherwise.
#[derive(Serialize)]
pub struct Change {
    id: String,
    date: String,
    amount: String,
    currency: String,
    text: String,
    merchant: Option<String>,
    category: &'static str,
    new_merchant: Option<String>,
    new_category: &'static str,
    hides: bool,
}

/// Runs the command.
pub fn run(global: &Global, command: &RulesCommand) -> Result<u8, Failure> {
    match command {
        RulesCommand::List => list(global),
        RulesCommand::Test(rule) => test(global, &of_args(rule)?),
        RulesCommand::Add { rule, dry_run } => add(global, &of_args(rule)?, *dry_run),
    }
}

fn list(global: &Global) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let reader = session.reader()?;
    let mut keeper = session.open_fresh()?;
    keeper.load_all()?;
    let words = |words: &Option<Clean>| words.as_ref().map(ToString::to_string);
    let listed = session.config.rules.iter().enumerate().map(|(at, rule)| Listed {
        number: at + 1,
        text: words(&rule.text),
        merchant: words(&rule.merchant),
        account: words(&rule.account),
        over: rule.over.map(|amount| amount.to_string()),
        under: rule.under.map(|amount| amount.to_string()),
        category: rule.category.map(crate::domain::Category::key),
        rename: words(&rule.rename),
        hide: rule.hide,
        rows: reader.matching(keeper.book(), rule).len(),
    });
    let listed: Vec<Listed> = listed.collect();
    let header = ["number", "text", "merchant", "account", "over", "under", "category", "rename", "hide", "rows"];
    let cells = |rule: &Listed| {
        let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
        vec![
            rule.number.to_string(),
            or_empty(&rule.text),
            or_empty(&rule.merchant),
            or_empty(&rule.account),
            or_empty(&rule.over),
            or_empty(&rule.under),
            rule.category.unwrap_or_default().to_owned(),
            or_empty(&rule.rename),
            if rule.hide { "yes".to_owned() } else { String::new() },
            rule.rows.to_string(),
        ]
    };
    match Format::of(global) {
        Format::Json => output::json(&serde_json::json!({ "schema": 1, "rules": listed }))?,
        Format::Csv => output::csv(&header, listed.iter().map(cells))?,
        Format::Text if listed.is_empty() => output::words("no rules yet: `passbook rules add --help`"),
        Format::Text => {
            let rows: Vec<_> = listed.iter().map(cells).collect();
            output::data(&output::table(&header, &rows, &[0, 4, 5, 9])).map_err(anyhow::Error::from)?;
        }
    }
    Ok(exit::DONE)
}

fn test(global: &Global, rule: &Rule) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let reader = session.reader()?;
    let mut keeper = session.open_fresh()?;
    keeper.load_all()?;
    keeper.read_anew();
    let touched = reader.touched(keeper.book(), rule);
    show(global, &touched)?;
    let all = reader.matching(keeper.book(), rule).len();
    output::words(&format!("this rule holds for {all} rows and would change {}", touched.len()));
    Ok(exit::DONE)
}

fn add(global: &Global, rule: &Rule, dry_run: bool) -> Result<u8, Failure> {
    if dry_run {
        return test(global, rule);
    }
    if global.read_only {
        return Err(unusable("rules add writes the config: leave --read-only out".into()));
    }
    let session = Session::plan(global, false)?;
    if session.place == Place::Memory {
        return Err(unusable("the sandbox without a config keeps no rules: name one with --config".into()));
    }
    test(global, rule)?;
    let path = find_paths(global)?.config;
    files::append(&path, &rule_entry(rule))?;
    output::words(&format!("added to {}", path.display()));
    Ok(exit::DONE)
}

/// Prints what would change; says nothing where nothing would.
pub fn show(global: &Global, touched: &[Touched<'_>]) -> Result<(), Failure> {
    let changes: Vec<Change> = touched.iter().map(Change::of).collect();
    let header =
        ["id", "date", "amount", "currency", "text", "merchant", "category", "new_merchant", "new_category", "hides"];
    match Format::of(global) {
        Format::Json => output::json(&serde_json::json!({ "schema": 1, "count": changes.len(), "rows": changes }))?,
        Format::Csv => output::csv(&header, changes.iter().map(Change::cells))?,
        Format::Text if changes.is_empty() => {}
        Format::Text => {
            let rows: Vec<_> = changes.iter().map(Change::cells).collect();
            output::data(&output::table(&header, &rows, &[2])).map_err(anyhow::Error::from)?;
        }
    }
    Ok(())
}

impl Change {
    fn of(touched: &Touched<'_>) -> Self {
        let Touched { row, before, after, hides } = touched;
        let name = |name: &Option<Clean>| name.as_ref().map(ToString::to_string);
        Self {
            id: row.id.to_string(),
            date: row.date().to_string(),
            amount: row.amount.to_decimal_string(),
            currency: row.amount.currency().id().to_owned(),
            text: row.text.clean().to_string(),
            merchant: name(&before.0),
            category: before.1.key(),
            new_merchant: name(&after.0),
            new_category: after.1.key(),
            hides: *hides,
        }
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.date.clone(),
            self.amount.clone(),
            self.currency.clone(),
            self.text.clone(),
            self.merchant.clone().unwrap_or_default(),
            self.category.to_owned(),
            self.new_merchant.clone().unwrap_or_default(),
            self.new_category.to_owned(),
            if self.hides { "yes".to_owned() } else { String::new() },
        ]
    }
}

fn of_args(args: &RuleArgs) -> Result<Rule, Failure> {
    let words = |text: &Option<String>| text.as_deref().and_then(Clean::non_empty);
    if [args.over, args.under].into_iter().flatten().any(|amount| amount.is_sign_negative()) {
        return Err(unusable("--over and --under look at amounts without their sign: give them without one".into()));
    }
    let rule = Rule {
        text: words(&args.text),
        merchant: words(&args.merchant),
        account: words(&args.account),
        over: args.over,
        under: args.under,
        category: args.category.as_deref().map(category_named).transpose().map_err(unusable)?,
        rename: words(&args.rename),
        hide: args.hide,
    };
    if !rule.has_condition() {
        return Err(unusable(
            "this rule would hold for every row: give --text, --merchant, --account, --over or --under".into(),
        ));
    }
    if !rule.has_effect() {
        return Err(unusable("this rule would do nothing: give --category, --rename or --hide".into()));
    }
    Ok(rule)
}
