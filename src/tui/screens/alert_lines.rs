//! The lines of the alerts' view, and everything that is told of one: its rows, its rule, and what is usual for the person.

use std::collections::{HashMap, HashSet};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::account_card;
use crate::domain::{AccountId, Clean, Money, Severity, Transaction};
use crate::insights::alerts::{Answer, Notice, Origin};
use crate::tui::detail::Fact;
use crate::tui::filter::Query;
use crate::tui::format::{Column, Figure};
use crate::tui::news::name_of;
use crate::tui::plain;
use crate::tui::rows::{fetch, locate};
use crate::tui::screen::Cx;
use crate::tui::table::{status_word, who};
use crate::tui::widgets::{Cursor, fit_figure, line, put, put_right, row_style, width_of};

/// One alert as it is listed.
#[derive(Debug)]
pub struct AlertLine {
    pub key: Clean,
    /// Its place among the findings.
    pub index: usize,
    /// The merchant, else the account, else the connection.
    pub who: String,
    /// Of the row that it is about first.
    pub amount: Option<Money>,
}

const GAP: u16 = 2;
/// The selection's bar, the mark, and a space behind each.
const MARKS: u16 = 4;
const LEVEL: u16 = 7;
/// Of an account's name at most.
const MOST_ACCOUNT: u16 = 28;
/// Lines that are looked at for the width that the list would like.
const MEASURED: usize = 100;

/// The alerts that a filter holds, newest first; those with an answer only where they are asked for.
pub fn lines(cx: &Cx, query: &Query, with_answered: bool) -> Vec<AlertLine> {
    let Some(findings) = &cx.findings else { return Vec::new() };
    let first: HashSet<_> = findings.alerts.iter().filter_map(|notice| notice.rows.first().copied()).collect();
    let places = locate(&cx.book, &first);
    let rows: HashMap<_, &Transaction> =
        places.iter().filter_map(|place| Some((place.id, fetch(&cx.book, *place)?))).collect();
    let listed = findings.alerts.iter().enumerate();
    let listed = listed.filter(|(_, notice)| with_answered || cx.answer_of(notice).is_none());
    let lines = listed.map(|(index, notice)| {
        let row = notice.rows.first().and_then(|row| rows.get(row));
        AlertLine { key: notice.key.clone(), index, who: about(cx, notice), amount: row.map(|row| row.amount) }
    });
    let holds = |line: &AlertLine| {
        let notice = &findings.alerts[line.index];
        let texts = [&line.who, notice.words.as_str(), notice.severity.word(), &account(cx, notice.account)];
        let days = (notice.day, notice.day);
        query.holds_on(&texts, line.amount.map(|amount| amount.amount()), days, cx.clock.today)
    };
    lines.filter(holds).collect()
}

/// What an alert is about, in a name.
pub fn about(cx: &Cx, notice: &Notice) -> String {
    let named = notice.merchant.as_ref().map(|merchant| cx.figures.words(merchant.as_str()).into_owned());
    let by_account = || notice.account.map(|id| account(cx, Some(id)));
    let by_connection = || notice.connection.as_ref().map(|id| name_of(id, &cx.book));
    named.or_else(by_account).or_else(by_connection).unwrap_or_default()
}

fn account(cx: &Cx, id: Option<AccountId>) -> String {
    id.map_or(String::new(), |id| account_card::title(cx, id))
}

/// The words of an answer.
pub fn said(answer: Answer) -> &'static str {
    match answer {
        Answer::Me => "it was me",
        Answer::NotMe => "not me",
        Answer::Never => "never here",
    }
}

fn level(cx: &Cx, notice: &Notice) -> Style {
    match notice.severity {
        _ if cx.answer_of(notice).is_some() => cx.theme.dim,
        Severity::Urgent => cx.theme.alarm,
        Severity::Warning => cx.theme.warn,
        Severity::Notice => cx.theme.dim,
    }
}

/// Draws the visible lines; returns their place.
pub fn draw(cx: &Cx, lines: &[AlertLine], cursor: &mut Cursor, area: Rect, buf: &mut Buffer, focused: bool) -> Rect {
    let window = cursor.window(lines.len(), usize::from(area.height));
    let Some(findings) = &cx.findings else { return Rect { height: 0, ..area } };
    let visible: Vec<(&AlertLine, &Notice)> =
        lines[window].iter().filter_map(|line| Some((line, findings.alerts.get(line.index)?))).collect();
    let figures: Vec<Figure> = visible
        .iter()
        .map(|(line, _)| line.amount.map(|amount| cx.figures.signed(amount)).unwrap_or_default())
        .collect();
    let column = Column::of(&figures);
    let answers = visible.iter().filter_map(|(_, notice)| cx.answer_of(notice)).map(|answer| width_of(said(answer)));
    let columns = Columns::fit(area.width, column.width(), answers.max().unwrap_or(0), cx, &visible);
    for ((offset, (of, notice)), figure) in (0_u16..).zip(&visible).zip(&figures) {
        let Some(place) = line(area, offset) else { break };
        columns.draw(cx, of, notice, &column.align(figure), place, buf);
        if cursor.top + usize::from(offset) == cursor.selected {
            row_style(buf, place, focused, cx.theme);
        }
    }
    Rect { height: u16::try_from(visible.len()).unwrap_or(area.height), ..area }
}

/// Columns there is room for; a width of 0 leaves one out.
struct Columns {
    day: u16,
    account: u16,
    amount: u16,
    answer: u16,
}

impl Columns {
    fn fit(width: u16, amount: u16, answer: u16, cx: &Cx, visible: &[(&AlertLine, &Notice)]) -> Self {
        let days = visible.iter().map(|(_, notice)| width_of(&cx.figures.day(notice.day, cx.clock.today)));
        let mut columns =
            Self { day: days.max().unwrap_or(6), account: 0, amount: amount.min(width * 11 / 20), answer };
        let accounts = visible.iter().map(|(_, notice)| width_of(&account(cx, notice.account)));
        let account = accounts.max().unwrap_or(0).min(MOST_ACCOUNT);
        let text = visible.iter().map(|(line, notice)| width_of(&line.who) + width_of(&brief(cx, notice)));
        if width.saturating_sub(columns.taken() + account + GAP) >= text.max().unwrap_or(0) {
            columns.account = account;
        }
        columns
    }

    fn taken(&self) -> u16 {
        let with_gap = |width: u16| if width == 0 { 0 } else { width + GAP };
        MARKS + 1 + [self.day, LEVEL, self.account, self.amount, self.answer].map(with_gap).iter().sum::<u16>()
    }

    /// `● Nov 21  urgent   Best Buy · unusual amount      −899.00  Freedom Visa ····1002`.
    fn draw(&self, cx: &Cx, of: &AlertLine, notice: &Notice, amount: &str, place: Rect, buf: &mut Buffer) {
        let answer = cx.answer_of(notice);
        let style = if answer.is_some() { cx.theme.dim } else { cx.theme.plain };
        put(buf, place.x + 2, place.y, 1, if answer.is_some() { "○" } else { "●" }, level(cx, notice));
        let mut x = place.x + MARKS;
        put(buf, x, place.y, self.day, &cx.figures.day(notice.day, cx.clock.today), style.patch(cx.theme.dim));
        x += self.day + GAP;
        put(buf, x, place.y, LEVEL, notice.severity.word(), level(cx, notice));
        x += LEVEL + GAP;
        let room = place.width.saturating_sub(self.taken());
        let used = put(buf, x, place.y, room, &of.who, style);
        let words = brief(cx, notice);
        put(buf, x + used, place.y, room.saturating_sub(used), &words, cx.theme.dim);
        x += room + GAP;
        if self.account > 0 {
            put(buf, x, place.y, self.account, &account(cx, notice.account), cx.theme.dim);
            x += self.account + GAP;
        }
        put_right(buf, x + self.amount, place.y, fit_figure(amount, self.amount), style);
        put(buf, x + self.amount + GAP, place.y, self.answer, answer.map_or("", said), cx.theme.dim);
    }
}

/// Columns that lines would like to have, the borders of their pane included, with no word cut and without the account.
pub fn width(cx: &Cx, lines: &[AlertLine]) -> u16 {
    let Some(findings) = &cx.findings else { return 0 };
    let wanted = |of: &AlertLine| {
        let notice = findings.alerts.get(of.index)?;
        let amount = of.amount.map_or(0, |amount| width_of(&cx.figures.signed(amount).to_string()) + GAP);
        let day = width_of(&cx.figures.day(notice.day, cx.clock.today));
        let answer = cx.answer_of(notice).map_or(0, |answer| width_of(said(answer)) + GAP);
        Some(MARKS + 3 + day + GAP + LEVEL + GAP + width_of(&of.who) + width_of(&brief(cx, notice)) + amount + answer)
    };
    lines.iter().take(MEASURED).filter_map(wanted).max().unwrap_or(0)
}

/// The lines in words.
pub fn plain(cx: &Cx, lines: &[AlertLine]) -> Vec<String> {
    let Some(findings) = &cx.findings else { return Vec::new() };
    let line = |of: &AlertLine| {
        let notice = findings.alerts.get(of.index)?;
        let amount = of.amount.map_or(String::new(), |amount| plain::amount(cx, amount));
        let why = cx.figures.words(notice.why.as_str());
        let answer = cx.answer_of(notice).map_or("", said);
        let severity = notice.severity.word();
        let account = account(cx, notice.account);
        let parts =
            [&cx.figures.long_day(notice.day), severity, &of.who, &told(cx, notice), &amount, &account, &why, answer];
        Some(plain::sentence(&parts))
    };
    lines.iter().filter_map(line).collect()
}

/// ` · new merchant and a large amount`: behind a name.
fn brief(cx: &Cx, notice: &Notice) -> String {
    let told = told(cx, notice);
    let words = told.strip_prefix("A ").or_else(|| told.strip_prefix("An ")).unwrap_or(&told);
    let mut letters = words.chars();
    let first = letters.next().map_or(String::new(), |letter| letter.to_lowercase().to_string());
    format!(" · {first}{}", letters.as_str())
}

/// What an alert is called, and whose it is where it is the bank's.
pub fn told(cx: &Cx, notice: &Notice) -> String {
    let words = cx.figures.told(notice.words.as_str());
    if notice.origin == Origin::Bank { format!("the bank’s: {words}") } else { words.into_owned() }
}

/// The evidence: what, against what, by which rule, and the rows.
pub fn facts(cx: &Cx, notice: &Notice) -> Vec<Fact> {
    let words = |text: &Clean| cx.figures.told(text.as_str()).into_owned();
    let mut facts = vec![("what", format!("{} ({})", told(cx, notice), notice.severity.word()))];
    facts.push(("when", cx.figures.long_day(notice.day)));
    if let Some(id) = notice.account {
        let bank = cx.book.accounts.get(&id).map_or(String::new(), |account| format!(" · {}", account.bank.name));
        facts.push(("account", format!("{}{bank}", account(cx, Some(id)))));
    }
    for (index, reason) in notice.why.as_str().split("; ").filter(|reason| !reason.is_empty()).enumerate() {
        facts.push((if index == 0 { "why" } else { "" }, cx.figures.told(reason).into_owned()));
    }
    facts.push(("usual for you", words(&notice.baseline)));
    let places = locate(&cx.book, &notice.rows.iter().copied().collect());
    for (index, row) in places.iter().filter_map(|place| fetch(&cx.book, *place)).enumerate() {
        facts.push((if index == 0 { "rows" } else { "" }, row_words(cx, row)));
    }
    facts.push(("rule", format!("{} ({})", notice.rule, notice.origin.word())));
    facts.push(match cx.answer_of(notice) {
        Some(answer) => ("you said", said(answer).to_owned()),
        None => ("answer", answers(notice)),
    });
    facts
}

fn answers(notice: &Notice) -> String {
    let here = notice.merchant.as_ref().filter(|_| notice.silence.is_some());
    let never = here.map_or(String::new(), |merchant| format!(", m never again at {merchant}"));
    format!("y it was me, n it was not{never}")
}

/// `Nov 21 02:14  Best Buy  −899.00  pending`.
fn row_words(cx: &Cx, row: &Transaction) -> String {
    let time = row.details().occurred_at.map_or(String::new(), |at| format!(" {} UTC", at.format("%H:%M")));
    let status = status_word(cx, row);
    let status = if status.is_empty() { String::new() } else { format!(" {status}") };
    let name = who(cx, row);
    format!("{}{time} {name} {}{status}", cx.figures.day(row.spent_on(), cx.clock.today), cx.figures.signed(row.amount))
}
