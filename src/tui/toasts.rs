//! Words that stay for some seconds. The same words again only stay longer: nothing piles up.

use chrono::{DateTime, TimeDelta, Utc};

use super::widgets::width_of;

/// What is shown now, the newest last.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Vec<(String, DateTime<Utc>)>,
}

const SECONDS: i64 = 5;
const COLUMNS_A_SECOND: u16 = 20;
const AT_ONCE: usize = 3;

impl Toasts {
    /// Shows words from now on.
    pub fn say(&mut self, words: &str, now: DateTime<Utc>) {
        self.shown.retain(|(other, _)| other != words);
        if self.shown.len() == AT_ONCE {
            self.shown.remove(0);
        }
        // a long sentence takes longer to read
        let seconds = SECONDS + i64::from(width_of(words) / COLUMNS_A_SECOND);
        self.shown.push((words.to_owned(), now.checked_add_signed(TimeDelta::seconds(seconds)).unwrap_or(now)));
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

    /// The newest words, and before them as many as a line of that width holds.
    pub fn joined(&self, width: u16) -> String {
        let mut joined = String::new();
        for (words, _) in self.shown.iter().rev() {
            let longer = if joined.is_empty() { words.clone() } else { format!("{words} · {joined}") };
            if !joined.is_empty() && width_of(&longer) > width {
                break;
            }
            joined = longer;
        }
        joined
    }
}
