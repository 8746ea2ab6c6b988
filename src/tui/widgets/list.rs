//! Where one stands in a list: the selected index and the first visible one. Lists keep their selection by id and tell the cursor
//! where that id lies now.

use crate::tui::format::Figures;
use crate::tui::keymap::Action;

/// A selection that stays in view.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    pub selected: usize,
    /// First visible line.
    pub top: usize,
    /// Visible lines at the last draw: the size of a page.
    page: usize,
}

impl Cursor {
    /// With that line selected.
    pub fn at(selected: usize) -> Self {
        Self { selected, ..Self::default() }
    }

    /// Moves by one of the actions of [`Scope::Moving`](crate::tui::keymap::Scope::Moving); false for any other action.
    pub fn act(&mut self, action: Action, len: usize) -> bool {
        let page = self.page.max(1);
        let half = (page / 2).max(1);
        let last = len.saturating_sub(1);
        self.selected = match action {
            Action::Up => self.selected.saturating_sub(1),
            Action::Down => self.selected.saturating_add(1),
            Action::PageUp => self.selected.saturating_sub(page),
            Action::PageDown => self.selected.saturating_add(page),
            Action::HalfUp => self.selected.saturating_sub(half),
            Action::HalfDown => self.selected.saturating_add(half),
            Action::First => 0,
            Action::Last => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// Moves the view by lines, and the selection only as far as it must to stay visible.
    pub fn wheel(&mut self, lines: isize, len: usize) {
        let highest = len.saturating_sub(self.page.max(1));
        self.top = self.top.saturating_add_signed(lines).min(highest);
        let bottom = self.top + self.page.max(1) - 1;
        self.selected = self.selected.clamp(self.top, bottom).min(len.saturating_sub(1));
    }

    /// The visible indices when `page` lines can be seen, with the selection among them.
    pub fn window(&mut self, len: usize, page: usize) -> std::ops::Range<usize> {
        self.page = page;
        self.selected = self.selected.min(len.saturating_sub(1));
        if page == 0 {
            return 0..0;
        }
        self.top =
            self.top.min(self.selected).max((self.selected + 1).saturating_sub(page)).min(len.saturating_sub(page));
        self.top..(self.top + page).min(len)
    }
}

/// A cursor that stays on what it is on, by its key, whatever comes above it or leaves the list.
#[derive(Debug)]
pub struct Kept<K> {
    pub cursor: Cursor,
    /// `None` until the person has chosen: till then it is the first.
    key: Option<K>,
}

impl<K> Default for Kept<K> {
    fn default() -> Self {
        Self { cursor: Cursor::default(), key: None }
    }
}

impl<K: PartialEq + Clone> Kept<K> {
    /// The list has become this one. What is gone leaves the cursor where it was, on what follows it.
    pub fn settle(&mut self, keys: &[K]) {
        let Some(key) = &self.key else {
            (self.cursor.selected, self.cursor.top) = (0, 0);
            return;
        };
        let old = self.cursor.selected;
        let found = keys.iter().position(|other| other == key);
        self.cursor.selected = found.unwrap_or(old).min(keys.len().saturating_sub(1));
        if self.cursor.top > 0 && found.is_some() {
            // the view goes with the selection instead of jumping under it
            self.cursor.top = (self.cursor.top + self.cursor.selected).saturating_sub(old);
        }
        self.pin(keys);
    }

    /// Holds on to the selected one.
    pub fn pin(&mut self, keys: &[K]) {
        self.key = keys.get(self.cursor.selected).cloned();
    }

    /// Answers movements; false for other actions.
    pub fn act(&mut self, action: Action, keys: &[K]) -> bool {
        let moved = self.cursor.act(action, keys.len());
        if moved {
            self.pin(keys);
        }
        moved
    }

    /// Scrolls by lines.
    pub fn wheel(&mut self, lines: isize, keys: &[K]) {
        self.cursor.wheel(lines, keys.len());
        self.pin(keys);
    }

    /// Selects the line drawn at that offset; true when it was selected before.
    pub fn click(&mut self, offset: usize, keys: &[K]) -> bool {
        let index = self.cursor.top + offset;
        let again = index == self.cursor.selected;
        self.cursor.selected = index.min(keys.len().saturating_sub(1));
        self.pin(keys);
        again
    }

    /// `1–20 of 84`, when not all of `len` were visible at the last draw.
    pub fn range(&self, len: usize, figures: Figures) -> String {
        if self.cursor.page >= len {
            return String::new();
        }
        let last = (self.cursor.top + self.cursor.page).min(len);
        format!("{}–{} of {}", figures.count(self.cursor.top + 1), figures.count(last), figures.count(len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_stays_under_the_cursor_and_what_is_gone_leaves_it_on_the_next() {
        let mut kept = Kept::default();
        kept.settle(&['a', 'b', 'c']);
        kept.act(Action::Down, &['a', 'b', 'c']);
        kept.settle(&['x', 'a', 'b', 'c']);
        assert_eq!(kept.cursor.selected, 2);
        kept.settle(&['x', 'a', 'c']);
        assert_eq!(kept.cursor.selected, 2, "on what followed it");
        kept.settle(&['c']);
        assert_eq!(kept.cursor.selected, 0);
        kept.settle(&[]);
        assert_eq!(kept.cursor.selected, 0);
    }

    #[test]
    fn the_selection_stays_in_view() {
        let mut cursor = Cursor::default();
        assert_eq!(cursor.window(100, 10), 0..10);
        cursor.act(Action::Last, 100);
        assert_eq!(cursor.window(100, 10), 90..100);
        cursor.act(Action::HalfUp, 100);
        assert_eq!((cursor.selected, cursor.window(100, 10)), (94, 90..100));
        cursor.wheel(-50, 100);
        assert_eq!((cursor.selected, cursor.window(100, 10)), (49, 40..50));
        assert_eq!(cursor.window(3, 10), 0..3);
        assert_eq!(cursor.selected, 2);
        assert_eq!(cursor.window(0, 10), 0..0);
        assert!(!cursor.act(Action::Open, 3));
    }
}
