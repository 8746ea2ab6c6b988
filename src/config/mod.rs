//! What the config file says, as values with their places. Pure: the text is handed in, nothing is read from disk here; what a kind
//! of connection needs is held against the table of connectors by who knows that table.

#![deny(clippy::float_arithmetic)] // numbers of a config are whole

mod connection;
mod issuers;
mod keys;
mod limits;
mod look;
mod nearest;
mod rule;
mod table;

pub use connection::ConnectionConfig;
pub use issuers::{Issuer, Issuers};
pub use keys::KeysOf;
pub use look::{Dates, Depth, Formats, Hue, Locale, Look, Numbers, Paint, Palette, Role, WeekStart};
pub use nearest::nearest;
pub use rule::{aliases_text, category_named, parse_aliases, rule_entry};
pub use table::{ConfigError, Place};

pub(crate) use table::{Table, shown, whole};

use rust_decimal::Decimal;

use crate::domain::{Level, Limit, Rates, Rule};

/// The commented config that ships with the program: what holds without a config, and what `config print-default` prints.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");

/// A config file, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    pub look: Look,
    /// Keys of the person's own, in the order of the file.
    pub keys: Vec<KeysOf>,
    pub sync: Sync,
    pub sandbox: Sandbox,
    pub alerts: Alerts,
    /// What a month may cost.
    pub limits: Vec<Limit>,
    /// What currencies were worth; none convert nothing.
    pub rates: Rates,
    /// In the order of the file; names are unique.
    pub connections: Vec<ConnectionConfig>,
    /// What the person says about rows, in the order of the file: the first that says something decides it.
    pub rules: Vec<Rule>,
}

/// When to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sync {
    /// Fetch what is due when the dashboard opens, and while it is open.
    pub on_start: bool,
}

impl Default for Sync {
    fn default() -> Self {
        Self { on_start: true }
    }
}

/// What alerts are raised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alerts {
    pub level: Level,
    /// An account that pays bills is low below this, in its own currency.
    pub low_balance: Decimal,
}

impl Alerts {
    fn read(mut table: Table<'_>) -> Result<Self, ConfigError> {
        let mut alerts = Self::default();
        if let Some((word, place)) = table.text_at("level")? {
            alerts.level = Level::from_key(&word).ok_or_else(|| {
                let word = shown(&word);
                let message = format!("'level' in [alerts] is '{word}': expected quiet, normal or strict");
                ConfigError { place, message }
            })?;
        }
        alerts.low_balance = rule::amount(&mut table, "low_balance")?.unwrap_or_default();
        table.finish()?;
        Ok(alerts)
    }
}

/// Which simulated world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sandbox {
    pub seed: u64,
    /// The scenario's name; who knows the scenarios checks it.
    pub scenario: String,
    /// Where it stands, if it does.
    pub scenario_place: Option<Place>,
}

impl Default for Sandbox {
    fn default() -> Self {
        Self { seed: 7, scenario: "normal".into(), scenario_place: None }
    }
}

impl Config {
    /// Reads the text of a config. Unknown keys, wrong types and doubled names are errors that name line, column, what was expected
    /// and the nearest valid name.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let mut root = Table::parse(text)?;
        let mut config = Self::default();
        if let Some(look) = root.table("look")? {
            config.look = Look::read(look)?;
        }
        if let Some(keys) = root.table("keys")? {
            config.keys = keys::read_keys(keys)?;
        }
        if let Some(mut sync) = root.table("sync")? {
            sync.flag("on_start", &mut config.sync.on_start)?;
            sync.finish()?;
        }
        if let Some(mut sandbox) = root.table("sandbox")? {
            sandbox.number("seed", &mut config.sandbox.seed)?;
            if let Some((scenario, place)) = sandbox.text_at("scenario")? {
                (config.sandbox.scenario, config.sandbox.scenario_place) = (scenario, Some(place));
            }
            sandbox.finish()?;
        }
        config.rules = rule::read_rules(&mut root)?;
        if let Some(alerts) = root.table("alerts")? {
            config.alerts = Alerts::read(alerts)?;
        }
        if let Some(limits) = root.table("limits")? {
            config.limits = limits::read_limits(limits)?;
        }
        if let Some(rates) = root.table("rates")? {
            config.rates = limits::read_rates(rates)?;
        }
        for entry in root.tables("connection")? {
            let read = ConnectionConfig::read(entry)?;
            if let Some(same) = config.connections.iter().find(|other| other.name == read.name) {
                let message = format!(
                    "a second connection named '{}' (the first is in line {}): every connection needs a name of its own",
                    read.name, same.place.line
                );
                return Err(ConfigError { place: read.place, message });
            }
            config.connections.push(read);
        }
        root.finish()?;
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Setting;

    fn error(text: &str) -> String {
        Config::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn the_example_says_the_defaults_and_five_banks() {
        let config = Config::parse(EXAMPLE).unwrap();
        let defaults = Config::default();
        let world = |sandbox: &Sandbox| (sandbox.seed, sandbox.scenario.clone());
        assert_eq!((&config.look, &config.sync), (&defaults.look, &defaults.sync));
        assert_eq!(world(&config.sandbox), world(&defaults.sandbox));
        assert_eq!(config.alerts, defaults.alerts);
        assert_eq!(config.connections.len(), 5);
        assert!(config.connections.iter().all(|c| c.kind == "sandbox"));
    }

    #[test]
    fn an_unknown_key_names_its_place_and_the_nearest_key() {
        assert_eq!(error("[look]\nmaskd = true\n"), "2:1: unknown key 'maskd' in [look]: did you mean 'masked'?");
        assert_eq!(
            error("[look]\nwallpaper = 1\n"),
            "2:1: unknown key 'wallpaper' in [look]: expected one of theme, masked, mouse, color, numbers, dates, week, \
             lock_minutes"
        );
        assert_eq!(error("[lok]\n"), "1:2: unknown key 'lok': did you mean 'look'?");
    }

    #[test]
    fn the_level_of_alerts_is_one_of_three_words() {
        let level = |text: &str| Config::parse(text).unwrap().alerts.level;
        assert_eq!(level("[alerts]\nlevel = \"strict\"\n"), Level::Strict);
        assert_eq!(level("[alerts]\n"), Level::Normal);
        let message = error("[alerts]\nlevel = \"loud\"\n");
        assert_eq!(message, "2:9: 'level' in [alerts] is 'loud': expected quiet, normal or strict");
    }

    #[test]
    fn a_wrong_type_says_what_was_expected() {
        assert_eq!(error("[look]\nmasked = \"yes\"\n"), "2:10: 'masked' in [look] is a string: expected true or false");
        assert_eq!(
            error("[sandbox]\nseed = -1\n"),
            "2:8: 'seed' in [sandbox] is -1: expected a whole number from 0 up"
        );
        assert_eq!(error("look = 3\n"), "1:8: 'look' is an integer: expected a table, [look]");
        assert_eq!(
            error("[connection]\nname = \"x\"\n"),
            "1:1: 'connection' is a table: expected a list of tables, [[connection]]"
        );
    }

    #[test]
    fn broken_toml_names_its_place() {
        let message = error("[look]\nmasked = \n");
        assert!(message.starts_with("2:"), "{message}");
    }

    #[test]
    fn connections_need_a_name_and_a_kind_of_their_own() {
        assert_eq!(
            error("[[connection]]\nkind = \"file\"\n"),
            "1:1: [[connection]] has no 'name': expected 1 to 40 of a-z, 0-9, '-' and '_'"
        );
        let bad = error("[[connection]]\nname = \"My Bank\"\nkind = \"file\"\n");
        assert_eq!(bad, "2:8: 'My Bank' is no name of a connection: expected 1 to 40 of a-z, 0-9, '-' and '_'");
        let reserved = error("[[connection]]\nname = \"import\"\nkind = \"file\"\n");
        assert_eq!(reserved, "2:8: the name 'import' is taken by `passbook import`: choose another");
        let twice = "[[connection]]\nname = \"a\"\nkind = \"file\"\n[[connection]]\nname = \"a\"\nkind = \"file\"\n";
        assert!(error(twice).starts_with("4:1: a second connection named 'a' (the first is in line 1)"));
    }

    #[test]
    fn fields_of_a_connection_keep_their_type_and_place() {
        let text = "[[connection]]\nname = \"a\"\nkind = \"file\"\npaths = [\"x\", \"y\"]\ndeep = true\nn = 12\n";
        let config = Config::parse(text).unwrap();
        let fields = &config.connections[0].fields;
        assert_eq!(fields["paths"].0, Setting::List(vec!["x".into(), "y".into()]));
        assert_eq!(fields["deep"], (Setting::Flag(true), Place { line: 5, column: 1 }));
        assert_eq!(fields["n"].0, Setting::Number(12));
        assert!(error("[[connection]]\nname = \"a\"\nkind = \"file\"\nx = 1.5\n").contains("expected"));
    }
}
