//! The box of a modal: centred, over what lies beneath, never larger than the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use super::paint::Frame;
use crate::tui::theme::Theme;

/// Clears and frames a box of that inner size in the middle of `area`; returns what is inside.
pub fn modal(area: Rect, buf: &mut Buffer, inner: (u16, u16), frame: Frame<'_>, theme: Theme) -> Rect {
    let width = inner.0.saturating_add(4).min(area.width);
    let height = inner.1.saturating_add(2).min(area.height);
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    Clear.render(place, buf);
    for y in place.top()..place.bottom() {
        // what the box covers in part is taken away whole: the rest of a figure would be a wrong figure
        (area.left()..place.left()).rev().take_while(|x| blank(buf, *x, y)).for_each(drop);
        (place.right()..area.right()).take_while(|x| blank(buf, *x, y)).for_each(drop);
    }
    let inside = frame.draw(place, buf, theme);
    Rect { x: inside.x + inside.width.min(1), width: inside.width.saturating_sub(2), ..inside }
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
