//! The state of the dashboard and the one way to change it: a message in, effects out. Pure: it reads no clock, no disk, no network.

mod acts;
mod history;
mod input;
mod moments;
mod plain;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use ratatui::layout::Rect;

use self::history::History;
use super::findings::Question;
use super::footer::Top;
use super::format::Figures;
use super::jump::Jump;
use super::keymap::{Action, Keymap};
use super::lock::Lock;
use super::msg::{Activity, Effect, Mode, Msg};
use super::news::News;
use super::screen::{Cx, Screen};
use super::screens::{View, views};
use super::status;
use super::theme::Theme;
use super::toasts::Toasts;
use crate::config::{Issuers, Look};
use crate::domain::{Book, Clock, ConnectionId};

/// Older alerts are listed and no longer asked for: the history that a first sync brings is full of them.
const PRESSING_DAYS: u64 = 90;

/// Everything that is on the screen. Fields beyond `Cx` are what only the app itself knows.
pub struct App {
    pub(super) cx: Cx,
    pub(super) tabs: Vec<Tab>,
    pub(super) tab: usize,
    pub(super) toasts: Toasts,
    queries: History,
    /// Columns and rows.
    size: (u16, u16),
    /// What was drawn where, for clicks.
    pub(super) hits: Vec<(Rect, Hit)>,
    dirty: bool,
    /// Since when the world thinks about a question.
    asked: Option<DateTime<Utc>>,
    /// Letters that wait for one of them to be pressed.
    pub(super) jump: Option<Jump>,
    pub(super) lock: Lock,
    /// Until when one row is shown although amounts are hidden.
    peek: Option<DateTime<Utc>>,
    /// The lines for who is here for the first time, until anything is done.
    pub(super) welcome: bool,
}

/// A view with what was opened over it, drilled screens and modals, the newest last.
pub(super) struct Tab {
    pub view: Box<dyn Screen>,
    /// The word of its tab where there is little room.
    pub short: &'static str,
    /// What shows it.
    pub action: Action,
    over: Vec<Box<dyn Screen>>,
}

impl Tab {
    /// The screen that has the keys.
    pub fn top(&mut self) -> &mut dyn Screen {
        &mut **self.over.last_mut().unwrap_or(&mut self.view)
    }

    /// From the last whole screen up to the modals over it: what is visible.
    pub fn visible(&mut self) -> impl Iterator<Item = &mut Box<dyn Screen>> {
        let modals = self.over.iter().rev().take_while(|screen| screen.is_modal()).count();
        let skip = self.over.len() - modals;
        std::iter::once(&mut self.view).chain(&mut self.over).skip(skip)
    }

    fn close_modals(&mut self) {
        while self.over.last().is_some_and(|screen| screen.is_modal()) {
            self.over.pop();
        }
    }
}

/// What a click on a place of the frame means; the rest belongs to the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    Tab(usize),
    Act(Action),
    /// The net worth of the header: where it comes from.
    Worth,
}

impl App {
    /// An empty dashboard: the book comes with its first message.
    pub fn new(look: &Look, mode: Mode, size: (u16, u16), clock: Clock) -> Self {
        let is_sandbox = mode.sandbox;
        let cx = Cx {
            book: Arc::new(Book::default()),
            clock,
            theme: Theme::new(look),
            figures: Figures { masked: look.masked, formats: look.formats() },
            mode,
            keymap: Keymap::default(),
            activity: BTreeMap::new(),
            news: News::default(),
            doors: BTreeMap::new(),
            record: Vec::new(),
            pending: Vec::new(),
            ahead: Arc::new(Book::default()),
            issuers: Arc::new(Issuers::shipped()),
            revision: 0,
            findings: None,
            reading: None,
            reckoning: false,
            open_alerts: 0,
        };
        let tabs = views().into_iter().map(|View { short, action, screen }| Tab {
            view: screen,
            short,
            action,
            over: Vec::new(),
        });
        let mut app = Self {
            cx,
            tabs: tabs.collect(),
            tab: 0,
            toasts: Toasts::default(),
            queries: History::default(),
            size,
            hits: Vec::new(),
            dirty: true,
            asked: None,
            jump: None,
            lock: Lock::new(look.lock_minutes, clock.now),
            peek: None,
            welcome: is_sandbox,
        };
        if let Some(reason) = app.cx.mode.read_only.clone() {
            app.say(&format!("read-only: {reason}"));
        }
        app.refresh();
        app
    }

    /// With a table of banks of the person's own.
    #[must_use]
    pub fn with_issuers(mut self, issuers: Issuers) -> Self {
        self.cx.issuers = Arc::new(issuers);
        self
    }

    /// With keys of the person's own.
    #[must_use]
    pub fn with_keys(mut self, keymap: Keymap) -> Self {
        self.cx.keymap = keymap;
        self
    }

    /// Takes a message in and says what the world is to do.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let effects = match msg {
            Msg::Key(event) => self.key(&event),
            Msg::Mouse(event) => self.mouse(event),
            Msg::Paste(text) => self.paste(&text),
            Msg::Resize(columns, rows) => {
                self.dirty |= self.size != (columns, rows);
                self.size = (columns, rows);
                Vec::new()
            }
            Msg::Tick(clock) => self.tick(clock),
            Msg::Book(book) => self.take_book(book),
            Msg::Activity(connection, activity) => {
                self.take_activity(connection, activity);
                Vec::new()
            }
            Msg::Changed(change) => {
                let first = self.cx.pending.iter().position(|pending| *pending == change);
                first.map(|at| self.cx.pending.remove(at));
                self.look_ahead();
                Vec::new()
            }
            Msg::Synced(record) => {
                let words = self.cx.news.words(&record, &self.cx.book);
                words.map_or_else(Vec::new, |words| self.say(&words))
            }
            Msg::Found(findings) => {
                self.asked = None;
                self.cx.reckoning = false;
                self.cx.findings = Some(findings);
                self.dirty = true;
                Vec::new()
            }
            Msg::Doors(doors) => {
                self.cx.doors = doors;
                self.changed()
            }
            Msg::Accesses(entries) => {
                self.cx.record.extend(entries);
                self.changed()
            }
            Msg::Settings(settings) => self.take_settings(*settings),
            Msg::Reading { done, of } => {
                self.cx.reading = Some((done, of));
                self.changed()
            }
            Msg::Notice(words) => self.say(words.as_str()),
        };
        self.count_alerts();
        self.refresh();
        effects
    }

    /// What is to be reckoned beside the screen now, asked once; its answer is [`Msg::Found`]. One question at a time, and none on a book
    /// of which a part is still unread: what looks odd in a part may be usual in the whole.
    pub fn question(&mut self) -> Option<Question> {
        let known = self.cx.findings.as_ref().map(|findings| findings.revision);
        let book = &self.cx.book;
        let is_empty = book.accounts.is_empty() && book.connections.is_empty();
        if self.asked.is_some() || known == Some(self.cx.revision) || is_empty || !book.is_loaded() {
            return None;
        }
        self.asked = Some(self.cx.clock.now);
        Some(Question { book: Arc::clone(book), clock: self.cx.clock, revision: self.cx.revision })
    }

    /// True when the screen would look different from the last draw.
    pub fn dirty(&self) -> bool {
        self.dirty
    }

    /// The next moment at which the screen changes by time alone: an age that flips, a toast that ends. `None` while nothing ages.
    /// The change of the day is not among them: only the world knows the person's midnight.
    pub fn next_wake(&self) -> Option<DateTime<Utc>> {
        let later = |at: &DateTime<Utc>| *at > self.cx.clock.now;
        let moments = [
            status::summary(&self.cx).until.filter(|_| !self.lock.is_locked()),
            self.toasts.next_end(),
            self.cx.news.until(),
            self.lock.due(),
            self.peek,
            self.slow_at(),
        ];
        moments.into_iter().flatten().filter(later).min()
    }

    /// The screen that has the keys.
    pub(super) fn top(&mut self) -> &mut dyn Screen {
        self.tabs[self.tab].top()
    }

    /// What the footer must know of it.
    pub(super) fn footing(&mut self) -> Top {
        let tab = &mut self.tabs[self.tab];
        let (over, jumps) = (!tab.over.is_empty(), self.jump.is_some());
        let top = tab.top();
        Top { live: top.scopes(), over, modal: top.is_modal(), jumps }
    }

    /// Called by the frame when it has drawn.
    pub(super) fn drawn(&mut self) {
        self.dirty = false;
    }

    fn count_alerts(&mut self) {
        let alerts = self.cx.findings.as_ref().map_or(&[][..], |findings| &findings.alerts);
        let since = self.cx.clock.today.checked_sub_days(Days::new(PRESSING_DAYS)).unwrap_or(NaiveDate::MIN);
        let open = alerts.iter().filter(|notice| notice.day >= since && self.cx.answer_of(notice).is_none()).count();
        self.dirty |= open != self.cx.open_alerts;
        self.cx.open_alerts = open;
    }

    pub(super) fn refresh(&mut self) {
        for screen in self.tabs[self.tab].visible() {
            screen.refresh(&self.cx);
        }
    }

    fn tick(&mut self, clock: Clock) -> Vec<Effect> {
        let due = self.next_wake().is_some_and(|at| at <= clock.now);
        let next_day = clock.today != self.cx.clock.today;
        self.cx.clock = clock;
        self.cx.revision += u64::from(next_day);
        self.dirty |= due | next_day | self.toasts.expire(clock.now) | self.lock.tick(clock.now);
        self.cx.news.expire(clock.now);
        self.pass(clock.now);
        Vec::new()
    }

    fn take_book(&mut self, book: Arc<Book>) -> Vec<Effect> {
        self.cx.news.arrived(&self.cx.book, &book, self.cx.clock);
        self.cx.book = book;
        self.cx.reading = self.cx.reading.filter(|_| !self.cx.book.is_loaded());
        self.look_ahead();
        self.cx.revision += 1;
        self.changed()
    }

    /// What is on the screen may be another now.
    fn changed(&mut self) -> Vec<Effect> {
        self.dirty = true;
        Vec::new()
    }

    /// Reckons anew what the book will be once the keeper is through. What it has done already changes nothing more.
    fn look_ahead(&mut self) {
        self.cx.ahead = Arc::clone(&self.cx.book);
        for change in &self.cx.pending {
            if let Some(delta) = self.cx.ahead.change(change) {
                Arc::make_mut(&mut self.cx.ahead).apply(&delta);
            }
        }
    }

    fn take_activity(&mut self, connection: ConnectionId, activity: Activity) {
        let is_news = *self.cx.activity.get(&connection).unwrap_or(&Activity::Resting) != activity;
        self.dirty |= is_news;
        match activity {
            Activity::Syncing { .. } => self.cx.news.begins(&connection, &self.cx.book),
            Activity::Resting | Activity::RetryAt(_) => self.cx.news.ends(&connection),
        }
        if activity == Activity::Resting {
            self.cx.activity.remove(&connection);
        } else {
            self.cx.activity.insert(connection, activity);
        }
    }

    fn say(&mut self, words: &str) -> Vec<Effect> {
        self.toasts.say(words, self.cx.clock.now);
        self.dirty = true;
        Vec::new()
    }
}
