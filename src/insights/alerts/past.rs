//! What a person did before a row: the rules' only source of what is usual. Grows row by row, so that no rule can look ahead.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use chrono::NaiveDate;

use crate::domain::{Category, Clean, Currency, Level, RowKind};

use super::points::FULL;
use super::ranked::Ranked;
use super::score::{Charge, Judged, Scorer};
use super::seen::Seen;

/// Days for which single rows are kept.
const KEPT_DAYS: i64 = 30;
/// Rows and days from which a person is known well enough to be warned.
const KNOWN_ROWS: usize = 30;
const KNOWN_DAYS: i64 = 30;

/// Everything before the row that is being judged.
#[derive(Debug)]
pub(super) struct Past<'a> {
    pub level: Level,
    sums: BTreeMap<Currency, Sums<'a>>,
    /// Days on which money was spent in a currency other than the account's, the newest.
    abroad: HashMap<Currency, Vec<NaiveDate>>,
    recent: VecDeque<Seen<'a>>,
    first: Option<NaiveDate>,
    /// The newest day on which a flight, a hotel or the like was paid.
    journey: Option<NaiveDate>,
}

/// What is usual in one currency.
#[derive(Debug)]
pub(super) struct Sums<'a> {
    /// Without bills.
    pub purchases: Ranked,
    pub merchants: HashMap<&'a Clean, Visits>,
    pub deposits: Ranked,
    pub cash: Ranked,
    pub to_persons: Ranked,
    /// Those who were sent money.
    pub payees: HashSet<Clean>,
    scorer: Scorer<Category>,
}

/// The purchases at one merchant.
#[derive(Debug, Default)]
pub(super) struct Visits {
    pub amounts: Ranked,
    /// Those that had the amount of another of the three days before.
    pub repeats: usize,
}

impl<'a> Past<'a> {
    pub fn new(level: Level) -> Self {
        Self {
            level,
            sums: BTreeMap::new(),
            abroad: HashMap::new(),
            recent: VecDeque::new(),
            first: None,
            journey: None,
        }
    }

    /// What is usual in that currency; `None` while too little is known of the person.
    pub fn usual(&self, seen: &Seen<'_>) -> Option<&Sums<'a>> {
        let days = (seen.day - self.first?).num_days();
        self.sums.get(&seen.currency).filter(|sums| sums.purchases.len() >= KNOWN_ROWS && days >= KNOWN_DAYS)
    }

    /// Rows of the last hours, newest first, let-go ones included.
    pub fn within(&self, seen: &Seen<'_>, hours: i64) -> impl Iterator<Item = &Seen<'a>> {
        let since = seen.second.saturating_sub(hours * 3_600);
        self.recent.iter().rev().take_while(move |earlier| earlier.second >= since)
    }

    /// Days of purchases in a foreign currency, oldest first.
    pub fn abroad(&self, currency: Currency) -> &[NaiveDate] {
        self.abroad.get(&currency).map_or(&[], Vec::as_slice)
    }

    /// The newest day on which a flight, a hotel or the like was paid.
    pub fn journey(&self) -> Option<NaiveDate> {
        self.journey
    }

    /// True when something was bought in any foreign currency within those days before that day, or on it.
    pub fn was_abroad(&self, day: NaiveDate, days: i64) -> bool {
        self.abroad.values().filter_map(|bought| bought.last()).any(|last| (day - *last).num_days() <= days)
    }

    /// Takes in the next row; one that somebody else made (`is_anothers`) is no habit of this person.
    pub fn add(&mut self, seen: Seen<'a>, is_anothers: bool) {
        let since = seen.second.saturating_sub(KEPT_DAYS * 86_400);
        while self.recent.front().is_some_and(|earlier| earlier.second < since) {
            self.recent.pop_front();
        }
        let repeats = is_repeat(self.within(&seen, 72), &seen);
        self.recent.push_back(seen);
        if seen.is_dropped() || is_anothers {
            return;
        }
        self.first = self.first.or(Some(seen.day));
        if let Some(original) = seen.row.details().original.filter(|_| seen.is_purchase()) {
            self.abroad.entry(original.currency()).or_default().push(seen.day);
        }
        if seen.is_purchase() && seen.category == Category::Travel {
            self.journey = Some(seen.day);
        }
        self.sums.entry(seen.currency).or_insert_with(Sums::new).add(&seen, repeats);
    }
}

/// True when one of those rows is of the same merchant and amount.
pub(super) fn is_repeat<'s, 'a: 's>(earlier: impl Iterator<Item = &'s Seen<'a>>, seen: &Seen<'_>) -> bool {
    let mut earlier = earlier.filter(|other| !other.is_dropped());
    seen.merchant.is_some() && earlier.any(|other| other.amount == seen.amount && other.merchant == seen.merchant)
}

impl<'a> Sums<'a> {
    fn new() -> Self {
        Self {
            purchases: Ranked::default(),
            merchants: HashMap::new(),
            deposits: Ranked::default(),
            cash: Ranked::default(),
            to_persons: Ranked::default(),
            payees: HashSet::new(),
            scorer: Scorer::new(&FULL),
        }
    }

    fn add(&mut self, seen: &Seen<'a>, repeats: bool) {
        match seen.kind {
            RowKind::Income | RowKind::P2pIn => self.deposits.add(seen.amount),
            RowKind::Cash if seen.row.amount.is_out() => self.cash.add(seen.amount),
            RowKind::P2pOut => {
                self.to_persons.add(seen.amount);
                self.payees.insert(seen.payee());
            }
            _ => {}
        }
        if !seen.is_purchase() {
            return;
        }
        if let Some(merchant) = seen.merchant {
            let visits = self.merchants.entry(merchant).or_default();
            visits.amounts.add(seen.amount);
            visits.repeats += usize::from(repeats);
        }
        if seen.is_shopping() {
            self.purchases.add(seen.amount);
            self.scorer.judge(&charge(seen));
        }
    }

    /// The purchases at that merchant so far; `None` for a new one.
    pub fn visits(&self, seen: &Seen<'_>) -> Option<&Visits> {
        self.merchants.get(seen.merchant?)
    }

    /// The score of the next purchase, and whether it is one that the level speaks of.
    pub fn judge(&self, seen: &Seen<'_>, level: Level) -> (Judged, bool) {
        let judged = self.scorer.look(&charge(seen));
        (judged, judged.score >= self.scorer.threshold(level))
    }

    /// Traits of the score, as they stand in a judgement.
    pub fn traits(&self) -> impl Iterator<Item = super::score::Trait> {
        self.scorer.traits()
    }
}

pub(super) fn charge(seen: &Seen<'_>) -> Charge<Category> {
    Charge { second: seen.second, hour: seen.hour(), amount: seen.amount, category: Some(seen.category) }
}
