//! How often a server was asked: requests a day or a minute of virtual time, counted by whatever name a face gives them.

use std::collections::BTreeMap;

use super::super::clock::Moment;

/// Requests in the running span, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Quota {
    asked: BTreeMap<String, (i64, u32)>,
}

impl Quota {
    /// Counts a request and says the how-manieth it is in its span of that many minutes.
    pub fn count(&mut self, name: &str, at: Moment, minutes: i64) -> u32 {
        let span = at.minutes_since(Moment::new(chrono::NaiveDate::default(), 0)) / minutes.max(1);
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
        let at = |minute| Moment::new(chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap(), minute);
        assert_eq!(
            [quota.count("a", at(480), 60), quota.count("a", at(539), 60), quota.count("b", at(539), 60)],
            [1, 2, 1]
        );
        assert_eq!(quota.count("a", at(540), 60), 1);
    }
}
