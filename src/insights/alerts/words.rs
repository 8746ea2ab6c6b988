//! Amounts and baselines in words: `you usually spend $18.00 to $64.00 here, 23 visits`.

use crate::domain::Currency;

use super::past::{Sums, Visits};
use super::ranked::Ranked;
use super::seen::Seen;
use super::why;

/// An amount in hundredths: `$64.00`, or `64.00 CHF` for a currency without a sign of its own.
pub(super) fn sum(hundredths: i64, currency: Currency) -> String {
    let plain = why::plain(hundredths);
    match currency.symbol() {
        Some(symbol) => format!("{symbol}{plain}"),
        None => format!("{plain} {}", currency.id()),
    }
}

/// The middle nine tenths of amounts.
fn range(amounts: &Ranked, currency: Currency) -> Option<String> {
    let (low, high) = (amounts.at_percent(5)?, amounts.at_percent(95)?);
    let (from, to) = (sum(low, currency), sum(high, currency));
    Some(if low == high { from } else { format!("{from} to {to}") })
}

/// What the person usually spends: here, where they have been here before, else anywhere.
pub(super) fn baseline(sums: &Sums<'_>, seen: &Seen<'_>) -> String {
    let here = sums.visits(seen).and_then(|visits| at_merchant(visits, seen.currency));
    here.unwrap_or_else(|| anywhere(sums, seen.currency))
}

fn at_merchant(visits: &Visits, currency: Currency) -> Option<String> {
    let range = range(&visits.amounts, currency)?;
    let count = visits.amounts.len();
    let times = if count == 1 { "1 visit".to_owned() } else { format!("{count} visits") };
    Some(format!("you usually spend {range} here, {times}"))
}

/// What the person spends on a purchase, whoever gets it.
pub(super) fn anywhere(sums: &Sums<'_>, currency: Currency) -> String {
    let count = sums.purchases.len();
    match range(&sums.purchases, currency) {
        Some(range) => format!("your purchases are {range}, {count} so far; you have not been here before"),
        None => "nothing is known of your purchases yet".to_owned(),
    }
}

/// What such amounts have been: `{what} $20.00 to $80.00, 14 times`.
pub(super) fn usually(what: &str, amounts: &Ranked, currency: Currency) -> String {
    match range(amounts, currency) {
        Some(range) => format!("{what} {range}, {} times so far", amounts.len()),
        None => format!("{what} nothing so far"),
    }
}
