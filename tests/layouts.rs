//! Every layout of CSV files that ships, each with a sample of our own making and what it must give.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use passbook::statements::{self, DateOrder, Layouts, Options, Question, Reading, Sign};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/csv")
}

fn expected() -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(samples().join("expected.csv")).unwrap().deserialize().collect::<Result<_, _>>().unwrap()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(";")
}

fn said(reading: &Reading) -> BTreeMap<&'static str, String> {
    let balance = |statement: &statements::Statement| {
        let current = statement.account.balance.as_ref().and_then(|balance| balance.current);
        current.map_or("-".to_owned(), |money| money.to_string())
    };
    BTreeMap::from([
        ("accounts", reading.statements.len().to_string()),
        ("amounts", joined(reading.rows().map(|row| row.amount.to_string()))),
        ("days", joined(reading.rows().map(|row| row.posted.map_or("pending".to_owned(), |day| day.to_string())))),
        ("texts", joined(reading.rows().map(|row| row.text.clean().to_string()))),
        ("balances", joined(reading.statements.iter().map(balance))),
        ("questions", joined(reading.questions.iter().map(ToString::to_string))),
    ])
}

#[test]
fn the_sample_of_every_layout_gives_what_is_written_beside_it() {
    let expected = expected();
    for row in &expected {
        let (layout, file) = (&row["layout"], format!("{}.csv", row["layout"]));
        let bytes = std::fs::read(samples().join(&file)).unwrap();
        // the name must not be what tells it
        let reading = statements::read(&bytes, "download.csv", &Options::default()).unwrap();
        let title = Layouts::default().names().find(|(name, _)| name == layout).map(|(_, title)| title.to_owned());
        assert!(
            reading
                .notes
                .iter()
                .any(|note| Some(note.as_str()) == title.as_ref().map(|title| format!("layout: {title}")).as_deref()),
            "{layout}: {:?}",
            reading.notes
        );
        for (column, value) in said(&reading) {
            assert_eq!(value, row[column], "{layout}: {column}");
        }
    }
    let tested: BTreeSet<&str> = expected.iter().map(|row| row["layout"].as_str()).collect();
    let layouts = Layouts::default();
    let shipped: BTreeSet<&str> = layouts.names().map(|(name, _)| name).collect();
    assert_eq!(tested, shipped, "every layout has a sample");
}

/// The person's answers to what is asked beside the columns: `sign=bank`. What they answer must have been asked.
fn answered(bank: &str, asked: &str, questions: &[Question]) -> Options {
    let mut options = Options::default();
    for (what, word) in asked.split(' ').filter_map(|answer| answer.split_once('=')) {
        let is_asked = if what == "dates" {
            options.dates = DateOrder::named(word);
            questions.iter().any(|question| matches!(question, Question::Dates { .. }))
        } else {
            options.sign = Sign::named(word);
            questions.iter().any(|question| matches!(question, Question::Sign { .. }))
        };
        assert!(is_asked, "{bank}: {what} is guessed at silently: {questions:?}");
    }
    options
}

#[test]
fn banks_that_no_layout_knows_are_read_right_or_asked_about() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/csv-unknown");
    let table: Vec<BTreeMap<String, String>> =
        csv::Reader::from_path(folder.join("expected.csv")).unwrap().deserialize().collect::<Result<_, _>>().unwrap();
    assert!(table.len() > 20);
    let mut wrong = Vec::new();
    for row in &table {
        let bank = &row["bank"];
        let bytes = std::fs::read(folder.join(format!("{bank}.csv"))).unwrap();
        let read = |options: &Options| statements::read(&bytes, "download.csv", options).unwrap();
        let first = read(&Options::default());
        let proposed = first.questions.iter().any(|question| matches!(question, Question::Columns { .. }));
        let reading = read(&answered(bank, &row["asked"], &first.questions));
        let amounts = joined(reading.rows().map(|row| row.amount.to_decimal_string()));
        let mut said = said(&reading);
        said.insert("amounts", amounts);
        for column in ["amounts", "days", "texts"] {
            if !proposed || said[column] != row[column] {
                wrong.push(format!("{bank}: {column}: {} (asked: {:?})", said[column], first.questions));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
