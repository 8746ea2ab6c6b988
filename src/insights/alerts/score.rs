//! How odd a charge is for its person: points for its traits and for what the charges just before it were suspect, added up. Whole
//! numbers throughout, thousandths of log-odds; what `points.rs` was fitted on is reckoned the same way in scripts/alerts/fit.py.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use crate::domain::Level;

use super::ranked::Ranked;

/// A trait of a charge against what its person did before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trait {
    /// The amount itself, in hundredths.
    Amount,
    /// Percent of the amount that 95 of 100 of the person's charges do not exceed.
    ToUsual,
    /// Percent of the person's median.
    ToMedian,
    /// Percent of the largest of its category.
    ToCategoryMost,
    /// The least of its category as a percentage of the charge.
    UnderCategoryLeast,
    /// Thousandths of its category's charges that are smaller.
    CategoryRank,
    /// Charges known of its category.
    CategoryRows,
}

/// A trait's points: one more than it has edges.
#[derive(Debug)]
pub(super) struct Scale {
    pub of: Trait,
    pub edges: &'static [i64],
    pub points: &'static [i32],
    /// What a bin counts besides at night; empty where that makes no difference.
    pub night: &'static [i32],
    /// Where too little is known to tell the trait.
    pub unknown: i32,
}

/// A table of points.
#[derive(Debug)]
pub(super) struct Points {
    pub base: i32,
    pub night: i32,
    pub scales: &'static [Scale],
    /// How far back each window of earlier suspicion reaches.
    pub hours: [i64; 3],
    /// Points for each thousand of a window: always, at night, above the usual, low within the category.
    pub any: [i64; 3],
    pub at_night: [i64; 3],
    pub above: [i64; 3],
    pub low: [i64; 3],
    /// Scores from which each level speaks: quiet, normal, strict.
    pub levels: [i32; 3],
}

/// Points from which a charge makes the next ones suspect.
pub(super) const SUSPECT: i32 = -4_000;
/// Most that one window can hold.
const CEILING: i64 = 12_000;
/// Rows of a category from which its largest, and its least and ranks, say something.
const SOME: usize = 10;
const ENOUGH: usize = 15;
/// Ratios end here.
const FAR: i64 = 1_000_000;

/// A charge to be judged. `K` names categories.
#[derive(Debug, Clone, Copy)]
pub(super) struct Charge<K> {
    /// Seconds since any fixed moment.
    pub second: i64,
    /// Hour of the day, where it is known.
    pub hour: Option<u32>,
    /// Magnitude in hundredths.
    pub amount: i64,
    pub category: Option<K>,
}

impl<K> Charge<K> {
    /// From ten in the evening to four in the morning.
    pub fn is_at_night(&self) -> bool {
        self.hour.is_some_and(|hour| !(4..22).contains(&hour))
    }
}

/// What a charge was judged by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// What 95 of 100 charges of the person do not exceed.
    pub usual: i64,
    pub median: i64,
    pub category_rows: usize,
    pub category_least: i64,
    pub category_most: i64,
    category_below: usize,
}

impl Known {
    /// True when the charge is smaller than most of its category.
    pub fn is_low(&self) -> bool {
        self.category_below * 2 < self.category_rows
    }
}

/// A judgement: the score, and what made it. Points are thousandths of log-odds against a usual charge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    pub score: i32,
    /// Without what came before.
    pub alone: i32,
    pub night: i32,
    /// One for each scale of the table.
    pub traits: [i32; 8],
    pub before: i32,
    pub known: Known,
    /// The suspect charges that still count: how many, and the second of the first.
    pub suspects: Option<(usize, i64)>,
}

/// One person's charges so far.
#[derive(Debug, Clone)]
pub(super) struct Scorer<K> {
    table: &'static Points,
    own: Ranked,
    categories: HashMap<K, Ranked>,
    /// Seconds and points of charges that were suspect, oldest first.
    suspects: VecDeque<(i64, i64)>,
}

impl<K: Copy + Eq + Hash> Scorer<K> {
    pub fn new(table: &'static Points) -> Self {
        Self { table, own: Ranked::default(), categories: HashMap::new(), suspects: VecDeque::new() }
    }

    /// Judges a charge by those before it.
    pub fn look(&self, charge: &Charge<K>) -> Judged {
        let mut judged = self.by_traits(charge, self.known(charge));
        let reach = self.table.hours.into_iter().max().unwrap_or_default();
        let waiting = self.since(charge.second, reach);
        judged.suspects = waiting.clone().last().map(|(second, _)| (waiting.count(), *second));
        judged.before = self.before(charge, &judged.known);
        judged.score = judged.alone.saturating_add(judged.before);
        judged
    }

    /// Judges a charge, then counts it among those before the next.
    pub fn judge(&mut self, charge: &Charge<K>) -> Judged {
        self.forget(charge.second);
        let judged = self.look(charge);
        self.own.add(charge.amount);
        if let Some(category) = charge.category {
            self.categories.entry(category).or_default().add(charge.amount);
        }
        if judged.alone > SUSPECT {
            self.suspects.push_back((charge.second, i64::from(judged.alone - SUSPECT)));
        }
        judged
    }

    /// What was suspect in the last hours, newest first.
    fn since(&self, now: i64, hours: i64) -> impl Iterator<Item = &(i64, i64)> + Clone {
        let since = now.saturating_sub(hours * 3_600);
        self.suspects.iter().rev().take_while(move |(second, _)| *second >= since)
    }

    fn known(&self, charge: &Charge<K>) -> Known {
        let amounts = charge.category.and_then(|category| self.categories.get(&category));
        Known {
            usual: self.own.at_percent(95).unwrap_or(charge.amount),
            median: self.own.median().unwrap_or(charge.amount),
            category_rows: amounts.map_or(0, Ranked::len),
            category_least: amounts.and_then(Ranked::least).unwrap_or_default(),
            category_most: amounts.and_then(Ranked::most).unwrap_or_default(),
            category_below: amounts.map_or(0, |amounts| amounts.below(charge.amount)),
        }
    }

    fn by_traits(&self, charge: &Charge<K>, known: Known) -> Judged {
        let at_night = charge.is_at_night();
        let night = if at_night { self.table.night } else { 0 };
        let alone = self.table.base.saturating_add(night);
        let mut judged = Judged { score: alone, alone, night, traits: [0; 8], before: 0, known, suspects: None };
        for (scale, points) in self.table.scales.iter().zip(&mut judged.traits) {
            let bin = value(scale.of, charge, &known).map(|value| scale.edges.partition_point(|edge| *edge <= value));
            let at = |points: &[i32]| bin.and_then(|bin| points.get(bin)).copied();
            *points = at(scale.points).unwrap_or(scale.unknown);
            // what counts otherwise because of the hour is the hour's doing, and told as such
            let by_night = at(scale.night).filter(|_| at_night).unwrap_or_default();
            judged.night = judged.night.saturating_add(by_night);
            judged.alone = judged.alone.saturating_add(*points).saturating_add(by_night);
        }
        judged
    }

    /// Drops what lies behind the longest window.
    fn forget(&mut self, now: i64) {
        let reach = self.table.hours.into_iter().max().unwrap_or_default() * 3_600;
        while self.suspects.front().is_some_and(|(second, _)| *second < now.saturating_sub(reach)) {
            self.suspects.pop_front();
        }
    }

    /// Points for what was suspect in each window.
    fn before(&self, charge: &Charge<K>, known: &Known) -> i32 {
        if self.suspects.is_empty() {
            return 0;
        }
        let above = ratio(charge.amount, known.usual) >= 100;
        let rank = value(Trait::CategoryRank, charge, known);
        let low = rank.is_some_and(|rank| rank < 60);
        let mut points = 0_i64;
        for window in 0..self.table.hours.len() {
            let recent = self.since(charge.second, self.table.hours[window]);
            let sum = recent.map(|(_, points)| points).sum::<i64>().min(CEILING);
            let gate = |open: bool, weight: i64| if open { weight } else { 0 };
            let weight = self.table.any[window]
                + gate(charge.is_at_night(), self.table.at_night[window])
                + gate(above, self.table.above[window])
                + gate(low, self.table.low[window]);
            points += sum * weight / 1_000;
        }
        i32::try_from(points).unwrap_or(i32::MAX)
    }

    /// The score from which a level speaks.
    pub fn threshold(&self, level: Level) -> i32 {
        let [quiet, normal, strict] = self.table.levels;
        match level {
            Level::Quiet => quiet,
            Level::Normal => normal,
            Level::Strict => strict,
        }
    }

    /// The trait that each of [`Judged::traits`] is of.
    pub fn traits(&self) -> impl Iterator<Item = Trait> {
        self.table.scales.iter().map(|scale| scale.of)
    }
}

/// A trait of the charge; `None` where too little is known.
fn value<K>(of: Trait, charge: &Charge<K>, known: &Known) -> Option<i64> {
    let thousandths = |part: usize, whole: usize| i64::try_from(part * 1_000 / whole.max(1)).ok();
    match of {
        Trait::Amount => Some(charge.amount),
        Trait::ToUsual => Some(ratio(charge.amount, known.usual)),
        Trait::ToMedian => Some(ratio(charge.amount, known.median)),
        Trait::ToCategoryMost => (known.category_rows > SOME).then(|| ratio(charge.amount, known.category_most)),
        Trait::UnderCategoryLeast => (known.category_rows > ENOUGH).then(|| ratio(known.category_least, charge.amount)),
        Trait::CategoryRank if known.category_rows > ENOUGH => thousandths(known.category_below, known.category_rows),
        Trait::CategoryRank => None,
        Trait::CategoryRows => charge.category.as_ref().and(i64::try_from(known.category_rows).ok()),
    }
}

/// A part in percent of a whole.
pub(super) fn ratio(part: i64, whole: i64) -> i64 {
    (part.saturating_mul(100) / whole.max(1)).min(FAR)
}
