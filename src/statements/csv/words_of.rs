//! Words of a column that repeat in every row (states, signs, currencies, accounts): each is understood once.

use super::layout::Layout;
use super::role::plain;
use super::words;
use crate::domain::Currency;

/// What was understood of each word, in the order of their first use; files use few.
#[derive(Debug)]
pub(super) struct Known<T> {
    seen: Vec<(Box<[u8]>, T)>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { seen: Vec::new() }
    }
}

/// Most words that are kept; of what comes then each is understood anew.
const MAX_KNOWN: usize = 64;

impl<T: Clone> Known<T> {
    pub(super) fn of(&mut self, word: &[u8], understand: impl FnOnce(&str) -> T) -> T {
        if let Some((_, known)) = self.seen.iter().find(|(seen, _)| **seen == *word) {
            return known.clone();
        }
        let value = understand(&String::from_utf8_lossy(word));
        if self.seen.len() < MAX_KNOWN {
            self.seen.push((word.into(), value.clone()));
        }
        value
    }
}

/// What a state says of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Posted,
    Pending,
    /// It did not happen.
    Dropped,
}

/// The state that a word means: the layout's own words before those that all banks use.
pub(super) fn state(word: &str, layout: &Layout) -> State {
    let word = plain(word);
    let own = |list: &[String]| list.contains(&word);
    let common = |list: &[&str]| list.contains(&word.as_str());
    if own(&layout.pending) {
        State::Pending
    } else if own(&layout.dropped) || common(words::DROPPED) {
        State::Dropped
    } else if common(words::PENDING) {
        State::Pending
    } else {
        State::Posted
    }
}

/// True for money out, false for money in; `None` for a word that says neither.
pub(super) fn is_out(word: &str, layout: &Layout) -> Option<bool> {
    let plain = match word.trim() {
        sign @ ("+" | "-") => sign.to_owned(),
        word => plain(word),
    };
    let own = |list: &[String]| list.contains(&plain);
    match (own(&layout.money_out), own(&layout.money_in)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ if words::OUT.contains(&plain.as_str()) => Some(true),
        _ if words::IN.contains(&plain.as_str()) => Some(false),
        _ => None,
    }
}

/// A currency's code, or the sign that some banks write in its place.
pub(super) fn currency(word: &str) -> Option<Currency> {
    let code = match word.trim() {
        "€" => "EUR",
        "£" => "GBP",
        "$" => "USD",
        "Kč" => "CZK",
        "zł" => "PLN",
        word => word,
    };
    Currency::parse(code).ok()
}
