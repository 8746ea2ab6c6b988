//! The decimal mark of a file, decided over all of its cells: `1.234` alone is a thousand or a little over one.

use crate::statements::Decimal;

/// The decimal mark of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Mark {
    Point,
    Comma,
    /// Each cell by itself: the last separator is the decimal one, save a comma before exactly three digits.
    #[default]
    Either,
}

impl From<Decimal> for Mark {
    fn from(decimal: Decimal) -> Self {
        match decimal {
            Decimal::Point => Self::Point,
            Decimal::Comma => Self::Comma,
        }
    }
}

/// What the cells of a file say about its decimal mark.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks {
    point: u32,
    comma: u32,
    /// A point before exactly three digits, at the end: a thousand or a fraction.
    open_point: u32,
    open_comma: u32,
}

impl Marks {
    /// Takes one cell's testimony.
    pub(super) fn see(&mut self, cell: &str) {
        // points of a currency's name in front are no marks
        let Some(first) = cell.find(|c: char| c.is_ascii_digit()) else { return };
        let cell = cell.get(first..).unwrap_or_default();
        let digit = |at: usize| cell.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        let Some(at) = cell.rfind(['.', ',']) else { return };
        let behind = cell.as_bytes().iter().skip(at + 1).take_while(|byte| byte.is_ascii_digit()).count();
        if behind == 0 || (at > 0 && !digit(at - 1) && behind == 3) {
            return;
        }
        let is_point = cell.as_bytes().get(at) == Some(&b'.');
        let before = cell.get(..at).unwrap_or_default();
        let has_other = before.contains(if is_point { ',' } else { '.' });
        let repeated = before.contains(if is_point { '.' } else { ',' });
        let leading_zero = before.trim_start_matches(|c: char| !c.is_ascii_digit()) == "0";
        // 4876,600 groups nothing
        let ungrouped = before.bytes().rev().take_while(u8::is_ascii_digit).count() > 3;
        let decides = (behind != 3 || has_other || leading_zero || ungrouped) && !repeated;
        let counter = match (is_point, decides, repeated) {
            // 1.234.567 groups by points, so its decimal mark is the comma
            (true, _, true) | (false, true, _) => &mut self.comma,
            (false, _, true) | (true, true, _) => &mut self.point,
            (true, ..) => &mut self.open_point,
            (false, ..) => &mut self.open_comma,
        };
        *counter = counter.saturating_add(1);
    }

    /// The mark; both kinds of cells in one file leave it to each cell.
    pub(super) fn mark(self) -> Mark {
        match (self.point, self.comma) {
            (0, 0) => Mark::Either,
            (_, 0) => Mark::Point,
            (0, _) => Mark::Comma,
            _ => Mark::Either,
        }
    }

    /// The likelier mark where cells can be read both ways and no other cell tells; `digits` is how many the file's currency has behind
    /// the mark, where it has only one. Three digits behind it are a thousand's, save in a currency of thousandths.
    pub(super) fn open(self, digits: Option<u32>) -> Option<Decimal> {
        let open = self.mark() == Mark::Either && self.open_point + self.open_comma > 0;
        let fraction = digits == Some(3);
        let by_point = self.open_point >= self.open_comma;
        (open && digits != Some(0)).then_some(if by_point == fraction { Decimal::Point } else { Decimal::Comma })
    }
}

/// True for a cell that could be either: a mark before exactly three digits, and nothing else that tells.
pub(super) fn is_open(cell: &str) -> bool {
    let mut marks = Marks::default();
    marks.see(cell);
    marks.open_point + marks.open_comma > 0
}

#[cfg(test)]
mod tests {
    use super::super::number::{Cell, read};
    use super::*;
    use crate::domain::Currency;

    fn shown(cell: &str, mark: Mark) -> String {
        match read(cell, mark) {
            Cell::Number(number) => number.money(Currency::USD).map_or("range".into(), |m| m.to_decimal_string()),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_marks_of_a_file_decide_what_one_cell_cannot() {
        let decided = |cells: &[&str]| {
            let mut marks = Marks::default();
            for cell in cells {
                marks.see(cell);
            }
            marks.mark()
        };
        assert_eq!(decided(&["1.234", "-5,50"]), Mark::Comma);
        assert_eq!(decided(&["-1.234.567"]), Mark::Comma);
        assert_eq!(decided(&["1,234", "5.5"]), Mark::Point);
        assert_eq!(decided(&["1.234.567"]), Mark::Comma);
        assert_eq!(decided(&["1,234", "7"]), Mark::Either);
        assert_eq!(decided(&["-123,400", "4876,600"]), Mark::Comma);
        assert_eq!(decided(&["1,50", "1.50"]), Mark::Either);
        let open = |cells: &[&str], digits| {
            let mut marks = Marks::default();
            for cell in cells {
                marks.see(cell);
            }
            marks.open(digits)
        };
        assert_eq!(open(&["-1,234", "7"], Some(2)), Some(Decimal::Point));
        assert_eq!(open(&["1.234", "7"], None), Some(Decimal::Comma));
        assert_eq!(open(&["1.234", "7"], Some(3)), Some(Decimal::Point), "dinars have thousandths");
        assert_eq!(open(&["1,234", "7"], Some(0)), None, "yen have no fractions");
        assert_eq!(open(&["1,234", "7.50"], Some(2)), None);
        assert_eq!(
            open(&["1,50", "1.50", "1.234"], Some(2)),
            Some(Decimal::Comma),
            "a file that mixes them is asked about"
        );
        assert_eq!(open(&["17", "8"], Some(2)), None);
        assert_eq!(shown("1.234", Mark::Comma), "1234.00");
        assert_eq!(shown("1,234", Mark::Point), "1234.00");
        assert_eq!(shown("4.750", Mark::Point), "4.75");
    }
}
