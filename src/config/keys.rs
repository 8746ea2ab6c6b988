//! `[keys]` of the config: which keys the person wants for an action. What an action is called and where it counts is known by
//! who has the table of keys, so that nothing here is held against it.

use toml::de::DeValue;

use super::table::{ConfigError, Place, Table, shown};

/// One line of `[keys]`: an action's name and its keys in place of those of the program; none at all takes its key away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysOf {
    pub action: String,
    pub keys: Vec<String>,
    /// Where the line begins.
    pub place: Place,
}

/// The lines in the order of the file, so that the first that is wrong is told of first.
pub(super) fn read_keys(table: Table<'_>) -> Result<Vec<KeysOf>, ConfigError> {
    let read = |(action, place, value): (String, Place, DeValue<'_>)| {
        let keys = texts(&value).ok_or_else(|| ConfigError {
            place,
            message: format!(
                "'{}' in [keys] is {}: expected a key in quotes, or a list of them",
                shown(&action),
                value.type_str()
            ),
        })?;
        Ok(KeysOf { action, keys, place })
    };
    let mut lines = table.rest().map(read).collect::<Result<Vec<_>, _>>()?;
    lines.sort_by_key(|line| (line.place.line, line.place.column));
    Ok(lines)
}

fn texts(value: &DeValue<'_>) -> Option<Vec<String>> {
    match value {
        DeValue::String(text) => Some(vec![text.to_string()]),
        DeValue::Array(items) => items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    #[test]
    fn a_line_is_an_action_with_a_key_a_list_or_none() {
        let config = Config::parse("[keys]\nsync-all = \"F5\"\nhelp = [\"?\", \"F1\"]\nquit = []\n").unwrap();
        let lines: Vec<_> =
            config.keys.iter().map(|line| (line.action.as_str(), line.keys.len(), line.place.line)).collect();
        assert_eq!(lines, [("sync-all", 1, 2), ("help", 2, 3), ("quit", 0, 4)]);
        let error = Config::parse("[keys]\nhelp = 3\n").unwrap_err().to_string();
        assert_eq!(error, "2:1: 'help' in [keys] is integer: expected a key in quotes, or a list of them");
    }
}
