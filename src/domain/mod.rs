//! The words of the field: money, accounts, transactions, and what a source or a person says of them.
//! Imports nothing of ours, reads no clock, does no I/O; every other room speaks in these types.

#![deny(clippy::float_arithmetic)] // money and dates are exact here

mod access;
mod account;
mod alert;
mod amounts;
mod batch;
mod book;
mod clean;
mod connection;
mod currency;
mod deed;
mod delta;
mod edit;
mod freshness;
mod ids;
mod memo;
mod merchant;
mod meta;
mod money;
mod page;
mod period;
mod rates;
mod rule;
mod secret;
mod step;
mod transaction;

pub use access::{Access, AccessEvent, Chain, Heard, Purpose, Shared, Told, shared, told};
pub use account::{Account, AccountKind, AccountSource, AccountState, Balance, Bank, CardTerms, Institution};
pub use alert::{Alert, AlertId, AlertState, Level, Severity};
pub use amounts::{Amounts, Overflow};
pub use batch::{Batch, Changes, Clock, Cursor, Extras, Row, SeenAccount, SeenBalance};
pub use book::{Block, BlockKey, Book, Slot};
pub use clean::{Clean, Text};
pub use connection::{Connection, Policy, Problem, ProblemKind, Scope, Setting, Status, Usage};
pub use currency::{Currency, CurrencyError};
pub use deed::{Change, Deed};
pub use delta::{Delta, RowCounts, SyncOutcome, SyncRecord};
pub use edit::{AccountEdit, Edit, Edits, Split, Topic, TxnEdit};
pub use ids::{AccountId, ConnectionId, ProviderId, TxnId};
pub use memo::Memo;
pub use merchant::{Category, Reading, RowKind};
pub use meta::{Meta, Raw};
pub use money::{Money, MoneyError};
pub use page::WebPage;
pub use period::{Month, Period, PeriodError};
pub use rates::Rates;
pub use rule::{Alias, Limit, Limited, Rule};
pub use secret::Secret;
pub use step::{Forgotten, Step};
pub use transaction::{
    Counterparty, CounterpartyRole, Details, Life, Match, ProviderCategory, Source, Transaction, TxnStatus,
};
