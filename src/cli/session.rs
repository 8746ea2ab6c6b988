//! What a run works on: which config, which store, which day, and whether it is the sandbox. Decided once, the same way for the
//! dashboard and every subcommand.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::Global;
use super::exit::{Failure, unusable};
use super::files;
use crate::config::{self, Config, EXAMPLE, Issuers};
use crate::connectors::command;
use crate::domain::{Alias, Clean};
use crate::insights::{Query, Reader};
use crate::runtime::{self, Keeper, Link, Names, Paths, SANDBOX, Wall};
use crate::sandbox::Scenario;
use crate::store::{Access, Store, StoreError};
use crate::tui::Mode;
use crate::tui::keymap::Keymap;

/// A run, ready to open its store.
pub struct Session {
    pub config: Config,
    pub links: Vec<Link>,
    pub place: Place,
    pub wall: Wall,
    pub global: Global,
}

/// Where the store lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The sandbox without a config: nothing is written.
    Memory,
    /// The store of real accounts.
    Real(PathBuf),
    /// A sandbox that a config asked to keep.
    Sandbox(PathBuf),
}

impl Place {
    /// True for made-up accounts.
    pub fn is_sandbox(&self) -> bool {
        !matches!(self, Self::Real(_))
    }
}

impl Session {
    /// Reads the config and decides. `live` is true for the dashboard, whose sandbox moves while one looks.
    pub fn plan(global: &Global, live: bool) -> Result<Self, Failure> {
        let paths = find_paths(global)?;
        let wall = Wall::new(global.today);
        let wants_sandbox =
            global.sandbox || ((global.seed.is_some() || global.scenario.is_some()) && global.config.is_none());
        let explicit = global.config.is_some();
        let from_file = if wants_sandbox && !explicit { None } else { read_config(&paths.config, paths.named)? };
        let (mut config, file) = match from_file {
            Some(config) => (config, true),
            None => (Config::default(), false),
        };
        let real = !config.connections.is_empty() && config.connections.iter().any(|c| c.kind != SANDBOX);
        if real && global.names_sandbox() {
            return Err(unusable(format!(
                "{} holds real connections: --sandbox, --seed and --scenario are for simulated ones, leave --config out",
                paths.config.display()
            )));
        }
        let opens_sandbox = wants_sandbox || (!file && !store_exists(&paths.data)?);
        if opens_sandbox && config.connections.is_empty() {
            config = Config::parse(EXAMPLE).map_err(|error| unusable(format!("the embedded config: {error}")))?;
            // made-up amounts are hidden too by who wants amounts hidden; a config that is broken does not keep the sandbox shut
            if let Ok(Some(own)) = read_config(&paths.config, false) {
                (config.look, config.keys) = (own.look, own.keys);
            }
        }
        config.sandbox.seed = global.seed.unwrap_or(config.sandbox.seed);
        if let Some(scenario) = &global.scenario {
            Scenario::from_name(scenario).ok_or_else(|| unusable(runtime::unknown_scenario(scenario)))?;
            config.sandbox.scenario.clone_from(scenario);
        }
        let links = runtime::resolve(&config, &paths.config, live.then(|| wall.read().now.timestamp()))
            .map_err(|error| unusable(format!("{}:{error}", paths.config.display())))?;
        if links.iter().any(|link| link.row.kind == command::REGISTERED.kind) {
            files::refuse_of_others(&paths.config).map_err(unusable)?;
        }
        let simulated = links.first().is_some_and(|link| link.row.kind == SANDBOX);
        let place = match (simulated, file && !wants_sandbox || explicit) {
            (true, true) => Place::Sandbox(paths.sandbox(config.sandbox.seed)),
            (true, false) => Place::Memory,
            (false, _) => Place::Real(paths.data),
        };
        Ok(Self { config, links, place, wall, global: global.clone() })
    }

    /// Opens the store for reading and writing, waiting that long for another passbook to let go of it.
    pub fn open(&self, wait: Duration, who: &str) -> Result<Keeper, Failure> {
        let store = match &self.place {
            Place::Memory => Store::in_memory(),
            Place::Real(folder) | Place::Sandbox(folder) => Store::open(folder, Access::Write { wait, who }),
        };
        self.keeper(store?)
    }

    /// Opens the store to look at it, without asking for the lock; an absent store is an empty one.
    pub fn open_to_read(&self) -> Result<Keeper, Failure> {
        let store = match &self.place {
            Place::Memory => Store::in_memory(),
            Place::Real(folder) | Place::Sandbox(folder) => match Store::open(folder, Access::Read) {
                Err(StoreError::Missing { .. }) => Store::in_memory(),
                other => other,
            },
        };
        self.keeper(store?)
    }

    /// What the dashboard says of the session above its views.
    pub fn mode(&self) -> Mode {
        Mode { offline: self.global.offline, sandbox: self.place.is_sandbox(), read_only: None }
    }

    /// Opens the store as the dashboard does: to write if nobody else does, else to read, and says why.
    pub fn open_for_dashboard(&self) -> Result<(Keeper, Mode), Failure> {
        let mut mode = self.mode();
        if self.global.read_only {
            mode.read_only = Some(Clean::new("passbook was started with --read-only"));
            // a world in memory has nothing to show before it is asked, once
            let keeper = if self.place == Place::Memory { self.open_fresh()? } else { self.open_to_read()? };
            return Ok((keeper, mode));
        }
        match self.open(Duration::ZERO, "dashboard") {
            Err(Failure::Store(error)) if error.leaves_reading() => {
                mode.read_only = Some(Clean::new(&held(&error)));
                Ok((self.open_to_read()?, mode))
            }
            other => Ok((other?, mode)),
        }
    }

    /// Opens the store to answer a question: what is stored, the sandbox brought up to date first.
    pub fn open_fresh(&self) -> Result<Keeper, Failure> {
        let may_write = !self.global.read_only || self.place == Place::Memory;
        if !self.place.is_sandbox() || !may_write {
            return self.open_to_read();
        }
        match self.open(Duration::from_secs(1), "a question about the sandbox") {
            // a dashboard that is open keeps it fresh
            Err(Failure::Store(StoreError::Locked { .. })) => self.open_to_read(),
            Err(Failure::Store(error)) if error.leaves_reading() => {
                super::output::words(&format!("nothing was fetched: {error}"));
                self.open_to_read()
            }
            keeper => super::sync::freshen(self, keeper?),
        }
    }

    /// A session on a config alone, without connections to pull.
    pub fn empty(global: &Global, config: Config) -> Self {
        Self { config, links: vec![], place: Place::Memory, wall: Wall::new(global.today), global: global.clone() }
    }

    /// The file of names that the person gave to merchants, beside the config; the sandbox in memory has none.
    pub fn names_file(&self) -> Result<Option<PathBuf>, Failure> {
        if self.place == Place::Memory {
            return Ok(None);
        }
        Ok(Some(find_paths(&self.global)?.config.with_file_name("aliases.toml")))
    }

    /// Those names, in the order in which they were given.
    pub fn names(&self) -> Result<Vec<Alias>, Failure> {
        let Some(path) = self.names_file()? else { return Ok(Vec::new()) };
        let text = read_text(&path, false)?.unwrap_or_default();
        config::parse_aliases(&text).map_err(|error| unusable(format!("{}:{error}", path.display())))
    }

    /// Where banks are met: the person's own table before the one that passbook brings along.
    pub fn issuers(&self) -> Result<Issuers, Failure> {
        let path = find_paths(&self.global)?.config.with_file_name("issuers.toml");
        let Some(text) = read_text(&path, false)? else { return Ok(Issuers::shipped()) };
        let own = Issuers::parse(&text).map_err(|error| unusable(format!("{}:{error}", path.display())))?;
        Ok(own.before(Issuers::shipped()))
    }

    /// How rows are read: with the person's rules and names.
    pub fn reader(&self) -> Result<Reader, Failure> {
        Ok(Reader::new(&self.config.rules, &self.names()?))
    }

    fn keeper(&self, store: Store) -> Result<Keeper, Failure> {
        let names = Names::new(self.names_file()?, self.config.rules.clone(), self.names()?);
        let mut keeper = Keeper::open(store)?.with_names(names);
        for link in &self.links {
            keeper.introduce(&link.id, link.row.kind);
        }
        Ok(keeper)
    }
}

/// Why only reading is left, in as few words as a line of the screen takes.
fn held(error: &StoreError) -> String {
    match error {
        StoreError::Locked { holder: Some(holder), .. } => format!("{holder} holds the store"),
        StoreError::Locked { holder: None, .. } => "another passbook holds the store".to_owned(),
        other => other.to_string(),
    }
}

/// True when real accounts have been kept there; a store that a failed import or link left empty does not count.
fn store_exists(folder: &Path) -> Result<bool, Failure> {
    match Store::open(folder, Access::Read) {
        // a store that cannot be read is there all the same: whoever opens it says what is wrong
        Ok(store) => Ok(store.book().map_or(true, |book| !book.accounts.is_empty() || !book.connections.is_empty())),
        Err(StoreError::Missing { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Where config and data lie.
pub fn find_paths(global: &Global) -> Result<Paths, Failure> {
    Paths::find(global.config.as_deref(), global.data_dir.as_deref())
        .ok_or_else(|| unusable("this system names no home folder: give --config and --data-dir".into()))
}

/// The config at that path; `None` when there is none and nobody asked for it by name.
pub fn read_config(path: &Path, explicit: bool) -> Result<Option<Config>, Failure> {
    let Some(text) = read_text(path, explicit)? else { return Ok(None) };
    let config = Config::parse(&text).and_then(|config| Keymap::of(&config.keys).map(|_| config));
    config.map(Some).map_err(|error| unusable(format!("{}:{error}", path.display())))
}

pub(super) fn read_text(path: &Path, explicit: bool) -> Result<Option<String>, Failure> {
    const MAX_CONFIG: u64 = 1024 * 1024;
    let shown = path.display();
    match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !explicit => return Ok(None),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(unusable(format!(
                "there is no config file {shown}: `passbook config print-default > {shown}` writes one to start from"
            )));
        }
        _ => {}
    }
    let mut bytes = Vec::new();
    // one more than allowed: a pipe or a device does not say how long it is
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_CONFIG + 1).read_to_end(&mut bytes))
        .map_err(|error| unusable(format!("{shown} could not be read: {error}")))?;
    if bytes.len() as u64 > MAX_CONFIG {
        return Err(unusable(format!("{shown} is over 1 MiB: that is no config")));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| unusable(format!("{shown} is no text in UTF-8: that is no config")))
}

/// The query of an option; nothing asked for leaves nothing out. One that the dashboard would complain of is refused.
pub fn query(text: Option<&str>) -> Result<Query, Failure> {
    let query = Query::parse(text.unwrap_or_default());
    match query.problem() {
        Some(problem) => Err(unusable(format!("--query: {problem} (docs/query.md has the language)"))),
        None => Ok(query),
    }
}

/// Accounts that a word of the person names, see [`crate::sync::named`]. It names at least one.
pub fn accounts_named(book: &crate::domain::Book, word: &str) -> Result<Vec<crate::domain::AccountId>, Failure> {
    let found = crate::sync::named(book, word);
    if found.is_empty() {
        return Err(unusable(format!("no account '{word}': `passbook accounts` lists ids, numbers and names")));
    }
    Ok(found)
}
