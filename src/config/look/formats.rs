//! How figures and days are written, by samples in the config or by the names of locales: US where neither says anything.

/// Digits, their groups and the decimal mark, each as a sample writes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Numbers {
    #[default]
    CommaPoint,
    PointComma,
    SpaceComma,
    ApostrophePoint,
    SpacePoint,
    PlainPoint,
    PlainComma,
    IndianPoint,
}

impl Numbers {
    pub const ALL: &[Self] = &[
        Self::CommaPoint,
        Self::PointComma,
        Self::SpaceComma,
        Self::ApostrophePoint,
        Self::SpacePoint,
        Self::PlainPoint,
        Self::PlainComma,
        Self::IndianPoint,
    ];

    /// A number as it writes one; its name in the config.
    pub fn sample(self) -> &'static str {
        match self {
            Self::CommaPoint => "1,234.50",
            Self::PointComma => "1.234,50",
            Self::SpaceComma => "1 234,50",
            Self::ApostrophePoint => "1'234.50",
            Self::SpacePoint => "1 234.50",
            Self::PlainPoint => "1234.50",
            Self::PlainComma => "1234,50",
            Self::IndianPoint => "12,34,567.50",
        }
    }

    /// The decimal mark.
    pub fn point(self) -> char {
        match self {
            Self::PointComma | Self::SpaceComma | Self::PlainComma => ',',
            _ => '.',
        }
    }

    /// What stands between groups of digits. A space is one that no line breaks at.
    pub fn group(self) -> Option<char> {
        match self {
            Self::CommaPoint | Self::IndianPoint => Some(','),
            Self::PointComma => Some('.'),
            Self::SpaceComma | Self::SpacePoint => Some('\u{a0}'),
            Self::ApostrophePoint => Some('’'),
            Self::PlainPoint | Self::PlainComma => None,
        }
    }

    /// Whether a group ends before the last `left` digits: by threes, in India by twos above the first three.
    pub fn groups_at(self, left: usize) -> bool {
        match self {
            Self::IndianPoint => left == 3 || (left > 3 && left % 2 == 1),
            _ => left.is_multiple_of(3),
        }
    }
}

/// The order in which days are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dates {
    #[default]
    MonthFirst,
    DayFirst,
    Iso,
}

impl Dates {
    pub const ALL: &[Self] = &[Self::MonthFirst, Self::DayFirst, Self::Iso];

    /// A day of this year as it writes one; its name in the config.
    pub fn sample(self) -> &'static str {
        match self {
            Self::MonthFirst => "Nov 22",
            Self::DayFirst => "22 Nov",
            Self::Iso => "11-22",
        }
    }
}

/// The first day of a week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WeekStart {
    #[default]
    Sunday,
    Monday,
    Saturday,
}

impl WeekStart {
    pub const ALL: &[Self] = &[Self::Sunday, Self::Monday, Self::Saturday];

    /// Its name in the config.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sunday => "sunday",
            Self::Monday => "monday",
            Self::Saturday => "saturday",
        }
    }

    /// The day itself.
    pub fn day(self) -> chrono::Weekday {
        match self {
            Self::Sunday => chrono::Weekday::Sun,
            Self::Monday => chrono::Weekday::Mon,
            Self::Saturday => chrono::Weekday::Sat,
        }
    }
}

/// All of them together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Formats {
    pub numbers: Numbers,
    pub dates: Dates,
    pub week: WeekStart,
}

/// What the names of locales in the environment say.
pub type Locale = Formats;

/// Languages that write `1 234,50`.
const SPACED: &[&str] =
    &["fr", "ru", "uk", "be", "bg", "cs", "sk", "pl", "hu", "fi", "sv", "nb", "nn", "no", "et", "lv", "lt"];
/// Languages that write `1.234,50`.
const POINTED: &[&str] =
    &["de", "nl", "es", "it", "pt", "da", "is", "el", "tr", "id", "vi", "ro", "hr", "sl", "sr", "ca", "gl", "eu"];
/// Countries that write `1,234.50` whatever their language.
const US_LIKE: &[&str] =
    &["US", "GB", "IE", "CA", "AU", "NZ", "MX", "JP", "CN", "KR", "TH", "IL", "PH", "SG", "MY", "HK", "TW"];
/// Countries whose weeks begin on a Sunday, and those of a Saturday, as the CLDR has them.
const SUNDAY: &[&str] = &[
    "US", "CA", "MX", "BR", "JP", "KR", "TW", "HK", "IL", "IN", "PH", "TH", "ZA", "CO", "PE", "VE", "SG", "ID", "PT",
    "SA",
];
const SATURDAY: &[&str] = &["EG", "DZ", "IQ", "JO", "KW", "QA", "OM", "BH", "LY", "SD", "SY", "IR", "AF"];

impl Formats {
    /// Of the environment's words, as the C library reads them: `LC_ALL` before the one of its kind before `LANG`; what is empty is not
    /// set. `C`, `POSIX` and names that nobody knows leave everything as in the US.
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let named = |kind: &str| {
            let set = |name: &str| variable(name).filter(|value| !value.is_empty());
            set("LC_ALL").or_else(|| set(kind)).or_else(|| set("LANG")).unwrap_or_default()
        };
        let (money, time) = (named("LC_MONETARY"), named("LC_TIME"));
        Self { numbers: numbers_of(parts(&money)), dates: dates_of(parts(&time)), week: week_of(parts(&time)) }
    }
}

/// Language and country of `de_CH.UTF-8@euro`.
fn parts(name: &str) -> (&str, &str) {
    let bare = name.split(['.', '@']).next().unwrap_or_default();
    bare.split_once('_').unwrap_or((bare, ""))
}

fn numbers_of((language, country): (&str, &str)) -> Numbers {
    match (language, country) {
        (_, "CH" | "LI") => Numbers::ApostrophePoint,
        (_, "IN") => Numbers::IndianPoint,
        ("en", "ZA") | ("de", "AT") | ("fr", "CA") => Numbers::SpaceComma,
        (_, country) if US_LIKE.contains(&country) => Numbers::CommaPoint,
        (language, _) if SPACED.contains(&language) || country == "PT" => Numbers::SpaceComma,
        (language, _) if POINTED.contains(&language) => Numbers::PointComma,
        _ => Numbers::CommaPoint,
    }
}

fn dates_of((language, country): (&str, &str)) -> Dates {
    match (language, country) {
        ("" | "C" | "POSIX", _) | ("en", "" | "US" | "PH") | ("es", "US") => Dates::MonthFirst,
        ("zh" | "ja" | "ko" | "hu" | "lt" | "sv", _) | ("en" | "fr", "CA") => Dates::Iso,
        _ if country == "US" => Dates::MonthFirst,
        _ => Dates::DayFirst,
    }
}

fn week_of((language, country): (&str, &str)) -> WeekStart {
    match country {
        country if SUNDAY.contains(&country) => WeekStart::Sunday,
        country if SATURDAY.contains(&country) => WeekStart::Saturday,
        "" if matches!(language, "" | "C" | "POSIX" | "en" | "ja" | "ko" | "he") => WeekStart::Sunday,
        _ => WeekStart::Monday,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[(&str, &str)]) -> Formats {
        Formats::of(|name| words.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_environment_is_read_as_the_c_library_does() {
        assert_eq!(of(&[]), Formats::default());
        assert_eq!(of(&[("LANG", "C.UTF-8")]), Formats::default());
        let mixed = of(&[("LANG", "en_US.UTF-8"), ("LC_TIME", "de_DE.UTF-8"), ("LC_ALL", "")]);
        assert_eq!(mixed, Formats { numbers: Numbers::CommaPoint, dates: Dates::DayFirst, week: WeekStart::Monday });
        assert_eq!(of(&[("LC_ALL", "en_US"), ("LC_TIME", "de_DE")]), Formats::default());
    }

    #[test]
    fn each_locale_writes_in_its_own_way() {
        for (name, numbers, dates, week) in [
            ("en_US", "1,234.50", "Nov 22", "sunday"),
            ("en_GB", "1,234.50", "22 Nov", "monday"),
            ("de_DE@euro", "1.234,50", "22 Nov", "monday"),
            ("de_CH", "1'234.50", "22 Nov", "monday"),
            ("fr_FR", "1 234,50", "22 Nov", "monday"),
            ("pl_PL", "1 234,50", "22 Nov", "monday"),
            ("sv_SE", "1 234,50", "11-22", "monday"),
            ("ja_JP", "1,234.50", "11-22", "sunday"),
            ("hi_IN", "12,34,567.50", "22 Nov", "sunday"),
            ("ar_EG", "1,234.50", "22 Nov", "saturday"),
            ("tlh", "1,234.50", "22 Nov", "monday"),
        ] {
            let formats = of(&[("LANG", name)]);
            let said = (formats.numbers.sample(), formats.dates.sample(), formats.week.name());
            assert_eq!(said, (numbers, dates, week), "{name}");
        }
    }
}
