//! The keeper's record of who was told what: a request before its socket opens, its end, what was kept of it, and consents. A
//! connection's pause, its new name and its end are here too, since they are the person's word on sharing.

use std::sync::Arc;

use super::keeper::{Keeper, delta_of};
use crate::connectors::{Asking, PullError};
use crate::domain::{
    AccessEvent, Batch, Changes, Clean, Clock, Connection, ConnectionId, Delta, Heard, Policy, ProblemKind, Purpose,
    Status,
};
use crate::store::StoreError;
use crate::sync::{self, plan};

/// A request for the record, with what its connector left open filled in.
#[derive(Debug, Clone)]
pub struct Request {
    pub connection: ConnectionId,
    pub kind: Arc<str>,
    pub asking: Asking,
    /// What is being done, for a request that says no purpose of its own.
    pub purpose: Purpose,
}

impl Keeper {
    /// Counts one request against the day's budget and puts it on record, in one transaction and durably; gives its number.
    pub fn spend(&mut self, request: &Request, policy: &Policy, clock: Clock) -> Result<u64, PullError> {
        let known = self.book.connections.get(&request.connection);
        let spent = known.map(|connection| {
            let usage = plan::spend(connection.usage, policy, clock).map_err(PullError)?;
            Ok::<_, PullError>(Connection { usage, last_attempt: Some(clock.now), ..Connection::clone(connection) })
        });
        let delta = spent.transpose()?.map(delta_of).unwrap_or_default();
        self.put_on_record(request, delta, clock).map_err(|error| {
            let words = format!("no request was made, since it could not be put on record: {error}");
            PullError::new(ProblemKind::NotKept, &words)
        })
    }

    fn put_on_record(&mut self, request: &Request, delta: Delta, clock: Clock) -> Result<u64, StoreError> {
        let number = self.store.next_access()?;
        let Request { connection, kind, asking, purpose } = request.clone();
        let event = AccessEvent::Asked {
            connection: connection.clone(),
            kind,
            purpose: asking.purpose.unwrap_or(purpose),
            host: Clean::new(&asking.whom.to_string()),
            days: asking.days,
        };
        self.commit(&Delta { accesses: vec![(clock.now, event)], ..delta })?;
        self.asked.insert(connection, number);
        Ok(number)
    }

    /// Notes how a request ended. One that reached nobody is taken back from the day's budget.
    pub fn heard(
        &mut self,
        id: &ConnectionId,
        request: u64,
        (heard, bytes): (Heard, u64),
        clock: Clock,
    ) -> Result<(), StoreError> {
        let refunded = self.book.connections.get(id).filter(|_| heard == Heard::Unreached).map(|connection| {
            delta_of(Connection { usage: connection.usage.after_one_less(), ..Connection::clone(connection) })
        });
        let event = AccessEvent::Heard { request, heard, bytes };
        self.commit(&Delta { accesses: vec![(clock.now, event)], ..refunded.unwrap_or_default() })
    }

    /// What goes on record of an answer that is about to be kept; nothing for a source that was asked over no network.
    pub(super) fn kept(&mut self, batch: &Batch, clock: Clock) -> Vec<(chrono::DateTime<chrono::Utc>, AccessEvent)> {
        let known = self.book.connections.get(&batch.connection).and_then(|connection| connection.consent_ends);
        let ends = batch.consent_ends.filter(|at| known != Some(*at));
        let ends = ends.map(|at| AccessEvent::Ends { connection: batch.connection.clone(), at });
        let kept = self.asked.remove(&batch.connection).map(|request| {
            let rows = batch.changes.iter().map(|change| match change {
                Changes::Window { rows, .. } | Changes::Delta { upserts: rows, .. } => rows.len(),
            });
            AccessEvent::Kept { request, rows: u32::try_from(rows.sum::<usize>()).unwrap_or(u32::MAX) }
        });
        kept.into_iter().chain(ends).map(|event| (clock.now, event)).collect()
    }

    /// Stops a connection, or lets it go on as if it had not been tried yet. One that was revoked is linked again instead.
    pub fn pause(&mut self, id: &ConnectionId, paused: bool) -> Result<(), StoreError> {
        let Some(connection) = self.book.connections.get(id) else { return Ok(()) };
        let status = match (&connection.status, paused) {
            (Status::Revoked, _) => return Ok(()),
            (_, true) => Status::Paused,
            (Status::Paused, false) => Status::Never,
            (_, false) => return Ok(()),
        };
        self.commit(&delta_of(Connection { status, failures: 0, ..Connection::clone(connection) }))
    }

    /// Forgets the secret of a connection whose consent was taken back; accounts, rows and edits stay.
    pub fn end(&mut self, id: &ConnectionId, at_provider: bool, clock: Clock) -> Result<(), StoreError> {
        // the secret first: whatever happens next, nothing is fetched with it any more
        self.store.forget_secret(id)?;
        let Some(connection) = self.book.connections.get(id) else { return Ok(()) };
        let ended = Connection {
            status: Status::Revoked,
            problems: vec![],
            failures: 0,
            consent_ends: None,
            ..Connection::clone(connection)
        };
        let event = AccessEvent::TakenBack { connection: id.clone(), at_provider };
        self.commit(&Delta { accesses: vec![(clock.now, event)], ..delta_of(ended) })
    }

    /// Gives a connection another name in one transaction: its secret, bookmark, counted requests, accounts and rows bear it then, and
    /// every local id stays.
    pub fn rename(&mut self, from: &ConnectionId, to: &ConnectionId, clock: Clock) -> Result<(), StoreError> {
        self.load_all()?;
        let mut delta = sync::rename(&self.book, from, to);
        delta.accesses = vec![(clock.now, AccessEvent::Renamed { from: from.clone(), to: to.clone() })];
        self.commit(&delta)
    }
}
