//! One table of keys: where a key counts, what it means and the words that explain it. Dispatch, the help, the footer's hints and
//! their clicks all read it, so none of them can say something that the others do not do.

mod action;
mod key;
mod overrides;
mod scope;
mod table;

use std::borrow::Cow;

pub use action::Action;
pub use key::Key;
pub use scope::{Scope, chains};
pub use table::KEYS;

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    pub scope: Scope,
    /// The first is the one that the footer shows; none where the person took it away.
    pub keys: Cow<'static, [Key]>,
    pub action: Action,
    /// One line of the help.
    pub words: &'static str,
    /// One word beside the key in the footer; empty where the footer has no room for it.
    pub hint: &'static str,
}

/// The table as it holds in this run: [`KEYS`], with what the person's config says in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    rows: Vec<Binding>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self { rows: KEYS.to_vec() }
    }
}

impl Keymap {
    /// Every row, in the order of the table.
    pub fn rows(&self) -> &[Binding] {
        &self.rows
    }

    /// What a key means where these scopes are live.
    pub fn lookup(&self, chain: &[Scope], key: Key) -> Option<Action> {
        let is_it = |binding: &&Binding| chain.contains(&binding.scope) && binding.keys.contains(&key);
        self.rows.iter().find(is_it).map(|binding| binding.action)
    }

    /// Rows that the footer offers where these scopes are live, the more useful first.
    pub fn hints(&self, chain: &'static [Scope]) -> impl Iterator<Item = &Binding> {
        let has_key = |binding: &Binding| !binding.hint.is_empty() && !binding.keys.is_empty();
        self.rows.iter().filter(move |binding| has_key(binding) && chain.contains(&binding.scope))
    }

    /// The key of an action where these scopes are live, as it is shown; `None` where it has none.
    pub fn key_of(&self, chain: &[Scope], action: Action) -> Option<String> {
        let mut rows = self.rows.iter().filter(|row| row.action == action && chain.contains(&row.scope));
        rows.find_map(|row| row.keys.first().map(Key::to_string))
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

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
        let keymap = Keymap::default();
        assert_eq!(keymap.lookup(chains::ACCOUNTS, q), Some(Action::Quit));
        assert_eq!(keymap.lookup(chains::TYPING, q), None);
        let ctrl_c = Key::of(&KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)).unwrap();
        assert_eq!(keymap.lookup(chains::TYPING, ctrl_c), Some(Action::Quit));
    }
}
