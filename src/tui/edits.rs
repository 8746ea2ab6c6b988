//! What a person changes: which modal asks for it, and the edit that an answer becomes. An edit carries the whole word on its row or
//! account, so it is always made from the newest word: what was asked for last, though the keeper may not be through with it.

use super::keymap::Action;
use super::rows::RowRef;
use super::screen::{Cx, Wish};
use super::screens::{Choose, Prompt, Terms};
use super::table::who;
use crate::domain::{Account, AccountEdit, AccountId, AccountKind, Category, Clean, Edit, Transaction, TxnEdit, TxnId};

const HIDDEN: &str = "amounts are hidden: $ shows them first";

/// What a modal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Category(TxnId),
    Merchant(TxnId),
    Note(TxnId),
    Name(AccountId),
    Kind(AccountId),
}

/// The wishes of an action on a transaction; none for other actions.
pub fn on_row(cx: &Cx, row: Option<&Transaction>, action: Action) -> Vec<Wish> {
    let Some(row) = row else { return Vec::new() };
    let edit = word_on_row(cx, row.id);
    let name = who(cx, row).into_owned();
    match action {
        Action::Category => {
            let read = row.reading.as_ref().map_or(Category::Uncategorized, |reading| reading.category);
            let options = std::iter::once(format!("as read: {}", read.words()))
                .chain(Category::ALL.iter().map(|category| category.words().to_owned()));
            let now = edit.category.and_then(|own| Category::ALL.iter().position(|c| *c == own)).map_or(0, |at| at + 1);
            vec![Wish::Open(Box::new(Choose::new(Subject::Category(row.id), name, options.collect(), now)))]
        }
        Action::Merchant => {
            let written = edit.merchant.as_ref().or_else(|| cx.book.merchant(row)).map_or("", Clean::as_str);
            vec![ask(cx, Subject::Merchant(row.id), name, written)]
        }
        Action::Note => {
            let written = edit.note.as_ref().map_or("", Clean::as_str);
            vec![ask(cx, Subject::Note(row.id), name, written)]
        }
        Action::Hide => {
            let words = if edit.hidden { "showing" } else { "hiding" };
            let hidden = TxnEdit { hidden: !edit.hidden, ..edit };
            vec![Wish::Edit(Edit::Txn(row.id, hidden), format!("{words} {name}"))]
        }
        _ => Vec::new(),
    }
}

/// The wishes of an action on an account; none for other actions.
pub fn on_account(cx: &Cx, account: Option<&Account>, action: Action) -> Vec<Wish> {
    let Some(account) = account else { return Vec::new() };
    let edit = word_on(cx, account.id);
    let name = cx.book.name(account).to_string();
    match action {
        Action::Rename => vec![ask(cx, Subject::Name(account.id), name.clone(), &name)],
        Action::Kind => {
            let options = std::iter::once(format!("as the bank says: {}", account.kind.words()))
                .chain(AccountKind::ALL.iter().map(|kind| kind.words().to_owned()));
            let now = edit.kind.and_then(|own| AccountKind::ALL.iter().position(|k| *k == own)).map_or(0, |at| at + 1);
            vec![Wish::Open(Box::new(Choose::new(Subject::Kind(account.id), name, options.collect(), now)))]
        }
        Action::Terms if cx.figures.masked => vec![Wish::Say(HIDDEN.to_owned())],
        Action::Terms => vec![Wish::Open(Box::new(Terms::new(cx, account)))],
        Action::Hide => {
            let words = if edit.hidden { "showing" } else { "hiding" };
            let hidden = AccountEdit { hidden: !edit.hidden, ..edit };
            vec![Wish::Edit(Edit::Account(account.id, hidden), format!("{words} {name}"))]
        }
        _ => Vec::new(),
    }
}

/// Asks for a text, beginning with what stands there. While amounts are hidden, a text that holds one is not opened.
fn ask(cx: &Cx, subject: Subject, name: String, written: &str) -> Wish {
    if cx.figures.words(written) != written {
        return Wish::Say(HIDDEN.to_owned());
    }
    Wish::Open(Box::new(Prompt::new(subject, name, written)))
}

/// The person's word on a row as it will stand.
fn word_on_row(cx: &Cx, row: TxnId) -> TxnEdit {
    cx.ahead.edit_of(row).clone()
}

/// The person's word on an account as it will stand.
pub fn word_on(cx: &Cx, account: AccountId) -> AccountEdit {
    cx.ahead.edits.accounts.get(&account).cloned().unwrap_or_default()
}

/// The edit that a choice becomes: 0 takes the person's word back, others count from 1.
pub fn chosen(cx: &Cx, subject: Subject, index: usize) -> Option<Edit> {
    let nth = index.checked_sub(1);
    match subject {
        Subject::Category(id) => {
            let category = nth.and_then(|nth| Category::ALL.get(nth)).copied();
            Some(Edit::Txn(id, TxnEdit { category, ..word_on_row(cx, id) }))
        }
        Subject::Kind(id) => {
            let kind = nth.and_then(|nth| AccountKind::ALL.get(nth)).copied();
            Some(Edit::Account(id, AccountEdit { kind, ..word_on(cx, id) }))
        }
        Subject::Merchant(_) | Subject::Note(_) | Subject::Name(_) => None,
    }
}

/// The edit that a written text becomes; an empty text takes the person's word back.
pub fn written(cx: &Cx, subject: Subject, text: &str) -> Option<Edit> {
    let text = Clean::non_empty(text);
    match subject {
        Subject::Merchant(id) => Some(Edit::Txn(id, TxnEdit { merchant: text, ..word_on_row(cx, id) })),
        Subject::Note(id) => Some(Edit::Txn(id, TxnEdit { note: text, ..word_on_row(cx, id) })),
        Subject::Name(id) => Some(Edit::Account(id, AccountEdit { name: text, ..word_on(cx, id) })),
        Subject::Category(_) | Subject::Kind(_) => None,
    }
}

/// The row that a list has selected, opened in a modal of its own.
pub fn open_row(place: Option<RowRef>) -> Vec<Wish> {
    place.map(|place| Wish::Open(Box::new(super::screens::RowDetail::new(place)))).into_iter().collect()
}
