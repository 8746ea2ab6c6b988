//! Rows that bring an account to a known balance: card payments of a whole statement, and monthly transfers to a target. Through
//! them a balance is known at a day of each month without a sum over all the years before, and stays in bounds for ever.

use chrono::NaiveDate;

use super::banks::{Cents, SimAccount};
use super::chance::Chance;
use super::clock::{MIDNIGHT, Moment, after, day_of, working_day};
use super::dealings::interest;
use super::movement::{Key, Movement, Truth};
use super::rare::{DUE_AFTER, is_late};
use crate::domain::{Category, RowKind};

/// A balance that an account has at a moment, all rows booked by then included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Anchor {
    pub at: Moment,
    pub balance: Cents,
}

/// Months before the first one of a world from which its rows must be made: a whole card statement needs two, the checking account
/// that pays it one more, the savings account behind that another, and one is to spare.
pub(super) const MONTHS_BEFORE: i64 = 5;

/// The first whole card statement closes so many months after the first one.
const CARDS_SINCE: i64 = 2;

/// Days after a card's closing on which its owner pays: in time, and too late.
const PAYS_AFTER: u64 = 20;
const PAYS_LATE: u64 = 26;

/// Who pays which card.
const PAYERS: [(SimAccount, SimAccount); 4] = [
    (SimAccount::ChaseCard, SimAccount::ChaseChecking),
    (SimAccount::WellsCard, SimAccount::WellsChecking),
    (SimAccount::CitiCard, SimAccount::ChaseChecking),
    (SimAccount::AmexCard, SimAccount::ChaseChecking),
];

/// A transfer a month that brings an account to its target.
struct Settling {
    account: SimAccount,
    /// Where the money comes from or goes to; `None` is outside of this world.
    partner: Option<SimAccount>,
    /// Months after the first one until all rows that it depends on are there.
    since: i64,
    day: u32,
    minute: u16,
    /// The target at the turn of 2019, how much it grows in a month, and how far a month may stray from it.
    target: (Cents, Cents, Cents),
    kind: RowKind,
}

/// In the order in which they must be made: each needs the rows of those before it.
const SETTLINGS: [Settling; 4] = [
    Settling {
        account: SimAccount::WellsChecking,
        partner: Some(SimAccount::ChaseChecking),
        since: 2,
        day: 3,
        minute: 360,
        target: (370_000, 0, 30_000),
        kind: RowKind::Transfer,
    },
    Settling {
        account: SimAccount::PayPalWallet,
        partner: Some(SimAccount::ChaseChecking),
        since: 1,
        day: 24,
        minute: 400,
        target: (13_000, 0, 4_000),
        kind: RowKind::Transfer,
    },
    Settling {
        account: SimAccount::ChaseChecking,
        partner: Some(SimAccount::ChaseSavings),
        since: 2,
        day: 27,
        minute: 370,
        target: (725_000, 0, 30_000),
        kind: RowKind::Transfer,
    },
    Settling {
        account: SimAccount::ChaseSavings,
        partner: None,
        since: 3,
        day: 15,
        minute: 410,
        target: (1_800_000, 4_000, 15_000),
        kind: RowKind::Investment,
    },
];

/// Month from which targets grow: January 2019.
const GROWS_FROM: i64 = 2019 * 12;

/// Adds every closing row of the months `from..=to` that falls on `horizon` or earlier, and returns each account's anchors in
/// order of time. `rows` hold everything else from `from` on.
pub(super) fn close(seed: u64, from: i64, to: i64, horizon: NaiveDate, rows: &mut Vec<Movement>) -> Vec<Vec<Anchor>> {
    let mut anchors = vec![Vec::new(); SimAccount::ALL.len()];
    for (card, payer) in PAYERS {
        anchors[card.number()] = pay_card(seed, card, payer, (from + CARDS_SINCE, to), horizon, rows);
    }
    for settling in &SETTLINGS {
        if settling.account == SimAccount::ChaseSavings {
            rows.extend((from..=to).map(|month| interest(month, target(seed, settling, month))));
        }
        anchors[settling.account.number()] = settle(seed, settling, (from + settling.since, to), horizon, rows);
    }
    anchors
}

/// The account's rows that are booked after `from` and not after `to`.
pub(super) fn booked_between(rows: &[Movement], account: SimAccount, from: Moment, to: Moment) -> Cents {
    let within = |row: &&Movement| row.key.account == account && row.posted().is_some_and(|at| from < at && at <= to);
    rows.iter().filter(within).map(|row| row.amount).sum()
}

/// A card's statements and their payments in full: both legs.
fn pay_card(
    seed: u64,
    card: SimAccount,
    payer: SimAccount,
    (from, to): (i64, i64),
    horizon: NaiveDate,
    rows: &mut Vec<Movement>,
) -> Vec<Anchor> {
    let Some(plan) = card.card() else { return Vec::new() };
    let closing = |month| Moment::new(day_of(month, plan.closes), MIDNIGHT);
    let mut anchors = Vec::new();
    let mut payments = Vec::new();
    for month in from..=to {
        let at = closing(month);
        if at.day > horizon {
            break;
        }
        let balance = booked_between(rows, card, closing(month - 1), at);
        anchors.push(Anchor { at, balance });
        payments.extend(payment(seed, card, payer, month, at.day, balance));
    }
    rows.extend(payments);
    anchors
}

/// The two legs of one payment, the bank's first.
fn payment(
    seed: u64,
    card: SimAccount,
    payer: SimAccount,
    month: i64,
    closed: NaiveDate,
    balance: Cents,
) -> [Movement; 2] {
    let days = if is_late(card, month) { PAYS_LATE } else { PAYS_AFTER };
    let day = working_day(after(closed, days));
    let mut chance = Chance::at(seed, &[-6, card.place(), month]);
    let out = Key { account: payer, day, slot: 110 + u16::try_from(card.number()).unwrap_or_default() };
    let into = Key { account: card, day, slot: 110 };
    let (mask, written) = (card.mask(), day.format("%m/%d"));
    let (paid, thanks) = match card {
        SimAccount::ChaseCard => {
            (format!("Payment to Chase card ending in {mask} {written}"), "Payment Thank You-Mobile".to_owned())
        }
        SimAccount::WellsCard => (
            chance.fill(&format!("WF CREDIT CARD AUTO PAY {written} ~~~~~~~~~~~~{mask} ALEX MORGAN")),
            "AUTOMATIC PAYMENT - THANK YOU".to_owned(),
        ),
        SimAccount::CitiCard => (
            chance.fill("CITI CARD ONLINE PAYMENT ~~~~~~~~~~~~~~~ WEB ID: CITICTP"),
            "ONLINE PAYMENT, THANK YOU".to_owned(),
        ),
        _ => {
            (chance.fill("AMERICAN EXPRESS ACH PMT M~~~~ WEB ID: 2005032111"), "MOBILE PAYMENT - THANK YOU".to_owned())
        }
    };
    let truth = |partner| Truth::plain(RowKind::CardPayment, Category::LoanPayments).with(partner);
    let received = if card.bank() == payer.bank() { Moment::new(day, 1_020) } else { Moment::new(after(day, 1), 345) };
    [
        Movement::booked(out, Moment::new(day, 375), balance, paid, truth(into)),
        Movement::booked(into, received, -balance, thanks, truth(out)),
    ]
}

/// When the statement that closed on that day must be paid.
pub(super) fn due_day(closed: NaiveDate) -> NaiveDate {
    after(closed, DUE_AFTER)
}

/// What the account shall hold after a month's transfer.
fn target(seed: u64, settling: &Settling, month: i64) -> Cents {
    let (start, growth, strays) = settling.target;
    let grown = start + growth * (month - GROWS_FROM).max(-400);
    grown + Chance::at(seed, &[-7, settling.account.place(), month]).between(-strays, strays)
}

fn settle(
    seed: u64,
    settling: &Settling,
    (from, to): (i64, i64),
    horizon: NaiveDate,
    rows: &mut Vec<Movement>,
) -> Vec<Anchor> {
    let closing = |month| Moment::new(day_of(month, settling.day), settling.minute);
    let anchor = |month| Anchor { at: closing(month), balance: target(seed, settling, month) };
    let mut anchors = vec![anchor(from)];
    for month in from + 1..=to {
        let now = anchor(month);
        if now.at.day > horizon {
            break;
        }
        let before = anchor(month - 1);
        let moved = booked_between(rows, settling.account, before.at, now.at);
        let needed = now.balance - before.balance - moved;
        transfer(seed, settling, month, now.at, needed, rows);
        anchors.push(now);
    }
    anchors
}

/// The rows of a settling transfer; `amount` comes in, or goes out when negative.
fn transfer(seed: u64, settling: &Settling, month: i64, at: Moment, amount: Cents, rows: &mut Vec<Movement>) {
    let mut chance = Chance::at(seed, &[-8, settling.account.place(), month]);
    let own = Key { account: settling.account, day: at.day, slot: 120 };
    let way = |amount: Cents| if amount < 0 { Category::TransferOut } else { Category::TransferIn };
    let Some(partner) = settling.partner else {
        let text = chance.fill("FID BKG SVC LLC MONEYLINE PPD ID: 1035141383");
        rows.push(Movement::booked(own, at, amount, text, Truth::plain(settling.kind, way(amount))));
        return;
    };
    let other =
        Key { account: partner, day: at.day, slot: 121 + u16::try_from(own.account.number()).unwrap_or_default() };
    let (here, there) = words(settling.account, amount, at.day, &mut chance);
    let truth = |amount, partner| Truth::plain(settling.kind, way(amount)).with(partner);
    rows.push(Movement::booked(own, at, amount, here, truth(amount, other)));
    rows.push(Movement::booked(other, at, -amount, there, truth(-amount, own)));
}

/// What each side's bank writes of a transfer, of which `amount` comes to the account.
fn words(account: SimAccount, amount: Cents, day: NaiveDate, chance: &mut Chance) -> (String, String) {
    let written = day.format("%m/%d");
    let number = chance.fill("2~~~~~~~~~~");
    match account {
        SimAccount::WellsChecking => (
            format!("CHASE BANK EXT TRNSFR {number} ALEX MORGAN"),
            format!("Online Transfer to Wells Fargo ...7730 transaction#: {number} {written}"),
        ),
        SimAccount::PayPalWallet if amount < 0 => {
            ("Transfer to Bank".to_owned(), format!("PAYPAL TRANSFER {number} PPD ID: PAYPALSD11"))
        }
        SimAccount::PayPalWallet => {
            ("Transfer from Bank".to_owned(), format!("PAYPAL ADD TO BAL {number} WEB ID: PAYPALSI77"))
        }
        _ if amount < 0 => (
            format!("Online Transfer to SAV ...9920 transaction#: {number} {written}"),
            format!("Online Transfer from CHK ...4821 transaction#: {number}"),
        ),
        _ => (
            format!("Online Transfer from SAV ...9920 transaction#: {number}"),
            format!("Online Transfer to CHK ...4821 transaction#: {number} {written}"),
        ),
    }
}
