//! Amounts in order of size, so that a charge finds its place among those before it. Amounts are magnitudes in hundredths.

/// Amounts, smallest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranked(Vec<i64>);

impl Ranked {
    pub fn add(&mut self, amount: i64) {
        let at = self.below(amount);
        self.0.insert(at, amount);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// How many are smaller.
    pub fn below(&self, amount: i64) -> usize {
        self.0.partition_point(|known| *known < amount)
    }

    pub fn least(&self) -> Option<i64> {
        self.0.first().copied()
    }

    pub fn most(&self) -> Option<i64> {
        self.0.last().copied()
    }

    /// Of an even number the upper middle one.
    pub fn median(&self) -> Option<i64> {
        self.0.get(self.0.len() / 2).copied()
    }

    /// The amount that so many of a hundred do not exceed.
    pub fn at_percent(&self, percent: usize) -> Option<i64> {
        self.0.get(self.0.len().saturating_sub(1) * percent / 100).copied()
    }
}

#[cfg(test)]
mod tests {
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
}
