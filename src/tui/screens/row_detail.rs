//! One transaction in a modal: every fact of it, in lines that wrap and scroll.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{BlockKey, ConnectionId, Transaction, TxnId};
use crate::insights;
use crate::tui::detail::{Fact, facts, partner};
use crate::tui::edits;
use crate::tui::explained::{self, Explained};
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::rows::{RowRef, find};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::table::who;
use crate::tui::widgets::{Cursor, Frame, line, modal, put, wrap};

/// Holds on to the row by its id: a sync may move it while one reads.
pub struct RowDetail {
    key: BlockKey,
    id: TxnId,
    /// The other side, and the revision of the book in which it was looked for.
    partner: Option<(TxnId, BlockKey)>,
    built: Option<u64>,
    scroll: Cursor,
    lines: usize,
    place: Rect,
}

const LABEL: u16 = 16;

impl RowDetail {
    /// Opens the row that lies there.
    pub fn new(place: RowRef) -> Self {
        let (scroll, drawn) = (Cursor::default(), Rect::default());
        Self { key: place.key, id: place.id, partner: None, built: None, scroll, lines: 0, place: drawn }
    }

    fn row<'a>(&self, cx: &'a Cx) -> Option<&'a Transaction> {
        find(&cx.book, self.key, self.id)
    }
}

impl Screen for RowDetail {
    fn title(&self) -> &'static str {
        "Transaction"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::ROW_DETAIL
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, cx: &Cx) {
        if let Some(row) = self.row(cx) {
            self.key = BlockKey::of(row);
        }
        if self.built != Some(cx.revision) {
            self.built = Some(cx.revision);
            let side = cx.book.edit_of(self.id).partner.or_else(|| insights::paired(&cx.book).partner(self.id));
            let found = side.and_then(|side| cx.book.rows().find(|row| row.id == side));
            self.partner = found.map(|row| (row.id, BlockKey::of(row)));
        }
    }

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Back | Action::Open => vec![Wish::Leave],
            Action::Down => self.wheel_by(1),
            Action::Up => self.wheel_by(-1),
            _ if self.scroll.act(action, self.lines) => {
                self.scroll.top = self.scroll.selected;
                Vec::new()
            }
            _ => edits::on_row(cx, self.row(cx), action),
        }
    }

    fn explain(&self, cx: &Cx) -> Option<Explained> {
        self.row(cx).map(|row| explained::row(cx, row))
    }

    fn click(&mut self, at: Position, _cx: &Cx) -> Vec<Wish> {
        if self.place.contains(at) { Vec::new() } else { vec![Wish::Leave] }
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.wheel_by(lines);
    }

    fn connection(&self, cx: &Cx) -> Option<ConnectionId> {
        cx.book.accounts.get(&self.row(cx)?.account)?.connection().cloned()
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let Some(row) = self.row(cx) else {
            let frame = Frame { title: self.title(), ..modal_frame(cx, "") };
            let inside = modal(area, buf, (40, 1), frame, cx.theme);
            put(buf, inside.x, inside.y, inside.width, "this transaction is no longer there", cx.theme.dim);
            return;
        };
        let width = area.width.saturating_sub(8).clamp(20, 84);
        let mut told = facts(cx, row);
        if let Some(other) = self.partner.and_then(|(id, key)| find(&cx.book, key, id)) {
            // beside the account: what the movement is comes before where it was read from
            let at = told.iter().position(|(label, _)| *label == "account").map_or(told.len(), |at| at + 1);
            told.insert(at, partner(cx, other, cx.book.edit_of(row.id).partner.is_some()));
        }
        let wrapped = wrap_facts(&told, width);
        let height = u16::try_from(wrapped.len()).unwrap_or(u16::MAX);
        let title = who(cx, row);
        let more = if height > area.height.saturating_sub(2) { "↑↓ more" } else { "" };
        let inside = modal(area, buf, (width, height), modal_frame(cx, &title).with_foot(more), cx.theme);
        self.place = inside;
        self.lines = wrapped.len();
        self.scroll.selected = self.scroll.top;
        let highest = wrapped.len().saturating_sub(usize::from(inside.height));
        self.scroll.top = self.scroll.top.min(highest);
        draw_facts(cx, &wrapped[self.scroll.top..], inside, buf);
    }
}

impl RowDetail {
    fn wheel_by(&mut self, lines: isize) -> Vec<Wish> {
        self.scroll.top = self.scroll.top.saturating_add_signed(lines).min(self.lines);
        Vec::new()
    }
}

fn modal_frame<'a>(cx: &Cx, title: &'a str) -> Frame<'a> {
    Frame { title, right: "Esc", right_style: cx.theme.dim, foot: "", focused: true }
}

/// Breaks values that are longer than the room beside their label.
pub fn wrap_facts(facts: &[Fact], width: u16) -> Vec<Fact> {
    let room = width.saturating_sub(LABEL).max(8);
    let mut lines = Vec::new();
    for (label, value) in facts {
        for (index, part) in wrap(value, room).into_iter().enumerate() {
            lines.push((if index == 0 { *label } else { "" }, part));
        }
    }
    lines
}

/// Draws as many facts as there are lines.
pub fn draw_facts(cx: &Cx, facts: &[Fact], area: Rect, buf: &mut Buffer) {
    for (index, (label, value)) in (0..).zip(facts) {
        let Some(place) = line(area, index) else { break };
        put(buf, place.x, place.y, LABEL - 1, label, cx.theme.dim);
        put(buf, place.x + LABEL, place.y, place.width.saturating_sub(LABEL), value, cx.theme.plain);
    }
}
