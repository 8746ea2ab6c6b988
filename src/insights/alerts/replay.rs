//! The score on any stream of charges: each customer a person of its own, each charge judged by that customer's earlier ones alone.

use std::collections::HashMap;
use std::num::TryFromIntError;

use chrono::{DateTime, NaiveDateTime, Timelike};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::domain::Level;

use super::points::{FULL, PLAIN};
use super::score::{Charge, Judged, Scorer};
use super::why::{self, Setting};

/// A charge of the stream; spending is positive.
#[derive(Debug, Clone, Copy)]
pub struct Movement<'a> {
    pub customer: &'a str,
    pub time: NaiveDateTime,
    pub amount: Decimal,
    /// Empty where the stream has none.
    pub merchant: &'a str,
    /// Empty where the stream has none.
    pub category: &'a str,
}

/// What became of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Thousandths of log-odds: the higher, the odder. Comparable across customers.
    pub score: i32,
    /// The rule that speaks and why; `None` where the level is not reached.
    pub alert: Option<(&'static str, String)>,
}

/// Customers and what is known of each.
#[derive(Debug)]
pub struct Replay {
    level: Level,
    has_categories: bool,
    people: HashMap<String, Person>,
    /// Names of merchants and categories, kept once.
    names: HashMap<String, u32>,
}

#[derive(Debug)]
struct Person {
    scorer: Scorer<u32>,
    /// Charges by merchant.
    visits: HashMap<u32, u32>,
}

impl Replay {
    /// Nobody known yet. A stream without categories and places is judged by amounts and days alone.
    pub fn new(level: Level, has_categories: bool) -> Self {
        Self { level, has_categories, people: HashMap::new(), names: HashMap::new() }
    }

    /// Judges the next charge of the stream, then counts it among its customer's. Money coming in is neither judged nor counted.
    pub fn judge(&mut self, movement: &Movement<'_>) -> Verdict {
        let table = if self.has_categories { &FULL } else { &PLAIN };
        let Some(amount) = hundredths(movement.amount).filter(|amount| *amount > 0) else {
            return Verdict { score: table.base, alert: None };
        };
        let category = self.number(movement.category);
        let merchant = self.number(movement.merchant);
        if !self.people.contains_key(movement.customer) {
            let person = Person { scorer: Scorer::new(table), visits: HashMap::new() };
            self.people.insert(movement.customer.to_owned(), person);
        }
        let Some(person) = self.people.get_mut(movement.customer) else {
            return Verdict { score: table.base, alert: None };
        };
        let second = movement.time.and_utc().timestamp();
        let charge = Charge { second, hour: Some(movement.time.hour()), amount, category };
        let judged = person.scorer.judge(&charge);
        let speaks = judged.score >= person.scorer.threshold(self.level);
        let alert = speaks.then(|| person.words(movement, merchant, &charge, &judged));
        if let Some(merchant) = merchant {
            *person.visits.entry(merchant).or_default() += 1;
        }
        Verdict { score: judged.score, alert }
    }

    /// The number of a name; `None` for an empty one.
    fn number(&mut self, name: &str) -> Option<u32> {
        if name.is_empty() {
            return None;
        }
        if let Some(number) = self.names.get(name) {
            return Some(*number);
        }
        let number: Result<u32, TryFromIntError> = self.names.len().try_into();
        let number = number.ok()?;
        self.names.insert(name.to_owned(), number);
        Some(number)
    }
}

impl Person {
    fn words(
        &self,
        movement: &Movement<'_>,
        merchant: Option<u32>,
        charge: &Charge<u32>,
        judged: &Judged,
    ) -> (&'static str, String) {
        let time = movement.time.format("%H:%M").to_string();
        let since = judged.suspects.and_then(|(_, second)| DateTime::from_timestamp(second, 0));
        let since = since.map(|since| since.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
        let setting = Setting { category: movement.category, time: Some(&time), since: &since, money: why::plain };
        let mut words = why::why(judged, self.scorer.traits(), charge, &setting);
        if merchant.is_some_and(|merchant| !self.visits.contains_key(&merchant)) {
            words.push_str("; never before at this merchant");
        }
        let rule = if why::is_burst(judged) { super::rules::BURST } else { super::rules::UNUSUAL };
        (rule, words)
    }
}

/// A magnitude in hundredths, rounded; `None` beyond what is sane.
pub(super) fn hundredths(amount: Decimal) -> Option<i64> {
    amount.checked_mul(Decimal::ONE_HUNDRED)?.round().to_i64()
}
