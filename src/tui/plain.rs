//! A view as linear text, for screen readers and whoever pipes it on: a heading, then one line a row, words in place of signs and
//! nothing drawn. Made from what a screen lists, with its filter, and with amounts hidden where they are hidden on screen.

use super::format::MASK;
use super::screen::Cx;
use crate::domain::Money;

/// What is said of an amount that is hidden.
const HIDDEN: &str = "hidden amount";

/// An amount in words: `minus $6.50`, `plus $2,500.00`, `hidden amount`.
pub fn amount(cx: &Cx, money: Money) -> String {
    let sign = match (money.is_out(), money.is_zero()) {
        _ if cx.figures.masked => "",
        (true, _) => "minus ",
        (false, true) => "",
        (false, false) => "plus ",
    };
    format!("{sign}{}", magnitude(cx, money.magnitude()))
}

/// An amount without its sign: `$6.50`, `hidden amount`.
pub fn magnitude(cx: &Cx, money: Money) -> String {
    if cx.figures.masked { HIDDEN.to_owned() } else { cx.figures.total(money) }
}

/// Parts of a line, those that say nothing left out, with signs in words.
pub fn sentence(parts: &[&str]) -> String {
    let said: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    in_words(&said.join(", "))
}

/// Signs that a reader would spell or skip, in words.
fn in_words(text: &str) -> String {
    let words = text.replace(MASK, HIDDEN).replace("····", "ending ").replace('−', "minus ").replace('⟳', "");
    words.replace(" · ", ", ").replace(" › ", ", ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_become_words() {
        assert_eq!(sentence(&["Visa ····1002", "", "−$6.50"]), "Visa ending 1002, minus $6.50");
        assert_eq!(sentence(&["a · b", MASK]), "a, b, hidden amount");
    }
}
