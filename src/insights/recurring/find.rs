//! Which streams a group of charges holds: all of it as one, plans among shopping by their exact amounts, two bills by the size of
//! theirs, and what is left as one stream that varies. Noise is kept out by asking how likely chance would have made it.

use std::collections::BTreeMap;

use super::fit::{Charge, Demand, Fit, LEAD, best, float};
use super::prices::{Shape, is_low, shape};

/// What is known of a group besides its charges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct About {
    /// Amounts may differ from the second one on: utilities, loans, wages.
    pub bills: bool,
    /// People come back by habit: two visits are no stream.
    pub habit: bool,
    /// Nothing is known of who is on the other side: it may be a biller.
    pub unknown: bool,
}

/// Nats by which a whole group, and a plan among other charges, must beat chance.
const WHOLE: f64 = 2.0;
const AMONG: f64 = 3.0;
/// Shorter calendars are those of habits, which skip; plans hardly do.
const HABITS_BELOW: i32 = 28;
const STRICT: f64 = 0.9;
/// Dates in a row without a charge after which a plan had ended and was taken up again.
const PAUSE: i32 = 4;
/// Charges that may look like the next or the first one of a plan before none of them is taken for it.
const LIKENESSES: usize = 3;

/// The streams of one merchant, direction and currency. Takes charges by day, then amount.
pub fn streams(charges: &[Charge], about: About) -> Vec<Fit> {
    let mut found = Found { pool: charges.to_vec(), fits: Vec::new() };
    if charges.len() == 2 {
        return early(charges, about).into_iter().collect();
    }
    found.whole();
    found.resumed();
    found.exact();
    found.sizes();
    found.rest();
    found.fits
}

struct Found {
    /// What no stream has taken yet.
    pool: Vec<Charge>,
    fits: Vec<Fit>,
}

/// A calendar of habits is believed only where hardly a date is missed.
fn is_kept(fit: &Fit) -> bool {
    fit.calendar.frequency.days() >= HABITS_BELOW || fit.cover() >= STRICT
}

impl Found {
    fn take(&mut self, fit: Fit) {
        self.pool.retain(|charge| !fit.hits.iter().any(|(_, hit)| hit.row == charge.row));
        self.fits.push(fit);
    }

    /// All charges as one plan of one price, one step of it or a trial before it.
    fn whole(&mut self) {
        if self.pool.len() < 3 {
            return;
        }
        let Some(fit) = best(&self.pool, Demand { cover: 0.6, spare: 0.12 }) else { return };
        if fit.hits.len() >= 3 && shape(&fit.amounts()) <= Shape::Stepped && fit.surprise > WHOLE && is_kept(&fit) {
            self.take(fit);
            self.pool.clear();
        }
    }

    /// One plan that ended and was taken up again on the same calendar: each time a stream of its own.
    fn resumed(&mut self) {
        if self.pool.len() < 6 {
            return;
        }
        let Some(fit) = best(&self.pool, Demand { cover: 0.35, spare: 0.0 }) else { return };
        let times: Vec<Fit> = fit.hits.chunk_by(|a, b| b.0 - a.0 < PAUSE).map(|hits| fit.part(hits)).collect();
        let whole = |time: &Fit| {
            time.hits.len() >= 3 && time.cover() >= STRICT && shape(&time.amounts()) <= Shape::Stepped && is_kept(time)
        };
        if times.len() > 1 && fit.surprise > AMONG && times.iter().all(whole) {
            for time in times {
                self.take(time);
            }
        }
    }

    /// Plans among other charges: those of one amount to the cent, the commonest amount first.
    fn exact(&mut self) {
        let mut amounts: BTreeMap<i64, usize> = BTreeMap::new();
        for charge in &self.pool {
            *amounts.entry(charge.amount).or_default() += 1;
        }
        let mut common: Vec<(i64, usize)> = amounts.into_iter().filter(|(_, count)| *count >= 3).collect();
        common.sort_by_key(|(amount, count)| (std::cmp::Reverse(*count), *amount));
        // the more amounts are tried, the likelier one of them fits by chance
        let needed = AMONG + float(common.len()).max(1.0).ln();
        for (amount, _) in common {
            let same: Vec<Charge> = self.pool.iter().copied().filter(|charge| charge.amount == amount).collect();
            if same.len() < 3 {
                continue;
            }
            let Some(fit) = best(&same, Demand { cover: 0.7, spare: 0.12 }) else { continue };
            let enough = fit.hits.len() >= 4 || fit.hits.len() == self.pool.len();
            if enough && is_kept(&fit) && fit.surprise > needed {
                let fit = self.extended(fit);
                self.take(fit);
            }
        }
    }

    /// Two bills or more that differ by size, each complete.
    fn sizes(&mut self) {
        let mut sorted = self.pool.clone();
        sorted.sort_by_key(|charge| (charge.amount, charge.day, charge.row));
        let far = |a: &Charge, b: &Charge| b.amount.saturating_mul(2) < a.amount.saturating_mul(3);
        let groups = sorted.chunk_by(far).filter(|group| group.len() >= 4);
        let fits: Vec<Fit> = groups
            .filter_map(|group| {
                let mut group = group.to_vec();
                group.sort_by_key(|charge| (charge.day, charge.amount, charge.row));
                best(&group, Demand { cover: STRICT, spare: 0.0 })
            })
            .filter(|fit| fit.surprise > AMONG + 1.0 && fit.calendar.frequency.days() >= HABITS_BELOW)
            .filter(|fit| shape(&fit.amounts()) != Shape::Wild)
            .collect();
        if fits.len() >= 2 {
            for fit in fits {
                self.take(fit);
            }
        }
    }

    /// What is left, as one stream whose amounts vary.
    fn rest(&mut self) {
        if self.pool.len() < 3 {
            return;
        }
        let Some(fit) = best(&self.pool, Demand { cover: 0.78, spare: 0.12 }) else { return };
        let kept = fit.calendar.frequency.days() >= HABITS_BELOW
            || (fit.cover() >= 0.92 && fit.hits.len() >= 5 && fit.spare * 20 <= self.pool.len());
        if kept && fit.hits.len() >= 3 && fit.surprise > WHOLE && shape(&fit.amounts()) != Shape::Wild {
            self.take(fit);
        }
    }

    /// The plan with the charges of its next price behind it and of its trial before it, where only one charge can be that.
    fn extended(&self, mut fit: Fit) -> Fit {
        let mut rest: Vec<Charge> = self.pool.clone();
        rest.retain(|charge| !fit.hits.iter().any(|(_, hit)| hit.row == charge.row));
        let Some((_, price)) = fit.hits.last().copied() else { return fit };
        let stepped = |charge: &Charge| {
            charge.amount.saturating_mul(10) >= price.amount.saturating_mul(6)
                && charge.amount.saturating_mul(10) <= price.amount.saturating_mul(17)
        };
        if rest.iter().filter(|charge| stepped(charge)).count() <= LIKENESSES {
            while let Some(next) = following(&fit, &rest, 1, stepped) {
                fit.hits.push(next);
            }
        }
        let trial = |charge: &Charge| is_low(charge.amount, price.amount);
        if rest.iter().filter(|charge| trial(charge)).count() <= LIKENESSES
            && let Some(first) = following(&fit, &rest, -1, trial)
        {
            fit.hits.insert(0, first);
        }
        fit
    }
}

/// The one charge in the next slot or the one behind it, looking forward or back.
fn following(fit: &Fit, rest: &[Charge], way: i32, fits: impl Fn(&Charge) -> bool) -> Option<(i32, Charge)> {
    let edge = if way > 0 { fit.hits.last() } else { fit.hits.first() }?;
    let window = -LEAD..=fit.calendar.frequency.lag();
    [edge.0 + way, edge.0 + 2 * way].into_iter().find_map(|slot| {
        let day = fit.calendar.day(slot);
        let beyond = |charge: &&Charge| (charge.day - edge.1.day) * way > 0;
        let mut there =
            rest.iter().filter(|charge| window.contains(&(charge.day - day)) && fits(charge)).filter(beyond);
        let only = there.next()?;
        there.next().is_none().then_some((slot, *only))
    })
}

/// Two charges and nothing else: a stream where both say so, by the day and by the amount.
fn early(charges: &[Charge], about: About) -> Option<Fit> {
    let fit = best(charges, Demand { cover: 1.0, spare: 0.0 })?;
    let (least, most) = (fit.amounts().into_iter().min()?, fit.amounts().into_iter().max()?);
    let within = |percent: i64| most.saturating_mul(100) <= least.saturating_mul(100 + percent);
    let alike = most == least || (about.bills && within(35)) || (about.unknown && fit.mean_miss() <= 1.0 && within(15));
    let yearly = fit.calendar.frequency.days() > 180;
    let habit = about.habit && !yearly;
    (alike && !habit && fit.mean_miss() <= 2.0).then_some(fit)
}
