//! Builds statements from the elements of OFX, in whatever way those were found. A value is taken by where it stands: an ACCTID
//! counts in the account of a statement, not in the account that a transfer goes to.

use std::borrow::Cow;

use super::account::Institution;
use super::statement::Draft;
use super::status::Status;
use super::{NAME, elements, transaction};
use crate::domain::Clean;
use crate::statements::{MAX_ROWS, MAX_STATEMENTS, Reading, Statement, StatementError};

/// Where in the tree a value stands; only places whose values matter have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Status,
    Institution,
    Statement,
    Account,
    List,
    Transaction,
    Payee,
    Currency,
    Original,
    Ledger,
    Available,
    Cash,
    Other,
}

/// Takes elements in, gives a reading out.
pub(super) struct Gatherer<'a> {
    text: &'a str,
    /// Byte of the element at hand, set by the reader: for the line in a message.
    pub(super) at: usize,
    places: Vec<Place>,
    institution: Institution<'a>,
    status: Status<'a>,
    statement: Option<Draft<'a>>,
    transaction: Option<transaction::Draft<'a>>,
    statements: Vec<Statement>,
    notes: Vec<Clean>,
    rows: usize,
    /// Statements so far that name no account.
    unnamed: usize,
    has_root: bool,
    /// What a file without statements holds instead.
    instead: Option<&'static str>,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            places: Vec::new(),
            institution: Institution::default(),
            status: Status::default(),
            statement: None,
            transaction: None,
            statements: Vec::new(),
            notes: Vec::new(),
            rows: 0,
            unnamed: 0,
            has_root: false,
            instead: None,
        }
    }

    /// True once the root element was seen.
    pub(super) fn has_root(&self) -> bool {
        self.has_root
    }

    /// True once a statement or a bank's answer is complete.
    pub(super) fn holds_something(&self) -> bool {
        !self.statements.is_empty() || !self.notes.is_empty()
    }

    /// An element that holds others begins. Each call has its [`Gatherer::close`].
    pub(super) fn open(&mut self, name: &str) -> Result<(), StatementError> {
        let place = self.place(name);
        match place {
            Place::Statement => self.begin_statement(name)?,
            Place::Transaction => self.begin_transaction(name)?,
            Place::Status => self.status = Status::default(),
            _ => {}
        }
        match name {
            "OFX" => self.has_root = true,
            "INVTRAN" => self.statement().investments += 1,
            "INVPOS" => self.statement().positions += 1,
            "PROFRS" => self.instead = self.instead.or(Some("a bank's profile")),
            "ACCTINFORS" => self.instead = self.instead.or(Some("a list of accounts")),
            "STMTTRNRQ" | "CCSTMTTRNRQ" | "INVSTMTTRNRQ" => self.instead = Some("a request to a bank"),
            _ => {}
        }
        self.places.push(place);
        Ok(())
    }

    fn place(&self, name: &str) -> Place {
        let in_transaction = self.transaction.is_some();
        match name {
            _ if elements::is_statement(name) => Place::Statement,
            _ if elements::is_transaction(name) => Place::Transaction,
            "STATUS" => Place::Status,
            "FI" => Place::Institution,
            "BANKACCTFROM" | "CCACCTFROM" | "INVACCTFROM" if self.statement.is_some() && !in_transaction => {
                Place::Account
            }
            "BANKTRANLIST" | "INVTRANLIST" => Place::List,
            "PAYEE" if in_transaction => Place::Payee,
            "CURRENCY" if in_transaction => Place::Currency,
            "ORIGCURRENCY" if in_transaction => Place::Original,
            "LEDGERBAL" => Place::Ledger,
            "AVAILBAL" => Place::Available,
            "INVBAL" => Place::Cash,
            _ => Place::Other,
        }
    }

    /// The innermost element ends.
    pub(super) fn close(&mut self) -> Result<(), StatementError> {
        match self.places.pop() {
            Some(Place::Transaction) => self.end_transaction(),
            Some(Place::Statement) => self.end_statement(),
            Some(Place::Status) => {
                self.notes.extend(self.status.note());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// An element with a value; an empty one says nothing.
    pub(super) fn leaf(&mut self, name: &str, value: Cow<'a, str>) -> Result<(), StatementError> {
        if value.is_empty() {
            return Ok(());
        }
        let at = self.at;
        match self.places.last().copied().unwrap_or(Place::Other) {
            Place::Status => match name {
                "CODE" => self.status.code = value,
                "SEVERITY" => self.status.severity = value,
                "MESSAGE" => self.status.message = value,
                _ => {}
            },
            Place::Institution => match name {
                "ORG" => self.institution.org = value,
                "FID" => self.institution.fid = value,
                _ => {}
            },
            Place::Transaction => self.transaction_leaf(name, value)?,
            place @ (Place::Payee | Place::Currency | Place::Original) => {
                if let Some(transaction) = &mut self.transaction {
                    match (place, name) {
                        (Place::Payee, "NAME") => first(&mut transaction.name, value),
                        (Place::Payee, "CITY") => first(&mut transaction.city, value),
                        (Place::Payee, "STATE") => first(&mut transaction.state, value),
                        (Place::Currency, "CURSYM") => first(&mut transaction.currency, value),
                        (Place::Original, "CURSYM") => first(&mut transaction.original.0, value),
                        (Place::Original, "CURRATE") => first(&mut transaction.original.1, value),
                        _ => {}
                    }
                }
            }
            Place::Account => self.statement().account_leaf(name, value),
            Place::Statement => {
                let text = self.text;
                self.statement().leaf(name, &value, text, at)?;
            }
            Place::List => self.statement().period_leaf(name, &value),
            Place::Ledger => self.statement().ledger.leaf(name, value, at),
            Place::Available => self.statement().available.leaf(name, value, at),
            Place::Cash if name == "AVAILCASH" => self.statement().ledger.leaf("BALAMT", value, at),
            Place::Cash | Place::Other => {}
        }
        Ok(())
    }

    fn transaction_leaf(&mut self, name: &str, value: Cow<'a, str>) -> Result<(), StatementError> {
        let at = self.at;
        let Some(transaction) = &mut self.transaction else { return Ok(()) };
        match name {
            "TRNTYPE" => first(&mut transaction.kind, value),
            "DTPOSTED" | "DTTRAN" => first(&mut transaction.posted, value),
            "DTUSER" => first(&mut transaction.user, value),
            "TRNAMT" if !transaction.amount.is_empty() => {
                return Err(StatementError::TwoAmounts { line: crate::statements::decode::line_of(self.text, at) });
            }
            "TRNAMT" => (transaction.amount, transaction.amount_at) = (value, at),
            "FITID" => first(&mut transaction.id, value),
            "CORRECTFITID" => first(&mut transaction.corrects, value),
            "CHECKNUM" => first(&mut transaction.check, value),
            "REFNUM" => first(&mut transaction.reference, value),
            "SIC" => first(&mut transaction.sic, value),
            "NAME" => first(&mut transaction.name, value),
            "EXTDNAME" => first(&mut transaction.extended_name, value),
            "MEMO" => first(&mut transaction.memo, value),
            _ => {}
        }
        Ok(())
    }

    /// The statement at hand; transactions that stand in none begin one without an account.
    fn statement(&mut self) -> &mut Draft<'a> {
        self.statement.get_or_insert_default()
    }

    fn begin_statement(&mut self, name: &str) -> Result<(), StatementError> {
        self.end_statement()?;
        self.statement = Some(Draft::of(name));
        Ok(())
    }

    fn end_statement(&mut self) -> Result<(), StatementError> {
        self.end_transaction()?;
        let Some(draft) = self.statement.take() else { return Ok(()) };
        if self.statements.len() >= MAX_STATEMENTS {
            return Err(StatementError::TooManyStatements);
        }
        let statement = draft.statement(&self.institution, self.text, self.unnamed + 1)?;
        self.unnamed += usize::from(!statement.names_account);
        self.statements.push(statement);
        Ok(())
    }

    fn begin_transaction(&mut self, name: &str) -> Result<(), StatementError> {
        self.end_transaction()?;
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(StatementError::TooManyRows);
        }
        self.transaction = Some(transaction::Draft { pending: name == "STMTTRNP", ..Default::default() });
        Ok(())
    }

    fn end_transaction(&mut self) -> Result<(), StatementError> {
        let text = self.text;
        let Some(transaction) = self.transaction.take() else { return Ok(()) };
        self.statement().add(&transaction, text)
    }

    /// Everything that was read, once the document ended well.
    pub(super) fn finish(mut self) -> Result<Reading, StatementError> {
        self.end_statement()?;
        if self.statements.is_empty() {
            let instead = self.instead.map(|what| format!(": it is {what}")).unwrap_or_default();
            self.notes.push(Clean::new(&format!("the file holds no statement{instead}")));
        }
        Ok(Reading { format: NAME, statements: self.statements, notes: self.notes, questions: Vec::new() })
    }
}

/// Takes a value where there is none yet.
fn first<'a>(field: &mut Cow<'a, str>, value: Cow<'a, str>) {
    if field.is_empty() {
        *field = value;
    }
}
