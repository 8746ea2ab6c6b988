//! Sums that never mix currencies and never round: one exact total per currency.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Currency, Money};

/// A total per currency, in the order of the currencies' codes. Empty means that nothing was added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amounts(BTreeMap<Currency, Decimal>);

/// A sum that no longer fits exactly into 28 digits. No honest books reach it; it is an error rather than a rounded total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a total of more than 28 digits cannot be held exactly")]
pub struct Overflow;

impl Amounts {
    /// Adds one amount to the total of its currency.
    pub fn add(&mut self, money: Money) -> Result<(), Overflow> {
        let total = self.0.entry(money.currency()).or_insert(Decimal::ZERO);
        let sum = total.checked_add(money.amount()).ok_or(Overflow)?;
        // rust_decimal rounds when 28 digits are not enough: a smaller scale than its parts betrays that; beside a zero it gives the
        // other part as it is, whatever the zero's scale
        let may_round = !total.is_zero() && !money.is_zero();
        if may_round && sum.scale() < total.scale().max(money.amount().scale()) {
            return Err(Overflow);
        }
        *total = sum;
        Ok(())
    }

    /// The total of one currency; zero where nothing was added.
    pub fn of(&self, currency: Currency) -> Decimal {
        self.0.get(&currency).copied().unwrap_or_default()
    }

    /// Every currency with its total, by code.
    pub fn iter(&self) -> impl Iterator<Item = (Currency, Decimal)> {
        self.0.iter().map(|(currency, total)| (*currency, *total))
    }

    /// True when nothing was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_stay_apart() {
        let mut sums = Amounts::default();
        for (text, currency) in [("-1.10", Currency::USD), ("-2.20", Currency::USD), ("5", Currency::EUR)] {
            sums.add(Money::parse(text, currency).unwrap()).unwrap();
        }
        assert_eq!(sums.of(Currency::USD), Decimal::new(-330, 2));
        assert_eq!(sums.of(Currency::EUR), Decimal::from(5));
        assert_eq!(sums.iter().count(), 2);
    }

    #[test]
    fn a_zero_of_any_scale_changes_no_total() {
        for texts in [["0.00", "5"], ["5", "0.00"], ["0.0000", "0"]] {
            let mut sums = Amounts::default();
            let added = texts.map(|text| sums.add(Money::parse(text, Currency::USD).unwrap()));
            assert_eq!(added, [Ok(()), Ok(())], "{texts:?}");
        }
    }

    #[test]
    fn a_total_that_would_be_rounded_is_an_error() {
        let mut sums = Amounts(BTreeMap::from([(Currency::USD, Decimal::MAX)]));
        let cent = Money::parse("0.01", Currency::USD).unwrap();
        assert_eq!(sums.add(cent), Err(Overflow));
        assert_eq!(sums.of(Currency::USD), Decimal::MAX, "a refused sum changes nothing");
    }
}
