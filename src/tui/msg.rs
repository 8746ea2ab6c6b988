//! What reaches the screen and what it asks for: the only two types that `runtime` and `tui` share.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use crossterm::event::{KeyEvent, MouseEvent};

use super::findings::Findings;
use super::keymap::Keymap;
use crate::config::{Issuers, Look};
use crate::domain::{Access, Book, Change, Clean, Clock, ConnectionId, SyncRecord, WebPage};

/// Something that happened outside. `App::update` turns it into effects; it is the only way in.
#[derive(Debug, Clone)]
pub enum Msg {
    Key(KeyEvent),
    Mouse(MouseEvent),
    /// Columns and rows.
    Resize(u16, u16),
    /// Text pasted at once (bracketed paste).
    Paste(String),
    /// The time; nothing else tells it.
    Tick(Clock),
    /// The book after a load, a sync or an edit. What is in it is on disk.
    Book(Arc<Book>),
    /// The keeper is through with a change, after its `Book`: it is on disk, or a notice has said why not.
    Changed(Change),
    /// A connection works, or has come to rest.
    Activity(ConnectionId, Activity),
    /// What a whole sync changed, after its last `Book` and before its connection rests.
    Synced(SyncRecord),
    /// The answer to [`App::question`](super::App::question).
    Found(Arc<Findings>),
    /// The connections of the config, once at the start.
    Doors(BTreeMap<ConnectionId, Door>),
    /// Entries that the record of accesses has gained, the oldest first.
    Accesses(Vec<Access>),
    /// The config was read anew.
    Settings(Box<Settings>),
    /// How many of the months that lie in the store have been read, while that goes on.
    Reading {
        done: usize,
        of: usize,
    },
    /// Words for the person that belong to no connection: an edit that could not be saved, a config that was reloaded.
    Notice(Clean),
}

/// What the config says of the screen.
#[derive(Debug, Clone)]
pub struct Settings {
    pub look: Look,
    pub keymap: Keymap,
    pub issuers: Issuers,
}

/// What the table of connectors and the config say of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    /// What it may read.
    pub reads: &'static str,
    /// Requests that may be made a day; `None` where nobody is asked over a network.
    pub per_day: Option<u32>,
}

/// What a connection does just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Activity {
    /// Fetching; `of` is 0 while the amount of work is unknown.
    Syncing {
        done: u32,
        of: u32,
    },
    Resting,
    /// Will be tried again by itself at that moment.
    RetryAt(DateTime<Utc>),
}

/// Something for the world to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Sync one connection, or all (`None`), because the person asked.
    Sync(Option<ConnectionId>),
    CancelSync,
    /// What the person did, undid or did again.
    Change(Change),
    /// Stop a connection, or let it go on.
    Pause(ConnectionId, bool),
    /// End a connection's consent at its provider and forget its secret.
    Disconnect(ConnectionId),
    /// Open a page in the person's browser: they have seen the address and said yes.
    Visit(WebPage),
    /// Hand a text to the terminal's clipboard.
    Copy(String),
    /// Leave at once, exit 0.
    Quit,
    /// Read the config and the theme anew, because the person asked.
    Reload,
    /// Ctrl-Z.
    Suspend,
    /// Paint everything anew.
    Redraw,
}

/// What the store and the command line allow, said once at the start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mode {
    /// `None` when edits and syncs may be kept; else why not ("another passbook holds the store", "--read-only").
    pub read_only: Option<Clean>,
    pub offline: bool,
    /// The sandbox: says so on screen.
    pub sandbox: bool,
}
