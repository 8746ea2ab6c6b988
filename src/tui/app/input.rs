//! What a person's hand does, in terms of actions: keys, pasted text, clicks and the wheel.

use crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::{App, Hit};
use crate::tui::jump::Jump;
use crate::tui::keymap::{Action, Key, Scope};
use crate::tui::msg::Effect;

/// Lines that one notch of the wheel moves.
const WHEEL: isize = 3;

impl App {
    pub(super) fn key(&mut self, event: &KeyEvent) -> Vec<Effect> {
        let Some(key) = Key::of(event) else { return Vec::new() };
        if self.lock.is_locked() {
            return self.wake(key);
        }
        self.lock.touch(self.cx.clock.now);
        if let Some(jump) = self.jump.take() {
            self.dirty = true;
            match key {
                Key { code: KeyCode::Char(letter), ctrl: false } => {
                    return jump.place(letter).map_or_else(Vec::new, |at| self.choose(at));
                }
                Key { code: KeyCode::Esc, .. } => return Vec::new(),
                _ => {}
            }
        }
        let was_new = self.welcome;
        self.move_on();
        let live = self.top().scopes();
        if was_new && self.cx.keymap.lookup(live, key) == Some(Action::Back) {
            self.dirty = true;
            return Vec::new();
        }
        if let Some(action) = self.cx.keymap.lookup(live, key) {
            self.dirty = true;
            return self.act(action);
        }
        match key {
            Key { code: KeyCode::Char(c), ctrl: false } => self.paste(c.encode_utf8(&mut [0; 4])),
            _ => Vec::new(),
        }
    }

    /// Opens the lock; only what counts everywhere is done besides.
    fn wake(&mut self, key: Key) -> Vec<Effect> {
        if let Some(action) = self.cx.keymap.lookup(&[Scope::Always], key) {
            return self.act(action);
        }
        self.lock.open(self.cx.clock.now);
        self.changed()
    }

    /// Text for the field that has the keys; lost where there is none.
    pub(super) fn paste(&mut self, text: &str) -> Vec<Effect> {
        if self.lock.is_locked() {
            return Vec::new();
        }
        let screen = self.tabs[self.tab].top();
        if let Some(field) = screen.field() {
            field.insert(text);
            screen.typed(&self.cx);
            self.dirty = true;
        }
        Vec::new()
    }

    /// Puts letters on all that can be chosen on the screen on top.
    pub(super) fn begin_jump(&mut self) -> Vec<Effect> {
        let targets = self.top().targets();
        if targets.is_empty() {
            return self.say("nothing to jump to here");
        }
        self.jump = Some(Jump::to(targets));
        Vec::new()
    }

    pub(super) fn mouse(&mut self, event: MouseEvent) -> Vec<Effect> {
        if self.lock.is_locked() {
            return Vec::new();
        }
        self.lock.touch(self.cx.clock.now);
        self.jump = None;
        let at = Position::new(event.column, event.row);
        let lines = match event.kind {
            MouseEventKind::ScrollUp => -WHEEL,
            MouseEventKind::ScrollDown => WHEEL,
            MouseEventKind::Down(MouseButton::Left) => return self.click(at),
            _ => return Vec::new(),
        };
        self.dirty = true;
        self.move_on();
        self.tabs[self.tab].top().wheel(at, lines, &self.cx);
        Vec::new()
    }

    fn click(&mut self, at: Position) -> Vec<Effect> {
        self.dirty = true;
        self.move_on();
        match self.hits.iter().find(|(place, _)| place.contains(at)).map(|(_, hit)| *hit) {
            Some(Hit::Tab(tab)) => self.show(tab),
            Some(Hit::Act(action)) => self.act(action),
            Some(Hit::Worth) => self.explain_worth(),
            None => self.choose(at),
        }
    }

    /// What a click on the screen on top does.
    fn choose(&mut self, at: Position) -> Vec<Effect> {
        let screen = self.tabs[self.tab].top();
        let wishes = screen.click(at, &self.cx);
        self.grant_all(wishes)
    }
}
