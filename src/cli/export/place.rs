//! The file that an export goes into: filled beside it under another name, for its owner alone, and put in its place when it is whole.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::exit::{Failure, unusable};

/// Where a file is to be.
pub struct Place {
    path: PathBuf,
    /// Beside it, on the same file system.
    draft: PathBuf,
    force: bool,
}

impl Place {
    /// Refuses what is there already, unless it may be written over; a folder is refused always.
    pub fn at(path: &Path, force: bool) -> Result<Self, Failure> {
        let name = path.file_name().ok_or_else(|| unusable(format!("'{}' names no file", path.display())))?;
        let draft = path.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
        let place = Self { path: path.to_owned(), draft, force };
        place.refuse_what_is_there()?;
        Ok(place)
    }

    /// Has the file filled, by a function that is given an empty one, and puts it in its place. On any error there is no file, or the old.
    pub fn fill<T>(&self, fill: impl FnOnce(&Path) -> anyhow::Result<T>) -> Result<T, Failure> {
        let shown = self.path.display();
        // not followed, not opened when it is there: nobody else can have laid it
        let mut new = OpenOptions::new();
        new.write(true).create_new(true).mode(0o600);
        drop(new.open(&self.draft).with_context(|| format!("{shown} could not be made"))?);
        let draft = Draft(&self.draft);
        let filled = fill(&self.draft)?;
        File::open(&self.draft)
            .and_then(|file| file.sync_all())
            .with_context(|| format!("{shown} could not be kept"))?;
        self.refuse_what_is_there()?;
        fs::rename(&self.draft, &self.path).with_context(|| format!("{shown} could not be put in its place"))?;
        std::mem::forget(draft);
        Ok(filled)
    }

    fn refuse_what_is_there(&self) -> Result<(), Failure> {
        let shown = self.path.display();
        match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(anyhow::Error::from(error).context(format!("{shown} could not be looked at")).into()),
            Ok(found) if found.is_dir() => Err(unusable(format!("{shown} is a folder: name a file in it"))),
            Ok(_) if self.force => Ok(()),
            Ok(_) => {
                Err(unusable(format!("{shown} is there already: name another file, or write over it with --force")))
            }
        }
    }
}

/// Takes the unfinished file away, whatever happened.
struct Draft<'a>(&'a Path);

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        // nothing is left to be told where even that fails
        let _ = fs::remove_file(self.0);
    }
}
