//! How often a server was asked: requests of a span of time, counted by whatever name a face gives them.

use std::collections::BTreeMap;

/// Requests in the running span, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Quota {
    asked: BTreeMap<String, (i64, u32)>,
}

impl Quota {
    /// Counts a request and says the how-manieth it is in its span, which a number of its own names.
    pub fn count(&mut self, name: &str, span: i64) -> u32 {
        let (of, count) = self.asked.entry(name.to_owned()).or_insert((span, 0));
        if *of != span {
            (*of, *count) = (span, 0);
        }
        *count = count.saturating_add(1);
        *count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_begins_anew_with_its_span() {
        let mut quota = Quota::default();
        assert_eq!([quota.count("a", 8), quota.count("a", 8), quota.count("b", 8)], [1, 2, 1]);
        assert_eq!(quota.count("a", 9), 1);
    }
}
