//! What goes on record, and when: before the socket, after the end, with what was kept.

use super::*;
use crate::connectors::Settings;
use crate::domain::{AccessEvent, Heard, Setting, Status, shared};

fn log(keeper: &mut Keeper) -> Vec<AccessEvent> {
    keeper.store().accesses().unwrap().into_iter().map(|entry| entry.event).collect()
}

#[test]
fn a_request_is_on_record_before_it_is_made_and_its_end_after() {
    let mut keeper = keeper(&["bank"]);
    let policy = link("bank", None).policy;
    let number = keeper.spend(&asking("bank"), &policy, clock(0)).unwrap();
    assert!(matches!(&log(&mut keeper)[..], [AccessEvent::Asked { host, .. }] if host.as_str() == "bank.example"));
    keeper.heard(&id("bank"), number, (Heard::Answered, 70), clock(1)).unwrap();
    keeper.answer(&answer("bank"), clock(2)).unwrap();
    keeper.answer(&answer("bank"), clock(3)).unwrap();
    let log = log(&mut keeper);
    let expected = [
        AccessEvent::Heard { request: 0, heard: Heard::Answered, bytes: 70 },
        AccessEvent::Kept { request: 0, rows: 1 },
    ];
    assert_eq!(log[1..], expected, "an answer that nobody was asked for is no access");
    let sums = shared(&keeper.store().accesses().unwrap());
    assert_eq!((sums[&id("bank")].requests, sums[&id("bank")].rows, sums[&id("bank")].bytes), (1, 1, 70));
}

#[test]
fn a_request_that_reached_nobody_stays_on_record_and_costs_nothing() {
    let mut keeper = keeper(&["bank"]);
    let policy = link("bank", None).policy;
    for _ in 0..5 {
        let number = keeper.spend(&asking("bank"), &policy, clock(0)).unwrap();
        keeper.heard(&id("bank"), number, (Heard::Unreached, 0), clock(0)).unwrap();
    }
    assert_eq!(keeper.store().book().unwrap().connections[&id("bank")].usage.requests, 0);
    assert_eq!(log(&mut keeper).len(), 10);
}

#[test]
fn a_consent_that_ends_and_one_that_is_taken_back_are_on_record() {
    let mut keeper = keeper(&["bank"]);
    keeper.keep_secret(&id("bank"), &crate::domain::Secret::new("token".into())).unwrap();
    keeper.reset(&id("bank"), "test", clock(0)).unwrap();
    for _ in 0..2 {
        let batch = Batch { consent_ends: Some(moment(90)), ..answer("bank") };
        keeper.answer(&batch, clock(1)).unwrap();
    }
    keeper.end(&id("bank"), true, clock(2)).unwrap();
    let bank = id("bank");
    let expected = [
        AccessEvent::Given { connection: bank.clone(), kind: "test".into() },
        AccessEvent::Ends { connection: bank.clone(), at: moment(90) },
        AccessEvent::TakenBack { connection: bank.clone(), at_provider: true },
    ];
    assert_eq!(log(&mut keeper), expected);
    assert!(keeper.secret(&bank).unwrap().is_none());
    let book = keeper.book();
    assert_eq!((&book.connections[&bank].status, book.rows().count()), (&Status::Revoked, 1));
}

#[test]
fn a_paused_connection_goes_on_where_it_stood_and_a_revoked_one_stays_revoked() {
    let mut keeper = keeper(&["bank"]);
    keeper.answer(&answer("bank"), clock(0)).unwrap();
    keeper.pause(&id("bank"), true).unwrap();
    let status = |keeper: &mut Keeper| keeper.store().book().unwrap().connections[&id("bank")].status.clone();
    assert_eq!(status(&mut keeper), Status::Paused);
    keeper.pause(&id("bank"), false).unwrap();
    assert_eq!(status(&mut keeper), Status::Never);
    assert_eq!(keeper.book().connections[&id("bank")].cursor.as_deref(), Some("page 1"));
    keeper.end(&id("bank"), false, clock(1)).unwrap();
    keeper.pause(&id("bank"), false).unwrap();
    assert_eq!(status(&mut keeper), Status::Revoked);
}

#[test]
fn a_new_name_keeps_rows_edits_ids_and_what_is_known() {
    let mut keeper = keeper(&["bank"]);
    keeper.answer(&answer("bank"), clock(0)).unwrap();
    let row = keeper.book().rows().next().unwrap().id;
    let word = crate::domain::TxnEdit { hidden: true, ..Default::default() };
    keeper.edit(crate::domain::Edit::Txn(row, word.clone())).unwrap();
    keeper.rename(&id("bank"), &id("new"), clock(1)).unwrap();
    let again = Batch { fetched_at: moment(2), ..answer("new") };
    let record = keeper.answer(&again, clock(2)).unwrap();
    assert!(record.rows.is_quiet(), "the same row is known under the new name");
    let stored = keeper.store().book().unwrap();
    assert_eq!(stored.connections.keys().map(ConnectionId::as_str).collect::<Vec<_>>(), ["new"]);
    assert_eq!((stored.accounts.len(), stored.edits.transactions.get(&row)), (1, Some(&word)));
    assert!(keeper.store().check().unwrap().is_sound());
}

#[test]
fn who_is_asked_follows_from_the_kind_the_settings_and_the_secret() {
    let hosts = |kind: &str, settings: &Settings, secret: Option<&str>| {
        let secret = secret.map(|text| crate::domain::Secret::new(text.to_owned()));
        let hosts = registered(kind).unwrap().reaches(settings, secret.as_ref());
        hosts.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(hosts("plaid", &Settings::new(), None), ["production.plaid.com"]);
    let settings = Settings::from([
        ("address".to_owned(), Setting::Text("http://127.0.0.1:99/plaid".into())),
        ("token_url".to_owned(), Setting::Text("https://login.example/token".into())),
    ]);
    assert_eq!(hosts("plaid", &settings, None), ["127.0.0.1:99", "login.example"]);
    let access = "https://me:pass@bridge.example/simplefin";
    assert_eq!(hosts("simplefin", &Settings::new(), Some(access)), ["bridge.example"]);
    let program = Setting::List(vec!["/opt/mine/scrape".into(), "--all".into()]);
    assert_eq!(hosts("command", &Settings::from([("command".to_owned(), program)]), None), ["program scrape"]);
    for silent in ["file", "sandbox", "simplefin"] {
        assert!(hosts(silent, &Settings::new(), None).is_empty(), "{silent}");
    }
}
