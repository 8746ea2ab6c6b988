//! How rows are read and added up: merchants, categories, spending. Pure functions over the book.
//!
//! ```text
//! describe   a descriptor -> merchant, category, kind, why       head | blank | brands | tail | words
//! read       a row -> Reading; fills a delta, finds outdated ones  mcc
//! personal   a Reading after the person's own rules and names         learned
//! spending   a period of the book -> lines by merchant, category, bank or account
//! series     twelve months, and their sparkline
//! passport   one merchant over the whole book
//! ```

mod blank;
mod brands;
mod describe;
mod head;
mod learned;
mod mcc;
mod passport;
mod personal;
mod read;
mod series;
mod spending;
mod tail;
mod text;
mod words;

pub use describe::{Description, Found, describe};
pub use head::Channel;
pub use learned::Learned;
pub use passport::{Passport, passport};
pub use personal::{Reader, Touched};
pub use read::{RULES, Readings, fill, outdated, read};
pub use series::spark;
pub use spending::{Group, Key, Line, Of, Spending, Total, by, rows_of};
