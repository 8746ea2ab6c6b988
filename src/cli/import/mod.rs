//! `passbook import FILE...`: reads statement files into the store of real accounts; a bad file is named and the good ones beside it
//! are read. `--dry-run` says what they hold and touches no store; `--undo` takes the last import back. passbook's own JSON is taken
//! back whole by `book`.

mod ask;
mod book;
mod dialog;
mod mapping;
mod one;
mod progress;
mod report;
mod undo;

use std::time::Duration;

use super::args::{Global, Import};
use super::exit::{self, Failure, unusable};
use super::output::{self, Format};
use super::session::{Place, Session, find_paths, read_config};
use crate::config::Config;
use crate::domain::Clean;
use crate::runtime::{Keeper, SANDBOX, Wall};
use ask::Person;
pub use mapping::Hints;
use one::Road;
use progress::Progress;

/// Runs the command.
pub fn run(global: &Global, wanted: &Import) -> Result<u8, Failure> {
    if global.names_sandbox() {
        return Err(unusable(
            "statement files are real: import writes to the store of real accounts, leave --sandbox, --seed and --scenario out".into(),
        ));
    }
    let clock = Wall::new(global.today).read();
    if global.read_only && !wanted.dry_run {
        return Err(unusable("--read-only and import exclude each other: --dry-run says what the files hold".into()));
    }
    if let Some(done) = book::run(global, &wanted.files, wanted.dry_run, || open(global))? {
        return Ok(done);
    }
    let options = wanted.hints.options(global)?;
    if wanted.hints.lists_layouts(&options)? {
        return Ok(exit::DONE);
    }
    let mut keeper = if wanted.dry_run { None } else { Some(open(global)?) };
    if let Some(keeper) = keeper.as_mut().filter(|_| wanted.undo) {
        return undo::run(keeper, clock, Format::of(global));
    }
    let run = keeper.as_ref().map(Keeper::next_import).transpose()?.unwrap_or_default();
    let progress = Progress::begin();
    let mut road = Road {
        keeper: keeper.as_mut(),
        run,
        clock,
        options,
        layouts: find_paths(global)?.layouts(),
        account: wanted.account.as_deref().and_then(Clean::non_empty),
        person: Person::find(global, wanted.yes),
        progress: &progress,
    };
    let mut lines = Vec::with_capacity(wanted.files.len());
    for (number, path) in (1..).zip(&wanted.files) {
        let shown = Clean::new(&path.to_string_lossy());
        progress.say(format!("reading {shown} ({number} of {})", wanted.files.len()));
        lines.push(road.import(path));
    }
    progress.end();
    Ok(report::tell(lines, Format::of(global))?)
}

fn open(global: &Global) -> Result<Keeper, Failure> {
    let paths = find_paths(global)?;
    let config = read_config(&paths.config, paths.named)?.unwrap_or_default();
    if config.connections.iter().any(|connection| connection.kind == SANDBOX) {
        output::words(&format!(
            "{} shows the sandbox: what is imported is kept with your real accounts, which `passbook` shows without it",
            paths.config.display()
        ));
    }
    let place = Place::Real(paths.data);
    let session = Session { place, ..Session::empty(global, Config::default()) };
    session.open(Duration::from_secs(5), "import")
}
