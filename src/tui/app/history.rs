//! Queries that were kept in this run, for every filter: up and down in the field bring them back.

/// Queries that are remembered.
const MOST: usize = 50;

/// The oldest first, each once, and where one stands in them.
#[derive(Debug, Default)]
pub(super) struct History {
    texts: Vec<String>,
    at: usize,
}

impl History {
    /// Remembers what was kept, as the newest.
    pub fn keep(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.texts.retain(|known| known != text);
        if self.texts.len() == MOST {
            self.texts.remove(0);
        }
        self.texts.push(text.to_owned());
        self.rewind();
    }

    /// Stands behind the newest again, as a field does that was just opened.
    pub fn rewind(&mut self) {
        self.at = self.texts.len();
    }

    /// The one before or after; an empty text behind the newest, `None` before the oldest.
    pub fn step(&mut self, earlier: bool) -> Option<&str> {
        self.at = if earlier { self.at.checked_sub(1)? } else { (self.at + 1).min(self.texts.len()) };
        Some(self.texts.get(self.at).map_or("", String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_come_back_newest_first_and_each_once() {
        let mut history = History::default();
        for text in ["shell", "", "netflix", "shell"] {
            history.keep(text);
        }
        assert_eq!(history.step(true), Some("shell"));
        assert_eq!(history.step(true), Some("netflix"));
        assert_eq!(history.step(true), None);
        assert_eq!(history.step(false), Some("shell"));
        assert_eq!(history.step(false), Some(""));
        assert_eq!(history.step(false), Some(""));
    }
}
