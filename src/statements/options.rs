//! What files leave open: said beforehand by the person, or asked when a file is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Layouts;
use crate::domain::Currency;

/// What is known of a file before it is read. The default knows the layouts that ship: every format then takes its best reading and
/// asks.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// For files whose dates can be read in more than one order.
    pub dates: Option<DateOrder>,
    /// For formats that name no currency; US dollars where nobody says.
    pub currency: Option<Currency>,
    /// Layouts of CSV files.
    pub layouts: Arc<Layouts>,
    /// The name of the one layout to use.
    pub layout: Option<String>,
    /// What columns hold, by the names of `[columns]` and their numbers from 1: in place of any layout.
    pub columns: Option<BTreeMap<String, Vec<usize>>>,
    /// Which of point and comma is the decimal mark of CSV files.
    pub decimal: Option<Decimal>,
    /// What a plus means in CSV files.
    pub sign: Option<Sign>,
    /// Leave rows out that cannot be read, which otherwise is asked.
    pub skip_unreadable: bool,
}

/// The order of day, month and year in written dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    MonthDayYear,
    DayMonthYear,
    YearMonthDay,
}

impl DateOrder {
    /// The word of options and messages: `mdy`.
    pub fn word(self) -> &'static str {
        match self {
            Self::MonthDayYear => "mdy",
            Self::DayMonthYear => "dmy",
            Self::YearMonthDay => "ymd",
        }
    }

    /// The order of that word.
    pub fn named(word: &str) -> Option<Self> {
        [Self::MonthDayYear, Self::DayMonthYear, Self::YearMonthDay].into_iter().find(|order| order.word() == word)
    }
}

/// The decimal mark of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    Point,
    Comma,
}

impl Decimal {
    /// The word of options and messages: `point`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Comma => "comma",
        }
    }

    /// The mark of that word.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Point, Self::Comma].into_iter().find(|mark| mark.word() == word)
    }

    fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }
}

/// What a plus means in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Money in, as banks write it.
    Bank,
    /// A charge, as many cards write it.
    Inverted,
}

impl Sign {
    /// The word of options and messages: `bank`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Inverted => "inverted",
        }
    }

    /// The sign of that word.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Bank, Self::Inverted].into_iter().find(|sign| sign.word() == word)
    }
}

/// What a file leaves open. Its rows are read in the likeliest way meanwhile, and nothing of it may be kept before an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Question {
    /// No date of the file has a part over 12.
    #[error("are the dates {}, as they were read now? Give --dates mdy, dmy or ymd", .read_as.word())]
    Dates { read_as: DateOrder },
    /// Nothing tells whether a plus is money in or a charge.
    #[error("is a plus {}, as it was read now? Give --sign bank (a plus is money in) or --sign inverted (a plus is a charge)", plus(*.read_as))]
    Sign { read_as: Sign },
    /// Amounts such as `1,234` or `1.234` could be more than a thousand or a little over one.
    #[error("is the decimal mark of amounts such as {example} a {}, as they were read now? Give --decimal {} or --decimal {}", .read_as.word(), .read_as.word(), .read_as.other().word())]
    Decimal { read_as: Decimal, example: String },
    /// No layout knows the header. `columns` is the reading as `--columns` takes it.
    #[error(
        "no layout knows this file; it was read with --columns {columns}: give that, or other columns, or --layout NAME"
    )]
    Columns { columns: String },
    /// Rows that look like transactions but have no readable date or amount.
    #[error(
        "{rows} rows cannot be read, the first in line {line}: mend the file, or give --skip-unreadable to leave them out"
    )]
    Unreadable { rows: usize, line: usize },
}

fn plus(sign: Sign) -> &'static str {
    match sign {
        Sign::Bank => "money in",
        Sign::Inverted => "a charge",
    }
}
