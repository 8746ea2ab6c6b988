//! Two lists that a few letters narrow: every action with its key (the palette), and every account, merchant, category and view.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::transactions::Transactions;
use crate::domain::{AccountId, Category};
use crate::tui::fuzzy;
use crate::tui::keymap::{Action, Keymap, Scope, chains};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Cursor, Field, Frame, line, modal, put, put_right, row_style, width_of};

/// What Enter does.
enum Goal {
    Act(Action),
    /// The action counts in another place.
    Elsewhere(&'static str),
    Account(AccountId),
    /// All transactions, filtered by that query.
    Rows(String),
}

struct Entry {
    name: String,
    /// What is said behind the name.
    words: String,
    /// A key, or what kind of thing it is.
    right: String,
    goal: Goal,
}

/// The list, what is typed, and what of it fits.
pub struct Pick {
    title: &'static str,
    entries: Vec<Entry>,
    /// Places in `entries`, the best first.
    shown: Vec<usize>,
    cursor: Cursor,
    field: Field,
    list: Rect,
}

const WIDTH: u16 = 96;
/// Columns of a name, so that words stand below each other.
const NAME: u16 = 20;

impl Pick {
    /// Every action: those that count on the screen beneath first, the others with the place where they do.
    pub fn palette(keymap: &Keymap, live: &'static [Scope]) -> Self {
        let mut seen = BTreeSet::new();
        let mut entries = Vec::new();
        let here = keymap.rows().iter().filter(|row| live.contains(&row.scope));
        let others = keymap.rows().iter().filter(|row| !live.contains(&row.scope));
        for row in here.chain(others).filter(|row| row.action != Action::Palette) {
            if !seen.insert(row.action) {
                continue;
            }
            let is_live = live.contains(&row.scope);
            let goal = if is_live { Goal::Act(row.action) } else { Goal::Elsewhere(row.scope.words()) };
            let place = if is_live { String::new() } else { format!(" ({})", row.scope.words().to_lowercase()) };
            let right = row.keys.first().map_or_else(|| "no key".to_owned(), ToString::to_string);
            entries.push(Entry { name: row.action.name(), words: format!("{}{place}", row.words), right, goal });
        }
        Self::of("Every action", entries)
    }

    /// Every view, account, category and merchant of the book.
    pub fn find(cx: &Cx, views: impl Iterator<Item = (&'static str, Action)>) -> Self {
        let entry = |name: &str, words: &str, right: &str, goal| Entry {
            name: name.to_owned(),
            words: words.to_owned(),
            right: right.to_owned(),
            goal,
        };
        let mut entries: Vec<Entry> =
            views.map(|(title, action)| entry(title, "", "view", Goal::Act(action))).collect();
        for (bank, accounts) in cx.book.banks() {
            for account in accounts {
                let mask = account.mask.as_ref().map_or(String::new(), |mask| format!(" ····{mask}"));
                let words = format!("{}{mask}", bank.name);
                entries.push(entry(cx.book.name(account).as_str(), &words, "account", Goal::Account(account.id)));
            }
        }
        let rows = || cx.book.rows().filter(|row| !cx.book.is_hidden(row.account));
        let categories: BTreeSet<Category> = rows().map(|row| cx.book.category(row)).collect();
        for category in categories {
            let query = format!("category:=\"{}\"", category.words());
            entries.push(entry(category.words(), "", "category", Goal::Rows(query)));
        }
        let merchants: BTreeSet<&str> = rows().filter_map(|row| Some(cx.book.merchant(row)?.as_str())).collect();
        for merchant in merchants {
            // a quote has no place within quotes
            let whole = if merchant.contains('"') { "" } else { "=" };
            let query = format!("merchant:{whole}\"{}\"", merchant.replace('"', ""));
            entries.push(entry(merchant, "", "merchant", Goal::Rows(query)));
        }
        Self::of("Go to", entries)
    }

    fn of(title: &'static str, entries: Vec<Entry>) -> Self {
        let shown = (0..entries.len()).collect();
        Self { title, entries, shown, cursor: Cursor::default(), field: Field::default(), list: Rect::default() }
    }

    fn take(&self) -> Vec<Wish> {
        let Some(entry) = self.shown.get(self.cursor.selected).and_then(|at| self.entries.get(*at)) else {
            return Vec::new();
        };
        let wish = match &entry.goal {
            Goal::Act(action) => Wish::Act(*action),
            Goal::Elsewhere(place) => return vec![Wish::Say(format!("{} counts elsewhere: {place}", entry.name))],
            Goal::Account(id) => Wish::Open(Box::new(Transactions::of_account(*id))),
            Goal::Rows(query) => Wish::Open(Box::new(Transactions::asked_for(query))),
        };
        vec![Wish::Leave, wish]
    }

    fn draw_entry(cx: &Cx, entry: &Entry, place: Rect, buf: &mut Buffer) {
        let is_here = !matches!(entry.goal, Goal::Elsewhere(_));
        let (plain, key) = if is_here { (cx.theme.plain, cx.theme.accent) } else { (cx.theme.dim, cx.theme.dim) };
        let taken = put_right(buf, place.right().saturating_sub(1), place.y, &entry.right, key) + 3;
        let room = place.width.saturating_sub(2 + taken);
        let name = cx.figures.words(&entry.name);
        let used = put(buf, place.x + 2, place.y, room, &name, plain).max(NAME.min(room)) + 1;
        if used < room {
            put(buf, place.x + 2 + used, place.y, room - used, &entry.words, cx.theme.dim);
        }
    }
}

impl Screen for Pick {
    fn title(&self) -> &'static str {
        self.title
    }

    fn scopes(&self) -> &'static [Scope] {
        chains::CHOOSING
    }

    fn is_modal(&self) -> bool {
        true
    }

    fn refresh(&mut self, _cx: &Cx) {}

    fn act(&mut self, action: Action, _cx: &Cx) -> Vec<Wish> {
        match action {
            Action::Back => return vec![Wish::Leave],
            Action::Accept => return self.take(),
            Action::ChoiceUp => drop(self.cursor.act(Action::Up, self.shown.len())),
            Action::ChoiceDown => drop(self.cursor.act(Action::Down, self.shown.len())),
            _ => {}
        }
        Vec::new()
    }

    fn field(&mut self) -> Option<&mut Field> {
        Some(&mut self.field)
    }

    fn typed(&mut self, _cx: &Cx) {
        let typed = self.field.text();
        let fits = |(at, entry): (usize, &Entry)| {
            // the name counts before the words behind it, and what counts here before the rest
            let by_name = fuzzy::points(typed, &entry.name).map(|points| points + 8);
            let points = by_name.max(entry.words.to_lowercase().contains(&typed.to_lowercase()).then_some(1))?;
            Some((matches!(entry.goal, Goal::Elsewhere(_)), std::cmp::Reverse(points), at))
        };
        let mut found: Vec<_> = self.entries.iter().enumerate().filter_map(fits).collect();
        found.sort_unstable();
        self.shown = found.into_iter().map(|(_, _, at)| at).collect();
        self.cursor = Cursor::default();
    }

    fn click(&mut self, at: Position, _cx: &Cx) -> Vec<Wish> {
        let index = self.cursor.top + usize::from(at.y.saturating_sub(self.list.y));
        if !self.list.contains(at) || index >= self.shown.len() {
            return Vec::new();
        }
        let again = self.cursor.selected == index;
        self.cursor.selected = index;
        if again { self.take() } else { Vec::new() }
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.cursor.wheel(lines, self.shown.len());
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let found = format!("{} of {}", self.shown.len(), self.entries.len());
        let frame = Frame { title: self.title, right: &found, right_style: cx.theme.dim, foot: "", focused: true };
        let width = WIDTH.min(area.width.saturating_sub(4)).max(width_of(self.title));
        let inside = modal(area, buf, (width, area.height.saturating_sub(4).min(24)), frame, cx.theme);
        let Some(top) = line(inside, 0) else { return };
        put(buf, top.x, top.y, 2, "› ", cx.theme.accent);
        self.field.draw(Rect { x: top.x + 2, width: top.width.saturating_sub(2), ..top }, buf, cx.theme.plain);
        self.list = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
        let window = self.cursor.window(self.shown.len(), usize::from(self.list.height));
        for (offset, index) in (0..).zip(window) {
            let Some(place) = line(self.list, offset) else { break };
            Self::draw_entry(cx, &self.entries[self.shown[index]], place, buf);
            if index == self.cursor.selected {
                row_style(buf, place, true, cx.theme);
            }
        }
    }
}
