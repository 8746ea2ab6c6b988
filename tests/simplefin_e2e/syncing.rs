//! Syncs that bring something: history, pending rows that post, one bank that fails.

use super::*;

/// An answer of one account with these transactions.
fn checking(transactions: &str) -> String {
    format!(
        r#"{{"errlist":[],"connections":[{{"conn_id":"C","name":"Northside Bank","org_url":"https://northside.example"}}],
        "accounts":[{{"id":"A","conn_id":"C","name":"Everyday Checking (1002)","currency":"USD","balance":"2417.35",
        "balance-date":1795273200,"transactions":[{transactions}]}}]}}"#
    )
}

#[test]
fn the_first_sync_fetches_history_window_by_window_and_the_second_asks_once() {
    let server = Server::start([]);
    let home = Home::linked(&server);
    let old = checking(r#"{"id":"OLD","posted":1790000000,"amount":"-9.99","description":"OLD BOOKSHOP"}"#);
    let new = checking(r#"{"id":"NEW","posted":1795262400,"amount":"-5","description":"NEW BOOKSHOP"}"#);
    server.then([Reply::ok(new.clone()), Reply::ok(old), Reply::ok(EMPTY), Reply::ok(EMPTY)]);
    let done = home.run(&["sync", "--json"]);
    assert_eq!(done.code, 0);
    let line = &done.json()["connections"][0];
    assert_eq!((&line["new"], &line["problem"]), (&Value::from(2), &Value::Null), "{line}");
    let days = |field: &str| -> Vec<i64> {
        let asked = server.seen().into_iter().filter(|seen| seen.method == "GET");
        asked.map(|seen| seen.field(field).unwrap().parse::<i64>().unwrap() / 86_400).collect()
    };
    let (from, end) = (days("start-date"), days("end-date"));
    assert_eq!(from.len(), 4);
    for older in 1..4 {
        assert!(end[older] > from[older - 1], "no gap between window {older} and the one before: {from:?} {end:?}");
        assert!(end[older] - from[older] <= 45, "no server refuses a window: {from:?} {end:?}");
    }
    home.shows(&["Northside Bank", "21h ago", "2,417.35", "all banks fresh"]);

    server.then([Reply::ok(new)]);
    let again = home.run(&["sync"]);
    assert_eq!((again.code, again.err.trim()), (0, "simplefin: nothing new"));
    assert_eq!(gets(&server), 5);
    assert_eq!(home.json(&["transactions"])["transactions"].as_array().unwrap().len(), 2);
    assert_eq!(home.run(&["check"]).code, 0);
    home.assert_no_secret_is_seen();
}

#[test]
fn a_pending_row_that_posts_under_a_new_id_with_a_tip_stays_one_row() {
    let server = Server::start([]);
    let home = Home::linked(&server);
    let held = r#"{"id":"P-1","posted":0,"pending":true,"amount":"-40.00","description":"ROSE STREET GRILL","transacted_at":1795296612}"#;
    let paid = r#"{"id":"T-77","posted":1795348800,"amount":"-47.25","description":"ROSE STREET GRILL","transacted_at":1795262400}"#;
    server.then(first(&checking(held)));
    assert_eq!(home.run(&["sync"]).err.trim(), "simplefin: 1 new");
    let pending = rows(&home, "ROSE STREET");
    assert_eq!((pending.len(), &pending[0]["status"]), (1, &Value::from("pending")));
    home.shows(&["Rose Street Grill", "pending", "40.00"]);

    server.then([Reply::ok(checking(paid))]);
    assert_eq!(home.run(&["sync"]).err.trim(), "simplefin: 1 posted");
    let posted = rows(&home, "ROSE STREET");
    assert_eq!(posted.len(), 1, "{posted:?}");
    assert_eq!((&posted[0]["status"], &posted[0]["amount"]), (&Value::from("posted"), &Value::from("-47.25")));
    assert_eq!(posted[0]["id"], pending[0]["id"], "it is the same row");
    let screen = home.shows(&["Rose Street Grill", "47.25"]);
    assert!(!screen.contains("pending") && !screen.contains("40.00"), "{screen}");
}

#[test]
fn a_bank_that_fails_is_told_apart_from_the_others_in_both_shapes() {
    for (body, bank) in [(FAILING, "Harbor asks for a new login"), (V1, "Connection to Harbor Card Services")] {
        let server = Server::start([]);
        let home = Home::linked(&server);
        server.then([Reply::ok(body), Reply::ok(body), Reply::ok(body)]);
        let done = home.run(&["sync"]);
        assert_eq!(done.code, 3, "done in part");
        assert_eq!(done.err.matches(bank).count(), 1, "once, not once a window: {}", done.err);
        let accounts = home.json(&["accounts"]);
        let status = |name: &str| {
            let all = accounts["accounts"].as_array().unwrap();
            all.iter().find(|a| a["name"].as_str().unwrap().contains(name)).unwrap()["status"].clone()
        };
        assert_eq!((status("Checking"), status("Rewards")), ("ok".into(), "needs_reauth".into()));
        let screen = home.shows(&["Northside Bank", "Harbor Card Services", "! sign in again"]);
        assert!(!screen.contains("all banks fresh"), "{screen}");
        home.assert_no_secret_is_seen();
    }
}

#[test]
fn an_evening_purchase_is_dated_by_the_persons_own_evening() {
    let server = Server::start([]);
    let mut home = Home::linked(&server);
    home.zone = "PST8PDT,M3.2.0,M11.1.0";
    // 20:30 on the 21st in Los Angeles; noon of the 21st in UTC
    let evening = r#"{"id":"E","posted":0,"pending":true,"amount":"-30","description":"EVENING CINEMA","transacted_at":1795321800}"#;
    let filler = r#"{"id":"F","posted":1795262400,"amount":"-5","description":"NOON FILLER"}"#;
    server.then(first(&checking(&format!("{evening},{filler}"))));
    assert_eq!(home.run(&["sync"]).code, 0);
    assert_eq!(rows(&home, "EVENING")[0]["occurred"], "2026-11-21");
    assert_eq!(rows(&home, "NOON")[0]["posted"], "2026-11-21");
}
