//! The accounts of a file while they are gathered, and the statements that they become. A register belongs to the account that was
//! listed last before it, or to none.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::records::{Record, Sort};
use super::transaction::{self, Entry, Style};
use crate::domain::{AccountKind, Clean, Currency, Money, ProviderId, Row, SeenAccount, SeenBalance};
use crate::statements::statement::count;
use crate::statements::texts::Texts;
use crate::statements::{Fingerprint, Statement, StatementError, day, identity};

/// What is known of one account so far.
#[derive(Debug)]
struct Draft {
    /// Empty for an account that the file does not name.
    name: String,
    sort: Sort,
    rows: Vec<Row>,
    trades: usize,
    without_amount: usize,
    without_day: usize,
    openings: usize,
}

/// What a list of accounts says of one of them.
#[derive(Debug, Default)]
struct Listed {
    sort: Option<Sort>,
    balance: Option<(Money, Option<NaiveDate>)>,
}

/// All accounts of a file, in the order in which their registers begin.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    drafts: Vec<Draft>,
    listed: BTreeMap<String, Listed>,
    /// The account listed last.
    current: Option<String>,
    /// The account of the register that is being read: its place among the drafts.
    open: Option<usize>,
    texts: Texts,
}

impl Accounts {
    /// Takes a record of an account list.
    pub(super) fn list(&mut self, record: &Record<'_>, balance: Option<(Money, Option<NaiveDate>)>) {
        let name = record.first('N');
        if name.is_empty() {
            return;
        }
        let listed = self.listed.entry(name.to_owned()).or_default();
        listed.sort = Sort::of(record.first('T')).or(listed.sort);
        listed.balance = balance.or(listed.balance.take());
        self.current = Some(name.to_owned());
        self.open = None;
    }

    /// A list of accounts begins or ends: none of them is the account of what follows.
    pub(super) fn switch(&mut self) {
        self.current = None;
        self.open = None;
    }

    /// A header ends the register before it.
    pub(super) fn end_register(&mut self) {
        self.open = None;
    }

    /// Takes a record of a register of that sort.
    pub(super) fn take(
        &mut self,
        record: &Record<'_>,
        sort: Sort,
        day: Option<NaiveDate>,
        style: Style,
    ) -> Result<(), StatementError> {
        let entry = transaction::read(record, sort, day, style, &mut self.texts)?;
        if entry == Entry::Nothing {
            return Ok(());
        }
        let place = self.open.unwrap_or_else(|| {
            let opened = || transaction::opened_account(record).map(str::to_owned);
            let name = self.current.clone().or_else(opened).unwrap_or_default();
            self.place(name, sort)
        });
        self.open = Some(place);
        if let Some(draft) = self.drafts.get_mut(place) {
            draft.openings += usize::from(transaction::is_opening(record));
            draft.take(entry);
        }
        Ok(())
    }

    /// The account of that name; one without a name is known by its sort.
    fn place(&mut self, name: String, sort: Sort) -> usize {
        let is_it = |draft: &Draft| draft.name == name && (!name.is_empty() || draft.sort == sort);
        self.drafts.iter().position(is_it).unwrap_or_else(|| {
            let sort = self.listed.get(&name).and_then(|listed| listed.sort).unwrap_or(sort);
            self.drafts.push(Draft {
                name,
                sort,
                rows: Vec::new(),
                trades: 0,
                without_amount: 0,
                without_day: 0,
                openings: 0,
            });
            self.drafts.len() - 1
        })
    }

    /// The statements, all of that currency.
    pub(super) fn statements(mut self, currency: Currency) -> Vec<Statement> {
        let drafts = std::mem::take(&mut self.drafts);
        let balance = |name: &str| self.listed.get(name).and_then(|listed| listed.balance);
        drafts
            .into_iter()
            .map(|draft| {
                let balance = balance(&draft.name);
                draft.statement(currency, balance)
            })
            .collect()
    }
}

impl Draft {
    fn take(&mut self, entry: Entry) {
        let row = match entry {
            Entry::Row(row) => row,
            Entry::WithoutAmount(row) => {
                self.without_amount += 1;
                row
            }
            Entry::Trade => {
                self.trades += 1;
                return;
            }
            Entry::Nothing => return,
        };
        self.without_day += usize::from(row.posted.is_none());
        self.rows.push(*row);
    }

    fn statement(self, currency: Currency, balance: Option<(Money, Option<NaiveDate>)>) -> Statement {
        let notes = self.notes();
        let mut account = self.account(currency);
        account.balance = balance.map(|(current, on)| SeenBalance {
            current: Some(current),
            as_of: on.and_then(day::noon),
            ..SeenBalance::default()
        });
        Statement { account, names_account: !self.name.is_empty(), rows: self.rows, period: None, notes }
    }

    fn account(&self, currency: Currency) -> SeenAccount {
        let (word, kind, kind_is_guess) = match self.sort {
            Sort::Bank => ("Checking", AccountKind::Checking, true),
            Sort::Cash => ("Cash", AccountKind::Cash, false),
            Sort::Card => ("Credit card", AccountKind::CreditCard, false),
            Sort::Asset => ("Asset", AccountKind::Other, false),
            Sort::Liability => ("Liability", AccountKind::Loan, true),
            Sort::Investment => ("Investment", AccountKind::Investment, false),
        };
        // an account without a name is known by its sort
        let parts = [self.name.as_str(), if self.name.is_empty() { word } else { "" }, currency.id()];
        let print = parts.iter().fold(Fingerprint::default(), |print, part| print.with(part));
        // an id of 4 + 32 characters is never refused
        let id = ProviderId::new(&format!("qif:{print}")).unwrap_or_else(|| unreachable!("36 bytes are an id"));
        let name = Clean::non_empty(&self.name).unwrap_or_else(|| Clean::new(word));
        SeenAccount { kind_is_guess, ..SeenAccount::new(id, identity::bank(""), name, kind, currency) }
    }

    fn notes(&self) -> Vec<Clean> {
        let mut notes = Vec::new();
        let mut note = |applies: bool, words: String| {
            if applies {
                notes.push(Clean::new(&words));
            }
        };
        note(self.trades > 0, format!("not imported: {}", count(self.trades, "investment transaction")));
        note(self.name.is_empty(), "the file names no account".to_owned());
        let openings = count(self.openings, "opening balance");
        note(
            self.openings > 0,
            format!("{openings} among the transactions, as the program that wrote the file counts it"),
        );
        let amountless = count(self.without_amount, "transaction");
        note(self.without_amount > 0, format!("{amountless} without an amount, kept as 0"));
        note(self.without_day > 0, format!("{} without a date", count(self.without_day, "transaction")));
        notes
    }
}
