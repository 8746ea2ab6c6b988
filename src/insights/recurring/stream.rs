//! One stream: what recurs, how often, whether it still does, when and for how much it comes next, and why we believe so.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::{Category, Clean, Money};

use super::calendar::{Anchor, Calendar, Frequency};
use super::find::About;
use super::fit::{Charge, Fit};
use super::prices::{self, Shape};
use super::workdays::{Day, Shift, date};

/// How far a stream is believed, and whether it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Three times or more, or two years running.
    Mature,
    /// Twice so far.
    Early,
    /// Has missed its dates for so long that it has ended.
    Cancelled,
}

impl Status {
    /// The word of JSON and CSV.
    pub fn key(self) -> &'static str {
        match self {
            Self::Mature => "MATURE",
            Self::Early => "EARLY",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// A movement as the finder of streams sees it. `R` names the row, and orders rows of one day and amount.
#[derive(Debug, Clone)]
pub struct Entry<R> {
    pub row: R,
    /// Movements of different persons never make a stream.
    pub owner: u32,
    /// Who is on the other side, as it is shown.
    pub who: Clean,
    pub category: Category,
    pub day: NaiveDate,
    /// Money out is negative.
    pub amount: Money,
}

/// A price that changed for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceChange {
    pub from: Money,
    pub to: Money,
    /// Of the first charge at the new price.
    pub on: NaiveDate,
}

/// What recurs. Amounts are signed as on the account: money out is negative.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream<R> {
    pub owner: u32,
    pub who: Clean,
    /// Of its last row.
    pub category: Category,
    pub frequency: Frequency,
    pub status: Status,
    /// Oldest first.
    pub rows: Vec<R>,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub last_amount: Money,
    /// The first date behind today; `None` when cancelled.
    pub next: Option<NaiveDate>,
    /// What is expected then: the price, or of amounts that vary the middle one of the last three.
    pub next_amount: Money,
    /// True when that is the price rather than a guess.
    pub fixed: bool,
    /// The date that has passed without its charge: the stream is late.
    pub awaited: Option<NaiveDate>,
    pub price_change: Option<PriceChange>,
    /// The first price, where it was a trial's.
    pub trial: Option<Money>,
    /// A year of it: its price times its dates, or the sum of a whole year's last rows. `None` beyond what [`Money`] holds.
    pub yearly: Option<Money>,
    /// Dates from the first row to the last; `rows.len()` of them had their charge.
    pub dates: usize,
    pub(in crate::insights) calendar: Calendar,
    pub(super) last_slot: i32,
}

impl<R> Stream<R> {
    /// True for money coming in.
    pub fn is_income(&self) -> bool {
        !self.last_amount.is_out()
    }

    /// The calendar in words: `monthly on day 31 or the month's last, moved to the next working day`.
    pub fn told(&self) -> String {
        let on = match self.calendar.anchor {
            Anchor::Days { .. } => format!("on {}s", date(self.calendar.nominal(self.last_slot)).format("%A")),
            Anchor::Months { day: day @ 29.., .. } => format!("on day {day} or the month's last"),
            Anchor::Months { day, .. } => format!("on day {day}"),
            Anchor::Twice { first, second } => format!("on days {first} and {second}"),
        };
        let moved = match self.calendar.shift {
            Shift::Stay => "",
            Shift::Next => ", moved to the next working day",
            Shift::Previous => ", moved to the working day before",
        };
        format!("{} {on}{moved}", self.frequency.words())
    }

    /// The date after its last row, whether it has passed or is to come.
    pub fn due(&self) -> NaiveDate {
        date(self.calendar.day(self.last_slot + 1))
    }

    /// The dates from one day to another, both inclusive, on which it is still to come. What is awaited comes on the first day.
    pub fn dates_within(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        if self.status == Status::Cancelled {
            return Vec::new();
        }
        let (first, last) = (number(from), number(to));
        let slots = self.last_slot + 1..=self.calendar.after(last) + 1;
        let days = slots.map(|slot| self.calendar.day(slot));
        let overdue = |day: &Day| *day < first;
        let missed = days.clone().filter(overdue).count().min(1);
        let ahead = days.filter(|day| (first..=last).contains(day)).map(date);
        // only the last of several that passed is still waited for
        std::iter::repeat_n(from, missed).chain(ahead).collect()
    }
}

/// The number of a day.
pub(super) fn number(day: NaiveDate) -> Day {
    chrono::Datelike::num_days_from_ce(&day)
}

/// What the category says about two charges.
pub(super) fn about(category: Category, is_income: bool) -> About {
    use Category::{FoodAndDrink, Income, LoanPayments, RentAndUtilities, Transportation, Uncategorized};
    About {
        bills: is_income || matches!(category, Income | LoanPayments | RentAndUtilities),
        unknown: category == Uncategorized,
        habit: !is_income && matches!(category, FoodAndDrink | Transportation),
    }
}

/// Makes a stream of a fit over a group's entries; `None` for two charges that were never followed by a third.
pub(super) fn judge<R: Copy>(group: &[Entry<R>], fit: &Fit, today: NaiveDate) -> Option<Stream<R>> {
    let entry = |charge: &Charge| group.get(charge.row);
    let (first_slot, first) = fit.hits.first().and_then(|(slot, charge)| Some((*slot, entry(charge)?)))?;
    let (last_slot, last) = fit.hits.last().and_then(|(slot, charge)| Some((*slot, entry(charge)?)))?;
    let entries: Vec<&Entry<R>> = fit.hits.iter().filter_map(|(_, charge)| entry(charge)).collect();
    let (calendar, frequency) = (fit.calendar, fit.calendar.frequency);
    let due = calendar.day(last_slot + 1);
    let patience = if frequency == Frequency::Weekly { frequency.days() } else { frequency.days() / 2 };
    let status = match entries.len() {
        2 if number(today) > due + patience => return None,
        _ if number(today) > due + patience => Status::Cancelled,
        2 if frequency != Frequency::Annually => Status::Early,
        _ => Status::Mature,
    };
    let goes_on = status != Status::Cancelled;
    let amounts = fit.amounts();
    let fixed = prices::shape(&amounts) <= Shape::Stepped;
    let upcoming = calendar.day(calendar.after(number(today)).max(last_slot + 1));
    let expected = if fixed { last.amount } else { middle(&entries) };
    Some(Stream {
        owner: last.owner,
        who: last.who.clone(),
        category: last.category,
        frequency,
        status,
        rows: entries.iter().map(|entry| entry.row).collect(),
        first: first.day,
        last: last.day,
        last_amount: last.amount,
        next: goes_on.then(|| date(upcoming)),
        next_amount: expected,
        fixed,
        awaited: (goes_on && due < number(today)).then(|| date(due)),
        price_change: price_change(&amounts, &entries),
        trial: prices::is_trial(&amounts).then_some(first.amount),
        yearly: yearly(frequency, fixed, expected, &entries),
        dates: usize::try_from(last_slot - first_slot + 1).unwrap_or_default(),
        calendar,
        last_slot,
    })
}

fn price_change<R>(amounts: &[i64], entries: &[&Entry<R>]) -> Option<PriceChange> {
    let at = prices::step(amounts)?;
    let (old, new) = (entries.get(at.checked_sub(1)?)?, entries.get(at)?);
    Some(PriceChange { from: old.amount, to: new.amount, on: new.day })
}

/// The middle one of the last three amounts, the lower of two.
fn middle<R>(entries: &[&Entry<R>]) -> Money {
    let mut last: Vec<Money> = entries.iter().rev().take(3).map(|entry| entry.amount).collect();
    last.sort_by_key(|amount| amount.amount().abs());
    let middle = last.get(last.len().saturating_sub(1) / 2).or(last.first());
    middle.copied().unwrap_or_else(|| Money::zero(crate::domain::Currency::USD))
}

fn yearly<R>(frequency: Frequency, fixed: bool, expected: Money, entries: &[&Entry<R>]) -> Option<Money> {
    let times = frequency.per_year();
    let year = usize::try_from(times).ok()?;
    let sum = if fixed || entries.len() < year {
        expected.amount().checked_mul(Decimal::from(times))?
    } else {
        let amounts = entries.iter().rev().take(year).map(|entry| entry.amount.amount());
        amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)?
    };
    Money::new(sum, expected.currency()).ok()
}
