//! Asks before a page is opened in the browser, and shows the whole address that it would open.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::WebPage;
use crate::tui::format::MASK;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Frame, line, modal, put, wrap};

/// The page, and what it is for.
pub struct Browse {
    page: WebPage,
    about: String,
    /// The address ends in an amount.
    has_amount: bool,
}

impl Browse {
    /// Asks for that page; `about` is a sentence that says why.
    pub fn new(page: WebPage, about: &str) -> Self {
        Self { page, about: about.to_owned(), has_amount: false }
    }

    /// For an address whose last part is an amount, which is hidden when amounts are.
    #[must_use]
    pub fn with_amount(self) -> Self {
        Self { has_amount: true, ..self }
    }
}

impl Screen for Browse {
    fn title(&self) -> &'static str {
        "Open in the browser?"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::REVIEW
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Back => vec![Wish::Leave],
            Action::Confirm => vec![Wish::Leave, Wish::Visit(self.page.clone())],
            _ => Vec::new(),
        }
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let width = area.width.saturating_sub(8).clamp(20, 76);
        let page = self.page.as_str();
        let shown = match page.rsplit_once('/') {
            Some((before, _)) if self.has_amount && cx.figures.masked => format!("{before}/{MASK}"),
            _ => page.to_owned(),
        };
        let address = wrap(&shown, width);
        let about = wrap(&cx.figures.words(&self.about), width);
        let height = u16::try_from(address.len() + about.len() + 1).unwrap_or(u16::MAX);
        let foot = "⏎ opens it · Esc leaves it";
        let frame = Frame { title: self.title(), right: "", right_style: cx.theme.dim, foot, focused: true };
        let inside = modal(area, buf, (width, height), frame, cx.theme);
        let lines = address.iter().map(|words| (words.as_str(), cx.theme.strong));
        let rest = about.iter().map(|words| (words.as_str(), cx.theme.dim));
        for ((words, style), offset) in lines.chain([("", cx.theme.plain)]).chain(rest).zip(0..) {
            let Some(place) = line(inside, offset) else { return };
            put(buf, place.x, place.y, place.width, words, style);
        }
    }
}
