//! What recurs: subscriptions, bills and wages, found by calendars rather than by average gaps. Knows nothing of names: who is on the
//! other side is what [`describe`](fn@super::describe) and the person say.
//!
//! ```text
//! find      a group of charges -> fits: one plan, plans among shopping, two bills, what varies
//! fit       charges -> the calendar that explains them, and how likely chance would have
//! calendar  slots <-> dates: month ends clipped, days off moved              workdays
//! prices    what the amounts do: stay, step, begin with a trial, vary
//! stream    a fit -> status, next date and amount, yearly cost
//! known     the streams of a book, with the person's word on each
//! replay    the streams of any list of movements
//! ```

mod calendar;
mod find;
mod fit;
mod known;
mod prices;
mod replay;
mod stream;
mod workdays;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::domain::{Category, Clean, Currency};

use super::text::normalize;
use fit::Charge;

pub use calendar::Frequency;
pub(super) use known::payer;
pub use known::{Known, Word, known};
pub use replay::Movements;
pub use stream::{Entry, PriceChange, Status, Stream};

/// The streams of movements in any order: grouped by owner, other side, direction and currency; listed by owner, then by name.
///
/// Movements of nothing are left out. What one group holds never depends on another.
pub fn streams<R: Copy + Ord>(entries: Vec<Entry<R>>, today: NaiveDate) -> Vec<Stream<R>> {
    let mut names: std::collections::HashMap<Clean, String> = std::collections::HashMap::new();
    let mut groups: BTreeMap<(u32, String, bool, Currency), Vec<Entry<R>>> = BTreeMap::new();
    for entry in entries.into_iter().filter(|entry| !entry.amount.is_zero()) {
        let name = names.entry(entry.who.clone()).or_insert_with(|| normalize(entry.who.as_str()));
        let key = (entry.owner, name.clone(), !entry.amount.is_out(), entry.amount.currency());
        groups.entry(key).or_default().push(entry);
    }
    let mut found: Vec<Stream<R>> = Vec::new();
    for mut group in groups.into_values() {
        group.sort_by(|a, b| {
            let key = |entry: &Entry<R>| (entry.day, entry.amount.amount().abs(), entry.row);
            key(a).cmp(&key(b))
        });
        found.extend(in_group(&group, today));
    }
    found
}

fn in_group<R: Copy>(group: &[Entry<R>], today: NaiveDate) -> Vec<Stream<R>> {
    let charges: Vec<Charge> = group
        .iter()
        .enumerate()
        .map(|(row, entry)| Charge { day: stream::number(entry.day), amount: units(entry.amount.amount()), row })
        .collect();
    let is_income = group.last().is_some_and(|entry| !entry.amount.is_out());
    let category = group.last().map_or(Category::Uncategorized, |entry| entry.category);
    let fits = find::streams(&charges, stream::about(category, is_income));
    fits.iter().filter_map(|fit| stream::judge(group, fit, today)).collect()
}

/// Ten-thousandths of a unit, held to what can be multiplied by a thousand; for comparing only.
fn units(amount: Decimal) -> i64 {
    const MOST: i64 = i64::MAX / 1_000_000;
    let scaled = amount.abs().checked_mul(Decimal::from(10_000)).and_then(|scaled| scaled.trunc().to_i64());
    scaled.unwrap_or(MOST).min(MOST)
}

#[cfg(test)]
mod tests;
