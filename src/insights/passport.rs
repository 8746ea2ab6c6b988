//! One merchant over the whole book: how banks write it, since when, how often, for how much, with which cards.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::{
    AccountId, Amounts, Book, Category, Clean, Currency, Month, Overflow, Period, RowKind, Transaction, TxnId,
};

use super::parts;
use super::recurring::{self, Entry, Stream};
use super::series::Months;
use super::spending;
use super::text::{has_digit, normalize};
use super::transfers;

/// What the book knows of a merchant in one currency. Amounts are positive magnitudes.
#[derive(Debug, Clone, PartialEq)]
pub struct Passport {
    pub merchant: Clean,
    pub currency: Currency,
    /// Of the newest row.
    pub category: Category,
    /// The bank's different words for it, newest first, at most [`Passport::SEEN_AS`]. Of words that differ in numbers and codes alone
    /// the newest.
    pub seen_as: Vec<Clean>,
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// Purchases.
    pub visits: u32,
    /// Of purchases before refunds; of an even number the lower middle one, an amount that was really paid. `None` without purchases.
    pub median: Option<Decimal>,
    /// Purchases by account, most first.
    pub accounts: Vec<(AccountId, u32)>,
    pub refunds: u32,
    pub refunded: Decimal,
    /// Net spending by month, oldest first, ending with today's month.
    pub months: [Decimal; 12],
    /// Days between one day with a purchase and the next; of an even number the lower middle one. `None` with fewer than three such days.
    pub every: Option<u32>,
    /// What recurs of it: subscriptions, bills.
    pub plans: Vec<Stream<TxnId>>,
}

impl Passport {
    /// Spellings that are kept.
    pub const SEEN_AS: usize = 8;
}

/// The merchant's passport from the loaded rows; `None` when no row of it counts as spending in that currency.
pub fn passport(
    book: &Book,
    merchant: &Clean,
    currency: Currency,
    today: NaiveDate,
) -> Result<Option<Passport>, Overflow> {
    let is_it = |row: &&Transaction| row.amount.currency() == currency && book.merchant(row) == Some(merchant);
    let pairs = transfers::paired(book);
    let mut rows: Vec<_> = spending::rows(book, &pairs, Period::All).filter(is_it).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.date(), row.id)));
    let (Some(newest), Some(oldest)) = (rows.first(), rows.last()) else { return Ok(None) };
    let mut months = Months::default();
    let mut refunded = Amounts::default();
    let (mut purchases, mut accounts) = (Vec::new(), BTreeMap::<AccountId, u32>::new());
    for row in &rows {
        let amount = parts::whole(book, row).unwrap_or(row.amount);
        months.add(row.date(), amount, Month::of(today))?;
        if pairs.kind(book, row) == RowKind::Refund {
            refunded.add(amount)?;
        } else {
            purchases.push(amount.magnitude().amount());
            *accounts.entry(row.account).or_default() += 1;
        }
    }
    purchases.sort_unstable();
    let mut accounts: Vec<_> = accounts.into_iter().collect();
    accounts.sort_by_key(|(account, count)| (std::cmp::Reverse(*count), *account));
    let mut known = HashSet::new();
    let seen_as =
        rows.iter().map(|row| row.text.clean()).filter(|text| known.insert(form(text))).take(Passport::SEEN_AS);
    Ok(Some(Passport {
        merchant: merchant.clone(),
        currency,
        category: book.category(newest),
        seen_as: seen_as.cloned().collect(),
        first: oldest.date(),
        last: newest.date(),
        visits: count(purchases.len()),
        median: purchases.get(purchases.len().saturating_sub(1) / 2).copied(),
        accounts,
        refunds: count(rows.len() - purchases.len()),
        refunded: refunded.of(currency),
        months: months.of(currency),
        every: cadence(rows.iter().filter(|row| pairs.kind(book, row) != RowKind::Refund).map(|row| row.spent_on())),
        plans: plans(book, merchant, &rows, today),
    }))
}

/// The middle distance between days.
fn cadence(days: impl Iterator<Item = NaiveDate>) -> Option<u32> {
    let days: BTreeSet<NaiveDate> = days.collect();
    let mut gaps: Vec<i64> = days.iter().zip(days.iter().skip(1)).map(|(a, b)| (*b - *a).num_days()).collect();
    gaps.sort_unstable();
    if gaps.len() < 2 {
        return None;
    }
    gaps.get((gaps.len() - 1) / 2).and_then(|gap| u32::try_from(*gap).ok())
}

/// What one group of movements holds never depends on another, so the merchant's own rows are enough.
fn plans(book: &Book, merchant: &Clean, rows: &[&Transaction], today: NaiveDate) -> Vec<Stream<TxnId>> {
    let past = rows.iter().filter(|row| row.date() <= today && row.amount.is_out());
    let entries = past.map(|row| Entry {
        row: row.id,
        owner: 0,
        who: merchant.clone(),
        category: book.category(row),
        day: row.spent_on(),
        amount: row.amount,
    });
    recurring::streams(entries.collect(), today)
}

/// What a text says to a person: its words, without those that are numbers, dates and codes.
fn form(text: &Clean) -> String {
    let words = normalize(text.as_str());
    words.split(' ').filter(|word| !is_code(word)).collect::<Vec<_>>().join(" ")
}

/// A word with a digit, or a long one that nobody could pronounce.
fn is_code(word: &str) -> bool {
    let vowels = word.chars().filter(|c| "AEIOUY".contains(*c)).count();
    has_digit(word) || word.is_ascii() && word.len() >= 8 && vowels * 5 < word.len()
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::spending::tests::{book, day};
    use super::*;

    #[test]
    fn a_merchant_is_shown_with_its_spellings_cards_and_refunds() {
        let book = book();
        let shown = passport(&book, &Clean::new("Starbucks"), Currency::USD, day(2026, 11, 22)).unwrap().unwrap();
        assert_eq!((shown.visits, shown.refunds), (3, 1));
        assert_eq!(shown.median, Some(Decimal::new(500, 2)));
        assert_eq!(shown.refunded, Decimal::new(200, 2));
        assert_eq!((shown.first, shown.last), (day(2025, 12, 3), day(2026, 11, 5)));
        assert_eq!(shown.accounts, [(AccountId(2), 2), (AccountId(1), 1)]);
        assert_eq!(shown.seen_as[0].as_str(), "STARBUCKS STORE 1 QUECHEE VT");
        assert_eq!(shown.seen_as.len(), 1, "another number is no other spelling");
        assert_eq!(shown.months[0], Decimal::new(700, 2));
        assert_eq!(shown.months[11], Decimal::new(700, 2));
        assert_eq!(
            passport(&book, &Clean::new("Starbucks"), Currency::parse("JPY").unwrap(), day(2026, 11, 22)),
            Ok(None)
        );
    }
    #[test]
    fn the_middle_distance_between_days_is_told_from_three_days_on() {
        let every = |days: &[u32]| cadence(days.iter().map(|of| day(2026, 11, *of)));
        assert_eq!(every(&[1, 8]), None);
        assert_eq!(every(&[1, 1, 8, 15, 30]), Some(7));
    }

    #[test]
    fn spellings_that_differ_in_codes_alone_are_one() {
        let form = |text: &str| form(&Clean::new(text));
        for (one, other) in [
            ("AMAZON MKTPL*BS2WC5VNL Amzn.com/bill WA", "AMAZON MKTPL*KWQMXCBLD Amzn.com/bill WA"),
            ("PURCHASE AUTHORIZED ON 11/17 CORNER S385 CARD 2204", "PURCHASE AUTHORIZED ON 04/12 CORNER S38 CARD 2204"),
        ] {
            assert_eq!(form(one), form(other));
        }
        assert_ne!(form("AMAZON MKTPL*BS2WC5VNL"), form("AMZN Mktp US*BS2WC5VNL"));
        assert_ne!(form("PAYPAL *CORNERBOOKS"), form("PAYPAL *CORNERTACOS"));
    }
}
