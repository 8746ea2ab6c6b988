//! One line of text that a person writes: a cursor between grapheme clusters, the usual keys, a cap on its length.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

use super::paint::{put, width_of};
use crate::domain::Clean;
use crate::tui::keymap::Action;

/// The line and where its cursor stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
    /// Byte offset on a boundary of grapheme clusters.
    cursor: usize,
}

const MAX_GRAPHEMES: usize = 200;

impl Field {
    /// A line with a text in it and the cursor at its end.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len() }
    }

    /// What is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Writes at the cursor. A paste is text from outside: it is cleaned; a space is kept, since a person types one before a word.
    pub fn insert(&mut self, text: &str) {
        let clean = if text == " " { text.to_owned() } else { Clean::new(text).to_string() };
        if self.text.graphemes(true).count() + clean.graphemes(true).count() <= MAX_GRAPHEMES {
            self.text.insert_str(self.cursor, &clean);
            self.cursor += clean.len();
            // a mark may have joined the cluster before it
            self.cursor = self.boundary_from(self.cursor);
        }
    }

    /// Answers the actions of [`Scope::Typing`](crate::tui::keymap::Scope::Typing) that change it; false for any other action.
    pub fn act(&mut self, action: Action) -> bool {
        match action {
            Action::Erase => self.erase(self.before(), self.cursor),
            Action::EraseRight => self.erase(self.cursor, self.after()),
            Action::EraseWord => self.erase(self.word_start(), self.cursor),
            Action::EraseAll => self.clear(),
            Action::CursorLeft => self.cursor = self.before(),
            Action::CursorRight => self.cursor = self.after(),
            Action::CursorStart => self.cursor = 0,
            Action::CursorEnd => self.cursor = self.text.len(),
            _ => return false,
        }
        true
    }

    /// Draws the line with its cursor as a reversed cell, scrolled so that the cursor is visible.
    pub fn draw(&self, row: Rect, buf: &mut Buffer, style: Style) {
        let row = row.intersection(buf.area);
        if row.is_empty() {
            return;
        }
        let mut start = 0;
        for (at, grapheme) in self.text.grapheme_indices(true) {
            if width_of(&self.text[start..self.cursor]) < row.width {
                break;
            }
            start = at + grapheme.len();
        }
        let shown = &self.text[start.min(self.cursor)..];
        let column = width_of(&self.text[start.min(self.cursor)..self.cursor]).min(row.width - 1);
        put(buf, row.x, row.y, row.width, shown, style);
        let cell = Rect { x: row.x + column, width: 1, height: 1, ..row };
        buf.set_style(cell, Style::new().add_modifier(Modifier::REVERSED));
    }

    fn boundaries(&self) -> impl Iterator<Item = usize> + '_ {
        self.text.grapheme_indices(true).map(|(at, _)| at).chain([self.text.len()])
    }

    fn boundary_from(&self, from: usize) -> usize {
        self.boundaries().find(|at| *at >= from).unwrap_or(self.text.len())
    }

    fn before(&self) -> usize {
        self.boundaries().take_while(|at| *at < self.cursor).last().unwrap_or(0)
    }

    fn after(&self) -> usize {
        self.boundaries().find(|at| *at > self.cursor).unwrap_or(self.text.len())
    }

    fn word_start(&self) -> usize {
        let left = self.text[..self.cursor].trim_end();
        left.rfind(' ').map_or(0, |space| space + 1)
    }

    fn erase(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = self.boundary_from(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_and_erasing_go_by_whole_characters() {
        let mut field = Field::new("café ☕️x");
        field.act(Action::CursorLeft);
        field.act(Action::Erase);
        assert_eq!(field.text(), "café x");
        field.act(Action::EraseWord);
        assert_eq!(field.text(), "x");
        field.insert("a\u{1b}[31mb");
        assert_eq!(field.text(), "abx");
        field.act(Action::CursorStart);
        field.act(Action::EraseRight);
        assert_eq!(field.text(), "bx");
        field.act(Action::EraseAll);
        assert_eq!(field.text(), "");
    }

    #[test]
    fn a_long_line_follows_its_cursor() {
        let field = Field::new("0123456789");
        let mut buf = Buffer::empty(Rect::new(0, 0, 5, 1));
        field.draw(buf.area, &mut buf, Style::new());
        assert_eq!(buf.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>(), "6789 ");
    }
}
