//! What comes by the calendar: subscriptions with their price rises, trials and ends, and bills that vary with the season.

use chrono::{Datelike, NaiveDate};

use super::banks::{Cents, SimAccount};
use super::clock::{Moment, day_of, month_number, working_day};
use super::everyday::{Sale, chance_of, minute, place_of, sold};
use super::movement::{Key, Movement, Truth};
use super::shops::{Shop, shop};
use crate::domain::Category::{
    self, Entertainment, GeneralMerchandise, GeneralServices, PersonalCare, RentAndUtilities,
};

/// Months after which the schedules of price rises, trials and ends come round: whatever 24 months one looks at, each is in them
/// once. Counted from January of even years.
pub(super) const ROUND: i64 = 24;

#[derive(Debug, Clone, Copy)]
enum Rhythm {
    Monthly(u32),
    Yearly { month: u32, day: u32 },
    Weeks { count: i64, phase: i64 },
}

#[derive(Debug, Clone, Copy)]
enum Price {
    Fixed(Cents),
    /// Rises by two dollars in each round's October, to this price in October 2026.
    Rising(Cents),
    /// Runs from that month of a round for so many months.
    Span {
        from: i64,
        months: i64,
        price: Cents,
    },
    /// The same, its first month at the price of a trial.
    Trial {
        from: i64,
        months: i64,
        trial: Cents,
        price: Cents,
    },
}

struct Plan {
    stream: &'static str,
    shop: Shop,
    account: SimAccount,
    rhythm: Rhythm,
    price: Price,
}

const fn plan(stream: &'static str, shop: Shop, account: SimAccount, rhythm: Rhythm, price: Price) -> Plan {
    Plan { stream, shop, account, rhythm, price }
}

const APPLE: Shop = shop("Apple", "APPLE.COM/BILL", ("866-712-7753", "CA"), 5818, GeneralServices);
const NETFLIX: Shop = shop("Netflix", "NETFLIX.COM", ("Los Gatos", "CA"), 4899, Entertainment);
const SPOTIFY: Shop = shop("Spotify", "Spotify USA", ("877-7781161", "NY"), 5815, Entertainment);
const HULU: Shop = shop("Hulu", "HLU*HULU ~~~~~~~~~~~~-U", ("HULU.COM/BILL", "CA"), 4899, Entertainment);
const AUDIBLE: Shop = shop("Audible", "Audible*@@@@@@@@@", ("Amzn.com/bill", "NJ"), 5968, Entertainment);
const NYT: Shop = shop("The New York Times", "NYTimes*NYTimes", ("800-698-4637", "NY"), 5968, Entertainment);
const OPENAI: Shop = shop("OpenAI", "OPENAI *CHATGPT SUBSCR", ("OPENAI.COM", "CA"), 5734, GeneralServices);
const PLANET: Shop = shop("Planet Fitness", "ABC*PLANET FIT CLUB FEE", ("San Jose", "CA"), 7997, PersonalCare);
const PRIME: Shop = shop("Amazon", "Amazon Prime*@@@@@@@@@", ("Amzn.com/bill", "WA"), 5968, GeneralMerchandise);
const MEMBER: Shop = shop("Costco", "COSTCO *ANNUAL RENEWAL", ("800-774-2678", "WA"), 8699, GeneralMerchandise);
const TMOBILE: Shop = shop("T-Mobile", "TMOBILE*AUTO PAY", ("800-937-8997", "WA"), 4814, RentAndUtilities);

static PLANS: &[Plan] = &[
    plan("netflix", NETFLIX, SimAccount::ChaseCard, Rhythm::Monthly(20), Price::Rising(1_799)),
    plan("spotify", SPOTIFY, SimAccount::CitiCard, Rhythm::Monthly(23), Price::Fixed(1_199)),
    plan("icloud", APPLE, SimAccount::ChaseCard, Rhythm::Monthly(6), Price::Fixed(299)),
    plan("apple-music", APPLE, SimAccount::ChaseCard, Rhythm::Monthly(19), Price::Fixed(1_099)),
    plan("hulu", HULU, SimAccount::WellsCard, Rhythm::Monthly(12), Price::Span { from: 13, months: 14, price: 1_899 }),
    plan(
        "audible",
        AUDIBLE,
        SimAccount::CitiCard,
        Rhythm::Monthly(10),
        Price::Trial { from: 5, months: 14, trial: 99, price: 1_495 },
    ),
    plan("nytimes", NYT, SimAccount::AmexCard, Rhythm::Weeks { count: 4, phase: 3 }, Price::Fixed(1_700)),
    plan("chatgpt", OPENAI, SimAccount::AmexCard, Rhythm::Monthly(16), Price::Fixed(2_000)),
    plan("gym", PLANET, SimAccount::WellsChecking, Rhythm::Monthly(17), Price::Fixed(2_499)),
    plan("phone", TMOBILE, SimAccount::WellsCard, Rhythm::Monthly(8), Price::Fixed(7_040)),
    plan("amazon-prime", PRIME, SimAccount::ChaseCard, Rhythm::Yearly { month: 3, day: 14 }, Price::Fixed(13_900)),
    plan("costco-member", MEMBER, SimAccount::CitiCard, Rhythm::Yearly { month: 8, day: 3 }, Price::Fixed(6_500)),
];

/// A bill that the biller draws from a checking account.
struct Bill {
    stream: &'static str,
    name: &'static str,
    text: &'static str,
    account: SimAccount,
    day: u32,
    /// Every so many months.
    every: i64,
    low: Cents,
    high: Cents,
    /// Added at the height of winter, half of it in spring and autumn.
    winter: Cents,
}

static BILLS: &[Bill] = &[
    Bill {
        stream: "electricity",
        name: "PG&E",
        text: "PGANDE WEB ONLINE ~~ ~~~~~~~~~~~~~ ALEX MORGAN",
        account: SimAccount::WellsChecking,
        day: 14,
        every: 1,
        low: 6_800,
        high: 9_200,
        winter: 9_000,
    },
    Bill {
        stream: "water",
        name: "San Jose Water",
        text: "SAN JOSE WATER UTILITY PMT ~~~~~~~~~~ ALEX MORGAN",
        account: SimAccount::WellsChecking,
        day: 20,
        every: 2,
        low: 6_100,
        high: 8_900,
        winter: 0,
    },
    Bill {
        stream: "internet",
        name: "Xfinity",
        text: "COMCAST CABLE ~~~~~~ ~~~~~~~ MORGAN *ALEX",
        account: SimAccount::WellsChecking,
        day: 11,
        every: 1,
        low: 7_500,
        high: 7_500,
        winter: 0,
    },
    Bill {
        stream: "insurance",
        name: "GEICO",
        text: "GEICO GEICO PYMT ~~~~~~~~~~ WEB ID: 3530075853",
        account: SimAccount::ChaseChecking,
        day: 18,
        every: 1,
        low: 12_840,
        high: 12_840,
        winter: 0,
    },
];

/// True when a subscription is charged on that day.
pub(super) fn charges_on(day: NaiveDate) -> bool {
    PLANS.iter().any(|plan| falls_on(plan.rhythm, day) && price_of(plan.price, month_number(day)).is_some())
}

/// Adds what the calendar brings on that day.
pub(super) fn due(seed: u64, day: NaiveDate, out: &mut Vec<Movement>) {
    for (slot, plan) in (40_u16..).zip(PLANS) {
        let Some(price) = falls_on(plan.rhythm, day).then(|| price_of(plan.price, month_number(day))).flatten() else {
            continue;
        };
        let key = Key { account: plan.account, day, slot };
        let at = Moment::new(day, minute(chance_of(seed, key).between(545, 930)));
        let mut row = sold(seed, Sale { key, shop: plan.shop, at, amount: -price, recurring: true });
        row.truth = row.truth.of(plan.stream);
        out.push(row);
    }
    for (slot, bill) in (60_u16..).zip(BILLS) {
        // a bill of the weekend is booked on Monday, which also is the day that brings it about
        let month = month_number(day);
        let fits = month % bill.every == 0 && day == working_day(day_of(month, bill.day));
        if fits {
            out.push(billed(seed, bill, Key { account: bill.account, day, slot }));
        }
    }
}

fn billed(seed: u64, bill: &Bill, key: Key) -> Movement {
    let mut chance = chance_of(seed, key);
    let season = match key.day.month() {
        12 | 1 | 2 => 2,
        3 | 11 => 1,
        _ => 0,
    };
    let amount = chance.around(bill.low, bill.high) + bill.winter * season / 2;
    let at = Moment::new(key.day, minute(chance.between(250, 430)));
    let truth = Truth::spent(bill.name, category_of(bill)).of(bill.stream);
    Movement::booked(key, at, -amount, chance.fill(bill.text), truth)
}

fn category_of(bill: &Bill) -> Category {
    if bill.stream == "insurance" { GeneralServices } else { RentAndUtilities }
}

fn falls_on(rhythm: Rhythm, day: NaiveDate) -> bool {
    match rhythm {
        Rhythm::Monthly(of) => day == day_of(month_number(day), of),
        Rhythm::Yearly { month, day: of } => day.month() == month && day.day() == of,
        Rhythm::Weeks { count, phase } => place_of(day) % (count * 7) == phase,
    }
}

/// What a plan asks in that month; `None` while it does not run.
fn price_of(price: Price, month: i64) -> Option<Cents> {
    /// Rounds before October 2026.
    const RISEN: i64 = 1013;
    let running = |from: i64, months: i64| Some((month - from).rem_euclid(ROUND)).filter(|at| *at < months);
    match price {
        Price::Fixed(price) => Some(price),
        Price::Rising(price) => Some((price + 200 * ((month - 9).div_euclid(ROUND) - RISEN)).max(599)),
        Price::Span { from, months, price } => running(from, months).map(|_| price),
        Price::Trial { from, months, trial, price } => {
            running(from, months).map(|at| if at == 0 { trial } else { price })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_24_months_hold_one_rise_one_trial_and_one_end() {
        for first in 24_228..24_400 {
            let prices = |price| (first..first + 25).map(|month| price_of(price, month)).collect::<Vec<_>>();
            let steps = |prices: &[Option<Cents>], step: fn(&[Option<Cents>]) -> bool| {
                prices.windows(2).filter(|pair| step(pair)).count()
            };
            assert_eq!(steps(&prices(Price::Rising(1_799)), |p| p[1] > p[0]), 1);
            let hulu = Price::Span { from: 13, months: 14, price: 1_899 };
            assert_eq!(steps(&prices(hulu), |p| p[0].is_some() && p[1].is_none()), 1);
            let audible = Price::Trial { from: 5, months: 14, trial: 99, price: 1_495 };
            assert_eq!(steps(&prices(audible), |p| p == [Some(99), Some(1_495)]), 1);
        }
        assert_eq!(price_of(Price::Rising(1_799), 2026 * 12 + 9), Some(1_799));
        assert_eq!(price_of(Price::Rising(1_799), 2026 * 12 + 8), Some(1_599));
    }
}
