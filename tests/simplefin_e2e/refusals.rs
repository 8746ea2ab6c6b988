//! Syncs that bring nothing: what the person is told, and how much of the provider's patience they cost.

use super::*;

/// A home that has synced once.
fn synced(server: &Server) -> Home {
    let home = Home::linked(server);
    server.then(first(V2));
    assert_eq!(home.run(&["sync"]).code, 0);
    home
}

fn problem(home: &Home) -> (i32, String, String) {
    let done = home.run(&["sync", "--json"]);
    let trouble = done.json()["connections"][0]["problem"].clone();
    (
        done.code,
        trouble["kind"].as_str().unwrap_or_default().into(),
        trouble["message"].as_str().unwrap_or_default().into(),
    )
}

#[test]
fn each_status_is_told_for_what_it_asks_of_the_person() {
    let hour = Reply::status(429).with("retry-after", "3600");
    for (reply, kind, words, pane) in [
        (Reply::status(403), "needs_reauth", "create a new setup token", "! sign in again"),
        (Reply::status(402), "needs_subscription", "renew it at the bridge", "! subscription lapsed"),
        (Reply::status(429), "rate_limited", "asks to be asked less often", "! rate limited"),
        (hour, "rate_limited", "asks to be asked less often", "! rate limited for "),
        (Reply::status(500), "unavailable", "has trouble of its own", "! bank unavailable"),
        (
            Reply::ok("<html>Log in to the hotel's network</html>"),
            "malformed",
            "nothing of it",
            "! answer not understood",
        ),
    ] {
        let server = Server::start([]);
        let home = synced(&server);
        let known = home.json(&["transactions"]);
        server.then([reply.clone(), reply]);
        let (code, found, said) = problem(&home);
        assert_eq!((code, found.as_str()), (1, kind));
        assert!(said.to_lowercase().contains(words), "{said}");
        assert_eq!(gets(&server), 4, "asked once, not again at once");
        home.run(&["sync"]);
        // old figures stand, with the reason beside them
        home.shows(&[pane, "Everyday Check", "2,417.35"]);
        assert_eq!(home.json(&["transactions"]), known);
        home.assert_no_secret_is_seen();
    }
}

#[test]
fn an_answer_that_never_ends_is_left_at_the_deadline_and_nothing_of_it_is_kept() {
    let server = Server::start([]);
    let home = synced(&server);
    home.set("timeout_seconds = 1");
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
    let known = home.json(&["transactions"]);
    server.then([Reply::Drip(format!("{head}{{\"accounts\":[").into_bytes())]);
    let (code, kind, said) = problem(&home);
    assert_eq!((code, kind.as_str()), (1, "offline"));
    assert!(said.contains("sent no whole answer in time"), "{said}");
    assert_eq!(home.json(&["transactions"]), known);
    home.shows(&["! offline", "2,417.35"]);
}

#[test]
fn while_one_looks_a_refusal_comes_on_the_pane_and_the_next_answer_clears_it() {
    let server = Server::start([]);
    let home = synced(&server);
    let mut dashboard = home.open(&[]);
    dashboard.wait_for("all banks fresh");
    server.then([Reply::status(403)]);
    dashboard.send("s");
    home.heard(&dashboard.wait_for("! sign in again"));
    server.then([Reply::ok(V2)]);
    dashboard.send("s");
    home.heard(&dashboard.wait("no trouble", |screen| !screen.contains('!') && screen.contains("all banks fresh")));
    dashboard.send("q");
    assert_eq!(dashboard.end().exit_code(), 0);
    home.assert_no_secret_is_seen();
}

#[test]
fn the_days_budget_is_held_over_restarts_and_the_next_day_has_one_of_its_own() {
    let server = Server::start([]);
    let home = Home::linked(&server);
    home.set("requests_per_day = 4");
    server.then(first(V2));
    assert_eq!(home.run(&["sync"]).code, 0);
    server.then([Reply::ok(V2), Reply::ok(V2)]);
    assert_eq!(home.run(&["sync"]).code, 0);
    for _ in 0..2 {
        let (code, kind, said) = problem(&home);
        assert_eq!((code, kind.as_str()), (1, "quota_used"));
        assert!(said.starts_with("All 4 requests of today are used"), "{said}");
    }
    assert_eq!(gets(&server), 4, "no socket beyond the budget");
    home.shows(&["! daily quota used for 12h"]);
    home.today.replace("2026-11-23".into());
    assert_eq!(home.run(&["sync"]).code, 0);
    assert_eq!(gets(&server), 5);
}

#[test]
fn a_day_without_a_network_uses_up_none_of_the_budget() {
    let server = Server::start([]);
    let home = Home::linked(&server);
    home.set("requests_per_day = 3");
    let address = server.authority();
    drop(server);
    for _ in 0..4 {
        let (code, kind, said) = problem(&home);
        assert_eq!((code, kind.as_str()), (1, "offline"));
        assert!(said.contains("check the network"), "{said}");
    }
    home.shows(&["! offline"]);
    let server = Server::at(&address);
    server.then(first(V2));
    assert_eq!(home.run(&["sync"]).code, 0, "the three requests of the day were all left");
}

#[test]
fn offline_asks_nothing_and_leaves_what_is_known_of_the_connection() {
    let server = Server::start([]);
    let home = synced(&server);
    server.then([Reply::status(403)]);
    problem(&home);
    let done = home.run(&["sync", "--offline"]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("--offline: no request was made"), "{}", done.err);
    assert_eq!(gets(&server), 4);
    home.shows(&["! sign in again", "Everyday Check"]);
    let done = home.run_with(&["connect", "simplefin", "--offline"], &token(&server));
    assert_eq!((done.code, server.seen().len()), (2, 5));
}
