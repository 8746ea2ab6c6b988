//! SimpleFIN: one token for all banks, both versions of its shape.

use passbook::domain::ProblemKind;

use super::*;

#[test]
fn two_years_come_window_by_window_and_the_next_days_follow() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("simplefin");
    door.sync_well(&links);
    door.assert_true();
    for _ in 0..3 {
        door.advance(1);
        door.sync_well(&links);
        door.assert_true();
    }
}

#[test]
fn a_setup_token_is_claimed_once() {
    let door = Door::open(Scenario::Normal);
    let path = door.claim();
    assert_eq!(door.ask("POST", &path, "").status, 200);
    assert_eq!(door.ask("POST", &path, "").status, 403);
    assert_eq!(door.ask("GET", "/simplefin/accounts", "").status, 403);
}

#[test]
fn a_bank_in_trouble_is_told_apart_and_the_others_are_true() {
    let mut door = Door::open(Scenario::ExpiredConsent);
    let links = door.link("simplefin");
    let outcomes = door.sync(&links);
    assert!(outcomes[0].partial && outcomes[0].problem.is_none());
    let problems = &door.book().connections[&links[0].id].problems;
    assert_eq!(problems.iter().map(|problem| &problem.kind).collect::<Vec<_>>(), [&ProblemKind::NeedsReauth]);
    assert!(door.count(TxnStatus::Posted) > 1000);
}

#[test]
fn both_versions_tell_the_same_in_their_own_shape() {
    let door = Door::open(Scenario::Normal);
    let access = door.ask("POST", &door.claim(), "").body;
    let access = String::from_utf8(access).unwrap();
    let (user, _) = access.strip_prefix("http://").unwrap().split_once(':').unwrap();
    let ask = |version: &str| -> serde_json::Value {
        let basic = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{user}:sandbox"));
        let asked = Asked {
            query: vec![("version".into(), version.into()), ("pending".into(), "1".into())],
            headers: vec![("authorization".into(), format!("Basic {basic}"))],
            ..Asked::new("GET", "/simplefin/accounts")
        };
        serde_json::from_slice(&route(&mut door.state.lock().unwrap(), &asked).body).unwrap()
    };
    let (first, second) = (ask("1"), ask("2"));
    let ids = |answer: &serde_json::Value| {
        answer["accounts"].as_array().unwrap().iter().map(|account| account["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&first), ids(&second));
    assert!(first["accounts"][0]["org"]["domain"].is_string() && first.get("connections").is_none());
    assert!(second["accounts"][0]["conn_id"].is_string() && second["connections"].is_array());
}

impl Door {
    /// The path of a fresh claim.
    fn claim(&self) -> String {
        let token = self.ask("GET", "/simplefin/create", "").body;
        let claim = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, token.trim_ascii()).unwrap();
        String::from_utf8(claim).unwrap().strip_prefix("http://127.0.0.1").unwrap().to_owned()
    }
}
