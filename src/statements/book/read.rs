//! Reads a book back, record by record, from bytes that anybody may have written: memory is bounded by the book that comes of it, and
//! what does not hang together is refused as a whole.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::io::Read;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::guard::Guard;
use super::{AnswerLine, MARK, ReadAccountEdit, ReadHistory, ReadTxnEdit, SCHEMA, keys};
use crate::domain::{Account, Alert, Block, BlockKey, Book, Connection, Edit, Edits, Reading, Slot};
use crate::domain::{Transaction, TxnId};

/// Most accounts, and most connections. No person has a hundredth of it.
const MAX_ACCOUNTS: usize = 100_000;
/// Most rows. At ten a day that is three thousand years.
const MAX_ROWS: usize = 10_000_000;

/// Why a file is no book, or none that can be taken back. Nothing of it may be used then.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    #[error("it could not be read: {0}")]
    Io(std::io::Error),
    #[error("it is cut off: copy or export it again")]
    Truncated,
    /// Never with a word of the file: those are somebody's accounts.
    #[error("line {line}, column {column} is not what passbook writes: it was changed or damaged, export it again")]
    Malformed { line: usize, column: usize },
    #[error("it was written by a later passbook (schema {0}, this one reads up to {SCHEMA}): use that one")]
    Newer(u32),
    #[error("it does not hang together: {0}")]
    Wrong(&'static str),
}

/// True when the beginning of a file is that of passbook's own JSON; 256 bytes of it are enough.
pub fn is_book(head: &[u8]) -> bool {
    let solid = head.iter().filter(|byte| !byte.is_ascii_whitespace()).copied();
    solid.take(64).collect::<Vec<_>>().starts_with(format!("{{\"{}\":\"{MARK}\"", keys::MARK).as_bytes())
}

/// Reads a whole book. Texts are cleaned again, amounts exact, and sizes bounded; rows must be of accounts that are there.
pub fn read(source: impl Read) -> Result<Book, BookError> {
    let mut draft = Draft::default();
    // serde_json asks for single bytes: a buffer on both sides of the guard
    let guarded = std::io::BufReader::new(Guard::new(source));
    let mut json = serde_json::Deserializer::from_reader(guarded);
    let read = json.deserialize_map(Whole(&mut draft)).and_then(|()| json.end());
    match (draft.fault.take(), read) {
        (Some(fault), _) => Err(fault),
        (None, Err(error)) => Err(told(error)),
        (None, Ok(())) => draft.book(),
    }
}

fn told(error: serde_json::Error) -> BookError {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Io => BookError::Io(error.into()),
        serde_json::error::Category::Eof => BookError::Truncated,
        _ => BookError::Malformed { line, column },
    }
}

/// A book that is being read.
#[derive(Default)]
struct Draft {
    book: Book,
    edits: Edits,
    rows: BTreeMap<BlockKey, Vec<Transaction>>,
    ids: BTreeSet<TxnId>,
    readings: HashSet<Arc<Reading>>,
    schema: Option<u32>,
    fault: Option<BookError>,
}

type Taken = Result<(), BookError>;

impl Draft {
    fn account(&mut self, account: Account) -> Taken {
        let days = [account.terms.due];
        let known = self.book.accounts.len() >= MAX_ACCOUNTS;
        known_days(days.into_iter().flatten())?;
        let twice = self.book.accounts.insert(account.id, Arc::new(account)).is_some();
        refuse(known, "it has more accounts than anybody could have")?;
        refuse(twice, "an account is there twice")
    }

    fn connection(&mut self, connection: Connection) -> Taken {
        known_days(connection.watermarks.values().copied().chain(connection.usage.day))?;
        refuse(self.book.connections.len() >= MAX_ACCOUNTS, "it has more connections than anybody could have")?;
        let twice = self.book.connections.insert(connection.id.clone(), Arc::new(connection)).is_some();
        refuse(twice, "a connection is there twice")
    }

    fn history(&mut self, line: ReadHistory) -> Taken {
        let twice = self.book.history.insert(line.account, Arc::new(line.balances)).is_some();
        refuse(twice, "the balances of an account are there twice")
    }

    fn row(&mut self, mut row: Transaction) -> Taken {
        known_days([row.posted, row.occurred, Some(row.first_seen)].into_iter().flatten())?;
        refuse(self.ids.len() >= MAX_ROWS, "it has more than ten million transactions")?;
        refuse(!self.ids.insert(row.id), "a transaction is there twice")?;
        row.reading = row.reading.take().map(|reading| self.shared(&reading));
        self.rows.entry(BlockKey::of(&row)).or_default().push(row);
        Ok(())
    }

    /// Rows that are read alike share one reading, as they do when they come from banks.
    fn shared(&mut self, reading: &Arc<Reading>) -> Arc<Reading> {
        if let Some(known) = self.readings.get(reading) {
            return Arc::clone(known);
        }
        self.readings.insert(Arc::clone(reading));
        Arc::clone(reading)
    }

    fn txn_edit(&mut self, line: ReadTxnEdit) -> Taken {
        self.edits.apply(&Edit::Txn(line.transaction, line.edit));
        refuse(self.edits.transactions.len() > MAX_ROWS, "it has more than ten million edits")
    }

    fn account_edit(&mut self, line: ReadAccountEdit) -> Taken {
        known_days(line.edit.terms.due.into_iter())?;
        self.edits.apply(&Edit::Account(line.account, line.edit));
        refuse(self.edits.accounts.len() > MAX_ACCOUNTS, "it has more accounts than anybody could have")
    }

    fn answer(&mut self, line: AnswerLine) -> Taken {
        self.edits.apply(&Edit::Answer(line.topic, line.key, Some(line.word)));
        refuse(self.edits.answers.len() > MAX_ROWS, "it has more than ten million answers")
    }

    fn alert(&mut self, alert: Alert) -> Taken {
        refuse(self.book.alerts.len() >= MAX_ROWS, "it has more than ten million alerts")?;
        let twice = self.book.alerts.insert(alert.id, Arc::new(alert)).is_some();
        refuse(twice, "an alert is there twice")
    }

    fn schema(&mut self, found: u32) -> Taken {
        self.schema = Some(found);
        if found > SCHEMA { Err(BookError::Newer(found)) } else { refuse(found == 0, "its schema is 0") }
    }

    fn book(self) -> Result<Book, BookError> {
        let Self { mut book, edits, rows, ids, schema, .. } = self;
        refuse(schema.is_none(), "it does not say its schema")?;
        let of_nobody = |id| !book.accounts.contains_key(&id);
        refuse(rows.keys().any(|key| of_nobody(key.account)), "a transaction is of an account that is not there")?;
        refuse(book.history.keys().any(|id| of_nobody(*id)), "balances are of an account that is not there")?;
        let last = book.accounts.last_key_value().map(|(id, _)| id.0);
        refuse(last.is_some_and(|last| last >= book.next_account), "the id of an account would be given out again")?;
        let last = ids.last().map(|id| id.0);
        refuse(last.is_some_and(|last| last >= book.next_txn), "the id of a transaction would be given out again")?;
        book.edits = Arc::new(edits);
        book.blocks = rows.into_iter().map(|(key, rows)| (key, Slot::Loaded(Arc::new(Block::new(rows))))).collect();
        Ok(book)
    }
}

fn refuse(wrong: bool, why: &'static str) -> Taken {
    if wrong { Err(BookError::Wrong(why)) } else { Ok(()) }
}

/// Days that a calendar on a wall could have, as every reader of ours holds them.
fn known_days(mut days: impl Iterator<Item = NaiveDate>) -> Taken {
    refuse(days.any(|day| !(1..=9999).contains(&day.year())), "a day lies outside the years 1 to 9999")
}

/// The object that a file is.
struct Whole<'a>(&'a mut Draft);

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a book")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let draft = self.0;
        for wanted in keys::ALL {
            if map.next_key::<String>()?.as_deref() != Some(wanted) {
                return Err(M::Error::custom("the keys are not in their order"));
            }
            let taken = match wanted {
                keys::MARK => refuse(map.next_value::<String>()? != MARK, "it is no book"),
                keys::SCHEMA => draft.schema(map.next_value()?),
                keys::NEXT_ACCOUNT => {
                    draft.book.next_account = map.next_value()?;
                    Ok(())
                }
                keys::NEXT_TXN => {
                    draft.book.next_txn = map.next_value()?;
                    Ok(())
                }
                keys::ACCOUNTS => map.next_value_seed(List::new(draft, Draft::account))?,
                keys::CONNECTIONS => map.next_value_seed(List::new(draft, Draft::connection))?,
                keys::HISTORY => map.next_value_seed(List::new(draft, Draft::history))?,
                keys::TRANSACTIONS => map.next_value_seed(List::new(draft, Draft::row))?,
                keys::TXN_EDITS => map.next_value_seed(List::new(draft, Draft::txn_edit))?,
                keys::ACCOUNT_EDITS => map.next_value_seed(List::new(draft, Draft::account_edit))?,
                keys::ANSWERS => map.next_value_seed(List::new(draft, Draft::answer))?,
                _ => map.next_value_seed(List::new(draft, Draft::alert))?,
            };
            if let Err(fault) = taken {
                draft.fault = Some(fault);
                return Err(M::Error::custom("refused"));
            }
        }
        match map.next_key::<IgnoredAny>()? {
            Some(_) => Err(M::Error::custom("a key too many")),
            None => Ok(()),
        }
    }
}

/// A list whose items are taken one by one.
struct List<'a, T> {
    draft: &'a mut Draft,
    take: fn(&mut Draft, T) -> Taken,
}

impl<'a, T> List<'a, T> {
    fn new(draft: &'a mut Draft, take: fn(&mut Draft, T) -> Taken) -> Self {
        Self { draft, take }
    }
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for List<'_, T> {
    type Value = Taken;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Taken, D::Error> {
        source.deserialize_seq(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for List<'_, T> {
    type Value = Taken;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<Taken, S::Error> {
        while let Some(item) = list.next_element::<T>()? {
            if let Err(fault) = (self.take)(self.draft, item) {
                self.draft.fault = Some(fault);
                return Err(S::Error::custom("refused"));
            }
        }
        Ok(Ok(()))
    }
}
