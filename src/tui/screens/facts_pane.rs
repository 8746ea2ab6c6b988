//! A pane of facts about whatever is selected beside it: lines that wrap and scroll.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::row_detail::{draw_facts, wrap_facts};
use crate::tui::detail::Fact;
use crate::tui::keymap::Action;
use crate::tui::screen::Cx;
use crate::tui::widgets::Frame;

/// The facts, and how far down one has read.
#[derive(Debug, Default)]
pub struct FactsPane {
    facts: Vec<Fact>,
    scroll: usize,
    page: usize,
}

impl FactsPane {
    /// Tells of something else, from its start.
    pub fn tell(&mut self, facts: Vec<Fact>) {
        if self.facts != facts {
            *self = Self { facts, page: self.page, scroll: 0 };
        }
    }

    /// Scrolls; false for actions that do not.
    pub fn act(&mut self, action: Action) -> bool {
        let page = isize::try_from(self.page.max(1)).unwrap_or(1);
        match action {
            Action::Down => self.wheel(1),
            Action::Up => self.wheel(-1),
            Action::PageDown => self.wheel(page),
            Action::PageUp => self.wheel(-page),
            Action::HalfDown => self.wheel((page / 2).max(1)),
            Action::HalfUp => self.wheel(-(page / 2).max(1)),
            Action::First => self.scroll = 0,
            Action::Last => self.scroll = usize::MAX,
            _ => return false,
        }
        true
    }

    /// Scrolls by lines.
    pub fn wheel(&mut self, lines: isize) {
        self.scroll = self.scroll.saturating_add_signed(lines);
    }

    /// Draws a framed pane.
    pub fn draw(&mut self, cx: &Cx, title: &str, focused: bool, area: Rect, buf: &mut Buffer) {
        let frame = Frame { title, right: "", right_style: cx.theme.dim, foot: "", focused };
        let inside = frame.draw(area, buf, cx.theme);
        let inside = Rect { x: inside.x + inside.width.min(1), width: inside.width.saturating_sub(2), ..inside };
        let wrapped = wrap_facts(&self.facts, inside.width);
        self.page = usize::from(inside.height);
        self.scroll = self.scroll.min(wrapped.len().saturating_sub(self.page));
        draw_facts(cx, &wrapped[self.scroll..], inside, buf);
        if wrapped.len() > self.page + self.scroll && area.height > 2 {
            let more = Frame { title: "", right: "more", ..frame };
            more.rule(Rect { y: area.bottom() - 1, height: 1, ..area }, buf, cx.theme, ("╰", "╯"));
        }
    }
}
