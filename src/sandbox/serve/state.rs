//! What a server of the simulated banks remembers: its world, where virtual time stands, which tokens it gave and took back, and what
//! it was told to get wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use super::super::banks::{Cents, SimBank};
use super::super::clock::Moment;
use super::super::scenario::{Scenario, Trouble};
use super::super::view::{AccountView, BankView};
use super::super::world::World;
use super::grants::{Grant, Grants};
use super::quota::Quota;
use crate::domain::Clock;

/// Worlds that are kept: of today, and of the days that cursors of clients still speak of.
const WORLDS: usize = 4;

/// Something that goes wrong once, when it is told to: see [`State::breaks`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The face that it happens at.
    pub kind: String,
    /// A word that the face knows: `mutation`.
    pub name: String,
}

/// Paths of the PEM files by which a server that speaks TLS is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificates {
    pub authority: String,
    pub client: String,
    pub client_key: String,
}

/// A server's memory.
#[derive(Debug, Clone)]
pub struct State {
    seed: u64,
    scenario: Scenario,
    /// True where a virtual minute passes in each second, as in an open dashboard.
    live: bool,
    moment: Moment,
    /// The second since 1970 at which `moment` was reached.
    real: i64,
    /// Days that virtual time was moved ahead of the calendar.
    ahead: u64,
    worlds: BTreeMap<(NaiveDate, Scenario), Arc<World>>,
    grants: Grants,
    /// Grants whose consent was let end.
    expired: BTreeSet<Grant>,
    /// Grants under which somebody signed in anew: what the scenario says of an ended consent no longer holds for them.
    renewed: BTreeSet<Grant>,
    quota: Quota,
    answered: u64,
    faults: Vec<Fault>,
    /// What faces remember: how a visit in the browser ended.
    notes: BTreeMap<String, String>,
    certificates: Option<Certificates>,
}

impl State {
    /// A server at the opening of that day.
    pub fn new(seed: u64, scenario: Scenario, clock: Clock, live: bool) -> Self {
        Self {
            seed,
            scenario,
            live,
            moment: Moment::opening(clock.today),
            real: clock.now.timestamp(),
            ahead: 0,
            worlds: BTreeMap::new(),
            grants: Grants::new(seed),
            expired: BTreeSet::new(),
            renewed: BTreeSet::new(),
            quota: Quota::default(),
            answered: 0,
            faults: Vec::new(),
            notes: BTreeMap::new(),
            certificates: None,
        }
    }

    /// Of a server that speaks TLS.
    #[must_use]
    pub fn with_certificates(self, certificates: Certificates) -> Self {
        Self { certificates: Some(certificates), ..self }
    }

    /// How a server that speaks TLS is reached.
    pub fn certificates(&self) -> Option<&Certificates> {
        self.certificates.as_ref()
    }

    /// Lets virtual time follow the clock: a new calendar day opens, and a live day runs a minute a second until its midnight.
    pub fn tick(&mut self, clock: Clock) {
        let real = clock.now.timestamp();
        let ran = u16::try_from(real.saturating_sub(self.real).max(0)).unwrap_or(u16::MAX);
        self.real = real;
        let today = clock.today.checked_add_days(Days::new(self.ahead)).unwrap_or(clock.today);
        if today != self.moment.day {
            self.moment = Moment::opening(today);
        } else if self.live {
            self.moment = Moment::new(today, self.moment.minute.saturating_add(ran));
        }
    }

    /// Moves virtual time ahead: days to the opening of another day, then minutes within it.
    pub fn advance(&mut self, days: u64, minutes: u16) {
        if days > 0 {
            let day = self.moment.day.checked_add_days(Days::new(days)).unwrap_or(self.moment.day);
            self.ahead = self.ahead.saturating_add(days);
            self.moment = Moment::opening(day);
        }
        self.moment = Moment::new(self.moment.day, self.moment.minute.saturating_add(minutes));
    }

    /// Where virtual time stands.
    pub fn moment(&self) -> Moment {
        self.moment
    }

    /// The same as an instant; the sandbox's wall clock is UTC.
    pub fn now(&self) -> DateTime<Utc> {
        instant(self.moment)
    }

    /// What happens in this world.
    pub fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// What ails a grant's bank today, consent apart: for that see [`State::is_expired`].
    pub fn trouble(&self, grant: Grant) -> Option<Trouble> {
        let trouble = grant.bank.and_then(|bank| self.happens_to(grant).trouble(bank));
        trouble.filter(|trouble| !matches!(trouble, Trouble::ConsentExpired { .. }))
    }

    /// The world of a day as a grant sees it.
    pub fn world(&mut self, grant: Grant, day: NaiveDate) -> Arc<World> {
        let key = (day, self.happens_to(grant));
        if let Some(world) = self.worlds.get(&key) {
            return Arc::clone(world);
        }
        while self.worlds.len() >= WORLDS {
            self.worlds.pop_first();
        }
        let world = Arc::new(World::new(self.seed, key.1, day));
        self.worlds.insert(key, Arc::clone(&world));
        world
    }

    fn happens_to(&self, grant: Grant) -> Scenario {
        if self.renewed.contains(&grant) { Scenario::Normal } else { self.scenario }
    }

    /// Links a bank, or all of them.
    pub fn issue(&mut self, bank: Option<SimBank>) -> Grant {
        self.grants.issue(bank)
    }

    /// The token by which a grant is used for a purpose; of letters, digits and dashes.
    pub fn token(&self, purpose: &str, grant: Grant) -> String {
        self.grants.token(purpose, grant)
    }

    /// What a token of that purpose opens, unless it was taken back.
    pub fn open(&self, purpose: &str, token: &str) -> Option<Grant> {
        self.grants.open(purpose, token)
    }

    /// The same for a token that opens once.
    pub fn open_once(&mut self, purpose: &str, token: &str) -> Option<Grant> {
        self.grants.open_once(purpose, token)
    }

    /// Takes a grant back: none of its tokens opens any more.
    pub fn revoke(&mut self, grant: Grant) {
        self.grants.revoke(grant);
    }

    /// True where the bank of a grant wants a new sign-in: it was told to, or the scenario says so and nobody has signed in since.
    pub fn is_expired(&self, grant: Grant) -> bool {
        let by_scenario = grant.bank.and_then(|bank| self.happens_to(grant).trouble(bank));
        self.expired.contains(&grant) || matches!(by_scenario, Some(Trouble::ConsentExpired { .. }))
    }

    /// Lets the consent of a grant end.
    pub fn expire(&mut self, grant: Grant) {
        self.expired.insert(grant);
    }

    /// Begins it anew: somebody has signed in.
    pub fn renew(&mut self, grant: Grant) {
        self.expired.remove(&grant);
        if self.is_expired(grant) {
            self.renewed.insert(grant);
        }
    }

    /// A number that this server has not given yet, for a request's id.
    pub fn next_number(&mut self) -> u64 {
        self.answered = self.answered.saturating_add(1);
        self.answered
    }

    /// Counts a request under a name; says the how-manieth it is on this day of virtual time.
    pub fn count_day(&mut self, name: &str) -> u32 {
        self.quota.count(name, self.moment.day.num_days_from_ce().into())
    }

    /// The same for a minute of the clock's own time, since virtual time may stand still.
    pub fn count_minute(&mut self, name: &str) -> u32 {
        self.quota.count(name, self.real.div_euclid(60))
    }

    /// Remembers a word for a face, in place of the one of that name.
    pub fn note(&mut self, name: &str, word: &str) {
        self.notes.insert(name.to_owned(), word.to_owned());
    }

    /// The word of that name.
    pub fn noted(&self, name: &str) -> Option<&str> {
        self.notes.get(name).map(String::as_str)
    }

    /// Orders a fault that happens once.
    pub fn order(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// True once for each time that this fault was ordered.
    pub fn breaks(&mut self, kind: &str, name: &str) -> bool {
        let place = self.faults.iter().position(|fault| fault.kind == kind && fault.name == name);
        place.map(|place| self.faults.remove(place)).is_some()
    }
}

/// A moment of the sandbox, whose wall clock is UTC.
pub fn instant(moment: Moment) -> DateTime<Utc> {
    let midnight = moment.day.and_time(chrono::NaiveTime::MIN).and_utc();
    midnight.checked_add_signed(chrono::TimeDelta::minutes(moment.minute.into())).unwrap_or(midnight)
}

/// A figure of an account in our signs, money out and owed negative, however its bank writes it: what a face starts from.
pub fn signed(view: &BankView<'_>, account: &AccountView<'_>, cents: Cents) -> Cents {
    if view.owed_positive && account.account.card().is_some() { -cents } else { cents }
}

/// Cents as the decimal text of an amount: `-12.30`.
pub fn decimal(cents: Cents) -> String {
    rust_decimal::Decimal::new(cents, 2).to_string()
}
