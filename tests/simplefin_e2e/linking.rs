//! `passbook connect simplefin`: the token's way into the store, and what can go wrong on it.

use super::*;

#[test]
fn a_token_on_standard_input_is_claimed_and_its_entry_is_added_below_the_persons_own_words() {
    let (server, home) = (Server::start([]), Home::new());
    let config = home.config();
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    let before = "# my banks, do not touch\n[look]\nmouse = false   # the trackpad is jumpy";
    fs::write(&config, before).unwrap();
    home.link(&server);
    let after = fs::read_to_string(&config).unwrap();
    assert_eq!(after, format!("{before}\n\n[[connection]]\nname = \"simplefin\"\nkind = \"simplefin\"\n"));
    assert_eq!(home.run(&["config", "check"]).code, 0);
    let seen = server.seen();
    assert_eq!((seen.len(), seen[0].method.as_str(), seen[0].path.as_str()), (1, "POST", "/simplefin/claim/ABC"));

    server.then(first(V2));
    assert_eq!(home.run(&["sync"]).code, 0);
    home.shows(&["Northside Bank", "Everyday Check"]);
    home.assert_no_secret_is_seen();
}

#[test]
fn a_token_at_the_prompt_is_not_echoed() {
    let (server, home) = (Server::start([]), Home::new());
    server.then([access(&server)]);
    let mut terminal = home.open(&["connect", "simplefin", "--later"]);
    terminal.wait_for("token (setup token");
    terminal.send(&token(&server));
    assert_eq!(terminal.end().exit_code(), 0);
    let screen = terminal.screen();
    eprintln!("{}", screen.trim_end());
    assert!(screen.contains("'simplefin' is linked"), "{screen}");
    assert!(!screen.contains(token(&server).trim()), "{screen}");
    home.heard(&screen);
    server.then(first(V2));
    assert_eq!(home.run(&["sync"]).code, 0);
    home.assert_no_secret_is_seen();
}

#[test]
fn a_token_as_an_argument_is_refused_and_not_repeated() {
    let (server, home) = (Server::start([]), Home::new());
    let done = home.run(&["connect", "simplefin", token(&server).trim()]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("no token as an argument") && !done.err.contains(token(&server).trim()), "{}", done.err);
    assert_eq!((server.seen().len(), fs::read_dir(home.folder.path()).unwrap().count()), (0, 0));
}

#[test]
fn a_token_that_was_claimed_before_is_said_to_be_perhaps_compromised_and_leaves_nothing() {
    let (server, home) = (Server::start([Reply::status(403)]), Home::new());
    let done = home.run_with(&["connect", "simplefin", "--later"], &token(&server));
    assert_eq!(done.code, 1);
    assert!(done.err.contains("unknown or was claimed before") && done.err.contains("compromised"), "{}", done.err);
    assert!(!home.config().exists(), "no entry for what was not linked");
    home.assert_no_secret_is_seen();
}

#[test]
fn a_config_that_cannot_be_written_costs_no_token() {
    let (server, home) = (Server::start([]), Home::new());
    let config = home.config();
    // in the way of the new file, for root too
    fs::create_dir_all(config.with_extension("toml.new")).unwrap();
    server.then([access(&server)]);
    let done = home.run_with(&["connect", "simplefin", "--later"], &token(&server));
    assert_eq!(done.code, 1);
    assert!(done.err.contains("no new token is needed"), "{}", done.err);
    let entry = "[[connection]]\nname = \"simplefin\"\nkind = \"simplefin\"";
    assert!(done.err.contains(entry), "{}", done.err);
    // what the words say
    fs::write(&config, entry).unwrap();
    server.then(first(V2));
    assert_eq!(home.run(&["sync"]).code, 0);
    assert_eq!(server.seen().iter().filter(|seen| seen.method == "POST").count(), 1);
    home.assert_no_secret_is_seen();
}

#[test]
fn a_new_token_for_the_same_name_ends_the_refusal_and_keeps_what_was_known() {
    let server = Server::start([]);
    let home = Home::linked(&server);
    server.then(first(V2));
    assert_eq!(home.run(&["sync"]).code, 0);
    let known = home.json(&["transactions"]);
    server.then([Reply::status(403)]);
    let refused = home.run(&["sync"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("passbook connect simplefin --name simplefin"), "{}", refused.err);
    let status = |home: &Home| home.json(&["accounts"])["accounts"][0]["status"].clone();
    assert_eq!(status(&home), "needs_reauth");

    home.link(&server);
    assert_ne!(status(&home), "needs_reauth");
    assert_eq!(home.json(&["transactions"]), known);
    let config = fs::read_to_string(home.config()).unwrap();
    assert_eq!(config.matches("[[connection]]").count(), 1, "{config}");
    server.then([Reply::ok(V2)]);
    let asked = gets(&server);
    assert_eq!(home.run(&["sync"]).code, 0);
    assert_eq!(gets(&server), asked + 1, "history is not fetched again");
    assert_eq!(home.json(&["transactions"]), known);
    home.assert_no_secret_is_seen();
}

#[test]
fn while_a_dashboard_is_open_connect_says_who_holds_the_store_before_it_asks_for_anything() {
    let server = Server::start([]);
    let home = Home::linked(&server);
    let dashboard = home.open(&["--offline"]);
    dashboard.wait_for("never synced");
    let done = home.run_with(&["connect", "simplefin", "--later", "--name", "second"], &token(&server));
    assert_eq!(done.code, 4);
    assert!(done.err.contains("dashboard"), "{}", done.err);
    assert_eq!(server.seen().len(), 1, "the token was not used up");
}
