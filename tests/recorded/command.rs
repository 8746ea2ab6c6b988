//! A program of one's own: in which world it runs, and that it ends with everything that it started.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use passbook::connectors::command::{Command, Limits};

use super::*;

const PRINTED: &str = r#"{"version":1,"accounts":[{"id":"a","name":"Everyday Checking","bank":"mybank.example","currency":"EUR","balance":"10.50"}]}"#;

/// A folder with programs.
struct Programs {
    folder: tempfile::TempDir,
}

impl Programs {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a script that may be run.
    fn script(&self, text: &str) -> PathBuf {
        let path = self.path("my-bank");
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        path
    }

    async fn run(&self, text: &str, limits: Limits) -> Result<Batch, PullError> {
        let script = self.script(text);
        let asked = request(&[script.to_str().unwrap()], None);
        Command::with_limits(limits).pull(&asked).await
    }
}

/// A connection to that program.
fn request(argv: &[&str], secret: Option<&str>) -> Request {
    let list = Setting::List(argv.iter().map(|word| (*word).to_owned()).collect());
    Request {
        settings: Settings::from([("command".to_owned(), list)]),
        secret: secret.map(|secret| Secret::new(secret.to_owned())),
        ..Bench::new("", &[], &[]).request
    }
}

fn usual() -> Limits {
    Limits { time: Duration::from_secs(20), output: 1024 * 1024 }
}

/// Waits until a process has ended; fails after ten seconds.
fn assert_ended(pid: &str) {
    let begun = Instant::now();
    let lives = || {
        let stat = fs::read_to_string(Path::new("/proc").join(pid).join("stat")).unwrap_or_default();
        // one that nobody has asked for yet is dead, too
        stat.rsplit(')').next().is_some_and(|rest| !rest.trim_start().starts_with('Z')) && !stat.is_empty()
    };
    while lives() {
        assert!(begun.elapsed() < Duration::from_secs(10), "{pid} is still there");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test]
async fn what_takes_too_long_is_killed_with_everything_that_it_started() {
    let programs = Programs::new();
    let pids = programs.path("pids");
    // a child in the background, one that ignores being asked to end, and the program itself
    let text = format!(
        "sleep 600 & echo $! > {0}; (trap '' TERM HUP; sleep 600) & echo $! >> {0}; echo $$ >> {0}; wait",
        pids.display()
    );
    let error = programs.run(&text, Limits { time: Duration::from_millis(700), ..usual() }).await.unwrap_err().0;
    assert_eq!(error.kind, ProblemKind::Unavailable);
    assert!(error.message.as_str().contains("'my-bank' did not end within"), "{}", error.message);
    let pids = fs::read_to_string(pids).unwrap();
    assert_eq!(pids.lines().count(), 3);
    pids.lines().for_each(assert_ended);
}

#[tokio::test]
async fn a_program_that_ends_takes_what_it_left_behind_with_it() {
    let programs = Programs::new();
    let pid = programs.path("pid");
    let text = format!("sleep 600 >/dev/null 2>&1 & echo $! > {}; printf '%s' '{PRINTED}'", pid.display());
    assert_eq!(programs.run(&text, usual()).await.unwrap().accounts.len(), 1);
    assert_ended(fs::read_to_string(pid).unwrap().trim());
}

#[tokio::test]
async fn a_pull_that_nobody_waits_for_any_more_ends_its_program() {
    let programs = Programs::new();
    let pid = programs.path("pid");
    let script = programs.script(&format!("echo $$ > {0}.new; mv {0}.new {0}; sleep 600", pid.display()));
    let asked = request(&[script.to_str().unwrap()], None);
    let pull = tokio::spawn(async move { Command::with_limits(usual()).pull(&asked).await });
    let begun = Instant::now();
    while !pid.exists() {
        assert!(begun.elapsed() < Duration::from_secs(10), "it never began");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    pull.abort();
    assert!(pull.await.unwrap_err().is_cancelled());
    assert_ended(fs::read_to_string(pid).unwrap().trim());
}

#[tokio::test]
async fn what_prints_without_end_is_cut_off_and_refused() {
    let programs = Programs::new();
    let begun = Instant::now();
    let error = programs.run("yes", Limits { output: 100_000, ..usual() }).await.unwrap_err().0;
    assert_eq!(error.kind, ProblemKind::Malformed);
    assert!(error.message.as_str().contains("printed more than can be accepted"), "{}", error.message);
    assert!(begun.elapsed() < Duration::from_secs(15), "nobody waited for its time to be over");
    // as much as is allowed is read
    let exact = Limits { output: PRINTED.len(), ..usual() };
    assert!(programs.run(&format!("printf '%s' '{PRINTED}'"), exact).await.is_ok());
    // what is said to standard error without end harms nobody
    let chatty = format!("head -c 5000000 /dev/zero >&2; printf '%s' '{PRINTED}'");
    assert!(programs.run(&chatty, usual()).await.is_ok());
}

#[tokio::test]
async fn it_gets_a_few_words_of_the_environment_and_its_secret_as_a_line() {
    let programs = Programs::new();
    let told = programs.path("told");
    let script =
        programs.script(&format!("env > {0}; pwd >> {0}; cat >> {0}; printf '%s' '{PRINTED}'", told.display()));
    let asked = request(&[script.to_str().unwrap(), "canary argument"], Some("canary-secret"));
    Command::with_limits(usual()).pull(&asked).await.unwrap();
    let told = fs::read_to_string(told).unwrap();
    // a shell adds words of its own
    let of_the_shell = ["PWD", "OLDPWD", "SHLVL", "_"];
    let known = ["HOME", "PATH", "LANG", "TERM", "TZ", "PASSBOOK_CONNECTION", "PASSBOOK_SINCE", "PASSBOOK_TODAY"];
    for word in told.lines().filter_map(|line| line.split_once('=')).map(|(word, _)| word) {
        assert!(known.contains(&word) || of_the_shell.contains(&word), "{word} was passed on");
    }
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some(), "there was something to be kept back");
    for line in ["PASSBOOK_CONNECTION=mine", "PASSBOOK_SINCE=2026-11-12", "PASSBOOK_TODAY=2026-11-22"] {
        assert!(told.lines().any(|said| said == line), "{line}");
    }
    assert_eq!(told.lines().last(), Some("canary-secret"));
    let home = std::env::var("HOME").unwrap();
    assert!(told.lines().any(|line| line == fs::canonicalize(&home).unwrap().to_str().unwrap()), "in the home folder");
}

#[tokio::test]
async fn no_shell_reads_the_arguments() {
    let programs = Programs::new();
    let (told, bad) = (programs.path("told"), programs.path("bad"));
    let script = programs.script(&format!("printf '%s\\n' \"$@\" > {}; printf '%s' '{PRINTED}'", told.display()));
    let arguments =
        ["$HOME", "*", "a b", &format!("; touch {}", bad.display()), &format!("$(touch {})", bad.display()), "--"];
    let argv = [&[script.to_str().unwrap()], arguments.as_slice()].concat();
    Command::with_limits(usual()).pull(&request(&argv, None)).await.unwrap();
    assert_eq!(fs::read_to_string(told).unwrap().lines().collect::<Vec<_>>(), arguments);
    assert!(!bad.exists());
}

#[tokio::test]
async fn every_end_but_a_good_one_is_told_with_its_last_words_cleaned() {
    let programs = Programs::new();
    let long = "x".repeat(9000);
    for (text, kind, words) in [
        (
            "printf '\\033]0;hunt\\007\\033[31mno \\r\\nroute\\n' >&2; exit 3".to_owned(),
            ProblemKind::Unavailable,
            "'my-bank' ended with 3; nothing of it was stored. It said: no",
        ),
        ("echo gone >&2; exit 77".to_owned(), ProblemKind::NeedsReauth, "its access has ended. It said: gone"),
        ("kill -9 $$".to_owned(), ProblemKind::Unavailable, "'my-bank' ended by a signal"),
        (
            format!("printf '%s' '{PRINTED}'; exit 1"),
            ProblemKind::Unavailable,
            "ended with 1; nothing of it was stored.",
        ),
        (format!("echo {long} >&2; exit 1"), ProblemKind::Unavailable, "It said: xxx"),
        ("exit 0".to_owned(), ProblemKind::Malformed, "no JSON of that form at line 1"),
        ("echo '{\"version\":2,\"accounts\":[]}'".to_owned(), ProblemKind::Malformed, "'version' is 2"),
        (
            "echo '{\"version\":1,\"accounts\":[],\"acounts\":[]}'".to_owned(),
            ProblemKind::Malformed,
            "no JSON of that form",
        ),
    ] {
        let problem = programs.run(&text, usual()).await.expect_err("a failure").0;
        let said = problem.message.as_str();
        assert_eq!(problem.kind, kind, "{text}: {said}");
        assert!(said.contains(words), "{text}: {said}");
        assert!(said.chars().all(|letter| !letter.is_control()) && said.chars().count() < 1000, "{said}");
    }
}

#[tokio::test]
async fn a_program_that_cannot_be_started_is_a_matter_of_the_config() {
    let programs = Programs::new();
    let script = programs.script("exit 0");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o600)).unwrap();
    let folder = programs.folder.path().to_str().unwrap();
    for (argv, words) in [
        (vec!["/no/such/program"], "'program' was not found: give its whole path"),
        (vec!["no-such-program-anywhere"], "was not found"),
        (vec![script.to_str().unwrap()], "make it executable"),
        (vec![folder], "could not be started"),
        (vec![""], "names no program"),
        (vec![], "names no program"),
    ] {
        let problem = Command::with_limits(usual()).pull(&request(&argv, None)).await.unwrap_err().0;
        assert_eq!(problem.kind, ProblemKind::Config, "{argv:?}");
        assert!(problem.message.as_str().contains(words) || argv == [folder], "{argv:?}: {}", problem.message);
    }
}
