//! The person's own plain files, written so that none is ever half there: the whole text beside it, then put in its place.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;

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
    // a config that is a link, in a folder of dotfiles, is written where it points
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("{} could not be made", folder.display()))?;
    let beside = target.with_extension("toml.new");
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, &target)?;
        fs::File::open(folder)?.sync_all()
    };
    write().with_context(|| format!("{} could not be written", path.display()))
}
