//! Why a file cannot be used. Each message is one line that says what is wrong and what to do; the caller puts the file's name
//! before it.

/// Nothing of the file was used. Lines count from 1; texts of the file inside a message are cleaned and cut.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// No bytes, or nothing but blanks.
    #[error("the file is empty: download it again")]
    Empty,
    #[error("the file is larger than 64 MiB: download a shorter period")]
    TooLarge,
    /// Something else by its first bytes: a web page, an archive, a picture.
    #[error("this is {0}, not a statement: download the statement again as {known}", known = known())]
    Other(&'static str),
    /// Text, but of no format that is known.
    #[error("no statement format is recognized: expected {known}", known = known())]
    Unknown,
    #[error("line {line}: a DOCTYPE is not allowed in a statement")]
    Doctype { line: usize },
    /// The end is missing: a broken download.
    #[error("the file is cut off inside {inside}: download it again")]
    Truncated { inside: String },
    #[error(
        "line {line}: a quote is opened here and never closed, so that the rows behind it are lost: download the file again, or mend that line"
    )]
    OpenQuote { line: usize },
    #[error("line {line}: the field {field} is longer than 1 MiB")]
    FieldTooLong { field: String, line: usize },
    #[error("line {line}: more than 200 columns: this is no bank's CSV, or its fields are set apart by another sign")]
    TooManyColumns { line: usize },
    #[error("line {line}: more than 64 elements inside each other")]
    TooDeep { line: usize },
    #[error("more than 1,000,000 transactions: download a shorter period")]
    TooManyRows,
    #[error("more than 10,000 statements in one file: download a shorter period")]
    TooManyStatements,
    /// Elements that do not close, and the like.
    #[error("line {line}: this is not well-formed XML: the file is damaged, download it again")]
    Malformed { line: usize },
    /// Digits or words where an amount must be, or more digits than an amount can have.
    #[error("line {line}: the {field} cannot be read as an amount: download the file again, or report it")]
    Amount { field: &'static str, line: usize },
    /// Two amounts in one transaction: the border between two was lost, so none can be trusted.
    #[error("line {line}: a transaction with two amounts: the file is damaged, download it again")]
    TwoAmounts { line: usize },
    /// Something that stands where a transaction must, but cannot be one.
    #[error("line {line}: the {what} cannot be read: the file is damaged, download it again")]
    Broken { what: &'static str, line: usize },
    /// No layout of the name that the person gave.
    #[error("there is no layout '{name}'{}", near.as_ref().map_or(String::new(), |near| format!(": did you mean '{near}'?")))]
    Layout { name: String, near: Option<String> },
    /// The layout's columns are not in the file.
    #[error("the file has not the columns of the layout '{layout}': give another --layout, or --columns")]
    Columns { layout: String },
    #[error("line {line}: '{code}' is no currency")]
    Currency { code: String, line: usize },
}

fn known() -> String {
    let names =
        super::formats().map(|name| if name == "ofx" { "OFX (QFX, QBO)".to_owned() } else { name.to_uppercase() });
    names.collect::<Vec<_>>().join(", ")
}
