//! What stands behind a name: phones, web addresses, store numbers, references, a place, and what was paid for.
//! Numbers go with the words that name them, so that `REF 1234` leaves nothing behind.

use std::borrow::Cow;

use memchr::memchr_iter;

use super::place::{is_state, is_whole_place, place};
use super::text::{digits, is_day};

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

/// What stands before a number of a record, and goes with it.
const LABELS: &str = "CARD CD REF REFERENCE REF# ORDER INV INVOICE TXN TRANS AUTH TERMINAL NO NR NUMBER ACCT ACCOUNT A/C MANDATE ENDING VALUE \
    DATE CONF CONFIRMATION CKCD TEL PHONE TRACE CHK BILL XX CARD# ORIG TYPE AID MID TID";
/// Codes with which British and Canadian banks end a record, and states of a row.
const CODES: &str = "BCC CPM DDR BBP BDC MSP PENDING RECURRING";
/// Widths of the name's field in card records.
const NAME_FIELDS: [usize; 3] = [20, 22, 25];
/// How the entry description of an ACH record abbreviates a payment: no word of a name.
const PAID: &str = "PMT PMTS PYMT PYMTS PAYMENT PAYMENTS AUTOPAY BILLPAY PAY EPAYMENT E-PAYMENT EPAY SUBSCRIPTION SUBSCR MONTHLY PURCHASE \
    DEBIT RETURN";
/// What may stand before it, as the rest of the description.
const PAID_FOR: &str =
    "RENT UTILITY UTIL BILL WEB ONLINE AUTO MTHLY MONTHLY RECURRING EDI E DIRECT CARD LOAN INS ELEC MOBILE PREMIUM";
/// Legal forms; `LL` is what a field that is full leaves of `LLC`.
const LEGAL: &str = "INC INC. LLC L.L.C. L.L.C LTD LTD. LIMITED CORP CORP. PLC GMBH LLP PLLC LL PTY AG BV NV SRL SARL";

/// Those that are no word of a name either, wherever they stand: what follows is a place or a field of the record.
const ENDS: &str = "INC INC. LLC L.L.C. L.L.C LTD LTD. PLC GMBH LLP PLLC SARL";

/// Takes everything behind the name off.
pub(super) fn strip(text: &str) -> Tail<'_> {
    let text = cut_fields(text);
    let mut words: Vec<&str> = text.split_whitespace().filter(|word| *word != "*").collect();
    pop_noise(&mut words);
    let place = place(&mut words);
    pop_noise(&mut words);
    let is_end = |word: &str| ends_name(word) || is_of(ENDS, word);
    let end = (1..words.len()).find(|at| is_end(words[*at])).unwrap_or(words.len());
    let was_cut = end < words.len();
    words.truncate(end);
    while was_cut && words.len() > 1 && words.last().is_some_and(|word| is_of(LABELS, word)) {
        words.pop();
    }
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
    while words.len() > 1 && words.last().is_some_and(|word| is_of(LEGAL, word)) {
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
    LEGAL.split(' ').any(|legal| legal == word)
}

/// How many words at the end are an ACH record's description of the payment, leaving a name before them.
fn purpose(words: &[&str]) -> usize {
    let is = |list: &str, back: usize| {
        let word = words.len().checked_sub(back).filter(|at| *at > 0).map(|at| words[at]);
        word.is_some_and(|word| is_of(list, word))
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
        " ORIG ID:",
        " FROM CARD",
        " TYPE:",
        " VALUE DATE",
        ", RATE ",
        " , ",
        " - ",
        " @ ",
        " ~ ",
    ];
    let mut end = marks.iter().filter_map(|mark| upper.find(mark)).min().unwrap_or(text.len());
    // "SAN JOSE * CA": one bank's field between city and state
    let is_state_behind = |at: usize| is_state(text[at + 1..].trim());
    if let Some(star) = text.find('*').filter(|at| *at >= 3 && !is_state_behind(*at)) {
        end = end.min(star);
    }
    // "CORNER BOOKS,12.30 GBP": an amount
    let bytes = text.as_bytes();
    let amount = |at: &usize| bytes[at - 1].is_ascii_alphabetic() && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
    if let Some(comma) = memchr_iter(b',', bytes).filter(|at| *at > 0).find(amount) {
        end = end.min(comma);
    }
    text[..end].trim_end_matches([' ', '-', '*', ',', '.', '/', ':', '#'])
}

/// Phones, addresses and long numbers at the end; never the first word.
fn pop_noise(words: &mut Vec<&str>) {
    while words.len() > 1 {
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        if words.len() > 2 && is_labelled(last, before) {
            words.truncate(words.len() - 2);
            while words.len() > 2 && words.last().is_some_and(|word| is_of(LABELS, word)) {
                words.pop();
            }
        } else if is_noise(last) || is_masked(last) || is_day(last) || is_of(CODES, last) || last.starts_with('_') {
            words.pop();
        } else {
            break;
        }
    }
    // "ON 12 JAN": a day in three words
    if let [_, .., on, day, month] = words.as_slice()
        && on.eq_ignore_ascii_case("ON")
        && is_day(&format!("{day}{month}"))
    {
        words.truncate(words.len() - 3);
    }
}

/// True for a number that the word before it names: `REF 1234`, `ON 04/12`. Behind a code of five digits `ON` and `ID` are Ontario and
/// Idaho.
fn is_labelled(last: &str, before: &str) -> bool {
    let count = digits(last);
    let dated = (is_day(last) || count == 6) && is_of("ON", before);
    dated || count > 5 && is_of("ID", before) || count >= 2 && is_of(LABELS, before)
}

/// True for one of the words of a list, whatever stands around it.
pub(super) fn is_of(list: &str, word: &str) -> bool {
    let word = word.trim_matches([':', '.', '#', ',', '(', ')']);
    !word.is_empty() && list.split(' ').any(|known| word.eq_ignore_ascii_case(known))
}

/// The end of a card's or an account's number: `XX1234`, `x1234`, `****1234`.
fn is_masked(word: &str) -> bool {
    let tail = word.trim_start_matches(['X', 'x', '*', '.', '#']);
    tail.len() < word.len() && (3..=4).contains(&tail.len()) && digits(tail) == tail.len()
}

pub(super) fn is_noise(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let url = ["www.", "http", "g.co/", "help."].iter().any(|start| lower.starts_with(start))
        || [".com", ".net", ".org", ".co.uk"].iter().any(|end| lower.contains(end));
    let vanity = ["800-", "888-", "877-", "866-", "855-", "844-", "833-"].iter().any(|code| word.starts_with(code));
    let punctuation = !word.bytes().any(|b| b.is_ascii_alphanumeric()) && word.is_ascii();
    url || vanity || punctuation || digits(word) >= 5 || word.contains('/') && digits(word) >= 2
}

/// A store's number or what else is no part of a name: `#12`, `0412`, `F5105`, `04/12`.
pub(super) fn ends_name(word: &str) -> bool {
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
            ("CORNER BOOKS GMBH BERLIN", "CORNER BOOKS", Some("BERLIN")),
            ("CORNER XXXXXX5918", "CORNER", None),
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
            ("CORNER BOOKS QUECHEE VT S303012345678901 CARD 1234", "CORNER BOOKS", Some("QUECHEE VT")),
            ("CORNER BOOKS QUECHEE VT XXXXX1234", "CORNER BOOKS", Some("QUECHEE VT")),
            ("CORNER BOOKS DENVER * CO", "CORNER BOOKS", Some("DENVER CO")),
            ("CORNER BOOKS SYDNEY NSW AUS", "CORNER BOOKS", Some("SYDNEY NSW")),
            ("CORNER BOOKS MELBOURNE VIC", "CORNER BOOKS", Some("MELBOURNE VIC")),
            ("CORNER BOOKS TORONTO ON CAN", "CORNER BOOKS", Some("TORONTO ON")),
            ("CORNER BOOKS LONDON GBR", "CORNER BOOKS", Some("LONDON GBR")),
            ("CORNER BOOKS LONDON", "CORNER BOOKS", Some("LONDON")),
            ("MUSEUM OF LONDON", "MUSEUM OF LONDON", None),
            ("SISTER ACT", "SISTER ACT", None),
            ("CORNER BOOKS ON 12 JAN BCC", "CORNER BOOKS", None),
            ("CORNER BOOKS CD 4321 12JAN23", "CORNER BOOKS", None),
            ("CORNER BOOKS REF 1234567, MANDATE NO 0012", "CORNER BOOKS", None),
            ("CORNER BOOKS CARD ENDING 1234", "CORNER BOOKS", None),
            ("CORNER BOOKS,12.30 GBP, RATE 1.00/GBP", "CORNER BOOKS", None),
            ("CORNER BOOKS BOISE ID 83702", "CORNER BOOKS", Some("BOISE ID")),
            ("CORNER BOOKS ID 8370212", "CORNER BOOKS", None),
            ("CORNER BOOKS SUBSCRIPTION", "CORNER BOOKS", None),
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
