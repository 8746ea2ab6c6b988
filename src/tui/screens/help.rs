//! The help, made from the table of keys: what counts on the screen beneath comes first.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::filter::Filter;
use crate::tui::keymap::{Action, Binding, Key, Keymap, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Field, Frame, line, modal, put, wrap};

/// A line of the help: a heading, keys and their words, or more of those words.
enum Entry {
    Heading(String),
    Keys(String, String),
    More(String),
    Blank,
}

/// The help of a screen, and how far it is scrolled.
pub struct Help {
    /// The scopes that are live beneath.
    live: &'static [Scope],
    filter: Filter,
    top: usize,
    /// Lines that could be seen at the last draw, and lines there were.
    page: usize,
    lines: usize,
}

const KEYS_WIDTH: u16 = 16;
const COLUMN: u16 = 86;

impl Help {
    /// For the screen on which these scopes are live.
    pub fn new(live: &'static [Scope]) -> Self {
        Self { live, filter: Filter::default(), top: 0, page: 1, lines: 0 }
    }

    /// What counts beneath comes first, then the rest.
    fn entries(&self, keymap: &Keymap, room: u16) -> Vec<Entry> {
        let others = Scope::ALL.iter().filter(|scope| !self.live.contains(scope));
        let mut entries = Vec::new();
        for scope in self.live.iter().chain(others) {
            let has_key = |row: &&Binding| row.scope == *scope && !row.keys.is_empty();
            let rows: Vec<&Binding> = keymap.rows().iter().filter(|row| has_key(row) && self.asks_for(row)).collect();
            if rows.is_empty() {
                continue;
            }
            if !entries.is_empty() {
                entries.push(Entry::Blank);
            }
            let here = if self.live.contains(scope) { "" } else { " (elsewhere)" };
            entries.push(Entry::Heading(format!("{}{here}", scope.words())));
            for binding in rows {
                let keys = shown_keys(binding);
                let mut words = wrap(binding.words, room).into_iter();
                entries.push(Entry::Keys(keys, words.next().unwrap_or_default()));
                entries.extend(words.map(Entry::More));
            }
        }
        entries
    }

    fn asks_for(&self, row: &Binding) -> bool {
        self.filter.query.holds(&[row.words, &row.action.name(), &shown_keys(row), row.scope.words()], None)
    }

    fn scroll(&mut self, lines: isize) {
        self.top = self.top.saturating_add_signed(lines).min(self.lines.saturating_sub(self.page));
    }
}

fn shown_keys(row: &Binding) -> String {
    let keys: Vec<_> = row.keys.iter().map(Key::to_string).collect();
    keys.join(" ")
}

impl Screen for Help {
    fn title(&self) -> &'static str {
        "Help"
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.filter.open { chains::FILTERING } else { chains::HELP }
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        if self.filter.act(action).is_some() {
            self.top = 0;
            return Vec::new();
        }
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

    fn field(&mut self) -> Option<&mut Field> {
        self.filter.field()
    }

    fn typed(&mut self, _cx: &Cx) {
        self.filter.typed();
        self.top = 0;
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.scroll(lines);
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let room = area.width.saturating_sub(4);
        let columns = if room >= 2 * COLUMN { 2 } else { 1 };
        let width = (room / columns).min(COLUMN);
        let rest = width.saturating_sub(KEYS_WIDTH + 2);
        let entries = self.entries(&cx.keymap, rest);
        let lines = u16::try_from(entries.len()).unwrap_or(u16::MAX).div_ceil(columns);
        let above = u16::from(self.filter.is_shown());
        let foot = if lines + above + 2 > area.height { "↑↓ more" } else { "" };
        let frame = Frame { title: "Help", right: "/ search · Esc", right_style: cx.theme.dim, foot, focused: true };
        let inside = modal(area, buf, (width * columns, lines.max(1) + above), frame, cx.theme);
        if let Some(row) = line(inside, 0).filter(|_| above == 1) {
            let keys = entries.iter().filter(|entry| matches!(entry, Entry::Keys(..))).count();
            self.filter.draw(cx, row, buf, &cx.figures.counted(keys, "match", "matches"));
        }
        let inside = Rect { y: inside.y + above, height: inside.height.saturating_sub(above), ..inside };
        let height = usize::from(inside.height).max(1);
        self.page = height * usize::from(columns);
        self.lines = entries.len();
        self.scroll(0);
        for (index, entry) in entries[self.top..].iter().take(self.page).enumerate() {
            let column = u16::try_from(index / height).unwrap_or(0);
            let Some(place) = line(inside, u16::try_from(index % height).unwrap_or(u16::MAX)) else { continue };
            let x = place.x + column * width;
            let beside = x + KEYS_WIDTH + 2;
            match entry {
                Entry::Blank => {}
                Entry::Heading(words) => drop(put(buf, x, place.y, width, words, cx.theme.strong)),
                Entry::More(words) => drop(put(buf, beside, place.y, rest, words, cx.theme.plain)),
                Entry::Keys(keys, words) => {
                    put(buf, x + 1, place.y, KEYS_WIDTH, keys, cx.theme.accent);
                    put(buf, beside, place.y, rest, words, cx.theme.plain);
                }
            }
        }
    }
}
