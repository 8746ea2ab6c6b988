//! Every view of the real program in a real pseudo-terminal: opened, filtered, something changed in it, that undone, and left.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what fails here fails the run, with its words"
)]

mod pty;

use std::path::Path;

use pty::Pty;

/// A dashboard on the sandbox of the example config, with a store of its own.
struct Dashboard {
    terminal: Pty,
    _home: tempfile::TempDir,
}

impl Dashboard {
    fn open() -> Self {
        let home = tempfile::tempdir().unwrap();
        let config = concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml");
        let place = home.path().to_string_lossy().into_owned();
        let args = ["--today", "2026-11-22", "--config", config];
        let program = Path::new(env!("CARGO_BIN_EXE_passbook"));
        let terminal = Pty::start(program, &args, 120, 36, &[("HOME", &place)]);
        terminal.wait("all banks", |screen| screen.contains("all banks fresh") && !screen.contains('⟳'));
        Self { terminal, _home: home }
    }

    /// Types, and waits for what must then be there.
    fn step(&mut self, keys: &str, then: &str) {
        self.terminal.send(keys);
        self.terminal.wait(&format!("{then} after {keys:?}"), |screen| screen.contains(then));
    }

    /// Filters the view, and clears that again.
    fn filter(&mut self, query: &str, then: &str) {
        let line = format!("/ {query}");
        self.terminal.send(&format!("/{query}"));
        self.terminal.wait(&format!("{then} of {line}"), |screen| screen.contains(&line) && screen.contains(then));
        // an escape and what follows at once would be one key
        self.terminal.send("\u{1b}");
        self.terminal.wait("the filter gone", |screen| !screen.contains(&line));
    }

    fn quit(mut self) {
        self.terminal.send("q");
        assert_eq!(self.terminal.end().exit_code(), 0);
        let given_back = self.terminal.with(|screen| {
            let mouse = screen.mouse_protocol_mode();
            !screen.alternate_screen() && !screen.hide_cursor() && mouse == vt100::MouseProtocolMode::None
        });
        assert!(given_back, "the terminal is as it was");
    }
}

#[test]
fn accounts_transactions_and_merchants() {
    let mut dashboard = Dashboard::open();
    dashboard.filter("paypal", "1 match");
    dashboard.step("r\u{15}Spare card\r", "Spare card");
    dashboard.step("u", "undone: ");
    dashboard.step("2", "All accounts");
    dashboard.filter("merchant:netflix", "/ merchant:netflix");
    dashboard.step("ttrip\r", "tags of ");
    dashboard.step("u", "undone: tags of ");
    dashboard.step("\r", "bank’s words");
    dashboard.terminal.send("\u{1b}");
    dashboard.terminal.wait("the detail gone", |screen| !screen.contains("bank’s words"));
    dashboard.step("3", "by merchant");
    dashboard.filter("whole", "1 match");
    dashboard.step("[", "◂ Oct 2026 ▸");
    dashboard.step("\r", "Spending › ");
    dashboard.quit();
}

#[test]
fn cash_flow_recurring_alerts_and_sharing() {
    let mut dashboard = Dashboard::open();
    dashboard.step("4", "In and out");
    dashboard.filter("date:2026-10", "1 month");
    dashboard.step("5", "Next 30 days");
    dashboard.filter("netflix", "1 match");
    dashboard.step("n", "does not recur: ");
    dashboard.step("u", "undone: does not recur: ");
    dashboard.step("6", "usual for you");
    dashboard.filter("netflix", "1 match");
    dashboard.step("y", "it was me: ");
    dashboard.step("u", "undone: it was me: ");
    dashboard.step("7", "Record of accesses");
    dashboard.filter("citi", "1 connection");
    dashboard.step("p", "is paused");
    dashboard.step("p", "goes on");
    dashboard.step("J", "press a letter");
    dashboard.step("s", "▌ chase");
    dashboard.quit();
}
