//! The keeper at its desk: a thread of its own that takes orders one by one, and reads old rows while nothing is asked of it.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use super::clock::Wall;
use super::keeper::Keeper;
use super::sharing::Request as SharedRequest;
use crate::connectors::PullError;
use crate::domain::{
    Batch, Change, Clean, Connection, ConnectionId, Heard, Policy, Problem, ProblemKind, Rule, Scope, Secret,
    SyncRecord,
};
use crate::store::StoreError;
use crate::tui::Msg;

/// Blocks that are read between two looks at the orders: about a millisecond's work.
const BLOCKS_AT_ONCE: usize = 16;
/// How often the screen is told how far reading is.
const PROGRESS: Duration = Duration::from_millis(250);
/// Orders that may wait. Connectors wait when it is full; the screen never sends more than a person types.
const ORDERS: usize = 64;

enum Order {
    Answer(Box<Batch>, oneshot::Sender<Result<SyncRecord, Problem>>),
    Failed(ConnectionId, Problem, oneshot::Sender<()>),
    Spend(Box<SharedRequest>, Policy, oneshot::Sender<Result<u64, PullError>>),
    Heard(ConnectionId, u64, (Heard, u64), oneshot::Sender<()>),
    Prepare(ConnectionId, oneshot::Sender<Result<Prepared, Problem>>),
    KeepSecret(ConnectionId, Secret, oneshot::Sender<Result<(), PullError>>),
    Change(Change),
    Pause(ConnectionId, bool),
    ReadBy(Vec<Rule>),
    Introduce(ConnectionId, &'static str),
    End(ConnectionId, bool, oneshot::Sender<Result<(), StoreError>>),
    Close,
}

/// What a pull starts from.
pub struct Prepared {
    pub connection: Arc<Connection>,
    pub secret: Option<Secret>,
}

/// A way to the keeper for whoever runs beside it. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    orders: mpsc::Sender<Order>,
}

/// The thread itself; [`Office::close`] gives the keeper back.
pub struct Office {
    desk: Desk,
    thread: JoinHandle<Keeper>,
}

impl Office {
    /// Starts the thread. Every change of the book goes to `screen` as `Msg::Book`, after it is on disk.
    pub fn open(keeper: Keeper, wall: Wall, screen: Option<mpsc::Sender<Msg>>) -> std::io::Result<Self> {
        let (orders, inbox) = mpsc::channel(ORDERS);
        let work = move || Clerk { keeper, wall, screen, told: Some(0) }.run(inbox);
        let thread = thread::Builder::new().name("keeper".into()).spawn(work)?;
        Ok(Self { desk: Desk { orders }, thread })
    }

    /// A way to the keeper.
    pub fn desk(&self) -> Desk {
        self.desk.clone()
    }

    /// Lets the keeper finish what was ordered before, and ends the thread. `None` when the keeper itself broke.
    pub fn close(self) -> Option<Keeper> {
        // a full queue means that the keeper lives and will come to it
        if self.desk.orders.blocking_send(Order::Close).is_err() {
            return self.thread.join().ok();
        }
        self.thread.join().ok()
    }
}

impl Desk {
    /// Merges and commits an answer; says what it changed.
    pub async fn answer(&self, batch: Batch) -> Result<SyncRecord, Problem> {
        self.ask(|reply| Order::Answer(Box::new(batch), reply)).await.unwrap_or_else(|| Err(gone()))
    }

    /// Notes why a connection brought nothing.
    pub async fn failed(&self, id: ConnectionId, problem: Problem) {
        self.ask(|reply| Order::Failed(id, problem, reply)).await;
    }

    /// Counts a request and puts it on record, durably, before it is made; gives its number.
    pub async fn spend(&self, request: SharedRequest, policy: Policy) -> Result<u64, PullError> {
        self.ask(|reply| Order::Spend(Box::new(request), policy, reply)).await.unwrap_or_else(|| Err(PullError(gone())))
    }

    /// Notes how a request ended, and how many bytes came.
    pub async fn heard(&self, id: ConnectionId, request: u64, end: (Heard, u64)) {
        self.ask(|reply| Order::Heard(id, request, end, reply)).await;
    }

    /// Cursor, watermarks and secret of a connection, as they are on disk.
    pub async fn prepare(&self, id: ConnectionId) -> Result<Prepared, Problem> {
        self.ask(|reply| Order::Prepare(id, reply)).await.unwrap_or_else(|| Err(gone()))
    }

    /// Seals a connection's secret in place of the one before, durably.
    pub async fn keep_secret(&self, id: ConnectionId, secret: Secret) -> Result<(), PullError> {
        self.ask(|reply| Order::KeepSecret(id, secret, reply)).await.unwrap_or_else(|| Err(PullError(gone())))
    }

    /// Keeps an act of the person; a failure is said on the screen. Says why when the keeper cannot even take it.
    pub fn change(&self, change: Change) -> Result<(), &'static str> {
        self.leave(Order::Change(change))
    }

    /// Stops a connection or lets it go on, as [`Desk::change`] keeps an act of the person.
    pub fn pause(&self, id: ConnectionId, paused: bool) -> Result<(), &'static str> {
        self.leave(Order::Pause(id, paused))
    }

    /// Reads rows by these rules of the person's from now on.
    pub fn read_by(&self, rules: Vec<Rule>) -> Result<(), &'static str> {
        self.leave(Order::ReadBy(rules))
    }

    /// Makes a connection of the config known, if it is not.
    pub fn introduce(&self, id: ConnectionId, kind: &'static str) -> Result<(), &'static str> {
        self.leave(Order::Introduce(id, kind))
    }

    /// Forgets the secret of a connection whose consent was taken back.
    pub async fn end(&self, id: ConnectionId, at_provider: bool) -> Result<(), Clean> {
        let ended = self.ask(|reply| Order::End(id, at_provider, reply)).await;
        ended.map_or_else(|| Err(gone().message), |ended| ended.map_err(|error| Clean::new(&error.to_string())))
    }

    fn leave(&self, order: Order) -> Result<(), &'static str> {
        self.orders.try_send(order).map_err(|error| match error {
            TrySendError::Full(_) => "your change was not kept: the store is busy, try again",
            TrySendError::Closed(_) => {
                "your change was not kept: the keeper of the store has stopped, start passbook again"
            }
        })
    }

    async fn ask<T>(&self, order: impl FnOnce(oneshot::Sender<T>) -> Order) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.orders.send(order(reply)).await.ok()?;
        answer.await.ok()
    }
}

fn gone() -> Problem {
    let message = Clean::new("the keeper of the store has stopped: nothing was stored, start passbook again");
    Problem { scope: Scope::Connection, kind: ProblemKind::NotKept, message }
}

struct Clerk {
    keeper: Keeper,
    wall: Wall,
    screen: Option<mpsc::Sender<Msg>>,
    /// Entries of the record of accesses that the screen has been told; `None` when they cannot be read.
    told: Option<u64>,
}

impl Clerk {
    fn run(mut self, mut inbox: mpsc::Receiver<Order>) -> Keeper {
        let mut unread = self.keeper.unread();
        let (all, mut told) = (unread.len(), Instant::now());
        // a look at the newest months first; the rest in one go at the end, since every book makes the screen think
        let mut first = true;
        loop {
            if unread.is_empty() {
                self.tell_record();
            }
            let order = if unread.is_empty() { inbox.blocking_recv() } else { inbox.try_recv().ok() };
            match order {
                Some(Order::Close) => return self.keeper,
                Some(order) => {
                    self.carry_out(order);
                    unread = self.keeper.unread();
                }
                None if unread.is_empty() => return self.keeper,
                None => {
                    let rest = unread.split_off(unread.len().min(BLOCKS_AT_ONCE));
                    if let Err(error) = self.keeper.load(&unread) {
                        let damaged = self.keeper.load_what_can_be(&unread);
                        self.say(&format!("transactions of {damaged} months could not be read: {error}"));
                    }
                    unread = rest;
                    if told.elapsed() > PROGRESS {
                        told = Instant::now();
                        self.send(Msg::Reading { done: all.saturating_sub(unread.len()), of: all });
                    }
                    if unread.is_empty() {
                        self.read_anew();
                    }
                    if first || unread.is_empty() {
                        self.show();
                        first = false;
                    }
                }
            }
        }
    }

    fn carry_out(&mut self, order: Order) {
        let clock = self.wall.read();
        match order {
            Order::Answer(batch, reply) => {
                let outcome = self.keeper.answer(&batch, clock);
                if let Err(problem) = &outcome {
                    self.note_failure(&batch.connection, problem.clone());
                }
                self.show();
                let _ = reply.send(outcome);
            }
            Order::Failed(id, problem, reply) => {
                self.note_failure(&id, problem);
                self.show();
                let _ = reply.send(());
            }
            Order::Spend(request, policy, reply) => drop(reply.send(self.keeper.spend(&request, &policy, clock))),
            Order::Heard(id, request, end, reply) => {
                // an end that cannot be kept leaves the request counted and open, which is the safe side
                let _ = self.keeper.heard(&id, request, end, clock);
                let _ = reply.send(());
            }
            Order::Prepare(id, reply) => drop(reply.send(self.prepare(&id))),
            Order::KeepSecret(id, secret, reply) => drop(reply.send(self.keeper.keep_secret(&id, &secret))),
            Order::Change(change) => {
                if let Err(error) = self.keeper.change(&change) {
                    self.say(&format!("your change was not kept: {error}"));
                }
                self.show();
                self.send(Msg::Changed(change));
            }
            Order::Pause(id, paused) => {
                if let Err(error) = self.keeper.pause(&id, paused) {
                    self.say(&format!("your change was not kept: {error}"));
                }
                self.show();
            }
            Order::ReadBy(rules) => {
                self.keeper.read_by(rules);
                self.read_anew();
                self.show();
            }
            Order::Introduce(id, kind) => {
                self.keeper.introduce(&id, kind);
                self.show();
            }
            Order::End(id, at_provider, reply) => {
                let ended = self.keeper.end(&id, at_provider, clock);
                self.show();
                let _ = reply.send(ended);
            }
            Order::Close => {}
        }
    }

    fn prepare(&self, id: &ConnectionId) -> Result<Prepared, Problem> {
        let unreadable = |error| Problem {
            scope: Scope::Connection,
            kind: ProblemKind::NotKept,
            message: Clean::new(&format!("its secret could not be read: {error}")),
        };
        let connection = self.keeper.book().connections.get(id).map(Arc::clone).ok_or_else(gone)?;
        Ok(Prepared { connection, secret: self.keeper.secret(id).map_err(unreadable)? })
    }

    fn note_failure(&mut self, id: &ConnectionId, problem: Problem) {
        if let Err(error) = self.keeper.failed(id, problem, self.wall.read()) {
            self.say(&format!("the state of '{id}' could not be kept: {error}"));
        }
    }

    fn read_anew(&mut self) {
        if let Err(error) = self.keeper.refresh_readings() {
            self.say(&format!("merchants could not be kept: {error}"));
        }
    }

    /// Tells the screen what the record of accesses has gained.
    fn tell_record(&mut self) {
        let (Some(told), true) = (self.told, self.screen.is_some()) else { return };
        match self.keeper.store().accesses_from(told) {
            Ok(new) if new.is_empty() => {}
            Ok(new) => {
                self.told = new.last().map(|entry| entry.number.saturating_add(1));
                self.send(Msg::Accesses(new));
            }
            Err(error) => {
                self.told = None;
                self.say(&format!("the record of accesses could not be read: {error}"));
            }
        }
    }

    fn show(&self) {
        self.send(Msg::Book(Arc::new(self.keeper.book().clone())));
    }

    fn say(&self, words: &str) {
        self.send(Msg::Notice(Clean::new(words)));
    }

    fn send(&self, msg: Msg) {
        if let Some(screen) = &self.screen {
            // a screen that is gone needs no news
            let _ = screen.blocking_send(msg);
        }
    }
}
