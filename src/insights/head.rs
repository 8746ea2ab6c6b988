//! What stands before a name: the bank's envelope and a wallet's tag. An envelope is known by its words, not by whole phrases: banks join
//! `RECURRING`, `DEBIT CARD`, `POS`, `PURCHASE` and their like in more ways than any list holds.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::text::{Fast, after_glued, digits, is_day};

/// The way a payment took, as far as the envelope says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Bought with a card.
    Card,
    /// Moved by the automated clearing house, or by the bank's bill pay.
    Ach,
}

impl Channel {
    /// The word of JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Ach => "ach",
        }
    }
}

/// What is left once the envelope is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opened<'a> {
    pub rest: &'a str,
    pub channel: Option<Channel>,
    /// The envelope said that goods came back.
    pub is_return: bool,
}

/// What a word does in an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Is an envelope, alone too: `POS`.
    Whole,
    /// Makes one of the words around it: `PAYMENT`.
    Act,
    /// Belongs to one where an act follows: `RECURRING`.
    Before,
    /// Belongs to one that it ends as well: `AUTHORIZED`.
    After,
    /// Leads from an envelope to the name: `TO`.
    Lead,
}

/// Words by what they do and whether they speak of a card.
const WORDS: &[(Part, bool, &str)] = &[
    (Part::Whole, true, "POS PURCHASE CHECKCARD CPURCHASE EFTPOS CONTACTLESS OPOS APOS FPOS PENDING"),
    (Part::Whole, true, "KARTENZAHLUNG COMPRA"),
    (Part::Whole, false, "WITHDRAWAL BPAY PAD REFUND REVERSAL LASTSCHRIFT PRLV PRELEVEMENT RECIBO ADDEBITO INCASSO"),
    (Part::Act, true, "PUR IDP MERCHANDISE CARTE ACHAT DBT"),
    (Part::Act, false, "PAYMENT PAYMENTS PMT PYMT DEBIT WD CREDIT DEPOSIT RETURN TRANSACTION TRANSACTIONS BILLPAY"),
    (Part::Act, false, "PAIEMENT PAGO PAGAMENTO BETALING SALE"),
    (Part::Before, true, "CARD VISA CRD DBCRD MERCHANT SIGNATURE PIN FRAUD PROVISIONAL TEMPORARY CKCD INTERAC"),
    (
        Part::Before,
        false,
        "CHECK DDA DBT MASTERCARD MC RECURRING PREAUTHORIZED PREAUTHORISED PREAUTH PRE AUTH ELECTRONIC",
    ),
    (
        Part::Before,
        false,
        "EFT ACH WEB AUTHORIZED ONLINE INTERNET MOBILE DIRECT BILL PAY EXTERNAL EXT MISC MISCELLANEOUS POINT OF RETAIL",
    ),
    (
        Part::Before,
        false,
        "CORP CORPORATE CONSUMER INITIATED TR NON WF CASH BACK WITH WITHOUT C BY AUTHORITY INTERNATIONAL",
    ),
    (Part::Before, false, "INTL FOREIGN DOMESTIC WWW TELEPHONE SEPA BASIS FOLGE CON POR BANKING STANDARD"),
    (Part::After, true, "VISA PIN SIGNATURE CARD AUT AP CB TARJ TARJETA"),
    (Part::After, false, "AUTHORIZED AUTHORISED SINGLE RECURRING TERMINAL WEB DATE ACH PAR SDD IDEAL DDA SEPA"),
    (Part::Lead, false, "TO AT FROM ON EN"),
];

/// Of the words that end an envelope those that name things sold as well, and behind which words they do not: `POS CARD FACTORY`.
const CARD_BEHIND: &[&str] = &["DEBIT", "DBT", "CHECK", "CREDIT", "VISA", "PAR", "BANK"];

/// What leads on from one word alone: `PAYMENT TO`.
const SENDING: &[&str] = &["PAYMENT", "PAYMENTS", "PMT", "PYMT", "TRANSACTION", "DEBIT"];

#[derive(Debug, Clone, Copy, Default)]
struct Word {
    whole: bool,
    act: bool,
    before: bool,
    after: bool,
    lead: bool,
    card: bool,
}

static TABLE: LazyLock<HashMap<&'static str, Word, Fast>> = LazyLock::new(|| {
    let mut table: HashMap<&'static str, Word, Fast> = HashMap::default();
    for (part, card, words) in WORDS {
        for word in words.split(' ') {
            let known = table.entry(word).or_default();
            known.card |= card;
            match part {
                Part::Whole => known.whole = true,
                Part::Act => known.act = true,
                Part::Before => known.before = true,
                Part::After => known.after = true,
                Part::Lead => known.lead = true,
            }
        }
    }
    table
});

/// Envelopes that are no words, each before what it wraps.
const FIXED: &[(&str, Channel)] = &[("ORIG CO NAME:", Channel::Ach), ("ACH ELECTRONIC CREDIT", Channel::Ach)];

const WALLETS: &[&str] = &[
    "APLPAY ",
    "APIPAY ",
    "APPLEPAY ",
    "ANDROID PAY ",
    "APPLE PAY ",
    "GPAY ",
    "GGLPAY ",
    "GOOGLEPAY ",
    "GOOGLE PAY ",
    "SAMSUNGPAY ",
    "SAMSUNG PAY ",
];

/// An envelope in an envelope in an envelope occurs; more is somebody's joke.
const MAX_LAYERS: usize = 4;
/// Words of the longest envelope, its numbers counted.
const MAX_WORDS: usize = 14;

/// Takes envelopes, their dates and numbers, and wallet tags off.
pub(super) fn open(text: &str) -> Opened<'_> {
    // contactless payments are marked with waves: ")))"
    let text = text.trim_start_matches([' ', ')']).trim_end();
    let mut opened = Opened { rest: card_and_day(text).unwrap_or(text), channel: None, is_return: false };
    for _ in 0..MAX_LAYERS {
        let Some(envelope) = envelope(opened.rest) else { break };
        opened.rest = skip_numbers(envelope.rest);
        opened.channel = opened.channel.or(Some(envelope.channel));
        opened.is_return |= envelope.is_return;
    }
    while let Some(rest) = WALLETS.iter().find_map(|tag| after_glued(opened.rest, tag)) {
        opened.rest = rest.trim_start();
    }
    opened
}

/// `4321 14JAN23 CD , NAME , LONDON GB` and `V4321 14/01 NAME`: the card's tail and the day, before any word.
fn card_and_day(text: &str) -> Option<&str> {
    let (tail, rest) = text.split_once(' ')?;
    let numbers = tail.strip_prefix('V').unwrap_or(tail);
    let (day, rest) = rest.trim_start().split_once(' ')?;
    let is_tail = numbers.len() == 4 && digits(numbers) == 4;
    let rest = rest.trim_start();
    let bare = ["CD ", "C ", "D "].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
    (is_tail && is_day(day)).then(|| bare.trim_start_matches([' ', ',']))
}

struct Envelope<'a> {
    rest: &'a str,
    channel: Channel,
    is_return: bool,
}

fn envelope(text: &str) -> Option<Envelope<'_>> {
    if let Some((rest, channel)) = FIXED.iter().find_map(|(lead, channel)| Some((after_glued(text, lead)?, *channel))) {
        return Some(Envelope { rest, channel, is_return: false });
    }
    let mut run = Run::default();
    let mut at = 0;
    for _ in 0..MAX_WORDS {
        let Some((word, end)) = next_word(text, at) else { break };
        if !run.take(word, end, &text[end..]) {
            break;
        }
        at = end;
    }
    let end = run.end?;
    let channel = if run.card { Channel::Card } else { Channel::Ach };
    // "debit card credit", but an ACH credit is somebody's pay as well
    let is_return = run.returns || run.card && run.last == "CREDIT";
    Some(Envelope { rest: &text[end..], channel, is_return })
}

/// The next word from a byte on, and where it ends; points and slashes stand in words: `W/D`, `01/12`.
fn next_word(text: &str, from: usize) -> Option<(&str, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '\'' | '&' | '+' | '#');
    let start = from + text[from..].find(is_part)?;
    let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length);
    Some((&text[start..end], end))
}

/// The words of an envelope so far.
#[derive(Default)]
struct Run {
    /// Where it ends, as far as is sure.
    end: Option<usize>,
    words: usize,
    numbers: usize,
    act: bool,
    whole: bool,
    card: bool,
    returns: bool,
    /// The last word that was taken, in capitals.
    last: String,
    /// Speaks of a card, if what follows makes it an envelope's word.
    open_card: bool,
}

impl Run {
    /// Takes a word that ends at `end`; false when it is none of an envelope's.
    fn take(&mut self, word: &str, end: usize, behind: &str) -> bool {
        let bare = word.trim_end_matches('.');
        let name = bare.trim_end_matches(|c: char| c.is_ascii_digit());
        let name = if bare.len() - name.len() >= 5 { name } else { bare };
        let upper = name.replace('/', "").to_ascii_uppercase();
        let Some(known) = TABLE.get(upper.as_str()).copied() else {
            let is_number = is_number(word) || is_time(word);
            self.numbers += usize::from(is_number);
            return is_number;
        };
        // behind a number only what speaks of cards goes on: "CHECKCARD 0412 CREDIT UNION"
        if self.numbers > 0 && self.end.is_some() && !known.card && upper != "DDA" {
            return false;
        }
        let pair = upper == "PAY" && self.last == "BILL";
        let is_act = known.act || known.whole || pair;
        let numbered = known.act && self.words == 0 && next_word(behind, 0).is_some_and(|(next, _)| is_number(next));
        let whole = self.whole || known.whole || numbered;
        let act = self.act || is_act;
        let words = self.words + 1;
        let valid = whole || act && words >= 2;
        let ends = match () {
            () if is_act => valid,
            () if known.lead => {
                let dated =
                    upper != "ON" || next_word(behind, 0).is_some_and(|(next, _)| is_number(next) || is_day(next));
                let leads = self.whole || self.act && self.words >= 2 || SENDING.contains(&self.last.as_str());
                if !leads || !dated {
                    return false;
                }
                true
            }
            () if matches!(upper.as_str(), "CARD" | "CRD") => valid && CARD_BEHIND.contains(&self.last.as_str()),
            () => known.after && valid,
        };
        if !is_act && !known.before && !known.lead && !ends {
            return false;
        }
        (self.whole, self.act, self.words) = (whole, act, words);
        self.open_card |= known.card;
        if ends {
            self.end = Some(end);
            self.card |= self.open_card;
            self.returns |= matches!(upper.as_str(), "RETURN" | "REFUND" | "REVERSAL");
        }
        self.last = upper;
        true
    }
}

/// A date, a card's tail, a reference: digits, alone or behind the mask of a card.
fn is_number(word: &str) -> bool {
    let word = word.strip_prefix('#').unwrap_or(word);
    digits(word) >= 3 && word.bytes().all(|b| !b.is_ascii_alphabetic() || matches!(b, b'X' | b'x'))
}

/// `11:12p` without what is before the colon.
fn is_time(word: &str) -> bool {
    let number = word.trim_end_matches(['a', 'p', 'm', 'A', 'P', 'M']);
    (1..=2).contains(&number.len()) && digits(number) == number.len()
}

/// Dates, times, card tails and reference numbers between an envelope and the name.
fn skip_numbers(text: &str) -> &str {
    let mut rest = text.trim_start_matches([' ', '-', ':', ';', '*', ',', '.']);
    while let Some((word, next)) = rest.split_once(' ').or_else(|| (!rest.is_empty()).then_some((rest, ""))) {
        let is_clock = word.contains(':') && word.split(':').all(is_time);
        let number = is_number(word.trim_end_matches([',', ';'])) && !word.contains('*') || is_day(word) || is_clock;
        // a shop's number is no part of an envelope where nothing else is left
        if !number || word.starts_with('#') && next.is_empty() {
            break;
        }
        rest = next.trim_start_matches([' ', '-', ':', ';', ',']);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelopes_come_off_with_their_dates_and_numbers() {
        for (text, rest) in [
            ("PURCHASE AUTHORIZED ON 04/12 CORNER BOOKS DENVER CO", "CORNER BOOKS DENVER CO"),
            ("CHECKCARD 0412 CORNER BOOKS", "CORNER BOOKS"),
            ("DBT CRD 0412 12345678 CORNER BOOKS", "CORNER BOOKS"),
            ("POS PURCHASE - CORNER BOOKS", "CORNER BOOKS"),
            ("Recurring Card Purchase 04/12 CORNER BOOKS", "CORNER BOOKS"),
            ("POS DEBIT VISA PURCHASE XXXX1234 CORNER BOOKS", "CORNER BOOKS"),
            ("C/PURCHASE 12345678901 CORNER BOOKS", "CORNER BOOKS"),
            ("AplPay CORNER BOOKS", "CORNER BOOKS"),
            ("ACH Electronic CreditGLOBEX 123", "GLOBEX 123"),
            ("RECURRING DEBIT PURCHASE -VISA CORNER BOOKS", "CORNER BOOKS"),
            ("1234 RECURRING DEBIT CARD CORNER BOOKS", "CORNER BOOKS"),
            ("POINT OF SALE - INTERAC RETAIL PURCHASE 1234567 CORNER BOOKS", "CORNER BOOKS"),
            ("DBCRD PUR AP, *****30048712345, AUT 012223 VISA DDA PUR AP CORNER BOOKS", "CORNER BOOKS"),
            ("Debit Card Purchase 01/12 11:12p #1234 CORNER BOOKS", "CORNER BOOKS"),
            ("WEB PMT SINGLE - CORNER BOOKS", "CORNER BOOKS"),
            ("DIRECT DEBIT TO CORNER BOOKS", "CORNER BOOKS"),
            ("4321 14JAN23 CD , CORNER BOOKS", "CORNER BOOKS"),
            ("PAIEMENT PAR CARTE 12/01 CORNER BOOKS", "CORNER BOOKS"),
            ("SEPA-LASTSCHRIFT CORNER BOOKS", "CORNER BOOKS"),
            ("))) CORNER BOOKS", "CORNER BOOKS"),
            ("POS PURCHASE CARD FACTORY", "CARD FACTORY"),
            ("CHECKCARD 0412 CREDIT UNION CAFE", "CREDIT UNION CAFE"),
            ("CHECKCARD 0412 DIRECT TOOLS", "DIRECT TOOLS"),
            ("POS PURCHASE INTERNATIONAL FOODS", "INTERNATIONAL FOODS"),
            ("DIRECT LINE PAYMENT", "DIRECT LINE PAYMENT"),
            ("ONLINE CAFE", "ONLINE CAFE"),
            ("RETURN TO EDEN", "RETURN TO EDEN"),
            ("POS DEBIT 12345", ""),
            ("POSTAL ANNEX", "POSTAL ANNEX"),
            ("PURCHASED PARKS", "PURCHASED PARKS"),
        ] {
            assert_eq!(open(text).rest, rest, "{text}");
        }
        assert!(open("FRAUD CREDIT CORNER BOOKS").is_return && !open("ACH CREDIT CORNER BOOKS").is_return);
        assert!(open("PURCHASE RETURN AUTHORIZED ON 04/12 CORNER BOOKS").is_return);
        assert_eq!(open("EFT Withdrawal to GLOBEX").channel, Some(Channel::Ach));
    }
}
