//! Who may be paired with whom: equal amounts in different accounts within days, less a wallet's fee, or in another currency at the rate of
//! the day; each judged by its evidence.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::assign::{Edge, assign};
use super::evidence::{self, DAY, LIKELY, Side};
use super::leg::{Leg, Own, Sayings};
use crate::domain::{AccountKind, Clean, Currency, Rates, RowKind, TxnId};

/// Days between the sides of a movement: weekends and holidays in clearing.
const MAX_DAYS: i64 = 7;
/// Nearest rows of one amount that a row is compared with.
const MAX_NEAR: usize = 40;
/// Equal amounts within days that are no chance any more.
const HABIT: usize = 3;
/// What wallets take for paying out at once, in thousandths of the amount.
const MAX_FEE: i64 = 25;
/// How far a converted amount may lie from the rate of the day.
const NEAR_RATE: f64 = 0.035;
/// How far from what the person's other conversions show, whatever day they are of.
const NEAR_OTHERS: f64 = 0.08;

/// Two sides, by their places among the legs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub from: usize,
    pub to: usize,
    pub score: i64,
}

/// Units that came in for one that left, no number where a rate has vouched for them; and both places.
type Conversion = (f64, usize, usize);

/// The rows of a search.
pub(super) struct Field<'a> {
    legs: &'a [Leg<'a>],
    all: &'a [Own<'a>],
    rates: &'a Rates,
}

impl<'a> Field<'a> {
    pub fn new(legs: &'a [Leg<'a>], all: &'a [Own<'a>], rates: &'a Rates) -> Self {
        Self { legs, all, rates }
    }

    /// The best pairing of all candidates that nobody rejected, those that are likelier than not.
    pub fn chosen(&self, sayings: &mut Sayings, rejected: impl Fn(TxnId, TxnId) -> bool) -> Vec<Candidate> {
        let mut near = self.equal();
        near.extend(self.less_a_fee());
        near.extend(self.converted());
        let mut said = HashMap::new();
        for at in near.iter().flat_map(|(from, to)| [*from, *to]) {
            said.entry(at).or_insert_with(|| sayings.of(self.legs[at].row, self.all[self.legs[at].own].kind));
        }
        let habits = self.habits(&near);
        let mut scores = BTreeMap::new();
        for (from, to) in near {
            if rejected(self.legs[from].row.id, self.legs[to].row.id) {
                continue;
            }
            let is_habit = self.legs[from].merchant.is_some_and(|who| habits.contains(&(who, self.legs[to].own)));
            let side = |at: usize, is_habit: bool| {
                Some(Side { leg: &self.legs[at], said: said.get(&at)?, own: &self.all[self.legs[at].own], is_habit })
            };
            let (Some(a), Some(b)) = (side(from, is_habit), side(to, false)) else { continue };
            let score = if b.leg.is_out() { Self::funding(a, b) } else { evidence::of_pair(a, b, self.all) };
            if let Some(score) = score.filter(|score| *score >= LIKELY) {
                scores.insert((from, to), score);
            }
        }
        let weight = |from: usize, to: usize, score: i64| (score * 4 - DAY * 4 * self.apart(from, to)).max(1);
        let edges: Vec<Edge> = scores
            .iter()
            .map(|((from, to), score)| Edge { left: *from, right: *to, weight: weight(*from, *to, *score) })
            .collect();
        let pair = |edge: Edge| scores.get(&(edge.left, edge.right)).map(|score| (edge, *score));
        in_one_role(edges)
            .into_iter()
            .filter_map(pair)
            .map(|(edge, score)| Candidate { from: edge.left, to: edge.right, score })
            .collect()
    }

    /// Payees whose rows, nearly all of them, are met by money arriving on one and the same account: whatever the name, no shop.
    fn habits(&self, near: &[(usize, usize)]) -> HashSet<(&'a Clean, usize)> {
        let mut paid: HashMap<&Clean, usize> = HashMap::new();
        for who in self.legs.iter().filter(|leg| leg.kind == RowKind::Spend).filter_map(|leg| leg.merchant) {
            *paid.entry(who).or_default() += 1;
        }
        let mut met: HashMap<(&'a Clean, usize), HashSet<usize>> = HashMap::new();
        for (from, to) in near {
            let (leg, other) = (&self.legs[*from], &self.legs[*to]);
            if let Some(who) = leg.merchant
                && leg.kind == RowKind::Spend
                && other.moves()
                && !other.is_out()
            {
                met.entry((who, other.own)).or_default().insert(*from);
            }
        }
        let often =
            |who: &Clean, rows: usize| rows >= HABIT && rows * 10 >= paid.get(who).copied().unwrap_or_default() * 7;
        met.into_iter().filter(|((who, _), rows)| often(who, rows.len())).map(|(key, _)| key).collect()
    }

    fn funding(bank: Side<'_>, wallet: Side<'_>) -> Option<i64> {
        let differ = matches!((bank.leg.merchant, wallet.leg.merchant), (Some(a), Some(b)) if a != b);
        evidence::of_funding(bank, wallet, differ && wallet.leg.kind == RowKind::Spend)
    }

    fn apart(&self, from: usize, to: usize) -> i64 {
        (self.legs[to].day() - self.legs[from].day()).num_days().abs()
    }

    /// True for a row that could be the side where money arrived; a wallet's purchase stands for the funding that it does not show.
    fn arrives(&self, leg: &Leg<'_>) -> bool {
        let by_wallet =
            self.all[leg.own].kind == AccountKind::Wallet && matches!(leg.kind, RowKind::Spend | RowKind::P2pOut);
        let kind = leg.moves() || matches!(leg.kind, RowKind::Income | RowKind::P2pIn | RowKind::Check);
        if leg.is_out() { by_wallet } else { kind }
    }

    fn leaves(leg: &Leg<'_>) -> bool {
        let kind = leg.moves() || matches!(leg.kind, RowKind::Spend | RowKind::P2pOut | RowKind::Check);
        leg.is_out() && kind
    }

    /// Equal amounts of one currency in different accounts within days.
    fn equal(&self) -> Vec<(usize, usize)> {
        let mut arriving: HashMap<(Currency, Decimal), Vec<usize>> = HashMap::new();
        for (at, leg) in self.legs.iter().enumerate().filter(|(_, leg)| self.arrives(leg)) {
            arriving.entry((leg.row.amount.currency(), leg.size())).or_default().push(at);
        }
        let mut near = Vec::new();
        for (from, leg) in self.legs.iter().enumerate().filter(|(_, leg)| Self::leaves(leg)) {
            let Some(others) = arriving.get(&(leg.row.amount.currency(), leg.size())) else { continue };
            near.extend(self.around(leg, others, MAX_DAYS).take(MAX_NEAR).map(|to| (from, to)));
        }
        near
    }

    /// From a wallet to a bank at once, less what the wallet takes for that.
    fn less_a_fee(&self) -> Vec<(usize, usize)> {
        let is_wallet = |leg: &Leg<'_>| self.all[leg.own].kind == AccountKind::Wallet;
        let out = self
            .legs
            .iter()
            .enumerate()
            .filter(|(_, leg)| leg.is_out() && leg.kind == RowKind::Transfer && is_wallet(leg));
        let arriving = self.arriving(|leg| leg.moves() && !is_wallet(leg));
        let least = Decimal::new(1000 - MAX_FEE, 3);
        let mut near = Vec::new();
        for (from, leg) in out {
            let Some(others) = arriving.get(&leg.row.amount.currency()) else { continue };
            let low = leg.size().checked_mul(least).unwrap_or(leg.size());
            let fits = |to: &usize| (low..leg.size()).contains(&self.legs[*to].size());
            near.extend(self.around(leg, others, 1).filter(fits).map(|to| (from, to)));
        }
        near
    }

    /// The places of rows in which money came in, by currency and in the order of days.
    fn arriving(&self, fits: impl Fn(&Leg<'_>) -> bool) -> BTreeMap<Currency, Vec<usize>> {
        let mut arriving: BTreeMap<Currency, Vec<usize>> = BTreeMap::new();
        for (at, leg) in self.legs.iter().enumerate().filter(|(_, leg)| !leg.is_out() && fits(leg)) {
            arriving.entry(leg.row.amount.currency()).or_default().push(at);
        }
        arriving
    }

    /// Of places in the order of days those of other accounts within days of a row.
    fn around(&self, leg: &Leg<'_>, places: &[usize], days: i64) -> impl Iterator<Item = usize> {
        let (day, own) = (leg.day(), leg.own);
        let after = move |at: usize| (self.legs[at].day() - day).num_days();
        let first = places.partition_point(|at| after(*at) < -days);
        let within = places[first..].iter().copied().take_while(move |at| after(*at) <= days);
        within.filter(move |at| self.legs[*at].own != own)
    }

    /// Transfers into another currency, at about the rate of the day; without a rate, at about what most such transfers show.
    fn converted(&self) -> Vec<(usize, usize)> {
        let known: BTreeSet<Currency> = self.legs.iter().map(|leg| leg.row.amount.currency()).collect();
        if known.len() < 2 {
            return Vec::new();
        }
        let mut groups: BTreeMap<(Currency, Currency), Vec<Conversion>> = BTreeMap::new();
        let moved = |leg: &Leg<'_>| leg.moves() && self.all[leg.own].holds_money();
        let arriving = self.arriving(moved);
        for (from, leg) in self.legs.iter().enumerate().filter(|(_, leg)| leg.is_out() && moved(leg)) {
            let own = leg.row.amount.currency();
            let foreign = arriving.iter().filter(|(currency, _)| **currency != own);
            for to in foreign.flat_map(|(_, places)| self.around(leg, places, MAX_DAYS)) {
                let other = &self.legs[to];
                let currencies = (own, other.row.amount.currency());
                let ratio = other.size().checked_div(leg.size()).and_then(|ratio| ratio.to_f64()).unwrap_or_default();
                let rate = self.rates.ratio(currencies.0, currencies.1, leg.day()).and_then(|rate| rate.to_f64());
                match rate {
                    Some(rate) if !is_near(ratio, rate, NEAR_RATE) => {}
                    Some(_) => groups.entry(currencies).or_default().push((f64::NAN, from, to)),
                    None => groups.entry(currencies).or_default().push((ratio, from, to)),
                }
            }
        }
        groups.into_values().flat_map(usual).collect()
    }
}

/// The best pairing in which no row both sends and stands for an arrival, as a wallet's purchase may: the weaker role is given up, and what
/// it had taken is free for others.
fn in_one_role(mut edges: Vec<Edge>) -> Vec<Edge> {
    loop {
        let chosen = assign(&edges);
        let sent: HashMap<usize, i64> = chosen.iter().map(|edge| (edge.left, edge.weight)).collect();
        let both = chosen.iter().filter_map(|edge| Some((edge.right, *sent.get(&edge.right)? >= edge.weight)));
        let sends: HashMap<usize, bool> = both.collect();
        if sends.is_empty() {
            return chosen;
        }
        edges.retain(|edge| sends.get(&edge.left) != Some(&false) && sends.get(&edge.right) != Some(&true));
    }
}

fn is_near(ratio: f64, rate: f64, share: f64) -> bool {
    (ratio / rate - 1.0).abs() <= share
}

/// Of conversions without a rate those that agree with the most others; those with one (no number) all.
fn usual(group: Vec<Conversion>) -> Vec<(usize, usize)> {
    let mut ratios: Vec<f64> = group.iter().map(|(ratio, ..)| *ratio).filter(|ratio| !ratio.is_nan()).collect();
    ratios.sort_by(f64::total_cmp);
    // those near a ratio stand side by side
    let agreeing = |ratio: f64| {
        let first = ratios.partition_point(|other| other / ratio - 1.0 < -NEAR_OTHERS);
        let last = ratios.partition_point(|other| other / ratio - 1.0 <= NEAR_OTHERS);
        last.saturating_sub(first)
    };
    let most = ratios.iter().copied().max_by_key(|ratio| agreeing(*ratio));
    let fits = |ratio: f64| ratio.is_nan() || most.is_some_and(|most| is_near(ratio, most, NEAR_OTHERS));
    group.into_iter().filter(|(ratio, ..)| fits(*ratio)).map(|(_, from, to)| (from, to)).collect()
}
