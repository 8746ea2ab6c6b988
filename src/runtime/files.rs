//! The person's own plain files, written so that none is ever half there: the whole text beside it, then put in its place.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Writes a file anew, for the person's eyes only. On disk when this returns.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    // a config that is a link, in a folder of dotfiles, is written where it points
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let beside = target.with_extension("toml.new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, &target)?;
    fs::File::open(folder)?.sync_all()
}
