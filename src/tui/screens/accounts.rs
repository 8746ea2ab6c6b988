//! The home screen: a pane for each bank, and beside it whatever the selected account tells, without a key pressed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::account_card::{self, Spent};
use super::bank_panes::{BankPanes, Item};
use super::transactions::Transactions;
use super::waiting;
use crate::domain::{Account, AccountId, ConnectionId};
use crate::tui::edits;
use crate::tui::explained::{self, Explained};
use crate::tui::filter::Filter;
use crate::tui::jump;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::rows::{self, RowList};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::table;
use crate::tui::widgets::{Field, Frame};

/// Which pane has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Pane {
    #[default]
    Banks,
    Rows,
}

/// Panes at the left, the selected account at the right.
pub struct Accounts {
    panes: BankPanes,
    filter: Filter,
    with_hidden: bool,
    pane: Pane,
    rows: RowList,
    spent: Spent,
    /// Revision and account that rows and chart were built for.
    built: Option<(u64, Option<AccountId>)>,
    stale: bool,
    banks_area: Rect,
    rows_area: Rect,
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            panes: BankPanes::default(),
            filter: Filter::default(),
            with_hidden: false,
            pane: Pane::Banks,
            rows: RowList::new(rows::Scope::All),
            spent: Spent::default(),
            built: None,
            stale: true,
            banks_area: Rect::default(),
            rows_area: Rect::default(),
        }
    }
}

/// From this width on rows stand beside the panes.
const BESIDE: u16 = 100;
/// Lines below the panes that are worth giving to rows.
const LEAST_BELOW: u16 = 7;

impl Accounts {
    fn account_id(&self) -> Option<AccountId> {
        match self.panes.selected()? {
            Item::Account(id) => Some(*id),
            Item::Waiting(_) => None,
        }
    }

    fn account<'a>(&self, cx: &'a Cx) -> Option<&'a Account> {
        cx.book.accounts.get(&self.account_id()?).map(|account| &**account)
    }

    /// Where panes and rows lie; either may be empty on a small screen.
    fn layout(&self, area: Rect) -> (Rect, Rect) {
        let none = Rect { width: 0, height: 0, ..area };
        if area.width >= BESIDE {
            let left = (area.width * 40 / 100).clamp(44, 70);
            let banks = Rect { width: left, ..area };
            return (banks, Rect { x: area.x + left, width: area.width - left, ..area });
        }
        let wanted = self.panes.height().saturating_add(u16::from(self.filter.is_shown()));
        let below = area.height.saturating_sub(wanted);
        // a few lines are enough to look at, not to work in
        let is_enough = below >= if self.pane == Pane::Rows { 2 * LEAST_BELOW } else { LEAST_BELOW };
        if is_enough {
            let banks = Rect { height: wanted, ..area };
            return (banks, Rect { y: area.y + wanted, height: below, ..area });
        }
        if self.pane == Pane::Rows { (none, area) } else { (area, none) }
    }

    fn draw_banks(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let mut body = area;
        if self.filter.is_shown() && area.height > 3 {
            let found = cx.figures.counted(self.panes.len(), "match", "matches");
            self.filter.draw(cx, Rect { height: 1, ..area }, buf, &found);
            body = Rect { y: area.y + 1, height: area.height - 1, ..area };
        }
        self.panes.draw(cx, body, buf, self.pane == Pane::Banks);
    }

    fn draw_rows(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let focused = self.pane == Pane::Rows;
        let Some(account) = self.account(cx) else {
            waiting::draw(cx, self.panes.selected(), area, buf);
            return;
        };
        let title = account_card::title(cx, account.id);
        let kind = cx.book.kind(account).words();
        let frame = Frame { title: &title, right: kind, right_style: cx.theme.dim, foot: "", focused };
        let inside = frame.draw(area, buf, cx.theme);
        let below = account_card::height(cx, account, inside);
        account_card::draw(cx, account, &self.spent, Rect { height: below.min(inside.height), ..inside }, buf);
        if inside.height <= below + 1 {
            return;
        }
        let rule = Rect { y: inside.y + below, height: 1, ..area };
        let plain = Frame { title: "", right: "", ..frame };
        plain.rule(rule, buf, cx.theme, ("├", "┤"));
        let body = Rect { y: inside.y + below + 1, height: inside.height - below - 1, ..inside };
        let drawn = table::draw(&mut self.rows, cx, body, buf, focused, false);
        self.rows_area = drawn;
        let foot = table::range(&self.rows, cx, drawn);
        let bottom = Frame { title: "", right: &foot, ..frame };
        bottom.rule(Rect { y: area.bottom() - 1, height: 1, ..area }, buf, cx.theme, ("╰", "╯"));
    }

    fn act_on_banks(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        if let Some(changed) = self.filter.act(action) {
            self.stale |= changed;
            return Vec::new();
        }
        match action {
            Action::Open => {
                self.panes.pin();
                let opened = self.account_id().map(Transactions::of_account);
                opened.map(|screen| Wish::Open(Box::new(screen))).into_iter().collect()
            }
            Action::ShowHidden => {
                self.with_hidden = !self.with_hidden;
                self.stale = true;
                let words =
                    if self.with_hidden { "hidden accounts are listed" } else { "hidden accounts are left out" };
                vec![Wish::Say(words.to_owned())]
            }
            Action::Back => vec![Wish::Leave],
            _ if self.panes.act(action) => Vec::new(),
            _ => edits::on_account(cx, self.account(cx), action),
        }
    }

    fn act_on_rows(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        if self.rows.filter.act(action).is_some() {
            return Vec::new();
        }
        match action {
            Action::Open => {
                self.rows.pin();
                edits::open_row(self.rows.selected())
            }
            Action::Back if self.rows.unmark() => Vec::new(),
            Action::Back => {
                self.pane = Pane::Banks;
                Vec::new()
            }
            Action::ShowHidden => vec![Wish::Say(self.rows.toggle_hidden())],
            _ if self.rows.act(action) => Vec::new(),
            _ => edits::on_rows(cx, &self.rows.targets(&cx.book), action),
        }
    }
}

impl Screen for Accounts {
    fn title(&self) -> &'static str {
        "Accounts"
    }

    fn scopes(&self) -> &'static [Scope] {
        let typing = self.filter.open || self.rows.filter.open;
        match self.pane {
            _ if typing => chains::FILTERING,
            Pane::Banks => chains::ACCOUNTS,
            Pane::Rows => chains::ROWS,
        }
    }

    fn refresh(&mut self, cx: &Cx) {
        if self.stale || self.built.map(|(revision, _)| revision) != Some(cx.revision) {
            self.stale = false;
            self.panes.rebuild(cx, &self.filter.query, self.with_hidden);
            self.built = None;
        }
        let now = Some((cx.revision, self.account_id()));
        if self.built != now {
            self.built = now;
            if let Some(account) = self.account_id().and_then(|id| cx.book.accounts.get(&id)) {
                self.rows.set_scope(rows::Scope::Account(account.id));
                self.spent = Spent::of(cx, account);
            }
        }
        if self.account_id().is_some() {
            self.rows.refresh(cx);
        }
    }

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        match (action, self.pane) {
            (Action::NextPane | Action::PreviousPane, pane) => {
                self.panes.pin();
                self.pane = if pane == Pane::Banks && self.account_id().is_some() { Pane::Rows } else { Pane::Banks };
                Vec::new()
            }
            (_, Pane::Banks) => self.act_on_banks(action, cx),
            (_, Pane::Rows) => self.act_on_rows(action, cx),
        }
    }

    fn explain(&self, cx: &Cx) -> Option<Explained> {
        if self.pane == Pane::Rows {
            return self.rows.selected_row(&cx.book).map(|row| explained::row(cx, row));
        }
        let account = self.account(cx)?;
        let parts = self.spent.explained(cx, account).into_iter().chain([explained::net_worth(cx)]);
        Some(Explained { parts: parts.collect(), ..explained::balance(cx, account) })
    }

    fn field(&mut self) -> Option<&mut Field> {
        match self.pane {
            Pane::Banks => self.filter.field(),
            Pane::Rows => self.rows.filter.field(),
        }
    }

    fn typed(&mut self, _cx: &Cx) {
        match self.pane {
            Pane::Banks => {
                self.filter.typed();
                self.stale = true;
            }
            Pane::Rows => self.rows.filter.typed(),
        }
    }

    fn click(&mut self, at: Position, cx: &Cx) -> Vec<Wish> {
        if self.banks_area.contains(at) {
            self.pane = Pane::Banks;
            return if self.panes.click(at) == Some(true) { self.act(Action::Open, cx) } else { Vec::new() };
        }
        if self.rows_area.contains(at) {
            self.pane = Pane::Rows;
            let index = self.rows.cursor.top + usize::from(at.y - self.rows_area.y);
            let again = self.rows.cursor.selected == index;
            self.rows.select(index);
            return if again { self.act(Action::Open, cx) } else { Vec::new() };
        }
        Vec::new()
    }

    fn targets(&self) -> Vec<Position> {
        self.panes.targets().chain(jump::lines(self.rows_area)).collect()
    }

    fn wheel(&mut self, at: Position, lines: isize, _cx: &Cx) {
        if self.banks_area.contains(at) {
            self.panes.wheel(lines);
        } else {
            self.rows.wheel(lines);
        }
    }

    fn connection(&self, cx: &Cx) -> Option<ConnectionId> {
        match self.panes.selected()? {
            Item::Account(id) => cx.book.accounts.get(id)?.connection().cloned(),
            Item::Waiting(id) => Some(id.clone()),
        }
    }

    fn plain(&self, cx: &Cx) -> Vec<String> {
        let head = self.filter.plain(&cx.figures.counted(self.panes.len(), "account", "accounts"));
        head.into_iter().chain(self.panes.plain(cx)).collect()
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        if cx.book.accounts.is_empty() && cx.book.connections.is_empty() {
            waiting::draw_first_steps(cx, area, buf);
            return;
        }
        let (banks, beside) = self.layout(area);
        self.banks_area = banks;
        self.rows_area = Rect::default();
        if !banks.is_empty() {
            self.draw_banks(cx, banks, buf);
        }
        if !beside.is_empty() {
            self.draw_rows(cx, beside, buf);
        }
    }
}
