//! What a screen is and what it may know: it reads [`Cx`], answers actions with wishes, and draws into a buffer.

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::explained::Explained;
use super::findings::{Findings, answer_of};
use super::format::Figures;
use super::keymap::{Action, Keymap, Scope};
use super::msg::{Activity, Door, Effect, Mode};
use super::news::News;
use super::theme::Theme;
use super::widgets::Field;
use crate::config::Issuers;
use crate::domain::{Access, Alias, Book, Change, Clock, ConnectionId, Edit, TxnId, WebPage};
use crate::insights::alerts::{Answer, Notice};

/// Everything that a screen may read. Only [`App`](super::App) changes it.
#[derive(Debug)]
pub struct Cx {
    pub book: Arc<Book>,
    pub clock: Clock,
    pub theme: Theme,
    pub figures: Figures,
    pub mode: Mode,
    /// The table of keys with the person's own.
    pub keymap: Keymap,
    /// What connections do just now; one that is not named rests.
    pub activity: BTreeMap<ConnectionId, Activity>,
    pub news: News,
    /// The connections of the config.
    pub doors: BTreeMap<ConnectionId, Door>,
    /// Who was told what, as far as it has been read.
    pub record: Vec<Access>,
    /// Changes that the keeper has been asked for and is not through with, the oldest first.
    pub pending: Vec<Change>,
    /// The book as those will leave it: what a further edit is made from.
    pub ahead: Arc<Book>,
    /// Where banks are met.
    pub issuers: Arc<Issuers>,
    /// Rises whenever book or day change: rows built at another revision are stale.
    pub revision: u64,
    /// What was found in the book, or in the one before while that is being reckoned.
    pub findings: Option<Arc<Findings>>,
    /// Months of the store that were read, and that there are, while they are being read.
    pub reading: Option<(usize, usize)>,
    /// True while the findings of another book take longer than one waits without a word.
    pub reckoning: bool,
    /// Alerts of the last ninety days that nobody has answered.
    pub open_alerts: usize,
}

impl Cx {
    /// The alert that speaks of a row and has no answer.
    pub fn alert_of(&self, row: TxnId) -> Option<&Notice> {
        let notice = self.findings.as_ref()?.about(row)?;
        self.answer_of(notice).is_none().then_some(notice)
    }

    /// The person's word on an alert as it will stand.
    pub fn answer_of(&self, notice: &Notice) -> Option<Answer> {
        answer_of(notice, &self.ahead.edits)
    }
}

/// What a screen asks of the app.
pub enum Wish {
    /// An edit, with the words under which it can be undone: `category of Shell`.
    Edit(Edit, String),
    /// An effect on a connection, which is refused while nothing can be kept, and what to say when it begins.
    Order(Effect, String),
    /// Several edits, and names for merchants, that are done and undone together.
    Deed { edits: Vec<Edit>, names: Vec<Alias>, words: String },
    /// Open a page in the browser. The person has seen the address and said yes.
    Visit(WebPage),
    /// Hand a text to the terminal's clipboard.
    Copy(String),
    /// Open another screen over this one.
    Open(Box<dyn Screen>),
    /// Go back to what lies beneath.
    Leave,
    /// Do what an action means, on the screen that is then on top.
    Act(Action),
    /// Words for a few seconds.
    Say(String),
}

/// One view, or a modal over it. Holds only what is its own: selection, scroll, filter, rows built from the book.
pub trait Screen {
    /// Words of its tab, or of its modal.
    fn title(&self) -> &'static str;

    /// What its tab counts, beside its title: what asks for the person.
    fn badge(&self, _cx: &Cx) -> usize {
        0
    }

    /// The scopes that are live on it now: one of [`chains`](super::keymap::chains).
    fn scopes(&self) -> &'static [Scope];

    /// True for a box over the screen beneath, which stays visible.
    fn is_modal(&self) -> bool {
        false
    }

    /// Brings rows up to date with the book; keeps the selection by id. Called before every draw, so it must return at once when
    /// [`Cx::revision`] is the one it knows.
    fn refresh(&mut self, cx: &Cx);

    /// Answers an action.
    fn act(&mut self, action: Action, cx: &Cx) -> Vec<Wish>;

    /// The text field that has the keys, if one has.
    fn field(&mut self) -> Option<&mut Field> {
        None
    }

    /// The text of [`Screen::field`] has changed.
    fn typed(&mut self, _cx: &Cx) {}

    /// A click at that place. A second click on what is selected opens it.
    fn click(&mut self, _at: Position, _cx: &Cx) -> Vec<Wish> {
        Vec::new()
    }

    /// Places of the last draw at which a click chooses something, for the letters of [`Action::Jump`].
    fn targets(&self) -> Vec<Position> {
        Vec::new()
    }

    /// The wheel over that place, by lines; negative is up.
    fn wheel(&mut self, _at: Position, _lines: isize, _cx: &Cx) {}

    /// Where the selected figure comes from.
    fn explain(&self, _cx: &Cx) -> Option<Explained> {
        None
    }

    /// The connection that [`Action::SyncOne`] means here.
    fn connection(&self, _cx: &Cx) -> Option<ConnectionId> {
        None
    }

    /// What it lists as lines of words, see [`plain`](super::plain). Only views are asked.
    fn plain(&self, _cx: &Cx) -> Vec<String> {
        Vec::new()
    }

    /// Draws what is visible of it, and remembers where, for clicks.
    fn draw(&mut self, cx: &Cx, area: Rect, buf: &mut Buffer);
}
