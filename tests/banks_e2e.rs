//! Teller and FDX as a person lives them: the real program, against the simulated banks served by another process of it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::print_stderr, reason = "--nocapture shows the words that a person would read")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_passbook");

/// A process of the program, ended with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A person's home, and a server of the simulated banks.
struct Life {
    home: tempfile::TempDir,
    _server: Process,
    address: String,
}

fn program(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args).env_clear().env("HOME", home).env("TZ", "UTC0");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Life {
    fn begin(more: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let serve = [&["--today", "2026-11-22", "--scenario", "tip", "sandbox", "serve"], more].concat();
        let mut server = program(home.path(), &serve).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { home, _server: Process(server), address: address.trim().to_owned() }
    }

    fn port(&self) -> &str {
        self.address.rsplit(':').next().unwrap()
    }

    /// Runs a command to its end: its exit code and all that it said.
    fn run(&self, args: &[&str]) -> (i32, String) {
        let output = program(self.home.path(), args).output().unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        eprintln!("$ passbook {} -> {:?}\n{}", args.join(" "), output.status.code(), said.trim_end());
        (output.status.code().unwrap(), said)
    }

    /// Writes what the server says of linking into a file.
    fn answers(&self, kind: &str, more: &[&str]) -> String {
        let asked = [&["sandbox", "answers", kind, "--bank", "chase", "--port", self.port()], more].concat();
        let (code, toml) = self.run(&asked);
        assert_eq!(code, 0, "{toml}");
        let file = self.home.path().join("answers.toml");
        fs::write(&file, toml).unwrap();
        file.to_string_lossy().into_owned()
    }

    fn control(&self, path: &str, body: &str) {
        let said = http("POST", &format!("{}/sandbox/{path}", self.address), body);
        assert!(said.starts_with("HTTP/1.1 20"), "{said}");
    }

    /// What both kinds live through once they are linked.
    fn days(&self, kind: &str) {
        let (code, said) = self.run(&["--today", "2026-11-22", "accounts"]);
        assert!(code == 0 && said.contains("Chase"), "{said}");
        self.control("clock", r#"{"minutes":600}"#);
        let (code, said) = self.run(&["--today", "2026-11-22", "sync"]);
        assert!(code == 0 && said.contains("posted"), "the tip is booked: {said}");
        self.control("clock", r#"{"days":1}"#);
        let (code, said) = self.run(&["--today", "2026-11-23", "sync"]);
        assert_eq!(code, 0, "{said}");
        self.control("consent", r#"{"bank":"chase","number":1,"expired":true}"#);
        let (code, said) = self.run(&["--today", "2026-11-23", "sync"]);
        assert!(code != 0 && said.contains(&format!("passbook connect {kind} --name")), "{said}");
    }
}

/// The whole answer to a request.
fn http(method: &str, address: &str, body: &str) -> String {
    let (host, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    write!(stream, "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_bank_is_lived_with_through_teller() {
    let life = Life::begin(&[]);
    let answers = life.answers("teller", &[]);
    let (code, said) = life.run(&["--today", "2026-11-22", "connect", "teller", "--answers", &answers]);
    assert!(code == 0 && said.contains("'teller' is linked"), "{said}");
    life.days("teller");
}

#[test]
fn a_bank_is_lived_with_through_fdx() {
    let life = Life::begin(&[]);
    let answers = life.answers("fdx", &[]);
    let mut linking =
        program(life.home.path(), &["--today", "2026-11-22", "connect", "fdx", "--answers", &answers]).spawn().unwrap();
    let mut told = BufReader::new(linking.stderr.take().unwrap());
    let linking = Process(linking);
    let shown = told.by_ref().lines().map(Result::unwrap).find(|line| line.starts_with("http")).unwrap();
    // what a person does in the browser: allow, and be sent back
    let allowed = http("GET", &shown.replace("/authorize?", "/allow?"), "");
    let back = allowed.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_else(|| panic!("{allowed}"));
    assert!(http("GET", back, "").contains("Done."));
    let mut said = String::new();
    told.read_to_string(&mut said).unwrap();
    drop(linking);
    assert!(said.contains("'fdx' is linked"), "{said}");
    life.days("fdx");
}

#[test]
fn teller_over_tls_shows_the_certificate_that_the_run_made() {
    let life = Life::begin(&["--tls"]);
    assert!(life.address.starts_with("https://127.0.0.1:"), "{}", life.address);
    let answers = life.answers("teller", &["--tls"]);
    let (code, said) = life.run(&["--today", "2026-11-22", "connect", "teller", "--answers", &answers]);
    assert!(code == 0 && said.contains("'teller' is linked"), "{said}");
    let (code, said) = life.run(&["--today", "2026-11-22", "sync"]);
    assert_eq!(code, 0, "{said}");

    // without the certificate the bank lets nobody in, and says so
    let text = fs::read_to_string(&answers).unwrap();
    let bare: Vec<_> = text.lines().filter(|line| !line.starts_with("certificate")).collect();
    let bare = bare.join("\n");
    fs::write(&answers, bare).unwrap();
    let named = ["--today", "2026-11-22", "connect", "teller", "--name", "bare", "--answers", &answers];
    let (code, said) = life.run(&named);
    assert!(code != 0 && said.contains("client certificate"), "{said}");
}

#[test]
fn an_account_is_moved_to_another_provider_after_a_look() {
    let life = Life::begin(&[]);
    for kind in ["teller", "plaid"] {
        let answers = life.answers(kind, &[]);
        let (code, said) = life.run(&["--today", "2026-11-22", "connect", kind, "--answers", &answers]);
        assert_eq!(code, 0, "{said}");
    }
    let count = |said: &str| said.lines().filter(|line| line.contains("Chase")).count();
    let (_, before) = life.run(&["--today", "2026-11-22", "accounts"]);
    let moving = ["--today", "2026-11-22", "connection", "move", "a0", "--to"];
    let (code, said) = life.run(&[&moving[..], &["plaid", "--dry-run"]].concat());
    assert!(code == 0 && said.contains("told by 'teller' so far, by 'plaid' from now on"), "{said}");
    assert!(said.contains("nothing was changed"), "{said}");
    let (code, said) = life.run(&[&moving[..], &["plaid"]].concat());
    assert!(code == 2 && said.contains("give --yes"), "{said}");
    let (code, said) = life.run(&[&moving[..], &["plaid", "--yes"]].concat());
    assert!(code == 0 && said.contains("`passbook connection move a0 --to teller` leads back"), "{said}");
    let (code, said) = life.run(&[&moving[..], &["plaid", "--yes"]].concat());
    assert!(code == 2 && said.contains("nothing to move"), "{said}");
    let (code, said) = life.run(&[&moving[..], &["nobody", "--yes"]].concat());
    assert!(code == 2 && said.contains("no connection 'nobody'"), "{said}");
    let (code, said) = life.run(&["--today", "2026-11-22", "sync"]);
    assert!(code == 0 && said.matches("nothing new").count() == 2, "{said}");
    let (_, after) = life.run(&["--today", "2026-11-22", "accounts"]);
    assert_eq!((count(&before), count(&after)), (3, 3), "each is there once");
    let (code, said) = life.run(&[&moving[..], &["files", "--yes"]].concat());
    assert!(code == 0 && said.contains("by files from now on"), "{said}");
    let (code, said) = life.run(&["check"]);
    assert_eq!(code, 0, "{said}");
}
