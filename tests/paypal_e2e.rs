//! PayPal, Enable Banking, Plaid and a program of one's own as a person meets them: the real program with a home of its own, linked to the
//! real `sandbox serve` by a file of answers. What it says, how it ends, and that no secret is to be read anywhere.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_passbook");

/// A running `sandbox serve`, ended with the test.
struct Server {
    child: Child,
    authority: String,
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["--today", "2026-11-22", "sandbox", "serve"])
            .env_clear()
            .env("TZ", "UTC0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let authority = line.trim().strip_prefix("http://").expect("an address").to_owned();
        Self { child, authority }
    }

    /// One request, and its whole answer with the head.
    fn ask(&self, method: &str, path: &str, body: &str) -> String {
        http(&self.authority, method, path, body)
    }

    fn answers(&self, home: &Home, kind: &str, bank: Option<&str>) -> PathBuf {
        let port = self.authority.rsplit(':').next().unwrap().to_owned();
        let bank: Vec<&str> = bank.iter().flat_map(|bank| ["--bank", bank]).collect();
        let done = home.run(&[&["sandbox", "answers", kind, "--port", &port], bank.as_slice()].concat());
        let path = home.folder.path().join("answers.toml");
        fs::write(&path, done.stdout).unwrap();
        path
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn http(authority: &str, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(authority).unwrap();
    let length = body.len();
    write!(stream, "{method} {path} HTTP/1.1\r\nhost: {authority}\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// A person's home folder.
struct Home {
    folder: tempfile::TempDir,
    today: &'static str,
}

impl Home {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), today: "2026-11-22" }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.args(["--today", self.today]).args(args).env_clear().env("HOME", self.folder.path());
        command.env("PATH", path).env("TZ", "UTC0").stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// What a run said, once it ended with that code.
    fn says(&self, args: &[&str], code: i32) -> String {
        let done = self.run(args);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(code), "{args:?}: {said}");
        said
    }

    fn rows(&self) -> usize {
        let done = self.run(&["transactions", "--json"]);
        let told: Value = serde_json::from_slice(&done.stdout).unwrap();
        told["transactions"].as_array().unwrap().len()
    }

    /// No file of the home holds these words, save the file of answers itself.
    fn assert_hidden(&self, secrets: &[&str]) {
        let mut files = Vec::new();
        all_files(self.folder.path(), &mut files);
        for file in files.iter().filter(|file| !file.ends_with("answers.toml")) {
            let bytes = fs::read(file).unwrap();
            for secret in secrets {
                assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{}", file.display());
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

fn secret_of(answers: &Path, key: &str) -> String {
    let table: toml::Table = fs::read_to_string(answers).unwrap().parse().unwrap();
    table[key].as_str().unwrap().to_owned()
}

/// Connects, syncs, lets days go by, syncs, lets the consent end, and hears what to do.
fn lived(home: &mut Home, server: &Server, kind: &str, bank: &str) {
    assert!(home.says(&["sync"], 0).contains(kind) || home.rows() > 0);
    let before = home.rows();
    assert!(before > 20, "{before}");
    server.ask("POST", "/sandbox/clock", r#"{"days":20}"#);
    home.today = "2026-12-12";
    home.says(&["sync"], 0);
    assert!(home.rows() > before);
    let consent = format!(r#"{{"bank":"{bank}","number":1,"expired":true}}"#);
    assert!(server.ask("POST", "/sandbox/consent", &consent).starts_with("HTTP/1.1 204"));
    let said = home.says(&["sync"], 1);
    assert!(said.contains(&format!("passbook connect {kind} --name mine")), "{said}");
}

#[test]
fn a_wallet_at_paypal_from_its_keys_to_their_end() {
    let (server, mut home) = (Server::start(), Home::new());
    let answers = server.answers(&home, "paypal", None);
    let path = answers.to_str().unwrap();
    let said = home.says(&["connect", "paypal", "--name", "mine", "--answers", path], 0);
    assert!(said.contains("Balance USD"), "{said}");
    lived(&mut home, &server, "paypal", "paypal");
    home.assert_hidden(&[&secret_of(&answers, "client_id"), &secret_of(&answers, "secret")]);
}

#[test]
fn a_bank_through_plaid_from_its_keys_to_the_end_of_the_consent() {
    let (server, mut home) = (Server::start(), Home::new());
    let answers = server.answers(&home, "plaid", Some("chase"));
    home.says(&["connect", "plaid", "--name", "mine", "--answers", answers.to_str().unwrap()], 0);
    lived(&mut home, &server, "plaid", "chase");
    home.assert_hidden(&[&secret_of(&answers, "secret"), "access-sandbox"]);
}

#[test]
fn a_bank_through_enable_banking_from_the_consent_to_its_end() {
    let (server, mut home) = (Server::start(), Home::new());
    let answers = server.answers(&home, "enablebanking", Some("chase"));
    let args = ["connect", "enablebanking", "--name", "mine", "--answers", answers.to_str().unwrap()];
    let mut child = home.command(&args).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with("http://")).expect("an address");
    // the browser: consent, and where that leads
    let path = address.split_once(&server.authority).unwrap().1;
    let answer = server.ask("GET", &format!("{path}/allow"), "");
    let to = answer.lines().find_map(|line| line.strip_prefix("location: http://")).expect("a redirect");
    let (authority, path) = to.trim().split_once('/').unwrap();
    assert!(http(authority, "GET", &format!("/{path}"), "").contains("go back to the terminal"));
    let said: Vec<String> = lines.map(Result::unwrap).collect();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{said:?}");
    lived(&mut home, &server, "enablebanking", "chase");
    let key = secret_of(&answers, "key");
    home.assert_hidden(&[key.lines().nth(5).unwrap()]);
}

/// Answers and a script that prints what stands in a file, or fails as it is told to.
fn program(home: &Home) -> (PathBuf, PathBuf) {
    let folder = home.folder.path();
    let script = folder.join("my-bank");
    let text = "#!/bin/sh\nread secret\n[ \"$secret\" = hunter2-canary ] || exit 77\n[ -n \"$PASSBOOK_SINCE\" ] || exit 3\n\
                [ -z \"$SHELL_OF_MINE\" ] || exit 4\ncat printed.json\n";
    fs::write(&script, text).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
    let answers = folder.join("answers.toml");
    let text = format!("command = [\"{}\", \"a b\"]\nsecret = \"hunter2-canary\"\n", script.display());
    fs::write(&answers, text).unwrap();
    (answers, folder.join("printed.json"))
}

fn printed(rows: &[(&str, &str)]) -> String {
    let rows: Vec<_> = rows
        .iter()
        .map(|(id, amount)| format!(r#"{{"id":"{id}","date":"2026-11-20","amount":"{amount}","text":"CAFE {id}"}}"#))
        .collect();
    format!(
        r#"{{"version":1,"accounts":[{{"id":"a","name":"Everyday Checking","bank":"mybank.example","currency":"EUR","balance":"10.50","transactions":[{}]}}]}}"#,
        rows.join(",")
    )
}

#[test]
fn a_program_of_ones_own_from_its_entry_to_its_refusal() {
    let home = Home::new();
    let (answers, out) = program(&home);
    fs::write(&out, printed(&[("1", "-12.30")])).unwrap();
    let said = home.says(&["connect", "command", "--name", "mine", "--answers", answers.to_str().unwrap()], 0);
    assert!(said.contains("Everyday Checking") && said.contains("10.50"), "{said}");
    assert_eq!(home.rows(), 1);
    fs::write(&out, printed(&[("1", "-12.30"), ("2", "5")])).unwrap();
    home.says(&["sync"], 0);
    assert_eq!(home.rows(), 2);
    fs::write(&out, printed(&[("1", "-12.30"), ("2", "much")])).unwrap();
    let said = home.says(&["sync"], 1);
    assert!(said.contains("accounts[0]: transactions[1]: its 'amount'"), "{said}");
    assert_eq!(home.rows(), 2, "what was known stays");
    fs::write(home.folder.path().join("my-bank"), "#!/bin/sh\nprintf '\\033[31mno access\\n' >&2\nexit 77\n").unwrap();
    let said = home.says(&["sync"], 1);
    assert!(said.contains("access has ended") && said.contains("no access") && !said.contains('\x1b'), "{said}");
    // the script that knew it has been written anew
    home.assert_hidden(&["hunter2-canary"]);
}

#[test]
fn a_config_that_others_may_write_runs_no_program() {
    let home = Home::new();
    let (answers, out) = program(&home);
    fs::write(&out, printed(&[("1", "-12.30")])).unwrap();
    // a config in the folder that one is in, as the guides have it
    let named = ["--config", "try.toml", "--data-dir", "try"];
    let connect = [&named[..], &["connect", "command", "--answers", answers.to_str().unwrap()]].concat();
    let done = home.command(&connect).current_dir(home.folder.path()).output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let config = home.folder.path().join("try.toml");
    fs::set_permissions(&config, fs::Permissions::from_mode(0o666)).unwrap();
    let sync = [&named[..], &["sync"]].concat();
    let done = home.command(&sync).current_dir(home.folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.code() == Some(2) && said.contains("chmod go-w 'try.toml'"), "{said}");
}

#[test]
fn the_example_that_reads_a_csv_file_prints_what_is_understood() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3");
        return;
    }
    let home = Home::new();
    let csv = home.folder.path().join("rows.csv");
    fs::write(&csv, "date,amount,text,id\n2026-11-20,-12.30,CAFE ROSE,t1\n2026-11-21,1500.00,PAY,\n").unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/examples/csv_to_batch.py");
    let answers = home.folder.path().join("answers.toml");
    let list = [example.to_str().unwrap(), csv.to_str().unwrap(), "mybank.example", "Everyday", "EUR"];
    fs::write(&answers, format!("command = {list:?}\n")).unwrap();
    home.says(&["connect", "command", "--answers", answers.to_str().unwrap()], 0);
    assert_eq!(home.rows(), 2);
    home.says(&["sync"], 0);
    assert_eq!(home.rows(), 2, "nothing twice");
}
