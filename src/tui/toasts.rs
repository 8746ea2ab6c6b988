//! Words that stay for some seconds, and the log of those before. The same words again only stay longer: nothing piles up.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::widgets::width_of;

/// What is shown now, the newest last, and what was said in this run.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Vec<(String, DateTime<Utc>)>,
    log: VecDeque<Said>,
}

/// Words that were said, when last, and how often in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub words: String,
    pub at: DateTime<Utc>,
    pub times: usize,
}

const SECONDS: i64 = 5;
const COLUMNS_A_SECOND: u16 = 20;
const AT_ONCE: usize = 3;
/// Words that the log keeps.
const LOGGED: usize = 200;

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
        self.note(words, now);
    }

    /// What was said in this run, newest first.
    pub fn log(&self) -> Vec<Said> {
        self.log.iter().rev().cloned().collect()
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

    fn note(&mut self, words: &str, at: DateTime<Utc>) {
        let again = self.log.back_mut().filter(|last| last.words == words);
        if let Some(last) = again {
            (last.at, last.times) = (at, last.times + 1);
            return;
        }
        if self.log.len() == LOGGED {
            self.log.pop_front();
        }
        self.log.push_back(Said { words: words.to_owned(), at, times: 1 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_again_is_shown_and_logged_once_and_the_log_is_bounded() {
        let now: DateTime<Utc> = "2018-08-06T12:00:00Z".parse().unwrap();
        let mut toasts = Toasts::default();
        toasts.say("a", now);
        toasts.say("a", now + TimeDelta::seconds(4));
        assert_eq!(toasts.joined(80), "a");
        assert!(!toasts.expire(now + TimeDelta::seconds(8)), "the second time lets it stay longer");
        assert!(toasts.expire(now + TimeDelta::seconds(9)) && toasts.next_end().is_none());
        assert_eq!(toasts.log(), [Said { words: "a".into(), at: now + TimeDelta::seconds(4), times: 2 }]);
        (0..300).for_each(|n| toasts.say(&n.to_string(), now));
        assert_eq!(toasts.log().len(), LOGGED);
        assert_eq!(toasts.log()[0].words, "299");
    }
}
