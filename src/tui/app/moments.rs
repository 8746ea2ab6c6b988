//! What passes by time: a look at one row, a question that takes long, the lock; and settings that were read anew.

use chrono::{DateTime, TimeDelta, Utc};

use super::App;
use crate::tui::msg::{Effect, Settings};
use crate::tui::theme::Theme;

/// How long one row is shown although amounts are hidden.
const PEEK: TimeDelta = TimeDelta::seconds(3);
/// Longer than this nobody waits without a word.
const SLOW: TimeDelta = TimeDelta::milliseconds(300);

impl App {
    /// True while the selected row is shown although amounts are hidden.
    pub(in crate::tui) fn is_peeking(&self) -> bool {
        self.peek.is_some() && self.cx.figures.masked
    }

    /// Shows the selected row for some seconds.
    pub(super) fn look_at_row(&mut self) -> Vec<Effect> {
        if !self.cx.figures.masked {
            return self.say("amounts are shown already");
        }
        self.peek = self.cx.clock.now.checked_add_signed(PEEK);
        self.changed()
    }

    /// Whatever else is done ends a look at a row, and the first words.
    pub(super) fn move_on(&mut self) {
        self.peek = None;
        self.welcome = false;
    }

    /// When a question that is thought about becomes one to tell of.
    pub(super) fn slow_at(&self) -> Option<DateTime<Utc>> {
        self.asked.filter(|_| !self.cx.reckoning)?.checked_add_signed(SLOW)
    }

    /// Time has passed.
    pub(super) fn pass(&mut self, now: DateTime<Utc>) {
        if self.peek.is_some_and(|until| until <= now) {
            self.peek = None;
            self.dirty = true;
        }
        if self.slow_at().is_some_and(|at| at <= now) {
            self.cx.reckoning = true;
            self.dirty = true;
        }
    }

    /// What the config says of the screen holds from now on; whether amounts are hidden stays as it is.
    pub(super) fn take_settings(&mut self, settings: Settings) -> Vec<Effect> {
        self.cx.theme = Theme::new(&settings.look);
        self.cx.figures.formats = settings.look.formats();
        self.lock.set(settings.look.lock_minutes);
        self.cx.keymap = settings.keymap;
        self.cx.issuers = settings.issuers.into();
        // rows hold texts that were written in the form before
        self.cx.revision += 1;
        self.changed()
    }
}
