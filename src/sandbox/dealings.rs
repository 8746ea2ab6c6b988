//! Money that moves without a shop: pay, rent, people, cash, checks, interest, and the wallet with its funding at the bank.

use chrono::{Datelike, NaiveDate};

use super::banks::{Cents, SimAccount};
use super::chance::Chance;
use super::clock::{Moment, after, day_of, month_number, working_day};
use super::everyday::{Sale, chance_of, minute, place_of, sold};
use super::movement::{Key, Movement, Truth};
use super::shops::{Shop, shop};
use crate::domain::{Category, RowKind};

/// People of the person's life, for Zelle and `PayPal`.
const PEOPLE: [&str; 5] = ["Maria Lopez", "Sam O'Brien", "Priya Shah", "Jordan Lee", "Chris Novak"];

const EBAY: Shop = shop("eBay", "eBay Commerce Inc.", ("", ""), 5399, Category::GeneralMerchandise);
const ETSY: Shop = shop("Etsy", "Etsy, Inc.", ("", ""), 5399, Category::GeneralMerchandise);
const STEAM: Shop = shop("Steam", "Valve Corp.", ("", ""), 5816, Category::Entertainment);
const BANDCAMP: Shop = shop("Bandcamp", "Bandcamp, Inc.", ("", ""), 5735, Category::Entertainment);

/// Shops that the bank pays through the wallet, and those that the wallet's own balance pays.
const FUNDED: [Shop; 3] = [EBAY, ETSY, STEAM];
const SMALL: [Shop; 2] = [BANDCAMP, STEAM];

/// Adds the day's dealings.
pub(super) fn on(seed: u64, day: NaiveDate, out: &mut Vec<Movement>) {
    out.extend(pay(seed, day));
    out.extend(rent(seed, day));
    out.extend(check(seed, day));
    out.extend(person(seed, day));
    cash(seed, day, out);
    wallet(seed, day, out);
}

/// Every second Friday.
fn pay(seed: u64, day: NaiveDate) -> Option<Movement> {
    let payday = place_of(day) % 14 == 5;
    let key = Key { account: SimAccount::ChaseChecking, day, slot: 70 };
    let mut chance = chance_of(seed, key);
    let truth = Truth::plain(RowKind::Income, Category::Income).of("payroll");
    let amount = 285_000 + chance.between(0, 2_400);
    let text = "NORTHWIND TRADERS PAYROLL PPD ID: 9111111103".to_owned();
    payday.then(|| Movement::booked(key, Moment::new(day, 365), amount, text, truth))
}

/// On the first, or the Monday after.
fn rent(seed: u64, day: NaiveDate) -> Option<Movement> {
    let due = working_day(day_of(month_number(day), 1)) == day;
    let key = Key { account: SimAccount::ChaseChecking, day, slot: 71 };
    let mut chance = chance_of(seed, key);
    let truth = Truth::spent("AvalonBay Communities", Category::RentAndUtilities).of("rent");
    let text = chance.fill("AVALONBAY COMM RENT PMT WEB ID: 9000312~~~~");
    // the lease is renewed each August, for more
    let leases = (month_number(day) - 7).div_euclid(12) - 2026;
    due.then(|| {
        Movement::booked(key, Moment::new(day, 380), -(185_000 + (1_500 * leases).clamp(-15_000, 15_000)), text, truth)
    })
}

/// Every second month, to a person who takes no cards. Numbers run on by one.
fn check(seed: u64, day: NaiveDate) -> Option<Movement> {
    let month = month_number(day);
    let due = month % 2 == 0 && working_day(day_of(month, 22)) == day;
    let key = Key { account: SimAccount::ChaseChecking, day, slot: 72 };
    let number = 1_042 + month / 2 - 12_161;
    let amount = -chance_of(seed, key).between(8, 16) * 1_000;
    let truth = Truth::plain(RowKind::Check, Category::Uncategorized);
    let row = || Movement::booked(key, Moment::new(day, 615), amount, format!("CHECK # {number}"), truth);
    due.then(|| Movement { check: Some(number), ..row() })
}

/// Zelle, out and, less often, in.
fn person(seed: u64, day: NaiveDate) -> Option<Movement> {
    let key = Key { account: SimAccount::ChaseChecking, day, slot: 73 };
    let mut chance = chance_of(seed, key);
    let (sent, received) = (chance.one_in(26), chance.one_in(45));
    let name = chance.pick(&PEOPLE)?;
    let amount = chance.between(15, 85) * 100;
    let at = Moment::new(day, minute(chance.between(700, 1_250)));
    let reference = chance.fill("JPM99@@@@@@@");
    if sent {
        let truth = Truth::plain(RowKind::P2pOut, Category::TransferOut);
        Some(Movement::booked(key, at, -amount, format!("Zelle payment to {name} {reference}"), truth))
    } else if received {
        let truth = Truth::plain(RowKind::P2pIn, Category::TransferIn);
        Some(Movement::booked(key, at, amount, format!("Zelle payment from {name} {reference}"), truth))
    } else {
        None
    }
}

/// Cash from the bank's own machine, now and then from another's, which costs a fee.
fn cash(seed: u64, day: NaiveDate, out: &mut Vec<Movement>) {
    let key = Key { account: SimAccount::WellsChecking, day, slot: 74 };
    let mut chance = chance_of(seed, key);
    if !chance.one_in(26) {
        return;
    }
    let other = chance.one_in(5);
    let amount: Cents = chance.between(2, 6) * -2_000;
    let at = Moment::new(day, minute(chance.between(720, 1_200)));
    let written = day.format("%m/%d");
    let reference = chance.fill("000~~~~");
    let machine = if other { "NON-WF ATM WITHDRAWAL" } else { "ATM WITHDRAWAL" };
    let text = format!("{machine} AUTHORIZED ON {written} 150 S 1ST ST SAN JOSE CA {reference} ATM ID 5521P CARD 2204");
    out.push(Movement::booked(key, at, amount, text, Truth::plain(RowKind::Cash, Category::TransferOut)));
    if other {
        let key = Key { slot: 75, ..key };
        let text = format!("NON-WELLS FARGO ATM TRANSACTION FEE {written}");
        out.push(Movement::booked(key, at, -300, text, Truth::plain(RowKind::Fee, Category::BankFees)));
    }
}

/// Purchases through the wallet, and money that people send to it.
fn wallet(seed: u64, day: NaiveDate, out: &mut Vec<Movement>) {
    let mut chance = Chance::at(seed, &[-5, place_of(day)]);
    if chance.one_in(18) {
        funded(seed, day, &mut chance, out);
    } else if chance.one_in(30) {
        let Some(shop) = chance.pick(&SMALL) else { return };
        let key = Key { account: SimAccount::PayPalWallet, day, slot: 80 };
        let at = Moment::new(day, minute(chance.between(600, 1_150)));
        let amount = -chance.between(500, 1_900);
        out.push(sold(seed, Sale { key, shop: *shop, at, amount, recurring: false }));
    }
    if chance.one_in(24) {
        let Some(name) = chance.pick(&PEOPLE) else { return };
        let key = Key { account: SimAccount::PayPalWallet, day, slot: 83 };
        let at = Moment::new(day, minute(chance.between(560, 1_150)));
        let truth = Truth::plain(RowKind::P2pIn, Category::TransferIn);
        let text = format!("Mobile Payment from {name}");
        let row = Movement::booked(key, at, chance.between(12, 60) * 100, text, truth);
        out.push(Movement { party: Some(name), ..row });
    }
}

/// A purchase that the bank pays: the purchase, the deposit that covers it, and the bank's own row a working day later.
fn funded(seed: u64, day: NaiveDate, chance: &mut Chance, out: &mut Vec<Movement>) {
    let Some(shop) = chance.pick(&FUNDED) else { return };
    let at = Moment::new(day, minute(chance.between(600, 1_150)));
    let amount = -chance.around(900, 6_500);
    let key = Key { account: SimAccount::PayPalWallet, day, slot: 80 };
    let bought = sold(seed, Sale { key, shop: *shop, at, amount, recurring: false });
    let deposit = Key { slot: 81, ..key };
    let drawn = Key { account: SimAccount::ChaseChecking, day, slot: 82 };
    let covered = bought.ended();
    let into = Truth::plain(RowKind::Transfer, Category::TransferIn).with(drawn);
    let out_of = Truth::plain(RowKind::Transfer, Category::TransferOut).with(deposit);
    let upper = shop.name.to_uppercase();
    out.push(bought);
    out.push(Movement::booked(deposit, covered, -amount, "Bank Deposit to PP Account".to_owned(), into));
    let booked = Moment::new(working_day(after(covered.day, 1)), 330);
    let text = format!("PAYPAL INST XFER {upper} WEB ID: PAYPALSI77");
    out.push(Movement::booked(drawn, booked, amount, text, out_of));
}

/// The savings account's interest of a month, on its last day, for what it held at the last closing.
pub(super) fn interest(month: i64, held: Cents) -> Movement {
    let day = day_of(month, 31);
    let key = Key { account: SimAccount::ChaseSavings, day, slot: 76 };
    // 3.60 % a year
    let amount = held * 36 / 12_000;
    let truth = Truth::plain(RowKind::Interest, Category::Income).of("savings-interest");
    debug_assert!(day.month0() == u32::try_from(month.rem_euclid(12)).unwrap_or_default());
    Movement::booked(key, Moment::new(day, 1_200), amount, "INTEREST PAYMENT".to_owned(), truth)
}
