//! `passbook connect KIND`: links a bank. Secrets come from a prompt without echo, from standard input or from a file of answers, are
//! sealed in the store before anything else is done with them, and never pass through an argument, the config or a message.

mod accounts;
pub(super) mod entry;
mod prompt;

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context;
use futures_util::future::BoxFuture;

use super::args::{ConnectArgs, Global};
use super::exit::{self, Failure, unusable};
use super::output;
use super::session::{Place, Session, find_paths, read_config};
use crate::config::{Config, ConnectionConfig, nearest};
use crate::connectors::{
    ADDRESS, Asking, CA, Host, Linked, Linking, PullError, REGISTRY, Registered, Setting, Settings,
};
use crate::domain::{ConnectionId, Heard, Policy, Purpose, Secret};
use crate::runtime::{self, Keeper, Link, SANDBOX, SharedRequest, Wall, random_number, unguessable};
use prompt::{Answers, Prompt};

/// Runs the command.
pub fn run(global: &Global, wanted: &ConnectArgs) -> Result<u8, Failure> {
    if !wanted.stray.is_empty() {
        return Err(unusable(
            "connect takes no token as an argument, where every program of this machine can read it and the shell keeps it: it asks \
             for it, or reads it from standard input. If that was one, disable it at the provider and create a new one"
                .into(),
        ));
    }
    if wanted.kind == "help" {
        let rows: Vec<_> = linkable().map(|row| vec![row.kind.to_owned(), row.about.to_owned()]).collect();
        output::data(&output::table(&["kind", ""], &rows, &[])).map_err(anyhow::Error::from)?;
        return Ok(exit::DONE);
    }
    let row = kind(&wanted.kind)?;
    if global.names_sandbox() || global.offline || global.read_only {
        return Err(unusable(
            "connect talks to a provider and writes: leave --sandbox, --seed, --scenario, --offline and --read-only out".into(),
        ));
    }
    let id = ConnectionId::new(wanted.name.as_deref().unwrap_or(row.kind))
        .filter(|id| id.as_str() != ConnectionId::IMPORT)
        .ok_or_else(|| {
            unusable("a connection's name has 1 to 40 of a-z, 0-9, '-' and '_', and is not 'import'".into())
        })?;
    let paths = find_paths(global)?;
    let config = read_config(&paths.config, false)?.unwrap_or_default();
    let known = known(&config, &id, row, &paths.config)?;
    let answers = wanted.answers.as_deref().map(|from| Answers::read(from, row)).transpose()?;
    let given = given(wanted, row, answers.as_ref(), known)?;
    let session = Session { place: Place::Real(paths.data.clone()), ..Session::empty(global, config.clone()) };
    let keeper = session.open(Duration::from_secs(5), "connect")?;
    let settings = resolved(given.clone(), &paths.config)?;
    let secret = known.map(|_| keeper.secret(&id)).transpose()?.flatten();
    let host = Arc::new(LinkHost { keeper: Mutex::new(keeper), id: id.clone(), row, wall: session.wall });
    let linking =
        Linking { clock: session.wall.read(), settings, known: secret, host: Arc::clone(&host) as Arc<dyn Host> };
    let linked = link(row, answers, &linking)?;
    drop(linking);
    let mut keeper = Arc::into_inner(host).context("a task of the link goes on")?.keeper();
    // first of all: a token that was claimed can not be claimed again
    if let Some(secret) = &linked.secret {
        keeper.store().put_secret(&id, secret).with_context(|| {
            format!("'{id}' was linked, but its secret could not be stored and is lost: disable that access at the provider and link again")
        })?;
    }
    keeper.reset(&id, row.kind, session.wall.read())?;
    let settings = linked.settings.into_iter().chain(given).collect();
    entry::write(&paths.config, &id, row.kind, &settings).with_context(|| {
        format!("'{id}' is linked and its secret is sealed in the store, so that no new token is needed; only its entry is missing")
    })?;
    output::words(&format!(
        "'{id}' is linked: its secret is sealed in the store, its entry stands in {}. `passbook sync` fetches it now, `passbook` shows it.",
        paths.config.display()
    ));
    if wanted.later { Ok(exit::DONE) } else { try_out(&session, keeper, &id, &paths.config, wanted.answers.is_none()) }
}

fn linkable() -> impl Iterator<Item = &'static Registered> {
    REGISTRY.iter().filter(|row| row.kind != SANDBOX)
}

fn kind(kind: &str) -> Result<&'static Registered, Failure> {
    linkable().find(|row| row.kind == kind).ok_or_else(|| {
        let kinds = || linkable().map(|row| row.kind);
        let near = nearest(kind, kinds()).map(|near| format!(": did you mean '{near}'?"));
        let advice = near.unwrap_or_else(|| format!(": expected one of {}", kinds().collect::<Vec<_>>().join(", ")));
        unusable(format!("'{kind}' is no kind of connection{advice}"))
    })
}

/// The entry that the connection has already, if it has one.
fn known<'c>(
    config: &'c Config,
    id: &ConnectionId,
    row: &Registered,
    path: &Path,
) -> Result<Option<&'c ConnectionConfig>, Failure> {
    if config.connections.iter().any(|connection| connection.kind == SANDBOX) {
        return Err(unusable(format!(
            "{} holds the sandbox: made-up and real accounts are never mixed, give the real ones a config of their own with --config",
            path.display()
        )));
    }
    let known = config.connections.iter().find(|connection| connection.name == *id);
    match known.filter(|known| known.kind != row.kind) {
        Some(other) => {
            Err(unusable(format!("connection '{id}' is of kind {}: choose another with --name", other.kind)))
        }
        None => Ok(known),
    }
}

/// What is known of the settings before anything is asked: the entry in the config, and where --at, --test and the answers lead.
fn given(
    wanted: &ConnectArgs,
    row: &Registered,
    answers: Option<&Answers>,
    known: Option<&ConnectionConfig>,
) -> Result<Settings, Failure> {
    let entry = known.iter().flat_map(|known| &known.fields);
    let mut given: Settings = entry.map(|(key, (value, _))| (key.clone(), value.clone())).collect();
    for field in [ADDRESS, CA] {
        if let Some(answer) = answers.and_then(|answers| answers.get(field.key)) {
            given.insert(field.key.to_owned(), Setting::Text(answer.expose().to_owned()));
        }
    }
    let address = match (&wanted.at, wanted.test, row.places) {
        (None, false, _) => None,
        (Some(at), _, Some(_)) => Some(at.as_str()),
        (None, true, Some(places)) => Some(places.test),
        (_, _, None) => {
            let words = "its address is part of its token: leave --at and --test out";
            return Err(unusable(format!("a connection of kind {} is led nowhere else, {words}", row.kind)));
        }
    };
    given.extend(address.map(|address| (ADDRESS.key.to_owned(), Setting::Text(address.to_owned()))));
    Ok(given)
}

/// The settings as a connector reads them: with the text of the file that `ca` names.
fn resolved(mut settings: Settings, config: &Path) -> Result<Settings, Failure> {
    if let Some(Setting::Text(file)) = settings.get_mut(CA.key) {
        *file = runtime::authority(file, config)
            .map_err(|error| unusable(format!("'{}' {file} could not be read: {error}", CA.key)))?;
    }
    Ok(settings)
}

fn link(row: &Registered, answers: Option<Answers>, linking: &Linking) -> Result<Linked, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("no task could run")?;
    let mut prompt = Prompt { answers, known: linking.settings.clone() };
    let linked = runtime.block_on((row.connector)().link(&mut prompt, linking));
    runtime.shutdown_background();
    linked.map_err(|error| anyhow::anyhow!("{} was not linked: {error}", row.kind).into())
}

/// Fetches the first answer, shows the accounts that it brought, and lets the person name and hide them.
fn try_out(session: &Session, keeper: Keeper, id: &ConnectionId, config: &Path, may_ask: bool) -> Result<u8, Failure> {
    let link = entry_of(id, config)?;
    let (mut keeper, outcome) = runtime::try_once(keeper, &link, session.wall).map_err(anyhow::Error::from)?;
    if let Some(outcome) = &outcome {
        output::words(&super::sync::sentence(outcome));
    }
    accounts::show(keeper.book(), id);
    if may_ask && io::stdin().is_terminal() {
        accounts::ask(&mut keeper, id)?;
    }
    let failed = outcome.is_none_or(|outcome| outcome.problem.is_some() || outcome.partial);
    Ok(if failed { exit::PARTLY } else { exit::DONE })
}

fn entry_of(id: &ConnectionId, path: &Path) -> Result<Link, Failure> {
    let config = read_config(path, true)?.unwrap_or_default();
    let links =
        runtime::resolve(&config, path, None).map_err(|error| unusable(format!("{}:{error}", path.display())))?;
    links.into_iter().find(|link| link.id == *id).ok_or_else(|| anyhow::anyhow!("'{id}' is not in the config").into())
}

/// While linking no budget holds a request back, since a claim can be made only once; each is on record all the same.
struct LinkHost {
    keeper: Mutex<Keeper>,
    id: ConnectionId,
    row: &'static Registered,
    wall: Wall,
}

impl LinkHost {
    fn lock(&self) -> MutexGuard<'_, Keeper> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keeper(self) -> Keeper {
        self.keeper.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Host for LinkHost {
    fn spend<'a>(&'a self, asking: &'a Asking) -> BoxFuture<'a, Result<u64, PullError>> {
        let request = SharedRequest {
            connection: self.id.clone(),
            kind: self.row.kind.into(),
            asking: asking.clone(),
            purpose: Purpose::Link,
        };
        let free = Policy { requests_per_day: None, ..self.row.policy };
        Box::pin(std::future::ready(self.lock().spend(&request, &free, self.wall.read())))
    }

    fn heard(&self, request: u64, heard: Heard, bytes: u64) -> BoxFuture<'_, ()> {
        // an end that cannot be kept leaves the request open on record, which is the safe side
        let _ = self.lock().heard(&self.id, request, (heard, bytes), self.wall.read());
        Box::pin(std::future::ready(()))
    }

    fn keep_secret(&self, secret: &Secret) -> BoxFuture<'_, Result<(), PullError>> {
        Box::pin(std::future::ready(self.lock().keep_secret(&self.id, secret)))
    }

    fn progress(&self, _done: u32, _of: u32) {}

    fn random(&self) -> u64 {
        random_number()
    }

    fn unguessable(&self) -> Result<String, PullError> {
        unguessable()
    }
}
