//! The person's own layouts of CSV files: a folder of TOML files beside the config, read when a file needs them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::statements::{Fingerprint, LayoutError, Layouts};

/// Largest layout file; the longest that ships has a twentieth of it.
const MAX_LAYOUT: u64 = 64 * 1024;
/// Layout files that are looked at.
const MAX_LAYOUTS: usize = 1_000;

/// What a folder of layouts holds.
pub struct OwnLayouts {
    /// With those that ship.
    pub layouts: Layouts,
    /// Files that cannot be used, each with where and why; the others hold.
    pub errors: Vec<LayoutError>,
    /// Another where any of the files is another.
    pub print: Fingerprint,
}

/// Reads the folder's `*.toml`, in the order of their names. The folder need not exist.
pub fn own_layouts(folder: &Path) -> io::Result<OwnLayouts> {
    let files = files(folder)?;
    let print = files.iter().fold(Fingerprint::default(), |print, (name, text)| print.with(name).with(text));
    let (layouts, errors) = Layouts::with(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    Ok(OwnLayouts { layouts, errors, print })
}

/// Name without its ending, and text.
fn files(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let is_layout = path.extension().is_some_and(|ending| ending == "toml");
        // a pipe of that name must not be waited for
        if is_layout && fs::metadata(&path)?.is_file() && files.len() < MAX_LAYOUTS {
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let mut text = String::new();
            let length = File::open(&path)?.take(MAX_LAYOUT + 1).read_to_string(&mut text)?;
            if length as u64 > MAX_LAYOUT {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            files.push((name, text));
        }
    }
    files.sort();
    Ok(files)
}
