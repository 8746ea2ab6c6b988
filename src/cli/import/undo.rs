//! `passbook import --undo`: takes the last import back and says what that did.

use serde::Serialize;

use crate::cli::exit::{self, Failure};
use crate::cli::output::{self, Format};
use crate::domain::Clock;
use crate::runtime::Keeper;

#[derive(Serialize)]
struct Report {
    schema: u32,
    /// Of the import that was taken back; empty when there was none.
    undone: Vec<String>,
    removed: u32,
    kept: u32,
    accounts: u32,
    edits: u32,
}

/// Runs it. That nothing is there to take back is no failure.
pub fn run(keeper: &mut Keeper, clock: Clock, format: Format) -> Result<u8, Failure> {
    let undone = keeper.undo_import(clock)?;
    let found = undone.is_some();
    let undone = undone.unwrap_or_default();
    let files: Vec<String> = undone.files.iter().map(ToString::to_string).collect();
    if format == Format::Text {
        if found {
            let plural = |n: u32, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
            let mut parts = vec![format!("{} removed", plural(undone.removed, "transaction", "transactions"))];
            if undone.kept > 0 {
                parts.push(format!("{} left as before, or as others tell them", undone.kept));
            }
            if undone.accounts > 0 {
                parts.push(format!("{} removed", plural(undone.accounts, "account", "accounts")));
            }
            if undone.edits > 0 {
                parts.push(format!("{} of yours on them gone", plural(undone.edits, "change", "changes")));
            }
            output::words(&format!("took back the import of {}: {}", files.join(", "), parts.join(", ")));
        } else {
            output::words("no import is left to take back");
        }
        return Ok(exit::DONE);
    }
    let report = Report {
        schema: 1,
        undone: files,
        removed: undone.removed,
        kept: undone.kept,
        accounts: undone.accounts,
        edits: undone.edits,
    };
    if format == Format::Json {
        output::json(&report)?;
    } else {
        let numbers = [report.removed, report.kept, report.accounts, report.edits];
        let row = std::iter::once(report.undone.join("; ")).chain(numbers.iter().map(ToString::to_string)).collect();
        output::csv(&["undone", "removed", "kept", "accounts", "edits"], [row])?;
    }
    Ok(exit::DONE)
}
