//! What is due, and how an answer becomes a change of the book. Pure.
//!
//! [`merge`] holds an answer against the book, account by account, in steps that each settle what the one before left open:
//!
//! ```text
//! accounts   which account of ours is it                      id, else a lasting key, else bank + mask + kind + currency
//! answer     one canonical value of all that is said of it    repetitions gone, posted before pending
//! identity   rows that the source names                       present ids, links, former ids
//! content    rows that say the same                           day, amount, words; n equal rows meet n equal rows
//! pending    posted rows that were pending                    amount, days, words: scored, best pair first
//! content    rows that say nearly the same                    another source of the account, new ids after a re-link
//! row        what a telling makes of a row                    pending -> posted | dropped | removed, and back
//! absence    rows that the answer is silent of                dropped, in doubt, or nothing
//! ledger     the blocks that changed
//! ```
//!
//! [`rename()`] gives a connection another name wherever it stands, [`moving`] an account another connection.

#![deny(clippy::float_arithmetic)] // money and dates are exact here

mod absence;
mod accounts;
mod answer;
mod balances;
mod connection;
mod content;
mod doubt;
mod evidence;
mod identity;
mod ledger;
mod merging;
pub mod moving;
mod pending;
pub mod plan;
mod rename;
mod row;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod undo;
mod words;

pub use doubt::{Doubt, named};
pub use merging::{MergeError, doubt, merge};
pub use rename::rename;
