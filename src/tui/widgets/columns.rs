//! A chart of columns over time with an axis and its values: what is sure is solid, what is worked out or expected is dotted, so that
//! no colour is needed to tell them apart. In exact arithmetic.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::paint::{line, put, put_right, width_of};
use crate::tui::format::MASK;
use crate::tui::screen::Cx;

const SOLID: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const DOTTED: [&str; 9] = [" ", "⣀", "⣀", "⣤", "⣤", "⣶", "⣶", "⣿", "⣿"];
/// Steps on the axis at most.
const STEPS: u32 = 4;
/// Columns of one bar at most.
const WIDEST: u16 = 4;

/// One column of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    pub value: Decimal,
    pub dotted: bool,
}

/// What stands over one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// `Nov`; its first letter where there is little room.
    pub label: String,
    pub bars: Vec<Bar>,
    pub selected: bool,
}

/// Where the axis begins and ends, and the distance of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Axis {
    floor: Decimal,
    top: Decimal,
    step: Decimal,
}

impl Axis {
    /// Whole steps of one, two or five times a power of ten around all values. `from_zero` is for what may be compared by height.
    fn of(values: impl Iterator<Item = Decimal> + Clone, from_zero: bool) -> Option<Self> {
        let zero = from_zero.then_some(Decimal::ZERO);
        let least = values.clone().chain(zero).min()?;
        let most = values.chain(zero).max()?;
        let rough = most.checked_sub(least)?.checked_div(Decimal::from(STEPS))?;
        let mut step = Decimal::ONE;
        for factor in [2, 5, 10].into_iter().cycle().take(90) {
            if step >= rough {
                break;
            }
            // 1, 2, 5, 10: twice, then two and a half times, then twice
            let next = if factor == 5 { Decimal::new(25, 1) } else { Decimal::TWO };
            step = step.checked_mul(next)?.normalize();
        }
        let floor = least.checked_div(step)?.floor().checked_mul(step)?;
        let top = most.checked_div(step)?.ceil().checked_mul(step)?;
        let top = if top > floor { top } else { floor.checked_add(step)? };
        Some(Self { floor, top, step })
    }

    /// How high a value stands in so many eighths of a line: at least one for what is above the floor.
    fn eighths(&self, value: Decimal, lines: u16) -> usize {
        let span = self.top.checked_sub(self.floor);
        let over = value.checked_sub(self.floor).filter(|over| *over > Decimal::ZERO);
        let share = over.and_then(|over| over.checked_div(span?));
        let all = usize::from(lines) * 8;
        let height = share.and_then(|share| share.checked_mul(Decimal::from(all))?.round().to_usize());
        height.map_or(0, |height| height.clamp(1, all))
    }

    fn values(&self) -> impl Iterator<Item = Decimal> {
        let (step, top) = (self.step, self.top);
        std::iter::successors(Some(self.floor), move |value| value.checked_add(step)).take_while(move |v| *v <= top)
    }
}

/// `1500`, `20k`, `−3M`: whole, so that no part of a figure ever stands there, and in one unit along an axis of that step.
fn tick(value: Decimal, step: Decimal) -> String {
    let whole = |value: Decimal| value.trunc().to_i128().unwrap_or(0);
    let (step, value) = (whole(step).unsigned_abs(), whole(value));
    let units = [(1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")];
    let is_unit = |unit: u128| step >= unit && step.is_multiple_of(unit);
    let (unit, letter) = units.into_iter().find(|(unit, _)| is_unit(*unit)).unwrap_or((1, ""));
    let letter = if value == 0 { "" } else { letter };
    format!("{}{}{letter}", if value < 0 { "−" } else { "" }, value.unsigned_abs() / unit)
}

/// Draws as many of the newest groups as fit, the axis at the left, the labels below. Hidden amounts have no shape either.
pub fn columns(cx: &Cx, groups: &[Columns], from_zero: bool, area: Rect, buf: &mut Buffer) {
    if cx.figures.masked {
        put(buf, area.x + 1, area.y, area.width.saturating_sub(1), MASK, cx.theme.dim);
        return;
    }
    let values = groups.iter().flat_map(|group| group.bars.iter().map(|bar| bar.value));
    let Some(axis) = Axis::of(values, from_zero).filter(|_| area.height >= 3) else { return };
    let lines = area.height - 1;
    let plot = draw_axis(cx, axis, Rect { height: lines, ..area }, buf);
    let many = u16::try_from(groups.iter().map(|group| group.bars.len()).max().unwrap_or(1).max(1)).unwrap_or(1);
    let count = u16::try_from(groups.len()).unwrap_or(u16::MAX).max(1);
    let bar = (plot.width / count).saturating_sub(1).checked_div(many).unwrap_or(0).clamp(1, WIDEST);
    let wide = bar * many + 1;
    let shown = usize::from(plot.width / wide).min(groups.len());
    for (nth, group) in (0_u16..).zip(&groups[groups.len() - shown..]) {
        let x = plot.x + nth * wide;
        for (place, drawn) in (0_u16..).zip(&group.bars) {
            draw_bar(cx, axis.eighths(drawn.value, lines), drawn.dotted, bar, x + place * bar, plot, buf);
        }
        let style = if group.selected { cx.theme.selected } else { cx.theme.dim };
        let room = wide - 1;
        let first = group.label.chars().next().map_or(String::new(), |c| c.to_string());
        let label = if width_of(&group.label) <= room { group.label.as_str() } else { first.as_str() };
        if let Some(row) = line(area, lines) {
            put(buf, x, row.y, room, label, style);
        }
    }
}

/// The values at the left; returns the place behind them.
fn draw_axis(cx: &Cx, axis: Axis, area: Rect, buf: &mut Buffer) -> Rect {
    let ticks: Vec<(Decimal, String)> = axis.values().map(|value| (value, tick(value, axis.step))).collect();
    let margin = ticks.iter().map(|(_, words)| width_of(words)).max().unwrap_or(0) + 1;
    let plot = Rect { x: area.x + margin + 1, width: area.width.saturating_sub(margin + 1), ..area };
    for y in plot.top()..plot.bottom() {
        put(buf, plot.x - 1, y, 1, "│", cx.theme.dim);
    }
    let mut last = None;
    for (value, words) in &ticks {
        let up = u16::try_from(axis.eighths(*value, area.height) / 8).unwrap_or(0).min(area.height - 1);
        // two values on one line would be one number
        if last == Some(up) {
            continue;
        }
        last = Some(up);
        let y = plot.bottom() - 1 - up;
        put_right(buf, plot.x - 2, y, words, cx.theme.dim);
        put(buf, plot.x - 1, y, 1, "┤", cx.theme.dim);
    }
    plot
}

fn draw_bar(cx: &Cx, eighths: usize, dotted: bool, width: u16, x: u16, plot: Rect, buf: &mut Buffer) {
    let steps = if dotted { DOTTED } else { SOLID };
    for (up, y) in (plot.top()..plot.bottom()).rev().enumerate() {
        let part = eighths.saturating_sub(up * 8).min(8);
        if part == 0 {
            break;
        }
        put(buf, x, y, width, &steps[part].repeat(usize::from(width)), cx.theme.chart);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(values: &[i64], from_zero: bool) -> Vec<String> {
        let values: Vec<Decimal> = values.iter().map(|value| Decimal::from(*value)).collect();
        let axis = Axis::of(values.iter().copied(), from_zero).unwrap();
        axis.values().map(|value| tick(value, axis.step)).collect()
    }

    #[test]
    fn an_axis_has_round_values_around_all_that_is_drawn() {
        assert_eq!(axis(&[120, 3900], true), ["0", "1k", "2k", "3k", "4k"]);
        assert_eq!(axis(&[56_000, 61_204], false), ["56k", "58k", "60k", "62k"]);
        assert_eq!(axis(&[0, 8_700], true), ["0", "5k", "10k"], "one unit along an axis");
        assert_eq!(axis(&[0, 1_900], true), ["0", "500", "1000", "1500", "2000"]);
        assert_eq!(axis(&[-1500, 20_000], true), ["−10k", "0", "10k", "20k"]);
        assert_eq!(axis(&[0], true), ["0", "1"]);
        assert!(Axis::of(std::iter::empty(), false).is_none());
    }

    #[test]
    fn the_top_is_full_and_what_is_there_is_never_nothing() {
        let axis = Axis::of([Decimal::from(4000)].into_iter(), true).unwrap();
        assert_eq!(axis.eighths(Decimal::from(4000), 5), 40);
        assert_eq!(axis.eighths(Decimal::ONE, 5), 1);
        assert_eq!(axis.eighths(Decimal::from(-5), 5), 0);
    }
}
