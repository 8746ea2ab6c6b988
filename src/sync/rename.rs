//! A connection's new name, wherever it stands: on the connection, and on every account, row and alert that it is a source of.

use std::sync::Arc;

use crate::domain::{Alert, Block, Book, Connection, ConnectionId, Delta, Slot};

/// The change that gives a connection another name. Every block must have been read. No local id changes, so that edits stay where
/// they are.
pub fn rename(book: &Book, from: &ConnectionId, to: &ConnectionId) -> Delta {
    let renamed =
        |connection: &Arc<Connection>| Arc::new(Connection { id: to.clone(), ..Connection::clone(connection) });
    let mut delta = Delta {
        renamed: Some((from.clone(), to.clone())),
        connections: book.connections.get(from).map(renamed).into_iter().collect(),
        ..Delta::default()
    };
    for account in book.accounts.values().filter(|account| account.sources.iter().any(|s| s.connection == *from)) {
        let mut account = account.as_ref().clone();
        account.sources.iter_mut().filter(|s| s.connection == *from).for_each(|s| s.connection = to.clone());
        delta.accounts.push(Arc::new(account));
    }
    for (key, slot) in &book.blocks {
        let Slot::Loaded(block) = slot else { continue };
        if block.rows().iter().any(|row| row.sources.iter().any(|s| s.connection == *from)) {
            let mut rows = block.rows().to_vec();
            let sources = rows.iter_mut().flat_map(|row| &mut row.sources);
            sources.filter(|s| s.connection == *from).for_each(|s| s.connection = to.clone());
            delta.blocks.push((*key, Some(Arc::new(Block::new(rows)))));
        }
    }
    for alert in book.alerts.values().filter(|alert| alert.connection.as_ref() == Some(from)) {
        delta.alerts.push(Arc::new(Alert { connection: Some(to.clone()), ..Alert::clone(alert) }));
    }
    delta
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn a_new_name_changes_names_alone_and_leads_back() {
        let mut world = World::new();
        world.api(9, window(1, 9, &[posted("row", 5, "-6.50", "BLUE BOTTLE COFFEE")]));
        let before = world.book.clone();
        world.book.apply(&rename(&before, &conn("api"), &conn("bank")));
        assert!(!world.book.connections.contains_key(&conn("api")));
        assert_eq!(world.book.connections[&conn("bank")].watermarks, before.connections[&conn("api")].watermarks);
        assert!(world.book.rows().all(|row| row.sources.iter().all(|source| source.connection == conn("bank"))));
        let ids = |book: &Book| book.rows().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!((ids(&world.book), world.book.accounts.len()), (ids(&before), before.accounts.len()));
        let back = rename(&world.book, &conn("bank"), &conn("api"));
        world.book.apply(&back);
        assert_eq!(world.book, before);
    }
}
