//! Consent in the open, as a person lives it: the real program against `sandbox serve` in another process. What is on record after
//! each step, a new name, a pause, and an end at the provider.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_passbook");

/// A running `sandbox serve`, ended with the test.
struct Served {
    child: Child,
    port: String,
}

impl Served {
    fn start() -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["--today", "2026-11-22", "sandbox", "serve", "--port", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap().trim_end_matches('/').to_owned();
        assert!(port.parse::<u16>().is_ok(), "{line}");
        Self { child, port }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Home(tempfile::TempDir);

impl Home {
    fn run(&self, args: &[&str], input: &str) -> (i32, String, String) {
        let mut child = Command::new(PROGRAM)
            .args(["--today", "2026-11-22"])
            .args(args)
            .env_clear()
            .env("HOME", self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let done = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
    }

    fn well(&self, args: &[&str]) -> String {
        let (code, out, err) = self.run(args, "");
        assert_eq!(code, 0, "{args:?}: {out}{err}");
        out
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.well(&[args, &["--json"]].concat())).unwrap()
    }

    fn link(&self, served: &Served, kind: &str) {
        let answers = self.well(&["sandbox", "answers", kind, "--port", &served.port]);
        let (code, _, err) = self.run(&["connect", kind, "--answers", "-"], &answers);
        assert_eq!(code, 0, "{err}");
    }

    /// The line of `sharing` that is of that connection.
    fn shared(&self, name: &str) -> Value {
        let report = self.json(&["sharing"]);
        let lines = report["connections"].as_array().unwrap();
        lines.iter().find(|line| line["connection"] == name).unwrap_or_else(|| panic!("{report}")).clone()
    }

    fn events(&self) -> Vec<String> {
        let log = self.json(&["sharing", "--log"]);
        log["entries"].as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap().to_owned()).collect()
    }

    fn config(&self) -> String {
        let line = self.well(&["config", "path"]);
        let path = line.lines().next().unwrap().trim_start_matches("config").trim().to_owned();
        fs::read_to_string(path).unwrap()
    }
}

#[test]
fn every_access_is_on_record_and_a_new_name_takes_all_along() {
    let (served, home) = (Served::start(), Home(tempfile::tempdir().unwrap()));
    home.link(&served, "plaid");
    home.well(&["sync"]);
    let before = home.shared("plaid");
    assert_eq!(before["hosts"], serde_json::json!([format!("127.0.0.1:{}", served.port)]));
    assert!(before["rows"].as_u64().unwrap() > 0 && before["bytes"].as_u64().unwrap() > 0, "{before}");
    assert_eq!(before["used"].as_u64().unwrap() + before["left"].as_u64().unwrap(), 200);
    let events = home.events();
    assert_eq!(events[..2], ["asked", "heard"], "linking asks first");
    assert!(events.iter().any(|event| event == "consent given"), "{events:?}");
    assert_eq!(events.iter().filter(|e| *e == "asked").count(), events.iter().filter(|e| *e == "heard").count());
    assert!(home.well(&["sharing", "verify"]).starts_with("whole: "));

    let accounts = home.json(&["accounts"])["accounts"].as_array().unwrap().len();
    home.well(&["connection", "rename", "plaid", "bridge"]);
    assert!(home.config().contains("name = \"bridge\""), "{}", home.config());
    let after = home.shared("bridge");
    assert_eq!((&after["rows"], &after["requests"]), (&before["rows"], &before["requests"]));
    let again = home.json(&["sync"]);
    assert_eq!(again["connections"][0]["new"], 0, "{again}");
    assert_eq!(home.json(&["accounts"])["accounts"].as_array().unwrap().len(), accounts);

    home.well(&["connection", "pause", "bridge"]);
    let requests = home.shared("bridge")["requests"].clone();
    home.well(&["sync"]);
    home.well(&["sync", "--due"]);
    assert_eq!(home.shared("bridge")["requests"], requests, "a paused connection is not asked");
    home.well(&["connection", "resume", "bridge"]);
    home.well(&["sync"]);
    assert_ne!(home.shared("bridge")["requests"], requests);
    let requests = home.shared("bridge")["requests"].clone();
    home.well(&["sync", "--due"]);
    assert_eq!(home.shared("bridge")["requests"], requests, "it is not due again");
    home.run(&["--offline", "sync"], "");
    assert_eq!(home.shared("bridge")["requests"], requests, "offline asks nobody");
    assert!(home.well(&["sharing", "verify"]).starts_with("whole: "));
}

#[test]
fn a_consent_ends_at_the_provider_where_it_can_and_the_history_stays() {
    let (served, home) = (Served::start(), Home(tempfile::tempdir().unwrap()));
    home.link(&served, "plaid");
    let accounts = home.json(&["accounts"])["accounts"].as_array().unwrap().len();
    assert!(accounts > 0);
    let (code, _, err) = home.run(&["disconnect", "plaid"], "");
    assert_eq!((code, err.contains("--yes")), (2, true), "{err}");
    let (code, _, err) = home.run(&["disconnect", "plaid", "--yes"], "");
    assert!(code == 0 && err.contains("confirms"), "{err}");
    assert!(!home.config().contains("plaid"), "{}", home.config());
    assert_eq!(home.json(&["accounts"])["accounts"].as_array().unwrap().len(), accounts);
    let line = home.shared("plaid");
    assert!(line["consent_given"].is_string() && line["consent_taken_back"].is_string(), "{line}");
    assert_eq!(home.events().last().unwrap(), "consent taken back");
    let (code, _, _) = home.run(&["disconnect", "plaid", "--yes"], "");
    assert_eq!(code, 2, "there is nothing left to disconnect");

    home.link(&served, "simplefin");
    let (code, _, err) = home.run(&["disconnect", "simplefin", "--yes"], "");
    assert!(code == 0 && err.contains("disable this access token"), "{err}");
    assert!(home.well(&["sharing", "verify"]).starts_with("whole: "));
}
