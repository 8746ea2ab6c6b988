//! The shape of every record of passbook's own JSON, as one table. A field that the domain gains and this table lacks does not compile,
//! so nothing can be left behind; fields behind the bar are left out where they say nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::{
    Account, AccountEdit, AccountId, AccountKind, AccountSource, AccountState, Alert, AlertId, AlertState, Balance,
    Bank, CardTerms, Category, Clean, Connection, ConnectionId, Counterparty, CounterpartyRole, Currency, Details,
    Institution, Life, Match, Meta, Money, Problem, ProblemKind, ProviderCategory, ProviderId, Raw, Reading, RowKind,
    Scope, Severity, Source, Split, Status, Text, Topic, Transaction, TxnEdit, TxnId, TxnStatus, Usage,
};

/// Objects: `Name { fields that are always there | fields that may be left out }`.
macro_rules! objects {
    ($($name:ident { $($field:ident: $type:ty),* $(,)? | $($spare:ident: $spare_type:ty),* $(,)? })*) => { $(
        const _: () = {
            #[derive(Serialize)]
            struct Out<'a> {
                $($field: &'a $type,)*
                $(#[serde(skip_serializing_if = "Option::is_none")] $spare: Option<&'a $spare_type>,)*
            }

            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct In {
                $($field: $type,)*
                $(#[serde(default)] $spare: $spare_type,)*
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                    let Self { $($field,)* $($spare,)* } = self;
                    $(let $spare = Some($spare).filter(|value| **value != <$spare_type>::default());)*
                    Out { $($field,)* $($spare,)* }.serialize(out)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                    let In { $($field,)* $($spare,)* } = In::deserialize(source)?;
                    Ok(Self { $($field,)* $($spare,)* })
                }
            }
        };
    )* };
}

objects! {
    Account {
        id: AccountId, bank: Bank, sources: Vec<AccountSource>, name: Clean, kind: AccountKind, currency: Currency,
        state: AccountState |
        official_name: Option<Clean>, mask: Option<Clean>, subtype: Option<Clean>, owner: Option<Clean>,
        balance: Option<Balance>, terms: CardTerms, institution: Institution, meta: Meta,
    }
    Bank { key: Arc<str>, name: Clean | }
    Institution { | url: Option<Clean>, logo: Option<Clean>, ids: Meta }
    AccountSource { connection: ConnectionId, provider_id: ProviderId, current: bool | stable_key: Option<ProviderId> }
    Balance {
        fetched_at: DateTime<Utc> |
        current: Option<Money>, available: Option<Money>, limit: Option<Money>, pending: Option<Money>, kind_raw: Option<Clean>, as_of: Option<DateTime<Utc>>,
    }
    CardTerms {
        | statement_balance: Option<Money>, due: Option<NaiveDate>, minimum_payment: Option<Money>, apr: Option<Decimal>,
    }
    Connection {
        id: ConnectionId, kind: Arc<str>, status: Status |
        problems: Vec<Problem>, cursor: Option<String>, watermarks: BTreeMap<ProviderId, NaiveDate>,
        last_ok: Option<DateTime<Utc>>, last_attempt: Option<DateTime<Utc>>, failures: u32, usage: Usage,
        consent_ends: Option<DateTime<Utc>>, created: Option<DateTime<Utc>>, label: Option<Clean>, meta: Meta,
    }
    Usage { | day: Option<NaiveDate>, requests: u32 }
    Problem { scope: Scope, kind: ProblemKind, message: Clean | }
    Transaction {
        id: TxnId, account: AccountId, status: TxnStatus, first_seen: NaiveDate, amount: Money, text: Text |
        posted: Option<NaiveDate>, occurred: Option<NaiveDate>, sources: Vec<Source>, details: Option<Box<Details>>,
        reading: Option<Arc<Reading>>,
    }
    Source { connection: ConnectionId, current: bool | id: Option<ProviderId> }
    Details {
        | original: Option<Money>, fee: Option<Money>, running_balance: Option<Money>, reference: Option<Clean>,
        memo: Option<Clean>, mcc: Option<u16>, check_number: Option<Clean>, channel: Option<Clean>,
        location: Option<Clean>, counterparties: Vec<Counterparty>, provider_category: Option<Category>,
        occurred_at: Option<DateTime<Utc>>, replaces: Option<ProviderId>, matched: Option<Match>, life: Vec<Life>,
        missing_since: Option<DateTime<Utc>>, provider_words: Option<ProviderCategory>, type_raw: Option<Clean>, transfer: Option<ProviderId>, meta: Meta, raw: Option<Raw>,
    }
    Counterparty { name: Clean, role: CounterpartyRole | entity: Option<ProviderId>, website: Option<Clean> }
    Life { at: DateTime<Utc>, status: TxnStatus, amount: Money | }
    Reading { rules: u32, category: Category, kind: RowKind | merchant: Option<Clean>, hidden: bool }
    ProviderCategory { code: Clean | confidence: Option<Clean> }
    TxnEdit {
        | category: Option<Category>, merchant: Option<Clean>, note: Option<Clean>, hidden: bool, tags: Vec<Clean>,
        transfer: Option<bool>, splits: Vec<Split>, partner: Option<TxnId>,
    }
    Split { category: Category, amount: Money | note: Option<Clean> }
    Alert {
        id: AlertId, rule: Clean, severity: Severity, created: DateTime<Utc>, state: AlertState |
        account: Option<AccountId>, txn: Option<TxnId>, connection: Option<ConnectionId>, payload: Meta,
    }
    AccountEdit {
        | name: Option<Clean>, kind: Option<AccountKind>, hidden: bool, limit: Option<Money>, terms: CardTerms,
    }
}

/// Choices: a word, or an object of one word with what belongs to it.
macro_rules! choices {
    ($($(#[$meta:meta])* $shape:ident of $name:ident { $($variants:tt)* })*) => { $(
        #[derive(Serialize, Deserialize)]
        $(#[$meta])*
        #[serde(rename_all = "snake_case")]
        enum $shape { $($variants)* }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                $shape::serialize(self, out)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                $shape::deserialize(source)
            }
        }
    )* };
}

choices! {
    #[serde(remote = "AccountState")]
    AccountStateShape of AccountState { Open, Closed, Gone }
    #[serde(remote = "AlertState")]
    AlertStateShape of AlertState { New, Seen, Dismissed }
    #[serde(remote = "Severity")]
    SeverityShape of Severity { Notice, Warning, Urgent }
    #[serde(remote = "Topic")]
    TopicShape of Topic { Stream, Alert, Pair, Rule }
    #[serde(remote = "CounterpartyRole")]
    CounterpartyRoleShape of CounterpartyRole {
        Merchant, Marketplace, PaymentApp, Terminal, Bank, IncomeSource, Person, Other,
    }
    #[serde(remote = "Match")]
    MatchShape of Match { SameId, Linked, Scored(u8) }
    #[serde(remote = "Status")]
    StatusShape of Status { Never, Ok, Partial, Failed(Problem), Paused, Revoked }
    #[serde(remote = "Scope")]
    ScopeShape of Scope { Connection, Bank(Arc<str>), Account(ProviderId) }
    #[serde(remote = "ProblemKind")]
    ProblemKindShape of ProblemKind {
        NeedsReauth,
        NeedsSubscription,
        RateLimited { until: Option<DateTime<Utc>> },
        QuotaUsed { until: DateTime<Utc> },
        Offline,
        Unavailable,
        Malformed,
        Config,
        NotKept,
        Notice,
    }
}
