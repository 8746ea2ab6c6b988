//! A question in a modal, before something is done that cannot be taken back: y does it, n and Esc leave everything as it is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::msg::Effect;
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Frame, line, modal, put, wrap};

/// Columns of its words.
const WIDTH: u16 = 60;

/// What is asked, and what a yes does.
pub struct Question {
    title: String,
    words: String,
    effect: Effect,
    /// What is said when it begins.
    done: String,
}

impl Question {
    /// Asks in those words.
    pub fn new(title: String, words: String, (effect, done): (Effect, String)) -> Self {
        Self { title, words, effect, done }
    }
}

impl Screen for Question {
    fn title(&self) -> &'static str {
        "Question"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::ASKING
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Accept => vec![Wish::Leave, Wish::Order(self.effect.clone(), self.done.clone())],
            Action::Back => vec![Wish::Leave],
            _ => Vec::new(),
        }
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let title = cx.figures.words(&self.title);
        let key = |action| cx.keymap.key_of(chains::ASKING, action).unwrap_or_default();
        let foot = format!("{} yes · {} no", key(Action::Accept), key(Action::Back));
        let frame = Frame { title: &title, right: "", right_style: cx.theme.dim, foot: &foot, focused: true };
        let width = WIDTH.min(area.width.saturating_sub(4));
        let lines = wrap(&cx.figures.words(&self.words), width);
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let inside = modal(area, buf, (width, height), frame, cx.theme);
        for (offset, words) in (0..).zip(&lines) {
            let Some(place) = line(inside, offset) else { return };
            put(buf, place.x, place.y, place.width, words, cx.theme.plain);
        }
    }
}
