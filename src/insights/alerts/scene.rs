//! What alerts are reckoned from besides the rows: the day, the level, and what recurs as its finder tells it.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::{AccountId, Book, Clean, Clock, ConnectionId, Level, Limit, Money, TxnId};
use crate::insights::transfers::Pairs;

use super::rules::Told;
use super::seen::Zone;

/// What recurs, in the words that alerts need. Amounts are signed as on the account: money out is negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stream {
    /// Who is on the other side.
    pub who: Clean,
    pub account: AccountId,
    /// Oldest first, as its finder told them apart from other charges of the same merchant.
    pub charges: Vec<Recurred>,
    /// True while its finder is sure of it: often enough to be believed.
    pub mature: bool,
    /// True when its price stays the same from date to date.
    pub fixed: bool,
    /// True when its account was known for long enough before its first charge to say that there was none.
    pub is_new: bool,
    /// The new price's first charge, where a price changed for good: its place in `charges`.
    pub new_price: Option<usize>,
    /// True when the first price was a trial's.
    pub trial: bool,
    /// The day on which the person said that it has ended.
    pub ended: Option<NaiveDate>,
    /// The date that has passed without it.
    pub awaited: Option<NaiveDate>,
    /// Dates and amounts to come, soonest first.
    pub coming: Vec<(NaiveDate, Money)>,
}

/// One charge of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Recurred {
    pub row: TxnId,
    pub day: NaiveDate,
    pub amount: Money,
}

impl Stream {
    /// True for money that comes in.
    pub fn is_income(&self) -> bool {
        self.charges.last().is_some_and(|charge| !charge.amount.is_out())
    }
}

/// What alerts are reckoned by besides the book.
#[derive(Debug, Clone, Copy)]
pub struct Watch<'a> {
    pub level: Level,
    /// An account that pays bills is low below this, in its own currency; zero asks only that it is not overdrawn.
    pub floor: Decimal,
    pub limits: &'a [Limit],
    pub clock: Clock,
    pub zone: Zone,
}

/// Everything that the rules may look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    pub book: &'a Book,
    pub streams: &'a [Stream],
    pub pairs: &'a Pairs,
    pub watch: Watch<'a>,
}

impl Scene<'_> {
    pub fn today(&self) -> NaiveDate {
        self.watch.clock.today
    }
}

/// What is so today, whatever row made it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    /// What tells it from others of its rule; the same for as long as it lasts.
    pub name: String,
    pub told: Told,
    pub day: NaiveDate,
    pub account: Option<AccountId>,
    pub connection: Option<ConnectionId>,
    pub row: Option<TxnId>,
}
