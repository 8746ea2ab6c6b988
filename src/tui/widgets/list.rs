//! Where one stands in a list: the selected index and the first visible one. Lists keep their selection by id and tell the cursor
//! where that id lies now.

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

#[cfg(test)]
mod tests {
    use super::*;

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
