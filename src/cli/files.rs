//! The person's own plain files, with words for what goes wrong with them.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::Context;

use crate::runtime;

/// Adds text to the end of a file, so that every comment stays.
pub fn append(path: &Path, text: &str) -> anyhow::Result<()> {
    let before = match fs::read_to_string(path) {
        Ok(before) => before,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("{} could not be read", path.display())),
    };
    let newline = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let text = text.strip_prefix('\n').filter(|_| before.is_empty()).unwrap_or(text);
    replace(path, &format!("{before}{newline}{text}")).with_context(|| format!("Add this to it yourself:\n{text}"))
}

/// Writes a file anew.
pub fn replace(path: &Path, text: &str) -> anyhow::Result<()> {
    runtime::replace(path, text).with_context(|| format!("{} could not be written", path.display()))
}
