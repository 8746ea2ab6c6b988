//! Where the person of the sandbox spends: merchants as they are called and as descriptors write them, and the habits of a week.

use super::banks::{Cents, SimAccount};
use crate::domain::Category::{self, Entertainment, FoodAndDrink, GeneralMerchandise, Medical, Transportation, Travel};

/// A merchant, as people call it and as descriptors write it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shop {
    pub name: &'static str,
    /// `~` is a digit and `@` a code letter of this one row; a store's own number is written out.
    pub core: &'static str,
    pub city: &'static str,
    /// State, or country abroad.
    pub state: &'static str,
    pub mcc: u16,
    pub category: Category,
}

/// What happens between a purchase and its booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Plain,
    /// The tip is added when it is booked.
    Tip,
    /// The pump holds a round sum first.
    Fuel,
    /// Some of it goes back to the store.
    Returns,
}

/// Where one may be found at a time of day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habit {
    pub shop: Shop,
    /// 0 the morning, 1 noon, 2 the evening, 3 a late order.
    pub slot: u16,
    /// Days of the week, Monday the lowest of seven bits.
    pub days: u8,
    pub weight: i64,
    pub account: SimAccount,
    pub low: Cents,
    pub high: Cents,
    pub manner: Manner,
}

pub(super) const fn shop(
    name: &'static str,
    core: &'static str,
    (city, state): (&'static str, &'static str),
    mcc: u16,
    category: Category,
) -> Shop {
    Shop { name, core, city, state, mcc, category }
}

const fn habit(
    shop: Shop,
    (slot, days, weight): (u16, u8, i64),
    account: SimAccount,
    (low, high): (Cents, Cents),
    manner: Manner,
) -> Habit {
    Habit { shop, slot, days, weight, account, low, high, manner }
}

const SF: (&str, &str) = ("San Francisco", "CA");
const SJ: (&str, &str) = ("San Jose", "CA");
const PA: (&str, &str) = ("Palo Alto", "CA");
const HMB: (&str, &str) = ("Half Moon Bay", "CA");
const WEB: (&str, &str) = ("Amzn.com/bill", "WA");

const BLUE_BOTTLE: Shop = shop("Blue Bottle Coffee", "SQ *BLUE BOTTLE COFFEE", SF, 5814, FoodAndDrink);
const PHILZ: Shop = shop("Philz Coffee", "SQ *PHILZ COFFEE", SJ, 5814, FoodAndDrink);
const STARBUCKS: Shop = shop("Starbucks", "STARBUCKS STORE 05678", SJ, 5814, FoodAndDrink);
const PEETS: Shop = shop("Peet's Coffee", "PEET'S COFFEE #00213", PA, 5814, FoodAndDrink);
const CHIPOTLE: Shop = shop("Chipotle", "CHIPOTLE 1184", SJ, 5814, FoodAndDrink);
const SWEETGREEN: Shop = shop("Sweetgreen", "SWEETGREEN PALO ALTO", PA, 5814, FoodAndDrink);
const PANDA: Shop = shop("Panda Express", "PANDA EXPRESS #2214", SJ, 5814, FoodAndDrink);
const SUBWAY: Shop = shop("Subway", "SUBWAY 43121", SJ, 5814, FoodAndDrink);
const IN_N_OUT: Shop = shop("In-N-Out Burger", "IN-N-OUT SAN JOSE", SJ, 5814, FoodAndDrink);
const SAMS: Shop = shop("Sam's Chowder House", "TST* SAM'S CHOWDER HOUSE", HMB, 5812, FoodAndDrink);
const OREN: Shop = shop("Oren's Hummus", "TST* OREN'S HUMMUS", PA, 5812, FoodAndDrink);
const ORIGINAL_JOES: Shop = shop("Original Joe's", "TST* ORIGINAL JOE'S", SJ, 5812, FoodAndDrink);
const WHOLE_FOODS: Shop = shop("Whole Foods Market", "WHOLEFDS MKT 10234", SJ, 5411, FoodAndDrink);
const TRADER_JOES: Shop = shop("Trader Joe's", "TRADER JOE'S #121", SJ, 5411, FoodAndDrink);
const SAFEWAY: Shop = shop("Safeway", "SAFEWAY #1483", SJ, 5411, FoodAndDrink);
const COSTCO: Shop = shop("Costco", "COSTCO WHSE #0148", SJ, 5300, GeneralMerchandise);
const SHELL: Shop = shop("Shell", "SHELL OIL 57444201", SJ, 5542, Transportation);
const CHEVRON: Shop = shop("Chevron", "CHEVRON 0093614", SJ, 5542, Transportation);
const UBER: Shop = shop("Uber", "UBER *TRIP", ("help.uber.com", "CA"), 4121, Transportation);
const LYFT: Shop = shop("Lyft", "LYFT *RIDE SUN 5PM", ("8558659553", "CA"), 4121, Transportation);
const CALTRAIN: Shop = shop("Caltrain", "CALTRAIN TVM 0~~", SJ, 4111, Transportation);
const CLIPPER: Shop = shop("Clipper", "CLIPPER TRANSIT FARE", ("Concord", "CA"), 4111, Transportation);
pub(super) const AMAZON: Shop = shop("Amazon", "AMAZON MKTPL*@@@@@@@@@", WEB, 5942, GeneralMerchandise);
const AMAZON_OLD: Shop = shop("Amazon", "AMZN Mktp US*@@@@@@@@@", WEB, 5942, GeneralMerchandise);
const TARGET: Shop = shop("Target", "TARGET 00018473", SJ, 5310, GeneralMerchandise);
pub(super) const BEST_BUY: Shop = shop("Best Buy", "BEST BUY 00001404", SJ, 5732, GeneralMerchandise);
const BARNES: Shop = shop("Barnes & Noble", "BARNES & NOBLE #2909", SJ, 5942, GeneralMerchandise);
const HOME_DEPOT: Shop = shop("The Home Depot", "THE HOME DEPOT #0635", SJ, 5200, Category::HomeImprovement);
const CVS: Shop = shop("CVS", "CVS/PHARMACY #09912", SJ, 5912, Medical);
const WALGREENS: Shop = shop("Walgreens", "WALGREENS #4318", SJ, 5912, Medical);
const AMC: Shop = shop("AMC Theatres", "AMC 2196 EASTRIDGE", SJ, 7832, Entertainment);
const DOORDASH: Shop = shop("DoorDash", "DD *DOORDASH ORENSHUMM", SF, 5812, FoodAndDrink);
const SUPERCUTS: Shop = shop("Supercuts", "SUPERCUTS 9012", SJ, 7230, Category::PersonalCare);

const ALL: u8 = 0b111_1111;
const WORK: u8 = 0b001_1111;
const WEEKEND: u8 = 0b110_0000;
const MON: u8 = 0b000_0001;
const TUE: u8 = 0b000_0010;
const WED: u8 = 0b000_0100;
const THU: u8 = 0b000_1000;
const FRI: u8 = 0b001_0000;
const SAT: u8 = 0b010_0000;
const SUN: u8 = 0b100_0000;

/// The habits of an ordinary week at home. Every slot from 0 to 3 has something on every day.
pub(super) static HOME: &[Habit] = &[
    habit(BLUE_BOTTLE, (0, ALL, 5), SimAccount::ChaseCard, (450, 975), Manner::Plain),
    habit(PHILZ, (0, WORK, 3), SimAccount::WellsChecking, (500, 925), Manner::Plain),
    habit(STARBUCKS, (0, ALL, 3), SimAccount::AmexCard, (425, 1_150), Manner::Plain),
    habit(PEETS, (0, ALL, 2), SimAccount::CitiCard, (395, 890), Manner::Plain),
    habit(CALTRAIN, (0, WORK, 2), SimAccount::WellsCard, (400, 850), Manner::Plain),
    habit(CLIPPER, (0, WORK, 1), SimAccount::ChaseCard, (250, 500), Manner::Plain),
    habit(CHIPOTLE, (1, ALL, 4), SimAccount::ChaseCard, (1_050, 1_995), Manner::Plain),
    habit(SWEETGREEN, (1, WORK, 3), SimAccount::AmexCard, (1_295, 2_150), Manner::Plain),
    habit(PANDA, (1, ALL, 3), SimAccount::WellsChecking, (985, 1_690), Manner::Plain),
    habit(SUBWAY, (1, WORK, 2), SimAccount::WellsCard, (845, 1_475), Manner::Plain),
    habit(IN_N_OUT, (1, WEEKEND, 3), SimAccount::CitiCard, (890, 2_450), Manner::Plain),
    habit(UBER, (1, ALL, 2), SimAccount::ChaseCard, (985, 3_450), Manner::Plain),
    habit(CVS, (1, ALL, 1), SimAccount::CitiCard, (640, 3_890), Manner::Plain),
    habit(SUPERCUTS, (1, SAT, 1), SimAccount::WellsCard, (2_600, 3_200), Manner::Tip),
    habit(WHOLE_FOODS, (2, WED | SAT, 8), SimAccount::WellsChecking, (3_890, 10_900), Manner::Plain),
    habit(TRADER_JOES, (2, SAT | SUN | THU, 4), SimAccount::CitiCard, (2_850, 8_650), Manner::Plain),
    habit(SAFEWAY, (2, WED | SUN | MON, 4), SimAccount::AmexCard, (1_850, 7_400), Manner::Plain),
    habit(COSTCO, (2, SAT, 2), SimAccount::CitiCard, (6_500, 17_500), Manner::Plain),
    habit(SHELL, (2, MON | TUE, 5), SimAccount::ChaseCard, (3_650, 5_790), Manner::Fuel),
    habit(CHEVRON, (2, TUE | THU, 4), SimAccount::WellsChecking, (3_500, 5_650), Manner::Fuel),
    habit(SAMS, (2, FRI | SUN, 2), SimAccount::AmexCard, (3_900, 8_600), Manner::Tip),
    habit(OREN, (2, THU | FRI, 4), SimAccount::ChaseCard, (3_200, 7_450), Manner::Tip),
    habit(ORIGINAL_JOES, (2, FRI | SAT, 3), SimAccount::WellsCard, (4_100, 9_400), Manner::Tip),
    habit(TARGET, (2, MON | SUN, 3), SimAccount::ChaseCard, (1_550, 7_990), Manner::Returns),
    habit(HOME_DEPOT, (2, SUN, 1), SimAccount::CitiCard, (1_290, 8_990), Manner::Returns),
    habit(WALGREENS, (2, MON | TUE | WED, 2), SimAccount::WellsCard, (590, 2_990), Manner::Plain),
    habit(LYFT, (2, FRI | SAT, 2), SimAccount::AmexCard, (1_150, 3_290), Manner::Tip),
    habit(AMC, (2, FRI, 1), SimAccount::CitiCard, (1_699, 4_200), Manner::Plain),
    habit(AMAZON, (3, ALL, 5), SimAccount::ChaseCard, (890, 7_990), Manner::Returns),
    habit(AMAZON_OLD, (3, ALL, 2), SimAccount::ChaseCard, (650, 5_990), Manner::Returns),
    habit(DOORDASH, (3, ALL, 3), SimAccount::AmexCard, (2_390, 5_490), Manner::Tip),
    habit(BARNES, (3, ALL, 1), SimAccount::WellsCard, (1_299, 4_990), Manner::Returns),
    habit(BEST_BUY, (3, ALL, 1), SimAccount::CitiCard, (1_999, 14_999), Manner::Returns),
];

/// Where a journey's money goes. Amounts are in minor units of the country's currency.
#[derive(Debug, Clone, Copy)]
pub(super) struct Country {
    pub currency: &'static str,
    /// Hundredths of a cent that one minor unit is worth, at the least and at the most of a day's rate.
    pub rate: (i64, i64),
    pub habits: &'static [Habit],
}

const TOKYO: (&str, &str) = ("TOKYO", "JP");
const ROMA: (&str, &str) = ("ROMA", "IT");

/// Japan, in yen, which has no minor unit: one yen is some 0.67 cents.
pub(super) static JAPAN: Country = Country {
    currency: "JPY",
    rate: (64, 69),
    habits: &[
        habit(
            shop("Starbucks", "スターバックス 渋谷店", TOKYO, 5814, FoodAndDrink),
            (0, ALL, 2),
            SimAccount::AmexCard,
            (450, 1_180),
            Manner::Plain,
        ),
        habit(
            shop("FamilyMart", "ファミリーマート 新宿", TOKYO, 5411, FoodAndDrink),
            (0, ALL, 2),
            SimAccount::AmexCard,
            (320, 1_450),
            Manner::Plain,
        ),
        habit(
            shop("Ichiran", "ICHIRAN", TOKYO, 5812, FoodAndDrink),
            (1, ALL, 2),
            SimAccount::AmexCard,
            (1_080, 2_600),
            Manner::Plain,
        ),
        habit(
            shop("7-Eleven", "7-ELEVEN 東京駅", TOKYO, 5411, FoodAndDrink),
            (1, ALL, 1),
            SimAccount::ChaseCard,
            (480, 1_900),
            Manner::Plain,
        ),
        habit(
            shop("JR East", "JR EAST MOBILE SUICA", TOKYO, 4111, Transportation),
            (2, ALL, 2),
            SimAccount::ChaseCard,
            (1_000, 5_000),
            Manner::Plain,
        ),
        habit(
            shop("Don Quijote", "ドン・キホーテ 渋谷", TOKYO, 5310, GeneralMerchandise),
            (2, ALL, 1),
            SimAccount::AmexCard,
            (2_400, 9_800),
            Manner::Plain,
        ),
        habit(
            shop("Uniqlo", "UNIQLO GINZA", TOKYO, 5651, GeneralMerchandise),
            (3, ALL, 1),
            SimAccount::AmexCard,
            (2_990, 11_900),
            Manner::Plain,
        ),
    ],
};

/// Italy, in euro cents.
pub(super) static ITALY: Country = Country {
    currency: "EUR",
    rate: (106, 114),
    habits: &[
        habit(
            shop("Sant'Eustachio Caffè", "SANT'EUSTACHIO CAFFÈ", ROMA, 5814, FoodAndDrink),
            (0, ALL, 2),
            SimAccount::AmexCard,
            (280, 950),
            Manner::Plain,
        ),
        habit(
            shop("Autogrill", "AUTOGRILL 8812", ROMA, 5814, FoodAndDrink),
            (0, ALL, 1),
            SimAccount::ChaseCard,
            (350, 1_450),
            Manner::Plain,
        ),
        habit(
            shop("Roscioli", "ROSCIOLI", ROMA, 5812, FoodAndDrink),
            (1, ALL, 2),
            SimAccount::AmexCard,
            (2_200, 6_400),
            Manner::Plain,
        ),
        habit(
            shop("Trenitalia", "TRENITALIA", ROMA, 4112, Transportation),
            (2, ALL, 1),
            SimAccount::ChaseCard,
            (1_490, 6_900),
            Manner::Plain,
        ),
        habit(
            shop("Conad", "CONAD CITY", ROMA, 5411, FoodAndDrink),
            (2, ALL, 2),
            SimAccount::AmexCard,
            (980, 4_300),
            Manner::Plain,
        ),
        habit(
            shop("Musei Vaticani", "MUSEI VATICANI", ROMA, 7991, Travel),
            (3, ALL, 1),
            SimAccount::AmexCard,
            (2_000, 5_000),
            Manner::Plain,
        ),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_of_every_weekday_has_a_habit() {
        for table in [HOME, JAPAN.habits, ITALY.habits] {
            for slot in 0..=3 {
                for day in 0..7 {
                    let there = table.iter().any(|habit| habit.slot == slot && habit.days & (1 << day) != 0);
                    assert!(there, "slot {slot} of day {day}");
                }
            }
        }
    }

    #[test]
    fn descriptors_have_wide_letters_and_apostrophes_and_ampersands() {
        let mut cores = HOME.iter().chain(JAPAN.habits).map(|habit| habit.shop.core);
        assert!(cores.clone().any(|core| core.contains('渋')));
        assert!(cores.clone().any(|core| core.contains('\'')));
        assert!(cores.any(|core| core.contains('&')));
    }
}
