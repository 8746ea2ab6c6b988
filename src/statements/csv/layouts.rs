//! The layouts that are known: those that ship with the program, and the person's own, which win by name.

use std::sync::{Arc, LazyLock};

use super::layout::Layout;
use crate::config::ConfigError;

/// Layouts of CSV files, to be looked through for each file. The default holds those that ship.
#[derive(Debug, Clone)]
pub struct Layouts {
    list: Vec<Arc<Layout>>,
}

/// A layout file that cannot be used: `chase.toml:12:3: unknown key ...`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{error}")]
pub struct LayoutError {
    pub file: String,
    pub error: ConfigError,
}

/// Parsed once; the test of this file holds that every one can be.
static EMBEDDED: LazyLock<Vec<Arc<Layout>>> = LazyLock::new(|| {
    super::embedded::FILES.iter().filter_map(|(name, text)| Layout::parse(name, text).ok().map(Arc::new)).collect()
});

impl Default for Layouts {
    fn default() -> Self {
        Self { list: EMBEDDED.clone() }
    }
}

impl Layouts {
    /// Those that ship and those of the person: name (the file's, without its ending) and text. One of the same name takes the place
    /// of the one that ships. Files that cannot be used are told, the others hold.
    pub fn with<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<LayoutError>) {
        let mut layouts = Self::default();
        let mut errors = Vec::new();
        for (name, text) in files {
            match Layout::parse(name, text) {
                Ok(layout) => {
                    layouts.list.retain(|other| other.name != layout.name);
                    // the person's own are asked first
                    layouts.list.insert(0, Arc::new(layout));
                }
                Err(error) => errors.push(LayoutError { file: format!("{name}.toml"), error }),
            }
        }
        (layouts, errors)
    }

    /// Name and title of each, for help and messages.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|layout| (layout.name.as_str(), layout.title.as_str()))
    }

    pub(super) fn named(&self, name: &str) -> Option<&Layout> {
        self.list.iter().find(|layout| layout.name == name).map(Arc::as_ref)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Layout> {
        self.list.iter().map(Arc::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_that_ships_can_be_used() {
        for (name, text) in super::super::embedded::FILES {
            if let Err(error) = Layout::parse(name, text) {
                panic!("{name}.toml:{error}");
            }
        }
        assert!(Layouts::default().names().count() >= 42);
    }

    #[test]
    fn a_layout_of_the_person_takes_the_place_of_one_that_ships() {
        let text = "title = \"Mine\"\nheader = [\"Tag\", \"Wert\"]\n[columns]\ndate = \"Tag\"\namount = \"Wert\"\n";
        let (layouts, errors) = Layouts::with([("chase-card", text), ("broken", "header = 3")]);
        assert_eq!(
            layouts.names().filter(|(name, _)| *name == "chase-card").collect::<Vec<_>>(),
            [("chase-card", "Mine")]
        );
        assert_eq!(layouts.names().count(), Layouts::default().names().count());
        assert_eq!(errors[0].to_string(), "broken.toml:1:10: 'header' is an integer: expected a list of texts");
    }

    #[test]
    fn a_slip_names_file_line_and_the_nearest_key() {
        let error = |text| Layouts::with([("mine", text)]).1[0].to_string();
        assert_eq!(
            error("header = [\"A\"]\n[columns]\ndate = 1\namuont = 2\n"),
            "mine.toml:4:1: unknown key 'amuont' in [columns]: did you mean 'amount'?"
        );
        assert_eq!(
            error("hedaer = [\"A\"]\n"),
            "mine.toml:1:1: nothing tells the layout from others: give 'header', 'shape' or 'file'"
        );
        assert_eq!(
            error("header = [\"A\"]\nsgn = \"bank\"\n[columns]\ndate = 1\namount = 2\n"),
            "mine.toml:2:1: unknown key 'sgn': did you mean 'sign'?"
        );
        assert_eq!(
            error("header = [\"A\"]\nsign = \"inverse\"\n"),
            "mine.toml:2:8: 'sign' is 'inverse': did you mean 'inverted'?"
        );
        assert!(error("header = [\"A\"]\n[columns]\ndate = 1\n").contains("needs 'date', and 'amount'"));
    }
}
