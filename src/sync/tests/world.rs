//! A small world in which the truth is known: what really happened on one account, and what a provider says of it on a day.

use proptest::prelude::*;

use super::super::testing::*;
use crate::domain::{Row, TxnStatus};

/// Texts, and whether the amount grows when the row posts.
const MERCHANTS: [(&str, bool); 6] = [
    ("BLUE BOTTLE COFFEE", false),
    ("TST* LUIGI PIZZA", true),
    ("SHELL OIL 5744", false),
    ("NETFLIX.COM", false),
    ("ZELLE TO ANNA", false),
    ("HYATT HOTEL", true),
];

/// Days of the world.
pub const DAYS: u32 = 40;

/// How the provider tells that a pending row became posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    SameId,
    Link,
    /// Not at all: the posted row has a new id.
    Nothing,
}

/// One movement as it really was.
#[derive(Debug, Clone)]
pub struct Movement {
    pub number: usize,
    merchant: usize,
    cents: i64,
    /// Day of purchase, 1 to [`DAYS`].
    bought: u32,
    /// Days until it posts or is dropped; with 0 it is never pending.
    delay: u32,
    drops: bool,
    pub told: Told,
}

impl Movement {
    fn ends(&self) -> u32 {
        self.bought + self.delay
    }

    pub fn posts(&self) -> bool {
        !self.drops || self.delay == 0
    }

    pub fn is_posted_on(&self, on: u32) -> bool {
        self.posts() && self.ends() <= on
    }

    fn held(&self) -> i64 {
        -self.cents
    }

    pub fn booked(&self) -> i64 {
        if MERCHANTS[self.merchant].1 { -(self.cents + self.cents / 5) } else { -self.cents }
    }

    pub fn text(&self) -> &'static str {
        MERCHANTS[self.merchant].0
    }

    /// Its ids while pending and once posted, in one era of the link.
    pub fn ids(&self, era: u32) -> (String, String) {
        let posted = format!("t{}-{era}", self.number);
        let pending = if self.told == Told::SameId { posted.clone() } else { format!("p{}-{era}", self.number) };
        (pending, posted)
    }

    /// What the provider says of it on a day; `None` before it happens and after it was dropped.
    pub fn row(&self, on: u32, era: u32) -> Option<Row> {
        let (held_as, booked_as) = self.ids(era);
        if self.is_posted_on(on) {
            let row = posted(&booked_as, self.ends(), &dollars(self.booked()), self.text());
            let link = self.told == Told::Link && self.delay > 0;
            return Some(if link { replacing(&held_as, row) } else { row });
        }
        let is_pending = self.bought <= on && on < self.ends();
        is_pending.then(|| pending(&held_as, self.bought, &dollars(self.held()), self.text()))
    }
}

pub fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// Movements with many twins: few merchants, few amounts, few days.
pub fn movements() -> impl Strategy<Value = Vec<Movement>> {
    let told = prop_oneof![Just(Told::SameId), Just(Told::Link), Just(Told::Nothing)];
    let one = (0..MERCHANTS.len(), 1_i64..5, 1..DAYS - 9, 0_u32..7, prop::bool::weighted(0.15), told);
    prop::collection::vec(one, 1..24).prop_map(|all| {
        let number = |(number, (merchant, units, bought, delay, drops, told))| Movement {
            number,
            merchant,
            cents: units * 500,
            bought,
            delay,
            drops,
            told,
        };
        all.into_iter().enumerate().map(number).collect()
    })
}

/// Everything the provider has on a day, between two days.
pub fn listed(world: &[Movement], on: u32, era: u32, from: u32, to: u32) -> Vec<Row> {
    let inside = |row: &Row| (day(from)..=day(to)).contains(&row.posted.or(row.occurred).unwrap());
    world.iter().filter_map(|movement| movement.row(on, era)).filter(inside).collect()
}

/// What changed for the provider between two days, in its words: rows, and the ids of those that are no more.
pub fn changed(world: &[Movement], before: u32, on: u32, era: u32) -> (Vec<Row>, Vec<String>) {
    let (mut upserts, mut removed) = (Vec::new(), Vec::new());
    for movement in world {
        let (old, new) = (movement.row(before, era), movement.row(on, era));
        if old == new {
            continue;
        }
        if let Some(old) = old.filter(|old| new.as_ref().is_none_or(|new| new.id != old.id)) {
            removed.push(old.id.unwrap().as_str().to_owned());
        }
        upserts.extend(new);
    }
    (upserts, removed)
}

/// Amounts, in the text of their decimals, of all that is posted on a day: sorted.
pub fn truth(world: &[Movement], on: u32) -> Vec<String> {
    let mut amounts: Vec<String> = world.iter().filter(|m| m.is_posted_on(on)).map(|m| dollars(m.booked())).collect();
    amounts.sort();
    amounts
}

/// The same of a book.
pub fn booked(world: &World) -> Vec<String> {
    let rows = world.book.rows().filter(|row| row.status == TxnStatus::Posted);
    let mut amounts: Vec<String> = rows.map(|row| row.amount.to_decimal_string()).collect();
    amounts.sort();
    amounts
}
