//! One movement of money on one account: what the bank said of it, how often it said it, and how it is read.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{AccountId, Category, Clean, ConnectionId, Meta, Money, ProviderId, Raw, Reading, Text, TxnId};

/// Where a movement stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TxnStatus {
    /// Authorised, not booked: no part of the booked balance.
    Pending,
    /// Booked.
    Posted,
    /// An authorisation that the bank let go: counts nowhere, stays visible.
    Dropped,
    /// The provider took it back by name: counts nowhere, stays visible.
    Removed,
}

impl TxnStatus {
    /// The word of JSON and screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Posted => "posted",
            Self::Dropped => "dropped",
            Self::Removed => "removed",
        }
    }

    /// True for what belongs in sums.
    pub fn counts(self) -> bool {
        matches!(self, Self::Pending | Self::Posted)
    }
}

/// Where a row came from, and under which id. A row has one for each source and for each id that it bore.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Source {
    pub connection: ConnectionId,
    /// `None` when the source gives its rows no ids; such rows are known by content and count.
    pub id: Option<ProviderId>,
    /// False for an id that the row bore before (while pending, before a re-link): remembered so that it cannot come back as a
    /// second row.
    pub current: bool,
}

/// Who else took part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counterparty {
    pub name: Clean,
    pub role: CounterpartyRole,
    /// The provider's id of that party, where it has one.
    pub entity: Option<ProviderId>,
    pub website: Option<Clean>,
}

/// As what a counterparty took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CounterpartyRole {
    Merchant,
    /// Sold for somebody else: DoorDash, Amazon Marketplace.
    Marketplace,
    /// PayPal, Cash App.
    PaymentApp,
    /// Square, Toast.
    Terminal,
    Bank,
    /// An employer, an agency.
    IncomeSource,
    Person,
    Other,
}

/// How a pending row was recognised in the posted one that took its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// Same id in both.
    SameId,
    /// The posted row named the pending one.
    Linked,
    /// By amount, date and text; 60 to 100, see the matcher in `sync`. Under 80 the amount was adjusted (a tip, a fuel hold).
    Scored(u8),
}

/// One step of a row's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// When we learned of it.
    pub at: DateTime<Utc>,
    pub status: TxnStatus,
    pub amount: Money,
}

/// What a provider calls a movement, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderCategory {
    /// Its most precise word: `FOOD_AND_DRINK_COFFEE`.
    pub code: Clean,
    /// How sure it is, as it writes that: `VERY_HIGH`, `0.93`.
    pub confidence: Option<Clean>,
}

/// What few rows have; kept apart so that the many stay small.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// Amount and currency before conversion, signed like the amount.
    pub original: Option<Money>,
    /// A fee that the source states apart and that the amount contains, negative.
    pub fee: Option<Money>,
    /// Balance after this row, as the bank printed it.
    pub running_balance: Option<Money>,
    pub reference: Option<Clean>,
    pub memo: Option<Clean>,
    /// Merchant category code of ISO 18245, 1 to 9999.
    pub mcc: Option<u16>,
    pub check_number: Option<Clean>,
    /// `online`, `in store`, or the bank's own type word.
    pub channel: Option<Clean>,
    pub location: Option<Clean>,
    pub counterparties: Vec<Counterparty>,
    /// What the provider calls it, mapped to ours.
    pub provider_category: Option<Category>,
    /// A moment of the purchase, only where the source sent a real time of day.
    pub occurred_at: Option<DateTime<Utc>>,
    /// The provider's id of the pending row that this one replaced.
    pub replaces: Option<ProviderId>,
    /// How that pending row was recognised.
    pub matched: Option<Match>,
    /// Changes of status or amount, oldest first, the present state not included.
    pub life: Vec<Life>,
    /// Set while a complete answer of the bank lacks this posted row: it stays, and is shown as doubtful.
    pub missing_since: Option<DateTime<Utc>>,
    /// What the provider calls it, in its own words.
    pub provider_words: Option<ProviderCategory>,
    /// The source's own word for the kind of movement: `ATM`, `T0006`.
    pub type_raw: Option<Clean>,
    /// The provider's id of the transfer that this row is a leg of; both legs have it.
    pub transfer: Option<ProviderId>,
    /// What the provider says of it besides.
    pub meta: Meta,
    /// The source's own record, where the connector keeps it.
    pub raw: Option<Raw>,
}

/// A movement of money on one account. Negative is money out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    pub id: TxnId,
    pub account: AccountId,
    pub status: TxnStatus,
    /// Day of booking as the bank wrote it; `None` while pending.
    pub posted: Option<NaiveDate>,
    /// Day of the purchase as the bank wrote it.
    pub occurred: Option<NaiveDate>,
    /// Day on which we first saw it: what it is dated by when the bank gives no date at all.
    pub first_seen: NaiveDate,
    pub amount: Money,
    /// The bank's words.
    pub text: Text,
    /// The first current one is the row's identity at its bank.
    pub sources: Vec<Source>,
    pub details: Option<Box<Details>>,
    /// Merchant, category and kind as the rules of `insights` read this row; `None` until they have.
    pub reading: Option<Arc<Reading>>,
}

impl Transaction {
    /// The day under which the row is listed and by which its block is chosen: of booking, else of purchase, else of first sight.
    pub fn date(&self) -> NaiveDate {
        self.posted.or(self.occurred).unwrap_or(self.first_seen)
    }

    /// The day of the purchase where it is known, else [`Transaction::date`].
    pub fn spent_on(&self) -> NaiveDate {
        self.occurred.unwrap_or_else(|| self.date())
    }

    /// The details, for reading; empty ones where there are none.
    pub fn details(&self) -> &Details {
        static NONE: Details = Details {
            original: None,
            fee: None,
            running_balance: None,
            reference: None,
            memo: None,
            mcc: None,
            check_number: None,
            channel: None,
            location: None,
            counterparties: Vec::new(),
            provider_category: None,
            occurred_at: None,
            replaces: None,
            matched: None,
            life: Vec::new(),
            missing_since: None,
            provider_words: None,
            type_raw: None,
            transfer: None,
            meta: Meta::new(),
            raw: None,
        };
        self.details.as_deref().unwrap_or(&NONE)
    }

    /// The details, for writing.
    pub fn details_mut(&mut self) -> &mut Details {
        self.details.get_or_insert_default()
    }

    /// True when that connection has this row under that id, now or before.
    pub fn has_id(&self, connection: &ConnectionId, id: &ProviderId) -> bool {
        self.sources.iter().any(|source| &source.connection == connection && source.id.as_ref() == Some(id))
    }
}
