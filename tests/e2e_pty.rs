//! The real program in a real pseudo-terminal: opened, driven by keys, ended in every way, its terminal given back each time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what fails here fails the run, with its words"
)]

mod pty;

use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use pty::Pty;

/// Starts the dashboard on the sandbox, on a fixed day, with a home of its own.
fn sandbox(home: &Path, columns: u16, rows: u16, more: &[&str]) -> Pty {
    let home = home.to_string_lossy().into_owned();
    let args: Vec<&str> = ["--sandbox", "--today", "2026-11-22"].iter().chain(more).copied().collect();
    Pty::start(Path::new(env!("CARGO_BIN_EXE_passbook")), &args, columns, rows, &[("HOME", &home)])
}

fn given_back(terminal: &Pty) -> bool {
    terminal.with(|screen| {
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    })
}

fn signal(terminal: &Pty, name: &str) {
    let status =
        std::process::Command::new("kill").args([&format!("-{name}"), &terminal.process().to_string()]).status();
    assert!(status.unwrap().success());
}

#[test]
fn the_sandbox_opens_with_no_key_typed_and_shows_five_banks() {
    let home = tempfile::tempdir().unwrap();
    let terminal = sandbox(home.path(), 120, 36, &[]);
    for bank in ["Chase", "Wells Fargo", "Citi", "American Express", "PayPal"] {
        terminal.wait_for(bank);
    }
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "the sandbox without a config writes nothing");
}

#[test]
fn q_and_ctrl_c_quit_at_once_with_exit_0_and_the_terminal_is_given_back() {
    for key in ["q", "\u{3}"] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = sandbox(home.path(), 80, 24, &[]);
        terminal.wait_for("Chase");
        assert!(!given_back(&terminal), "the dashboard has a screen of its own");
        terminal.send(key);
        assert_eq!(terminal.end().exit_code(), 0);
        assert!(given_back(&terminal));
    }
}

#[test]
fn signals_give_the_terminal_back_and_are_told_to_the_parent() {
    for (name, number) in [("TERM", 15), ("HUP", 1), ("INT", 2), ("QUIT", 3)] {
        let home = tempfile::tempdir().unwrap();
        let mut terminal = sandbox(home.path(), 80, 24, &[]);
        terminal.wait_for("Chase");
        signal(&terminal, name);
        assert_eq!(terminal.end().exit_code(), 128 + number, "{name}");
        assert!(given_back(&terminal), "{name}");
    }
}

#[test]
fn a_dashboard_whose_terminal_is_closed_ends_as_by_a_hang_up() {
    let home = tempfile::tempdir().unwrap();
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_passbook"));
    command.args(["--sandbox", "--today", "2026-11-22"]);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("HOME", home.path());
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let (mut seen, mut part) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&seen).contains("Chase") {
        let read = reader.read(&mut part).unwrap();
        seen.extend_from_slice(&part[..read]);
    }
    // nothing keeps its terminal open any more
    drop((reader, pair.master));
    let deadline = Instant::now() + pty::PATIENCE;
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => assert!(Instant::now() < deadline, "it still runs"),
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(status.exit_code(), 128 + 1, "no panic of whoever tidies up a terminal that is gone");
}

#[test]
fn ctrl_z_stops_and_fg_paints_again() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().to_string_lossy().into_owned();
    // a shell with job control, since without one nothing can be stopped
    let job = "set -m; \"$0\" --sandbox --today 2026-11-22; echo \"left with $?\"; read go; fg; echo \"left with $?\"";
    let args = ["-c", job, env!("CARGO_BIN_EXE_passbook")];
    let mut terminal = Pty::start(Path::new("/bin/sh"), &args, 80, 24, &[("HOME", &home)]);
    terminal.wait_for("Chase");
    terminal.send("\u{1a}");
    // 128 and the number of SIGTSTP, which systems number differently
    terminal.wait("the shell", |screen| screen.contains("left with 1") && given_back(&terminal));
    terminal.send("\n");
    terminal.wait("the dashboard again", |screen| screen.contains("Chase") && !given_back(&terminal));
    terminal.send("q");
    terminal.wait_for("left with 0");
    assert!(given_back(&terminal));
}

#[test]
fn ctrl_z_where_no_shell_could_continue_it_comes_back_by_itself() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = sandbox(home.path(), 80, 24, &[]);
    terminal.wait_for("Chase");
    terminal.send("\u{1a}");
    terminal.wait("the terminal given back", |_| given_back(&terminal));
    terminal.wait("the dashboard again", |screen| screen.contains("Chase") && !given_back(&terminal));
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
}

#[test]
fn a_second_dashboard_only_reads_and_says_who_holds_the_store() {
    let home = tempfile::tempdir().unwrap();
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml");
    let directory = home.path().to_string_lossy().into_owned();
    let args = ["--today", "2026-11-22", "--config", config];
    let program = Path::new(env!("CARGO_BIN_EXE_passbook"));
    let mut first = Pty::start(program, &args, 120, 36, &[("HOME", &directory)]);
    first.wait_for("PayPal");
    let mut second = Pty::start(program, &args, 120, 36, &[("HOME", &directory)]);
    second.wait_for(&format!("read-only: process {} (dashboard)", first.process()));
    second.send("q");
    assert_eq!(second.end().exit_code(), 0);
    // killed, the first leaves no lock behind
    signal(&first, "KILL");
    first.end();
    let mut third = Pty::start(program, &args, 120, 36, &[("HOME", &directory)]);
    third.wait_for("PayPal");
    assert!(!third.screen().contains("read-only"), "{}", third.screen());
    third.send("q");
    assert_eq!(third.end().exit_code(), 0);
}

#[test]
fn quitting_while_a_slow_bank_is_asked_is_at_once() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = sandbox(home.path(), 80, 24, &["--scenario", "slow-bank"]);
    terminal.wait_for("⟳");
    let asked = Instant::now();
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
    // the bank itself takes far longer
    assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
}

#[test]
fn every_view_opens_and_filters_and_closes() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = sandbox(home.path(), 120, 36, &[]);
    terminal.wait_for("PayPal");
    terminal.send("2");
    terminal.wait_for("Transactions");
    terminal.send("/whole");
    terminal.wait("what it finds", |screen| screen.contains("/ whole") && screen.contains("Whole Foods"));
    // an escape and what follows at once would be one key
    terminal.send("\u{1b}");
    terminal.wait("the filter gone", |screen| !screen.contains("/ whole"));
    terminal.send("3");
    terminal.wait_for("spent");
    terminal.send("4");
    terminal.wait_for("Net worth");
    terminal.send(".");
    terminal.wait_for("income less what was spent");
    terminal.send("\u{1b}");
    terminal.wait("the derivation gone", |screen| !screen.contains("income less what was spent"));
    terminal.send("5");
    terminal.wait_for("how often");
    terminal.send("6");
    terminal.wait_for("usual for you");
    terminal.send("?");
    terminal.wait_for("Help");
    terminal.send("\u{1b}");
    terminal.wait("the help gone", |screen| !screen.contains("Help"));
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
}

#[test]
fn a_masked_screen_shows_no_amount() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = sandbox(home.path(), 120, 36, &[]);
    terminal.wait("balances", has_amount);
    terminal.send("$");
    terminal.wait("a mask", |screen| screen.contains("•••••") && !has_amount(screen));
    for view in ["2", "3", "4", "5", "6", "1"] {
        terminal.send(view);
        terminal.settle(Duration::from_millis(150));
        let screen = terminal.screen();
        assert!(!has_amount(&screen), "view {view} shows an amount:\n{screen}");
    }
}

#[test]
fn a_terminal_of_any_size_is_used_or_told_what_is_needed() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = sandbox(home.path(), 120, 36, &[]);
    terminal.wait_for("PayPal");
    terminal.resize(60, 15);
    terminal.wait_for("Chase");
    terminal.resize(30, 8);
    terminal.wait_for("40");
    terminal.resize(200, 60);
    terminal.wait_for("PayPal");
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
}

#[test]
fn no_color_means_none() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().to_string_lossy().into_owned();
    let program = Path::new(env!("CARGO_BIN_EXE_passbook"));
    let args = ["--sandbox", "--today", "2026-11-22"];
    let terminal = Pty::start(program, &args, 120, 36, &[("HOME", &home), ("NO_COLOR", "1")]);
    terminal.wait_for("PayPal");
    terminal.settle(Duration::from_millis(200));
    terminal.with(|screen| {
        for row in 0..36 {
            for column in 0..120 {
                let cell = screen.cell(row, column).unwrap();
                assert_eq!(cell.fgcolor(), vt100::Color::Default, "row {row} column {column}");
                assert_eq!(cell.bgcolor(), vt100::Color::Default, "row {row} column {column}");
            }
        }
    });
}

#[test]
fn an_edit_is_undone_and_after_a_restart_done_again() {
    let home = tempfile::tempdir().unwrap();
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml");
    let directory = home.path().to_string_lossy().into_owned();
    let args = ["--today", "2026-11-22", "--config", config];
    let program = Path::new(env!("CARGO_BIN_EXE_passbook"));
    let open = || {
        let terminal = Pty::start(program, &args, 120, 36, &[("HOME", &directory)]);
        terminal.wait("all banks", |screen| screen.contains("all banks fresh"));
        terminal
    };
    let mut terminal = open();
    terminal.send("2");
    // balances come before rows, and a key on an empty list does nothing
    terminal.wait_for("Blue Bottle");
    terminal.send("n");
    terminal.wait_for("Note:");
    terminal.send("for the trip\r");
    terminal.wait_for("· for the trip");
    terminal.send("u");
    terminal.wait("the note gone", |screen| !screen.contains("· for the trip") && screen.contains("undone: note of"));
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
    let mut terminal = open();
    terminal.send("2L");
    terminal.wait("the list of edits", |screen| screen.contains("note of") && screen.contains("undone"));
    terminal.send("\u{12}");
    terminal.wait("the edit done again", |screen| screen.contains("done again: note of"));
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
    let mut terminal = open();
    terminal.send("2");
    terminal.wait_for("· for the trip");
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
}

/// A number with cents, such as `1,204.10`; a rate such as `24.99%` is none.
fn has_amount(screen: &str) -> bool {
    let chars: Vec<char> = screen.chars().chain([' ']).collect();
    let digit = char::is_ascii_digit;
    chars.windows(5).any(|w| digit(&w[0]) && w[1] == '.' && digit(&w[2]) && digit(&w[3]) && w[4] != '%')
}

#[test]
fn a_dashboard_on_a_fresh_store_begins_the_first_sync_by_itself() {
    let home = tempfile::tempdir().unwrap();
    let statement = "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>5556667777<ACCTTYPE>CHECKING\
</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261105<TRNAMT>-12.34<FITID>1<NAME>CORNER BAKERY</STMTTRN>\
</BANKTRANLIST><LEDGERBAL><BALAMT>1587.70<DTASOF>20261120</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>";
    std::fs::write(home.path().join("checking.ofx"), statement).unwrap();
    let config = "[[connection]]\nname = \"files\"\nkind = \"file\"\npaths = [\"checking.ofx\"]\n";
    std::fs::write(home.path().join("config.toml"), config).unwrap();
    let place = |name: &str| home.path().join(name).to_string_lossy().into_owned();
    let args = ["--config", &place("config.toml"), "--data-dir", &place("data"), "--today", "2026-11-22"];
    let program = Path::new(env!("CARGO_BIN_EXE_passbook"));
    let mut terminal = Pty::start(program, &args, 120, 36, &[("HOME", &place(""))]);
    terminal.wait_for("1,587.70");
    terminal.wait_for("12.34");
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
}

#[test]
fn escape_stops_a_slow_sync_and_leaves_no_trace_of_it() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = sandbox(home.path(), 120, 36, &["--scenario", "slow-bank"]);
    terminal.wait("every other bank, and one at work", |screen| screen.contains('⟳') && screen.contains("Wells Fargo"));
    terminal.send("\u{1b}");
    terminal.wait("the sync gone", |screen| !screen.contains('⟳'));
    terminal.settle(Duration::from_millis(800));
    assert!(!terminal.screen().contains('⟳'), "{}", terminal.screen());
    terminal.send("q");
    assert_eq!(terminal.end().exit_code(), 0);
}
