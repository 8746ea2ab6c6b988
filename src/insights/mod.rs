//! How rows are read and added up: merchants, categories, spending. Pure functions over the book.
//!
//! ```text
//! describe   a descriptor -> merchant, category, kind, why       head | blank | brands | tail | words
//! read       a row -> Reading; fills a delta, finds outdated ones  mcc
//! spending   a period of the book -> lines by merchant, category, bank or account
//! series     twelve months, and their sparkline
//! passport   one merchant over the whole book
//! alerts     what looks wrong, against the person's own past
//! ```

pub mod alerts;

mod blank;
mod brands;
mod describe;
mod head;
mod mcc;
mod passport;
mod read;
mod series;
mod spending;
mod tail;
mod text;
mod words;

pub use describe::{Description, Found, describe};
pub use head::Channel;
pub use passport::{Passport, passport};
pub use read::{RULES, Readings, fill, outdated, read};
pub use series::spark;
pub use spending::{Group, Key, Line, Of, Spending, Total, by, rows_of};
