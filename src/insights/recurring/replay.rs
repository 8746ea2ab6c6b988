//! The streams of any list of movements, told by their texts alone: each account a person of its own. Texts are read once for all that
//! differ only in long numbers, since those are references and no names.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::{Category, Clean, Money, RowKind};
use crate::insights::describe::describe;

use super::known::payer;
use super::stream::{Entry, Stream};

/// Digits in a row that are a reference or a telephone number.
const REFERENCE: usize = 4;

/// Who is on the other side, as the text says; `None` for what moves between own accounts.
type Read = Option<(Clean, Category)>;

/// Movements that are gathered one by one.
#[derive(Debug, Default)]
pub struct Movements {
    entries: Vec<Entry<usize>>,
    ids: Vec<Arc<str>>,
    owners: BTreeMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
    read: HashMap<String, Read>,
}

impl Movements {
    /// Takes in a movement; money out is negative.
    pub fn add(&mut self, id: &str, account: &str, day: NaiveDate, amount: Money, text: &str) {
        let read = self.read.entry(without_references(text)).or_insert_with(|| reading(text));
        let Some((who, category)) = read.clone() else { return };
        let owner = match self.owners.get(account) {
            Some(owner) => *owner,
            None => self.new_owner(account),
        };
        self.entries.push(Entry { row: self.ids.len(), owner, who, category, day, amount });
        self.ids.push(id.into());
    }

    fn new_owner(&mut self, account: &str) -> u32 {
        let (owner, name) = (u32::try_from(self.names.len()).unwrap_or(u32::MAX), Arc::<str>::from(account));
        self.names.push(Arc::clone(&name));
        self.owners.insert(name, owner);
        owner
    }

    /// The account that a stream is of.
    pub fn account<R>(&self, stream: &Stream<R>) -> &str {
        self.names.get(usize::try_from(stream.owner).unwrap_or(usize::MAX)).map_or("", |name| name)
    }

    /// The streams, rows by the ids they were given; by account, then by name. The order of adding is of no account.
    pub fn streams(&self, today: NaiveDate) -> Vec<Stream<&str>> {
        let entries = self.entries.iter().map(|entry| Entry {
            row: self.ids.get(entry.row).map_or("", |id| id),
            owner: entry.owner,
            who: entry.who.clone(),
            category: entry.category,
            day: entry.day,
            amount: entry.amount,
        });
        let mut streams = super::streams(entries.collect(), today);
        streams.sort_by(|a, b| self.account(a).cmp(self.account(b)));
        streams
    }
}

fn reading(text: &str) -> Read {
    let said = describe(text);
    let own = matches!(said.kind, RowKind::Transfer | RowKind::CardPayment | RowKind::Cash | RowKind::Investment);
    (!own).then(|| (said.merchant.unwrap_or_else(|| payer(text)), said.category))
}

/// The text with a 0 for every digit of a long number, be it in groups like a telephone number.
fn without_references(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, tail) = rest.split_at(start);
        let length = tail.bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
        let (number, after) = tail.split_at(length);
        out.push_str(before);
        if number.bytes().filter(u8::is_ascii_digit).count() >= REFERENCE {
            out.extend(number.chars().map(|c| if c == '-' { '-' } else { '0' }));
        } else {
            out.push_str(number);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_in_references_are_one_and_short_numbers_belong_to_names() {
        assert_eq!(without_references("HULU 39461 CA"), without_references("HULU 11111 CA"));
        assert_eq!(without_references("HULU 800-555-0100 CA"), "HULU 000-000-0000 CA");
        assert_ne!(without_references("7 ELEVEN"), without_references("9 ELEVEN"));
        assert_eq!(without_references("é12345é1"), "é00000é1");
    }
}
