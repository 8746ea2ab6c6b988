//! The subcommands of figures as clap reads them: what a person may say of them, and the same judged on any list of rows.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Subcommand;

use crate::domain::Period;

/// `passbook recurring ...`
#[derive(Debug, Subcommand)]
pub enum RecurringCommand {
    /// Say that a stream is one: it is marked so
    Confirm(super::streams::Which),
    /// Say that it is none: it is in no list and no forecast from now on
    Reject(super::streams::Which),
    /// Say that it has ended: nothing more is expected of it, and a charge after that day raises an alert
    End {
        #[command(flatten)]
        which: super::streams::Which,
        /// The day [default: today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<NaiveDate>,
    },
    /// What recurs in any CSV of movements, each account a person of its own, seen from --today
    Replay {
        /// CSV with columns id, account, date, amount (spending positive, income negative), description; - reads standard input
        file: PathBuf,
    },
}

/// `passbook transactions ...`
#[derive(Debug, Subcommand)]
pub enum TransactionsCommand {
    /// Your word on one row: category, merchant, note, tags, parts, hidden, a transfer or none
    Set(super::hand::Set),
}

/// `passbook alerts ...`
#[derive(Debug, Subcommand)]
pub enum AlertsCommand {
    /// Say what an alert was; one with an answer is over
    Answer {
        /// As `passbook alerts` names it: `duplicate:t123`
        key: String,
        #[arg(value_enum)]
        word: super::alerts::Word,
        /// Take that word back
        #[arg(long)]
        undo: bool,
    },
    /// Judge any stream of charges, each by its customer's earlier ones: columns id, customer, time, amount (spending positive) and,
    /// where there are any, merchant or terminal, and category; prints id,alert,score,rule,why as CSV
    Replay {
        /// CSV in the order of time; `-` is standard input
        file: PathBuf,
    },
}

/// `passbook transfers ...`
#[derive(Debug, Subcommand)]
pub enum TransfersCommand {
    /// Both sides of each movement between your accounts
    List {
        /// A month (2026-11), a year (2026), two days or all
        #[arg(long, default_value = "all")]
        period: Period,
    },
    /// Rows that may be two sides of one movement: not taken for one until you say so
    Doubts,
    /// Say that two rows are one movement
    Confirm(super::sides::Two),
    /// Say that two rows are none
    Reject(super::sides::Two),
    /// Judge any list of rows: print id,kind,partner. Reads CSV with the columns
    /// `id,owner,account,account_kind,currency,date,amount,description`, money in positive; an owner's accounts belong together
    Replay {
        /// The list, `-` for standard input
        file: PathBuf,
    },
}
