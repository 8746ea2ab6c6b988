//! The footer: the five to seven keys that matter on the screen that has them, each whole or left out, and how the banks stand.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::keymap::{Action, Binding, Scope};
use super::screen::Cx;
use super::status;
use super::widgets::{put, put_right, width_of};

/// Keys that are offered at most, with those that move.
const MOST: usize = 7;
const GAP: u16 = 2;
const MOVES: (&str, &str) = ("↑↓", "move");

/// What the screen on top is, as far as its keys go.
#[derive(Debug, Clone, Copy)]
pub struct Top {
    pub live: &'static [Scope],
    /// It lies over another, so that there is a way back.
    pub over: bool,
    pub modal: bool,
    /// Letters stand on the screen and wait for one of them.
    pub jumps: bool,
}

/// One key in the footer.
struct Hint {
    key: String,
    word: &'static str,
    /// `None` for those that move.
    action: Option<Action>,
    rank: u8,
    place: u8,
}

impl Hint {
    fn width(&self) -> u16 {
        width_of(&self.key) + 1 + width_of(self.word)
    }

    fn of(cx: &Cx, binding: &Binding, top: Top) -> Option<Self> {
        let is_text = top.live.contains(&Scope::Typing);
        // what is behind a box is not what its reader is after
        let is_behind = matches!(binding.action, Action::SyncAll | Action::Explain);
        let leads_nowhere = binding.action == Action::Back && !top.over && !is_text;
        if leads_nowhere || (top.modal && is_behind) {
            return None;
        }
        let (rank, place) = match (binding.action, binding.scope) {
            (Action::Open | Action::Confirm | Action::Accept, _) => (0, 1),
            (Action::Help, _) => (1, 7),
            (Action::Back, _) => (2, 6),
            (Action::Filter, _) => (3, 2),
            (Action::Quit, _) => (9, 8),
            (_, Scope::Panes) => (5, 4),
            (_, Scope::Everywhere | Scope::Always) => (6, 5),
            _ => (4, 3),
        };
        let word = if binding.action == Action::Mask && cx.figures.masked { "show" } else { binding.hint };
        Some(Self { key: binding.keys.first()?.to_string(), word, action: Some(binding.action), rank, place })
    }
}

/// The keys that fit, in the order in which they stand: where there is little room the most useful stay.
fn chosen(cx: &Cx, top: Top, room: u16) -> Vec<Hint> {
    let moves = Hint { key: MOVES.0.to_owned(), word: MOVES.1, action: None, rank: 0, place: 0 };
    let moves = top.live.contains(&Scope::Moving).then_some(moves);
    let mut hints: Vec<Hint> =
        cx.keymap.hints(top.live).filter_map(|binding| Hint::of(cx, binding, top)).chain(moves).collect();
    hints.sort_by_key(|hint| hint.rank);
    let (mut kept, mut used): (Vec<Hint>, u16) = (Vec::new(), 0);
    for hint in hints {
        let wider = used + hint.width() + if kept.is_empty() { 0 } else { GAP };
        if wider <= room && kept.len() < MOST {
            used = wider;
            kept.push(hint);
        }
    }
    kept.sort_by_key(|hint| hint.place);
    kept
}

/// Draws it; what is said for some seconds stands at the right in place of how the banks stand. Returns what can be clicked.
pub fn draw(cx: &Cx, top: Top, row: Rect, buf: &mut Buffer, said: &str) -> Vec<(Rect, Action)> {
    let theme = cx.theme;
    let summary = status::summary(cx);
    let (words, style) = match (said, row.width) {
        ("", 100..) => (summary.words, summary.grade.style(theme)),
        // on a narrow screen the keys come first: the panes say how each bank stands
        ("", 0..76) => (String::new(), theme.plain),
        ("", _) => (summary.short, summary.grade.style(theme)),
        (said, _) => (format!(" {said} "), theme.selected),
    };
    let state = if words.is_empty() { 0 } else { width_of(&words) + 2 };
    let room = row.width.saturating_sub(state + 2);
    let mut places = Vec::new();
    let mut x = row.x + 1;
    if top.jumps {
        put(buf, x, row.y, room, "press a letter to go there  Esc stay", theme.accent);
    } else {
        for hint in chosen(cx, top, room) {
            let width = hint.width();
            put(buf, x, row.y, width, &hint.key, theme.accent);
            put(buf, x + width - width_of(hint.word), row.y, width, hint.word, theme.dim);
            places.extend(hint.action.map(|action| (Rect { x, width, ..row }, action)));
            x += width + GAP;
        }
    }
    if state > 0 {
        put_right(buf, row.right().saturating_sub(1), row.y, &words, style);
    }
    places
}
