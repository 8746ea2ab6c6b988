//! Any keys, clicks, pastes, resizes and messages, at any size: no panic, no figure cut, and nothing told while amounts are hidden.

mod support_book;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use passbook::config::Look;
use passbook::domain::{Book, Clean, Clock, RowCounts, SyncRecord};
use passbook::tui::keymap::KEYS;
use passbook::tui::{Activity, App, Msg};
use proptest::prelude::*;
use support_book::drive::{app, figures, paint, reckon, text};
use support_book::{book, clock, connection_id, large_book, plans};

fn any_key() -> impl Strategy<Value = KeyEvent> {
    let bound: Vec<KeyEvent> = KEYS
        .iter()
        .flat_map(|binding| binding.keys.iter())
        .map(|key| KeyEvent::new(key.code, if key.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE }))
        .collect();
    prop_oneof![
        8 => prop::sample::select(bound),
        1 => any::<char>().prop_map(|c| KeyEvent::from(KeyCode::Char(c))),
        1 => any::<u8>().prop_map(|n| KeyEvent::from(KeyCode::F(n))),
    ]
}

fn any_mouse() -> impl Strategy<Value = MouseEvent> {
    let kinds = [
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
        MouseEventKind::Moved,
    ];
    (prop::sample::select(kinds.to_vec()), 0..500_u16, 0..200_u16).prop_map(|(kind, column, row)| MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    })
}

fn any_msg() -> impl Strategy<Value = Msg> {
    prop_oneof![
        20 => any_key().prop_map(Msg::Key),
        4 => any_mouse().prop_map(Msg::Mouse),
        1 => (1..500_u16, 1..200_u16).prop_map(|(columns, rows)| Msg::Resize(columns, rows)),
        1 => ".*".prop_map(Msg::Paste),
        1 => (-100_000_i64..10_000_000).prop_map(|seconds| {
            let now = clock().now + TimeDelta::seconds(seconds);
            Msg::Tick(Clock { now, today: now.date_naive() })
        }),
        1 => prop::sample::select(vec![0, 1, 2]).prop_map(|which| Msg::Book(Arc::new(any_book(which)))),
        1 => ".*".prop_map(|words| Msg::Notice(Clean::new(&words))),
        1 => (any::<u32>(), any::<u32>())
            .prop_map(|(done, of)| Msg::Activity(connection_id("chase"), Activity::Syncing { done, of })),
        1 => (any::<u32>(), any::<u32>()).prop_map(|(new, posted)| {
            let rows = RowCounts { new, posted, ..RowCounts::default() };
            Msg::Synced(SyncRecord { rows, ..SyncRecord::new(connection_id("chase"), clock().now) })
        }),
    ]
}

/// None at all, one with every kind of row, one of which much recurs.
fn any_book(which: u8) -> Book {
    match which {
        0 => Book::default(),
        1 => book(),
        _ => plans(),
    }
}

/// Drawn large, then small: whatever figure the small one shows must be on the large one, where nothing lacks room.
fn no_figure_is_cut(app: &mut App, size: (u16, u16)) -> Result<(), TestCaseError> {
    let whole: BTreeSet<String> = figures(&text(&paint(app, (500, 200)))).into_iter().collect();
    let shown = text(&paint(app, size));
    for figure in figures(&shown) {
        prop_assert!(whole.contains(&figure), "{figure} at {size:?} is no whole figure:\n{shown}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn anything_at_any_size_draws(
        msgs in prop::collection::vec(any_msg(), 0..60),
        sizes in prop::collection::vec((1..500_u16, 1..200_u16), 1..3),
    ) {
        let mut app = app(&Look::default(), (80, 24));
        for (index, msg) in msgs.into_iter().enumerate() {
            app.update(msg);
            if index % 5 == 0 {
                // what a view finds comes beside it, of the book that is there by then
                reckon(&mut app);
            }
            if index % 7 == 0 {
                paint(&mut app, sizes[0]);
            }
        }
        for size in sizes {
            paint(&mut app, size);
            prop_assert!(!app.dirty());
        }
    }

    #[test]
    fn a_figure_is_whole_or_not_there(keys in prop::collection::vec(any_key(), 0..25), which in 1..4_u8, size in (40..160_u16, 10..50_u16)) {
        let mut app = app(&Look::default(), size);
        app.update(Msg::Book(Arc::new(if which == 3 { large_book() } else { any_book(which) })));
        reckon(&mut app);
        for key in keys {
            // what a person types may look like a cut figure
            if !matches!(key.code, KeyCode::Char('/' | ':' | 'f' | 'm' | 'n' | 'r' | 't' | 'c' | 'K' | 'd' | 'p')) {
                app.update(Msg::Key(key));
            }
        }
        no_figure_is_cut(&mut app, size)?;
    }

    #[test]
    fn no_amount_is_told_while_amounts_are_hidden(keys in prop::collection::vec(any_key(), 0..25), size in (40..220_u16, 10..70_u16)) {
        let mut app = app(&Look { masked: true, ..Look::default() }, size);
        for key in keys {
            if !matches!(key.code, KeyCode::Char('$' | 'v' | '/' | ':' | 'f' | 'm' | 'n' | 'r' | 't' | 'c' | 'K' | 'd' | 'p')) {
                app.update(Msg::Key(key));
            }
        }
        // a rate is no amount
        let shown = text(&paint(&mut app, size)).replace("24.99%", "");
        prop_assert_eq!(figures(&shown), Vec::<String>::new(), "{}", shown);
    }
}
