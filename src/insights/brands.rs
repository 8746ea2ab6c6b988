//! The brand table: names that banks abbreviate, glue and cut, each with its category. Looked up by whole words at the start of a
//! descriptor, the longest spelling first; one wrong merge is worse than ten misses, so doubtful spellings must stand alone.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::Category;

use super::place::{is_city, is_state};
use super::tail::is_legal;
use super::text::{Fast, digits, has_digit, normalize, word_starts};
use super::words;

/// A name as its owner writes it, with the category of the spelling that was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Brand {
    pub name: &'static str,
    pub category: Category,
    /// The merchant's site, where our own list has it.
    pub site: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
struct Alias {
    brand: Brand,
    words: usize,
    /// The table writes it in several words, here or for the same brand elsewhere.
    spaced: bool,
    /// Counts only where nothing but numbers, filler and a place follow.
    alone: bool,
    /// Of our own list, which holds what is widely known.
    own: bool,
}

struct Table {
    /// By the spelling without spaces.
    aliases: HashMap<String, Alias, Fast>,
    /// Spellings that a cut field may be a beginning of, sorted, with their spaces.
    spelled: Vec<(String, Brand)>,
    /// Words of the longest spelling.
    longest: usize,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("../../assets/brands.tsv"), include_str!("../../assets/chains.tsv")));

/// A spelling whose words are joined otherwise than in the table needs this many letters.
const MIN_SQUEEZED: usize = 5;
/// A name behind a city needs this many letters: `READING O2` is nobody's branch.
const MIN_BEHIND: usize = 3;
/// A name behind a branch needs this many letters, and at most that many words of the branch.
const MIN_BRANCH: usize = 7;
const MAX_BRANCH: usize = 3;
/// A cut field needs this many letters, and may lack that many.
const MIN_CUT: usize = 9;
const MAX_LACKING: usize = 7;
/// Digits of a number that ends a name, whatever follows.
const STORE_DIGITS: usize = 3;
const FILLER: &[&str] = &[
    "STORE",
    "STORES",
    "STATION",
    "INC",
    "LLC",
    "LTD",
    "CO",
    "CORP",
    "COM",
    "US",
    "USA",
    "UK",
    "PLC",
    "ONLINE",
    "PAYMENT",
    "BILL",
    "PMT",
    "PYMT",
    "AUTOPAY",
    "SUBSCRIPTION",
    "MONTHLY",
    "THE",
    "POS",
    "WEB",
    "HELP",
    "WWW",
    "HTTPS",
    "COMPANY",
    "RECURRING",
    "MEMBERSHIP",
    "SA",
    "SAU",
    "ESPANA",
    "FRANCE",
    "DEUTSCHLAND",
    "IRELAND",
    "CANADA",
    "AUSTRALIA",
    "EUROPE",
    "INTERNATIONAL",
    "RETAIL",
    "DIRECT",
    "PFS",
    "PETROL",
    "STN",
    "EXPRESS",
    "MOBILE",
    "ACCOUNT",
    "ORDER",
    "PURCHASE",
    "PREMIUM",
    "ANNUAL",
    "YEARLY",
    "PLAN",
    "APP",
];

impl Table {
    /// Reads our own list, `name TAB category TAB spelling;spelling TAB site`, then the chains, `[CATEGORY]` over lines of
    /// `name TAB spelling;spelling`; lines that begin with `#` are comments.
    fn parse(own: &'static str, chains: &'static str) -> Self {
        let mut table = Self {
            aliases: HashMap::with_capacity_and_hasher(24_000, Fast::default()),
            spelled: Vec::new(),
            longest: 0,
        };
        for line in own.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let (Some(name), Some(category)) = (columns.next(), columns.next().and_then(Category::from_key)) else {
                continue;
            };
            let spellings = columns.next().unwrap_or_default();
            let site = columns.next().filter(|site| !site.is_empty());
            for spelling in spellings.split(';').chain([name]) {
                table.add(Brand { name, category, site }, spelling, true);
            }
        }
        let mut category = Category::Uncategorized;
        for line in chains.lines().filter(|line| !line.starts_with('#')) {
            if let Some(key) = line.strip_prefix('[').and_then(|key| key.strip_suffix(']')) {
                category = Category::from_key(key).unwrap_or(category);
                continue;
            }
            let (name, spellings) = line.split_once('\t').unwrap_or((line, line));
            for spelling in spellings.split(';') {
                table.add(Brand { name, category, site: None }, spelling, false);
            }
        }
        table.spelled.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        table
    }

    /// The first line to claim a spelling has it.
    fn add(&mut self, brand: Brand, spelling: &str, own: bool) {
        let alone = spelling.starts_with('=');
        let spelled = normalize(spelling);
        let words = spelled.split_whitespace().count();
        if words == 0 {
            return;
        }
        let squeezed = spelled.replace(' ', "");
        if let Some(known) = self.aliases.get_mut(&squeezed) {
            known.spaced |= words > 1 && known.brand.name == brand.name;
            return;
        }
        self.longest = self.longest.max(words);
        self.aliases.insert(squeezed, Alias { brand, words, spaced: words > 1, alone, own });
        if !alone {
            self.spelled.push((spelled, brand));
        }
    }
}

/// The brand that normalized words begin with, and how many bytes of them are its spelling.
pub(super) fn find(words: &str) -> Option<(Brand, usize)> {
    let first = words.split(' ').take_while(|word| word.bytes().all(|b| b.is_ascii_digit())).count();
    at_start(words, 0).or_else(|| {
        let rest = words
            .strip_prefix("THE ")
            .or_else(|| words.strip_prefix("WWW "))
            .or_else(|| (first == 1).then(|| words.split_once(' ').map(|(_, rest)| rest))?)?;
        at_start(rest, words.len() - rest.len())
    })
}

fn at_start(words: &str, skipped: usize) -> Option<(Brand, usize)> {
    // ends of the first words, and of the same words squeezed
    let mut squeezed = String::with_capacity(words.len());
    let mut ends = Vec::with_capacity(TABLE.longest + 1);
    let mut at = 0;
    for word in words.split(' ').take(TABLE.longest + 1) {
        squeezed.push_str(word);
        at += word.len();
        ends.push((at, squeezed.len()));
        at += 1;
    }
    ends.iter().enumerate().rev().find_map(|(index, (end, squeezed_end))| {
        let alias = TABLE.aliases.get(&squeezed[..*squeezed_end])?;
        let rest = words[*end..].trim_start();
        // a coined word written as ordinary ones is as doubtful as an ordinary word: "NEXT DOOR BAR"
        let doubtful = alias.alone || index > 0 && !alias.spaced;
        let same_words = alias.words == index + 1 || *squeezed_end >= MIN_SQUEEZED;
        let fits = same_words
            && (!doubtful || is_filler(rest) && city_at_start(words) <= *end)
            && !words::tell_another(rest, alias.brand.category);
        fits.then_some((alias.brand, skipped + end))
    })
}

/// True for what may follow a spelling that must stand alone: numbers, filler, legal forms, places.
fn is_filler(rest: &str) -> bool {
    let mut rest = rest;
    while let Some(word) = rest.split(' ').next().filter(|word| !word.is_empty()) {
        // a store's number ends a name, a short one may be a part of it: "NEXT 4 PETS"
        if digits(word) >= STORE_DIGITS {
            return true;
        }
        let known = has_digit(word) || FILLER.contains(&word) || is_legal(word) || is_state(word);
        let end = if known { word.len() } else { city_at_start(rest) };
        if end == 0 {
            return false;
        }
        rest = rest[end..].trim_start();
    }
    true
}

/// Bytes of the city of the list that the words begin with, the longest of one to three words; 0 for none.
fn city_at_start(words: &str) -> usize {
    let ends = words.bytes().enumerate().filter(|(_, b)| *b == b' ').map(|(at, _)| at).take(3).chain([words.len()]);
    ends.take(3).filter(|end| is_city(&words[..*end])).last().unwrap_or(0)
}

/// The brand that stands alone behind a city, as British card records print a branch: `OXFORD COSTA`. Takes normalized words.
pub(super) fn behind_city(words: &str) -> Option<Brand> {
    let rest = words[city_at_start(words)..].strip_prefix(' ')?;
    at_start(rest, 0)
        .filter(|(brand, end)| {
            let named = brand.name.len() >= MIN_BEHIND && !words::is_telling(&rest[..*end]);
            named && is_filler(rest[*end..].trim_start())
        })
        .map(|(brand, _)| brand)
}

/// The widely known brand that a name ends with, as landlords and British card records print a branch: `KEELE NORTH STARBUCKS`. What
/// stands before it must be a few words that tell no trade of their own. Takes normalized words.
pub(super) fn behind_branch(words: &str) -> Option<Brand> {
    let starts: Vec<usize> = word_starts(words).skip(1).collect();
    let whose = |from: &usize| {
        let spelled = &words[*from..];
        let squeezed = spelled.replace(' ', "");
        let alias = TABLE.aliases.get(&squeezed)?;
        let known = alias.own && !alias.alone && squeezed.len() >= MIN_BRANCH && !words::is_telling(spelled);
        known.then_some(alias.brand)
    };
    let (at, brand) = starts
        .iter()
        .enumerate()
        .find_map(|(at, from)| Some((*from, whose(from)?)).map(|found| (at, found)))
        .map(|(at, (from, brand))| (if at < MAX_BRANCH { from } else { 0 }, brand))?;
    let before = words[..at].trim_end();
    (at > 0 && words::telling(before).is_none()).then_some(brand)
}

/// The one brand that a cut field is the beginning of: long enough, cut inside a word, little missing, no other brand possible.
pub(super) fn cut(words: &str) -> Option<Brand> {
    if words.len() < MIN_CUT {
        return None;
    }
    let from = TABLE.spelled.partition_point(|(spelled, _)| spelled.as_str() < words);
    let mut found: Option<Brand> = None;
    for (spelled, brand) in TABLE.spelled[from..].iter().take_while(|(spelled, _)| spelled.starts_with(words)) {
        let rest = &spelled[words.len()..];
        if rest.starts_with(' ') || rest.len() > MAX_LACKING || found.is_some_and(|other| other.name != brand.name) {
            return None;
        }
        found = Some(*brand);
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn name(text: &str) -> Option<&'static str> {
        find(&normalize(text)).map(|(brand, _)| brand.name)
    }

    #[test]
    fn every_line_of_the_table_is_read_and_no_spelling_has_two_owners() {
        let mut owners: BTreeMap<String, (&str, &str)> = BTreeMap::new();
        let lines: Vec<&str> =
            include_str!("../../assets/brands.tsv").lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() >= 1_500);
        for line in lines {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 4, "{line}");
            assert!(Category::from_key(columns[1]).is_some(), "{line}");
            for spelling in columns[2].split(';').filter(|spelling| !spelling.is_empty()) {
                let key = normalize(spelling).replace(' ', "");
                let before = owners.insert(key, (columns[0], line));
                assert!(before.is_none_or(|(owner, _)| owner == columns[0]), "{spelling}: {before:?} and {line}");
            }
        }
    }

    #[test]
    fn the_longest_spelling_wins() {
        assert_eq!(name("AMAZON WEB SERVICES AWS.EXAMPLE"), Some("Amazon Web Services"));
        assert_eq!(name("UBER EATS 8005550100"), Some("Uber Eats"));
        assert_eq!(name("HOLIDAY INN EXPRESS & SU"), Some("Holiday Inn Express"));
        assert_eq!(name("WAL-MART #1234"), Some("Walmart"));
    }

    #[test]
    fn a_common_word_is_a_brand_only_when_it_stands_alone() {
        for (text, brand) in [
            ("TARGET 00012345 QUECHEE VT", Some("Target")),
            ("TARGET RALEIGH NC", Some("Target")),
            ("TARGET ARCHERY CLUB", None),
            ("SHELL BEACH CAFE", None),
            ("GAP ROAD DINER", None),
            ("UNITED METHODIST CHURCH", None),
            ("DELTA DENTAL OF SOMEWHERE", Some("Delta Dental")),
            ("SUBWAY SURF SHOP", None),
            ("HILTON HEAD BREWING", None),
            ("CLEAR LAKE DINER", None),
            ("CENTERPOINT CHURCH", None),
            ("BURLINGTON BAGELS", None),
            ("MCDONALD PLUMBING", None),
        ] {
            assert_eq!(name(text), brand, "{text}");
        }
    }

    #[test]
    fn a_coined_name_is_not_its_two_words_and_a_short_number_ends_nothing() {
        for (text, brand) in [
            ("NEXT DOOR BAR", None),
            ("NEXTDOOR ADS", Some("Nextdoor")),
            ("TOTAL HEALTH CHIRO", None),
            ("HELLO FRESH 8005550100", Some("HelloFresh")),
            ("UBEREATS PENDING", Some("Uber Eats")),
            ("PET SMART GROOMING", Some("PetSmart")),
            ("ROOT 9 NURSERY", None),
            ("NEXT 4 PETS", None),
            ("NEXT 4 RALEIGH NC", Some("Next")),
            ("NEXT 412 PETS", Some("Next")),
            ("COSTA MESA CA", None),
            ("NATIONAL GRID PIZZA", None),
            ("NATIONAL GRID UTIL", Some("National Grid")),
            ("DENNYS PLUMBING QUECHEE VT", None),
            ("DENNYS CHURCH ST QUECHEE VT", Some("Denny's")),
        ] {
            assert_eq!(name(text), brand, "{text}");
        }
        assert_eq!(behind_city("RED LION PUB").map(|brand| brand.name), None);
    }

    #[test]
    fn a_cut_name_is_completed_only_inside_a_word_and_without_doubt() {
        let cut = |text: &str| cut(&normalize(text)).map(|brand| brand.name);
        assert_eq!(cut("CHEESECAKE FACTO"), Some("Cheesecake Factory"));
        assert_eq!(cut("AMERICAN"), None, "several brands, too short");
        assert_eq!(cut("ADVANCE AUTO"), None, "a whole spelling is no cut");
        assert_eq!(cut("DISCOUNT"), None);
    }
}
