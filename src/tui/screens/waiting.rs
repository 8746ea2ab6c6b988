//! What the home screen says where there is no account: how to get one, or what keeps a connection from bringing one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::bank_panes::Item;
use crate::domain::{Clean, Connection, Status};
use crate::tui::msg::Activity;
use crate::tui::screen::Cx;
use crate::tui::widgets::{Frame, line, put, wrap};

/// Commands that bring accounts, with what they are for.
const FIRST_STEPS: [(&str, &str); 3] = [
    ("passbook connect simplefin", "your banks, read through SimpleFIN"),
    ("passbook import FILE...", "statements that you downloaded: OFX, QFX, QBO"),
    ("passbook --sandbox", "a look around with five simulated banks"),
];
const COMMAND: u16 = 28;

/// Draws what a connection without an account does, or why it brings none; an empty pane for anything else.
pub fn draw(cx: &Cx, selected: Option<&Item>, area: Rect, buf: &mut Buffer) {
    let connection = match selected {
        Some(Item::Waiting(id)) => cx.book.connections.get(id),
        _ => None,
    };
    let title = connection.map(|connection| connection.title());
    let title = title.as_ref().map_or("", Clean::as_str);
    let frame = Frame { title, right: "", right_style: cx.theme.dim, foot: "", focused: false };
    let inside = frame.draw(area, buf, cx.theme);
    let Some(connection) = connection else { return };
    let (words, style) = match (cx.activity.get(&connection.id), trouble(connection)) {
        (Some(Activity::Syncing { .. }), _) => ("fetching its accounts…".to_owned(), cx.theme.dim),
        (_, Some(words)) => (format!("! {}", cx.figures.words(&words)), cx.theme.alarm),
        _ if cx.mode.read_only.is_some() => ("no account yet".to_owned(), cx.theme.dim),
        _ => ("no account yet: S syncs it".to_owned(), cx.theme.dim),
    };
    for (index, words) in (0..).zip(wrap(&words, inside.width.saturating_sub(2))) {
        let Some(place) = line(inside, index) else { return };
        put(buf, place.x + 1, place.y, place.width.saturating_sub(2), &words, style);
    }
}

fn trouble(connection: &Connection) -> Option<String> {
    let problem = match &connection.status {
        Status::Failed(problem) => Some(problem),
        _ => connection.problems.first(),
    };
    problem.map(|problem| problem.message.to_string())
}

/// Draws what a person may do first.
pub fn draw_first_steps(cx: &Cx, area: Rect, buf: &mut Buffer) {
    let frame = Frame { title: "No account yet", right: "", right_style: cx.theme.dim, foot: "", focused: true };
    let inside = frame.draw(area, buf, cx.theme);
    let is_wide = inside.width >= COMMAND + 48;
    let mut y = inside.y + inside.height.min(9) / 4;
    for (command, words) in FIRST_STEPS {
        let room = inside.width.saturating_sub(3);
        put(buf, inside.x + 2, y, room, command, cx.theme.strong);
        let (x, below) = if is_wide { (inside.x + 2 + COMMAND, 0) } else { (inside.x + 4, 1) };
        if y + below < inside.bottom() {
            put(buf, x, y + below, inside.right().saturating_sub(x + 1), words, cx.theme.dim);
        }
        y += below + 1 + u16::from(inside.height >= 12);
        if y >= inside.bottom() {
            return;
        }
    }
    if y < inside.bottom() {
        put(
            buf,
            inside.x + 2,
            y,
            inside.width.saturating_sub(3),
            "q leaves passbook; then run one of these",
            cx.theme.dim,
        );
    }
}
