//! What the amounts of one stream do: stay, step once, begin with a trial, or vary as bills do. All in whole ten-thousandths, compared
//! in whole parts, so that nothing is rounded.

/// How the amounts of a stream behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// The same every time, a trial before it left aside.
    Fixed,
    /// The same, then the same at another price; over years more than once.
    Stepped,
    /// Within about an eighth: wages, a phone bill.
    Steady,
    /// As bills vary with the season.
    Varying,
    /// Nothing that a plan or a bill would do.
    Wild,
}

/// A price within this many tenths of the next one is a trial's.
const TRIAL_TENTHS: i64 = 6;

/// What the amounts do, oldest first.
pub fn shape(amounts: &[i64]) -> Shape {
    let paid = if opens_low(amounts) { &amounts[1..] } else { amounts };
    match prices(paid) {
        0 | 1 => return Shape::Fixed,
        2 => return Shape::Stepped,
        // a rent that rises every year
        prices if prices <= 1 + paid.len() / 5 => return Shape::Stepped,
        _ => {}
    }
    let middle = median(paid);
    let off = median(&paid.iter().map(|amount| (amount - middle).abs()).collect::<Vec<_>>());
    let percent = off.saturating_mul(100);
    match () {
        () if percent <= middle.saturating_mul(12) => Shape::Steady,
        () if percent <= middle.saturating_mul(60) => Shape::Varying,
        () => Shape::Wild,
    }
}

/// How many prices follow each other, none by a factor of more than two, none that comes back; else as many as there are amounts.
fn prices(paid: &[i64]) -> usize {
    let mut prices: Vec<i64> = paid.to_vec();
    prices.dedup();
    let near = |pair: &[i64]| {
        let (old, new) = (pair[0], pair[1]);
        new <= old.saturating_mul(2) && old <= new.saturating_mul(2)
    };
    let steps = prices.windows(2).all(near);
    let distinct: std::collections::BTreeSet<i64> = prices.iter().copied().collect();
    if steps && distinct.len() == prices.len() || prices.len() < 2 { prices.len() } else { paid.len().max(3) }
}

/// True when the first price was a trial's: far lower than what has been asked ever since.
pub fn is_trial(amounts: &[i64]) -> bool {
    opens_low(amounts) && (amounts.len() == 2 || shape(&amounts[1..]) <= Shape::Steady)
}

fn opens_low(amounts: &[i64]) -> bool {
    matches!(amounts, [first, second, ..] if is_low(*first, *second))
}

/// True for the price of a trial before that price.
pub fn is_low(trial: i64, price: i64) -> bool {
    trial.saturating_mul(10) <= price.saturating_mul(TRIAL_TENTHS)
}

/// Where one price last ended and another began: the place of the first amount at the new price. Amounts may vary on both sides, if by much
/// less than the step; what follows a trial is no step.
pub fn step(amounts: &[i64]) -> Option<usize> {
    let skipped = usize::from(is_trial(amounts));
    let paid = &amounts[skipped..];
    if paid.len() >= 3 && shape(paid) == Shape::Stepped {
        let at = paid.windows(2).rposition(|pair| pair[0] != pair[1])? + 1;
        let (old, new) = (paid[at - 1], paid[at]);
        return ((new - old).abs().saturating_mul(100) >= old).then_some(at + skipped);
    }
    (1..paid.len()).find(|at| steps_at(paid, *at)).map(|at| at + skipped)
}

fn steps_at(amounts: &[i64], at: usize) -> bool {
    if amounts.len() < 3 {
        return false;
    }
    let (before, after) = amounts.split_at(at);
    let (old, new) = (mean(before), mean(after));
    let height = (new - old).abs();
    let spread = spread(before).max(spread(after));
    // one or two amounts aside of a bill that varies prove nothing
    let is_flat = spread.saturating_mul(50) <= old;
    let proven = is_flat || before.len().min(after.len()) >= 3;
    proven
        && height.saturating_mul(100) >= old.saturating_mul(3)
        && spread.saturating_mul(10) <= height.saturating_mul(4)
}

fn spread(amounts: &[i64]) -> i64 {
    let (least, most) = (amounts.iter().min(), amounts.iter().max());
    least.zip(most).map_or(0, |(least, most)| most - least)
}

fn mean(amounts: &[i64]) -> i64 {
    let sum = amounts.iter().fold(0_i64, |sum, amount| sum.saturating_add(*amount));
    sum / i64::try_from(amounts.len().max(1)).unwrap_or(1)
}

/// The lower of the middle two of an even number; 0 of none.
pub fn median(amounts: &[i64]) -> i64 {
    let mut sorted = amounts.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_told_by_what_they_do() {
        for (amounts, told) in [
            (&[1099, 1099, 1099][..], Shape::Fixed),
            (&[99, 1099, 1099, 1099], Shape::Fixed),
            (&[1599, 1599, 1799], Shape::Stepped),
            (&[1820, 1820, 1820, 1835, 1835, 1835, 1835, 1835, 1835, 1850], Shape::Stepped),
            (&[165_047, 165_759, 165_008, 166_574], Shape::Steady),
            (&[6119, 13_988, 19_865, 10_188, 4087, 6150], Shape::Varying),
            (&[100, 9000, 20, 4500, 70, 8000], Shape::Wild),
            (&[], Shape::Fixed),
        ] {
            assert_eq!(shape(amounts), told, "{amounts:?}");
        }
    }

    #[test]
    fn a_step_is_where_the_new_price_begins_and_a_trial_is_none() {
        assert_eq!(step(&[1549, 1549, 1549, 1781]), Some(3));
        assert_eq!(step(&[1549, 1781, 1781]), Some(1));
        assert_eq!(step(&[1781, 1781, 1549, 1549]), Some(2), "dearer and cheaper alike");
        assert_eq!(step(&[283_775, 285_767, 284_010, 396_863, 393_487, 393_807]), Some(3), "wages after a raise");
        assert_eq!(step(&[1820, 1820, 1820, 1835, 1835, 1835, 1835, 1835, 1835, 1850]), None, "under a percent");
        assert_eq!(step(&[1820, 1820, 1820, 1835, 1835, 1835, 1835, 1835, 1835, 1900]), Some(9), "the last of several");
        assert_eq!(step(&[99, 1495, 1495, 1495]), None);
        assert_eq!(step(&[99, 1495, 1495, 1795]), Some(3), "the trial, then the step");
        assert_eq!(step(&[1549, 1549]), None);
        assert_eq!(step(&[1549, 1781]), None, "two amounts are no price and its rise");
        assert_eq!(step(&[8300, 8600, 14_000]), None, "one high bill");
        assert_eq!(step(&[6835, 6518, 6419, 6811, 8147, 6859]), None);
    }

    #[test]
    fn only_a_low_price_before_a_settled_one_is_a_trial() {
        assert!(is_trial(&[99, 1495, 1495]) && is_trial(&[100, 9612]));
        assert!(!is_trial(&[1495, 1495]) && !is_trial(&[3874, 23_356, 5210, 9000]) && !is_trial(&[100]));
    }
}
