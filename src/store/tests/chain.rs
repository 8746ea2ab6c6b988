//! The chain of accesses: every kind of entry comes back as it went in, and whatever is done to one is found, even by who has the key
//! and makes seals and manifest anew.

use std::sync::Arc;

use ring::digest::{SHA256, digest};

use super::small::{connection_id, moment};
use crate::domain::{Access, AccessEvent, Clean, Connection, ConnectionId, Delta, Heard, Purpose, Secret};
use crate::store::Store;
use crate::store::records::Change;
use crate::store::seal::{Kind, Place};

fn events() -> Vec<AccessEvent> {
    let (connection, kind): (_, Arc<str>) = (connection_id(), "simplefin".into());
    let day = moment().date_naive();
    let other = ConnectionId::new("other").unwrap();
    vec![
        AccessEvent::Given { connection: connection.clone(), kind: Arc::clone(&kind) },
        AccessEvent::Asked {
            connection: connection.clone(),
            kind,
            purpose: Purpose::Transactions,
            host: Clean::new("bridge.example:8443"),
            days: Some((day, day)),
        },
        AccessEvent::Heard { request: 1, heard: Heard::Status(503), bytes: 70_000 },
        AccessEvent::Kept { request: 1, rows: 3 },
        AccessEvent::Ends { connection: connection.clone(), at: moment() },
        AccessEvent::Renamed { from: other, to: connection.clone() },
        AccessEvent::TakenBack { connection, at_provider: true },
    ]
}

/// A store with one commit an entry.
fn store() -> Store {
    let mut store = Store::in_memory().unwrap();
    for event in events() {
        store.commit(&Delta { accesses: vec![(moment(), event)], ..Delta::default() }).unwrap();
    }
    store
}

fn place(number: u64) -> Place {
    Place::new(Kind::Access, number)
}

/// Changes entries behind the store's back, with its key: seals and manifest fit.
fn tamper(store: &Store, with: impl FnOnce(&mut Change<'_>)) {
    let mut change = Change::begin(&store.sql, &store.cipher).unwrap();
    with(&mut change);
    change.finish().unwrap();
}

fn value(change: &Change<'_>, number: u64) -> Vec<u8> {
    change.records().read(place(number)).unwrap().unwrap().1
}

fn put(change: &mut Change<'_>, number: u64, value: Vec<u8>) {
    change.put(place(number), value).unwrap();
}

fn breaks_at(store: &Store) -> Option<u64> {
    store.verify_accesses().unwrap().broken.map(|(entry, _)| entry)
}

#[test]
fn every_kind_of_entry_comes_back_in_its_order_and_the_chain_is_whole() {
    let store = store();
    let expected: Vec<Access> =
        (0..).zip(events()).map(|(number, event)| Access { number, at: moment(), event }).collect();
    assert_eq!(store.accesses().unwrap(), expected);
    assert_eq!(store.next_access().unwrap(), 7);
    let chain = store.verify_accesses().unwrap();
    assert_eq!((chain.entries, chain.head.len(), chain.broken), (7, 64, None));
    assert!(store.check().unwrap().is_sound());
}

#[test]
fn any_bit_of_any_entry_that_is_changed_is_found_there() {
    let store = store();
    for number in 0..7 {
        let mut sound = Vec::new();
        tamper(&store, |change| sound = value(change, number));
        for bit in 0..sound.len() * 8 {
            let mut flipped = sound.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            tamper(&store, |change| put(change, number, flipped));
            assert_eq!(breaks_at(&store), Some(number), "bit {bit}");
        }
        tamper(&store, |change| put(change, number, sound));
    }
    assert_eq!(breaks_at(&store), None);
}

#[test]
fn an_entry_that_was_forged_whole_does_not_lead_to_the_next() {
    let store = store();
    tamper(&store, |change| {
        let mut forged = value(change, 3);
        let content = forged.len() - 64;
        // the rows of the answer, then the hash anew over what was before and what it says now
        forged[content - 1] ^= 1;
        let before = forged[content..content + 32].to_vec();
        let hash = digest(&SHA256, &[&before, &forged[1..content]].concat());
        forged[content + 32..].copy_from_slice(hash.as_ref());
        put(change, 3, forged);
    });
    let chain = store.verify_accesses().unwrap();
    assert_eq!(chain.broken, Some((4, "it does not follow the entry before".to_owned())));
}

#[test]
fn an_entry_that_is_gone_doubled_or_in_anothers_place_is_found() {
    for number in 0..6 {
        let store = store();
        tamper(&store, |change| change.remove(place(number)).unwrap());
        assert_eq!(breaks_at(&store), Some(number), "gone");
    }
    for (from, to) in [(0, 1), (5, 2), (6, 7)] {
        let store = store();
        tamper(&store, |change| put(change, to, value(change, from)));
        assert_eq!(breaks_at(&store), Some(to), "{from} in the place of {to}");
    }
}

#[test]
fn the_end_that_was_cut_off_is_told_by_the_head() {
    let store = store();
    let head = store.verify_accesses().unwrap().head;
    store.sql.execute("DELETE FROM record WHERE kind = 12 AND id = 6", []).unwrap();
    assert_eq!(breaks_at(&store), Some(6), "the manifest counts seven");
    tamper(&store, |change| {
        let mark = change.records().walk(Kind::Access, crate::store::records::Order::Oldest, |_| Ok(true)).unwrap();
        *change.manifest.tally_mut(Kind::Access) = mark;
    });
    let chain = store.verify_accesses().unwrap();
    assert_eq!((chain.entries, chain.broken), (6, None));
    assert_ne!(chain.head, head, "who wrote the head down can tell");
}

#[test]
fn a_new_name_takes_secret_and_state_along_and_leaves_nothing_under_the_old_one() {
    let mut store = store();
    let (old, new) = (connection_id(), ConnectionId::new("new").unwrap());
    let known = |id: &ConnectionId| Arc::new(Connection { failures: 3, ..Connection::new(id.clone(), "simplefin") });
    let stub = Arc::new(Connection::new(new.clone(), "simplefin"));
    store.commit(&Delta { connections: vec![known(&old), stub], ..Delta::default() }).unwrap();
    store.put_secret(&old, &Secret::new("token".into())).unwrap();
    let renamed = Some((old.clone(), new.clone()));
    store.commit(&Delta { renamed, connections: vec![known(&new)], ..Delta::default() }).unwrap();
    assert_eq!(store.secret(&new).unwrap().unwrap().expose(), "token");
    assert!(store.secret(&old).unwrap().is_none());
    let book = store.book().unwrap();
    assert_eq!((book.connections.len(), book.connections[&new].failures), (1, 3));
    assert_eq!(store.check().unwrap().findings, Vec::<String>::new());
}
