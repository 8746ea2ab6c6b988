//! The connections of the config, held against the table of connectors: from here on each is known to have what its kind needs.

use std::io::{self, Read};
use std::path::Path;

use super::paths;
use crate::config::{Config, ConfigError, ConnectionConfig, Place, nearest};
use crate::connectors::{CA, FieldKind, REGISTRY, Registered, Setting, Settings, file, registered};
use crate::domain::{ConnectionId, Policy};
use crate::sandbox::{Scenario, SimBank};

/// A connection that can be pulled.
#[derive(Clone)]
pub struct Link {
    pub id: ConnectionId,
    pub row: &'static Registered,
    pub settings: Settings,
    /// The kind's, with what the config says otherwise.
    pub policy: Policy,
}

/// The key, valid for every kind with a quota, that lowers or raises our own daily budget.
const QUOTA: &str = "requests_per_day";
/// SimpleFIN asks for at most 24 and disables tokens that ask much more.
const LEAST_MAX: u32 = 24;
/// The kind that is never mixed with others.
pub const SANDBOX: &str = "sandbox";

/// Every connection of a config. `live` is the second since 1970 at which a dashboard opens: its sandbox
/// moves from then on while one looks.
pub fn resolve(config: &Config, path: &Path, live: Option<i64>) -> Result<Vec<Link>, ConfigError> {
    let sandboxed = config.connections.iter().find(|connection| connection.kind == SANDBOX);
    let real = config.connections.iter().find(|connection| connection.kind != SANDBOX);
    if let (Some(sandbox), Some(real)) = (sandboxed, real) {
        let message = format!(
            "connection '{}' is a sandbox and '{}' is real: made-up and real accounts are never mixed, give each a config of its own",
            sandbox.name, real.name
        );
        return Err(ConfigError { place: sandbox.place.later(real.place), message });
    }
    if Scenario::from_name(&config.sandbox.scenario).is_none() {
        let message = unknown_scenario(&config.sandbox.scenario);
        // of a scenario of the command line no place is known: it is checked before
        let place = config.sandbox.scenario_place.unwrap_or(Place { line: 1, column: 1 });
        return Err(ConfigError { place, message });
    }
    config.connections.iter().map(|connection| link(connection, config, path, live)).collect()
}

/// Holds the words of a sandbox connection against the banks and scenarios that there are.
fn known_to_sandbox(connection: &ConnectionConfig) -> Result<(), ConfigError> {
    let text = |key| match connection.fields.get(key) {
        Some((Setting::Text(text), place)) => Some((text, *place)),
        _ => None,
    };
    if let Some((bank, place)) = text("bank").filter(|(bank, _)| SimBank::from_slug(bank).is_none()) {
        let message = unknown("bank", bank, &SimBank::ALL.map(SimBank::slug));
        return Err(ConfigError { place, message });
    }
    if let Some((scenario, place)) = text("scenario").filter(|(name, _)| Scenario::from_name(name).is_none()) {
        return Err(ConfigError { place, message: unknown_scenario(scenario) });
    }
    Ok(())
}

/// What to say of a scenario that does not exist.
pub fn unknown_scenario(name: &str) -> String {
    unknown("scenario", name, &Scenario::ALL.map(Scenario::name))
}

fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    let advice = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("expected one of {}", known.join(", ")),
    };
    format!("unknown {what} '{}': {advice}", name.chars().filter(|c| !c.is_control()).take(40).collect::<String>())
}

fn link(connection: &ConnectionConfig, config: &Config, path: &Path, live: Option<i64>) -> Result<Link, ConfigError> {
    let row = registered(&connection.kind).ok_or_else(|| {
        let kinds = || REGISTRY.iter().map(|row| row.kind);
        let advice = match nearest(&connection.kind, kinds()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("expected one of {}", kinds().collect::<Vec<_>>().join(", ")),
        };
        ConfigError {
            place: connection.kind_place,
            message: format!("'{}' is no kind of connection: {advice}", connection.kind),
        }
    })?;
    let mut settings = fields(connection, row)?;
    let mut policy = row.policy;
    if let Some(quota) = settings.remove(QUOTA) {
        // where our own budget is larger, so is what may be asked for
        let most = policy.requests_per_day.unwrap_or_default().max(LEAST_MAX);
        policy.requests_per_day = Some(quota_of(&quota, most).ok_or_else(|| ConfigError {
            place: connection.fields[QUOTA].1,
            message: format!("'{QUOTA}' of connection '{}' must be a whole number from 1 to {most}", connection.name),
        })?);
    }
    if let Some(Setting::Text(folder)) = settings.get_mut("path") {
        *folder = paths::expand(folder, path).to_string_lossy().into_owned();
    }
    if let Some(Setting::List(files)) = settings.get_mut("paths") {
        for file in files {
            *file = paths::expand(file, path).to_string_lossy().into_owned();
        }
    }
    if let Some(Setting::Text(file)) = settings.get_mut(CA.key) {
        *file = authority(file, path).map_err(|error| ConfigError {
            place: connection.fields[CA.key].1,
            message: format!("'{}' of connection '{}' could not be read: {error}", CA.key, connection.name),
        })?;
    }
    if file::reads_files(row.kind) {
        let folder = paths::layouts_of(path).to_string_lossy().into_owned();
        settings.insert(file::LAYOUTS.to_owned(), Setting::Text(folder));
    }
    if row.kind == SANDBOX {
        known_to_sandbox(connection)?;
        let seed = i64::try_from(config.sandbox.seed).unwrap_or(i64::MAX);
        settings.entry("seed".into()).or_insert(Setting::Number(seed));
        settings.entry("scenario".into()).or_insert_with(|| Setting::Text(config.sandbox.scenario.clone()));
        if let Some(since) = live {
            settings.insert("live".into(), Setting::Number(since));
        }
    }
    Ok(Link { id: connection.name.clone(), row, settings, policy })
}

/// The text of the PEM file that a config names, of 1 MiB at the most.
pub fn authority(file: &str, config: &Path) -> io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(paths::expand(file, config))?.take(1024 * 1024).read_to_string(&mut text)?;
    Ok(text)
}

fn quota_of(setting: &Setting, most: u32) -> Option<u32> {
    match setting {
        Setting::Number(number) => u32::try_from(*number).ok().filter(|number| (1..=most).contains(number)),
        _ => None,
    }
}

/// The fields that the kind knows, each of its type; required ones present, secrets refused.
fn fields(connection: &ConnectionConfig, row: &Registered) -> Result<Settings, ConfigError> {
    let name = &connection.name;
    let mut settings = Settings::new();
    for (key, (value, place)) in &connection.fields {
        let refused = |message| Err(ConfigError { place: *place, message });
        let quota = key == QUOTA && row.policy.requests_per_day.is_some();
        let field = row.fields.iter().find(|field| field.key == key);
        match field.map(|field| field.kind) {
            None if quota => {}
            None => {
                let known = || row.fields.iter().filter(|f| !f.kind.is_secret()).map(|field| field.key);
                let advice = match nearest(key, known()) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => format!(
                        "expected {}",
                        ["name", "kind"].into_iter().chain(known()).collect::<Vec<_>>().join(", ")
                    ),
                };
                return refused(format!("unknown key '{key}' of connection '{name}' ({}): {advice}", row.kind));
            }
            Some(kind) if kind.is_secret() => {
                return refused(format!(
                    "'{key}' of connection '{name}' is a secret and does not belong in a config: delete the line and run \
                     `passbook connect {}`, which asks for it and seals it in the store",
                    row.kind
                ));
            }
            Some(expected) if !fits(expected, value) => {
                return refused(format!(
                    "'{key}' of connection '{name}' is {}: expected {}",
                    value.words(),
                    words(expected)
                ));
            }
            Some(_) => {}
        }
        settings.insert(key.clone(), value.clone());
    }
    let missing = |field: &&crate::connectors::Field| {
        field.required && !field.kind.is_secret() && !settings.contains_key(field.key)
    };
    match row.fields.iter().find(missing) {
        Some(field) => Err(ConfigError {
            place: connection.place,
            message: format!("connection '{name}' ({}) has no '{}': {}", row.kind, field.key, field.help),
        }),
        None => Ok(settings),
    }
}

fn fits(kind: FieldKind, value: &Setting) -> bool {
    matches!(
        (kind, value),
        (FieldKind::Text, Setting::Text(_))
            | (FieldKind::List, Setting::List(_))
            | (FieldKind::Flag, Setting::Flag(_))
            | (FieldKind::Number, Setting::Number(_))
    )
}

fn words(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::Secret | FieldKind::SecretFile => "text in quotes",
        FieldKind::List => "a list of texts",
        FieldKind::Flag => "true or false",
        FieldKind::Number => "a whole number",
    }
}
