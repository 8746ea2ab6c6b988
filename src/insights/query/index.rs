//! The text of many rows in small letters, block by block, so that a letter typed is one pass over bytes: what is looked for in a
//! hundred thousand rows must be there before the next letter.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use memchr::memmem::Finder;

use super::row::{account_texts, magnitude, texts};
use super::{Needle, Query, Term, Test};
use crate::domain::{Block, BlockKey, Book, Slot};

/// Between two texts: no text has one in it.
const END: char = '\n';

/// Texts of blocks. A block that changed is read anew, the others stay.
#[derive(Debug, Default)]
pub struct Index {
    blocks: BTreeMap<BlockKey, Lowered>,
}

/// A block, and the texts of its rows one behind the other.
#[derive(Debug)]
struct Lowered {
    of: Arc<Block>,
    text: String,
    /// Where each row's texts end.
    ends: Vec<u32>,
}

impl Index {
    /// Brings it up to date with the blocks of a book that a list is about. What the person says of rows is no part of it, so an
    /// edit costs nothing here.
    pub fn refresh(&mut self, book: &Book, keys: impl Iterator<Item = BlockKey>) {
        let mut old = std::mem::take(&mut self.blocks);
        for key in keys {
            let Some(Slot::Loaded(block)) = book.blocks.get(&key) else { continue };
            let known = old.remove(&key).filter(|lowered| Arc::ptr_eq(&lowered.of, block));
            self.blocks.insert(key, known.unwrap_or_else(|| Lowered::of(block)));
        }
    }

    /// For each row of a block, by its place in it, whether the query finds it: the same as [`Query::finds`] of each. Empty for a
    /// block that is not in the index.
    pub fn found(&self, query: &Query, book: &Book, key: BlockKey, today: NaiveDate) -> Vec<bool> {
        let Some(lowered) = self.blocks.get(&key) else { return Vec::new() };
        let rows = lowered.of.rows();
        let mut held = vec![true; rows.len()];
        let (by_text, others): (Vec<&Term>, Vec<&Term>) =
            query.terms.iter().partition(|term| matches!(term.test, Test::Anywhere(_)));
        for term in by_text {
            if let Test::Anywhere(needle) = &term.test {
                let has = lowered.has(needle, book);
                held.iter_mut().zip(has).for_each(|(held, has)| *held &= has != term.not);
            }
        }
        if !others.is_empty() {
            for (held, row) in held.iter_mut().zip(rows).filter(|(held, _)| **held) {
                *held = others.iter().all(|term| term.finds(book, row, today));
            }
        }
        // a row that the person wrote on is read with their words
        if !book.edits.transactions.is_empty() {
            for (held, row) in held.iter_mut().zip(rows) {
                if book.edits.transactions.contains_key(&row.id) {
                    *held = query.finds(book, row, today);
                }
            }
        }
        held
    }
}

impl Lowered {
    /// As bank and rules say it: a book without edits.
    fn of(block: &Arc<Block>) -> Self {
        let unedited = Book::default();
        let mut text = String::new();
        let mut ends = Vec::with_capacity(block.rows().len());
        for row in block.rows() {
            for part in texts(&unedited, row).into_iter().filter(|part| !part.is_empty()) {
                push_lower(&mut text, part);
                text.push(END);
            }
            text.push_str(&magnitude(row.amount.amount()));
            text.push(END);
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        text.shrink_to_fit();
        Self { of: Arc::clone(block), text, ends }
    }

    fn has(&self, needle: &Needle, book: &Book) -> Vec<bool> {
        let rows = self.of.rows();
        // all rows of a block are of one account
        let by_account = rows.first().is_some_and(|row| account_texts(book, row).iter().any(|text| needle.is_in(text)));
        let mut has = vec![by_account; rows.len()];
        if !by_account {
            self.mark(&needle.lower, &mut has);
            if let Some(digits) = &needle.digits {
                self.mark(digits, &mut has);
            }
        }
        has
    }

    /// Marks the rows whose texts hold these letters.
    fn mark(&self, lower: &str, has: &mut [bool]) {
        let (finder, bytes) = (Finder::new(lower), self.text.as_bytes());
        let (mut from, mut row) = (0, 0);
        while let Some(at) = bytes.get(from..).and_then(|rest| finder.find(rest)) {
            while self.ends.get(row).is_some_and(|end| *end as usize <= from + at) {
                row += 1;
            }
            let (Some(end), Some(has)) = (self.ends.get(row), has.get_mut(row)) else { return };
            *has = true;
            from = *end as usize;
        }
    }
}

fn push_lower(into: &mut String, text: &str) {
    if text.is_ascii() {
        let start = into.len();
        into.push_str(text);
        into[start..].make_ascii_lowercase();
    } else {
        into.push_str(&text.to_lowercase());
    }
}
