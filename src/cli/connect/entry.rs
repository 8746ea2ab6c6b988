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
pub(super) fn write(path: &Path, id: &ConnectionId, kind: &str, settings: &Settings) -> anyhow::Result<()> {
    let shown = path.display();
    let before = match fs::read_to_string(path) {
        Ok(before) => before,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("{shown} could not be read")),
    };
    let by_hand = || format!("Add this to {shown} yourself:\n{}", appended("", id, kind, settings));
    let after = changed(&before, id, settings).unwrap_or_else(|| appended(&before, id, kind, settings));
    if after == before {
        return Ok(());
    }
    Config::parse(&after).with_context(|| format!("{shown} has another form than was thought. {}", by_hand()))?;
    files::replace(path, &after).with_context(by_hand)
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
}
