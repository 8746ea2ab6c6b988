//! What recurs: subscriptions, bills and wages with what a year of them costs, and the next thirty days with what each account will hold.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use rust_decimal::Decimal;

use super::agenda;
use super::facts_pane::FactsPane;
use super::halves::halves;
use super::stream_lines::{self, StreamLine};
use super::transactions::Transactions;
use crate::domain::{ConnectionId, Money, TxnId};
use crate::insights::{Known, Upcoming, Word};
use crate::tui::explained::{self, Explained};
use crate::tui::filter::Filter;
use crate::tui::findings::AHEAD;
use crate::tui::format::Figures;
use crate::tui::jump;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::plain;
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Cursor, Field, Frame, Kept, put, put_right, width_of};

/// Which pane has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Pane {
    #[default]
    Streams,
    Facts,
    Agenda,
}

/// The streams, the facts of the selected one, and what is to come.
#[derive(Default)]
pub struct Recurring {
    lines: Vec<StreamLine>,
    keys: Vec<TxnId>,
    kept: Kept<TxnId>,
    filter: Filter,
    with_denied: bool,
    pane: Pane,
    facts: FactsPane,
    agenda: Cursor,
    place: Rect,
    agenda_place: Rect,
    facts_place: Rect,
    /// Findings, filter and whether denied ones are listed: what the lines were made from; and of what the facts are.
    built: Option<(u64, String, bool)>,
    told: Option<(TxnId, u64, Figures)>,
}

/// From this height on the facts and the days ahead stand below each other.
const BOTH: u16 = 22;
const FACTS: u16 = 14;
/// Widths at which the days ahead have the whole of it, on a screen of that height at least.
const STOREYS: std::ops::Range<u16> = 100..150;
const TALL: u16 = 28;

impl Recurring {
    fn selected<'a>(&self, cx: &'a Cx) -> Option<&'a Known> {
        let line = self.lines.get(self.kept.cursor.selected)?;
        cx.findings.as_ref()?.known.get(line.index)
    }

    fn upcoming<'a>(&self, cx: &'a Cx) -> Option<&'a Upcoming> {
        cx.findings.as_ref()?.upcoming.get(self.agenda.selected)
    }

    /// The stream that an action is about: of the list, or of the day ahead where that has the keys.
    fn meant<'a>(&self, cx: &'a Cx) -> Option<&'a Known> {
        match self.pane {
            Pane::Agenda => cx.findings.as_ref()?.known.get(self.upcoming(cx)?.expected.stream),
            Pane::Streams | Pane::Facts => self.selected(cx),
        }
    }

    /// Keeps the person's word on a stream, or takes it back where it stands already.
    fn say(&mut self, cx: &Cx, word: Word) -> Vec<Wish> {
        self.kept.pin(&self.keys);
        let Some(known) = self.meant(cx) else { return Vec::new() };
        let same = |stands: Word| matches!((stands, word), (Word::Ended(_), Word::Ended(_))) || stands == word;
        let taken = known.word.is_some_and(same);
        let words = match word {
            _ if taken => "no word on",
            Word::Confirmed => "recurs:",
            Word::Denied => "does not recur:",
            Word::Ended(_) => "has ended:",
        };
        let edit = known.say((!taken).then_some(word));
        let words = format!("{words} {}", known.stream.who);
        edit.map(|edit| Wish::Edit(edit, words)).into_iter().collect()
    }

    /// What the selected day's account will hold: its balance of today and all that is expected of it until then.
    fn held(&self, cx: &Cx) -> Option<Explained> {
        let upcoming = self.upcoming(cx)?;
        let account = cx.book.accounts.get(&upcoming.expected.account)?;
        let until = cx.findings.as_ref()?.upcoming.iter().take(self.agenda.selected + 1);
        let until = until.filter(|other| other.expected.account == account.id);
        let today = explained::balance(cx, account);
        let mut held = today.clone();
        held.title = format!("{} › {}", held.title, cx.figures.long_day(upcoming.expected.day));
        held.figure = upcoming.balance;
        held.derivation.rules.push("with all that is expected until then added to it".to_owned());
        held.parts = std::iter::once(today).chain(until.map(|other| explained::expected(cx, other))).collect();
        Some(held)
    }

    fn open(&mut self, cx: &Cx) -> Vec<Wish> {
        self.kept.pin(&self.keys);
        let Some(known) = self.meant(cx) else { return Vec::new() };
        let title = explained::titled("Recurring", &known.stream.who);
        vec![Wish::Open(Box::new(Transactions::of_rows(&title, known.stream.rows.iter().copied())))]
    }

    /// `a year: paid $28,912.20 · received $75,219.71       15 streams`.
    fn draw_heading(&self, cx: &Cx, row: Rect, buf: &mut Buffer) {
        let count = cx.figures.counted(self.lines.len(), "stream", "streams");
        let right = row.right().saturating_sub(1);
        let counted = put_right(buf, right, row.y, &count, cx.theme.dim);
        let mut x = row.x + 1 + put(buf, row.x + 1, row.y, 6, "a year", cx.theme.dim) + 2;
        for Yearly { word: label, total, .. } in yearly(cx) {
            let figure = cx.figures.total(total);
            let width = width_of(label) + 1 + width_of(&figure);
            if x + width + 2 > right.saturating_sub(counted) {
                return;
            }
            x += put(buf, x, row.y, width_of(label), label, cx.theme.dim) + 1;
            x += put(buf, x, row.y, width_of(&figure), &figure, cx.theme.strong) + 2;
        }
    }

    fn draw_list(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let focused = self.pane == Pane::Streams;
        let title = if cx.book.is_loaded() { "" } else { "reading older transactions" };
        let right = if self.with_denied { "denied ones too" } else { "" };
        let frame = Frame { title, right, right_style: cx.theme.dim, foot: "", focused };
        let inside = frame.draw(area, buf, cx.theme);
        let found = cx.figures.counted(self.lines.len(), "match", "matches");
        let inside = self.filter.draw_above(cx, inside, buf, &found);
        self.place = stream_lines::draw(cx, &self.lines, &mut self.kept.cursor, inside, buf, focused);
        if self.lines.is_empty() {
            let words = match &cx.findings {
                None => "looking…",
                Some(_) if !self.filter.query.is_empty() => "nothing matches: Esc clears the filter",
                Some(_) => "nothing recurs yet: it takes three charges, or two years of a yearly one",
            };
            put(buf, inside.x + 2, inside.y, inside.width.saturating_sub(3), words, cx.theme.dim);
        }
        if area.height > 1 {
            let foot = self.kept.range(self.lines.len(), cx.figures);
            let bottom = Frame { title: "", right: &foot, ..frame };
            bottom.rule(Rect { y: area.bottom() - 1, height: 1, ..area }, buf, cx.theme, ("╰", "╯"));
        }
    }

    fn draw_agenda(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let focused = self.pane == Pane::Agenda;
        let title = format!("Next {AHEAD} days");
        let frame = Frame { title: &title, right: "", right_style: cx.theme.dim, foot: "", focused };
        let inside = frame.draw(area, buf, cx.theme);
        let (place, tells_balances) = agenda::draw(cx, &mut self.agenda, inside, buf, focused);
        self.agenda_place = place;
        if tells_balances && area.height > 1 {
            let top = Frame { right: "account then holds", ..frame };
            top.rule(Rect { height: 1, ..area }, buf, cx.theme, ("╭", "╮"));
        }
    }

    fn draw_facts(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        self.facts_place = area;
        let title = self.selected(cx).map_or(String::new(), |known| known.stream.who.to_string());
        self.facts.draw(cx, &title, self.pane == Pane::Facts, area, buf);
    }
}

/// What a year costs or brings in one currency.
struct Yearly {
    word: &'static str,
    is_income: bool,
    /// A magnitude.
    total: Money,
}

impl Yearly {
    fn holds(&self, known: &Known) -> bool {
        let is_of = |yearly: Money| yearly.currency() == self.total.currency();
        known.goes_on() && known.stream.is_income() == self.is_income && known.stream.yearly.is_some_and(is_of)
    }

    fn explained(&self, cx: &Cx) -> Explained {
        let known = cx.findings.iter().flat_map(|findings| &findings.known);
        Explained {
            title: format!("Recurring › a year › {} in all", self.word),
            figure: Some(self.total),
            parts: known.filter(|known| self.holds(known)).map(explained::stream).collect(),
            ..Explained::default()
        }
    }
}

/// The sums of a year, those that are paid before those that are received, by currency; one that does not fit 28 digits is left out.
fn yearly(cx: &Cx) -> Vec<Yearly> {
    let Some(findings) = &cx.findings else { return Vec::new() };
    let figures = |of: &Yearly| {
        let known = findings.known.iter().filter(|known| of.holds(known));
        known.filter_map(|known| known.stream.yearly).map(|money| money.amount()).collect::<Vec<_>>()
    };
    let going = findings.known.iter().filter(|known| known.goes_on());
    let currencies = explained::in_order(going.filter_map(|known| known.stream.yearly).map(|money| money.currency()));
    let sides = currencies.into_iter().flat_map(|of| [("paid", false, of), ("received", true, of)]);
    let summed = sides.filter_map(|(word, is_income, of)| {
        let bare = Yearly { word, is_income, total: Money::new(Decimal::ZERO, of).ok()? };
        let total = figures(&bare).into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)?;
        Some(Yearly { total: Money::new(total, of).ok()?.magnitude(), ..bare })
    });
    summed.filter(|of| !of.total.is_zero()).collect()
}

/// `a year, paid $28,831.39, received $75,219.71`.
fn yearly_words(cx: &Cx) -> Option<String> {
    let sums: Vec<String> =
        yearly(cx).into_iter().map(|of| format!("{} {}", of.word, plain::magnitude(cx, of.total))).collect();
    (!sums.is_empty()).then(|| plain::sentence(&["a year", &sums.join(", ")]))
}

impl Screen for Recurring {
    fn title(&self) -> &'static str {
        "Recurring"
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.filter.open { chains::FILTERING } else { chains::RECURRING }
    }

    fn refresh(&mut self, cx: &Cx) {
        let Some(found) = cx.findings.as_ref().map(|findings| findings.revision) else { return };
        let now = (found, self.filter.text().to_owned(), self.with_denied);
        if self.built.as_ref() != Some(&now) {
            self.lines = stream_lines::lines(cx, &self.filter.query, self.with_denied);
            self.keys = self.lines.iter().map(|line| line.key).collect();
            self.kept.settle(&self.keys);
            self.built = Some(now);
        }
        let told = self.keys.get(self.kept.cursor.selected).map(|key| (*key, found, cx.figures));
        if self.told != told {
            self.told = told;
            self.facts.tell(self.selected(cx).map_or(Vec::new(), |known| stream_lines::facts(cx, known)));
        }
    }

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        if self.filter.act(action).is_some() {
            return Vec::new();
        }
        let ahead = cx.findings.as_ref().map_or(0, |findings| findings.upcoming.len());
        match action {
            Action::Agree => return self.say(cx, Word::Confirmed),
            Action::Deny => return self.say(cx, Word::Denied),
            Action::Ended => return self.say(cx, Word::Ended(cx.clock.today)),
            Action::Open => return self.open(cx),
            Action::ShowHidden => self.with_denied = !self.with_denied,
            Action::NextPane | Action::PreviousPane => {
                self.kept.pin(&self.keys);
                self.pane = match (self.pane, action) {
                    (Pane::Streams, Action::NextPane) | (Pane::Agenda, Action::PreviousPane) => Pane::Facts,
                    (Pane::Facts, Action::NextPane) | (Pane::Streams, _) => Pane::Agenda,
                    _ => Pane::Streams,
                };
            }
            Action::Back if self.pane != Pane::Streams => self.pane = Pane::Streams,
            Action::Back => return vec![Wish::Leave],
            _ => match self.pane {
                Pane::Streams => drop(self.kept.act(action, &self.keys)),
                Pane::Facts => drop(self.facts.act(action)),
                Pane::Agenda => drop(self.agenda.act(action, ahead)),
            },
        }
        Vec::new()
    }

    fn explain(&self, cx: &Cx) -> Option<Explained> {
        if self.pane == Pane::Agenda {
            return self.held(cx);
        }
        let known = self.selected(cx)?;
        let mut of = explained::stream(known);
        of.parts = yearly(cx).into_iter().map(|sum| sum.explained(cx)).collect();
        Some(of)
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.filter.field()
    }

    fn typed(&mut self, _cx: &Cx) {
        self.filter.typed();
    }

    fn click(&mut self, at: Position, cx: &Cx) -> Vec<Wish> {
        if self.place.contains(at) {
            self.pane = Pane::Streams;
            let again = self.kept.click(usize::from(at.y - self.place.y), &self.keys);
            return if again { self.open(cx) } else { Vec::new() };
        }
        if self.agenda_place.contains(at) {
            let index = self.agenda.top + usize::from(at.y - self.agenda_place.y);
            let again = self.pane == Pane::Agenda && self.agenda.selected == index;
            (self.pane, self.agenda.selected) = (Pane::Agenda, index);
            return if again { self.open(cx) } else { Vec::new() };
        }
        if self.facts_place.contains(at) {
            self.pane = Pane::Facts;
        }
        Vec::new()
    }

    fn targets(&self) -> Vec<Position> {
        let facts = jump::lines(self.facts_place).take(1);
        jump::lines(self.place).chain(jump::lines(self.agenda_place)).chain(facts).collect()
    }

    fn wheel(&mut self, at: Position, lines: isize, cx: &Cx) {
        let ahead = cx.findings.as_ref().map_or(0, |findings| findings.upcoming.len());
        if self.place.contains(at) {
            self.kept.wheel(lines, &self.keys);
        } else if self.agenda_place.contains(at) {
            self.agenda.wheel(lines, ahead);
        } else {
            self.facts.wheel(lines);
        }
    }

    fn connection(&self, cx: &Cx) -> Option<ConnectionId> {
        cx.book.accounts.get(&self.meant(cx)?.account)?.connection().cloned()
    }

    fn plain(&self, cx: &Cx) -> Vec<String> {
        let head = self.filter.plain(&cx.figures.counted(self.lines.len(), "stream", "streams"));
        let streams = stream_lines::plain(cx, &self.lines);
        let ahead = agenda::plain(cx);
        let next = (!ahead.is_empty()).then(|| format!("Next {AHEAD} days"));
        head.into_iter().chain(yearly_words(cx)).chain(streams).chain(next).chain(ahead).collect()
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        (self.place, self.agenda_place, self.facts_place) = (Rect::default(), Rect::default(), Rect::default());
        if area.height < 3 {
            return;
        }
        self.draw_heading(cx, Rect { height: 1, ..area }, buf);
        let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
        let (above, below) = storeys(body);
        let (list, beside) = halves(above, self.pane != Pane::Streams, stream_lines::width(cx, &self.lines));
        if !list.is_empty() {
            self.draw_list(cx, list, buf);
        }
        if !below.is_empty() {
            self.draw_facts(cx, beside, buf);
            self.draw_agenda(cx, below, buf);
        } else if beside.height >= BOTH {
            let facts = Rect { height: FACTS.min(beside.height / 2), ..beside };
            self.draw_facts(cx, facts, buf);
            let below = Rect { y: beside.y + facts.height, height: beside.height - facts.height, ..beside };
            self.draw_agenda(cx, below, buf);
        } else if self.pane == Pane::Facts {
            self.draw_facts(cx, beside, buf);
        } else if !beside.is_empty() {
            self.draw_agenda(cx, beside, buf);
        }
    }
}

/// The streams with their facts, and below them the days ahead over the whole width, where half of it is too narrow for their columns.
fn storeys(area: Rect) -> (Rect, Rect) {
    let none = Rect { height: 0, ..area };
    if !STOREYS.contains(&area.width) || area.height < TALL {
        return (area, none);
    }
    let below = area.height * 2 / 5;
    let above = Rect { height: area.height - below, ..area };
    (above, Rect { y: area.y + above.height, height: below, ..area })
}
