//! What a sandbox connection was told: which bank, whose life, what happens, and whether virtual time runs.

use super::super::{Field, FieldKind, PullError, Setting, Settings};
use crate::domain::{Clean, ProblemKind};
use crate::sandbox::{Scenario, SimBank};

/// The life that is shown when no seed is given.
const DEFAULT_SEED: u64 = 1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chosen {
    pub bank: SimBank,
    pub seed: u64,
    pub scenario: Scenario,
    /// The second since 1970 from which virtual time may run, if it runs.
    pub live: Option<i64>,
}

impl Chosen {
    pub(super) fn of(settings: &Settings) -> Result<Self, PullError> {
        let bank = match settings.get("bank") {
            Some(Setting::Text(slug)) => SimBank::from_slug(slug).ok_or_else(|| unknown("bank", slug, &banks()))?,
            _ => return Err(wrong(&format!("a sandbox connection needs 'bank': one of {}", banks()))),
        };
        let seed = match settings.get("seed") {
            None => DEFAULT_SEED,
            Some(Setting::Number(seed)) => seed.cast_unsigned(),
            Some(_) => return Err(wrong("'seed' of a sandbox connection must be a whole number")),
        };
        let scenario = match settings.get("scenario") {
            None => Scenario::Normal,
            Some(Setting::Text(name)) => {
                Scenario::from_name(name).ok_or_else(|| unknown("scenario", name, &scenarios()))?
            }
            Some(_) => {
                return Err(wrong(&format!("'scenario' of a sandbox connection must be one of {}", scenarios())));
            }
        };
        let live = match settings.get("live") {
            Some(Setting::Flag(true)) => Some(0),
            Some(Setting::Number(since)) => Some(*since),
            _ => None,
        };
        Ok(Self { bank, seed, scenario, live })
    }
}

/// An answer of a dialog as a setting.
pub(super) fn read(field: &Field, answer: &str) -> Result<Setting, PullError> {
    match field.kind {
        FieldKind::Number => {
            let number =
                answer.trim().parse().map_err(|_| wrong(&format!("'{}' must be a whole number", field.key)))?;
            Ok(Setting::Number(number))
        }
        _ => Ok(Setting::Text(answer.trim().to_owned())),
    }
}

fn banks() -> String {
    SimBank::ALL.map(SimBank::slug).join(", ")
}

fn scenarios() -> String {
    Scenario::ALL.map(Scenario::name).join(", ")
}

fn unknown(what: &str, given: &str, known: &str) -> PullError {
    let given = Clean::new(given);
    wrong(&format!("the sandbox has no {what} '{given}': choose one of {known}"))
}

fn wrong(words: &str) -> PullError {
    PullError::new(ProblemKind::Config, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(of: &[(&str, Setting)]) -> Settings {
        of.iter().map(|(key, setting)| ((*key).to_owned(), setting.clone())).collect()
    }

    fn text(text: &str) -> Setting {
        Setting::Text(text.to_owned())
    }

    #[test]
    fn a_bank_alone_is_enough() {
        let chosen = Chosen::of(&settings(&[("bank", text("citi"))])).unwrap();
        let plain = Chosen { bank: SimBank::Citi, seed: 1, scenario: Scenario::Normal, live: None };
        assert_eq!(chosen, plain);
        let more = [
            ("bank", text("citi")),
            ("seed", Setting::Number(7)),
            ("scenario", text("tip")),
            ("live", Setting::Flag(true)),
        ];
        let chosen = Chosen::of(&settings(&more)).unwrap();
        assert_eq!(chosen, Chosen { seed: 7, scenario: Scenario::Tip, live: Some(0), ..plain });
    }

    #[test]
    fn what_the_sandbox_does_not_know_is_named_with_what_it_knows() {
        let words = |of: &[(&str, Setting)]| {
            let problem = Chosen::of(&settings(of)).unwrap_err().0;
            assert_eq!(problem.kind, ProblemKind::Config);
            problem.message.as_str().to_owned()
        };
        assert!(words(&[]).contains("wells-fargo"));
        assert!(words(&[("bank", text("barclays"))]).contains("no bank 'barclays'"));
        assert!(words(&[("bank", text("citi")), ("scenario", text("tips"))]).contains("rate-limit"));
        assert!(words(&[("bank", text("citi")), ("seed", text("x"))]).contains("whole number"));
    }
}
