//! Going from view to view, into what is selected and back, by keys and by the mouse.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use passbook::config::Look;
use passbook::tui::{App, Effect, Msg};

use crate::support_book::drive::{app, paint, press, reckon, text};
use crate::support_book::{book_with_news, plans};
use crate::{dashboard, shown};

#[test]
fn going_back_leads_to_exactly_where_one_was() {
    let mut app = dashboard();
    press(&mut app, "jjj");
    let before = shown(&mut app);
    press(&mut app, "⏎jjj");
    let drilled = shown(&mut app);
    assert!(drilled.contains("Chase › Freedom Visa ····1002"));
    press(&mut app, "⏎");
    assert!(shown(&mut app).contains("bank’s words"));
    press(&mut app, "⎋");
    assert_eq!(shown(&mut app), drilled);
    press(&mut app, "⎋");
    assert_eq!(shown(&mut app), before);
}

#[test]
fn a_tab_keeps_what_was_opened_in_it_until_it_is_pressed_again() {
    let mut app = dashboard();
    press(&mut app, "⏎");
    let drilled = shown(&mut app);
    press(&mut app, "31");
    assert_eq!(shown(&mut app), drilled);
    press(&mut app, "1");
    assert!(shown(&mut app).contains("Wells Fargo"));
}

#[test]
fn a_merchant_leads_to_its_rows_and_their_sum_is_the_line() {
    let mut app = dashboard();
    press(&mut app, "3");
    assert!(shown(&mut app).contains("▌ Oakwood Apartments"));
    press(&mut app, "j⏎");
    let rows = shown(&mut app);
    assert!(rows.contains("Spending › Best Buy › Aug 2018"), "{rows}");
    assert!(rows.contains("−899.00") && rows.contains("1–1 of 1"));
}

#[test]
fn q_quits_at_once_and_is_a_letter_in_a_field() {
    assert_eq!(press(&mut dashboard(), "q"), [Effect::Quit]);
    let mut app = dashboard();
    assert_eq!(press(&mut app, "/q"), []);
    let ctrl = |c| Msg::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL));
    assert_eq!(app.update(ctrl('c')), [Effect::Quit]);
    assert_eq!(app.update(ctrl('z')), [Effect::Suspend]);
    assert_eq!(app.update(ctrl('l')), [Effect::Redraw]);
}

#[test]
fn clicks_choose_tabs_select_and_open() {
    let mut app = dashboard();
    let before = shown(&mut app);
    let click = |app: &mut App, column, row| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        app.update(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
    };
    click(&mut app, 4, 6);
    assert!(shown(&mut app).contains("▌ Freedom Visa"));
    click(&mut app, 4, 6);
    assert!(shown(&mut app).contains("Chase › Freedom Visa"));
    let tab = before.lines().next().unwrap().find("3 Mer").unwrap();
    click(&mut app, u16::try_from(tab).unwrap(), 0);
    assert!(shown(&mut app).contains("by merchant"));
    let footer = shown(&mut app).lines().last().unwrap().to_owned();
    let help = footer.chars().position(|c| c == '?').unwrap();
    click(&mut app, u16::try_from(help).unwrap(), 35);
    assert!(shown(&mut app).contains("Help"));
}

#[test]
fn the_merchants_period_goes_back_and_not_into_the_future() {
    let mut app = dashboard();
    press(&mut app, "3]");
    assert!(shown(&mut app).contains("◂ Aug 2018 ▸"));
    press(&mut app, "[");
    assert!(shown(&mut app).contains("◂ Jul 2018 ▸"));
    press(&mut app, "y");
    assert!(shown(&mut app).contains("◂ 2018 ▸"));
    press(&mut app, "yb");
    assert!(shown(&mut app).contains("all time") && shown(&mut app).contains("by category"));
}

#[test]
fn a_figure_leads_to_its_rows_and_to_where_it_comes_from_and_back_to_where_one_was() {
    for keys in ["1jj", "2j", "3jj", "4j", "6"] {
        let mut app = dashboard();
        press(&mut app, keys);
        let before = shown(&mut app);
        press(&mut app, "⏎");
        assert_ne!(shown(&mut app), before, "{keys}");
        press(&mut app, "⎋");
        assert_eq!(shown(&mut app), before, "{keys}");
        press(&mut app, ".");
        assert!(shown(&mut app).contains("Where does it come from?"), "{keys}");
        press(&mut app, "⏎⎋⎋");
        assert_eq!(shown(&mut app), before, "{keys}");
    }
}

#[test]
fn a_letter_goes_where_it_stands_and_escape_leaves_all_as_it_was() {
    let mut app = dashboard();
    press(&mut app, "3");
    let before = shown(&mut app);
    press(&mut app, "J");
    let letters = shown(&mut app);
    assert!(letters.contains("│d Hotel Adlon") && letters.contains("press a letter"), "{letters}");
    press(&mut app, "⎋");
    assert_eq!(shown(&mut app), before);
    press(&mut app, "Jd");
    assert!(shown(&mut app).contains("▌ Hotel Adlon"));
    press(&mut app, "Jd");
    assert!(shown(&mut app).contains("Spending › Hotel Adlon"), "again on what is selected opens it");
    press(&mut app, "⎋?J");
    assert!(shown(&mut app).contains("nothing to jump to here"));
}

#[test]
fn letters_go_with_what_is_drawn_when_rows_come_meanwhile() {
    let mut app = dashboard();
    press(&mut app, "2jjjjjjjj");
    // letters are given to what is drawn
    shown(&mut app);
    press(&mut app, "J");
    app.update(Msg::Book(Arc::new(book_with_news())));
    let letters = shown(&mut app);
    let row = letters.lines().position(|line| line.starts_with("│f")).unwrap_or_else(|| panic!("{letters}"));
    press(&mut app, "f");
    assert!(shown(&mut app).lines().nth(row).unwrap().starts_with("│▌"), "{letters}");
}

#[test]
fn every_view_puts_letters_on_what_a_click_chooses() {
    for view in ["1", "2", "3", "4", "5", "6", "7", "3.", "1."] {
        let mut app = dashboard();
        app.update(Msg::Book(Arc::new(plans())));
        reckon(&mut app);
        press(&mut app, view);
        let before = shown(&mut app);
        press(&mut app, "J");
        assert_ne!(shown(&mut app), before, "{view}");
        press(&mut app, "a");
        assert!(!shown(&mut app).contains("press a letter"), "{view}");
    }
}

#[test]
fn panes_are_chosen_by_a_click_and_the_net_worth_leads_to_its_accounts() {
    let click = |app: &mut App, column, row| {
        let kind = MouseEventKind::Down(MouseButton::Left);
        app.update(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
    };
    let mut app = dashboard();
    shown(&mut app);
    click(&mut app, 114, 0);
    assert!(shown(&mut app).contains("Where does it come from?") && shown(&mut app).contains("Net worth"));
    for (view, beside) in [("3", "paid by"), ("4", "In and out"), ("6", "usual for you")] {
        let mut app = dashboard();
        press(&mut app, view);
        let before = shown(&mut app);
        let (row, line) = before.lines().enumerate().skip(2).find(|(_, line)| line.contains(beside)).unwrap();
        let column = line.split(beside).next().unwrap().chars().count();
        click(&mut app, u16::try_from(column).unwrap(), u16::try_from(row).unwrap());
        assert!(press(&mut app, "⎋").is_empty(), "{view}: the pane beside had the keys");
        assert_eq!(shown(&mut app), before, "{view}: Esc leads from the pane beside back to the list and no further");
        assert!(!press(&mut app, "⎋").is_empty(), "{view}: from the list it stops the sync");
    }
}

#[test]
fn the_footer_offers_no_more_than_seven_keys_and_none_of_them_is_cut() {
    let words = ["move", "open", "filter", "category", "merchant", "note", "tags", "divide", "contact", "mark", "me"];
    let more = ["never here", "not me", "recurs", "does not", "earlier", "span", "group", "rename", "pause", "revoke"];
    let last = ["pane", "sync", "hide", "why", "back", "help", "quit", "do it", "site", "write", "copy", "yes", "no"];
    let known: Vec<&str> = words.into_iter().chain(more).chain(last).collect();
    for keys in ["1", "1⇥", "2", "3", "4", "5", "6", "7", "2⏎", "3.", "2L", "?", "2C", "7⏎"] {
        for width in [40, 60, 80, 120, 200] {
            let mut app = app(&Look::default(), (width, 24));
            press(&mut app, keys);
            let screen = text(&paint(&mut app, (width, 24)));
            let footer = screen.lines().last().unwrap();
            let hints: Vec<&str> = footer.split("  ").map(str::trim).filter(|hint| !hint.is_empty()).collect();
            let offered =
                hints.iter().filter(|hint| hint.split_once(' ').is_some_and(|(_, word)| known.contains(&word)));
            let count = offered.count();
            assert!((2..=7).contains(&count), "{keys} at {width}: {footer}");
            assert!(hints.len() - count <= 1, "a word that no key has, {keys} at {width}: {footer}");
            assert!(footer.contains("? help"), "{keys} at {width}: {footer}");
        }
    }
}
