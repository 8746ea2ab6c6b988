//! What seldom happens: holds that are let go, a store that charges twice, a late payment, a card that thieves try out; and what
//! the scenarios add to the day that is today.

use chrono::{Datelike, NaiveDate};

use super::banks::{Cents, SimAccount};
use super::clock::{Moment, after, before, day_of, month_number};
use super::everyday::{Sale, chance_of, chance_of_month, sold, tipped};
use super::movement::{End, Key, Movement, Truth};
use super::plans::ROUND;
use super::scenario::Scenario;
use super::shops::{BEST_BUY, Shop, shop};
use crate::domain::Category::{self, FoodAndDrink, GeneralMerchandise, GeneralServices, Travel};
use crate::domain::RowKind;

const HOTEL: Shop = shop("Marriott", "MARRIOTT SAN DIEGO", ("San Diego", "CA"), 3509, Travel);
const FLIGHT: Shop = shop("United Airlines", "UNITED 0162~~~~~~~~~~", ("800-932-2732", "TX"), 3000, Travel);
const STORE: Shop = shop("IKEA", "IKEA EAST PALO ALTO", ("East Palo Alto", "CA"), 5712, GeneralMerchandise);
const TEST: Shop = shop("DG Store", "DG STORE ONLINE *@@@@", ("8005551234", "NY"), 5734, GeneralServices);
const GIFT_CARDS: Shop = shop("Apple", "APPLE.COM/US", ("800-676-2775", "CA"), 5732, GeneralMerchandise);
const STEAM_CARDS: Shop = shop("GameStop", "GAMESTOP #6612", ("Miami", "FL"), 5734, GeneralMerchandise);
const DINNER: Shop = shop("Il Fornaio", "TST* IL FORNAIO", ("San Jose", "CA"), 5812, FoodAndDrink);

/// The thieves' charges at night: what, at which minute of the day, and for how much.
const BURST: [(Shop, u16, Cents); 4] =
    [(TEST, 134, -100), (BEST_BUY, 151, -89_900), (GIFT_CARDS, 164, -64_900), (STEAM_CARDS, 178, -51_250)];

/// Month of a round of [`ROUND`] months in which each falls.
const LATE: i64 = 2;
const FRAUD: i64 = 3;

/// Adds what seldom happens and falls on that day.
pub(super) fn on(seed: u64, day: NaiveDate, out: &mut Vec<Movement>) {
    let month = month_number(day);
    let day_in = |topic, from, to| u32::try_from(chance_of_month(seed, topic, day).between(from, to)).ok();
    if day_in(1, 4, 24) == Some(day.day()) {
        out.push(let_go(seed, Key { account: SimAccount::WellsCard, day, slot: 90 }, Moment::new(day, 1_260), 4));
    }
    if day.month() == 7 && day_in(2, 8, 20) == Some(day.day()) {
        twice(seed, day, 750, 91, out);
    }
    if day.month() == 8 && day_in(3, 6, 16) == Some(day.day()) {
        let key = Key { account: SimAccount::AmexCard, day, slot: 94 };
        let amount = -chance_of(seed, key).between(32_000, 48_000);
        out.push(sold(seed, Sale { key, shop: FLIGHT, at: Moment::new(day, 1_150), amount, recurring: false }));
    }
    // after the card's closing day, so that charges and credits meet in one statement
    if month.rem_euclid(ROUND) == FRAUD && day_in(4, 12, 19) == Some(day.day()) {
        fraud(seed, day, out);
    }
    late_fees(day, month, out);
}

/// A hold that vanishes after some days.
fn let_go(seed: u64, key: Key, at: Moment, days: u64) -> Movement {
    let amount = -chance_of(seed, key).between(120, 240) * 100;
    let row = sold(seed, Sale { key, shop: HOTEL, at, amount, recurring: false });
    Movement { end: End::Drops(Moment::new(after(at.day, days), 660)), ..row }
}

/// The same charge two minutes apart.
fn twice(seed: u64, day: NaiveDate, at: u16, slot: u16, out: &mut Vec<Movement>) {
    let key = Key { account: SimAccount::CitiCard, day, slot };
    let amount = -chance_of(seed, key).between(3_400, 9_800);
    let first = sold(seed, Sale { key, shop: STORE, at: Moment::new(day, at), amount, recurring: false });
    let key = Key { slot: slot + 1, ..key };
    let second = Movement { key, authorised: Some(Moment::new(day, at + 2)), ..first.clone() };
    let second = Movement { truth: second.truth.of("duplicate").with(first.key), ..second };
    out.extend([first, second]);
}

/// A dollar to try the card, which is let go; then large charges, which the bank gives back.
fn fraud(seed: u64, day: NaiveDate, out: &mut Vec<Movement>) {
    for (slot, (shop, at, amount)) in (100_u16..).zip(BURST) {
        let key = Key { account: SimAccount::ChaseCard, day, slot };
        let mut row = sold(seed, Sale { key, shop, at: Moment::new(day, at), amount, recurring: false });
        row.truth = row.truth.of("fraud");
        if slot == 100 {
            row.end = End::Drops(Moment::new(after(day, 2), 700));
        } else {
            let posted = Moment::new(after(day, 1), 610 + slot);
            row.end = End::Posts(posted);
            let key = Key { slot: slot + 10, ..key };
            let truth = Truth { kind: RowKind::Refund, ..row.truth.clone() }.with(row.key);
            let text = format!("FRAUD CREDIT {}", row.text);
            out.push(Movement::booked(key, Moment::new(after(day, 8), 640), -amount, text, truth));
        }
        out.push(row);
    }
}

/// The Citi payment that is late once in a round, see `closings`: its fee, and interest at the next closing.
fn late_fees(day: NaiveDate, month: i64, out: &mut Vec<Movement>) {
    let Some(card) = SimAccount::CitiCard.card() else { return };
    let after_late = |month: i64| is_late(SimAccount::CitiCard, month - 1);
    let truth = |kind| Truth::plain(kind, Category::BankFees);
    let key = |slot| Key { account: SimAccount::CitiCard, day, slot };
    if after_late(month) && day == after(day_of(month - 1, card.closes), DUE_AFTER + 1) {
        let text = "LATE FEE - PAYMENT PAST DUE".to_owned();
        out.push(Movement::booked(key(95), Moment::new(day, 300), -2_900, text, truth(RowKind::Fee)));
    }
    if after_late(month) && day == day_of(month, card.closes) {
        let text = "INTEREST CHARGED TO STANDARD PURCH".to_owned();
        out.push(Movement::booked(key(96), Moment::new(day, 1_380), -1_487, text, truth(RowKind::Interest)));
    }
}

/// Days from a card's closing to the day by which it must be paid.
pub(super) const DUE_AFTER: u64 = 24;

/// True for the one statement of a round that is paid too late.
pub(super) fn is_late(card: SimAccount, month: i64) -> bool {
    card == SimAccount::CitiCard && month.rem_euclid(ROUND) == LATE
}

/// What a scenario adds on the day that is today. Nothing of it is booked before the day opens, so that no closing balance of the
/// past moves.
pub(super) fn of_today(seed: u64, scenario: Scenario, today: NaiveDate) -> Vec<Movement> {
    let mut out = Vec::new();
    match scenario {
        Scenario::Tip => {
            for (account, slot) in [(SimAccount::ChaseCard, 200), (SimAccount::WellsCard, 201)] {
                let key = Key { account, day: today, slot };
                let at = Moment::new(before(today, 1), 1_210);
                let amount = -chance_of(seed, key).between(4_200, 8_800);
                let row = sold(seed, Sale { key, shop: DINNER, at, amount, recurring: false });
                let end = End::Posts(Moment::new(today, 490));
                out.push(Movement { end, amount: tipped(amount, 20), ..row });
            }
        }
        Scenario::FraudBurst => {
            for (slot, (shop, at, amount)) in (202_u16..).zip(BURST) {
                let key = Key { account: SimAccount::ChaseCard, day: today, slot };
                // the last charge comes while one looks
                let at = if slot == 205 { 492 } else { at };
                let row = sold(seed, Sale { key, shop, at: Moment::new(today, at), amount, recurring: false });
                out.push(Movement { truth: row.truth.clone().of("fraud"), ..row });
            }
        }
        Scenario::DroppedPending => {
            for (account, slot) in [(SimAccount::ChaseCard, 206), (SimAccount::WellsCard, 207)] {
                let key = Key { account, day: today, slot };
                let row = let_go(seed, key, Moment::new(before(today, 1), 1_290), 1);
                out.push(Movement { end: End::Drops(Moment::new(today, 490)), ..row });
            }
        }
        Scenario::Duplicate => twice(seed, today, 450, 208, &mut out),
        _ => {}
    }
    out
}
