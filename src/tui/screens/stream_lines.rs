//! The lines of what recurs: who, how often, for how much, when next, and what a year of it costs; and everything that is told of one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::{Money, TxnId};
use crate::insights::{Known, Status, Word};
use crate::tui::detail::Fact;
use crate::tui::explained;
use crate::tui::filter::Query;
use crate::tui::format::{Column, Figure};
use crate::tui::plain;
use crate::tui::screen::Cx;
use crate::tui::widgets::{Cursor, fit_figure, line, put, put_right, row_style, width_of};

/// One stream: its oldest row, by which it is known, and its place among the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamLine {
    pub key: TxnId,
    pub index: usize,
}

const GAP: u16 = 2;
const LEAST_WHO: u16 = 15;
/// What a name gets before how often it comes.
const WIDE_WHO: u16 = 26;
/// Lines that are looked at for the width that the list would like.
const MEASURED: usize = 100;

/// What a filter holds: paid ones by what a year of them costs, then income, then what has ended; denied ones where asked for.
pub fn lines(cx: &Cx, query: &Query, with_denied: bool) -> Vec<StreamLine> {
    let Some(findings) = &cx.findings else { return Vec::new() };
    let holds = |known: &Known| {
        let stream = &known.stream;
        let account = explained::name_of(cx, known.account);
        let (words, often) = (stream.category.words(), stream.frequency.words());
        let texts = [stream.who.as_str(), often, words, status(known), &account];
        let listed = with_denied || known.word != Some(Word::Denied);
        // of what comes again the day of a query is its next one
        let on = stream.next.unwrap_or(stream.last);
        listed && query.holds_on(&texts, Some(stream.last_amount.amount()), (on, on), cx.clock.today)
    };
    let listed = findings.known.iter().enumerate().filter(|(_, known)| holds(known));
    let mut lines: Vec<StreamLine> =
        listed.filter_map(|(index, known)| Some(StreamLine { key: *known.stream.rows.first()?, index })).collect();
    lines.sort_by_key(|line| {
        let known = &findings.known[line.index];
        let yearly = known.stream.yearly.map(|yearly| yearly.magnitude().amount()).unwrap_or_default();
        (!known.goes_on(), known.stream.is_income(), std::cmp::Reverse(yearly), line.index)
    });
    lines
}

/// Where a stream stands, in a word.
pub fn status(known: &Known) -> &'static str {
    match (known.word, known.stream.status) {
        (Some(Word::Denied), _) => "not this",
        (Some(Word::Ended(_)), _) | (_, Status::Cancelled) => "ended",
        _ if known.stream.awaited.is_some() => "late",
        (_, Status::Early) => "twice so far",
        (_, Status::Mature) => "regular",
    }
}

/// `+2.00 since Oct 2026`, `a trial’s price first`, `confirmed`.
fn note(cx: &Cx, known: &Known) -> String {
    let stream = &known.stream;
    match (stream.price_change, stream.trial, known.word) {
        _ if !known.goes_on() => String::new(),
        (Some(change), _, _) => {
            let by = change.to.magnitude().amount().checked_sub(change.from.magnitude().amount());
            let by = by.and_then(|by| Money::new(by, change.to.currency()).ok());
            let by = by.map_or("…".to_owned(), |by| cx.figures.signed(by).to_string());
            format!("{by} since {}", cx.figures.month(crate::domain::Month::of(change.on)))
        }
        (None, Some(_), _) => "a trial’s price first".to_owned(),
        (None, None, Some(Word::Confirmed)) => "confirmed".to_owned(),
        _ if stream.status == Status::Early => "twice so far".to_owned(),
        _ => String::new(),
    }
}

/// When it comes next, or how it stands instead.
fn next(cx: &Cx, known: &Known) -> String {
    match (known.goes_on(), known.stream.awaited, known.stream.next) {
        (false, _, _) => status(known).to_owned(),
        (true, Some(_), _) => "late".to_owned(),
        (true, None, Some(next)) => cx.figures.day(next, cx.clock.today),
        (true, None, None) => String::new(),
    }
}

/// The price to come, or the last one of what has ended.
fn price(known: &Known) -> Money {
    if known.goes_on() { known.stream.next_amount } else { known.stream.last_amount }
}

struct Cells {
    who: String,
    often: &'static str,
    amount: Figure,
    guess: bool,
    next: String,
    yearly: Figure,
    note: String,
    style: Style,
}

impl Cells {
    fn of(cx: &Cx, known: &Known) -> Self {
        let goes_on = known.goes_on();
        let yearly = known.stream.yearly.filter(|_| goes_on);
        Self {
            who: cx.figures.words(known.stream.who.as_str()).into_owned(),
            often: known.stream.frequency.words(),
            amount: cx.figures.signed(price(known)),
            guess: goes_on && !known.stream.fixed,
            next: next(cx, known),
            yearly: yearly.map(|yearly| cx.figures.signed(yearly)).unwrap_or_default(),
            note: note(cx, known),
            style: if goes_on { cx.theme.plain } else { cx.theme.dim },
        }
    }
}

/// Columns there is room for; a width of 0 leaves one out.
struct Places {
    amounts: Column,
    years: Column,
    often: u16,
    amount: u16,
    next: u16,
    yearly: u16,
}

impl Places {
    fn fit(width: u16, cells: &[Cells]) -> Self {
        let amounts = Column::of(cells.iter().map(|cells| &cells.amount));
        let years = Column::of(cells.iter().map(|cells| &cells.yearly));
        // one more for the mark of a guess
        let amount = (amounts.width() + 1).max(6).min(width / 2);
        let mut places = Self { amounts, years, often: 0, amount, next: 0, yearly: 0 };
        let widest =
            |words: fn(&Cells) -> &str, head| cells.iter().map(|of| width_of(words(of))).max().unwrap_or(0).max(head);
        let (next, often) = (widest(|of| &of.next, 4), widest(|of| of.often, 9));
        let yearly = years.width().max(6);
        let who = widest(|of| &of.who, 0).clamp(LEAST_WHO, WIDE_WHO);
        for (wide, column, least) in [(next, 0, LEAST_WHO), (yearly, 1, LEAST_WHO), (often, 2, who)] {
            if places.taken() + wide + GAP + least <= width {
                *[&mut places.next, &mut places.yearly, &mut places.often][column] = wide;
            }
        }
        places
    }

    fn taken(&self) -> u16 {
        let with_gap = |width: u16| if width == 0 { 0 } else { width + GAP };
        3 + [self.often, self.amount, self.next, self.yearly].map(with_gap).iter().sum::<u16>()
    }

    /// Draws words in the columns' places: left ones from their start, figures to their end, the last behind the first where it fits.
    fn draw(&self, row: Rect, buf: &mut Buffer, words: [(&str, Style); 6]) {
        let [who, often, amount, next, yearly, note] = words;
        let mut x = row.x + 2;
        let room = row.width.saturating_sub(self.taken());
        let used = put(buf, x, row.y, room, who.0, who.1);
        let said = format!(" · {}", note.0);
        // a part of a price would be a wrong one
        if !note.0.is_empty() && used + width_of(&said) <= room {
            put(buf, x + used, row.y, width_of(&said), &said, note.1);
        }
        x += room + GAP;
        let gap = |width: u16| if width == 0 { 0 } else { width + GAP };
        put(buf, x, row.y, self.often, often.0, often.1);
        x += gap(self.often);
        put_right(buf, x + self.amount, row.y, fit_figure(amount.0, self.amount), amount.1);
        x += gap(self.amount);
        put(buf, x, row.y, self.next, next.0, next.1);
        x += gap(self.next);
        if self.yearly > 0 {
            put_right(buf, x + self.yearly, row.y, fit_figure(yearly.0, self.yearly), yearly.1);
        }
    }
}

/// Columns that the list would like to have, the borders of its pane included, with no name cut and every column there.
pub fn width(cx: &Cx, lines: &[StreamLine]) -> u16 {
    let Some(findings) = &cx.findings else { return 0 };
    let known = lines.iter().take(MEASURED).filter_map(|line| findings.known.get(line.index));
    let cells: Vec<Cells> = known.map(|known| Cells::of(cx, known)).collect();
    let who = |of: &Cells| width_of(&of.who) + if of.note.is_empty() { 0 } else { width_of(&of.note) + 3 };
    let who = cells.iter().map(who).max().unwrap_or(0);
    Places::fit(u16::MAX, &cells).taken() + who + 2
}

/// The lines in words.
pub fn plain(cx: &Cx, lines: &[StreamLine]) -> Vec<String> {
    let Some(findings) = &cx.findings else { return Vec::new() };
    let line = |of: &StreamLine| {
        let known = findings.known.get(of.index)?;
        let stream = &known.stream;
        let guess = if known.goes_on() && !stream.fixed { "about " } else { "" };
        let price = format!("{guess}{}", plain::amount(cx, price(known)));
        let due = stream.next.filter(|_| known.goes_on());
        let due = due.map_or(String::new(), |next| format!("next {}", cx.figures.long_day(next)));
        let yearly = stream.yearly.filter(|_| known.goes_on());
        let yearly = yearly.map_or(String::new(), |money| format!("{} a year", plain::amount(cx, money)));
        let (who, often) = (cx.figures.words(stream.who.as_str()), stream.frequency.words());
        let note = note(cx, known);
        Some(plain::sentence(&[&who, often, &price, status(known), &due, &yearly, &note]))
    };
    lines.iter().filter_map(line).collect()
}

/// Draws a heading and the visible lines; returns the lines' place.
pub fn draw(cx: &Cx, lines: &[StreamLine], cursor: &mut Cursor, area: Rect, buf: &mut Buffer, focused: bool) -> Rect {
    let body = Rect { y: area.y + area.height.min(1), height: area.height.saturating_sub(1), ..area };
    let window = cursor.window(lines.len(), usize::from(body.height));
    let Some(findings) = &cx.findings else { return Rect { height: 0, ..body } };
    let cells: Vec<Cells> = lines[window]
        .iter()
        .filter_map(|line| findings.known.get(line.index))
        .map(|known| Cells::of(cx, known))
        .collect();
    let places = Places::fit(area.width, &cells);
    let dim = cx.theme.dim;
    if area.height > 0 && !cells.is_empty() {
        let heads = ["merchant", "how often", "amount", "next", "a year", ""].map(|words| (words, dim));
        places.draw(Rect { height: 1, ..area }, buf, heads);
    }
    for (offset, cells) in (0_u16..).zip(&cells) {
        let Some(row) = line(body, offset) else { break };
        let amount = places.amounts.align(&cells.amount);
        let amount = if cells.guess && !cx.figures.masked { format!("~{}", amount.trim_start()) } else { amount };
        let yearly = places.years.align(&cells.yearly);
        let style = cells.style;
        let words = [
            (cells.who.as_str(), style),
            (cells.often, dim),
            (amount.as_str(), style),
            (cells.next.as_str(), if cells.next == "late" { cx.theme.warn } else { style }),
            (yearly.as_str(), style),
            (cells.note.as_str(), dim),
        ];
        places.draw(row, buf, words);
        if cursor.top + usize::from(offset) == cursor.selected {
            row_style(buf, row, focused, cx.theme);
        }
    }
    Rect { height: u16::try_from(cells.len()).unwrap_or(body.height), ..body }
}

/// Everything that is known of a stream.
pub fn facts(cx: &Cx, known: &Known) -> Vec<Fact> {
    let stream = &known.stream;
    let mut facts = vec![("how often", stream.told()), ("stands", status(known).to_owned())];
    facts.push(("last", format!("{} on {}", cx.figures.plain(stream.last_amount), cx.figures.long_day(stream.last))));
    if let Some(next) = stream.next.filter(|_| known.goes_on()) {
        let about = if stream.fixed { "" } else { "about " };
        facts.push((
            "next",
            format!("{about}{} on {}", cx.figures.plain(stream.next_amount), cx.figures.long_day(next)),
        ));
    }
    facts.extend(stream.awaited.map(|since| ("late since", cx.figures.long_day(since))));
    facts.extend(stream.price_change.map(|change| {
        let (from, to) = (cx.figures.plain(change.from), cx.figures.plain(change.to));
        ("price", format!("from {from} to {to} on {}", cx.figures.long_day(change.on)))
    }));
    facts.extend(stream.trial.map(|trial| ("trial", format!("first {}", cx.figures.plain(trial)))));
    facts.extend(stream.yearly.map(|yearly| ("a year", cx.figures.plain(yearly))));
    facts.push(("account", explained::name_of(cx, known.account)));
    facts.push(("category", stream.category.words().to_owned()));
    let rows = cx.figures.counted(stream.rows.len(), "row", "rows");
    facts.push(("since", format!("{}, {rows} on {} dates", cx.figures.long_day(stream.first), stream.dates)));
    facts.push(match known.word {
        Some(Word::Confirmed) => ("you said", "it recurs (y takes it back)".to_owned()),
        Some(Word::Denied) => ("you said", "it does not recur (n takes it back)".to_owned()),
        Some(Word::Ended(on)) => ("you said", format!("it ended on {} (e takes it back)", cx.figures.long_day(on))),
        None => ("answer", "y it recurs, n it does not, e it has ended".to_owned()),
    });
    facts
}
