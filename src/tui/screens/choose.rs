//! A choice from a list in a modal: a few letters narrow it, arrows move, Enter takes.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::edits::{Subject, chosen, propose};
use crate::tui::filter::Query;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Cursor, Field, Frame, line, modal, put, row_style, width_of};

/// The options of one question.
pub struct Choose {
    subject: Subject,
    /// What it is asked of: a merchant, an account.
    name: String,
    options: Vec<String>,
    /// Places in `options` that the letters hold.
    shown: Vec<usize>,
    cursor: Cursor,
    field: Field,
    list: Rect,
}

impl Choose {
    /// Asks with one option selected, the present one.
    pub fn new(subject: Subject, name: String, options: Vec<String>, selected: usize) -> Self {
        let shown = (0..options.len()).collect();
        let cursor = Cursor::at(selected);
        Self { subject, name, options, shown, cursor, field: Field::default(), list: Rect::default() }
    }

    fn take(&self, cx: &Cx) -> Vec<Wish> {
        let Some(index) = self.shown.get(self.cursor.selected) else { return Vec::new() };
        let words = format!("{} of {}", self.title().to_lowercase(), self.name);
        let edits = chosen(cx, &self.subject, *index);
        std::iter::once(Wish::Leave).chain(propose(cx, edits, words, self.subject.rows())).collect()
    }
}

impl Screen for Choose {
    fn title(&self) -> &'static str {
        self.subject.word()
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::CHOOSING
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Back => vec![Wish::Leave],
            Action::Accept => self.take(cx),
            Action::ChoiceUp | Action::ChoiceDown => {
                let step = if action == Action::ChoiceUp { Action::Up } else { Action::Down };
                self.cursor.act(step, self.shown.len());
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn field(&mut self) -> Option<&mut Field> {
        Some(&mut self.field)
    }

    fn typed(&mut self, _cx: &Cx) {
        let query = Query::parse(self.field.text());
        self.shown = (0..self.options.len()).filter(|index| query.holds(&[&self.options[*index]], None)).collect();
        self.cursor = Cursor::default();
    }

    fn click(&mut self, at: Position, cx: &Cx) -> Vec<Wish> {
        if !self.list.contains(at) {
            return Vec::new();
        }
        let index = self.cursor.top + usize::from(at.y - self.list.y);
        if index >= self.shown.len() {
            return Vec::new();
        }
        let again = self.cursor.selected == index;
        self.cursor.selected = index;
        if again { self.take(cx) } else { Vec::new() }
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.cursor.wheel(lines, self.shown.len());
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let title = format!("{}: {}", self.title(), cx.figures.words(&self.name));
        let widest = self.options.iter().map(|option| width_of(option)).max().unwrap_or(0);
        let frame = Frame { title: &title, right: "", right_style: cx.theme.dim, foot: "", focused: true };
        let height = u16::try_from(self.options.len() + 1).unwrap_or(u16::MAX);
        let inside = modal(area, buf, (widest.max(width_of(&title) + 2).clamp(24, 60), height), frame, cx.theme);
        let Some(top) = line(inside, 0) else { return };
        put(buf, top.x, top.y, 2, "› ", cx.theme.accent);
        self.field.draw(Rect { x: top.x + 2, width: top.width.saturating_sub(2), ..top }, buf, cx.theme.plain);
        self.list = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
        let window = self.cursor.window(self.shown.len(), usize::from(self.list.height));
        for (offset, index) in (0..).zip(window) {
            let Some(place) = line(self.list, offset) else { break };
            put(
                buf,
                place.x + 2,
                place.y,
                place.width.saturating_sub(2),
                &self.options[self.shown[index]],
                cx.theme.plain,
            );
            if index == self.cursor.selected {
                row_style(buf, place, true, cx.theme);
            }
        }
    }
}
