//! The calendar that explains a set of charges best, and how likely chance alone would have made such a set.

use chrono::Datelike;

use super::calendar::{Anchor, Calendar, Frequency, strain};
use super::workdays::{Day, Shift, date};

/// One movement of a group, as calendars see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    pub day: Day,
    /// Ten-thousandths of the unit, a positive magnitude. For comparing only: what is shown is the row's own amount.
    pub amount: i64,
    /// Names the row to whoever asked.
    pub row: usize,
}

/// A calendar with the charges that it explains.
#[derive(Debug, Clone)]
pub struct Fit {
    pub calendar: Calendar,
    /// Slots with their charge, oldest first, at least two.
    pub hits: Vec<(i32, Charge)>,
    /// Charges of the set that it does not explain.
    pub spare: usize,
    /// Days by which the hits miss their dates, together.
    misses: i32,
    /// By how much better than chance it explains them, in nats.
    pub surprise: f64,
}

/// What a fit must reach to be looked at.
#[derive(Debug, Clone, Copy)]
pub struct Demand {
    /// Of the slots from the first hit to the last, those that have a charge.
    pub cover: f64,
    /// Of the charges, those that are not explained.
    pub spare: f64,
}

/// Days before its date on which a charge is still that date's.
pub const LEAD: i32 = 2;
/// Days of the month on which things are paid twice.
const TWICE: [(u32, u32); 7] = [(1, 15), (1, 16), (5, 20), (10, 25), (15, 31), (14, 28), (7, 22)];

impl Fit {
    /// Slots from the first hit to the last.
    pub fn slots(&self) -> usize {
        let (first, last) = (self.hits.first(), self.hits.last());
        first.zip(last).map_or(0, |(first, last)| usize::try_from(last.0 - first.0 + 1).unwrap_or(0))
    }

    /// Of those, how many have a charge, 0 to 1.
    pub fn cover(&self) -> f64 {
        ratio(self.hits.len(), self.slots())
    }

    fn spared(&self) -> f64 {
        ratio(self.spare, self.hits.len() + self.spare)
    }

    /// Days by which a hit misses its date, in the mean.
    pub fn mean_miss(&self) -> f64 {
        f64::from(self.misses) / float(self.hits.len())
    }

    /// The same calendar with some of its hits.
    pub fn part(&self, hits: &[(i32, Charge)]) -> Self {
        Self { hits: hits.to_vec(), ..self.clone() }
    }

    pub fn amounts(&self) -> Vec<i64> {
        self.hits.iter().map(|(_, charge)| charge.amount).collect()
    }

    fn worth(&self) -> f64 {
        self.cover() - self.spared() - 2.0 * self.mean_miss() / f64::from(self.calendar.frequency.days())
    }
}

/// The best of all calendars for charges in the order of their days; `None` when none reaches what is demanded.
pub fn best(charges: &[Charge], demand: Demand) -> Option<Fit> {
    let fits = Frequency::ALL.into_iter().filter(|frequency| possible(charges, *frequency, demand));
    let fits = fits.filter_map(|frequency| of(charges, frequency, demand));
    let good = fits.filter(|fit| fit.cover() >= demand.cover && fit.spared() <= demand.spare);
    good.reduce(|best, fit| if fit.worth() > best.worth() { fit } else { best })
}

/// False when there are too few or too many charges for the time that they span, whatever their dates.
fn possible(charges: &[Charge], frequency: Frequency, demand: Demand) -> bool {
    let (Some(first), Some(last)) = (charges.first(), charges.last()) else { return false };
    let (count, slots) = (float(charges.len()), f64::from(last.day - first.day) / f64::from(frequency.days()) + 1.0);
    let outliers = demand.spare * count;
    // where some may be left out they may be those at the ends
    let needed = if outliers >= 1.0 { slots / 2.0 } else { slots };
    count >= demand.cover * (needed - 1.0) && count <= slots + 1.5 + outliers
}

/// The best phase of one frequency. A phase that leaves out more charges than may be is given up as soon as that is seen.
fn of(charges: &[Charge], frequency: Frequency, demand: Demand) -> Option<Fit> {
    let cap = 3 * frequency.lag();
    let mut best: Option<(i32, Calendar)> = None;
    for calendar in candidates(charges, frequency) {
        // doubled, to leave room for a charge to need no moving
        let mut cost = i32::from(calendar.shift != Shift::Stay);
        let limit = best.map_or(i32::MAX, |(cost, _)| cost);
        let mut outliers = 0;
        for charge in charges {
            let lateness = calendar.nearest(charge.day).1;
            outliers += usize::from(!is_hit(frequency, lateness));
            cost += 2 * strain(lateness).min(cap);
            if cost >= limit || float(outliers) > demand.spare * float(charges.len()) {
                cost = i32::MAX;
                break;
            }
        }
        if cost < limit {
            best = Some((cost, calendar));
        }
    }
    explain(charges, best?.1)
}

/// True for a charge that is close enough to its date.
fn is_hit(frequency: Frequency, lateness: i32) -> bool {
    (-LEAD..=frequency.lag()).contains(&lateness)
}

fn candidates(charges: &[Charge], frequency: Frequency) -> Vec<Calendar> {
    let anchors = match frequency {
        Frequency::Weekly => days(charges, 7),
        Frequency::Biweekly => days(charges, 14),
        Frequency::FourWeekly => days(charges, 28),
        Frequency::SemiMonthly => TWICE.map(|(first, second)| Anchor::Twice { first, second }).to_vec(),
        Frequency::Monthly => months(charges, 1),
        Frequency::Bimonthly => months(charges, 2),
        Frequency::Quarterly => months(charges, 3),
        Frequency::SemiAnnual => months(charges, 6),
        Frequency::Annually => months(charges, 12),
    };
    let moved = |anchor| Shift::ALL.map(|shift| Calendar { frequency, anchor, shift });
    anchors.into_iter().flat_map(moved).collect()
}

/// Phases around the commonest one.
fn days(charges: &[Charge], every: i32) -> Vec<Anchor> {
    let mut counts = [0_i32; 28];
    for charge in charges {
        counts[index(charge.day.rem_euclid(every))] += 1;
    }
    let at = |phase: i32| counts[index(phase.rem_euclid(every))];
    let around = |phase: &i32| (at(phase - 1) + at(*phase) + at(phase + 1), at(*phase), -*phase);
    let common = (0..every).max_by_key(around).unwrap_or_default();
    let reach = 4.min(every / 2 - 1);
    (common - reach..=common + reach).map(|phase| Anchor::Days { every, phase: phase.rem_euclid(every) }).collect()
}

/// Days of the month around the commonest one, each in the months in which most charges come.
fn months(charges: &[Charge], every: i32) -> Vec<Anchor> {
    let mut counts = [0_i32; 31];
    for charge in charges {
        counts[index(date(charge.day).day0().cast_signed())] += 1;
    }
    let at = |day: i32| counts[index(day.rem_euclid(31))];
    let within = |day: i32, reach: i32| (day - reach..=day + reach).map(at).sum::<i32>();
    let common = (0..31).max_by_key(|day| (within(*day, 1), within(*day, 3), at(*day), -*day)).unwrap_or_default();
    let anchored = |day: i32| {
        let day = day.rem_euclid(31).cast_unsigned() + 1;
        Anchor::Months { every, phase: busiest(charges, every, day), day }
    };
    (common - 4..=common + 3).map(anchored).collect()
}

/// What the months leave, divided by `every`, in which most charges of that day of the month come.
fn busiest(charges: &[Charge], every: i32, day: u32) -> i32 {
    if every == 1 {
        return 0;
    }
    let anchor = Anchor::Months { every: 1, phase: 0, day };
    let monthly = Calendar { frequency: Frequency::Monthly, anchor, shift: Shift::Stay };
    let mut counts = [0_i32; 12];
    for charge in charges {
        counts[index(monthly.nearest(charge.day).0.rem_euclid(every))] += 1;
    }
    (0..every).max_by_key(|phase| (counts[index(*phase)], -*phase)).unwrap_or_default()
}

/// Gives each slot its charge; `None` with fewer than two.
fn explain(charges: &[Charge], calendar: Calendar) -> Option<Fit> {
    let mut hits: Vec<(i32, Charge, i32)> = Vec::with_capacity(charges.len());
    for charge in charges {
        let (slot, lateness) = calendar.nearest(charge.day);
        if !is_hit(calendar.frequency, lateness) {
            continue;
        }
        match hits.last_mut() {
            Some(last) if last.0 == slot => {
                if strain(lateness) < strain(last.2) {
                    *last = (slot, *charge, lateness);
                }
            }
            // an early one after a late one of a later date
            Some(last) if last.0 > slot => {}
            _ => hits.push((slot, *charge, lateness)),
        }
    }
    if hits.len() < 2 {
        return None;
    }
    let mut misses: Vec<i32> = hits.iter().map(|hit| hit.2.abs()).collect();
    let spare = charges.len() - hits.len();
    let hits = hits.into_iter().map(|(slot, charge, _)| (slot, charge)).collect();
    let mut fit = Fit { calendar, hits, spare, misses: misses.iter().sum(), surprise: 0.0 };
    misses.sort_unstable();
    let usual = misses[(misses.len() - 1) * 9 / 10];
    fit.surprise = surprise(&fit, usual);
    Some(fit)
}

/// How much less likely it is that charges on random days fall within the usual miss of a date each, in nats. What was chosen freely
/// (which slots are empty, which charges are left out) is taken off.
fn surprise(fit: &Fit, usual_miss: i32) -> f64 {
    let window = f64::from((2 * usual_miss + 1).max(2));
    let each = (f64::from(fit.calendar.frequency.days()) / window).max(1.0).ln();
    let hits = fit.hits.len();
    let empty = fit.slots() - hits;
    float(hits - 1) * each - ln_choices(fit.slots(), empty) - ln_choices(hits + fit.spare, fit.spare)
}

/// The logarithm of the number of ways to choose `few` out of `all`.
fn ln_choices(all: usize, few: usize) -> f64 {
    let few = few.min(all - few);
    (1..=few).map(|at| (float(all - few + at) / float(at)).ln()).sum()
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { float(part) / float(whole) }
}

/// Counts of rows; far below what a float holds exactly.
pub(super) fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn index(count: i32) -> usize {
    usize::try_from(count).unwrap_or_default()
}
