//! Rules that need to know a habit: charges that come twice, cash, fees, deposits.

use crate::domain::{Level, RowKind, TxnStatus};
use crate::insights::alerts::past::{Past, is_repeat};
use crate::insights::alerts::seen::Seen;
use crate::insights::alerts::words::{baseline, sum, usually};

use super::Told;

/// One of so many visits that repeats an amount is a habit: parking, a coffee.
const HABIT: usize = 5;

/// Visits in a month from which somebody is a regular.
const REGULAR: usize = 3;
const MONTH_HOURS: i64 = 30 * 24;

/// The same merchant, amount and account within three days. Silent where the amount is a price that was paid before, where repeats
/// are a habit, and of an authorisation beside its own booking.
pub(super) fn duplicate(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let sums = past.usual(seen).filter(|_| seen.is_purchase() && seen.merchant.is_some() && !seen.is_dropped())?;
    let visits = sums.visits(seen)?;
    if visits.repeats * HABIT >= visits.amounts.len() {
        return None;
    }
    let is_twin = |other: &&Seen<'_>| {
        let booked = |seen: &Seen<'_>| seen.row.status == TxnStatus::Posted;
        other.row.account == seen.row.account
            && (booked(other) == booked(seen) || other.day == seen.day)
            && is_repeat(std::iter::once(*other), seen)
    };
    // who comes every few days pays the same again without anything being wrong, though hardly twice a day
    let visited = |other: &&Seen<'_>| other.merchant == seen.merchant && !other.is_dropped();
    let mut twins = past.within(seen, 72).filter(is_twin);
    let newest = twins.next()?;
    let regular = past.level == Level::Quiet || past.within(seen, MONTH_HOURS).filter(visited).count() >= REGULAR;
    let twin = if regular { std::iter::once(newest).chain(twins).find(|other| other.day == seen.day)? } else { newest };
    let same = visits.amounts.below(seen.amount + 1) - visits.amounts.below(seen.amount);
    if same > 1 {
        return None;
    }
    let amount = sum(seen.amount, seen.currency);
    let mut told = Told::new(baseline(sums, seen), format!("{amount} was charged on {} already", twin.day));
    told.with.push(twin.row.id);
    Some(told)
}

/// More cash than ever, or the third time in a day.
pub(super) fn cash(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let sums = past.usual(seen).filter(|_| seen.kind == RowKind::Cash && seen.row.amount.is_out())?;
    let most = sums.cash.most().filter(|_| sums.cash.len() >= 3)?;
    let often = past.within(seen, 24).filter(|other| other.kind == RowKind::Cash && other.row.amount.is_out()).count();
    let baseline = || usually("you usually take out", &sums.cash, seen.currency);
    if seen.amount > most.saturating_mul(3) / 2 {
        return Some(Told::new(baseline(), format!("{} is more than ever", sum(seen.amount, seen.currency))));
    }
    (often == 2).then(|| Told::new(baseline(), "the third time in 24 hours"))
}

/// A fee, or interest that is paid; of several that an account pays within a month the first.
pub(super) fn fee(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let costs = |row: &Seen<'_>| matches!(row.kind, RowKind::Fee | RowKind::Interest) && row.row.amount.is_out();
    let same = |other: &Seen<'_>| costs(other) && other.kind == seen.kind && other.row.account == seen.row.account;
    // what a purchase abroad costs besides is a part of its price
    let is_abroad =
        || seen.row.text.clean().as_str().to_lowercase().contains("foreign") && past.was_abroad(seen.day, 7);
    (costs(seen) && !is_abroad() && !past.within(seen, MONTH_HOURS).any(same)).then(|| {
        let (amount, words) = (sum(seen.amount, seen.currency), seen.row.text.clean());
        let baseline = format!("no {} on this account for 30 days", seen.kind.words().to_lowercase());
        Told::new(baseline, format!("{amount} for {words}: ask whether it can be waived"))
    })
}

/// Money in, half as much again as ever.
pub(super) fn large_deposit(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let comes = matches!(seen.kind, RowKind::Income | RowKind::P2pIn) && !seen.row.amount.is_out();
    let sums = past.usual(seen).filter(|_| comes)?;
    let most = sums.deposits.most().filter(|_| sums.deposits.len() >= 3)?;
    (seen.amount > most.saturating_mul(3) / 2).then(|| {
        let baseline = usually("what comes in is", &sums.deposits, seen.currency);
        Told::new(baseline, format!("{} is more than ever", sum(seen.amount, seen.currency)))
    })
}
