//! One frame: header, the screen with its modals, toasts, footer. Reads the app, writes the buffer, remembers what can be clicked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::app::{App, Hit};
use super::format::count;
use super::keymap::{Action, Binding, hints};
use super::screen::Cx;
use super::status;
use super::widgets::{clear, fit, put, put_right, width_of};
use crate::domain::{Currency, Money};

/// Smaller screens show what size is needed.
pub const LEAST: (u16, u16) = (40, 10);
/// Columns of the footer's `? help` with the gap before it.
const HELP: u16 = 8;

/// Draws the app into the terminal's next frame.
pub fn draw(app: &mut App, frame: &mut ratatui::Frame<'_>) {
    let area = frame.area();
    paint(app, area, frame.buffer_mut());
}

/// Draws the app into a buffer.
pub fn paint(app: &mut App, area: Rect, buf: &mut Buffer) {
    app.hits.clear();
    app.drawn();
    let area = area.intersection(buf.area);
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let words = format!("passbook needs {}×{}, this is {}×{}", LEAST.0, LEAST.1, area.width, area.height);
        put(buf, area.x, area.y, area.width, &words, app.cx.theme.plain);
        return;
    }
    draw_header(app, Rect { height: 1, ..area }, buf);
    let body = Rect { y: area.y + 1, height: area.height - 2, ..area };
    for screen in app.tabs[app.tab].visible() {
        screen.draw(&app.cx, body, buf);
    }
    draw_toasts(app, body, buf);
    draw_footer(app, Rect { y: area.bottom() - 1, height: 1, ..area }, buf);
}

/// `passbook   1 Accounts  2 Transactions  3 Merchants      net worth  $61,204.18 · €1,200.00`.
fn draw_header(app: &mut App, row: Rect, buf: &mut Buffer) {
    let theme = app.cx.theme;
    let mode = mode_words(&app.cx);
    let short: u16 = app.tabs.iter().map(|tab| width_of(tab.short) + 4).sum();
    let long: u16 = app.tabs.iter().map(|tab| width_of(tab.view.title()) + 4).sum();
    let worth = net_worth(&app.cx, row.width.saturating_sub(short + 2));
    let taken = width_of(&worth) + 1;
    let said = if mode.is_empty() { 0 } else { width_of(&mode) + 3 };
    let is_long = row.width >= long + taken + said + 13;
    let mut x = row.x + 1;
    if is_long {
        x += put(buf, x, row.y, 10, "passbook", theme.strong) + 2;
    }
    for (index, tab) in app.tabs.iter().enumerate() {
        let name = if is_long { tab.view.title() } else { tab.short };
        let width = width_of(name) + 2;
        let place = Rect { x, width, ..row }.intersection(row);
        let style = if index == app.tab { theme.accent } else { theme.dim };
        put(buf, x, row.y, 1, &(index + 1).to_string(), style);
        let style =
            if index == app.tab { style.add_modifier(ratatui::style::Modifier::UNDERLINED) } else { theme.plain };
        put(buf, x + 2, row.y, width - 2, name, style);
        app.hits.push((place, Hit::Tab(index)));
        x += width + 2;
    }
    let used = put_right(buf, row.right().saturating_sub(1), row.y, &worth, theme.strong);
    let label = "net worth  ";
    let right = row.right().saturating_sub(1 + used);
    if x + width_of(&mode) + 2 <= right {
        x += put(buf, x, row.y, right - x, &mode, theme.warn);
    }
    if x + width_of(label) + 2 <= right {
        put_right(buf, right, row.y, label, theme.dim);
    }
}

fn mode_words(cx: &Cx) -> String {
    let mode = &cx.mode;
    let words = [(mode.sandbox, "sandbox"), (mode.offline, "offline"), (mode.read_only.is_some(), "read-only")];
    let said: Vec<_> = words.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
    said.join(" · ")
}

/// Totals side by side, never added: US dollars first, as many as fit, then how many are missing.
fn net_worth(cx: &Cx, room: u16) -> String {
    let Ok(sums) = cx.book.net_worth() else { return "…".to_owned() };
    let mut totals: Vec<_> = sums.iter().collect();
    totals.sort_by_key(|(currency, _)| *currency != Currency::USD);
    let mut text = String::new();
    for (index, (currency, total)) in totals.iter().enumerate() {
        let figure = Money::new(*total, *currency).map_or("…".to_owned(), |total| cx.figures.total(total));
        let longer = if text.is_empty() { figure } else { format!("{text} · {figure}") };
        let rest = totals.len() - index;
        // what follows must still be able to say that it is left out
        let more = if rest > 1 { 4 } else { 0 };
        if width_of(&longer) + more > room {
            let short = if text.is_empty() { "…".to_owned() } else { format!("{text} +{}", count(rest)) };
            return short;
        }
        text = longer;
    }
    text
}

fn draw_toasts(app: &App, body: Rect, buf: &mut Buffer) {
    let room = body.width.saturating_sub(4);
    for (index, words) in (1..).zip(app.toasts.iter().rev()) {
        let Some(y) = body.bottom().checked_sub(index + 1).filter(|y| *y > body.y) else { return };
        let text = format!(" {} ", fit(&app.cx.figures.words(words), room.saturating_sub(2)));
        let (right, width) = (body.right().saturating_sub(2), width_of(&text));
        clear(body, Rect { x: right.saturating_sub(width), y, width, height: 1 }, buf);
        put_right(buf, right, y, &text, app.cx.theme.selected);
    }
}

/// The keys that matter here, as many whole ones as fit, and at the right how the banks stand.
fn draw_footer(app: &mut App, row: Rect, buf: &mut Buffer) {
    let theme = app.cx.theme;
    let summary = status::summary(&app.cx);
    let (words, grade) = (if row.width >= 100 { summary.words } else { summary.short }, summary.grade);
    let bindings: Vec<&Binding> = hints(app.top().scopes()).collect();
    let has_moves = bindings.iter().any(|binding| binding.action == Action::Open);
    let mut x = row.x + 1;
    // on a narrow screen the keys come first: the panes say how each bank stands
    let state = if row.width >= 76 { width_of(&words) + 2 } else { 0 };
    let end = row.right().saturating_sub(state + 1);
    let mut helped = false;
    if has_moves {
        x += put(buf, x, row.y, 2, "↑↓", theme.accent) + 1;
        x += put(buf, x, row.y, 4, "move", theme.dim) + 2;
    }
    for binding in bindings {
        let Some(key) = binding.keys.first().map(ToString::to_string) else { continue };
        let hint = hint_of(&app.cx, binding);
        let width = width_of(&key) + 1 + width_of(hint);
        // a stranger looks for the help: the rest leaves it room
        let kept = if has_moves && binding.action != Action::Help && !helped { HELP } else { 0 };
        if x + width + kept > end {
            continue;
        }
        helped |= binding.action == Action::Help;
        put(buf, x, row.y, width, &key, theme.accent);
        put(buf, x + width - width_of(hint), row.y, width, hint, theme.dim);
        app.hits.push((Rect { x, width, ..row }, Hit::Act(binding.action)));
        x += width + 2;
    }
    let style: Style = grade.style(theme);
    if state > 0 {
        put_right(buf, row.right().saturating_sub(1), row.y, &words, style);
    }
}

fn hint_of(cx: &Cx, binding: &Binding) -> &'static str {
    if binding.action == Action::Mask && cx.figures.masked { "show" } else { binding.hint }
}
