//! Where a number comes from: its rules, its sources with the time of their last fetch, what was left out and why, and every row of it.
//! Whatever has rows or a derivation of its own opens with Enter.

use std::collections::{BTreeMap, HashSet};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::transactions::Transactions;
use crate::domain::{AccountId, ConnectionId, TxnId};
use crate::tui::edits;
use crate::tui::explained::{self, Explained};
use crate::tui::format::{Figures, age};
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::rows::{RowRef, fetch, locate};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::table::{status_word, who};
use crate::tui::widgets::{Cursor, Frame, fit_figure, line, modal, put, put_right, row_style, width_of, wrap};

/// One line of the modal.
enum Item {
    Heading(&'static str),
    Words(String),
    /// One of the figures that it is made of.
    Part(usize),
    /// Rows under words, opened as a list.
    Rows(String, Vec<TxnId>),
    Row(RowRef),
}

impl Item {
    fn opens(&self) -> bool {
        matches!(self, Self::Part(_) | Self::Rows(..) | Self::Row(_))
    }
}

/// One figure.
pub struct Source {
    of: Explained,
    items: Vec<Item>,
    cursor: Cursor,
    moved: bool,
    built: Option<(u64, Figures, u16)>,
    place: Rect,
}

/// Columns of the words.
const WIDTH: u16 = 92;

impl Source {
    /// Of that figure.
    pub fn new(of: Explained) -> Self {
        Self { of, items: Vec::new(), cursor: Cursor::default(), moved: false, built: None, place: Rect::default() }
    }

    fn build(&mut self, cx: &Cx, width: u16) {
        let derivation = &self.of.derivation;
        let places = locate(&cx.book, &derivation.rows.iter().copied().collect::<HashSet<_>>());
        let mut items = Vec::new();
        let say = |items: &mut Vec<Item>, words: &str| {
            items.extend(wrap(&cx.figures.told(words), width.saturating_sub(4)).into_iter().map(Item::Words));
        };
        items.push(Item::Heading("rules"));
        for rule in &derivation.rules {
            say(&mut items, rule);
        }
        let sources = sources(cx, &self.of, &places);
        if !sources.is_empty() {
            items.push(Item::Heading("sources"));
            for words in &sources {
                say(&mut items, words);
            }
        }
        if !self.of.parts.is_empty() {
            items.push(Item::Heading("made of, or beside it"));
            items.extend((0..self.of.parts.len()).map(Item::Part));
        }
        if !derivation.left_out.is_empty() {
            items.push(Item::Heading("left out"));
            for left in &derivation.left_out {
                let words = format!("{}: {}", left.why, cx.figures.counted(left.rows.len(), "row", "rows"));
                items.push(Item::Rows(words, left.rows.clone()));
            }
        }
        if !places.is_empty() {
            items.push(Item::Heading("rows, the newest first"));
            if places.len() > 1 {
                items.push(Item::Rows(format!("all {} as a list", places.len()), derivation.rows.clone()));
            }
            items.extend(places.into_iter().rev().map(Item::Row));
        }
        self.items = items;
        if !self.moved {
            self.cursor.selected = self.items.iter().position(Item::opens).unwrap_or(0);
        }
    }

    fn open(&self) -> Vec<Wish> {
        match self.items.get(self.cursor.selected) {
            Some(Item::Part(part)) => {
                let part = self.of.parts.get(*part).cloned();
                part.map(|part| Wish::Open(Box::new(Self::new(part)))).into_iter().collect()
            }
            Some(Item::Rows(words, rows)) => {
                let title = format!("{} › {words}", self.of.title);
                vec![Wish::Open(Box::new(Transactions::of_rows(&title, rows.iter().copied())))]
            }
            Some(Item::Row(place)) => edits::open_row(Some(*place)),
            Some(Item::Heading(_) | Item::Words(_)) | None => Vec::new(),
        }
    }

    fn draw_item(&self, cx: &Cx, item: &Item, row: Rect, buf: &mut Buffer) {
        let theme = cx.theme;
        let (x, room) = (row.x + 2, row.width.saturating_sub(3));
        match item {
            Item::Heading(words) => drop(put(buf, row.x + 1, row.y, room, words, theme.dim)),
            Item::Words(words) => drop(put(buf, x, row.y, room, words, theme.plain)),
            Item::Rows(words, _) => {
                let used = put(buf, x, row.y, room, words, theme.plain) + 1;
                put(buf, x + used, row.y, room.saturating_sub(used), "⏎", theme.accent);
            }
            Item::Part(part) => {
                let Some(part) = self.of.parts.get(*part) else { return };
                let figure = part.figure.map_or(String::new(), |figure| cx.figures.plain(figure));
                draw_figured(cx, &part.title, &figure, row, buf);
            }
            Item::Row(place) => {
                let Some(of) = fetch(&cx.book, *place) else { return };
                let status = status_word(cx, of);
                let status = if status.is_empty() { String::new() } else { format!(" · {status}") };
                let words = format!("{}  {}{status}", cx.figures.day(of.date(), cx.clock.today), who(cx, of));
                draw_figured(cx, &words, &cx.figures.signed(of.amount).to_string(), row, buf);
            }
        }
    }
}

/// Words at the left and a figure at the right.
fn draw_figured(cx: &Cx, words: &str, figure: &str, row: Rect, buf: &mut Buffer) {
    let room = row.width.saturating_sub(3);
    let shown = fit_figure(figure, room / 2);
    put_right(buf, row.right().saturating_sub(1), row.y, shown, cx.theme.plain);
    let room = room.saturating_sub(width_of(shown) + 2);
    put(buf, row.x + 2, row.y, room, &cx.figures.words(words), cx.theme.plain);
}

/// `Chase › Total Checking ····4821: 612 rows, fetched 2m ago (Nov 22, 2026 14:03 UTC) from chase`.
fn sources(cx: &Cx, of: &Explained, places: &[RowRef]) -> Vec<String> {
    let mut rows: BTreeMap<AccountId, usize> = of.accounts.iter().map(|id| (*id, 0)).collect();
    for place in places {
        *rows.entry(place.key.account).or_default() += 1;
    }
    let told = rows.into_iter().filter_map(|(id, rows)| {
        let account = cx.book.accounts.get(&id)?;
        let connection = account.connection().and_then(|id| cx.book.connections.get(id));
        let from = connection.map_or(String::new(), |connection| format!(" from {}", connection.id));
        let fetched = match connection.and_then(|connection| connection.last_ok) {
            Some(at) => format!(
                "fetched {} ago ({}){from}",
                age(at, cx.clock.now).words.replace("now", "under a minute"),
                cx.figures.moment(at)
            ),
            None => format!("never fetched{from}"),
        };
        let rows = if rows == 0 { String::new() } else { format!("{}, ", cx.figures.counted(rows, "row", "rows")) };
        Some(format!("{} › {}: {rows}{fetched}", account.bank.name, explained::name_of(cx, id)))
    });
    told.collect()
}

impl Screen for Source {
    fn title(&self) -> &'static str {
        "Where does it come from?"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::SOURCE
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Back => return vec![Wish::Leave],
            Action::Open => return self.open(),
            _ => self.moved |= self.cursor.act(action, self.items.len()),
        }
        Vec::new()
    }

    fn explain(&self, _cx: &Cx) -> Option<Explained> {
        match self.items.get(self.cursor.selected)? {
            Item::Part(part) => self.of.parts.get(*part).cloned(),
            _ => None,
        }
    }

    fn click(&mut self, at: Position, _cx: &Cx) -> Vec<Wish> {
        if !self.place.contains(at) {
            return vec![Wish::Leave];
        }
        let index = self.cursor.top + usize::from(at.y - self.place.y);
        let again = index == self.cursor.selected;
        self.cursor.selected = index.min(self.items.len().saturating_sub(1));
        self.moved = true;
        if again { self.open() } else { Vec::new() }
    }

    fn targets(&self) -> Vec<Position> {
        let shown = self.place.rows().zip(self.items.iter().skip(self.cursor.top));
        shown.filter(|(_, item)| item.opens()).map(|(row, _)| Position::from(row)).collect()
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.cursor.wheel(lines, self.items.len());
        self.moved = true;
    }

    fn connection(&self, _cx: &Cx) -> Option<ConnectionId> {
        None
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let width = area.width.saturating_sub(8).clamp(20, WIDTH);
        let now = (cx.revision, cx.figures, width);
        if self.built != Some(now) {
            self.build(cx, width);
            self.built = Some(now);
        }
        let height = u16::try_from(self.items.len() + 2).unwrap_or(u16::MAX);
        let frame = Frame { title: self.title(), right: "Esc", right_style: cx.theme.dim, foot: "", focused: true };
        let inside = modal(area, buf, (width, height), frame, cx.theme);
        let figure = self.of.figure.map_or(String::new(), |figure| cx.figures.plain(figure));
        if let Some(head) = line(inside, 0) {
            draw_figured(
                cx,
                &self.of.title,
                &figure,
                Rect { x: head.x.saturating_sub(1), width: head.width + 1, ..head },
                buf,
            );
        }
        let skipped = inside.height.min(2);
        let body = Rect { y: inside.y + skipped, height: inside.height - skipped, ..inside };
        self.place = body;
        let window = self.cursor.window(self.items.len(), usize::from(body.height));
        for (row, index) in body.rows().zip(window) {
            self.draw_item(cx, &self.items[index], row, buf);
            if index == self.cursor.selected && self.items[index].opens() {
                row_style(buf, row, true, cx.theme);
            }
        }
    }
}
