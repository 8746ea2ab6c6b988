//! Whether a row of the book, or a line of a list that is none, holds a term.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Field, Named, Needle, Term, Test, Trait};
use crate::domain::{Book, Clean, RowKind, Transaction, TxnStatus};

impl Term {
    /// `days` are those that the line speaks of, with today.
    pub(super) fn holds_for_line(
        &self,
        texts: &[&str],
        amount: Option<Decimal>,
        days: Option<((NaiveDate, NaiveDate), NaiveDate)>,
    ) -> bool {
        let held = match &self.test {
            Test::Anywhere(needle) => {
                texts.iter().any(|text| needle.is_in(text)) || amount.is_some_and(|amount| needle.is_of(amount))
            }
            Test::In(_, named) => texts.iter().any(|text| named.is_in(text)),
            Test::Amount(range) => amount.is_some_and(|amount| range.holds(amount)),
            Test::Date(asked) => match days {
                Some((days, today)) => asked.meets(days, today),
                None => return false,
            },
            Test::Is(_) | Test::Misread => return false,
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
            Test::In(field, named) => is_in_field(book, row, *field, named),
            Test::Amount(range) => range.holds(row.amount.amount()),
            Test::Date(days) => days.meets((row.date(), row.date()), today),
            Test::Is(is) => has(book, row, *is),
            Test::Misread => return false,
        };
        held != self.not
    }
}

impl Named {
    fn is_in(&self, text: &str) -> bool {
        if self.whole { text.to_lowercase() == self.lower } else { contains(text, &self.lower) }
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
    let of_parts = edit.splits.iter().filter_map(|split| split.note.as_ref());
    edit.note.iter().chain(&edit.tags).chain(of_parts).map(Clean::as_str)
}

/// Texts of its account: its name and its bank's.
pub(super) fn account_texts<'a>(book: &'a Book, row: &Transaction) -> [&'a str; 2] {
    let account = book.accounts.get(&row.account);
    [
        account.map_or("", |account| book.name(account).as_str()),
        account.map_or("", |account| account.bank.name.as_str()),
    ]
}

fn is_in_field(book: &Book, row: &Transaction, field: Field, named: &Named) -> bool {
    let edit = book.edit_of(row.id);
    let account = || book.accounts.get(&row.account);
    match field {
        Field::Merchant => named.is_in(book.merchant(row).unwrap_or(row.text.clean()).as_str()),
        Field::Category => {
            let split = edit.splits.iter().map(|split| split.category);
            split.chain([book.category(row)]).any(|c| named.is_in(c.words()) || named.is_in(c.key()))
        }
        Field::Account => {
            let is_masked =
                || account().is_some_and(|a| a.mask.as_ref().is_some_and(|mask| named.is_in(mask.as_str())));
            named.is_in(account_texts(book, row)[0]) || is_masked()
        }
        Field::Bank => named.is_in(account_texts(book, row)[1]),
        Field::Tag => edit.tags.iter().any(|tag| named.is_in(tag.as_str())),
        Field::Note => {
            let of_parts = edit.splits.iter().filter_map(|split| split.note.as_ref());
            edit.note.iter().chain(of_parts).any(|note| named.is_in(note.as_str()))
        }
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
        Trait::Edited => book.edits.transactions.contains_key(&row.id),
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
