//! What a person's own labels teach: first by merchant, then by the words of names. Counts alone, so that it can be said why, and the
//! same labels always teach the same.

use std::collections::{BTreeMap, BTreeSet};

use super::text::normalize;
use crate::domain::{Book, Category, Clean};

/// Labels of one merchant that must agree, and be more than half of all.
const MIN_LABELS: u32 = 2;
/// Different merchants that must share a word and a category before the word speaks for others.
const MIN_MERCHANTS: u32 = 3;
/// How often a word must have been right for each time that it was wrong, one of each assumed beforehand.
const MIN_ODDS: u32 = 4;
/// Shorter words are articles and initials.
const MIN_LETTERS: usize = 4;

/// Categories by merchant and by word, as far as the evidence goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    merchants: BTreeMap<String, Category>,
    /// With the odds: merchants for, merchants against.
    words: BTreeMap<String, (Category, u32, u32)>,
}

impl Learned {
    /// Learns from the rows that have been read and that the person gave a category by hand.
    pub fn of(book: &Book) -> Self {
        if book.edits.transactions.values().all(|edit| edit.category.is_none()) {
            return Self::default();
        }
        let mut votes: BTreeMap<String, BTreeMap<Category, u32>> = BTreeMap::new();
        for row in book.rows() {
            let (Some(category), Some(merchant)) = (book.edit_of(row.id).category, book.merchant(row)) else {
                continue;
            };
            *votes.entry(normalize(merchant.as_str())).or_default().entry(category).or_default() += 1;
        }
        let merchants: BTreeMap<String, Category> =
            votes.iter().filter_map(|(name, votes)| Some((name.clone(), majority(votes)?))).collect();
        // a merchant counts once for each of its words, however often it was labelled
        let mut by_word: BTreeMap<&str, BTreeMap<Category, u32>> = BTreeMap::new();
        for (name, votes) in &votes {
            let Some((category, _)) =
                votes.iter().max_by_key(|(category, count)| (**count, std::cmp::Reverse(**category)))
            else {
                continue;
            };
            for word in name.split(' ').filter(|word| word.len() >= MIN_LETTERS).collect::<BTreeSet<_>>() {
                *by_word.entry(word).or_default().entry(*category).or_default() += 1;
            }
        }
        let words = by_word.into_iter().filter_map(|(word, votes)| {
            let (category, with) = votes.iter().max_by_key(|(_, count)| **count).map(|(c, n)| (*c, *n))?;
            let against: u32 = votes.values().sum::<u32>() - with;
            (with >= MIN_MERCHANTS && with + 1 >= MIN_ODDS * (against + 1))
                .then(|| (word.to_owned(), (category, with, against)))
        });
        let words = words.collect();
        Self { merchants, words }
    }

    /// The category that labels suggest for a merchant.
    pub fn category(&self, merchant: &Clean) -> Option<Category> {
        if self.merchants.is_empty() && self.words.is_empty() {
            return None;
        }
        let name = normalize(merchant.as_str());
        self.merchants.get(&name).copied().or_else(|| {
            let known = name.split(' ').filter_map(|word| self.words.get(word));
            // the best odds; of equal ones the word that comes first
            let better =
                |a: &(Category, u32, u32), b: &(Category, u32, u32)| (a.1 + 1) * (b.2 + 1) > (b.1 + 1) * (a.2 + 1);
            known.reduce(|best, next| if better(next, best) { next } else { best }).map(|(category, _, _)| *category)
        })
    }
}

fn majority(votes: &BTreeMap<Category, u32>) -> Option<Category> {
    let all: u32 = votes.values().sum();
    votes.iter().find(|(_, count)| **count >= MIN_LABELS && **count * 2 > all).map(|(category, _)| *category)
}
