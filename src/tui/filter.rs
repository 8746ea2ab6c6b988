//! The filter of a list: the line behind `/` in which a query is written, what is wrong with it, and how much it found.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::keymap::Action;
use super::plain;
use super::screen::Cx;
use super::widgets::{Field, put, put_right, width_of};
pub use crate::insights::Query;

/// Said in an empty field over transactions.
const OF_ROWS: &str = "words, merchant:, category:, amount:>50, date:2026-10, is:pending, not";
/// The same where lines are no transactions.
const OF_LINES: &str = "words, amount:>50, not";

/// A query being written or kept.
#[derive(Debug, Clone)]
pub struct Filter {
    field: Field,
    /// The field has the keys.
    pub open: bool,
    pub query: Query,
    /// What an empty field says can be written.
    hint: &'static str,
    /// What is listed is transactions, which can be asked what they are.
    of_rows: bool,
}

impl Default for Filter {
    fn default() -> Self {
        Self { field: Field::default(), open: false, query: Query::default(), hint: OF_LINES, of_rows: false }
    }
}

impl Filter {
    /// Of a list of transactions.
    pub fn of_rows() -> Self {
        Self { hint: OF_ROWS, of_rows: true, ..Self::default() }
    }

    /// Of a list whose lines are no transactions, with the words for its empty field.
    pub fn of_lines(hint: &'static str) -> Self {
        Self { hint, ..Self::default() }
    }

    /// One of transactions that is written already, and kept.
    pub fn kept(text: &str) -> Self {
        Self { field: Field::new(text), query: Query::parse(text), ..Self::of_rows() }
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

    /// What is wrong with the query, or what it still waits for.
    pub fn problem(&self) -> Option<&str> {
        let of_none = !self.of_rows && self.query.asks_what_rows_are();
        self.query.problem().or_else(|| of_none.then_some("is: is for transactions: nothing here can be asked that"))
    }

    /// Answers opening, keeping and clearing; `None` for other actions, else whether the query changed.
    pub fn act(&mut self, action: Action) -> Option<bool> {
        match action {
            Action::Filter => self.open = true,
            Action::Accept if self.open => self.open = false,
            Action::Back if self.is_shown() => {
                *self = Self { hint: self.hint, of_rows: self.of_rows, ..Self::default() };
                return Some(true);
            }
            _ => return None,
        }
        Some(false)
    }

    /// `3 of 19 streams`, and before it what is wrong: the first lines of a view that is read as words.
    pub fn plain(&self, found: &str) -> Vec<String> {
        self.problem().into_iter().chain([found]).map(|words| plain::sentence(&[words])).collect()
    }

    /// Takes the first line of a list's place when it is shown; returns the rest.
    pub fn draw_above(&self, cx: &Cx, inside: Rect, buf: &mut Buffer, found: &str) -> Rect {
        if !self.is_shown() || inside.height <= 2 {
            return inside;
        }
        self.draw(cx, Rect { height: 1, ..inside }, buf, found);
        Rect { y: inside.y + 1, height: inside.height - 1, ..inside }
    }

    /// Draws `/ words` and what was found.
    pub fn draw(&self, cx: &Cx, row: Rect, buf: &mut Buffer, found: &str) {
        // what is wrong matters more than how much was found
        let (said, style) = self.problem().map_or((found, cx.theme.dim), |problem| (problem, cx.theme.warn));
        let said = if width_of(said) + 12 > row.width { found } else { said };
        let said = if width_of(said) + 12 > row.width { "" } else { said };
        let taken = put_right(buf, row.right().saturating_sub(1), row.y, said, style);
        put(buf, row.x + 1, row.y, 1, "/", cx.theme.accent);
        let room = row.width.saturating_sub(taken + 5);
        let place = Rect { x: row.x + 3, width: room, height: 1, ..row };
        if self.open {
            if self.text().is_empty() {
                let from = place.width.min(2);
                let hint = whole_words(self.hint, place.width - from);
                put(buf, place.x + from, place.y, place.width - from, hint, cx.theme.dim);
            }
            self.field.draw(place, buf, cx.theme.plain);
        } else {
            put(buf, place.x, place.y, room.min(width_of(self.text())), self.text(), cx.theme.strong);
        }
    }
}

/// As many of the words between commas as there is room for.
fn whole_words(hint: &'static str, room: u16) -> &'static str {
    let mut fitting = hint;
    while width_of(fitting) > room {
        let Some((shorter, _)) = fitting.rsplit_once(", ") else { return "" };
        fitting = shorter;
    }
    fitting
}
