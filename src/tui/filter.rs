//! The filter of a list: the line behind `/` in which a query is written, what is wrong with it, and how much it found.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::keymap::Action;
use super::screen::Cx;
use super::widgets::{Field, put, put_right, width_of};
pub use crate::insights::Query;

/// Said in an empty field.
const CAN_BE_TYPED: &str = "words, merchant:, category:, amount:>50, date:2026-10, is:pending, not";

/// A query being written or kept.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    field: Field,
    /// The field has the keys.
    pub open: bool,
    pub query: Query,
}

impl Filter {
    /// One that is written already, and kept.
    pub fn kept(text: &str) -> Self {
        Self { field: Field::new(text), open: false, query: Query::parse(text) }
    }

    /// The text field while it has the keys.
    pub fn field(&mut self) -> Option<&mut Field> {
        self.open.then_some(&mut self.field)
    }

    /// What is written.
    pub fn text(&self) -> &str {
        self.field.text()
    }

    /// True when it leaves lines out or is being written: it has a line on the screen.
    pub fn is_shown(&self) -> bool {
        self.open || !self.query.is_empty()
    }

    /// The field has changed.
    pub fn typed(&mut self) {
        self.query = Query::parse(self.field.text());
    }

    /// Answers opening, keeping and clearing; `None` for other actions, else whether the query changed.
    pub fn act(&mut self, action: Action) -> Option<bool> {
        match action {
            Action::Filter => self.open = true,
            Action::Accept if self.open => self.open = false,
            Action::Back if self.is_shown() => {
                *self = Self::default();
                return Some(true);
            }
            _ => return None,
        }
        Some(false)
    }

    /// Draws `/ words` and what was found.
    pub fn draw(&self, cx: &Cx, row: Rect, buf: &mut Buffer, found: &str) {
        // what is wrong matters more than how much was found
        let (said, style) = self.query.problem().map_or((found, cx.theme.dim), |problem| (problem, cx.theme.warn));
        let said = if width_of(said) + 12 > row.width { found } else { said };
        let said = if width_of(said) + 12 > row.width { "" } else { said };
        let taken = put_right(buf, row.right().saturating_sub(1), row.y, said, style);
        put(buf, row.x + 1, row.y, 1, "/", cx.theme.accent);
        let room = row.width.saturating_sub(taken + 5);
        let place = Rect { x: row.x + 3, width: room, height: 1, ..row };
        if self.open {
            if self.text().is_empty() {
                let from = place.width.min(2);
                put(buf, place.x + from, place.y, place.width - from, CAN_BE_TYPED, cx.theme.dim);
            }
            self.field.draw(place, buf, cx.theme.plain);
        } else {
            put(buf, place.x, place.y, room.min(width_of(self.text())), self.text(), cx.theme.strong);
        }
    }
}
