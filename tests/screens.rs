//! Every screen as text at the sizes that it was designed for, hidden and without colour too.

mod support_book;

use std::sync::Arc;

use passbook::config::Look;
use passbook::tui::Msg;
use passbook::tui::keymap::KEYS;
use ratatui::style::{Color, Modifier};
use support_book::drive::{app, figures, paint, press, reckon, text};
use support_book::plans;

const SIZES: [(u16, u16); 4] = [(60, 15), (80, 24), (120, 36), (200, 60)];

fn screen(keys: &str, look: &Look, size: (u16, u16)) -> String {
    let mut app = app(look, size);
    press(&mut app, keys);
    text(&paint(&mut app, size))
}

const VIEWS: [(&str, &str); 29] = [
    ("accounts", "jjj"),
    ("account_rows", "jjj⇥"),
    ("transactions", "2"),
    ("transactions_filtered", "2/whole"),
    ("transaction_detail", "1jjj⏎jjjjjjjj⏎"),
    ("merchants", "3"),
    ("categories_of_a_year", "3yb"),
    ("choose_category", "2c"),
    ("cash_flow", "4"),
    ("net_worth", "4⇥⇥"),
    ("recurring", "5"),
    ("next_days", "5⇥⇥"),
    ("where_from", "3."),
    ("alerts", "6"),
    ("not_me", "6n"),
    ("sharing", "7"),
    ("sharing_card", "7jj⏎"),
    ("sharing_revoke", "7jx"),
    ("help", "?"),
    ("review", "2   ctrav⏎"),
    ("divide", "2jd800⇥trav"),
    ("contact", "2jC"),
    ("pay", "2jjpann"),
    ("rename_merchant", "3jramaz"),
    ("jump", "3J"),
    ("palette", ":sy"),
    ("find", "ffre"),
    ("edits", "L"),
    ("sharing_filtered", "7/chase"),
];

#[test]
fn every_view_at_every_size() {
    for (name, keys) in VIEWS {
        for size in SIZES {
            insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), screen(keys, &Look::default(), size));
        }
    }
}

#[test]
fn what_recurs_at_every_size() {
    for (name, keys) in [("plans", "5"), ("plans_ahead", "5⇥⇥j"), ("plans_ahead_where_from", "5⇥⇥j.")] {
        for (masked, size) in SIZES.map(|size| (false, size)).into_iter().chain([(true, (120, 36))]) {
            let mut app = app(&Look { masked, ..Look::default() }, size);
            app.update(Msg::Book(Arc::new(plans())));
            reckon(&mut app);
            press(&mut app, keys);
            let shown = text(&paint(&mut app, size));
            let told = if masked { "masked".to_owned() } else { format!("{}x{}", size.0, size.1) };
            assert!(!masked || figures(&shown).is_empty(), "{shown}");
            insta::assert_snapshot!(format!("{name}_{told}"), shown);
        }
    }
}

#[test]
fn every_view_with_amounts_hidden() {
    let masked = Look { masked: true, ..Look::default() };
    for (name, keys) in VIEWS {
        let shown = screen(keys, &masked, (120, 36));
        insta::assert_snapshot!(format!("{name}_masked"), shown);
        assert_eq!(figures(&shown.replace("24.99%", "")), Vec::<String>::new(), "{name}");
    }
}

/// What a cell looks like, in a letter for its colour and signs for its weight: `c+` is bold cyan, `~` dim, `!` reversed.
fn look_of(cell: &ratatui::buffer::Cell) -> String {
    let color = match cell.fg {
        Color::Reset => "",
        Color::Cyan => "c",
        Color::Red => "r",
        Color::Yellow => "y",
        Color::Green => "g",
        Color::Blue => "b",
        _ => "?",
    };
    let signs = [
        (Modifier::BOLD, "+"),
        (Modifier::DIM, "~"),
        (Modifier::REVERSED, "!"),
        (Modifier::UNDERLINED, "_"),
        (Modifier::CROSSED_OUT, "-"),
    ];
    let signs = signs.into_iter().filter(|(of, _)| cell.modifier.contains(*of)).map(|(_, sign)| sign);
    std::iter::once(color).chain(signs).collect()
}

/// Each line as runs of cells that look alike: `.3 c+8 .2 ~12`.
fn looks(buf: &ratatui::buffer::Buffer) -> String {
    let mut out = String::new();
    for y in 0..buf.area.height {
        let mut runs: Vec<(String, usize)> = Vec::new();
        for x in 0..buf.area.width {
            let look = look_of(&buf[(x, y)]);
            match runs.last_mut() {
                Some((last, count)) if *last == look => *count += 1,
                _ => runs.push((look, 1)),
            }
        }
        let words = runs.iter().map(|(look, count)| format!("{}{count}", if look.is_empty() { "." } else { look }));
        out.push_str(&words.collect::<Vec<_>>().join(" "));
        out.push('\n');
    }
    out
}

#[test]
fn every_view_in_colors_and_without() {
    for (name, keys) in VIEWS {
        for (told, color) in [("colors", true), ("no_color", false)] {
            let mut app = app(&Look { color, ..Look::default() }, (80, 24));
            press(&mut app, keys);
            insta::assert_snapshot!(format!("{name}_{told}"), looks(&paint(&mut app, (80, 24))));
        }
    }
}

#[test]
fn without_color_the_words_are_the_same_and_no_cell_has_a_color() {
    let plain = Look { color: false, ..Look::default() };
    for (name, keys) in VIEWS {
        let mut app = app(&plain, (120, 36));
        press(&mut app, keys);
        let buf = paint(&mut app, (120, 36));
        assert!(buf.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset), "{name}");
        assert_eq!(text(&buf), screen(keys, &Look::default(), (120, 36)), "{name}");
    }
}

#[test]
fn colors_are_of_the_sixteen_and_the_background_is_the_terminals_own() {
    for (name, keys) in VIEWS {
        let mut app = app(&Look::default(), (120, 36));
        press(&mut app, keys);
        for cell in &paint(&mut app, (120, 36)).content {
            assert!(!matches!(cell.fg, Color::Rgb(..) | Color::Indexed(_) | Color::White | Color::Black), "{name}");
            assert_eq!(cell.bg, Color::Reset, "{name}");
        }
    }
}

#[test]
fn the_selected_line_is_never_dim() {
    let mut app = app(&Look::default(), (120, 36));
    // a pending row, whose words are dim
    press(&mut app, "2");
    let buf = paint(&mut app, (120, 36));
    let selected: Vec<_> = buf.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).collect();
    assert!(selected.len() > 100 && selected.iter().all(|cell| !cell.modifier.contains(Modifier::DIM)));
}

#[test]
fn help_shows_every_key_of_the_table_in_full() {
    let shown = screen("?", &Look::default(), (200, 120));
    for binding in KEYS {
        assert!(shown.contains(binding.words), "{}", binding.words);
        assert!(shown.contains(&binding.keys[0].to_string()), "{}", binding.words);
    }
}

#[test]
fn a_screen_that_is_too_small_says_what_it_needs() {
    assert!(screen("", &Look::default(), (50, 9)).starts_with("passbook needs 40×10, this is 50×9"));
}
