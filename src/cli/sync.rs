//! `passbook sync`: fetches from every connection, for a person, cron or a timer, and says what changed.

use std::time::Duration;

use serde::Serialize;

use super::args::Global;
use super::exit::{self, Failure, unusable};
use super::output::{self, Format};
use super::session::Session;
use crate::domain::{Clock, RowCounts, Status};
use crate::runtime::{self, Keeper, Link, Outcome};
use crate::sync::plan::{self, Due};

/// How long a sync waits for another passbook to let go of the store.
const WAIT: Duration = Duration::from_secs(5);

#[derive(Serialize)]
struct Report {
    schema: u32,
    connections: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    connection: String,
    new: u32,
    changed: u32,
    posted: u32,
    dropped: u32,
    removed: u32,
    missing: u32,
    notes: Vec<String>,
    problem: Option<Trouble>,
}

#[derive(Serialize)]
struct Trouble {
    kind: &'static str,
    message: String,
}

/// Runs the command.
pub fn run(global: &Global, names: &[String], due: bool) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    if global.read_only {
        return Err(unusable("--read-only and sync exclude each other: a sync changes the store".into()));
    }
    let links = chosen(&session.links, names)?;
    if links.is_empty() {
        output::words(
            "no connection to sync: `passbook connect simplefin` links a bank, `passbook import FILE` reads a statement",
        );
        return Ok(exit::DONE);
    }
    let keeper = session.open(WAIT, "sync")?;
    let links = if due { due_now(&keeper, links, session.wall.read()) } else { awake(&keeper, links, names) };
    let outcomes = if due { one_by_one(&session, keeper, &links)? } else { together(&session, keeper, &links)?.1 };
    match Format::of(global) {
        Format::Json => output::json(&Report { schema: 1, connections: outcomes.iter().map(line).collect() })?,
        Format::Csv => csv(&outcomes)?,
        Format::Text => outcomes.iter().for_each(|outcome| output::words(&sentence(outcome))),
    }
    let failed = outcomes.iter().filter(|outcome| outcome.problem.is_some()).count();
    let partial = outcomes.iter().any(|outcome| outcome.partial);
    Ok(match failed {
        0 if partial => exit::PARTLY,
        0 => exit::DONE,
        all if all == outcomes.len() => exit::FAILED,
        _ => exit::PARTLY,
    })
}

/// Brings a session's connections up to date before a question is answered; says only what went wrong.
pub fn freshen(session: &Session, keeper: Keeper) -> Result<Keeper, Failure> {
    let (keeper, outcomes) = together(session, keeper, &session.links)?;
    for outcome in outcomes.iter().filter(|outcome| outcome.problem.is_some()) {
        output::words(&sentence(outcome));
    }
    Ok(keeper)
}

fn together(session: &Session, keeper: Keeper, links: &[Link]) -> anyhow::Result<(Keeper, Vec<Outcome>)> {
    Ok(runtime::sync_once(keeper, links, session.wall, session.global.offline)?)
}

/// For a timer, that nobody waits for: a machine that wakes after days asks its banks one after the other.
fn one_by_one(session: &Session, mut keeper: Keeper, links: &[Link]) -> anyhow::Result<Vec<Outcome>> {
    let mut outcomes = Vec::new();
    for link in links {
        let (kept, outcome) = together(session, keeper, std::slice::from_ref(link))?;
        keeper = kept;
        outcomes.extend(outcome);
    }
    Ok(outcomes)
}

/// Those whose time has come, one after another's jitter: the same as long as they have not been tried again.
fn due_now(keeper: &Keeper, links: Vec<Link>, clock: Clock) -> Vec<Link> {
    let is_due = |link: &Link| {
        keeper.book().connections.get(&link.id).is_none_or(|known| {
            let tried = known.last_attempt.map_or(0, |at| at.timestamp().unsigned_abs());
            plan::due(known, &link.policy, clock, runtime::jitter_of(&link.id, tried)) == Due::Now
        })
    };
    links.into_iter().filter(is_due).collect()
}

/// Without those that the person paused or took back, unless they are named.
fn awake(keeper: &Keeper, links: Vec<Link>, names: &[String]) -> Vec<Link> {
    let rests = |link: &Link| {
        let known = keeper.book().connections.get(&link.id);
        known.is_some_and(|known| matches!(known.status, Status::Paused | Status::Revoked))
    };
    links.into_iter().filter(|link| !names.is_empty() || !rests(link)).collect()
}

fn chosen(links: &[Link], names: &[String]) -> Result<Vec<Link>, Failure> {
    if names.is_empty() {
        return Ok(links.to_vec());
    }
    let find = |name: &String| {
        links.iter().find(|link| link.id.as_str() == name).cloned().ok_or_else(|| {
            let known = links.iter().map(|link| link.id.as_str()).collect::<Vec<_>>().join(", ");
            unusable(format!("no connection '{name}' in the config: it has {known}"))
        })
    };
    names.iter().map(find).collect()
}

fn line(outcome: &Outcome) -> Line {
    let RowCounts { new, changed, posted, dropped, removed, missing, same: _ } = outcome.rows;
    Line {
        connection: outcome.connection.to_string(),
        new,
        changed,
        posted,
        dropped,
        removed,
        missing,
        notes: outcome.notes.iter().map(ToString::to_string).collect(),
        problem: outcome
            .problem
            .as_ref()
            .map(|problem| Trouble { kind: problem.kind.key(), message: problem.message.to_string() }),
    }
}

fn csv(outcomes: &[Outcome]) -> anyhow::Result<()> {
    let header = ["connection", "new", "changed", "posted", "dropped", "removed", "missing", "problem", "message"];
    let rows = outcomes.iter().map(line).map(|line| {
        let (kind, message) = line.problem.map(|trouble| (trouble.kind, trouble.message)).unwrap_or_default();
        let counts = [line.new, line.changed, line.posted, line.dropped, line.removed, line.missing];
        let counts = counts.iter().map(ToString::to_string);
        std::iter::once(line.connection).chain(counts).chain([kind.to_owned(), message]).collect()
    });
    output::csv(&header, rows)
}

/// `chase: 12 new, 2 posted` and what else there is to say.
pub fn sentence(outcome: &Outcome) -> String {
    let rows = &outcome.rows;
    let counted = [
        (rows.new, "new"),
        (rows.changed, "changed"),
        (rows.posted, "posted"),
        (rows.dropped, "dropped by the bank"),
        (rows.removed, "taken back by the provider"),
        (rows.missing, "missing from a complete answer, kept and marked"),
    ];
    let counts: Vec<String> = counted.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{n} {words}")).collect();
    let counts = if counts.is_empty() { "nothing new".to_owned() } else { counts.join(", ") };
    let mut text = format!("{}: {counts}", outcome.connection);
    if let Some(problem) = &outcome.problem {
        let quiet = rows.is_quiet();
        let before = if quiet { String::new() } else { format!("{counts}; then ") };
        text = format!("{}: {before}{} - {}", outcome.connection, problem.kind.words(), problem.message);
    }
    for note in &outcome.notes {
        text.push_str(&format!("\n  {note}"));
    }
    text
}
