//! What a CSV file must never do silently: lose rows, be read by a guess, or take more than it may.

use super::super::{Options, Question, Reading, StatementError, read};
use super::Opened;
use super::rows::Rows;
use super::sheet::Sheet;
use super::survey::Survey;
use crate::statements::{Decimal, Input, MAX_FIELD};

const HEADER: &str = "Date,Description,Debit,Credit\n";

fn taken(text: &str) -> Result<Reading, StatementError> {
    read(text.as_bytes(), "a.csv", &Options::default())
}

fn asks(text: &str, is: fn(&Question) -> bool) -> bool {
    taken(text).unwrap().questions.iter().any(is)
}

#[test]
fn a_quote_that_is_never_closed_is_no_note() {
    let rows = "01/13/2026,CAFE,4.00,\n";
    let open = |line: usize| Err(StatementError::OpenQuote { line });
    assert_eq!(taken(&format!("{HEADER}{rows}01/14/2026,\"SHOP,5.00,\n{rows}{rows}")), open(3));
    assert_eq!(taken(&format!("{HEADER}{rows}01/14/2026,\"SHOP \"\"A\"\" B,5.00,\n{rows}")), open(3));
    assert_eq!(taken(&format!("{HEADER}{rows}01/14/2026,\"SHOP")), open(3));
    let inside = taken(&format!("{HEADER}{rows}01/14/2026,5\" PIPE,5.00,\n{rows}")).unwrap();
    assert_eq!(inside.rows().count(), 3, "a quote inside of a text opens nothing");
    let pair = taken(&format!("{HEADER}{rows}01/14/2026,\"ONE\nTWO\",5.00,\n")).unwrap();
    assert_eq!(pair.rows().count(), 2, "an address in two lines is one text");
}

#[test]
fn rows_that_a_stray_pair_of_quotes_swallowed_are_asked_about() {
    let row = "01/13/2026,CAFE,4.00,\n";
    let text = format!("{HEADER}{row}01/14/2026,\"SHOP,5.00,\n{row}01/15/2026,BAR\",6.00,\n{row}");
    assert!(
        asks(&text, |question| matches!(question, Question::Unreadable { rows: 1, line: 3 })),
        "{:?}",
        taken(&text)
    );
    let address = format!("{HEADER}{row}01/14/2026,\"SHOP\n12 Main St, 4.00\nTown\",5.00,\n{row}");
    assert!(!asks(&address, |question| matches!(question, Question::Unreadable { .. })), "no line of it is a row");
}

#[test]
fn an_amount_that_may_be_a_thousand_is_asked_about() {
    let text = "Date,Description,Amount\n01/13/2026,RENT,\"-1,234\"\n01/14/2026,CAFE,-7\n";
    let open = |text: &str| {
        let questions = taken(text).unwrap().questions;
        questions.into_iter().find_map(|question| match question {
            Question::Decimal { read_as, example } => Some((read_as, example)),
            _ => None,
        })
    };
    assert_eq!(open(text), Some((Decimal::Point, "-1,234".to_owned())));
    assert_eq!(open(&text.replace("1,234", "1.234")), Some((Decimal::Comma, "-1.234".to_owned())));
    assert_eq!(open(&text.replace("-7", "-7.50")), None);
    assert_eq!(open(&text.replace("Amount", "Amount (JPY)")), None);
    let said = Options { decimal: Some(Decimal::Comma), ..Options::default() };
    let reading = read(text.as_bytes(), "a.csv", &said).unwrap();
    assert_eq!(reading.rows().next().unwrap().amount.to_decimal_string(), "-1.234");
    assert!(!reading.questions.iter().any(|question| matches!(question, Question::Decimal { .. })));
}

#[test]
fn a_day_over_12_at_the_end_of_a_long_file_settles_its_dates() {
    let mut text = "Date,Description,Debit,Credit,Balance\n".to_owned();
    for row in 0..20_500 {
        text.push_str(["05/06/2026,CAFE,4.00,,\n", "06/05/2026,CAFE,4.00,,\n"][row % 2]);
    }
    let is_open = |question: &Question| matches!(question, Question::Dates { .. });
    assert!(asks(&text, is_open));
    text.push_str("31/05/2026,CAFE,4.00,,\n");
    assert!(!asks(&text, is_open));
    let (first, _) = taken(&text).unwrap().statements[0].days().unwrap();
    assert_eq!(first.to_string(), "2026-05-06");
}

#[test]
fn every_limit_has_its_message() {
    let row = "01/13/2026,CAFE,4.00,\n";
    let wide = format!("{HEADER}{row}01/14/2026,SHOP,5.00,{}\n", ",".repeat(200));
    assert_eq!(taken(&wide), Err(StatementError::TooManyColumns { line: 3 }));
    let long = format!("{HEADER}{row}01/14/2026,{},5.00,\n", "A".repeat(MAX_FIELD + 1));
    let field = "in column 2".to_owned();
    assert_eq!(taken(&long), Err(StatementError::FieldTooLong { field, line: 3 }));
    let text = format!("{HEADER}{row}{row}{row}");
    let options = Options::default();
    let input = Input { bytes: text.as_bytes(), name: "a.csv", options: &options };
    let opened = Opened::of(Sheet::open(input.bytes, None).unwrap(), &input).unwrap();
    let survey = Survey::of(&opened.sheet, &opened.plan, None);
    let rows = |most| Rows::new(&opened.plan, &survey, &opened.found.layout).read_at_most(most, &opened.sheet);
    assert!(rows(3).is_ok());
    assert_eq!(rows(2).unwrap_err(), StatementError::TooManyRows);
}
