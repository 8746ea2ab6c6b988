//! Words that stay for some seconds. The same words again only stay longer: nothing piles up.

use chrono::{DateTime, TimeDelta, Utc};

/// What is shown now, the newest last.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Vec<(String, DateTime<Utc>)>,
}

const SECONDS: i64 = 6;
const AT_ONCE: usize = 3;

impl Toasts {
    /// Shows words from now on.
    pub fn say(&mut self, words: &str, now: DateTime<Utc>) {
        self.shown.retain(|(other, _)| other != words);
        if self.shown.len() == AT_ONCE {
            self.shown.remove(0);
        }
        self.shown.push((words.to_owned(), now.checked_add_signed(TimeDelta::seconds(SECONDS)).unwrap_or(now)));
    }

    /// Takes away what has ended; true when something had.
    pub fn expire(&mut self, now: DateTime<Utc>) -> bool {
        let before = self.shown.len();
        self.shown.retain(|(_, until)| *until > now);
        before != self.shown.len()
    }

    /// When the next one ends.
    pub fn next_end(&self) -> Option<DateTime<Utc>> {
        self.shown.iter().map(|(_, until)| *until).min()
    }

    /// The words, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.shown.iter().map(|(words, _)| words.as_str())
    }
}
