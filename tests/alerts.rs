//! The score on streams: causal, and on labelled ones as good as promised. And the sandbox's fraud, as a person would see it.

#![allow(clippy::unwrap_used, reason = "what fails here fails the run, with its words")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs the program in a home of its own; gives what it prints.
fn passbook(args: &[&str], input: &[u8]) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_passbook"))
        .args(["--today", "2026-11-22"])
        .args(args)
        .env_clear()
        .env("HOME", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn records(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// Charges of two customers in turn, one of them robbed at night towards the end.
fn stream(rows: usize) -> String {
    let mut text = String::from("customer,id,amount,category,time,merchant,label\n");
    for at in 0..rows {
        let (day, amount) = (1 + at / 4 % 28, 12 + at * 37 % 61);
        let month = 1 + at / 112;
        let robbed = at >= 700 && at % 2 == 0;
        let (amount, hour) = if robbed { (900, 2) } else { (amount, 9 + at % 10) };
        let stamp = format!("2026-{month:02}-{day:02}T{hour:02}:{:02}:00", at % 60);
        text.push_str(&format!("c{},{at},{amount}.50,food,{stamp},\"Shop, {}\",1\n", at % 2, at % 7));
    }
    text
}

#[test]
fn a_stream_is_judged_row_by_row_and_the_beginning_never_depends_on_the_end() {
    let (whole, part) = (stream(720), stream(500));
    let judged = passbook(&["alerts", "replay", "-", "--csv"], whole.as_bytes());
    let before = passbook(&["alerts", "replay", "-", "--csv"], part.as_bytes());
    assert!(judged.starts_with(&before) && judged.len() > before.len());
    let rows = records(&judged);
    assert_eq!(rows.len(), 720);
    assert!(rows.iter().all(|row| row["score"].parse::<i32>().is_ok()));
    let speaks: BTreeSet<usize> =
        rows.iter().filter(|row| row["alert"] == "1").map(|row| row["id"].parse().unwrap()).collect();
    assert!(speaks.contains(&700) && speaks.iter().all(|id| *id >= 700 || *id < 60), "{speaks:?}");
    let first = &rows[700];
    assert!(!first["rule"].is_empty() && first["why"].contains("at night"), "{first:?}");
}

#[test]
fn labels_are_never_read_and_missing_columns_are_allowed() {
    let with = stream(720);
    let without = with.replace(",1\n", ",0\n").replace("label", "anything");
    let judge = |text: &str| passbook(&["alerts", "replay", "-"], text.as_bytes());
    assert_eq!(judge(&with), judge(&without));
    let bare = judge("id,customer,time,amount,terminal\n1,a,2026-01-01T10:00:00,5.00,t9\n2,a,2026-01-02,-5.00,t9\n");
    assert_eq!(records(&bare).len(), 2);
}

#[test]
fn the_sandboxes_fraud_is_caught_at_its_first_large_charge() {
    let found = records(&passbook(&["alerts", "--scenario", "fraud-burst", "--period", "2026-11", "--csv"], b""));
    let today: Vec<_> = found.iter().filter(|alert| alert["day"] == "2026-11-22").collect();
    let first = today.iter().find(|alert| alert["merchant"] == "Best Buy").unwrap();
    assert_eq!((first["rule"].as_str(), first["severity"].as_str()), ("card-test", "urgent"));
    assert!(!first["baseline"].is_empty() && !first["why"].is_empty());
    let others: Vec<_> =
        found.iter().filter(|alert| alert["day"] != "2026-11-22" && alert["severity"] != "notice").collect();
    assert!(
        others.iter().all(|alert| alert["merchant"] == "Marriott"),
        "a hotel's hold is all besides bills: {others:?}"
    );
}

/// Rules that speak in the sandbox's two years at level normal, and of whom: what a person wants to see, and no more.
const WORTH_A_WORD: &[(&str, &[&str])] = &[
    // the fraud of April, from its first large charge on
    ("unusual-amount", &["Best Buy", "Apple"]),
    ("burst", &["GameStop"]),
    // first charges above all that is usual: a flight, a year of a plan, a hotel's hold, a bulk purchase in the first weeks
    ("new-and-large", &["United Airlines", "Amazon Prime", "Marriott", "Costco"]),
    ("duplicate", &["IKEA"]),
    ("price-rise", &["Netflix"]),
    ("high-bill", &["PG&E"]),
    ("fee", &[""]),
];

#[test]
fn two_years_of_the_sandbox_hold_its_fraud_and_little_else_that_a_person_would_not_want_to_see() {
    for seed in ["7", "1", "42"] {
        let found = records(&passbook(&["alerts", "--sandbox", "--seed", seed, "--csv"], b""));
        for alert in &found {
            let who = alert["merchant"].as_str();
            let known = WORTH_A_WORD.iter().any(|(rule, whose)| *rule == alert["rule"] && whose.contains(&who));
            assert!(known, "seed {seed}: {alert:?}");
        }
        let looks: Vec<_> = found.iter().filter(|alert| alert["severity"] != "notice").collect();
        let (fraud, others): (Vec<_>, Vec<_>) =
            looks.into_iter().partition(|alert| alert["day"].starts_with("2026-04"));
        assert_eq!(fraud.len(), 3, "{fraud:?}");
        assert!(fraud.iter().any(|alert| alert["merchant"] == "Best Buy"), "the first large one: {fraud:?}");
        assert!(others.len() <= 5, "a few in 24 months: {others:?}");
        let told = found.iter().filter(|alert| alert["severity"] == "notice").count();
        assert!(told <= 12, "fees and bills, one in two months: {found:?}");
    }
}

#[test]
fn people_are_told_the_name_of_what_an_alert_is_about_and_scripts_its_id() {
    let text = passbook(&["alerts", "--sandbox", "--seed", "1"], b"");
    assert!(text.contains("A fee or interest: Everyday Checking\n"), "{text}");
    let found = records(&passbook(&["alerts", "--sandbox", "--seed", "1", "--csv"], b""));
    let fee = found.iter().find(|alert| alert["rule"] == "fee").unwrap();
    assert!(fee["account"].strip_prefix('a').is_some_and(|id| id.parse::<u64>().is_ok()), "{fee:?}");
}

/// Of a labelled stream, at a quarter of a false alert day a customer and month: episodes caught, frauds, episodes at their first.
fn reach(name: &str, scenarios: Option<&[&str]>) -> Option<(f64, f64, f64)> {
    let tools: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let packed = tools.join(format!("bench/fraud_{name}_dev.csv.gz"));
    let scorer = tools.join("tools/score/score_fraud.py");
    if !packed.exists() || !scorer.exists() {
        let _ = writeln!(std::io::stderr(), "skipped: {} is not here", packed.display());
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let (truth, judged) = (folder.path().join("truth.csv"), folder.path().join("judged.csv"));
    let plain = Command::new("gzip").arg("-dc").arg(&packed).output().unwrap().stdout;
    std::fs::write(&truth, &plain).unwrap();
    std::fs::write(&judged, passbook(&["alerts", "replay", "-"], &plain)).unwrap();
    let mut score = Command::new("python3");
    score.arg(&scorer).arg(&truth).arg(&judged).arg("--json");
    if let Some(scenarios) = scenarios {
        score.args(["--scenarios", &scenarios.join(",")]);
    }
    let said: serde_json::Value = serde_json::from_slice(&score.output().unwrap().stdout).unwrap();
    let at = &said["budget_0.25_false_per_customer_month"];
    let figure = |key: &str| at[key].as_f64().unwrap();
    Some((figure("episode_recall"), figure("tx_recall"), figure("caught_on_first_fraud")))
}

#[test]
fn labelled_streams_are_judged_as_well_as_promised() {
    if let Some((episodes, frauds, first)) = reach("sparkov", None) {
        assert!(episodes >= 0.98 && frauds >= 0.75 && first >= 0.55, "{episodes} {frauds} {first}");
    }
    if let Some((episodes, ..)) = reach("fdh", Some(&["1", "3"])) {
        assert!(episodes >= 0.95, "{episodes}");
    }
}
