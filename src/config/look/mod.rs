//! `[look]`: how the screen behaves. What the environment decides, where the file says nothing, is settled by who knows it.

mod formats;
mod theme;

use std::path::{Path, PathBuf};

use super::ConfigError;
use super::nearest;
use super::table::{Place, Table, shown};

pub use formats::{Dates, Formats, Locale, Numbers, WeekStart};
pub use theme::{Depth, Hue, Paint, Palette, Role};

/// Minutes of a lock at the most: a day.
const MOST_MINUTES: u64 = 1440;

/// How the screen behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Start with every amount hidden.
    pub masked: bool,
    /// Wheel and clicks; off leaves the mouse to the terminal.
    pub mouse: bool,
    /// False under `NO_COLOR` or `color = false`: no color at all, attributes and symbols only.
    pub color: bool,
    /// What colors the terminal can show.
    pub depth: Depth,
    /// The theme that is wanted, where it is said, and where that stands.
    pub theme: Option<(String, Place)>,
    /// The theme itself.
    pub palette: Palette,
    /// Where the file says nothing, `None` until [`Look::settle`].
    pub numbers: Option<Numbers>,
    pub dates: Option<Dates>,
    pub week: Option<WeekStart>,
    /// Minutes without a key after which the screen is blanked; 0 never.
    pub lock_minutes: u64,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            masked: false,
            mouse: true,
            color: true,
            depth: Depth::Sixteen,
            theme: None,
            palette: Palette::default(),
            numbers: None,
            dates: None,
            week: None,
            lock_minutes: 0,
        }
    }
}

impl Look {
    pub(super) fn read(mut table: Table<'_>) -> Result<Self, ConfigError> {
        let mut look = Self { theme: table.text_at("theme")?, ..Self::default() };
        table.flag("masked", &mut look.masked)?;
        table.flag("mouse", &mut look.mouse)?;
        table.flag("color", &mut look.color)?;
        look.numbers = word(&mut table, "numbers", Numbers::ALL, Numbers::sample)?;
        look.dates = word(&mut table, "dates", Dates::ALL, Dates::sample)?;
        look.week = word(&mut table, "week", WeekStart::ALL, WeekStart::name)?;
        if let Some(place) = table.number_at("lock_minutes", &mut look.lock_minutes)?
            && look.lock_minutes > MOST_MINUTES
        {
            let message = format!("'lock_minutes' in [look] is above {MOST_MINUTES}: expected minutes, 0 for no lock");
            return Err(ConfigError { place, message });
        }
        if let Some((name, _)) = &look.theme {
            // one that is not shipped is a file, which is read by who may
            look.palette = Palette::shipped(name).unwrap_or_default();
        }
        table.finish()?;
        Ok(look)
    }

    /// Where the theme that is wanted would lie as a file of the person's own: in `themes` beside the config, or at its path where it
    /// is written as one. `None` for those that are shipped.
    pub fn theme_file(&self, config: &Path) -> Option<PathBuf> {
        let (name, _) = self.theme.as_ref()?;
        if Palette::shipped(name).is_some() {
            return None;
        }
        let is_path = name.contains('/') || Path::new(name).extension().is_some_and(|ending| ending == "toml");
        let file = if is_path { PathBuf::from(name) } else { Path::new("themes").join(format!("{name}.toml")) };
        Some(file).map(|file| if file.starts_with("~") { file } else { config.with_file_name("").join(file) })
    }

    /// The error of a theme for which there is neither a shipped one nor a file.
    pub fn no_such_theme(&self, file: &Path) -> Option<ConfigError> {
        let (name, place) = self.theme.as_ref()?;
        let names: Vec<_> = Palette::SHIPPED.iter().map(|(name, _)| *name).collect();
        let advice = nearest(name, names.iter().copied()).map_or_else(
            || format!("expected {}, or a file {}", names.join(", "), shown_path(file)),
            |near| format!("did you mean '{near}'?"),
        );
        Some(ConfigError { place: *place, message: format!("unknown theme '{}' in [look]: {advice}", shown(name)) })
    }

    /// Fills in what the file leaves open by what the environment says.
    pub fn settle(&mut self, locale: Locale) {
        self.numbers.get_or_insert(locale.numbers);
        self.dates.get_or_insert(locale.dates);
        self.week.get_or_insert(locale.week);
    }

    /// How figures and days are written: US where nothing else is said.
    pub fn formats(&self) -> Formats {
        let Formats { numbers, dates, week } = Formats::default();
        Formats {
            numbers: self.numbers.unwrap_or(numbers),
            dates: self.dates.unwrap_or(dates),
            week: self.week.unwrap_or(week),
        }
    }
}

fn shown_path(file: &Path) -> String {
    file.to_string_lossy().chars().filter(|c| !c.is_control()).collect()
}

/// A value that is one of a few words.
fn word<T: Copy>(
    table: &mut Table<'_>,
    key: &'static str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<Option<T>, ConfigError> {
    let Some((said, place)) = table.text_at(key)? else { return Ok(None) };
    let found = all.iter().copied().find(|of| name(*of) == said);
    found.map(Some).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|of| format!("\"{}\"", name(*of))).collect();
        let message = format!("'{key}' in [look] is '{}': expected one of {}", shown(&said), names.join(", "));
        ConfigError { place, message }
    })
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    fn look(text: &str) -> Result<Look, String> {
        Config::parse(&format!("[look]\n{text}")).map(|config| config.look).map_err(|error| error.to_string())
    }

    #[test]
    fn a_theme_is_shipped_or_a_file_beside_the_config() {
        let config = Path::new("/home/me/.config/passbook/config.toml");
        assert_eq!(look("theme = \"light\"").unwrap().theme_file(config), None);
        assert_eq!(look("").unwrap().theme_file(config), None);
        for (said, file) in [
            ("mine", "/home/me/.config/passbook/themes/mine.toml"),
            ("mine.toml", "/home/me/.config/passbook/mine.toml"),
            ("/etc/x.toml", "/etc/x.toml"),
            ("~/x.toml", "~/x.toml"),
        ] {
            let file_of = look(&format!("theme = \"{said}\"")).unwrap().theme_file(config);
            assert_eq!(file_of.as_deref(), Some(Path::new(file)));
        }
        let lost = look("theme = \"drak\"").unwrap().no_such_theme(Path::new("x")).unwrap();
        assert_eq!(lost.to_string(), "2:9: unknown theme 'drak' in [look]: did you mean 'dark'?");
    }

    #[test]
    fn formats_are_samples_and_the_file_wins_over_the_locale() {
        let mut own = look("numbers = \"1.234,50\"\nweek = \"saturday\"").unwrap();
        own.settle(Locale::of(|name| (name == "LANG").then(|| "de_CH.UTF-8".to_owned())));
        let formats = own.formats();
        assert_eq!((formats.numbers.point(), formats.week), (',', WeekStart::Saturday));
        assert_eq!(formats.dates, Dates::DayFirst);
        assert_eq!(
            look("dates = \"22.11.\"").unwrap_err(),
            "2:9: 'dates' in [look] is '22.11.': expected one of \"Nov 22\", \"22 Nov\", \"11-22\""
        );
    }

    #[test]
    fn a_lock_is_of_a_day_at_the_most() {
        assert_eq!(look("lock_minutes = 5").unwrap().lock_minutes, 5);
        let long = look("lock_minutes = 1441").unwrap_err();
        assert_eq!(long, "2:16: 'lock_minutes' in [look] is above 1440: expected minutes, 0 for no lock");
    }
}
