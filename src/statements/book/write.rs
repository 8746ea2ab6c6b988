//! Writes a book, one record a line, in the order of its ids: the same book gives the same bytes.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::CompactFormatter;

use super::{AccountEditLine, AnswerLine, Escaping, HistoryLine, MARK, SCHEMA, TxnEditLine, keys};
use crate::domain::{Book, Clean, Edits, Slot, Topic};

/// Writes all of a book. Every block must have been read: a file with holes would be no copy.
pub fn write(book: &Book, out: &mut dyn Write) -> io::Result<()> {
    // taken apart, so that what a book gains cannot be forgotten here
    // how edits came about is of use only where they were made
    let Book { accounts, connections, blocks, history, edits, deeds: _, alerts, next_account, next_txn, memo: _ } =
        book;
    let Edits { transactions, accounts: account_edits, answers } = &**edits;
    if blocks.values().any(|slot| !matches!(slot, Slot::Loaded(_))) {
        return Err(io::Error::other("some months of transactions have not been read"));
    }
    let mut file = File { out };
    write!(file.out, "{{\"{}\":\"{MARK}\",\"{}\":{SCHEMA},", keys::MARK, keys::SCHEMA)?;
    write!(file.out, "\"{}\":{next_account},\"{}\":{next_txn}", keys::NEXT_ACCOUNT, keys::NEXT_TXN)?;
    file.list(keys::ACCOUNTS, accounts.values())?;
    file.list(keys::CONNECTIONS, connections.values())?;
    let balances = history.iter().map(|(account, balances)| HistoryLine { account: *account, balances });
    file.list(keys::HISTORY, balances)?;
    file.list(keys::TRANSACTIONS, book.rows())?;
    let words = transactions.iter().map(|(row, edit)| TxnEditLine { transaction: *row, edit });
    file.list(keys::TXN_EDITS, words)?;
    let words = account_edits.iter().map(|(account, edit)| AccountEditLine { account: *account, edit });
    file.list(keys::ACCOUNT_EDITS, words)?;
    let line = |((topic, key), word): (&(Topic, Clean), &Clean)| AnswerLine {
        topic: *topic,
        key: key.clone(),
        word: word.clone(),
    };
    file.list(keys::ANSWERS, answers.iter().map(line))?;
    file.list(keys::ALERTS, alerts.values())?;
    file.out.write_all(b"}\n")
}

struct File<'a> {
    out: &'a mut dyn Write,
}

impl File<'_> {
    fn list<T: Serialize>(&mut self, key: &str, items: impl Iterator<Item = T>) -> io::Result<()> {
        write!(self.out, ",\n\"{key}\":[")?;
        let mut before = "\n";
        for item in items {
            self.out.write_all(before.as_bytes())?;
            item.serialize(&mut serde_json::Serializer::with_formatter(&mut self.out, Escaping(CompactFormatter)))?;
            before = ",\n";
        }
        self.out.write_all(b"]")
    }
}
