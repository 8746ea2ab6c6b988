//! All that is known of what one connection shares, in words: for the table of the sharing screen and for the modal over it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::row_detail::{draw_facts, wrap_facts};
use crate::domain::{Connection, ConnectionId, Shared, Status};
use crate::tui::detail::Fact;
use crate::tui::format::age;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Frame, modal};

/// Its kind, as far as anything knows it.
pub(super) fn kind(cx: &Cx, id: &ConnectionId, sum: &Shared) -> String {
    cx.book.connections.get(id).map_or_else(|| sum.kind.to_string(), |connection| connection.kind.to_string())
}

/// The banks whose accounts it brings.
pub(super) fn banks(cx: &Cx, id: &ConnectionId) -> String {
    let mut names: Vec<&str> =
        cx.book.accounts.values().filter(|account| account.is_told_by(id)).map(|a| a.bank.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// `taken back Nov 22`, `ends Nov 22`, `given Nov 22`.
pub(super) fn consent(cx: &Cx, id: &ConnectionId, sum: &Shared) -> String {
    let on = |at: chrono::DateTime<chrono::Utc>| cx.figures.day(at.date_naive(), cx.clock.today);
    let told = cx.book.connections.get(id).and_then(|connection| connection.consent_ends);
    match (sum.taken_back, sum.ends.or(told), sum.given) {
        (Some(at), ..) => format!("taken back {}", on(at)),
        (_, Some(at), _) => format!("ends {}", on(at)),
        (_, _, Some(at)) => format!("given {}", on(at)),
        _ => String::new(),
    }
}

/// `3 of 12`: requests of today against the day's budget.
pub(super) fn today(cx: &Cx, id: &ConnectionId) -> String {
    let used = cx.book.connections.get(id).map_or(0, |connection| connection.usage.on(cx.clock.today));
    cx.doors.get(id).and_then(|door| door.per_day).map_or_else(String::new, |most| format!("{used} of {most}"))
}

/// How the last fetch went: `2m ago`, `paused`, `! sign in again`.
pub(super) fn last(cx: &Cx, id: &ConnectionId) -> String {
    let Some(connection) = cx.book.connections.get(id) else { return "gone".to_owned() };
    let fetched = || connection.last_ok.map_or("never".to_owned(), |at| ago(cx, at));
    match &connection.status {
        Status::Paused => "paused".to_owned(),
        Status::Revoked => "revoked".to_owned(),
        Status::Failed(problem) => format!("! {}", problem.kind.words()),
        _ if !cx.doors.contains_key(id) => "not in the config".to_owned(),
        Status::Never | Status::Ok | Status::Partial => fetched(),
    }
}

fn ago(cx: &Cx, at: chrono::DateTime<chrono::Utc>) -> String {
    let age = age(at, cx.clock.now);
    if age.words == "now" { "just now".to_owned() } else { format!("{} ago", age.words) }
}

/// The facts of one connection over the screen of all.
pub(super) struct SharingCard {
    id: ConnectionId,
    sum: Shared,
}

impl SharingCard {
    /// Of that connection and what it shared.
    pub fn new(id: ConnectionId, sum: Shared) -> Self {
        Self { id, sum }
    }

    fn facts(&self, cx: &Cx) -> Vec<Fact> {
        let (id, sum) = (&self.id, &self.sum);
        let long = |at: chrono::DateTime<chrono::Utc>| cx.figures.long_day(at.date_naive());
        let connection = cx.book.connections.get(id);
        let hosts = sum.hosts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let told = connection.and_then(|connection| connection.consent_ends);
        let requests = usize::try_from(sum.requests).unwrap_or(usize::MAX);
        let facts = [
            ("provider", kind(cx, id, sum)),
            ("bank", banks(cx, id)),
            ("may read", cx.doors.get(id).map_or_else(String::new, |door| door.reads.to_owned())),
            ("asked", if hosts.is_empty() { "nobody yet".to_owned() } else { hosts }),
            ("consent given", sum.given.map(long).unwrap_or_default()),
            ("consent ends", sum.ends.or(told).filter(|_| sum.taken_back.is_none()).map(long).unwrap_or_default()),
            ("taken back", sum.taken_back.map(long).unwrap_or_default()),
            ("today", today(cx, id)),
            ("in all", if requests == 0 { String::new() } else { cx.figures.counted(requests, "request", "requests") }),
            ("last fetch", connection.and_then(|c| c.last_ok).map(|at| ago(cx, at)).unwrap_or_default()),
            ("state", state(connection)),
        ];
        facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

fn state(connection: Option<&std::sync::Arc<Connection>>) -> String {
    match connection.map(|connection| &connection.status) {
        Some(Status::Failed(problem)) => problem.message.to_string(),
        Some(Status::Partial) => "a part of its last answer was missing".to_owned(),
        Some(Status::Paused) => "paused: p lets it go on".to_owned(),
        Some(Status::Revoked) => "revoked: `passbook connect` links it again".to_owned(),
        Some(Status::Never | Status::Ok) | None => String::new(),
    }
}

impl Screen for SharingCard {
    fn title(&self) -> &'static str {
        "Connection"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::READING
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        if action == Action::Back { vec![Wish::Leave] } else { Vec::new() }
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let width = area.width.saturating_sub(8).clamp(20, 72);
        let facts: Vec<Fact> =
            self.facts(cx).into_iter().map(|(label, value)| (label, cx.figures.words(&value).into_owned())).collect();
        let wrapped = wrap_facts(&facts, width);
        let height = u16::try_from(wrapped.len()).unwrap_or(u16::MAX);
        let frame = Frame { title: self.id.as_str(), right: "Esc", right_style: cx.theme.dim, foot: "", focused: true };
        let inside = modal(area, buf, (width, height), frame, cx.theme);
        draw_facts(cx, &wrapped, inside, buf);
    }
}
