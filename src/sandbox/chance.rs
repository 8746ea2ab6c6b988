//! Chance that always falls the same way: a hash of the seed and of the place in the world it is drawn for.
//! The numbers must never change, or every stored sandbox would meet a stranger's world at its next start.

/// Odd constant of `SplitMix64` (the golden ratio in 64 bits).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// A source of numbers for one place (a day, a slot). Copies draw the same numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chance(u64);

impl Chance {
    /// The numbers of one place: the same seed and place give the same numbers for ever.
    pub(super) fn at(seed: u64, place: &[i64]) -> Self {
        let fold = |state: u64, part: &i64| mix(state.wrapping_add(GOLDEN) ^ part.cast_unsigned());
        Self(place.iter().fold(mix(seed), fold))
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number in `low..=high`, all equally likely (to one part in 2^40 for the ranges of this room).
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).saturating_add(1).max(1).cast_unsigned();
        low.saturating_add((self.bits() % width).cast_signed())
    }

    /// A number in `low..=high`, the middle likelier than the ends: what people spend.
    pub(super) fn around(&mut self, low: i64, high: i64) -> i64 {
        let half = high.saturating_sub(low) / 2;
        low + self.between(0, half) + self.between(0, high.saturating_sub(low) - half)
    }

    /// True once in `n` times.
    pub(super) fn one_in(&mut self, n: u64) -> bool {
        self.bits().is_multiple_of(n.max(1))
    }

    /// One of them; `None` of nothing.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(of.len()).ok().filter(|count| *count > 0)?;
        usize::try_from(self.bits() % count).ok().and_then(|at| of.get(at))
    }

    /// Fills a pattern: `~` becomes a digit, `@` a digit or capital letter; the rest stays.
    pub(super) fn fill(&mut self, pattern: &str) -> String {
        const CODE: &[u8; 32] = b"0123456789ABCDEFGHJKLMNPQRSTVWXY";
        let mut letter = |kinds: u64| {
            let at = usize::try_from(self.bits() % kinds).unwrap_or_default();
            char::from(CODE[at % CODE.len()])
        };
        pattern
            .chars()
            .map(|c| match c {
                '~' => letter(10),
                '@' => letter(32),
                other => other,
            })
            .collect()
    }
}

/// The output function of `SplitMix64` (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014; the variant 13
/// of Stafford's mixers, in the public domain by Vigna's `splitmix64.c`).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        // the first outputs of Vigna's splitmix64.c from the state 1234567
        let mut chance = Chance(1_234_567);
        let first = [chance.bits(), chance.bits(), chance.bits()];
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn the_same_place_draws_the_same_and_another_place_does_not() {
        let draw = |seed, place: &[i64]| Chance::at(seed, place).bits();
        assert_eq!(draw(1, &[2, 3]), draw(1, &[2, 3]));
        let others = [draw(2, &[2, 3]), draw(1, &[3, 2]), draw(1, &[2]), draw(1, &[2, 3, 0])];
        assert!(others.iter().all(|other| *other != draw(1, &[2, 3])));
    }

    #[test]
    fn ranges_hold_and_patterns_are_filled() {
        let mut chance = Chance::at(7, &[]);
        for _ in 0..2_000 {
            assert!((-3..=4).contains(&chance.between(-3, 4)));
            assert!((500..=901).contains(&chance.around(500, 901)));
        }
        let code = chance.fill("AMZN*@@~~ x");
        assert_eq!((code.len(), &code[..5], &code[9..]), (11, "AMZN*", " x"));
        assert!(code[7..9].bytes().all(|b| b.is_ascii_digit()), "{code}");
    }
}
