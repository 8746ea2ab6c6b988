//! The check against the running balance: each balance must be the one before it and the row's amount. It tells the order of the rows
//! and whether the signs are right.

use rust_decimal::Decimal;

use crate::domain::Row;

/// How many neighbouring rows agree in each reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Check {
    /// Pairs of rows that both have a balance.
    pub(super) pairs: usize,
    /// Oldest row first, signs as they are.
    pub(super) rising: usize,
    /// Newest row first.
    pub(super) falling: usize,
    /// The same with every sign turned.
    rising_turned: usize,
    falling_turned: usize,
}

impl Check {
    /// Of rows in the order of the file.
    pub(super) fn of(rows: &[Row]) -> Self {
        let figures = rows.iter().map(|row| {
            let balance = row.running_balance.filter(|balance| balance.currency() == row.amount.currency());
            (row.amount.amount(), balance.map(|balance| balance.amount()))
        });
        Self::of_figures(figures)
    }

    /// Of amounts and balances. Rows that move nothing prove nothing.
    pub(super) fn of_figures(figures: impl Iterator<Item = (Decimal, Option<Decimal>)>) -> Self {
        let mut check = Self::default();
        let mut last: Option<(Decimal, Decimal)> = None;
        for (amount, balance) in figures {
            let Some(balance) = balance else {
                last = None;
                continue;
            };
            if let Some((earlier_amount, earlier)) = last
                && let Some(step) = balance.checked_sub(earlier)
                && !(amount.is_zero() && earlier_amount.is_zero())
            {
                check.pairs += 1;
                check.rising += usize::from(step == amount);
                check.falling += usize::from(-step == earlier_amount);
                check.rising_turned += usize::from(step == -amount);
                check.falling_turned += usize::from(step == earlier_amount);
            }
            last = Some((amount, balance));
        }
        check
    }

    /// Pairs that agree in the better order.
    pub(super) fn agree(self) -> usize {
        self.rising.max(self.falling)
    }

    /// True when the balances prove that every sign must be turned.
    pub(super) fn is_turned(self) -> bool {
        let turned = self.rising_turned.max(self.falling_turned);
        turned > self.agree() && turned * 2 > self.pairs
    }

    /// True when the balances prove that the signs are right.
    pub(super) fn is_right(self) -> bool {
        self.agree() > self.rising_turned.max(self.falling_turned) && self.agree() * 2 > self.pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(figures: &[(i64, i64)]) -> Check {
        Check::of_figures(
            figures.iter().map(|(amount, balance)| (Decimal::from(*amount), Some(Decimal::from(*balance)))),
        )
    }

    #[test]
    fn order_and_sign_are_proved_by_the_balances() {
        let rising = check(&[(-10, 90), (5, 95), (-20, 75)]);
        assert!(rising.is_right() && !rising.is_turned());
        assert_eq!((rising.pairs, rising.rising, rising.falling), (2, 2, 0));
        let falling = check(&[(-20, 75), (5, 95), (-10, 90)]);
        assert_eq!((falling.rising, falling.falling), (0, 2));
        assert!(falling.is_right());
        let turned = check(&[(10, 90), (-5, 95), (20, 75)]);
        assert!(turned.is_turned() && !turned.is_right());
        assert!(!check(&[(1, 10), (2, 30)]).is_right() && !check(&[(1, 10)]).is_turned());
    }
}
