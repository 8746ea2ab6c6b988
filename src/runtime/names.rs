//! The names that the person gave to merchants, in their plain file beside the config; the sandbox without a config keeps them in
//! memory alone. Who else writes the file meanwhile is listened to: it is read before each change.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::files;
use crate::config::{aliases_text, parse_aliases};
use crate::domain::{Alias, Rule};
use crate::insights::Reader;

/// The names, with the rules that rows are read by beside them.
#[derive(Debug, Clone, Default)]
pub struct Names {
    file: Option<PathBuf>,
    rules: Vec<Rule>,
    given: Vec<Alias>,
}

impl Names {
    /// Those that the file holds now; `None` for names that are not kept.
    pub fn new(file: Option<PathBuf>, rules: Vec<Rule>, given: Vec<Alias>) -> Self {
        Self { file, rules, given }
    }

    /// Reads rows with these names and rules.
    pub fn reader(&self) -> Reader {
        Reader::new(&self.rules, &self.given)
    }

    /// Other rules from now on.
    pub fn set_rules(&mut self, rules: Vec<Rule>) {
        self.rules = rules;
    }

    /// Gives these names behind the others, or takes off the last ones that are equal to them. On disk when this returns; on an error
    /// nothing has changed.
    pub fn turn(&mut self, names: &[Alias], off: bool) -> io::Result<()> {
        let mut given = self.read()?;
        for name in names {
            if !off {
                given.push(name.clone());
            } else if let Some(at) = given.iter().rposition(|other| other == name) {
                given.remove(at);
            }
        }
        if let Some(file) = &self.file {
            files::replace(file, &aliases_text(&given))?;
        }
        self.given = given;
        Ok(())
    }

    fn read(&self) -> io::Result<Vec<Alias>> {
        let Some(file) = &self.file else { return Ok(self.given.clone()) };
        match fs::read_to_string(file) {
            Ok(text) => parse_aliases(&text).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Clean;

    fn alias(from: &str, to: &str) -> Alias {
        Alias { from: Clean::new(from), to: Clean::new(to) }
    }

    #[test]
    fn names_are_given_and_taken_off_in_the_file_as_it_is_now() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("aliases.toml");
        let mut names = Names::new(Some(file.clone()), vec![], vec![]);
        names.turn(&[alias("a", "b")], false).unwrap();
        let another = [parse_aliases(&fs::read_to_string(&file).unwrap()).unwrap(), vec![alias("x", "y")]].concat();
        fs::write(&file, aliases_text(&another)).unwrap();
        names.turn(&[alias("a", "b")], true).unwrap();
        assert_eq!(parse_aliases(&fs::read_to_string(&file).unwrap()).unwrap(), [alias("x", "y")]);
        names.turn(&[alias("nobody", "b")], true).unwrap();
        fs::write(&file, "[[alias").unwrap();
        assert!(names.turn(&[alias("a", "b")], false).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "[[alias", "a file that cannot be read is left alone");
    }

    #[test]
    fn without_a_file_names_hold_as_long_as_they_are_held() {
        let mut names = Names::default();
        let before = names.reader().version();
        names.turn(&[alias("a", "b")], false).unwrap();
        assert_ne!(names.reader().version(), before);
        names.turn(&[alias("a", "b")], true).unwrap();
        assert_eq!(names.reader().version(), before);
    }
}
