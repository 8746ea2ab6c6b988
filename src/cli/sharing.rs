//! `passbook sharing`: who was told what, per connection or entry by entry, which hosts can be contacted at all, and whether the record
//! is whole.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::args::{Global, SharingArgs, SharingCommand};
use super::exit::{self, Failure};
use super::output::{self, Format};
use super::session::Session;
use crate::domain::{Access, AccessEvent, ConnectionId, Shared, shared};
use crate::runtime::{Keeper, Link};

#[derive(Serialize)]
struct Report {
    schema: u32,
    connections: Vec<Line>,
}

/// What one connection shares; counts over its whole life, save `used` and `left`, which are today's.
#[derive(Serialize)]
struct Line {
    connection: String,
    kind: String,
    hosts: Vec<String>,
    last_access: Option<String>,
    requests: u64,
    used: u32,
    left: Option<u32>,
    rows: u64,
    bytes: u64,
    consent_given: Option<String>,
    consent_ends: Option<String>,
    consent_taken_back: Option<String>,
}

#[derive(Serialize)]
struct Log {
    schema: u32,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    number: u64,
    at: String,
    event: &'static str,
    connection: String,
    host: String,
    purpose: String,
    from: Option<String>,
    to: Option<String>,
    rows: Option<u32>,
    bytes: Option<u64>,
    said: String,
}

#[derive(Serialize)]
struct Verdict {
    schema: u32,
    whole: bool,
    entries: u64,
    head: String,
    broken_at: Option<u64>,
    why: Option<String>,
}

/// Runs the command.
pub fn run(global: &Global, wanted: &SharingArgs) -> Result<u8, Failure> {
    let session = Session::plan(global, false)?;
    let mut keeper = session.open_to_read()?;
    if let Some(SharingCommand::Verify) = wanted.command {
        return verify(global, &mut keeper);
    }
    let entries = keeper.store().accesses()?;
    if wanted.log {
        print_log(global, &entries)?;
    } else {
        print_report(global, &session, &keeper, &entries)?;
    }
    Ok(exit::DONE)
}

fn verify(global: &Global, keeper: &mut Keeper) -> Result<u8, Failure> {
    let chain = keeper.store().verify_accesses()?;
    let whole = chain.broken.is_none();
    if Format::of(global) == Format::Json {
        let (broken_at, why) = chain.broken.unzip();
        output::json(&Verdict { schema: 1, whole, entries: chain.entries, head: chain.head, broken_at, why })?;
    } else {
        let text = match chain.broken {
            None => format!("whole: {} entries, the last one {}\n", chain.entries, chain.head),
            Some((entry, why)) => {
                format!("broken at entry {entry}: {why}; the {} before it are whole\n", chain.entries)
            }
        };
        output::data(&text).map_err(anyhow::Error::from)?;
    }
    Ok(if whole { exit::DONE } else { exit::FAILED })
}

fn print_report(global: &Global, session: &Session, keeper: &Keeper, entries: &[Access]) -> Result<(), Failure> {
    let sums = shared(entries);
    let names: BTreeSet<&ConnectionId> = session.links.iter().map(|link| &link.id).chain(sums.keys()).collect();
    let mut lines = Vec::new();
    for name in names {
        let link = session.links.iter().find(|link| link.id == *name);
        lines.push(line(session, keeper, name, link, sums.get(name).unwrap_or(&Shared::default()))?);
    }
    match Format::of(global) {
        Format::Json => output::json(&Report { schema: 1, connections: lines })?,
        Format::Csv => output::csv(&HEADER, lines.iter().map(cells))?,
        Format::Text => output::data(&text(&lines)).map_err(anyhow::Error::from)?,
    }
    Ok(())
}

fn line(
    session: &Session,
    keeper: &Keeper,
    name: &ConnectionId,
    link: Option<&Link>,
    sum: &Shared,
) -> Result<Line, Failure> {
    let hosts = match link {
        Some(link) => link.row.reaches(&link.settings, keeper.secret(name)?.as_ref()),
        None => Vec::new(),
    };
    let known: BTreeSet<String> =
        hosts.iter().map(ToString::to_string).chain(sum.hosts.iter().map(ToString::to_string)).collect();
    let connection = keeper.book().connections.get(name);
    let used = connection.map_or(0, |connection| connection.usage.on(session.wall.read().today));
    let most = link.and_then(|link| link.policy.requests_per_day);
    let told_ends = connection.and_then(|connection| connection.consent_ends);
    Ok(Line {
        connection: name.to_string(),
        kind: link.map_or_else(|| sum.kind.to_string(), |link| link.row.kind.to_owned()),
        hosts: known.into_iter().collect(),
        last_access: sum.last.map(stamp),
        requests: sum.requests,
        used,
        left: most.map(|most| most.saturating_sub(used)),
        rows: sum.rows,
        bytes: sum.bytes,
        consent_given: sum.given.map(stamp),
        consent_ends: sum.ends.or(told_ends).filter(|_| sum.taken_back.is_none()).map(stamp),
        consent_taken_back: sum.taken_back.map(stamp),
    })
}

const HEADER: [&str; 12] = [
    "connection",
    "kind",
    "hosts",
    "last_access",
    "requests",
    "used",
    "left",
    "rows",
    "bytes",
    "consent_given",
    "consent_ends",
    "consent_taken_back",
];

fn cells(line: &Line) -> Vec<String> {
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        line.connection.clone(),
        line.kind.clone(),
        line.hosts.join(" "),
        own(&line.last_access),
        line.requests.to_string(),
        line.used.to_string(),
        line.left.map(|left| left.to_string()).unwrap_or_default(),
        line.rows.to_string(),
        line.bytes.to_string(),
        own(&line.consent_given),
        own(&line.consent_ends),
        own(&line.consent_taken_back),
    ]
}

fn text(lines: &[Line]) -> String {
    if lines.is_empty() {
        return "nothing is shared: there is no connection\n".to_owned();
    }
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let hosts = if line.hosts.is_empty() { "no host".to_owned() } else { line.hosts.join(" ") };
            let today = match line.left {
                Some(left) => format!("{} of {}", line.used, line.used.saturating_add(left)),
                None => "-".to_owned(),
            };
            let consent = match (&line.consent_taken_back, &line.consent_ends, &line.consent_given) {
                (Some(at), ..) => format!("taken back {}", day(at)),
                (_, Some(at), _) => format!("ends {}", day(at)),
                (_, _, Some(at)) => format!("given {}", day(at)),
                _ => String::new(),
            };
            let last = line.last_access.clone().unwrap_or_else(|| "never".to_owned());
            let counts = [line.requests.to_string(), today, line.rows.to_string(), line.bytes.to_string()];
            [line.connection.clone(), hosts, last].into_iter().chain(counts).chain([consent]).collect()
        })
        .collect();
    let header = ["connection", "hosts", "last access", "requests", "today", "rows", "bytes", "consent"];
    let table = output::table(&header, &rows, &[3, 4, 5, 6]);
    format!("{table}no other host is ever contacted\n")
}

fn print_log(global: &Global, entries: &[Access]) -> Result<(), Failure> {
    let names = names(entries);
    let list: Vec<Entry> = entries.iter().map(|entry| told(entry, &names)).collect();
    match Format::of(global) {
        Format::Json => output::json(&Log { schema: 1, entries: list })?,
        Format::Csv => output::csv(&LOG_HEADER, list.iter().map(log_cells))?,
        Format::Text => {
            let rows: Vec<_> = list.iter().map(log_cells).collect();
            output::data(&output::table(&LOG_HEADER, &rows, &[0, 8, 9])).map_err(anyhow::Error::from)?;
        }
    }
    Ok(())
}

const LOG_HEADER: [&str; 11] =
    ["number", "at", "event", "connection", "host", "purpose", "from", "to", "rows", "bytes", "said"];

fn log_cells(entry: &Entry) -> Vec<String> {
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        entry.number.to_string(),
        entry.at.clone(),
        entry.event.to_owned(),
        entry.connection.clone(),
        entry.host.clone(),
        entry.purpose.clone(),
        own(&entry.from),
        own(&entry.to),
        entry.rows.map(|rows| rows.to_string()).unwrap_or_default(),
        entry.bytes.map(|bytes| bytes.to_string()).unwrap_or_default(),
        entry.said.clone(),
    ]
}

/// The connection of each request, by its number.
fn names<'a>(entries: &'a [Access]) -> BTreeMap<u64, &'a ConnectionId> {
    let asked = |entry: &'a Access| match &entry.event {
        AccessEvent::Asked { connection, .. } => Some((entry.number, connection)),
        _ => None,
    };
    entries.iter().filter_map(asked).collect()
}

fn told(entry: &Access, names: &BTreeMap<u64, &ConnectionId>) -> Entry {
    let of = |request: &u64| names.get(request).map(ToString::to_string).unwrap_or_default();
    let plain = |event, connection: String| Entry {
        number: entry.number,
        at: stamp(entry.at),
        event,
        connection,
        host: String::new(),
        purpose: String::new(),
        from: None,
        to: None,
        rows: None,
        bytes: None,
        said: String::new(),
    };
    match &entry.event {
        AccessEvent::Asked { connection, purpose, host, days, .. } => Entry {
            host: host.to_string(),
            purpose: purpose.key().to_owned(),
            from: days.map(|(from, _)| from.to_string()),
            to: days.map(|(_, to)| to.to_string()),
            ..plain("asked", connection.to_string())
        },
        AccessEvent::Heard { request, heard, bytes } => Entry {
            bytes: Some(*bytes),
            said: format!("{} to {request}", heard.words()),
            ..plain("heard", of(request))
        },
        AccessEvent::Kept { request, rows } => Entry { rows: Some(*rows), ..plain("kept", of(request)) },
        AccessEvent::Given { connection, .. } => plain("consent given", connection.to_string()),
        AccessEvent::Ends { connection, at } => {
            Entry { said: format!("ends {}", stamp(*at)), ..plain("consent ends", connection.to_string()) }
        }
        AccessEvent::TakenBack { connection, at_provider } => {
            let said = if *at_provider { "at the provider" } else { "here" };
            Entry { said: said.to_owned(), ..plain("consent taken back", connection.to_string()) }
        }
        AccessEvent::Renamed { from, to } => Entry { said: format!("was {from}"), ..plain("renamed", to.to_string()) },
    }
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn day(stamp: &str) -> &str {
    stamp.get(..10).unwrap_or(stamp)
}
