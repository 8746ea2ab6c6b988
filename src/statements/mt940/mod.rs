//! SWIFT's MT940 (statement) and MT942 (interim report), as banks write them: with and without SWIFT's blocks, in pages, in several
//! dialects. Fields are cut by [`fields`], gathered to pages, and pages to accounts.

mod account;
mod details;
mod dialect;
mod entry;
mod fields;
mod page;
mod statement;

use super::{Format, Input, MAX_ROWS, Reading, StatementError, decode};
use crate::domain::Clean;
use fields::Piece;
use page::Page;
use statement::Accounts;

/// The row in the table of formats.
pub(super) const FORMAT: Format = Format { name: NAME, is, read };

const NAME: &str = "mt940";

/// Bytes of the file's start that are looked at.
const HEAD: usize = 64 * 1024;

/// Statements by fields that no other message has, each at the beginning of a line.
fn is(input: &Input<'_>) -> bool {
    let head = &input.bytes[..input.bytes.len().min(HEAD)];
    fields::has_statement(&decode::decode(head, || None))
}

fn read(input: &Input<'_>) -> Result<Reading, StatementError> {
    let text = decode::decode(input.bytes, || Some(decode::guessed(input.bytes)));
    let mut accounts = Accounts::default();
    let (mut page, mut rows) = (Page::default(), 0);
    fields::read(&text, |piece| {
        match piece {
            Piece::Header(header) => {
                if !page.is_empty() {
                    accounts.take(page.turn(), input.options)?;
                }
                if let Some(bic) = account::bic(header) {
                    bic.clone_into(&mut page.bic);
                }
            }
            Piece::Field(field) => {
                if page.is_before(field.tag) {
                    accounts.take(page.turn(), input.options)?;
                }
                rows += usize::from(field.tag == "61");
                if rows > MAX_ROWS {
                    return Err(StatementError::TooManyRows);
                }
                page.take(field);
            }
        }
        Ok(())
    })?;
    if !page.is_empty() {
        accounts.take(page, input.options)?;
    }
    let statements = accounts.statements();
    let mut notes = Vec::new();
    if rows == 0 {
        notes.push(Clean::new("the file holds no transactions"));
    }
    Ok(Reading { format: NAME, statements, notes, questions: Vec::new() })
}
