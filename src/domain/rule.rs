//! What a person says about rows to come as well as those that are there: rules, and names for merchants. Written in plain files and
//! read by `config`; applied by `insights`.

use rust_decimal::Decimal;

use super::{Category, Clean, Money};

/// One rule: which rows, and what they are. Conditions that are not set hold for every row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// Words that the bank's text must hold, whole and in a row; case, accents and punctuation do not count.
    pub text: Option<Clean>,
    /// The merchant as it is read or renamed, compared like the text but whole.
    pub merchant: Option<Clean>,
    /// The account: its id (`a3`), the tail of its number, or a part of its name.
    pub account: Option<Clean>,
    /// Only amounts of more than this, without their sign, in the row's own currency.
    pub over: Option<Decimal>,
    /// Only amounts of less than this, likewise.
    pub under: Option<Decimal>,
    /// What such a row was for.
    pub category: Option<Category>,
    /// Who got the money.
    pub rename: Option<Clean>,
    /// Keeps such rows out of every list and sum.
    pub hide: bool,
}

impl Rule {
    /// True when some condition is set: a rule for every row is a slip.
    pub fn has_condition(&self) -> bool {
        self.text.is_some()
            || self.merchant.is_some()
            || self.account.is_some()
            || self.over.is_some()
            || self.under.is_some()
    }

    /// True when the rule does something.
    pub fn has_effect(&self) -> bool {
        self.category.is_some() || self.rename.is_some() || self.hide
    }
}

/// Another name for a merchant, for all its rows, past and to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    pub from: Clean,
    pub to: Clean,
}

/// How much a month may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    pub of: Limited,
    /// A positive magnitude; spending in other currencies does not count against it.
    pub amount: Money,
}

/// What is held to a limit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limited {
    Category(Category),
    /// By its name as it is read or renamed, whatever its case and accents.
    Merchant(Clean),
}
