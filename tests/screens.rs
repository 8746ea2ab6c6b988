//! Every screen as text at the sizes that it was designed for, and what keys make of it.

mod support_book;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use passbook::config::Look;
use passbook::tui::{Activity, App, Mode, Msg, frame};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use support_book::{book, clock, connection_id};

const SIZES: [(u16, u16); 4] = [(60, 15), (80, 24), (120, 36), (200, 60)];

/// A dashboard that has its book and a sync that runs.
fn app(look: &Look, size: (u16, u16)) -> App {
    let mut app = App::new(look, Mode { sandbox: true, ..Mode::default() }, size, clock());
    app.update(Msg::Book(Arc::new(book())));
    app.update(Msg::Activity(connection_id("paypal"), Activity::Syncing { done: 2, of: 3 }));
    app
}

fn press(app: &mut App, keys: &str) {
    for c in keys.chars() {
        let event = match c {
            '⏎' => KeyEvent::from(KeyCode::Enter),
            '⎋' => KeyEvent::from(KeyCode::Esc),
            '⇥' => KeyEvent::from(KeyCode::Tab),
            '↓' => KeyEvent::from(KeyCode::Down),
            '⌃' => KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL),
            c => KeyEvent::from(KeyCode::Char(c)),
        };
        app.update(Msg::Key(event));
    }
}

fn paint(app: &mut App, size: (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buf = Buffer::empty(area);
    frame::paint(app, area, &mut buf);
    buf
}

/// The screen as lines, trailing blanks left out.
fn text(buf: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buf.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buf.area.width {
            let symbol = buf[(x, y)].symbol();
            if skip > 0 {
                skip -= 1;
                continue;
            }
            line.push_str(symbol);
            skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn screen(keys: &str, look: &Look, size: (u16, u16)) -> String {
    let mut app = app(look, size);
    press(&mut app, keys);
    text(&paint(&mut app, size))
}

const VIEWS: [(&str, &str); 9] = [
    ("accounts", "jj"),
    ("account_rows", "jj⇥"),
    ("transactions", "2"),
    ("transactions_filtered", "2/whole"),
    ("transaction_detail", "1jj⏎jjjjjjj⏎"),
    ("merchants", "3"),
    ("categories_of_a_year", "3yb"),
    ("choose_category", "2c"),
    ("help", "?"),
];

#[test]
fn every_view_at_every_size() {
    for (name, keys) in VIEWS {
        for size in SIZES {
            insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), screen(keys, &Look::default(), size));
        }
    }
}
