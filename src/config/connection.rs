//! One `[[connection]]` of the config: its name, its kind and the fields that only its kind understands.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::table::{ConfigError, Place, Table, shown, whole};
use crate::domain::{ConnectionId, Setting};

/// A connection as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionConfig {
    pub name: ConnectionId,
    /// Not yet held against the table of connectors.
    pub kind: String,
    pub kind_place: Place,
    /// Everything but `name` and `kind`, each with the place of its key.
    pub fields: BTreeMap<String, (Setting, Place)>,
    /// Where the entry begins.
    pub place: Place,
}

const NAME_RULE: &str = "expected 1 to 40 of a-z, 0-9, '-' and '_'";

impl ConnectionConfig {
    pub(super) fn read(mut table: Table<'_>) -> Result<Self, ConfigError> {
        let place = table.place();
        let name = table.text_at("name")?;
        let (name, name_place) =
            name.ok_or_else(|| table.error(format!("[[connection]] has no 'name': {NAME_RULE}")))?;
        let refused = |message| ConfigError { place: name_place, message };
        let id = ConnectionId::new(&name)
            .ok_or_else(|| refused(format!("'{}' is no name of a connection: {NAME_RULE}", shown(&name))))?;
        if id.as_str() == ConnectionId::IMPORT {
            return Err(refused(format!("the name '{id}' is taken by `passbook import`: choose another")));
        }
        let kind = table.text_at("kind")?;
        let (kind, kind_place) = kind.ok_or_else(|| {
            table.error(format!("connection '{id}' has no 'kind': such as \"simplefin\" or \"file\""))
        })?;
        let mut fields = BTreeMap::new();
        for (key, place, value) in table.rest() {
            let value = read_value(&value).ok_or_else(|| ConfigError {
                place,
                message: format!(
                    "'{}' of connection '{id}' is {}: expected text, a list of texts, true or false, or a whole number",
                    shown(&key),
                    value.type_str()
                ),
            })?;
            fields.insert(key, (value, place));
        }
        Ok(Self { name: id, kind, kind_place, fields, place })
    }
}

fn read_value(value: &DeValue<'_>) -> Option<Setting> {
    match value {
        DeValue::String(text) => Some(Setting::Text(text.to_string())),
        DeValue::Boolean(flag) => Some(Setting::Flag(*flag)),
        DeValue::Integer(_) => whole(value).map(Setting::Number),
        DeValue::Array(items) => {
            let texts = items.iter().map(|item| item.get_ref().as_str().map(str::to_owned));
            texts.collect::<Option<Vec<_>>>().map(Setting::List)
        }
        _ => None,
    }
}
