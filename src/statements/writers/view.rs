//! What is written: accounts and rows of a book that were chosen, and the balances that go with them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::{
    Account, AccountId, Amounts, Book, Category, Currency, Money, Overflow, Period, RowKind, Transaction, TxnId,
    TxnStatus,
};

/// A choice of accounts and rows. All blocks of the book must have been read.
pub struct View<'a> {
    pub book: &'a Book,
    pub accounts: Vec<&'a Account>,
    /// Oldest first, hidden ones left out.
    pub rows: Vec<&'a Transaction>,
    /// The days that the rows are of.
    pub period: Period,
    /// True when the rows are all that their accounts have in the period: only then do balances follow from them.
    pub whole: bool,
    /// Both sides of transfers between accounts of the book, money out first: of one currency, amount and status, so that one
    /// transaction of two legs says both.
    pub pairs: &'a [(TxnId, TxnId)],
}

impl<'a> View<'a> {
    /// What the bank booked: pending rows, and those that came to nothing, are no part of a balance.
    pub fn posted(&self) -> impl Iterator<Item = &'a Transaction> {
        self.rows.iter().copied().filter(|row| row.status == TxnStatus::Posted)
    }

    /// Rows of one account and currency that the bank booked, oldest first.
    pub fn posted_of(&self, account: AccountId, currency: Currency) -> Vec<&'a Transaction> {
        self.posted().filter(|row| row.account == account && row.amount.currency() == currency).collect()
    }

    /// The account's currency, then others that its rows are in.
    pub fn currencies(&self, account: &Account) -> Vec<Currency> {
        let mut found = vec![account.currency];
        for row in self.posted().filter(|row| row.account == account.id) {
            if !found.contains(&row.amount.currency()) {
                found.push(row.amount.currency());
            }
        }
        found
    }

    /// The balance before the period: what the bank states now, less all rows since. `None` where no bank states one, or where only some
    /// rows were chosen.
    pub fn opening(&self, account: &Account) -> Result<Option<Money>, Overflow> {
        self.balance_before(account, self.period.bounds().0)
    }

    /// The balance at the end of the period.
    pub fn closing(&self, account: &Account) -> Result<Option<Money>, Overflow> {
        let after = self.period.bounds().1.and_then(|last| last.succ_opt());
        match after {
            Some(after) => self.balance_before(account, Some(after)),
            None => Ok(self.stated(account)),
        }
    }

    /// The bank's balance worked back to the beginning of a day; without a day, to before the first row.
    fn balance_before(&self, account: &Account, day: Option<NaiveDate>) -> Result<Option<Money>, Overflow> {
        let Some(now) = self.stated(account) else { return Ok(None) };
        let mut sums = Amounts::default();
        sums.add(now)?;
        let since = |row: &&Transaction| {
            row.status == TxnStatus::Posted
                && row.amount.currency() == now.currency()
                && day.is_none_or(|day| row.date() >= day)
                && !self.book.is_row_hidden(row)
        };
        self.book.rows_of(account.id).filter(since).try_for_each(|row| sums.add(row.amount.negated()))?;
        Money::new(sums.of(now.currency()), now.currency()).map(Some).map_err(|_| Overflow)
    }

    fn stated(&self, account: &Account) -> Option<Money> {
        account.balance.as_ref()?.current.filter(|money| self.whole && money.currency() == account.currency)
    }

    /// The other side of each paired row.
    pub fn partners(&self) -> BTreeMap<TxnId, TxnId> {
        self.pairs.iter().flat_map(|(out, into)| [(*out, *into), (*into, *out)]).collect()
    }

    /// Where a row's money went or came from. The person's category comes before the kind that was read.
    pub fn purpose(&self, row: &Transaction) -> Purpose {
        let said = self.book.edit_of(row.id);
        let kind = self.book.row_kind(row);
        if said.category.is_some() || kind.is_spending() {
            return Purpose::of(self.book.category(row));
        }
        match kind {
            _ if said.transfer == Some(true) => Purpose::Moved,
            RowKind::Transfer | RowKind::CardPayment | RowKind::Investment => Purpose::Moved,
            RowKind::Income | RowKind::P2pIn => Purpose::Earned(kind.words()),
            RowKind::Interest | RowKind::Fee if !row.amount.is_out() => Purpose::Earned(kind.words()),
            _ => Purpose::Spent(kind.words()),
        }
    }
}

/// Where money went or came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Spent(&'static str),
    Earned(&'static str),
    /// To or from an account, of the book or not.
    Moved,
}

impl Purpose {
    /// Of what was put into a category.
    pub fn of(category: Category) -> Self {
        match category {
            Category::Income => Self::Earned(category.words()),
            Category::TransferIn | Category::TransferOut => Self::Moved,
            _ => Self::Spent(category.words()),
        }
    }
}
