//! `passbook` without a subcommand: the dashboard, on a terminal.

use std::io::{self, IsTerminal};

use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::look;
use super::session::{Place, Session, find_paths};
use crate::runtime::{self, Ending, Opening, Reread, Settled};

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
    let (session, settled) = settled(global)?;
    let (keeper, mode) = session.open_for_dashboard()?;
    let opening = Opening { keeper, settled, mode, wall: session.wall, reread: reread(global.clone(), session.place) };
    match runtime::run(opening).map_err(anyhow::Error::from)? {
        Ending::Quit => Ok(exit::DONE),
        Ending::Signal(number) => Ok(u8::try_from(128 + number).unwrap_or(exit::FAILED)),
    }
}

/// The session, and all that its settings say.
fn settled(global: &Global) -> Result<(Session, Settled), Failure> {
    let mut session = Session::plan(global, true)?;
    let issuers = session.issuers()?;
    let path = find_paths(global)?.config;
    let theme = look::settle(&mut session.config.look, &path)?;
    let files = [Some(path.clone()), theme, Some(path.with_file_name("issuers.toml"))].into_iter().flatten().collect();
    let settled = Settled { config: session.config.clone(), links: session.links.clone(), issuers, files };
    Ok((session, settled))
}

/// Reads the settings as at the start; those of another store than the one that is open would be lost on it.
fn reread(global: Global, place: Place) -> Reread {
    Box::new(move || {
        let (session, settled) = settled(&global).map_err(|error| error.to_string())?;
        if session.place == place {
            Ok(settled)
        } else {
            Err("the config speaks of another store now: start passbook again".to_owned())
        }
    })
}
