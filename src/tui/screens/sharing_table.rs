//! The two tables of the sharing view, connections and the record of accesses: their columns, their cells, and which there is room for.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::sharing_card as card;
use crate::domain::{ConnectionId, Shared, Told};

use crate::tui::plain;
use crate::tui::screen::Cx;
use crate::tui::widgets::{Cursor, line, put, put_right, row_style, width_of};

/// A column: its heading, the most that it takes, and whether it is a number.
type Column = (&'static str, u16, bool);

/// A table's columns.
pub struct Layout {
    columns: [Column; 7],
    /// Those that a small screen leaves out, the first first; the card tells them all.
    dropped: &'static [usize],
}

/// Of the connections.
pub const CONNECTIONS: Layout = Layout {
    columns: [
        ("connection", 20, false),
        ("provider", 14, false),
        ("bank", 26, false),
        ("may read", 40, false),
        ("consent", 20, false),
        ("today", 10, true),
        ("last fetch", 22, false),
    ],
    dropped: &[3, 2, 1, 4],
};

/// Of the record.
pub const RECORD: Layout = Layout {
    columns: [
        ("when (UTC)", 16, false),
        ("connection", 20, false),
        ("host", 32, false),
        ("purpose", 20, false),
        ("days", 24, false),
        ("rows", 7, true),
        ("outcome", 20, false),
    ],
    dropped: &[4, 2, 5],
};

/// Columns between two columns.
const GAP: u16 = 2;

/// Of a connection: name, provider, banks, what it may read, consent, requests of today, last fetch.
pub fn connection(cx: &Cx, id: &ConnectionId, sum: &Shared) -> Vec<String> {
    vec![
        id.to_string(),
        card::kind(cx, id, sum),
        cx.figures.words(&card::banks(cx, id)).into_owned(),
        cx.doors.get(id).map_or_else(String::new, |door| door.reads.to_owned()),
        card::consent(cx, id, sum),
        card::today(cx, id),
        card::last(cx, id),
    ]
}

/// Of an entry: `Nov 22 14:03`, who, where, what for, which days, how many rows, how it ended.
pub fn entry(cx: &Cx, told: &Told) -> Vec<String> {
    let days = told.days.map(|(from, to)| format!("{from} to {to}")).unwrap_or_default();
    vec![
        format!("{} {}", cx.figures.day(told.at.date_naive(), cx.clock.today), told.at.format("%H:%M")),
        told.connection.to_string(),
        told.host.to_string(),
        told.what.clone(),
        days,
        told.rows.map(|rows| rows.to_string()).unwrap_or_default(),
        told.outcome.clone(),
    ]
}

/// A line with what each of its cells is, those that say nothing left out.
pub fn in_words(layout: &Layout, cells: &[String]) -> String {
    let named = layout.columns.iter().zip(cells).skip(1).filter(|(_, cell)| !cell.is_empty());
    let named = named.map(|((heading, ..), cell)| format!("{heading} {cell}"));
    let parts: Vec<String> = cells.first().cloned().into_iter().chain(named).collect();
    plain::sentence(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The columns that say something and that there is room for, each with its width.
fn fitting(layout: &Layout, rows: &[Vec<String>], room: u16) -> Vec<(usize, u16)> {
    let widest = |(index, (heading, most, _)): (usize, &Column)| {
        let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| width_of(cell));
        let widest = cells.max().unwrap_or(0);
        (widest > 0).then(|| (index, widest.max(width_of(heading)).min(*most)))
    };
    let mut kept: Vec<(usize, u16)> = layout.columns.iter().enumerate().filter_map(widest).collect();
    for drop in layout.dropped {
        let taken: u16 = kept.iter().map(|(_, width)| width + GAP).sum();
        if taken <= room + GAP {
            break;
        }
        kept.retain(|(index, _)| index != drop);
    }
    kept
}

/// Headings and rows; returns where the rows lie.
pub fn draw(
    cx: &Cx,
    layout: &Layout,
    rows: &[Vec<String>],
    cursor: &mut Cursor,
    inside: Rect,
    buf: &mut Buffer,
    focused: bool,
) -> Rect {
    let inner = Rect { x: inside.x + inside.width.min(2), width: inside.width.saturating_sub(3), ..inside };
    let kept = fitting(layout, rows, inner.width);
    let mut draw = |place: Rect, cell: &dyn Fn(usize) -> String, style| {
        let mut x = place.x;
        for (index, width) in &kept {
            let room = (*width).min(place.right().saturating_sub(x));
            let text = cell(*index);
            if layout.columns[*index].2 && width_of(&text) <= room {
                put_right(buf, x + room, place.y, &text, style);
            } else {
                put(buf, x, place.y, room, &text, style);
            }
            x += width + GAP;
        }
    };
    let Some(head) = line(inner, 0).filter(|_| !rows.is_empty()) else { return Rect::default() };
    draw(head, &|index| layout.columns[index].0.to_owned(), cx.theme.dim);
    let body = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
    let window = cursor.window(rows.len(), usize::from(body.height));
    for (offset, index) in (0..).zip(window.clone()) {
        let Some(place) = line(Rect { x: inner.x, width: inner.width, ..body }, offset) else { break };
        draw(place, &|column| rows[index].get(column).cloned().unwrap_or_default(), cx.theme.plain);
    }
    if let Some(place) = cursor.selected.checked_sub(window.start).and_then(|at| line(body, u16::try_from(at).ok()?)) {
        row_style(buf, place, focused, cx.theme);
    }
    Rect { height: u16::try_from(window.len()).unwrap_or(body.height), ..body }
}
