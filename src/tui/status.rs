//! The state of each bank in words: how old its figures are, what is wrong with them, and when those words will change.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::style::Style;

use super::format::{age, wait};
use super::msg::Activity;
use super::news::name_of;
use super::screen::Cx;
use super::theme::Theme;
use crate::domain::{Account, Bank, Connection, ConnectionId, Problem, ProblemKind, Scope, Status};

/// Days after which figures are called stale.
const STALE_DAYS: i64 = 3;

/// What a pane's title says of its bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub words: String,
    pub grade: Grade,
    /// When the words change by time alone.
    pub until: Option<DateTime<Utc>>,
    /// The figures are young and nothing is wrong with them. A sync that runs does not make them so: only its end does.
    pub fresh: bool,
}

/// How much a state should worry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    Fresh,
    Busy,
    Old,
    Trouble,
}

impl Grade {
    /// The style of a state's words.
    pub fn style(self, theme: Theme) -> Style {
        match self {
            Self::Fresh => theme.dim,
            Self::Busy => theme.accent,
            Self::Old => theme.warn,
            Self::Trouble => theme.alarm,
        }
    }
}

/// The state of a bank with these accounts: its worst connection, its oldest figures.
pub fn of_bank(cx: &Cx, bank: &Bank, accounts: &[&Arc<Account>]) -> State {
    let mut ids: Vec<&ConnectionId> = accounts.iter().filter_map(|account| account.connection()).collect();
    ids.sort_unstable();
    ids.dedup();
    let connections: Vec<_> = ids.iter().filter_map(|id| cx.book.connections.get(*id)).collect();
    let oldest =
        accounts.iter().filter_map(|account| account.balance.as_ref()).map(crate::domain::Balance::dated).min();
    let figures = oldest.or_else(|| connections.iter().filter_map(|connection| connection.last_ok).min());
    let concerns = |problem: &&Problem| match &problem.scope {
        Scope::Connection => true,
        Scope::Bank(key) => *key == bank.key,
        Scope::Account(id) => accounts.iter().any(|a| a.sources.iter().any(|s| s.current && &s.provider_id == id)),
    };
    state(cx, &connections, figures, concerns)
}

/// The state of a connection that has brought no account yet.
pub fn of_connection(cx: &Cx, connection: &Arc<Connection>) -> State {
    state(cx, &[connection], connection.last_ok, |_| true)
}

fn state(
    cx: &Cx,
    connections: &[&Arc<Connection>],
    figures: Option<DateTime<Utc>>,
    concerns: impl Fn(&&Problem) -> bool,
) -> State {
    let resting = resting(cx, connections, figures, concerns);
    let is_syncing = |id: &ConnectionId| matches!(cx.activity.get(id), Some(Activity::Syncing { .. }));
    if connections.iter().any(|connection| is_syncing(&connection.id)) {
        return State { words: "now ⟳".to_owned(), grade: Grade::Busy, ..resting };
    }
    resting
}

fn resting(
    cx: &Cx,
    connections: &[&Arc<Connection>],
    figures: Option<DateTime<Utc>>,
    concerns: impl Fn(&&Problem) -> bool,
) -> State {
    for connection in connections {
        let problem = match &connection.status {
            Status::Failed(problem) => Some(problem),
            Status::Partial => connection.problems.iter().find(|p| p.kind != ProblemKind::Notice && concerns(p)),
            Status::Revoked => return said("consent withdrawn", Grade::Trouble),
            Status::Paused => return said("paused", Grade::Old),
            Status::Never | Status::Ok => None,
        };
        if let Some(problem) = problem {
            return troubled(cx, connection, problem, figures);
        }
    }
    aged(cx.clock.now, figures)
}

fn said(words: &str, grade: Grade) -> State {
    State { words: words.to_owned(), grade, until: None, fresh: false }
}

fn aged(now: DateTime<Utc>, figures: Option<DateTime<Utc>>) -> State {
    let Some(at) = figures else { return said("never synced", Grade::Old) };
    let age = age(at, now);
    let stale = now.signed_duration_since(at) > TimeDelta::days(STALE_DAYS);
    let (words, grade) = match age.words.as_str() {
        words if stale => (format!("stale {words}"), Grade::Old),
        "now" => ("just now".to_owned(), Grade::Fresh),
        words => (format!("{words} ago"), Grade::Fresh),
    };
    // "3d ago" turns stale with the first second after three days
    let turns = at.checked_add_signed(TimeDelta::days(STALE_DAYS) + TimeDelta::seconds(1)).filter(|turn| *turn > now);
    let until = turns.into_iter().chain([age.until]).min();
    State { words, grade, until, fresh: !stale }
}

/// `! sign in again, 3d`, `! rate limited for 12m`.
fn troubled(cx: &Cx, connection: &Connection, problem: &Problem, figures: Option<DateTime<Utc>>) -> State {
    let now = cx.clock.now;
    let told = match &problem.kind {
        ProblemKind::RateLimited { until } => *until,
        ProblemKind::QuotaUsed { until } => Some(*until),
        _ => None,
    };
    let retry = match cx.activity.get(&connection.id) {
        Some(Activity::RetryAt(at)) => Some(*at),
        _ => None,
    };
    let words = problem.kind.words();
    let (tail, until) = match (told.and_then(|at| wait(at, now)), retry.and_then(|at| wait(at, now)), figures) {
        (Some(wait), _, _) => (format!(" for {}", wait.words), Some(wait.until)),
        (None, Some(wait), _) => (format!(", again in {}", wait.words), Some(wait.until)),
        (None, None, Some(at)) => (format!(", {}", age(at, now).words), Some(age(at, now).until)),
        (None, None, None) => (String::new(), None),
    };
    State { words: format!("! {words}{tail}"), grade: Grade::Trouble, until, fresh: false }
}

/// What the footer says of all banks together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// `3 of 4 banks fresh · ⟳ paypal 2/3`.
    pub words: String,
    /// `3/4 fresh · ⟳ 2/3`.
    pub short: String,
    /// What goes on just now, `⟳ 2/3`: told on the narrowest screens too.
    pub busy: String,
    pub grade: Grade,
    /// When some bank's words change by time alone.
    pub until: Option<DateTime<Utc>>,
}

/// Adds up the states. A total is no fresher than its oldest part, so the footer counts the parts.
pub fn summary(cx: &Cx) -> Summary {
    let mut states: Vec<State> = cx.book.banks().iter().map(|(bank, accounts)| of_bank(cx, bank, accounts)).collect();
    states.extend(orphans(cx).map(|connection| of_connection(cx, connection)));
    let fresh = states.iter().filter(|state| state.fresh).count();
    let all = states.len();
    let (mut words, mut short) = match (fresh, all) {
        (_, 0) => ("no bank yet".to_owned(), "no bank yet".to_owned()),
        (fresh, all) if fresh == all => ("all banks fresh".to_owned(), "all fresh".to_owned()),
        (fresh, all) => (format!("{fresh} of {all} banks fresh"), format!("{fresh}/{all} fresh")),
    };
    let silent = |account: &&Arc<Account>| cx.book.silent_days(account, cx.clock.now);
    let stale =
        cx.book.banks().into_iter().flat_map(|(_, accounts)| accounts).filter_map(|account| silent(&account)).max();
    if let Some(days) = stale {
        words = format!("{words} · stale {days}d");
        short = format!("{short} · {days}d");
    }
    let running: Vec<_> = cx.activity.iter().filter_map(progress).collect();
    let mut busy = String::new();
    match running.as_slice() {
        [] => {}
        [(id, done)] => {
            let gap = if done.is_empty() { "" } else { " " };
            words = format!("{words} · ⟳ {}{gap}{done}", name_of(id, &cx.book));
            busy = format!("⟳{gap}{done}");
        }
        more => {
            words = format!("{words} · ⟳ {} syncing", more.len());
            busy = format!("⟳ {}", more.len());
        }
    }
    if !busy.is_empty() {
        short = format!("{short} · {busy}");
    }
    if let Some(work) = own_work(cx) {
        words = format!("{} · {words}", work.0);
        short = format!("{} · {short}", work.1);
        busy = if busy.is_empty() { work.1 } else { format!("{} · {busy}", work.1) };
    }
    let damaged = cx.book.damaged();
    if damaged > 0 {
        words = format!("! {damaged} months cannot be read · {words}");
        short = format!("! damaged · {short}");
    }
    let is_troubled = states.iter().any(|state| state.grade == Grade::Trouble);
    let grade = if is_troubled { Grade::Trouble } else { Grade::Fresh };
    Summary { words, short, busy, grade, until: states.iter().filter_map(|state| state.until).min() }
}

/// What the program itself is at, in words and in fewer.
fn own_work(cx: &Cx) -> Option<(String, String)> {
    let far = cx.reading.filter(|(_, of)| *of > 0).map_or(String::new(), |(done, of)| format!(" {}%", done * 100 / of));
    match (cx.book.is_loaded(), cx.reckoning) {
        (false, _) => Some((format!("reading older transactions{far}"), format!("reading{far}"))),
        (true, true) => Some(("reckoning".to_owned(), "reckoning".to_owned())),
        (true, false) => None,
    }
}

/// A connection that syncs and how far it is, `2/3`, or nothing while the amount of work is unknown.
fn progress<'a>((id, activity): (&'a ConnectionId, &Activity)) -> Option<(&'a ConnectionId, String)> {
    match activity {
        Activity::Syncing { of: 0, .. } => Some((id, String::new())),
        Activity::Syncing { done, of } => Some((id, format!("{done}/{of}"))),
        Activity::Resting | Activity::RetryAt(_) => None,
    }
}

/// Connections that have brought no account, so that no bank's pane can speak for them.
pub fn orphans(cx: &Cx) -> impl Iterator<Item = &Arc<Connection>> {
    let has_account = |id: &ConnectionId| cx.book.accounts.values().any(|account| account.is_told_by(id));
    cx.book.connections.values().filter(move |c| !has_account(&c.id) && c.id.as_str() != ConnectionId::IMPORT)
}
