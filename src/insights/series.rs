//! Twelve calendar months of amounts, and the eight-step bars that show them.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::domain::{Amounts, Currency, Money, Month, Overflow};

/// Net spending by month, oldest first.
#[derive(Debug, Default)]
pub(super) struct Months([Amounts; 12]);

impl Months {
    /// The first of the twelve months that end with this one.
    pub fn first(end: Month) -> Month {
        (0..11).fold(end, |month, _| month.previous())
    }

    /// Takes in an amount of a day, money out as a positive one; a day outside of the twelve months is left out.
    pub fn add(&mut self, day: NaiveDate, amount: Money, end: Month) -> Result<(), Overflow> {
        let count = |year: i32, month: u32| i64::from(year) * 12 + i64::from(month);
        let back = count(end.year(), end.month()) - count(day.year(), day.month());
        match usize::try_from(11 - back).ok().and_then(|at| self.0.get_mut(at)) {
            Some(sum) => sum.add(amount.negated()),
            None => Ok(()),
        }
    }

    /// The twelve sums of one currency.
    pub fn of(&self, currency: Currency) -> [Decimal; 12] {
        std::array::from_fn(|at| self.0[at].of(currency))
    }
}

/// Bars of a sparkline, 0 to 8, in proportion to the largest month. Zero only for months without net spending: what little there was
/// shows as 1.
pub fn spark(months: &[Decimal; 12]) -> [u8; 12] {
    let largest = months.iter().copied().max().unwrap_or_default();
    let step = largest.checked_div(Decimal::from(8)).filter(|step| *step > Decimal::ZERO);
    months.map(|month| match step {
        Some(step) if month > Decimal::ZERO => {
            month.checked_div(step).and_then(|steps| steps.ceil().to_u8()).unwrap_or(8).clamp(1, 8)
        }
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_follow_the_largest_month_and_nothing_spent_is_no_bar() {
        let mut months = [Decimal::ZERO; 12];
        for (at, cents) in [(0, 80_000), (1, 40_000), (2, 1), (3, -500), (4, 40_001)] {
            months[at] = Decimal::new(cents, 2);
        }
        assert_eq!(spark(&months)[..5], [8, 4, 1, 0, 5]);
        assert_eq!(spark(&[Decimal::ZERO; 12]), [0; 12]);
        assert_eq!(spark(&[Decimal::MAX; 12]), [8; 12]);
    }
}
