//! The files of settings and whether they have changed. Nothing watches for it: they are looked at when the program is awake anyway, at
//! most once a second, and once a minute while nobody does anything, which costs no more than an age that turns.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::time::Duration;

use tokio::time::Instant;

/// Least time between two looks.
const LEAST: Duration = Duration::from_secs(1);
/// Most time between two looks.
const MOST: Duration = Duration::from_mins(1);

/// When a file was written, its length and which file it is: editors put a new one in the place of the old.
type Stamp = (i64, i64, u64, u64);

/// Files, as they were at the last look.
pub struct Watch {
    files: Vec<(PathBuf, Option<Stamp>)>,
    looked: Instant,
}

impl Watch {
    /// From now on.
    pub fn new(files: Vec<PathBuf>) -> Self {
        let files = files.into_iter().map(|file| (file.clone(), stamp(&file))).collect();
        Self { files, looked: Instant::now() }
    }

    /// Other files from now on; those that stay are compared with how they were.
    pub fn follow(&mut self, files: Vec<PathBuf>) {
        let known = std::mem::take(&mut self.files);
        let stamp_of = |file: &PathBuf| {
            known.iter().find(|(other, _)| other == file).map_or_else(|| stamp(file), |(_, stamp)| *stamp)
        };
        self.files = files.into_iter().map(|file| (file.clone(), stamp_of(&file))).collect();
    }

    /// True when one has come, gone or changed since the last look. Looks no more often than it may.
    pub fn has_changed(&mut self, now: Instant) -> bool {
        if now.duration_since(self.looked) < LEAST {
            return false;
        }
        self.looked = now;
        let mut changed = false;
        for (file, known) in &mut self.files {
            let now = stamp(file);
            changed |= *known != now;
            *known = now;
        }
        changed
    }

    /// How long until the next look is due; `None` where there is nothing to look at.
    pub fn due(&self) -> Option<Duration> {
        (!self.files.is_empty()).then(|| MOST.saturating_sub(self.looked.elapsed()))
    }
}

fn stamp(file: &PathBuf) -> Option<Stamp> {
    let data = fs::metadata(file).ok()?;
    Some((data.mtime(), data.mtime_nsec(), data.size(), data.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_comes_changes_or_goes_is_seen_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let mut watch = Watch::new(vec![file.clone()]);
        let mut now = watch.looked;
        for text in [Some("a"), Some("ab"), None] {
            match text {
                Some(text) => fs::write(&file, text).unwrap(),
                None => fs::remove_file(&file).unwrap(),
            }
            assert!(!watch.has_changed(now), "not more often than once a second");
            now += LEAST;
            assert!(watch.has_changed(now));
            now += LEAST;
            assert!(!watch.has_changed(now));
        }
        assert!(watch.due().is_some_and(|rest| rest <= MOST + 6 * LEAST) && Watch::new(vec![]).due().is_none());
    }
}
