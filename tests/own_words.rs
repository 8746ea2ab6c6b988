//! What a person says about merchants and rows on the command line: described, renamed, ruled, taken back.

#![allow(clippy::unwrap_used, reason = "what fails here fails the run, with its words")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Runs the program in a home of its own, on the sandbox that a config keeps.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
        std::fs::copy(example, home.0.path().join("config.toml")).unwrap();
        home
    }

    fn run(&self, args: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_passbook"))
            .args(["--today", "2026-11-22", "--config"])
            .arg(self.0.path().join("config.toml"))
            .args(args)
            .env_clear()
            .env("HOME", self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // a command that does not read its input may be gone before it is written
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn json(&self, args: &[&str], input: &str) -> Value {
        let output = self.run(args, input);
        assert!(output.status.success(), "{args:?}: {}", words(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Rows of all time by merchant.
    fn merchants(&self) -> Vec<String> {
        let report = self.json(&["transactions", "--json"], "");
        let rows = report["transactions"].as_array().unwrap().clone();
        rows.iter().filter_map(|row| row["merchant"].as_str().map(str::to_owned)).collect()
    }
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn describe_tells_what_it_stripped_and_why() {
    let home = Home::new();
    let told =
        home.json(&["describe", "--json"], "POS PURCHASE SQ *CORNER BOOKS QUECHEE VT\nNETFLIX.COM\nATM WITHDRAWAL\n");
    let told = told["descriptors"].as_array().unwrap();
    let first = &told[0];
    assert_eq!((first["channel"].as_str(), first["intermediary"].as_str()), (Some("card"), Some("Square")));
    assert_eq!(first["place"], "QUECHEE VT");
    assert_eq!((told[1]["why"].as_str(), told[1]["site"].as_str()), (Some("brand Netflix"), Some("netflix.com")));
    assert_eq!((told[2]["merchant"].is_null(), told[2]["kind"].as_str()), (true, Some("CASH")));
    let table = home.run(&["describe", "--explain"], "NETFLIX.COM\n");
    assert!(String::from_utf8_lossy(&table.stdout).contains("brand Netflix"));
}

#[test]
fn a_merchant_is_renamed_backwards_after_a_look_and_gets_its_name_back() {
    let home = Home::new();
    let before = home.merchants();
    let netflix = before.iter().filter(|name| *name == "Netflix").count();
    assert!(netflix > 0);
    let look = home.json(&["merchants", "rename", "netflix", "Films", "--dry-run", "--json"], "");
    assert_eq!(look["count"].as_u64(), Some(netflix as u64));
    assert_eq!(home.merchants(), before, "a look changes nothing");
    let renamed = home.run(&["merchants", "rename", "Netflix", "Films"], "");
    assert!(renamed.status.success(), "{}", words(&renamed));
    let after = home.merchants();
    assert_eq!(after.iter().filter(|name| *name == "Films").count(), netflix);
    assert!(!after.iter().any(|name| name == "Netflix"));
    assert!(home.run(&["merchants", "rename", "--undo"], "").status.success());
    assert_eq!(home.merchants(), before);
    let unknown = home.run(&["merchants", "rename", "Netflx", "Films"], "");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(words(&unknown).contains("did you mean 'Netflix'?"), "{}", words(&unknown));
}

#[test]
fn a_rule_is_tried_then_kept_and_holds_for_rows_that_are_there() {
    let home = Home::new();
    let rule = ["--merchant", "Netflix", "--category", "personal_care"];
    let tried = home.json(&[&["rules", "test", "--json"], &rule[..]].concat(), "");
    let count = tried["count"].as_u64().unwrap();
    assert!(count > 0);
    assert_eq!(home.json(&["rules", "list", "--json"], "")["rules"].as_array().unwrap().len(), 0);
    let added = home.run(&[&["rules", "add"], &rule[..]].concat(), "");
    assert!(added.status.success(), "{}", words(&added));
    let listed = home.json(&["rules", "list", "--json"], "");
    assert_eq!(
        (listed["rules"][0]["rows"].as_u64(), listed["rules"][0]["category"].as_str()),
        (Some(count), Some("PERSONAL_CARE"))
    );
    let rows = home.json(&["transactions", "--json"], "")["transactions"].as_array().unwrap().clone();
    let ruled = rows.iter().filter(|row| row["merchant"] == "Netflix");
    assert!(ruled.clone().count() > 0 && ruled.clone().all(|row| row["category"] == "PERSONAL_CARE"));
    let slip = home.run(&["rules", "add", "--text", "x1", "--category", "FOD_AND_DRINK"], "");
    assert!(words(&slip).contains("did you mean 'FOOD_AND_DRINK'?"), "{}", words(&slip));
}
