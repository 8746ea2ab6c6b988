//! What files leave open: said beforehand by the person, or asked when a file is read.

use crate::domain::Currency;

/// What is known before a file is read. The default knows nothing: every format then takes its best reading and asks.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// For files whose dates can be read in more than one order.
    pub dates: Option<DateOrder>,
    /// For formats that name no currency; US dollars where nobody says.
    pub currency: Option<Currency>,
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

    /// The order that a word names.
    pub fn named(word: &str) -> Option<Self> {
        [Self::MonthDayYear, Self::DayMonthYear, Self::YearMonthDay].into_iter().find(|order| order.word() == word)
    }
}

/// What a file leaves open. Its rows are read in the likeliest way meanwhile, and nothing of it may be kept before an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Question {
    /// No date of the file has a part over 12.
    #[error("are the dates {}, as they were read now? Give --dates mdy, dmy or ymd", .read_as.word())]
    Dates { read_as: DateOrder },
}

impl Question {
    /// Puts a person's answer among the options; an empty one takes the file as it was read. False when the answer is none.
    pub fn answer(&self, word: &str, options: &mut Options) -> bool {
        match self {
            Self::Dates { read_as } => {
                let order = if word.is_empty() { Some(*read_as) } else { DateOrder::named(&word.to_lowercase()) };
                options.dates = order.or(options.dates);
                order.is_some()
            }
        }
    }
}
