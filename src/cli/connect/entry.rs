//! The connection's entry in the config: appended, or changed where it stands, with every comment kept. The whole file is written
//! beside the old one and put in its place.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::Context;
use toml_edit::{Array, DocumentMut, Item, Table, Value};

use crate::cli::files;
use crate::config::Config;
use crate::connectors::{Setting, Settings};
use crate::domain::ConnectionId;

/// Writes the entry. An entry of that name that stands there already gets the settings, and keeps what else it says.
pub(in crate::cli) fn write(path: &Path, id: &ConnectionId, kind: &str, settings: &Settings) -> anyhow::Result<()> {
    let shown = path.display();
    let before = read(path)?;
    let by_hand = || format!("Add this to {shown} yourself:\n{}", appended("", id, kind, settings));
    let after = changed(&before, id, settings).unwrap_or_else(|| appended(&before, id, kind, settings));
    if after == before {
        return Ok(());
    }
    Config::parse(&after).with_context(|| format!("{shown} has another form than was thought. {}", by_hand()))?;
    files::replace(path, &after).with_context(by_hand)
}

/// Takes the entry of that name out. Comments above it stay, since they may be about more; one that is gone already is no error.
pub(in crate::cli) fn remove(path: &Path, id: &ConnectionId) -> anyhow::Result<()> {
    keep(path, &read(path)?, removed, id, "Take its entry out")
}

/// Gives the entry of that name another one.
pub(in crate::cli) fn rename(path: &Path, from: &ConnectionId, to: &ConnectionId) -> anyhow::Result<()> {
    let renamed = |before: &str, from: &ConnectionId| {
        changed(before, from, &Settings::from([("name".to_owned(), Setting::Text(to.as_str().to_owned()))]))
    };
    keep(path, &read(path)?, renamed, from, &format!("Change its name to '{to}'"))
}

fn keep(
    path: &Path,
    before: &str,
    change: impl FnOnce(&str, &ConnectionId) -> Option<String>,
    id: &ConnectionId,
    by_hand: &str,
) -> anyhow::Result<()> {
    let shown = path.display();
    let Some(after) = change(before, id) else { return Ok(()) };
    let by_hand = || format!("'{id}' still stands in {shown}. {by_hand} yourself");
    Config::parse(&after).with_context(by_hand)?;
    files::replace(path, &after).with_context(by_hand)
}

fn read(path: &Path) -> anyhow::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        other => other.with_context(|| format!("{} could not be read", path.display())),
    }
}

/// The text without the entry of that name, where there is one.
fn removed(before: &str, id: &ConnectionId) -> Option<String> {
    let mut document: DocumentMut = before.parse().ok()?;
    let entries = document.get_mut("connection")?.as_array_of_tables_mut()?;
    let is_it = |entry: &Table| entry.get("name").and_then(Item::as_str) == Some(id.as_str());
    let place = entries.iter().position(is_it)?;
    let above = entries.get(place)?.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned();
    entries.remove(place);
    if above.contains('#') {
        let join = |below: Option<&str>| format!("{}\n{}", above.trim_end(), below.unwrap_or_default());
        if let Some(next) = entries.get_mut(place) {
            let below = join(next.decor().prefix().and_then(|prefix| prefix.as_str()));
            next.decor_mut().set_prefix(below);
        } else {
            let below = join(document.trailing().as_str());
            document.set_trailing(below);
        }
    }
    Some(document.to_string())
}

/// The text with an entry at its end.
fn appended(before: &str, id: &ConnectionId, kind: &str, settings: &Settings) -> String {
    let mut table = Table::new();
    table.insert("name", id.as_str().into());
    table.insert("kind", kind.into());
    for (key, setting) in settings {
        table.insert(key, Item::Value(value(setting)));
    }
    let gap = match before {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    format!("{before}{gap}[[connection]]\n{table}")
}

/// The text with the settings in the entry of that name, where there is one.
fn changed(before: &str, id: &ConnectionId, settings: &Settings) -> Option<String> {
    let mut document: DocumentMut = before.parse().ok()?;
    let entries = document.get_mut("connection")?.as_array_of_tables_mut()?;
    let entry = entries.iter_mut().find(|entry| entry.get("name").and_then(Item::as_str) == Some(id.as_str()))?;
    for (key, setting) in settings {
        let wanted = value(setting);
        match entry.get_mut(key).and_then(Item::as_value_mut) {
            // what stands there stays as it is written, comment and all
            Some(known) if known.to_string().trim() == wanted.to_string() => {}
            Some(known) => {
                let decor = known.decor().clone();
                *known = wanted;
                *known.decor_mut() = decor;
            }
            None => drop(entry.insert(key, Item::Value(wanted))),
        }
    }
    Some(document.to_string())
}

fn value(setting: &Setting) -> Value {
    match setting {
        Setting::Text(text) => text.as_str().into(),
        Setting::List(texts) => Value::Array(texts.iter().map(String::as_str).collect::<Array>()),
        Setting::Flag(flag) => (*flag).into(),
        Setting::Number(number) => (*number).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id() -> ConnectionId {
        ConnectionId::new("mine").unwrap()
    }

    fn settings(address: &str) -> Settings {
        let list = Setting::List(vec!["a \"b\"".into(), "c".into()]);
        Settings::from([("address".into(), Setting::Text(address.into())), ("paths".into(), list)])
    }

    #[test]
    fn an_entry_is_appended_and_reads_as_it_was_meant() {
        for (before, begins) in [("", "[[connection]]"), ("# mine\n", "# mine\n\n[["), ("[look]", "[look]\n\n[[")] {
            let text = appended(before, &id(), "file", &settings("https://x"));
            assert!(text.starts_with(begins), "{text}");
            let config = Config::parse(&text).unwrap();
            let fields = &config.connections[0].fields;
            assert_eq!(
                (&fields["address"].0, &fields["paths"].0),
                (&settings("https://x")["address"], &settings("")["paths"])
            );
        }
    }

    #[test]
    fn an_entry_that_stands_there_keeps_its_comments() {
        let before = "# top\n[[connection]]  # first\nname = \"mine\"\nkind = \"file\"\naddress = \"https://old\"  # why\n\
                      # last\n\n[sync]\non_start = false\n# end\n";
        let after = changed(before, &id(), &settings("https://new")).unwrap();
        for kept in ["# top", "# first", "\"https://new\"  # why", "# last", "on_start = false", "# end"] {
            assert!(after.contains(kept), "{kept}: {after}");
        }
        assert_eq!(changed(&after, &id(), &settings("https://new")).unwrap(), after);
        assert_eq!(changed("[look]\n", &id(), &settings("x")), None);
    }

    #[test]
    fn an_entry_that_is_taken_out_leaves_the_others_and_every_comment_above() {
        let entry =
            |name: &str| format!("# above {name}\n[[connection]]\nname = \"{name}\"\nkind = \"file\"  # of {name}\n\n");
        for (order, kept) in [(["mine", "b"], "b"), (["a", "mine"], "a")] {
            let before = format!("# top\n{}{}[sync]\non_start = false\n# end\n", entry(order[0]), entry(order[1]));
            let after = removed(&before, &id()).unwrap();
            for words in
                ["# top", "# above mine", &format!("# above {kept}"), &format!("# of {kept}"), "[sync]", "# end"]
            {
                assert!(after.contains(words), "{words}: {after}");
            }
            assert!(!after.contains("# of mine"), "{after}");
            let config = Config::parse(&after).unwrap();
            assert_eq!(config.connections.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), [kept]);
            assert_eq!(removed(&after, &id()), None);
        }
        let alone = removed("[[connection]]\nname = \"mine\"\nkind = \"file\"\n", &id()).unwrap();
        assert!(Config::parse(&alone).unwrap().connections.is_empty(), "{alone}");
    }
}
