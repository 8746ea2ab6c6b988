//! The charts beside the months: in and out, net worth, and what is left of the month's limits; and how the running month will end.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::flow_lines::FlowLine;
use crate::domain::{Category, Currency, Limited, Money, Month};
use crate::insights::{Allowance, Flow};
use crate::tui::format::{MASK, month_name};
use crate::tui::plain;
use crate::tui::screen::Cx;
use crate::tui::widgets::{Bar, Columns, Frame, bar, columns, put, put_right, width_of, wrap};

/// What has the keys; on a small screen what is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Months,
    Flow,
    Worth,
    Limits,
}

impl Pane {
    const ALL: [Self; 4] = [Self::Months, Self::Flow, Self::Worth, Self::Limits];

    fn step(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|pane| *pane == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }

    /// The one that Tab goes to.
    pub fn next(self) -> Self {
        self.step(1)
    }

    /// The one before.
    pub fn previous(self) -> Self {
        self.step(Self::ALL.len() - 1)
    }
}

/// From this height on there is room for more than one chart.
const SEVERAL: u16 = 20;
const LIMIT_BAR: u16 = 14;

/// Draws as many charts as there is room for, at least the one with the keys; returns where each lies. `chosen` is the pane that has the
/// keys, and the limit that is selected in its own.
pub fn draw(cx: &Cx, of: Shown<'_>, chosen: (Pane, usize), area: Rect, buf: &mut Buffer) -> Vec<(Rect, Pane)> {
    let places = places(cx, chosen.0, area);
    for (place, pane) in &places {
        match pane {
            Pane::Months | Pane::Flow => draw_flow(cx, of, chosen.0, *place, buf),
            Pane::Worth => draw_worth(cx, of, chosen.0, *place, buf),
            Pane::Limits => draw_limits(cx, chosen, *place, buf),
        }
    }
    places
}

/// The months that are charted, the one that is selected, and their currency.
type Shown<'a> = (&'a [FlowLine], Option<Month>, Currency);

fn places(cx: &Cx, pane: Pane, area: Rect) -> Vec<(Rect, Pane)> {
    if area.height < SEVERAL {
        return vec![(area, if pane == Pane::Months { Pane::Flow } else { pane })];
    }
    let limits = cx.findings.as_ref().map_or(0, |findings| findings.allowances.len());
    let below = u16::try_from(limits).unwrap_or(0).min(area.height / 4);
    let below = if below == 0 && pane != Pane::Limits { 0 } else { below.max(1) + 2 };
    let upper = (area.height - below) / 2;
    let place = |y, height| Rect { y: area.y + y, height, ..area };
    let charts = [(place(0, upper), Pane::Flow), (place(upper, area.height - below - upper), Pane::Worth)];
    let limits = (below > 0).then(|| (place(area.height - below, below), Pane::Limits));
    charts.into_iter().chain(limits).collect()
}

/// The limits in words.
pub fn plain(cx: &Cx) -> Vec<String> {
    let line = |of: &Allowance| {
        let limit = of.limit.amount;
        let spent =
            Money::new(of.spent, limit.currency()).map_or("…".to_owned(), |money| plain::magnitude(cx, money));
        let passed = if of.used_permille > 1000 && !cx.figures.masked { "passed" } else { "" };
        let words = format!("{spent} of {}", plain::magnitude(cx, limit));
        plain::sentence(&["limit of this month", &about(&of.limit.of), &words, passed])
    };
    cx.findings.iter().flat_map(|findings| &findings.allowances).map(line).collect()
}

fn framed(cx: &Cx, title: &str, right: &str, focused: bool, area: Rect, buf: &mut Buffer) -> Rect {
    let frame = Frame { title, right, right_style: cx.theme.dim, foot: "", focused };
    let inside = frame.draw(area, buf, cx.theme);
    Rect { x: inside.x + inside.width.min(1), width: inside.width.saturating_sub(2), ..inside }
}

fn draw_flow(cx: &Cx, (lines, selected, currency): Shown<'_>, pane: Pane, area: Rect, buf: &mut Buffer) {
    let title = format!("In and out, {}", currency.id());
    let inside = framed(cx, &title, "█ in  ⣿ out", pane == Pane::Flow, area, buf);
    let Some(findings) = &cx.findings else { return };
    let flows = lines.iter().rev().filter_map(|of| of.flow(findings));
    let groups: Vec<Columns> = flows
        .map(|flow: &Flow| Columns {
            label: month_name(flow.month.month()).to_owned(),
            bars: vec![Bar { value: flow.money_in, dotted: false }, Bar { value: flow.money_out, dotted: true }],
            selected: selected == Some(flow.month),
        })
        .collect();
    columns(cx, &groups, true, inside, buf);
}

fn draw_worth(cx: &Cx, (lines, selected, currency): Shown<'_>, pane: Pane, area: Rect, buf: &mut Buffer) {
    let title = format!("Net worth, {}", currency.id());
    let inside = framed(cx, &title, "█ the bank’s  ⣿ worked back", pane == Pane::Worth, area, buf);
    let Some(findings) = &cx.findings else { return };
    let worths = lines.iter().rev().filter_map(|of| Some((of.month, of.worth(findings)?)));
    let groups: Vec<Columns> = worths
        .map(|(of, worth)| Columns {
            label: month_name(of.month()).to_owned(),
            bars: vec![Bar { value: worth.net, dotted: worth.worked_out }],
            selected: selected == Some(of),
        })
        .collect();
    columns(cx, &groups, false, inside, buf);
}

fn draw_limits(cx: &Cx, (pane, selected): (Pane, usize), area: Rect, buf: &mut Buffer) {
    let inside = framed(cx, "Limits of this month", "", pane == Pane::Limits, area, buf);
    let allowances = cx.findings.as_ref().map_or(&[][..], |findings| &findings.allowances);
    if allowances.is_empty() {
        put(buf, inside.x, inside.y, inside.width, "none are set: [limits] in the config", cx.theme.dim);
    }
    let rows = usize::from(inside.height);
    let top = (selected + 1).saturating_sub(rows);
    for (row, (at, allowance)) in inside.rows().zip(allowances.iter().enumerate().skip(top)) {
        draw_limit(cx, allowance, row, buf);
        if pane == Pane::Limits && at == selected {
            buf.set_style(row, cx.theme.selected);
        }
    }
}

/// `Food & drink  ██████▌  412.10 of 600.00`, with a word where it is passed.
fn draw_limit(cx: &Cx, allowance: &Allowance, row: Rect, buf: &mut Buffer) {
    let limit = allowance.limit.amount;
    let write = |money: Money| cx.figures.plain(money);
    let spent = Money::new(allowance.spent, limit.currency()).map_or("…".to_owned(), write);
    let passed = allowance.used_permille > 1000;
    let over = if passed && !cx.figures.masked { "! over · " } else { "" };
    let words = format!("{over}{spent} of {}", write(limit));
    let style = if passed { cx.theme.alarm } else { cx.theme.plain };
    let used = if width_of(&words) + 12 > row.width { 0 } else { put_right(buf, row.right(), row.y, &words, style) };
    let gauge = if row.width >= used + LIMIT_BAR + 22 { LIMIT_BAR } else { 0 };
    if gauge > 0 {
        let drawn = if cx.figures.masked { MASK.to_owned() } else { bar(allowance.spent, limit.amount(), gauge) };
        put(buf, row.right() - used - gauge - 2, row.y, gauge, &drawn, style.patch(cx.theme.chart));
    }
    let room = row.width.saturating_sub(used + gauge + 4);
    put(buf, row.x, row.y, room, &about(&allowance.limit.of), cx.theme.plain);
}

/// What a limit is of.
pub fn about(of: &Limited) -> String {
    match of {
        Limited::Category(category) => Category::words(*category).to_owned(),
        Limited::Merchant(merchant) => merchant.to_string(),
    }
}

/// How the running month will end by what recurs, where it is among the lines.
pub fn forecast_words(cx: &Cx, lines: &[FlowLine], width: u16) -> Vec<String> {
    let newest = cx.findings.as_ref().and_then(|findings| lines.first()?.flow(findings));
    let Some((flow, ahead)) = newest.and_then(|flow| Some((flow, flow.forecast.as_ref()?))) else { return Vec::new() };
    let write = |amount| Money::new(amount, flow.currency).map_or("…".to_owned(), |money| cx.figures.plain(money));
    let words = format!(
        "≈ {} at its end: in {}, out {}, net {} with {} still to come",
        month_name(flow.month.month()),
        write(ahead.money_in),
        write(ahead.money_out),
        write(ahead.net),
        ahead.expected
    );
    wrap(&words, width)
}
