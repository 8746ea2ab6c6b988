//! An amount of one currency. There is no `Add`: sums go through [`Amounts`](super::Amounts), which never mixes currencies.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::Currency;

/// An exact amount of one currency. **Sign: money out of the owner's pocket is negative, everywhere**, a card's debt too.
///
/// Bounded: at most 15 digits before the point and 10 behind it, so that sums of millions of rows cannot overflow unnoticed.
///
/// ```
/// use passbook::domain::{Currency, Money};
/// let coffee = Money::parse("-6.50", Currency::USD).unwrap();
/// assert!(coffee.is_out());
/// assert_eq!(coffee.to_string(), "-6.50 USD");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

/// Why a text or number is no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not of the form `-123.45`.
    #[error("'{0}' is no amount: expected digits with a point, such as -12.30")]
    NotANumber(String),
    /// More than 15 digits before the point or 10 behind it.
    #[error("an amount of more than 15 digits, or more than 10 behind the point, is refused")]
    OutOfRange,
}

/// 10^15: amounts are smaller than this in magnitude.
const LIMIT: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);
const MAX_SCALE: u32 = 10;

impl Money {
    /// Refuses what is out of range; trailing zeros are kept as given.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        // zeros at the end are looked for only where there are too many digits: it takes longer than all the rest
        let amount = if amount.scale() > MAX_SCALE { amount.normalize() } else { amount };
        if amount.abs() >= LIMIT || amount.scale() > MAX_SCALE {
            return Err(MoneyError::OutOfRange);
        }
        // a negative zero would show as "-0.00"
        let amount = if amount.is_zero() { amount.abs() } else { amount };
        Ok(Self { amount, currency })
    }

    /// Nothing, in that currency.
    pub fn zero(currency: Currency) -> Self {
        Self { amount: Decimal::ZERO, currency }
    }

    /// Reads the plain form that APIs use: an optional sign, digits, an optional point and digits. No grouping, no exponent, no
    /// currency sign: who reads files with those cleans them first.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = text.trim();
        if let Some(amount) = short(text.as_bytes()) {
            return Self::new(amount, currency);
        }
        let bad = || MoneyError::NotANumber(text.chars().filter(char::is_ascii_graphic).take(24).collect());
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && digits.bytes().any(|b| b.is_ascii_digit())
            && digits.bytes().filter(|b| *b == b'.').count() <= 1;
        if !plain {
            return Err(bad());
        }
        if digits.len() > 40 {
            return Err(MoneyError::OutOfRange);
        }
        let amount =
            Decimal::from_str_exact(text).or_else(|_| Decimal::from_str(text)).map_err(|_| MoneyError::OutOfRange)?;
        Self::new(amount, currency)
    }

    /// The signed number.
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// What it is an amount of.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The same magnitude with the other sign.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self { amount: if self.amount.is_zero() { self.amount } else { -self.amount }, currency: self.currency }
    }

    /// Without its sign.
    #[must_use]
    pub fn magnitude(&self) -> Self {
        Self { amount: self.amount.abs(), currency: self.currency }
    }

    /// Money that leaves the owner.
    pub fn is_out(&self) -> bool {
        self.amount.is_sign_negative() && !self.amount.is_zero()
    }

    /// Exactly nothing.
    pub fn is_zero(&self) -> bool {
        self.amount.is_zero()
    }

    /// The decimal with at least the currency's minor units (`-6.5` becomes `-6.50`), and with more only where they say something
    /// (`0.125` stays, `41.1000` becomes `41.10`).
    pub fn to_decimal_string(&self) -> String {
        let least = self.currency.minor_units().unwrap_or(0);
        let mut amount = if self.amount.scale() > least { self.amount.normalize() } else { self.amount };
        if amount.scale() < least {
            amount.rescale(least);
        }
        amount.to_string()
    }
}

/// The plain form in one pass, up to 18 characters behind the sign: every amount that a file of a million rows has.
fn short(text: &[u8]) -> Option<Decimal> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] | rest => (false, rest),
    };
    let (mut number, mut behind) = (0_i64, None::<u32>);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                number = number.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                behind = behind.map(|count| count + 1);
            }
            b'.' if behind.is_none() => behind = Some(0),
            _ => return None,
        }
    }
    let is_number = digits.len() > usize::from(behind.is_some()) && digits.len() <= 18;
    is_number.then(|| Decimal::new(if negative { -number } else { number }, behind.unwrap_or(0)))
}

/// `-6.50 USD`, for tests and logs of shapes; screens format by their own settings.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal_string(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(text: &str) -> Result<Money, MoneyError> {
        Money::parse(text, Currency::USD)
    }

    #[test]
    fn plain_decimals_are_read_exactly() {
        assert_eq!(usd("-0.10").unwrap().to_string(), "-0.10 USD");
        assert_eq!(usd("+33293.43").unwrap().to_string(), "33293.43 USD");
        assert_eq!(usd("7").unwrap().to_string(), "7.00 USD");
        assert_eq!(usd("-0").unwrap().to_string(), "0.00 USD");
        assert_eq!(usd("41022.9100").unwrap().to_string(), "41022.91 USD");
        assert_eq!(usd("-5.000").unwrap().to_string(), "-5.00 USD");
        assert_eq!(usd("0.125").unwrap().to_string(), "0.125 USD");
    }

    #[test]
    fn short_amounts_are_read_as_long_ones_are() {
        for text in
            ["0", "-0", "+7", "-12.30", ".5", "12.", "-.05", "00012.100", "999999999999999999", "0.1234567890123456"]
        {
            let (own, known) = (short(text.as_bytes()).unwrap(), Decimal::from_str_exact(text).unwrap());
            assert_eq!((own, own.scale()), (known, known.scale()), "{text}");
        }
        for text in ["", "-", "+", ".", "-.", "1.2.3", "--1", "1e5", "1,2", " 1", "9999999999999999999"] {
            assert_eq!(short(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_number_or_too_large_is_refused() {
        for bad in ["", "-", ".", "1,000.00", "1e5", "$5", "0x10", "--1", "1.2.3", "NaN", "1 2"] {
            assert!(matches!(usd(bad), Err(MoneyError::NotANumber(_))), "{bad:?}");
        }
        for bad in ["1000000000000000", &"9".repeat(40), &"9".repeat(400), "0.12345678901"] {
            assert_eq!(usd(bad), Err(MoneyError::OutOfRange), "{bad:?}");
        }
        assert!(usd("999999999999999.99").is_ok());
        assert!(usd("0.10000000000").is_ok());
    }
}
