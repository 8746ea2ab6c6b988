//! What a change of several rows would do, before it is done: how many rows, and of the first of them what they were and will be.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Edit, Transaction, TxnEdit, TxnId};
use crate::tui::edits::told;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::table::who;
use crate::tui::widgets::{Cursor, Frame, line, modal, put, put_right, width_of};

/// Rows that are shown of those that change; of more only their number.
const SHOWN: usize = 200;
const WIDTH: u16 = 100;
const DATE: u16 = 11;

/// The edits, and the first rows that they change.
pub struct Review {
    edits: Vec<Edit>,
    words: String,
    /// Each with what changes on it.
    rows: Vec<(Transaction, String)>,
    changed: usize,
    cursor: Cursor,
    place: Rect,
}

impl Review {
    /// Looks at what the edits change; those that change nothing are left out.
    pub fn new(cx: &Cx, edits: Vec<Edit>, words: String) -> Self {
        let edits: Vec<Edit> = edits.into_iter().filter(|edit| cx.ahead.edits.inverse(edit) != *edit).collect();
        let words_of: HashMap<TxnId, &TxnEdit> = edits
            .iter()
            .filter_map(|edit| match edit {
                Edit::Txn(id, word) => Some((*id, word)),
                Edit::Account(..) | Edit::Answer(..) => None,
            })
            .collect();
        let shown = |row: &Transaction| {
            let after = words_of.get(&row.id)?;
            Some((row.clone(), told(row, cx.ahead.edit_of(row.id), after)))
        };
        let mut rows: Vec<_> = cx.book.rows().filter_map(shown).take(SHOWN).collect();
        rows.sort_by_key(|(row, _)| std::cmp::Reverse((row.date(), row.id)));
        let changed = words_of.len();
        Self { edits, words, rows, changed, cursor: Cursor::default(), place: Rect::default() }
    }
}

impl Screen for Review {
    fn title(&self) -> &'static str {
        "Review"
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
            Action::Confirm if self.edits.is_empty() => vec![Wish::Leave],
            Action::Confirm => {
                let (edits, words) = (std::mem::take(&mut self.edits), std::mem::take(&mut self.words));
                vec![Wish::Leave, Wish::Deed { edits, names: Vec::new(), words }]
            }
            // lines scroll by themselves: nothing is selected here
            Action::Down => {
                self.cursor.wheel(1, self.rows.len());
                Vec::new()
            }
            Action::Up => {
                self.cursor.wheel(-1, self.rows.len());
                Vec::new()
            }
            _ => {
                self.cursor.act(action, self.rows.len());
                Vec::new()
            }
        }
    }

    fn click(&mut self, at: Position, _cx: &Cx) -> Vec<Wish> {
        if self.place.contains(at) { Vec::new() } else { vec![Wish::Leave] }
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.cursor.wheel(lines, self.rows.len());
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let title = cx.figures.words(&self.words).into_owned();
        let foot = if self.edits.is_empty() { "Esc" } else { "⏎ does it · Esc leaves it" };
        let frame = Frame { title: &title, right: "Review", right_style: cx.theme.dim, foot, focused: true };
        let lines = u16::try_from(self.rows.len()).unwrap_or(u16::MAX).saturating_add(2);
        self.place = modal(area, buf, (WIDTH, lines), frame, cx.theme);
        let Some(top) = line(self.place, 0) else { return };
        let words = match self.changed {
            0 => "nothing would change: all of it stands already".to_owned(),
            n => format!("{} will change; u undoes all of it", cx.figures.counted(n, "transaction", "transactions")),
        };
        put(buf, top.x, top.y, top.width, &words, cx.theme.strong);
        let list = Rect { y: top.y + 1, height: self.place.height - 1, ..self.place };
        let more = self.changed.saturating_sub(self.rows.len());
        let room = usize::from(list.height).saturating_sub(usize::from(more > 0));
        let window = self.cursor.window(self.rows.len(), room);
        let shown = window.len();
        for ((row, change), offset) in self.rows[window].iter().zip(0..) {
            let Some(place) = line(list, offset) else { return };
            draw_row(cx, row, change, place, buf);
        }
        let below = u16::try_from(shown).ok().and_then(|at| line(list, at));
        if let (Some(place), 1..) = (below, more) {
            put(buf, place.x, place.y, place.width, &format!("and {} more", cx.figures.count(more)), cx.theme.dim);
        }
    }
}

/// `Nov 22  Shell        −48.12   Shopping → Travel`.
fn draw_row(cx: &Cx, row: &Transaction, change: &str, place: Rect, buf: &mut Buffer) {
    let amount = cx.figures.signed(row.amount).to_string();
    put(buf, place.x, place.y, DATE, &cx.figures.day(row.date(), cx.clock.today), cx.theme.dim);
    let room = place.width.saturating_sub(DATE);
    let name = room * 2 / 5;
    put(buf, place.x + DATE, place.y, name.saturating_sub(width_of(&amount) + 2), &who(cx, row), cx.theme.plain);
    let end = place.x + DATE + name;
    if width_of(&amount) < name {
        put_right(buf, end, place.y, &amount, cx.theme.plain);
    }
    put(buf, end + 2, place.y, room.saturating_sub(name + 2), &cx.figures.words(change), cx.theme.accent);
}
