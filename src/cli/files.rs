//! The person's own plain files, with words for what goes wrong with them; and whether one is the person's own at all.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::Context;
use rustix::process::geteuid;

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

/// Refuses a file that names a program to be run where somebody else could have named it.
pub fn refuse_of_others(path: &Path) -> Result<(), String> {
    let found = fs::metadata(path).map_err(|error| format!("{} could not be looked at: {error}", path.display()))?;
    let shown = path.display();
    if found.uid() != geteuid().as_raw() {
        return Err(format!("{shown} belongs to another user and names a program to run: keep a config of your own"));
    }
    if found.mode() & 0o022 != 0 {
        return Err(format!(
            "{shown} can be written by other users and names a program to run: run `chmod go-w '{shown}'` and try again"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_that_others_may_write_names_no_program_to_run() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, "").unwrap();
        for (mode, is_fit) in [(0o600, true), (0o644, true), (0o620, false), (0o602, false)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(refuse_of_others(&path).is_ok(), is_fit, "{mode:o}");
        }
        assert!(refuse_of_others(&folder.path().join("absent")).is_err());
    }
}
