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

/// Each format with a folder of samples and the least number of them.
const SAMPLED: &[(&str, usize)] = &[("ofx", 20), ("camt", 20), ("mt940", 10), ("qif", 10)];

fn samples(format: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(format)
}

/// The rows of a format's `expected.csv`.
fn expected(format: &str) -> Vec<Row> {
    table(&samples(format).join("expected.csv"))
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
    for (format, least) in SAMPLED {
        let rows = expected(format);
        assert!(rows.len() >= *least, "the table of {format} is there");
        for row in &rows {
            check_sample(format, row);
        }
    }
}

fn check_sample(format: &str, row: &Row) {
    let file = &row["file"];
    let read = statements::read(&std::fs::read(samples(format).join(file)).unwrap(), file, &Options::default());
    if !row["error"].is_empty() {
        let error = read.unwrap_err().to_string();
        assert!(error.contains(&row["error"]), "{file}: {error}");
        return;
    }
    let reading = read.unwrap_or_else(|error| unreachable!("{file}: {error}"));
    let days = reading.statements.iter().filter_map(statements::Statement::days);
    let (first, last) = (days.clone().map(|days| days.0).min(), days.map(|days| days.1).max());
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let sums = reading.sums().unwrap();
    let sums = sums.iter().map(|(currency, sum)| format!("{sum} {currency}")).collect::<Vec<_>>().join(";");
    let texts = reading.rows().map(|row| row.text.raw()).collect::<Vec<_>>().join("|");
    let asks = reading.questions.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    assert_eq!(reading.format, format, "{file}");
    let seen = [
        ("statements", reading.statements.len().to_string()),
        ("rows", reading.rows().count().to_string()),
        ("sums", sums),
        ("balances", balances(&reading)),
        ("first", day(first)),
        ("last", day(last)),
        ("texts", texts),
        ("asks", asks),
    ];
    for (column, value) in seen {
        let wanted = row.get(column).map(String::as_str).unwrap_or_default();
        assert_eq!(value, wanted, "{file}: {column}; notes: {}", notes(&reading));
    }
    assert!(notes(&reading).contains(&row["note"]), "{file}: notes are '{}'", notes(&reading));
}

/// Trades that a QIF file holds and that are not imported, but counted in a note.
fn trades(reading: &Reading) -> usize {
    let notes = reading.statements.iter().flat_map(|statement| &statement.notes).filter(|_| reading.format == "qif");
    let counted = notes.filter_map(|note| note.as_str().strip_prefix("not imported: ")?.split_once(" investment"));
    counted.filter_map(|(number, _)| number.parse::<usize>().ok()).sum()
}

/// The manifest counts what other tools read; `bank_tx` leaves the trades of investment statements out, as we do. QIF has no such
/// column: its trades are counted by the tools, without an amount, and by our note.
#[test]
fn real_files_have_the_count_and_sum_on_which_other_tools_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures");
    if !folder.join("manifest.csv").exists() {
        println!("skipped: no fixtures at {}", folder.display());
        return;
    }
    let is_sampled = |format: &str| SAMPLED.iter().any(|(known, _)| *known == format);
    let mut solid = 0;
    let mut wrong = Vec::new();
    for row in table(&folder.join("manifest.csv")).iter().filter(|row| is_sampled(&row["format"])) {
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
            let rows = reading.rows().count();
            [rows, rows + trades(reading)].map(Ok).contains(&count.parse()) && bare_sum(reading) == sum
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
    let files = SAMPLED
        .iter()
        .flat_map(|(format, _)| expected(format).into_iter().map(|row| samples(format).join(&row["file"])));
    files.map(|path| std::fs::read(path).unwrap()).collect()
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
    "\n:61:2601020102D5,NTRFNONREF//B\n",
    "\n:61:",
    "\n:86:?20",
    "\n:62F:C999999EUR99999999999999999999,\n",
    "\n-}{1:{4:",
    "\n^\n",
    "\n!Type:Invst\n",
    "\n!Account\n",
    "\nD99/99'99\n",
    "\nT1,2,3.4\n",
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
    let long = "A".repeat(statements::MAX_FIELD + 1);
    for (before, row, field) in [(":20:A\n:25:1\n", ":61:\n", ":86:"), ("!Type:Bank\n\n", "T1\n^\n", "P")] {
        let read = |text: String| statements::read(text.as_bytes(), "x", &Options::default()).unwrap_err();
        let words = format!("line 3: the field {} is longer than 1 MiB", field.trim_matches(':'));
        assert_eq!(read(format!("{before}{field}{long}")).to_string(), words);
        assert_eq!(read(format!("{before}{}", row.repeat(statements::MAX_ROWS + 1))), StatementError::TooManyRows);
    }
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
