//! The data directory and the modes of what lies in it: ours alone, 0700 outside and 0600 inside.
//! Nothing is opened here that SQLite has open: closing a second handle would drop its locks.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::process::{geteuid, umask};

use super::StoreError;

/// Whatever this process makes from now on is for its owner alone. To be called first of all, before any thread runs.
pub fn keep_files_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// A data directory that was found fit: ours, and closed to others.
#[derive(Debug, Clone)]
pub(super) struct Directory(PathBuf);

impl Directory {
    /// For writing: made, with its parents, where it is missing.
    pub(super) fn make(path: &Path) -> Result<Self, StoreError> {
        match DirBuilder::new().recursive(true).mode(0o700).create(path) {
            // something else of that name is told by what it is
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(StoreError::io("could not make the directory", path, error));
            }
            _ => {}
        }
        Self::find(path)
    }

    /// For reading: it must be there.
    pub(super) fn find(path: &Path) -> Result<Self, StoreError> {
        // the way to it may lead over links (as /var does on macOS), what lies in it may not
        let real = path.canonicalize().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Missing { dir: path.to_owned() },
            _ => StoreError::unreadable("could not find the directory", path, error),
        })?;
        let found = fs::metadata(&real)
            .map_err(|error| StoreError::unreadable("could not look at the directory", &real, error))?;
        let shown = real.display();
        let (problem, fix) = if !found.is_dir() {
            ("is no directory", "name another one with --data-dir".to_owned())
        } else if found.uid() != geteuid().as_raw() {
            // no `chown` here: the directory named by mistake may be one that the system needs
            (
                "belongs to another user",
                "name one of your own with --data-dir, or have this one given to you".to_owned(),
            )
        } else if found.mode() & 0o077 != 0 {
            ("is open to other users", format!("run `chmod 700 '{shown}'` and try again"))
        } else {
            return Ok(Self(real));
        };
        Err(StoreError::Permissions { path: real, problem, fix })
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn database(&self) -> PathBuf {
        self.0.join("passbook.db")
    }

    pub(super) fn keyfile(&self) -> PathBuf {
        self.0.join("keyfile.json")
    }

    /// The key file of a store that is being made.
    pub(super) fn draft_keyfile(&self) -> PathBuf {
        self.0.join("keyfile.json.new")
    }

    pub(super) fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    pub(super) fn backups(&self) -> PathBuf {
        self.0.join("backups")
    }

    /// Gives our files their modes again, in case somebody changed them; refuses links in their place.
    pub(super) fn close_to_others(&self) -> Result<(), StoreError> {
        for name in ["passbook.db", "passbook.db-wal", "passbook.db-shm", "keyfile.json"] {
            let path = self.0.join(name);
            let Some(found) = look(&path)? else { continue };
            if found.mode() & 0o777 != 0o600 {
                fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
                    .map_err(|error| StoreError::io("could not close to others", &path, error))?;
            }
        }
        Ok(())
    }
}

/// True for a plain file; a link or anything else in its place is refused.
pub(super) fn exists(path: &Path) -> Result<bool, StoreError> {
    look(path).map(|found| found.is_some())
}

/// True when commits lie in the write-ahead log that the database itself may not have yet.
pub(super) fn has_log(directory: &Directory) -> Result<bool, StoreError> {
    Ok(look(&directory.0.join("passbook.db-wal"))?.is_some_and(|found| found.len() > 0))
}

fn look(path: &Path) -> Result<Option<fs::Metadata>, StoreError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(Some(found)),
        Ok(_) => Err(StoreError::Permissions {
            path: path.to_owned(),
            problem: "is a link or no plain file, which this directory must not hold",
            fix: format!("look at it with `ls -l '{}'` and move it away", path.display()),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("could not look at", path, error)),
    }
}

/// How we open files ourselves: 0600 where new, never through a link.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600).custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
    options
}

/// Makes an empty file of our own where none may be.
pub(super) fn create_empty(path: &Path) -> Result<(), StoreError> {
    match private().write(true).create_new(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) => Err(StoreError::io("could not make", path, error)),
    }
}

/// Has a file's content, or a directory's names, on disk before going on.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|error| StoreError::io("could not write out", path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_open_to_others_is_refused_with_the_command_that_fixes_it() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("data");
        Directory::make(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o700);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
        let error = Directory::find(&path).unwrap_err();
        let command = format!("chmod 700 '{}'", path.canonicalize().unwrap().display());
        assert!(error.to_string().contains(&command), "{error}");
        assert!(matches!(Directory::make(&path), Err(StoreError::Permissions { .. })));
    }

    #[test]
    fn a_file_in_place_of_the_directory_is_told_as_what_it_is() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("data");
        fs::write(&path, "").unwrap();
        for error in [Directory::make(&path).unwrap_err(), Directory::find(&path).unwrap_err()] {
            assert!(error.to_string().contains("is no directory: name another"), "{error}");
        }
    }

    #[test]
    fn a_link_in_place_of_a_file_is_refused() {
        let temp = tempfile::tempdir().unwrap();
        let directory = Directory::make(&temp.path().join("data")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", directory.database()).unwrap();
        assert!(matches!(exists(&directory.database()), Err(StoreError::Permissions { .. })));
        assert!(private().read(true).open(directory.database()).is_err());
        assert!(directory.close_to_others().is_err());
    }
}
