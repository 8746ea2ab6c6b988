//! Who has been given what: every connection with what it may read, its consent and its requests of today, and below them the record of
//! accesses, the newest first.

use std::collections::{BTreeMap, BTreeSet};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::question::Question;
use super::sharing_card::{self as card, SharingCard};
use crate::domain::{ConnectionId, Shared, Status, Told, shared, told};
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::msg::Effect;
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Cursor, Frame, line, put, put_right, row_style, width_of};

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
    /// Revision and entries that the rest was made from.
    built: Option<(u64, usize, usize)>,
    list_area: Rect,
    record_area: Rect,
}

/// A column: its heading, the most that it takes, and whether it is a number.
type Column = (&'static str, u16, bool);

const CONNECTIONS: [Column; 7] = [
    ("connection", 20, false),
    ("provider", 14, false),
    ("bank", 26, false),
    ("may read", 40, false),
    ("consent", 20, false),
    ("today", 10, true),
    ("last fetch", 22, false),
];
/// Columns of the connections that a small screen leaves out, the first first; the card tells them all.
const DROPPED: [usize; 4] = [3, 2, 1, 4];

const RECORD: [Column; 7] = [
    ("when (UTC)", 16, false),
    ("connection", 20, false),
    ("host", 32, false),
    ("purpose", 20, false),
    ("days", 24, false),
    ("rows", 7, true),
    ("outcome", 20, false),
];
const RECORD_DROPPED: [usize; 3] = [4, 2, 5];

/// Columns between two columns.
const GAP: u16 = 2;

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
        let sum = self.sums.get(id);
        let none = Shared::default();
        let sum = sum.unwrap_or(&none);
        vec![
            id.to_string(),
            card::kind(cx, id, sum),
            cx.figures.words(&card::banks(cx, id)).into_owned(),
            cx.doors.get(id).map_or_else(String::new, |door| door.reads.to_owned()),
            card::consent(cx, id, sum),
            card::today(cx, id),
            card::last(cx, id),
        ]
    }

    fn draw_connections(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let rows: Vec<Vec<String>> = self.names.iter().map(|id| self.cells(cx, id)).collect();
        let title = if rows.is_empty() { "Nothing is shared: there is no connection" } else { "Connections" };
        let frame = Frame { title, right: "", right_style: cx.theme.dim, foot: "", focused: !self.reading };
        let inside = frame.draw(area, buf, cx.theme);
        self.list_area = draw_table(cx, (&CONNECTIONS, &DROPPED), &rows, &mut self.cursor, inside, buf, !self.reading);
    }

    fn draw_record(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let page = usize::from(area.height.saturating_sub(3));
        let window = self.place.window(self.record.len(), page);
        // only what can be seen becomes text
        let rows: Vec<Vec<String>> = self.record[window.clone()].iter().map(|told| entry(cx, told)).collect();
        let foot = match self.record.len() {
            0 => String::new(),
            all => format!(
                "{}–{} of {}",
                cx.figures.count(window.start + 1),
                cx.figures.count(window.end),
                cx.figures.count(all)
            ),
        };
        let title =
            if self.record.is_empty() { "Record of accesses: nobody was asked yet" } else { "Record of accesses" };
        let frame = Frame { title, right: "", right_style: cx.theme.dim, foot: &foot, focused: self.reading };
        let inside = frame.draw(area, buf, cx.theme);
        let mut shown = Cursor::at(self.place.selected.saturating_sub(window.start));
        self.record_area = draw_table(cx, (&RECORD, &RECORD_DROPPED), &rows, &mut shown, inside, buf, self.reading);
    }
}

/// `Nov 22 14:03`, who, where, what for, which days, how many rows, how it ended.
fn entry(cx: &Cx, told: &Told) -> Vec<String> {
    let days = told.days.map(|(from, to)| format!("{from} to {to}")).unwrap_or_default();
    vec![
        format!("{} {}", cx.figures.day(told.at.date_naive(), cx.clock.today), told.at.format("%H:%M")),
        told.connection.to_string(),
        told.host.to_string(),
        told.what.clone(),
        days,
        told.rows.map(|rows| rows.to_string()).unwrap_or_default(),
        told.outcome.clone(),
    ]
}

/// The columns that there is room for, each with its width.
fn fitting(columns: &[Column], dropped: &[usize], rows: &[Vec<String>], room: u16) -> Vec<(usize, u16)> {
    let widest = |(index, (heading, most, _)): (usize, &Column)| {
        let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| width_of(cell));
        (index, cells.chain([width_of(heading)]).max().unwrap_or(0).min(*most))
    };
    let mut kept: Vec<(usize, u16)> = columns.iter().enumerate().map(widest).collect();
    for drop in dropped {
        let taken: u16 = kept.iter().map(|(_, width)| width + GAP).sum();
        if taken <= room + GAP {
            break;
        }
        kept.retain(|(index, _)| index != drop);
    }
    kept
}

/// Headings and rows; returns where the rows lie.
fn draw_table(
    cx: &Cx,
    (columns, dropped): (&[Column], &[usize]),
    rows: &[Vec<String>],
    cursor: &mut Cursor,
    inside: Rect,
    buf: &mut Buffer,
    focused: bool,
) -> Rect {
    let inner = Rect { x: inside.x + inside.width.min(2), width: inside.width.saturating_sub(3), ..inside };
    let kept = fitting(columns, dropped, rows, inner.width);
    let mut draw = |place: Rect, cell: &dyn Fn(usize) -> String, style| {
        let mut x = place.x;
        for (index, width) in &kept {
            let room = (*width).min(place.right().saturating_sub(x));
            let text = cell(*index);
            if columns[*index].2 && width_of(&text) <= room {
                put_right(buf, x + room, place.y, &text, style);
            } else {
                put(buf, x, place.y, room, &text, style);
            }
            x += width + GAP;
        }
    };
    let Some(head) = line(inner, 0).filter(|_| !rows.is_empty()) else { return Rect::default() };
    draw(head, &|index| columns[index].0.to_owned(), cx.theme.dim);
    let body = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
    let window = cursor.window(rows.len(), usize::from(body.height));
    for (offset, index) in (0..).zip(window.clone()) {
        let Some(place) = line(Rect { x: inner.x, width: inner.width, ..body }, offset) else { break };
        draw(place, &|column| rows[index].get(column).cloned().unwrap_or_default(), cx.theme.plain);
    }
    if let Some(place) = cursor.selected.checked_sub(window.start).and_then(|at| line(body, u16::try_from(at).ok()?)) {
        row_style(buf, place, focused, cx.theme);
    }
    body
}

impl Screen for Sharing {
    fn title(&self) -> &'static str {
        "Sharing"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::SHARING
    }

    fn refresh(&mut self, cx: &Cx) {
        let now = (cx.revision, cx.record.len(), cx.doors.len());
        if self.built == Some(now) {
            return;
        }
        self.built = Some(now);
        self.sums = shared(&cx.record);
        self.record = told(&cx.record);
        self.record.reverse();
        let known = cx.book.connections.keys().filter(|id| id.as_str() != ConnectionId::IMPORT);
        let names: BTreeSet<&ConnectionId> = cx.doors.keys().chain(self.sums.keys()).chain(known).collect();
        self.names = names.into_iter().cloned().collect();
        let found = self.chosen.as_ref().and_then(|id| self.names.iter().position(|name| name == id));
        self.cursor.selected = found.unwrap_or(self.cursor.selected).min(self.names.len().saturating_sub(1));
    }

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        match action {
            Action::NextPane | Action::PreviousPane => self.reading = !self.reading,
            Action::Back if self.reading => self.reading = false,
            Action::Back => return vec![Wish::Leave],
            Action::Pause => return self.pause(cx),
            Action::Revoke => return self.revoke(cx),
            Action::Open => {
                let card = self.selected().map(|id| SharingCard::new(id.clone(), self.sum(id)));
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
            self.reading = true;
            return Vec::new();
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

    fn wheel(&mut self, at: Position, lines: isize, _cx: &Cx) {
        if self.record_area.contains(at) {
            self.place.wheel(lines, self.record.len());
        } else {
            self.cursor.wheel(lines, self.names.len());
            self.chosen = self.selected().cloned();
        }
    }

    fn connection(&self, _cx: &Cx) -> Option<ConnectionId> {
        self.selected().cloned()
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let wanted = u16::try_from(self.names.len()).unwrap_or(u16::MAX).saturating_add(3);
        let list = wanted.min((area.height / 2).max(4)).min(area.height);
        self.draw_connections(cx, Rect { height: list, ..area }, buf);
        self.record_area = Rect::default();
        if area.height - list >= 4 {
            self.draw_record(cx, Rect { y: area.y + list, height: area.height - list, ..area }, buf);
        }
    }
}
