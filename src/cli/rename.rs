//! `passbook merchants rename`: another name for a merchant, kept in a plain file beside the config and applied to every row.

use std::path::Path;
use std::time::Duration;

use clap::Subcommand;

use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::files;
use super::output;
use super::rules;
use super::session::Session;
use crate::config::{aliases_text, nearest};
use crate::domain::{Alias, Book, Clean, Rule};

/// `passbook merchants ...`
#[derive(Debug, Subcommand)]
pub enum MerchantsCommand {
    /// Give a merchant another name, for all its rows, past and to come
    Rename {
        /// The merchant as it is shown
        #[arg(required_unless_present = "undo")]
        from: Option<String>,
        /// What it shall be called
        #[arg(required_unless_present = "undo")]
        to: Option<String>,
        /// Take the last name back
        #[arg(long, conflicts_with_all = ["from", "to"])]
        undo: bool,
        /// Say which rows it would touch; write nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs the command.
pub fn run(global: &Global, command: &MerchantsCommand) -> Result<u8, Failure> {
    let MerchantsCommand::Rename { from, to, undo, dry_run } = command;
    if global.read_only && !dry_run {
        return Err(unusable("merchants rename writes: leave --read-only out, or look with --dry-run".into()));
    }
    let session = Session::plan(global, false)?;
    let Some(path) = session.names_file()? else {
        return Err(unusable("the sandbox without a config keeps no names: name one with --config".into()));
    };
    let mut names = session.names()?;
    if *undo {
        return take_back(&session, names, &path, *dry_run);
    }
    let clean = |name: &Option<String>| name.as_deref().and_then(Clean::non_empty);
    let (Some(from), Some(to)) = (clean(from), clean(to)) else {
        return Err(unusable("a merchant's name is not empty".into()));
    };
    let mut keeper = session.open_fresh()?;
    keeper.load_all()?;
    keeper.read_anew();
    known(keeper.book(), &from)?;
    let rule = Rule { merchant: Some(from.clone()), rename: Some(to.clone()), ..Rule::default() };
    let touched = session.reader()?.touched(keeper.book(), &rule);
    rules::show(global, &touched)?;
    let count = touched.len();
    if *dry_run {
        output::words(&format!("{count} rows of '{from}' would be '{to}'"));
        return Ok(exit::DONE);
    }
    drop(keeper);
    names.push(Alias { from: from.clone(), to: to.clone() });
    keep(&session, &names, &path)?;
    output::words(&format!(
        "{count} rows of '{from}' are '{to}' now; `passbook merchants rename --undo` takes it back"
    ));
    Ok(exit::DONE)
}

fn take_back(session: &Session, mut names: Vec<Alias>, path: &Path, dry_run: bool) -> Result<u8, Failure> {
    let Some(Alias { from, to }) = names.pop() else {
        return Err(unusable(format!("no merchant was renamed yet: {} holds no names", path.display())));
    };
    if dry_run {
        output::words(&format!("'{to}' would be '{from}' again"));
        return Ok(exit::DONE);
    }
    keep(session, &names, path)?;
    output::words(&format!("'{to}' is '{from}' again"));
    Ok(exit::DONE)
}

/// Writes the names, then reads all rows anew with them. A store that another holds is read anew by the next to open it.
fn keep(session: &Session, names: &[Alias], path: &Path) -> Result<(), Failure> {
    files::replace(path, &aliases_text(names))?;
    match session.open(Duration::from_secs(1), "merchants rename") {
        Ok(mut keeper) => {
            keeper.load_all()?;
            keeper.refresh_readings()?;
        }
        Err(error) => output::words(&format!("the name is kept, and rows take it on at the next start: {error}")),
    }
    Ok(())
}

/// Refuses a name that no row bears, with the nearest that one does.
fn known(book: &Book, name: &Clean) -> Result<(), Failure> {
    let names: std::collections::BTreeSet<&str> =
        book.rows().filter_map(|row| book.merchant(row)).map(Clean::as_str).collect();
    if names.iter().any(|known| known.eq_ignore_ascii_case(name.as_str())) {
        return Ok(());
    }
    let near = nearest(name.as_str(), names).map(|near| format!(": did you mean '{near}'?")).unwrap_or_default();
    Err(unusable(format!("no row has the merchant '{name}'{near}")))
}
