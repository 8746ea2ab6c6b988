//! The box of a modal: centred, over what lies beneath, never larger than the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{Frame, clear};
use crate::tui::theme::Theme;

/// Clears and frames a box of that inner size in the middle of `area`; returns what is inside.
pub fn modal(area: Rect, buf: &mut Buffer, inner: (u16, u16), frame: Frame<'_>, theme: Theme) -> Rect {
    let width = inner.0.saturating_add(4).min(area.width);
    let height = inner.1.saturating_add(2).min(area.height);
    let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    clear(area, place, buf);
    let inside = frame.draw(place, buf, theme);
    Rect { x: inside.x + inside.width.min(1), width: inside.width.saturating_sub(2), ..inside }
}
