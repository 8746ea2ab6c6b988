//! The state of the dashboard and the one way to change it: a message in, effects out. Pure: it reads no clock, no disk, no network.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::edits;
use super::format::Figures;
use super::keymap::{Action, Key, lookup};
use super::msg::{Activity, Effect, Mode, Msg};
use super::news::News;
use super::screen::{Cx, Screen, Wish};
use super::screens::{Help, views};
use super::status;
use super::theme::Theme;
use super::toasts::Toasts;
use crate::config::Look;
use crate::domain::{Book, Clock, ConnectionId, Edit};

/// Everything that is on the screen. Fields beyond `Cx` are what only the app itself knows.
pub struct App {
    pub(super) cx: Cx,
    pub(super) tabs: Vec<Tab>,
    pub(super) tab: usize,
    pub(super) toasts: Toasts,
    /// What would take each edit back, with its words; the last one first out.
    undo: Vec<(Edit, String)>,
    /// Columns and rows.
    size: (u16, u16),
    /// What was drawn where, for clicks.
    pub(super) hits: Vec<(Rect, Hit)>,
    dirty: bool,
}

/// A view with what was opened over it, drilled screens and modals, the newest last.
pub(super) struct Tab {
    pub short: &'static str,
    pub view: Box<dyn Screen>,
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
}

/// Lines that one notch of the wheel moves.
const WHEEL: isize = 3;
const MAX_UNDO: usize = 200;

impl App {
    /// An empty dashboard: the book comes with its first message.
    pub fn new(look: &Look, mode: Mode, size: (u16, u16), clock: Clock) -> Self {
        let cx = Cx {
            book: Arc::new(Book::default()),
            clock,
            theme: Theme::new(look.color),
            figures: Figures { masked: look.masked },
            mode,
            activity: BTreeMap::new(),
            news: News::default(),
            pending: Vec::new(),
            revision: 0,
        };
        let tabs = views().into_iter().map(|(short, view)| Tab { short, view, over: Vec::new() }).collect();
        let mut app =
            Self { cx, tabs, tab: 0, toasts: Toasts::default(), undo: Vec::new(), size, hits: Vec::new(), dirty: true };
        if let Some(reason) = app.cx.mode.read_only.clone() {
            app.say(&format!("read-only: {reason}"));
        }
        app.refresh();
        app
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
            Msg::Edited(edit) => {
                let first = self.cx.pending.iter().position(|pending| *pending == edit);
                first.map(|at| self.cx.pending.remove(at));
                Vec::new()
            }
            Msg::Synced(record) => {
                let words = self.cx.news.words(&record, &self.cx.book);
                words.map_or_else(Vec::new, |words| self.say(&words))
            }
            Msg::Notice(words) => self.say(words.as_str()),
        };
        self.refresh();
        effects
    }

    /// True when the screen would look different from the last draw.
    pub fn dirty(&self) -> bool {
        self.dirty
    }

    /// The next moment at which the screen changes by time alone: an age that flips, a toast that ends. `None` while nothing ages.
    /// The change of the day is not among them: only the world knows the person's midnight.
    pub fn next_wake(&self) -> Option<DateTime<Utc>> {
        let aging = status::summary(&self.cx).until;
        let later = |at: &DateTime<Utc>| *at > self.cx.clock.now;
        aging.into_iter().chain(self.toasts.next_end()).chain(self.cx.news.until()).filter(later).min()
    }

    /// The screen that has the keys.
    pub(super) fn top(&mut self) -> &mut dyn Screen {
        self.tabs[self.tab].top()
    }

    /// Called by the frame when it has drawn.
    pub(super) fn drawn(&mut self) {
        self.dirty = false;
    }

    fn refresh(&mut self) {
        for screen in self.tabs[self.tab].visible() {
            screen.refresh(&self.cx);
        }
    }

    fn tick(&mut self, clock: Clock) -> Vec<Effect> {
        let due = self.next_wake().is_some_and(|at| at <= clock.now);
        let next_day = clock.today != self.cx.clock.today;
        self.cx.clock = clock;
        self.cx.revision += u64::from(next_day);
        self.dirty |= due | next_day | self.toasts.expire(clock.now);
        self.cx.news.expire(clock.now);
        Vec::new()
    }

    fn take_book(&mut self, book: Arc<Book>) -> Vec<Effect> {
        self.cx.news.arrived(&self.cx.book, &book, self.cx.clock);
        self.cx.book = book;
        self.cx.revision += 1;
        self.dirty = true;
        Vec::new()
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

    fn key(&mut self, event: &KeyEvent) -> Vec<Effect> {
        let Some(key) = Key::of(event) else { return Vec::new() };
        if let Some(action) = lookup(self.top().scopes(), key) {
            self.dirty = true;
            return self.act(action);
        }
        match key {
            Key { code: KeyCode::Char(c), ctrl: false } => self.paste(c.encode_utf8(&mut [0; 4])),
            _ => Vec::new(),
        }
    }

    /// Text for the field that has the keys; lost where there is none.
    fn paste(&mut self, text: &str) -> Vec<Effect> {
        let screen = self.tabs[self.tab].top();
        if let Some(field) = screen.field() {
            field.insert(text);
            screen.typed(&self.cx);
            self.dirty = true;
        }
        Vec::new()
    }

    /// Answers what belongs to the whole app; the rest goes to the screen on top.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => vec![Effect::Quit],
            Action::Suspend => vec![Effect::Suspend],
            Action::Redraw => vec![Effect::Redraw],
            Action::Mask => {
                self.cx.figures.masked = !self.cx.figures.masked;
                Vec::new()
            }
            Action::Help => {
                let help = Help::new(self.top().scopes());
                self.grant(Wish::Open(Box::new(help)))
            }
            Action::ViewAccounts => self.show(0),
            Action::ViewTransactions => self.show(1),
            Action::ViewMerchants => self.show(2),
            Action::SyncAll => self.sync(None),
            Action::SyncOne => self.sync_one(),
            Action::Undo => self.take_back(),
            _ => self.act_on_screen(action),
        }
    }

    fn act_on_screen(&mut self, action: Action) -> Vec<Effect> {
        let screen = self.tabs[self.tab].top();
        if screen.field().is_some_and(|field| field.act(action)) {
            screen.typed(&self.cx);
            return Vec::new();
        }
        let wishes = screen.act(action, &self.cx);
        self.grant_all(wishes)
    }

    fn grant_all(&mut self, wishes: Vec<Wish>) -> Vec<Effect> {
        wishes.into_iter().flat_map(|wish| self.grant(wish)).collect()
    }

    fn grant(&mut self, wish: Wish) -> Vec<Effect> {
        match wish {
            Wish::Say(words) => self.say(&words),
            Wish::Open(screen) => {
                self.tabs[self.tab].over.push(screen);
                Vec::new()
            }
            Wish::Leave => self.leave(),
            Wish::Edit(edit, words) => self.edit(edit, words),
        }
    }

    /// Goes back to what lies beneath; on a tab's own view it stops what runs.
    fn leave(&mut self) -> Vec<Effect> {
        if self.tabs[self.tab].over.pop().is_some() {
            return Vec::new();
        }
        let runs = self.cx.activity.values().any(|activity| matches!(activity, Activity::Syncing { .. }));
        if runs { vec![Effect::CancelSync] } else { Vec::new() }
    }

    fn edit(&mut self, edit: Edit, words: String) -> Vec<Effect> {
        if let Some(reason) = self.cx.mode.read_only.clone() {
            return self.say(&format!("nothing is changed: {reason}"));
        }
        let back = edits::standing(&self.cx, &edit);
        if back == edit {
            return Vec::new();
        }
        if self.undo.len() == MAX_UNDO {
            self.undo.remove(0);
        }
        self.say(&format!("{words} · u undoes"));
        self.undo.push((back, words));
        self.order(edit)
    }

    /// Asks for an edit. It counts for the next one at once, and for the screen when it is on disk.
    fn order(&mut self, edit: Edit) -> Vec<Effect> {
        self.cx.pending.push(edit.clone());
        vec![Effect::Edit(edit)]
    }

    fn take_back(&mut self) -> Vec<Effect> {
        let Some((edit, words)) = self.undo.pop() else { return self.say("nothing to undo") };
        self.say(&format!("undone: {words}"));
        self.order(edit)
    }

    fn sync_one(&mut self) -> Vec<Effect> {
        match self.tabs[self.tab].top().connection(&self.cx) {
            Some(id) if id.as_str() == ConnectionId::IMPORT => {
                self.say("imported files are not synced: import them again")
            }
            Some(id) => self.sync(Some(id)),
            None => self.sync(None),
        }
    }

    fn sync(&mut self, connection: Option<ConnectionId>) -> Vec<Effect> {
        if let Some(reason) = self.cx.mode.read_only.clone() {
            return self.say(&format!("nothing is synced: {reason}"));
        }
        // the sandbox asks nothing of any network
        if self.cx.mode.offline && !self.cx.mode.sandbox {
            return self.say("nothing is synced: --offline");
        }
        vec![Effect::Sync(connection)]
    }

    /// Shows a tab as it was left; pressed again, its own view.
    fn show(&mut self, tab: usize) -> Vec<Effect> {
        if self.tab == tab {
            self.tabs[tab].over.clear();
        }
        self.tabs[self.tab].close_modals();
        self.tab = tab;
        Vec::new()
    }

    fn mouse(&mut self, event: MouseEvent) -> Vec<Effect> {
        let at = Position::new(event.column, event.row);
        let lines = match event.kind {
            MouseEventKind::ScrollUp => -WHEEL,
            MouseEventKind::ScrollDown => WHEEL,
            MouseEventKind::Down(MouseButton::Left) => return self.click(at),
            _ => return Vec::new(),
        };
        self.dirty = true;
        self.tabs[self.tab].top().wheel(at, lines, &self.cx);
        Vec::new()
    }

    fn click(&mut self, at: Position) -> Vec<Effect> {
        self.dirty = true;
        match self.hits.iter().find(|(place, _)| place.contains(at)).map(|(_, hit)| *hit) {
            Some(Hit::Tab(tab)) => self.show(tab),
            Some(Hit::Act(action)) => self.act(action),
            None => {
                let screen = self.tabs[self.tab].top();
                let wishes = screen.click(at, &self.cx);
                self.grant_all(wishes)
            }
        }
    }
}
