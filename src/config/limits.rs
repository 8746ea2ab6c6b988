//! `[limits]` and `[rates]`: what a month may cost, and what currencies were worth by day. Amounts are texts, so that none is rounded.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::rule::category_named;
use super::table::{ConfigError, Place, Table};
use crate::domain::{Clean, Currency, Limit, Limited, Money, Rates};

/// Reads `[limits.categories]` and `[limits.merchants]`, each in the order of their names.
pub(super) fn read_limits(mut table: Table<'_>) -> Result<Vec<Limit>, ConfigError> {
    let mut limits = Vec::new();
    if let Some(categories) = table.table("categories")? {
        for (key, key_place, value, place) in categories.all_texts()? {
            let category = category_named(&key).map_err(|message| ConfigError { place: key_place, message })?;
            limits.push(Limit { of: Limited::Category(category), amount: amount(&value, place)? });
        }
    }
    if let Some(merchants) = table.table("merchants")? {
        for (key, key_place, value, place) in merchants.all_texts()? {
            let name = Clean::non_empty(&key);
            let empty = || ConfigError { place: key_place, message: "a merchant's name is empty".into() };
            limits.push(Limit { of: Limited::Merchant(name.ok_or_else(empty)?), amount: amount(&value, place)? });
        }
    }
    table.finish()?;
    Ok(limits)
}

/// `600.00 USD`; without a currency US dollars.
fn amount(text: &str, place: Place) -> Result<Money, ConfigError> {
    let (number, code) = text.trim().split_once(' ').unwrap_or((text.trim(), "USD"));
    let currency = currency(code.trim(), place)?;
    let money = Money::parse(number, currency).ok().filter(|money| money.amount() > Decimal::ZERO);
    let wrong = || ConfigError {
        place,
        message: "this is no amount: expected one above zero in quotes, such as \"600.00 USD\"".into(),
    };
    money.ok_or_else(wrong)
}

fn currency(code: &str, place: Place) -> Result<Currency, ConfigError> {
    Currency::parse(&code.to_uppercase()).map_err(|error| ConfigError { place, message: error.to_string() })
}

/// Reads `[rates]`: `base`, and for each other currency a table of days with what one unit was worth in the base then.
pub(super) fn read_rates(mut table: Table<'_>) -> Result<Rates, ConfigError> {
    let (code, place) = table.text_at("base")?.unwrap_or_else(|| ("USD".to_owned(), table.place()));
    let base = currency(&code, place)?;
    let mut rates = Rates::new(base);
    for (code, code_place, days) in table.all_tables()? {
        let worth_of = currency(&code, code_place)?;
        if worth_of == base {
            let message = format!("{base} is the base: expected other currencies, counted in it");
            return Err(ConfigError { place: code_place, message });
        }
        for (day, day_place, value, place) in days.all_texts()? {
            let on: NaiveDate = day.parse().map_err(|_| ConfigError {
                place: day_place,
                message: "this is no day: expected one such as 2026-01-31".into(),
            })?;
            let worth = Decimal::from_str_exact(value.trim()).ok().filter(|worth| *worth > Decimal::ZERO);
            let worth = worth.ok_or_else(|| ConfigError {
                place,
                message: format!(
                    "this is no rate: expected what one {worth_of} was worth in {base}, such as \"1.085\""
                ),
            })?;
            rates.insert(worth_of, on, worth);
        }
    }
    Ok(rates)
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;
    use crate::domain::Category;

    fn error(text: &str) -> String {
        Config::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn limits_are_of_categories_and_merchants_each_in_its_currency() {
        let text =
            "[limits.categories]\nfood_and_drink = \"600.00\"\n[limits.merchants]\n\"Corner Cafe\" = \"40 EUR\"\n";
        let limits = Config::parse(text).unwrap().limits;
        let told: Vec<_> = limits.iter().map(|limit| (limit.of.clone(), limit.amount.to_string())).collect();
        assert_eq!(
            told,
            [
                (Limited::Category(Category::FoodAndDrink), "600.00 USD".to_owned()),
                (Limited::Merchant(Clean::new("Corner Cafe")), "40.00 EUR".to_owned()),
            ]
        );
    }

    #[test]
    fn a_slip_in_a_limit_names_its_place() {
        assert!(error("[limits.categories]\nfood = \"5\"\n").starts_with("2:1: 'food' is no category"));
        let none = "2:8: this is no amount: expected one above zero in quotes, such as \"600.00 USD\"";
        for amount in ["0", "-5", "five", "5 USD EUR"] {
            let said = error(&format!("[limits.categories]\ntravel = \"{amount}\"\n").replace("travel", "TRAVEL"));
            assert!(said.starts_with("2:10: "), "{amount}: {said}");
        }
        assert_eq!(error("[limits.merchants]\nShop = \"x\"\n"), none);
        assert!(error("[limits]\ncategory = 1\n").contains("did you mean 'categories'?"));
        assert!(error("[limits.merchants]\nShop = 5\n").contains("expected text in quotes"));
    }

    #[test]
    fn rates_are_read_by_currency_and_day() {
        let text = "[rates]\nbase = \"EUR\"\n[rates.USD]\n2026-01-31 = \"0.92\"\n2026-02-28 = \"0.95\"\n";
        let config = Config::parse(text).unwrap();
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(config.rates.base(), Some(Currency::EUR));
        let worth = |on| config.rates.worth(Currency::USD, day(on)).unwrap();
        assert_eq!(worth("2026-02-10"), (Decimal::new(92, 2), Some(day("2026-01-31"))));
        assert_eq!(worth("2026-03-10"), (Decimal::new(95, 2), Some(day("2026-02-28"))));
    }

    #[test]
    fn a_slip_in_a_rate_names_its_place() {
        assert_eq!(error("[rates.EUR]\n2026-13-31 = \"1\"\n"), "2:1: this is no day: expected one such as 2026-01-31");
        assert!(
            error("[rates.EUR]\n2026-01-31 = \"-1\"\n").starts_with("2:14: this is no rate: expected what one EUR")
        );
        assert!(error("[rates.USD]\n2026-01-31 = \"1\"\n").contains("USD is the base"));
        assert!(error("[rates]\nEUR = \"1.1\"\n").starts_with("2:7: 'EUR' in [rates] is a string"), "a rate has a day");
    }
}
