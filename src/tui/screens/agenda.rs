//! The next thirty days: what recurring streams promise, day by day, and what each account will hold after it, low points marked.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::{AccountId, Money};
use crate::insights::Upcoming;
use crate::tui::format::{Column, Figure};
use crate::tui::plain;
use crate::tui::screen::Cx;
use crate::tui::widgets::{Cursor, fit_figure, line, put, put_right, row_style, width_of};

const GAP: u16 = 2;
/// `Fri Nov 27`.
const DAY: u16 = 10;
/// `Nov 27`, where there is little room.
const SHORT_DAY: u16 = 6;
const ACCOUNT: u16 = 18;
const LEAST_WHO: u16 = 12;

/// What is to be said of a balance to come.
fn warning(cx: &Cx, upcoming: &Upcoming, lowest: &BTreeMap<AccountId, Money>) -> &'static str {
    let account = upcoming.expected.account;
    // how low an account will be tells of its amounts
    if cx.figures.masked {
        return "";
    }
    let Some((balance, of)) = upcoming.balance.zip(cx.book.accounts.get(&account)) else { return "" };
    if cx.book.kind(of).is_debt() {
        let limit = cx.book.limit(of).filter(|limit| limit.currency() == balance.currency());
        return if limit.is_some_and(|limit| -balance.amount() > limit.amount()) { "! over" } else { "" };
    }
    let floor = cx.findings.as_ref().map(|findings| findings.floor).unwrap_or_default();
    match lowest.get(&account) {
        _ if balance.amount() < floor => "! low",
        Some(least) if *least == balance => "lowest",
        _ => "",
    }
}

/// The lowest balance to come of each account whose balance falls at all.
fn lowest(cx: &Cx) -> BTreeMap<AccountId, Money> {
    let mut lowest: BTreeMap<AccountId, Money> = BTreeMap::new();
    for upcoming in cx.findings.iter().flat_map(|findings| &findings.upcoming) {
        let Some(balance) = upcoming.balance else { continue };
        let least = lowest.entry(upcoming.expected.account).or_insert(balance);
        if balance.amount() < least.amount() {
            *least = balance;
        }
    }
    let now = |id: &AccountId| cx.book.accounts.get(id)?.balance.as_ref()?.current;
    lowest.retain(|id, least| now(id).is_some_and(|now| least.amount() < now.amount()));
    lowest
}

/// Columns there is room for; a width of 0 leaves one out.
#[derive(Clone, Copy)]
struct Places {
    day: u16,
    account: u16,
    amounts: Column,
    amount: u16,
    balances: Column,
    balance: u16,
    warning: u16,
}

impl Places {
    /// `warning` columns for what is to be said of a balance.
    fn fit(width: u16, amounts: Column, balances: Column, warning: u16) -> Self {
        let amount = (amounts.width() + 1).min(width / 2);
        let balance = balances.width().max(6);
        let bare = Self { day: SHORT_DAY, account: 0, amounts, amount, balances, balance: 0, warning };
        // in the order in which a reader would miss them last
        let wider: [fn(Self, u16) -> Self; 3] = [
            |of, balance| Self { balance, ..of },
            |of, _| Self { day: DAY, ..of },
            |of, _| Self { account: ACCOUNT, ..of },
        ];
        wider.into_iter().fold(bare, |of, widen| {
            let wide = widen(of, balance);
            if wide.taken() + LEAST_WHO <= width { wide } else { of }
        })
    }

    fn taken(&self) -> u16 {
        let with_gap = |width: u16| if width == 0 { 0 } else { width + GAP };
        3 + [self.day, self.account, self.amount, self.balance, self.warning].map(with_gap).iter().sum::<u16>()
    }

    fn draw(&self, cx: &Cx, upcoming: &Upcoming, is_new: bool, warning: &str, row: Rect, buf: &mut Buffer) {
        let expected = &upcoming.expected;
        let when = match expected.late {
            true => "late".to_owned(),
            false if self.day < DAY => cx.figures.day(expected.day, cx.clock.today),
            false => weekday(cx, expected.day),
        };
        let mut x = row.x + 2;
        put(buf, x, row.y, self.day, if is_new || expected.late { &when } else { "" }, cx.theme.dim);
        x += self.day + GAP;
        let room = row.width.saturating_sub(self.taken());
        put(buf, x, row.y, room, &cx.figures.words(expected.who.as_str()), cx.theme.plain);
        x += room + GAP;
        let amount = self.amounts.align(&cx.figures.signed(expected.amount));
        let guess = !expected.fixed && !cx.figures.masked;
        let amount = if guess { format!("~{}", amount.trim_start()) } else { amount };
        put_right(buf, x + self.amount, row.y, fit_figure(&amount, self.amount), cx.theme.plain);
        x += self.amount + GAP;
        if self.account > 0 {
            let name = cx.book.accounts.get(&expected.account).map_or("", |account| cx.book.name(account).as_str());
            put(buf, x, row.y, self.account, name, cx.theme.dim);
            x += self.account + GAP;
        }
        if self.balance > 0 {
            let figure = self.balances.align(&holds(cx, upcoming));
            put_right(buf, x + self.balance, row.y, fit_figure(&figure, self.balance), cx.theme.strong);
            x += self.balance + GAP;
        }
        let style = if warning.starts_with('!') { cx.theme.alarm } else { cx.theme.warn };
        put(buf, x, row.y, self.warning, warning, style);
    }
}

/// `Fri Nov 27`.
fn weekday(cx: &Cx, of: NaiveDate) -> String {
    format!("{} {}", of.weekday(), cx.figures.day(of, cx.clock.today)).chars().take(usize::from(DAY)).collect()
}

/// The days ahead in words.
pub fn plain(cx: &Cx) -> Vec<String> {
    let lowest = lowest(cx);
    let line = |upcoming: &Upcoming| {
        let expected = &upcoming.expected;
        let when = if expected.late { "late".to_owned() } else { cx.figures.long_day(expected.day) };
        let guess = if expected.fixed { "" } else { "about " };
        let amount = format!("{guess}{}", plain::amount(cx, expected.amount));
        let name = cx.book.accounts.get(&expected.account).map_or("", |account| cx.book.name(account).as_str());
        let holds = upcoming.balance.map(|balance| format!("{name} then holds {}", plain::amount(cx, balance)));
        let holds = holds.unwrap_or_else(|| name.to_owned());
        let warning = warning(cx, upcoming, &lowest).trim_start_matches("! ");
        plain::sentence(&[&when, &cx.figures.words(expected.who.as_str()), &amount, &holds, warning])
    };
    cx.findings.iter().flat_map(|findings| &findings.upcoming).map(line).collect()
}

/// Draws the visible lines; returns their place and whether there was room for what the accounts will hold.
pub fn draw(cx: &Cx, cursor: &mut Cursor, area: Rect, buf: &mut Buffer, focused: bool) -> (Rect, bool) {
    let Some(findings) = &cx.findings else { return (Rect { height: 0, ..area }, false) };
    let all = &findings.upcoming;
    let window = cursor.window(all.len(), usize::from(area.height));
    if all.is_empty() {
        let words = "nothing that recurs is due in the next 30 days";
        put(buf, area.x + 2, area.y, area.width.saturating_sub(3), words, cx.theme.dim);
    }
    let lowest = lowest(cx);
    let visible = &all[window];
    let amounts: Vec<Figure> = visible.iter().map(|upcoming| cx.figures.signed(upcoming.expected.amount)).collect();
    let balances: Vec<Figure> = visible.iter().map(|upcoming| holds(cx, upcoming)).collect();
    let warnings: Vec<&str> = visible.iter().map(|upcoming| warning(cx, upcoming, &lowest)).collect();
    let warned = warnings.iter().map(|words| width_of(words)).max().unwrap_or(0);
    let places = Places::fit(area.width, Column::of(&amounts), Column::of(&balances), warned);
    let mut before = None;
    for (offset, (upcoming, warning)) in (0_u16..).zip(visible.iter().zip(&warnings)) {
        let Some(row) = line(area, offset) else { break };
        let is_new = before.replace(upcoming.expected.day) != Some(upcoming.expected.day);
        places.draw(cx, upcoming, is_new, warning, row, buf);
        if cursor.top + usize::from(offset) == cursor.selected {
            row_style(buf, row, focused, cx.theme);
        }
    }
    (Rect { height: u16::try_from(visible.len()).unwrap_or(area.height), ..area }, places.balance > 0)
}

/// What the account will hold then.
fn holds(cx: &Cx, upcoming: &Upcoming) -> Figure {
    upcoming.balance.map(|balance| cx.figures.figure(balance)).unwrap_or_default()
}
