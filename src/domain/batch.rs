//! What a source says in one answer, in our signs and types, before it is held against the book.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    AccountKind, AccountState, Bank, CardTerms, Category, Clean, ConnectionId, Counterparty, Currency, Institution,
    Meta, Money, Problem, ProviderCategory, ProviderId, Raw, Text, TxnStatus,
};

/// The moment and the day a decision counts from. The day is the person's own (`--today`, else the local calendar).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

/// One validated answer of one connection. All of it is committed in one transaction, or none.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    pub connection: ConnectionId,
    pub fetched_at: DateTime<Utc>,
    /// Accounts that the answer names; one that is absent is not thereby gone.
    pub accounts: Vec<SeenAccount>,
    pub changes: Vec<Changes>,
    /// What becomes of the connector's own bookmark (a cursor, a back-fill position), which is kept beside the rows it belongs to.
    pub cursor: Cursor,
    /// What the provider complained of, scope by scope. Scopes that are not named are well. Problems whose scope is an account or
    /// bank use the provider's account id or the bank's key.
    pub problems: Vec<Problem>,
    /// True when the source has more at once (the next page, an older window): pull again before resting.
    pub more: bool,
    /// When something new can be expected, for a source that knows (the sandbox does).
    pub next: Option<DateTime<Utc>>,
    /// When the person's consent at the provider ends, where the provider says.
    pub consent_ends: Option<DateTime<Utc>>,
    /// When the first request of this answer went out, where the connector knows.
    pub started: Option<DateTime<Utc>>,
    /// The provider's ids of the requests behind this answer, which its support asks for.
    pub request_ids: Vec<Clean>,
    /// How the provider names the whole connection, where it does.
    pub label: Option<Clean>,
    /// What the provider says of the connection besides.
    pub meta: Meta,
    /// The name of the file that all of it was read from; `None` where it came from elsewhere, or from several.
    pub file: Option<Clean>,
}

impl Batch {
    /// An answer that says nothing yet; the rest is filled in by struct update.
    pub fn new(connection: ConnectionId, fetched_at: DateTime<Utc>) -> Self {
        Self {
            connection,
            fetched_at,
            accounts: Vec::new(),
            changes: Vec::new(),
            cursor: Cursor::Keep,
            problems: Vec::new(),
            more: false,
            next: None,
            consent_ends: None,
            started: None,
            request_ids: Vec::new(),
            label: None,
            meta: Meta::new(),
            file: None,
        }
    }
}

/// What an answer does to its connection's bookmark.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Cursor {
    /// The old one stands, if there is one.
    #[default]
    Keep,
    Set(String),
    /// There is none any more: the next pull begins as the first one did.
    Clear,
}

impl Cursor {
    /// The bookmark after this answer.
    #[must_use]
    pub fn after(&self, known: Option<String>) -> Option<String> {
        match self {
            Self::Keep => known,
            Self::Set(bookmark) => Some(bookmark.clone()),
            Self::Clear => None,
        }
    }

    /// The bookmark that this answer sets.
    pub fn set(&self) -> Option<&str> {
        match self {
            Self::Set(bookmark) => Some(bookmark),
            Self::Keep | Self::Clear => None,
        }
    }
}

/// An account as a source describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenAccount {
    pub provider_id: ProviderId,
    pub stable_key: Option<ProviderId>,
    /// The person's word on which account of ours it is: an id (`a3`), the tail of a number, a name. A name that no account has makes a
    /// new one of that name.
    pub chosen: Option<Clean>,
    pub bank: Bank,
    pub institution: Institution,
    pub name: Clean,
    pub official_name: Option<Clean>,
    pub mask: Option<Clean>,
    /// Told by the source, or guessed by the connector.
    pub kind: AccountKind,
    /// True when the kind is a guess, which must not overwrite one that was told.
    pub kind_is_guess: bool,
    pub subtype: Option<Clean>,
    pub currency: Currency,
    pub owner: Option<Clean>,
    pub state: AccountState,
    pub balance: Option<SeenBalance>,
    pub terms: CardTerms,
    pub meta: Meta,
}

impl SeenAccount {
    /// An account of the least that every source gives; the rest is filled in by struct update.
    pub fn new(provider_id: ProviderId, bank: Bank, name: Clean, kind: AccountKind, currency: Currency) -> Self {
        Self {
            provider_id,
            stable_key: None,
            chosen: None,
            bank,
            institution: Institution::default(),
            name,
            official_name: None,
            mask: None,
            kind,
            kind_is_guess: false,
            subtype: None,
            currency,
            owner: None,
            state: AccountState::Open,
            balance: None,
            terms: CardTerms::default(),
            meta: Meta::new(),
        }
    }
}

/// Figures of an account as a source gives them, in our signs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenBalance {
    pub current: Option<Money>,
    pub available: Option<Money>,
    pub limit: Option<Money>,
    pub pending: Option<Money>,
    pub kind_raw: Option<Clean>,
    pub as_of: Option<DateTime<Utc>>,
}

/// What changed, in the two ways in which sources say it.
#[derive(Debug, Clone, PartialEq)]
pub enum Changes {
    /// Only what is new, different or gone (Plaid).
    Delta {
        /// The provider's account.
        account: ProviderId,
        upserts: Vec<Row>,
        /// Ids of rows that no longer exist at the provider.
        removed: Vec<ProviderId>,
    },
    /// Everything of an account between two days (SimpleFIN, files, most others).
    Window {
        /// The provider's account.
        account: ProviderId,
        /// First day, inclusive.
        from: NaiveDate,
        /// Last day, inclusive.
        to: NaiveDate,
        /// True when the source vouches that nothing between the days is left out, pending rows included: only then may a
        /// pending row that is absent be taken as dropped.
        complete: bool,
        rows: Vec<Row>,
    },
}

/// A movement as a source describes it, already in our signs. A file may have a million: what few rows have is apart, in [`Extras`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: Option<ProviderId>,
    /// Pending, posted, or (where a provider says so by name) removed.
    pub status: TxnStatus,
    pub posted: Option<NaiveDate>,
    pub occurred: Option<NaiveDate>,
    pub amount: Money,
    pub running_balance: Option<Money>,
    pub text: Text,
    pub memo: Option<Clean>,
    pub mcc: Option<u16>,
    pub channel: Option<Clean>,
    /// The source's own word for the kind of movement: `ATM`, `T0006`.
    pub type_raw: Option<Clean>,
    pub extras: Option<Box<Extras>>,
}

/// What few rows of files have, and what only some providers say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extras {
    /// Only a real moment, not a midnight or noon that fills a field.
    pub occurred_at: Option<DateTime<Utc>>,
    pub original: Option<Money>,
    pub fee: Option<Money>,
    pub reference: Option<Clean>,
    pub check_number: Option<Clean>,
    pub location: Option<Clean>,
    pub counterparties: Vec<Counterparty>,
    pub category: Option<Category>,
    /// The provider's own words for it.
    pub provider_words: Option<ProviderCategory>,
    /// The provider's id of the transfer that this row is a leg of.
    pub transfer: Option<ProviderId>,
    /// What the provider says of it besides.
    pub meta: Meta,
    pub raw: Option<Raw>,
    /// The id of the pending row that this posted one replaces, where the source says so.
    pub replaces: Option<ProviderId>,
}

impl Extras {
    /// For [`Row::extras`]: `None` when nothing is said.
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != NO_EXTRAS).then(|| Box::new(self))
    }
}

static NO_EXTRAS: Extras = Extras {
    occurred_at: None,
    original: None,
    fee: None,
    reference: None,
    check_number: None,
    location: None,
    counterparties: Vec::new(),
    category: None,
    provider_words: None,
    transfer: None,
    meta: Meta::new(),
    raw: None,
    replaces: None,
};

impl Row {
    /// A row of the least that every source gives; the rest is filled in by struct update.
    pub fn new(status: TxnStatus, amount: Money, text: Text) -> Self {
        Self {
            id: None,
            status,
            posted: None,
            occurred: None,
            amount,
            running_balance: None,
            text,
            memo: None,
            mcc: None,
            channel: None,
            type_raw: None,
            extras: None,
        }
    }

    /// The extras, for reading; empty ones where there are none.
    pub fn extras(&self) -> &Extras {
        self.extras.as_deref().unwrap_or(&NO_EXTRAS)
    }

    /// The extras, for writing.
    pub fn extras_mut(&mut self) -> &mut Extras {
        self.extras.get_or_insert_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_stays_small_and_has_extras_only_where_something_is_said() {
        assert!(size_of::<Row>() <= 160, "{} bytes: a file may have a million", size_of::<Row>());
        assert_eq!(Extras::default().boxed(), None);
        let told = Extras { category: Some(Category::BankFees), ..Extras::default() };
        assert_eq!(told.clone().boxed().as_deref(), Some(&told));
        assert_eq!(&Extras::default(), &NO_EXTRAS);
    }
}
