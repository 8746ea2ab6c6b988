//! Any list of rows judged as a person's own book: each owner's accounts together, no row known before. What the command line feeds from a
//! file goes through the same reading and pairing as the rows of the store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::super::read::Readings;
use super::leg::Sayings;
use super::{evidence, find};
use crate::domain::{
    Account, AccountId, AccountKind, Bank, Block, BlockKey, Book, Clean, Currency, Delta, Money, Period, Rates,
    RowKind, Text, Transaction, TxnId, TxnStatus,
};

/// A row as a list states it. Money in is positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    pub id: String,
    pub owner: String,
    pub account: String,
    pub account_kind: String,
    pub day: NaiveDate,
    pub amount: Money,
    pub text: String,
}

/// How a row was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    pub id: String,
    pub kind: RowKind,
    /// The other side's id, of a refund its purchase's.
    pub partner: Option<String>,
}

/// A list that cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    #[error("two rows have the id '{0}': ids tell rows apart, give each its own")]
    Doubled(Clean),
}

/// Judges rows in any order and gives them back in theirs. Nobody can be asked, so a doubtful pair counts where it is likelier than not.
pub fn replay(rows: &[Stated], rates: &Rates) -> Result<Vec<Replayed>, ReplayError> {
    let mut owners: BTreeMap<&str, Vec<&Stated>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for row in rows {
        if !ids.insert(row.id.as_str()) {
            return Err(ReplayError::Doubled(Clean::new(&row.id)));
        }
        owners.entry(&row.owner).or_default().push(row);
    }
    let mut judged: BTreeMap<&str, Replayed> = BTreeMap::new();
    // what a text says does not depend on whose it is
    let (mut readings, mut sayings) = (Readings::default(), Sayings::default());
    for (owner, mut rows) in owners {
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        let book = book_of(owner, &rows, &mut readings);
        let found = find(&book, Period::All, rates, evidence::LIKELY, &mut sayings);
        let name = |id: TxnId| usize::try_from(id.0).ok().and_then(|at| rows.get(at)).map(|row| row.id.clone());
        for row in book.rows() {
            let Some(id) = name(row.id) else { continue };
            let Some(stated) = usize::try_from(row.id.0).ok().and_then(|at| rows.get(at)) else { continue };
            let kind = told(found.kind(&book, row), row);
            judged.insert(&stated.id, Replayed { id, kind, partner: found.partner(row.id).and_then(name) });
        }
    }
    Ok(rows.iter().filter_map(|row| judged.remove(row.id.as_str())).collect())
}

/// Checks are no kind of the list's: one that was written is spent, one that was paid in is income.
fn told(kind: RowKind, row: &Transaction) -> RowKind {
    match kind {
        RowKind::Check if row.amount.is_out() => RowKind::Spend,
        RowKind::Check => RowKind::Income,
        other => other,
    }
}

/// One owner's rows as a book, each under its place as id.
fn book_of(owner: &str, rows: &[&Stated], readings: &mut Readings) -> Book {
    let names: BTreeSet<(&str, &str)> =
        rows.iter().map(|row| (row.account.as_str(), row.account_kind.as_str())).collect();
    let places: BTreeMap<(&str, &str), u32> = names.iter().zip(1..).map(|(name, at)| (*name, at)).collect();
    let mut blocks: BTreeMap<BlockKey, Vec<Transaction>> = BTreeMap::new();
    let mut currencies: BTreeMap<u32, Currency> = BTreeMap::new();
    for (at, stated) in rows.iter().enumerate() {
        let account = places.get(&(stated.account.as_str(), stated.account_kind.as_str())).copied().unwrap_or_default();
        currencies.entry(account).or_insert(stated.amount.currency());
        let mut row = Transaction {
            id: TxnId(u64::try_from(at).unwrap_or(u64::MAX)),
            account: AccountId(account),
            status: TxnStatus::Posted,
            posted: Some(stated.day),
            occurred: None,
            first_seen: stated.day,
            amount: stated.amount,
            text: Text::new(&stated.text),
            sources: Vec::new(),
            details: None,
            reading: None,
        };
        row.reading = Some(readings.read(&row, kind_of(&stated.account_kind)));
        blocks.entry(BlockKey::of(&row)).or_default().push(row);
    }
    let account = |((name, kind), id): (&(&str, &str), &u32)| {
        let bank = Bank { key: name.to_lowercase().into(), name: Clean::new("") };
        let currency = currencies.get(id).copied().unwrap_or(Currency::USD);
        let made = Account::new(AccountId(*id), bank, Clean::new(name), kind_of(kind), currency);
        Arc::new(Account { owner: Clean::non_empty(owner), ..made })
    };
    let delta = Delta {
        accounts: places.iter().map(account).collect(),
        blocks: blocks.into_iter().map(|(key, rows)| (key, Some(Arc::new(Block::new(rows))))).collect(),
        ..Delta::default()
    };
    let mut book = Book::default();
    book.apply(&delta);
    book
}

/// The kind that a word means: our own keys, and what lists write for them.
fn kind_of(word: &str) -> AccountKind {
    let word = word.trim().to_lowercase().replace([' ', '-'], "_");
    match word.as_str() {
        "card" | "credit" | "creditcard" => AccountKind::CreditCard,
        "brokerage" | "broker" | "invest" | "pension" | "isa" => AccountKind::Investment,
        "current" | "chequing" | "bank" => AccountKind::Checking,
        "saving" => AccountKind::Savings,
        "heloc" | "credit_line" => AccountKind::LineOfCredit,
        key => AccountKind::from_key(key).unwrap_or(AccountKind::Other),
    }
}
