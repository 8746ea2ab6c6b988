//! The subcommands as a person, a script or cron runs them: what they print where, and how they end.

#![allow(clippy::unwrap_used, reason = "what fails here fails the run, with its words")]

mod home;

use std::path::Path;

use home::{Home, STATEMENT, words};
use serde_json::Value;

fn example() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml").to_string_lossy().into_owned()
}

#[test]
fn without_a_terminal_the_dashboard_says_so_and_exits_2() {
    let output = Home::new().run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output).contains("needs a terminal"), "{}", words(&output));
    assert!(output.stdout.is_empty());
}

#[test]
fn accounts_of_the_sandbox_come_as_json_before_and_behind_the_subcommand() {
    let home = Home::new();
    let mut behind = home.json(&["accounts", "--json"]);
    let mut before = home.json(&["--json", "accounts"]);
    for report in [&mut behind, &mut before] {
        for account in report["accounts"].as_array_mut().unwrap() {
            // the clock runs on between the two
            assert!(account["as_of"].as_str().unwrap().starts_with("2026-11-22T12:"), "{account}");
            account["as_of"] = Value::Null;
        }
    }
    assert_eq!(behind, before, "the same world gives the same ids every time");
    assert_eq!(behind["schema"], 1);
    let accounts = behind["accounts"].as_array().unwrap();
    let banks: std::collections::BTreeSet<_> = accounts.iter().map(|a| a["bank"].as_str().unwrap()).collect();
    assert_eq!(banks.len(), 5, "{banks:?}");
    for account in accounts {
        let keys: Vec<_> = account.as_object().unwrap().keys().map(String::as_str).collect();
        let mut wanted = [
            "id",
            "bank",
            "connection",
            "name",
            "mask",
            "kind",
            "currency",
            "current",
            "available",
            "limit",
            "as_of",
            "status",
        ];
        wanted.sort_unstable();
        let mut keys = keys.clone();
        keys.sort_unstable();
        assert_eq!(keys, wanted);
        assert_eq!(account["status"], "ok");
    }
    assert_eq!(behind["totals"][0]["currency"], "USD");
    assert_eq!(std::fs::read_dir(home.path("")).unwrap().count(), 0, "the sandbox without a config writes nothing");
}

#[test]
fn transactions_and_merchants_agree_to_the_cent() {
    use rust_decimal::Decimal;
    let home = Home::new();
    let merchants = home.json(&["merchants", "--period", "2026-10", "--json"]);
    let sum: Decimal = merchants["merchants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["spent"].as_str().unwrap().parse::<Decimal>().unwrap())
        .sum();
    assert_eq!(merchants["totals"][0]["spent"].as_str().unwrap().parse::<Decimal>().unwrap(), sum);
    assert!(sum > Decimal::from(100), "a month of habits costs something");
    let rows = home.json(&["transactions", "--period", "2026-10", "--json"]);
    let rows = rows["transactions"].as_array().unwrap();
    assert!(rows.len() > 60, "{}", rows.len());
    assert!(rows.iter().all(|row| row["posted"].as_str().is_none_or(|day| day.starts_with("2026-10"))));
}

#[test]
fn a_sandbox_of_a_config_is_kept_and_a_second_sync_adds_nothing() {
    let home = Home::new();
    let data = home.path("data").to_string_lossy().into_owned();
    let run = |args: &[&str]| {
        let all: Vec<&str> = ["--config", &example(), "--data-dir", &data]
            .iter()
            .copied()
            .chain(args.iter().copied())
            .map(|s| &*Box::leak(s.to_owned().into_boxed_str()))
            .collect();
        home.run(&all)
    };
    let first = run(&["sync", "--json"]);
    assert!(first.status.success(), "{}", words(&first));
    let first: Value = serde_json::from_slice(&first.stdout).unwrap();
    let new: u64 = first["connections"].as_array().unwrap().iter().map(|c| c["new"].as_u64().unwrap()).sum();
    assert!((2_500..3_500).contains(&new), "{new} rows");
    let second: Value = serde_json::from_slice(&run(&["sync", "--json"]).stdout).unwrap();
    for connection in second["connections"].as_array().unwrap() {
        assert_eq!((connection["new"].as_u64(), connection["changed"].as_u64()), (Some(0), Some(0)), "{connection}");
    }
    let truth = home.run(&["sandbox", "truth", "--sandbox"]);
    let truth = home.write("truth.json", &String::from_utf8(truth.stdout).unwrap());
    let check = run(&["check", "--json", "--truth", &truth]);
    assert!(check.status.success(), "{}\n{}", words(&check), String::from_utf8_lossy(&check.stdout));
    let check: Value = serde_json::from_slice(&check.stdout).unwrap();
    assert_eq!(check["sound"], true);
    assert_eq!(check["rows"].as_u64().unwrap(), new);
}

#[test]
fn a_statement_is_imported_once_and_shown_with_its_source() {
    let home = Home::new();
    let file = home.write("checking.qfx", STATEMENT);
    let dry = home.json(&["import", "--dry-run", "--json", &file]);
    assert_eq!(dry["files"][0]["sum"]["USD"], "87.70");
    assert_eq!(dry["files"][0]["transactions"], 2);
    assert_eq!(dry["files"][0]["new"], Value::Null);
    assert!(!home.path(".local").exists(), "a dry run opens no store");
    let first = home.json(&["import", "--json", &file]);
    assert_eq!((&first["files"][0]["new"], &first["files"][0]["duplicates"]), (&2.into(), &0.into()));
    let again = home.json(&["import", "--json", &file]);
    assert_eq!((&again["files"][0]["new"], &again["files"][0]["duplicates"]), (&0.into(), &2.into()));
    let rows = home.json(&["transactions", "--json"]);
    assert_eq!(rows["transactions"].as_array().unwrap().len(), 2);
    assert_eq!(rows["transactions"][0]["sources"][0]["connection"], "import");
    let accounts = home.json(&["accounts", "--json"]);
    assert_eq!(accounts["accounts"][0]["current"], "587.70");
}

#[test]
fn a_bad_file_is_named_and_the_good_one_beside_it_is_read() {
    let home = Home::new();
    let good = home.write("good.ofx", STATEMENT);
    let bad = home.write("bad.ofx", "<html><body>Please sign in</body></html>");
    let output = home.run(&["import", "--json", &bad, &good]);
    assert_eq!(output.status.code(), Some(3));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(report["files"][0]["error"].as_str().unwrap().contains("web page"), "{report}");
    assert_eq!(report["files"][1]["new"], 2);
}

#[test]
fn a_wrong_config_is_pointed_at() {
    let home = Home::new();
    let config = home.write("bad.toml", "[[connection]]\nname = \"x\"\nkind = \"simplfin\"\n");
    let output = home.run(&["--config", &config, "accounts"]);
    assert_eq!(output.status.code(), Some(2));
    let said = words(&output);
    assert!(said.contains("bad.toml:3:8: 'simplfin' is no kind of connection: did you mean 'simplefin'?"), "{said}");
    let mixed = format!(
        "{}\n[[connection]]\nname = \"real\"\nkind = \"simplefin\"\n",
        std::fs::read_to_string(example()).unwrap()
    );
    let mixed = home.write("mixed.toml", &mixed);
    let output = home.run(&["--config", &mixed, "config", "check"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output).contains("never mixed"), "{}", words(&output));
    let secret = home.write("secret.toml", "[[connection]]\nname = \"x\"\nkind = \"simplefin\"\ntoken = \"abc\"\n");
    let output = home.run(&["--config", &secret, "config", "check"]);
    assert!(words(&output).contains("does not belong in a config"), "{}", words(&output));
    let missing = home.run(&["--config", "/nowhere/at/all.toml", "accounts"]);
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn the_default_config_prints_reads_and_names_no_secret() {
    let home = Home::new();
    let printed = home.run(&["config", "print-default"]);
    let file = home.write("printed.toml", &String::from_utf8(printed.stdout).unwrap());
    assert!(home.run(&["--config", &file, "config", "check"]).status.success());
}

#[test]
fn describe_answers_line_by_line() {
    let home = Home::new();
    let output = home.run_with(&["describe"], "NETFLIX.COM 866-579-7172 CA\n\nPAYMENT THANK YOU - WEB\n");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "raw,merchant,category");
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[1].starts_with("NETFLIX.COM 866-579-7172 CA,Netflix,"), "{text}");
    assert!(lines[3].starts_with("PAYMENT THANK YOU - WEB,,"), "{text}");
}

#[test]
fn scenarios_are_listed_and_a_wrong_one_is_refused_with_advice() {
    let home = Home::new();
    let list = home.run(&["--scenario", "help"]);
    assert!(String::from_utf8_lossy(&list.stdout).contains("expired-consent"));
    let wrong = home.run(&["--scenario", "expird-consent", "accounts"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(words(&wrong).contains("did you mean 'expired-consent'?"), "{}", words(&wrong));
}

#[test]
fn a_bank_in_trouble_says_so_and_leaves_the_others_alone() {
    let home = Home::new();
    let accounts = home.json(&["--scenario", "expired-consent", "accounts", "--json"]);
    let of = |bank: &str| {
        accounts["accounts"].as_array().unwrap().iter().find(|a| a["bank"] == bank).map(|a| a["status"].clone())
    };
    assert_eq!(of("Chase"), Some("ok".into()));
    assert_ne!(of("Citi"), Some("ok".into()));
}

#[test]
fn csv_has_a_header_and_a_row_an_account() {
    let home = Home::new();
    let output = home.run(&["accounts", "--csv"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("id,bank,connection,name,mask,kind,currency,current,available,limit,as_of,status\n"),
        "{text}"
    );
    assert!(text.lines().count() > 6);
}

#[test]
fn what_failed_before_anything_was_kept_leaves_the_sandbox_as_the_first_thing_to_see() {
    let home = Home::new();
    let bad = home.write("bad.ofx", "<html>no</html>");
    assert_eq!(home.run(&["import", &bad]).status.code(), Some(1));
    let accounts = home.json(&["accounts", "--json"]);
    assert_eq!(accounts["accounts"].as_array().unwrap().len(), 8, "five banks: {accounts}");
}

#[test]
fn a_connection_cannot_take_the_name_of_imports() {
    let home = Home::new();
    let output = home.run_with(&["connect", "simplefin", "--name", "import"], "x\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output).contains("not 'import'"), "{}", words(&output));
    assert_eq!(std::fs::read_dir(home.path("")).unwrap().count(), 0);
}

#[test]
fn read_only_protects_what_is_kept_and_nothing_else() {
    let home = Home::new();
    let file = home.write("checking.qfx", STATEMENT);
    let output = home.run(&["import", "--read-only", &file]);
    assert_eq!(output.status.code(), Some(2));
    assert!(words(&output).contains("exclude each other"), "{}", words(&output));
    let accounts = home.json(&["accounts", "--sandbox", "--read-only", "--json"]);
    assert_eq!(accounts["accounts"].as_array().unwrap().len(), 8, "the sandbox in memory is no store to protect");
}

#[test]
fn what_a_file_leaves_open_keeps_it_out_until_an_option_answers() {
    let home = Home::new();
    let good = home.write("good.ofx", STATEMENT);
    let open = home.write("open.ofx", &nameless(STATEMENT));
    let output = home.run(&["import", &open, &good]);
    assert_eq!(output.status.code(), Some(3), "{}", words(&output));
    let said = words(&output);
    assert!(said.contains("open.ofx: not imported: which account is it of?") && said.contains("--account"), "{said}");
    assert!(said.contains("good.ofx: 2 transactions") && said.contains(": 2 new, 0 already there"), "{said}");
    let told = home.json(&["import", "--json", "--account", "a0", &open]);
    assert_eq!((&told["files"][0]["new"], &told["files"][0]["duplicates"]), (&0.into(), &2.into()), "{told}");
    let joint = home.json(&["import", "--json", "--account", "Joint", &open]);
    assert_eq!(joint["files"][0]["new"], 2, "{joint}");
    assert_eq!(home.json(&["accounts", "--json"])["accounts"][1]["name"], "Joint");
    let nobody = home.run(&["import", "--account", "a7", &open]);
    assert!(words(&nobody).contains("there is no account 'a7'"), "{}", words(&nobody));
    assert_eq!(home.run(&["import", "--dates", "dym", &good]).status.code(), Some(2));
}

/// The statement without its account.
fn nameless(statement: &str) -> String {
    let from = statement.find("<ACCTID>").unwrap() + "<ACCTID>".len();
    let to = from + statement[from..].find('<').unwrap();
    format!("{}{}", &statement[..from], &statement[to..])
}

#[test]
fn imports_are_taken_back_newest_first_and_another_process_finds_them() {
    let home = Home::new();
    let first = home.write("first.ofx", STATEMENT);
    let second = home.write("second.ofx", &STATEMENT.replace("587.70", "600.00"));
    home.json(&["import", "--json", &first]);
    home.json(&["import", "--json", &second, &first]);
    let undone = home.json(&["import", "--undo", "--json"]);
    assert_eq!((&undone["undone"], &undone["removed"]), (&serde_json::json!(["second.ofx", "first.ofx"]), &0.into()));
    assert_eq!(home.json(&["transactions", "--json"])["transactions"].as_array().unwrap().len(), 2);
    assert_eq!(home.json(&["accounts", "--json"])["accounts"][0]["current"], "587.70");
    let undone = home.json(&["import", "--undo", "--json"]);
    assert_eq!((&undone["removed"], &undone["accounts"]), (&2.into(), &1.into()));
    let nothing = home.run(&["import", "--undo"]);
    assert_eq!((nothing.status.code(), words(&nothing).trim()), (Some(0), "no import is left to take back"));
    assert_eq!(home.json(&["check", "--json"])["sound"], true);
    assert_eq!(home.json(&["import", "--json", &first])["files"][0]["new"], 2, "and may come again");
}
