//! A table of the config that knows where each of its keys stands, so that every error can point.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest;

/// A place in the text, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Place {
    fn of(text: &str, offset: usize) -> Self {
        let before = &text[..text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }

    /// The later of two places.
    #[must_use]
    pub fn later(self, other: Self) -> Self {
        if (other.line, other.column) > (self.line, self.column) { other } else { self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// What is wrong with a config, and where: `12:3: unknown key ...`. Who knows the file's name writes it in front.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct ConfigError {
    pub place: Place,
    pub message: String,
}

/// A table whose keys are taken one by one; [`Table::finish`] refuses what nobody took.
pub(crate) struct Table<'t> {
    text: &'t str,
    /// `[look]` for messages; empty for the root.
    name: String,
    start: usize,
    entries: DeTable<'t>,
    asked: Vec<&'static str>,
}

type Entry<'t> = (Range<usize>, Spanned<DeValue<'t>>);

impl<'t> Table<'t> {
    /// The root of a document.
    pub(crate) fn parse(text: &'t str) -> Result<Self, ConfigError> {
        match DeTable::parse(text) {
            Ok(entries) => {
                Ok(Self { text, name: String::new(), start: 0, entries: entries.into_inner(), asked: vec![] })
            }
            Err(error) => {
                let place = Place::of(text, error.span().map_or(0, |span| span.start));
                Err(ConfigError { place, message: format!("this is no TOML: {}", error.message()) })
            }
        }
    }

    /// Where the table begins.
    pub(crate) fn place(&self) -> Place {
        Place::of(self.text, self.start)
    }

    /// An error at the table itself.
    pub(crate) fn error(&self, message: String) -> ConfigError {
        ConfigError { place: self.place(), message }
    }

    pub(crate) fn table(&mut self, key: &'static str) -> Result<Option<Table<'t>>, ConfigError> {
        let Some((span, value)) = self.take(key) else { return Ok(None) };
        let start = value.span().start;
        match value.into_inner() {
            DeValue::Table(entries) => {
                let start = if self.text[start..].starts_with('[') { start } else { span.start };
                Ok(Some(Self { text: self.text, name: format!("[{key}]"), start, entries, asked: vec![] }))
            }
            other => Err(self.wrong(key, start, &other, &format!("a table, [{key}]"))),
        }
    }

    pub(crate) fn tables(&mut self, key: &'static str) -> Result<Vec<Table<'t>>, ConfigError> {
        let Some((_, value)) = self.take(key) else { return Ok(vec![]) };
        let start = value.span().start;
        let expected = format!("a list of tables, [[{key}]]");
        let items = match value.into_inner() {
            DeValue::Array(items) => items,
            other => return Err(self.wrong(key, start, &other, &expected)),
        };
        let read = |item: Spanned<DeValue<'t>>| {
            let start = item.span().start;
            match item.into_inner() {
                DeValue::Table(entries) => {
                    Ok(Self { text: self.text, name: format!("[[{key}]]"), start, entries, asked: vec![] })
                }
                other => Err(self.wrong(key, start, &other, &expected)),
            }
        };
        items.into_iter().map(read).collect()
    }

    pub(crate) fn flag(&mut self, key: &'static str, into: &mut bool) -> Result<(), ConfigError> {
        let Some((_, value)) = self.take(key) else { return Ok(()) };
        match value.get_ref().as_bool() {
            Some(flag) => *into = flag,
            None => return Err(self.wrong(key, value.span().start, value.get_ref(), "true or false")),
        }
        Ok(())
    }

    pub(crate) fn number(&mut self, key: &'static str, into: &mut u64) -> Result<(), ConfigError> {
        self.number_at(key, into).map(drop)
    }

    /// A whole number, and the place of its value where there is one.
    pub(crate) fn number_at(&mut self, key: &'static str, into: &mut u64) -> Result<Option<Place>, ConfigError> {
        let Some((_, value)) = self.take(key) else { return Ok(None) };
        let start = value.span().start;
        let Some(number) = whole(value.get_ref()) else {
            return Err(self.wrong(key, start, value.get_ref(), "a whole number from 0 up"));
        };
        *into = u64::try_from(number).map_err(|_| ConfigError {
            place: Place::of(self.text, start),
            message: format!("'{key}' in {} is {number}: expected a whole number from 0 up", self.name),
        })?;
        Ok(Some(Place::of(self.text, start)))
    }

    pub(crate) fn text(&mut self, key: &'static str, into: &mut String) -> Result<(), ConfigError> {
        if let Some((text, _)) = self.text_at(key)? {
            *into = text;
        }
        Ok(())
    }

    /// A text with the place of its value.
    pub(crate) fn text_at(&mut self, key: &'static str) -> Result<Option<(String, Place)>, ConfigError> {
        let Some((_, value)) = self.take(key) else { return Ok(None) };
        let start = value.span().start;
        match value.get_ref().as_str() {
            Some(text) => Ok(Some((text.to_owned(), Place::of(self.text, start)))),
            None => Err(self.wrong(key, start, value.get_ref(), "text in quotes")),
        }
    }

    /// A list of texts; one text alone is a list of one.
    pub(crate) fn texts(&mut self, key: &'static str) -> Result<Option<(Vec<String>, Place)>, ConfigError> {
        let Some((_, value)) = self.take(key) else { return Ok(None) };
        let start = value.span().start;
        let texts = match value.get_ref() {
            DeValue::String(text) => Some(vec![text.to_string()]),
            DeValue::Array(items) => items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        match texts {
            Some(texts) => Ok(Some((texts, Place::of(self.text, start)))),
            None => Err(self.wrong(key, start, value.get_ref(), "a list of texts")),
        }
    }

    /// Every key that has not been taken with its text, and the places of both.
    pub(crate) fn all_texts(self) -> Result<Vec<(String, Place, String, Place)>, ConfigError> {
        let (text, name) = (self.text, self.name.clone());
        let read = |(key, value): (Spanned<std::borrow::Cow<'t, str>>, Spanned<DeValue<'t>>)| {
            let (at, start) = (Place::of(text, key.span().start), Place::of(text, value.span().start));
            let key = key.into_inner().into_owned();
            match value.get_ref().as_str() {
                Some(text) => Ok((key, at, text.to_owned(), start)),
                None => Err(wrong(&name, &key, start, value.get_ref(), "text in quotes")),
            }
        };
        let mut entries: Vec<_> = self.entries.into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries.into_iter().map(read).collect()
    }

    /// Every key that has not been taken with its table, and the place of the key.
    pub(crate) fn all_tables(self) -> Result<Vec<(String, Place, Table<'t>)>, ConfigError> {
        let (text, name) = (self.text, self.name.clone());
        let read = |(key, value): (Spanned<std::borrow::Cow<'t, str>>, Spanned<DeValue<'t>>)| {
            let (at, start) = (Place::of(text, key.span().start), value.span().start);
            let key = key.into_inner().into_owned();
            match value.into_inner() {
                DeValue::Table(entries) => {
                    let name = format!("[{}.{key}]", name.trim_matches(['[', ']']));
                    Ok((key, at, Table { text, name, start, entries, asked: vec![] }))
                }
                other => Err(wrong(&name, &key, Place::of(text, start), &other, "a table of days")),
            }
        };
        let mut entries: Vec<_> = self.entries.into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries.into_iter().map(read).collect()
    }

    /// Every key that has not been taken, with its place.
    pub(crate) fn rest(self) -> impl Iterator<Item = (String, Place, DeValue<'t>)> {
        let text = self.text;
        self.entries.into_iter().map(move |(key, value)| {
            let place = Place::of(text, key.span().start);
            (key.into_inner().into_owned(), place, value.into_inner())
        })
    }

    /// Refuses keys that nobody asked for.
    pub(crate) fn finish(self) -> Result<(), ConfigError> {
        let first = self.entries.keys().min_by_key(|key| key.span().start);
        let Some(key) = first else { return Ok(()) };
        let within = if self.name.is_empty() { String::new() } else { format!(" in {}", self.name) };
        let advice = match nearest(key.get_ref(), self.asked.iter().copied()) {
            Some(name) => format!("did you mean '{name}'?"),
            None => format!("expected one of {}", self.asked.join(", ")),
        };
        let place = Place::of(self.text, key.span().start);
        Err(ConfigError { place, message: format!("unknown key '{}'{within}: {advice}", shown(key.get_ref())) })
    }

    fn take(&mut self, key: &'static str) -> Option<Entry<'t>> {
        self.asked.push(key);
        self.entries.remove_entry(key).map(|(key, value)| (key.span(), value))
    }

    fn wrong(&self, key: &str, start: usize, value: &DeValue<'_>, expected: &str) -> ConfigError {
        wrong(&self.name, key, Place::of(self.text, start), value, expected)
    }
}

/// The error of a value that is of another type than its key wants.
fn wrong(table: &str, key: &str, place: Place, value: &DeValue<'_>, expected: &str) -> ConfigError {
    let within = if table.is_empty() { String::new() } else { format!(" in {table}") };
    let kind = value.type_str();
    let article = if kind.starts_with(['a', 'i']) { "an" } else { "a" };
    ConfigError { place, message: format!("'{}'{within} is {article} {kind}: expected {expected}", shown(key)) }
}

/// A whole number of the config, in any of TOML's notations.
pub(crate) fn whole(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A key of the file as a message may show it.
pub(crate) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}
