//! Dates of cells: numbers in any order, names of months in the languages of bank files, moments with a time. Which order a file
//! uses is decided over all of its cells by [`Orders`].

use chrono::{Datelike, NaiveDate};

use crate::statements::DateOrder;

/// A date as a cell writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Day(NaiveDate),
    /// A day of the calendar in a year that no statement is of (`1111/11/11` in files made anonymous).
    Insane,
    Nothing,
    Unreadable,
}

/// Reads a cell. The order says nothing of dates that begin with a year of four digits or name their month.
pub(super) fn read(cell: &str, order: DateOrder) -> Cell {
    let Some(parts) = common(cell.as_bytes()).or_else(|| parts(cell).map(|(parts, _)| parts)) else {
        let blank = |c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | '"' | '\'');
        return if cell.chars().all(blank) { Cell::Nothing } else { Cell::Unreadable };
    };
    let Some((year, month, day)) = parts.ordered(order) else { return Cell::Unreadable };
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) if (1970..=2100).contains(&day.year()) => Cell::Day(day),
        Some(_) => Cell::Insane,
        None => Cell::Unreadable,
    }
}

/// The common cases without a look at anything else: `03/14/2025`, `2025-03-14`.
fn common(cell: &[u8]) -> Option<Parts> {
    let is_sign = |at: usize| cell.get(at).is_some_and(|byte| matches!(byte, b'/' | b'-' | b'.'));
    let number = |range: std::ops::Range<usize>| {
        let digits = cell.get(range)?;
        let value = digits.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit & 15));
        digits.iter().all(u8::is_ascii_digit).then_some(value)
    };
    if cell.len() != 10 {
        return None;
    }
    let numbers = if is_sign(2) && cell.get(2) == cell.get(5) {
        [(number(0..2)?, 2), (number(3..5)?, 2), (number(6..10)?, 4)]
    } else if is_sign(4) && cell.get(4) == cell.get(7) {
        [(number(0..4)?, 4), (number(5..7)?, 2), (number(8..10)?, 2)]
    } else {
        return None;
    };
    Some(Parts { numbers, named_month: None })
}

/// Three numbers as they stand, each with its count of digits; a month's name is a number already.
#[derive(Debug, Clone, Copy)]
struct Parts {
    numbers: [(u32, u8); 3],
    /// Which of the three is surely the month.
    named_month: Option<usize>,
}

impl Parts {
    /// Year, month and day; `None` when the order cannot be.
    #[expect(clippy::match_same_arms, reason = "one arm a form of date")]
    fn ordered(self, order: DateOrder) -> Option<(i32, u32, u32)> {
        let [(a, a_len), (b, b_len), (c, c_len)] = self.numbers;
        let (year, year_len, month, day) = match (self.named_month, a_len, b_len, c_len) {
            (Some(0), ..) => (c, c_len, a, b),
            (Some(1), 4, ..) => (a, a_len, b, c),
            (Some(1), ..) => (c, c_len, b, a),
            (Some(_), ..) => return None,
            (None, 4, ..) => (a, a_len, b, c),
            // seen as 10/2009/09
            (None, _, 4, _) => (b, b_len, c, a),
            (None, ..) => match order {
                DateOrder::MonthDayYear => (c, c_len, a, b),
                DateOrder::DayMonthYear => (c, c_len, b, a),
                DateOrder::YearMonthDay if c_len <= 2 => (a, a_len, b, c),
                DateOrder::YearMonthDay => return None,
            },
        };
        let year = match (year_len, year) {
            (2, 70..=99) => 1900 + year,
            (1 | 2, _) => 2000 + year,
            (4, _) => year,
            _ => return None,
        };
        Some((i32::try_from(year).ok()?, month, day))
    }
}

/// First three letters of months, folded, in the languages of bank files; those of English last, so that `mar` and `mai` agree.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "sty", "led"],
    &["feb", "fev", "fév", "lut", "úno"],
    &["mar", "mär", "mrt", "mrz", "maa", "bře"],
    &["apr", "avr", "abr", "kwi", "dub"],
    &["may", "mai", "mei", "mag", "maj", "kvě"],
    &["jun", "giu", "cze"],
    &["jul", "lug", "lip"],
    &["aug", "aoû", "aou", "ago", "sie", "srp"],
    &["sep", "set", "wrz", "zář"],
    &["oct", "okt", "out", "ott", "paź", "říj"],
    &["nov", "lis"],
    &["dec", "dez", "dic", "déc", "gru", "pro"],
];

/// The number of a month's name; French has two that begin alike.
fn month(word: &str) -> Option<u32> {
    let lower = word.to_lowercase();
    if lower.starts_with("juil") {
        return Some(7);
    }
    if lower.starts_with("juin") {
        return Some(6);
    }
    let start: String = lower.chars().take(3).collect();
    let at = MONTHS.iter().position(|names| names.contains(&start.as_str()))?;
    u32::try_from(at + 1).ok()
}

/// The three parts of a date at the start of a cell, and the first separator. `None` when the cell is none or goes on with something
/// that is no time.
fn parts(cell: &str) -> Option<(Parts, u8)> {
    let cell = cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\u{feff}'));
    let bytes = cell.as_bytes();
    let lead = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if lead >= 8 {
        return compact(bytes, lead).map(|parts| (parts, 0));
    }
    let mut numbers = [(0_u32, 0_u8); 3];
    let mut named_month = None;
    let (mut at, mut separator, mut found) = (0, 0, 0);
    while found < 3 {
        let rest = cell.get(at..)?;
        let first = rest.chars().next()?;
        if first.is_ascii_digit() {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            let value: u32 = rest.get(..length).filter(|digits| digits.len() <= 4)?.parse().ok()?;
            *numbers.get_mut(found)? = (value, u8::try_from(length).ok()?);
            (at, found) = (at + length, found + 1);
        } else if first.is_alphabetic() {
            let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            let word = rest.get(..length)?;
            at += length;
            match month(word) {
                Some(number) if named_month.is_none() => {
                    named_month = Some(found);
                    *numbers.get_mut(found)? = (number, 2);
                    found += 1;
                }
                // a weekday in front, `of` and `de` between
                _ if word.len() <= 10 && (found == 0 || word.len() <= 2) => {}
                _ => return None,
            }
        } else {
            return None;
        }
        let gap =
            cell.get(at..)?.bytes().take_while(|byte| matches!(byte, b'/' | b'-' | b'.' | b' ' | b',' | b'\'')).count();
        let meets_word = cell.get(at..)?.starts_with(char::is_alphabetic);
        if found < 3 && gap == 0 && named_month.is_none() && !meets_word {
            return None;
        }
        if separator == 0 {
            separator = bytes.get(at).copied().unwrap_or(0);
        }
        if found < 3 {
            at += gap.min(3);
        }
    }
    ends_well(cell.get(at..)?).then_some((Parts { numbers, named_month }, separator))
}

/// Eight digits: the year first where that makes a year, else last; fourteen go on with the time.
fn compact(bytes: &[u8], lead: usize) -> Option<Parts> {
    if !matches!(lead, 8 | 12 | 14) || !ends_well(std::str::from_utf8(bytes.get(lead..)?).ok()?) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes.get(range).map(|part| part.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    };
    let numbers = match number(0..4)? {
        year @ 1900..=2100 => [(year, 4), (number(4..6)?, 2), (number(6..8)?, 2)],
        _ if lead == 8 => [(number(0..2)?, 2), (number(2..4)?, 2), (number(4..8)?, 4)],
        _ => return None,
    };
    Some(Parts { numbers, named_month: None })
}

/// True for nothing, a final point, or a time of day.
fn ends_well(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['.', ',', '/']).trim();
    rest.is_empty()
        || (rest.contains(':')
            && rest.len() <= 40
            && rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'T' | '-' | '@')))
        || (rest.len() <= 4 && rest.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// Which orders the dates of a file allow.
#[derive(Debug, Clone, Default)]
pub(super) struct Orders {
    seen: u32,
    /// Cells that make a day in each order, in the order of [`ORDERS`].
    good: [u32; 3],
    /// Cells for which it makes a difference: between the first two orders, between the first and the last, between the last two.
    open: [u32; 3],
    dotted: u32,
    last: [Option<NaiveDate>; 3],
    rises: [u32; 3],
    falls: [u32; 3],
}

const ORDERS: [DateOrder; 3] = [DateOrder::MonthDayYear, DateOrder::DayMonthYear, DateOrder::YearMonthDay];

/// Steps in one direction that tell that rows are sorted; fewer may be chance.
const SORTED: u32 = 6;

/// What was decided, and whether anything but the layout's word or a guess decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) order: DateOrder,
    /// False when two orders fit alike.
    pub(super) sure: bool,
}

impl Orders {
    /// Takes one cell's testimony.
    pub(super) fn see(&mut self, cell: &str) {
        let Some((parts, separator)) = parts(cell) else { return };
        self.seen += 1;
        let days = ORDERS.map(|order| {
            let (year, month, day) = parts.ordered(order)?;
            NaiveDate::from_ymd_opt(year, month, day)
        });
        let [mdy, dmy, ymd] = days;
        for (count, (one, other)) in self.open.iter_mut().zip([(mdy, dmy), (mdy, ymd), (dmy, ymd)]) {
            *count += u32::from(one != other && one.is_some() && other.is_some());
        }
        self.dotted += u32::from(separator == b'.');
        for (at, day) in days.into_iter().enumerate() {
            let (Some(day), Some(last)) = (day, self.last.get_mut(at)) else { continue };
            let before = last.replace(day);
            if let Some(count) = self.good.get_mut(at) {
                *count += 1;
            }
            let counter = match before {
                Some(before) if before < day => self.rises.get_mut(at),
                Some(before) if before > day => self.falls.get_mut(at),
                _ => None,
            };
            if let Some(count) = counter {
                *count += 1;
            }
        }
    }

    /// The order of the file: that of most cells; between some alike, the layout's first (`allowed`, sure where it has only one), then
    /// dots, which mean day first, then the one in which the rows are sorted.
    pub(super) fn decide(&self, allowed: &[DateOrder]) -> Decision {
        let best = self.good.into_iter().max().unwrap_or(0);
        let fits = |order: &DateOrder| ORDERS.iter().zip(self.good).any(|(own, good)| own == order && good == best);
        let fitting: Vec<DateOrder> = ORDERS.into_iter().filter(fits).collect();
        let allowed: Vec<DateOrder> = allowed.iter().copied().filter(fits).collect();
        let first = allowed.first().or(fitting.first()).copied().unwrap_or(DateOrder::MonthDayYear);
        let sure = |order| Decision { order, sure: true };
        if fitting.len() == 1 || allowed.len() == 1 || !self.differ(&fitting) {
            return sure(first);
        }
        if self.dotted * 2 > self.seen && fits(&DateOrder::DayMonthYear) {
            return sure(DateOrder::DayMonthYear);
        }
        let mut sorted = fitting.iter().copied().filter(|order| self.is_sorted(*order));
        match (sorted.next(), sorted.next()) {
            (Some(order), None) => sure(order),
            _ => Decision { order: first, sure: false },
        }
    }

    /// True when some cell is another day in another of these orders.
    fn differ(&self, orders: &[DateOrder]) -> bool {
        let has = |order| orders.contains(&order);
        let pairs = [(0, 1), (0, 2), (1, 2)].map(|(one, other): (usize, usize)| has(ORDERS[one]) && has(ORDERS[other]));
        self.open.into_iter().zip(pairs).any(|(open, both)| both && open > 0)
    }

    fn is_sorted(&self, order: DateOrder) -> bool {
        let steps = self.rises.into_iter().zip(self.falls).zip(ORDERS).find(|(_, own)| *own == order);
        steps.is_some_and(|((rises, falls), _)| rises.min(falls) == 0 && rises.max(falls) >= SORTED)
    }
}

/// True when the cell is a date in some order: for telling columns apart.
pub(super) fn is_date(cell: &str) -> bool {
    ORDERS.iter().any(|order| matches!(read(cell, *order), Cell::Day(_) | Cell::Insane))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &str, order: DateOrder) -> String {
        match read(cell, order) {
            Cell::Day(day) => day.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn dates_of_every_form_are_read() {
        use DateOrder::{DayMonthYear as Dmy, MonthDayYear as Mdy, YearMonthDay as Ymd};
        for (cell, order, expected) in [
            ("03/04/2025", Mdy, "2025-03-04"),
            ("03/04/2025", Dmy, "2025-04-03"),
            ("3/4/25", Mdy, "2025-03-04"),
            ("25-03-04", Ymd, "2025-03-04"),
            ("22.02.18", Dmy, "2018-02-22"),
            ("2019.04.19.", Mdy, "2019-04-19"),
            ("2025-03-04T10:11:12.123Z", Dmy, "2025-03-04"),
            ("2025-03-04 10:11:12 UTC", Mdy, "2025-03-04"),
            ("04/03/2025 10:11 PM", Dmy, "2025-03-04"),
            ("20250304", Mdy, "2025-03-04"),
            ("04032025", Dmy, "2025-03-04"),
            ("20250304101112", Mdy, "2025-03-04"),
            ("27 Feb 2018", Mdy, "2018-02-27"),
            ("10 Feb 18", Mdy, "2018-02-10"),
            ("27-févr.-2018", Mdy, "2018-02-27"),
            ("Feb 27, 2018", Dmy, "2018-02-27"),
            ("Tue, 27 Feb 2018", Dmy, "2018-02-27"),
            ("27Feb2018", Dmy, "2018-02-27"),
            ("5 de junio de 2020", Dmy, "2020-06-05"),
            ("5 juillet 2020", Dmy, "2020-07-05"),
            ("'2025-03-04", Dmy, "2025-03-04"),
            ("10/2009/09", Mdy, "2009-09-10"),
            ("1111/11/11", Mdy, "Insane"),
            ("", Mdy, "Nothing"),
            (" - ", Mdy, "Nothing"),
            ("13/04/2025", Mdy, "Unreadable"),
            ("invalid_date", Mdy, "Unreadable"),
            ("12.30", Mdy, "Unreadable"),
            ("1234567890123456", Mdy, "Unreadable"),
            ("2025-02-30", Mdy, "Unreadable"),
            ("01/02/2025 and more", Mdy, "Unreadable"),
        ] {
            assert_eq!(shown(cell, order), expected, "{cell:?}");
        }
    }

    fn decided(cells: &[&str], allowed: &[DateOrder]) -> (DateOrder, bool) {
        let mut orders = Orders::default();
        for cell in cells {
            orders.see(cell);
        }
        let decision = orders.decide(allowed);
        (decision.order, decision.sure)
    }

    #[test]
    fn the_order_is_decided_over_the_file_or_left_open() {
        use DateOrder::{DayMonthYear as Dmy, MonthDayYear as Mdy, YearMonthDay as Ymd};
        assert_eq!(decided(&["01/02/2025", "13/02/2025"], &[]), (Dmy, true));
        assert_eq!(
            decided(&["01/02/2025", "02/13/2025"], &[Dmy]),
            (Mdy, true),
            "the cells are stronger than the layout"
        );
        assert_eq!(decided(&["01/02/2025"], &[Dmy]), (Dmy, true));
        assert_eq!(decided(&["01/02/2025"], &[]), (Mdy, false));
        assert_eq!(decided(&["01/02/2025"], &[Dmy, Mdy]), (Dmy, false));
        assert_eq!(decided(&["01.02.2025"], &[]), (Dmy, true));
        assert_eq!(decided(&["01/01/2025", "02/02/2025"], &[]), (Mdy, true), "no difference");
        let days = ["01/03/2025", "02/03/2025", "04/03/2025", "01/04/2025", "02/04/2025", "03/04/2025", "01/05/2025"];
        assert_eq!(decided(&days, &[]), (Dmy, true), "sorted only when the day comes first");
        assert_eq!(decided(&days[..5], &[]), (Mdy, false), "that may be chance");
        assert_eq!(decided(&["25-13-04"], &[]).0, Mdy);
        assert_eq!(decided(&["25-03-14", "25-03-15"], &[]), (Dmy, false), "years apart, or a day");
        assert_eq!(decided(&["25-03-14", "25-03-15"], &[Ymd]), (Ymd, true));
        assert!(decided(&["2025-03-14"], &[Ymd]).1);
    }
}
