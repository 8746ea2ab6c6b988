//! `passbook import FILE...`: reads statement files into the store of real accounts; a bad file is named and the good ones beside it
//! are read. `--dry-run` says what they hold and touches no store. passbook's own JSON is taken back whole by `book`.

mod book;
mod one;
mod report;

use std::path::PathBuf;
use std::time::Duration;

use super::args::Global;
use super::exit::{Failure, unusable};
use super::output::{self, Format};
use super::session::{Place, Session, find_paths, read_config};
use crate::config::Config;
use crate::connectors::file;
use crate::domain::ConnectionId;
use crate::runtime::{Keeper, SANDBOX};

/// Runs the command.
pub fn run(global: &Global, files: &[PathBuf], dry_run: bool) -> Result<u8, Failure> {
    if global.names_sandbox() {
        return Err(unusable(
            "statement files are real: import writes to the store of real accounts, leave --sandbox, --seed and --scenario out".into(),
        ));
    }
    let clock = crate::runtime::Wall::new(global.today).read();
    if global.read_only && !dry_run {
        return Err(unusable("--read-only and import exclude each other: --dry-run says what the files hold".into()));
    }
    if let Some(done) = book::run(global, files, dry_run, || open(global))? {
        return Ok(done);
    }
    let mut keeper = if dry_run { None } else { Some(open(global)?) };
    let lines = files.iter().map(|path| one::import(path, keeper.as_mut(), clock)).collect();
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
    let mut keeper = session.open(Duration::from_secs(5), "import")?;
    keeper.introduce(&ConnectionId::import(), file::KIND);
    Ok(keeper)
}
