//! Double entry: each row becomes a transaction between its account and what it was for, a transfer between two accounts of the book one
//! transaction between them. One model for hledger, ledger and beancount, which differ in how it is spelled.

mod chart;
mod entries;
mod spell;

pub use chart::account_names;
pub use spell::Dialect;

use std::io::Write;

use super::{View, WriteError};
use chart::Chart;

/// Writes the view as a journal, days in order, so that balances run as the bank's did.
pub(super) fn write(view: &View<'_>, dialect: Dialect, out: &mut dyn Write) -> Result<(), WriteError> {
    let chart = Chart::of(view);
    let items = entries::of(view, &chart)?;
    Ok(spell::write(&items, &chart, dialect, out)?)
}
