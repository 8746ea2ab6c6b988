//! What CSV files leave open: options that answer beforehand, and the person's own layouts.

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::Args;

use crate::cli::args::Global;
use crate::cli::exit::{Failure, unusable};
use crate::cli::output;
use crate::cli::session::find_paths;
use crate::connectors::file::{OwnLayouts, own_layouts};
use crate::domain::Currency;
use crate::statements::{self, DateOrder, Decimal, Options, Sign};

/// Answers to what a file may leave open.
#[derive(Debug, Clone, Default, Args)]
pub struct Hints {
    /// Read CSV files by this layout; `--layout help` lists them
    #[arg(long, value_name = "NAME", conflicts_with = "columns")]
    pub layout: Option<String>,
    /// What the columns of a CSV file hold, counted from 1: `date=1,amount=3,text=2+4`
    #[arg(long, value_name = "ROLE=N,...", value_parser = columns)]
    pub columns: Option<BTreeMap<String, Vec<usize>>>,
    /// Order of day, month and year in dates: mdy, dmy or ymd
    #[arg(long, value_name = "ORDER", value_parser = dates)]
    pub dates: Option<DateOrder>,
    /// What a plus means in a CSV file: bank (money in) or inverted (a charge)
    #[arg(long, value_name = "SIGN", value_parser = sign)]
    pub sign: Option<Sign>,
    /// Which of point and comma is the decimal mark of a CSV file: point or comma
    #[arg(long, value_name = "MARK", value_parser = decimal)]
    pub decimal: Option<Decimal>,
    /// Currency of files that name none, such as EUR
    #[arg(long, value_name = "CODE", value_parser = currency)]
    pub currency: Option<Currency>,
    /// Leave rows out that cannot be read
    #[arg(long)]
    pub skip_unreadable: bool,
}

impl Hints {
    /// The options of reading, with the layouts of the person's own folder.
    pub fn options(&self, global: &Global) -> Result<Options, Failure> {
        let folder = find_paths(global)?.layouts();
        let OwnLayouts { layouts, errors, .. } = own_layouts(&folder)
            .map_err(|error| unusable(format!("{} could not be read ({error})", folder.display())))?;
        if let Some(error) = errors.first() {
            return Err(unusable(format!("{}/{error}", folder.display())));
        }
        Ok(Options {
            dates: self.dates,
            currency: self.currency,
            layouts: Arc::new(layouts),
            layout: self.layout.clone(),
            columns: self.columns.clone(),
            decimal: self.decimal,
            sign: self.sign,
            skip_unreadable: self.skip_unreadable,
        })
    }

    /// Lists the layouts where that was asked for.
    pub fn lists_layouts(&self, options: &Options) -> anyhow::Result<bool> {
        let asked = self.layout.as_deref() == Some("help");
        if asked {
            let rows: Vec<_> =
                options.layouts.names().map(|(name, title)| vec![name.to_owned(), title.to_owned()]).collect();
            output::data(&output::table(&["layout", ""], &rows, &[]))?;
        }
        Ok(asked)
    }
}

/// `date=1,amount=3,text=2+4`.
pub fn columns(text: &str) -> Result<BTreeMap<String, Vec<usize>>, String> {
    let mut columns = BTreeMap::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (role, places) = part.split_once('=').ok_or_else(|| format!("'{part}' is not of the form date=1"))?;
        if !statements::roles().any(|name| name == role) {
            let near = crate::config::nearest(role, statements::roles());
            let advice = near.map_or_else(
                || statements::roles().collect::<Vec<_>>().join(", "),
                |near| format!("did you mean '{near}'?"),
            );
            return Err(format!("'{role}' is nothing that a column holds: {advice}"));
        }
        let places: Option<Vec<usize>> =
            places.split('+').map(|at| at.parse().ok().filter(|at| (1..=200).contains(at))).collect();
        columns.insert(role.to_owned(), places.ok_or_else(|| format!("'{part}': columns are numbers from 1 to 200"))?);
    }
    Ok(columns)
}

fn dates(word: &str) -> Result<DateOrder, String> {
    DateOrder::named(word).ok_or_else(|| "expected mdy, dmy or ymd".to_owned())
}

fn sign(word: &str) -> Result<Sign, String> {
    Sign::named(word).ok_or_else(|| "expected bank or inverted".to_owned())
}

fn decimal(word: &str) -> Result<Decimal, String> {
    Decimal::named(word).ok_or_else(|| "expected point or comma".to_owned())
}

fn currency(code: &str) -> Result<Currency, String> {
    Currency::parse(code).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_said_by_role_and_number() {
        let said = columns("date=1, amount=3,text=2+4").unwrap();
        assert_eq!(said["text"], [2, 4]);
        assert_eq!(said["date"], [1]);
        assert!(columns("date=0").unwrap_err().contains("from 1 to 200"));
        assert!(columns("amuont=1").unwrap_err().contains("did you mean 'amount'"));
        assert!(columns("date").unwrap_err().contains("date=1"));
    }
}
