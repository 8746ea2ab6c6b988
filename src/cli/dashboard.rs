//! `passbook` without a subcommand: the dashboard, on a terminal.

use std::io::{self, IsTerminal};

use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::session::Session;
use crate::runtime::{self, Ending, Opening};

/// Runs the dashboard.
pub fn run(global: &Global) -> Result<u8, Failure> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(unusable(
            "the dashboard needs a terminal on standard input and output; `passbook accounts`, `transactions` and `merchants` print \
             the same figures (see `passbook --help`)"
                .into(),
        ));
    }
    if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Err(unusable(
            "the dashboard needs a terminal that can move its cursor, and TERM=dumb says that this one cannot; `passbook accounts`, \
             `transactions` and `merchants` print the same figures"
                .into(),
        ));
    }
    if global.json || global.csv {
        return Err(unusable("--json and --csv are for subcommands, such as `passbook accounts --json`".into()));
    }
    let session = Session::plan(global, true)?;
    let issuers = session.issuers()?;
    let (keeper, mode) = session.open_for_dashboard()?;
    let mut config = session.config;
    config.look.color &= std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let opening = Opening { keeper, links: session.links, config, mode, wall: session.wall, issuers };
    match runtime::run(opening).map_err(anyhow::Error::from)? {
        Ending::Quit => Ok(exit::DONE),
        Ending::Signal(number) => Ok(u8::try_from(128 + number).unwrap_or(exit::FAILED)),
    }
}
