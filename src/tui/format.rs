//! How figures, days and ages are written: US by default, and nowhere else than here. Knows whether amounts are hidden, so that no
//! view can forget it.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;

use super::widgets::width_of;
use crate::domain::{Currency, Money, Month, Period};

const POINT: char = '.';
const GROUP: char = ',';
/// A true minus sign, as wide as a digit.
const MINUS: char = '−';
/// What stands for every amount that is hidden: one width, so that 100,000 and 100 look equal.
pub const MASK: &str = "•••••";

/// Writes amounts, or the mask in place of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub masked: bool,
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
        let text = grouped(money);
        let at = text.find(POINT).unwrap_or(text.len());
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
        let text = grouped(money);
        text.strip_prefix(MINUS).map_or_else(|| format!("{symbol}{text}"), |rest| format!("{MINUS}{symbol}{rest}"))
    }

    /// `19.6%`, from thousandths. A share of a known total tells the amount, so it is hidden with it.
    pub fn share(self, permille: u32) -> String {
        if self.masked { MASK.to_owned() } else { format!("{}{POINT}{}%", permille / 10, permille % 10) }
    }

    /// A chart, or the mask: its shape tells amounts too.
    pub fn chart(self, draw: impl FnOnce() -> String) -> String {
        if self.masked { MASK.to_owned() } else { draw() }
    }

    /// A text of a bank or person, with every number that looks like an amount hidden when amounts are.
    pub fn words(self, text: &str) -> Cow<'_, str> {
        if !self.masked || !text.contains([POINT, GROUP]) {
            return Cow::Borrowed(text);
        }
        let numeric = |c: char| c.is_ascii_digit() || c == POINT || c == GROUP;
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let end = rest[start..].find(|c| !numeric(c)).map_or(rest.len(), |length| start + length);
            let number = rest[start..end].trim_end_matches([POINT, GROUP]);
            out.push_str(&rest[..start]);
            out.push_str(if number.contains([POINT, GROUP]) { MASK } else { number });
            rest = &rest[start + number.len()..];
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}

/// `24.99%`: a rate of the bank, which is no amount.
pub fn rate(percent: Decimal) -> String {
    format!("{}%", percent.normalize())
}

/// The number with its minus and groups, no currency.
fn grouped(money: Money) -> String {
    let plain = money.to_decimal_string();
    let digits = plain.trim_start_matches('-');
    let (whole, fraction) = digits.split_at(digits.find(POINT).unwrap_or(digits.len()));
    let minus = if digits.len() < plain.len() { MINUS.to_string() } else { String::new() };
    format!("{minus}{}{fraction}", in_groups(whole))
}

fn in_groups(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(GROUP);
        }
        out.push(digit);
    }
    out
}

/// `1,284`: how many of something, which is no amount and never hidden.
pub fn count(n: usize) -> String {
    in_groups(&n.to_string())
}

/// `1 match`, `2 matches`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// `Nov 22`, with the year when it is another than today's: `Nov 22 ’17`.
pub fn day(date: NaiveDate, today: NaiveDate) -> String {
    let name = month_name(date.month());
    if date.year() == today.year() {
        return format!("{name} {:02}", date.day());
    }
    format!("{name} {:02} ’{:02}", date.day(), date.year().rem_euclid(100))
}

/// `Nov 22, 2026`.
pub fn long_day(date: NaiveDate) -> String {
    format!("{} {}, {}", month_name(date.month()), date.day(), date.year())
}

/// `Nov 22, 2026 14:03 UTC`.
pub fn moment(at: DateTime<Utc>) -> String {
    format!("{} {} UTC", long_day(at.date_naive()), at.format("%H:%M"))
}

/// `Nov 2026`.
pub fn month(month: Month) -> String {
    format!("{} {}", month_name(month.month()), month.year())
}

/// `Nov 2026`, `2026`, `all time`.
pub fn period(of: Period) -> String {
    match of {
        Period::Month(of) => month(of),
        Period::Year(year) => year.to_string(),
        Period::Days { from, to } => format!("{} – {}", long_day(from), long_day(to)),
        Period::All => "all time".to_owned(),
    }
}

fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month).ok().and_then(|month| NAMES.get(month.wrapping_sub(1))).copied().unwrap_or("?")
}

/// A stretch of time in its largest unit, and the moment at which those words stop being true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// `now`, `2m`, `5h`, `3d`.
    pub words: String,
    pub until: DateTime<Utc>,
}

/// How long ago that was. What a bank dates into the future is `now`: ages are never negative.
pub fn age(at: DateTime<Utc>, now: DateTime<Utc>) -> Age {
    let passed = now.signed_duration_since(at).max(TimeDelta::zero());
    let (count, unit, letter) = largest(passed);
    let words = if count == 0 { "now".to_owned() } else { format!("{count}{letter}") };
    let until = at.checked_add_signed(unit * i32::try_from(count + 1).unwrap_or(i32::MAX)).unwrap_or(at);
    Age { words, until }
}

/// How long until that, rounded up, so that it never says less than the wait; `None` once it is past.
pub fn wait(until: DateTime<Utc>, now: DateTime<Utc>) -> Option<Age> {
    let left = until.signed_duration_since(now);
    if left <= TimeDelta::zero() {
        return None;
    }
    let minutes = (left.num_seconds() + 59) / 60;
    let words = match minutes {
        0..=90 => format!("{minutes}m"),
        91..=2880 => format!("{}h", (minutes + 59) / 60),
        _ => format!("{}d", (minutes + 1439) / 1440),
    };
    let flip = until.checked_sub_signed(TimeDelta::minutes(minutes - 1)).unwrap_or(until);
    Some(Age { words, until: flip })
}

fn largest(passed: TimeDelta) -> (i64, TimeDelta, char) {
    match (passed.num_days(), passed.num_hours(), passed.num_minutes()) {
        (days @ 1.., _, _) => (days, TimeDelta::days(1), 'd'),
        (_, hours @ 1.., _) => (hours, TimeDelta::hours(1), 'h'),
        (_, _, minutes) => (minutes, TimeDelta::minutes(1), 'm'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: Figures = Figures { masked: false };
    const HIDDEN: Figures = Figures { masked: true };

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
        assert_eq!(
            HIDDEN.words("Fee 12.50 on 3,000 miles. Shop #4821, 24."),
            "Fee ••••• on ••••• miles. Shop #4821, 24."
        );
        assert_eq!(SHOWN.words("Fee 12.50"), "Fee 12.50");
    }

    #[test]
    fn ages_flip_when_they_say_and_are_never_negative() {
        let now: DateTime<Utc> = "2018-08-06T12:00:00Z".parse().unwrap();
        let ago = |seconds| age(now - TimeDelta::seconds(seconds), now);
        for (seconds, words) in
            [(-500, "now"), (59, "now"), (60, "1m"), (3599, "59m"), (86_399, "23h"), (900_000, "10d")]
        {
            let said = ago(seconds);
            assert_eq!(said.words, words);
            let at = now - TimeDelta::seconds(seconds);
            assert_eq!(age(at, said.until - TimeDelta::seconds(1)).words, if seconds < 0 { "now" } else { words });
            assert_ne!(age(at, said.until).words, words);
        }
        assert_eq!(wait(now, now), None);
        assert_eq!(wait(now + TimeDelta::seconds(61), now).unwrap().words, "2m");
        assert_eq!(wait(now + TimeDelta::hours(13), now).unwrap().words, "13h");
    }

    #[test]
    fn another_year_is_written() {
        let today = NaiveDate::from_ymd_opt(2018, 8, 6).unwrap();
        assert_eq!(day(today, today), "Aug 06");
        assert_eq!(day(NaiveDate::from_ymd_opt(2017, 11, 22).unwrap(), today), "Nov 22 ’17");
    }
}
