//! passbook's own JSON: the whole book in one file, written and read back record by record. What is read back and written again is the
//! same file, byte for byte; nothing of the book is left out but secrets, which are no part of it.
//!
//! ```text
//! {"passbook":"book","schema":1,"next_account":3,"next_txn":8,
//! "accounts":[ one a line ], "connections":[..], "history":[..], "transactions":[..],
//! "transaction_edits":[..], "account_edits":[..], "answers":[..], "alerts":[..]}
//! ```

mod escape;
mod guard;
mod leaves;
mod read;
mod shapes;
mod write;

pub use escape::Escaping;
pub use read::{BookError, is_book, read};
pub use write::write;

use serde::{Deserialize, Serialize};

use crate::domain::{AccountEdit, AccountId, Balance, Clean, Topic, TxnEdit, TxnId};

/// The version of the shapes. Raised whenever an older passbook could not read a file whole.
pub const SCHEMA: u32 = 1;
/// The value of the first key, by which a file is recognized.
const MARK: &str = "book";

/// What a file consists of, in this order.
mod keys {
    pub(super) const MARK: &str = "passbook";
    pub(super) const SCHEMA: &str = "schema";
    pub(super) const NEXT_ACCOUNT: &str = "next_account";
    pub(super) const NEXT_TXN: &str = "next_txn";
    pub(super) const ACCOUNTS: &str = "accounts";
    pub(super) const CONNECTIONS: &str = "connections";
    pub(super) const HISTORY: &str = "history";
    pub(super) const TRANSACTIONS: &str = "transactions";
    pub(super) const TXN_EDITS: &str = "transaction_edits";
    pub(super) const ACCOUNT_EDITS: &str = "account_edits";
    pub(super) const ANSWERS: &str = "answers";
    pub(super) const ALERTS: &str = "alerts";
    pub(super) const ALL: [&str; 12] = [
        MARK,
        SCHEMA,
        NEXT_ACCOUNT,
        NEXT_TXN,
        ACCOUNTS,
        CONNECTIONS,
        HISTORY,
        TRANSACTIONS,
        TXN_EDITS,
        ACCOUNT_EDITS,
        ANSWERS,
        ALERTS,
    ];
}

/// The balances of one account over time.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HistoryLine<B> {
    account: AccountId,
    balances: B,
}

/// A person's word on a row.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TxnEditLine<E> {
    transaction: TxnId,
    edit: E,
}

/// A person's word on an account.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountEditLine<E> {
    account: AccountId,
    edit: E,
}

/// A person's answer to a question.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerLine {
    topic: Topic,
    key: Clean,
    word: Clean,
}

type ReadHistory = HistoryLine<Vec<Balance>>;
type ReadTxnEdit = TxnEditLine<TxnEdit>;
type ReadAccountEdit = AccountEditLine<AccountEdit>;

#[cfg(test)]
mod tests;
