//! How rows are read and added up: merchants, categories, spending, what recurs, worth. Pure functions over the book.
//!
//! ```text
//! describe   a descriptor -> merchant, category, kind, why       head | between | blank | brands | tail | place | words
//! read       a row -> Reading; fills a delta, finds outdated ones  mcc
//! personal   a Reading after the person's own rules and names         learned
//! recurring  rows -> streams: how often, until when, when next and for how much
//! spending   a period of the book -> lines by merchant, category, bank or account
//! parts      a row that a person divided
//! outlook    streams -> what comes, and what each account will hold then
//! cashflow   in, out and net by month, and the running one at its end
//! networth   balances through time, told or worked out
//! transfers  both sides of a movement between own accounts; a refund's purchase
//! limits     what is left of a month's limits
//! series     twelve months, and their sparkline
//! converted  totals of several currencies as one, by a person's rates
//! derivation where a figure comes from: rows, rules, what was left out, rates, sources
//! passport   one merchant over the whole book
//! dispute    until when a charge may be disputed, and by what right
//! query      what a person asks of a list: words, merchant:, amount:>50, date:2026-10, is:pending
//! alerts     what looks wrong, against the person's own past
//! ```

pub mod alerts;
pub mod balances;
mod between;
mod blank;
mod brands;
mod cashflow;
mod converted;
mod derivation;
mod describe;
pub mod dispute;
mod head;
mod learned;
mod limits;
mod mcc;
mod networth;
mod outlook;
mod parts;
mod passport;
mod personal;
mod place;
mod query;
mod read;
mod recurring;
mod series;
mod spending;
mod tail;
mod text;
mod transfers;
mod words;

pub use cashflow::{Flow, Forecast, cashflow};
pub use converted::{Converted, converted};
pub use derivation::{Derivation, LeftOut, RateUsed, SourceUsed};
pub use describe::{Description, Found, describe};
pub use head::Channel;
pub use learned::Learned;
pub use limits::{Allowance, allowances};
pub use networth::{Basis, Holding, Worth, balance_of, networth};
pub use outlook::{Expected, Upcoming, expected, upcoming};
pub use passport::{Passport, passport};
pub use personal::{Reader, Touched, bearing};
pub use query::{Index, Query};
pub use read::{RULES, Readings, fill, outdated, read};
pub use recurring::{Entry, Frequency, Known, Movements, PriceChange, Status, Stream, Word, known, streams};
pub use series::spark;
pub use spending::{Group, Key, Line, Of, Spending, Total, by, derive, reach, rows_of};
pub use transfers::{Doubt, Pairs, ReplayError, Replayed, Stated, paired, pairs, replay};
