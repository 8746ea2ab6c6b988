//! Ten banks, of which one never answers and one fails: opens the real program on an empty store in a pseudo-terminal, first with the eight
//! good ones alone and then with all ten, and prints when the good ones' figures stand on the screen and how long keys take meanwhile.
//!
//! ```text
//! cargo bench --bench slow_banks
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the run, with its words")]

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use passbook::connectors::Sealed;
use passbook::domain::{ConnectionId, Secret};
use passbook::runtime::Keeper;
use passbook::store::{Access, Store};

#[path = "../tests/pty/mod.rs"]
mod pty;

const PROGRAM: &str = env!("CARGO_BIN_EXE_passbook");
const TODAY: &str = "2026-11-22";
const GOOD_OF_EACH: usize = 4;
const KEYS: usize = 200;

/// A bank that is linked already: where it is, and its token.
struct Linked {
    name: String,
    address: String,
    token: String,
}

/// Two persons' simulated banks, each in a process of its own, ended with the run.
struct Banks(Vec<Child>);

impl Drop for Banks {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn main() {
    let mut banks = Banks(Vec::new());
    let mut linked: Vec<Linked> = Vec::new();
    for seed in ["1", "2"] {
        let (child, authority) = serve(seed);
        banks.0.push(child);
        linked.extend(answers(&authority, seed).into_iter().take(GOOD_OF_EACH));
    }
    let good = linked.len();
    let alone = measure(&linked, None);
    linked.insert(0, bad("hangs", hangs()));
    linked.insert(1, bad("fails", fails()));
    let among = measure(&linked, Some(alone.accounts));
    let mut report = format!("{:<34} first byte   figures of all good ones   key p50 / p99 meanwhile\n", "");
    for (what, run) in [(format!("{good} good ones"), &alone), (format!("{good} good ones, 1 hangs, 1 fails"), &among)]
    {
        let keys = format!("{} / {}", ms(run.p50), ms(run.p99));
        writeln!(report, "{what:<34} {:<12} {:<26} {keys}", ms(run.first), ms(run.figures)).unwrap();
    }
    writeln!(report, "accounts on the screen: {} and {}", alone.accounts, among.accounts).unwrap();
    std::io::stdout().write_all(report.as_bytes()).unwrap();
}

struct Run {
    accounts: usize,
    first: Duration,
    figures: Duration,
    p50: Duration,
    p99: Duration,
}

/// Opens the dashboard on an empty store with these banks; `expected` accounts are those of the good ones, where that is known.
fn measure(linked: &[Linked], expected: Option<usize>) -> Run {
    let home = tempfile::tempdir().unwrap();
    let (config, data) = (home.path().join("config.toml"), home.path().join("data"));
    prepare(&config, &data, linked);
    let paths = [&config, &data].map(|path| path.to_string_lossy().into_owned());
    let args = ["--config", &paths[0], "--data-dir", &paths[1], "--today", TODAY];
    let env = [("HOME", home.path().to_str().unwrap())];
    let mut terminal = pty::Pty::start(Path::new(PROGRAM), &args, 120, 60, &env);
    let (mut accounts, mut figures) = (0, Duration::ZERO);
    let quiet = Duration::from_secs(3);
    // until every account is there, or none has come for a while
    while expected.is_none_or(|expected| accounts < expected) && terminal.started.elapsed() < Duration::from_secs(50) {
        let now = shown(&terminal.screen());
        if now > accounts {
            (accounts, figures) = (now, terminal.started.elapsed());
        }
        if expected.is_none() && accounts > 0 && terminal.started.elapsed() > figures + quiet {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let keys = press(&mut terminal);
    let first = terminal.written_after().0.unwrap_or_default();
    terminal.send("q");
    terminal.end();
    Run { accounts, first, figures, p50: keys[KEYS / 2], p99: keys[KEYS * 99 / 100] }
}

/// Accounts on the screen that have a number and a balance.
fn shown(screen: &str) -> usize {
    screen.lines().filter(|line| line.contains("····") && line.contains('.')).count()
}

/// From a key to the last byte of what it changed, for each of many, in order of size.
fn press(terminal: &mut pty::Pty) -> Vec<Duration> {
    let mut times = Vec::new();
    for n in 0..KEYS {
        let before = terminal.bytes();
        let pressed = Instant::now();
        terminal.send(if n % 2 == 0 { "j" } else { "k" });
        while terminal.bytes() == before && pressed.elapsed() < Duration::from_secs(2) {
            std::thread::sleep(Duration::from_micros(50));
        }
        times.push(pressed.elapsed());
        terminal.settle(Duration::from_millis(20));
    }
    times.sort();
    times
}

/// A config with an entry for each bank, and a store that holds their tokens and nothing else.
fn prepare(config: &Path, data: &Path, linked: &[Linked]) {
    let mut text = String::new();
    let store = Store::open(data, Access::Write { wait: Duration::ZERO, who: "benchmark" }).unwrap();
    let mut keeper = Keeper::open(store).unwrap();
    for Linked { name, address, token } in linked {
        writeln!(text, "[[connection]]\nname = \"{name}\"\nkind = \"teller\"\naddress = \"{address}\"").unwrap();
        writeln!(text, "application_id = \"app_sandbox\"\nenvironment = \"sandbox\"\n").unwrap();
        let id = ConnectionId::new(name).unwrap();
        keeper.introduce(&id, "teller");
        keeper.keep_secret(&id, &Sealed::default().with("token", Secret::new(token.clone())).seal()).unwrap();
    }
    std::fs::write(config, text).unwrap();
}

/// A process of the simulated banks, and where it listens.
fn serve(seed: &str) -> (Child, String) {
    let mut command = Command::new(PROGRAM);
    command.args(["--today", TODAY, "--seed", seed, "sandbox", "serve"]).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim().trim_start_matches("http://").to_owned())
}

/// What the server says of linking to its banks through Teller.
fn answers(authority: &str, seed: &str) -> Vec<Linked> {
    let mut stream = TcpStream::connect(authority).unwrap();
    write!(stream, "GET /sandbox/answers/teller HTTP/1.1\r\nhost: {authority}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let all: Vec<serde_json::Value> = serde_json::from_str(body).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let of = |one: &serde_json::Value| Linked {
        name: format!("{}-{seed}", text(&one["bank"])),
        address: text(&one["fields"]["address"]),
        token: text(&one["fields"]["token"]),
    };
    all.iter().map(of).collect()
}

fn bad(name: &str, address: String) -> Linked {
    Linked { name: name.to_owned(), address, token: "test_token".to_owned() }
}

/// A server that takes every connection and never says a word.
fn hangs() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/teller", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let held: Vec<_> = listener.incoming().map_while(Result::ok).collect();
        drop(held);
    });
    address
}

/// A server that hangs up on everybody.
fn fails() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/teller", listener.local_addr().unwrap());
    std::thread::spawn(move || listener.incoming().for_each(drop));
    address
}

fn ms(time: Duration) -> String {
    format!("{}.{:01} ms", time.as_millis(), time.as_micros() / 100 % 10)
}
