//! Which accounts and rows an export is about. What the person hides is left out, as in every list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::cli::args::Export;
use crate::cli::exit::{Failure, unusable};
use crate::cli::session;
use crate::domain::{Account, AccountId, Book, Category, Clean, Period, Transaction, TxnId};
use crate::insights::{Pairs, Query};
use crate::statements::writers::View;

/// What was asked for, understood.
pub struct Choice<'a> {
    book: &'a Book,
    /// `None` for all.
    accounts: Option<BTreeSet<AccountId>>,
    period: Period,
    category: Option<Category>,
    merchant: Option<String>,
    query: Query,
    today: NaiveDate,
}

impl<'a> Choice<'a> {
    /// Understands the options of the command line.
    pub fn of(book: &'a Book, wanted: &Export, today: NaiveDate) -> Result<Self, Failure> {
        let mut accounts = BTreeSet::new();
        for word in &wanted.account {
            accounts.extend(session::accounts_named(book, word)?);
        }
        Ok(Self {
            book,
            accounts: (!wanted.account.is_empty()).then_some(accounts),
            period: wanted.period,
            category: wanted.category.as_deref().map(category_named).transpose()?,
            merchant: wanted.merchant.as_ref().map(|name| name.to_lowercase()),
            query: session::query(wanted.query.as_deref())?,
            today,
        })
    }

    /// Every row that the person does not hide, of any account and day.
    fn shown(&self) -> impl Iterator<Item = &'a Transaction> {
        let book = self.book;
        book.rows().filter(|row| !book.is_row_hidden(row) && !book.is_hidden(row.account))
    }

    /// Of the movements that were found those that one transaction of two legs says whole. A side that lost a fee or changed its currency
    /// on the way stands by itself, and so does one that is pending beside one that is booked.
    pub fn pairs(&self, found: &Pairs) -> Vec<(TxnId, TxnId)> {
        let shown: BTreeMap<TxnId, &Transaction> = self.shown().map(|row| (row.id, row)).collect();
        let is_one = |(out, into): &(TxnId, TxnId)| {
            let sides = shown.get(out).zip(shown.get(into));
            sides.is_some_and(|(out, into)| out.amount.negated() == into.amount && out.status == into.status)
        };
        found.sides().iter().copied().filter(is_one).collect()
    }

    /// What is asked for, oldest first.
    pub fn view(&self, pairs: &'a [(TxnId, TxnId)]) -> View<'a> {
        let mut rows: Vec<&Transaction> = self.shown().filter(|row| self.holds(row)).collect();
        rows.sort_by_key(|row| (row.date(), row.account, row.id));
        let accounts = self.book.accounts.values().map(AsRef::as_ref);
        let accounts: Vec<&Account> =
            accounts.filter(|account| !self.book.is_hidden(account.id) && self.has(account.id)).collect();
        let whole = self.category.is_none() && self.merchant.is_none() && self.query.is_empty();
        View { book: self.book, accounts, rows, period: self.period, whole, pairs }
    }

    fn has(&self, account: AccountId) -> bool {
        self.accounts.as_ref().is_none_or(|accounts| accounts.contains(&account))
    }

    fn holds(&self, row: &Transaction) -> bool {
        let merchant = || self.book.merchant(row).map_or("", Clean::as_str).to_lowercase();
        self.has(row.account)
            && self.period.contains(row.date())
            && self.category.is_none_or(|category| self.book.category(row) == category)
            && self.merchant.as_ref().is_none_or(|name| merchant().contains(name))
            && (self.query.is_empty() || self.query.finds(self.book, row, self.today))
    }
}

/// True when the options leave nothing out.
pub fn is_everything(wanted: &Export) -> bool {
    let Export { account, period, category, merchant, query, .. } = wanted;
    account.is_empty() && *period == Period::All && category.is_none() && merchant.is_none() && query.is_none()
}

fn category_named(word: &str) -> Result<Category, Failure> {
    let lower = word.to_lowercase();
    let is_it =
        |category: &Category| category.key().to_lowercase() == lower || category.words().to_lowercase() == lower;
    Category::ALL.into_iter().find(is_it).ok_or_else(|| {
        let known: Vec<_> = Category::ALL.iter().map(|category| category.key()).collect();
        unusable(format!("no category '{word}': {}", known.join(", ")))
    })
}
