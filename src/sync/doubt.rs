//! What tells that a file or an answer may be of an account that we have, where its number, bank, currency and kind do not settle it: a
//! hint is never enough to put rows into an account, and enough to look at the rows, and to ask.

use std::fmt;

use crate::domain::{Account, AccountId, Book, Clean, ProviderId, SeenAccount};

/// An account of a file that may be one of several of ours, or a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The account's id in the answer.
    pub id: ProviderId,
    /// What the file calls it: `Checking ····1002 of Chase`.
    pub account: Clean,
    /// Those that it may be, with what they are called.
    pub candidates: Vec<(AccountId, Clean)>,
}

impl Doubt {
    pub(super) fn about(book: &Book, seen: &SeenAccount, candidates: &[AccountId]) -> Self {
        let known = candidates.iter().filter_map(|id| book.accounts.get(id));
        let candidates = known.map(|a| (a.id, words(&a.bank.name, book.name(a), a.mask.as_ref()))).collect();
        Self {
            id: seen.provider_id.clone(),
            account: words(&seen.bank.name, &seen.name, seen.mask.as_ref()),
            candidates,
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "which account is {} of this file? It may be ", self.account)?;
        for (n, (id, name)) in self.candidates.iter().enumerate() {
            write!(f, "{}{id} ({name})", if n > 0 { ", " } else { "" })?;
        }
        let first = self.candidates.first().map(|(id, _)| id.to_string()).unwrap_or_default();
        write!(f, ": give --account {first}, or --account with a new name for an account of its own")
    }
}

fn words(bank: &Clean, name: &Clean, mask: Option<&Clean>) -> Clean {
    let mask = mask.map(|mask| format!(" ····{mask}")).unwrap_or_default();
    Clean::new(&format!("{bank} {name}{mask}"))
}

/// What is known of an account that neither its id nor its bank and number gave away.
pub(super) enum Found {
    /// Nothing is like it.
    Nothing,
    /// The file names it as one of ours is named, and has no number that could speak against it.
    ByName(AccountId),
    /// One or more may be it.
    Several(Vec<AccountId>),
}

/// Looks for accounts that this one may be. A name is a hint in files only: providers have ids of their own.
pub(super) fn find(book: &Book, seen: &SeenAccount) -> Found {
    if seen.chosen.is_some() {
        return Found::Nothing;
    }
    let alike =
        |account: &&Account| account.currency == seen.currency && book.kind(account).is_debt() == seen.kind.is_debt();
    let accounts = || book.accounts.values().map(AsRef::as_ref).filter(alike);
    if seen.mask.is_some() {
        let masked = accounts().filter(|account| account.mask == seen.mask);
        let masked: Vec<AccountId> = masked.map(|account| account.id).collect();
        return if masked.is_empty() { Found::Nothing } else { Found::Several(masked) };
    }
    if seen.provider_id.format().is_none() {
        return Found::Nothing;
    }
    let name = seen.name.as_str().to_lowercase();
    let named = accounts().filter(|account| book.name(account).as_str().to_lowercase() == name);
    let named: Vec<AccountId> = named.map(|account| account.id).collect();
    match named[..] {
        [] => Found::Nothing,
        [id] => Found::ByName(id),
        _ => Found::Several(named),
    }
}

/// Accounts that a word of the person means: the one of that id (`a3`), else those whose number ends so, else those of exactly that
/// name, else those with it in their name. Capitals do not matter.
pub fn named(book: &Book, word: &str) -> Vec<AccountId> {
    let lower = word.trim().to_lowercase();
    if lower.is_empty() {
        return Vec::new();
    }
    let name = |account: &Account| book.name(account).as_str().to_lowercase();
    let by_id = |account: &Account| account.id.to_string() == lower;
    let by_tail = |account: &Account| account.mask.as_ref().is_some_and(|mask| mask.as_str().to_lowercase() == lower);
    let by_name = |account: &Account| name(account) == lower;
    let by_part = |account: &Account| name(account).contains(&lower);
    let ways: [&dyn Fn(&Account) -> bool; 4] = [&by_id, &by_tail, &by_name, &by_part];
    let found = ways.iter().map(|is| {
        let accounts = book.accounts.values().filter(|account| is(account));
        accounts.map(|account| account.id).collect::<Vec<_>>()
    });
    found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
}

/// True for `a3`: nobody calls a new account so.
pub(super) fn is_id(word: &str) -> bool {
    let digits = word.trim().to_lowercase();
    digits.strip_prefix('a').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}
