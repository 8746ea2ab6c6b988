//! `:25:`, the account: IBAN, or bank and number, with the currency behind it at some banks; and which bank that is.

use crate::domain::{AccountKind, Bank, Clean, Currency, ProviderId, SeenAccount};
use crate::statements::{Fingerprint, identity};

/// What `:25:` says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Number {
    /// Bank code or name before the slash; empty for IBANs and bare numbers.
    bank: String,
    /// Letters and digits, in capitals.
    digits: String,
    pub(super) currency: Option<Currency>,
}

/// The banks behind the four letters that begin a BIC and stand in the IBANs of some countries.
const BANKS: &[(&str, &str)] = &[
    ("ABNA", "ABN AMRO"),
    ("ASNB", "ASN Bank"),
    ("BREX", "mBank"),
    ("BUNQ", "bunq"),
    ("COBA", "Commerzbank"),
    ("DEUT", "Deutsche Bank"),
    ("HYVE", "HypoVereinsbank"),
    ("INGB", "ING"),
    ("KNAB", "Knab"),
    ("RABO", "Rabobank"),
    ("RBRB", "RegioBank"),
    ("SNSB", "SNS"),
    ("TRIO", "Triodos Bank"),
];

impl Number {
    pub(super) fn read(value: &str) -> Self {
        let value = value.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let (value, currency) = split_currency(value);
        let (bank, number) = value.rsplit_once('/').unwrap_or(("", value));
        let number = number.chars().filter(|c| c.is_alphanumeric() || *c == '*').collect::<String>().to_uppercase();
        Self { bank: bank.trim().to_uppercase(), digits: number, currency }
    }

    /// The account, still without a balance. Its id is a fingerprint, so that no list or message of ids shows the number; the
    /// currency belongs to it, since banks keep several currencies under one number.
    pub(super) fn account(&self, currency: Currency, bic: &str) -> SeenAccount {
        let parts = [&*self.bank, &*self.digits, currency.id()];
        let print = parts.iter().fold(Fingerprint::default(), |print, part| print.with(part));
        // an id of 6 + 32 characters is never refused
        let own = || ProviderId::new(&format!("mt940:{print}")).unwrap_or_else(|| unreachable!("38 bytes are an id"));
        let iban = Some(&self.digits).filter(|digits| is_iban(digits));
        let iban = iban.and_then(|iban| identity::of_iban(iban, currency));
        let id = iban.clone().unwrap_or_else(own);
        SeenAccount {
            stable_key: iban,
            mask: identity::mask(&self.digits),
            kind_is_guess: true,
            ..SeenAccount::new(id, self.issuer(bic), Clean::new("Checking"), AccountKind::Checking, currency)
        }
    }

    pub(super) fn is_named(&self) -> bool {
        !self.digits.is_empty()
    }

    /// The bank: by the IBAN where that has its letters, else by the BIC of the file's header, else by what stands before the number.
    fn issuer(&self, bic: &str) -> Bank {
        let iban = Some(self.digits.as_str()).filter(|number| is_iban(number));
        let letters = iban.and_then(|iban| iban.get(4..8)).filter(|code| code.bytes().all(|b| b.is_ascii_alphabetic()));
        let own = Some(self.bank.as_str()).filter(|bank| !bank.is_empty());
        let german = iban.filter(|iban| iban.starts_with("DE")).and_then(|iban| iban.get(4..12));
        if let Some(code) = letters.or((!bic.is_empty()).then_some(bic)) {
            let known = BANKS.iter().find(|(known, _)| code.starts_with(known));
            return identity::bank(known.map_or(code, |(_, name)| name));
        }
        match own.or(german) {
            Some(code) if code.bytes().all(|b| b.is_ascii_digit()) => identity::bank(&format!("Bank {code}")),
            other => identity::bank(other.unwrap_or_default()),
        }
    }
}

/// The BIC in a line before `:20:`: `{1:F01ASNBNL21XXXX0000000000}`, `ABNANL2A`, `0000 01INGBNL2AXXXX00001`. Four letters of the bank,
/// two of the country, two of the place.
pub(super) fn bic(header: &str) -> Option<&str> {
    if header.starts_with("{1:") {
        // the letter behind it is the terminal's
        return header.get(6..14).filter(|bic| bic.bytes().all(|b| b.is_ascii_alphanumeric()));
    }
    if header.starts_with('{') {
        return None;
    }
    let bytes = header.as_bytes();
    let found = bytes.windows(8).take(200).position(|window| {
        window[..6].iter().all(u8::is_ascii_uppercase)
            && window[6..].iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    })?;
    let ends = |at: usize| bytes.get(at).is_none_or(|b| *b == b'X' || !b.is_ascii_uppercase());
    let starts = found == 0 || !bytes[found - 1].is_ascii_uppercase();
    header.get(found..found + 8).filter(|_| starts && ends(found + 8))
}

fn is_iban(number: &str) -> bool {
    let bytes = number.as_bytes();
    (15..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_alphabetic)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// `0800003200 EUR` and `1017.490.554EUR`: the number and the currency behind it.
fn split_currency(value: &str) -> (&str, Option<Currency>) {
    let at = value.len().saturating_sub(3);
    let Some((number, code)) = value.split_at_checked(at).filter(|(number, _)| !number.ends_with(char::is_alphabetic))
    else {
        return (value, None);
    };
    let currency = Some(code).filter(|code| code.bytes().all(|b| b.is_ascii_uppercase()));
    match currency.and_then(|code| Currency::parse(code).ok()) {
        Some(currency) if !number.is_empty() => (number.trim_end(), Some(currency)),
        _ => (value, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_with_banks_and_currencies() {
        for (value, bank, mask, currency) in [
            ("NL53ASNB0781269733", "ASN Bank", "9733", None),
            ("NL10BUNQ2290325473 EUR", "bunq", "5473", Some(Currency::EUR)),
            ("DE85 1101 0100 2482 4882 93", "Bank 11010100", "8293", None),
            ("20090500/0006853030", "Bank 20090500", "3030", None),
            ("1017.490.554EUR", "Unknown bank", "0554", Some(Currency::EUR)),
            ("TRIODOSBANK/0666666666", "TRIODOSBANK", "6666", None),
        ] {
            let number = Number::read(value);
            let account = number.account(Currency::EUR, "");
            assert_eq!(account.bank.name.as_str(), bank, "{value}");
            assert_eq!(account.mask.unwrap().as_str(), mask, "{value}");
            assert_eq!(number.currency, currency, "{value}");
        }
        assert!(!Number::read("").is_named());
    }

    #[test]
    fn an_account_has_one_id_however_it_is_written() {
        let id = |value: &str, currency| Number::read(value).account(currency, "").provider_id;
        assert_eq!(id("NL10BUNQ2290325473 EUR", Currency::EUR), id("nl10 bunq 2290 3254 73", Currency::EUR));
        assert_ne!(id("1017.490.554EUR", Currency::EUR), id("1017.490.554USD", Currency::USD));
        assert_ne!(id("1/23", Currency::EUR), id("12/3", Currency::EUR));
    }

    #[test]
    fn the_bank_is_found_in_every_header() {
        for (header, expected) in [
            ("{1:F01KNABNL2HAXXX0000000000}{2:I940KNABNL2HXXXXN3020}", Some("KNABNL2H")),
            ("{1:", None),
            ("{2:E623XXXXXXXXAXXXN}", None),
            ("{1:F01ASNBNL21XXXX0000000000}{2:O940ASNBNL21XXXXN}{3:}", Some("ASNBNL21")),
            ("ABNANL2A", Some("ABNANL2A")),
            ("0000 01INGBNL2AXXXX00001", Some("INGBNL2A")),
            ("940 00", None),
            ("STATEMENTS", None),
        ] {
            assert_eq!(bic(header), expected, "{header}");
        }
        assert_eq!(Number::read("500950253").account(Currency::EUR, "ABNANL2A").bank.name.as_str(), "ABN AMRO");
    }
}
