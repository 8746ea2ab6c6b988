//! Consents and the record of accesses.

use std::sync::Arc;

use passbook::config::Look;
use passbook::domain::{Access, AccessEvent, Clean, Heard, Status};
use passbook::tui::{App, Effect, Mode, Msg};

use crate::support_book::drive::press;
use crate::support_book::{book, clock, connection_id, doors, now};
use crate::{SIZE, dashboard, shown};

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
