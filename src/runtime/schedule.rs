//! Which connections run, and when each is due by itself. One sync at a time for each connection; nobody waits for another.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::AbortHandle;

use super::link::Link;
use super::random;
use crate::domain::{Book, Clock, ConnectionId};
use crate::sync::plan::{self, Due};

/// Least time between two starts that nobody asked for, whatever the plan says: a fault that leaves no trace must not become a storm.
const LEAST_REST: TimeDelta = TimeDelta::seconds(10);

/// The timetable of a dashboard.
pub struct Schedule {
    links: Vec<Link>,
    /// False for a second instance and `--read-only`: nothing can be kept, so nothing is fetched.
    may: bool,
    /// False when only the person starts syncs.
    by_itself: bool,
    running: BTreeMap<ConnectionId, AbortHandle>,
    due: BTreeMap<ConnectionId, DateTime<Utc>>,
    started: BTreeMap<ConnectionId, DateTime<Utc>>,
    /// One number a run, so that a due time does not move each time it is reckoned.
    jitter: u64,
}

impl Schedule {
    /// Kinds that cost nothing to ask are due at once, the others when their plan says so.
    pub fn new(links: Vec<Link>, may: bool, by_itself: bool) -> Self {
        let (running, started) = Default::default();
        let free = links.iter().filter(|link| link.policy.every_minutes.is_none());
        let due = free.map(|link| (link.id.clone(), DateTime::<Utc>::UNIX_EPOCH)).collect();
        Self { links, may, by_itself, running, due, started, jitter: random::number() }
    }

    /// Reckons anew when each is due, from what the book says of it.
    pub fn look(&mut self, book: &Book, clock: Clock) {
        for link in &self.links {
            let Some(connection) = book.connections.get(&link.id) else { continue };
            let planned = link.policy.every_minutes.is_some() || connection.failures > 0;
            if !planned {
                continue;
            }
            match plan::due(connection, &link.policy, clock, self.jitter) {
                Due::Now => self.due.insert(link.id.clone(), clock.now),
                Due::At(moment) => self.due.insert(link.id.clone(), moment),
                Due::WaitForPerson => self.due.remove(&link.id),
            };
        }
    }

    /// A new day has begun: kinds that only know of the day they were asked on are asked again.
    pub fn new_day(&mut self, now: DateTime<Utc>) {
        for link in self.links.iter().filter(|link| link.policy.every_minutes.is_none()) {
            self.due.insert(link.id.clone(), now);
        }
    }

    /// Connections to start now.
    pub fn due(&self, now: DateTime<Utc>) -> Vec<Link> {
        self.waiting().filter(|(_, moment)| *moment <= now).map(|(link, _)| link.clone()).collect()
    }

    /// The next moment at which one is due.
    pub fn next(&self) -> Option<DateTime<Utc>> {
        self.waiting().map(|(_, moment)| moment).min()
    }

    /// Connections that the person's wish starts: those named that do not run already.
    pub fn asked(&self, which: Option<&ConnectionId>) -> Vec<Link> {
        let wanted = |link: &&Link| which.is_none_or(|id| id == &link.id) && !self.running.contains_key(&link.id);
        self.links.iter().filter(|_| self.may).filter(wanted).cloned().collect()
    }

    /// One has begun.
    pub fn started(&mut self, id: ConnectionId, task: AbortHandle, now: DateTime<Utc>) {
        self.due.remove(&id);
        self.started.insert(id.clone(), now);
        self.running.insert(id, task);
    }

    /// One has ended; `next` is when its source expects something new, if it knows.
    pub fn ended(&mut self, id: &ConnectionId, next: Option<DateTime<Utc>>) {
        self.running.remove(id);
        if let Some(next) = next {
            self.due.insert(id.clone(), next);
        }
    }

    /// Stops all that run; what they had committed stays.
    pub fn cancel(&mut self) -> Vec<ConnectionId> {
        let running = std::mem::take(&mut self.running);
        running.values().for_each(AbortHandle::abort);
        running.into_keys().collect()
    }

    fn waiting(&self) -> impl Iterator<Item = (&Link, DateTime<Utc>)> {
        let idle = |link: &&Link| self.may && self.by_itself && !self.running.contains_key(&link.id);
        self.links.iter().filter(idle).filter_map(|link| {
            let due = *self.due.get(&link.id)?;
            let rested = self.started.get(&link.id).and_then(|at| at.checked_add_signed(LEAST_REST));
            Some((link, rested.map_or(due, |rested| due.max(rested))))
        })
    }
}
