//! The accounts, one pane a bank, stacked in one frame: each pane's title says how its bank stands. The title of the topmost bank
//! stays in view while its accounts scroll.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Account, AccountId, AccountState, Bank, Clean, ConnectionId};
use crate::tui::filter::Query;
use crate::tui::format::{Column, Figure};
use crate::tui::keymap::Action;
use crate::tui::msg::Activity;
use crate::tui::news::name_of;
use crate::tui::plain;
use crate::tui::screen::Cx;
use crate::tui::status::{State, of_bank, of_connection, orphans};
use crate::tui::totals::{NARROW, net_worth};
use crate::tui::widgets::{Cursor, Frame, fit_figure, line, put, put_right, row_style, width_of};

/// What can be selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Account(AccountId),
    /// A connection that has brought no account yet.
    Waiting(ConnectionId),
}

/// A pane: a bank with its accounts, or a connection without any.
enum Group {
    Bank(Bank, Vec<AccountId>),
    Waiting(ConnectionId),
}

#[derive(Debug, Clone, Copy)]
enum Line {
    /// The title of a group.
    Title(usize),
    /// An item under a group.
    Item(usize),
}

/// The panes, and where one stands in them.
#[derive(Default)]
pub struct BankPanes {
    groups: Vec<Group>,
    lines: Vec<Line>,
    items: Vec<Item>,
    cursor: Cursor,
    /// `None` until the person has chosen one: till then it is the first.
    selected: Option<Item>,
    /// First drawn line of `lines`.
    top: usize,
    area: Rect,
}

impl BankPanes {
    /// The selected item.
    pub fn selected(&self) -> Option<&Item> {
        self.items.get(self.cursor.selected)
    }

    /// Lines that the panes would like to have, borders included.
    pub fn height(&self) -> u16 {
        u16::try_from(self.lines.len().max(2) + 1).unwrap_or(u16::MAX)
    }

    /// How many items it lists.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Holds on to the selected item, whatever comes above it.
    pub fn pin(&mut self) {
        self.selected = self.selected().cloned();
    }

    /// Answers movements; false for other actions.
    pub fn act(&mut self, action: Action) -> bool {
        let moved = self.cursor.act(action, self.items.len());
        self.pin();
        moved
    }

    /// Moves the selection by lines: panes are few, so the wheel moves what one looks at.
    pub fn wheel(&mut self, lines: isize) {
        self.cursor.selected =
            self.cursor.selected.saturating_add_signed(lines.signum()).min(self.items.len().saturating_sub(1));
        self.pin();
    }

    /// Selects the item at that place; true when it was selected before.
    pub fn click(&mut self, at: Position) -> Option<bool> {
        let offset = self.area.contains(at).then(|| usize::from(at.y - self.area.y))?;
        let Line::Item(index) = *self.lines.get(self.top + offset)? else { return None };
        let again = self.cursor.selected == index;
        self.cursor.selected = index;
        self.pin();
        Some(again)
    }

    /// Where items were drawn.
    pub fn targets(&self) -> impl Iterator<Item = Position> {
        let drawn = self.area.rows().zip(self.lines.iter().skip(self.top));
        drawn.filter(|(_, line)| matches!(line, Line::Item(_))).map(|(row, _)| Position::from(row))
    }

    /// Builds the panes anew; the selection stays on its item.
    pub fn rebuild(&mut self, cx: &Cx, query: &Query, with_hidden: bool) {
        self.groups.clear();
        self.lines.clear();
        self.items.clear();
        for (bank, accounts) in grouped(cx, with_hidden) {
            let held: Vec<_> = accounts.iter().filter(|account| holds(cx, query, account)).map(|a| a.id).collect();
            if held.is_empty() {
                continue;
            }
            self.lines.push(Line::Title(self.groups.len()));
            for account in &held {
                self.lines.push(Line::Item(self.items.len()));
                self.items.push(Item::Account(*account));
            }
            self.groups.push(Group::Bank(bank.clone(), held));
        }
        for connection in orphans(cx).filter(|c| query.holds(&[c.id.as_str(), c.title().as_str()], None)) {
            self.lines.extend([Line::Title(self.groups.len()), Line::Item(self.items.len())]);
            self.items.push(Item::Waiting(connection.id.clone()));
            self.groups.push(Group::Waiting(connection.id.clone()));
        }
        let Some(chosen) = &self.selected else {
            self.cursor.selected = 0;
            return;
        };
        let found = self.items.iter().position(|item| item == chosen);
        self.cursor.selected = found.unwrap_or(self.cursor.selected).min(self.items.len().saturating_sub(1));
        self.pin();
    }

    /// The panes as lines of words: a bank with its state, then its accounts.
    pub fn plain(&self, cx: &Cx) -> Vec<String> {
        let account = |id: &AccountId| {
            let account = cx.book.accounts.get(id)?;
            let balance = account.balance.as_ref().and_then(|balance| balance.current);
            let balance = balance.map_or("balance not provided".to_owned(), |money| plain::amount(cx, money));
            let mask = mask_of(cx, &Item::Account(*id));
            let kind = cx.book.kind(account).words();
            Some(plain::sentence(&[
                cx.book.name(account).as_str(),
                &mask,
                kind,
                &balance,
                state_word(cx, account).unwrap_or(""),
            ]))
        };
        let mut lines = Vec::new();
        for group in &self.groups {
            match group {
                Group::Bank(bank, accounts) => {
                    lines.push(plain::sentence(&[bank.name.as_str(), &bank_state(cx, bank, accounts).words]));
                    lines.extend(accounts.iter().filter_map(account));
                }
                Group::Waiting(id) => lines.push(plain::sentence(&[id.as_str(), "no account yet"])),
            }
        }
        lines
    }

    /// Draws as much as there is room for, the selection always in view.
    pub fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer, focused: bool) {
        let area = area.intersection(buf.area);
        if area.height < 3 || area.width < 4 {
            return;
        }
        let room = usize::from(area.height - 1);
        self.area = Rect { height: area.height - 1, ..area };
        self.scroll(room);
        let worth = if area.width < NARROW { net_worth(cx, area.width / 2) } else { String::new() };
        let worth = (!worth.is_empty()).then(|| format!("net worth {worth}"));
        let range = (self.lines.len() > room).then(|| format!("{} of {}", self.cursor.selected + 1, self.items.len()));
        let foot = worth.into_iter().chain(range).collect::<Vec<_>>().join(" · ");
        let plain = Frame { title: "", right: "", right_style: cx.theme.dim, foot: &foot, focused };
        plain.draw(area, buf, cx.theme);
        let figures: Vec<Figure> = self.items.iter().map(|item| figure(cx, item)).collect();
        let column = Column::of(&figures);
        let mask = self.items.iter().map(|item| width_of(&mask_of(cx, item))).max().unwrap_or(0).min(MOST_MASK);
        for offset in 0..area.height - 1 {
            let index = self.top + usize::from(offset);
            let Some(place) = line(area, offset) else { break };
            match self.lines.get(index) {
                // a title at the very end would name a bank and show nothing of it
                Some(Line::Title(_)) if offset > 0 && usize::from(offset) + 1 == room => {}
                Some(Line::Title(group)) => self.draw_title(cx, *group, place, buf, offset == 0, focused),
                // the topmost line always names its bank
                Some(Line::Item(_)) if offset == 0 => {
                    self.draw_title(cx, self.group_of(index), place, buf, true, focused);
                }
                Some(Line::Item(item)) => {
                    let inside = Rect { x: place.x + 1, width: place.width - 2, ..place };
                    draw_item(cx, &self.items[*item], &column.align(&figures[*item]), mask, inside, buf);
                    if *item == self.cursor.selected {
                        row_style(buf, inside, focused, cx.theme);
                    }
                }
                None => break,
            }
        }
        if self.lines.is_empty() {
            put(
                buf,
                area.x + 2,
                area.y + 1,
                area.width.saturating_sub(4),
                "nothing matches: Esc clears the filter",
                cx.theme.dim,
            );
        }
    }

    fn scroll(&mut self, room: usize) {
        let is_it = |line: &Line| matches!(line, Line::Item(item) if *item == self.cursor.selected);
        let at = self.lines.iter().position(is_it).unwrap_or(0);
        // one line above the selection is the title that the first line shows
        self.top = self.top.min(at.saturating_sub(1)).max((at + 1).saturating_sub(room));
        self.top = self.top.min(self.lines.len().saturating_sub(room));
        // the title that the first line shows would stand over nothing: begin with the next
        let at_end = |top: usize| matches!(self.lines.get(top..top + 2), Some([Line::Item(_), Line::Title(_)]));
        self.top += usize::from(at_end(self.top));
    }

    fn group_of(&self, index: usize) -> usize {
        let mut titles = self.lines[..=index].iter().rev();
        titles.find_map(|line| if let Line::Title(group) = line { Some(*group) } else { None }).unwrap_or(0)
    }

    fn draw_title(&self, cx: &Cx, group: usize, place: Rect, buf: &mut Buffer, first: bool, focused: bool) {
        let Some(group) = self.groups.get(group) else { return };
        let (title, state) = match group {
            Group::Bank(bank, accounts) => (bank.name.to_string(), Some(bank_state(cx, bank, accounts))),
            Group::Waiting(id) => {
                let state = cx.book.connections.get(id).map(|connection| of_connection(cx, connection));
                (name_of(id, &cx.book), state)
            }
        };
        let (right, style) = state.map_or((String::new(), cx.theme.dim), |s| (s.words, s.grade.style(cx.theme)));
        let frame = Frame { title: &title, right: &right, right_style: style, foot: "", focused };
        frame.rule(place, buf, cx.theme, if first { ("╭", "╮") } else { ("├", "┤") });
    }
}

fn bank_state(cx: &Cx, bank: &Bank, accounts: &[AccountId]) -> State {
    let accounts: Vec<_> = accounts.iter().filter_map(|id| cx.book.accounts.get(id)).collect();
    of_bank(cx, bank, &accounts)
}

/// As [`Book::banks`](crate::domain::Book::banks) orders them, with the hidden ones when they are asked for.
fn grouped(cx: &Cx, with_hidden: bool) -> Vec<(&Bank, Vec<&Arc<Account>>)> {
    let mut banks = cx.book.banks();
    if with_hidden {
        for account in cx.book.accounts.values().filter(|account| cx.book.is_hidden(account.id)) {
            match banks.iter_mut().find(|(bank, _)| bank.key == account.bank.key) {
                Some((_, accounts)) => accounts.push(account),
                None => banks.push((&account.bank, vec![account])),
            }
        }
    }
    banks
}

fn holds(cx: &Cx, query: &Query, account: &Account) -> bool {
    let mask = account.mask.as_ref().map_or("", Clean::as_str);
    let texts = [cx.book.name(account).as_str(), account.bank.name.as_str(), mask, cx.book.kind(account).words()];
    query.holds(&texts, account.balance.as_ref().and_then(|b| b.current).map(|money| money.amount()))
}

fn figure(cx: &Cx, item: &Item) -> Figure {
    let account = match item {
        Item::Account(id) => cx.book.accounts.get(id),
        Item::Waiting(_) => None,
    };
    let current = account.and_then(|account| account.balance.as_ref()).and_then(|balance| balance.current);
    current.map(|money| cx.figures.figure(money)).unwrap_or_default()
}

/// Masks are the last characters of a number; a bank that gives more is cut.
const MOST_MASK: u16 = 12;
const KIND_WIDTH: u16 = 14;

/// `····1002`, or the word of its state.
fn mask_of(cx: &Cx, item: &Item) -> String {
    let Item::Account(id) = item else { return String::new() };
    let Some(account) = cx.book.accounts.get(id) else { return String::new() };
    let mask = || account.mask.as_ref().map_or(String::new(), |mask| format!("····{mask}"));
    state_word(cx, account).map_or_else(mask, str::to_owned)
}

/// One line: name, kind, mask and balance, as many as there is room for; the mask has a column of that width.
fn draw_item(cx: &Cx, item: &Item, amount: &str, mask: u16, place: Rect, buf: &mut Buffer) {
    let theme = cx.theme;
    let id = match item {
        Item::Account(id) => id,
        Item::Waiting(id) => {
            let syncs = matches!(cx.activity.get(id), Some(Activity::Syncing { .. }));
            let words = if syncs { "fetching its accounts…" } else { "no account yet" };
            put(buf, place.x + 2, place.y, place.width.saturating_sub(2), words, theme.dim);
            return;
        }
    };
    let Some(account) = cx.book.accounts.get(id) else { return };
    let is_quiet = account.state != AccountState::Open || cx.book.is_hidden(*id);
    let style = if is_quiet { theme.dim } else { theme.plain };
    let shown = fit_figure(amount.trim_end(), place.width.saturating_sub(8));
    // trailing padding keeps the points in line: it is part of the width
    let shown = if shown == amount.trim_end() { amount } else { shown };
    let amount_width = put_right(buf, place.right().saturating_sub(1), place.y, shown, style);
    if amount.trim().is_empty() {
        put_right(buf, place.right().saturating_sub(1), place.y, "no balance", theme.dim);
    }
    let mut room = place.width.saturating_sub(amount_width.max(4) + 5);
    let has_mask = mask > 0 && room >= 16 + mask + 2;
    let has_kind = room >= 24 + mask + KIND_WIDTH + 4;
    let mut right = place.x + 2 + room;
    if has_mask {
        right -= mask;
        put(buf, right, place.y, mask, &mask_of(cx, item), theme.dim);
        right -= 2;
        room -= mask + 2;
    }
    if has_kind {
        right -= KIND_WIDTH;
        put(buf, right, place.y, KIND_WIDTH, cx.book.kind(account).words(), theme.dim);
        room -= KIND_WIDTH + 2;
    }
    put(buf, place.x + 2, place.y, room, cx.book.name(account).as_str(), style);
}

fn state_word(cx: &Cx, account: &Account) -> Option<&'static str> {
    match account.state {
        _ if cx.book.is_hidden(account.id) => Some("hidden"),
        AccountState::Closed => Some("closed"),
        AccountState::Gone => Some("gone"),
        AccountState::Open => None,
    }
}
