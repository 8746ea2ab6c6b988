//! Purchases of a day, at home and abroad: what the habits of `shops` make of one date, and how a sale becomes a row.

use chrono::{Datelike, NaiveDate};

use super::banks::{Cents, SimAccount};
use super::chance::Chance;
use super::clock::{Moment, after, month_number};
use super::descriptors::{Purchase, purchase};
use super::movement::{End, Foreign, Key, Movement, Truth};
use super::plans;
use super::shops::{Country, HOME, Habit, ITALY, JAPAN, Manner, Shop};
use crate::domain::{Category, RowKind};

/// From when to when, in minutes, each of a day's purchases may fall. The first comes soon after the day's opening, so that who
/// starts to look sees something arrive.
const HOURS: [(i64, i64); 4] = [(488, 510), (690, 810), (970, 1_170), (1_195, 1_310)];

/// Every so many days there is a late order.
const LATE_ORDER: u64 = 10;

/// Every so many purchases at a store that takes things back, something goes back.
const RETURN: u64 = 10;

/// Numbers of a day's rows by what makes them; a refund follows its purchase at that distance.
const REFUND: u16 = 10;
const FX_FEE: u16 = 20;

/// A purchase before it is a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sale {
    pub key: Key,
    pub shop: Shop,
    pub at: Moment,
    /// As booked, negative.
    pub amount: Cents,
    pub recurring: bool,
}

/// The number of a day, as a part of a place of chance.
pub(super) fn place_of(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// The chance of one row.
pub(super) fn chance_of(seed: u64, key: Key) -> Chance {
    Chance::at(seed, &[key.account.place(), place_of(key.day), i64::from(key.slot)])
}

/// The country in which the person is on that day: nine days of September, Japan in even years and Italy in odd ones.
pub(super) fn abroad(day: NaiveDate) -> Option<&'static Country> {
    let away = day.month() == 9 && (10..=18).contains(&day.day());
    away.then_some(if day.year() % 2 == 0 { &JAPAN } else { &ITALY })
}

/// Adds a day's purchases, with what follows from them.
pub(super) fn purchases(seed: u64, day: NaiveDate, out: &mut Vec<Movement>) {
    let country = abroad(day);
    for slot in 0..4_u16 {
        let mut chance = Chance::at(seed, &[-1, place_of(day), i64::from(slot)]);
        let left_out = match slot {
            // a subscription's charge is the day's second authorisation as well as a lunch is
            1 => plans::charges_on(day) && country.is_none(),
            3 => !chance.one_in(LATE_ORDER),
            _ => false,
        };
        if left_out {
            continue;
        }
        let Some(habit) = chosen(country.map_or(HOME, |country| country.habits), slot, day, &mut chance) else {
            continue;
        };
        let (from, to) = HOURS[usize::from(slot)];
        let at = Moment::new(day, minute(chance.between(from, to)));
        let key = Key { account: habit.account, day, slot };
        let spent = -chance.around(habit.low, habit.high);
        match country {
            None => at_home(seed, habit, Sale { key, shop: habit.shop, at, amount: spent, recurring: false }, out),
            Some(country) => out.extend(foreign(seed, country, habit, key, at, spent)),
        }
    }
}

/// One of the habits of that time of day, by their weights.
fn chosen(habits: &'static [Habit], slot: u16, day: NaiveDate, chance: &mut Chance) -> Option<&'static Habit> {
    let weekday = 1_u8 << day.weekday().num_days_from_monday();
    let fitting = || habits.iter().filter(|habit| habit.slot == slot && habit.days & weekday != 0);
    let mut left = chance.between(0, fitting().map(|habit| habit.weight).sum::<i64>() - 1);
    fitting().find(|habit| {
        left -= habit.weight;
        left < 0
    })
}

fn at_home(seed: u64, habit: &Habit, sale: Sale, out: &mut Vec<Movement>) {
    let mut row = sold(seed, sale);
    let mut chance = Chance::at(seed, &[-2, place_of(sale.key.day), i64::from(sale.key.slot)]);
    match habit.manner {
        Manner::Tip => row.amount = tipped(row.held, chance.between(15, 22)),
        // Wells Fargo's debit card holds a full tank's worth, Visa cards a dollar
        Manner::Fuel => row.held = if sale.key.account == SimAccount::WellsChecking { -10_000 } else { -100 },
        Manner::Returns if chance.one_in(RETURN) => out.push(refund(&row, sale.shop, &mut chance)),
        Manner::Plain | Manner::Returns => {}
    }
    out.push(row);
}

/// The bill with a tip of so many percent.
pub(super) fn tipped(bill: Cents, percent: i64) -> Cents {
    bill + bill * percent / 100
}

/// Half or all of a purchase, given back one or two weeks later.
fn refund(bought: &Movement, shop: Shop, chance: &mut Chance) -> Movement {
    let key = Key { slot: bought.key.slot + REFUND, ..bought.key };
    let back = if chance.one_in(2) { -bought.amount } else { -bought.amount / 2 };
    let at = Moment::new(after(bought.key.day, chance.between(6, 13).unsigned_abs()), minute(chance.between(560, 900)));
    let truth = Truth { kind: RowKind::Refund, ..Truth::spent(shop.name, shop.category) }.with(bought.key);
    Movement { mcc: bought.mcc, ..Movement::booked(key, at, back, bought.text.clone(), truth) }
}

/// The row of a purchase: the bank's words, when it is booked, and the code of the merchant's trade.
pub(super) fn sold(seed: u64, sale: Sale) -> Movement {
    let Sale { key, shop, at, amount, recurring } = sale;
    let mut chance = chance_of(seed, key);
    let core = chance.fill(shop.core);
    let wallet = key.account == SimAccount::PayPalWallet;
    let p = Purchase { core: &core, city: shop.city, state: shop.state, day: key.day, recurring };
    let (pending_text, text) = purchase(key.account, p, &mut chance);
    Movement {
        key,
        authorised: Some(at),
        end: End::Posts(booking(&mut chance, at, key.slot == 0)),
        held: amount,
        amount,
        original: None,
        pending_text,
        text,
        mcc: key.account.bank().gives_mcc().then_some(shop.mcc),
        check: None,
        party: wallet.then_some(shop.name),
        truth: Truth::spent(shop.name, shop.category),
    }
}

/// One to three days after the purchase, in the night's run or by day. The morning's purchase is always booked by the next day's
/// light, so that no day is without a booking.
fn booking(chance: &mut Chance, at: Moment, morning: bool) -> Moment {
    let days = if morning { 1 } else { *chance.pick(&[1, 1, 2, 2, 3]).unwrap_or(&1) };
    let by_day = morning || chance.one_in(2);
    let (from, to) = if by_day { (560, 1_140) } else { (200, 440) };
    Moment::new(after(at.day, days), minute(chance.between(from, to)))
}

/// A purchase abroad, and the fee of the card that takes one.
fn foreign(seed: u64, country: &Country, habit: &Habit, key: Key, at: Moment, spent: i64) -> Vec<Movement> {
    let mut day = Chance::at(seed, &[-3, place_of(key.day)]);
    let cents = spent * day.between(country.rate.0, country.rate.1) / 100;
    let mut row = sold(seed, Sale { key, shop: habit.shop, at, amount: cents, recurring: false });
    row.original = Some(Foreign { minor: spent, currency: country.currency });
    let mut rows = vec![row];
    if key.account == SimAccount::ChaseCard {
        let key = Key { slot: key.slot + FX_FEE, ..key };
        let truth = Truth::plain(RowKind::Fee, Category::BankFees);
        let posted = rows[0].ended();
        rows.push(Movement::booked(key, posted, cents * 3 / 100, "FOREIGN TRANSACTION FEE".to_owned(), truth));
    }
    rows
}

/// A drawn minute.
pub(super) fn minute(drawn: i64) -> u16 {
    u16::try_from(drawn).unwrap_or_default()
}

/// A number of the month's own, for what comes about once in a month.
pub(super) fn chance_of_month(seed: u64, topic: i64, day: NaiveDate) -> Chance {
    Chance::at(seed, &[-4, topic, month_number(day)])
}
