//! Where the money went in a period: by merchant, category, bank or account, refunds netted where they came from.
//! Only purchases and refunds are spending; transfers, card payments, cash and fees are none. Currencies never mix.

mod derived;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::domain::{
    AccountId, AccountKind, Amounts, Book, Category, Clean, Currency, Money, Month, Overflow, Period, RowKind,
    Transaction, TxnStatus,
};

pub use derived::derive;

use super::parts;
use super::series::Months;
use super::transfers::{self, Pairs};

/// What a line of the view stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    Merchant,
    Category,
    Bank,
    Account,
}

/// Names a line: the same in every period, so that a selection can stay on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub of: Of,
    pub currency: Currency,
}

/// What a line adds up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// `None` gathers purchases whose text names nobody.
    Merchant(Option<Clean>),
    Category(Category),
    /// By [`Bank::key`](crate::domain::Bank).
    Bank(Arc<str>),
    Account(AccountId),
}

/// One line. Amounts are positive magnitudes net of refunds; where more came back than was spent they are negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub key: Key,
    pub label: Clean,
    /// The merchant, in a view by merchant.
    pub merchant: Option<Clean>,
    /// The category of most of its rows in the period.
    pub category: Category,
    pub currency: Currency,
    /// Purchases in the period.
    pub visits: u32,
    /// `debit` and `credit` together, pending rows included.
    pub spent: Decimal,
    /// What came back, a positive magnitude, taken off `spent` already.
    pub refunded: Decimal,
    /// The part of `spent` from accounts that hold money.
    pub debit: Decimal,
    /// The part of `spent` from cards and lines of credit.
    pub credit: Decimal,
    /// The part of `spent` that is not booked yet.
    pub pending: Decimal,
    /// Of everything spent in its currency, 0 to 1000.
    pub share_permille: u32,
    /// Net spending of twelve calendar months, the last one that of the period's end, or of today where the period ends later.
    pub months: [Decimal; 12],
}

/// The sums of one currency. Meanings as in [`Line`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    pub currency: Currency,
    pub visits: u32,
    pub spent: Decimal,
    pub refunded: Decimal,
    pub debit: Decimal,
    pub credit: Decimal,
    pub pending: Decimal,
}

/// What was spent in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spending {
    pub period: Period,
    pub group: Group,
    /// Most spent first, then by label; lines of all currencies together.
    pub lines: Vec<Line>,
    /// By the currencies' codes.
    pub totals: Vec<Total>,
}

/// Adds up the loaded rows of a period.
///
/// A row belongs to the day under which lists show it ([`Transaction::date`]), so that a line and its rows agree. Left out are rows
/// that do not count (dropped, removed), hidden rows and hidden accounts.
pub fn by(book: &Book, period: Period, group: Group, today: NaiveDate) -> Result<Spending, Overflow> {
    let end = last_month(period, today);
    let mut sums: HashMap<Key, Sums> = HashMap::new();
    let mut totals: BTreeMap<Currency, Sums> = BTreeMap::new();
    let within = with_year(period, end);
    let pairs = transfers::paired(book);
    for row in rows(book, &pairs, within) {
        let counted = period.contains(row.date());
        let is_refund = counted && pairs.kind(book, row) == RowKind::Refund;
        let mut take = |key: Key, amount: Money| -> Result<(), Overflow> {
            let sum = sums.entry(key).or_default();
            sum.months.add(row.date(), amount, end)?;
            if counted { sum.add(book, row, amount, is_refund) } else { Ok(()) }
        };
        if group == Group::Category
            && let Some(parts) = parts::divided(book, row)
        {
            for (category, amount) in parts {
                take(Key { of: Of::Category(category), currency: amount.currency() }, amount)?;
            }
        } else if let Some((key, amount)) = key_of(book, row, group).zip(parts::whole(book, row)) {
            take(key, amount)?;
        }
        if let Some(amount) = parts::whole(book, row).filter(|_| counted) {
            totals.entry(amount.currency()).or_default().add(book, row, amount, is_refund)?;
        }
    }
    let totals: Vec<Total> = totals.into_iter().map(|(currency, sum)| sum.total(currency)).collect();
    let whole =
        |currency| totals.iter().find(|total| total.currency == currency).map_or(Decimal::ZERO, |total| total.spent);
    let seen = sums.into_iter().filter(|(_, sum)| sum.rows > 0);
    let mut lines: Vec<Line> = seen.map(|(key, sum)| sum.line(book, whole(key.currency), key)).collect();
    lines.sort_by(|a, b| b.spent.cmp(&a.spent).then_with(|| a.label.cmp(&b.label)).then_with(|| a.key.cmp(&b.key)));
    Ok(Spending { period, group, lines, totals })
}

/// The rows that a line adds up, newest first.
pub fn rows_of<'a>(book: &'a Book, key: &Key, period: Period) -> Vec<&'a Transaction> {
    let pairs = transfers::paired(book);
    let mut found: Vec<_> = rows(book, &pairs, period).filter(|row| is_of(book, row, key)).collect();
    found.sort_by_key(|row| std::cmp::Reverse((row.date(), row.id)));
    found
}

/// True when a line adds up something of a row that is spending.
fn is_of(book: &Book, row: &Transaction, key: &Key) -> bool {
    let group = match key.of {
        Of::Category(category) => {
            return row.amount.currency() == key.currency && parts::part_of(book, row, category).is_some();
        }
        Of::Merchant(_) => Group::Merchant,
        Of::Bank(_) => Group::Bank,
        Of::Account(_) => Group::Account,
    };
    key_of(book, row, group).as_ref() == Some(key)
}

/// The days whose rows bear on figures of a period: the other side of a transfer lies some days outside, a refund's purchase months before.
pub fn reach(period: Period) -> Period {
    const BEFORE: u64 = 130;
    const AFTER: u64 = 10;
    match period.bounds() {
        (Some(from), Some(to)) => Period::Days {
            from: from.checked_sub_days(chrono::Days::new(BEFORE)).unwrap_or(from),
            to: to.checked_add_days(chrono::Days::new(AFTER)).unwrap_or(to),
        },
        _ => Period::All,
    }
}

/// Rows of a period that are spending and are to be seen.
pub(super) fn rows<'a, 'p>(
    book: &'a Book,
    pairs: &'p Pairs,
    period: Period,
) -> impl Iterator<Item = &'a Transaction> + use<'a, 'p> {
    book.rows_in(period).filter(|row| derived::why_not(book, row, pairs.kind(book, row)).is_none())
}

/// The month of the period's last day, at most today's.
fn last_month(period: Period, today: NaiveDate) -> Month {
    let today = Month::of(today);
    period.bounds().1.map_or(today, |last| Month::of(last).min(today))
}

/// The period and the twelve months that its lines show.
fn with_year(period: Period, end: Month) -> Period {
    let first = Months::first(end).first();
    match period.bounds() {
        (Some(from), Some(to)) => Period::Days { from: from.min(first), to: to.max(end.last()) },
        _ => Period::All,
    }
}

fn key_of(book: &Book, row: &Transaction, group: Group) -> Option<Key> {
    let of = match group {
        Group::Merchant => Of::Merchant(book.merchant(row).cloned()),
        Group::Category => Of::Category(book.category(row)),
        Group::Bank => Of::Bank(Arc::clone(&book.accounts.get(&row.account)?.bank.key)),
        Group::Account => Of::Account(row.account),
    };
    Some(Key { of, currency: row.amount.currency() })
}

/// The running sums of a line or a currency; every amount of the one currency that the key names.
#[derive(Default)]
struct Sums {
    rows: u32,
    visits: u32,
    spent: Amounts,
    refunded: Amounts,
    debit: Amounts,
    credit: Amounts,
    pending: Amounts,
    categories: BTreeMap<Category, u32>,
    months: Months,
}

impl Sums {
    /// Takes in what of a row of the period is counted here.
    fn add(&mut self, book: &Book, row: &Transaction, amount: Money, is_refund: bool) -> Result<(), Overflow> {
        let net = amount.negated();
        let kind = book.accounts.get(&row.account).map_or(AccountKind::Other, |account| book.kind(account));
        let on_card = matches!(kind, AccountKind::CreditCard | AccountKind::LineOfCredit);
        self.rows = self.rows.saturating_add(1);
        self.spent.add(net)?;
        if on_card { &mut self.credit } else { &mut self.debit }.add(net)?;
        if row.status == TxnStatus::Pending {
            self.pending.add(net)?;
        }
        if is_refund {
            self.refunded.add(amount)?;
        } else {
            self.visits = self.visits.saturating_add(1);
        }
        *self.categories.entry(book.category(row)).or_default() += 1;
        Ok(())
    }

    fn total(&self, currency: Currency) -> Total {
        Total {
            currency,
            visits: self.visits,
            spent: self.spent.of(currency),
            refunded: self.refunded.of(currency),
            debit: self.debit.of(currency),
            credit: self.credit.of(currency),
            pending: self.pending.of(currency),
        }
    }

    /// The line, with its share of all that was spent in its currency.
    fn line(&self, book: &Book, whole: Decimal, key: Key) -> Line {
        let sums = self.total(key.currency);
        let most = self.categories.iter().max_by_key(|(category, rows)| (**rows, std::cmp::Reverse(**category)));
        Line {
            label: label(book, &key.of),
            merchant: if let Of::Merchant(merchant) = &key.of { merchant.clone() } else { None },
            category: most.map_or(Category::Uncategorized, |(category, _)| *category),
            currency: key.currency,
            visits: sums.visits,
            spent: sums.spent,
            refunded: sums.refunded,
            debit: sums.debit,
            credit: sums.credit,
            pending: sums.pending,
            share_permille: share(sums.spent, whole),
            months: self.months.of(key.currency),
            key,
        }
    }
}

/// The words of a line: an account by the person's name for it, a bank by its own.
fn label(book: &Book, of: &Of) -> Clean {
    match of {
        Of::Merchant(merchant) => merchant.clone().unwrap_or_else(|| Clean::new("No merchant named")),
        Of::Category(category) => Clean::new(category.words()),
        Of::Bank(bank) => {
            let account = book.accounts.values().find(|account| account.bank.key == *bank);
            account.map_or_else(|| Clean::new(bank), |account| account.bank.name.clone())
        }
        Of::Account(id) => {
            book.accounts.get(id).map_or_else(|| Clean::new(&id.to_string()), |account| book.name(account).clone())
        }
    }
}

/// Thousandths, cut off; nothing where more came back than was spent.
fn share(part: Decimal, whole: Decimal) -> u32 {
    if part <= Decimal::ZERO || whole <= Decimal::ZERO {
        return 0;
    }
    let thousandths = part.checked_div(whole).and_then(|share| share.checked_mul(Decimal::ONE_THOUSAND));
    thousandths.and_then(|share| share.trunc().to_u32()).unwrap_or(1000).min(1000)
}

#[cfg(test)]
pub(super) mod tests;
