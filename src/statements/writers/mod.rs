//! Writers: a view of the book in, a file of another program's format out. Pure functions into any `io::Write`; the same view gives the
//! same bytes. The whole book goes through [`book::write`](super::book::write).

mod csv;
mod journal;
mod ofx;
mod qif;
mod view;

pub use self::csv::{defused, records};
pub use journal::{Dialect, account_names};
pub use view::View;

use std::io::{self, Write};

use crate::domain::Overflow;

/// Why nothing, or only a part, was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Overflow(#[from] Overflow),
}

/// A format that a view can be written in.
pub type Writer = fn(&View<'_>, &mut dyn Write) -> Result<(), WriteError>;

/// Rows as a table.
pub const CSV: Writer = csv::write;
/// OFX 2.1.1: posted rows and balances.
pub const OFX: Writer = ofx::write;
/// Posted rows, account by account, after the opening balance.
pub const QIF: Writer = qif::write;
/// A journal of hledger.
pub const HLEDGER: Writer = |view, out| journal::write(view, Dialect::Hledger, out);
/// A journal of ledger.
pub const LEDGER: Writer = |view, out| journal::write(view, Dialect::Ledger, out);
/// A ledger of beancount.
pub const BEANCOUNT: Writer = |view, out| journal::write(view, Dialect::Beancount, out);

#[cfg(test)]
mod tests;
