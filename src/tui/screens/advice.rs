//! What to do about a charge that was not the person's: in a modal, once they have said so.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::account_card;
use super::row_detail::{draw_facts, wrap_facts};
use crate::domain::AccountId;
use crate::insights::alerts::Notice;
use crate::tui::detail::Fact;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Frame, modal};

/// Words for one account and bank.
pub struct Advice {
    account: Option<AccountId>,
    scroll: usize,
    place: Rect,
}

/// Columns of the words.
const WIDTH: u16 = 66;

impl Advice {
    /// About the account of an alert.
    pub fn new(_cx: &Cx, notice: &Notice) -> Self {
        Self { account: notice.account, scroll: 0, place: Rect::default() }
    }

    fn facts(&self, cx: &Cx) -> Vec<Fact> {
        let account = self.account.and_then(|id| cx.book.accounts.get(&id));
        let bank = account.map_or("your bank".to_owned(), |account| account.bank.name.to_string());
        let name = account.map_or("the card".to_owned(), |account| account_card::title(cx, account.id));
        let is_debt = account.is_some_and(|account| cx.book.kind(account).is_debt());
        let call = if is_debt { format!("the number on the back of {name}") } else { format!("{bank}’s own number") };
        let owed = if is_debt {
            "a card’s charge may be disputed for 60 days after its statement: in writing, to the address for disputes"
        } else {
            "tell the bank within two days of noticing it, and at the latest 60 days after the statement"
        };
        vec![
            ("now", format!("call {bank}: {call}, never one from a message or a search")),
            ("say", format!("that you did not make these charges, and ask to block and replace {name}")),
            ("ask for", "a reference of the report, and its answer in writing".to_owned()),
            ("by when", owed.to_owned()),
            ("look", "for more: smaller charges at the same place or on the same day".to_owned()),
        ]
    }
}

impl Screen for Advice {
    fn title(&self) -> &'static str {
        "It was not me"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::READING
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Back | Action::Open => return vec![Wish::Leave],
            Action::Down => self.scroll += 1,
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            _ => {}
        }
        Vec::new()
    }

    fn click(&mut self, at: Position, _cx: &Cx) -> Vec<Wish> {
        if self.place.contains(at) { Vec::new() } else { vec![Wish::Leave] }
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let width = area.width.saturating_sub(8).clamp(20, WIDTH);
        let wrapped = wrap_facts(&self.facts(cx), width);
        let height = u16::try_from(wrapped.len()).unwrap_or(u16::MAX);
        let more = if height > area.height.saturating_sub(2) { "↑↓ more" } else { "" };
        let frame = Frame { title: self.title(), right: "Esc", right_style: cx.theme.dim, foot: more, focused: true };
        let inside = modal(area, buf, (width, height), frame, cx.theme);
        self.place = inside;
        self.scroll = self.scroll.min(wrapped.len().saturating_sub(usize::from(inside.height)));
        draw_facts(cx, &wrapped[self.scroll..], inside, buf);
    }
}
