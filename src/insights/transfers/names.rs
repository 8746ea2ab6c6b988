//! Who a text names: banks, kinds of card, numbers' tails, brokers. What speaks for one of the person's own accounts, or for another.

use std::sync::LazyLock;

use super::super::text::{Words, digits, has_digit, starts, word_starts};

/// Banks with the words by which texts and accounts name them; products stand for their bank.
const BANKS: &[&[&str]] = &[
    &["CHASE", "JPMORGAN", "JPM"],
    &["WELLS FARGO", "WF", "WAY2SAVE"],
    &["CAPITAL ONE", "360", "QUICKSILVER", "VENTURE", "SAVOR", "SAVORONE"],
    &["AMERICAN EXPRESS", "AMEX"],
    &["BANK OF AMERICA", "BKOFAMERICA", "BOFA", "BK OF AMER"],
    &["CITI", "CITIBANK", "CITICARD"],
    &["DISCOVER"],
    &["US BANK", "USBANK"],
    &["PNC"],
    &["ALLY"],
    &["MARCUS", "GOLDMAN SACHS", "APPLECARD", "APPLE CARD"],
    &["SOFI"],
    &["USAA"],
    &["NAVY FEDERAL", "NFCU", "NAVY FED"],
    &["FIDELITY", "FID BKG"],
    &["VANGUARD"],
    &["SCHWAB"],
    &["ROBINHOOD"],
    &["SYNCHRONY", "SYNCB"],
    &["BARCLAYCARD", "BARCLAYCARD US"],
    &["BARCLAYS", "BARCLAYLOAN", "BARCLAY"],
    &["HSBC", "FIRST DIRECT"],
    &["LLOYDS"],
    &["HALIFAX"],
    &["NATWEST"],
    &["SANTANDER"],
    &["MONZO"],
    &["STARLING"],
    &["NATIONWIDE"],
    &["REVOLUT"],
    &["TSB"],
    &["RBC", "ROYAL BANK"],
    &["TD", "TD BANK", "TD CANADA TRUST"],
    &["SCOTIABANK", "SCOTIA"],
    &["BMO"],
    &["CIBC"],
    &["TANGERINE"],
    &["SIMPLII"],
    &["EQ BANK"],
    &["WEALTHSIMPLE"],
    &["QUESTRADE"],
    &["DESJARDINS"],
    &["WISE", "TRANSFERWISE", "TRNWISE"],
    &["PAYPAL", "PAYPALSD", "PAYPALSI"],
    &["VENMO"],
    &["CASH APP", "CASHAPP", "SQUARE CASH"],
];

/// Those of [`BANKS`] that are wallets and services for sending money, so that a payment through them names nobody's bank.
const SERVICES: &[&str] = &["WISE", "PAYPAL", "VENMO", "CASH APP", "REVOLUT"];

const BROKERS: &[&str] = &[
    "FID BKG",
    "FIDELITY INVESTMENTS",
    "FIDELITY",
    "MONEYLINE",
    "BROKERAGE",
    "VANGUARD",
    "SCHWAB",
    "ROBINHOOD",
    "ETRADE",
    "E TRADE",
    "TD AMERITRADE",
    "INTERACTIVE BROKERS",
    "MERRILL",
    "BETTERMENT",
    "WEALTHFRONT",
    "ACORNS",
    "WEALTHSIMPLE",
    "QUESTRADE",
    "HARGREAVES LANSDOWN",
    "TRADING 212",
    "FREETRADE",
    "AJ BELL",
    "INTERACTIVE INVESTOR",
    "EDWARD JONES",
    "COINBASE",
    "NUTMEG",
    "DIRECT INVESTING",
    "INVESTORLINE",
    "ITRADE",
    "STOCKS AND SHARES ISA",
];

/// The banks that words name, one bit each.
pub(super) fn banks_in(words: Words<'_>) -> u64 {
    bits(|name| words.hold(name))
}

/// Of banks that [`banks_in`] found, those through which money is sent to others.
pub(super) fn services_of(banks: u64) -> u64 {
    static SENDING: LazyLock<u64> = LazyLock::new(|| bits(|name| SERVICES.contains(&name)));
    banks & *SENDING
}

/// Wallets that a text names only when money goes through one.
pub(super) fn wallets() -> u64 {
    static WALLETS: LazyLock<u64> = LazyLock::new(|| bits(|name| ["PAYPAL", "VENMO", "CASHAPP"].contains(&name)));
    *WALLETS
}

pub(super) fn begins_with_bank(words: Words<'_>) -> bool {
    BANKS.iter().any(|names| words.start_any(names))
}

fn bits(named: impl Fn(&str) -> bool) -> u64 {
    BANKS.iter().enumerate().filter(|(_, names)| names.iter().any(|name| named(name))).map(|(at, _)| 1 << at).sum()
}

/// Who lends for cars, studies and houses and sells nothing besides.
const LENDERS: &[&str] = &[
    "NAVIENT",
    "NELNET",
    "MOHELA",
    "AIDVANTAGE",
    "GREAT LAKES",
    "EDFINANCIAL",
    "SALLIE MAE",
    "EARNEST",
    "DEPT EDUCATION",
    "DEPT OF EDUCATION",
    "STUDENT LN",
    "STDNT LOAN",
    "TOYOTA FINANCIAL",
    "TOYOTA ACH",
    "TFS",
    "HONDA FINANCIAL",
    "AMERICAN HONDA",
    "AHFC",
    "FORD CREDIT",
    "FORD MOTOR CREDIT",
    "GM FINANCIAL",
    "NISSAN MOTOR ACCEPTANCE",
    "HYUNDAI MOTOR FINANCE",
    "KIA FINANCE",
    "ALLY AUTO",
    "CHASE AUTO",
    "CAPITAL ONE AUTO FINANCE",
    "COAF",
    "CARMAX AUTO",
    "SANTANDER CONSUMER",
    "WESTLAKE FINANCIAL",
    "BMW FINANCIAL",
    "VW CREDIT",
    "MERCEDES BENZ FINANCIAL",
    "ROCKET MORTGAGE",
    "QUICKEN LOANS",
    "MR COOPER",
    "NATIONSTAR",
    "PENNYMAC",
    "FREEDOM MORTGAGE",
    "LOANDEPOT",
    "NEWREZ",
    "SHELLPOINT",
    "LENDINGCLUB",
    "UPSTART",
    "PROSPER",
    "AVANT",
    "ONEMAIN",
    "AFFIRM",
    "ZOPA",
    "RATESETTER",
    "BLACK HORSE",
    "MOTONOVO",
    "CLOSE BROTHERS",
    "STUDENT LOANS COMPANY",
    "NSLSC",
    "SCOTIA DEALER",
    "TD AUTO FINANCE",
    "RBC LOAN",
    "AUTO FINANCE",
    "MOTOR FINANCE",
    "FIRSTMARK",
    "MARLETTE",
    "BEST EGG",
    "LIGHTSTREAM",
    "SOFI LOAN",
    "WF HOME MTG",
    "WELLS FARGO AUTO",
    "HOME MTG",
    "MTG PYMT",
    "MTG PMT",
    "LN PYMT",
    "LOAN PYM",
];

pub(super) fn is_lender(words: Words<'_>) -> bool {
    words.hold_any(LENDERS)
}

pub(super) fn is_broker(words: Words<'_>) -> bool {
    words.hold_any(BROKERS)
}

/// What cards are called where they are paid.
const CARDS: &[&str] = &[
    "VISA",
    "MASTERCARD",
    "MC",
    "AMEX",
    "AMERICAN EXPRESS",
    "BARCLAYCARD",
    "CRD",
    "CREDIT CARD",
    "CREDIT CRD",
    "CARDMEMBER",
    "CC",
    "CARD ENDING",
    "APPLECARD",
    "SYNCB",
    "SYNCHRONY",
    "COMENITY",
    "DISCOVER",
    "CARD SERVICES",
    "BANKCARD",
    "CREDITCARD",
    "CRCARDPMT",
    "CITI CARD",
    "CITICARD",
    "MBNA",
    "CHASE CARD",
    "CARD",
];
const PAID: &[&str] = &[
    "PAYMENT",
    "PYMT",
    "PMT",
    "EPAYMENT",
    "E PAYMENT",
    "AUTOPAY",
    "AUTO PYMT",
    "BBP",
    "DDR",
    "DD",
    "CRCARDPMT",
    "BILL PAYMENT",
    "BILLPAY",
    "BILL PYMT",
    "PYMNT",
    "ONLINE PMT",
    "DIRECT DEBIT",
    "DIRECTPAY",
    "DIRECT PAY",
    "AUTO PAY",
    "FPO",
    "CC BILL",
];
/// Issuers whose payments need no word for a card.
const ISSUERS: &[&str] = &["CAPITAL ONE", "CITI", "DISCOVER", "BARCLAYCARD", "AMEX", "AMERICAN EXPRESS"];
const BOUGHT: &[&str] =
    &["PURCHASE", "DEBIT CARD", "CARD PURCHASE", "CHECKCARD", "CHECK CARD", "POS", "CARD PAYMENT TO"];

/// True for money onto a card, as the account prints it from which it is paid.
pub(super) fn pays_card(words: Words<'_>) -> bool {
    if words.start_any(BOUGHT) || words.hold("WEB PMTS") {
        return false;
    }
    let paid = || words.hold_any(PAID);
    let issuer = || {
        let from = |name: &str| {
            let mut behind = word_starts(words.text()).filter_map(|at| words.text()[at..].strip_prefix("FROM "));
            words.hold("FROM") && behind.any(|rest| starts(rest, name))
        };
        ISSUERS.iter().any(|name| words.start(name) || from(name))
    };
    // "Card 0042" at the end of a purchase names the card that paid
    let card = || {
        CARDS.iter().any(|name| *name != "CARD" && words.hold(name)) || words.hold("CARD") && words.start("PAYMENT TO")
    };
    let whose = || begins_with_bank(words) || banks_in(words) != 0 || words.start("VISA") || words.start_any(GENERIC);
    let few = || words.text().split(' ').filter(|word| !has_digit(word)).count() <= 3;
    let bare = || few() && words.hold_any(&CARDS[..3]) && begins_with_bank(words);
    paid() && (issuer() || card() && whose()) || bare()
}

/// What a payment onto a card begins with that names no bank.
const GENERIC: &[&str] = &[
    "PAYMENT",
    "ONLINE",
    "ON LINE",
    "CREDIT",
    "CARDMEMBER",
    "MASTERCARD",
    "BILL",
    "AUTOPAY",
    "CC",
    "SYNCB",
    "CARD SERVICES",
    "MBNA",
];

/// True when what stands behind `TO` looks like the name of a person: two or three words of letters.
pub(super) fn is_person(words: Words<'_>) -> bool {
    let Some((_, rest)) = words.text().split_once(" TO ") else { return false };
    let name: Vec<&str> =
        rest.split(' ').take_while(|word| !matches!(*word, "REF" | "BBP" | "FPO" | "ON" | "VIA")).collect();
    let is_word = |word: &&str| word.chars().all(char::is_alphabetic);
    (2..=4).contains(&name.len()) && name.iter().all(is_word) && banks_in(Words::of(rest)) == 0
}

/// The tails of account numbers in a text: three to six digits that are marked as such, and whether the mark says that they are one.
pub(super) fn tails(text: &str) -> Vec<(&str, bool)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() && found.len() < MAX_TAILS {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let length = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if (3..=6).contains(&length) {
            let before = text[..at].trim_end_matches(['(', ' ']);
            let masked =
                before.ends_with("..") || before.ends_with("**") || before.ends_with("##") || ends_with_mask(before);
            let named = before.rsplit(' ').next().is_some_and(|word| {
                ["IN", "CRD", "SAV", "CHK", "SAVINGS", "CHECKING", "ACCOUNT", "ACCT", "ENDING"]
                    .iter()
                    .any(|lead| word.eq_ignore_ascii_case(lead))
            });
            found.push((&text[at..at + length], length == 4 && (masked || named)));
        }
        at += length;
    }
    found
}

/// Numbers of one text that are looked at.
const MAX_TAILS: usize = 8;

/// `XXXX0042`, `xxx0042`.
fn ends_with_mask(before: &str) -> bool {
    before.len() >= 2 && before.bytes().rev().take(2).all(|b| matches!(b, b'X' | b'x'))
}

/// Numbers and codes long enough to be a reference of one movement.
pub(super) fn references(words: &str) -> impl Iterator<Item = &str> {
    words.split(' ').filter(|word| word.len() >= 5 && digits(word) >= 3 && word.len() <= 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_of_a_number_is_known_by_what_stands_before_it() {
        for (text, tail) in [
            ("Withdrawal to Savings XXXXXXX0042", Some(("0042", true))),
            ("Round-Up Savings to ...0042", Some(("0042", true))),
            ("To Wells Fargo (_######0042)", Some(("0042", true))),
            ("card ending in 0042", Some(("0042", true))),
            ("TRANSFER TO SAVINGS 0042 FT", Some(("0042", true))),
            ("CORNER BOOKS 0042", Some(("0042", false))),
            ("REF 12345678", None),
            ("é42", None),
        ] {
            assert_eq!(tails(text).first().copied(), tail, "{text}");
        }
    }

    #[test]
    fn payments_onto_cards_are_told_from_purchases_with_cards() {
        for text in
            ["AMEX EPAYMENT ACH PMT 1", "BARCLAYCARD 1 DDR", "TANGERINE MC 0042", "ONLINE BANKING PAYMENT 1 RBC VISA"]
        {
            assert!(pays_card(Words::of(text)), "{text}");
        }
        for text in [
            "VISA PURCHASE CORNER BOOKS",
            "CORNER BOOKS CARD 0042",
            "O2 PAYMENT DDR",
            "TD PLACE OTTAWA",
            "CITIZEN PUB PAYMENT",
        ] {
            assert!(!pays_card(Words::of(text)), "{text}");
        }
    }
}
