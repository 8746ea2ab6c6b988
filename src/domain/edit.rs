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
    /// In the order in which the person gave them.
    pub tags: Vec<Clean>,
    /// Whether it is a transfer between own accounts; `None` leaves what was read.
    pub transfer: Option<bool>,
    /// Parts of the row for different things; what they leave over stays with the row's own category.
    pub splits: Vec<Split>,
    /// The other leg of a transfer, as the person confirmed it.
    pub partner: Option<TxnId>,
}

impl TxnEdit {
    /// A word that says nothing.
    pub const fn new() -> Self {
        Self {
            category: None,
            merchant: None,
            note: None,
            hidden: false,
            tags: Vec::new(),
            transfer: None,
            splits: Vec::new(),
            partner: None,
        }
    }
}

/// One part of a row that a person divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    pub category: Category,
    /// Signed like the row, in its currency.
    pub amount: Money,
    pub note: Option<Clean>,
}

/// What a person was asked about, or may say something about without being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A movement that comes again and again: is it a subscription, has it ended?
    Stream,
    /// An alert: seen, dismissed.
    Alert,
    /// Two rows that may be legs of one transfer, or one and the same.
    Pair,
    /// A rule of the person's own.
    Rule,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 4] = [Self::Stream, Self::Alert, Self::Pair, Self::Rule];
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
    /// The answer to a question of that topic, under the key by which whoever asks knows it; `None` takes it back.
    Answer(Topic, Clean, Option<Clean>),
}

/// All that a person said, as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    pub transactions: BTreeMap<TxnId, TxnEdit>,
    pub accounts: BTreeMap<AccountId, AccountEdit>,
    pub answers: BTreeMap<(Topic, Clean), Clean>,
}

impl Edits {
    /// Takes one act in; an empty word is forgotten.
    pub fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Txn(id, word) if *word == TxnEdit::default() => drop(self.transactions.remove(id)),
            Edit::Txn(id, word) => drop(self.transactions.insert(*id, word.clone())),
            Edit::Account(id, word) if *word == AccountEdit::default() => drop(self.accounts.remove(id)),
            Edit::Account(id, word) => drop(self.accounts.insert(*id, word.clone())),
            Edit::Answer(topic, key, None) => drop(self.answers.remove(&(*topic, key.clone()))),
            Edit::Answer(topic, key, Some(word)) => drop(self.answers.insert((*topic, key.clone()), word.clone())),
        }
    }

    /// The person's answer to a question.
    pub fn answer(&self, topic: Topic, key: &Clean) -> Option<&Clean> {
        self.answers.get(&(topic, key.clone()))
    }

    /// The act that would undo this one.
    pub fn inverse(&self, edit: &Edit) -> Edit {
        match edit {
            Edit::Txn(id, _) => Edit::Txn(*id, self.transactions.get(id).cloned().unwrap_or_default()),
            Edit::Account(id, _) => Edit::Account(*id, self.accounts.get(id).cloned().unwrap_or_default()),
            Edit::Answer(topic, key, _) => Edit::Answer(*topic, key.clone(), self.answer(*topic, key).cloned()),
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

    #[test]
    fn an_answer_is_given_changed_and_taken_back_to_what_it_was_before() {
        let mut edits = Edits::default();
        let (topic, key) = (Topic::Stream, Clean::new("netflix"));
        let say = |word: Option<&str>| Edit::Answer(topic, key.clone(), word.map(Clean::new));
        let steps: Vec<Edit> = [say(Some("subscription")), say(Some("ended")), say(None)]
            .iter()
            .map(|edit| {
                let undo = edits.inverse(edit);
                edits.apply(edit);
                undo
            })
            .collect();
        assert_eq!(edits, Edits::default());
        edits.apply(&steps[2]);
        assert_eq!(edits.answer(topic, &key), Some(&Clean::new("ended")));
        assert_eq!(edits.answer(Topic::Rule, &key), None, "another topic is another question");
        edits.apply(&steps[1]);
        assert_eq!(edits.answer(topic, &key), Some(&Clean::new("subscription")));
        edits.apply(&steps[0]);
        assert_eq!(edits, Edits::default());
    }
}
