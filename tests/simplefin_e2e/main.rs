//! SimpleFIN as a person lives it: the real program with a home of its own, against a server on loopback. What it says, how it ends,
//! what the dashboard shows, and that neither token nor access URL is to be read anywhere.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what fails here fails the test")]
#![expect(clippy::print_stderr, reason = "--nocapture shows the words that a person would read")]

#[path = "../pty/mod.rs"]
mod pty;
#[path = "../support/mod.rs"]
mod support;

mod linking;
mod refusals;
mod syncing;

use std::cell::RefCell;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pty::Pty;
use serde_json::Value;
use support::{Reply, Server};

const PROGRAM: &str = env!("CARGO_BIN_EXE_passbook");
const V1: &str = include_str!("../samples/simplefin/v1.json");
const V2: &str = include_str!("../samples/simplefin/v2.json");
const FAILING: &str = include_str!("../samples/simplefin/failing.json");
/// Accounts, but no row: the end of a history.
const EMPTY: &str = r#"{"errlist":[],"connections":[],"accounts":[]}"#;
const TODAY: &str = "2026-11-22";

/// What may be read nowhere, in the forms in which it could be.
const SECRETS: &[&str] =
    &["claim/ABC", "p%40ss-word", "p@ss-word", "demo:", "ZGVtbzpwQHNzLXdvcmQ", "aHR0cDovLzEyNy4wLjAu"];

/// A person's home folder, and all that the program has said to them.
struct Home {
    folder: tempfile::TempDir,
    today: RefCell<String>,
    zone: &'static str,
    said: RefCell<String>,
}

/// How a run of the program ended.
struct Done {
    code: i32,
    out: String,
    err: String,
}

impl Done {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

impl Home {
    fn new() -> Self {
        let today = RefCell::new(TODAY.to_owned());
        Self { folder: tempfile::tempdir().unwrap(), today, zone: "UTC0", said: RefCell::default() }
    }

    /// A home with a connection to that server, linked by a token on standard input.
    fn linked(server: &Server) -> Self {
        let home = Self::new();
        home.link(server);
        home
    }

    fn link(&self, server: &Server) {
        server.then([access(server)]);
        let done = self.run_with(&["connect", "simplefin", "--later"], &token(server));
        assert_eq!(done.code, 0, "{}", done.err);
    }

    fn env(&self) -> [(&str, &str); 2] {
        [("HOME", self.folder.path().to_str().unwrap()), ("TZ", self.zone)]
    }

    fn run(&self, args: &[&str]) -> Done {
        self.run_with(args, "")
    }

    fn run_with(&self, args: &[&str], input: &str) -> Done {
        let mut child = Command::new(PROGRAM)
            .args(["--today", &self.today.borrow()])
            .args(args)
            .env_clear()
            .envs(self.env())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // a command that does not read its input may be gone before it is written
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let done = Done {
            code: output.status.code().expect("an end without a signal"),
            out: text(&output.stdout),
            err: text(&output.stderr),
        };
        self.said.borrow_mut().push_str(&format!("{}{}", done.out, done.err));
        eprintln!("$ passbook {} -> {}\n{}", args.join(" "), done.code, done.err.trim_end());
        done
    }

    fn json(&self, args: &[&str]) -> Value {
        let done = self.run(&[args, &["--json"]].concat());
        assert_eq!(done.code, 0, "{}", done.err);
        done.json()
    }

    /// The program in a terminal.
    fn open(&self, args: &[&str]) -> Pty {
        let today = self.today.borrow().clone();
        let args: Vec<&str> = ["--today", &today].into_iter().chain(args.iter().copied()).collect();
        Pty::start(Path::new(PROGRAM), &args, 120, 36, &self.env())
    }

    /// Opens the dashboard on what is stored, with the network off, until all these words are on it.
    fn shows(&self, words: &[&str]) -> String {
        let mut dashboard = self.open(&["--offline"]);
        let screen = dashboard.wait(&words.join(" + "), |screen| words.iter().all(|word| screen.contains(word)));
        dashboard.send("q");
        assert_eq!(dashboard.end().exit_code(), 0);
        self.heard(&screen);
        screen
    }

    fn heard(&self, screen: &str) {
        let titles = screen.lines().filter(|line| line.contains("──"));
        titles.for_each(|line| eprintln!("| {}", line.split("╮╭").next().unwrap_or(line)));
        self.said.borrow_mut().push_str(screen);
    }

    fn config(&self) -> PathBuf {
        let done = self.run(&["config", "path"]);
        let line = done.out.lines().find(|line| line.contains("config.toml")).expect("a config").to_owned();
        let path = line.split_whitespace().find(|word| word.contains("config.toml")).unwrap();
        PathBuf::from(path)
    }

    /// Adds a line to the config, whose last entry is the connection's.
    fn set(&self, line: &str) {
        let path = self.config();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}{line}\n")).unwrap();
    }

    /// Nothing that was said and no file of the home holds a secret.
    fn assert_no_secret_is_seen(&self) {
        let mut files = Vec::new();
        all_files(self.folder.path(), &mut files);
        assert!(files.iter().any(|file| file.ends_with("passbook.db")), "the store is among {files:?}");
        for secret in SECRETS {
            assert!(!self.said.borrow().contains(secret), "'{secret}' was said");
            for file in &files {
                let bytes = fs::read(file).unwrap();
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "'{secret}' lies open in {}", file.display());
            }
        }
    }
}

fn all_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all_files(&path, found) } else { found.push(path) }
    }
}

/// The setup token of that server, as the Bridge hands it out.
fn token(server: &Server) -> String {
    format!("{}\n", STANDARD.encode(format!("http://{}/simplefin/claim/ABC", server.authority())))
}

/// The answer to a claim.
fn access(server: &Server) -> Reply {
    Reply::ok(format!("http://demo:p%40ss-word@{}/simplefin", server.authority()))
}

/// A first sync that ends at once: one answer, then two windows of history without a row.
fn first(body: &str) -> [Reply; 3] {
    [Reply::ok(body), Reply::ok(EMPTY), Reply::ok(EMPTY)]
}

/// The rows of `transactions --json` whose text contains that word.
fn rows(home: &Home, word: &str) -> Vec<Value> {
    let all = home.json(&["transactions"])["transactions"].as_array().unwrap().clone();
    all.into_iter().filter(|row| row["text"].as_str().unwrap().contains(word)).collect()
}

fn gets(server: &Server) -> usize {
    server.seen().iter().filter(|seen| seen.method == "GET").count()
}
