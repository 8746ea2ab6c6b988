//! One frame: header, the screen with its modals, toasts, footer. Reads the app, writes the buffer, remembers what can be clicked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::app::{App, Hit, Tab};
use super::footer;
use super::jump::Jump;
use super::keymap::Scope;
use super::screen::Cx;
use super::totals::{NARROW, net_worth};
use super::welcome;
use super::widgets::{clear, put, put_right, selected_row, width_of, wrap};

/// Smaller screens show what size is needed.
pub const LEAST: (u16, u16) = (40, 10);
/// Columns of the program's name in the header with the gaps around it.
const NAME: u16 = 13;
/// Columns that the keys keep in the footer beside words for the person.
const KEYS: u16 = 16;

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
    if app.lock.is_locked() {
        let words = "locked · any key";
        let x = area.x + (area.width - width_of(words)) / 2;
        put(buf, x, area.y + area.height / 2, width_of(words), words, app.cx.theme.dim);
        return;
    }
    draw_header(app, Rect { height: 1, ..area }, buf);
    let body = Rect { y: area.y + 1, height: area.height - 2, ..area };
    draw_body(app, body, buf);
    if app.welcome {
        welcome::draw(&app.cx, body, buf);
    }
    let said = app.toasts.joined(area.width.saturating_sub(KEYS + 4));
    let said = app.cx.figures.words(&said).into_owned();
    // words that are too long for one line stand above it, over the end of what is listed: never over its newest
    let (above, beside) =
        if width_of(&said) + KEYS + 4 > area.width { (said, String::new()) } else { (String::new(), said) };
    draw_words(&app.cx, &above, body, buf);
    if app.jump.is_some() {
        // the letters go with what is drawn, whatever has come since they were asked for
        let jump = Jump::to(app.top().targets());
        jump.draw(&app.cx, buf);
        app.jump = Some(jump);
    }
    let top = app.footing();
    let places = footer::draw(&app.cx, top, Rect { y: area.bottom() - 1, height: 1, ..area }, buf, &beside);
    app.hits.extend(places.into_iter().map(|(place, action)| (place, Hit::Act(action))));
}

/// The screen and its modals. While one looks at a row, the cells of that row are those of a drawing in which nothing is hidden: no
/// other cell can tell anything, whatever a screen does.
fn draw_body(app: &mut App, body: Rect, buf: &mut Buffer) {
    let open = app.is_peeking().then(|| {
        let mut open = Buffer::empty(buf.area);
        app.cx.figures.masked = false;
        app.refresh();
        app.tabs[app.tab].top().draw(&app.cx, body, &mut open);
        app.cx.figures.masked = true;
        app.refresh();
        open
    });
    for screen in app.tabs[app.tab].visible() {
        screen.draw(&app.cx, body, buf);
    }
    let Some(open) = open else { return };
    let row = selected_row(&open, app.cx.theme).filter(|row| selected_row(buf, app.cx.theme) == Some(*row));
    for at in row.into_iter().flat_map(Rect::positions) {
        if let (Some(cell), Some(shown)) = (buf.cell_mut(at), open.cell(at)) {
            *cell = shown.clone();
        }
    }
}

/// `passbook   1 Accounts  2 Transactions  3 Merchants  6 Alerts ●2      net worth  $61,204.18 · €1,200.00`.
fn draw_header(app: &mut App, row: Rect, buf: &mut Buffer) {
    let theme = app.cx.theme;
    let mode = mode_words(&app.cx);
    let tabs: Vec<TabWords> = app.tabs.iter().map(|tab| TabWords::of(tab, &app.cx)).collect();
    let wide = |name: fn(&TabWords) -> &str, gap| tabs.iter().map(|tab| tab.width(name(tab)) + gap).sum::<u16>();
    let (long, short) = (wide(TabWords::title, 2), wide(TabWords::short, 2));
    let room = row.width.saturating_sub(wide(TabWords::short, 1) + 2);
    let worth = if row.width < NARROW { String::new() } else { net_worth(&app.cx, room) };
    let (taken, said) = (width_of(&worth) + 1, |mode: &str| if mode.is_empty() { 0 } else { width_of(mode) + 3 });
    let is_long = row.width > long + taken + said(&mode);
    let is_apart = is_long || row.width > short + taken + said(&mode);
    let gap = if is_apart { 2 } else { 1 };
    // that the figures are made up, or old, matters more than their sum
    let left = row.width.saturating_sub(wide(TabWords::short, 1));
    let mode =
        if is_apart || left > said(&mode) { mode } else { mode.split(" · ").next().unwrap_or_default().to_owned() };
    let worth = if is_apart || left > taken + said(&mode) { worth } else { String::new() };
    let mut x = row.x + 1;
    if row.width >= long + taken + said(&mode) + NAME {
        x += put(buf, x, row.y, 10, "passbook", theme.strong) + 2;
    }
    for (index, tab) in tabs.iter().enumerate() {
        let name = if is_long { tab.title } else { tab.short };
        let width = tab.width(name);
        let place = Rect { x, width, ..row }.intersection(row);
        let style = if index == app.tab { theme.accent } else { theme.dim };
        put(buf, x, row.y, 1, &tab.number, style);
        let style =
            if index == app.tab { style.add_modifier(ratatui::style::Modifier::UNDERLINED) } else { theme.plain };
        let used = put(buf, x + 2, row.y, width_of(name), name, style);
        put(buf, x + 3 + used, row.y, width_of(&tab.badge), &tab.badge, theme.alarm);
        app.hits.push((place, Hit::Tab(index)));
        x += width + gap;
    }
    let used = put_right(buf, row.right().saturating_sub(1), row.y, &worth, theme.strong);
    let label = "net worth  ";
    let right = row.right().saturating_sub(1 + used);
    app.hits.push((Rect { x: right, width: used, ..row }, Hit::Worth));
    if x + width_of(&mode) + 2 <= right {
        x += put(buf, x, row.y, right - x, &mode, theme.warn);
    }
    if used > 0 && x + width_of(label) + 2 <= right {
        put_right(buf, right, row.y, label, theme.dim);
    }
}

/// What a tab says of itself: `6 Alerts ●2`.
struct TabWords {
    /// The key that shows it.
    number: String,
    title: &'static str,
    short: &'static str,
    badge: String,
}

impl TabWords {
    fn of(tab: &Tab, cx: &Cx) -> Self {
        let count = tab.view.badge(cx);
        Self {
            number: cx.keymap.key_of(&[Scope::Everywhere], tab.action).unwrap_or_default(),
            title: tab.view.title(),
            short: tab.short,
            badge: if count == 0 { String::new() } else { format!("●{count}") },
        }
    }

    fn title(&self) -> &str {
        self.title
    }

    fn short(&self) -> &str {
        self.short
    }

    /// Columns with that name in it.
    fn width(&self, name: &str) -> u16 {
        let badge = if self.badge.is_empty() { 0 } else { width_of(&self.badge) + 1 };
        2 + width_of(name) + badge
    }
}

fn mode_words(cx: &Cx) -> String {
    let mode = &cx.mode;
    let words = [(mode.sandbox, "sandbox"), (mode.offline, "offline"), (mode.read_only.is_some(), "read-only")];
    let said: Vec<_> = words.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
    said.join(" · ")
}

/// Words for the person that need several lines.
fn draw_words(cx: &Cx, words: &str, body: Rect, buf: &mut Buffer) {
    if words.is_empty() {
        return;
    }
    let lines = wrap(words, body.width.saturating_sub(6));
    let widest = lines.iter().map(|line| width_of(line)).max().unwrap_or(0) + 2;
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(body.height / 2);
    let place = Rect { x: body.right().saturating_sub(widest + 1), y: body.bottom() - height, width: widest, height };
    clear(body, place, buf);
    buf.set_style(place, cx.theme.selected);
    for (row, words) in place.rows().zip(&lines) {
        put(buf, row.x + 1, row.y, row.width - 2, words, cx.theme.selected);
    }
}
