//! What a person says about rows, accounts and merchants. Kept apart from what banks say and keyed by ids that no bank can change.

use std::collections::BTreeMap;

use super::{AccountId, AccountKind, CardTerms, Category, Clean, Money, TxnId};

/// A person's word on one row; `None` leaves what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TxnEdit {
    pub category: Option<Category>,
    pub merchant: Option<Clean>,
    pub note: Option<Clean>,
    /// Left out of every list and sum until shown again.
    pub hidden: bool,
}

/// A person's word on one account; `None` leaves what the bank says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountEdit {
    pub name: Option<Clean>,
    pub kind: Option<AccountKind>,
    pub hidden: bool,
    /// Credit limit where the source gives none, a positive magnitude.
    pub limit: Option<Money>,
    /// Due date, minimum payment, APR and statement balance where the source gives none.
    pub terms: CardTerms,
}

/// One act of a person: what it changes, to what. The keeper commits it like a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// The whole word on a row from now on; an empty one takes it back.
    Txn(TxnId, TxnEdit),
    /// The whole word on an account from now on.
    Account(AccountId, AccountEdit),
}

/// All that a person said, as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    pub transactions: BTreeMap<TxnId, TxnEdit>,
    pub accounts: BTreeMap<AccountId, AccountEdit>,
}

impl Edits {
    /// Takes one act in; an empty word is forgotten.
    pub fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Txn(id, word) if *word == TxnEdit::default() => drop(self.transactions.remove(id)),
            Edit::Txn(id, word) => drop(self.transactions.insert(*id, word.clone())),
            Edit::Account(id, word) if *word == AccountEdit::default() => drop(self.accounts.remove(id)),
            Edit::Account(id, word) => drop(self.accounts.insert(*id, word.clone())),
        }
    }

    /// The act that would undo this one.
    pub fn inverse(&self, edit: &Edit) -> Edit {
        match edit {
            Edit::Txn(id, _) => Edit::Txn(*id, self.transactions.get(id).cloned().unwrap_or_default()),
            Edit::Account(id, _) => Edit::Account(*id, self.accounts.get(id).cloned().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_and_its_inverse_leave_nothing() {
        let mut edits = Edits::default();
        let hide = Edit::Txn(TxnId(7), TxnEdit { hidden: true, ..TxnEdit::default() });
        let undo = edits.inverse(&hide);
        edits.apply(&hide);
        assert!(edits.transactions[&TxnId(7)].hidden);
        edits.apply(&undo);
        assert_eq!(edits, Edits::default());
    }
}
