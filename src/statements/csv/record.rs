//! Fields of one record as text.

use csv::ByteRecord;

use super::role::plain;
use crate::domain::Clean;

/// The line where a record begins.
pub(super) fn line_of(record: &ByteRecord) -> usize {
    record.position().and_then(|place| usize::try_from(place.line()).ok()).unwrap_or(0)
}

/// One field's text.
pub(super) fn cell(record: &ByteRecord, field: usize) -> &str {
    std::str::from_utf8(record.get(field).unwrap_or_default()).unwrap_or_default()
}

/// The texts of some fields, each once.
pub(super) fn joined(record: &ByteRecord, fields: &[usize]) -> String {
    let mut out = String::new();
    for field in fields {
        let part = cell(record, *field).trim();
        if !part.is_empty() && !out.contains(part) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(part);
        }
    }
    out
}

/// True for a record whose first words announce a sum.
pub(super) fn is_total(record: &ByteRecord) -> bool {
    let first = record.iter().find(|field| !field.trim_ascii().is_empty()).unwrap_or_default();
    let word = plain(&String::from_utf8_lossy(first));
    [
        "total",
        "summe",
        "sum",
        "saldo",
        "balance",
        "gesamt",
        "somme",
        "suma",
        "totale",
        "totals",
        "razem",
        "celkem",
        "grand total",
    ]
    .iter()
    .any(|total| word == *total || word.strip_prefix(total).is_some_and(|rest| rest.starts_with(' ')))
}

/// A field as text that may be shown; `None` when it is blank, which it mostly is.
pub(super) fn clean(text: &str) -> Option<Clean> {
    let text = text.trim();
    if text.is_empty() { None } else { Clean::non_empty(text) }
}
