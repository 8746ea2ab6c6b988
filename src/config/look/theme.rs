//! Themes as data: what each part of a screen looks like, written as words. Those that ship are files of the same form as a person's own.

use super::super::ConfigError;
use super::super::nearest;
use super::super::table::{Place, Table, shown};

/// A color.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Hue {
    /// The terminal's own.
    #[default]
    Own,
    /// One of the sixteen, in the order of their codes.
    Named(u8),
    Rgb(u8, u8, u8),
}

/// What colors a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    Sixteen,
    Indexed,
    True,
}

/// Names of the sixteen, in the order of their codes.
const HUES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

/// Names of attributes, each at its place in [`Paint::set`].
const ATTRIBUTES: [&str; 6] = ["bold", "dim", "italic", "underlined", "reversed", "struck"];

/// What one part looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paint {
    pub text: Hue,
    pub behind: Hue,
    /// Bold, dim, italic, underlined, reversed, struck.
    pub set: [bool; 6],
}

impl Paint {
    /// Reads `cyan bold`, `black on #ffcc00`; the error names the word and what was expected.
    fn parse(words: &str) -> Result<Self, String> {
        let mut paint = Self::default();
        let mut behind = false;
        for word in words.split_whitespace() {
            let hue = hue(word)?;
            match (hue, ATTRIBUTES.iter().position(|name| *name == word)) {
                (Some(hue), _) if behind => (paint.behind, behind) = (hue, false),
                (Some(hue), _) => paint.text = hue,
                (None, Some(at)) if !behind => paint.set[at] = true,
                (None, None) if word == "on" && !behind => behind = true,
                _ => return Err(unknown(word)),
            }
        }
        if behind { Err("'on' wants a color behind it".to_owned()) } else { Ok(paint) }
    }
}

fn hue(word: &str) -> Result<Option<Hue>, String> {
    let Some(hex) = word.strip_prefix('#') else {
        let code = HUES.iter().position(|name| *name == word).and_then(|code| u8::try_from(code).ok());
        return Ok(code.map(Hue::Named));
    };
    let digits = hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = u32::from_str_radix(hex, 16).ok().filter(|_| digits);
    let [_, red, green, blue] =
        value.ok_or_else(|| format!("'{}' is no color: expected #rrggbb", shown(word)))?.to_be_bytes();
    Ok(Some(Hue::Rgb(red, green, blue)))
}

fn unknown(word: &str) -> String {
    let known = HUES.iter().chain(&ATTRIBUTES).copied();
    let advice = match nearest(word, known) {
        Some(near) if near != word => format!("did you mean '{near}'?"),
        _ => format!("expected a color or one of {}", ATTRIBUTES.join(", ")),
    };
    format!("unknown style '{}': {advice}", shown(word))
}

macro_rules! roles {
    ($($role:ident = $key:literal),+ $(,)?) => {
        /// The parts of a screen that a theme paints.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Role { $($role),+ }

        impl Role {
            pub const ALL: &[Self] = &[$(Self::$role),+];

            /// Its name in a theme.
            pub fn key(self) -> &'static str {
                match self { $(Self::$role => $key),+ }
            }
        }

        const ROLES: usize = Role::ALL.len();
    };
}

roles! {
    Plain = "plain", Dim = "dim", Strong = "strong", Accent = "accent", Alarm = "alarm", Warn = "warn", Good = "good",
    Chart = "chart", Selected = "selected", Struck = "struck", Focus = "focus", Border = "border",
}

/// A theme: what every part looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette([Paint; ROLES]);

impl Default for Palette {
    /// For dark terminals.
    fn default() -> Self {
        Self::shipped("dark").unwrap_or(Self([Paint::default(); ROLES]))
    }
}

impl Palette {
    /// Those that ship: their names and texts.
    pub const SHIPPED: &[(&str, &str)] = &[
        ("dark", include_str!("../../../assets/themes/dark.toml")),
        ("light", include_str!("../../../assets/themes/light.toml")),
        ("high-contrast", include_str!("../../../assets/themes/high-contrast.toml")),
        ("monochrome", include_str!("../../../assets/themes/monochrome.toml")),
    ];

    /// The one of that name.
    pub fn shipped(name: &str) -> Option<Self> {
        let (_, text) = Self::SHIPPED.iter().find(|(known, _)| *known == name)?;
        // a test holds them readable
        Self::parse(text).ok()
    }

    /// What a part looks like.
    pub fn of(&self, role: Role) -> Paint {
        let at = Role::ALL.iter().position(|other| *other == role);
        at.and_then(|at| self.0.get(at)).copied().unwrap_or_default()
    }

    /// Reads a theme: `base`, the shipped one that it starts from, and a style for each part that it wants otherwise.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let mut table = Table::parse(text)?;
        let mut palette = if let Some((name, place)) = table.text_at("base")? {
            Self::shipped(&name).ok_or_else(|| no_base(&name, place))?
        } else {
            Self::first(text)
        };
        for (role, paint) in Role::ALL.iter().zip(&mut palette.0) {
            if let Some((words, place)) = table.text_at(role.key())? {
                let wrong = |message| ConfigError { place, message: format!("'{}': {message}", role.key()) };
                *paint = Paint::parse(&words).map_err(wrong)?;
            }
        }
        table.finish()?;
        Ok(palette)
    }

    /// Without a base a theme starts from `dark`, which itself starts from nothing.
    fn first(text: &str) -> Self {
        let is_dark = Self::SHIPPED.first().is_some_and(|(_, dark)| *dark == text);
        if is_dark { Self([Paint::default(); ROLES]) } else { Self::default() }
    }
}

fn no_base(name: &str, place: Place) -> ConfigError {
    let names: Vec<_> = Palette::SHIPPED.iter().map(|(name, _)| *name).collect();
    let advice = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("expected one of {}", names.join(", ")),
    };
    ConfigError { place, message: format!("unknown theme '{}': {advice}", shown(name)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Palette::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn every_shipped_theme_can_be_read_and_dark_names_every_part() {
        for (name, text) in Palette::SHIPPED {
            assert!(Palette::parse(text).is_ok(), "{name}: {:?}", Palette::parse(text));
        }
        let dark = Palette::SHIPPED[0].1;
        for role in Role::ALL {
            assert!(dark.contains(&format!("\n{} = ", role.key())), "{}", role.key());
        }
        assert_eq!(Palette::default().of(Role::Accent), Paint::parse("cyan bold").unwrap());
        assert_eq!(Palette::shipped("light").unwrap().of(Role::Alarm), Palette::default().of(Role::Alarm));
    }

    #[test]
    fn monochrome_and_high_contrast_keep_what_they_promise() {
        let all =
            |name: &str| Role::ALL.iter().map(|role| Palette::shipped(name).unwrap().of(*role)).collect::<Vec<_>>();
        assert!(all("monochrome").iter().all(|paint| paint.text == Hue::Own && paint.behind == Hue::Own));
        assert!(all("high-contrast").iter().all(|paint| !paint.set[1]), "nothing is dim");
        let hard_to_read = [Hue::Named(3), Hue::Named(6), Hue::Named(7), Hue::Named(15)];
        assert!(all("light").iter().all(|paint| !hard_to_read.contains(&paint.text)));
    }

    #[test]
    fn a_style_is_words_and_a_wrong_one_is_named_with_its_place() {
        let own = Palette::parse("base = \"light\"\nselected = \"black on #ffcc00 bold\"\n").unwrap();
        let selected = own.of(Role::Selected);
        assert_eq!((selected.text, selected.behind), (Hue::Named(0), Hue::Rgb(255, 204, 0)));
        assert!(selected.set[0]);
        assert_eq!(own.of(Role::Accent), Palette::shipped("light").unwrap().of(Role::Accent));
        for (text, said) in [
            ("acent = \"cyan\"", "1:1: unknown key 'acent': did you mean 'accent'?"),
            ("\naccent = \"cyn\"", "2:10: 'accent': unknown style 'cyn': did you mean 'cyan'?"),
            ("accent = \"#12\"", "1:10: 'accent': '#12' is no color: expected #rrggbb"),
            ("accent = \"red on\"", "1:10: 'accent': 'on' wants a color behind it"),
            (
                "accent = \"red on bold\"",
                "1:10: 'accent': unknown style 'bold': expected a color or one of bold, dim, italic, underlined, reversed, struck",
            ),
            ("base = \"drak\"", "1:8: unknown theme 'drak': did you mean 'dark'?"),
        ] {
            assert_eq!(error(text), said);
        }
    }
}
