//! The program is killed in the middle of its work, again and again: whatever it had committed is there, whole and once, and the next
//! run finishes the rest. With `KILLS=500 cargo test --release --test kill` for as many kills as one likes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what fails here fails the run, with its words"
)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Kills of each test, unless `KILLS` says otherwise.
const KILLS: u32 = 4;

/// A home with a sandbox that is kept in it.
struct Place {
    home: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    fn command(&self, today: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passbook"));
        let config = concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml");
        command.args(["--today", today, "--config", config, "--data-dir"]).arg(self.data()).args(args);
        command.env_clear().env("HOME", self.home.path()).stdin(Stdio::null());
        command
    }

    fn run(&self, today: &str, args: &[&str]) -> Output {
        self.command(today, args).output().unwrap()
    }

    fn start(&self, today: &str, args: &[&str]) -> Child {
        self.command(today, args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// What `passbook sandbox truth` says of that day.
    fn truth(&self, today: &str) -> PathBuf {
        let path = self.home.path().join("truth.json");
        std::fs::write(&path, self.run(today, &["sandbox", "truth"]).stdout).unwrap();
        path
    }

    /// Nothing that was committed is damaged, lost or doubled; how many rows there are.
    fn rows_after_check(&self, today: &str, truth: &Path) -> u64 {
        let output = self.run(today, &["check", "--json", "--truth", truth.to_str().unwrap()]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        assert!(output.status.success(), "{report:#}");
        report["rows"].as_u64().unwrap()
    }
}

fn kills() -> u32 {
    std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS)
}

/// Kills the program at that moment of its work; true when it was still at it.
fn kill_after(mut child: Child, delay: Duration) -> bool {
    let deadline = Instant::now() + delay;
    while Instant::now() < deadline {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

/// Kills at moments spread over the time that the whole work takes, each time from what `before` leaves.
fn nothing_is_lost_or_doubled(today: &str, before: impl Fn(&Place)) {
    let whole = Place::new();
    before(&whole);
    let start = Instant::now();
    assert!(whole.run(today, &["sync"]).status.success());
    let work = start.elapsed();
    let truth = whole.truth(today);
    let all = whole.rows_after_check(today, &truth);
    let mut landed = 0;
    for kill in 0..kills() {
        let place = Place::new();
        before(&place);
        landed += u32::from(kill_after(place.start(today, &["sync"]), work * kill / kills()));
        place.rows_after_check(today, &truth);
        let again = place.run(today, &["sync"]);
        assert!(again.status.success(), "no stale lock, no half store: {}", String::from_utf8_lossy(&again.stderr));
        assert_eq!(place.rows_after_check(today, &truth), all, "kill {kill}");
    }
    assert!(landed > kills() / 2, "only {landed} kills found it at work");
}

#[test]
fn the_first_sync_may_be_killed_at_any_moment() {
    nothing_is_lost_or_doubled("2026-11-22", |_| {});
}

#[test]
fn a_sync_over_months_may_be_killed_at_any_moment() {
    nothing_is_lost_or_doubled("2026-11-22", |place| {
        assert!(place.run("2026-08-03", &["sync"]).status.success());
    });
}
