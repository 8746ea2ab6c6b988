//! Where a purchase was made: city and state or country, as cards print them behind the name. US cards print the city before the state,
//! so the state is the anchor; cities of several words are known from a list or by their usual first and last words.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::tail::{ends_name, is_noise, is_of};
use super::text::Fast;
use super::words::is_telling;

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
/// States of Australia that are no word of a name, as cards print them and as one bank cuts them.
const AUSTRALIAN: &str = "NSW VIC QLD TAS ACT WA SA NT NS VI QL TA AC";
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
const COUNTRIES: &str = "JP IT GB FR DE ES PT NL BE CH AT IE DK SE GR MX BR AU NZ SG HK KR TH IS CA US CZ PL FI NO LU USA GBR CAN AUS NZL IRL FRA \
    DEU ESP ITA NLD BEL CHE AUT PRT SWE DNK NOR JPN SGP HKG MEX";
/// Cities that stand behind a name without state and country, and are no part of it: `THE IVY LONDON`.
const BARE: &str = "LONDON MANCHESTER BIRMINGHAM LEEDS GLASGOW EDINBURGH LIVERPOOL SHEFFIELD BRISTOL CARDIFF BELFAST NOTTINGHAM LEICESTER \
    COVENTRY NEWCASTLE SOUTHAMPTON BRIGHTON ABERDEEN DUBLIN GALWAY LIMERICK TORONTO MONTREAL VANCOUVER CALGARY EDMONTON \
    OTTAWA WINNIPEG MISSISSAUGA SYDNEY MELBOURNE BRISBANE ADELAIDE CANBERRA AUCKLAND CHRISTCHURCH BERLIN MUNICH MUENCHEN \
    MUNCHEN HAMBURG FRANKFURT WOLFSBURG STUTTGART PARIS LYON MARSEILLE MADRID BARCELONA ROMA MILANO AMSTERDAM ROTTERDAM \
    BRUSSELS BRUXELLES WIEN VIENNA ZURICH GENEVE STOCKHOLM COPENHAGEN OSLO HELSINKI LISBOA LISBON TOKYO SINGAPORE";
/// Behind one of these a city is a part of the name: `TRANSPORT FOR LONDON`.
const JOINING: &str = "OF FOR THE IN AT TO FROM DE AND & NEW GREATER VISIT";

/// True for a city of the list, normalized.
pub(super) fn is_city(words: &str) -> bool {
    CITIES.contains(words)
}

/// True for the code of a country, in capitals.
fn is_country(word: &str) -> bool {
    COUNTRIES.split(' ').any(|country| country == word)
}

/// True for the code of a state or province, in capitals.
pub(super) fn is_state(word: &str) -> bool {
    STATES.contains(&word)
}

/// True for a city of the list with its state or country, and nothing else.
pub(super) fn is_whole_place(text: &str) -> bool {
    let text = text.trim_end();
    let Some(cut) = text.len().checked_sub(2).filter(|cut| text.is_char_boundary(*cut)) else { return false };
    let (city, state) = text.split_at(cut);
    (is_state(state) || is_country(state)) && is_city(&city.trim_end().to_ascii_uppercase())
}

/// Takes city and state off the end.
pub(super) fn place(words: &mut Vec<&str>) -> Option<String> {
    if words.len() > 2 && matches!(words.last(), Some(&("US" | "USA"))) {
        words.pop();
    }
    if let Some(place) = place_in_australia(words).or_else(|| place_in_canada(words)) {
        return Some(place);
    }
    let last = *words.last().filter(|_| words.len() > 1)?;
    let glued_country = last.len() == 4 && last.ends_with("US") && last.get(..2).is_some_and(is_state);
    let state = if glued_country { &last[..2] } else { last };
    if !is_state(state) {
        return if is_country(last) { place_abroad(words) } else { glued_place(words).or_else(|| bare_place(words)) };
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

/// `SYDNEY NSW AUS`: a state is one where the country follows, or a city of the list stands before.
fn place_in_australia(words: &mut Vec<&str>) -> Option<String> {
    let has_country = matches!(words.last(), Some(&("AU" | "AUS")));
    let end = words.len() - usize::from(has_country);
    let at = end.checked_sub(1).filter(|at| *at > 0)?;
    if !AUSTRALIAN.split(' ').any(|state| state == words[at]) || is_state(words[at]) && !has_country {
        return None;
    }
    let city = city_before(&words[..at]);
    let count = match city {
        Some(count) => count,
        None if has_country || matches!(words[at], "NSW" | "QLD") => usize::from(at > 1),
        None => return None,
    };
    words.truncate(end);
    Some(words.split_off(at - count).join(" "))
}

/// `TORONTO ON CAN`.
fn place_in_canada(words: &mut Vec<&str>) -> Option<String> {
    let at = words.len().checked_sub(2).filter(|at| *at > 0)?;
    let is_it = matches!(words.last(), Some(&("CAN" | "CANADA"))) && is_state(words[at]);
    let count = is_it.then(|| city_before(&words[..at]))??;
    words.pop();
    Some(words.split_off(at - count).join(" "))
}

/// `THE IVY LONDON`.
fn bare_place(words: &mut Vec<&str>) -> Option<String> {
    let last = words.len().checked_sub(1).filter(|last| *last > 1)?;
    let bare = is_of(BARE, words[last]) && !is_of(JOINING, words[last - 1]);
    bare.then(|| words.pop().map(str::to_owned))?
}

/// `TOKYO JP`, where the city is on the list.
fn place_abroad(words: &mut Vec<&str>) -> Option<String> {
    let country = words.len() - 1;
    let city = city_before(&words[..country]);
    // no name ends so
    let alone = || (words.len() > 2 && matches!(words[country], "GB" | "GBR" | "IRL" | "AUS" | "NZL")).then_some(0);
    Some(words.split_off(country - city.or_else(alone)?).join(" "))
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
