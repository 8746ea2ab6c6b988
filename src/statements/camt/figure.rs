//! Amounts, marks and texts as CAMT writes them.

use std::borrow::Cow;

use crate::domain::{Clean, Currency, Money};
use crate::statements::amount::{self, Written};
use crate::statements::{StatementError, decode};

/// The value of an element.
pub(super) struct Value<'a> {
    pub(super) text: Cow<'a, str>,
    /// The attribute Ccy, empty without one.
    pub(super) currency: &'a str,
    /// Byte of the element, for a message.
    pub(super) at: usize,
}

/// An amount as written, without its sign.
#[derive(Debug, Default, Clone)]
pub(super) struct Figure<'a> {
    digits: Cow<'a, str>,
    currency: &'a str,
    at: usize,
}

impl<'a> Figure<'a> {
    pub(super) fn of(value: Value<'a>) -> Self {
        Self { digits: value.text, currency: value.currency, at: value.at }
    }

    /// The currency that stands at the amount: an error when it is none, `None` without one.
    pub(super) fn currency(&self, text: &str) -> Result<Option<Currency>, StatementError> {
        if self.currency.is_empty() {
            return Ok(None);
        }
        let known = Currency::parse(self.currency).ok().filter(|currency| !currency.is_custom());
        known.map(Some).ok_or_else(|| {
            let code = Clean::new(self.currency).as_str().chars().take(12).collect();
            StatementError::Currency { code, line: decode::line_of(text, self.at) }
        })
    }

    /// The amount, `None` when nothing was written. `otherwise` is the currency of an amount that has none of its own.
    pub(super) fn money(
        &self,
        otherwise: Currency,
        field: &'static str,
        text: &str,
    ) -> Result<Option<Money>, StatementError> {
        let currency = self.currency(text)?.unwrap_or(otherwise);
        match amount::read(&self.digits, currency) {
            Written::Amount(money) => Ok(Some(money)),
            Written::Nothing => Ok(None),
            Written::Unreadable => Err(StatementError::Amount { field, line: decode::line_of(text, self.at) }),
        }
    }

    /// The amount of a detail, which counts nowhere: what cannot be read is left out.
    pub(super) fn detail(&self, otherwise: Currency) -> Option<Money> {
        self.money(otherwise, "amount", "").ok().flatten()
    }
}

/// `CdtDbtInd`, seen from the account.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
    #[default]
    Unsaid,
}

impl Direction {
    /// The words of the standard, and those that banks write instead.
    pub(super) fn of(text: &str) -> Self {
        match text.to_ascii_uppercase().as_str() {
            "CRDT" | "CREDIT" | "C" | "CR" => Self::In,
            "DBIT" | "DEBIT" | "D" | "DB" | "DR" => Self::Out,
            _ => Self::Unsaid,
        }
    }

    /// The one of two that says something.
    pub(super) fn or(self, other: Self) -> Self {
        if self == Self::Unsaid { other } else { self }
    }

    /// The amount in our signs. Amounts of CAMT have no sign of their own; one that a bank writes although it is not allowed says that
    /// money went out, and is not turned into money in.
    pub(super) fn sign(self, amount: Money) -> Money {
        if self == Self::Out && !amount.is_out() { amount.negated() } else { amount }
    }
}

/// True for `true` and `1`, the two ways in which XML says yes.
pub(super) fn is_true(text: &str) -> bool {
    text == "1" || text.eq_ignore_ascii_case("true")
}

/// Takes a value where there is none yet.
pub(super) fn first<'a>(field: &mut Cow<'a, str>, value: Cow<'a, str>) {
    if field.is_empty() {
        *field = value;
    }
}

/// Adds a further line to a text, behind a blank, up to 4 KiB; more says nothing more to a reader.
pub(super) fn append<'a>(field: &mut Cow<'a, str>, value: Cow<'a, str>) {
    const MOST: usize = 4096;
    if field.is_empty() {
        *field = value;
    } else if field.len() < MOST {
        let text = field.to_mut();
        text.push(' ');
        text.push_str(&value[..value.floor_char_boundary(MOST)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(direction: &str, amount: &str) -> String {
        Direction::of(direction).sign(Money::parse(amount, Currency::EUR).unwrap()).to_decimal_string()
    }

    #[test]
    fn the_direction_makes_the_sign_and_a_written_minus_stays() {
        assert_eq!([signed("CRDT", "5"), signed("DBIT", "5"), signed("DBIT", "-5")], ["5.00", "-5.00", "-5.00"]);
        assert_eq!([signed("", "5"), signed("CRDT", "-5")], ["5.00", "-5.00"]);
    }

    #[test]
    fn an_amount_is_in_its_own_currency_and_an_unknown_one_is_refused() {
        let figure = |digits: &'static str, currency| Figure { digits: digits.into(), currency, at: 0 };
        let money = |figure: Figure<'_>| figure.money(Currency::EUR, "amount", "");
        assert_eq!(money(figure("1.50", "CHF")).unwrap().unwrap().to_string(), "1.50 CHF");
        assert_eq!(money(figure("1,50", "")).unwrap().unwrap().to_string(), "1.50 EUR");
        assert_eq!(money(figure("", "")), Ok(None));
        assert!(matches!(money(figure("12..34", "EUR")), Err(StatementError::Amount { .. })));
        assert!(matches!(money(figure("1", "ZZQ")), Err(StatementError::Currency { .. })));
    }
}
