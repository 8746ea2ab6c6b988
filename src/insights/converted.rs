//! Totals of several currencies as one, by the rates that a person wrote down. An estimate, always told apart from exact sums.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::{Amounts, Currency, Money, Overflow, Rates};

use super::derivation::{Derivation, RateUsed};

/// What amounts of several currencies are worth together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// In the base of the rates; to be shown with ≈.
    pub money: Money,
    /// By the currencies' codes.
    pub rates: Vec<RateUsed>,
    /// What has no rate, and is no part of it.
    pub missing: Vec<Money>,
}

impl Converted {
    /// How it came about.
    pub fn derivation(&self) -> Derivation {
        let mut rules = vec![format!("an estimate in {}, by your rates", self.money.currency())];
        rules.extend(self.missing.iter().map(|money| format!("left out: {money}, [rates] has none for it")));
        Derivation { rules, rates: self.rates.clone(), ..Derivation::default() }
    }
}

/// Amounts by currency as one, by the rates of a day; `None` where there is nothing to convert, or nothing to convert it by.
pub fn converted(
    amounts: impl IntoIterator<Item = (Currency, Decimal)>,
    rates: &Rates,
    day: NaiveDate,
) -> Result<Option<Converted>, Overflow> {
    let Some(base) = rates.base() else { return Ok(None) };
    let (mut sum, mut used, mut missing) = (Amounts::default(), Vec::new(), Vec::new());
    for (currency, amount) in amounts {
        let money = Money::new(amount, currency).map_err(|_| Overflow)?;
        match rates.worth(currency, day) {
            None => missing.push(money),
            Some((worth, of)) => {
                sum.add(rates.convert(money, base, day).ok_or(Overflow)?)?;
                used.extend(of.map(|of| RateUsed { currency, base, worth, of }));
            }
        }
    }
    if used.is_empty() {
        return Ok(None);
    }
    let money = Money::new(sum.of(base), base).map_err(|_| Overflow)?;
    Ok(Some(Converted { money, rates: used, missing }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_total_is_converted_by_the_rate_of_the_day_and_says_what_it_lacks() {
        let day = |month| NaiveDate::from_ymd_opt(2026, month, 15).unwrap();
        let (usd, eur, jpy) = (Currency::USD, Currency::EUR, Currency::parse("JPY").unwrap());
        let mut rates = Rates::new(usd);
        rates.insert(eur, day(1), dec("1.04"));
        rates.insert(eur, day(6), dec("1.10"));
        let amounts = [(usd, dec("10.00")), (eur, dec("-100.00")), (jpy, dec("500"))];
        let in_march = converted(amounts, &rates, day(3)).unwrap().unwrap();
        assert_eq!(in_march.money.to_decimal_string(), "-94.00");
        assert_eq!(in_march.rates, [RateUsed { currency: eur, base: usd, worth: dec("1.04"), of: day(1) }]);
        assert_eq!(in_march.missing.iter().map(ToString::to_string).collect::<Vec<_>>(), ["500 JPY"]);
        assert_eq!(converted(amounts, &rates, day(7)).unwrap().unwrap().money.to_decimal_string(), "-100.00");
        assert_eq!(converted([(usd, dec("10.00"))], &rates, day(3)), Ok(None), "nothing to convert");
        assert_eq!(converted([(jpy, dec("1"))], &rates, day(3)), Ok(None), "nothing to convert by");
        assert_eq!(converted(amounts, &Rates::default(), day(3)), Ok(None), "no rates at all");
    }
}
