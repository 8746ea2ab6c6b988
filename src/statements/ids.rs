//! Ids of one statement's rows, each of them once.

use std::collections::HashMap;

use crate::domain::ProviderId;

/// Counts how often each id was seen: of rows that are alike in everything that the id is made of, the second is a row of its own.
#[derive(Debug, Default)]
pub(super) struct Ids(HashMap<ProviderId, u32>);

impl Ids {
    /// The id, or for the second one that is alike `id#2`.
    pub(super) fn unique(&mut self, id: ProviderId) -> ProviderId {
        let count = self.0.entry(id.clone()).and_modify(|count| *count = count.saturating_add(1)).or_insert(1);
        if *count == 1 { id } else { ProviderId::new(&format!("{}#{count}", id.as_str())).unwrap_or(id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_of_two_that_are_alike_has_an_id_of_its_own() {
        let mut ids = Ids::default();
        let ids = ["a", "b", "a", "a"].map(|id| ids.unique(ProviderId::new(id).unwrap()).as_str().to_owned());
        assert_eq!(ids, ["a", "b", "a#2", "a#3"]);
    }
}
