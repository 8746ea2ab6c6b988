//! Names that hledger, ledger and beancount all take: accounts of letters, digits and dashes, each part with a capital; commodities of
//! capital letters.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Account, AccountId, Book, Clean, Currency};
use crate::statements::writers::view::{Purpose, View};

/// What balances the first day.
pub(super) const OPENING: &str = "Equity:Opening-Balances";
/// Between accounts of which one is not in the journal. What is still in it at the end went to or came from outside.
pub(super) const TRANSFERS: &str = "Equity:Transfers";

/// How accounts and currencies of a view are called.
pub(super) struct Chart {
    accounts: BTreeMap<AccountId, String>,
    commodities: BTreeMap<Currency, String>,
}

impl Chart {
    pub(super) fn of(view: &View<'_>) -> Self {
        Self { accounts: account_names(view.book), commodities: commodities(view) }
    }

    pub(super) fn account(&self, id: AccountId) -> &str {
        self.accounts.get(&id).map_or("Assets:Unknown", String::as_str)
    }

    pub(super) fn commodity(&self, currency: Currency) -> &str {
        self.commodities.get(&currency).map_or_else(|| "XXX", String::as_str)
    }

    /// Every commodity with its currency, by name.
    pub(super) fn commodities(&self) -> impl Iterator<Item = (&str, Currency)> {
        let mut names: Vec<_> = self.commodities.iter().map(|(currency, name)| (name.as_str(), *currency)).collect();
        names.sort_unstable();
        names.into_iter()
    }
}

/// The account that the other side of a row is booked on.
pub(super) fn counter_account(purpose: Purpose) -> String {
    match purpose {
        Purpose::Spent(words) => format!("Expenses:{}", part(words)),
        Purpose::Earned(words) => format!("Income:{}", part(words)),
        Purpose::Moved => TRANSFERS.to_owned(),
    }
}

/// The name of every account of the book in a journal: `Liabilities:Chase:Freedom-Visa-1002`, the same whatever part is exported.
pub fn account_names(book: &Book) -> BTreeMap<AccountId, String> {
    let mut names: BTreeMap<AccountId, String> =
        book.accounts.values().map(|account| (account.id, name(book, account))).collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for name in names.values() {
        *count.entry(name.clone()).or_default() += 1;
    }
    for (id, name) in names.iter_mut().filter(|(_, name)| count.get(*name).is_some_and(|count| *count > 1)) {
        name.push_str(&format!("-{id}"));
    }
    names
}

fn name(book: &Book, account: &Account) -> String {
    let root = if book.kind(account).is_debt() { "Liabilities" } else { "Assets" };
    let tail = account.mask.as_ref().map_or("", Clean::as_str);
    format!("{root}:{}:{}", part(account.bank.name.as_str()), part(&format!("{} {tail}", book.name(account))))
}

/// One part of an account's name: `Food & drink` becomes `Food-Drink`.
fn part(words: &str) -> String {
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(capital);
    let name = words.collect::<Vec<_>>().join("-");
    if name.is_empty() { "Unnamed".to_owned() } else { name }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// ISO codes as they are; of a provider's own currency the letters of its label, which no other commodity may have.
fn commodities(view: &View<'_>) -> BTreeMap<Currency, String> {
    let used: BTreeSet<Currency> = view
        .accounts
        .iter()
        .map(|account| account.currency)
        .chain(view.rows.iter().map(|row| row.amount.currency()))
        .collect();
    // beancount has other plans with these
    let mut taken: BTreeSet<String> = ["TRUE", "FALSE", "NULL"].map(str::to_owned).into();
    let mut names = BTreeMap::new();
    for currency in used {
        let label = currency.label();
        let letters: String = label.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).collect();
        let mut name = if letters.is_empty() { "CUSTOM".to_owned() } else { letters };
        while currency.is_custom() && (Currency::parse(&name).is_ok() || taken.contains(&name)) {
            name.push('X');
        }
        taken.insert(name.clone());
        names.insert(currency, name);
    }
    names
}
