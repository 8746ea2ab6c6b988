//! Going from view to view, into what is selected and back, by keys and by the mouse.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use passbook::tui::{App, Effect, Msg};

use crate::support_book::drive::press;
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
