//! A refund's purchase: the same reference, else the same amount, else the latest purchase of that merchant that is large enough; at the
//! same account before others, and never more than what was paid.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::super::text::{has_digit, normalize, starts};
use super::{Pairs, names, wrappings};
use crate::domain::{AccountKind, Book, Clean, Currency, Period, RowKind, Transaction};

/// Days after which goods hardly come back.
const MAX_DAYS: i64 = 120;

/// A purchase with what is left of it to give back.
struct Bought<'a> {
    row: &'a Transaction,
    day: NaiveDate,
    paid: Decimal,
    left: Decimal,
    name: String,
    /// Its text in plain words, once a refund asks for it.
    words: OnceCell<String>,
}

impl<'a> Bought<'a> {
    fn of(row: &'a Transaction, name: String) -> Self {
        let paid = row.amount.magnitude().amount();
        Self { row, day: row.date(), paid, left: paid, name, words: OnceCell::new() }
    }

    fn words(&self) -> &str {
        self.words.get_or_init(|| normalize(self.row.text.clean().as_str()))
    }
}

/// Links each refund, and turns into a refund what came in from a merchant of whom that much was bought.
pub(super) fn link(book: &Book, period: Period, found: &mut Pairs) {
    let backs = backs(book, period, found);
    if backs.is_empty() {
        return;
    }
    let names: HashSet<(String, Currency)> = backs.iter().map(|(key, _)| key.clone()).collect();
    let mut bought: HashMap<(String, Currency), Vec<Bought<'_>>> = HashMap::new();
    for row in book.rows_in(before(period)).filter(|row| row.status.counts() && row.amount.is_out()) {
        let Some(merchant) = book.merchant(row) else { continue };
        let (name, lead) = named(merchant);
        let key = (lead, row.amount.currency());
        if names.contains(&key) && found.kind(book, row) == RowKind::Spend {
            bought.entry(key).or_default().push(Bought::of(row, name));
        }
    }
    for (key, row) in backs {
        let purchases = bought.get_mut(&key).map(Vec::as_mut_slice).unwrap_or_default();
        let was = found.kind(book, row);
        let Some(merchant) = book.merchant(row) else { continue };
        let Some(purchase) = purchase_of(row, &named(merchant).0, purchases) else { continue };
        purchase.left -= row.amount.amount();
        found.partners.insert(row.id, purchase.row.id);
        if was != RowKind::Refund {
            found.kinds.insert(row.id, RowKind::Refund);
        }
    }
}

/// What may be a refund, in the order of days, with its merchant.
fn backs<'a>(book: &'a Book, period: Period, found: &Pairs) -> Vec<((String, Currency), &'a Transaction)> {
    let is_back = |row: &&Transaction| {
        let is_broker =
            book.accounts.get(&row.account).is_some_and(|account| book.kind(account) == AccountKind::Investment);
        row.status.counts()
            && !row.amount.is_out()
            && !is_broker
            && !found.partners.contains_key(&row.id)
            && matches!(found.kind(book, row), RowKind::Refund | RowKind::Income)
    };
    let mut rows: Vec<_> = book
        .rows_in(period)
        .filter(is_back)
        .filter_map(|row| Some(((named(book.merchant(row)?).1, row.amount.currency()), row)))
        .collect();
    rows.sort_by_key(|(_, row)| (row.date(), row.id));
    rows
}

/// A merchant's name in plain words, and the first of them. A bank that prints the town or the card behind a name prints it of the purchase
/// and not of the refund.
fn named(merchant: &Clean) -> (String, String) {
    let words = normalize(merchant.as_str());
    let first = words.split(' ').next().unwrap_or_default().to_owned();
    (words, first)
}

fn before(period: Period) -> Period {
    match period.bounds() {
        (Some(from), Some(to)) => {
            let first = from.checked_sub_signed(chrono::Duration::days(MAX_DAYS)).unwrap_or(from);
            Period::Days { from: first, to }
        }
        _ => Period::All,
    }
}

fn purchase_of<'b, 'a>(row: &Transaction, name: &str, purchases: &'b mut [Bought<'a>]) -> Option<&'b mut Bought<'a>> {
    let amount = row.amount.amount();
    let words = normalize(wrappings::unwrap(row.text.clean().as_str()).0);
    let refs: Vec<&str> = codes(&words).collect();
    let fits = |bought: &&mut Bought<'_>| {
        let days = (row.date() - bought.day).num_days();
        let same = starts(name, &bought.name) || starts(&bought.name, name);
        same && (0..=MAX_DAYS).contains(&days) && bought.left >= amount
    };
    purchases.iter_mut().filter(fits).max_by_key(|bought| {
        let (other, same_account) = (bought.words(), bought.row.account == row.account);
        let shared = !refs.is_empty() && codes(other).any(|code| refs.contains(&code));
        (shared, bought.paid == amount, same_account, other == words, bought.day, bought.row.id)
    })
}

/// Codes of letters and digits, of an order or a ride.
fn codes(words: &str) -> impl Iterator<Item = &str> {
    let mixed = |word: &&str| word.len() >= 6 && !word.bytes().all(|b| b.is_ascii_digit());
    let orders = words.split(' ').filter(move |word| mixed(word) && has_digit(word));
    orders.chain(names::references(words))
}
