//! What currencies are worth, by day, as a person wrote them down; never fetched. What is converted with them is an estimate.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Currency, Money};

/// Rates by currency and day. Empty ones convert nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    /// The currency that the others are counted in.
    base: Option<Currency>,
    /// What one unit is worth in the base, above zero.
    worth: BTreeMap<Currency, BTreeMap<NaiveDate, Decimal>>,
}

impl Rates {
    /// No rates yet, to be counted in that currency.
    pub fn new(base: Currency) -> Self {
        Self { base: Some(base), worth: BTreeMap::new() }
    }

    /// The currency that totals are converted into; `None` where nothing was said.
    pub fn base(&self) -> Option<Currency> {
        self.base
    }

    /// Takes a rate in; one that is not above zero is left out.
    pub fn insert(&mut self, currency: Currency, day: NaiveDate, worth: Decimal) {
        if worth > Decimal::ZERO {
            self.worth.entry(currency).or_default().insert(day, worth);
        }
    }

    /// What a unit was worth in the base: the newest rate up to the day, before the first one the first. With the day that it is of, `None`
    /// for the base itself.
    pub fn worth(&self, currency: Currency, day: NaiveDate) -> Option<(Decimal, Option<NaiveDate>)> {
        if self.base == Some(currency) {
            return Some((Decimal::ONE, None));
        }
        let days = self.worth.get(&currency)?;
        let (of, worth) = days.range(..=day).next_back().or_else(|| days.iter().next())?;
        Some((*worth, Some(*of)))
    }

    /// Units of `to` for one unit of `from`.
    pub fn ratio(&self, from: Currency, to: Currency, day: NaiveDate) -> Option<Decimal> {
        self.worth(from, day)?.0.checked_div(self.worth(to, day)?.0)
    }

    /// An amount in another currency, rounded to its smallest unit; `None` where a rate is missing or the amount does not fit.
    pub fn convert(&self, money: Money, to: Currency, day: NaiveDate) -> Option<Money> {
        if money.currency() == to {
            return Some(money);
        }
        let amount = money.amount().checked_mul(self.ratio(money.currency(), to, day)?)?;
        Money::new(amount.round_dp(to.minor_units().unwrap_or(2)), to).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_rate_up_to_the_day_holds_and_nothing_is_guessed() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 1, d).unwrap();
        let mut rates = Rates::new(Currency::USD);
        rates.insert(Currency::EUR, day(10), Decimal::new(110, 2));
        rates.insert(Currency::EUR, day(20), Decimal::new(120, 2));
        rates.insert(Currency::EUR, day(21), Decimal::ZERO);
        let euros = Money::parse("-10", Currency::EUR).unwrap();
        for (on, dollars) in [(1, "-11.00"), (10, "-11.00"), (19, "-11.00"), (25, "-12.00")] {
            let converted = rates.convert(euros, Currency::USD, day(on)).unwrap();
            assert_eq!(converted.to_decimal_string(), dollars);
        }
        assert_eq!(rates.convert(euros, Currency::EUR, day(1)), Some(euros));
        assert_eq!(rates.convert(euros, Currency::parse("JPY").unwrap(), day(1)), None);
    }
}
