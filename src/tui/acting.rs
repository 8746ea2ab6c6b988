//! What a person does about a row or an account beyond passbook: reach its bank, pay somebody back, order again. Each opens a modal
//! that shows what it would do; nothing is opened, sent or dialed unasked.

use super::edits::HIDDEN;
use super::keymap::Action;
use super::screen::{Cx, Wish};
use super::screens::{Browse, Contact, Pay, Renaming};
use super::table::who;
use crate::domain::{Account, Clean, Transaction, WebPage};
use crate::insights;

/// The wishes of an action on a transaction; none for other actions.
pub fn on_row(cx: &Cx, row: &Transaction, action: Action) -> Vec<Wish> {
    match action {
        Action::Contact => vec![Wish::Open(Box::new(Contact::new(row.account, Some(row))))],
        Action::Pay if cx.figures.masked => vec![Wish::Say(HIDDEN.to_owned())],
        Action::Pay => vec![Wish::Open(Box::new(Pay::new(row)))],
        Action::Shop => shop(row.text.clean(), &who(cx, row)),
        _ => Vec::new(),
    }
}

/// The wishes of an action on an account; none for other actions.
pub fn on_account(account: &Account, action: Action) -> Vec<Wish> {
    match action {
        Action::Contact => vec![Wish::Open(Box::new(Contact::new(account.id, None)))],
        _ => Vec::new(),
    }
}

/// The wishes of an action on a merchant; none for other actions.
pub fn on_merchant(cx: &Cx, merchant: Option<&Clean>, action: Action) -> Vec<Wish> {
    let Some(merchant) = merchant else { return vec![Wish::Say("this line is no merchant".to_owned())] };
    match action {
        Action::Rename => vec![Wish::Open(Box::new(Renaming::new(cx, merchant)))],
        Action::Shop => {
            let rows = insights::bearing(&cx.book, merchant);
            let newest = rows.iter().max_by_key(|row| (row.date(), row.id));
            newest.map_or(Vec::new(), |row| shop(row.text.clean(), merchant.as_str()))
        }
        _ => Vec::new(),
    }
}

/// The site of the merchant that the bank's words name, where our own table of brands has it.
fn shop(text: &Clean, name: &str) -> Vec<Wish> {
    let site = insights::describe(text.as_str()).site;
    match site.and_then(|site| WebPage::new(&format!("https://{site}"))) {
        Some(page) => vec![Wish::Open(Box::new(Browse::new(
            page,
            &format!("The site of {name}, as the table of brands has it."),
        )))],
        None => vec![Wish::Say(format!("no site of {name} is known"))],
    }
}
