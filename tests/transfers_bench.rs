//! The floor of what `passbook transfers replay` must reach on the benchmark beside this repository; skipped where there is none.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "what fails here fails the test; a skip is said"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use rust_decimal::Decimal;

type Table = BTreeMap<String, BTreeMap<String, String>>;

fn table(bytes: &[u8]) -> Table {
    let mut reader = csv::Reader::from_reader(bytes);
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    rows.map(|row| (row["id"].clone(), row)).collect()
}

/// The first of what a cell accepts.
fn first(cell: &str) -> &str {
    cell.split('|').next().unwrap_or_default()
}

fn accepts(cell: &str, word: &str) -> bool {
    cell.split('|').any(|other| other == word)
}

/// Right pairs, told pairs, true pairs.
fn count_pairs(truth: &Table, told: &Table) -> (usize, usize, usize) {
    let moves = |kind: &str| ["TRANSFER", "CARD_PAYMENT", "LOAN_PAYMENT", "INVESTMENT"].contains(&kind);
    let pairs = |table: &Table| -> BTreeSet<BTreeSet<String>> {
        let paired = table.iter().filter(|(_, row)| moves(first(&row["kind"])) && !row["partner"].is_empty());
        paired.map(|(id, row)| BTreeSet::from([id.clone(), first(&row["partner"]).to_owned()])).collect()
    };
    let told = pairs(told);
    let is_right = |pair: &&BTreeSet<String>| {
        let ids: Vec<&String> = pair.iter().collect();
        let [a, b] = ids[..] else { return false };
        accepts(&truth[a]["partner"], b) || accepts(&truth[b]["partner"], a)
    };
    (told.iter().filter(is_right).count(), told.len(), pairs(truth).len())
}

/// What was spent by owner, currency and year.
fn spent(rows: &Table, is_spent: impl Fn(&str) -> bool) -> BTreeMap<(String, String, String), Decimal> {
    let mut sums: BTreeMap<_, Decimal> = BTreeMap::new();
    for (id, row) in rows {
        let sum = sums.entry((row["owner"].clone(), row["currency"].clone(), row["date"][..4].to_owned())).or_default();
        if is_spent(id) {
            *sum -= row["amount"].parse::<Decimal>().unwrap();
        }
    }
    sums
}

#[test]
fn transfers_are_paired_and_years_of_spending_are_right_on_the_benchmark() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench");
    let folder =
        if folder.exists() { folder } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/bench") };
    let file = folder.join("transfers_dev_rows.csv");
    if !file.exists() {
        eprintln!("skipped: {} is not at hand", file.display());
        return;
    }
    let run = Command::new(env!("CARGO_BIN_EXE_passbook"))
        .args(["transfers", "replay", "--csv"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let told = table(&run.stdout);
    let rows = table(&std::fs::read(&file).unwrap());
    let truth = table(&std::fs::read(folder.join("transfers_dev_truth.csv")).unwrap());
    assert_eq!(told.len(), rows.len());

    let (right, paired, all) = count_pairs(&truth, &told);
    assert!(200 * right >= 98 * (paired + all), "F1 below 0.98: {right} right of {paired} told and {all} true");

    let counts = |kind: &str| matches!(kind, "SPEND" | "REFUND");
    let true_sums = spent(&rows, |id| counts(first(&truth[id]["kind"])));
    let told_sums = spent(&rows, |id| {
        let (told, truth) = (told[id]["kind"].as_str(), &truth[id]["kind"]);
        counts(if accepts(truth, told) { first(truth) } else { told })
    });
    let mut errors: Vec<(Decimal, _)> = true_sums
        .iter()
        .filter(|(_, sum)| **sum > Decimal::from(500))
        .map(|(key, sum)| ((told_sums[key] - sum).abs() * Decimal::ONE_HUNDRED / sum, key))
        .collect();
    errors.sort();
    assert!(errors[errors.len() / 2].0 <= Decimal::new(2, 1), "in the median: {:?}", errors[errors.len() / 2]);
    assert!(errors.last().unwrap().0 <= Decimal::from(2), "at worst: {:?}", errors.last());
}
