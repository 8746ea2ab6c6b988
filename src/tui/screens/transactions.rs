//! Transactions, newest first: of all accounts, of one, or of what a line of the merchants' view stands for. A wide screen shows
//! everything about the selected one beside them.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::account_card;
use super::row_detail::{draw_facts, wrap_facts};
use crate::domain::{AccountId, Clean, ConnectionId, Period, TxnId};
use crate::insights::{Key, Of};
use crate::tui::detail::facts;
use crate::tui::edits;
use crate::tui::explained::{self, Explained};
use crate::tui::filter::Filter;
use crate::tui::jump;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::rows::{self, RowList};
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::table;
use crate::tui::widgets::{Field, Frame};

/// One list and what is selected in it.
pub struct Transactions {
    rows: RowList,
    place: Rect,
}

/// From this width on the selected transaction is told beside the list.
const BESIDE: u16 = 150;

impl Transactions {
    /// Of all accounts.
    pub fn all() -> Self {
        Self::over(rows::Scope::All)
    }

    /// Of one account.
    pub fn of_account(account: AccountId) -> Self {
        Self::over(rows::Scope::Account(account))
    }

    /// What a line of the merchants' view adds up.
    pub fn of_spending(key: Key, period: Period) -> Self {
        Self::over(rows::Scope::Spending { key, period })
    }

    /// What some figure is made of, hidden rows included, under a title of its own.
    pub fn of_rows(title: &str, rows: impl IntoIterator<Item = TxnId>) -> Self {
        let scope = rows::Scope::Picked { title: Clean::new(title), rows: Arc::new(rows.into_iter().collect()) };
        let mut screen = Self::over(scope);
        screen.rows.show_hidden = true;
        screen
    }

    /// Of all accounts, filtered by a query.
    pub fn asked_for(query: &str) -> Self {
        let mut list = Self::all();
        list.rows.filter = Filter::kept(query);
        list
    }

    fn over(scope: rows::Scope) -> Self {
        Self { rows: RowList::new(scope), place: Rect::default() }
    }

    fn heading(&self, cx: &Cx) -> String {
        let account = |id: &AccountId| account_card::title(cx, *id);
        match self.rows.scope() {
            rows::Scope::All => "All accounts".to_owned(),
            rows::Scope::Picked { title, .. } => cx.figures.words(title.as_str()).into_owned(),
            rows::Scope::Account(id) => {
                let bank =
                    cx.book.accounts.get(id).map_or(String::new(), |account| format!("{} › ", account.bank.name));
                format!("{bank}{}", account(id))
            }
            rows::Scope::Spending { key, period: of } => {
                let about = match &key.of {
                    Of::Merchant(name) => name.as_ref().map_or("no merchant named".to_owned(), Clean::to_string),
                    Of::Category(category) => category.words().to_owned(),
                    Of::Bank(bank) => bank_name(cx, bank),
                    Of::Account(id) => account(id),
                };
                format!("Spending › {about} › {}", cx.figures.period(*of))
            }
        }
    }

    fn draw_beside(&self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let row = self.rows.selected_row(&cx.book);
        let title = row.map_or(std::borrow::Cow::Borrowed(""), |row| table::who(cx, row));
        let frame = Frame { title: &title, right: "", right_style: cx.theme.dim, foot: "", focused: false };
        let inside = frame.draw(area, buf, cx.theme);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        if let Some(row) = row {
            draw_facts(cx, &wrap_facts(&facts(cx, row), inside.width), inside, buf);
        }
    }
}

/// The name of a bank by its key.
fn bank_name(cx: &Cx, key: &str) -> String {
    let account = cx.book.accounts.values().find(|account| *account.bank.key == *key);
    account.map_or(String::new(), |account| account.bank.name.to_string())
}

impl Screen for Transactions {
    fn title(&self) -> &'static str {
        "Transactions"
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.rows.filter.open { chains::FILTERING } else { chains::TRANSACTIONS }
    }

    fn refresh(&mut self, cx: &Cx) {
        self.rows.refresh(cx);
    }

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        if self.rows.filter.act(action).is_some() {
            return Vec::new();
        }
        match action {
            Action::Open => {
                self.rows.pin();
                edits::open_row(self.rows.selected())
            }
            Action::Back if self.rows.unmark() => Vec::new(),
            Action::Back => vec![Wish::Leave],
            Action::ShowHidden => vec![Wish::Say(self.rows.toggle_hidden())],
            Action::AllAccounts => {
                let here = self.rows.selected();
                self.rows.set_scope(rows::Scope::All);
                self.rows.aim(here);
                Vec::new()
            }
            _ if self.rows.act(action) => Vec::new(),
            _ => edits::on_rows(cx, &self.rows.targets(&cx.book), action),
        }
    }

    fn explain(&self, cx: &Cx) -> Option<Explained> {
        self.rows.selected_row(&cx.book).map(|row| explained::row(cx, row))
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.rows.filter.field()
    }

    fn typed(&mut self, _cx: &Cx) {
        self.rows.filter.typed();
    }

    fn click(&mut self, at: Position, cx: &Cx) -> Vec<Wish> {
        if !self.place.contains(at) {
            return Vec::new();
        }
        let index = self.rows.cursor.top + usize::from(at.y - self.place.y);
        let again = self.rows.cursor.selected == index;
        self.rows.select(index);
        if again { self.act(Action::Open, cx) } else { Vec::new() }
    }

    fn targets(&self) -> Vec<Position> {
        jump::lines(self.place).collect()
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.rows.wheel(lines);
    }

    fn connection(&self, cx: &Cx) -> Option<ConnectionId> {
        let account = match self.rows.scope() {
            rows::Scope::Account(id) => *id,
            _ => self.rows.selected_row(&cx.book)?.account,
        };
        cx.book.accounts.get(&account)?.connection().cloned()
    }

    fn plain(&self, cx: &Cx) -> Vec<String> {
        table::plain(&self.rows, cx)
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let mut list = area;
        if area.width >= BESIDE {
            let beside = (area.width * 35 / 100).min(70);
            list.width = area.width - beside;
            self.draw_beside(cx, Rect { x: area.x + list.width, width: beside, ..area }, buf);
        }
        let title = self.heading(cx);
        let right = if self.rows.show_hidden { "hidden ones listed" } else { "" };
        let frame = Frame { title: &title, right, right_style: cx.theme.dim, foot: "", focused: true };
        let inside = frame.draw(list, buf, cx.theme);
        let with_account = !matches!(self.rows.scope(), rows::Scope::Account(_));
        self.place = table::draw(&mut self.rows, cx, inside, buf, true, with_account);
        let foot = table::range(&self.rows, cx, self.place);
        if list.height > 1 {
            let bottom = Frame { title: "", right: &foot, ..frame };
            bottom.rule(Rect { y: list.bottom() - 1, height: 1, ..list }, buf, cx.theme, ("╰", "╯"));
        }
    }
}
