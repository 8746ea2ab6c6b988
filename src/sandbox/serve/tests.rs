//! What holds of every face: it is found by its path, it says how to link to it, and nothing it is asked breaks it.

use chrono::{DateTime, NaiveDate};

use super::*;
use crate::sandbox::{Scenario, SimBank};

pub(super) fn state(scenario: Scenario) -> State {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let now = DateTime::parse_from_rfc3339("2026-11-22T12:00:00Z").unwrap().to_utc();
    State::new(7, scenario, Clock { now, today }, false)
}

fn get(path: &str) -> Asked {
    Asked::new("GET", path)
}

#[test]
fn every_face_is_listed_and_says_how_to_link_to_it() {
    let mut state = state(Scenario::Normal);
    let listed = String::from_utf8(route(&mut state, &get("/")).body).unwrap();
    for face in FACES {
        assert!(listed.contains(face.kind), "{listed}");
        let reply = route(&mut state, &get(&format!("/sandbox/answers/{}", face.kind)));
        let answers: Vec<serde_json::Value> = serde_json::from_slice(&reply.body).unwrap();
        let is_full =
            |answers: &serde_json::Value| answers["fields"].as_object().is_some_and(|fields| !fields.is_empty());
        assert!(!answers.is_empty() && answers.iter().all(is_full), "{}", face.kind);
    }
}

#[test]
fn what_no_face_knows_is_not_found_and_nonsense_is_refused() {
    let mut state = state(Scenario::Normal);
    for face in FACES {
        let reply = route(&mut state, &get(&format!("/{}/no/such/path", face.kind)));
        assert!((400..500).contains(&reply.status), "{} said {}", face.kind, reply.status);
    }
    for path in ["/nowhere", "/sandbox", "/sandbox/answers/nothing"] {
        assert_eq!(route(&mut state, &get(path)).status, 404, "{path}");
    }
    let broken = Asked { body: b"{".to_vec(), ..Asked::new("POST", "/sandbox/clock") };
    assert_eq!(route(&mut state, &broken).status, 400);
}

#[test]
fn virtual_time_stands_still_until_it_is_moved() {
    let mut state = state(Scenario::Normal);
    let opening = state.now();
    let later = |seconds| Clock {
        now: opening + chrono::TimeDelta::hours(4) + chrono::TimeDelta::seconds(seconds),
        today: opening.date_naive(),
    };
    state.tick(later(600));
    assert_eq!(state.now(), opening);
    let ahead = Asked { body: br#"{"days":2,"minutes":30}"#.to_vec(), ..Asked::new("POST", "/sandbox/clock") };
    assert_eq!(route(&mut state, &ahead).status, 200);
    assert_eq!(state.now(), opening + chrono::TimeDelta::days(2) + chrono::TimeDelta::minutes(30));
    state.tick(later(700));
    assert_eq!(state.now(), opening + chrono::TimeDelta::days(2) + chrono::TimeDelta::minutes(30));
}

#[test]
fn a_live_day_runs_a_minute_a_second() {
    let still = state(Scenario::Normal);
    let start = Clock { now: still.now(), today: still.moment().day };
    let mut state = State::new(7, Scenario::Normal, start, true);
    state.tick(Clock { now: start.now + chrono::TimeDelta::seconds(90), ..start });
    assert_eq!(state.now(), start.now + chrono::TimeDelta::minutes(90));
}

#[test]
fn a_consent_that_ended_lasts_until_somebody_signs_in() {
    let mut state = state(Scenario::ExpiredConsent);
    let (citi, chase) = (state.issue(Some(SimBank::Citi)), state.issue(Some(SimBank::Chase)));
    assert!(state.is_expired(citi) && !state.is_expired(chase));
    state.expire(chase);
    assert!(state.is_expired(chase));
    for (grant, bank) in [(citi, SimBank::Citi), (chase, SimBank::Chase)] {
        state.renew(grant);
        assert!(!state.is_expired(grant));
        let at = state.moment();
        assert_eq!(state.world(grant, at.day).at(bank, at).at, at, "its figures are of now");
    }
}

#[test]
fn what_clients_of_other_hands_insist_on_is_there() {
    let mut state = state(Scenario::Normal);
    let mut plaid = |path: &str, body: &str| {
        let keys =
            vec![("plaid-client-id".into(), "sandbox-client".into()), ("plaid-secret".into(), "sandbox-secret".into())];
        let method = if path.starts_with("/plaid/hosted") { "GET" } else { "POST" };
        let asked = Asked { body: body.into(), headers: keys, ..Asked::new(method, path) };
        serde_json::from_slice::<serde_json::Value>(&route(&mut state, &asked).body).unwrap_or_default()
    };
    let made = plaid("/plaid/link/token/create", r#"{"client_name":"a","language":"en"}"#);
    let token = made["link_token"].as_str().unwrap().to_owned();
    plaid(&format!("/plaid/hosted/{token}/chase"), "");
    let told = plaid("/plaid/link/token/get", &format!(r#"{{"link_token":"{token}"}}"#));
    let session = &told["link_sessions"][0];
    assert_eq!(session["on_success"]["metadata"]["institution"]["name"], "Chase");
    assert_eq!(session["results"]["item_add_results"][0]["institution"]["institution_id"], "ins_chase");
}
