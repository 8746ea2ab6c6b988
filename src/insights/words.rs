//! Names that no table knows: their casing, and the category that a word in them gives away.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::Category;

use super::text::{Fast, has_digit, word_starts};

/// What a word says of who bears it.
#[derive(Debug, Clone, Copy)]
struct Told {
    /// Its line in the table: the upper one weighs more.
    weight: usize,
    category: Category,
    /// The trade of a shop of its own, which no chain of another category runs on the side.
    sole: bool,
}

/// A telling word or pair of words, and what it tells.
static TELLING: LazyLock<HashMap<&'static str, Told, Fast>> = LazyLock::new(|| {
    let lines = include_str!("../../assets/words.tsv").lines().filter(|line| !line.starts_with('#')).enumerate();
    let rows = lines.filter_map(|(weight, line)| {
        let (category, words) = line.split_once('\t')?;
        let category = Category::from_key(category)?;
        Some(words.split(';').map(move |word| {
            let sole = word.starts_with('!');
            (word.trim_start_matches('!'), Told { weight, category, sole })
        }))
    });
    rows.flatten().collect()
});

/// What the words of a normalized name say, and which of them.
pub(super) fn telling(words: &str) -> Option<(Category, &'static str)> {
    let found = told(words).min_by_key(|(_, told, _)| told.weight);
    found.map(|(word, told, _)| (told.category, word))
}

/// The telling words and phrases of normalized words, each with what stands behind it. A phrase says more than its words: gas is for
/// cars, `GAS AND ELECTRIC` for a house.
fn told(words: &str) -> impl Iterator<Item = (&'static str, Told, &str)> {
    let mut known = 0;
    word_starts(words).filter_map(move |from| {
        if from < known {
            return None;
        }
        let spaces = words[from..].bytes().enumerate().filter(|(_, b)| *b == b' ').map(|(at, _)| from + at);
        let mut ends = [None; PHRASE];
        ends.iter_mut().zip(spaces.chain([words.len()])).for_each(|(end, at)| *end = Some(at));
        let longest =
            ends.iter().rev().flatten().find_map(|end| Some((TELLING.get_key_value(&words[from..*end])?, *end)));
        let ((word, told), end) = longest?;
        known = end;
        Some((*word, *told, words[end..].trim_start()))
    })
}

/// True for one normalized word that tells a trade: no city, and no brand behind one.
pub(super) fn is_telling(word: &str) -> bool {
    TELLING.contains_key(word)
}

/// Behind such a word stands a street, not a trade: `CHURCH ST`.
const STREETS: &[&str] = &[
    "ST", "STREET", "RD", "ROAD", "AVE", "AVENUE", "LN", "LANE", "DR", "DRIVE", "HILL", "SQ", "SQUARE", "WAY", "BLVD",
];

/// True where what follows a brand's name says that another bears it: `DENNYS PLUMBING`. A grill is no software house's either, but
/// may well be a hotel's. Takes normalized words.
pub(super) fn tell_another(rest: &str, category: Category) -> bool {
    use Category::{BankFees, FoodAndDrink, GeneralServices, LoanPayments, RentAndUtilities, TransferIn, TransferOut};
    let keeps_no_kitchen =
        matches!(category, GeneralServices | RentAndUtilities | LoanPayments | BankFees | TransferIn | TransferOut);
    told(rest).any(|(_, told, behind)| {
        let street = behind.split(' ').next().is_some_and(|next| STREETS.contains(&next));
        told.category != category && (told.sole || told.category == FoodAndDrink && keeps_no_kitchen) && !street
    })
}

/// Words of the longest phrase of the table.
const PHRASE: usize = 4;

const SMALL: &[&str] = &["of", "and", "the", "for", "in", "on", "at", "de", "la", "by"];

/// Casing for a name that came in one case; a name in mixed case is its owner's and stays.
pub(super) fn tidy(words: &[&str]) -> String {
    let mixed =
        words.iter().any(|w| w.contains(char::is_lowercase)) && words.iter().any(|w| w.contains(char::is_uppercase));
    let shouted = words.iter().filter(|w| w.len() > 3).any(|w| w.chars().all(|c| !c.is_lowercase()));
    let kept = mixed && !shouted;
    let cased = words.iter().enumerate().map(|(at, word)| {
        let word = without_domain(word);
        if kept { word.to_owned() } else { case(word, at == 0) }
    });
    let name = cased.collect::<Vec<_>>().join(" ");
    name.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '!' | ')' | '(' | '.' | '\''))
        .trim_end_matches('.')
        .to_owned()
}

/// `WWW.CORNER.COM` is Corner's.
fn without_domain(word: &str) -> &str {
    let bare = super::text::after_glued(word, "WWW.").unwrap_or(word);
    let cut = [".com", ".net", ".org", ".co.uk", ".gov.uk"].iter().find_map(|domain| {
        let dot = bare.len().checked_sub(domain.len()).filter(|dot| *dot >= 3)?;
        bare.get(dot..).filter(|end| end.eq_ignore_ascii_case(domain)).map(|_| &bare[..dot])
    });
    cut.unwrap_or(bare)
}

fn case(word: &str, first: bool) -> String {
    let lower = word.to_lowercase();
    if !first && SMALL.contains(&lower.as_str()) {
        return lower;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let vowels = lower.chars().filter(|c| "aeiouy".contains(*c)).count();
    if letters > 0
        && letters <= 3
        && vowels == 0
        && !matches!(lower.as_str(), "mr" | "mrs" | "dr" | "st" | "ft" | "mt" | "jr" | "sr")
        || has_digit(word) && letters <= 2
    {
        return word.to_uppercase();
    }
    let mut out = String::with_capacity(word.len());
    let mut start = true;
    for c in lower.chars() {
        if start && c.is_alphabetic() {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        // O'Brien and Sant'Eustachio, but Joe's and we're: an apostrophe opens a word of three letters or more
        let behind = || lower.chars().skip(out.chars().count()).take_while(|c| c.is_alphabetic()).count();
        start = matches!(c, '-' | '/' | '&' | '(' | '.') || matches!(c, '\'' | '\u{2019}') && behind() >= 3;
    }
    match out.strip_prefix("Mc") {
        Some(rest) if rest.chars().count() >= 4 => {
            let mut rest = rest.chars();
            rest.next().map(|c| format!("Mc{}{}", c.to_uppercase(), rest.as_str())).unwrap_or_default()
        }
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shouted_names_are_cased_and_owners_casing_is_kept() {
        for (text, name) in [
            ("CORNER BOOKS", "Corner Books"),
            ("corner books", "Corner Books"),
            ("iCorner Books", "iCorner Books"),
            ("JOE'S BAR & GRILL", "Joe's Bar & Grill"),
            ("O'BRIEN'S PUB", "O'Brien's Pub"),
            ("SANT'ANGELO", "Sant'Angelo"),
            ("BPQ GARAGE", "BPQ Garage"),
            ("HOUSE OF THE RISING BUN", "House of the Rising Bun"),
            ("MCDOUGAL FARM", "McDougal Farm"),
            ("WWW.CORNER.COM", "Corner"),
            ("A-1 TOWING", "A-1 Towing"),
        ] {
            assert_eq!(tidy(&text.split(' ').collect::<Vec<_>>()), name);
        }
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        let words = include_str!("../../assets/words.tsv").lines().filter(|line| !line.starts_with('#'));
        let words: usize = words.map(|line| line.split(';').count()).sum();
        assert_eq!(TELLING.len(), words, "a word that stands twice, or a category that is none");
        assert!(TELLING.keys().all(|phrase| phrase.split(' ').count() <= PHRASE));
    }

    #[test]
    fn a_trade_of_its_own_tells_another_bearer_of_a_name() {
        assert!(tell_another("PLUMBING QUECHEE VT", Category::FoodAndDrink));
        assert!(!tell_another("PLUMBING", Category::HomeImprovement), "its own trade");
        assert!(!tell_another("CHURCH ST", Category::FoodAndDrink), "an address");
        assert!(tell_another("GRILL", Category::GeneralServices) && !tell_another("GRILL", Category::Travel));
        assert!(!tell_another("FUEL", Category::FoodAndDrink), "many grocers sell it");
    }

    #[test]
    fn a_telling_word_gives_the_category() {
        assert_eq!(telling("CORNER PHARMACY"), Some((Category::Medical, "PHARMACY")));
        assert_eq!(telling("CITY OF SOMEWHERE"), Some((Category::GovernmentAndNonProfit, "CITY OF")));
        assert_eq!(telling("CORNER GAS AND ELECTRIC"), Some((Category::RentAndUtilities, "GAS AND ELECTRIC")));
        assert_eq!(telling("HARBOR HOTEL BISTRO"), Some((Category::FoodAndDrink, "BISTRO")));
        assert_eq!(telling("BARTON AND SONS"), None, "a word inside a word tells nothing");
    }
}
