//! What a person answers on the command line: to alerts, of streams, of two rows, of one row; and figures that say where they come from.

#![allow(clippy::unwrap_used, reason = "what fails here fails the run, with its words")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs the program in a home of its own, on the sandbox that a config keeps.
struct Home(tempfile::TempDir);

impl Home {
    /// With so much added to the config.
    fn new(more: &str) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
        let config = std::fs::read_to_string(example).unwrap();
        std::fs::write(home.0.path().join("config.toml"), format!("{config}\n{more}")).unwrap();
        home
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_passbook"))
            .args(["--today", "2026-11-22", "--config"])
            .arg(self.0.path().join("config.toml"))
            .args(args)
            .env_clear()
            .env("HOME", self.0.path())
            .output()
            .unwrap()
    }

    /// Standard output of a run that must go well.
    fn text(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.text(&[args, &["--json"]].concat())).unwrap()
    }

    /// What a run that must be refused says.
    fn refused(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    fn keys(&self) -> Vec<String> {
        let alerts = self.json(&["alerts"]);
        alerts["alerts"].as_array().unwrap().iter().map(|alert| word(alert, "key")).collect()
    }

    /// Who recurs, those that have ended left out.
    fn recurs(&self) -> Vec<String> {
        let streams = self.json(&["recurring"]);
        let going = streams["streams"].as_array().unwrap().iter().filter(|stream| stream["ended"].is_null());
        going.map(|stream| word(stream, "merchant")).collect()
    }

    /// Spent in November, in cents.
    fn november(&self) -> i64 {
        let report = self.json(&["merchants", "--period", "2026-11"]);
        word(&report["totals"][0], "spent").replace('.', "").parse().unwrap()
    }
}

fn word(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

#[test]
fn an_alert_that_was_answered_is_over_until_the_answer_is_taken_back() {
    let home = Home::new("");
    let before = home.keys();
    let key = before[0].as_str();
    home.text(&["alerts", "answer", key, "me"]);
    assert_eq!(home.keys(), before[1..]);
    home.text(&["alerts", "answer", key, "me", "--undo"]);
    assert_eq!(home.keys(), before);
    assert!(home.refused(&["alerts", "answer", "burst:t0", "me"]).contains("no alert 'burst:t0'"));
}

#[test]
fn a_stream_that_is_none_is_gone_and_one_that_ended_raises_an_alert_when_it_is_charged() {
    let home = Home::new("");
    let before = home.recurs();
    home.text(&["recurring", "reject", "spotify"]);
    assert_eq!(home.recurs(), before.iter().filter(|who| *who != "Spotify").cloned().collect::<Vec<_>>());
    home.text(&["recurring", "reject", "spotify", "--undo"]);
    assert_eq!(home.recurs(), before);
    home.text(&["recurring", "confirm", "Spotify"]);
    let streams = home.json(&["recurring"]);
    let spotify = streams["streams"].as_array().unwrap().iter().find(|stream| stream["merchant"] == "Spotify");
    assert_eq!(spotify.unwrap()["confirmed"], true);
    home.text(&["recurring", "end", "Spotify", "--on", "2026-10-01"]);
    assert!(!home.recurs().contains(&"Spotify".to_owned()));
    assert!(home.keys().iter().any(|key| key.starts_with("cancelled-charged:")), "{:?}", home.keys());
    assert!(home.refused(&["recurring", "reject", "apple"]).contains("say which with --amount"));
    assert!(home.refused(&["recurring", "reject", "nobody at all"]).contains("nothing of 'nobody at all' recurs"));
}

#[test]
fn two_rows_are_one_movement_or_none_as_the_person_says() {
    let home = Home::new("");
    let pairs = |home: &Home| {
        let report = home.json(&["transfers", "list", "--period", "2026-10"]);
        let pair = |pair: &Value| (word(pair, "from"), word(pair, "to"));
        report["pairs"].as_array().unwrap().iter().map(pair).collect::<Vec<_>>()
    };
    let before = pairs(&home);
    let (from, to) = &before[0];
    home.text(&["transfers", "reject", from, to]);
    assert!(!pairs(&home).contains(&before[0]));
    home.text(&["transfers", "confirm", from, to]);
    assert_eq!(pairs(&home), before);
    assert!(home.refused(&["transfers", "confirm", to, from]).contains("the row that left one account"));
    home.text(&["transfers", "doubts"]);
}

#[test]
fn a_word_on_one_row_is_in_the_sums() {
    let home = Home::new("");
    let rows = home.json(&["transactions", "--period", "2026-11"]);
    let cents = |row: &Value| word(row, "amount").replace('.', "").parse::<i64>().unwrap();
    let is_food = |row: &&Value| word(row, "category") == "FOOD_AND_DRINK" && cents(row) < -1_000;
    let row = rows["transactions"].as_array().unwrap().iter().find(is_food).unwrap();
    let (id, amount) = (word(row, "id"), -cents(row));
    let before = home.november();
    for (said, gone) in [
        (&["--hide"][..], amount),
        (&["--show", "--transfer", "yes"], amount),
        (&["--transfer", "read", "--split", "transfer_out=5.00"], 500),
        (&["--clear", "--category", "travel"], 0),
        (&["--category", "transfer_out"], amount),
    ] {
        home.text(&[&["transactions", "set", &id], said].concat());
        assert_eq!(home.november(), before - gone, "{said:?}");
    }
    assert!(home.refused(&["transactions", "set", &id, "--split", "travel=100000"]).contains("more than the row"));
    assert!(home.refused(&["transactions", "set", "t999999", "--hide"]).contains("no row 't999999'"));
}

#[test]
fn limits_are_shown_as_bars_and_raise_an_alert_when_they_are_passed() {
    let home = Home::new("[limits.categories]\nfood_and_drink = \"1.00\"\n[limits.merchants]\nNetflix = \"9000.00\"\n");
    let report = home.json(&["merchants"]);
    let limits = report["limits"].as_array().unwrap();
    assert_eq!((word(&limits[0], "name"), word(&limits[1], "name")), ("FOOD_AND_DRINK".into(), "Netflix".into()));
    assert!(limits[0]["used_permille"].as_u64().unwrap() > 1_000 && word(&limits[0], "left").starts_with('-'));
    assert!(limits[1]["used_permille"].as_u64().unwrap() < 1_000);
    let text = home.text(&["merchants"]);
    assert!(text.contains("████████████████████") && text.contains(" over"), "{text}");
    let over: Vec<_> = home.keys().into_iter().filter(|key| key.starts_with("over-limit:")).collect();
    assert_eq!(over, ["over-limit:FOOD_AND_DRINK-2026-11"]);
}

#[test]
fn every_figure_says_where_it_comes_from() {
    let home = Home::new("[[rules]]\nmerchant = \"Netflix\"\ncategory = \"travel\"\n");
    for (command, list) in [
        ("accounts", "accounts"),
        ("merchants", "merchants"),
        ("cashflow", "months"),
        ("recurring", "streams"),
        ("alerts", "alerts"),
    ] {
        let report = home.json(&[command, "--explain"]);
        let lines = report[list].as_array().unwrap();
        assert!(!lines.is_empty(), "{command}");
        for line in lines {
            let derivation = &line["derivation"];
            assert!(!derivation["rules"].as_array().unwrap().is_empty(), "{command}: {line}");
            let sources = derivation["sources"].as_array().unwrap();
            assert!(sources.iter().all(|source| source["fetched"].is_string()), "{command}: {line}");
            assert!(!sources.is_empty(), "{command}: {line}");
        }
        assert!(home.json(&[command])[list][0].get("derivation").is_none(), "{command}: only when asked");
        assert!(home.text(&[command, "--explain"]).contains("    from "), "{command}");
    }
    let worth = home.json(&["networth", "--explain"]);
    assert!(worth["worth"][0]["accounts"][0]["derivation"]["sources"][0]["balances"] == 1);
    let merchants = home.text(&["merchants", "--period", "2026-10", "--explain"]);
    assert!(merchants.contains("your rule 1 holds for 1 row"), "{merchants}");
    assert!(merchants.contains("left out, card payments"), "{merchants}");
}
