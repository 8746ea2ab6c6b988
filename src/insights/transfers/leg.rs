//! One side of a movement as the pairing sees it: the row, its kind, and what its text says of other accounts. Texts are read only of rows
//! that something could be the other side of.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::super::text::{Words, has_digit, normalize};
use super::{movements, names};
use crate::domain::{Account, AccountKind, Book, Clean, RowKind, Transaction};

/// An account of the person with the words by which texts name it.
pub(super) struct Own<'a> {
    pub account: &'a Account,
    pub kind: AccountKind,
    pub banks: u64,
    /// Last digits of the number.
    mask: Option<String>,
    /// Words of its name that no other kind of account has.
    words: Vec<String>,
    owner: Option<String>,
}

/// Words that say what an account is, not whose.
const COMMON: &[&str] = &[
    "SAVINGS",
    "CHECKING",
    "CURRENT",
    "ACCOUNT",
    "CARD",
    "CREDIT",
    "DEBIT",
    "TOTAL",
    "BANK",
    "VISA",
    "MASTERCARD",
    "BALANCE",
    "CASH",
    "PLUS",
    "REWARDS",
    "PLATINUM",
    "GOLD",
    "LOAN",
    "AUTO",
    "PERSONAL",
    "HIGH",
    "INTEREST",
    "ONLINE",
    "EASY",
    "DIRECT",
    "EVERYDAY",
    "FIRST",
    "NATIONAL",
    "FEDERAL",
    "UNION",
    "MONEY",
    "MARKET",
    "INDIVIDUAL",
    "JOINT",
    "PERFORMANCE",
    "BANKING",
    "BLUE",
    "SAVER",
];

impl<'a> Own<'a> {
    pub fn new(book: &Book, account: &'a Account) -> Self {
        let name = format!("{} {}", account.name, account.bank.name);
        let words = normalize(&name);
        let digits: String = account
            .name
            .as_str()
            .chars()
            .rev()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        let told = account.mask.as_ref().map(ToString::to_string).filter(|mask| mask.len() >= 3);
        let mask = told.or_else(|| (digits.len() >= 3).then(|| digits.chars().rev().collect()));
        let own = |word: &&str| word.len() >= 4 && !has_digit(word) && !COMMON.contains(word);
        Self {
            account,
            kind: book.kind(account),
            banks: names::banks_in(Words::of(&words)),
            mask,
            words: words.split(' ').filter(own).map(str::to_owned).collect(),
            owner: account.owner.as_ref().map(|owner| normalize(owner.as_str())).filter(|owner| owner.len() >= 4),
        }
    }

    pub fn is_card(&self) -> bool {
        is_card(self.kind)
    }

    pub fn holds_money(&self) -> bool {
        matches!(self.kind, AccountKind::Checking | AccountKind::Savings | AccountKind::Cash | AccountKind::Prepaid)
    }

    /// True when the number ends like this one.
    pub fn is_numbered(&self, tail: &str) -> bool {
        self.mask.as_ref().is_some_and(|mask| mask.ends_with(tail) || tail.ends_with(mask.as_str()))
    }

    pub fn is_named(&self, words: Words<'_>) -> bool {
        self.words.iter().any(|word| words.hold(word))
    }

    pub fn is_owner_named(&self, words: Words<'_>) -> bool {
        self.owner.as_ref().is_some_and(|owner| words.hold(owner))
    }

    /// True when nothing is known of its number.
    pub fn is_unnumbered(&self) -> bool {
        self.mask.is_none()
    }
}

pub(super) fn is_card(kind: AccountKind) -> bool {
    matches!(kind, AccountKind::CreditCard | AccountKind::LineOfCredit)
}

pub(super) fn is_loan(kind: AccountKind) -> bool {
    matches!(kind, AccountKind::Loan | AccountKind::Mortgage)
}

/// One row that may be a side of a movement.
pub(super) struct Leg<'a> {
    pub row: &'a Transaction,
    /// Its account's place among the person's.
    pub own: usize,
    pub kind: RowKind,
    pub merchant: Option<&'a Clean>,
    /// The person said that it is one.
    pub is_said: bool,
}

impl Leg<'_> {
    pub fn day(&self) -> NaiveDate {
        self.row.date()
    }

    pub fn is_out(&self) -> bool {
        self.row.amount.is_out()
    }

    /// A positive magnitude.
    pub fn size(&self) -> Decimal {
        self.row.amount.magnitude().amount()
    }

    /// True for kinds that say by themselves that the money stayed the person's.
    pub fn moves(&self) -> bool {
        self.is_said || moves(self.kind)
    }
}

/// True for movements between accounts.
pub(super) fn moves(kind: RowKind) -> bool {
    matches!(kind, RowKind::Transfer | RowKind::CardPayment | RowKind::LoanPayment | RowKind::Investment)
}

/// What the text of a leg says.
#[derive(Debug)]
pub(super) struct Said {
    pub words: String,
    pub banks: u64,
    /// Of `banks`, those through which money is sent.
    pub services: u64,
    pub tails: Vec<(String, bool)>,
    pub is_return: bool,
    /// Pay, a tax refund: money that came from outside for sure.
    pub is_earned: bool,
}

impl Said {
    fn of(text: &str, is_in: bool, kind: AccountKind) -> Self {
        let normal = normalize(text);
        let words = Words::of(&normal);
        let banks = names::banks_in(words);
        Self {
            banks,
            services: names::services_of(banks),
            tails: names::tails(text).into_iter().map(|(tail, marked)| (tail.to_owned(), marked)).collect(),
            is_return: movements::is_return(words),
            is_earned: movements::find(words, is_in, kind) == Some(RowKind::Income),
            words: normal,
        }
    }
}

/// What texts say, each looked at once.
#[derive(Debug, Default)]
pub(super) struct Sayings {
    known: HashMap<(Clean, bool, AccountKind), Arc<Said>>,
}

impl Sayings {
    pub fn of(&mut self, row: &Transaction, kind: AccountKind) -> Arc<Said> {
        let (text, is_in) = (row.text.clean(), !row.amount.is_out());
        let said = self.known.entry((text.clone(), is_in, kind));
        Arc::clone(said.or_insert_with(|| Arc::new(Said::of(text.as_str(), is_in, kind))))
    }
}
