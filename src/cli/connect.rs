//! `passbook connect KIND`: links a bank. Secrets come from a prompt without echo or from standard input, are sealed in the store
//! before anything else is done with them, and never pass through an argument, the config or a message.

use std::io::{self, BufRead, IsTerminal};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use futures_util::future::BoxFuture;

use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::files;
use super::output;
use super::session::{Place, Session, find_paths, read_config};
use crate::config::nearest;
use crate::connectors::{Dialog, Field, FieldKind, Host, PullError, REGISTRY, Registered, Setting, Settings};
use crate::domain::{ConnectionId, ProblemKind, Secret};
use crate::runtime::{SANDBOX, random_number};

/// Runs the command.
pub fn run(global: &Global, kind: &str, name: Option<&str>, stray: bool) -> Result<u8, Failure> {
    if stray {
        return Err(unusable(
            "connect takes no token as an argument, where every program of this machine can read it and the shell keeps it: it asks \
             for it, or reads it from standard input. If that was one, disable it at the provider and create a new one"
                .into(),
        ));
    }
    let linkable = || REGISTRY.iter().filter(|row| row.kind != SANDBOX);
    if kind == "help" {
        let rows: Vec<_> = linkable().map(|row| vec![row.kind.to_owned(), row.about.to_owned()]).collect();
        output::data(&output::table(&["kind", ""], &rows, &[])).map_err(anyhow::Error::from)?;
        return Ok(exit::DONE);
    }
    let row = linkable().find(|row| row.kind == kind).ok_or_else(|| {
        let kinds = || linkable().map(|row| row.kind);
        let near = nearest(kind, kinds()).map(|near| format!(": did you mean '{near}'?"));
        let advice = near.unwrap_or_else(|| format!(": expected one of {}", kinds().collect::<Vec<_>>().join(", ")));
        unusable(format!("'{kind}' is no kind of connection{advice}"))
    })?;
    if global.names_sandbox() || global.offline || global.read_only {
        return Err(unusable(
            "connect talks to a provider and writes: leave --sandbox, --seed, --scenario, --offline and --read-only out".into(),
        ));
    }
    let id =
        ConnectionId::new(name.unwrap_or(kind)).filter(|id| id.as_str() != ConnectionId::IMPORT).ok_or_else(|| {
            unusable("a connection's name has 1 to 40 of a-z, 0-9, '-' and '_', and is not 'import'".into())
        })?;
    let paths = find_paths(global)?;
    let config = read_config(&paths.config, false)?.unwrap_or_default();
    let known = config.connections.iter().find(|connection| connection.name == id);
    if config.connections.iter().any(|connection| connection.kind == SANDBOX) {
        return Err(unusable(format!(
            "{} holds the sandbox: made-up and real accounts are never mixed, give the real ones a config of their own with --config",
            paths.config.display()
        )));
    }
    if let Some(known) = known.filter(|known| known.kind != row.kind) {
        return Err(unusable(format!("connection '{id}' is of kind {}: choose another with --name", known.kind)));
    }
    let session = Session { place: Place::Real(paths.data.clone()), ..Session::empty(global, config.clone()) };
    let mut keeper = session.open(Duration::from_secs(5), "connect")?;
    let linked = link(row)?;
    // first of all: a token that was claimed can not be claimed again
    if let Some(secret) = &linked.secret {
        keeper.store().put_secret(&id, secret).with_context(|| {
            format!("'{id}' was linked, but its secret could not be stored and is lost: disable that access at the provider and link again")
        })?;
    }
    keeper.reset(&id, row.kind)?;
    if known.is_none() {
        files::append(&paths.config, &entry(&id, row, &linked.settings)).with_context(|| {
            format!("'{id}' is linked and its secret is sealed in the store, so that no new token is needed; only its entry is missing")
        })?;
    }
    output::words(&format!(
        "'{id}' is linked: its secret is sealed in the store, its entry stands in {}. `passbook sync` fetches it now, `passbook` shows it.",
        paths.config.display()
    ));
    Ok(exit::DONE)
}

fn link(row: &Registered) -> Result<crate::connectors::Linked, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("no task could run")?;
    let linked = runtime.block_on((row.connector)().link(&mut Prompt, Arc::new(LinkHost)));
    runtime.shutdown_background();
    linked.map_err(|error| anyhow::anyhow!("{} was not linked: {error}", row.kind).into())
}

/// The entry of the config, as TOML.
fn entry(id: &ConnectionId, row: &Registered, settings: &Settings) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut text = format!("\n[[connection]]\nname = {}\nkind = {}\n", quoted(id.as_str()), quoted(row.kind));
    for (key, value) in settings {
        let value = match value {
            Setting::Text(text) => quoted(text),
            Setting::List(texts) => {
                format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
            }
            Setting::Flag(flag) => flag.to_string(),
            Setting::Number(number) => number.to_string(),
        };
        text.push_str(key);
        text.push_str(" = ");
        text.push_str(&value);
        text.push('\n');
    }
    text
}

/// Asks on the terminal, or reads a line of standard input for each field.
struct Prompt;

impl Dialog for Prompt {
    fn ask(&mut self, field: &Field) -> Result<Option<Secret>, PullError> {
        let failed = |error: io::Error| {
            PullError::new(ProblemKind::Config, &format!("'{}' could not be read: {error}", field.key))
        };
        let terminal = io::stdin().is_terminal();
        let answer = if terminal && field.kind == FieldKind::Secret {
            rpassword::prompt_password(format!("{} ({}): ", field.key, field.help)).map_err(failed)?
        } else {
            if terminal {
                output::words(&format!("{} ({}):", field.key, field.help));
            }
            let mut line = String::new();
            io::stdin().lock().read_line(&mut line).map_err(failed)?;
            line
        };
        let answer = Secret::new(answer.trim().to_owned());
        match (answer.expose().is_empty(), field.required) {
            (true, true) => {
                Err(PullError::new(ProblemKind::Config, &format!("'{}' is needed: {}", field.key, field.help)))
            }
            (true, false) => Ok(None),
            (false, _) => Ok(Some(answer)),
        }
    }

    fn say(&mut self, words: &str) {
        output::words(words);
    }
}

/// While linking no budget is counted: there is no connection yet, and a claim can be made only once.
struct LinkHost;

impl Host for LinkHost {
    fn spend(&self) -> BoxFuture<'_, Result<(), PullError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn refund(&self) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn progress(&self, _done: u32, _of: u32) {}

    fn random(&self) -> u64 {
        random_number()
    }
}
