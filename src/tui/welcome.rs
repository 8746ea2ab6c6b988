//! Three lines for who opens the sandbox for the first time: what this is, how to go on, and how one's own banks come in. They lie at
//! the bottom until anything is done, and ask for nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::keymap::{Action, chains};
use super::screen::Cx;
use super::widgets::{Frame, clear, line, put, width_of, wrap};

/// Columns of the lines at the most.
const WIDTH: u16 = 66;

/// Draws the lines over the end of what is listed: never over its newest.
pub fn draw(cx: &Cx, body: Rect, buf: &mut Buffer) {
    let key = |action| cx.keymap.key_of(chains::ACCOUNTS, action).unwrap_or_default();
    let words = [
        "These banks are simulated: nothing here is yours, try anything.".to_owned(),
        format!(
            "↑↓ {} look inside · {} filters · {} finds any action · {} help",
            key(Action::Open),
            key(Action::Filter),
            key(Action::Palette),
            key(Action::Help)
        ),
        "Your own: `passbook connect help`, or `passbook import FILE`.".to_owned(),
    ];
    let room = WIDTH.min(body.width.saturating_sub(4));
    let lines: Vec<String> = words.iter().flat_map(|words| wrap(words, room)).collect();
    let width = lines.iter().map(|line| width_of(line)).max().unwrap_or(0) + 4;
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    if width > body.width || height > body.height {
        return;
    }
    let place = Rect { x: body.right() - width, y: body.bottom() - height, width, height };
    clear(body, place, buf);
    let frame = Frame { title: "Welcome", right: "Esc", right_style: cx.theme.dim, foot: "", focused: true };
    let inside = frame.draw(place, buf, cx.theme);
    for (offset, words) in (0..).zip(&lines) {
        let Some(row) = line(inside, offset) else { return };
        put(buf, row.x + 1, row.y, row.width - 1, words, cx.theme.plain);
    }
}
