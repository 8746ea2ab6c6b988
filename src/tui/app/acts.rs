//! What the app does about an action or a wish: its own answers, edits with their undo, syncs, and which screen shows.

use super::App;
use crate::domain::{ConnectionId, Edit};
use crate::tui::edits;
use crate::tui::keymap::{Action, chains};
use crate::tui::msg::{Activity, Effect};
use crate::tui::screen::Wish;
use crate::tui::screens::{Help, Pick};
use crate::tui::widgets::Field;

/// Edits that can be taken back; of more, the oldest are forgotten.
const MAX_UNDO: usize = 200;

impl App {
    /// Answers what belongs to the whole app; the rest goes to the screen on top.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
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
            Action::Palette => {
                let live = self.top().scopes();
                let palette = Pick::palette(&self.cx.keymap, live);
                self.grant(Wish::Open(Box::new(palette)))
            }
            Action::Find => {
                let views = self.tabs.iter().map(|tab| (tab.view.title(), tab.action));
                let find = Pick::find(&self.cx, views);
                self.grant(Wish::Open(Box::new(find)))
            }
            Action::SyncAll => self.sync(None),
            Action::SyncOne => self.sync_one(),
            Action::Undo => self.take_back(),
            _ => match self.tabs.iter().position(|tab| tab.action == action) {
                Some(tab) => self.show(tab),
                None => self.act_on_screen(action),
            },
        }
    }

    fn act_on_screen(&mut self, action: Action) -> Vec<Effect> {
        let screen = self.tabs[self.tab].top();
        let is_filtering = screen.scopes() == chains::FILTERING;
        match (action, screen.field()) {
            (Action::Filter, _) => self.queries.rewind(),
            (Action::Accept, Some(field)) if is_filtering => self.queries.keep(field.text()),
            (Action::EarlierQuery | Action::LaterQuery, Some(field)) => {
                if let Some(text) = self.queries.step(action == Action::EarlierQuery) {
                    *field = Field::new(text);
                    screen.typed(&self.cx);
                }
                return Vec::new();
            }
            _ => {}
        }
        if screen.field().is_some_and(|field| field.act(action)) {
            screen.typed(&self.cx);
            return Vec::new();
        }
        let wishes = screen.act(action, &self.cx);
        self.grant_all(wishes)
    }

    pub(super) fn grant_all(&mut self, wishes: Vec<Wish>) -> Vec<Effect> {
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
            Wish::Act(action) => self.act(action),
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
    pub(super) fn show(&mut self, tab: usize) -> Vec<Effect> {
        if self.tab == tab {
            self.tabs[tab].over.clear();
        }
        self.tabs[self.tab].close_modals();
        self.tab = tab;
        Vec::new()
    }
}
