//! Text on the buffer: fitted to its columns, never over the edge, never half a figure.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::tui::theme::Theme;

/// Columns that a text takes.
pub fn width_of(text: &str) -> u16 {
    // control characters draw nothing, so they take nothing
    let columns: usize =
        text.graphemes(true).filter(|g| !g.contains(char::is_control)).map(UnicodeWidthStr::width).sum();
    u16::try_from(columns).unwrap_or(u16::MAX)
}

/// The text, or as much of it as leaves room for `…`, cut between grapheme clusters.
pub fn fit(text: &str, width: u16) -> Cow<'_, str> {
    if width_of(text) <= width {
        return Cow::Borrowed(text);
    }
    let Some(room) = width.checked_sub(1) else { return Cow::Borrowed("") };
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += width_of(grapheme);
        if used > room {
            break;
        }
        kept.push_str(grapheme);
    }
    Cow::Owned(format!("{}…", kept.trim_end()))
}

/// A figure whole, or `…`, or nothing at all: a part of a number is a wrong number.
pub fn fit_figure(text: &str, width: u16) -> &str {
    match width {
        _ if width_of(text) <= width => text,
        0 => "",
        _ => "…",
    }
}

/// Lines of at most `width` columns, broken at spaces, within a word only where the word alone is longer.
pub fn wrap(text: &str, width: u16) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        // a figure is never broken
        let is_figure = word.contains(|c: char| c.is_ascii_digit()) && !word.contains(char::is_alphabetic);
        let word = if is_figure && width_of(word) > width { "…" } else { word };
        let current = lines.last().map_or(0, |line| width_of(line));
        let needed = width_of(word) + u16::from(current > 0);
        if current > 0 && current + needed > width {
            lines.push(String::new());
        } else if current > 0 {
            lines.last_mut().into_iter().for_each(|line| line.push(' '));
        }
        for grapheme in word.graphemes(true) {
            if lines.last().is_some_and(|line| width_of(line) + width_of(grapheme) > width) {
                lines.push(String::new());
            }
            lines.last_mut().into_iter().for_each(|line| line.push_str(grapheme));
        }
    }
    lines
}

/// Draws within `width` columns and within the buffer; returns the columns used.
pub fn put(buf: &mut Buffer, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
    let area = buf.area;
    if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
        return 0;
    }
    let text = fit(text, width.min(area.right() - x));
    let (end, _) = buf.set_stringn(x, y, &*text, usize::from(width), style);
    end - x
}

/// Draws so that it ends before column `right`. The text must be fitted already.
pub fn put_right(buf: &mut Buffer, right: u16, y: u16, text: &str, style: Style) -> u16 {
    let width = width_of(text);
    right.checked_sub(width).map_or(0, |x| put(buf, x, y, width, text, style))
}

/// Makes room for something over what is drawn already. Words that it covers in part are taken away whole: the rest of a figure
/// would be a wrong figure.
pub fn clear(area: Rect, place: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    let place = place.intersection(area);
    Clear.render(place, buf);
    for y in place.top()..place.bottom() {
        (area.left()..place.left()).rev().take_while(|x| blank(buf, *x, y)).for_each(drop);
        (place.right()..area.right()).take_while(|x| blank(buf, *x, y)).for_each(drop);
    }
}

/// Blanks a cell of a word; false at the word's end.
fn blank(buf: &mut Buffer, x: u16, y: u16) -> bool {
    let Some(cell) = buf.cell_mut((x, y)) else { return false };
    let is_word = !matches!(cell.symbol(), " " | "│" | "─" | "╭" | "╮" | "╰" | "╯" | "├" | "┤");
    if is_word {
        cell.reset();
    }
    is_word
}

/// One line of an area, `None` below its end.
pub fn line(area: Rect, index: u16) -> Option<Rect> {
    (index < area.height).then(|| Rect { y: area.y + index, height: 1, ..area })
}

/// Marks a line as the selected one: reversed where the keys go, bold elsewhere, with a bar at its left in both.
pub fn row_style(buf: &mut Buffer, row: Rect, focused: bool, theme: Theme) {
    put(buf, row.x, row.y, 1, "▌", theme.accent);
    buf.set_style(row, if focused { theme.selected } else { theme.strong });
}

/// Where [`row_style`] has marked the selected line where the keys go.
pub fn selected_row(buf: &Buffer, theme: Theme) -> Option<Rect> {
    let look = theme.selected;
    let is_marked = |x: u16, y: u16| {
        buf.cell((x, y)).is_some_and(|cell| {
            cell.modifier.contains(look.add_modifier) && look.bg.is_none_or(|behind| cell.bg == behind)
        })
    };
    buf.area.positions().find_map(|at| {
        let begins = buf[at].symbol() == "▌" && is_marked(at.x, at.y);
        let width = u16::try_from((at.x..buf.area.right()).take_while(|x| is_marked(*x, at.y)).count()).ok()?;
        (begins && width > 1).then_some(Rect { x: at.x, y: at.y, width, height: 1 })
    })
}

/// A border with words in it. The words at the right matter more: they are placed first.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    pub title: &'a str,
    pub right: &'a str,
    pub right_style: Style,
    /// At the lower right.
    pub foot: &'a str,
    pub focused: bool,
}

impl<'a> Frame<'a> {
    /// With words at the lower right.
    #[must_use]
    pub fn with_foot(self, foot: &'a str) -> Self {
        Self { foot, ..self }
    }

    /// Draws the border and returns what is inside.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, theme: Theme) -> Rect {
        let area = area.intersection(buf.area);
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let style = theme.border(self.focused);
        let top = Rect { height: 1, ..area };
        self.rule(top, buf, theme, ("╭", "╮"));
        for y in area.top() + 1..area.bottom() - 1 {
            put(buf, area.left(), y, 1, "│", style);
            put(buf, area.right() - 1, y, 1, "│", style);
        }
        let bottom = Frame { title: "", right: self.foot, right_style: theme.dim, ..*self };
        bottom.rule(Rect { y: area.bottom() - 1, height: 1, ..area }, buf, theme, ("╰", "╯"));
        Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
    }

    /// Draws one horizontal rule with the title and the words at the right.
    pub fn rule(&self, row: Rect, buf: &mut Buffer, theme: Theme, ends: (&str, &str)) {
        if row.width < 2 {
            return;
        }
        let style = theme.border(self.focused);
        let inner = row.width - 2;
        put(buf, row.x, row.y, row.width, &format!("{}{}{}", ends.0, "─".repeat(usize::from(inner)), ends.1), style);
        let right = fit(self.right, inner.saturating_sub(4));
        let taken = if right.is_empty() { 0 } else { width_of(&right) + 3 };
        if !right.is_empty() {
            put_right(buf, row.right() - 2, row.y, &format!(" {right} "), self.right_style);
        }
        let title = fit(self.title, inner.saturating_sub(taken + 3));
        if !title.is_empty() && title != "…" {
            put(buf, row.x + 1, row.y, inner, &format!(" {title} "), theme.strong);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters_and_says_so() {
        assert_eq!(fit("Whole Foods", 20), "Whole Foods");
        assert_eq!(fit("Whole Foods", 7), "Whole…");
        assert_eq!(fit("北京烤鸭", 5), "北京…");
        assert_eq!(fit("北京烤鸭", 4), "北…");
        assert_eq!(fit("abc", 0), "");
    }

    #[test]
    fn a_figure_is_whole_or_not_there() {
        assert_eq!(fit_figure("−1,204.10", 9), "−1,204.10");
        assert_eq!(fit_figure("−1,204.10", 8), "…");
        assert_eq!(fit_figure("1", 0), "");
    }

    #[test]
    fn long_words_wrap_and_nothing_is_lost() {
        assert_eq!(wrap("posted since Aug 06", 12), ["posted since", "Aug 06"]);
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("−1,204.10 USD", 8), ["… USD"]);
    }
}
