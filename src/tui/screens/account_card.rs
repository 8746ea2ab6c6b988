//! What is known of the selected account above its rows: balance, a card's limit and what it asks for, spending of 90 days.

use chrono::{Days, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use rust_decimal::Decimal;

use crate::domain::{Account, AccountKind, Amounts, BlockKey, Money, Period, Problem, Slot};
use crate::tui::explained::{self, Explained};
use crate::tui::screen::Cx;
use crate::tui::widgets::{bar, line, put, sparkline, width_of, wrap};

const SPAN_DAYS: u64 = 90;

/// Spending of one account, day by day up to today.
#[derive(Debug, Default)]
pub struct Spent {
    days: Vec<Decimal>,
    total: Option<Money>,
    /// False while rows of these days lie in the store unread.
    is_whole: bool,
}

impl Spent {
    /// Adds up purchases less refunds of the last 90 days, in the account's own currency.
    pub fn of(cx: &Cx, account: &Account) -> Self {
        let (period, first) = span(cx.clock.today);
        let mut days = vec![Decimal::ZERO; 90];
        let mut sums = Amounts::default();
        let rows = cx.book.rows_of(account.id).take_while(|row| row.date() >= first);
        for row in rows.filter(|row| {
            row.status.counts() && period.contains(row.date()) && row.amount.currency() == account.currency
        }) {
            if !cx.book.row_kind(row).is_spending()
                || cx.book.is_row_hidden(row)
                || sums.add(row.amount.negated()).is_err()
            {
                continue;
            }
            let at = usize::try_from(row.date().signed_duration_since(first).num_days()).unwrap_or(0);
            if let Some(day) = days.get_mut(at) {
                *day = day.checked_sub(row.amount.amount()).unwrap_or(*day);
            }
        }
        let total = Money::new(sums.of(account.currency), account.currency).ok().filter(|money| !money.is_zero());
        let is_read = |(key, slot): (&BlockKey, &Slot)| {
            key.account != account.id || !period.touches(key.month) || matches!(slot, Slot::Loaded(_))
        };
        Self { days, total, is_whole: cx.book.blocks.iter().all(is_read) }
    }

    /// Where its sum comes from; `None` where nothing was spent.
    pub fn explained(&self, cx: &Cx, account: &Account) -> Option<Explained> {
        self.total.map(|total| explained::spent_by(cx, account, total, span(cx.clock.today).0))
    }

    /// As many buckets as there are columns, 30 or 18.
    fn chart(&self, columns: usize) -> String {
        let buckets: Vec<Decimal> = self
            .days
            .chunks(self.days.len().div_ceil(columns.max(1)).max(1))
            .map(|days| days.iter().fold(Decimal::ZERO, |sum, day| sum.checked_add(*day).unwrap_or(sum)))
            .collect();
        sparkline(&buckets)
    }
}

/// The days of the chart, and the first of them.
fn span(today: NaiveDate) -> (Period, NaiveDate) {
    let first = today.checked_sub_days(Days::new(SPAN_DAYS - 1)).unwrap_or(NaiveDate::MIN);
    (Period::Days { from: first, to: today }, first)
}

/// Title of the card: `Freedom Visa ····1002`.
pub use crate::tui::explained::name_of as title;

/// Lines that the card takes: the chart only where enough is left for rows, and what is wrong only where something is.
pub fn height(cx: &Cx, account: &Account, inside: Rect) -> u16 {
    let told = if inside.height >= 10 { 3 } else { 2 };
    told + u16::try_from(said(cx, account, inside.width).len()).unwrap_or(0).min((inside.height / 4).max(2))
}

/// What keeps the account from being fresh, in the words that say what to do, and else what its source remarks.
fn said(cx: &Cx, account: &Account, width: u16) -> Vec<(String, Style)> {
    let words = |told: &Problem| cx.figures.words(told.message.as_str()).into_owned();
    let silent = || cx.book.silent_days(account, cx.clock.now);
    let (told, style) = if let Some(trouble) = cx.book.trouble(account) {
        (Some(format!("! {}", words(trouble))), cx.theme.alarm)
    } else if let Some(days) = silent() {
        let why = "longer than is usual here, and it reports no error";
        (Some(format!("stale: the bank has not dated these figures anew for {days} days, {why}")), cx.theme.warn)
    } else {
        (cx.book.remark(account).map(words), cx.theme.dim)
    };
    let lines = told.map_or(Vec::new(), |told| wrap(&told, width.saturating_sub(2)));
    lines.into_iter().map(|line| (line, style)).collect()
}

/// Draws the card: what there is, what is asked for, what was spent.
pub fn draw(cx: &Cx, account: &Account, spent: &Spent, area: Rect, buf: &mut Buffer) {
    let lines = if cx.book.kind(account).is_debt() { debt(cx, account) } else { asset(cx, account) };
    let room = area.width.saturating_sub(2);
    let told = said(cx, account, area.width);
    let spare = area.height.saturating_sub(2).min(u16::try_from(told.len()).unwrap_or(0));
    for (index, (words, style)) in (0..spare).zip(&told) {
        put(buf, area.x + 1, area.y + index, room, words, *style);
    }
    let area = Rect { y: area.y + spare, height: area.height - spare, ..area };
    for (index, (parts, style)) in (0..).zip([(lines.0, cx.theme.plain), (lines.1, cx.theme.dim)]) {
        let Some(place) = line(area, index) else { return };
        put(buf, place.x + 1, place.y, room, &joined(&parts, room), style);
    }
    let Some(place) = line(area, 2) else { return };
    let columns = [45, 30, 18].into_iter().find(|columns| columns + 40 <= room).unwrap_or(0);
    let chart = if columns == 0 { String::new() } else { cx.figures.chart(|| spent.chart(usize::from(columns))) };
    let label = put(buf, place.x + 1, place.y, room, &format!("{SPAN_DAYS} days"), cx.theme.dim) + 2;
    let used = label + put(buf, place.x + label, place.y, columns, &chart, cx.theme.chart) + u16::from(columns > 0);
    let so_far = if spent.is_whole { "" } else { " so far" };
    let total = spent.total.map_or("nothing spent".to_owned(), |total| format!("{} spent", cx.figures.plain(total)));
    let total = format!("{total}{so_far}");
    let rest = room.saturating_sub(used);
    put(buf, place.x + used, place.y, rest, &joined(&[total], rest), cx.theme.dim);
}

/// As many whole parts as fit: a figure is never cut, a term that has no room is left out with a `…`.
fn joined(parts: &[String], width: u16) -> String {
    let mut text = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let longer = if text.is_empty() { part.clone() } else { format!("{text} · {part}") };
        if width_of(&longer) > width {
            let short = format!("{text} …");
            return if text.is_empty() || width_of(&short) > width { "…".to_owned() } else { short };
        }
        text = longer;
    }
    text
}

fn balance(cx: &Cx, account: &Account) -> String {
    let current = account.balance.as_ref().and_then(|balance| balance.current);
    current.map_or("no balance given".to_owned(), |money| cx.figures.plain(money))
}

fn available(cx: &Cx, account: &Account) -> String {
    let available = account.balance.as_ref().and_then(|balance| balance.available);
    available.map_or(String::new(), |money| format!("{} available", cx.figures.plain(money)))
}

fn asset(cx: &Cx, account: &Account) -> (Vec<String>, Vec<String>) {
    let balance_day = account
        .balance
        .as_ref()
        .map(|balance| format!("as of {}", cx.figures.day(balance.dated().date_naive(), cx.clock.today)));
    let kind = cx.book.kind(account).words().to_owned();
    (vec![balance(cx, account), available(cx, account)], vec![kind, balance_day.unwrap_or_default()])
}

fn debt(cx: &Cx, account: &Account) -> (Vec<String>, Vec<String>) {
    let current = account.balance.as_ref().and_then(|balance| balance.current);
    let limit = cx.book.limit(account).filter(|limit| !limit.is_zero());
    let first = match (current, limit) {
        (Some(current), Some(limit)) if current.currency() == limit.currency() => {
            let owed = current.negated().amount().max(Decimal::ZERO);
            let percent = owed.checked_mul(Decimal::ONE_HUNDRED).and_then(|n| n.checked_div(limit.amount()));
            let percent = percent.map_or(String::new(), |percent| format!(" {}%", percent.round()));
            let gauge = cx.figures.chart(|| format!("▕{:<8}▏{percent}", bar(owed, limit.amount(), 8)));
            format!("{} of {} {gauge}", cx.figures.plain(current), cx.figures.plain(limit))
        }
        _ if cx.book.kind(account) == AccountKind::CreditCard => {
            format!("{} · limit not provided", balance(cx, account))
        }
        _ => balance(cx, account),
    };
    let terms = cx.book.terms(account);
    let mut asked = Vec::new();
    let mut missing = Vec::new();
    let mut ask = |label: &'static str, value: Option<String>| match value {
        Some(value) => asked.push(format!("{label} {value}")),
        None => missing.push(label),
    };
    ask(
        "due",
        terms.due.map(|due| {
            if due < cx.clock.today { cx.figures.long_day(due) } else { cx.figures.day(due, cx.clock.today) }
        }),
    );
    ask("minimum", terms.minimum_payment.map(|money| cx.figures.plain(money)));
    ask("APR", terms.apr.map(|apr| cx.figures.rate(apr)));
    if !missing.is_empty() {
        asked.push(format!("{} not provided", missing.join(", ")));
    }
    (vec![first, available(cx, account)], asked)
}
