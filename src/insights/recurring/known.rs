//! The streams of a book: which rows may recur, who is on their other side, and what the person says of each stream found.

use chrono::NaiveDate;

use crate::domain::{AccountId, Book, Clean, Edit, RowKind, Topic, Transaction, TxnId};
use crate::insights::derivation::Derivation;
use crate::insights::transfers::{Pairs, paired};
use crate::insights::{head, tail, text, words};

use super::stream::{Entry, Status, Stream};

/// What a person says of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// It is one.
    Confirmed,
    /// It is none: kept out of every list and sum.
    Denied,
    /// It was one until that day: nothing more is expected of it.
    Ended(NaiveDate),
}

impl Word {
    fn key(self) -> Clean {
        Clean::new(&match self {
            Self::Confirmed => "yes".to_owned(),
            Self::Denied => "no".to_owned(),
            Self::Ended(on) => format!("ended {on}"),
        })
    }

    fn from_key(key: &str) -> Option<Self> {
        match key {
            "yes" => Some(Self::Confirmed),
            "no" => Some(Self::Denied),
            _ => key.strip_prefix("ended ")?.parse().ok().map(Self::Ended),
        }
    }
}

/// A stream of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    pub stream: Stream<TxnId>,
    /// Of its last row: where the next one is expected.
    pub account: AccountId,
    /// The newest word given on any of its rows.
    pub word: Option<Word>,
    /// The row under which that word is kept.
    pub said: Option<TxnId>,
}

impl Known {
    /// The edit that keeps the person's word, or takes it back. It is kept under the id of the last row, so that it outlives new rows, a
    /// new price and a new reading of the calendar, and never speaks of another plan of the same merchant.
    pub fn say(&self, word: Option<Word>) -> Option<Edit> {
        let last = self.stream.rows.last().copied();
        let row = if word.is_none() { self.said.or(last) } else { last };
        Some(Edit::Answer(Topic::Stream, key(row?), word.map(Word::key)))
    }
}

impl Known {
    /// True while more of it is to come: neither denied nor ended.
    pub fn goes_on(&self) -> bool {
        self.stream.status != Status::Cancelled && !matches!(self.word, Some(Word::Denied | Word::Ended(_)))
    }

    /// Where the stream comes from: the calendar, how well it was kept, and its rows.
    pub fn derivation(&self) -> Derivation {
        let stream = &self.stream;
        let (kept, dates) = (stream.rows.len(), stream.dates);
        let mut rules =
            vec![format!("{}; {kept} of {dates} dates since {} had their row", stream.told(), stream.first)];
        rules.extend(stream.price_change.map(|change| {
            let (from, to) = (change.from.magnitude(), change.to.magnitude());
            format!("the price went from {from} to {to} on {}", change.on)
        }));
        rules.extend(stream.trial.map(|trial| format!("the first price of {} was a trial's", trial.magnitude())));
        let guess = if stream.fixed { "the last price" } else { "the middle one of the last three amounts" };
        rules.push(format!("the next amount is {guess}"));
        rules.extend(self.word.map(|word| match word {
            Word::Confirmed => "confirmed by you".to_owned(),
            Word::Denied => "you said that it is none".to_owned(),
            Word::Ended(on) => format!("you said that it ended on {on}"),
        }));
        Derivation { rules, rows: stream.rows.clone(), ..Derivation::default() }
    }
}

fn key(row: TxnId) -> Clean {
    Clean::new(&row.to_string())
}

/// The streams of the loaded rows, denied ones included, by name. Rows that do not count or are hidden are left out, and so is what
/// moves between own accounts, cash, checks and refunds.
pub fn known(book: &Book, today: NaiveDate) -> Vec<Known> {
    let pairs = paired(book);
    let rows = book.rows().filter(|row| may_recur(book, &pairs, row) && row.date() <= today);
    let entries = rows.map(|row| Entry {
        row: row.id,
        owner: 0,
        who: who(book, row),
        category: book.category(row),
        day: row.spent_on(),
        amount: row.amount,
    });
    let streams = super::streams(entries.collect(), today);
    let accounts: std::collections::HashMap<TxnId, AccountId> = book.rows().map(|row| (row.id, row.account)).collect();
    let known = streams.into_iter().filter_map(|stream| {
        let account = *accounts.get(stream.rows.last()?)?;
        let said = |row: &TxnId| {
            let word = book.edits.answer(Topic::Stream, &key(*row))?;
            Some((*row, Word::from_key(word.as_str())?))
        };
        let (said, word) = stream.rows.iter().rev().find_map(said).unzip();
        Some(Known { stream, account, word, said })
    });
    known.collect()
}

fn may_recur(book: &Book, pairs: &Pairs, row: &Transaction) -> bool {
    let own = matches!(
        pairs.kind(book, row),
        RowKind::Transfer
            | RowKind::CardPayment
            | RowKind::Cash
            | RowKind::Check
            | RowKind::Refund
            | RowKind::Investment
    );
    row.status.counts() && !own && !book.is_hidden(row.account) && !book.is_row_hidden(row)
}

/// The merchant, or for rows without one (wages, rent, a loan) the name in the text.
fn who(book: &Book, row: &Transaction) -> Clean {
    book.merchant(row).cloned().unwrap_or_else(|| payer(row.text.clean().as_str()))
}

/// The name in the text of a row without a merchant: what is left without the bank's envelope, numbers and places.
pub(in crate::insights) fn payer(text: &str) -> Clean {
    let parted = tail::part(text);
    let opened = head::open(parted.as_ref());
    let name = words::tidy(tail::strip(opened.rest).name());
    let name = if name.is_empty() { opened.rest } else { &name };
    let kept: Vec<&str> = name.split_whitespace().filter(|word| !text::has_digit(word)).collect();
    Clean::non_empty(&kept.join(" ")).unwrap_or_else(|| Clean::new(name))
}
