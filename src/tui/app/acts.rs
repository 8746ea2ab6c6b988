//! What the app does about an action or a wish: its own answers, edits with their undo, syncs, and which screen shows.

use std::sync::Arc;

use super::App;
use crate::domain::{Alias, Change, ConnectionId, Deed, Edit};
use crate::tui::explained;
use crate::tui::keymap::{Action, chains};
use crate::tui::msg::{Activity, Effect};
use crate::tui::screen::Wish;
use crate::tui::screens::{Deeds, Help, Pick, SaidLog, Source};
use crate::tui::widgets::Field;

impl App {
    /// Answers what belongs to the whole app; the rest goes to the screen on top.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => vec![Effect::Quit],
            Action::Suspend => vec![Effect::Suspend],
            Action::Redraw => vec![Effect::Redraw],
            Action::Peek => self.look_at_row(),
            Action::Lock => {
                self.lock.engage();
                Vec::new()
            }
            Action::ReloadConfig => vec![Effect::Reload],
            Action::SaidLog => {
                let log = SaidLog::new(self.toasts.log());
                self.grant(Wish::Open(Box::new(log)))
            }
            Action::Mask => {
                self.cx.figures.masked = !self.cx.figures.masked;
                Vec::new()
            }
            Action::Help => {
                let help = Help::new(self.top().scopes());
                self.grant(Wish::Open(Box::new(help)))
            }
            Action::Edits => self.grant(Wish::Open(Box::<Deeds>::default())),
            Action::Explain => self.explain(),
            Action::Jump => self.begin_jump(),
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
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            _ => match self.tabs.iter().position(|tab| tab.action == action) {
                Some(tab) => self.show(tab),
                None => self.act_on_screen(action),
            },
        }
    }

    fn explain(&mut self) -> Vec<Effect> {
        match self.tabs[self.tab].top().explain(&self.cx) {
            Some(of) => self.grant(Wish::Open(Box::new(Source::new(of)))),
            None => self.say("no figure is selected here"),
        }
    }

    pub(super) fn explain_worth(&mut self) -> Vec<Effect> {
        let of = explained::net_worth(&self.cx);
        self.grant(Wish::Open(Box::new(Source::new(of))))
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
            Wish::Order(effect, words) => {
                if let Some(reason) = self.cx.mode.read_only.clone() {
                    return self.say(&format!("nothing is changed: {reason}"));
                }
                self.say(&words);
                vec![effect]
            }
            Wish::Deed { edits, names, words } => self.perform(edits, names, &words),
            Wish::Visit(_) if self.cx.mode.offline => self.say("nothing is opened: --offline"),
            Wish::Visit(page) => vec![Effect::Visit(page)],
            Wish::Copy(text) => {
                self.say("copied, if this terminal allows it (OSC 52)");
                // what is hidden on the screen does not leave it either
                vec![Effect::Copy(self.cx.figures.words(&text).into_owned())]
            }
            Wish::Edit(edit, words) => self.perform(vec![edit], Vec::new(), &words),
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

    /// Does something new, which `u` takes back.
    fn perform(&mut self, edits: Vec<Edit>, names: Vec<Alias>, words: &str) -> Vec<Effect> {
        let deed = Deed::new(&self.cx.ahead, self.cx.clock.now, words, edits, names);
        if deed.edits.len() > Deed::MOST_EDITS {
            let most = self.cx.figures.count(Deed::MOST_EDITS);
            return self.say(&format!("nothing is changed: at most {most} transactions at once"));
        }
        let said = format!("{words} · u undoes");
        self.order(Change::Do(Arc::new(deed)), &said)
    }

    fn undo(&mut self) -> Vec<Effect> {
        let Some(deed) = self.cx.ahead.undoable().cloned() else { return self.say("nothing to undo") };
        self.order(Change::Undo(deed.number), &format!("undone: {} · Ctrl-R does it again", deed.words))
    }

    fn redo(&mut self) -> Vec<Effect> {
        let Some(deed) = self.cx.ahead.redoable().cloned() else { return self.say("nothing to do again") };
        self.order(Change::Redo(deed.number), &format!("done again: {} · u undoes", deed.words))
    }

    /// Asks for a change. It counts for the next one at once, and for the screen when it is on disk.
    fn order(&mut self, change: Change, words: &str) -> Vec<Effect> {
        if let Some(reason) = self.cx.mode.read_only.clone() {
            return self.say(&format!("nothing is changed: {reason}"));
        }
        let Some(delta) = self.cx.ahead.change(&change) else { return Vec::new() };
        Arc::make_mut(&mut self.cx.ahead).apply(&delta);
        self.cx.pending.push(change.clone());
        self.say(words);
        vec![Effect::Change(change)]
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
