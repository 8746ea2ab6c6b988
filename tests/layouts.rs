//! Every layout of CSV files that ships, each with a sample of our own making and what it must give.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use passbook::statements::{self, Layouts, Options, Reading};

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
