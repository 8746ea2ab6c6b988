//! Amounts in order of size, so that a charge finds its place among those before it. Amounts are magnitudes in hundredths.

/// Amounts in parts of bounded size, smallest first; no part is empty. A new one moves no more than its part, so that a hundred thousand
/// rows of one person cost no more each than a hundred.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranked(Vec<Vec<i64>>);

/// A part that grows beyond is halved.
const PART: usize = 512;

impl Ranked {
    pub fn add(&mut self, amount: i64) {
        let at = self.part_of(amount).min(self.0.len().saturating_sub(1));
        let Some(part) = self.0.get_mut(at) else { return self.0.push(vec![amount]) };
        part.insert(part.partition_point(|known| *known < amount), amount);
        if part.len() > PART {
            let upper = part.split_off(PART / 2);
            self.0.insert(at + 1, upper);
        }
    }

    /// The first part whose largest is no smaller.
    fn part_of(&self, amount: i64) -> usize {
        self.0.partition_point(|part| part.last().is_some_and(|most| *most < amount))
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// How many are smaller.
    pub fn below(&self, amount: i64) -> usize {
        let at = self.part_of(amount);
        let within = self.0.get(at).map_or(0, |part| part.partition_point(|known| *known < amount));
        self.0[..at].iter().map(Vec::len).sum::<usize>() + within
    }

    pub fn least(&self) -> Option<i64> {
        self.0.first()?.first().copied()
    }

    pub fn most(&self) -> Option<i64> {
        self.0.last()?.last().copied()
    }

    /// Of an even number the upper middle one.
    pub fn median(&self) -> Option<i64> {
        self.at(self.len() / 2)
    }

    /// The amount that so many of a hundred do not exceed.
    pub fn at_percent(&self, percent: usize) -> Option<i64> {
        self.at(self.len().saturating_sub(1) * percent / 100)
    }

    fn at(&self, place: usize) -> Option<i64> {
        let mut left = place;
        self.0.iter().find_map(|part| {
            let here = part.get(left).copied();
            left = left.saturating_sub(part.len());
            here
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_find_their_place_whatever_the_order_they_came_in() {
        let mut ranked = Ranked::default();
        assert_eq!((ranked.least(), ranked.median(), ranked.at_percent(95)), (None, None, None));
        for amount in [30, 10, 40, 20] {
            ranked.add(amount);
        }
        assert_eq!((ranked.least(), ranked.median(), ranked.most()), (Some(10), Some(30), Some(40)));
        assert_eq!((ranked.at_percent(95), ranked.at_percent(100)), (Some(30), Some(40)));
        assert_eq!((ranked.below(30), ranked.below(31), ranked.len()), (2, 3, 4));
    }

    proptest! {
        #[test]
        fn parts_are_of_no_matter(amounts in proptest::collection::vec(0_i64..400, 1..3_000), asked in 0_i64..400, percent in 0_usize..=100) {
            let (mut ranked, mut plain) = (Ranked::default(), amounts.clone());
            for amount in &amounts {
                ranked.add(*amount);
            }
            plain.sort_unstable();
            prop_assert_eq!(ranked.len(), plain.len());
            prop_assert_eq!(ranked.below(asked), plain.partition_point(|known| *known < asked));
            prop_assert_eq!(ranked.median(), plain.get(plain.len() / 2).copied());
            prop_assert_eq!(ranked.at_percent(percent), plain.get((plain.len() - 1) * percent / 100).copied());
            prop_assert_eq!((ranked.least(), ranked.most()), (plain.first().copied(), plain.last().copied()));
        }
    }
}
