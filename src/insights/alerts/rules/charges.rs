//! Rules on purchases and payments that look like somebody else's.

use crate::domain::{Level, RowKind};
use crate::insights::alerts::past::{Past, Sums, charge};
use crate::insights::alerts::seen::Seen;
use crate::insights::alerts::why::{self, Setting};
use crate::insights::alerts::words::{anywhere, baseline, sum, usually};

use super::Told;

/// At most this is a charge by which thieves try a card, in hundredths.
const TINY: i64 = 200;
/// Below this no single charge is called large, in hundredths.
const FLOOR: i64 = 5_000;
/// Words of what is as good as money and gone as fast.
const LIKE_MONEY: &[&str] =
    &["gift card", "giftcard", "egift", "western union", "moneygram", "coinbase", "binance", "kraken", "bitcoin"];

/// The amount from which a purchase is large for the person at that level.
fn large(sums: &Sums<'_>, level: Level) -> i64 {
    let percent = match level {
        Level::Quiet => 100,
        Level::Normal => 99,
        Level::Strict => 95,
    };
    sums.purchases.at_percent(percent).unwrap_or(i64::MAX).max(FLOOR)
}

fn is_new(sums: &Sums<'_>, seen: &Seen<'_>) -> bool {
    seen.merchant.is_some() && sums.visits(seen).is_none()
}

/// A charge of at most two units at a merchant never seen, then a large one within three days.
pub(super) fn card_test(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let sums = past.usual(seen).filter(|_| seen.is_shopping())?;
    let usual = sums.purchases.at_percent(95)?.max(FLOOR);
    if seen.amount <= usual || (sums.visits(seen).is_some() && seen.amount <= large(sums, past.level)) {
        return None;
    }
    let is_test = |earlier: &&Seen<'_>| {
        let visits = sums.visits(earlier).map_or(0, |visits| visits.amounts.len());
        earlier.is_shopping() && earlier.amount <= TINY && visits <= 1 && earlier.row.account == seen.row.account
    };
    let test = past.within(seen, 72).find(is_test)?;
    let (tiny, who) = (sum(test.amount, seen.currency), test.who());
    let mut told = Told::new(baseline(sums, seen), format!("{tiny} at {who}, new to you, came first on {}", test.day));
    told.with.push(test.row.id);
    Some(told)
}

/// The third charge of a day that is above what 95 of 100 stay within.
pub(super) fn burst(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let sums = past.usual(seen).filter(|_| seen.is_shopping())?;
    let usual = sums.purchases.at_percent(95)?.max(FLOOR);
    let is_large = |other: &Seen<'_>| other.is_shopping() && other.currency == seen.currency && other.amount > usual;
    if !is_large(seen) {
        return None;
    }
    let others: Vec<_> = past.within(seen, 24).filter(|other| is_large(other) && !other.is_dropped()).collect();
    (others.len() >= 2).then(|| Told {
        baseline: format!("19 of 20 of your purchases stay within {}", sum(usual, seen.currency)),
        why: format!("this is number {} above that in 24 hours", others.len() + 1),
        with: others.iter().map(|other| other.row.id).collect(),
    })
}

/// A purchase far above all that was spent at the merchant, or one whose traits together are odd for the person.
pub(super) fn unusual(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let sums = past.usual(seen).filter(|_| seen.is_shopping() && seen.amount >= FLOOR)?;
    let factor = match past.level {
        Level::Quiet => 5,
        Level::Normal => 3,
        Level::Strict => 2,
    };
    let visits = sums.visits(seen);
    if let Some(amounts) = visits.map(|visits| &visits.amounts).filter(|amounts| amounts.len() >= 5) {
        let most = amounts.most()?;
        let far = seen.amount > most.saturating_mul(factor) && seen.amount > sums.purchases.at_percent(90)?;
        return far.then(|| Told::new(baseline(sums, seen), format!("{} times your most here", seen.amount / most)));
    }
    // the score was learnt from charges with their time of day: without one it says nothing
    let (judged, speaks) = sums.judge(seen, past.level);
    let time = seen.time.filter(|_| speaks)?.format("%H:%M").to_string();
    let since = judged.suspects.and_then(|(_, second)| chrono::DateTime::from_timestamp(second, 0));
    let since = since.map(|since| since.format("%b %-d, %H:%M").to_string()).unwrap_or_default();
    let category = seen.category.words();
    let setting = Setting { category, time: Some(&time), since: &since, money: why::plain };
    let why = why::why(&judged, sums.traits(), &charge(seen), &setting);
    Some(Told::new(baseline(sums, seen), why))
}

/// The first purchase at a merchant, larger than nearly all others.
pub(super) fn new_and_large(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let sums = past.usual(seen).filter(|sums| seen.is_shopping() && is_new(sums, seen))?;
    let large = large(sums, past.level);
    (seen.amount > large).then(|| {
        Told::new(anywhere(sums, seen.currency), format!("first time, and above {}", sum(large, seen.currency)))
    })
}

/// Gift cards and the like: twice in a day, or once for much.
pub(super) fn gift_cards(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let is_money = |row: &Seen<'_>| {
        let text = row.row.text.clean().as_str().to_lowercase();
        row.row.amount.is_out() && LIKE_MONEY.iter().any(|word| text.contains(word))
    };
    let sums = past.usual(seen).filter(|_| is_money(seen))?;
    if sums.visits(seen).is_some_and(|visits| visits.amounts.len() >= 3) {
        return None;
    }
    let others: Vec<_> = past.within(seen, 24).filter(|other| is_money(other)).map(|other| other.row.id).collect();
    let much = seen.amount > sums.purchases.at_percent(95)?.max(FLOOR);
    (much || !others.is_empty()).then(|| Told {
        why: format!("{} of it cannot be called back", sum(seen.amount, seen.currency)),
        baseline: baseline(sums, seen),
        with: others,
    })
}

/// A payment to a person who was never paid, above all that persons were paid before.
pub(super) fn new_payee(past: &Past<'_>, seen: &Seen<'_>) -> Option<Told> {
    let sums = past.usual(seen).filter(|_| seen.kind == RowKind::P2pOut && seen.row.amount.is_out())?;
    let most = sums.to_persons.most().unwrap_or_default().max(FLOOR * 2);
    (seen.amount > most && !sums.payees.contains(&seen.payee())).then(|| {
        let baseline = usually("you have sent persons", &sums.to_persons, seen.currency);
        Told::new(baseline, format!("never sent to {} before", seen.payee()))
    })
}
