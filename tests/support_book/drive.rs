//! Drives a dashboard with keys written as text, and reads its screen as lines.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};
use passbook::config::{Config, Look};
use passbook::domain::{Change, Edit};
use passbook::tui::{Activity, App, Effect, Mode, Msg, Standards, frame};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{accesses, book, clock, connection_id, doors};

/// A dashboard that has its book and a sync that runs.
pub fn app(look: &Look, size: (u16, u16)) -> App {
    let mut app = App::new(look, Mode { sandbox: true, ..Mode::default() }, size, clock());
    app.update(Msg::Doors(doors()));
    app.update(Msg::Book(Arc::new(book())));
    app.update(Msg::Accesses(accesses()));
    app.update(Msg::Activity(connection_id("paypal"), Activity::Syncing { done: 2, of: 3 }));
    reckon(&mut app);
    app
}

/// Answers what the app asks, as the world would beside it.
pub fn reckon(app: &mut App) {
    while let Some(question) = app.question() {
        let findings = question.answer(&standards());
        app.update(Msg::Found(Arc::new(findings)));
    }
}

/// What the questions are answered by: the defaults, in UTC.
pub fn standards() -> Standards {
    let zone = |_| chrono::FixedOffset::east_opt(0).unwrap();
    Standards { alerts: Config::default().alerts, limits: Vec::new(), zone }
}

/// Presses keys one after the other: letters as they are, and ⏎ ⎋ ⇥ ↓ ↑ for those that have none.
pub fn press(app: &mut App, keys: &str) -> Vec<Effect> {
    let code = |c| match c {
        '⏎' => KeyCode::Enter,
        '⎋' => KeyCode::Esc,
        '⇥' => KeyCode::Tab,
        '↓' => KeyCode::Down,
        '↑' => KeyCode::Up,
        c => KeyCode::Char(c),
    };
    keys.chars().flat_map(|c| app.update(Msg::Key(KeyEvent::from(code(c))))).collect()
}

/// The edits that those effects ask for.
pub fn edits(effects: &[Effect]) -> Vec<Edit> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Change(Change::Do(deed)) => Some(deed.edits.clone()),
        _ => None,
    });
    asked.flatten().collect()
}

pub fn paint(app: &mut App, size: (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buf = Buffer::empty(area);
    frame::paint(app, area, &mut buf);
    buf
}

/// The screen as lines, trailing blanks left out.
pub fn text(buf: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buf.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buf.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buf[(x, y)].symbol();
            line.push_str(symbol);
            skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Everything on the screen that looks like a figure: digits with a point or comma between them, and the sign before.
pub fn figures(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '−' | '+');
    let words = text.split(|c| !is_part(c)).map(|word| word.trim_end_matches(['.', ',']));
    let is_figure = |word: &&str| {
        let bytes = word.as_bytes();
        bytes.windows(3).any(|w| w[0].is_ascii_digit() && matches!(w[1], b'.' | b',') && w[2].is_ascii_digit())
    };
    words.filter(is_figure).map(str::to_owned).collect()
}
