//! The language of filters: words, `merchant:`, `amount:>50`, `date:2026-10`, `is:pending`, `not`. One parser for the dashboard, the
//! command line and exports; docs/query.md is its page.
//!
//! ```text
//! read    a text -> terms, and what is wrong with it
//! span    amounts and days, as they are written
//! row     whether a row or a line of a list holds a term
//! index   lower-cased text of many rows, for filtering as one types
//! ```

mod index;
mod read;
mod row;
mod span;

use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use index::Index;

use self::span::{Days, Magnitude};
use crate::domain::{Book, Transaction};

/// What a person asks of a list, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
    problem: Option<String>,
}

/// One thing that must hold, or with `not` must not.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    not: bool,
    test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    /// Somewhere in the texts, or in the digits of the amount.
    Anywhere(Needle),
    In(Field, Named),
    Amount(Magnitude),
    Date(Days),
    Is(Trait),
    /// What could not be understood holds for nothing, whatever stands before it.
    Misread,
}

/// Words to be found, in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Needle {
    lower: String,
    /// Its digits and point, when it could be a part of an amount and is written otherwise: `$1,204.1` is `1204.1`.
    digits: Option<String>,
}

/// What a named text must hold, or be from end to end; in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Named {
    lower: String,
    /// Written with `=`: Apple, and not Applebee's.
    whole: bool,
}

/// A text that can be asked by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Merchant,
    Category,
    Account,
    Bank,
    Tag,
    Note,
}

/// What a row can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trait {
    In,
    Out,
    Pending,
    Posted,
    Dropped,
    Refund,
    Transfer,
    Hidden,
    Split,
    Edited,
}

impl Query {
    /// Reads what was typed. Nothing typed holds for every line; a term that is wrong holds for none, and [`Query::problem`] says why.
    pub fn parse(text: &str) -> Self {
        read::parse(text)
    }

    /// True when it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What is wrong with it, in words for the person, or what it still waits for.
    pub fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// True when it asks for hidden rows, which lists leave out otherwise.
    pub fn asks_for_hidden(&self) -> bool {
        self.terms.iter().any(|term| !term.not && term.test == Test::Is(Trait::Hidden))
    }

    /// True when it asks what a row is, which a line of another list cannot say.
    pub fn asks_what_rows_are(&self) -> bool {
        self.terms.iter().any(|term| matches!(term.test, Test::Is(_)))
    }

    /// True when every term holds for a line of a list that is no row: words and named texts are looked for in any of its texts,
    /// magnitudes in its amount. Of days and of what a row is such a line knows nothing.
    pub fn holds(&self, texts: &[&str], amount: Option<Decimal>) -> bool {
        self.terms.iter().all(|term| term.holds_for_line(texts, amount, None))
    }

    /// The same of a line that speaks of days, the first and the last of them, which a day of the query must meet.
    pub fn holds_on(
        &self,
        texts: &[&str],
        amount: Option<Decimal>,
        days: (NaiveDate, NaiveDate),
        today: NaiveDate,
    ) -> bool {
        self.terms.iter().all(|term| term.holds_for_line(texts, amount, Some((days, today))))
    }

    /// True when every term holds for a row as it is read with the person's edits. `today` is what `date:this-month` counts from.
    pub fn finds(&self, book: &Book, row: &Transaction, today: NaiveDate) -> bool {
        self.terms.iter().all(|term| term.finds(book, row, today))
    }
}

#[cfg(test)]
mod tests;
