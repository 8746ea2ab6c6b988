//! The months of the cash flow's view: in, out, kept and what was owned at their ends, in one currency, the newest first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;

use crate::domain::{Currency, Money, Month, Period};
use crate::insights::{Flow, Worth};
use crate::tui::filter::Query;
use crate::tui::findings::Findings;
use crate::tui::format::{Column, Figure, Figures, MASK};
use crate::tui::plain;
use crate::tui::screen::Cx;
use crate::tui::widgets::{Cursor, fit_figure, line, put, put_right, row_style, width_of};

/// One month; places among the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowLine {
    pub month: Month,
    flow: Option<usize>,
    worth: Option<usize>,
}

const GAP: u16 = 2;
const MONTH: u16 = 8;
const SAVED: u16 = 8;

impl FlowLine {
    /// What came in and went out; `None` where nothing did.
    pub fn flow<'a>(&self, findings: &'a Findings) -> Option<&'a Flow> {
        findings.flows.get(self.flow?)
    }

    /// What was owned at its end; `None` before the first balance.
    pub fn worth<'a>(&self, findings: &'a Findings) -> Option<&'a Worth> {
        findings.worths.get(self.worth?)
    }

    /// True when a filter holds it: by the month's name, any of its figures, and any of its days.
    pub fn holds(&self, cx: &Cx, findings: &Findings, query: &Query) -> bool {
        let today = cx.clock.today;
        let flow = self.flow(findings);
        let amounts = flow.map_or([None; 3], |flow| [flow.money_in, flow.money_out, flow.net].map(Some));
        let worth = self.worth(findings).map(|worth| worth.net);
        let (name, days) = (cx.figures.month(self.month), (self.month.first(), self.month.last()));
        let texts = [&*name, &self.month.to_string()];
        let mut amounts = amounts.into_iter().chain([worth]).flatten().peekable();
        match amounts.peek() {
            None => query.holds_on(&texts, None, days, today),
            Some(_) => amounts.any(|amount| query.holds_on(&texts, Some(amount), days, today)),
        }
    }
}

/// The months of a period that have a figure, the newest first.
pub fn lines(findings: &Findings, period: Period, currency: Currency) -> Vec<FlowLine> {
    let mut months: std::collections::BTreeMap<Month, FlowLine> = std::collections::BTreeMap::new();
    let bare = |month| FlowLine { month, flow: None, worth: None };
    for (index, flow) in findings.flows.iter().enumerate().filter(|(_, flow)| flow.currency == currency) {
        if period.touches(flow.month) {
            months.entry(flow.month).or_insert_with(|| bare(flow.month)).flow = Some(index);
        }
    }
    for (index, worth) in findings.worths.iter().enumerate().filter(|(_, worth)| worth.currency == currency) {
        let of = Month::of(worth.day);
        if period.touches(of) {
            months.entry(of).or_insert_with(|| bare(of)).worth = Some(index);
        }
    }
    months.into_values().rev().collect()
}

/// `12.3%`, `−49.1%`: what was kept of what came in.
pub fn saved(figures: Figures, permille: Option<i64>) -> String {
    match permille {
        None => String::new(),
        Some(_) if figures.masked => MASK.to_owned(),
        Some(permille) if permille < -9999 => "under −999%".to_owned(),
        Some(permille) => {
            let size = permille.unsigned_abs();
            format!("{}{}.{}%", if permille < 0 { "−" } else { "" }, size / 10, size % 10)
        }
    }
}

/// The figures of a line, in the order of the columns.
struct Cells {
    month: String,
    figures: [Figure; 4],
    saved: String,
}

impl Cells {
    fn of(cx: &Cx, findings: &Findings, of: &FlowLine, currency: Currency) -> Self {
        let write =
            |amount: Decimal| Money::new(amount, currency).map(|money| cx.figures.figure(money)).unwrap_or_default();
        let flow = of.flow(findings);
        let amounts = flow.map_or_else(Default::default, |flow| [flow.money_in, flow.money_out, flow.net].map(write));
        let [money_in, money_out, net] = amounts;
        let worth = of.worth(findings).map(|worth| write(worth.net)).unwrap_or_default();
        let saved = saved(cx.figures, flow.and_then(|flow| flow.saved_permille));
        Self { month: cx.figures.month(of.month), figures: [money_in, money_out, net, worth], saved }
    }
}

/// The months in words.
pub fn plain(cx: &Cx, lines: &[FlowLine], currency: Currency) -> Vec<String> {
    let Some(findings) = &cx.findings else { return Vec::new() };
    let write = |amount| Money::new(amount, currency).map_or("…".to_owned(), |money| plain::magnitude(cx, money));
    let signed = |amount| Money::new(amount, currency).map_or("…".to_owned(), |money| plain::amount(cx, money));
    let line = |of: &FlowLine| {
        let of_flow = |flow: &Flow| {
            let kept = saved(cx.figures, flow.saved_permille);
            let kept = if kept.is_empty() { kept } else { format!(", saved {kept}") };
            format!("in {}, out {}, net {}{kept}", write(flow.money_in), write(flow.money_out), signed(flow.net))
        };
        let of_worth = |worth: &Worth| {
            let about = if worth.worked_out { "about " } else { "" };
            format!("worth {about}{}", signed(worth.net))
        };
        let flow = of.flow(findings).map(of_flow).unwrap_or_default();
        let worth = of.worth(findings).map(of_worth).unwrap_or_default();
        plain::sentence(&[&cx.figures.month(of.month), &flow, &worth])
    };
    lines.iter().map(line).collect()
}

/// Columns there is room for; a width of 0 leaves one out.
struct Places {
    columns: [Column; 4],
    widths: [u16; 4],
    saved: u16,
}

const HEADS: [&str; 4] = ["in", "out", "net", "worth"];

impl Places {
    fn fit(width: u16, cells: &[Cells]) -> Self {
        let columns: [Column; 4] =
            std::array::from_fn(|at| Column::of(cells.iter().map(move |cells| &cells.figures[at])));
        let mut places = Self { columns, widths: [0; 4], saved: 0 };
        // in the order in which a reader would miss them last
        for at in [2, 1, 0] {
            let wanted = columns[at].width().max(width_of(HEADS[at]));
            if places.taken() + wanted + GAP <= width {
                places.widths[at] = wanted;
            }
        }
        if places.taken() + SAVED + GAP <= width {
            places.saved = SAVED;
        }
        // a column for the mark of what was worked back
        let wanted = columns[3].width().max(width_of(HEADS[3])) + 1;
        if places.taken() + wanted + GAP <= width {
            places.widths[3] = wanted;
        }
        places
    }

    fn taken(&self) -> u16 {
        let with_gap = |width: u16| if width == 0 { 0 } else { width + GAP };
        3 + MONTH + self.widths.map(with_gap).iter().sum::<u16>() + with_gap(self.saved)
    }

    /// Where each column ends: in, out, net, saved, worth.
    fn ends(&self, row: Rect) -> [u16; 5] {
        let with_gap = |width: u16| if width == 0 { 0 } else { width + GAP };
        let first = row.x + 2 + MONTH;
        let [money_in, money_out, net, worth] = self.widths.map(with_gap);
        let mut end = first;
        [money_in, money_out, net, with_gap(self.saved), worth].map(|width| {
            end += width;
            end
        })
    }

    fn draw_heading(&self, cx: &Cx, row: Rect, buf: &mut Buffer) {
        let ends = self.ends(row);
        put(buf, row.x + 2, row.y, MONTH, "month", cx.theme.dim);
        let columns = [(0, 0), (1, 1), (2, 2), (3, 4)];
        for (at, end) in columns.into_iter().filter(|(at, _)| self.widths[*at] > 0) {
            put_right(buf, ends[end], row.y, HEADS[at], cx.theme.dim);
        }
        if self.saved > 0 {
            put_right(buf, ends[3], row.y, "saved", cx.theme.dim);
        }
    }

    fn draw(&self, cx: &Cx, cells: &Cells, worked_out: bool, row: Rect, buf: &mut Buffer) {
        let ends = self.ends(row);
        put(buf, row.x + 2, row.y, MONTH, &cells.month, cx.theme.plain);
        for (at, end) in [(0, 0), (1, 1), (2, 2), (3, 4)] {
            if self.widths[at] == 0 {
                continue;
            }
            let figure = self.columns[at].align(&cells.figures[at]);
            let style = if at == 2 { cx.theme.strong } else { cx.theme.plain };
            put_right(buf, ends[end], row.y, fit_figure(&figure, self.widths[at]), style);
            if at == 3 && worked_out {
                put(buf, ends[end].saturating_sub(self.widths[3]), row.y, 1, "≈", cx.theme.warn);
            }
        }
        if self.saved > 0 {
            put_right(buf, ends[3], row.y, fit_figure(&cells.saved, self.saved), cx.theme.dim);
        }
    }
}

/// Draws a heading and the visible months; returns the months' place.
pub fn draw(
    cx: &Cx,
    lines: &[FlowLine],
    currency: Currency,
    cursor: &mut Cursor,
    area: Rect,
    buf: &mut Buffer,
    focused: bool,
) -> Rect {
    let body = Rect { y: area.y + area.height.min(1), height: area.height.saturating_sub(1), ..area };
    let window = cursor.window(lines.len(), usize::from(body.height));
    let Some(findings) = &cx.findings else { return Rect { height: 0, ..body } };
    let visible = &lines[window];
    let cells: Vec<Cells> = visible.iter().map(|of| Cells::of(cx, findings, of, currency)).collect();
    let places = Places::fit(area.width, &cells);
    if area.height > 0 && !cells.is_empty() {
        places.draw_heading(cx, Rect { height: 1, ..area }, buf);
    }
    for (offset, (of, cells)) in (0_u16..).zip(visible.iter().zip(&cells)) {
        let Some(row) = line(body, offset) else { break };
        let worked_out = of.worth(findings).is_some_and(|worth| worth.worked_out);
        places.draw(cx, cells, worked_out, row, buf);
        if cursor.top + usize::from(offset) == cursor.selected {
            row_style(buf, row, focused, cx.theme);
        }
    }
    Rect { height: u16::try_from(visible.len()).unwrap_or(body.height), ..body }
}
