//! Totals that were converted by the person's rates: marked with ≈ wherever they are printed.

use serde::Serialize;

use crate::insights::Converted;

/// An estimate in one currency.
#[derive(Serialize)]
pub struct Estimate {
    pub currency: String,
    pub amount: String,
    /// A sentence each.
    pub rates: Vec<String>,
    /// Amounts that have no rate and are no part of it.
    pub missing: Vec<String>,
}

impl Estimate {
    pub fn of(converted: &Converted) -> Self {
        Self {
            currency: converted.money.currency().id().to_owned(),
            amount: converted.money.to_decimal_string(),
            rates: converted.rates.iter().map(ToString::to_string).collect(),
            missing: converted.missing.iter().map(ToString::to_string).collect(),
        }
    }

    /// `≈ 1234.00 USD net worth (1 EUR = 1.04 USD, your rate of 2026-01-31)`, with an end of line.
    pub fn line(&self, what: &str) -> String {
        let without = if self.missing.is_empty() {
            String::new()
        } else {
            format!("; without {}, [rates] has none for it", self.missing.join(", "))
        };
        format!("≈ {} {} {what} ({}{without})\n", self.amount, self.currency, self.rates.join("; "))
    }
}
