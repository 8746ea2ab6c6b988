//! Money in, money out and what was kept, month by month, with net worth and how the running month will end.

use chrono::{Months, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use rust_decimal::Decimal;

use super::flow_charts::{self, Pane};
use super::flow_lines::{self, FlowLine};
use super::halves::halves;
use super::source::Source;
use super::transactions::Transactions;
use crate::domain::{ConnectionId, Currency, Money, Month, Period};
use crate::insights::{Allowance, Flow};
use crate::tui::explained::{self, Explained};
use crate::tui::filter::Filter;
use crate::tui::jump;
use crate::tui::keymap::{Action, Scope, chains};
use crate::tui::plain;
use crate::tui::screen::{Cx, Screen, Wish};
use crate::tui::widgets::{Cursor, Field, Frame, Kept, put, put_right, width_of};

/// Which months, in which currency, and where one stands.
pub struct CashFlow {
    /// `None` is the last twelve months.
    period: Option<Period>,
    /// `None` is the first that has figures.
    currency: Option<Currency>,
    pane: Pane,
    lines: Vec<FlowLine>,
    keys: Vec<Month>,
    kept: Kept<Month>,
    filter: Filter,
    /// Findings, day, period, currency and filter that the lines were made from.
    built: Option<(u64, NaiveDate, Period, Currency, String)>,
    place: Rect,
    /// The panes beside the months.
    charts: Vec<(Rect, Pane)>,
    /// Which limit is selected.
    limits: Cursor,
    /// What was drawn of the heading, for clicks.
    marks: Vec<(Rect, Action)>,
}

impl Default for CashFlow {
    fn default() -> Self {
        Self {
            period: None,
            currency: None,
            pane: Pane::Months,
            lines: Vec::new(),
            keys: Vec::new(),
            kept: Kept::default(),
            filter: Filter::of_lines("2026-09, amount:>1000, date:2026-06.., not"),
            built: None,
            place: Rect::default(),
            charts: Vec::new(),
            limits: Cursor::default(),
            marks: Vec::new(),
        }
    }
}

/// Columns that the months would like to have, the borders of their pane included.
const WANTED: u16 = 69;

/// The twelve months up to today.
fn last_year(today: NaiveDate) -> Period {
    let first = today.checked_sub_months(Months::new(11)).map_or(today, |day| Month::of(day).first());
    Period::Days { from: first, to: today }
}

impl CashFlow {
    fn period(&self, today: NaiveDate) -> Period {
        self.period.unwrap_or_else(|| last_year(today))
    }

    fn currencies(cx: &Cx) -> Vec<Currency> {
        let Some(findings) = &cx.findings else { return Vec::new() };
        let flows = findings.flows.iter().map(|flow| flow.currency);
        explained::in_order(flows.chain(findings.worths.iter().map(|worth| worth.currency)))
    }

    fn currency(&self, cx: &Cx) -> Currency {
        let all = Self::currencies(cx);
        let chosen = self.currency.filter(|currency| all.contains(currency));
        chosen.or(all.first().copied()).unwrap_or(Currency::USD)
    }

    fn next_currency(&mut self, cx: &Cx) -> Vec<Wish> {
        let all = Self::currencies(cx);
        let now = self.currency(cx);
        let at = all.iter().position(|currency| *currency == now).unwrap_or(0);
        self.currency = all.get((at + 1) % all.len().max(1)).copied();
        if all.len() < 2 { vec![Wish::Say("all is in one currency".to_owned())] } else { Vec::new() }
    }

    fn step(&mut self, cx: &Cx, later: bool) {
        let today = cx.clock.today;
        let year = |year: i32| Period::Year((year + if later { 1 } else { -1 }).clamp(1970, 2100));
        let stepped = match self.period(today) {
            Period::Year(of) => year(of),
            // from the last twelve months to the calendar's years
            Period::Days { to, .. } => year(Month::of(to).year()),
            other => other,
        };
        if stepped.bounds().0.is_none_or(|first| first <= today) {
            self.period = Some(stepped);
        }
    }

    fn widen(&mut self, today: NaiveDate) {
        self.period = match self.period {
            None => Some(Period::Year(Month::of(today).year())),
            Some(Period::Year(_)) => Some(Period::All),
            Some(_) => None,
        };
    }

    fn selected(&self) -> Option<&FlowLine> {
        self.lines.get(self.kept.cursor.selected)
    }

    fn selected_flow<'a>(&self, cx: &'a Cx) -> Option<&'a Flow> {
        self.selected()?.flow(cx.findings.as_ref()?)
    }

    fn selected_limit<'a>(&self, cx: &'a Cx) -> Option<&'a Allowance> {
        cx.findings.as_ref()?.allowances.get(self.limits.selected)
    }

    /// The rows of the selected month; of a limit those that count against it; of net worth what it is made of.
    fn open(&mut self, cx: &Cx) -> Vec<Wish> {
        self.kept.pin(&self.keys);
        match self.pane {
            Pane::Months | Pane::Flow => {}
            Pane::Worth => {
                let of = self.explain(cx);
                return of.map(|of| Wish::Open(Box::new(Source::new(of)))).into_iter().collect();
            }
            Pane::Limits => {
                let Some(of) = self.selected_limit(cx) else { return Vec::new() };
                let title = format!("Limit › {}", flow_charts::about(&of.limit.of));
                return vec![Wish::Open(Box::new(Transactions::of_rows(&title, of.derivation.rows.iter().copied())))];
            }
        }
        let Some(flow) = self.selected_flow(cx) else { return Vec::new() };
        let title = format!("Cash flow › {} › {}", cx.figures.month(flow.month), flow.currency);
        vec![Wish::Open(Box::new(Transactions::of_rows(&title, flow.derivation.rows.iter().copied())))]
    }

    /// `◂ last 12 months ▸   in 61,000.00  out 58,000.00  net 3,000.00  saved 4.9%      USD`.
    fn draw_heading(&mut self, cx: &Cx, row: Rect, buf: &mut Buffer) {
        self.marks.clear();
        let words = match self.period {
            None => "◂ last 12 months".to_owned(),
            Some(Period::All) => "all time".to_owned(),
            Some(of) => format!("◂ {} ▸", cx.figures.period(of)),
        };
        let place = |x, width| Rect { x, width, height: 1, ..row };
        let used = put(buf, row.x + 1, row.y, row.width.saturating_sub(2), &words, cx.theme.strong);
        if self.period != Some(Period::All) {
            self.marks.push((place(row.x, 3), Action::Earlier));
        }
        if matches!(self.period, Some(Period::Year(_))) {
            self.marks.push((place((row.x + used).saturating_sub(1), 3), Action::Later));
        }
        self.marks.push((place(row.x + 1, used), Action::Span));
        let mut right = row.right().saturating_sub(1);
        let currency = self.currency(cx);
        let all = Self::currencies(cx);
        if all.len() > 1 && width_of(currency.id()) + used + 4 <= row.width {
            for other in all.iter().rev().filter(|other| row.width >= 100 || **other == currency) {
                let style = if *other == currency { cx.theme.accent } else { cx.theme.dim };
                let width = put_right(buf, right, row.y, other.id(), style);
                self.marks.push((place(right.saturating_sub(width), width), Action::Group));
                right = right.saturating_sub(width + 2);
            }
        }
        let mut x = row.x + used + 4;
        for (label, figure) in self.sums(cx, currency) {
            let width = width_of(label) + 1 + width_of(&figure);
            if x + width > right {
                break;
            }
            x += put(buf, x, row.y, width_of(label), label, cx.theme.dim) + 1;
            x += put(buf, x, row.y, width_of(&figure), &figure, cx.theme.strong) + 2;
        }
    }

    /// The sums of the months listed; none where they need more than 28 digits.
    fn sums(&self, cx: &Cx, currency: Currency) -> Vec<(&'static str, String)> {
        let Some(findings) = &cx.findings else { return Vec::new() };
        let flows: Vec<&Flow> = self.lines.iter().filter_map(|of| of.flow(findings)).collect();
        let add =
            |part: fn(&Flow) -> Decimal| flows.iter().try_fold(Decimal::ZERO, |sum, flow| sum.checked_add(part(flow)));
        let (Some(money_in), Some(money_out)) = (add(|flow| flow.money_in), add(|flow| flow.money_out)) else {
            return Vec::new();
        };
        let Some(net) = money_in.checked_sub(money_out).filter(|_| !flows.is_empty()) else { return Vec::new() };
        let write = |amount| Money::new(amount, currency).map_or("…".to_owned(), |money| cx.figures.total(money));
        vec![("net", write(net)), ("in", write(money_in)), ("out", write(money_out))]
    }

    fn draw_list(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        let focused = self.pane == Pane::Months;
        let title = match (cx.book.damaged(), cx.book.is_loaded()) {
            (0, true) => "",
            (0, false) => "so far: reading older transactions",
            _ => "not whole: some months cannot be read",
        };
        let frame = Frame { title, right: "", right_style: cx.theme.dim, foot: "", focused };
        let inside = frame.draw(area, buf, cx.theme);
        let found = cx.figures.counted(self.lines.len(), "month", "months");
        let mut inside = self.filter.draw_above(cx, inside, buf, &found);
        let ahead = flow_charts::forecast_words(cx, &self.lines, inside.width.saturating_sub(3));
        let told = u16::try_from(ahead.len()).unwrap_or(0);
        if told > 0 && inside.height > told + 4 {
            for (row, words) in inside.rows().skip(usize::from(inside.height - told)).zip(&ahead) {
                put(buf, row.x + 2, row.y, row.width.saturating_sub(3), words, cx.theme.dim);
            }
            inside.height -= told;
        }
        let currency = self.currency(cx);
        self.place = flow_lines::draw(cx, &self.lines, currency, &mut self.kept.cursor, inside, buf, focused);
        if self.lines.is_empty() {
            let words = match &cx.findings {
                None => "reckoning…",
                Some(_) if !self.filter.query.is_empty() => "nothing matches: Esc clears the filter",
                Some(findings) if findings.overflow => "these sums do not fit 28 digits",
                Some(_) => "no money moved in these months",
            };
            put(buf, inside.x + 2, inside.y, inside.width.saturating_sub(3), words, cx.theme.dim);
        }
        if area.height > 1 {
            let foot = self.kept.range(self.lines.len(), cx.figures);
            let bottom = Frame { title: "", right: &foot, ..frame };
            bottom.rule(Rect { y: area.bottom() - 1, height: 1, ..area }, buf, cx.theme, ("╰", "╯"));
        }
    }
}

/// What was spent of a limit.
fn limit(of: &Allowance) -> Explained {
    Explained {
        title: format!("Limit › {}", flow_charts::about(&of.limit.of)),
        figure: Money::new(of.spent, of.limit.amount.currency()).ok(),
        derivation: of.derivation.clone(),
        ..Explained::default()
    }
}

impl Screen for CashFlow {
    fn title(&self) -> &'static str {
        "Cash flow"
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.filter.open { chains::FILTERING } else { chains::CASH_FLOW }
    }

    fn refresh(&mut self, cx: &Cx) {
        let Some(findings) = &cx.findings else { return };
        let (of, currency) = (self.period(cx.clock.today), self.currency(cx));
        let now = Some((findings.revision, cx.clock.today, of, currency, self.filter.text().to_owned()));
        if self.built != now {
            self.built = now;
            self.lines = flow_lines::lines(findings, of, currency);
            let query = &self.filter.query;
            self.lines.retain(|line| line.holds(cx, findings, query));
            self.keys = self.lines.iter().map(|of| of.month).collect();
            self.kept.settle(&self.keys);
        }
    }

    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish> {
        if self.filter.act(action).is_some() {
            return Vec::new();
        }
        match action {
            Action::Earlier | Action::Later => self.step(cx, action == Action::Later),
            Action::Span => self.widen(cx.clock.today),
            Action::Group => return self.next_currency(cx),
            Action::Open => return self.open(cx),
            Action::NextPane => self.pane = self.pane.next(),
            Action::PreviousPane => self.pane = self.pane.previous(),
            Action::Back if self.pane != Pane::Months => self.pane = Pane::Months,
            Action::Back => return vec![Wish::Leave],
            _ if self.pane == Pane::Limits => {
                let many = cx.findings.as_ref().map_or(0, |findings| findings.allowances.len());
                self.limits.act(action, many);
            }
            _ => drop(self.kept.act(action, &self.keys)),
        }
        Vec::new()
    }

    fn explain(&self, cx: &Cx) -> Option<Explained> {
        let findings = cx.findings.as_ref()?;
        if self.pane == Pane::Limits {
            return self.selected_limit(cx).map(limit);
        }
        let line = self.selected()?;
        let worth = line.worth(findings).map(|worth| explained::worth(cx, worth));
        if self.pane == Pane::Worth {
            return worth;
        }
        let Some(flow) = line.flow(findings) else { return worth };
        Some(Explained {
            title: format!("Cash flow › {} › net", cx.figures.month(flow.month)),
            figure: Money::new(flow.net, flow.currency).ok(),
            derivation: flow.derivation.clone(),
            parts: explained::flow_parts(cx, flow).into_iter().chain(worth).collect(),
            ..Explained::default()
        })
    }

    fn click(&mut self, at: Position, cx: &Cx) -> Vec<Wish> {
        let marked = self.marks.iter().find(|(place, _)| place.contains(at)).map(|(_, action)| *action);
        if let Some(action) = marked {
            return self.act(action, cx);
        }
        if let Some((_, pane)) = self.charts.iter().find(|(place, _)| place.contains(at)) {
            self.pane = *pane;
        }
        if !self.place.contains(at) {
            return Vec::new();
        }
        self.pane = Pane::Months;
        if self.kept.click(usize::from(at.y - self.place.y), &self.keys) { self.open(cx) } else { Vec::new() }
    }

    fn targets(&self) -> Vec<Position> {
        let marks = self.marks.iter().filter(|(_, action)| *action != Action::Span).map(|(place, _)| *place);
        let panes = self.charts.iter().map(|(place, _)| *place).chain(marks);
        jump::lines(self.place).chain(panes.flat_map(|place| jump::lines(place).take(1))).collect()
    }

    fn field(&mut self) -> Option<&mut Field> {
        self.filter.field()
    }

    fn typed(&mut self, _cx: &Cx) {
        self.filter.typed();
    }

    fn wheel(&mut self, _at: Position, lines: isize, _cx: &Cx) {
        self.kept.wheel(lines, &self.keys);
    }

    fn connection(&self, _cx: &Cx) -> Option<ConnectionId> {
        None
    }

    fn plain(&self, cx: &Cx) -> Vec<String> {
        let heading = self.period.map_or("last 12 months".to_owned(), |period| cx.figures.period(period));
        let currency = self.currency(cx);
        let sums = self.sums(cx, currency).into_iter().map(|(label, figure)| format!("{label} {figure}"));
        let sums = plain::sentence(&[currency.id(), &sums.collect::<Vec<_>>().join(", ")]);
        let head = self.filter.plain(&cx.figures.counted(self.lines.len(), "month", "months"));
        let lines = flow_lines::plain(cx, &self.lines, currency);
        let ahead = flow_charts::forecast_words(cx, &self.lines, u16::MAX);
        let ahead = ahead.iter().filter(|words| !words.is_empty()).map(|words| plain::sentence(&[words]));
        let limits = flow_charts::plain(cx);
        [heading, sums].into_iter().chain(head).chain(lines).chain(ahead).chain(limits).collect()
    }

    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer) {
        if area.height < 3 {
            return;
        }
        self.draw_heading(cx, Rect { height: 1, ..area }, buf);
        let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
        let (list, beside) = halves(body, self.pane != Pane::Months, WANTED);
        self.place = Rect::default();
        self.charts.clear();
        if !list.is_empty() {
            self.draw_list(cx, list, buf);
        }
        if !beside.is_empty() {
            let selected = self.selected().map(|of| of.month);
            let of = (&*self.lines, selected, self.currency(cx));
            self.charts = flow_charts::draw(cx, of, (self.pane, self.limits.selected), beside, buf);
        }
    }
}
