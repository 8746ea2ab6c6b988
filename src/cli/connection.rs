//! `passbook connection list|pause|resume|rename|move` and `passbook disconnect`: the person's word on connections that there are.

use std::io::{self, BufRead, IsTerminal};
use std::time::Duration;

use serde::Serialize;

use super::accounts::age;
use super::args::{ConnectionCommand, Disconnect, Global};
use super::connect::entry;
use super::exit::{self, Failure, unusable};
use super::moving;
use super::output::{self, Format};
use super::session::{Session, find_paths};
use crate::connectors::Revoked;
use crate::domain::{Book, Clock, Connection, ConnectionId, Status};
use crate::runtime::{self, Keeper, Link};

/// How long a command waits for another passbook to let go of the store.
const WAIT: Duration = Duration::from_secs(5);

#[derive(Serialize)]
struct Report {
    schema: u32,
    connections: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    connection: String,
    kind: String,
    status: &'static str,
    accounts: usize,
    last_ok: Option<String>,
    /// False for one that was disconnected: its accounts and their history are still there.
    configured: bool,
}

/// Runs `passbook connection ...`.
pub fn run(global: &Global, command: &ConnectionCommand) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    match command {
        ConnectionCommand::List => list(global, &session),
        ConnectionCommand::Pause { name } => pause(&session, name, true),
        ConnectionCommand::Resume { name } => pause(&session, name, false),
        ConnectionCommand::Rename { from, to } => rename(&session, from, to),
        ConnectionCommand::Move(wanted) => moving::run(global, &session, wanted),
    }
}

fn list(global: &Global, session: &Session) -> Result<u8, Failure> {
    let keeper = session.open_to_read()?;
    let (book, clock) = (keeper.book(), session.wall.read());
    let known: Vec<&Connection> = book.connections.values().map(|connection| &**connection).collect();
    match Format::of(global) {
        Format::Json => {
            let connections = known.iter().map(|connection| line(session, book, connection)).collect();
            output::json(&Report { schema: 1, connections })?;
        }
        Format::Csv => output::csv(
            &["connection", "kind", "status", "accounts", "last_ok", "configured"],
            known.iter().map(|connection| {
                let line = line(session, book, connection);
                let (accounts, last) = (line.accounts.to_string(), line.last_ok.unwrap_or_default());
                vec![line.connection, line.kind, line.status.into(), accounts, last, line.configured.to_string()]
            }),
        )?,
        Format::Text => {
            let rows: Vec<_> = known.iter().map(|connection| cells(session, book, connection, clock)).collect();
            let table = output::table(&["connection", "kind", "status", "accounts", "last"], &rows, &[3]);
            let table = if rows.is_empty() { "no connection\n".to_owned() } else { table };
            output::data(&table).map_err(anyhow::Error::from)?;
        }
    }
    Ok(exit::DONE)
}

fn line(session: &Session, book: &Book, connection: &Connection) -> Line {
    let stamp = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    Line {
        connection: connection.id.to_string(),
        kind: connection.kind.to_string(),
        status: status(&connection.status),
        accounts: book.accounts.values().filter(|account| account.is_told_by(&connection.id)).count(),
        last_ok: connection.last_ok.map(stamp),
        configured: session.links.iter().any(|link| link.id == connection.id),
    }
}

fn cells(session: &Session, book: &Book, connection: &Connection, clock: Clock) -> Vec<String> {
    let line = line(session, book, connection);
    let status = match &connection.status {
        Status::Failed(problem) => problem.kind.words(),
        _ if !line.configured && line.status != "revoked" => "not in the config",
        _ => line.status,
    };
    let last = connection.last_ok.map_or_else(|| "never".to_owned(), |at| age(clock, at));
    vec![line.connection, line.kind, status.to_owned(), line.accounts.to_string(), last]
}

fn status(status: &Status) -> &'static str {
    match status {
        Status::Never => "never",
        Status::Ok => "ok",
        Status::Partial => "partial",
        Status::Failed(_) => "failed",
        Status::Paused => "paused",
        Status::Revoked => "revoked",
    }
}

fn pause(session: &Session, name: &str, paused: bool) -> Result<u8, Failure> {
    let link = configured(session, name)?;
    let mut keeper = writing(session)?;
    if keeper.book().connections.get(&link.id).is_some_and(|known| known.status == Status::Revoked) {
        return Err(unusable(format!(
            "'{name}' was disconnected: `passbook connect {}` links it again",
            link.row.kind
        )));
    }
    keeper.pause(&link.id, paused)?;
    let words = if paused { "is paused: nothing is fetched until `passbook connection resume`" } else { "goes on" };
    output::words(&format!("'{name}' {words}"));
    Ok(exit::DONE)
}

/// The store first, the config after: a run that was cut off between the two is finished by the same command.
fn rename(session: &Session, from: &str, to: &str) -> Result<u8, Failure> {
    let (from, to) = (named(from)?, named(to)?);
    let is_configured = |id: &ConnectionId| session.links.iter().any(|link| link.id == *id);
    match (is_configured(&from), is_configured(&to)) {
        (true, true) => return Err(unusable(format!("'{to}' is the name of another connection"))),
        (false, false) => return Err(unknown(session, from.as_str())),
        _ => {}
    }
    let mut keeper = writing(session)?;
    if is_used(&keeper, &from)? {
        if is_used(&keeper, &to)? {
            return Err(unusable(format!(
                "accounts or a secret are kept under the name '{to}' already: choose another name"
            )));
        }
        keeper.rename(&from, &to, session.wall.read())?;
    }
    if is_configured(&from) {
        entry::rename(&find_paths(&session.global)?.config, &from, &to)?;
    }
    output::words(&format!("'{from}' is '{to}' now: accounts, history, edits and its secret came along"));
    Ok(exit::DONE)
}

/// True when something is kept under that name.
fn is_used(keeper: &Keeper, id: &ConnectionId) -> Result<bool, Failure> {
    let has_accounts =
        keeper.book().accounts.values().any(|account| account.sources.iter().any(|s| s.connection == *id));
    Ok(has_accounts || keeper.secret(id)?.is_some())
}

/// Runs `passbook disconnect`. The provider first, then the secret, then the config: a run that was cut off is finished by the same
/// command.
pub fn disconnect(global: &Global, wanted: &Disconnect) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let link = configured(&session, &wanted.name)?;
    let keeper = writing(&session)?;
    let accounts = keeper.book().accounts.values().filter(|account| account.is_told_by(&link.id)).count();
    if !wanted.yes && !confirmed(&link, accounts)? {
        output::words("nothing was changed");
        return Ok(exit::DONE);
    }
    let ended = keeper.book().connections.get(&link.id).is_some_and(|known| known.status == Status::Revoked);
    let keeper = if ended { keeper } else { revoke(&session, keeper, &link, wanted.only_here)? };
    drop(keeper);
    entry::remove(&find_paths(global)?.config, &link.id)?;
    output::words(&format!(
        "'{}' is disconnected: its secret is forgotten, its entry is gone from the config, {} stay",
        link.id,
        kept(accounts)
    ));
    Ok(exit::DONE)
}

fn kept(accounts: usize) -> String {
    if accounts == 1 {
        "its account and its history".to_owned()
    } else {
        format!("its {accounts} accounts and their history")
    }
}

fn revoke(session: &Session, keeper: Keeper, link: &Link, only_here: bool) -> Result<Keeper, Failure> {
    let clock = session.wall.read();
    if only_here {
        let mut keeper = keeper;
        keeper.end(&link.id, false, clock)?;
        return Ok(keeper);
    }
    if session.global.offline {
        return Err(unusable(
            "disconnect tells the provider: leave --offline out, or forget the access --only-here".into(),
        ));
    }
    let (mut keeper, revoked) = runtime::revoke_once(keeper, link, session.wall).map_err(anyhow::Error::from)?;
    let at_provider = match revoked {
        Ok(Revoked::AtProvider) => {
            output::words("the provider confirms that the access has ended");
            true
        }
        Ok(Revoked::GoTo(words)) => {
            output::words(&format!("passbook cannot end this access for you. {words}"));
            false
        }
        Err(error) => {
            return Err(anyhow::anyhow!(
                "the access was not ended, nothing was changed: {error} (`--only-here` forgets the secret without telling the provider)"
            )
            .into());
        }
    };
    keeper.end(&link.id, at_provider, clock)?;
    Ok(keeper)
}

fn confirmed(link: &Link, accounts: usize) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Err(unusable("disconnect asks first, and there is no terminal to ask on: give --yes".into()));
    }
    output::words(&format!(
        "'{}' ({}) will be disconnected and its secret forgotten; {} stay. Type yes:",
        link.id,
        link.row.kind,
        kept(accounts)
    ));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(anyhow::Error::from)?;
    Ok(answer.trim() == "yes")
}

pub(super) fn writing(session: &Session) -> Result<Keeper, Failure> {
    if session.global.read_only {
        return Err(unusable("--read-only excludes this command: it changes the store".into()));
    }
    session.open(WAIT, "connection")
}

fn named(name: &str) -> Result<ConnectionId, Failure> {
    ConnectionId::new(name)
        .filter(|id| id.as_str() != ConnectionId::IMPORT)
        .ok_or_else(|| unusable("a connection's name has 1 to 40 of a-z, 0-9, '-' and '_', and is not 'import'".into()))
}

pub(super) fn configured(session: &Session, name: &str) -> Result<Link, Failure> {
    session.links.iter().find(|link| link.id.as_str() == name).cloned().ok_or_else(|| unknown(session, name))
}

fn unknown(session: &Session, name: &str) -> Failure {
    let known = session.links.iter().map(|link| link.id.as_str()).collect::<Vec<_>>().join(", ");
    let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
    unusable(format!("no connection '{name}' in the config: it has {known}"))
}
