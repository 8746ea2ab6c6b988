//! Small charts of one line: sparklines and bars, in exact arithmetic.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One character a value; the largest is full height, nothing and less than nothing lie on the floor `▁`.
pub fn sparkline(values: &[Decimal]) -> String {
    let most = values.iter().max().copied().unwrap_or_default();
    values.iter().map(|value| STEPS[usize::from(eighths(*value, most).saturating_sub(1))]).collect()
}

/// A bar of `width` columns, full at `most`; a magnitude that is not zero shows at least its first eighth.
pub fn bar(value: Decimal, most: Decimal, width: u16) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let whole = Decimal::from(width).checked_mul(Decimal::from(8)).unwrap_or_default();
    let parts = ratio(value, most).and_then(|share| share.checked_mul(whole)).and_then(|n| n.round().to_usize());
    let least = usize::from(value > Decimal::ZERO);
    let parts = parts.unwrap_or(0).clamp(least, usize::from(width) * 8);
    format!("{}{}", "█".repeat(parts / 8), PARTS[parts % 8])
}

/// 0 to 8; 1 to 8 for what is above zero.
fn eighths(value: Decimal, most: Decimal) -> u8 {
    if value <= Decimal::ZERO {
        return 0;
    }
    let scaled = ratio(value, most).and_then(|share| share.checked_mul(Decimal::from(8)));
    scaled.and_then(|n| n.ceil().to_u8()).unwrap_or(1).clamp(1, 8)
}

fn ratio(value: Decimal, most: Decimal) -> Option<Decimal> {
    if most <= Decimal::ZERO || value <= Decimal::ZERO {
        return None;
    }
    value.checked_div(most).map(|share| share.min(Decimal::ONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_is_full_and_refunds_lie_on_the_floor() {
        let values = [0, 1, 50, 100, -20].map(Decimal::from);
        assert_eq!(sparkline(&values), "▁▁▄█▁");
        assert_eq!(sparkline(&[Decimal::ZERO; 3]), "▁▁▁");
        assert_eq!(sparkline(&[]), "");
    }

    #[test]
    fn a_bar_never_overflows_and_never_hides_what_is_there() {
        assert_eq!(bar(Decimal::from(15), Decimal::from(100), 4), "▋");
        assert_eq!(bar(Decimal::from(200), Decimal::from(100), 4), "████");
        assert_eq!(bar(Decimal::ONE, Decimal::from(100_000), 4), "▏");
        assert_eq!(bar(Decimal::ZERO, Decimal::ZERO, 4), "");
    }
}
