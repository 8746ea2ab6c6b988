//! An account at a bank, what it holds, and what a card asks for.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{AccountId, Clean, ConnectionId, Currency, Meta, Money, ProviderId};

/// What an account is. Decides its sign rules at the connectors, its place on the screen and how its rows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountKind {
    Checking,
    Savings,
    Cash,
    CreditCard,
    LineOfCredit,
    Loan,
    Mortgage,
    Investment,
    Wallet,
    Prepaid,
    Other,
}

impl AccountKind {
    /// Every kind, in the order in which a pane lists them.
    pub const ALL: [Self; 11] = [
        Self::Checking,
        Self::Savings,
        Self::Cash,
        Self::Wallet,
        Self::Prepaid,
        Self::CreditCard,
        Self::LineOfCredit,
        Self::Loan,
        Self::Mortgage,
        Self::Investment,
        Self::Other,
    ];

    /// The key of JSON, CSV and the config: `credit_card`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Savings => "savings",
            Self::Cash => "cash",
            Self::CreditCard => "credit_card",
            Self::LineOfCredit => "line_of_credit",
            Self::Loan => "loan",
            Self::Mortgage => "mortgage",
            Self::Investment => "investment",
            Self::Wallet => "wallet",
            Self::Prepaid => "prepaid",
            Self::Other => "other",
        }
    }

    /// The kind that [`AccountKind::key`] names.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The words of a screen: `credit card`.
    pub fn words(self) -> &'static str {
        match self {
            Self::CreditCard => "credit card",
            Self::LineOfCredit => "line of credit",
            other => other.key(),
        }
    }

    /// True where a balance is money owed, so that it is negative when owed.
    pub fn is_debt(self) -> bool {
        matches!(self, Self::CreditCard | Self::LineOfCredit | Self::Loan | Self::Mortgage)
    }
}

/// The bank that keeps an account: one pane on the screen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bank {
    /// Joins accounts of one bank over connections and restarts: a domain (`chase.com`) or a slug of the name.
    pub key: Arc<str>,
    /// As the bank or provider writes it.
    pub name: Clean,
}

/// What providers tell of a bank beside its name. Never part of what joins accounts to a bank, since each provider tells something else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Institution {
    /// Its own web page.
    pub url: Option<Clean>,
    /// Address of its logo.
    pub logo: Option<Clean>,
    /// How providers number it, by kind of number: `simplefin` its `org_id`, `ofx-org` and `ofx-fid`, `plaid` its `ins_109508`.
    pub ids: Meta,
}

/// Under which name a connection knows an account. An account has one for each way it is fetched, and keeps those of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSource {
    pub connection: ConnectionId,
    pub provider_id: ProviderId,
    /// An id that survives re-linking, where the provider has one (Plaid's `persistent_account_id`, Enable Banking's
    /// `identification_hash`).
    pub stable_key: Option<ProviderId>,
    /// False once the bank was re-linked under another id: kept so that late answers still find their account.
    pub current: bool,
}

/// Whether the account still exists at the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    Open,
    /// The bank said so.
    Closed,
    /// The provider no longer lists it; its history stays.
    Gone,
}

/// What an account held at a moment. Signs as everywhere: money owed is negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Booked balance. `None` when the source gives none (a CSV without a balance column).
    pub current: Option<Money>,
    /// What can be spent, as the bank computes it.
    pub available: Option<Money>,
    /// Credit limit, a positive magnitude.
    pub limit: Option<Money>,
    /// Sum of what is pending, where the bank states it, signed like a row.
    pub pending: Option<Money>,
    /// The provider's own word for what kind of balance this is (`ITAV`, `ledger`), where it has one.
    pub kind_raw: Option<Clean>,
    /// The moment the bank says the figures are of; `None` when it does not say.
    pub as_of: Option<DateTime<Utc>>,
    /// When we received them.
    pub fetched_at: DateTime<Utc>,
}

impl Balance {
    /// Figures of which none is known yet; filled in by struct update.
    pub fn new(fetched_at: DateTime<Utc>) -> Self {
        Self { current: None, available: None, limit: None, pending: None, kind_raw: None, as_of: None, fetched_at }
    }

    /// The moment that an age is counted from: the bank's own word before ours.
    pub fn dated(&self) -> DateTime<Utc> {
        self.as_of.unwrap_or(self.fetched_at)
    }
}

/// What a card or loan asks for. `None` reads "not provided"; a person may set each (see [`AccountEdit`](super::AccountEdit)).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardTerms {
    /// Balance of the last statement, negative when owed.
    pub statement_balance: Option<Money>,
    /// Day by which the minimum must be paid.
    pub due: Option<NaiveDate>,
    /// Least payment asked for, a positive magnitude.
    pub minimum_payment: Option<Money>,
    /// Yearly rate in percent: `24.99`.
    pub apr: Option<Decimal>,
}

/// An account of the person, whatever way its figures come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub bank: Bank,
    pub institution: Institution,
    /// At least one; the first current one fetches it.
    pub sources: Vec<AccountSource>,
    /// As the bank names it: `Freedom Visa`.
    pub name: Clean,
    /// The bank's long name, where it differs.
    pub official_name: Option<Clean>,
    /// Last characters of the number: `1002`.
    pub mask: Option<Clean>,
    /// As told by the source or guessed from its name; a person's choice is an edit, see [`Book::kind`](super::Book::kind).
    pub kind: AccountKind,
    /// The provider's own word for the kind, where it has one.
    pub subtype: Option<Clean>,
    pub currency: Currency,
    pub owner: Option<Clean>,
    pub state: AccountState,
    /// The newest figures.
    pub balance: Option<Balance>,
    pub terms: CardTerms,
    /// What the provider says of it besides.
    pub meta: Meta,
}

impl Account {
    /// An open account of the least that is known of each; the rest is filled in by struct update.
    pub fn new(id: AccountId, bank: Bank, name: Clean, kind: AccountKind, currency: Currency) -> Self {
        Self {
            id,
            bank,
            institution: Institution::default(),
            sources: Vec::new(),
            name,
            official_name: None,
            mask: None,
            kind,
            subtype: None,
            currency,
            owner: None,
            state: AccountState::Open,
            balance: None,
            terms: CardTerms::default(),
            meta: Meta::new(),
        }
    }

    /// True when that connection fetches, or fetched, this account.
    pub fn is_of(&self, connection: &ConnectionId) -> bool {
        self.sources.iter().any(|source| &source.connection == connection)
    }

    /// True when that connection tells of this account now: not so after the account was moved to another.
    pub fn is_told_by(&self, connection: &ConnectionId) -> bool {
        self.sources.iter().any(|source| source.current && &source.connection == connection)
    }

    /// The connection that fetches it now.
    pub fn connection(&self) -> Option<&ConnectionId> {
        self.sources.iter().find(|source| source.current).or(self.sources.first()).map(|source| &source.connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_key_of_its_own() {
        for kind in AccountKind::ALL {
            assert_eq!(AccountKind::from_key(kind.key()), Some(kind));
        }
    }
}
