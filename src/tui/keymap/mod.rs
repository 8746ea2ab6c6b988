//! One table of keys: where a key counts, what it means and the words that explain it. Dispatch, the help, the footer's hints and
//! their clicks all read it, so none of them can say something that the others do not do.

mod action;
mod key;
mod scope;
mod table;

pub use action::Action;
pub use key::Key;
pub use scope::{Scope, chains};
pub use table::KEYS;

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

/// What a key means where these scopes are live.
pub fn lookup(chain: &[Scope], key: Key) -> Option<Action> {
    let is_it = |binding: &&Binding| chain.contains(&binding.scope) && binding.keys.contains(&key);
    KEYS.iter().find(is_it).map(|binding| binding.action)
}

/// The key that the footer and the tabs show for an action.
pub fn key_of(action: Action) -> Option<Key> {
    KEYS.iter().find(|binding| binding.action == action).and_then(|binding| binding.keys.first().copied())
}

/// Bindings that the footer offers where these scopes are live, the more useful first.
pub fn hints(chain: &[Scope]) -> impl Iterator<Item = &'static Binding> {
    KEYS.iter().filter(move |binding| !binding.hint.is_empty() && chain.contains(&binding.scope))
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
        assert_eq!(lookup(chains::ACCOUNTS, q), Some(Action::Quit));
        assert_eq!(lookup(chains::TYPING, q), None);
        let ctrl_c = Key::of(&KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)).unwrap();
        assert_eq!(lookup(chains::TYPING, ctrl_c), Some(Action::Quit));
    }
}
