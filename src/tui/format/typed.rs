//! Amounts as persons type them, in whichever form: what is the decimal mark is told by the digits behind it, so that `12,50` is never
//! taken for 1250.

use crate::domain::{Currency, Money};

/// A magnitude; a currency's sign, groups and spaces are forgiven. `None` for anything else, and for more decimals than the currency has.
pub fn typed(text: &str, currency: Currency) -> Option<Money> {
    let is_sign = |c: char| currency.symbol().is_some_and(|sign| sign.chars().eq([c]));
    let forgiven = |c: &char| !(c.is_whitespace() || matches!(c, '\'' | '’') || is_sign(*c));
    let text: String = text.chars().filter(forgiven).collect();
    let is_mark = |c: char| matches!(c, '.' | ',');
    let decimals = currency.minor_units().unwrap_or(0);
    let exact = match text.rfind(is_mark) {
        None => text,
        Some(at) => {
            let behind = text.len() - at - 1;
            // three digits behind a comma are a group in every currency, since those of three decimals are rare
            let is_group = behind == 3 && (decimals < 3 || text[at..].starts_with(','));
            if !is_group && currency.minor_units().is_some_and(|most| behind > most as usize) {
                return None;
            }
            let whole = if is_group { &text } else { &text[..at] };
            let digits: String = whole.chars().filter(|c| !is_mark(*c)).collect();
            if is_group { digits } else { format!("{digits}.{}", &text[at + 1..]) }
        }
    };
    Money::parse(&exact, currency).ok().filter(|money| !money.is_out())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_behind_a_mark_tell_what_it_is() {
        for (said, code, amount) in [
            ("$8,000", "USD", Some("8000.00")),
            ("12.50", "USD", Some("12.50")),
            ("12,50", "USD", Some("12.50")),
            ("12,5", "EUR", Some("12.50")),
            ("1.234,50 €", "EUR", Some("1234.50")),
            ("1’234.50", "CHF", Some("1234.50")),
            ("1.234", "EUR", Some("1234.00")),
            ("1,234,567", "JPY", Some("1234567")),
            ("33.125", "BHD", Some("33.125")),
            ("12.5050", "USD", None),
            ("-1", "USD", None),
            ("1e9", "USD", None),
            ("", "USD", None),
            (".", "USD", None),
        ] {
            let money = typed(said, Currency::parse(code).unwrap());
            assert_eq!(money.map(|money| money.to_decimal_string()).as_deref(), amount, "{said}");
        }
    }
}
