//! Statement files from the outside: our own samples with what they must give, real banks' files where they are at hand, and
//! damaged bytes that must never do more than fail.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::LazyLock;

use passbook::statements::{self, Options, Reading, StatementError};
use proptest::prelude::*;
use rust_decimal::Decimal;

type Row = BTreeMap<String, String>;

fn table(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path).unwrap().deserialize().collect::<Result<_, _>>().unwrap()
}

/// Folders of `tests/samples`, each with a table of what its files must give.
const FORMATS: &[&str] = &["ofx", "camt"];

fn samples(format: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(format)
}

/// Sum over all currencies: what tools that know no currencies report.
fn bare_sum(reading: &Reading) -> Decimal {
    reading.sums().unwrap().iter().map(|(_, sum)| sum).sum()
}

/// `12.50 USD;3.00 EUR`: the balances in the order of the statements, `-` for none.
fn balances(reading: &Reading) -> String {
    let each = reading.statements.iter().map(|statement| {
        let current = statement.account.balance.as_ref().and_then(|balance| balance.current);
        current.map_or("-".to_owned(), |money| money.to_string())
    });
    each.collect::<Vec<_>>().join(";")
}

fn notes(reading: &Reading) -> String {
    let notes = reading.notes.iter().chain(reading.statements.iter().flat_map(|statement| &statement.notes));
    notes.map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

#[test]
fn our_own_samples_give_what_is_written_beside_them() {
    let of = |format: &&'static str| {
        let format = *format;
        table(&samples(format).join("expected.csv")).into_iter().map(move |row| (format, row))
    };
    let expected: Vec<_> = FORMATS.iter().flat_map(of).collect();
    assert!(expected.len() >= 50, "the tables are there");
    for (format, row) in expected {
        let file = &row["file"];
        let read = statements::read(&std::fs::read(samples(format).join(file)).unwrap(), file, &Options::default());
        let reading = match (read, row["error"].as_str()) {
            (Ok(reading), "") => reading,
            (Err(error), words) if !words.is_empty() => {
                assert!(error.to_string().contains(words), "{file}: {error}");
                continue;
            }
            (Ok(reading), words) => panic!("{file}: read as {reading:?}, expected the error '{words}'"),
            (Err(error), _) => panic!("{file}: {error}"),
        };
        let days = reading.statements.iter().filter_map(statements::Statement::days);
        let (first, last) = (days.clone().map(|days| days.0).min(), days.map(|days| days.1).max());
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let sums = reading.sums().unwrap();
        let sums = sums.iter().map(|(currency, sum)| format!("{sum} {currency}")).collect::<Vec<_>>().join(";");
        let texts = reading.rows().map(|row| row.text.raw()).collect::<Vec<_>>().join("|");
        let seen = [
            ("statements", reading.statements.len().to_string()),
            ("rows", reading.rows().count().to_string()),
            ("sums", sums),
            ("balances", balances(&reading)),
            ("first", day(first)),
            ("last", day(last)),
            ("texts", texts),
        ];
        for (column, value) in seen {
            assert_eq!(value, row[column], "{file}: {column}; notes: {}", notes(&reading));
        }
        assert!(notes(&reading).contains(&row["note"]), "{file}: notes are '{}'", notes(&reading));
    }
}

/// The manifest counts what other tools read; `bank_tx` leaves the trades of investment statements out, as we do.
#[test]
fn real_files_have_the_count_and_sum_on_which_other_tools_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures");
    if !folder.join("manifest.csv").exists() {
        println!("skipped: no fixtures at {}", folder.display());
        return;
    }
    let mut solid = 0;
    let mut wrong = Vec::new();
    for row in table(&folder.join("manifest.csv")).iter().filter(|row| FORMATS.contains(&row["format"].as_str())) {
        let read =
            statements::read(&std::fs::read(folder.join(&row["file"])).unwrap(), &row["file"], &Options::default());
        let must_fail = row["class"].ends_with("must-error");
        let may_fail = row["class"].contains("must-error");
        let agreed = ["agree", "majority", "sum agrees"].contains(&row["agreement"].as_str());
        let said = match &read {
            Ok(reading) => {
                format!("{} rows, {}; {}", reading.rows().count(), bare_sum(reading), notes(reading))
            }
            Err(error) => error.to_string(),
        };
        println!("{} [{}; {}]: {said}", row["file"], row["class"], row["agreement"]);
        let matches = |count: &str, sum: &str| {
            let Ok(reading) = &read else { return false };
            let sum = Decimal::from_str(sum).unwrap_or_default();
            count.parse() == Ok(reading.rows().count()) && bare_sum(reading) == sum
        };
        if must_fail && read.is_ok() {
            wrong.push(format!("{} must fail: {said}", row["file"]));
        } else if !may_fail && agreed && !row["tx"].is_empty() {
            solid += 1;
            if !matches(&row["tx"], &row["sum"]) && !matches(&row["bank_tx"], &row["bank_sum"]) {
                wrong.push(format!("{}: {said}", row["file"]));
            }
        }
    }
    assert!(wrong.is_empty() && solid > 0, "{} of {solid} wrong:\n{}", wrong.len(), wrong.join("\n"));
    println!("{solid} of {solid} agreed files exact");
}

static SAMPLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let of = |format: &&str| {
        let folder = samples(format);
        let files = table(&folder.join("expected.csv")).into_iter().map(move |row| folder.join(&row["file"]));
        files.map(|path| std::fs::read(path).unwrap()).collect::<Vec<_>>()
    };
    FORMATS.iter().flat_map(of).collect()
});

/// One injury of a file.
#[derive(Debug, Clone)]
enum Injury {
    Cut(usize),
    Set(usize, u8),
    Remove(usize, usize),
    Repeat(usize, usize),
    Insert(usize, &'static str),
}

fn injury() -> impl Strategy<Value = Injury> {
    let at = 0..4000_usize;
    prop_oneof![
        at.clone().prop_map(Injury::Cut),
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Injury::Set(at, byte)),
        (at.clone(), 1..200_usize).prop_map(|(at, length)| Injury::Remove(at, length)),
        (at.clone(), 1..200_usize).prop_map(|(at, length)| Injury::Repeat(at, length)),
        (at, prop::sample::select(TOKENS)).prop_map(|(at, token)| Injury::Insert(at, token)),
    ]
}

const TOKENS: &[&str] = &[
    "<",
    ">",
    "</",
    "&",
    "&#0;",
    "&#x1b;",
    "<!--",
    "<![CDATA[",
    "]]>",
    "<OFX>",
    "</OFX>",
    "<STMTRS>",
    "</STMTRS>",
    "<STMTTRN>",
    "</STMTTRN>",
    "<TRNAMT>9e400",
    "<TRNAMT>99999999999999999999999999999999999999999",
    "<DTPOSTED>00000101",
    "<Ntry>",
    "</Ntry>",
    "<Amt Ccy=\"EUR\">",
    "<TxDtls>",
    "</Stmt>",
    "\0",
    "\u{1b}[2J",
    "\u{202e}",
    "<?xml version=\"1.0\"?>",
    "<!DOCTYPE x>",
];

fn injure(bytes: &mut Vec<u8>, injury: &Injury) {
    let size = bytes.len().max(1);
    match *injury {
        Injury::Cut(at) => bytes.truncate(at % size),
        Injury::Set(at, byte) => {
            if let Some(slot) = bytes.get_mut(at % size) {
                *slot = byte;
            }
        }
        Injury::Remove(at, length) => {
            let from = (at % size).min(bytes.len());
            bytes.drain(from..bytes.len().min(from + length));
        }
        Injury::Repeat(at, length) => {
            let from = (at % size).min(bytes.len());
            let piece = bytes[from..bytes.len().min(from + length)].to_vec();
            bytes.splice(from..from, piece.iter().copied().cycle().take(piece.len() * 20));
        }
        Injury::Insert(at, token) => {
            let from = (at % size).min(bytes.len());
            bytes.splice(from..from, token.bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_read_or_refused_and_nothing_else(
        which in any::<prop::sample::Index>(),
        injuries in prop::collection::vec(injury(), 1..6),
    ) {
        let mut bytes = which.get(&SAMPLES).clone();
        for injury in &injuries {
            injure(&mut bytes, injury);
        }
        match statements::read(&bytes, "damaged.ofx", &Options::default()) {
            Ok(reading) => {
                prop_assert!(reading.sums().is_ok());
                for row in reading.rows() {
                    prop_assert!(!row.text.clean().as_str().contains(char::is_control));
                }
            }
            Err(error) => prop_assert!(!error.to_string().contains(char::is_control)),
        }
    }
}

#[test]
fn a_file_cut_anywhere_inside_its_statements_gives_nothing() {
    let bytes = std::fs::read(samples("ofx").join("checking.ofx")).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let (from, to) = (text.find("<OFX>").unwrap() + 5, text.find("</BANKMSGSRSV1>").unwrap() + 14);
    for end in from..to {
        let read = statements::read(&bytes[..end], "cut.ofx", &Options::default());
        assert!(read.is_err(), "cut at {end}: {read:?}");
    }
}

#[test]
fn limits_have_their_own_messages() {
    let ofx = |inside: &str| {
        statements::read(format!("OFXHEADER:100\n\n<OFX>{inside}</OFX>").as_bytes(), "x.ofx", &Options::default())
    };
    let long = ofx(&format!("<BANKMSGSRSV1><MEMO>{}", "A".repeat(statements::MAX_FIELD + 1))).unwrap_err();
    assert_eq!(long.to_string(), "line 3: the field MEMO is longer than 1 MiB");
    let deep = ofx(&"<FI>".repeat(100_000)).unwrap_err();
    assert_eq!(deep.to_string(), "line 3: more than 64 elements inside each other");
    let xml = format!("<?xml version=\"1.0\"?><OFX>{}", "<a>".repeat(100_000));
    assert_eq!(
        statements::read(xml.as_bytes(), "x", &Options::default()).unwrap_err(),
        StatementError::TooDeep { line: 1 }
    );
    let statements = "<STMTRS></STMTRS>".repeat(statements::MAX_STATEMENTS + 1);
    assert_eq!(ofx(&statements).unwrap_err(), StatementError::TooManyStatements);
    let rows = format!("<STMTRS><BANKTRANLIST>{}", "<STMTTRN>".repeat(statements::MAX_ROWS + 1));
    assert_eq!(ofx(&rows).unwrap_err(), StatementError::TooManyRows);
}

#[test]
fn limits_hold_for_camt_too() {
    let camt = |inside: &str| {
        let file = format!("<Document><BkToCstmrStmt><Stmt>{inside}</Stmt></BkToCstmrStmt></Document>");
        statements::read(file.as_bytes(), "x.xml", &Options::default()).unwrap_err()
    };
    let long = camt(&format!("\n<Ntry><AddtlNtryInf>{}</AddtlNtryInf></Ntry>", "A".repeat(statements::MAX_FIELD + 1)));
    assert_eq!(long.to_string(), "line 2: the field AddtlNtryInf is longer than 1 MiB");
    assert_eq!(camt(&"<a>".repeat(100_000)), StatementError::TooDeep { line: 1 });
    let statements = "</Stmt><Stmt><Id>1</Id>".repeat(statements::MAX_STATEMENTS + 1);
    assert_eq!(camt(&statements), StatementError::TooManyStatements);
}
