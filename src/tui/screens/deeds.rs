//! What the person did, newest first: which of it stands, and what `u` and Ctrl-R would turn.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::Deed;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Cursor, Frame, line, modal, put, put_right, row_style, width_of};

/// The log of deeds, and where one stands in it.
#[derive(Default)]
pub struct Deeds {
    cursor: Cursor,
    len: usize,
    place: Rect,
}

const WIDTH: u16 = 84;
const DATE: u16 = 12;

impl Screen for Deeds {
    fn title(&self) -> &'static str {
        "Your edits"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::READING
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, cx: &Cx) {
        self.len = cx.book.deeds.len();
    }

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        if matches!(action, Action::Back | Action::Open) {
            return vec![Wish::Leave];
        }
        self.cursor.act(action, self.len);
        Vec::new()
    }

    fn click(&mut self, at: Position, _cx: &Cx) -> Vec<Wish> {
        if self.place.contains(at) { Vec::new() } else { vec![Wish::Leave] }
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.cursor.wheel(lines, self.len);
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let foot = if self.len == 0 { "" } else { "u undoes · Ctrl-R does it again" };
        let frame = Frame { title: self.title(), right: "Esc", right_style: cx.theme.dim, foot, focused: true };
        let height = u16::try_from(self.len.max(1)).unwrap_or(u16::MAX);
        let inside = modal(area, buf, (WIDTH, height), frame, cx.theme);
        self.place = inside;
        if self.len == 0 {
            put(buf, inside.x, inside.y, inside.width, "nothing was edited yet", cx.theme.dim);
            return;
        }
        let window = self.cursor.window(self.len, usize::from(inside.height));
        let deeds = cx.book.deeds.values().rev().skip(window.start).take(window.len());
        for ((index, deed), offset) in window.zip(deeds).zip(0..) {
            let Some(place) = line(inside, offset) else { break };
            draw_deed(cx, deed, place, buf);
            if index == self.cursor.selected {
                row_style(buf, place, true, cx.theme);
            }
        }
    }
}

/// `Nov 22  category of Shell           12 changes · undone`.
fn draw_deed(cx: &Cx, deed: &Deed, place: Rect, buf: &mut Buffer) {
    let style = if deed.undone { cx.theme.struck } else { cx.theme.plain };
    let mut state = match deed.edits.len() + deed.names.len() {
        0 | 1 => String::new(),
        many => cx.figures.counted(many, "change", "changes"),
    };
    if deed.undone {
        state = if state.is_empty() { "undone".to_owned() } else { format!("{state} · undone") };
    }
    let x = place.x + 2;
    put(buf, x, place.y, DATE, &cx.figures.day(deed.at.date_naive(), cx.clock.today), cx.theme.dim);
    let room = place.width.saturating_sub(2 + DATE + width_of(&state) + 2);
    put(buf, x + DATE, place.y, room, &cx.figures.words(deed.words.as_str()), style);
    put_right(buf, place.right(), place.y, &state, cx.theme.dim);
}
