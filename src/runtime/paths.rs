//! Where config and data lie: what the person named, else where this system keeps such files.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The places of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The config file, whether it exists or not.
    pub config: PathBuf,
    /// True when the person named it, so that it must exist.
    pub named: bool,
    /// The folder of the store of real accounts; sandbox stores lie below it.
    pub data: PathBuf,
}

impl Paths {
    /// `config` and `data` as given on the command line; else `PASSBOOK_CONFIG` and `PASSBOOK_DATA_DIR`; else the system's places.
    /// `None` when the system names no home.
    pub fn find(config: Option<&Path>, data: Option<&Path>) -> Option<Self> {
        let own = |given: Option<&Path>, variable: &str| {
            given
                .map(Path::to_path_buf)
                .or_else(|| std::env::var_os(variable).filter(|v| !v.is_empty()).map(PathBuf::from))
        };
        let (config, data) = (own(config, "PASSBOOK_CONFIG"), own(data, "PASSBOOK_DATA_DIR"));
        let system = ProjectDirs::from("", "", "passbook");
        Some(Self {
            named: config.is_some(),
            config: config.or_else(|| Some(system.as_ref()?.config_dir().join("config.toml")))?,
            data: data.or_else(|| Some(system.as_ref()?.data_dir().to_path_buf()))?,
        })
    }

    /// The person's own layouts of CSV files, beside the config.
    pub fn layouts(&self) -> PathBuf {
        layouts_of(&self.config)
    }

    /// The folder of the sandbox of that seed: a store of its own, since another seed is another person.
    pub fn sandbox(&self, seed: u64) -> PathBuf {
        self.data.join("sandbox").join(seed.to_string())
    }
}

/// The folder of layouts that goes with a config.
pub fn layouts_of(config: &Path) -> PathBuf {
    config.with_file_name("layouts")
}

/// A path of the config with a leading `~` made the person's home, and a relative one taken from the config's folder.
pub fn expand(path: &str, config: &Path) -> PathBuf {
    let home = || directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_path_buf());
    match path.strip_prefix("~/") {
        Some(rest) => home().map_or_else(|| PathBuf::from(path), |home| home.join(rest)),
        None => config.parent().unwrap_or(Path::new("")).join(path),
    }
}
