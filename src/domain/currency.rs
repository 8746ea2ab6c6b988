//! Currencies: ISO 4217 with its minor units, and the custom ones that SimpleFIN names by URL.

use std::cmp::Ordering;
use std::fmt;
use std::sync::OnceLock;

/// A currency: an ISO 4217 code, or a provider's own (airline miles, shop credit), which has no minor unit and is never converted.
/// Four bytes, since every amount has one. Ordered by [`Currency::id`], the provider's own behind those of ISO.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(Code);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Code {
    Iso([u8; 3]),
    /// The place of its URL among the [`CUSTOM`] ones.
    Custom(u8),
}

/// Why a text is no currency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CurrencyError {
    /// Neither three letters of ISO 4217 nor a URL.
    #[error("'{0}' is no currency: expected a code of ISO 4217 such as USD, or a custom currency's URL")]
    Unknown(String),
    /// More different custom currencies than a person could have; a source that invents them is refused.
    #[error("more than {MAX_CUSTOM} custom currencies: this source invents them")]
    TooMany,
}

const MAX_CUSTOM: usize = 256;
const MAX_URL: usize = 255;

/// Codes that gave way to the euro or to a new currency since people have files, with their minor units (ISO 4217, table A.3).
const WITHDRAWN: &[(&[u8; 3], u32)] = &[
    (b"ATS", 2),
    (b"BEF", 0),
    (b"CYP", 2),
    (b"DEM", 2),
    (b"EEK", 2),
    (b"ESP", 0),
    (b"FIM", 2),
    (b"FRF", 2),
    (b"GRD", 2),
    (b"HRK", 2),
    (b"IEP", 2),
    (b"ITL", 0),
    (b"LTL", 2),
    (b"LUF", 0),
    (b"LVL", 2),
    (b"MTL", 2),
    (b"NLG", 2),
    (b"PTE", 0),
    (b"ROL", 2),
    (b"RUR", 2),
    (b"SIT", 2),
    (b"SKK", 2),
    (b"TRL", 0),
    (b"YUM", 2),
];

/// Minor units of a withdrawn code.
fn withdrawn(code: [u8; 3]) -> Option<u32> {
    WITHDRAWN.iter().find(|(known, _)| **known == code).map(|(_, units)| *units)
}

impl Currency {
    /// United States dollar.
    pub const USD: Self = Self(Code::Iso(*b"USD"));
    /// Euro.
    pub const EUR: Self = Self(Code::Iso(*b"EUR"));

    /// Reads `USD`, `usd`, or a custom currency's `https://` URL (never fetched). Codes that ISO has withdrawn are known
    /// too, since old statements name them.
    pub fn parse(text: &str) -> Result<Self, CurrencyError> {
        let text = text.trim();
        if let Ok(letters) = <[u8; 3]>::try_from(text.as_bytes()) {
            let upper = letters.map(|b| b.to_ascii_uppercase());
            let known = std::str::from_utf8(&upper).ok().and_then(iso_currency::Currency::from_code);
            if known.is_some() || withdrawn(upper).is_some() {
                return Ok(Self(Code::Iso(upper)));
            }
        }
        let url = text.starts_with("https://") || text.starts_with("http://");
        if url && text.len() <= MAX_URL {
            return intern(text).map(|at| Self(Code::Custom(at))).ok_or(CurrencyError::TooMany);
        }
        Err(CurrencyError::Unknown(super::Clean::new(text).as_str().chars().take(40).collect()))
    }

    /// What a store or an export writes: the ISO code, or the whole URL.
    pub fn id(&self) -> &str {
        match &self.0 {
            Code::Iso(letters) => std::str::from_utf8(letters).unwrap_or("XXX"),
            Code::Custom(at) => CUSTOM.get(usize::from(*at)).and_then(OnceLock::get).map_or("", |url| url),
        }
    }

    /// What a screen writes: the ISO code, or the last word of the URL, at most 8 characters of letters, digits and `-`.
    pub fn label(&self) -> String {
        match self.0 {
            Code::Iso(_) => self.id().to_owned(),
            Code::Custom(_) => {
                let last = self.id().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                let word: String = last.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(8).collect();
                if word.is_empty() { "custom".to_owned() } else { word }
            }
        }
    }

    /// Digits behind the point as ISO 4217 gives them (USD 2, JPY 0, BHD 3); `None` for custom ones and funds without a minor unit.
    pub fn minor_units(&self) -> Option<u32> {
        match self.0 {
            Code::Iso(letters) => match withdrawn(letters) {
                Some(units) => Some(units),
                None => iso_currency::Currency::from_code(self.id())?.exponent().map(u32::from),
            },
            Code::Custom(_) => None,
        }
    }

    /// The sign before an amount (`$`, `€`), only where no other currency claims it on a US screen; `None` means: write the label.
    pub fn symbol(&self) -> Option<&'static str> {
        match self.id() {
            "USD" => Some("$"),
            "EUR" => Some("€"),
            "GBP" => Some("£"),
            "JPY" => Some("¥"),
            _ => None,
        }
    }

    /// True for a provider's own currency.
    pub fn is_custom(&self) -> bool {
        matches!(self.0, Code::Custom(_))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.is_custom(), self.id()).cmp(&(other.is_custom(), other.id()))
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// URLs of custom currencies, each once and in the order of their first use, so that [`Currency`] stays small and `Copy`. Bounded: a
/// hostile source cannot make us grow.
static CUSTOM: [OnceLock<Box<str>>; MAX_CUSTOM] = [const { OnceLock::new() }; MAX_CUSTOM];

/// The place of a URL among the [`CUSTOM`] ones, the first free one where it is new. `None` when none is free.
fn intern(url: &str) -> Option<u8> {
    let at = CUSTOM.iter().position(|slot| **slot.get_or_init(|| url.into()) == *url)?;
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_codes_carry_their_minor_units() {
        for (code, units) in [("USD", 2), ("jpy", 0), ("BHD", 3), ("EUR", 2), ("DEM", 2), ("itl", 0)] {
            assert_eq!(Currency::parse(code).unwrap().minor_units(), Some(units), "{code}");
        }
    }

    #[test]
    fn a_custom_currency_is_its_url_and_shows_its_last_word() {
        let miles = Currency::parse("https://bank.example/currencies/miles").unwrap();
        assert!(miles.is_custom());
        assert_eq!(miles.label(), "miles");
        assert_eq!(miles, Currency::parse("https://bank.example/currencies/miles").unwrap());
        assert_eq!(miles.minor_units(), None);
    }

    #[test]
    fn currencies_are_ordered_by_what_they_are_called_whichever_came_first() {
        let custom = |word: &str| Currency::parse(&format!("https://order.example/{word}")).unwrap();
        let (points, bonus) = (custom("points"), custom("bonus"));
        let mut all = [points, Currency::USD, bonus, Currency::EUR];
        all.sort_unstable();
        assert_eq!(all, [Currency::EUR, Currency::USD, bonus, points]);
    }

    #[test]
    fn an_amount_stays_small() {
        assert_eq!((size_of::<Currency>(), size_of::<Option<crate::domain::Money>>()), (4, 20));
    }

    #[test]
    fn what_is_no_currency_is_refused() {
        for bad in ["", "US", "ZZQ", "dollars", "ftp://x/y"] {
            assert!(Currency::parse(bad).is_err(), "{bad}");
        }
    }
}
