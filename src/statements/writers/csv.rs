//! Rows as a table: one line a row, dates as `2026-11-22`, amounts as plain decimals, money out negative. Cells that a spreadsheet would
//! run are defused.

use std::borrow::Cow;
use std::io::{self, Write};

use rust_decimal::Decimal;

use super::{View, WriteError};
use crate::domain::{Book, Clean, Transaction};

const HEADER: [&str; 20] = [
    "id",
    "date",
    "posted",
    "occurred",
    "status",
    "bank",
    "account",
    "account_id",
    "number",
    "amount",
    "currency",
    "merchant",
    "category",
    "kind",
    "text",
    "memo",
    "note",
    "check_number",
    "original_amount",
    "original_currency",
];

/// Writes every row of the view, whatever became of it: `status` says so.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> Result<(), WriteError> {
    Ok(records(out, &HEADER, view.rows.iter().map(|row| cells(view.book, row)))?)
}

/// Writes a header and rows. Each cell goes through [`defused`].
pub fn records(out: &mut dyn Write, header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| defused(cell).into_owned()))?;
    }
    writer.flush()
}

/// A cell that no spreadsheet runs: what begins with `=`, `+`, `-`, `@`, a tab or a carriage return and is no number gets a quote in
/// front, as OWASP's advice on CSV injection has it. Blanks before such a character do not hide it.
pub fn defused(cell: &str) -> Cow<'_, str> {
    let risky = cell.starts_with(['\t', '\r', '\n'])
        || cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if risky && !is_number(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// True for digits with a sign and a point at most: `1e5` and `1_000` are text to us, whatever a spreadsheet takes them for.
fn is_number(cell: &str) -> bool {
    cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.'))
        && cell.parse::<Decimal>().is_ok()
}

fn cells(book: &Book, row: &Transaction) -> Vec<String> {
    let account = book.accounts.get(&row.account).map(AsRef::as_ref);
    let of = |text: Option<&Clean>| text.map(ToString::to_string).unwrap_or_default();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let details = row.details();
    let original = details.original;
    vec![
        row.id.to_string(),
        row.date().to_string(),
        day(row.posted),
        day(row.occurred),
        row.status.word().to_owned(),
        of(account.map(|account| &account.bank.name)),
        of(account.map(|account| book.name(account))),
        row.account.to_string(),
        of(account.and_then(|account| account.mask.as_ref())),
        row.amount.to_decimal_string(),
        row.amount.currency().id().to_owned(),
        of(book.merchant(row)),
        book.category(row).key().to_owned(),
        book.row_kind(row).key().to_owned(),
        row.text.clean().to_string(),
        of(details.memo.as_ref()),
        of(book.edit_of(row.id).note.as_ref()),
        of(details.check_number.as_ref()),
        original.map(|money| money.to_decimal_string()).unwrap_or_default(),
        original.map(|money| money.currency().id().to_owned()).unwrap_or_default(),
    ]
}
