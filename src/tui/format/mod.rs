//! How figures, days and ages are written: as the config or the locale says, US by default, and nowhere else than here. Knows whether
//! amounts are hidden, so that no view can forget it.

mod ages;
mod days;
mod typed;
mod words;

pub use ages::{age, wait};
pub use days::month_name;
pub use typed::typed;

use rust_decimal::Decimal;

use super::widgets::width_of;
use crate::config::Formats;
use crate::domain::{Currency, Money};

/// The decimal mark of exact texts, before they are written in the person's form.
const POINT: char = '.';
/// A true minus sign, as wide as a digit.
const MINUS: char = '−';
/// What stands for every amount that is hidden: one width, so that 100,000 and 100 look equal.
pub const MASK: &str = "•••••";

/// Writes amounts, or the mask in place of each, and days in the same person's form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub masked: bool,
    pub formats: Formats,
}

/// An amount in parts, for a column that is aligned on the point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// Sign and whole digits.
    left: String,
    /// The point and what is behind it.
    right: String,
    /// The currency's label with a space before it; empty for US dollars.
    code: String,
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{}", self.left, self.right, self.code)
    }
}

/// Widths of the parts in a column.
#[derive(Debug, Clone, Copy, Default)]
pub struct Column {
    left: u16,
    right: u16,
    code: u16,
}

impl Column {
    /// A column that holds all of these.
    pub fn of<'a>(figures: impl IntoIterator<Item = &'a Figure>) -> Self {
        figures.into_iter().fold(Self::default(), |column, figure| Self {
            left: column.left.max(width_of(&figure.left)),
            right: column.right.max(width_of(&figure.right)),
            code: column.code.max(width_of(&figure.code)),
        })
    }

    /// Columns that it takes.
    pub fn width(self) -> u16 {
        self.left.saturating_add(self.right).saturating_add(self.code)
    }

    /// The figure padded so that its point lies where the others' do.
    pub fn align(self, figure: &Figure) -> String {
        let Figure { left, right, code } = figure;
        let pad = |least: u16, text: &str| " ".repeat(usize::from(least.saturating_sub(width_of(text))));
        format!("{}{left}{right}{}{code}{}", pad(self.left, left), pad(self.right, right), pad(self.code, code))
    }
}

impl Figures {
    /// The amount in parts.
    pub fn figure(self, money: Money) -> Figure {
        let code = if money.currency() == Currency::USD { String::new() } else { format!(" {}", money.currency()) };
        if self.masked {
            return Figure { left: MASK.to_owned(), right: String::new(), code };
        }
        let text = self.grouped(money);
        let at = text.find(self.formats.numbers.point()).unwrap_or(text.len());
        Figure { left: text[..at].to_owned(), right: text[at..].to_owned(), code }
    }

    /// The amount of a movement, in parts: what comes in has a plus, so that its colour is not alone.
    pub fn signed(self, money: Money) -> Figure {
        let mut figure = self.figure(money);
        if !self.masked && !money.is_out() && !money.is_zero() {
            figure.left.insert(0, '+');
        }
        figure
    }

    /// `−1,204.10`, `1,200.00 EUR`.
    pub fn plain(self, money: Money) -> String {
        self.figure(money).to_string()
    }

    /// `$61,204.18`, `−€12.00`, `1,200 miles`: a total that stands alone.
    pub fn total(self, money: Money) -> String {
        let Some(symbol) = money.currency().symbol() else { return self.plain(money) };
        if self.masked {
            return format!("{symbol}{MASK}");
        }
        let text = self.grouped(money);
        text.strip_prefix(MINUS).map_or_else(|| format!("{symbol}{text}"), |rest| format!("{MINUS}{symbol}{rest}"))
    }

    /// `19.6%`, from thousandths. A share of a known total tells the amount, so it is hidden with it.
    pub fn share(self, permille: u32) -> String {
        if self.masked {
            MASK.to_owned()
        } else {
            format!("{}{}{}%", permille / 10, self.formats.numbers.point(), permille % 10)
        }
    }

    /// A chart, or the mask: its shape tells amounts too.
    pub fn chart(self, draw: impl FnOnce() -> String) -> String {
        if self.masked { MASK.to_owned() } else { draw() }
    }

    /// `24.99%`: a rate of the bank, which is no amount.
    pub fn rate(self, percent: Decimal) -> String {
        format!("{}%", self.pointed(&percent.normalize().to_string()))
    }

    /// `1,284`: how many of something, which is no amount and never hidden.
    pub fn count(self, n: usize) -> String {
        self.in_groups(&n.to_string())
    }

    /// `1 match`, `2 matches`.
    pub fn counted(self, n: usize, one: &str, many: &str) -> String {
        format!("{} {}", self.count(n), if n == 1 { one } else { many })
    }

    /// An exact number with the person's decimal mark.
    pub fn pointed(self, exact: &str) -> String {
        exact.replace(POINT, self.formats.numbers.point().encode_utf8(&mut [0; 4]))
    }

    /// The number with its minus and groups, no currency.
    fn grouped(self, money: Money) -> String {
        let plain = money.to_decimal_string();
        let digits = plain.trim_start_matches('-');
        let (whole, fraction) = digits.split_at(digits.find(POINT).unwrap_or(digits.len()));
        let minus = if digits.len() < plain.len() { MINUS.to_string() } else { String::new() };
        format!("{minus}{}{}", self.in_groups(whole), self.pointed(fraction))
    }

    fn in_groups(self, digits: &str) -> String {
        let numbers = self.formats.numbers;
        let Some(group) = numbers.group() else { return digits.to_owned() };
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && numbers.groups_at(digits.len() - index) {
                out.push(group);
            }
            out.push(digit);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Dates, Numbers, WeekStart};

    const FORMATS: Formats =
        Formats { numbers: Numbers::CommaPoint, dates: Dates::MonthFirst, week: WeekStart::Sunday };
    const SHOWN: Figures = Figures { masked: false, formats: FORMATS };
    const HIDDEN: Figures = Figures { masked: true, formats: FORMATS };

    fn money(text: &str, code: &str) -> Money {
        Money::parse(text, Currency::parse(code).unwrap()).unwrap()
    }

    #[test]
    fn amounts_are_grouped_with_a_true_minus() {
        assert_eq!(SHOWN.plain(money("-1204.1", "USD")), "−1,204.10");
        assert_eq!(SHOWN.plain(money("999999999999999.99", "USD")), "999,999,999,999,999.99");
        assert_eq!(SHOWN.plain(money("1200", "EUR")), "1,200.00 EUR");
        assert_eq!(SHOWN.total(money("-1200", "JPY")), "−¥1,200");
        assert_eq!(SHOWN.total(money("120", "CHF")), "120.00 CHF");
    }

    #[test]
    fn a_column_lies_on_the_point() {
        let figures = ["-6.5 USD", "1200 JPY", "33.125 BHD"]
            .map(|text| text.split_once(' ').map(|(amount, code)| SHOWN.figure(money(amount, code))).unwrap());
        let column = Column::of(&figures);
        let lines: Vec<_> = figures.iter().map(|figure| column.align(figure)).collect();
        assert_eq!(lines, ["   −6.50     ", "1,200     JPY", "   33.125 BHD"]);
        assert!(lines.iter().all(|line| width_of(line) == column.width()));
    }

    #[test]
    fn a_hidden_amount_has_one_width_and_no_sign() {
        for text in ["0", "-1", "100000"] {
            assert_eq!(HIDDEN.plain(money(text, "USD")), MASK);
            assert_eq!(HIDDEN.total(money(text, "USD")), format!("${MASK}"));
        }
    }

    #[test]
    fn the_person_has_the_last_word_on_groups_and_marks() {
        for numbers in Numbers::ALL {
            let own = Figures { masked: false, formats: Formats { numbers: *numbers, ..FORMATS } };
            let sample = if *numbers == Numbers::IndianPoint { "1234567.50" } else { "1234.50" };
            let shown = own.plain(money(sample, "USD")).replace('\u{a0}', " ").replace('’', "'");
            assert_eq!(shown, numbers.sample());
            let column = Column::of(&[own.figure(money("-1234567.5", "USD")), own.figure(money("3", "USD"))]);
            assert_eq!(column.align(&own.figure(money("3", "USD"))).trim_start(), own.plain(money("3", "USD")));
        }
        let german = Figures { masked: false, formats: Formats { numbers: Numbers::PointComma, ..FORMATS } };
        assert_eq!(german.total(money("-1200.5", "EUR")), "−€1.200,50");
        assert_eq!((german.share(196), german.count(1284)), ("19,6%".to_owned(), "1.284".to_owned()));
        assert_eq!(german.rate(Decimal::new(2499, 2)), "24,99%");
    }
}
