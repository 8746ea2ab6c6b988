//! What few rows have, as it lies on disk inside a block.

use serde::{Deserialize, Serialize};

use crate::domain::{
    Category, Clean, Counterparty, CounterpartyRole, Currency, Details, Life, Match, Money, ProviderCategory,
    ProviderId, Raw, TxnStatus,
};

use super::Unreadable;
use super::codes::Coded;
use super::values::{MetaRecord, Moment, Number, clean, maybe, money, provider};

/// An amount whose currency is named by its place in the block's list.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct ListedMoney {
    amount: Number,
    currency: u32,
}

/// The currencies of a block, each once.
#[derive(Default)]
pub(super) struct Currencies(pub Vec<Currency>);

impl Currencies {
    pub(super) fn list(&mut self, money: Money) -> ListedMoney {
        let currency = money.currency();
        let place = self.0.iter().position(|known| *known == currency).unwrap_or_else(|| {
            self.0.push(currency);
            self.0.len() - 1
        });
        ListedMoney { amount: money.amount().into(), currency: u32::try_from(place).unwrap_or(u32::MAX) }
    }

    pub(super) fn money(&self, listed: ListedMoney) -> Result<Money, Unreadable> {
        let currency =
            self.0.get(listed.currency as usize).ok_or(Unreadable("it names a currency that it does not list"))?;
        money(listed.amount, *currency)
    }

    fn maybe(&self, listed: Option<ListedMoney>) -> Result<Option<Money>, Unreadable> {
        listed.map(|listed| self.money(listed)).transpose()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct DetailsRecord<'a> {
    original: Option<ListedMoney>,
    fee: Option<ListedMoney>,
    running_balance: Option<ListedMoney>,
    #[serde(borrow)]
    reference: Option<&'a str>,
    #[serde(borrow)]
    memo: Option<&'a str>,
    mcc: Option<u16>,
    #[serde(borrow)]
    check_number: Option<&'a str>,
    #[serde(borrow)]
    channel: Option<&'a str>,
    #[serde(borrow)]
    location: Option<&'a str>,
    #[serde(borrow)]
    counterparties: Vec<CounterpartyRecord<'a>>,
    provider_category: Option<u8>,
    occurred_at: Option<Moment>,
    #[serde(borrow)]
    replaces: Option<&'a str>,
    matched: Option<MatchRecord>,
    life: Vec<LifeRecord>,
    missing_since: Option<Moment>,
}

/// Since version 2 of blocks.
#[derive(Serialize, Deserialize)]
pub(super) struct DetailsAdded<'a> {
    #[serde(borrow)]
    category: Option<&'a str>,
    #[serde(borrow)]
    category_confidence: Option<&'a str>,
    #[serde(borrow)]
    type_raw: Option<&'a str>,
    #[serde(borrow)]
    transfer: Option<&'a str>,
    #[serde(borrow)]
    meta: MetaRecord<'a>,
    #[serde(borrow)]
    raw: Option<&'a str>,
}

impl<'a> DetailsAdded<'a> {
    /// `None` where a row has nothing of it, as most have.
    pub(super) fn of(details: &'a Details) -> Option<Self> {
        let Details { provider_words, type_raw, transfer, meta, raw, .. } = details;
        let any =
            provider_words.is_some() || type_raw.is_some() || transfer.is_some() || !meta.is_empty() || raw.is_some();
        any.then(|| Self {
            category: provider_words.as_ref().map(|words| words.code.as_str()),
            category_confidence: provider_words.as_ref().and_then(|words| words.confidence.as_ref()).map(Clean::as_str),
            type_raw: type_raw.as_ref().map(Clean::as_str),
            transfer: transfer.as_ref().map(ProviderId::as_str),
            meta: meta.into(),
            raw: raw.as_ref().map(Raw::as_str),
        })
    }

    pub(super) fn complete(self, details: &mut Details) -> Result<(), Unreadable> {
        let confidence = self.category_confidence.map(clean);
        details.provider_words = self.category.map(|code| ProviderCategory { code: clean(code), confidence });
        details.type_raw = self.type_raw.map(clean);
        details.transfer = self.transfer.map(provider).transpose()?;
        details.meta = self.meta.into();
        details.raw = self.raw.and_then(Raw::new);
        Ok(())
    }
}

#[derive(Serialize, Deserialize)]
struct CounterpartyRecord<'a> {
    name: &'a str,
    role: u8,
    #[serde(borrow)]
    entity: Option<&'a str>,
    #[serde(borrow)]
    website: Option<&'a str>,
}

/// Append only.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum MatchRecord {
    SameId,
    Linked,
    Scored(u8),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct LifeRecord {
    at: Moment,
    status: u8,
    amount: ListedMoney,
}

impl<'a> DetailsRecord<'a> {
    pub(super) fn new(details: &'a Details, currencies: &mut Currencies) -> Self {
        let life = |step: &Life, currencies: &mut Currencies| LifeRecord {
            at: step.at.into(),
            status: step.status.code(),
            amount: currencies.list(step.amount),
        };
        Self {
            original: details.original.map(|money| currencies.list(money)),
            fee: details.fee.map(|money| currencies.list(money)),
            running_balance: details.running_balance.map(|money| currencies.list(money)),
            reference: details.reference.as_ref().map(Clean::as_str),
            memo: details.memo.as_ref().map(Clean::as_str),
            mcc: details.mcc,
            check_number: details.check_number.as_ref().map(Clean::as_str),
            channel: details.channel.as_ref().map(Clean::as_str),
            location: details.location.as_ref().map(Clean::as_str),
            counterparties: details.counterparties.iter().map(Into::into).collect(),
            provider_category: details.provider_category.map(Coded::code),
            occurred_at: details.occurred_at.map(Into::into),
            replaces: details.replaces.as_ref().map(ProviderId::as_str),
            matched: details.matched.map(Into::into),
            life: details.life.iter().map(|step| life(step, currencies)).collect(),
            missing_since: details.missing_since.map(Into::into),
        }
    }

    pub(super) fn into_details(self, currencies: &Currencies) -> Result<Details, Unreadable> {
        let life = |step: LifeRecord| {
            let status = TxnStatus::from_code(step.status)?;
            Ok::<Life, Unreadable>(Life { at: step.at.try_into()?, status, amount: currencies.money(step.amount)? })
        };
        Ok(Details {
            original: currencies.maybe(self.original)?,
            fee: currencies.maybe(self.fee)?,
            running_balance: currencies.maybe(self.running_balance)?,
            reference: self.reference.map(clean),
            memo: self.memo.map(clean),
            mcc: self.mcc,
            check_number: self.check_number.map(clean),
            channel: self.channel.map(clean),
            location: self.location.map(clean),
            counterparties: self.counterparties.into_iter().map(Counterparty::try_from).collect::<Result<_, _>>()?,
            provider_category: self.provider_category.map(Category::from_code).transpose()?,
            occurred_at: maybe(self.occurred_at)?,
            replaces: self.replaces.map(provider).transpose()?,
            matched: self.matched.map(Into::into),
            life: self.life.into_iter().map(life).collect::<Result<_, _>>()?,
            missing_since: maybe(self.missing_since)?,
            ..Details::default()
        })
    }
}

impl<'a> From<&'a Counterparty> for CounterpartyRecord<'a> {
    fn from(party: &'a Counterparty) -> Self {
        Self {
            name: party.name.as_str(),
            role: party.role.code(),
            entity: party.entity.as_ref().map(ProviderId::as_str),
            website: party.website.as_ref().map(Clean::as_str),
        }
    }
}

impl TryFrom<CounterpartyRecord<'_>> for Counterparty {
    type Error = Unreadable;

    fn try_from(record: CounterpartyRecord<'_>) -> Result<Self, Unreadable> {
        Ok(Self {
            name: clean(record.name),
            role: CounterpartyRole::from_code(record.role)?,
            entity: record.entity.map(provider).transpose()?,
            website: record.website.map(clean),
        })
    }
}

impl From<Match> for MatchRecord {
    fn from(matched: Match) -> Self {
        match matched {
            Match::SameId => Self::SameId,
            Match::Linked => Self::Linked,
            Match::Scored(score) => Self::Scored(score),
        }
    }
}

impl From<MatchRecord> for Match {
    fn from(record: MatchRecord) -> Self {
        match record {
            MatchRecord::SameId => Self::SameId,
            MatchRecord::Linked => Self::Linked,
            MatchRecord::Scored(score) => Self::Scored(score),
        }
    }
}
