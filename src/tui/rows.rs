//! A list of transactions as a view model: which rows of the book it shows, newest first, filtered, with one selected by its id.
//! It keeps references alone, so that a hundred thousand rows are cheap to hold and only visible ones are ever formatted.

mod marking;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::filter::{Filter, Query};
use super::keymap::Action;
use super::marks::Marks;
use super::screen::Cx;
use super::widgets::Cursor;
use crate::domain::{AccountId, Amounts, BlockKey, Book, Clean, Month, Period, RowKind, Slot, Transaction, TxnId};
use crate::insights::{Key, Of};

/// Which rows of the book a list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    All,
    Account(AccountId),
    /// What a line of the merchants' view adds up.
    Spending {
        key: Key,
        period: Period,
    },
    /// What some figure is made of, hidden rows included.
    Picked {
        /// `Alert › Best Buy`.
        title: Clean,
        rows: Arc<HashSet<TxnId>>,
    },
}

/// Where a row lies in the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowRef {
    pub key: BlockKey,
    index: u32,
    date: NaiveDate,
    pub id: TxnId,
}

/// The rows of a scope, and where one stands in them.
#[derive(Debug)]
pub struct RowList {
    scope: Scope,
    all: Vec<RowRef>,
    shown: Vec<RowRef>,
    pub cursor: Cursor,
    /// `None` until the person has chosen one: till then it is the newest.
    selected: Option<TxnId>,
    pub filter: Filter,
    marks: Marks,
    /// How many of what is listed are marked.
    marked: usize,
    /// The text of the filter that made `shown`.
    filtered_by: String,
    pub show_hidden: bool,
    /// The revision of the book that `all` was built from.
    built: Option<u64>,
    /// The sum of what a filter or a merchant's line brings together; `None` where it would be the whole book or overflows.
    pub total: Option<Amounts>,
    /// Rows that lie in the store and are not read yet.
    pub unread: usize,
}

impl RowList {
    /// An empty list; `refresh` fills it.
    pub fn new(scope: Scope) -> Self {
        Self {
            scope,
            all: Vec::new(),
            shown: Vec::new(),
            cursor: Cursor::default(),
            selected: None,
            filter: Filter::default(),
            marks: Marks::default(),
            marked: 0,
            filtered_by: String::new(),
            show_hidden: false,
            built: None,
            total: None,
            unread: 0,
        }
    }

    /// What it is about.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Makes it about something else, from its start.
    pub fn set_scope(&mut self, scope: Scope) {
        if self.scope != scope {
            let (filter, show_hidden) = (std::mem::take(&mut self.filter), self.show_hidden);
            *self = Self { filter, show_hidden, ..Self::new(scope) };
        }
    }

    /// Lists hidden rows too, or leaves them out again; returns the words that say which.
    pub fn toggle_hidden(&mut self) -> String {
        self.show_hidden = !self.show_hidden;
        self.built = None;
        let words =
            if self.show_hidden { "hidden transactions are listed" } else { "hidden transactions are left out" };
        words.to_owned()
    }

    /// Selects that row at the next refresh, if it is listed.
    pub fn aim(&mut self, place: Option<RowRef>) {
        self.selected = place.map(|place| place.id);
    }

    /// How many rows it shows.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// How many there are without the filter.
    pub fn unfiltered(&self) -> usize {
        self.all.len()
    }

    /// The rows at these places, for drawing.
    pub fn visible<'a>(&'a self, book: &'a Book, at: std::ops::Range<usize>) -> Vec<&'a Transaction> {
        self.shown.get(at).unwrap_or_default().iter().filter_map(|place| fetch(book, *place)).collect()
    }

    /// Where the selected row lies.
    pub fn selected(&self) -> Option<RowRef> {
        self.shown.get(self.cursor.selected).copied()
    }

    /// The selected row.
    pub fn selected_row<'a>(&self, book: &'a Book) -> Option<&'a Transaction> {
        self.selected().and_then(|place| fetch(book, place))
    }

    /// Answers movements and marks; false for other actions.
    pub fn act(&mut self, action: Action) -> bool {
        let moved = match action {
            Action::Mark | Action::MarkRange | Action::MarkAll => self.mark(action),
            Action::Older | Action::Newer => self.jump(action == Action::Older),
            _ => self.cursor.act(action, self.shown.len()),
        };
        self.extend_marks();
        self.remember();
        moved
    }

    /// Holds on to the selected row, whatever comes above it.
    pub fn pin(&mut self) {
        self.remember();
    }

    /// Selects by its place on the list.
    pub fn select(&mut self, index: usize) {
        self.cursor.selected = index.min(self.shown.len().saturating_sub(1));
        self.remember();
    }

    /// Scrolls by lines.
    pub fn wheel(&mut self, lines: isize) {
        self.cursor.wheel(lines, self.shown.len());
        self.remember();
    }

    /// Brings it up to date with the book and the filter; the selection stays on its row.
    pub fn refresh(&mut self, cx: &Cx) {
        if self.built != Some(cx.revision) {
            self.built = Some(cx.revision);
            self.collect(cx);
            self.filtered_by.clear();
            self.shown.clone_from(&self.all);
            if self.filter.query.is_empty() {
                return self.settle(cx);
            }
        } else if self.filtered_by == self.filter.text() {
            return;
        }
        self.sift(cx);
        self.settle(cx);
    }

    fn settle(&mut self, cx: &Cx) {
        self.keep_selection();
        self.count_marked();
        self.add_up(cx);
    }

    /// Leaves out what the filter does not hold. A longer text can only leave out more, so what is shown is enough to look at.
    fn sift(&mut self, cx: &Cx) {
        // "$" is a text, "$8" an amount: only words that could not turn into something else narrow what is shown
        let stays = |word: &str| word.contains(char::is_alphanumeric);
        let narrows = self.filter.text().starts_with(&self.filtered_by);
        if !(narrows && self.filtered_by.split_whitespace().all(stays)) {
            self.shown.clone_from(&self.all);
        }
        self.filtered_by.clear();
        self.filtered_by.push_str(self.filter.text());
        let query = &self.filter.query;
        if query.is_empty() {
            self.shown.clone_from(&self.all);
            return;
        }
        self.shown.retain(|place| fetch(&cx.book, *place).is_some_and(|row| holds(&cx.book, query, row)));
    }

    fn collect(&mut self, cx: &Cx) {
        let mut months: BTreeMap<Month, Vec<(BlockKey, &Slot)>> = BTreeMap::new();
        for (key, slot) in cx.book.blocks.iter().filter(|(key, _)| self.scope.touches(cx, **key)) {
            months.entry(key.month).or_default().push((*key, slot));
        }
        self.all.clear();
        self.unread = 0;
        for blocks in months.values().rev() {
            let start = self.all.len();
            for (key, slot) in blocks {
                let Slot::Loaded(block) = slot else {
                    self.unread += slot.len();
                    continue;
                };
                let wanted = |row: &&Transaction| {
                    (self.show_hidden || !cx.book.is_row_hidden(row)) && self.scope.holds(&cx.book, row)
                };
                for (index, row) in (0_u32..).zip(block.rows()).filter(|(_, row)| wanted(row)) {
                    self.all.push(RowRef { key: *key, index, date: row.date(), id: row.id });
                }
            }
            self.all[start..].sort_unstable_by_key(|place| std::cmp::Reverse((place.date, place.id)));
        }
    }

    fn keep_selection(&mut self) {
        let old = self.cursor.selected;
        let Some(id) = self.selected else {
            (self.cursor.selected, self.cursor.top) = (0, 0);
            return;
        };
        let found = self.shown.iter().position(|place| place.id == id);
        self.cursor.selected = found.unwrap_or_else(|| old.min(self.shown.len().saturating_sub(1)));
        if self.cursor.top > 0 && found.is_some() {
            // rows came above: the view goes with the selection instead of jumping under it
            self.cursor.top = (self.cursor.top + self.cursor.selected).saturating_sub(old);
        }
        self.remember();
    }

    fn add_up(&mut self, cx: &Cx) {
        self.total = None;
        if self.filter.query.is_empty() && matches!(self.scope, Scope::All | Scope::Account(_)) {
            return;
        }
        let mut sums = Amounts::default();
        let rows = self.shown.iter().filter_map(|place| fetch(&cx.book, *place));
        let mut counted = rows.filter(|row| row.status.counts() && !cx.book.is_row_hidden(row));
        let added = counted.try_for_each(|row| sums.add(row.amount));
        self.total = added.is_ok().then_some(sums);
    }

    /// Goes to the newest row of an older month, or of a newer one.
    fn jump(&mut self, older: bool) -> bool {
        let Some(here) = self.selected().map(|place| Month::of(place.date)) else { return true };
        let found = if older {
            self.shown.iter().position(|place| Month::of(place.date) < here)
        } else {
            let newer =
                self.shown.iter().rfind(|place| Month::of(place.date) > here).map(|place| Month::of(place.date));
            newer.and_then(|month| self.shown.iter().position(|place| Month::of(place.date) == month))
        };
        self.cursor.selected = found.unwrap_or(self.cursor.selected);
        true
    }

    fn remember(&mut self) {
        self.selected = self.selected().map(|place| place.id);
    }
}

impl Scope {
    fn touches(&self, cx: &Cx, key: BlockKey) -> bool {
        match self {
            Self::All => !cx.book.is_hidden(key.account),
            Self::Account(account) => key.account == *account,
            Self::Picked { .. } => true,
            Self::Spending { period, .. } => period.touches(key.month) && !cx.book.is_hidden(key.account),
        }
    }

    fn holds(&self, book: &Book, row: &Transaction) -> bool {
        let (key, period) = match self {
            Self::All | Self::Account(_) => return true,
            Self::Picked { rows, .. } => return rows.contains(&row.id),
            Self::Spending { key, period } => (key, period),
        };
        let is_it = match &key.of {
            Of::Merchant(name) => book.merchant(row) == name.as_ref(),
            Of::Category(category) => book.category(row) == *category,
            Of::Bank(bank) => book.accounts.get(&row.account).is_some_and(|account| account.bank.key == *bank),
            Of::Account(account) => row.account == *account,
        };
        let is_spending = book.row_kind(row).is_spending() && row.status.counts();
        is_it && is_spending && key.currency == row.amount.currency() && period.contains(row.date())
    }
}

/// True when a filter finds a row: by who got the money, the bank's words, category, kind, account, bank, note, status or amount.
pub fn holds(book: &Book, query: &Query, row: &Transaction) -> bool {
    let account = book.accounts.get(&row.account);
    let texts = [
        book.merchant(row).map_or("", Clean::as_str),
        row.text.clean().as_str(),
        book.category(row).words(),
        book.what(row),
        if book.row_kind(row) == RowKind::Refund { "refund" } else { "" },
        account.map_or("", |account| book.name(account).as_str()),
        account.map_or("", |account| account.bank.name.as_str()),
        book.edit_of(row.id).note.as_ref().map_or("", Clean::as_str),
        if row.status.counts() { row.status.word() } else { "" },
    ];
    query.holds(&texts, Some(row.amount.amount()))
}

/// The row at a place; `None` when the book has moved on since.
pub fn fetch(book: &Book, place: RowRef) -> Option<&Transaction> {
    let Slot::Loaded(block) = book.blocks.get(&place.key)? else { return None };
    block.rows().get(place.index as usize).filter(|row| row.id == place.id)
}

/// Where rows lie, oldest first; one that is not loaded is left out.
pub fn locate(book: &Book, wanted: &HashSet<TxnId>) -> Vec<RowRef> {
    let mut found = Vec::new();
    for (key, slot) in &book.blocks {
        let Slot::Loaded(block) = slot else { continue };
        let rows = (0_u32..).zip(block.rows()).filter(|(_, row)| wanted.contains(&row.id));
        found.extend(rows.map(|(index, row)| RowRef { key: *key, index, date: row.date(), id: row.id }));
    }
    found.sort_unstable_by_key(|place| (place.date, place.id));
    found
}

/// A row by its id, wherever it lies now: a posted row may have moved to another month than its pending one.
pub fn find(book: &Book, hint: BlockKey, id: TxnId) -> Option<&Transaction> {
    let near = match book.blocks.get(&hint) {
        Some(Slot::Loaded(block)) => block.rows().iter().find(|row| row.id == id),
        _ => None,
    };
    near.or_else(|| book.rows_of(hint.account).find(|row| row.id == id))
}
