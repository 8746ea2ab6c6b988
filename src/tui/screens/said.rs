//! What was said in this run, newest first: words that were gone before they were read.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::toasts::Said;
use crate::tui::widgets::{Frame, line, modal, put, wrap};

/// The words, as they were when it was opened.
pub struct SaidLog {
    said: Vec<Said>,
    top: usize,
    /// Lines that could be seen at the last draw, and lines there were.
    page: usize,
    lines: usize,
}

const WIDTH: u16 = 84;
/// `14:03`.
const TIME: u16 = 7;

impl SaidLog {
    /// Of these words, newest first.
    pub fn new(said: Vec<Said>) -> Self {
        Self { said, top: 0, page: 1, lines: 0 }
    }

    fn scroll(&mut self, lines: isize) {
        self.top = self.top.saturating_add_signed(lines).min(self.lines.saturating_sub(self.page));
    }

    /// Each line with the time at which its words begin.
    fn written(&self, cx: &Cx, width: u16) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        for said in &self.said {
            let times =
                if said.times == 1 { String::new() } else { format!(" ({} times)", cx.figures.count(said.times)) };
            let mut when = said.at.format("%H:%M").to_string();
            for words in wrap(&cx.figures.words(&format!("{}{times}", said.words)), width) {
                lines.push((std::mem::take(&mut when), words));
            }
        }
        lines
    }
}

impl Screen for SaidLog {
    fn title(&self) -> &'static str {
        "What was said"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::READING
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        let page = isize::try_from(self.page).unwrap_or(isize::MAX);
        match action {
            Action::Back | Action::Open => return vec![Wish::Leave],
            Action::Down => self.scroll(1),
            Action::Up => self.scroll(-1),
            Action::PageDown => self.scroll(page),
            Action::PageUp => self.scroll(-page),
            Action::HalfDown => self.scroll(page / 2),
            Action::HalfUp => self.scroll(-page / 2),
            Action::First => self.top = 0,
            Action::Last => self.scroll(isize::MAX),
            _ => {}
        }
        Vec::new()
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.scroll(lines);
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let width = WIDTH.min(area.width.saturating_sub(4));
        let written = self.written(cx, width.saturating_sub(TIME));
        let height = u16::try_from(written.len().max(1)).unwrap_or(u16::MAX);
        let foot = if height + 2 > area.height { "↑↓ more" } else { "" };
        let frame = Frame { title: self.title(), right: "UTC · Esc", right_style: cx.theme.dim, foot, focused: true };
        let inside = modal(area, buf, (width, height), frame, cx.theme);
        (self.page, self.lines) = (usize::from(inside.height).max(1), written.len());
        self.scroll(0);
        if written.is_empty() {
            put(buf, inside.x, inside.y, inside.width, "nothing was said yet", cx.theme.dim);
        }
        for ((when, words), offset) in written[self.top..].iter().zip(0..) {
            let Some(place) = line(inside, offset) else { return };
            put(buf, place.x, place.y, TIME, when, cx.theme.dim);
            put(buf, place.x + TIME, place.y, place.width.saturating_sub(TIME), words, cx.theme.plain);
        }
    }
}
