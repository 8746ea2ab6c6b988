//! Numbers of JSON as money, exact: with every digit that was sent, whatever the notation.

use rust_decimal::Decimal;
use serde_json::Number;

use crate::domain::{Currency, Money};

/// The amount of a JSON number, which may have an exponent; `None` for one that no amount can hold.
pub(super) fn money(number: &Number, currency: Currency) -> Option<Money> {
    let text = number.to_string();
    Money::parse(&text, currency)
        .or_else(|error| {
            Decimal::from_scientific(&text).map_err(|_| error).and_then(|exact| Money::new(exact, currency))
        })
        .ok()
}
