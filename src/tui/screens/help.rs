//! The help, made from the table of keys: what counts on the screen beneath comes first.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::keymap::{Action, KEYS, Key, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Frame, line, modal, put};

/// A line of the help: a heading, or keys and their words.
enum Entry {
    Heading(String),
    Keys(String, &'static str),
    Blank,
}

/// The lines, and how far they are scrolled.
pub struct Help {
    entries: Vec<Entry>,
    top: usize,
    page: usize,
    columns: usize,
}

const KEYS_WIDTH: u16 = 16;
const COLUMN: u16 = 86;

impl Help {
    /// For the screen on which these scopes are live.
    pub fn new(live: &[Scope]) -> Self {
        let mut scopes: Vec<Scope> = live.to_vec();
        scopes.extend(Scope::ALL.iter().filter(|scope| !live.contains(scope)));
        let mut entries = Vec::new();
        for scope in scopes {
            if !entries.is_empty() {
                entries.push(Entry::Blank);
            }
            let here = if live.contains(&scope) { "" } else { " (elsewhere)" };
            entries.push(Entry::Heading(format!("{}{here}", scope.words())));
            for binding in KEYS.iter().filter(|binding| binding.scope == scope) {
                let keys: Vec<_> = binding.keys.iter().map(Key::to_string).collect();
                entries.push(Entry::Keys(keys.join(" "), binding.words));
            }
        }
        Self { entries, top: 0, page: 1, columns: 1 }
    }

    fn scroll(&mut self, lines: isize) {
        let highest = self.entries.len().saturating_sub(self.page * self.columns);
        self.top = self.top.saturating_add_signed(lines).min(highest);
    }
}

impl Screen for Help {
    fn title(&self) -> &'static str {
        "Help"
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::READING
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        let page = isize::try_from(self.page).unwrap_or(isize::MAX);
        match action {
            Action::Back | Action::Open => return vec![Wish::Leave],
            Action::Down => self.scroll(1),
            Action::Up => self.scroll(-1),
            Action::PageDown => self.scroll(page),
            Action::PageUp => self.scroll(-page),
            Action::HalfDown => self.scroll(page / 2),
            Action::HalfUp => self.scroll(-page / 2),
            Action::First => self.top = 0,
            Action::Last => self.scroll(isize::MAX),
            _ => {}
        }
        Vec::new()
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.scroll(lines);
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let room = area.width.saturating_sub(4);
        self.columns = if room >= 2 * COLUMN { 2 } else { 1 };
        let columns = u16::try_from(self.columns).unwrap_or(1);
        let lines = u16::try_from(self.entries.len().div_ceil(self.columns)).unwrap_or(u16::MAX);
        let fits = usize::from(area.height.saturating_sub(2)) * self.columns >= self.entries.len();
        let foot = if fits { "" } else { "↑↓ more" };
        let frame = Frame { title: "Help", right: "Esc", right_style: cx.theme.dim, foot, focused: true };
        let inside = modal(area, buf, (COLUMN * columns, lines), frame, cx.theme);
        self.page = usize::from(inside.height).max(1);
        self.scroll(0);
        let width = inside.width / columns;
        for (index, entry) in self.entries[self.top..].iter().take(self.page * self.columns).enumerate() {
            let column = u16::try_from(index / self.page).unwrap_or(0);
            let Some(place) = line(inside, u16::try_from(index % self.page).unwrap_or(u16::MAX)) else { continue };
            let x = place.x + column * width;
            match entry {
                Entry::Blank => {}
                Entry::Heading(words) => drop(put(buf, x, place.y, width, words, cx.theme.strong)),
                Entry::Keys(keys, words) => {
                    put(buf, x + 1, place.y, KEYS_WIDTH, keys, cx.theme.accent);
                    let rest = width.saturating_sub(KEYS_WIDTH + 2);
                    put(buf, x + KEYS_WIDTH + 2, place.y, rest, words, cx.theme.plain);
                }
            }
        }
    }
}
