//! The simulated world: every movement of two years, and what each bank would say of them at any moment.
//! A pure function of seed, scenario and day; tomorrow's world is today's with one day more.

use chrono::{Datelike, Days, NaiveDate};

use super::banks::{Cents, SimAccount, SimBank};
use super::clock::{MIDNIGHT, Moment, after, before, day_of, month_number};
use super::closings::{self, Anchor, MONTHS_BEFORE, booked_between};
use super::movement::Movement;
use super::scenario::Scenario;
use super::{dealings, everyday, plans, rare};

/// Days of history before today.
pub const HISTORY_DAYS: u64 = 730;

/// Years in which the world exists; a day outside is held at their ends.
const YEARS: std::ops::RangeInclusive<i32> = 1975..=2100;

/// The world as it is on one day.
#[derive(Debug, Clone)]
pub struct World {
    pub(super) seed: u64,
    pub(super) scenario: Scenario,
    pub(super) today: NaiveDate,
    first: NaiveDate,
    /// In the order in which the banks first showed them; those before the history too, since balances rest on them.
    pub(super) movements: Vec<Movement>,
    anchors: Vec<Vec<Anchor>>,
}

impl World {
    /// Makes the world of that day: some three thousand movements.
    pub fn new(seed: u64, scenario: Scenario, today: NaiveDate) -> Self {
        let today = held(today);
        let first = before(today, HISTORY_DAYS);
        // one day more than today, so that what comes next is known at the day's end
        let horizon = after(today, 1);
        let from = month_number(first) - MONTHS_BEFORE;
        let start = day_of(from, 1);
        let mut movements = Vec::new();
        for day in start.iter_days().take_while(|day| *day <= horizon) {
            everyday::purchases(seed, day, &mut movements);
            plans::due(seed, day, &mut movements);
            dealings::on(seed, day, &mut movements);
            rare::on(seed, day, &mut movements);
        }
        let anchors = closings::close(seed, from, month_number(horizon), horizon, &mut movements);
        movements.retain(|row| row.begun().day <= horizon);
        movements.extend(rare::of_today(seed, scenario, today));
        movements.sort_by_key(|row| (row.begun(), row.key));
        Self { seed, scenario, today, first, movements, anchors }
    }

    /// The day that it was made for.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// The first day of its history.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// What happens in it.
    pub fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// What an account held at a moment, booked rows only. Money owed is negative.
    pub fn balance(&self, account: SimAccount, at: Moment) -> Cents {
        let anchors = &self.anchors[account.number()];
        let known = anchors.partition_point(|anchor| anchor.at <= at);
        match known.checked_sub(1).and_then(|place| anchors.get(place)) {
            Some(anchor) => anchor.balance + booked_between(&self.movements, account, anchor.at, at),
            None => 0,
        }
    }

    /// What an account held before the first row of the history.
    pub fn opening(&self, account: SimAccount) -> Cents {
        self.balance(account, Moment::new(before(self.first, 1), MIDNIGHT))
    }

    /// The last statement of a card at a moment.
    pub(super) fn statement(&self, card: SimAccount, at: Moment) -> Option<Anchor> {
        self.anchors[card.number()].iter().rev().find(|anchor| anchor.at <= at).copied()
    }

    /// When that bank next shows something new, changed or gone, today or tomorrow.
    pub fn next_event(&self, bank: SimBank, after: Moment) -> Option<Moment> {
        let of_bank = self.movements.iter().filter(|row| row.key.account.bank() == bank);
        let last = self.today.checked_add_days(Days::new(1)).unwrap_or(self.today);
        of_bank.flat_map(|row| [row.begun(), row.ended()]).filter(|moment| *moment > after && moment.day <= last).min()
    }
}

fn held(today: NaiveDate) -> NaiveDate {
    let year = today.year().clamp(*YEARS.start(), *YEARS.end());
    if year == today.year() { today } else { day_of(i64::from(year) * 12, 1) }
}
