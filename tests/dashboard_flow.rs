//! What a person does, as keys and messages in, effects and screens out. No terminal, no clock, no store.

mod support_book;

use std::sync::Arc;

use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use passbook::config::Look;
use passbook::domain::{
    Access, AccessEvent, AccountEdit, AccountId, Balance, Book, Category, Change, Clean, Clock, Edit, Heard, Status,
    TxnEdit, TxnId,
};
use passbook::tui::{Activity, App, Effect, Mode, Msg};
use support_book::drive::{app, edits, paint, press, reckon, standards, text};
use support_book::{book, book_with_news, clock, connection_id, doors, now, plans, today, usd};

const SIZE: (u16, u16) = (120, 36);

fn dashboard() -> App {
    app(&Look::default(), SIZE)
}

fn shown(app: &mut App) -> String {
    text(&paint(app, SIZE))
}

/// As the keeper would: what was asked for is in the book that comes back.
fn commit(app: &mut App, book: &mut Book, effects: &[Effect]) {
    for effect in effects {
        if let Effect::Change(change) = effect {
            book.change(change).into_iter().for_each(|delta| book.apply(&delta));
            app.update(Msg::Book(Arc::new(book.clone())));
            app.update(Msg::Changed(change.clone()));
        }
    }
}

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
fn the_filter_narrows_as_one_types_and_escape_clears_it() {
    let mut app = dashboard();
    press(&mut app, "2");
    let all = shown(&mut app);
    press(&mut app, "/best b");
    assert!(shown(&mut app).contains("1 of 434 · −$899.00"));
    press(&mut app, "⏎");
    assert!(shown(&mut app).contains("1 of 434"), "Enter keeps it");
    press(&mut app, "/");
    press(&mut app, "x");
    assert!(shown(&mut app).contains("nothing matches"));
    press(&mut app, "⎋");
    assert_eq!(shown(&mut app).lines().nth(1), all.lines().nth(1));
    assert!(shown(&mut app).contains("of 434"));
}

#[test]
fn several_words_are_all_asked_for_and_amounts_are_found_by_their_digits() {
    let mut app = dashboard();
    press(&mut app, "2/double whole");
    let words = shown(&mut app);
    assert!(words.contains("Double Cash") && !words.contains("Blue Cash "));
    press(&mut app, "⎋/899.0");
    assert!(shown(&mut app).contains("Best Buy"));
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
fn syncs_are_asked_for_and_escape_stops_them_when_nothing_else_is_open() {
    let mut app = dashboard();
    assert_eq!(press(&mut app, "s"), [Effect::Sync(None)]);
    assert_eq!(press(&mut app, "jjjjjjjS"), [Effect::Sync(Some(connection_id("wells-fargo")))]);
    assert_eq!(press(&mut app, "?⎋"), []);
    assert_eq!(press(&mut app, "⎋"), [Effect::CancelSync]);
    app.update(Msg::Activity(connection_id("paypal"), Activity::Resting));
    assert_eq!(press(&mut app, "⎋"), []);
}

#[test]
fn a_category_is_chosen_by_its_letters_and_undone() {
    let (mut app, mut book) = (dashboard(), book());
    let effects = press(&mut app, "2jc");
    assert_eq!(effects, []);
    let effects = press(&mut app, "trav⏎");
    let travel = TxnEdit { category: Some(Category::Travel), ..TxnEdit::default() };
    assert_eq!(edits(&effects), [Edit::Txn(TxnId(3), travel.clone())]);
    commit(&mut app, &mut book, &effects);
    assert!(shown(&mut app).contains("category of Best Buy · u undoes"));
    let effects = press(&mut app, "u");
    assert_eq!(effects, [Effect::Change(Change::Undo(1))]);
    commit(&mut app, &mut book, &effects);
    assert_eq!(book.edit_of(TxnId(3)), &TxnEdit::default());
    assert_eq!(press(&mut app, "u"), []);
    assert!(shown(&mut app).contains("nothing to undo"));
    press(&mut app, "L");
    assert!(shown(&mut app).contains("category of Best Buy") && shown(&mut app).contains("undone"));
    let effects = press(&mut app, "⎋U");
    commit(&mut app, &mut book, &effects);
    assert_eq!(book.edit_of(TxnId(3)), &travel, "done again");
    assert_eq!(press(&mut app, "U"), []);
}

#[test]
fn edits_of_a_row_add_to_each_other_and_hiding_takes_it_from_the_list() {
    let (mut app, mut book) = (dashboard(), book());
    for keys in ["2jmElectronics⏎", "nfor work⏎", "x"] {
        let effects = press(&mut app, keys);
        assert_eq!(effects.len(), 1, "{keys}");
        commit(&mut app, &mut book, &effects);
    }
    let word = &book.edits.transactions[&TxnId(3)];
    // the field began with the name as it was read
    assert_eq!(word.merchant.as_ref().map(Clean::as_str), Some("Best BuyElectronics"));
    assert!(word.hidden && word.note.is_some());
    assert!(!shown(&mut app).contains("Electronics  "));
    press(&mut app, "H");
    assert!(shown(&mut app).contains("hidden"));
}

#[test]
fn terms_that_the_bank_does_not_give_are_written_by_the_person() {
    let mut app = dashboard();
    press(&mut app, "Gt");
    assert!(shown(&mut app).contains("Terms: Active Cash Visa"));
    let effects = press(&mut app, "$5,000⇥28⇥25.50⇥19.9⏎");
    let edits = edits(&effects);
    let [Edit::Account(id, AccountEdit { limit, terms, .. })] = edits.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!((*id, *limit), (AccountId(5), Some(usd("5000"))));
    assert_eq!(terms.due.map(|due| due.to_string()).as_deref(), Some("2018-08-28"));
    assert_eq!(
        (terms.minimum_payment, terms.apr.map(|apr| apr.to_string())),
        (Some(usd("25.50")), Some("19.9".into()))
    );
}

#[test]
fn a_wrong_term_is_told_and_nothing_is_changed() {
    let mut app = dashboard();
    assert_eq!(press(&mut app, "Gtabc⏎"), []);
    assert!(shown(&mut app).contains("limit: write it as 8000"));
}

#[test]
fn what_may_not_be_changed_says_why() {
    let reason = Some(Clean::new("another passbook holds the store"));
    let mut app = App::new(&Look::default(), Mode { read_only: reason, ..Mode::default() }, SIZE, clock());
    app.update(Msg::Book(Arc::new(book())));
    for keys in ["s", "2x", "ctrav⏎"] {
        assert_eq!(press(&mut app, keys), [], "{keys}");
        assert!(shown(&mut app).contains("another passbook holds the store"), "{keys}");
    }
}

#[test]
fn rows_that_arrive_are_marked_and_do_not_move_the_selection() {
    let mut app = dashboard();
    press(&mut app, "2jjjjjjjj");
    let line = |screen: &str| screen.lines().find(|line| line.contains('▌')).map(|line| line.trim_end().to_owned());
    let before = line(&shown(&mut app));
    app.update(Msg::Book(Arc::new(book_with_news())));
    let after = shown(&mut app);
    assert_eq!(line(&after), before);
    assert!(after.contains("•Aug 06  Total Checking"), "{after}");
    let later = Clock { now: now() + TimeDelta::seconds(31), today: today() };
    app.update(Msg::Tick(later));
    assert!(!shown(&mut app).contains('•'), "the mark goes by itself");
}

#[test]
fn nothing_is_drawn_until_something_changes() {
    let mut app = dashboard();
    assert!(app.dirty());
    paint(&mut app, SIZE);
    assert!(!app.dirty());
    let wake = app.next_wake().unwrap();
    let at = |now| Msg::Tick(Clock { now, today: today() });
    app.update(at(wake - TimeDelta::seconds(1)));
    assert!(!app.dirty(), "an age has not flipped yet");
    let before = shown(&mut app);
    app.update(at(wake));
    assert!(app.dirty());
    assert_ne!(shown(&mut app), before, "what wakes it can be seen");
    app.update(Msg::Key(KeyEvent::from(KeyCode::F(7))));
    assert!(!app.dirty(), "a key without a meaning changes nothing");
}

#[test]
fn ages_and_waits_run_on_with_the_clock() {
    let mut app = dashboard();
    let at = |minutes| Msg::Tick(Clock { now: now() + TimeDelta::minutes(minutes), today: today() });
    assert!(shown(&mut app).contains("2m ago") && shown(&mut app).contains("! rate limited for 12m"));
    app.update(at(3));
    assert!(shown(&mut app).contains("5m ago") && shown(&mut app).contains("! rate limited for 9m"));
    app.update(at(-60));
    assert!(shown(&mut app).contains("just now"), "an age is never negative");
    app.update(at(4 * 1440));
    assert!(shown(&mut app).contains("stale 4d"));
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
fn an_answered_alert_is_gone_from_list_and_badge_and_undo_brings_it_back() {
    let mut app = dashboard();
    let mut book = book();
    press(&mut app, "6");
    let before = shown(&mut app);
    assert!(before.contains("6 Alerts ●"), "{before}");
    let effects = press(&mut app, "y");
    assert!(matches!(edits(&effects).as_slice(), [Edit::Answer(..)]), "{effects:?}");
    let answered = shown(&mut app);
    assert_ne!(answered.lines().next(), before.lines().next(), "the badge counts what is asked for already");
    commit(&mut app, &mut book, &effects);
    reckon(&mut app);
    press(&mut app, "H");
    assert!(shown(&mut app).contains("it was me"));
    press(&mut app, "H");
    let undo = press(&mut app, "u");
    commit(&mut app, &mut book, &undo);
    reckon(&mut app);
    assert_eq!(shown(&mut app).lines().next(), before.lines().next());
}

#[test]
fn while_a_question_is_out_no_other_is_asked_and_an_old_answer_asks_again() {
    let mut app = dashboard();
    assert!(app.question().is_none(), "all is answered");
    app.update(Msg::Book(Arc::new(book())));
    let first = app.question().unwrap();
    app.update(Msg::Book(Arc::new(book_with_news())));
    assert!(app.question().is_none(), "one at a time");
    app.update(Msg::Found(Arc::new(first.answer(&standards()))));
    assert!(app.question().is_some(), "the answer was to an older book");
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
fn a_stream_that_is_denied_is_gone_and_undo_brings_it_back() {
    let mut app = dashboard();
    let mut book = plans();
    app.update(Msg::Book(Arc::new(book.clone())));
    reckon(&mut app);
    press(&mut app, "5/netflix");
    press(&mut app, "⏎");
    let before = shown(&mut app);
    assert!(before.contains("from −15.99 to −17.99"), "{before}");
    let effects = press(&mut app, "n");
    commit(&mut app, &mut book, &effects);
    reckon(&mut app);
    assert!(!shown(&mut app).contains("from −15.99"), "{}", shown(&mut app));
    let undo = press(&mut app, "u");
    commit(&mut app, &mut book, &undo);
    reckon(&mut app);
    assert!(shown(&mut app).contains("from −15.99 to −17.99"));
}

#[test]
fn a_connection_is_paused_and_revoked_only_by_a_yes() {
    let mut app = dashboard();
    let chase = connection_id("chase");
    // by name: american-express, chase, citi, paypal, wells-fargo
    assert_eq!(press(&mut app, "7jp"), [Effect::Pause(chase.clone(), true)]);
    assert!(press(&mut app, "xn").is_empty());
    assert!(!shown(&mut app).contains("Revoke chase"));
    assert!(press(&mut app, "x").is_empty());
    assert!(shown(&mut app).contains("Revoke chase"));
    assert_eq!(press(&mut app, "y"), [Effect::Disconnect(chase.clone())]);
    let mut paused = book();
    let connection = Arc::make_mut(paused.connections.get_mut(&chase).unwrap());
    connection.status = Status::Paused;
    app.update(Msg::Book(Arc::new(paused)));
    assert_eq!(press(&mut app, "p"), [Effect::Pause(chase, false)]);
}

#[test]
fn nothing_is_paused_or_revoked_where_nothing_can_be_kept() {
    let mode = Mode { read_only: Some(Clean::new("--read-only")), ..Mode::default() };
    let mut app = App::new(&Look::default(), mode, SIZE, clock());
    app.update(Msg::Doors(doors()));
    app.update(Msg::Book(Arc::new(book())));
    assert!(press(&mut app, "7p").is_empty());
    assert!(press(&mut app, "xy").is_empty());
    assert!(shown(&mut app).contains("nothing is changed: --read-only"));
}

#[test]
fn the_record_shows_what_was_heard_and_kept_beside_its_request() {
    let mut app = dashboard();
    press(&mut app, "7");
    let lines = |app: &mut App| shown(app).lines().map(str::to_owned).collect::<Vec<_>>();
    let before = lines(&mut app);
    let line = before.iter().find(|line| line.contains("2018-08-01 to") && line.contains("chase")).unwrap();
    assert!(line.contains("api.teller.io") && line.contains(" 84 ") && line.contains("answered"), "{line}");
    assert!(before.iter().any(|line| line.contains("paypal") && line.contains("no answer")));
    let heard = AccessEvent::Heard { request: 10, heard: Heard::Broken, bytes: 0 };
    app.update(Msg::Accesses(vec![Access { number: 11, at: now(), event: heard }]));
    assert!(lines(&mut app).iter().any(|line| line.contains("paypal") && line.contains("broken")));
}

#[test]
fn figures_that_the_bank_stopped_dating_are_called_stale_and_the_card_says_why() {
    let mut app = dashboard();
    let mut silent = book();
    let id = AccountId(4);
    let at = |days| now() - TimeDelta::days(days);
    let dated = |days| Balance { as_of: Some(at(days)), ..Balance::new(at(days)) };
    Arc::make_mut(silent.accounts.get_mut(&id).unwrap()).balance =
        Some(Balance { current: Some(usd("1998.40")), as_of: Some(at(9)), ..Balance::new(now()) });
    silent.history.insert(id, Arc::new([13, 12, 11, 10, 9].map(dated).to_vec()));
    app.update(Msg::Book(Arc::new(silent)));
    press(&mut app, "Gk");
    let screen = shown(&mut app);
    let pane = screen.lines().find(|line| line.contains("Wells Fargo ─")).unwrap();
    assert!(pane.contains("stale 9d"), "{pane}");
    assert!(screen.contains("not dated these figures anew for 9 days"), "{screen}");
    assert!(screen.lines().last().unwrap().contains("stale 9d"), "{screen}");
}
