//! What every format says of banks and accounts in its own way: a bank's key from its name, the tail of an account's number.

use crate::domain::{Bank, Clean};

/// The bank of that name; one without a name is unknown. `Great Bank of Orangeland` has the key `great-bank-of-orangeland`.
pub(super) fn named(name: &str) -> Bank {
    let name = Clean::non_empty(name).unwrap_or_else(|| Clean::new("Unknown bank"));
    let lower = name.as_str().to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    Bank { key: words.collect::<Vec<_>>().join("-").into(), name }
}

/// The last four letters or digits of an account's number; `None` for a mask.
pub(super) fn mask(number: &str) -> Option<Clean> {
    let tail: Vec<char> = number.chars().rev().filter(char::is_ascii_alphanumeric).take(4).collect();
    Clean::non_empty(&tail.into_iter().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_has_a_key_of_its_name() {
        let bank = named(" Great Bank, of Orangeland ");
        assert_eq!((&*bank.key, bank.name.as_str()), ("great-bank-of-orangeland", "Great Bank, of Orangeland"));
        assert_eq!(&*named("").key, "unknown-bank");
    }

    #[test]
    fn a_mask_is_the_tail_of_the_number() {
        assert_eq!(mask("12-3456 7").unwrap().as_str(), "4567");
        assert_eq!(mask("****"), None);
    }
}
