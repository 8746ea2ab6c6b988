//! The person's own keys over those of the table: names are held against the actions, keys are read, and no key may come to mean
//! two things where both would count.

use std::borrow::Cow;

use super::{Action, Binding, Key, Keymap, Scope, chains};
use crate::config::{ConfigError, KeysOf, Place, nearest};

/// Keys that one action may have.
const MAX_KEYS: usize = 8;

impl Keymap {
    /// The table with the lines of `[keys]` in place of its own. A line counts wherever its action has a key outside of text fields;
    /// an action that has none there gets it in text fields, where a plain letter stays text.
    pub fn of(lines: &[KeysOf]) -> Result<Self, ConfigError> {
        let mut keymap = Self::default();
        // where each row was said otherwise
        let mut said: Vec<Option<Place>> = vec![None; keymap.rows.len()];
        for line in lines {
            let refused = |message| ConfigError { place: line.place, message };
            let action = action_named(&line.action).map_err(refused)?;
            let keys = read_keys(line).map_err(refused)?;
            let in_lists = keymap.rows.iter().any(|row| row.action == action && !is_in_fields(row.scope));
            for (row, place) in keymap.rows.iter_mut().zip(&mut said) {
                if row.action != action || is_in_fields(row.scope) == in_lists {
                    continue;
                }
                if let Some(letter) = keys.iter().find(|key| key.is_text() && is_in_fields(row.scope)) {
                    let words =
                        format!("'{letter}' for {} would be no text any more where text is written", line.action);
                    return Err(refused(format!("{words}: give it a key with Ctrl, or one that has a name")));
                }
                row.keys = Cow::Owned(keys.clone());
                *place = Some(line.place);
            }
        }
        match first_conflict(&keymap.rows, &said) {
            Some(error) => Err(error),
            None => Ok(keymap),
        }
    }
}

fn is_in_fields(scope: Scope) -> bool {
    matches!(scope, Scope::Always | Scope::Typing | Scope::Filtering | Scope::Choosing | Scope::Form)
}

fn action_named(written: &str) -> Result<Action, String> {
    let names: Vec<String> = Action::ALL.iter().map(|action| action.name()).collect();
    if let Some(at) = names.iter().position(|name| name == written) {
        return Ok(Action::ALL[at]);
    }
    let advice = match nearest(written, names.iter().map(String::as_str)) {
        Some(name) => format!("did you mean '{name}'?"),
        None => "docs/keys.md lists them".to_owned(),
    };
    Err(format!("unknown action '{}' in [keys]: {advice}", crate::config::shown(written)))
}

fn read_keys(line: &KeysOf) -> Result<Vec<Key>, String> {
    if line.keys.len() > MAX_KEYS {
        return Err(format!("'{}' in [keys] has more than {MAX_KEYS} keys", line.action));
    }
    let read = |text: &String| {
        let expected =
            "expected a letter or sign, \"ctrl-x\", \"f5\", or a name such as \"enter\", \"space\", \"pgdn\"";
        Key::named(text).ok_or_else(|| {
            format!("'{}' of '{}' in [keys] is no key: {expected}", crate::config::shown(text), line.action)
        })
    };
    line.keys.iter().filter(|text| !text.is_empty()).map(read).collect()
}

/// The first key that means two things where both count. The table itself has none, so one of the two stands in the config.
fn first_conflict(rows: &[Binding], said: &[Option<Place>]) -> Option<ConfigError> {
    for (at, row) in rows.iter().enumerate() {
        for (before, other) in rows.iter().enumerate().take(at) {
            let meet = chains::ALL.iter().any(|chain| chain.contains(&row.scope) && chain.contains(&other.scope));
            let Some(key) = row.keys.iter().find(|key| meet && row.action != other.action && other.keys.contains(key))
            else {
                continue;
            };
            let ((place, action), standing) = match (said[at], said[before]) {
                (Some(here), Some(there)) if here.later(there) == there => {
                    ((there, other.action), (row.action, Some(here)))
                }
                (Some(here), there) => ((here, row.action), (other.action, there)),
                (None, there) => ((there?, other.action), (row.action, None)),
            };
            return Some(ConfigError { place, message: conflict_words(*key, action, standing) });
        }
    }
    None
}

fn conflict_words(key: Key, action: Action, (other, place): (Action, Option<Place>)) -> String {
    let (action, other) = (action.name(), other.name());
    let whose = match place {
        Some(place) => format!("in line {} the key of '{other}'", place.line),
        None => format!("the key of '{other}'"),
    };
    format!(
        "'{key}' for '{action}' in [keys] is {whose} too, and both count at one time: choose another, or give '{other}' one"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(lines: &str) -> Result<Keymap, String> {
        let config = Config::parse(&format!("[keys]\n{lines}")).unwrap();
        Keymap::of(&config.keys).map_err(|error| error.to_string())
    }

    fn meaning(keymap: &Keymap, chain: &[Scope], key: &str) -> Option<Action> {
        keymap.lookup(chain, Key::named(key).unwrap())
    }

    #[test]
    fn a_line_moves_an_action_and_an_empty_one_unbinds_it() {
        let keymap = read("sync-all = [\"F5\", \"ctrl-y\"]\nquit = \"\"\n").unwrap();
        assert_eq!(meaning(&keymap, chains::ACCOUNTS, "f5"), Some(Action::SyncAll));
        assert_eq!(meaning(&keymap, chains::ACCOUNTS, "Ctrl-Y"), Some(Action::SyncAll));
        assert_eq!(meaning(&keymap, chains::ACCOUNTS, "s"), None);
        assert_eq!(meaning(&keymap, chains::ACCOUNTS, "q"), None);
        assert_eq!(meaning(&keymap, chains::ACCOUNTS, "ctrl-c"), Some(Action::Quit), "the way out stays");
        assert_eq!(keymap.key_of(chains::ACCOUNTS, Action::SyncAll).as_deref(), Some("F5"));
    }

    #[test]
    fn two_actions_can_change_their_keys() {
        let keymap = read("mask = \"s\"\nsync-all = \"$\"\n").unwrap();
        assert_eq!(meaning(&keymap, chains::MERCHANTS, "s"), Some(Action::Mask));
        assert_eq!(meaning(&keymap, chains::MERCHANTS, "$"), Some(Action::SyncAll));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (lines, said) in [
            ("snyc-all = \"x\"", "2:1: unknown action 'snyc-all' in [keys]: did you mean 'sync-all'?"),
            ("wallpaper = \"x\"", "2:1: unknown action 'wallpaper' in [keys]: docs/keys.md lists them"),
            (
                "help = \"hyper-x\"",
                "2:1: 'hyper-x' of 'help' in [keys] is no key: expected a letter or sign, \"ctrl-x\", \"f5\", or a name such as \
                 \"enter\", \"space\", \"pgdn\"",
            ),
            (
                "help = \"s\"",
                "2:1: 's' for 'help' in [keys] is the key of 'sync-all' too, and both count at one time: choose another, or give \
                 'sync-all' one",
            ),
            (
                "help = \"w\"\nmask = \"w\"",
                "3:1: 'w' for 'mask' in [keys] is in line 2 the key of 'help' too, and both count at one time: choose another, or \
                 give 'help' one",
            ),
            (
                "erase = \"w\"",
                "2:1: 'w' for erase would be no text any more where text is written: give it a key with Ctrl, or one that has a name",
            ),
        ] {
            assert_eq!(read(lines).unwrap_err(), said);
        }
    }
}
