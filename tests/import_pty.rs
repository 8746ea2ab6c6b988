//! `passbook import` of a file that it does not know, in a real pseudo-terminal: what is shown, each key of the dialog, and being interrupted.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what fails here fails the run, with its words"
)]

mod home;
mod pty;

use std::path::Path;

use home::{Home, words};
use pty::Pty;

/// No layout knows these columns, and no day is over 12.
const UNKNOWN: &str = "Wann;Wozu;Wieviel;Danach\n\
01.02.2026;Bäckerei am Markt;-12,30;987,70\n\
02.02.2026;Buchladen;-30,00;957,70\n\
03.02.2026;Gehalt Acme;2000,00;2957,70\n\
04.02.2026;Miete;-900,00;2057,70\n\
05.02.2026;Kino;-14,00;2043,70\n\
06.02.2026;Supermarkt;-43,70;2000,00\n";

fn import(home: &Home, columns: u16, rows: u16, file: &str) -> Pty {
    let own = home.path("").to_string_lossy().into_owned();
    let args = ["--today", "2026-11-22", "import", file];
    Pty::start(Path::new(env!("CARGO_BIN_EXE_passbook")), &args, columns, rows, &[("HOME", &own)])
}

fn rows_of(home: &Home) -> usize {
    home.json(&["transactions", "--json"])["transactions"].as_array().unwrap().len()
}

#[test]
fn an_unknown_file_is_shown_changed_by_keys_accepted_and_its_layout_saved() {
    let home = Home::new();
    let file = home.write("umsatz.csv", UNKNOWN);
    let mut terminal = import(&home, 80, 120, &file);
    let screen = terminal.wait_for("leave [o]ut?");
    for shown in [
        "no layout knows its columns",
        "2026-02-01",
        "-12.30 USD",
        "Bäckerei am Markt",
        "agrees in 5 of 5 rows",
        "and 1 more",
    ] {
        assert!(screen.contains(shown), "{shown}: {screen}");
    }
    terminal.send("what\n");
    terminal.wait_for("that is no answer");
    terminal.send("s\n");
    terminal.wait("the signs turned", |screen| screen.contains(" 12.30 USD") && screen.contains("-2000.00 USD"));
    terminal.send("s\n");
    terminal.wait("the signs back", |screen| screen.matches("-12.30 USD").count() == 2);
    terminal.send("c\n");
    terminal.wait_for("Enter: as before: ");
    terminal.send("date=1,amuont=3\n");
    terminal.wait_for("did you mean 'amount'?");
    terminal.send("c\n");
    terminal.wait("the second question", |screen| screen.matches("Enter: as before: ").count() == 2);
    terminal.send("date=1,amount=3,balance=4,text=2\n");
    terminal.wait("the rows once more", |screen| screen.matches("agrees in 5 of 5 rows").count() >= 2);
    terminal.send("e\n");
    terminal.wait_for("their currency, like EUR");
    terminal.send("eur\n");
    terminal.wait_for("-12.30 EUR");
    terminal.send("a\n");
    terminal.wait_for("saved as ");
    terminal.wait_for("which account is it of?");
    terminal.send("Giro\n");
    terminal.wait_for("the same again makes a new one");
    terminal.send("Giro\n");
    terminal.wait_for("6 new, 0 already there");
    assert_eq!(terminal.end().exit_code(), 0);
    let account = &home.json(&["accounts", "--json"])["accounts"][0];
    assert_eq!((&account["current"], &account["currency"]), (&"2000.00".into(), &"EUR".into()));
    let march = home.write("maerz.csv", &UNKNOWN.replace(".02.2026", ".03.2026"));
    let output = home.run(&["import", "--account", "Giro", &march]);
    assert!(output.status.success(), "the saved layout leaves nothing open: {}", words(&output));
    assert_eq!(rows_of(&home), 12);
}

#[test]
fn a_file_left_out_or_interrupted_leaves_nothing_behind_and_the_terminal_as_it_was() {
    for (keys, code) in [("o\n", 1), ("\u{4}", 1), ("\u{3}", 130)] {
        let home = Home::new();
        let file = home.write("umsatz.csv", UNKNOWN);
        let mut terminal = import(&home, 80, 24, &file);
        terminal.wait_for("leave [o]ut?");
        terminal.send(keys);
        let status = terminal.end();
        assert!(!status.success(), "{keys:?}");
        assert!(code == 130 || status.exit_code() == code, "{keys:?}: {status:?}");
        assert!(!home.path(".config").exists(), "no layout was saved");
        let output = home.run(&["import", "--dry-run", &file]);
        assert!(output.status.success(), "no lock is left: {}", words(&output));
    }
}

#[test]
fn the_whole_question_is_seen_on_a_small_terminal() {
    let home = Home::new();
    let file = home.write("umsatz.csv", UNKNOWN);
    let terminal = import(&home, 60, 15, &file);
    let screen = terminal.wait_for("leave [o]ut?");
    for shown in ["Read like this:", "2026-02-05", "agrees in 5 of 5"] {
        assert!(screen.contains(shown), "{shown}: {screen}");
    }
    assert!(screen.lines().all(|line| line.chars().count() <= 60));
}
