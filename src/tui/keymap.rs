//! One table of keys: where a key counts, what it means and the words that explain it. Dispatch, the help, the footer's hints and
//! their clicks all read it, so none of them can say something that the others do not do.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Where a binding counts. A screen names the scopes that are live on it, see `chains`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// In a text field too.
    Always,
    /// On every screen without a text field.
    Everywhere,
    /// Where a selection or a page moves.
    Moving,
    /// Screens of several panes.
    Panes,
    /// Lists that can be filtered.
    Listing,
    /// One account is selected.
    Account,
    /// One transaction is selected.
    Row,
    Transactions,
    Merchants,
    /// A text field has the keys.
    Typing,
    /// A list of choices under a text field.
    Choosing,
    /// A form of several text fields.
    Form,
}

impl Scope {
    /// Every scope, in the order of the help.
    pub const ALL: [Self; 12] = [
        Self::Row,
        Self::Account,
        Self::Transactions,
        Self::Merchants,
        Self::Listing,
        Self::Moving,
        Self::Panes,
        Self::Everywhere,
        Self::Typing,
        Self::Choosing,
        Self::Form,
        Self::Always,
    ];

    /// Its heading in the help.
    pub fn words(self) -> &'static str {
        match self {
            Self::Always => "Always",
            Self::Everywhere => "Everywhere",
            Self::Moving => "Moving",
            Self::Panes => "Between panes",
            Self::Listing => "In lists",
            Self::Account => "On an account",
            Self::Row => "On a transaction",
            Self::Transactions => "Transactions",
            Self::Merchants => "Merchants",
            Self::Typing => "In a text field",
            Self::Choosing => "In a choice",
            Self::Form => "In a form",
        }
    }
}

/// Every set of scopes that is live at one time, the nearest first. A screen hands out one of these.
pub mod chains {
    use super::Scope::{
        self, Account, Always, Choosing, Everywhere, Form, Listing, Merchants, Moving, Panes, Row, Transactions, Typing,
    };

    pub const ACCOUNTS: &[Scope] = &[Account, Listing, Moving, Panes, Everywhere, Always];
    pub const ROWS: &[Scope] = &[Row, Listing, Moving, Panes, Everywhere, Always];
    pub const TRANSACTIONS: &[Scope] = &[Row, Transactions, Listing, Moving, Everywhere, Always];
    pub const MERCHANTS: &[Scope] = &[Merchants, Listing, Moving, Panes, Everywhere, Always];
    pub const ROW_DETAIL: &[Scope] = &[Row, Moving, Everywhere, Always];
    pub const READING: &[Scope] = &[Moving, Everywhere, Always];
    pub const TYPING: &[Scope] = &[Typing, Always];
    pub const CHOOSING: &[Scope] = &[Choosing, Typing, Always];
    pub const FORM: &[Scope] = &[Form, Typing, Always];

    /// For the test that no two bindings of one chain share a key.
    pub const ALL: [&[Scope]; 9] =
        [ACCOUNTS, ROWS, TRANSACTIONS, MERCHANTS, ROW_DETAIL, READING, TYPING, CHOOSING, FORM];
}

macro_rules! actions {
    ($($action:ident),+ $(,)?) => {
        /// What a person means by a key. Screens see actions, never keys.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($action),+ }

        impl Action {
            /// Every action, for the tests of help and bindings.
            pub const ALL: &[Self] = &[$(Self::$action),+];
        }
    };
}

actions! {
    Quit, Suspend, Redraw, Help, Mask, SyncAll, SyncOne, Undo, Back,
    ViewAccounts, ViewTransactions, ViewMerchants,
    Up, Down, PageUp, PageDown, HalfUp, HalfDown, First, Last, NextPane, PreviousPane, Open,
    Filter, ShowHidden,
    Rename, Kind, Terms, Hide,
    Category, Merchant, Note,
    AllAccounts, Older, Newer,
    Earlier, Later, Span, Group,
    Accept, Erase, EraseRight, EraseWord, EraseAll, CursorLeft, CursorRight, CursorStart, CursorEnd,
    ChoiceUp, ChoiceDown, NextField, PreviousField,
}

/// A key with its modifiers. Shift is part of a letter and not told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub code: KeyCode,
    pub ctrl: bool,
}

impl Key {
    /// `None` for a release, and for keys with Alt or the like, which mean nothing here.
    pub fn of(event: &KeyEvent) -> Option<Self> {
        let odd = KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META;
        if event.kind == KeyEventKind::Release || event.modifiers.intersects(odd) {
            return None;
        }
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Char(c) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            code => code,
        };
        Some(Self { code, ctrl })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        match self.code {
            KeyCode::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::Up => f.write_str("↑"),
            KeyCode::Down => f.write_str("↓"),
            KeyCode::Left => f.write_str("←"),
            KeyCode::Right => f.write_str("→"),
            KeyCode::Enter => f.write_str("⏎"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            other => write!(f, "{other}"),
        }
    }
}

const fn key(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: false }
}

const fn ctrl(c: char) -> Key {
    Key { code: KeyCode::Char(c), ctrl: true }
}

const fn code(code: KeyCode) -> Key {
    Key { code, ctrl: false }
}

/// One row of the table.
#[derive(Debug)]
pub struct Binding {
    pub scope: Scope,
    /// The first is the one that the footer shows.
    pub keys: &'static [Key],
    pub action: Action,
    /// One line of the help.
    pub words: &'static str,
    /// One word beside the key in the footer; empty where the footer has no room for it.
    pub hint: &'static str,
}

const fn bind(scope: Scope, keys: &'static [Key], action: Action, hint: &'static str, words: &'static str) -> Binding {
    Binding { scope, keys, action, words, hint }
}

/// The table. Within a scope the more useful stand first: the footer shows as many as it can hold.
pub const KEYS: &[Binding] = &[
    bind(Scope::Listing, &[code(KeyCode::Enter)], Action::Open, "open", "open what is selected"),
    bind(
        Scope::Listing,
        &[key('/')],
        Action::Filter,
        "filter",
        "filter as you type: names, words, categories, amounts, accounts",
    ),
    bind(Scope::Row, &[key('c')], Action::Category, "category", "choose its category"),
    bind(Scope::Row, &[key('m')], Action::Merchant, "", "write its merchant's name"),
    bind(Scope::Row, &[key('n')], Action::Note, "", "write a note on it"),
    bind(Scope::Row, &[key('x')], Action::Hide, "", "hide it from lists and sums, or show it again"),
    bind(Scope::Account, &[key('r')], Action::Rename, "", "give it a name of your own"),
    bind(
        Scope::Account,
        &[key('t')],
        Action::Terms,
        "",
        "set limit, due date, minimum and APR where the bank gives none",
    ),
    bind(Scope::Account, &[key('K')], Action::Kind, "", "say what kind of account it is"),
    bind(Scope::Account, &[key('x')], Action::Hide, "", "hide it and leave it out of net worth, or show it again"),
    bind(Scope::Transactions, &[key('a')], Action::AllAccounts, "", "show all accounts"),
    bind(Scope::Transactions, &[key('[')], Action::Older, "", "go to the month before"),
    bind(Scope::Transactions, &[key(']')], Action::Newer, "", "go to the month after"),
    bind(Scope::Merchants, &[key('[')], Action::Earlier, "earlier", "the period before"),
    bind(Scope::Merchants, &[key(']')], Action::Later, "", "the period after"),
    bind(Scope::Merchants, &[key('y')], Action::Span, "span", "look at a month, a year or all time"),
    bind(Scope::Merchants, &[key('b')], Action::Group, "group", "group by merchant, category, bank or card"),
    bind(
        Scope::Panes,
        &[code(KeyCode::Tab), code(KeyCode::Right), key('l')],
        Action::NextPane,
        "pane",
        "go to the next pane",
    ),
    bind(
        Scope::Panes,
        &[code(KeyCode::BackTab), code(KeyCode::Left), key('h')],
        Action::PreviousPane,
        "",
        "go to the pane before",
    ),
    bind(Scope::Everywhere, &[key('s')], Action::SyncAll, "sync", "sync all connections"),
    bind(Scope::Everywhere, &[key('$')], Action::Mask, "hide", "hide or show every amount"),
    bind(Scope::Everywhere, &[key('?')], Action::Help, "help", "this help"),
    bind(Scope::Everywhere, &[key('q')], Action::Quit, "quit", "quit at once"),
    bind(Scope::Everywhere, &[key('1')], Action::ViewAccounts, "", "accounts"),
    bind(Scope::Everywhere, &[key('2')], Action::ViewTransactions, "", "transactions"),
    bind(Scope::Everywhere, &[key('3')], Action::ViewMerchants, "", "merchants"),
    bind(
        Scope::Everywhere,
        &[code(KeyCode::Esc)],
        Action::Back,
        "",
        "clear the filter, go back, or cancel a running sync",
    ),
    bind(
        Scope::Everywhere,
        &[key('S')],
        Action::SyncOne,
        "",
        "sync the selected bank’s connection, or all where none is selected",
    ),
    bind(Scope::Everywhere, &[key('u')], Action::Undo, "", "undo the last edit"),
    bind(Scope::Moving, &[code(KeyCode::Up), key('k')], Action::Up, "", "up"),
    bind(Scope::Moving, &[code(KeyCode::Down), key('j')], Action::Down, "", "down"),
    bind(Scope::Moving, &[code(KeyCode::PageUp), ctrl('b')], Action::PageUp, "", "a page up"),
    bind(Scope::Moving, &[code(KeyCode::PageDown), ctrl('f')], Action::PageDown, "", "a page down"),
    bind(Scope::Moving, &[ctrl('u')], Action::HalfUp, "", "half a page up"),
    bind(Scope::Moving, &[ctrl('d')], Action::HalfDown, "", "half a page down"),
    bind(Scope::Moving, &[key('g'), code(KeyCode::Home)], Action::First, "", "to the first"),
    bind(Scope::Moving, &[key('G'), code(KeyCode::End)], Action::Last, "", "to the last"),
    bind(Scope::Listing, &[key('H')], Action::ShowHidden, "", "list hidden ones too, or leave them out"),
    bind(Scope::Typing, &[code(KeyCode::Enter)], Action::Accept, "keep", "keep what is written or chosen"),
    bind(Scope::Typing, &[code(KeyCode::Esc)], Action::Back, "cancel", "drop it"),
    bind(Scope::Typing, &[code(KeyCode::Backspace), ctrl('h')], Action::Erase, "", "erase to the left"),
    bind(Scope::Typing, &[code(KeyCode::Delete)], Action::EraseRight, "", "erase to the right"),
    bind(Scope::Typing, &[ctrl('w')], Action::EraseWord, "", "erase a word"),
    bind(Scope::Typing, &[ctrl('u')], Action::EraseAll, "", "erase all"),
    bind(Scope::Typing, &[code(KeyCode::Left), ctrl('b')], Action::CursorLeft, "", "left"),
    bind(Scope::Typing, &[code(KeyCode::Right), ctrl('f')], Action::CursorRight, "", "right"),
    bind(Scope::Typing, &[code(KeyCode::Home), ctrl('a')], Action::CursorStart, "", "to the start"),
    bind(Scope::Typing, &[code(KeyCode::End), ctrl('e')], Action::CursorEnd, "", "to the end"),
    bind(Scope::Choosing, &[code(KeyCode::Up), ctrl('p')], Action::ChoiceUp, "", "the choice above"),
    bind(Scope::Choosing, &[code(KeyCode::Down), ctrl('n')], Action::ChoiceDown, "choose", "the choice below"),
    bind(Scope::Form, &[code(KeyCode::Tab), code(KeyCode::Down)], Action::NextField, "next", "the next field"),
    bind(Scope::Form, &[code(KeyCode::BackTab), code(KeyCode::Up)], Action::PreviousField, "", "the field before"),
    bind(Scope::Always, &[ctrl('c')], Action::Quit, "", "quit at once"),
    bind(Scope::Always, &[ctrl('z')], Action::Suspend, "", "suspend: `fg` comes back"),
    bind(Scope::Always, &[ctrl('l')], Action::Redraw, "", "paint the screen anew"),
];

/// What a key means where these scopes are live.
pub fn lookup(chain: &[Scope], key: Key) -> Option<Action> {
    let is_it = |binding: &&Binding| chain.contains(&binding.scope) && binding.keys.contains(&key);
    KEYS.iter().find(is_it).map(|binding| binding.action)
}

/// Bindings that the footer offers where these scopes are live, the more useful first.
pub fn hints(chain: &[Scope]) -> impl Iterator<Item = &'static Binding> {
    KEYS.iter().filter(move |binding| !binding.hint.is_empty() && chain.contains(&binding.scope))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_has_two_meanings_where_it_is_live() {
        for chain in chains::ALL {
            let live = KEYS.iter().filter(|binding| chain.contains(&binding.scope));
            let mut seen: Vec<(Key, Action)> = Vec::new();
            for (key, action) in live.flat_map(|binding| binding.keys.iter().map(|key| (*key, binding.action))) {
                let twin = seen.iter().find(|(other, _)| *other == key);
                assert_eq!(twin, None, "{key} means {action:?} too in {chain:?}");
                seen.push((key, action));
            }
        }
    }

    #[test]
    fn every_action_is_bound_and_explained() {
        for action in Action::ALL {
            let rows: Vec<_> = KEYS.iter().filter(|binding| binding.action == *action).collect();
            assert!(!rows.is_empty(), "{action:?} has no key");
            assert!(
                rows.iter().all(|row| !row.words.is_empty() && !row.keys.is_empty()),
                "{action:?} is not explained"
            );
        }
    }

    #[test]
    fn every_binding_is_live_somewhere() {
        for binding in KEYS {
            assert!(chains::ALL.iter().any(|chain| chain.contains(&binding.scope)), "{binding:?}");
            assert!(Scope::ALL.contains(&binding.scope));
        }
    }

    #[test]
    fn a_letter_is_text_in_a_field_and_quits_elsewhere() {
        let q = Key::of(&KeyEvent::from(KeyCode::Char('q'))).unwrap();
        assert_eq!(lookup(chains::ACCOUNTS, q), Some(Action::Quit));
        assert_eq!(lookup(chains::TYPING, q), None);
        let ctrl_c = Key::of(&KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)).unwrap();
        assert_eq!(lookup(chains::TYPING, ctrl_c), Some(Action::Quit));
    }
}
