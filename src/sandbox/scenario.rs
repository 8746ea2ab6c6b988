//! What may go differently on a day: troubles of banks and events of a person's life, by name, each to be tried at will.

use super::banks::SimBank;
use super::clock::{Moment, before};

/// A way for the world to be. All but [`Scenario::Normal`] change the day that is today, and nothing before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scenario {
    #[default]
    Normal,
    Relink,
    Tip,
    RateLimit,
    ExpiredConsent,
    SignFlip,
    FraudBurst,
    SlowBank,
    DroppedPending,
    Duplicate,
    OfflineBank,
    Malformed,
    Stale,
}

/// What keeps a bank from answering as it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Refuses for that many minutes.
    RateLimited { minutes: u32 },
    /// The consent ended that many days ago; the figures are of that day.
    ConsentExpired { days: u64 },
    /// Says nothing wrong, and gives figures of that many days ago.
    Stale { days: u64 },
    /// Answers after that many seconds.
    Slow { seconds: u32 },
    /// Cannot be reached.
    Offline,
    /// Gives an answer that names an account twice.
    Malformed,
}

impl Scenario {
    /// Every scenario, in the order of help.
    pub const ALL: [Self; 13] = [
        Self::Normal,
        Self::Relink,
        Self::Tip,
        Self::RateLimit,
        Self::ExpiredConsent,
        Self::SignFlip,
        Self::FraudBurst,
        Self::SlowBank,
        Self::DroppedPending,
        Self::Duplicate,
        Self::OfflineBank,
        Self::Malformed,
        Self::Stale,
    ];

    /// Its name on a command line: `rate-limit`.
    pub fn name(self) -> &'static str {
        self.described().0
    }

    /// What happens, in one line.
    pub fn words(self) -> &'static str {
        self.described().1
    }

    /// The scenario that [`Scenario::name`] names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    fn described(self) -> (&'static str, &'static str) {
        match self {
            Self::Normal => ("normal", "five banks that answer, a day like any other"),
            Self::Relink => ("relink", "Chase was linked anew: every account and transaction comes under a new id"),
            Self::Tip => {
                ("tip", "last night's restaurant bills at Chase and Wells Fargo post this morning with their tips")
            }
            Self::RateLimit => ("rate-limit", "Wells Fargo was asked too often and refuses for 30 minutes"),
            Self::ExpiredConsent => ("expired-consent", "Citi wants a new sign-in; its figures are 3 days old"),
            Self::SignFlip => ("sign-flip", "Chase reports its card the other way round: purchases and debt positive"),
            Self::FraudBurst => ("fraud-burst", "a $1 test on the Freedom Visa at night, then large charges"),
            Self::SlowBank => ("slow-bank", "PayPal takes 5 seconds to answer"),
            Self::DroppedPending => {
                ("dropped-pending", "a hotel's hold at Chase and at Wells Fargo is let go this morning")
            }
            Self::Duplicate => ("duplicate", "a store charges the Double Cash card twice this morning"),
            Self::OfflineBank => ("offline-bank", "Wells Fargo cannot be reached"),
            Self::Malformed => ("malformed", "PayPal's answer names an account twice"),
            Self::Stale => ("stale", "American Express gives figures of 4 days ago and says nothing of it"),
        }
    }

    /// What ails that bank.
    pub fn trouble(self, bank: SimBank) -> Option<Trouble> {
        match (self, bank) {
            (Self::RateLimit, SimBank::WellsFargo) => Some(Trouble::RateLimited { minutes: 30 }),
            (Self::ExpiredConsent, SimBank::Citi) => Some(Trouble::ConsentExpired { days: 3 }),
            (Self::SlowBank, SimBank::PayPal) => Some(Trouble::Slow { seconds: 5 }),
            (Self::OfflineBank, SimBank::WellsFargo) => Some(Trouble::Offline),
            (Self::Malformed, SimBank::PayPal) => Some(Trouble::Malformed),
            (Self::Stale, SimBank::AmericanExpress) => Some(Trouble::Stale { days: 4 }),
            _ => None,
        }
    }

    /// True where the bank gives its rows and accounts ids that it did not give before.
    pub fn relinked(self, bank: SimBank) -> bool {
        self == Self::Relink && bank == SimBank::Chase
    }

    /// True where the bank writes its cards' purchases and debt as positive figures.
    pub fn owed_positive(self, bank: SimBank) -> bool {
        self == Self::SignFlip && bank == SimBank::Chase
    }
}

impl Trouble {
    /// The moment that the bank's figures are of, when asked at `moment`.
    pub fn figures_of(self, moment: Moment) -> Moment {
        match self {
            Self::ConsentExpired { days } | Self::Stale { days } => Moment::opening(before(moment.day, days)),
            _ => moment,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_is_found_by_its_own_name() {
        for scenario in Scenario::ALL {
            assert_eq!(Scenario::from_name(scenario.name()), Some(scenario));
            assert!(!scenario.words().is_empty());
        }
        assert_eq!(Scenario::from_name("Normal"), None);
    }

    #[test]
    fn a_scenario_troubles_one_bank_at_most() {
        for scenario in Scenario::ALL {
            let troubled = SimBank::ALL.into_iter().filter(|bank| scenario.trouble(*bank).is_some()).count();
            assert!(troubled <= 1, "{scenario:?}");
        }
    }
}
