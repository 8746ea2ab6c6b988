//! What stands behind a name: phones, web addresses, store numbers, references, city and state. US cards print the city before the
//! state, so the state is the anchor; cities of several words are known from a list or by their usual first and last words.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use super::text::{Fast, digits};
use super::words::is_telling;

/// A name and what stood behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tail<'a> {
    /// Words of the name as written, then those that say what was paid for.
    pub words: Vec<&'a str>,
    /// How many of them, at the end, say what was paid for: `RENT PMT`.
    pub purpose: usize,
    /// `Raleigh NC` or `CA`.
    pub place: Option<String>,
}

impl<'a> Tail<'a> {
    /// Words of the name, as written.
    pub fn name(&self) -> &[&'a str] {
        &self.words[..self.words.len() - self.purpose]
    }
}

static CITIES: LazyLock<HashSet<&'static str, Fast>> = LazyLock::new(|| {
    let lists = [include_str!("../../assets/cities.txt"), include_str!("../../assets/places.txt")];
    lists.iter().flat_map(|list| list.split([';', '\n'])).filter(|city| !city.is_empty()).collect()
});

const STATES: &[&str] = &[
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA",
    "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR",
    "PA", "PR", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "ON", "QC", "BC", "AB", "MB",
    "SK", "NS", "NB",
];
/// First words of cities of two words.
const OPENERS: &[&str] = &[
    "SAN", "SANTA", "LOS", "LAS", "EL", "LA", "FORT", "FT", "ST", "ST.", "SAINT", "NEW", "NORTH", "SOUTH", "EAST",
    "WEST", "MOUNT", "MT", "LAKE", "PALM", "PALO", "PORT", "POINT", "CAPE", "GRAND", "LONG", "DES", "BATON", "CORAL",
    "CEDAR",
];
/// Last words of cities of two words.
const CLOSERS: &[&str] = &[
    "CITY", "BEACH", "PARK", "HILLS", "HILL", "VALLEY", "SPRINGS", "HEIGHTS", "BAY", "FALLS", "ISLAND", "VIEW", "ROCK",
    "CREEK", "GROVE", "VILLAGE", "OAKS", "FORK", "RAPIDS", "STATION", "POINT", "HARBOR", "JUNCTION",
];
/// Countries, behind a city of the list only: `IT` and `DE` are words too.
const COUNTRIES: &[&str] = &[
    "JP", "IT", "GB", "FR", "DE", "ES", "PT", "NL", "BE", "CH", "AT", "IE", "DK", "SE", "GR", "MX", "BR", "AU", "NZ",
    "SG", "HK", "KR", "TH", "IS",
];
/// Widths of the name's field in card records.
const NAME_FIELDS: [usize; 3] = [20, 22, 25];
/// How the entry description of an ACH record abbreviates a payment: no word of a name.
const PAID: &[&str] = &["PMT", "PMTS", "PYMT", "PYMTS"];
/// What may stand before it, as the rest of the description.
const PAID_FOR: &[&str] = &[
    "RENT",
    "UTILITY",
    "UTIL",
    "BILL",
    "WEB",
    "ONLINE",
    "AUTO",
    "MTHLY",
    "MONTHLY",
    "RECURRING",
    "EDI",
    "E",
    "DIRECT",
    "CARD",
    "LOAN",
    "INS",
    "ELEC",
    "MOBILE",
];
/// Legal forms; `LL` is what a field that is full leaves of `LLC`.
const LEGAL: &[&str] = &[
    "INC", "INC.", "LLC", "L.L.C.", "LTD", "LTD.", "LIMITED", "CORP", "CORP.", "PLC", "GMBH", "LLP", "PLLC", "LL",
    "PTY", "AG", "BV", "NV", "SRL", "SARL",
];

/// Those that are no word of a name either, wherever they stand: what follows is a place or a field of the record.
const ENDS: &[&str] = &["INC", "INC.", "LLC", "L.L.C.", "LTD", "LTD.", "PLC", "GMBH", "LLP", "PLLC", "SARL"];

/// True for a city of the list, normalized.
pub(super) fn is_city(words: &str) -> bool {
    CITIES.contains(words)
}

/// True for the code of a state or province, in capitals.
pub(super) fn is_state(word: &str) -> bool {
    STATES.contains(&word)
}

/// Takes everything behind the name off.
pub(super) fn strip(text: &str) -> Tail<'_> {
    let text = cut_fields(text);
    let mut words: Vec<&str> = text.split_whitespace().collect();
    pop_noise(&mut words);
    let place = place(&mut words);
    pop_noise(&mut words);
    let is_end = |word: &str| ends_name(word) || ENDS.iter().any(|legal| word.eq_ignore_ascii_case(legal));
    let end = (1..words.len()).find(|at| is_end(words[*at])).unwrap_or(words.len());
    words.truncate(end);
    if let Some(last) = words.last_mut() {
        *last = without_number(last);
    }
    // "BOOKS 2 DENVER CO": the chain's second shop; without a place it may be the name's own number
    while place.is_some()
        && words.len() > 2
        && words.last().is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()))
    {
        words.pop();
    }
    // one letter is all that a field that is full has left of a word: "CORNER PIZZERIA BEACH B"
    if place.is_some() && words.len() > 2 && words.last().is_some_and(|word| is_letter(word)) {
        words.pop();
    }
    while words.len() > 1 && words.last().is_some_and(|word| LEGAL.iter().any(|legal| word.eq_ignore_ascii_case(legal)))
    {
        words.pop();
    }
    let purpose = purpose(&words);
    Tail { words, purpose, place }
}

fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic())
}

/// True for the legal form of a company, in capitals.
pub(super) fn is_legal(word: &str) -> bool {
    LEGAL.contains(&word)
}

/// How many words at the end are an ACH record's description of the payment, leaving a name before them.
fn purpose(words: &[&str]) -> usize {
    let is = |list: &[&str], back: usize| {
        let word = words.len().checked_sub(back).filter(|at| *at > 0).map(|at| words[at]);
        word.is_some_and(|word| list.iter().any(|known| word.eq_ignore_ascii_case(known)))
    };
    match (is(PAID, 1), is(PAID_FOR, 2)) {
        (true, true) => 2,
        (true, false) => 1,
        (false, _) => 0,
    }
}

/// Parts the fields of a card record where the name fills its field and runs into the city, and takes off the letter or two that are
/// left of a word cut there: `CORNER CHOWDER HHALF MOON BAYCA` is `CORNER CHOWDER`, then the city.
pub(super) fn part(text: &str) -> Cow<'_, str> {
    for width in NAME_FIELDS {
        let Some((at, _)) = text.char_indices().nth(width) else { break };
        let (name, city) = text.split_at(at);
        let joined = name.ends_with(char::is_alphanumeric) && city.starts_with(char::is_alphabetic);
        if !joined || !is_whole_place(city) {
            continue;
        }
        let kept = name.rsplit_once(' ').filter(|(before, cut)| cut.len() <= 2 && before.contains(' '));
        return Cow::Owned(format!("{} {city}", kept.map_or(name, |(before, _)| before)));
    }
    Cow::Borrowed(text)
}

/// True for a city of the list with its state or country, and nothing else.
fn is_whole_place(text: &str) -> bool {
    let text = text.trim_end();
    let Some(cut) = text.len().checked_sub(2).filter(|cut| text.is_char_boundary(*cut)) else { return false };
    let (city, state) = text.split_at(cut);
    (is_state(state) || COUNTRIES.contains(&state)) && is_city(&city.trim_end().to_ascii_uppercase())
}

/// Cuts the fields of ACH records, and what a star or a dash between spaces sets apart.
fn cut_fields(text: &str) -> &str {
    let upper = text.to_ascii_uppercase();
    let marks = [
        " WEB ID:",
        " PPD ID:",
        " CCD ID:",
        " TEL ID:",
        " DES:",
        " INDN:",
        " CO ENTRY DESCR:",
        " ID:",
        " CO ID:",
        " CONF#",
        " CONFIRMATION#",
        " - ",
        " @ ",
        " ~ ",
    ];
    let mut end = marks.iter().filter_map(|mark| upper.find(mark)).min().unwrap_or(text.len());
    if let Some(star) = text.find('*').filter(|at| *at >= 3) {
        end = end.min(star);
    }
    text[..end].trim_end_matches([' ', '-', '*', ',', '.', '/', ':', '#'])
}

/// Phones, addresses and long numbers at the end; never the first word.
fn pop_noise(words: &mut Vec<&str>) {
    while words.len() > 1 && words.last().is_some_and(|word| is_noise(word)) {
        words.pop();
    }
}

fn is_noise(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let url = ["www.", "http", "g.co/", "help."].iter().any(|start| lower.starts_with(start))
        || [".com", ".net", ".org", ".co.uk"].iter().any(|end| lower.contains(end));
    let vanity = ["800-", "888-", "877-", "866-", "855-", "844-", "833-"].iter().any(|code| word.starts_with(code));
    let punctuation = !word.bytes().any(|b| b.is_ascii_alphanumeric()) && word.is_ascii();
    url || vanity || punctuation || digits(word) >= 5 || word.contains('/') && digits(word) >= 2
}

/// A store's number or what else is no part of a name: `#12`, `0412`, `F5105`, `04/12`.
fn ends_name(word: &str) -> bool {
    let count = digits(word);
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    word.starts_with('#')
        || count >= 3 && letters <= 2
        || word.bytes().any(|b| b.is_ascii_alphanumeric()) && is_noise(word)
}

/// `BOOKS5918`: a store's number that is glued to a name of some length.
fn without_number(word: &str) -> &str {
    let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
    // "XXXXXX1234" is an account's number, hidden but for its end
    let glued = !name.ends_with("XX")
        && name.len() >= 5
        && word.len() - name.len() >= 3
        && name.bytes().all(|b| b.is_ascii_alphabetic());
    if glued { name } else { word }
}

/// Takes city and state off the end.
fn place(words: &mut Vec<&str>) -> Option<String> {
    if words.len() > 2 && matches!(words.last(), Some(&("US" | "USA"))) {
        words.pop();
    }
    let last = *words.last().filter(|_| words.len() > 1)?;
    let glued_country = last.len() == 4 && last.ends_with("US") && last.get(..2).is_some_and(is_state);
    let state = if glued_country { &last[..2] } else { last };
    if !is_state(state) {
        return if COUNTRIES.contains(&last) { place_abroad(words) } else { glued_place(words) };
    }
    // the roasters' "& CO" is no Colorado
    let before = words.len() - 1;
    let city = city_before(&words[..before]);
    if state == "CO" && city.is_none() && !ends_name(words[before - 1]) {
        return None;
    }
    words.pop();
    let dropped = city.unwrap_or_else(|| {
        let no_city = words.len() < 2 || words.last().is_some_and(|word| is_noise(word) || ends_name(word));
        if no_city { 0 } else { guessed(words) }
    });
    let at = words.len() - dropped;
    let mut place = words.split_off(at);
    place.push(state);
    Some(place.join(" "))
}

/// `TOKYO JP`, where the city is on the list.
fn place_abroad(words: &mut Vec<&str>) -> Option<String> {
    let country = words.len() - 1;
    let city = city_before(&words[..country])?;
    Some(words.split_off(country - city).join(" "))
}

/// How many words at the end are a city of the list, leaving at least one for the name.
fn city_before(words: &[&str]) -> Option<usize> {
    let is_city_of = |count: usize| is_city(&words[words.len() - count..].join(" ").to_ascii_uppercase());
    // a town alone, "COSTA MESA", is no shop in another
    let alone = (2..=3).contains(&words.len()) && is_city_of(words.len());
    if alone { Some(0) } else { (1..=3).rev().filter(|count| *count < words.len()).find(|count| is_city_of(*count)) }
}

/// How many words at the end are taken for a city that is not on the list.
fn guessed(words: &[&str]) -> usize {
    let upper =
        |back: usize| words.len().checked_sub(back).map(|at| words[at].to_ascii_uppercase()).unwrap_or_default();
    let two = words.len() > 2 && (OPENERS.contains(&upper(2).as_str()) || CLOSERS.contains(&upper(1).as_str()));
    if two { 2 } else { 1 }
}

/// `HALF MOON BAYCA`: a field of fixed width ran into the state.
fn glued_place(words: &mut Vec<&str>) -> Option<String> {
    let last = *words.last()?;
    let cut = last.len().checked_sub(2).filter(|cut| *cut >= 3)?;
    let (end, state) = (last.get(..cut)?, last.get(cut..)?);
    // "DENTAL" is no Dent in Alabama
    if !is_state(state) || is_telling(last) {
        return None;
    }
    let count = (1..=3).rev().filter(|count| *count < words.len()).find(|count| {
        let mut city = words[words.len() - count..words.len() - 1].join(" ");
        if !city.is_empty() {
            city.push(' ');
        }
        is_city(&(city + end).to_ascii_uppercase())
    })?;
    let place = words.split_off(words.len() - count);
    let place = place.join(" ");
    Some(format!("{} {state}", &place[..place.len() - 2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, Option<String>) {
        let tail = strip(text);
        (tail.name().join(" "), tail.place)
    }

    #[test]
    fn places_numbers_and_addresses_come_off_the_end() {
        for (text, name, place) in [
            ("CORNER BOOKS DENVER CO", "CORNER BOOKS", Some("DENVER CO")),
            ("CORNER BOOKS SALT LAKE CITY UT", "CORNER BOOKS", Some("SALT LAKE CITY UT")),
            ("CORNER BOOKS MOUNTAIN VIEWCA", "CORNER BOOKS", Some("MOUNTAIN VIEW CA")),
            ("CORNER BOOKS PINE NEEDLE FALLS VT", "CORNER BOOKS PINE", Some("NEEDLE FALLS VT")),
            ("CORNER BOOKS QUECHEE VT", "CORNER BOOKS", Some("QUECHEE VT")),
            ("CORNER BOOKS #12 QUECHEE VT", "CORNER BOOKS", Some("QUECHEE VT")),
            ("CORNER BOOKS 802-555-0100 VT", "CORNER BOOKS", Some("VT")),
            ("CORNER BOOKS WWW.CORNER.EXAMPLE VT", "CORNER BOOKS", Some("VT")),
            ("CORNER ROASTING & CO", "CORNER ROASTING & CO", None),
            ("CORNER BOOKS LLC", "CORNER BOOKS", None),
            ("CORNER BOOKS GMBH BERLIN", "CORNER BOOKS", None),
            ("CORNER XXXXXX5918", "CORNER XXXXXX5918", None),
            ("CORNER BOOKS5918 QUECHEE VT", "CORNER BOOKS", Some("QUECHEE VT")),
            ("CORNER BOOKS DES:WEB PMTS ID:1 INDN:PAT DOE", "CORNER BOOKS", None),
            ("CORNER BOOKS - Downtown", "CORNER BOOKS", None),
            ("CORNER BOOKS*AB12CD", "CORNER BOOKS", None),
            ("CORNER PRINTS & BOOKS QUECHEE VT", "CORNER PRINTS & BOOKS", Some("QUECHEE VT")),
            ("CORNER BOOKS 2 QUECHEE VT", "CORNER BOOKS", Some("QUECHEE VT")),
            ("CORNER BOOKS TOKYO JP", "CORNER BOOKS", Some("TOKYO JP")),
            ("CORNER BOOKS DO IT", "CORNER BOOKS DO IT", None),
            ("CORNER BOOKS WEB ID: 9000312", "CORNER BOOKS", None),
            ("CORNER BOOKS RENT PMT", "CORNER BOOKS", None),
            ("RENT PMT", "RENT", None),
            ("FOREVER 21", "FOREVER 21", None),
            ("8005550100", "8005550100", None),
            ("CORNER SMILES DENTAL", "CORNER SMILES DENTAL", None),
            ("COSTA MESA CA", "COSTA MESA", Some("CA")),
        ] {
            assert_eq!(parts(text), (name.to_owned(), place.map(str::to_owned)), "{text}");
        }
    }
    #[test]
    fn a_name_that_fills_its_field_is_parted_from_the_city() {
        for (text, parted) in [
            ("CORNER CHOWDER HOUSEHalf Moon Bay CA", "CORNER CHOWDER HOUSE Half Moon Bay CA"),
            ("TST* LOCAL CHOWDER HHalf Moon Bay CA", "TST* LOCAL CHOWDER Half Moon Bay CA"),
            ("TST* CORNER CHOWDER HHalf Moon Bay CA", "TST* CORNER CHOWDER HHalf Moon Bay CA"),
            ("TST* CORNER CHOWDER HOHALF MOON BAYCA", "TST* CORNER CHOWDER HALF MOON BAYCA"),
            ("CORNER BOOKS        Half Moon Bay CA", "CORNER BOOKS        Half Moon Bay CA"),
            ("THE SHOPS OF MIDDLEQUECHEE VT", "THE SHOPS OF MIDDLEQUECHEE VT"),
        ] {
            assert_eq!(part(text), parted, "{text}");
        }
    }
}
