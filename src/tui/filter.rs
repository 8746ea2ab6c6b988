//! The filter of a list: what a person types behind `/`, and whether a line holds it. Several words must all be found, each
//! anywhere, large and small letters alike.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;

use super::keymap::Action;
use super::screen::Cx;
use super::widgets::{Field, put, put_right, width_of};

/// Said in an empty field.
const CAN_BE_TYPED: &str = "names, words, categories, amounts";

/// The words that a line must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<Word>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    lower: String,
    /// Its digits and point, when it could be a part of an amount: `$1,204.1` is `1204.1`.
    digits: Option<String>,
}

impl Query {
    /// Reads what was typed. Nothing typed holds for every line.
    pub fn parse(text: &str) -> Self {
        Self { words: text.split_whitespace().map(Word::new).collect() }
    }

    /// True when it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// True when every word is in one of the texts or in the digits of the amount.
    pub fn holds(&self, texts: &[&str], amount: Option<Decimal>) -> bool {
        self.words.iter().all(|word| texts.iter().any(|text| word.is_in(text)) || amount.is_some_and(|a| word.is_of(a)))
    }
}

impl Word {
    fn new(text: &str) -> Self {
        let numeric = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '$' | '-' | '−' | '+'));
        let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        Self { lower: text.to_lowercase(), digits: (numeric && !digits.is_empty()).then_some(digits) }
    }

    fn is_in(&self, text: &str) -> bool {
        let (needle, hay) = (self.lower.as_bytes(), text.as_bytes());
        if hay.is_ascii() && self.lower.is_ascii() {
            return hay.windows(needle.len()).any(|part| part.eq_ignore_ascii_case(needle));
        }
        text.to_lowercase().contains(&self.lower)
    }

    fn is_of(&self, amount: Decimal) -> bool {
        self.digits.as_ref().is_some_and(|digits| amount.abs().to_string().contains(digits.as_str()))
    }
}

/// A query being written or kept.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    field: Field,
    /// The field has the keys.
    pub open: bool,
    pub query: Query,
}

impl Filter {
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
        let found = if width_of(found) + 12 > row.width { "" } else { found };
        let taken = put_right(buf, row.right().saturating_sub(1), row.y, found, cx.theme.dim);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_be_found_somewhere() {
        let row = ["Whole Foods Market", "WHOLEFDS #1042", "Groceries", "Total Checking", "Café"];
        let amount = Some(Decimal::new(-8433, 2));
        for (text, holds) in [
            ("", true),
            ("whole", true),
            ("WHOLE check", true),
            ("whole visa", false),
            ("84.33", true),
            ("-84", true),
            ("$84", true),
            ("CAFÉ", true),
            ("84.34", false),
        ] {
            assert_eq!(Query::parse(text).holds(&row, amount), holds, "{text}");
        }
    }
}
