//! The person's side of linking: questions on a terminal, lines of standard input, or the answers of a file, which is never asked twice.

use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Read};
use std::path::Path;

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::super::exit::{Failure, unusable};
use super::super::output;
use crate::config::nearest;
use crate::connectors::{Dialog, Field, FieldKind, PullError, Registered, Setting, Settings};
use crate::domain::{ProblemKind, Secret};

/// More is no file of answers, and no private key.
const MAX_FILE: u64 = 1024 * 1024;

/// Answers that were given beforehand, by the keys of the fields.
pub(super) struct Answers(BTreeMap<String, Secret>);

impl Answers {
    /// Reads TOML: from a file, or from standard input when the path is `-`.
    pub fn read(from: &Path, row: &Registered) -> Result<Self, Failure> {
        let mut text = zeroize::Zeroizing::new(String::new());
        let read = if from == Path::new("-") {
            io::stdin().lock().take(MAX_FILE).read_to_string(&mut text)
        } else {
            std::fs::File::open(from).and_then(|file| file.take(MAX_FILE).read_to_string(&mut text))
        };
        read.map_err(|error| unusable(format!("the answers could not be read from {}: {error}", from.display())))?;
        Self::parse(&text, row)
    }

    fn parse(text: &str, row: &Registered) -> Result<Self, Failure> {
        // the parser's own words would repeat a line, which may hold a secret
        let table: toml::Table = text
            .parse()
            .map_err(|_| unusable("the answers are no TOML: expected lines like key = \"value\"".into()))?;
        let mut answers = BTreeMap::new();
        for (key, value) in table {
            let keys = || row.fields.iter().map(|field| field.key);
            if !keys().any(|known| known == key) {
                let near = nearest(&key, keys()).map_or_else(|| keys().collect::<Vec<_>>().join(", "), str::to_owned);
                return Err(unusable(format!(
                    "{} asks for no such answer as one of the file: did you mean {near}?",
                    row.kind
                )));
            }
            let answer = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(flag) => flag.to_string(),
                toml::Value::Array(items) if items.iter().all(toml::Value::is_str) => {
                    items.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join("\n")
                }
                _ => return Err(unusable(format!("the answer '{key}' is of a type that no field has"))),
            };
            answers.insert(key, Secret::new(answer));
        }
        Ok(Self(answers))
    }

    /// The answer to a field.
    pub fn get(&self, key: &str) -> Option<&Secret> {
        self.0.get(key).filter(|answer| !answer.expose().is_empty())
    }
}

/// Asks on the terminal, or reads a line of standard input for each field, unless the answers are there.
pub(super) struct Prompt {
    pub answers: Option<Answers>,
    /// What holds when nothing is answered.
    pub known: Settings,
}

impl Dialog for Prompt {
    fn ask(&mut self, field: &Field) -> Result<Option<Secret>, PullError> {
        let given = match &self.answers {
            Some(answers) => answers.get(field.key).cloned(),
            None => typed(field, self.known.contains_key(field.key))?,
        };
        let given = match (given, field.kind) {
            // the text itself, as a file of answers may hold it
            (Some(text), FieldKind::SecretFile) if text.expose().trim_start().starts_with("-----BEGIN ") => Some(text),
            (Some(path), FieldKind::SecretFile) => Some(content(field, path.expose())?),
            (None, _) => self.known.get(field.key).map(text),
            (given, _) => given,
        };
        match given {
            None if field.required => {
                Err(PullError::new(ProblemKind::Config, &format!("'{}' is needed: {}", field.key, field.help)))
            }
            given => Ok(given),
        }
    }

    fn say(&mut self, words: &str) {
        output::words(words);
    }

    fn show(&mut self, address: &str) {
        output::words(&format!("Open this address in a browser, on this machine or on a phone:\n\n{address}\n"));
        let code = io::stderr().is_terminal().then(|| QrCode::new(address).ok()).flatten();
        if let Some(code) = code {
            // light on dark, as terminals mostly are; cameras read both
            let drawn = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
            output::words(&drawn);
        }
    }
}

/// An answer from the terminal or standard input; `None` when the line is empty.
fn typed(field: &Field, is_known: bool) -> Result<Option<Secret>, PullError> {
    let failed =
        |error: io::Error| PullError::new(ProblemKind::Config, &format!("'{}' could not be read: {error}", field.key));
    let terminal = io::stdin().is_terminal();
    let answer = if terminal && field.kind == FieldKind::Secret {
        rpassword::prompt_password(format!("{} ({}): ", field.key, field.help)).map_err(failed)?
    } else {
        if terminal {
            let keeps = if is_known { "; Enter keeps what is in the config" } else { "" };
            output::words(&format!("{} ({}{keeps}):", field.key, field.help));
        }
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map_err(failed)?;
        line
    };
    let answer = Secret::new(answer.trim().to_owned());
    Ok((!answer.expose().is_empty()).then_some(answer))
}

/// The content of a file that holds a secret.
fn content(field: &Field, path: &str) -> Result<Secret, PullError> {
    let mut text = zeroize::Zeroizing::new(String::new());
    let read = std::fs::File::open(path).and_then(|file| file.take(MAX_FILE).read_to_string(&mut text));
    read.map_err(|error| {
        PullError::new(ProblemKind::Config, &format!("'{}': the file could not be read: {error}", field.key))
    })?;
    Ok(Secret::new(text.to_string()))
}

fn text(setting: &Setting) -> Secret {
    Secret::new(match setting {
        Setting::Text(text) => text.clone(),
        Setting::List(texts) => texts.join("\n"),
        Setting::Flag(flag) => flag.to_string(),
        Setting::Number(number) => number.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connectors::registered;

    #[test]
    fn answers_are_fields_of_the_kind_and_no_error_repeats_one() {
        let row = registered("simplefin").unwrap();
        let answers =
            Answers::parse("token = \"hunter2\"\ntimeout_seconds = 9\n", row).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(answers.get("token").unwrap().expose(), "hunter2");
        assert_eq!(answers.get("timeout_seconds").unwrap().expose(), "9");
        for bad in ["tokn = \"hunter2\"", "token = hunter2", "token = { a = \"hunter2\" }"] {
            let said = Answers::parse(bad, row).err().unwrap().to_string();
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
}
