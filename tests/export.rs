//! `passbook export` and the way back, as a person runs them; and what hledger, ledger and beancount say of it where they are installed.

#![allow(clippy::unwrap_used, reason = "what fails here fails the run, with its words")]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A home of its own for each test.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passbook"));
        let home = self.0.path();
        command.args(["--today", "2026-11-22"]).args(line.split(' ')).current_dir(home).env_clear().env("HOME", home);
        command.output().unwrap()
    }

    /// What a command that must succeed prints.
    fn out(&self, line: &str) -> Vec<u8> {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", words(&output));
        output.stdout
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_whole_book_goes_into_an_empty_store_and_comes_out_byte_for_byte() {
    let home = Home::new();
    home.out("--sandbox export --format json --output book.json");
    let exported = std::fs::read(home.path("book.json")).unwrap();
    let dry = words(&home.run("import --dry-run book.json"));
    assert!(dry.contains("8 accounts") && dry.contains("nothing stored"), "{dry}");
    home.out("import book.json");
    assert!(home.out("export --format json") == exported, "the store gives the same bytes");
    assert_eq!(home.out("accounts --json"), home.out("accounts --json --offline"));
    let again = home.run("import book.json");
    assert_eq!(again.status.code(), Some(2));
    assert!(words(&again).contains("--data-dir"), "{}", words(&again));
    assert!(home.out("export --format json") == exported, "a refused import changes nothing");
}

#[test]
fn a_damaged_book_is_refused_and_leaves_no_store_behind_that_counts() {
    let home = Home::new();
    let whole = home.out("--sandbox export --format json");
    std::fs::write(home.path("half.json"), &whole[..whole.len() / 2]).unwrap();
    let output = home.run("import half.json");
    assert_eq!(output.status.code(), Some(1));
    assert!(words(&output).contains("cut off"), "{}", words(&output));
    std::fs::write(home.path("book.json"), &whole).unwrap();
    assert_eq!(home.run("import half.json book.json").status.code(), Some(2), "a book is imported alone");
    home.out("import book.json");
}

#[test]
fn a_file_that_is_there_stays_unless_force_is_said_and_is_never_half() {
    let home = Home::new();
    std::fs::write(home.path("rows.csv"), "mine").unwrap();
    let refused = home.run("--sandbox export --format csv --output rows.csv");
    assert_eq!(refused.status.code(), Some(2));
    assert!(words(&refused).contains("--force"), "{}", words(&refused));
    assert_eq!(std::fs::read_to_string(home.path("rows.csv")).unwrap(), "mine");
    home.out("--sandbox export --format csv --output rows.csv --force");
    let about = std::fs::metadata(home.path("rows.csv")).unwrap();
    assert_eq!(about.permissions().mode() & 0o777, 0o600);
    assert!(std::fs::read_to_string(home.path("rows.csv")).unwrap().starts_with("id,date,posted"));
    assert_eq!(home.run("--sandbox export --format csv --output missing/rows.csv").status.code(), Some(1));
    assert_eq!(home.names().iter().filter(|name| name.contains("rows.csv")).count(), 1, "no unfinished file is left");
}

#[test]
fn options_that_make_no_sense_together_are_refused_in_words() {
    let home = Home::new();
    for (line, expected) in [
        ("export --format sqlite", "--output"),
        ("export --format json --period 2026", "whole book"),
        ("export --format csv --json", "--format"),
        ("export --format csv --category nonsense", "FOOD_AND_DRINK"),
        ("export --format csv --account nobody", "passbook accounts"),
    ] {
        let output = home.run(&format!("--sandbox {line}"));
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(words(&output).contains(expected), "{line}: {}", words(&output));
    }
}

#[test]
fn a_choice_is_what_the_lists_give() {
    let home = Home::new();
    let rows = |line: &str| {
        csv::Reader::from_reader(&home.out(line)[..]).into_records().map(Result::unwrap).collect::<Vec<_>>()
    };
    let all = rows("--sandbox export --format csv --period 2026-10");
    assert_eq!(all.len(), rows("--sandbox transactions --csv --period 2026-10").len());
    let column = |name: &str| {
        let header = home.out("--sandbox export --format csv --period 2026-10");
        csv::Reader::from_reader(&header[..]).headers().unwrap().iter().position(|cell| cell == name).unwrap()
    };
    let (category, account) = (column("category"), column("account_id"));
    let food = rows("--sandbox export --format csv --period 2026-10 --category FOOD_AND_DRINK");
    assert_eq!(food.len(), all.iter().filter(|row| &row[category] == "FOOD_AND_DRINK").count());
    assert!(!food.is_empty() && food.len() < all.len());
    let two = rows("--sandbox export --format csv --period 2026-10 --account 1002 --account 4821");
    assert_eq!(two.iter().map(|row| row[account].to_owned()).collect::<std::collections::BTreeSet<_>>().len(), 2);
    let found = rows("--sandbox export --format csv --period 2026-10 --query netflix");
    assert!(!found.is_empty() && found.len() < food.len());
}

#[test]
fn the_database_is_an_ordinary_one_whose_sums_are_those_of_the_lists() {
    let home = Home::new();
    home.out("--sandbox export --format sqlite --output book.sqlite");
    let sql = rusqlite::Connection::open(home.path("book.sqlite")).unwrap();
    let number = |query: &str| sql.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&home.out("--sandbox transactions --json")).unwrap();
    let count = listed["transactions"].as_array().unwrap().len();
    assert_eq!(number("SELECT COUNT(*) FROM transactions"), i64::try_from(count).unwrap());
    assert_eq!(number("SELECT COUNT(*) FROM pragma_foreign_key_check"), 0);
    let typed = "SELECT COUNT(*) FROM transactions WHERE typeof(amount) <> 'text' OR typeof(amount_minor) <> 'integer' \
                 OR round(amount * 100) <> amount_minor";
    assert_eq!(number(typed), 0);
    let accounts: serde_json::Value = serde_json::from_slice(&home.out("--sandbox accounts --json")).unwrap();
    for account in accounts["accounts"].as_array().unwrap() {
        let balance: String = sql
            .query_row("SELECT balance FROM accounts WHERE account = ?1", [account["id"].as_str().unwrap()], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(Some(balance.as_str()), account["current"].as_str());
    }
    for view in ["listed", "spending_by_month", "spending_by_merchant", "cash_flow_by_month"] {
        assert!(number(&format!("SELECT COUNT(*) FROM {view}")) > 0, "{view}");
    }
    let by_month = number("SELECT SUM(spent_minor) FROM spending_by_month");
    assert_eq!(by_month, -number("SELECT SUM(amount_minor) FROM listed WHERE kind IN ('SPEND', 'REFUND')"));
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let home = Home::new();
    home.out("--sandbox export --format json --output book.json");
    home.out("import book.json");
    for format in ["csv", "json", "ofx", "qif", "hledger", "ledger", "beancount"] {
        let line = format!("export --format {format}");
        assert!(home.out(&line) == home.out(&line), "{format}");
    }
}

#[test]
fn our_own_readers_read_what_we_write() {
    let home = Home::new();
    let posted = |row: &&serde_json::Value| row["status"] == "posted";
    let listed: serde_json::Value = serde_json::from_slice(&home.out("--sandbox transactions --json")).unwrap();
    let count = listed["transactions"].as_array().unwrap().iter().filter(posted).count();
    home.out("--sandbox export --format ofx --output book.ofx");
    let read: serde_json::Value = serde_json::from_slice(&home.out("import --dry-run --json book.ofx")).unwrap();
    assert_eq!(read["files"][0]["accounts"], 8);
    assert_eq!(read["files"][0]["transactions"], count);
}

#[test]
fn journals_balance_to_the_cent_where_their_programs_are_installed() {
    let home = Home::new();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/compare_balances.py");
    let output = Command::new("python3")
        .arg(script)
        .args(["--passbook", env!("CARGO_BIN_EXE_passbook"), "--", "--sandbox", "--today", "2026-11-22"])
        .env("HOME", home.0.path())
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: python3 is not installed");
        return;
    };
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), words(&output));
    if output.status.code() == Some(77) {
        eprintln!("skipped: {told}");
        return;
    }
    assert!(output.status.success(), "{told}");
    eprintln!("{told}");
}
