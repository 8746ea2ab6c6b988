//! What changes by itself: syncs, rows that arrive, ages, questions that are answered beside the screen.

use std::sync::Arc;

use chrono::TimeDelta;
use crossterm::event::{KeyCode, KeyEvent};
use passbook::domain::{AccountId, Balance, Clock};
use passbook::tui::{Activity, Effect, Msg};

use crate::support_book::drive::{paint, press, standards};
use crate::support_book::{book, book_with_news, connection_id, now, today, usd};
use crate::{SIZE, dashboard, shown};

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
fn rows_that_arrive_are_marked_and_do_not_move_the_selection() {
    let mut app = dashboard();
    press(&mut app, "2jjjjjjjj");
    let line = |screen: &str| screen.lines().find(|line| line.contains('▌')).map(|line| line.trim_end().to_owned());
    let before = line(&shown(&mut app));
    app.update(Msg::Book(Arc::new(book_with_news())));
    let after = shown(&mut app);
    assert_eq!(line(&after), before);
    assert!(after.contains("• Aug 06  Total Checking"), "{after}");
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
