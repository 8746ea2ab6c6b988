//! Accounts and their balances over time, as they lie on disk.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::{
    Account, AccountId, AccountKind, AccountSource, AccountState, Balance, Bank, CardTerms, Clean, ProviderId,
};

use super::Unreadable;
use super::codes::Coded;
use super::values::{Moment, MoneyRecord, Number, clean, connection, currency, date, day, maybe, provider};

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct AccountRecord<'a> {
    bank_key: &'a str,
    bank_name: &'a str,
    #[serde(borrow)]
    sources: Vec<SourceRecord<'a>>,
    name: &'a str,
    #[serde(borrow)]
    official_name: Option<&'a str>,
    #[serde(borrow)]
    mask: Option<&'a str>,
    kind: u8,
    #[serde(borrow)]
    subtype: Option<&'a str>,
    currency: &'a str,
    #[serde(borrow)]
    owner: Option<&'a str>,
    state: u8,
    #[serde(borrow)]
    balance: Option<BalanceRecord<'a>>,
    #[serde(borrow)]
    terms: TermsRecord<'a>,
}

#[derive(Serialize, Deserialize)]
struct SourceRecord<'a> {
    connection: &'a str,
    provider_id: &'a str,
    #[serde(borrow)]
    stable_key: Option<&'a str>,
    current: bool,
}

impl<'a> AccountRecord<'a> {
    pub(in crate::store) fn new(account: &'a Account) -> Self {
        Self {
            bank_key: &account.bank.key,
            bank_name: account.bank.name.as_str(),
            sources: account.sources.iter().map(SourceRecord::from).collect(),
            name: account.name.as_str(),
            official_name: account.official_name.as_ref().map(Clean::as_str),
            mask: account.mask.as_ref().map(Clean::as_str),
            kind: account.kind.code(),
            subtype: account.subtype.as_ref().map(Clean::as_str),
            currency: account.currency.id(),
            owner: account.owner.as_ref().map(Clean::as_str),
            state: account.state.code(),
            balance: account.balance.as_ref().map(BalanceRecord::from),
            terms: TermsRecord::from(&account.terms),
        }
    }

    /// The account, under the id by which its record was found.
    pub(in crate::store) fn into_account(self, id: AccountId) -> Result<Account, Unreadable> {
        Ok(Account {
            id,
            bank: Bank { key: Arc::from(self.bank_key), name: clean(self.bank_name) },
            sources: self.sources.into_iter().map(AccountSource::try_from).collect::<Result<_, _>>()?,
            name: clean(self.name),
            official_name: self.official_name.map(clean),
            mask: self.mask.map(clean),
            kind: AccountKind::from_code(self.kind)?,
            subtype: self.subtype.map(clean),
            currency: currency(self.currency)?,
            owner: self.owner.map(clean),
            state: AccountState::from_code(self.state)?,
            balance: maybe(self.balance)?,
            terms: self.terms.try_into()?,
        })
    }
}

impl<'a> From<&'a AccountSource> for SourceRecord<'a> {
    fn from(source: &'a AccountSource) -> Self {
        Self {
            connection: source.connection.as_str(),
            provider_id: source.provider_id.as_str(),
            stable_key: source.stable_key.as_ref().map(ProviderId::as_str),
            current: source.current,
        }
    }
}

impl TryFrom<SourceRecord<'_>> for AccountSource {
    type Error = Unreadable;

    fn try_from(record: SourceRecord<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            connection: connection(record.connection)?,
            provider_id: provider(record.provider_id)?,
            stable_key: record.stable_key.map(provider).transpose()?,
            current: record.current,
        })
    }
}

/// All balances of one account, oldest first.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct HistoryRecord<'a>(#[serde(borrow)] Vec<BalanceRecord<'a>>);

impl From<&[Balance]> for HistoryRecord<'_> {
    fn from(history: &[Balance]) -> Self {
        Self(history.iter().map(BalanceRecord::from).collect())
    }
}

impl TryFrom<HistoryRecord<'_>> for Vec<Balance> {
    type Error = Unreadable;

    fn try_from(record: HistoryRecord<'_>) -> Result<Self, Unreadable> {
        record.0.into_iter().map(Balance::try_from).collect()
    }
}

#[derive(Serialize, Deserialize)]
struct BalanceRecord<'a> {
    #[serde(borrow)]
    current: Option<MoneyRecord<'a>>,
    #[serde(borrow)]
    available: Option<MoneyRecord<'a>>,
    #[serde(borrow)]
    limit: Option<MoneyRecord<'a>>,
    as_of: Option<Moment>,
    fetched_at: Moment,
}

impl From<&Balance> for BalanceRecord<'_> {
    fn from(balance: &Balance) -> Self {
        Self {
            current: balance.current.map(Into::into),
            available: balance.available.map(Into::into),
            limit: balance.limit.map(Into::into),
            as_of: balance.as_of.map(Into::into),
            fetched_at: balance.fetched_at.into(),
        }
    }
}

impl TryFrom<BalanceRecord<'_>> for Balance {
    type Error = Unreadable;

    fn try_from(record: BalanceRecord<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            current: maybe(record.current)?,
            available: maybe(record.available)?,
            limit: maybe(record.limit)?,
            as_of: maybe(record.as_of)?,
            fetched_at: record.fetched_at.try_into()?,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct TermsRecord<'a> {
    #[serde(borrow)]
    statement_balance: Option<MoneyRecord<'a>>,
    due: Option<i32>,
    #[serde(borrow)]
    minimum_payment: Option<MoneyRecord<'a>>,
    apr: Option<Number>,
}

impl From<&CardTerms> for TermsRecord<'_> {
    fn from(terms: &CardTerms) -> Self {
        Self {
            statement_balance: terms.statement_balance.map(Into::into),
            due: terms.due.map(day),
            minimum_payment: terms.minimum_payment.map(Into::into),
            apr: terms.apr.map(Into::into),
        }
    }
}

impl TryFrom<TermsRecord<'_>> for CardTerms {
    type Error = Unreadable;

    fn try_from(record: TermsRecord<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            statement_balance: maybe(record.statement_balance)?,
            due: record.due.map(date).transpose()?,
            minimum_payment: maybe(record.minimum_payment)?,
            apr: maybe(record.apr)?,
        })
    }
}
