//! How rows are read and added up: merchants, categories, spending, what recurs, worth. Pure functions over the book.
//!
//! ```text
//! describe   a descriptor -> merchant, category, kind, why       head | blank | brands | tail | words
//! read       a row -> Reading; fills a delta, finds outdated ones  mcc
//! recurring  rows -> streams: how often, until when, when next and for how much
//! spending   a period of the book -> lines by merchant, category, bank or account
//! outlook    streams -> what comes, and what each account will hold then
//! cashflow   in, out and net by month, and the running one at its end
//! networth   balances through time, told or worked out
//! series     twelve months, and their sparkline
//! derivation where a figure comes from: rows, rules, what was left out
//! passport   one merchant over the whole book
//! ```

pub mod balances;
mod blank;
mod brands;
mod cashflow;
mod derivation;
mod describe;
mod head;
mod mcc;
mod networth;
mod outlook;
mod passport;
mod read;
mod recurring;
mod series;
mod spending;
mod tail;
mod text;
mod words;

pub use cashflow::{Flow, Forecast, cashflow};
pub use derivation::{Derivation, LeftOut};
pub use describe::{Description, Found, describe};
pub use head::Channel;
pub use networth::{Basis, Holding, Worth, networth};
pub use outlook::{Expected, Upcoming, expected, upcoming};
pub use passport::{Passport, passport};
pub use read::{RULES, Readings, fill, outdated, read};
pub use recurring::{Entry, Frequency, Known, Movements, PriceChange, Status, Stream, Word, known, streams};
pub use series::spark;
pub use spending::{Group, Key, Line, Of, Spending, Total, by, rows_of};
