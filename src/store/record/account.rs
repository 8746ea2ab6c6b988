//! Accounts and their balances over time, as they lie on disk.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::{
    Account, AccountId, AccountKind, AccountSource, AccountState, Balance, Bank, CardTerms, Clean, Institution,
    ProviderId,
};

use super::Unreadable;
use super::codes::Coded;
use super::shape::{Grown, first};
use super::values::{MetaRecord, Moment, MoneyRecord, Number, clean, connection, currency, date, day, maybe, provider};

pub(in crate::store) type AccountRecord<'a> = Grown<AccountFirst<'a>, AccountAdded<'a>>;

first!(AccountFirst<'a>, HistoryFirst<'a>);

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct AccountFirst<'a> {
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

/// Since version 2.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::store) struct AccountAdded<'a> {
    #[serde(borrow)]
    bank_url: Option<&'a str>,
    #[serde(borrow)]
    bank_logo: Option<&'a str>,
    #[serde(borrow)]
    bank_ids: MetaRecord<'a>,
    #[serde(borrow)]
    meta: MetaRecord<'a>,
    #[serde(borrow)]
    balance: BalanceAdded<'a>,
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
        let first = AccountFirst {
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
        };
        let added = AccountAdded {
            bank_url: account.institution.url.as_ref().map(Clean::as_str),
            bank_logo: account.institution.logo.as_ref().map(Clean::as_str),
            bank_ids: (&account.institution.ids).into(),
            meta: (&account.meta).into(),
            balance: account.balance.as_ref().map(BalanceAdded::from).unwrap_or_default(),
        };
        Self { first, added }
    }

    /// The account, under the id by which its record was found.
    pub(in crate::store) fn into_account(self, id: AccountId) -> Result<Account, Unreadable> {
        let Self { first, added } = self;
        let balance: Option<Balance> = maybe(first.balance)?;
        Ok(Account {
            id,
            bank: Bank { key: Arc::from(first.bank_key), name: clean(first.bank_name) },
            institution: Institution {
                url: added.bank_url.map(clean),
                logo: added.bank_logo.map(clean),
                ids: added.bank_ids.into(),
            },
            sources: first.sources.into_iter().map(AccountSource::try_from).collect::<Result<_, _>>()?,
            name: clean(first.name),
            official_name: first.official_name.map(clean),
            mask: first.mask.map(clean),
            kind: AccountKind::from_code(first.kind)?,
            subtype: first.subtype.map(clean),
            currency: currency(first.currency)?,
            owner: first.owner.map(clean),
            state: AccountState::from_code(first.state)?,
            balance: balance.map(|mut balance| added.balance.complete(&mut balance).map(|()| balance)).transpose()?,
            terms: first.terms.try_into()?,
            meta: added.meta.into(),
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
pub(in crate::store) type HistoryRecord<'a> = Grown<HistoryFirst<'a>, HistoryAdded<'a>>;

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct HistoryFirst<'a>(#[serde(borrow)] Vec<BalanceRecord<'a>>);

/// Since version 2: by place in the list, only of balances that have anything of it.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::store) struct HistoryAdded<'a>(#[serde(borrow)] Vec<(u32, BalanceAdded<'a>)>);

impl<'a> From<&'a [Balance]> for HistoryRecord<'a> {
    fn from(history: &'a [Balance]) -> Self {
        let added = (0..).zip(history).map(|(place, balance)| (place, BalanceAdded::from(balance)));
        Self {
            first: HistoryFirst(history.iter().map(BalanceRecord::from).collect()),
            added: HistoryAdded(added.filter(|(_, added)| !added.is_empty()).collect()),
        }
    }
}

impl TryFrom<HistoryRecord<'_>> for Vec<Balance> {
    type Error = Unreadable;

    fn try_from(record: HistoryRecord<'_>) -> Result<Self, Unreadable> {
        let mut history: Self = record.first.0.into_iter().map(Balance::try_from).collect::<Result<_, _>>()?;
        for (place, added) in record.added.0 {
            let unlisted = Unreadable("it adds to a balance that it does not list");
            let balance = history.get_mut(place as usize).ok_or(unlisted)?;
            added.complete(balance)?;
        }
        Ok(history)
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
            pending: None,
            kind_raw: None,
            as_of: maybe(record.as_of)?,
            fetched_at: record.fetched_at.try_into()?,
        })
    }
}

/// Of a balance, since version 2 of the records that it is part of.
#[derive(Default, Serialize, Deserialize)]
struct BalanceAdded<'a> {
    #[serde(borrow)]
    pending: Option<MoneyRecord<'a>>,
    #[serde(borrow)]
    kind_raw: Option<&'a str>,
}

impl BalanceAdded<'_> {
    fn is_empty(&self) -> bool {
        self.pending.is_none() && self.kind_raw.is_none()
    }

    fn complete(self, balance: &mut Balance) -> Result<(), Unreadable> {
        balance.pending = maybe(self.pending)?;
        balance.kind_raw = self.kind_raw.map(clean);
        Ok(())
    }
}

impl<'a> From<&'a Balance> for BalanceAdded<'a> {
    fn from(balance: &'a Balance) -> Self {
        Self { pending: balance.pending.map(Into::into), kind_raw: balance.kind_raw.as_ref().map(Clean::as_str) }
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
