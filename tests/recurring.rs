//! What recurs in the sandbox, held against its plans, and on a bench of made-up accounts that lies beside the repository where there is
//! one.

#![allow(clippy::unwrap_used, reason = "what fails here fails the run, with its words")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn passbook(today: &str, args: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_passbook"));
    command.args(["--today", today]).args(args).env_clear().env("HOME", home.path()).output().unwrap()
}

fn json(args: &[&str]) -> Value {
    let output = passbook("2026-11-22", args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_sandboxs_plans_are_found_with_the_price_that_rose_and_the_one_that_ended() {
    let report = json(&["--sandbox", "recurring", "--json", "--explain"]);
    assert_eq!(report["schema"], 1);
    let streams = report["streams"].as_array().unwrap();
    let of = |name: &str| streams.iter().filter(|line| line["merchant"] == name).collect::<Vec<_>>();
    for (name, frequency, amount) in [
        ("Netflix", "MONTHLY", "-17.99"),
        ("Spotify", "MONTHLY", "-11.99"),
        ("New York Times", "FOUR_WEEKLY", "-17.00"),
        ("OpenAI", "MONTHLY", "-20.00"),
        ("Planet Fitness", "MONTHLY", "-24.99"),
        ("T-Mobile", "MONTHLY", "-70.40"),
        ("GEICO", "MONTHLY", "-128.40"),
        ("Hulu", "MONTHLY", "-18.99"),
        ("Amazon Prime", "ANNUALLY", "-139.00"),
    ] {
        let [stream] = of(name)[..] else { panic!("{name}: {:?}", of(name)) };
        assert_eq!((&stream["frequency"], &stream["last_amount"]), (&frequency.into(), &amount.into()), "{name}");
    }
    let netflix = of("Netflix")[0];
    assert_eq!(
        (&netflix["price_change"]["from"], &netflix["price_change"]["on"]),
        (&"-15.99".into(), &"2026-10-20".into())
    );
    assert!(netflix["derivation"]["rules"][0].as_str().unwrap().starts_with("monthly on day 20; "), "{netflix}");
    assert_eq!(of("Hulu")[0]["status"], "CANCELLED");
    assert_eq!(of("Apple").len(), 2, "two plans of one merchant");
    let trial: Vec<_> = of("Audible").into_iter().filter(|line| line["status"] == "MATURE").collect();
    assert_eq!(trial[0]["trial"], "-0.99");
    let bimonthly = of("San Jose Water");
    assert_eq!(bimonthly[0]["frequency"], "BIMONTHLY");
    assert!(of("Starbucks").is_empty() && of("Safeway").is_empty(), "habits");
}

#[test]
fn the_running_month_and_the_bills_ahead_come_from_the_same_streams() {
    let flow = json(&["--sandbox", "cashflow", "--json"]);
    let months = flow["months"].as_array().unwrap();
    assert_eq!(months.iter().filter(|line| !line["forecast"].is_null()).count(), 1, "only the running month");
    let bills = flow["upcoming"].as_array().unwrap();
    let spotify = bills.iter().find(|bill| bill["merchant"] == "Spotify").unwrap();
    assert_eq!((&spotify["date"], &spotify["amount"]), (&"2026-11-23".into(), &"-11.99".into()));
    assert!(bills.iter().all(|bill| !bill["balance"].is_null()));
    let worth = json(&["--sandbox", "networth", "--json"]);
    let accounts = json(&["--sandbox", "accounts", "--json"]);
    let last = worth["worth"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["net"], &last["worked_out"]), (&accounts["totals"][0]["net"], &false.into()));
    assert_eq!(worth["worth"].as_array().unwrap().len(), 12);
}

#[test]
fn a_replay_says_what_is_wrong_with_a_file_and_where() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("x.csv");
    let path = file.to_str().unwrap();
    for (text, says) in [
        ("id,date\n", "the header lacks amount, description"),
        ("date,amount,description\n2024-01-01,1.00,X\n2024-13-01,1.00,X\n", "line 3: '2024-13-01' is no date"),
        ("date,amount,description\n2024-01-01,one,X\n", "line 2: 'one' is no amount"),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = passbook("2024-12-31", &["recurring", "replay", path, "--csv"]);
        assert_eq!(output.status.code(), Some(1));
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(words.contains(says), "{words}");
    }
    std::fs::write(&file, "description,amount,date\nNETFLIX.COM,15.49,2024-11-05\nNETFLIX.COM,15.49,2024-12-05\n")
        .unwrap();
    let output = passbook("2024-12-31", &["recurring", "replay", path, "--csv"]);
    let expected = "account,merchant,frequency,status,last_amount,next_date,price_change,tx_ids\n\
                    ,Netflix,MONTHLY,EARLY,15.49,2025-01-05,0,2 3\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}

/// Rows of a CSV as maps.
fn table(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(bytes).deserialize().map(Result::unwrap).collect()
}

#[test]
fn the_bench_is_found_with_few_mistakes() {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench");
    let (rows, truth) = (bench.join("recurring_dev_tx.csv"), bench.join("recurring_dev_truth.csv"));
    let Ok(truth) = std::fs::read(truth) else {
        std::io::stderr().write_all(b"skipped: no bench beside this repository\n").unwrap();
        return;
    };
    let output = passbook("2024-12-31", &["recurring", "replay", rows.to_str().unwrap(), "--csv"]);
    let ids = |row: &BTreeMap<String, String>| row["tx_ids"].split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    let (truth, found) = (table(&truth), table(&output.stdout));
    let real: Vec<_> = truth.iter().filter(|row| row["recurring"] == "1").collect();
    let agrees = |a: &BTreeSet<String>, b: &BTreeSet<String>| 2 * a.intersection(b).count() >= a.union(b).count();
    let matched =
        found.iter().filter_map(|row| real.iter().find(|truth| agrees(&ids(row), &ids(truth))).map(|t| (row, *t)));
    let matched: Vec<_> = matched.collect();
    let percent = |part: usize, whole: usize| 100 * part / whole;
    assert!(percent(matched.len(), found.len()) >= 97, "precision: {} of {}", matched.len(), found.len());
    assert!(percent(matched.len(), real.len()) >= 96, "recall: {} of {}", matched.len(), real.len());
    let same = |column: &str| matched.iter().filter(|(row, truth)| row[column] == truth[column]).count();
    assert!(percent(same("frequency"), matched.len()) >= 98 && percent(same("status"), matched.len()) >= 98);
}
