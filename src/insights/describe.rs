//! A bank's descriptor read for what it says: merchant, category, kind, and why. A fixed grammar and one table, no guesses from other
//! rows, so that the same text is always read the same way.
//!
//! `[bank envelope] [date] [wallet] [processor] NAME [* product] [store number] [phone | address] [city] [state] [reference]`

use crate::domain::{Category, Clean, RowKind};

use super::between::{self, Between};
use super::blank;
use super::brands::{self, Brand};
use super::head::{self, Channel};
use super::text::normalize;
use super::transfers::wrappings;
use super::{tail, words};

/// What a descriptor says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// `None` for rows without a merchant, and for texts that name none.
    pub merchant: Option<Clean>,
    pub category: Category,
    /// As far as text tells: [`RowKind::Spend`] also where it tells nothing; signs and accounts are judged in [`read`](fn@super::read).
    pub kind: RowKind,
    /// Where the name comes from.
    pub found: Found,
    /// The rule that decided, in words: `brand Starbucks`, `says "ATM"`.
    pub why: String,
    pub channel: Option<Channel>,
    /// Who stood between: `PayPal`, `Square`, `DoorDash`.
    pub intermediary: Option<&'static str>,
    /// `Raleigh NC`, or a state alone.
    pub place: Option<Clean>,
    /// The merchant's site, of brands of our own list.
    pub site: Option<&'static str>,
}

/// How sure a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// In the brand table.
    Brand,
    /// Told by the text alone, in tidy casing.
    Words,
    /// A phrase says that there is no merchant.
    Phrase,
    /// The text names nothing.
    Nothing,
}

/// Reads a descriptor as a bank wrote it. Any text will do.
pub fn describe(raw: &str) -> Description {
    describe_clean(&Clean::new(raw))
}

pub(super) fn describe_clean(text: &Clean) -> Description {
    match wrappings::unwrap(text.as_str()) {
        (inner, true) => Description { kind: RowKind::Refund, ..unwrapped(inner) },
        (inner, false) => unwrapped(inner),
    }
}

/// Reads what no wallet and no shop wrote anything around.
fn unwrapped(text: &str) -> Description {
    let parted = tail::part(text);
    let text = parted.as_ref();
    // "DISCOVER DES:E-PAYMENT": the mark between company and entry of an ACH record is no word of either
    let entry = text.find(" DES:").map(|at| format!("{} {}", &text[..at], &text[at + " DES:".len()..]));
    if let Some(blank) = blank::find(&normalize(entry.as_deref().unwrap_or(text))) {
        return without_merchant(blank, None);
    }
    let opened = head::open(text);
    if opened.rest.len() < text.len()
        && let Some(blank) = blank::find(&normalize(opened.rest))
    {
        return without_merchant(blank, opened.channel);
    }
    // "DIRECT DEBIT RETURNED" is no payment to somebody of that name
    if opened.rest.len() < text.len() && blank::is_bookkeeping(&normalize(text)) {
        return Description { channel: opened.channel, ..nothing() };
    }
    let mut said = named(opened.rest);
    said.channel = opened.channel;
    if opened.is_return {
        said.kind = RowKind::Refund;
    }
    said
}

fn without_merchant(blank: blank::Blank, channel: Option<Channel>) -> Description {
    Description {
        merchant: None,
        category: blank.category,
        kind: blank.kind,
        found: Found::Phrase,
        why: format!("says \"{}\"", blank.phrase.to_lowercase()),
        channel,
        intermediary: None,
        place: None,
        site: None,
    }
}

/// Reads what is left inside the envelope.
fn named(text: &str) -> Description {
    let place = |text| tail::strip(text).place.map(|place| Clean::new(&place));
    let words = normalize(text);
    let between = between::between(text);
    // whole first: "SP PLUS PARKING" is a name, not a shop behind Shopify; but what is no more than a marketplace's own name is none
    if let Some((brand, end)) = brands::find(&words) {
        let own = |rest: &str| normalize(&text[..text.len() - rest.len()]).len();
        if !matches!(between, Some((Between::Marketplace(_), rest)) if own(rest) >= end) {
            return of_brand(brand, None, place(text), "brand");
        }
    }
    let Some((who, rest)) = between else { return unbranded(text, &words, None) };
    let intermediary = match who {
        Between::Processor(name) | Between::Marketplace(name) => Some(name),
        Between::Front => None,
    };
    let words = normalize(rest);
    let behind = brands::find(&words).map(|(brand, _)| brand);
    match (behind, who) {
        (Some(brand), _) => of_brand(brand, intermediary, place(rest), "brand"),
        (None, Between::Marketplace(market)) => {
            let first = words.split(' ').next().unwrap_or_default();
            if let Some(brand) = brands::cut(first) {
                return of_brand(brand, intermediary, place(rest), "cut name of");
            }
            brands::find(&normalize(market))
                .map_or_else(nothing, |(brand, _)| of_brand(brand, intermediary, place(rest), "sold by"))
        }
        (None, Between::Processor("Venmo")) if is_person(rest, &words) => without_merchant(
            blank::Blank { kind: RowKind::P2pOut, category: Category::TransferOut, phrase: "VENMO" },
            None,
        ),
        (None, _) => unbranded(rest, &words, intermediary),
    }
}

/// True for two words or three of letters that tell no trade: whom a payment between people went to.
fn is_person(text: &str, words: &str) -> bool {
    let name = tail::strip(text);
    let is_word = |word: &&str| word.len() >= 2 && word.chars().all(char::is_alphabetic);
    (2..=3).contains(&name.words.len()) && name.words.iter().all(is_word) && words::telling(words).is_none()
}

fn of_brand(brand: Brand, intermediary: Option<&'static str>, place: Option<Clean>, how: &str) -> Description {
    Description {
        merchant: Some(Clean::new(brand.name)),
        category: brand.category,
        kind: RowKind::Spend,
        found: Found::Brand,
        why: format!("{how} {}", brand.name),
        channel: None,
        intermediary,
        place,
        site: brand.site,
    }
}

fn unbranded(text: &str, whole: &str, intermediary: Option<&'static str>) -> Description {
    let tail = tail::strip(text);
    let place = tail.place.as_deref().map(Clean::new);
    let name = words::tidy(tail.name());
    let normal = normalize(&name);
    // "SHELL - FORECOURT 12", "costa @ tesco", "oxford costa"
    let alone = brands::find(&normalize(&tail.name().join(" "))).map(|(brand, _)| brand);
    if let Some(brand) = alone.or_else(|| brands::behind_city(whole)) {
        return of_brand(brand, intermediary, place, "brand");
    }
    // "XXXX1234" is an account's number, hidden but for its end
    let letters = name.chars().filter(|c| c.is_alphabetic() && !matches!(c, 'X' | 'x')).count();
    if letters < 2 || blank::is_bookkeeping(&normal) || blank::is_bookkeeping(whole) {
        return Description { intermediary, place, ..nothing() };
    }
    if let Some(brand) = brands::cut(&normal) {
        return of_brand(brand, intermediary, place, "cut name of");
    }
    if let Some(brand) = brands::behind_branch(&normal) {
        return of_brand(brand, intermediary, place, "branch of");
    }
    // what the payment was for is no part of the name, but tells what the payee does
    let told =
        if tail.purpose == 0 { words::telling(&normal) } else { words::telling(&normalize(&tail.words.join(" "))) };
    let (category, why) = match told {
        None if intermediary == Some(between::TOAST) => {
            (Category::FoodAndDrink, "name as written; Toast collects for restaurants".to_owned())
        }
        Some((category, word)) => {
            (category, format!("name as written; \"{}\" tells the category", word.to_lowercase()))
        }
        None => (Category::Uncategorized, "name as written".to_owned()),
    };
    Description {
        merchant: Clean::non_empty(&name),
        category,
        found: Found::Words,
        why,
        intermediary,
        place,
        ..nothing()
    }
}

fn nothing() -> Description {
    Description {
        merchant: None,
        category: Category::Uncategorized,
        kind: RowKind::Spend,
        found: Found::Nothing,
        why: "names no merchant".to_owned(),
        channel: None,
        intermediary: None,
        place: None,
        site: None,
    }
}

/// The name of a brand as its owner writes it, for a name that a provider gives; `None` when the table has none.
pub(super) fn brand_of(name: &str) -> Option<(Clean, Category)> {
    brands::find(&normalize(name)).map(|(brand, _)| (Clean::new(brand.name), brand.category))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(raw: &str) -> String {
        describe(raw).merchant.map(|name| name.to_string()).unwrap_or_default()
    }

    #[test]
    fn descriptors_of_each_dialect_give_their_merchant() {
        for (raw, merchant) in [
            ("PURCHASE AUTHORIZED ON 04/12 STARBUCKS STORE 01234 QUECHEE VT S304123456789012 CARD 1234", "Starbucks"),
            ("CHECKCARD 0412 CORNER BOOKS QUECHEE VT 24123456789012345678901", "Corner Books"),
            ("SQ *CORNER BOOKS Quechee VT", "Corner Books"),
            ("TST* CORNER TACOS - QUEC QUECHEE VT", "Corner Tacos"),
            ("PAYPAL *CORNERBOOKS 402-935-7733 CA", "Cornerbooks"),
            ("PAYPAL *SPOTIFY 402-935-7733", "Spotify"),
            ("CORNER ESTATES RENT PMT WEB ID: 9000312555", "Corner Estates"),
            ("CORNER WATER UTILITY PMT 9875472488 PAT DOE", "Corner Water"),
            ("CORNER CLUB DUES PPD ID: 1035141383", "Corner Club Dues"),
            ("TST* LOCAL CHOWDER HHalf Moon Bay CA", "Local Chowder"),
            ("CORNER ESPRESSO MILANTOKYO JP", "Corner Espresso Milantokyo JP"),
            ("CORNER ESPRESSO MILATOKYO JP", "Corner Espresso Mila"),
            ("VOID TRANSACTION", ""),
            ("CARTE BANCAIRE", ""),
            ("CARD SERVICES OF VERMONT", "Card Services of Vermont"),
            ("SPEEDPAY:DUKE-ENERGY 800-555-0100 NC", "Duke Energy"),
            ("AplPay WHOLEFDS QCH 10234 QUECHEE VT", "Whole Foods Market"),
            ("AMZN Mktp US*RT4AB12CD", "Amazon"),
            ("CREDIT VOUCHER AMZN MKTP US", "Amazon"),
            ("Express Checkout Payment: CORNER BOOKS", "Corner Books"),
            ("quechee north starbucks", "Starbucks"),
            ("PIZZA BY STARBUCKS", "Pizza by Starbucks"),
            ("FIVE GUYS MOVING", "Five Guys Moving"),
            ("BEST WESTERN WEAR", "Best Western Wear"),
            ("RIVER ISLAND MARINA", "River Island Marina"),
            ("VODAFONE REPAIR SHOP", "Vodafone Repair Shop"),
            ("DD DOORDASH BURGERKIN 855-555-0100 CA", "Burger King"),
            ("DD DOORDASH CORNERTAC 855-555-0100 CA", "DoorDash"),
            ("CORNER PROPERTY MGMT DES:WEB PMTS ID:1 INDN:PAT DOE CO ID:2 WEB", "Corner Property Mgmt"),
            ("AMERICAN AIR0010267634620 QUECHEE VT", "American Airlines"),
            ("UBER *EATS HELP.UBER.COM", "Uber Eats"),
            ("POS DEBIT 12345", ""),
            ("12345678901234", ""),
            ("ATM WITHDRAWAL 0412 QUECHEE", ""),
            ("", ""),
        ] {
            assert_eq!(name(raw), merchant, "{raw}");
        }
    }

    #[test]
    fn what_was_stripped_is_kept_as_fields() {
        let said = describe("POS PURCHASE SQ *CORNER BOOKS QUECHEE VT");
        assert_eq!(said.channel, Some(Channel::Card));
        assert_eq!(said.intermediary, Some("Square"));
        assert_eq!(said.place, Some(Clean::new("QUECHEE VT")));
        assert_eq!(said.why, "name as written; \"books\" tells the category");
        assert_eq!(describe("CORNER ESTATES RENT PMT WEB ID: 90").category, Category::RentAndUtilities);
        assert_eq!(describe("TST* CORNER ROOM").category, Category::FoodAndDrink);
        assert_eq!(describe("PURCHASE RETURN AUTHORIZED ON 04/12 CORNER BOOKS").kind, RowKind::Refund);
    }

    #[test]
    fn one_brand_is_not_another() {
        assert_eq!(name("AMAZON WEB SERVICES"), "Amazon Web Services");
        assert_eq!(name("UBER TRIP"), "Uber");
        assert_eq!(name("APPLE VALLEY FARM"), "Apple Valley Farm");
        assert_eq!(name("DELTA FAUCET CO"), "Delta Faucet Co");
        assert_eq!(name("STEAM CLEANERS"), "Steam Cleaners");
        assert_eq!(name("MICHAELS ITALIAN DINER"), "Michaels Italian Diner");
    }

    proptest! {
        #[test]
        fn any_text_is_described_without_a_panic_and_in_clean_words(raw in any::<String>()) {
            let said = describe(&raw);
            if let Some(merchant) = said.merchant {
                prop_assert!(!merchant.is_empty());
                prop_assert_eq!(Clean::new(merchant.as_str()), merchant.clone());
            }
        }

        #[test]
        fn any_joining_of_what_banks_print_is_described(raw in "(CHECKCARD |POS |SQ \\*|PAYPAL \\*|DD DOORDASH|é|ß|İ)?[A-Z0-9*#&'. -]{0,30}(MOUNTAIN VIEWCA| CAUS| - | DES:|ßCA|ŉ CO)?") {
            let said = describe(&raw);
            prop_assert!(!said.why.is_empty());
            prop_assert_eq!(describe(&raw), said);
        }
    }
}
