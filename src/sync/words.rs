//! What the words of two rows have in common. Banks pad, cut and number the same merchant in many ways; here two texts are
//! compared by their letters alone, in integers.

/// Two texts of at least this much likeness, in per mille, may name one merchant.
pub(super) const SIMILAR: u32 = 600;

/// Letters that a beginning must have to say anything.
const LEAST_BEGINNING: usize = 6;

/// What terminals and banks write before a merchant's name, in one telling of a movement and not in the other.
const NOISE: [&str; 12] =
    ["SQ", "PP", "SP", "POS", "PURCHASE", "AUTHORIZED", "AUTHORIZATION", "AUTH", "PENDING", "DEBIT", "CARD", "VISA"];

/// A text made comparable: upper-case words of letters, digits dropped, and the trigrams of those words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    key: String,
    /// Sorted, with repetitions; a word of one or two letters is padded with NUL.
    trigrams: Vec<[char; 3]>,
}

impl Words {
    /// Digits are dropped, since store, card and check numbers differ between two tellings of one movement.
    pub fn of(text: &str) -> Self {
        let mut key = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_alphabetic() {
                key.extend(c.to_uppercase());
            } else if !c.is_numeric() && c != '\'' && !key.is_empty() && !key.ends_with(' ') {
                key.push(' ');
            }
        }
        key.truncate(key.trim_end().len());
        let telling: Vec<&str> = key.split(' ').filter(|word| !NOISE.contains(word)).collect();
        if !telling.is_empty() {
            key = telling.join(" ");
        }
        let mut trigrams: Vec<[char; 3]> = key.split(' ').flat_map(trigrams_of).collect();
        trigrams.sort_unstable();
        Self { key, trigrams }
    }

    /// The words, one space between them; empty when the text has no letter.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// True when both have the same words, and have any.
    pub fn same(&self, other: &Self) -> bool {
        !self.key.is_empty() && self.key == other.key
    }

    /// Dice's coefficient over trigrams in per mille: 1000 for the same letters, 0 when nothing is shared or a text has no letter.
    pub fn likeness(&self, other: &Self) -> u32 {
        let total = self.trigrams.len() + other.trigrams.len();
        if self.trigrams.is_empty() || other.trigrams.is_empty() {
            return 0;
        }
        let shared = shared(&self.trigrams, &other.trigrams);
        u32::try_from(2000 * shared / total).unwrap_or(0)
    }

    /// True when one text is the beginning of the other: banks cut words, in one format sooner than in another.
    pub fn is_cut(&self, other: &Self) -> bool {
        let (short, long) = if self.key.len() <= other.key.len() { (self, other) } else { (other, self) };
        short.key.chars().filter(|c| *c != ' ').count() >= LEAST_BEGINNING && long.key.starts_with(&short.key)
    }

    /// True when the likeness reaches [`SIMILAR`].
    pub fn resembles(&self, other: &Self) -> bool {
        self.likeness(other) >= SIMILAR
    }

    /// True when one of its words is in the list.
    pub fn has_any(&self, list: &[&str]) -> bool {
        self.key.split(' ').any(|word| list.contains(&word))
    }
}

fn trigrams_of(word: &str) -> Vec<[char; 3]> {
    let letters: Vec<char> = word.chars().collect();
    match letters[..] {
        [] => Vec::new(),
        [a] => vec![[a, '\0', '\0']],
        [a, b] => vec![[a, b, '\0']],
        _ => letters.windows(3).map(|w| [w[0], w[1], w[2]]).collect(),
    }
}

/// Elements that two sorted lists share, counted with repetitions.
fn shared(a: &[[char; 3]], b: &[[char; 3]]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_kept_and_numbers_are_not() {
        for (text, key) in [
            ("SQ *Blue Bottle  #1234", "BLUE BOTTLE"),
            ("POS PURCHASE", "POS PURCHASE"),
            ("McDonald's F32145", "MCDONALDS F"),
            ("7-ELEVEN 32145", "ELEVEN"),
            ("0001234", ""),
            ("Café Müller", "CAFÉ MÜLLER"),
        ] {
            assert_eq!(Words::of(text).key(), key, "{text}");
        }
    }

    #[test]
    fn the_same_merchant_resembles_itself_and_another_does_not() {
        for (a, b, alike) in [
            ("SQ *BLUE BOTTLE COF", "BLUE BOTTLE COFFEE OAKLAND CA", true),
            ("STARBUCKS", "STARBUCKS STORE 0123 SEATTLE WA", true),
            ("NETFLIX.COM", "NETFLIX COM LOS GATOS CA", true),
            ("SHELL OIL 5744", "SHELL OIL 57442121 AUSTIN", true),
            ("SAFEWAY #1711", "CHEVRON 0093", false),
            ("UBER TRIP", "LYFT RIDE", false),
            ("1234", "5678", false),
            ("", "", false),
        ] {
            let (a, b) = (Words::of(a), Words::of(b));
            assert_eq!(a.resembles(&b), alike, "{} ~ {}: {}", a.key(), b.key(), a.likeness(&b));
            assert_eq!(a.likeness(&b), b.likeness(&a));
        }
    }
}
