//! Builds statements from the elements of CAMT. A value is taken by its path below the statement, entry or transaction in which it
//! stands; whatever else a version or a bank adds is passed over.

use super::details::Details;
use super::figure::Value;
use super::{NAME, entry, statement};
use crate::domain::{Clean, Currency};
use crate::statements::xml::{Element, Sink};
use crate::statements::{MAX_ROWS, MAX_STATEMENTS, Options, Reading, Statement, StatementError, value};

/// Takes elements in, gives a reading out.
pub(super) struct Gatherer<'a> {
    text: &'a str,
    /// Names of the open elements, outermost first.
    path: Vec<&'a str>,
    statement: Option<Open<statement::Draft<'a>>>,
    entry: Option<Open<entry::Draft<'a>>>,
    details: Option<Open<Details<'a>>>,
    statements: Vec<Statement>,
    rows: usize,
    /// Statements so far that name no account.
    unnamed: usize,
    /// What amounts are in when neither they nor their statement say it.
    currency: Currency,
}

/// A part that is being gathered, and how many elements were open when its own had begun.
struct Open<T> {
    part: T,
    depth: usize,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(text: &'a str, options: &Options) -> Self {
        Self {
            text,
            path: Vec::new(),
            statement: None,
            entry: None,
            details: None,
            statements: Vec::new(),
            rows: 0,
            unnamed: 0,
            currency: options.currency.unwrap_or(Currency::USD),
        }
    }

    fn begin_entry(&mut self) -> Result<(), StatementError> {
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(StatementError::TooManyRows);
        }
        self.entry = Some(Open { part: entry::Draft::default(), depth: self.path.len() });
        Ok(())
    }

    fn end_statement(&mut self, draft: statement::Draft<'a>) -> Result<(), StatementError> {
        if self.statements.len() >= MAX_STATEMENTS {
            return Err(StatementError::TooManyStatements);
        }
        let statement = draft.statement(self.currency, self.text, self.unnamed + 1)?;
        self.unnamed += usize::from(!statement.names_account);
        self.statements.push(statement);
        Ok(())
    }

    /// Everything that was read.
    pub(super) fn finish(self) -> Reading {
        let nothing = self.statements.is_empty().then(|| Clean::new("the file holds no statement"));
        let notes = nothing.into_iter().collect();
        Reading { format: NAME, statements: self.statements, notes, questions: Vec::new() }
    }
}

impl<'a> Sink<'a> for Gatherer<'a> {
    fn open(&mut self, element: Element<'a>) -> Result<(), StatementError> {
        let in_message = self.path.last().is_some_and(|parent| parent.starts_with("BkToCstmr"));
        self.path.push(element.name);
        let depth = self.path.len();
        match (&self.statement, &self.entry, &self.details) {
            (None, ..) if in_message && matches!(element.name, "Stmt" | "Rpt" | "Ntfctn") => {
                self.statement = Some(Open { part: statement::Draft::default(), depth });
            }
            (Some(statement), None, _) if element.name == "Ntry" && depth == statement.depth + 1 => {
                self.begin_entry()?;
            }
            (_, Some(_), None) if element.name == "TxDtls" => {
                self.details = Some(Open { part: Details::default(), depth });
            }
            _ => {}
        }
        Ok(())
    }

    fn leaf(&mut self, element: Element<'a>, raw: &'a str) -> Result<(), StatementError> {
        let text = value::of(raw);
        if text.is_empty() {
            return Ok(());
        }
        let value = Value { text, currency: element.attribute("Ccy").unwrap_or_default().trim(), at: element.at };
        self.path.push(element.name);
        let below = |depth: usize| self.path.get(depth..).unwrap_or_default();
        if let Some(Open { part, depth }) = &mut self.details {
            part.leaf(below(*depth), value);
        } else if let Some(Open { part, depth }) = &mut self.entry {
            part.leaf(below(*depth), value);
        } else if let Some(Open { part, depth }) = &mut self.statement {
            part.leaf(below(*depth), value);
        }
        self.path.pop();
        Ok(())
    }

    fn close(&mut self) -> Result<(), StatementError> {
        let depth = self.path.len();
        let name = self.path.pop().unwrap_or_default();
        if let Some(details) = self.details.take_if(|open| open.depth == depth) {
            if let Some(entry) = &mut self.entry {
                entry.part.add(details.part);
            }
        } else if let Some(entry) = self.entry.take_if(|open| open.depth == depth) {
            if let Some(statement) = &mut self.statement {
                statement.part.add(&entry.part, self.currency, self.text)?;
            }
        } else if let Some(statement) = self.statement.take_if(|open| open.depth == depth) {
            self.end_statement(statement.part)?;
        } else if let Some(statement) = &mut self.statement
            && name == "Bal"
            && depth == statement.depth + 1
        {
            statement.part.end_balance();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_counted_over_all_statements_of_a_file() {
        let mut gatherer = Gatherer { rows: MAX_ROWS - 1, ..Gatherer::new("", &Options::default()) };
        assert_eq!(gatherer.begin_entry(), Ok(()));
        assert_eq!(gatherer.begin_entry(), Err(StatementError::TooManyRows));
    }
}
