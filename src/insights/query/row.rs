//! Whether a row of the book, or a line of a list that is none, holds a term.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Field, Needle, Term, Test, Trait};
use crate::domain::{Book, Clean, RowKind, Transaction, TxnStatus};

impl Term {
    pub(super) fn holds_for_line(&self, texts: &[&str], amount: Option<Decimal>) -> bool {
        let held = match &self.test {
            Test::Anywhere(needle) => {
                texts.iter().any(|text| needle.is_in(text)) || amount.is_some_and(|amount| needle.is_of(amount))
            }
            Test::In(_, lower) => texts.iter().any(|text| contains(text, lower)),
            Test::Amount(range) => amount.is_some_and(|amount| range.holds(amount)),
            Test::Date(_) | Test::Is(_) | Test::Misread => return false,
        };
        held != self.not
    }

    pub(super) fn finds(&self, book: &Book, row: &Transaction, today: NaiveDate) -> bool {
        let held = match &self.test {
            Test::Anywhere(needle) => {
                let own = texts(book, row).iter().any(|text| needle.is_in(text));
                own || said(book, row).any(|text| needle.is_in(text))
                    || account_texts(book, row).iter().any(|text| needle.is_in(text))
                    || needle.is_of(row.amount.amount())
            }
            Test::In(field, lower) => is_in_field(book, row, *field, lower),
            Test::Amount(range) => range.holds(row.amount.amount()),
            Test::Date(days) => days.holds(row.date(), today),
            Test::Is(is) => has(book, row, *is),
            Test::Misread => return false,
        };
        held != self.not
    }
}

impl Needle {
    pub(super) fn is_in(&self, text: &str) -> bool {
        contains(text, &self.lower) || self.digits.as_ref().is_some_and(|digits| contains(text, digits))
    }

    /// True when the digits of an amount hold it.
    fn is_of(&self, amount: Decimal) -> bool {
        magnitude(amount).contains(self.digits.as_deref().unwrap_or(&self.lower))
    }
}

/// The digits of an amount without its sign.
pub(super) fn magnitude(amount: Decimal) -> String {
    amount.abs().to_string()
}

/// Texts of a row that its bank and the rules gave it, as the person's edits leave them: who got the money, the bank's words,
/// category, kind and status.
pub(super) fn texts<'a>(book: &'a Book, row: &'a Transaction) -> [&'a str; 6] {
    [
        book.merchant(row).map_or("", Clean::as_str),
        row.text.clean().as_str(),
        book.category(row).words(),
        book.what(row),
        if book.row_kind(row) == RowKind::Refund { "refund" } else { "" },
        if row.status.counts() { row.status.word() } else { "" },
    ]
}

/// Words that the person wrote on it.
fn said<'a>(book: &'a Book, row: &Transaction) -> impl Iterator<Item = &'a str> {
    let edit = book.edit_of(row.id);
    edit.note.iter().chain(&edit.tags).map(Clean::as_str)
}

/// Texts of its account: its name and its bank's.
pub(super) fn account_texts<'a>(book: &'a Book, row: &Transaction) -> [&'a str; 2] {
    let account = book.accounts.get(&row.account);
    [
        account.map_or("", |account| book.name(account).as_str()),
        account.map_or("", |account| account.bank.name.as_str()),
    ]
}

fn is_in_field(book: &Book, row: &Transaction, field: Field, lower: &str) -> bool {
    let edit = book.edit_of(row.id);
    let account = || book.accounts.get(&row.account);
    match field {
        Field::Merchant => contains(book.merchant(row).unwrap_or(row.text.clean()).as_str(), lower),
        Field::Category => {
            let split = edit.splits.iter().map(|split| split.category);
            split.chain([book.category(row)]).any(|c| contains(c.words(), lower) || contains(c.key(), lower))
        }
        Field::Account => {
            let is_masked =
                || account().is_some_and(|a| a.mask.as_ref().is_some_and(|mask| contains(mask.as_str(), lower)));
            contains(account_texts(book, row)[0], lower) || is_masked()
        }
        Field::Bank => contains(account_texts(book, row)[1], lower),
        Field::Tag => edit.tags.iter().any(|tag| contains(tag.as_str(), lower)),
        Field::Note => edit.note.as_ref().is_some_and(|note| contains(note.as_str(), lower)),
    }
}

fn has(book: &Book, row: &Transaction, is: Trait) -> bool {
    let edit = book.edit_of(row.id);
    match is {
        Trait::In => !row.amount.is_out() && !row.amount.is_zero(),
        Trait::Out => row.amount.is_out(),
        Trait::Pending => row.status == TxnStatus::Pending,
        Trait::Posted => row.status == TxnStatus::Posted,
        Trait::Dropped => !row.status.counts(),
        Trait::Refund => book.row_kind(row) == RowKind::Refund,
        Trait::Transfer => {
            let moves = matches!(book.row_kind(row), RowKind::Transfer | RowKind::CardPayment | RowKind::LoanPayment);
            edit.transfer.unwrap_or(moves)
        }
        Trait::Hidden => edit.hidden,
        Trait::Split => !edit.splits.is_empty(),
    }
}

/// True when a text holds letters that are small already, whatever the size of its own.
fn contains(text: &str, lower: &str) -> bool {
    let (hay, needle) = (text.as_bytes(), lower.as_bytes());
    if hay.is_ascii() {
        return needle.is_empty() || hay.windows(needle.len()).any(|part| part.eq_ignore_ascii_case(needle));
    }
    text.to_lowercase().contains(lower)
}
