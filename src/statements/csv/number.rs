//! Numbers of cells: every way in which banks write amounts, read by hand and exactly. Which of point and comma is the decimal mark is
//! decided over a whole file by [`Marks`](super::marks::Marks), since one cell alone cannot always tell.

use rust_decimal::Decimal;

use super::marks::Mark;
use crate::domain::{Currency, Money};

/// A number as a cell writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Number(Number),
    /// Blanks, dashes, dots: the bank wrote nothing.
    Nothing,
    /// Something else, which must not be taken for a number.
    Unreadable,
}

/// Digits, their scale and a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    digits: i128,
    scale: u32,
    pub(super) negative: bool,
}

impl Number {
    pub(super) fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// `None` beyond what [`Money`] holds.
    pub(super) fn money(self, currency: Currency) -> Option<Money> {
        let digits = if self.negative { -self.digits } else { self.digits };
        Money::new(Decimal::try_from_i128_with_scale(digits, self.scale).ok()?, currency).ok()
    }

    /// What is left of this one when another is taken off.
    pub(super) fn minus(self, other: Self) -> Cell {
        let scale = self.scale.max(other.scale);
        let scaled = |number: Self| {
            let digits = 10_i128.checked_pow(scale - number.scale)?.checked_mul(number.digits)?;
            Some(if number.negative { -digits } else { digits })
        };
        let difference = scaled(self).zip(scaled(other)).and_then(|(own, other)| own.checked_sub(other));
        difference
            .map_or(Cell::Unreadable, |digits| Cell::Number(Self { digits: digits.abs(), scale, negative: digits < 0 }))
    }

    pub(super) fn magnitude(self) -> Self {
        Self { negative: false, ..self }
    }

    #[must_use]
    pub(super) fn turned(self) -> Self {
        Self { negative: !self.negative, ..self }
    }
}

/// Reads a cell: `1,234.56`, `1.234,56`, `1'234.56`, `(12.00)`, `12.00-`, `+ $73.01`, `£20.00`, `12,00 kr`, `USD 5`, `20.59 CR`.
pub(super) fn read(cell: &str, mark: Mark) -> Cell {
    if let Some(number) = plain(cell.as_bytes(), mark) {
        return Cell::Number(number);
    }
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || is_invisible(c) || matches!(c, '"' | '\''));
    let Some(first) = cell.find(|c: char| c.is_ascii_digit()) else {
        let blank = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '–' | '—' | '*' | '\0');
        return if cell.chars().all(blank) || is_nothing(cell) { Cell::Nothing } else { Cell::Unreadable };
    };
    let last = cell.rfind(|c: char| c.is_ascii_digit()).unwrap_or(first);
    let (before, core, behind) = (&cell[..first], &cell[first..=last], &cell[last + 1..]);
    // the mark of `.50` belongs to the number, that of `Rs.50` to the word
    let opens = before.ends_with(['.', ',']) && !before.trim_end_matches(['.', ',']).ends_with(char::is_alphabetic);
    let (before, core) = if opens { (&before[..before.len() - 1], &cell[first - 1..=last]) } else { (before, core) };
    // `5.-` and `12.` are whole amounts
    let behind = match behind.strip_prefix(['.', ',']) {
        Some("-" | "--" | "–" | "—") => "",
        Some(rest) => rest,
        None => behind,
    };
    let (Some(front), Some(back)) = (dressing(before), dressing(behind)) else { return Cell::Unreadable };
    let Some((digits, scale)) = digits(core, mark) else { return Cell::Unreadable };
    let paired = front.opens == back.closes && !front.closes && !back.opens;
    if !paired || u8::from(front.minus) + u8::from(back.minus) + u8::from(front.opens) > 1 {
        return Cell::Unreadable;
    }
    let negative = front.minus || back.minus || front.opens;
    Cell::Number(Number { digits, scale, negative })
}

/// The common case, without any dressing: an optional sign, digits and one decimal mark with one or two digits behind it.
fn plain(cell: &[u8], mark: Mark) -> Option<Number> {
    let (negative, rest) = match cell {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest.strip_prefix(b"+").unwrap_or(rest)),
    };
    if rest.is_empty() || rest.len() > 17 {
        return None;
    }
    let (mut digits, mut behind) = (0_i64, None::<u32>);
    for byte in rest {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + i64::from(byte - b'0');
                behind = behind.map(|count| count + 1);
            }
            b'.' if behind.is_none() && mark != Mark::Comma => behind = Some(0),
            b',' if behind.is_none() && mark != Mark::Point => behind = Some(0),
            _ => return None,
        }
    }
    let scale = behind.unwrap_or(0);
    let whole = rest.first().is_some_and(u8::is_ascii_digit) && (behind.is_none() || scale == 1 || scale == 2);
    whole.then_some(Number { digits: i128::from(digits), scale, negative })
}

/// What stands around the digits.
#[derive(Default)]
struct Dressing {
    minus: bool,
    opens: bool,
    closes: bool,
}

/// Words that mean money out or in beside an amount.
const OUT: &[&str] = &["dr", "db", "debit", "d"];
const BESIDE: &[&str] = &[
    "cr", "credit", "c", "kr", "kr.", "zl", "lei", "ft", "fr", "fr.", "sfr", "rs", "rs.", "r", "s", "a", "us", "ca",
    "au", "nz", "hk", "p", "rm", "din", "kn", "tl", "lv", "-kr",
];

/// Signs, currency signs and codes; `None` where other words stand, so that `K2` or `CHECK 2392` is no amount.
fn dressing(text: &str) -> Option<Dressing> {
    let mut found = Dressing::default();
    if text.is_empty() {
        return Some(found);
    }
    let mut word = String::new();
    for c in text.chars() {
        match c {
            '-' | '−' | '–' | '—' | '‐' | '‑' | '﹣' | '－' if found.minus => return None,
            '-' | '−' | '–' | '—' | '‐' | '‑' | '﹣' | '－' => found.minus = true,
            '(' => found.opens = true,
            ')' => found.closes = true,
            '+' | '$' | '€' | '£' | '¥' | '₹' | '₽' | '₴' | '₺' | '₪' | '₩' | '₫' | '฿' | '₱' | '₦' | '¤' | '\''
            | '"' | '=' => {}
            _ if c.is_whitespace() || is_invisible(c) => {}
            _ if c.is_alphabetic() || c == '.' => word.push(c),
            _ => return None,
        }
    }
    if word.len() > 24 {
        return None;
    }
    let lower = word.to_lowercase();
    let is_code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let foreign = !word.is_ascii() && word.chars().count() <= 6;
    if OUT.contains(&lower.as_str()) {
        found.minus = true;
    } else if !(word.is_empty() || is_code || foreign || BESIDE.contains(&lower.as_str())) {
        return None;
    }
    Some(found)
}

/// Direction marks and joiners that right-to-left amounts carry.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn is_nothing(cell: &str) -> bool {
    ["n/a", "na", "null", "none", "nil"].iter().any(|word| cell.eq_ignore_ascii_case(word))
        || (cell.chars().count() <= 3 && cell.chars().all(|c| matches!(c, '$' | '€' | '£' | '-')))
}

/// The digits and the scale of a core that begins and ends with a digit (or begins with the decimal mark).
fn digits(core: &str, mark: Mark) -> Option<(i128, u32)> {
    let decimal = decimal_at(core, mark);
    let (whole, fraction) = match decimal {
        Some(at) => (core.get(..at)?, core.get(at + 1..)?),
        None => (core, ""),
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || !is_grouped(whole, mark) {
        return None;
    }
    let bytes = whole.bytes().chain(fraction.bytes()).filter(u8::is_ascii_digit);
    let mut digits = 0_i128;
    let mut count = 0;
    for byte in bytes {
        digits = digits * 10 + i128::from(byte - b'0');
        count += usize::from(digits > 0);
        if count > 26 {
            return None;
        }
    }
    Some((digits, u32::try_from(fraction.len()).ok().filter(|scale| *scale <= 20)?))
}

/// Where the decimal mark stands, if there is one.
fn decimal_at(core: &str, mark: Mark) -> Option<usize> {
    match mark {
        Mark::Point => core.rfind('.').filter(|at| core.find('.') == Some(*at)),
        Mark::Comma => core.rfind(',').filter(|at| core.find(',') == Some(*at)),
        Mark::Either => {
            let at = core.rfind(['.', ','])?;
            let (whole, behind) = (core.get(..at)?, core.len() - at - 1);
            let sign = core.as_bytes().get(at).copied()?;
            let repeated = whole.as_bytes().contains(&sign);
            let other = whole.contains(['.', ',']) && !repeated;
            let thousands = sign == b',' && behind == 3 && (1..=3).contains(&whole.len()) && whole != "0" && !other;
            (!repeated && !thousands).then_some(at)
        }
    }
}

/// True when separators stand where groups of three (or, in India, of two before the last three) end.
fn is_grouped(whole: &str, mark: Mark) -> bool {
    if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let separator = |c: char| match c {
        '\'' | '’' | '`' | '_' => true,
        ',' => mark != Mark::Comma,
        '.' => mark != Mark::Point,
        _ => c.is_whitespace(),
    };
    let mut signs = whole.chars().filter(|c| !c.is_ascii_digit());
    let sign = signs.next();
    if !signs.all(|other| Some(other) == sign) || !sign.is_some_and(separator) {
        return false;
    }
    let groups: Vec<usize> = whole.split(separator).map(str::len).collect();
    let (Some((last, front)), Some(first)) = (groups.split_last(), groups.first()) else { return false };
    *last == 3 && (1..=3).contains(first) && front.iter().skip(1).all(|size| *size == 3 || *size == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &str, mark: Mark) -> String {
        match read(cell, mark) {
            Cell::Number(number) => number.money(Currency::USD).map_or("range".into(), |m| m.to_decimal_string()),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn every_style_of_an_amount_is_read() {
        for (cell, expected) in [
            ("12.30", "12.30"),
            ("-12,30", "-12.30"),
            ("1,234.56", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1'234.56", "1234.56"),
            ("11’373.94", "11373.94"),
            ("1 234,50", "1234.50"),
            ("1\u{a0}234,50", "1234.50"),
            ("-1.234.567,89", "-1234567.89"),
            ("1,23,456.00", "123456.00"),
            ("(12.00)", "-12.00"),
            ("($1,200.00)", "-1200.00"),
            ("12.00-", "-12.00"),
            ("+ $73.01", "73.01"),
            ("- $12.01", "-12.01"),
            ("-$7,971.39", "-7971.39"),
            ("$-5.00", "-5.00"),
            ("£20.00", "20.00"),
            ("−4,50 €", "-4.50"),
            ("12,00 kr", "12.00"),
            ("USD 5", "5.00"),
            ("R$ 10,00", "10.00"),
            ("20.59 CR", "20.59"),
            ("20.59 DR", "-20.59"),
            ("د.ا.\u{200f}4.75", "4.75"),
            ("' 7.80 ", "7.80"),
            (".5", "0.50"),
            ("-.50", "-0.50"),
            ("100", "100.00"),
            ("5.-", "5.00"),
            ("1,234", "1234.00"),
            ("0,234", "0.234"),
            ("1.234.567", "1234567.00"),
        ] {
            assert_eq!(shown(cell, Mark::Either), expected, "{cell:?}");
        }
    }

    #[test]
    fn what_is_no_amount_is_told_from_a_blank() {
        for cell in ["", " ", "-", "--", "n/a", "."] {
            assert_eq!(read(cell, Mark::Either), Cell::Nothing, "{cell:?}");
        }
        for cell in ["12..34", "K2", "CHECK 2392", "2024-01-02", "12%", "1,2,3", "--5", "-5-", "(5", "12a3", "5 000 1"]
        {
            assert_eq!(read(cell, Mark::Either), Cell::Unreadable, "{cell:?}");
        }
        assert_eq!(read("1.234,56", Mark::Point), Cell::Unreadable, "against the file's marks");
        assert_eq!(read(&"9".repeat(40), Mark::Either), Cell::Unreadable);
    }
}
