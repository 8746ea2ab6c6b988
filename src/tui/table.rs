//! Transactions as lines: which columns there is room for, and how a row looks in its state. Shared by every pane that lists rows.

use chrono::Datelike;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::format::{Column, Figure};
use super::plain;
use super::rows::RowList;
use super::screen::Cx;
use super::widgets::{fit_figure, line, put, put_right, row_style, width_of};
use crate::domain::{Category, RowKind, Transaction, TxnStatus};

/// Columns of a table of that width. A width of 0 leaves a column out.
#[derive(Debug, Clone, Copy)]
struct Columns {
    date: u16,
    account: u16,
    category: u16,
    /// The bank's own words, where the merchant leaves room.
    words: u16,
    amount: u16,
    status: u16,
}

const GAP: u16 = 2;
/// The selection's bar, the mark of what is new, and a space.
const MARKS: u16 = 3;
const LEAST_MERCHANT: u16 = 18;
/// What a merchant's column may have before the bank's words get the rest.
const WIDE_MERCHANT: u16 = 28;
const LEAST_WORDS: u16 = 24;
const MOST_WORDS: u16 = 60;

impl Columns {
    fn fit(width: u16, amount: u16, rows: &[&Transaction], cx: &Cx, with_account: bool) -> Self {
        let this_year = rows.iter().all(|row| row.date().year() == cx.clock.today.year());
        let status = rows.iter().map(|row| width_of(status_word(cx, row))).max().unwrap_or(0);
        let mut columns =
            Self { date: if this_year { 6 } else { 10 }, account: 0, category: 0, words: 0, amount, status };
        let room = |columns: &Self| width.saturating_sub(columns.taken()) >= LEAST_MERCHANT;
        // in the order in which a reader would miss them
        if !room(&columns) {
            columns.date = 0;
        }
        if with_account {
            columns.account = [24, 18, 12].into_iter().find(|w| room(&Self { account: *w, ..columns })).unwrap_or(0);
        }
        if width >= 56 {
            columns.category = [20, 14].into_iter().find(|w| room(&Self { category: *w, ..columns })).unwrap_or(0);
        }
        let spare = width.saturating_sub(columns.taken() + WIDE_MERCHANT + GAP);
        columns.words = if spare >= LEAST_WORDS { spare.min(MOST_WORDS) } else { 0 };
        columns
    }

    fn taken(&self) -> u16 {
        let with_gap = |width: u16| if width == 0 { 0 } else { width + GAP };
        MARKS
            + with_gap(self.date)
            + with_gap(self.account)
            + with_gap(self.category)
            + with_gap(self.words)
            + GAP
            + self.amount
            + 1
            + if self.status == 0 { 0 } else { self.status + 1 }
    }
}

/// Draws the visible rows of a list with its filter line above them; returns the lines that rows were drawn on, for clicks.
pub fn draw(list: &mut RowList, cx: &Cx, area: Rect, buf: &mut Buffer, focused: bool, with_account: bool) -> Rect {
    let mut body = area;
    if list.filter.is_shown() && area.height > 1 {
        list.filter.draw(cx, Rect { height: 1, ..area }, buf, &found(list, cx));
        body = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let window = list.cursor.window(list.len(), usize::from(body.height));
    let rows = list.visible(&cx.book, window.clone());
    if rows.is_empty() {
        let words = nothing(list);
        put(buf, body.x + 2, body.y, body.width.saturating_sub(3), words, cx.theme.dim);
        return Rect { height: 0, ..body };
    }
    let figures: Vec<Figure> = rows.iter().map(|row| cx.figures.signed(row.amount)).collect();
    let column = Column::of(&figures);
    let columns = Columns::fit(body.width, column.width().min((body.width * 11 / 20).max(12)), &rows, cx, with_account);
    for ((index, row), figure) in window.zip(&rows).zip(&figures) {
        let top = list.cursor.top;
        let Some(place) = u16::try_from(index - top).ok().and_then(|offset| line(body, offset)) else { break };
        draw_row(cx, row, &column.align(figure), columns, place, buf);
        if list.is_marked(row.id) {
            put(buf, place.x + 1, place.y, 1, "✓", cx.theme.accent);
        }
        if index == list.cursor.selected {
            row_style(buf, Rect { x: place.x, width: place.width, ..place }, focused, cx.theme);
        }
    }
    Rect { height: u16::try_from(rows.len()).unwrap_or(body.height), ..body }
}

/// The rows as lines of words, with how many there are above them.
pub fn plain(list: &RowList, cx: &Cx) -> Vec<String> {
    let of = if list.filter.query.is_empty() { String::new() } else { format!("{} of ", cx.figures.count(list.len())) };
    let problem = list.filter.problem().map(str::to_owned);
    let head = format!("{of}{}", cx.figures.counted(list.unfiltered(), "transaction", "transactions"));
    let rows = list.visible(&cx.book, 0..list.len());
    let line = |row: &&Transaction| {
        let account = cx.book.accounts.get(&row.account);
        let name = account.map_or("", |account| cx.book.name(account).as_str());
        let note = cx.book.edit_of(row.id).note.as_ref().map_or("", |note| note.as_str());
        let (day, amount) = (cx.figures.long_day(row.date()), plain::amount(cx, row.amount));
        let parts =
            [&day, &*who(cx, row), &amount, &what(cx, row), name, status_word(cx, row), &cx.figures.words(note)];
        plain::sentence(&parts)
    };
    problem.into_iter().chain([head]).chain(rows.iter().map(line)).collect()
}

/// `1–20 of 1,284`, for the lower border.
pub fn range(list: &RowList, cx: &Cx, drawn: Rect) -> String {
    if drawn.height == 0 {
        return String::new();
    }
    let first = list.cursor.top + 1;
    let unread = if list.unread > 0 { format!(" · {} loading", cx.figures.count(list.unread)) } else { String::new() };
    let marked =
        if list.marked() > 0 { format!("{} marked · ", cx.figures.count(list.marked())) } else { String::new() };
    format!(
        "{marked}{}–{} of {}{unread}",
        cx.figures.count(first),
        cx.figures.count(list.cursor.top + usize::from(drawn.height)),
        cx.figures.count(list.len())
    )
}

/// `12 of 1,284 · −$812.05`: what a filter found.
fn found(list: &RowList, cx: &Cx) -> String {
    let mut words = format!("{} of {}", cx.figures.count(list.len()), cx.figures.count(list.unfiltered()));
    if list.unread > 0 {
        words.push_str(" so far");
    }
    for (currency, total) in list.total.iter().flat_map(crate::domain::Amounts::iter).take(2) {
        if let Ok(total) = crate::domain::Money::new(total, currency) {
            words = format!("{words} · {}", cx.figures.total(total));
        }
    }
    words
}

fn nothing(list: &RowList) -> &'static str {
    if list.unread > 0 {
        "loading…"
    } else if list.unfiltered() > 0 {
        "nothing matches: Esc clears the filter"
    } else {
        "no transactions here yet"
    }
}

/// The word of the status column: what is not simply posted.
pub fn status_word(cx: &Cx, row: &Transaction) -> &'static str {
    match row.status {
        TxnStatus::Posted if row.details().missing_since.is_some() => "missing",
        _ if cx.book.is_row_hidden(row) => "hidden",
        TxnStatus::Posted => "",
        other => other.word(),
    }
}

/// How a row looks in its state; a word says the same.
pub fn style_of(cx: &Cx, row: &Transaction) -> Style {
    match row.status {
        TxnStatus::Dropped | TxnStatus::Removed => cx.theme.struck,
        TxnStatus::Pending => cx.theme.dim,
        TxnStatus::Posted if cx.book.is_row_hidden(row) => cx.theme.dim,
        TxnStatus::Posted => cx.theme.plain,
    }
}

/// Who got the money: the merchant, else the bank's words.
pub fn who<'a>(cx: &'a Cx, row: &'a Transaction) -> std::borrow::Cow<'a, str> {
    let name = cx.book.merchant(row).unwrap_or_else(|| row.text.clean());
    if name.is_empty() { "(no words)".into() } else { cx.figures.words(name.as_str()) }
}

/// What it was for, or what kind of movement it is; money that comes back says so.
fn what<'a>(cx: &Cx, row: &Transaction) -> std::borrow::Cow<'a, str> {
    let words = cx.book.what(row);
    if cx.book.row_kind(row) == RowKind::Refund { format!("Refund · {words}").into() } else { words.into() }
}

fn draw_row(cx: &Cx, row: &Transaction, amount: &str, columns: Columns, place: Rect, buf: &mut Buffer) {
    let (theme, style) = (cx.theme, style_of(cx, row));
    if cx.news.holds(row.id) {
        put(buf, place.x + 1, place.y, 1, "•", theme.accent);
    } else if cx.alert_of(row.id).is_some() {
        put(buf, place.x + 1, place.y, 1, "●", theme.alarm);
    }
    let mut x = place.x + MARKS;
    if columns.date > 0 {
        put(buf, x, place.y, columns.date, &cx.figures.day(row.date(), cx.clock.today), style.patch(theme.dim));
        x += columns.date + GAP;
    }
    if columns.account > 0 {
        let name = cx.book.accounts.get(&row.account).map_or("", |account| cx.book.name(account).as_str());
        put(buf, x, place.y, columns.account, name, style);
        x += columns.account + GAP;
    }
    let merchant = place.width.saturating_sub(columns.taken());
    let words = if columns.words > 0 { columns.words + GAP } else { 0 };
    // what a person wrote matters more than what we noticed, and both more than the bank's words
    let alert = || cx.alert_of(row.id).map(|notice| &notice.words);
    if let Some(note) = cx.book.edit_of(row.id).note.as_ref().or_else(alert) {
        let room = merchant + words;
        let used = put(buf, x, place.y, room, &who(cx, row), style) + 1;
        let note = format!("· {}", cx.figures.words(note.as_str()));
        put(buf, x + used, place.y, room.saturating_sub(used), &note, theme.dim);
    } else {
        put(buf, x, place.y, merchant, &who(cx, row), style);
        // said once where the bank's words are all there is
        let said = cx.book.merchant(row).map_or("", |_| row.text.clean().as_str());
        put(buf, x + merchant + GAP, place.y, columns.words, &cx.figures.words(said), theme.dim);
    }
    x += merchant + GAP + words;
    if columns.category > 0 {
        let what = what(cx, row);
        let quiet = what == Category::Uncategorized.words();
        put(buf, x, place.y, columns.category, &what, if quiet { theme.dim } else { style });
    }
    let status = if columns.status == 0 { 0 } else { columns.status + 1 };
    let end = place.right().saturating_sub(status + 1);
    let shown = fit_figure(amount, columns.amount);
    let comes_in = !row.amount.is_out() && row.status.counts() && !cx.figures.masked;
    put_right(buf, end, place.y, shown, if comes_in { style.patch(theme.good) } else { style });
    put(buf, end + 1, place.y, columns.status, status_word(cx, row), theme.dim);
}
