//! The whole book in memory: accounts, connections, blocks of rows and a person's edits. A value: whoever holds an `Arc<Book>`
//! sees one state; a change makes a new book that shares every block it did not touch.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    Account, AccountId, AccountKind, AccountState, Alert, AlertId, Amounts, Balance, Bank, CardTerms, Category, Clean,
    Connection, ConnectionId, Deed, Delta, Edits, Memo, Money, Month, Overflow, Period, Problem, ProblemKind, RowKind,
    Scope, Status, Transaction, TxnEdit, TxnId,
};

/// Names a block: the rows of one account dated in one month. Ordered by account, then month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockKey {
    pub account: AccountId,
    pub month: Month,
}

impl BlockKey {
    /// The block that a row belongs in.
    pub fn of(row: &Transaction) -> Self {
        Self { account: row.account, month: Month::of(row.date()) }
    }
}

/// The rows of one account and month, oldest first: by [`Transaction::date`], then by id. The unit of sharing, sealing and loading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    rows: Vec<Transaction>,
}

impl Block {
    /// Takes rows in any order.
    pub fn new(mut rows: Vec<Transaction>) -> Self {
        rows.sort_by_key(|row| (row.date(), row.id));
        Self { rows }
    }

    /// Oldest first.
    pub fn rows(&self) -> &[Transaction] {
        &self.rows
    }
}

/// A block of the book: read already, or so far only known to lie in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// In the store, with that many rows.
    Stored {
        rows: u32,
    },
    Loaded(Arc<Block>),
    /// In the store, and cannot be read: its rows are in no list and no sum, which a screen must say.
    Damaged {
        rows: u32,
    },
}

impl Slot {
    /// Rows in the block, read or not.
    pub fn len(&self) -> usize {
        match self {
            Self::Stored { rows } | Self::Damaged { rows } => *rows as usize,
            Self::Loaded(block) => block.rows.len(),
        }
    }

    /// True for a block without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Everything that is known. Cheap to clone: accounts, blocks and edits are shared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Book {
    pub accounts: BTreeMap<AccountId, Arc<Account>>,
    pub connections: BTreeMap<ConnectionId, Arc<Connection>>,
    pub blocks: BTreeMap<BlockKey, Slot>,
    /// Balances over time, oldest first, at most one a day.
    pub history: BTreeMap<AccountId, Arc<Vec<Balance>>>,
    pub edits: Arc<Edits>,
    /// What the person did, by number: what can be undone and done again.
    pub deeds: BTreeMap<u64, Arc<Deed>>,
    pub alerts: BTreeMap<AlertId, Arc<Alert>>,
    /// The next local id of an account.
    pub next_account: u32,
    /// The next local id of a row.
    pub next_txn: u64,
    /// What was reckoned from it.
    pub memo: Memo,
}

impl Book {
    /// Takes a change in. The same function serves the keeper after a commit and every test.
    pub fn apply(&mut self, delta: &Delta) {
        for account in &delta.accounts {
            self.accounts.insert(account.id, Arc::clone(account));
        }
        if let Some((from, _)) = &delta.renamed {
            self.connections.remove(from);
        }
        for connection in &delta.connections {
            self.connections.insert(connection.id.clone(), Arc::clone(connection));
        }
        for (key, block) in &delta.blocks {
            match block {
                Some(block) => drop(self.blocks.insert(*key, Slot::Loaded(Arc::clone(block)))),
                None => drop(self.blocks.remove(key)),
            }
        }
        for (account, history) in &delta.history {
            if history.is_empty() {
                self.history.remove(account);
            } else {
                self.history.insert(*account, Arc::clone(history));
            }
        }
        if !delta.edits.is_empty() {
            let edits = Arc::make_mut(&mut self.edits);
            delta.edits.iter().for_each(|edit| edits.apply(edit));
        }
        for (number, deed) in &delta.deeds {
            match deed {
                Some(deed) => drop(self.deeds.insert(*number, Arc::clone(deed))),
                None => drop(self.deeds.remove(number)),
            }
        }
        for alert in &delta.alerts {
            self.alerts.insert(alert.id, Arc::clone(alert));
        }
        for account in &delta.forgotten.accounts {
            self.accounts.remove(account);
            self.history.remove(account);
        }
        for connection in &delta.forgotten.connections {
            self.connections.remove(connection);
        }
        self.next_account = self.next_account.max(delta.next_account);
        self.next_txn = self.next_txn.max(delta.next_txn);
    }

    /// True when no block waits to be read; damaged ones never will be, see [`Book::damaged`].
    pub fn is_loaded(&self) -> bool {
        !self.blocks.values().any(|slot| matches!(slot, Slot::Stored { .. }))
    }

    /// How many blocks cannot be read: while it is not zero, no list and no sum over them is whole.
    pub fn damaged(&self) -> usize {
        self.blocks.values().filter(|slot| matches!(slot, Slot::Damaged { .. })).count()
    }

    /// Rows of one account that have been read, newest first, hidden ones included.
    pub fn rows_of(&self, account: AccountId) -> impl Iterator<Item = &Transaction> {
        let first = Month::of(chrono::NaiveDate::MIN);
        let last = Month::of(chrono::NaiveDate::MAX);
        let keys = BlockKey { account, month: first }..=BlockKey { account, month: last };
        self.blocks.range(keys).rev().filter_map(|(_, slot)| loaded(slot)).flat_map(|block| block.rows.iter().rev())
    }

    /// Every row that has been read, in the order of accounts, then oldest first, hidden ones included.
    pub fn rows(&self) -> impl Iterator<Item = &Transaction> {
        self.blocks.values().filter_map(loaded).flat_map(|block| &block.rows)
    }

    /// Rows of a period that have been read, in the order of [`Book::rows`].
    pub fn rows_in(&self, period: Period) -> impl Iterator<Item = &Transaction> {
        self.blocks
            .iter()
            .filter(move |(key, _)| period.touches(key.month))
            .filter_map(|(_, slot)| loaded(slot))
            .flat_map(|block| &block.rows)
            .filter(move |row| period.contains(row.date()))
    }

    /// How many rows an account has, read or not.
    pub fn count_of(&self, account: AccountId) -> usize {
        self.blocks.iter().filter(|(key, _)| key.account == account).map(|(_, slot)| slot.len()).sum()
    }

    /// The person's word on a row; an empty one where there is none.
    pub fn edit_of(&self, row: TxnId) -> &TxnEdit {
        static NONE: TxnEdit = TxnEdit::new();
        self.edits.transactions.get(&row).unwrap_or(&NONE)
    }

    /// Who got the money: the person's word before the rules'; `None` for a row without a merchant.
    pub fn merchant<'a>(&'a self, row: &'a Transaction) -> Option<&'a Clean> {
        self.edit_of(row.id).merchant.as_ref().or_else(|| row.reading.as_ref()?.merchant.as_ref())
    }

    /// What it was for: the person's word before the rules'.
    pub fn category(&self, row: &Transaction) -> Category {
        let read = || row.reading.as_ref().map_or(Category::Uncategorized, |reading| reading.category);
        self.edit_of(row.id).category.unwrap_or_else(read)
    }

    /// The kind of movement as the rules read it; a row that has not been read counts as spending or income by its sign.
    pub fn row_kind(&self, row: &Transaction) -> RowKind {
        let by_sign = if row.amount.is_out() { RowKind::Spend } else { RowKind::Income };
        row.reading.as_ref().map_or(by_sign, |reading| reading.kind)
    }

    /// What a row is, in the words of a screen: of spending what it was for, of all else its kind; the person's category before both.
    pub fn what(&self, row: &Transaction) -> &'static str {
        let kind = self.row_kind(row);
        let by_category = kind.is_spending() || self.edit_of(row.id).category.is_some();
        if by_category { self.category(row).words() } else { kind.words() }
    }

    /// The account's name: the person's before the bank's.
    pub fn name<'a>(&'a self, account: &'a Account) -> &'a Clean {
        self.edits.accounts.get(&account.id).and_then(|edit| edit.name.as_ref()).unwrap_or(&account.name)
    }

    /// The account's kind: the person's before the bank's.
    pub fn kind(&self, account: &Account) -> AccountKind {
        self.edits.accounts.get(&account.id).and_then(|edit| edit.kind).unwrap_or(account.kind)
    }

    /// True when the person does not want to see the row: hidden by hand, or by a rule.
    pub fn is_row_hidden(&self, row: &Transaction) -> bool {
        self.edit_of(row.id).hidden || row.reading.as_ref().is_some_and(|reading| reading.hidden)
    }

    /// True when the person does not want to see the account.
    pub fn is_hidden(&self, account: AccountId) -> bool {
        self.edits.accounts.get(&account).is_some_and(|edit| edit.hidden)
    }

    /// The credit limit: the bank's before the person's, since a limit that the bank states is the one in force.
    pub fn limit(&self, account: &Account) -> Option<Money> {
        let told = account.balance.as_ref().and_then(|balance| balance.limit);
        told.or_else(|| self.edits.accounts.get(&account.id)?.limit)
    }

    /// What a card asks for: each term from the bank, else from the person.
    pub fn terms(&self, account: &Account) -> CardTerms {
        let told = &account.terms;
        let own = self.edits.accounts.get(&account.id).map(|edit| edit.terms.clone()).unwrap_or_default();
        CardTerms {
            statement_balance: told.statement_balance.or(own.statement_balance),
            due: told.due.or(own.due),
            minimum_payment: told.minimum_payment.or(own.minimum_payment),
            apr: told.apr.or(own.apr),
        }
    }

    /// What keeps an account from being fresh: its connection's failure, else the first complaint that concerns it.
    pub fn trouble(&self, account: &Account) -> Option<&Problem> {
        let source = account.sources.iter().find(|source| source.current)?;
        match &self.connections.get(&source.connection)?.status {
            Status::Failed(problem) => Some(problem),
            _ => self.said_of(account).find(|problem| problem.kind != ProblemKind::Notice),
        }
    }

    /// What its source remarks of the account's figures, though nothing is wrong: that its history is not whole yet.
    pub fn remark(&self, account: &Account) -> Option<&Problem> {
        let is_its = |problem: &&Problem| problem.kind == ProblemKind::Notice && problem.scope != Scope::Connection;
        self.said_of(account).find(is_its)
    }

    /// What the current source said that concerns the account.
    fn said_of(&self, account: &Account) -> impl Iterator<Item = &Problem> {
        let source = account.sources.iter().find(|source| source.current);
        let said = source.and_then(|source| Some((source, self.connections.get(&source.connection)?)));
        said.into_iter().flat_map(|(source, connection)| {
            connection.problems.iter().filter(|problem| match &problem.scope {
                Scope::Connection => true,
                Scope::Bank(key) => *key == account.bank.key,
                Scope::Account(id) => *id == source.provider_id,
            })
        })
    }

    /// Accounts that are shown, bank by bank: banks by name, accounts by kind, then by id.
    pub fn banks(&self) -> Vec<(&Bank, Vec<&Arc<Account>>)> {
        let mut banks: Vec<(&Bank, Vec<&Arc<Account>>)> = Vec::new();
        for account in self.accounts.values().filter(|account| !self.is_hidden(account.id)) {
            match banks.iter_mut().find(|(bank, _)| bank.key == account.bank.key) {
                Some((_, accounts)) => accounts.push(account),
                None => banks.push((&account.bank, vec![account])),
            }
        }
        banks.sort_by(|(a, _), (b, _)| (&a.name, &a.key).cmp(&(&b.name, &b.key)));
        for (_, accounts) in &mut banks {
            accounts.sort_by_key(|account| (self.kind(account), account.id));
        }
        banks
    }

    /// What the person owns less what they owe: booked balances of open, shown accounts, per currency. Pending rows are no part.
    pub fn net_worth(&self) -> Result<Amounts, Overflow> {
        let mut sums = Amounts::default();
        let counted = |a: &&Arc<Account>| a.state == AccountState::Open && !self.is_hidden(a.id);
        for account in self.accounts.values().filter(counted) {
            if let Some(current) = account.balance.as_ref().and_then(|balance| balance.current) {
                sums.add(current)?;
            }
        }
        Ok(sums)
    }
}

fn loaded(slot: &Slot) -> Option<&Block> {
    match slot {
        Slot::Loaded(block) => Some(block),
        Slot::Stored { .. } | Slot::Damaged { .. } => None,
    }
}
