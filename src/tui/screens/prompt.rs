//! One line of text in a modal: a merchant's name, a note, an account's name.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::edits::{Subject, propose, written};
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Field, Frame, line, modal, put};

/// The question and what is written so far.
pub struct Prompt {
    subject: Subject,
    name: String,
    field: Field,
}

impl Prompt {
    /// Asks with what stands there now.
    pub fn new(subject: Subject, name: String, text: &str) -> Self {
        Self { subject, name, field: Field::new(text) }
    }
}

impl Screen for Prompt {
    fn title(&self) -> &'static str {
        self.subject.word()
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::TYPING
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Back => vec![Wish::Leave],
            Action::Accept => {
                let words = format!("{} of {}", self.title().to_lowercase(), self.name);
                let edits = written(cx, &self.subject, self.field.text());
                std::iter::once(Wish::Leave).chain(propose(cx, edits, words, self.subject.rows())).collect()
            }
            _ => Vec::new(),
        }
    }

    fn field(&mut self) -> Option<&mut Field> {
        Some(&mut self.field)
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let title = format!("{}: {}", self.title(), cx.figures.words(&self.name));
        let frame = Frame { title: &title, right: "", right_style: cx.theme.dim, foot: "", focused: true };
        let inside = modal(area, buf, (area.width.saturating_sub(8).clamp(20, 64), 2), frame, cx.theme);
        if let Some(place) = line(inside, 0) {
            self.field.draw(place, buf, cx.theme.plain);
        }
        let words = match &self.subject {
            Subject::Name(_) => "empty: the bank’s own name",
            Subject::Note(_) => "empty: no note",
            Subject::Tags(rows) if rows.len() > 1 => "tags to add; -tag takes one off; empty: no tags",
            Subject::Tags(_) => "tags, with commas between them",
            _ => "empty: the name as it was read",
        };
        if let Some(place) = line(inside, 1) {
            put(buf, place.x, place.y, place.width, words, cx.theme.dim);
        }
    }
}
