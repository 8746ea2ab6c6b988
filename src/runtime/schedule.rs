//! Which connections run, and when each is due by itself. One sync at a time for each connection; nobody waits for another.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::AbortHandle;

use super::link::Link;
use super::random;
use crate::domain::{Book, Clock, ConnectionId, Status};
use crate::sync::plan::{self, Due};

/// Least time between two starts that nobody asked for, whatever the plan says: a fault that leaves no trace must not become a storm.
const LEAST_REST: TimeDelta = TimeDelta::seconds(10);

/// Rest of a connection whose sync the person cancelled.
const CANCELLED_REST: TimeDelta = TimeDelta::minutes(5);

/// Who has not asked for so long what is due was asleep.
const SLEPT: TimeDelta = TimeDelta::minutes(10);

/// Within which those that came due meanwhile start.
const AFTER_SLEEP: TimeDelta = TimeDelta::minutes(2);

/// A number of its own for each connection, so that they do not all come due in the same second.
pub fn jitter_of(id: &ConnectionId, seed: u64) -> u64 {
    id.as_str().bytes().fold(seed, |mixed, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The timetable of a dashboard.
pub struct Schedule {
    links: Vec<Link>,
    /// False for a second instance and `--read-only`: nothing can be kept, so nothing is fetched.
    may: bool,
    /// False when only the person starts syncs.
    by_itself: bool,
    running: BTreeMap<ConnectionId, (u64, AbortHandle)>,
    due: BTreeMap<ConnectionId, DateTime<Utc>>,
    /// Those whose last sync failed.
    failing: BTreeSet<ConnectionId>,
    /// Those that the person stopped: paused, or disconnected.
    stopped: BTreeSet<ConnectionId>,
    /// When somebody last asked what is due.
    looked: Option<DateTime<Utc>>,
    /// Before this moment none starts by itself, whatever the plan says.
    rests: BTreeMap<ConnectionId, DateTime<Utc>>,
    /// Numbers the syncs, so that a late word of one that was cancelled is not taken for the next one's.
    runs: u64,
    /// One number a run, so that a due time does not move each time it is reckoned.
    jitter: u64,
}

impl Schedule {
    /// Kinds that cost nothing to ask are due at once, the others when their plan says so.
    pub fn new(links: Vec<Link>, may: bool, by_itself: bool) -> Self {
        let (running, rests, failing, stopped) = Default::default();
        let free = links.iter().filter(|link| link.policy.every_minutes.is_none());
        let due = free.map(|link| (link.id.clone(), DateTime::<Utc>::UNIX_EPOCH)).collect();
        Self {
            links,
            may,
            by_itself,
            running,
            due,
            failing,
            stopped,
            looked: None,
            rests,
            runs: 0,
            jitter: random::number(),
        }
    }

    /// Other connections from now on. Those that are new and cost nothing to ask, or were never asked, are due at once.
    pub fn relink(&mut self, links: Vec<Link>) {
        let is_known = |id: &ConnectionId| self.links.iter().any(|link| link.id == *id);
        let new: Vec<ConnectionId> = links.iter().map(|link| link.id.clone()).filter(|id| !is_known(id)).collect();
        self.due.retain(|id, _| links.iter().any(|link| link.id == *id));
        self.due.extend(new.into_iter().map(|id| (id, DateTime::<Utc>::UNIX_EPOCH)));
        self.links = links;
    }

    /// Reckons anew when each is due, from what the book says of it.
    pub fn look(&mut self, book: &Book, clock: Clock) {
        for link in &self.links {
            let Some(connection) = book.connections.get(&link.id) else { continue };
            if connection.failures > 0 {
                self.failing.insert(link.id.clone());
            } else {
                self.failing.remove(&link.id);
            }
            if matches!(connection.status, Status::Paused | Status::Revoked) {
                self.stopped.insert(link.id.clone());
            } else {
                self.stopped.remove(&link.id);
            }
            let planned = link.policy.every_minutes.is_some() || connection.failures > 0;
            if !planned {
                continue;
            }
            match plan::due(connection, &link.policy, clock, jitter_of(&link.id, self.jitter)) {
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

    /// Connections to start now. After a long silence, as of a machine that slept, those with a quota start one by one.
    pub fn due(&mut self, now: DateTime<Utc>) -> Vec<Link> {
        if self.looked.replace(now).is_some_and(|looked| now - looked > SLEPT) {
            self.spread(now);
        }
        self.waiting().filter(|(_, moment)| *moment <= now).map(|(link, _)| link.clone()).collect()
    }

    /// The next moment at which one is due.
    pub fn next(&self) -> Option<DateTime<Utc>> {
        self.waiting().map(|(_, moment)| moment).min()
    }

    /// When one that failed is tried again by itself, if it is.
    pub fn retry(&self, id: &ConnectionId) -> Option<DateTime<Utc>> {
        self.failing.get(id).and_then(|id| self.planned(id))
    }

    /// All that are tried again by themselves, and when.
    pub fn retries(&self) -> impl Iterator<Item = (ConnectionId, DateTime<Utc>)> {
        self.failing.iter().filter_map(|id| Some((id.clone(), self.planned(id)?)))
    }

    /// One of the connections that are asked at all.
    pub fn link(&self, id: &ConnectionId) -> Option<Link> {
        self.links.iter().find(|link| link.id == *id).cloned()
    }

    /// Connections that the person's wish starts: those named that do not run already.
    pub fn asked(&self, which: Option<&ConnectionId>) -> Vec<Link> {
        let named = |link: &Link| match which {
            Some(id) => id == &link.id,
            None => !self.stopped.contains(&link.id),
        };
        let wanted = |link: &&Link| named(link) && !self.running.contains_key(&link.id);
        self.links.iter().filter(|_| self.may).filter(wanted).cloned().collect()
    }

    /// The number of the sync that is about to begin.
    pub fn next_run(&mut self) -> u64 {
        self.runs += 1;
        self.runs
    }

    /// One has begun.
    pub fn started(&mut self, id: ConnectionId, run: u64, task: AbortHandle, now: DateTime<Utc>) {
        self.due.remove(&id);
        self.rest(&id, now, LEAST_REST);
        self.running.insert(id, (run, task));
    }

    /// True while a sync of that connection runs.
    pub fn is_running(&self, id: &ConnectionId) -> bool {
        self.running.contains_key(id)
    }

    /// One has ended; `next` is when its source expects something new, if it knows.
    pub fn ended(&mut self, id: &ConnectionId, run: u64, next: Option<DateTime<Utc>>) {
        if self.running.get(id).is_none_or(|(running, _)| *running != run) {
            return;
        }
        self.running.remove(id);
        if let Some(next) = next {
            self.due.insert(id.clone(), next);
        }
    }

    /// Stops all that run; what they had committed stays. They are tried again by themselves, but not at once: the person wanted
    /// peace.
    pub fn cancel(&mut self, now: DateTime<Utc>) -> Vec<ConnectionId> {
        let running = std::mem::take(&mut self.running);
        for (id, (_, task)) in &running {
            task.abort();
            self.rest(id, now, CANCELLED_REST);
            self.due.insert(id.clone(), now);
        }
        running.into_keys().collect()
    }

    /// Gives each that is overdue and has a quota a moment of its own within [`AFTER_SLEEP`].
    fn spread(&mut self, now: DateTime<Utc>) {
        let counted =
            |(link, moment): &(&Link, DateTime<Utc>)| link.policy.requests_per_day.is_some() && *moment <= now;
        let overdue: Vec<ConnectionId> = self.waiting().filter(counted).map(|(link, _)| link.id.clone()).collect();
        // one alone is no burst
        for id in overdue.iter().skip(1) {
            let seconds = jitter_of(id, self.jitter) % AFTER_SLEEP.num_seconds().unsigned_abs();
            self.rest(id, now, TimeDelta::seconds(seconds.cast_signed()));
        }
    }

    fn rest(&mut self, id: &ConnectionId, now: DateTime<Utc>, least: TimeDelta) {
        if let Some(until) = now.checked_add_signed(least) {
            self.rests.insert(id.clone(), until);
        }
    }

    fn waiting(&self) -> impl Iterator<Item = (&Link, DateTime<Utc>)> {
        let idle = |link: &&Link| !self.running.contains_key(&link.id);
        self.links.iter().filter(idle).filter_map(|link| Some((link, self.planned(&link.id)?)))
    }

    /// When a connection is due by itself, whether it runs now or not.
    fn planned(&self, id: &ConnectionId) -> Option<DateTime<Utc>> {
        let due = self.due.get(id).filter(|_| self.may && self.by_itself && !self.stopped.contains(id))?;
        Some(self.rests.get(id).map_or(*due, |rested| (*due).max(*rested)))
    }
}
