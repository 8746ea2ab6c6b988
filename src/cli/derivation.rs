//! `--explain`: where a figure comes from, as JSON and as indented lines.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::accounts::age;
use super::exit::Failure;
use super::session::Session;
use crate::domain::{Book, Clock, TxnId};
use crate::insights::{Derivation, SourceUsed};

/// A derivation, rows by our ids.
#[derive(Serialize)]
pub struct Derived {
    rules: Vec<String>,
    rows: Vec<String>,
    left_out: Vec<Left>,
    rates: Vec<String>,
    sources: Vec<Source>,
}

#[derive(Serialize)]
struct Left {
    why: &'static str,
    rows: Vec<String>,
}

#[derive(Serialize)]
struct Source {
    connection: String,
    rows: usize,
    balances: usize,
    fetched: Option<String>,
    #[serde(skip)]
    words: String,
}

/// What every derivation of a run is told with.
pub struct Explain<'a> {
    book: &'a Book,
    clock: Clock,
    /// The person's rules by the rows for which they hold.
    ruled: BTreeMap<TxnId, Vec<usize>>,
}

impl<'a> Explain<'a> {
    /// Reads which of the config's rules hold for which rows.
    pub fn new(session: &Session, book: &'a Book) -> Result<Self, Failure> {
        Ok(Self { book, clock: session.wall.read(), ruled: session.reader()?.applied(book) })
    }

    /// A derivation as it is printed.
    pub fn of(&self, derivation: &Derivation) -> Derived {
        let ids = |rows: &[TxnId]| rows.iter().map(ToString::to_string).collect();
        let mut applied: BTreeMap<usize, usize> = BTreeMap::new();
        for rule in derivation.rows.iter().filter_map(|row| self.ruled.get(row)).flatten() {
            *applied.entry(*rule).or_default() += 1;
        }
        let ruled = applied.into_iter().map(|(rule, rows)| format!("your rule {rule} holds for {}", counted(rows)));
        let by_hand = derivation.by_hand(self.book);
        Derived {
            rules: derivation.rules.iter().cloned().chain(ruled).chain(by_hand).collect(),
            rows: ids(&derivation.rows),
            left_out: derivation.left_out.iter().map(|left| Left { why: left.why, rows: ids(&left.rows) }).collect(),
            rates: derivation.rates.iter().map(ToString::to_string).collect(),
            sources: derivation.sources(self.book).iter().map(|source| self.source(source)).collect(),
        }
    }

    fn source(&self, source: &SourceUsed) -> Source {
        let stamp = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let told = [(source.balances, "balance"), (source.rows, "row")].into_iter().filter(|(count, _)| *count > 0);
        let told = told.map(|(count, what)| format!("{count} {what}{}", if count == 1 { "" } else { "s" }));
        let fetched = source.fetched.map(|at| format!(", fetched {}", age(self.clock, at))).unwrap_or_default();
        let words = format!("{}: {}{fetched}", source.title, told.collect::<Vec<_>>().join(" and "));
        Source {
            connection: source.connection.to_string(),
            rows: source.rows,
            balances: source.balances,
            fetched: source.fetched.map(stamp),
            words,
        }
    }
}

/// The lines under a figure of that name: its rules, how many rows, how many were left out for which reason, and who told them.
pub fn text(name: &str, derived: &Derived) -> String {
    let mut text = format!("{name}\n");
    for rule in derived.rules.iter().chain(&derived.rates) {
        text.push_str(&format!("    {rule}\n"));
    }
    if !derived.rows.is_empty() || derived.sources.iter().all(|source| source.balances == 0) {
        text.push_str(&format!("    {}\n", listed(&derived.rows)));
    }
    for left in &derived.left_out {
        text.push_str(&format!("    left out, {}: {}\n", left.why, listed(&left.rows)));
    }
    for source in &derived.sources {
        text.push_str(&format!("    from {}\n", source.words));
    }
    text
}

fn counted(rows: usize) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

/// How many rows, and the first of them.
fn listed(rows: &[String]) -> String {
    const SHOWN: usize = 6;
    let shown = rows.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(" ");
    let more = if rows.len() > SHOWN { " ..." } else { "" };
    match rows.len() {
        0 => "no rows".to_owned(),
        count => format!("{}: {shown}{more}", counted(count)),
    }
}
