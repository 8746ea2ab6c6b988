//! A list of transactions as a view model: which rows of the book it shows, newest first, filtered, with one selected by its id.
//! It keeps references alone, so that a hundred thousand rows are cheap to hold and only visible ones are ever formatted.

mod marking;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::filter::Filter;
use super::keymap::Action;
use super::marks::Marks;
use super::screen::Cx;
use super::widgets::Cursor;
use crate::domain::{AccountId, Amounts, BlockKey, Book, Clean, Month, Period, Slot, Transaction, TxnId};
use crate::insights::{Index, Key, Of};

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
    /// Which of the list's blocks that is.
    block: u32,
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
    /// Blocks that `all` names.
    blocks: Vec<BlockKey>,
    /// Their text, while a filter is written or kept.
    index: Index,
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
    /// The revision of the book that `all` was built from, and whether hidden rows are in it.
    built: Option<(u64, bool)>,
    is_indexed: bool,
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
            blocks: Vec::new(),
            index: Index::default(),
            cursor: Cursor::default(),
            selected: None,
            filter: Filter::of_rows(),
            marks: Marks::default(),
            marked: 0,
            filtered_by: String::new(),
            show_hidden: false,
            built: None,
            is_indexed: false,
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
        let with_hidden = self.show_hidden || self.filter.query.asks_for_hidden();
        let is_new = self.built != Some((cx.revision, with_hidden));
        if is_new {
            self.built = Some((cx.revision, with_hidden));
            self.collect(cx, with_hidden);
        }
        if !self.filter.is_shown() {
            // nobody looks for anything: the text is not kept
            self.index = Index::default();
        } else if is_new || !self.is_indexed {
            // at `/`, before the first letter is typed
            self.index.refresh(&cx.book, self.blocks.iter().copied());
        }
        self.is_indexed = self.filter.is_shown();
        if is_new || self.filtered_by != self.filter.text() {
            self.filtered_by.clear();
            self.filtered_by.push_str(self.filter.text());
            self.sift(cx);
            self.keep_selection();
            self.count_marked();
            self.add_up(cx);
        }
    }

    /// Leaves out what the filter does not hold.
    fn sift(&mut self, cx: &Cx) {
        if self.filter.query.is_empty() {
            self.shown.clone_from(&self.all);
            return;
        }
        let query = &self.filter.query;
        let found = |key: &BlockKey| self.index.found(query, &cx.book, *key, cx.clock.today);
        let found: Vec<Vec<bool>> = self.blocks.iter().map(found).collect();
        let holds = |place: &&RowRef| found[place.block as usize].get(place.index as usize) == Some(&true);
        self.shown.clear();
        self.shown.extend(self.all.iter().filter(holds));
    }

    fn collect(&mut self, cx: &Cx, with_hidden: bool) {
        let mut months: BTreeMap<Month, Vec<(BlockKey, &Slot)>> = BTreeMap::new();
        for (key, slot) in cx.book.blocks.iter().filter(|(key, _)| self.scope.touches(cx, **key)) {
            months.entry(key.month).or_default().push((*key, slot));
        }
        self.all.clear();
        self.blocks.clear();
        self.unread = 0;
        for blocks in months.values().rev() {
            let start = self.all.len();
            for (key, slot) in blocks {
                let Slot::Loaded(block) = slot else {
                    self.unread += slot.len();
                    continue;
                };
                let place = u32::try_from(self.blocks.len()).unwrap_or(u32::MAX);
                self.blocks.push(*key);
                let wanted = |row: &&Transaction| {
                    (with_hidden || !cx.book.is_row_hidden(row)) && self.scope.holds(&cx.book, row)
                };
                for (index, row) in (0_u32..).zip(block.rows()).filter(|(_, row)| wanted(row)) {
                    self.all.push(RowRef { key: *key, block: place, index, date: row.date(), id: row.id });
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

/// The row at a place; `None` when the book has moved on since.
pub fn fetch(book: &Book, place: RowRef) -> Option<&Transaction> {
    let Slot::Loaded(block) = book.blocks.get(&place.key)? else { return None };
    block.rows().get(place.index as usize).filter(|row| row.id == place.id)
}

/// Where rows lie, oldest first; one that is not loaded is left out.
pub fn locate(book: &Book, wanted: &HashSet<TxnId>) -> Vec<RowRef> {
    let mut found = Vec::new();
    for (place, (key, slot)) in (0_u32..).zip(&book.blocks) {
        let Slot::Loaded(block) = slot else { continue };
        let rows = (0_u32..).zip(block.rows()).filter(|(_, row)| wanted.contains(&row.id));
        found.extend(rows.map(|(index, row)| RowRef { key: *key, block: place, index, date: row.date(), id: row.id }));
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
