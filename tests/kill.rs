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

    /// On the store of real accounts, by a config of its own: without one, a store that is empty again would show the sandbox.
    fn real(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passbook"));
        let config = self.home.path().join("real.toml");
        std::fs::write(&config, "").unwrap();
        command.args(["--today", "2026-11-22", "--config"]).arg(config).arg("--data-dir").arg(self.data()).args(args);
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

/// Kills spread over the time that a work takes.
struct Aim {
    work: Duration,
    /// How many found the program at it.
    landed: u32,
}

impl Aim {
    fn at(work: Duration) -> Self {
        Self { work, landed: 0 }
    }

    /// Kills the program at the moment of that kill. One that was done before says how long the work takes now: the first run of a
    /// machine is often the slowest.
    fn kill(&mut self, mut child: Child, kill: u32) {
        let (start, delay) = (Instant::now(), self.work * kill / kills());
        while start.elapsed() < delay {
            if child.try_wait().unwrap().is_some() {
                self.work = self.work.min(start.elapsed());
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        self.landed += u32::from(!child.wait().unwrap().success());
    }

    fn assert_landed(&self) {
        assert!(self.landed > kills() / 2, "only {} kills found it at work", self.landed);
    }
}

/// Kills at moments spread over the time that the whole work takes, each time from what `before` leaves.
fn nothing_is_lost_or_doubled(today: &str, before: impl Fn(&Place)) {
    let whole = Place::new();
    before(&whole);
    let start = Instant::now();
    assert!(whole.run(today, &["sync"]).status.success());
    let mut aim = Aim::at(start.elapsed());
    let truth = whole.truth(today);
    let all = whole.rows_after_check(today, &truth);
    for kill in 0..kills() {
        let place = Place::new();
        before(&place);
        aim.kill(place.start(today, &["sync"]), kill);
        place.rows_after_check(today, &truth);
        let again = place.run(today, &["sync"]);
        assert!(again.status.success(), "no stale lock, no half store: {}", String::from_utf8_lossy(&again.stderr));
        assert_eq!(place.rows_after_check(today, &truth), all, "kill {kill}");
    }
    aim.assert_landed();
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

/// Statement files of many rows; the second overlaps the first.
fn statement(from: u32, to: u32) -> String {
    let rows = (from..to).map(|row| {
        let (month, day) = (row / 28 % 12 + 1, row % 28 + 1);
        format!("<STMTTRN><TRNTYPE>POS<DTPOSTED>2025{month:02}{day:02}<TRNAMT>-{row}.10<FITID>r{row}<NAME>SHOP {row}</STMTTRN>\n")
    });
    format!(
        "OFXHEADER:100\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>1001<ACCTTYPE>CHECKING\
         </BANKACCTFROM><BANKTRANLIST>{}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
        rows.collect::<String>()
    )
}

/// Ids of the bank in the order of rows, and nothing damaged.
fn rows_of(place: &Place) -> Vec<String> {
    let check = place.real(&["check"]).output().unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    let output = place.real(&["transactions", "--json"]).output().unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut texts: Vec<String> =
        listed["transactions"].as_array().unwrap().iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect();
    texts.sort();
    texts
}

#[test]
fn an_import_and_its_undoing_may_be_killed_at_any_moment() {
    let place = Place::new();
    let file = |name: &str, from, to| {
        let path = place.home.path().join(name);
        std::fs::write(&path, statement(from, to)).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (first, second) = (file("first.ofx", 0, 3000), file("second.ofx", 2000, 6000));
    let fresh = || drop(std::fs::remove_dir_all(place.data()));
    let timed = |args: &[&str]| {
        let start = Instant::now();
        let output = place.real(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        start.elapsed()
    };
    let import = ["import", first.as_str(), second.as_str()];
    let mut importing = Aim::at(timed(&import));
    let whole = rows_of(&place);
    assert_eq!(whole.len(), 6000);
    let mut undoing = Aim::at(timed(&["import", "--undo"]));
    assert_eq!(rows_of(&place).len(), 0);
    for kill in 0..kills() {
        fresh();
        importing.kill(quiet(place.real(&import)), kill);
        let kept = rows_of(&place).len();
        assert!([0, 3000, 6000].contains(&kept), "a file is there whole or not at all, not {kept} rows");
        timed(&import);
        assert_eq!(rows_of(&place), whole, "kill {kill}");
        undoing.kill(quiet(place.real(&["import", "--undo"])), kill);
        let kept = rows_of(&place).len();
        assert!(kept == 0 || kept == 6000 || kept == 3000, "an undoing is done or not, {kept} rows");
        timed(&import);
        assert_eq!(rows_of(&place), whole, "undo {kill}");
    }
    importing.assert_landed();
    undoing.assert_landed();
}

fn quiet(mut command: Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}
