//! Who has been given what: every connection with what it may read, its consent and its requests of today, and below them the record of
//! accesses, the newest first.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::question::Question;
use super::sharing_card::{self as card, SharingCard};
use super::sharing_table as table;
use crate::domain::{ConnectionId, Shared, Status, Told, shared, told};
use crate::insights::Derivation;
use crate::tui::explained::Explained;
use crate::tui::filter::Filter;
use crate::tui::jump;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::msg::Effect;
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Cursor, Field, Frame, put, wrap};

/// The connections and the record.
#[derive(Default)]
pub struct Sharing {
    names: Vec<ConnectionId>,
    chosen: Option<ConnectionId>,
    cursor: Cursor,
    sums: BTreeMap<ConnectionId, Shared>,
    /// The newest first.
    record: Vec<Told>,
    place: Cursor,
    /// Which pane has the keys: the connections, or the record.
    reading: bool,
    filter: Filter,
    /// Revision, entries, doors and filter that the rest was made from.
    built: Option<(u64, usize, usize, String)>,
    list_area: Rect,
    record_area: Rect,
}

impl Sharing {
    fn selected(&self) -> Option<&ConnectionId> {
        self.names.get(self.cursor.selected)
    }

    fn sum(&self, id: &ConnectionId) -> Shared {
        self.sums.get(id).cloned().unwrap_or_default()
    }

    fn pause(&self, cx: &Cx) -> Vec<Wish> {
        let Some(id) = self.selected() else { return Vec::new() };
        let status = cx.book.connections.get(id).map(|connection| &connection.status);
        match status {
            None => vec![Wish::Say(format!("'{id}' has not been fetched yet: there is nothing to pause"))],
            Some(Status::Revoked) => {
                vec![Wish::Say(format!("'{id}' was disconnected: `passbook connect` links it again"))]
            }
            Some(status) => {
                let paused = *status != Status::Paused;
                let words = if paused { "is paused · p lets it go on" } else { "goes on" };
                vec![Wish::Order(Effect::Pause(id.clone(), paused), format!("'{id}' {words}"))]
            }
        }
    }

    fn revoke(&self, cx: &Cx) -> Vec<Wish> {
        let Some(id) = self.selected() else { return Vec::new() };
        if cx.doors.get(id).is_none_or(|door| door.per_day.is_none()) {
            return vec![Wish::Say(format!("'{id}' has no consent to end: no provider is asked for it"))];
        }
        if cx.book.connections.get(id).is_some_and(|connection| connection.status == Status::Revoked) {
            return vec![Wish::Say(format!("'{id}' is revoked already"))];
        }
        let words = format!(
            "End the consent of '{id}' at its provider and forget its secret? Nothing more is fetched until it is linked again; its \
             accounts and their history stay. This cannot be taken back."
        );
        let order = (Effect::Disconnect(id.clone()), format!("asking the provider of '{id}' to end the access"));
        vec![Wish::Open(Box::new(Question::new(format!("Revoke {id}"), words, order)))]
    }

    fn cells(&self, cx: &Cx, id: &ConnectionId) -> Vec<String> {
        table::connection(cx, id, &self.sum(id))
    }

    /// What the list and the record hold of all there is.
    fn found(&self, cx: &Cx) -> String {
        let entries = cx.figures.counted(self.record.len(), "entry", "entries");
        format!("{} · {entries}", cx.figures.counted(self.names.len(), "connection", "connections"))
    }

    fn draw_connections(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let rows: Vec<Vec<String>> = self.names.iter().map(|id| self.cells(cx, id)).collect();
        let is_filtered = !self.filter.query.is_empty();
        let title = match (rows.is_empty(), is_filtered) {
            (true, false) => "Nothing is shared: there is no connection",
            (true, true) => "Connections: nothing matches",
            (false, _) => "Connections",
        };
        let frame = Frame { title, right: "", right_style: cx.theme.dim, foot: "", focused: !self.reading };
        let inside = frame.draw(area, buf, cx.theme);
        let inside = self.filter.draw_above(cx, inside, buf, &self.found(cx));
        self.list_area = table::draw(cx, &table::CONNECTIONS, &rows, &mut self.cursor, inside, buf, !self.reading);
        if area.height > 1 && usize::from(self.list_area.height) < rows.len() {
            let first = self.cursor.top + 1;
            let foot = format!(
                "{first}–{} of {}",
                self.cursor.top + usize::from(self.list_area.height),
                cx.figures.count(rows.len())
            );
            let bottom = Frame { title: "", right: &foot, ..frame };
            bottom.rule(Rect { y: area.bottom() - 1, height: 1, ..area }, buf, cx.theme, ("╰", "╯"));
        }
    }

    fn draw_record(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let page = usize::from(area.height.saturating_sub(3));
        let window = self.place.window(self.record.len(), page);
        // only what can be seen becomes text
        let rows: Vec<Vec<String>> = self.record[window.clone()].iter().map(|told| table::entry(cx, told)).collect();
        let foot = match self.record.len() {
            0 => String::new(),
            all => format!(
                "{}–{} of {}",
                cx.figures.count(window.start + 1),
                cx.figures.count(window.end),
                cx.figures.count(all)
            ),
        };
        let title = match (self.record.is_empty(), self.filter.query.is_empty()) {
            (true, true) => "Record of accesses: nobody was asked yet",
            (true, false) => "Record of accesses: nothing matches",
            (false, _) => "Record of accesses",
        };
        let frame = Frame { title, right: "", right_style: cx.theme.dim, foot: &foot, focused: self.reading };
        let inside = frame.draw(area, buf, cx.theme);
        let mut shown = Cursor::at(self.place.selected.saturating_sub(window.start));
        self.record_area = table::draw(cx, &table::RECORD, &rows, &mut shown, inside, buf, self.reading);
        if rows.is_empty() {
            let lines = wrap(WILL_STAND_HERE, inside.width.saturating_sub(4));
            for (row, words) in inside.rows().zip(&lines) {
                put(buf, row.x + 2, row.y, row.width.saturating_sub(3), words, cx.theme.dim);
            }
        }
    }
}

/// Requests of a day that are told as its derivation.
const MOST_TOLD: usize = 50;
/// In an empty record.
const WILL_STAND_HERE: &str = "Every request is put on record before it is made: when, to which host, what for, for which days, how \
    many rows came back and how it ended. The sandbox asks nobody.";

impl Screen for Sharing {
    fn title(&self) -> &'static str {
        "Sharing"
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.filter.open { chains::FILTERING } else { chains::SHARING }
    }

    fn refresh(&mut self, cx: &Cx) {
        let now = (cx.revision, cx.record.len(), cx.doors.len(), self.filter.text().to_owned());
        if self.built.as_ref() == Some(&now) {
            return;
        }
        self.built = Some(now);
        self.sums = shared(&cx.record);
        self.record = told(&cx.record);
        self.record.reverse();
        let known = cx.book.connections.keys().filter(|id| id.as_str() != ConnectionId::IMPORT);
        let names: BTreeSet<&ConnectionId> = cx.doors.keys().chain(self.sums.keys()).chain(known).collect();
        let query = &self.filter.query;
        let holds = |id: &ConnectionId| {
            let cells = table::connection(cx, id, &self.sum(id));
            query.holds(&cells.iter().map(String::as_str).collect::<Vec<_>>(), None)
        };
        self.names = names.into_iter().filter(|id| holds(id)).cloned().collect();
        if !query.is_empty() {
            self.record.retain(|told| {
                let cells = table::entry(cx, told);
                let on = told.at.date_naive();
                let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
                query.holds_on(&texts, None, (on, on), cx.clock.today)
            });
        }
        let found = self.chosen.as_ref().and_then(|id| self.names.iter().position(|name| name == id));
        self.cursor.selected = found.unwrap_or(self.cursor.selected).min(self.names.len().saturating_sub(1));
    }

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        if self.filter.act(action).is_some() {
            return Vec::new();
        }
        match action {
            Action::NextPane | Action::PreviousPane => self.reading = !self.reading,
            Action::Back if self.reading => self.reading = false,
            Action::Back => return vec![Wish::Leave],
            Action::Pause => return self.pause(cx),
            Action::Revoke => return self.revoke(cx),
            Action::Open => {
                let of_entry = self.record.get(self.place.selected).map(|told| &told.connection);
                let meant = if self.reading { of_entry } else { self.selected() };
                let card = meant.map(|id| SharingCard::new(id.clone(), self.sum(id)));
                return card.map(|card| Wish::Open(Box::new(card))).into_iter().collect();
            }
            _ if self.reading => drop(self.place.act(action, self.record.len())),
            _ => {
                self.cursor.act(action, self.names.len());
                self.chosen = self.selected().cloned();
            }
        }
        Vec::new()
    }

    fn click(&mut self, at: Position, cx: &Cx) -> Vec<Wish> {
        if self.record_area.contains(at) {
            let index = self.place.top + usize::from(at.y - self.record_area.y);
            let again = self.reading && self.place.selected == index;
            self.reading = true;
            self.place.selected = index.min(self.record.len().saturating_sub(1));
            return if again { self.act(Action::Open, cx) } else { Vec::new() };
        }
        let index = self.cursor.top + usize::from(at.y.saturating_sub(self.list_area.y));
        if !self.list_area.contains(at) || index >= self.names.len() {
            return Vec::new();
        }
        self.reading = false;
        let again = self.cursor.selected == index;
        self.cursor.selected = index;
        self.chosen = self.selected().cloned();
        if again { self.act(Action::Open, cx) } else { Vec::new() }
    }

    fn targets(&self) -> Vec<Position> {
        jump::lines(self.list_area).chain(jump::lines(self.record_area)).collect()
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.filter.field()
    }

    fn typed(&mut self, _cx: &Cx) {
        self.filter.typed();
    }

    fn wheel(&mut self, at: Position, lines: isize, _cx: &Cx) {
        if self.record_area.contains(at) {
            self.place.wheel(lines, self.record.len());
        } else {
            self.cursor.wheel(lines, self.names.len());
            self.chosen = self.selected().cloned();
        }
    }

    fn explain(&self, cx: &Cx) -> Option<Explained> {
        let id = self.selected()?;
        let told = self.record.iter().filter(|told| told.connection == *id && told.at.date_naive() == cx.clock.today);
        let told = told.take(MOST_TOLD).map(|told| table::in_words(&table::RECORD, &table::entry(cx, told)));
        let used = card::today(cx, id);
        let used = if used.is_empty() { "no request of it is counted".to_owned() } else { format!("today: {used}") };
        let rules = [used, "a request is counted and put on record before it is made".to_owned()];
        Some(Explained {
            title: format!("{id} › requests of today"),
            derivation: Derivation { rules: rules.into_iter().chain(told).collect(), ..Derivation::default() },
            ..Explained::default()
        })
    }

    fn connection(&self, _cx: &Cx) -> Option<ConnectionId> {
        self.selected().cloned()
    }

    fn plain(&self, cx: &Cx) -> Vec<String> {
        let head = self.filter.plain(&self.found(cx));
        let connections = self.names.iter().map(|id| table::in_words(&table::CONNECTIONS, &self.cells(cx, id)));
        let record = self.record.iter().map(|told| table::in_words(&table::RECORD, &table::entry(cx, told)));
        let title = if self.record.is_empty() { "Record of accesses: empty" } else { "Record of accesses" };
        head.into_iter().chain(connections).chain([title.to_owned()]).chain(record).collect()
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let shown = u16::from(self.filter.is_shown());
        let wanted = u16::try_from(self.names.len()).unwrap_or(u16::MAX).saturating_add(3 + shown);
        let list = wanted.min((area.height / 2).max(4)).min(area.height);
        self.draw_connections(cx, Rect { height: list, ..area }, buf);
        self.record_area = Rect::default();
        if area.height - list >= 4 {
            self.draw_record(cx, Rect { y: area.y + list, height: area.height - list, ..area }, buf);
        }
    }
}
