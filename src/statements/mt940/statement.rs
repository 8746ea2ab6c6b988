//! The pages of one account while they are gathered, and the statement that they become.

use chrono::NaiveDate;

use super::account::Number;
use super::page::{Balance, Known, Page};
use crate::domain::{Clean, Currency, Money, Row, SeenAccount, SeenBalance};
use crate::statements::statement::count;
use crate::statements::{Options, Statement, StatementError, day};

/// Faults of balances that are told one by one; the rest is counted.
const TOLD: usize = 3;

/// What is known of an account so far.
#[derive(Debug)]
pub(super) struct Draft {
    account: SeenAccount,
    is_named: bool,
    /// True when no page names the currency.
    guessed: bool,
    rows: Vec<Row>,
    known: Known,
    first: Option<NaiveDate>,
    /// Closing balance of the newest page, and what could be spent then.
    closing: Option<Balance>,
    available: Option<Money>,
    /// Closing balance of the page before.
    before: Option<Balance>,
    /// Where balances and rows disagree.
    faults: Vec<String>,
    interim: usize,
    undated: usize,
    unclosed: bool,
    broken_balances: usize,
}

/// Puts pages to their accounts, in the order in which the file names them first.
#[derive(Debug, Default)]
pub(super) struct Accounts(Vec<Draft>);

impl Accounts {
    pub(super) fn take(&mut self, page: Page<'_>, options: &Options) -> Result<(), StatementError> {
        let said = page.currency();
        let currency = said.or(options.currency).unwrap_or(Currency::USD);
        let unnamed = Number::default();
        let number = page.number.as_ref().unwrap_or(&unnamed);
        let account = number.account(currency, &page.bic);
        let place = self.0.iter().position(|draft| draft.account.provider_id == account.provider_id);
        let place = place.unwrap_or_else(|| {
            self.0.push(Draft::of(account, number.is_named()));
            self.0.len() - 1
        });
        match self.0.get_mut(place) {
            Some(draft) => draft.take(page, currency, said.is_none() && options.currency.is_none()),
            None => Ok(()),
        }
    }

    pub(super) fn statements(self) -> Vec<Statement> {
        self.0.into_iter().map(Draft::statement).collect()
    }
}

impl Draft {
    fn of(account: SeenAccount, is_named: bool) -> Self {
        Self {
            account,
            is_named,
            guessed: false,
            rows: Vec::new(),
            known: Known::default(),
            first: None,
            closing: None,
            available: None,
            before: None,
            faults: Vec::new(),
            interim: 0,
            undated: 0,
            unclosed: false,
            broken_balances: 0,
        }
    }

    fn take(&mut self, mut page: Page<'_>, currency: Currency, guessed: bool) -> Result<(), StatementError> {
        let rows = page.take_rows(currency, &mut self.known)?;
        self.guessed |= guessed;
        self.check(&page, &rows);
        if page.is_interim() {
            self.interim += rows.len();
        }
        self.unclosed |= page.opening.is_some() && page.closing.is_none();
        self.broken_balances += usize::from(page.has_broken_balance);
        let opened = page.opening.and_then(|opening| opening.day);
        self.first = [self.first, opened].into_iter().flatten().min();
        if let Some(closing) = page.closing {
            if self.closing.is_none_or(|newest| newest.day <= closing.day) {
                self.closing = Some(closing);
                self.available = page.available.map(|available| available.amount);
            }
            self.before = Some(closing);
        }
        self.undated += rows.iter().filter(|row| row.posted.or(row.occurred).is_none()).count();
        if self.rows.is_empty() {
            // a file of one page is the rule, and may have a million
            self.rows = rows;
        } else {
            self.rows.extend(rows);
        }
        Ok(())
    }

    /// Holds a page against itself and against the page before. Pages that run backwards in time follow on nothing.
    fn check(&mut self, page: &Page<'_>, rows: &[Row]) {
        let shown = |day: Option<NaiveDate>| day.map_or("an unknown day".to_owned(), |day| day.to_string());
        if let (Some(before), Some(opening)) = (self.before, page.opening) {
            let follows = before.amount.currency() == opening.amount.currency() && before.day <= opening.day;
            if follows && before.amount != opening.amount {
                let (from, to) = (shown(before.day), shown(opening.day));
                let (closed, opened) = (before.amount, opening.amount);
                self.faults.push(format!("a part is missing: the balance is {closed} on {from} and {opened} at the start of the next part ({to})"));
            }
        }
        if let (Some(difference), Some(closing)) = (page.difference(rows), page.closing) {
            let day = shown(closing.day);
            self.faults.push(format!(
                "balances and rows disagree by {difference}: the part that ends on {day} closes with {}",
                closing.amount
            ));
        }
        let is_out = |row: &&Row| row.amount.is_out();
        let read = [rows.iter().filter(is_out).count(), rows.iter().filter(|row| !is_out(row)).count()];
        for (which, (counted, read)) in ["debit", "credit"].into_iter().zip(page.counted.into_iter().zip(read)) {
            if let Some(counted) = counted.filter(|counted| *counted != read) {
                let counted = count(counted, which);
                self.faults.push(format!("the report counts {counted} and holds {read}"));
            }
        }
    }

    fn statement(self) -> Statement {
        let notes = self.notes();
        let mut account = self.account;
        account.balance = self.closing.map(|closing| SeenBalance {
            current: Some(closing.amount),
            available: self.available,
            as_of: closing.day.and_then(day::noon),
            ..SeenBalance::default()
        });
        let last = self.closing.and_then(|closing| closing.day);
        let period = self.first.zip(last).filter(|(first, last)| first <= last);
        Statement { account, names_account: self.is_named, rows: self.rows, period, notes }
    }

    fn notes(&self) -> Vec<Clean> {
        let mut notes: Vec<String> = self.faults.iter().take(TOLD).cloned().collect();
        let mut note = |applies: bool, words: String| {
            if applies {
                notes.push(words);
            }
        };
        let more = self.faults.len().saturating_sub(TOLD);
        note(more > 0, format!("{more} more such differences"));
        let interim = count(self.interim, "transaction");
        note(
            self.interim > 0,
            format!("{interim} of an interim report (MT942), kept as pending until a statement has them"),
        );
        note(self.undated > 0, format!("{} without a date", count(self.undated, "transaction")));
        note(self.broken_balances > 0, "a balance cannot be read and is left out".to_owned());
        note(self.unclosed, "there is no closing balance: the file may be cut off".to_owned());
        note(!self.is_named, "the statement names no account".to_owned());
        note(self.guessed, format!("the statement names no currency: taken as {}", Currency::USD));
        notes.iter().map(|words| Clean::new(words)).collect()
    }
}
