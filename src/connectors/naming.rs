//! Which bank keeps an account, under the key by which all connections name it alike; and what a name gives away where a provider
//! (SimpleFIN) does not say it: the kind of an account, how its number ends.

use crate::domain::{AccountKind, Bank, Clean};

/// The bank of a domain or web address, an id and a name, of which any may be missing. `None` when all are.
///
/// The key is the domain where there is one, so that version 1 and 2 and other connections name the same bank alike.
pub(super) fn bank(addresses: [Option<&str>; 2], id: Option<&str>, names: [Option<&str>; 2]) -> Option<Bank> {
    let domain = addresses.into_iter().flatten().find_map(domain);
    let given = names.into_iter().flatten().find_map(Clean::non_empty);
    let key = domain.clone().or_else(|| id.and_then(slug)).or_else(|| slug(given.as_ref()?.as_str()))?;
    let name = given.or_else(|| Clean::non_empty(domain.as_deref().or(id)?))?;
    Some(Bank { key: key.into(), name })
}

/// `www.Chase.com` and `https://www.chase.com/login` are `chase.com`.
fn domain(address: &str) -> Option<String> {
    let address = address.trim().to_ascii_lowercase();
    let rest = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    (plain && host.contains('.') && (4..=100).contains(&host.len())).then(|| host.to_owned())
}

/// `Chase Bank (US)` is `chase-bank-us`; at most 60 characters, in any script.
pub(super) fn slug(name: &str) -> Option<String> {
    let lower = Clean::new(name).as_str().to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let slug: String = words.join("-").chars().take(60).collect();
    (!slug.is_empty()).then_some(slug)
}

/// Words of a name that tell a kind; the first that fits wins, so the surer ones come first.
const KIND_WORDS: &[(&str, AccountKind)] = &[
    ("mortgage", AccountKind::Mortgage),
    ("heloc", AccountKind::LineOfCredit),
    ("line of credit", AccountKind::LineOfCredit),
    ("credit line", AccountKind::LineOfCredit),
    ("loan", AccountKind::Loan),
    ("loans", AccountKind::Loan),
    ("401k", AccountKind::Investment),
    ("401 k", AccountKind::Investment),
    ("403b", AccountKind::Investment),
    ("457b", AccountKind::Investment),
    ("529", AccountKind::Investment),
    ("ira", AccountKind::Investment),
    ("roth", AccountKind::Investment),
    ("hsa", AccountKind::Investment),
    ("brokerage", AccountKind::Investment),
    ("investment", AccountKind::Investment),
    ("investments", AccountKind::Investment),
    ("retirement", AccountKind::Investment),
    ("prepaid", AccountKind::Prepaid),
    ("gift card", AccountKind::Prepaid),
    ("savings", AccountKind::Savings),
    ("saver", AccountKind::Savings),
    ("money market", AccountKind::Savings),
    ("certificate", AccountKind::Savings),
    ("cd", AccountKind::Savings),
    ("checking", AccountKind::Checking),
    ("chequing", AccountKind::Checking),
    ("debit", AccountKind::Checking),
    // cards whose names hold another kind's word; what is earned back is no cash in hand
    ("double cash", AccountKind::CreditCard),
    ("blue cash", AccountKind::CreditCard),
    ("custom cash", AccountKind::CreditCard),
    ("active cash", AccountKind::CreditCard),
    ("ink cash", AccountKind::CreditCard),
    ("cash rewards", AccountKind::CreditCard),
    ("cash preferred", AccountKind::CreditCard),
    ("cash back", AccountKind::CreditCard),
    ("cashback", AccountKind::CreditCard),
    ("cash management", AccountKind::Checking),
    ("cash reserve", AccountKind::Savings),
    ("credit", AccountKind::CreditCard),
    ("card", AccountKind::CreditCard),
    ("visa", AccountKind::CreditCard),
    ("mastercard", AccountKind::CreditCard),
    ("amex", AccountKind::CreditCard),
    ("american express", AccountKind::CreditCard),
    ("discover", AccountKind::CreditCard),
    ("paypal", AccountKind::Wallet),
    ("venmo", AccountKind::Wallet),
    ("cash app", AccountKind::Wallet),
    ("wallet", AccountKind::Wallet),
];

/// Money in hand is named with no other word than these: any other beside them makes it somebody's product.
const CASH_WORDS: &[&str] =
    &["cash", "petty", "my", "our", "in", "on", "at", "hand", "home", "box", "account", "usd", "eur", "gbp"];

/// A guess, for a protocol that has no kinds. `owes` is a balance below nothing.
pub(super) fn kind(name: &str, has_holdings: bool, owes: bool) -> AccountKind {
    if has_holdings {
        return AccountKind::Investment;
    }
    let words = format!(" {} ", slug(name).unwrap_or_default().replace('-', " "));
    let told = KIND_WORDS.iter().find(|(word, _)| words.contains(&format!(" {word} ")));
    let is_cash = words.contains(" cash ") && words.split_whitespace().all(|word| CASH_WORDS.contains(&word));
    match told {
        Some((_, kind)) => *kind,
        None if is_cash => AccountKind::Cash,
        None if owes => AccountKind::CreditCard,
        None => AccountKind::Other,
    }
}

/// The last digits of the account's number, where the name ends with them behind a mark: `Checking (1234)`, `Visa ...1234`, `x1234`.
pub(super) fn mask(name: &str) -> Option<Clean> {
    let name = name.trim_end().trim_end_matches([')', ']']);
    let before = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &name[before.len()..];
    let mut earlier = before.chars().rev();
    let marked = match earlier.next() {
        Some('(' | '[' | '.' | '…' | '*' | '#' | '•' | '-') => true,
        // an x of its own or a row of them, not the end of a word
        Some('x' | 'X') => earlier.next().is_none_or(|c| !c.is_alphanumeric() || c.eq_ignore_ascii_case(&'x')),
        _ => false,
    };
    (marked && (3..=6).contains(&digits.len())).then(|| Clean::new(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_is_known_by_its_domain_else_its_id_else_its_name() {
        let key =
            |addresses, id, names| bank(addresses, id, names).map(|bank| (bank.key.to_string(), bank.name.to_string()));
        let pair = |key: &str, name: &str| Some((key.to_owned(), name.to_owned()));
        assert_eq!(key([Some("www.Chase.com"), None], None, [Some("Chase"), None]), pair("chase.com", "Chase"));
        assert_eq!(
            key([None, Some("https://www.chase.com/a?b")], Some("9"), [None, None]),
            pair("chase.com", "chase.com")
        );
        assert_eq!(key([None, Some("")], Some("INS 9"), [Some("My  Bank"), None]), pair("ins-9", "My Bank"));
        assert_eq!(
            key([Some("a b.c"), None], None, [Some(""), Some("Crédit Agricole")]),
            pair("crédit-agricole", "Crédit Agricole")
        );
        assert_eq!(key([None, None], None, [Some("\u{202e}"), None]), None);
    }

    #[test]
    fn kinds_are_guessed_from_words_then_holdings_then_sign() {
        for (name, expected) in [
            ("TOTAL CHECKING", AccountKind::Checking),
            ("Platinum Savings (1234)", AccountKind::Savings),
            ("Visa Signature", AccountKind::CreditCard),
            ("Blue Cash Preferred Card", AccountKind::CreditCard),
            ("Home Equity Line of Credit", AccountKind::LineOfCredit),
            ("30-yr Fixed Mortgage", AccountKind::Mortgage),
            ("Acme 401(k) Plan", AccountKind::Investment),
            ("Roth IRA", AccountKind::Investment),
            ("Miracle Fund", AccountKind::Other),
            ("Auto Loan", AccountKind::Loan),
            ("PayPal balance", AccountKind::Wallet),
            ("Double Cash", AccountKind::CreditCard),
            ("Blue Cash Everyday (1234)", AccountKind::CreditCard),
            ("Cashback Checking", AccountKind::Checking),
            ("Cash Management Account", AccountKind::Checking),
            ("Cash App", AccountKind::Wallet),
            ("Petty cash", AccountKind::Cash),
            ("Cash", AccountKind::Cash),
            ("Cash Plus", AccountKind::Other),
            ("Cashmere Fund", AccountKind::Other),
            ("", AccountKind::Other),
        ] {
            assert_eq!(kind(name, false, false), expected, "{name}");
        }
        assert_eq!(kind("Sapphire", false, true), AccountKind::CreditCard);
        assert_eq!(kind("Sapphire", true, true), AccountKind::Investment);
    }

    #[test]
    fn a_mask_is_marked_digits_at_the_end() {
        for (name, expected) in [
            ("Checking (1234)", Some("1234")),
            ("Visa ...1234", Some("1234")),
            ("Visa …0042 ", Some("0042")),
            ("Card xxxx9876", Some("9876")),
            ("Card x9876", Some("9876")),
            ("COLLEGE-123456", Some("123456")),
            ("Max1234", None),
            ("Target 2045", None),
            ("Checking (12)", None),
            ("Checking", None),
            ("1234", None),
            ("", None),
        ] {
            assert_eq!(mask(name).as_ref().map(Clean::as_str), expected, "{name}");
        }
    }
}
