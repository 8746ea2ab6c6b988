//! What a field looks like, for files that have no header: a layout lists the shape of each column.

use super::marks::Mark;
use super::number;
use super::{dates, role};

/// The look of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    Any,
    Blank,
    Date,
    Amount,
    /// An amount, or nothing.
    MaybeAmount,
    /// Something that is neither an amount nor a date.
    Text,
    /// One of these words.
    Words(Vec<String>),
}

impl Shape {
    /// The word of a layout: `date`, `=Af|Bij`.
    pub(super) fn named(word: &str) -> Option<Self> {
        Some(match word {
            "any" => Self::Any,
            "blank" => Self::Blank,
            "date" => Self::Date,
            "amount" => Self::Amount,
            "maybe-amount" => Self::MaybeAmount,
            "text" => Self::Text,
            _ => Self::Words(word.strip_prefix('=')?.split('|').map(|word| word.trim().to_lowercase()).collect()),
        })
    }

    fn fits(&self, cell: &str) -> bool {
        let amount = || number::read(cell, Mark::Either);
        match self {
            Self::Any => true,
            Self::Blank => cell.trim().is_empty(),
            Self::Date => dates::is_date(cell),
            Self::Amount => matches!(amount(), number::Cell::Number(_)),
            Self::MaybeAmount => !matches!(amount(), number::Cell::Unreadable),
            Self::Text => {
                !role::plain(cell).is_empty() && amount() == number::Cell::Unreadable && !dates::is_date(cell)
            }
            Self::Words(words) => words.contains(&cell.trim().to_lowercase()),
        }
    }
}

/// True when nearly every row has this shape; blank fields more than the shape has are no matter.
pub(super) fn fits(shape: &[Shape], rows: &[Vec<String>]) -> bool {
    let row_fits = |row: &&Vec<String>| {
        let (front, rest) = row.split_at_checked(shape.len()).unwrap_or((row, &[]));
        front.len() == shape.len()
            && shape.iter().zip(front).all(|(shape, cell)| shape.fits(cell))
            && rest.iter().all(|cell| cell.trim().is_empty())
    };
    let rows: Vec<_> = rows.iter().filter(|row| row.len() > 1).take(50).collect();
    !shape.is_empty() && !rows.is_empty() && rows.iter().filter(|row| row_fits(row)).count() * 5 >= rows.len() * 4
}
