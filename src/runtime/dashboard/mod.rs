//! The event loop: waits for a key, a message, a moment or a signal, lets the app think, carries out what it asks for, and draws
//! once for all that was waiting.

mod effects;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use crossterm::event::{Event, EventStream, KeyEventKind};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::config::{Config, Issuers};
use crate::domain::{Book, Clean, ConnectionId};
use crate::runtime::clock::Wall;
use crate::runtime::desk::{Desk, Office};
use crate::runtime::keeper::Keeper;
use crate::runtime::link::Link;
use crate::runtime::pull::{MAX_ANSWERS, Outcome, Surroundings};
use crate::runtime::schedule::Schedule;
use crate::runtime::signals::{self, Signal, Signals};
use crate::runtime::terminal::Screen;
use crate::runtime::watch::Watch;
use crate::tui::keymap::Keymap;
use crate::tui::{Activity, App, Door, Mode, Msg, Standards, frame};

/// At most sixty frames a second.
const FRAME: Duration = Duration::from_millis(16);
/// How long a stop by Ctrl-Z may take to come. Where nobody could continue us (a terminal that runs passbook without a shell) the kernel
/// does not stop us at all: we go on then.
const STOP: Duration = Duration::from_millis(200);
/// Messages that may wait for the screen.
const INBOX: usize = 256;

/// What the dashboard opens on.
pub struct Opening {
    pub keeper: Keeper,
    pub settled: Settled,
    pub mode: Mode,
    pub wall: Wall,
    pub reread: Reread,
}

/// Reads the settings anew, as at the start; or says why they cannot be.
pub type Reread = Box<dyn FnMut() -> Result<Settled, String> + Send>;

/// What the config and the files beside it say.
pub struct Settled {
    pub config: Config,
    pub links: Vec<Link>,
    /// Where banks are met.
    pub issuers: Issuers,
    /// The files that all of it was read from: when one changes, all is read anew.
    pub files: Vec<PathBuf>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Quit,
    /// A signal of that number, to be told to the parent as 128 and the number.
    Signal(i32),
}

/// Runs the dashboard until the person quits or a signal ends it. The terminal is as it was, whatever the result.
pub fn run(opening: Opening) -> io::Result<Ending> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (to_screen, inbox) = mpsc::channel(INBOX);
    let Opening { mut keeper, settled, mode, wall, reread } = opening;
    for link in &settled.links {
        keeper.introduce(&link.id, link.row.kind);
    }
    let book = keeper.book().clone();
    let office = Office::open(keeper, wall, Some(to_screen.clone()))?;
    let around = Surroundings {
        desk: office.desk(),
        wall,
        offline: mode.offline,
        screen: Some(to_screen.clone()),
        answers: MAX_ANSWERS,
    };
    let ended = runtime.block_on(async {
        let screen = Screen::take(settled.config.look.mouse)?;
        signals::end_with_terminal()?;
        let mut board = Board::new(settled, (mode, reread), book, around, screen, to_screen)?;
        board.run(inbox).await
    });
    // what cannot be drawn on a terminal that is gone is no failure of ours
    let ended = ended
        .or_else(|error| if signals::terminal_is_gone() { Ok(Ending::Signal(signals::HANG_UP)) } else { Err(error) });
    // tasks that wait for a slow bank are left behind; what was ordered of the keeper is finished
    runtime.shutdown_background();
    match office.close() {
        Some(_) => ended,
        None => {
            Err(io::Error::other("the keeper of the store broke; what was committed is safe: run `passbook check`"))
        }
    }
}

struct Board {
    app: App,
    screen: Screen,
    desk: Desk,
    around: Surroundings,
    wall: Wall,
    /// The day that the schedule is of.
    day: NaiveDate,
    /// Since when the terminal is given back for a Ctrl-Z.
    suspended: Option<Instant>,
    /// The terminal was cleared: draw whether the app changed or not.
    repaint: bool,
    schedule: Schedule,
    report: mpsc::Sender<(u64, Outcome)>,
    done: mpsc::Receiver<(u64, Outcome)>,
    /// What questions of the app are answered by, and where the answers go.
    standards: Standards,
    answers: mpsc::Sender<Msg>,
    /// The config that holds, and the files that it was read from.
    config: Config,
    watch: Watch,
    reread: Reread,
    /// Made-up banks.
    sandbox: bool,
}

/// Those that may be asked at all.
fn reachable(links: Vec<Link>, offline: bool) -> Vec<Link> {
    links.into_iter().filter(|link| !(offline && link.policy.requests_per_day.is_some())).collect()
}

impl Board {
    fn new(
        settled: Settled,
        (mode, reread): (Mode, Reread),
        book: Book,
        around: Surroundings,
        mut screen: Screen,
        answers: mpsc::Sender<Msg>,
    ) -> io::Result<Self> {
        let Settled { config, links, issuers, files } = settled;
        let size = screen.terminal().size()?;
        let wall = around.wall;
        let may = mode.read_only.is_none();
        let doors = doors(&links);
        let mut schedule = Schedule::new(reachable(links, around.offline), may, may && config.sync.on_start);
        schedule.look(&book, wall.read());
        let retries: Vec<_> = schedule.retries().collect();
        let (why, sandbox) = (mode.read_only.clone(), mode.sandbox);
        let keymap = Keymap::of(&config.keys).map_err(io::Error::other)?;
        let app = App::new(&config.look, mode, (size.width, size.height), wall.read());
        let mut app = app.with_keys(keymap).with_issuers(issuers);
        app.update(Msg::Doors(doors));
        app.update(Msg::Book(book.into()));
        for (id, moment) in retries {
            app.update(Msg::Activity(id, Activity::RetryAt(moment)));
        }
        if let Some(why) = why {
            app.update(Msg::Notice(Clean::new(&format!("read-only: {why}"))));
        }
        let (report, done) = mpsc::channel(INBOX);
        let day = wall.read().today;
        Ok(Self {
            app,
            screen,
            desk: around.desk.clone(),
            around,
            wall,
            day,
            suspended: None,
            repaint: false,
            schedule,
            report,
            done,
            standards: standards(&config),
            answers,
            config,
            watch: Watch::new(files),
            reread,
            sandbox,
        })
    }

    async fn run(&mut self, mut inbox: mpsc::Receiver<Msg>) -> io::Result<Ending> {
        let mut keys = EventStream::new();
        let mut signals = Signals::listen()?;
        let mut drawn = None;
        loop {
            if self.suspended.is_some_and(|at| at.elapsed() >= STOP) {
                self.resume()?;
            }
            if self.watch.has_changed(Instant::now()) {
                self.reload(false)?;
            }
            self.draw(&mut drawn)?;
            self.start_due();
            self.reckon();
            let wake = self.next_wake(drawn);
            let msg = tokio::select! {
                biased;
                signal = signals.next() => match signal {
                    Signal::End(number) => return Ok(Ending::Signal(number)),
                    Signal::Continued => { self.resume()?; Some(Msg::Tick(self.wall.read())) }
                },
                // before a key: who sees that a sync has ended may ask for the next one
                ended = self.done.recv() => { self.rest(ended); None }
                event = keys.next() => match event {
                    Some(event) => from_terminal(event?),
                    // the terminal is gone
                    None => return Ok(Ending::Signal(signals::HANG_UP)),
                },
                msg = inbox.recv() => msg,
                () = sleep(wake) => Some(Msg::Tick(self.wall.read())),
            };
            let waiting = std::iter::from_fn(|| inbox.try_recv().ok()).take(INBOX);
            for msg in newest_book_only(msg.into_iter().chain(waiting).collect()) {
                if let Some(ending) = self.take_in(msg)? {
                    return Ok(ending);
                }
            }
        }
    }

    fn take_in(&mut self, mut msg: Msg) -> io::Result<Option<Ending>> {
        if let Msg::Tick(clock) = &msg
            && clock.today != self.day
        {
            self.day = clock.today;
            self.schedule.new_day(clock.now);
        }
        if let Msg::Book(book) = &msg {
            self.schedule.look(book, self.wall.read());
        }
        if let Msg::Activity(id, Activity::Syncing { .. }) = &msg
            && !self.schedule.is_running(id)
        {
            // progress of a sync that was cancelled meanwhile
            return Ok(None);
        }
        if let Msg::Activity(id, activity @ Activity::Resting) = &mut msg
            && let Some(moment) = self.schedule.retry(id)
        {
            *activity = Activity::RetryAt(moment);
        }
        let typed = matches!(msg, Msg::Key(_) | Msg::Mouse(_) | Msg::Paste(_));
        if typed {
            // a key is answered at the time at which it was struck
            self.app.update(Msg::Tick(self.wall.read()));
        }
        for effect in self.app.update(msg) {
            if let Some(ending) = self.carry_out(effect)? {
                return Ok(Some(ending));
            }
        }
        Ok(None)
    }

    fn resume(&mut self) -> io::Result<()> {
        self.suspended = None;
        self.repaint = true;
        self.screen.resume()
    }

    fn start_due(&mut self) {
        for link in self.schedule.due(self.wall.read().now) {
            self.start(link);
        }
    }

    /// Answers what the app asks, on a thread of its own: no key waits for it.
    fn reckon(&mut self) {
        let Some(question) = self.app.question() else { return };
        let (standards, answers) = (self.standards.clone(), self.answers.clone());
        tokio::task::spawn_blocking(move || {
            let findings = question.answer(&standards);
            // a dashboard that is gone needs no answer
            let _ = answers.blocking_send(Msg::Found(findings.into()));
        });
    }

    fn start(&mut self, link: Link) {
        let id = link.id.clone();
        let done = self.report.clone();
        let run = self.schedule.next_run();
        let pull = self.around.clone().sync(link);
        let task = tokio::spawn(async move {
            let outcome = pull.await;
            let _ = done.send((run, outcome)).await;
        });
        self.schedule.started(id, run, task.abort_handle(), self.wall.read().now);
    }

    fn rest(&mut self, ended: Option<(u64, Outcome)>) {
        if let Some((run, outcome)) = ended {
            self.schedule.ended(&outcome.connection, run, outcome.next);
        }
    }

    fn next_wake(&self, drawn: Option<Instant>) -> Option<Duration> {
        let moments = [self.app.next_wake(), self.schedule.next(), self.wall.midnight()];
        let mut wake = moments.into_iter().flatten().min().map(|moment| self.wall.until(moment));
        wake = wake.into_iter().chain(self.watch.due()).min();
        if self.is_due_to_draw() {
            let rest = drawn.map_or(Duration::ZERO, |at| (at + FRAME).saturating_duration_since(Instant::now()));
            wake = Some(wake.map_or(rest, |wake| wake.min(rest)));
        }
        if let Some(at) = self.suspended {
            let rest = STOP.saturating_sub(at.elapsed());
            wake = Some(wake.map_or(rest, |wake| wake.min(rest)));
        }
        wake
    }

    fn is_due_to_draw(&self) -> bool {
        (self.app.dirty() || self.repaint) && Screen::is_taken()
    }

    fn draw(&mut self, drawn: &mut Option<Instant>) -> io::Result<()> {
        let early = drawn.is_some_and(|at| at.elapsed() < FRAME);
        if self.is_due_to_draw() && !early {
            self.repaint = false;
            let app = &mut self.app;
            self.screen.terminal().draw(|frame| frame::draw(app, frame))?;
            *drawn = Some(Instant::now());
        }
        Ok(())
    }
}

/// What the sharing view says of the connections of the config.
pub fn doors(links: &[Link]) -> BTreeMap<ConnectionId, Door> {
    let door = |link: &Link| Door { reads: link.row.reads, per_day: link.policy.requests_per_day };
    links.iter().map(|link| (link.id.clone(), door(link))).collect()
}

/// By what the questions of a view are answered: what the person set, and the person's own clock.
pub fn standards(config: &Config) -> Standards {
    Standards { alerts: config.alerts.clone(), limits: config.limits.clone(), zone: Wall::offset }
}

/// Of several books only the last is worth thinking about: each holds all that the ones before it held.
fn newest_book_only(mut messages: Vec<Msg>) -> Vec<Msg> {
    let is_book = |msg: &Msg| matches!(msg, Msg::Book(_));
    let mut books = messages.iter().filter(|msg| is_book(msg)).count();
    messages.retain(|msg| {
        let old = is_book(msg) && books > 1;
        books -= usize::from(is_book(msg));
        !old
    });
    messages
}

async fn sleep(wake: Option<Duration>) {
    match wake {
        Some(wake) => tokio::time::sleep(wake).await,
        None => std::future::pending().await,
    }
}

fn from_terminal(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Msg::Key(key)),
        Event::Mouse(mouse) => Some(Msg::Mouse(mouse)),
        Event::Resize(columns, rows) => Some(Msg::Resize(columns, rows)),
        Event::Paste(text) => Some(Msg::Paste(text)),
        // who comes back may have changed the settings elsewhere: that is looked at before each frame
        _ => None,
    }
}
