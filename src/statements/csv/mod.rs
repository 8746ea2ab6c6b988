//! CSV files of banks: a layout says what the columns hold, as data; a file that no layout knows is read as its columns look and
//! asked about. Two passes: one for what only all rows together tell, one for the rows.

mod account;
mod balance;
mod column;
mod dates;
mod detect;
mod embedded;
mod layout;
mod layouts;
mod marks;
mod number;
mod pair;
mod plan;
mod proposal;
mod propose;
mod record;
mod role;
mod rows;
mod shape;
mod sheet;
mod sign;
mod survey;
mod words;
mod words_of;

pub use layouts::{LayoutError, Layouts};
pub use proposal::{Proposal, propose};

use super::{Format, Input, Options, Question, Reading, Sign, StatementError};
use crate::domain::Clean;
use detect::Found;
use plan::Plan;
use rows::{Outcome, Rows};
use sheet::Sheet;
use survey::Survey;

/// The row in the table of formats.
pub(super) const FORMAT: Format = Format { name: NAME, is, read };

const NAME: &str = "csv";

/// Names of what a column can hold: keys of `[columns]` in a layout.
pub fn roles() -> impl Iterator<Item = &'static str> {
    role::Role::ALL.into_iter().map(|(_, name)| name)
}

/// Most columns of a file.
const MAX_COLUMNS: usize = 200;

/// Bytes that tell whether a file is of this format.
const HEAD: usize = 64 * 1024;

/// CSV when a layout knows it or when it has a column of dates and one of amounts.
fn is(input: &Input<'_>) -> bool {
    let head = &input.bytes[..input.bytes.len().min(HEAD)];
    if head.iter().take(4096).filter(|byte| **byte == 0).count() > 0
        && !head.starts_with(b"\xff\xfe")
        && !head.starts_with(b"\xfe\xff")
    {
        return false;
    }
    let found = Sheet::open(head, None).and_then(|sheet| {
        let found = detect::find(&sheet.sample, input.name, input.options)?;
        Plan::bind(&found.layout, &sheet.sample, found.header, input.options)
    });
    found.is_some() || names_layout(input.options)
}

/// True when the person said how to read the file, so that it is CSV whatever it looks like.
fn names_layout(options: &Options) -> bool {
    options.layout.is_some() || options.columns.is_some()
}

fn read(input: &Input<'_>) -> Result<Reading, StatementError> {
    if let Some(name) = input.options.layout.as_ref().filter(|name| input.options.layouts.named(name).is_none()) {
        let near = crate::config::nearest(name, input.options.layouts.names().map(|(name, _)| name));
        return Err(StatementError::Layout { name: Clean::new(name).to_string(), near: near.map(str::to_owned) });
    }
    let sheet = Sheet::open(input.bytes, None).ok_or(StatementError::Unknown)?;
    let mut opened = Opened::of(sheet, input)?;
    if let Some(encoding) = opened.found.layout.encoding
        && let Some(sheet) = Sheet::open(input.bytes, Some(encoding))
    {
        opened = Opened::of(sheet, input)?;
    }
    opened.read(input.options)
}

/// A file with the layout that it is read by.
struct Opened<'a> {
    sheet: Sheet<'a>,
    found: Found<'a>,
    plan: Plan,
}

impl<'a> Opened<'a> {
    fn of(sheet: Sheet<'a>, input: &Input<'a>) -> Result<Self, StatementError> {
        let found = detect::find(&sheet.sample, input.name, input.options).ok_or(StatementError::Unknown)?;
        let plan = Plan::bind(&found.layout, &sheet.sample, found.header, input.options);
        let plan = plan.ok_or_else(|| StatementError::Columns { layout: found.layout.name.clone() })?;
        Ok(Self { sheet, found, plan })
    }

    fn read(&self, options: &Options) -> Result<Reading, StatementError> {
        if let Some(line) = self.sheet.open_quote() {
            return Err(StatementError::OpenQuote { line });
        }
        let layout = &*self.found.layout;
        let survey = Survey::of(&self.sheet, &self.plan, options.decimal.or(layout.decimal));
        let mut outcome = Rows::new(&self.plan, &survey, layout).read(&self.sheet)?;
        let mut questions = Vec::new();
        if !self.found.known {
            questions.push(Question::Columns { columns: proposal::said(layout) });
        }
        let has_rows = !outcome.groups.is_empty();
        if has_rows && !survey.order.sure && options.dates.is_none() {
            questions.push(Question::Dates { read_as: survey.order.order });
        }
        if let Some((read_as, example)) = survey.open_mark.filter(|_| has_rows) {
            questions.push(Question::Decimal { read_as, example: Clean::new(&example).to_string() });
        }
        questions.extend(self.settle_sign(&mut outcome, options).filter(|_| has_rows));
        if outcome.unreadable > 0 && !options.skip_unreadable {
            questions.push(Question::Unreadable { rows: outcome.unreadable, line: outcome.unreadable_line });
        }
        let notes = self.notes(&outcome);
        let statements = outcome.groups.into_iter().map(|group| account::statement(group, layout)).collect();
        Ok(Reading { format: NAME, statements, notes, questions })
    }

    /// Turns the signs where they must be, and asks where nothing tells.
    fn settle_sign(&self, outcome: &mut Outcome, options: &Options) -> Option<Question> {
        let own_sign = self.plan.amount.is_none() || self.plan.indicator.is_some();
        let said = options.sign.or(self.found.layout.sign).or(own_sign.then_some(Sign::Bank));
        let verdict = said.map_or_else(|| sign::judge(&outcome.groups), |sign| sign::Verdict { sign, sure: true });
        if verdict.sign == Sign::Inverted {
            sign::turn(&mut outcome.groups);
        }
        (!verdict.sure).then_some(Question::Sign { read_as: verdict.sign })
    }

    fn notes(&self, outcome: &Outcome) -> Vec<Clean> {
        let mut notes = Vec::new();
        if self.found.known {
            notes.push(format!("layout: {}", self.found.layout.title));
        }
        let mut count = |number: usize, words: &str| {
            if number > 0 {
                notes.push(format!("{number} {} {words}", if number == 1 { "row" } else { "rows" }));
            }
        };
        count(outcome.unreadable, &format!("could not be read, the first in line {}", outcome.unreadable_line));
        count(outcome.amountless, "with a date but no amount left out");
        count(outcome.dropped, "of movements that did not happen left out");
        count(outcome.undated, "without a date that can be");
        if let (Some(currency), false) = (outcome.guessed_currency, outcome.groups.is_empty()) {
            notes.push(format!("the file names no currency: taken as {currency}"));
        }
        notes.iter().map(|note| Clean::new(note)).collect()
    }
}

#[cfg(test)]
mod tests;
