//! What the world may do to the program: data that is damaged, folders that are closed, output that goes nowhere, configs that are
//! none. Each is said in words on standard error, with the documented exit code, and changes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what fails here fails the run, with its words"
)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passbook"));
        command.args(["--today", "2026-11-22"]).args(args).env_clear().env("HOME", self.0.path());
        command.current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Must fail with that code, say these words, and print no data.
    fn refuses(&self, args: &[&str], code: i32, words: &str) {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

const KEPT: [&str; 4] = ["--config", concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml"), "--data-dir", "data"];

fn kept<'a>(args: &[&'a str]) -> Vec<&'a str> {
    KEPT.iter().chain(args).copied().collect()
}

#[test]
fn what_is_no_config_is_refused_in_words_whatever_it_is() {
    let home = Home::new();
    fs::create_dir(home.path("folder")).unwrap();
    fs::write(home.path("binary"), [0xff, 0xfe, 0x00, 0x80]).unwrap();
    fs::write(home.path("large"), "#".repeat(2 * 1024 * 1024)).unwrap();
    std::os::unix::fs::symlink("nowhere", home.path("dangling")).unwrap();
    for (name, words) in [
        ("folder", "could not be read"),
        ("binary", "is no text in UTF-8"),
        ("large", "is over 1 MiB"),
        ("/dev/zero", "is over 1 MiB"),
        ("dangling", "there is no config file"),
    ] {
        home.refuses(&["--config", name, "accounts", "--json"], 2, words);
    }
    let piped = ["-c", "cat \"$1\" | \"$0\" --config /dev/stdin config check", env!("CARGO_BIN_EXE_passbook"), KEPT[1]];
    let output = Command::new("/bin/sh").args(piped).env("HOME", home.0.path()).output().unwrap();
    assert!(output.status.success(), "a pipe may be a config: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_data_directory_that_is_none_of_ours_is_told_as_what_it_is() {
    let home = Home::new();
    fs::write(home.path("data"), "").unwrap();
    home.refuses(&kept(&["sync"]), 1, "Not a directory");
    home.refuses(&kept(&["accounts", "--json"]), 1, "Not a directory");
    fs::remove_file(home.path("data")).unwrap();
    fs::create_dir_all(home.path("data/sandbox/7")).unwrap();
    fs::set_permissions(home.path("data/sandbox/7"), Permissions::from_mode(0o755)).unwrap();
    home.refuses(&kept(&["sync"]), 1, "run `chmod 700 '");
    home.refuses(&kept(&["check", "--json"]), 1, "is open to other users");
    assert_eq!(fs::read_dir(home.path("data/sandbox/7")).unwrap().count(), 0);
}

#[test]
fn options_of_the_sandbox_do_not_reach_the_store_of_real_accounts() {
    let home = Home::new();
    for option in [["--seed", "3"], ["--scenario", "tip"]] {
        home.refuses(&[option[0], option[1], "import", "statement.ofx"], 2, "statement files are real");
        home.refuses(&[option[0], option[1], "connect", "simplefin"], 2, "leave --sandbox, --seed");
    }
    assert_eq!(fs::read_dir(home.0.path()).unwrap().count(), 0);
}

#[test]
fn damage_is_listed_by_check_and_nothing_more_is_written_to_what_is_damaged() {
    let home = Home::new();
    assert!(home.run(&kept(&["sync"])).status.success());
    let database = home.path("data/sandbox/7/passbook.db");
    let whole = fs::read(&database).unwrap();
    // wherever the damage lies, check says so; where it lies in transactions, which a start does not read, it lists all that is wrong
    let mut listed = None;
    for tenth in 2..10 {
        let mut bytes = whole.clone();
        let place = whole.len() * tenth / 10;
        bytes[place..place + 64].iter_mut().for_each(|byte| *byte ^= 0xff);
        fs::write(&database, &bytes).unwrap();
        let output = home.run(&kept(&["check", "--json"]));
        if output.status.success() {
            // a page that is free holds nothing that could be lost
            continue;
        }
        if let Ok(report) = serde_json::from_slice::<serde_json::Value>(&output.stdout) {
            assert_eq!(report["sound"], false);
            assert!(!report["findings"].as_array().unwrap().is_empty());
            listed = Some(bytes);
        } else {
            assert!(String::from_utf8_lossy(&output.stderr).contains("damaged"));
        }
    }
    let mut bytes = listed.expect("some of the file is transactions");
    fs::write(&database, &bytes).unwrap();
    home.refuses(&kept(&["sync"]), 1, "chase: not kept - the store is damaged");
    assert!(fs::read(&database).unwrap() == bytes, "the damaged store was written to");
    bytes[..16].fill(0);
    fs::write(&database, &bytes).unwrap();
    home.refuses(&kept(&["check", "--json"]), 1, "the store is damaged: file is not a database");
}

#[test]
fn output_that_cannot_be_written_is_an_error_and_a_reader_that_leaves_is_none() {
    let home = Home::new();
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = home.command(&["--sandbox", "accounts"]).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("standard output could not be written"), "{said}");
    }
    let mut child = home.command(&["--sandbox", "transactions", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn far_days_are_days_like_any_other() {
    let home = Home::new();
    for today in ["1970-01-01", "2100-12-31", "9999-12-31"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passbook"));
        command.args(["--sandbox", "--today", today, "accounts", "--json"]).env_clear().env("HOME", home.0.path());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{today}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(serde_json::from_slice::<serde_json::Value>(&output.stdout).is_ok(), "{today}");
    }
}
