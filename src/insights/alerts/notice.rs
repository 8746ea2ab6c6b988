//! One alert as it is shown, and what a person may answer. Answers are edits under keys that stay, so that alerts may be reckoned anew.

use chrono::NaiveDate;

use crate::domain::{AccountId, Clean, ConnectionId, Edit, Edits, Severity, Topic, TxnId};
use crate::insights::derivation::Derivation;

/// What a person says of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// It was me: the alert is over.
    Me,
    /// It was not me: over here too, to be settled with the bank.
    NotMe,
    /// Never here: this rule is silent at this merchant from now on.
    Never,
}

impl Answer {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Me, Self::NotMe, Self::Never];

    /// The word that is kept.
    pub fn key(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::NotMe => "not-me",
            Self::Never => "never",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.key() == key)
    }
}

/// Who noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Ours,
    /// A provider sent it.
    Bank,
}

impl Origin {
    /// The word of JSON, CSV and screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ours => "passbook",
            Self::Bank => "bank",
        }
    }
}

/// Something that looks wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Names it for good: rule and row, or rule and what it is about.
    pub key: Clean,
    /// Names its rule at its merchant, for [`Answer::Never`]; `None` where there is no merchant.
    pub silence: Option<Clean>,
    /// The rule's key, or the provider's own.
    pub rule: Clean,
    pub origin: Origin,
    pub severity: Severity,
    /// Of the row, or since when it is so.
    pub day: NaiveDate,
    /// The row that it is about first.
    pub rows: Vec<TxnId>,
    pub account: Option<AccountId>,
    pub connection: Option<ConnectionId>,
    pub merchant: Option<Clean>,
    /// What the rule is called.
    pub words: Clean,
    /// What is usual for this person.
    pub baseline: Clean,
    /// What is not.
    pub why: Clean,
    /// The person's word; an alert with one is over.
    pub answer: Option<Answer>,
}

impl Notice {
    /// The edit that keeps the answer, or takes it back. [`Answer::Never`] without a merchant speaks of this alert alone.
    pub fn say(&self, answer: Answer, stands: bool) -> Edit {
        let key = match (answer, &self.silence) {
            (Answer::Never, Some(silence)) => silence.clone(),
            _ => self.key.clone(),
        };
        Edit::Answer(Topic::Alert, key, stands.then(|| Clean::new(answer.key())))
    }

    /// Where it comes from: the rule, what is usual, and the rows.
    pub fn derivation(&self) -> Derivation {
        let words = [&self.words, &self.baseline, &self.why];
        Derivation {
            rules: words.into_iter().filter(|words| !words.is_empty()).map(ToString::to_string).collect(),
            rows: self.rows.clone(),
            balances: self.account.filter(|_| self.rows.is_empty()).into_iter().collect(),
            ..Derivation::default()
        }
    }

    /// The person's word on this alert, or on its rule at its merchant.
    pub(super) fn answered(&self, edits: &Edits) -> Option<Answer> {
        let said = |key: &Clean| edits.answer(Topic::Alert, key).and_then(|word| Answer::from_key(word.as_str()));
        said(&self.key).or_else(|| self.silence.as_ref().and_then(said))
    }
}
