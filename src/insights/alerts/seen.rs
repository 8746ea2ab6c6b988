//! The rows of a book as the rules see them: what counts, in the order in which it happened.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Timelike, Utc};

use crate::domain::{Category, Clean, Currency, RowKind, Transaction, TxnStatus};
use crate::insights::recurring::payer;

use super::replay::hundredths;
use super::scene::Scene;

/// The person's time zone: how far it is from UTC at a moment.
pub type Zone = fn(DateTime<Utc>) -> FixedOffset;

/// A row with what is read of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub row: &'a Transaction,
    pub kind: RowKind,
    pub category: Category,
    pub merchant: Option<&'a Clean>,
    /// Day of the purchase.
    pub day: NaiveDate,
    /// Seconds since 1970 of the purchase; of a day alone its noon.
    pub second: i64,
    /// Time of day in the person's zone, where the source told one.
    pub time: Option<NaiveTime>,
    /// Magnitude in hundredths.
    pub amount: i64,
    pub currency: Currency,
}

impl<'a> Seen<'a> {
    fn new(scene: &Scene<'a>, row: &'a Transaction) -> Option<Self> {
        let (book, zone) = (scene.book, scene.watch.zone);
        let moment = row.details().occurred_at.map(|moment| moment.with_timezone(&zone(moment)).naive_local());
        let day = moment.map_or_else(|| row.spent_on(), |moment| moment.date());
        let noon = day.and_hms_opt(12, 0, 0).unwrap_or_default();
        Some(Self {
            row,
            kind: scene.pairs.kind(book, row),
            category: book.category(row),
            merchant: book.merchant(row),
            day,
            second: moment.unwrap_or(noon).and_utc().timestamp(),
            time: moment.map(|moment| moment.time()),
            amount: hundredths(row.amount.amount().abs())?,
            currency: row.amount.currency(),
        })
    }

    /// A purchase: money out to a shop.
    pub fn is_purchase(&self) -> bool {
        self.kind == RowKind::Spend && self.row.amount.is_out()
    }

    /// A purchase that is no bill: rent and rates are large, and say nothing of what a large purchase is.
    pub fn is_shopping(&self) -> bool {
        self.is_purchase() && !matches!(self.category, Category::RentAndUtilities | Category::LoanPayments)
    }

    /// An authorisation that the bank let go: no part of what the person spends.
    pub fn is_dropped(&self) -> bool {
        self.row.status == TxnStatus::Dropped
    }

    /// The hour of the day, where it is known.
    pub fn hour(&self) -> Option<u32> {
        self.time.map(|time| time.hour())
    }

    /// Whom a payment to a person went to: the name in the text, without numbers of its own.
    pub fn payee(&self) -> Clean {
        self.merchant.cloned().unwrap_or_else(|| payer(self.row.text.clean().as_str()))
    }

    /// The merchant's name, else the bank's words.
    pub fn who(&self) -> &'a Clean {
        self.merchant.unwrap_or(self.row.text.clean())
    }
}

/// The rows that count or were let go and are to be seen, in the order of time.
pub(super) fn in_order<'a>(scene: &Scene<'a>) -> Vec<Seen<'a>> {
    let book = scene.book;
    let shown = |row: &&Transaction| {
        row.status != TxnStatus::Removed && !book.is_hidden(row.account) && !book.is_row_hidden(row)
    };
    let mut rows: Vec<Seen<'_>> = book.rows().filter(shown).filter_map(|row| Seen::new(scene, row)).collect();
    // of one moment the smallest first: whoever tries a card does so before
    rows.sort_by_key(|seen| (seen.second, seen.amount, seen.row.id));
    rows
}
