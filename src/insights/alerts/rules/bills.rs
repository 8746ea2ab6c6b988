//! Rules on what recurs: each looks at a stream as its finder told it and speaks of the stream's last charge, or of the one that is
//! missing.

use chrono::Days;

use crate::domain::Money;
use crate::insights::alerts::replay::hundredths;
use crate::insights::alerts::scene::{Recurred, Scene, Stream};

use super::Told;

/// Days for which news of a stream is news.
const NEWS: i64 = 60;
/// Days that income may be late, a weekend and a holiday among them.
const LATE: u64 = 4;
/// Charges from which a bill has a usual amount.
const KNOWN: usize = 4;

fn magnitude(amount: Money) -> Option<i64> {
    hundredths(amount.amount().abs())
}

fn is_news(charge: &Recurred, scene: &Scene<'_>) -> bool {
    (0..=NEWS).contains(&(scene.today() - charge.day).num_days())
}

/// How often and for how much it came before that charge.
fn so_far(stream: &Stream, before: usize) -> String {
    let last = stream.charges[..before].last().map(|charge| charge.amount.magnitude());
    let last = last.map_or_else(|| "nothing".to_owned(), |amount| amount.to_string());
    let times = if before == 1 { "once".to_owned() } else { format!("{before} times") };
    format!("{} came {times} before, last for {last}", stream.who)
}

/// The new price is higher, and new.
pub(super) fn price_rise(stream: &Stream, scene: &Scene<'_>) -> Option<Told> {
    let at = stream.new_price.filter(|at| *at > 0 && !stream.trial && !stream.is_income())?;
    let (old, new) = (stream.charges.get(at - 1)?, stream.charges.get(at)?);
    let (from, to) = (magnitude(old.amount)?, magnitude(new.amount)?);
    let same = old.amount.currency() == new.amount.currency();
    (same && to > from && is_news(new, scene)).then(|| {
        let why = format!("from {} to {}", old.amount.magnitude(), new.amount.magnitude());
        Told { with: vec![new.row], ..Told::new(so_far(stream, at), why) }
    })
}

/// A price that stays, for the second time and never before.
pub(super) fn new_subscription(stream: &Stream, scene: &Scene<'_>) -> Option<Told> {
    let second = stream.charges.get(1)?;
    let fresh = stream.charges.len() <= 3 && is_news(second, scene);
    (fresh && stream.is_new && stream.fixed && !stream.trial && !stream.is_income()).then(|| {
        let (day, first) = (stream.charges[0].day, stream.charges[0].amount.magnitude());
        Told {
            with: vec![second.row],
            ..Told::new(format!("{} came first on {day}, for {first}", stream.who), "it seems to go on")
        }
    })
}

/// The first full price after a trial's.
pub(super) fn trial_paid(stream: &Stream, scene: &Scene<'_>) -> Option<Told> {
    let (first, paid) = (stream.charges.first()?, stream.charges.get(1)?);
    (stream.trial && is_news(paid, scene)).then(|| {
        let why = format!("{} is the price from now on", paid.amount.magnitude());
        let began = format!("{} began on {} for {}", stream.who, first.day, first.amount.magnitude());
        Told { with: vec![paid.row], ..Told::new(began, why) }
    })
}

/// A charge after the day on which the person said that it has ended.
pub(super) fn cancelled_charged(stream: &Stream, _: &Scene<'_>) -> Option<Told> {
    let ended = stream.ended?;
    let after = stream.charges.iter().find(|charge| charge.day > ended)?;
    let why = format!("{} on {} all the same", after.amount.magnitude(), after.day);
    Some(Told { with: vec![after.row], ..Told::new(format!("you said that {} ended on {ended}", stream.who), why) })
}

/// A bill that varies, above its median by three times its usual distance from it, and by a quarter.
pub(super) fn high_bill(stream: &Stream, scene: &Scene<'_>) -> Option<Told> {
    let (last, before) = stream.charges.split_last()?;
    if stream.fixed || stream.is_income() || before.len() < KNOWN || !is_news(last, scene) {
        return None;
    }
    let same = |charge: &&Recurred| charge.amount.currency() == last.amount.currency();
    let mut amounts: Vec<i64> = before.iter().filter(same).filter_map(|charge| magnitude(charge.amount)).collect();
    let median = middle(&mut amounts)?;
    let mut distances: Vec<i64> = amounts.iter().map(|amount| (amount - median).abs()).collect();
    let distance = middle(&mut distances)?;
    let now = magnitude(last.amount)?;
    let high =
        now > median.saturating_add(distance.saturating_mul(3)) && now.saturating_mul(4) > median.saturating_mul(5);
    high.then(|| {
        let usual = crate::insights::alerts::words::sum(median, last.amount.currency());
        let baseline = format!("{} is usually about {usual}, {} bills", stream.who, before.len());
        Told { with: vec![last.row], ..Told::new(baseline, format!("{} this time", last.amount.magnitude())) }
    })
}

fn middle(amounts: &mut [i64]) -> Option<i64> {
    amounts.sort_unstable();
    amounts.get(amounts.len() / 2).copied()
}

/// A believed income whose day has passed.
pub(super) fn income_missing(stream: &Stream, scene: &Scene<'_>) -> Option<Told> {
    let awaited = stream.awaited.filter(|_| stream.mature && stream.is_income())?;
    let late = scene.today() > awaited.checked_add_days(Days::new(LATE))?;
    let is_news = (scene.today() - awaited).num_days() <= NEWS;
    (late && is_news)
        .then(|| Told::new(so_far(stream, stream.charges.len()), format!("nothing since {awaited}, when it was due")))
}

#[cfg(test)]
#[path = "bills_tests.rs"]
mod tests;
