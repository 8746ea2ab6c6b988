//! Which posted row a pending one became, where the source does not say: by amount, day and words, best pair first.

use chrono::NaiveDate;

use crate::domain::{Category, CounterpartyRole, Details, Match, Money, Row, Transaction, TxnStatus};

use super::answer;
use super::content::Sides;
use super::identity::Claims;
use super::ledger::{has_current, never_posted};
use super::words::Words;

/// A posting is dated at most a day before its authorisation and eight days after it.
const DAYS_BEFORE: i64 = 1;
const DAYS_AFTER: i64 = 8;
/// Like words with the same amount are believed within this many days.
const DAYS_ALIKE: i64 = 3;
/// Tips and extras add at most this to an authorisation, in percent.
const MOST_GROWTH: u32 = 30;
/// A pump gives no more than this for one authorisation, in whole units.
const MOST_AT_PUMP: u32 = 250;
/// What fuel stations authorise before anybody pumps, in whole units.
const FUEL_HOLDS: [u32; 8] = [1, 50, 75, 100, 125, 150, 175, 200];
/// Pairs looked at for one posted row: the nearest authorisations.
const MOST_COMPARED: usize = 128;

const DINING: [&str; 18] = [
    "RESTAURANT",
    "CAFE",
    "COFFEE",
    "PIZZA",
    "PIZZERIA",
    "GRILL",
    "BAR",
    "DINER",
    "BISTRO",
    "SUSHI",
    "TACO",
    "TACOS",
    "TAQUERIA",
    "KITCHEN",
    "BREWING",
    "BREWERY",
    "PUB",
    "TST",
];
const LODGING: [&str; 9] = ["HOTEL", "HOTELS", "MOTEL", "INN", "RESORT", "MARRIOTT", "HILTON", "HYATT", "AIRBNB"];
const RIDES: [&str; 5] = ["TAXI", "CAB", "UBER", "LYFT", "WAYMO"];
const FUEL: [&str; 20] = [
    "FUEL",
    "GAS",
    "GASOLINE",
    "PETROL",
    "SHELL",
    "CHEVRON",
    "EXXON",
    "EXXONMOBIL",
    "MOBIL",
    "BP",
    "ARCO",
    "TEXACO",
    "VALERO",
    "SUNOCO",
    "CITGO",
    "CONOCO",
    "MARATHON",
    "SPEEDWAY",
    "WAWA",
    "SHEETZ",
];

/// What the matcher looks at.
struct Sketch {
    day: NaiveDate,
    amount: Money,
    words: Words,
    /// The merchant, where the source names one.
    merchant: Option<Words>,
    mcc: Option<u16>,
    category: Option<Category>,
}

impl Sketch {
    fn of_row(row: &Row, today: NaiveDate) -> Self {
        let merchant = row.extras().counterparties.iter().find(|party| party.role == CounterpartyRole::Merchant);
        Self {
            day: answer::day(row).unwrap_or(today),
            amount: row.amount,
            words: Words::of(row.text.raw()),
            merchant: merchant.map(|party| Words::of(party.name.as_str())),
            mcc: row.mcc,
            category: row.extras().category,
        }
    }

    fn of_pending(txn: &Transaction) -> Self {
        let details: &Details = txn.details();
        let merchant = details.counterparties.iter().find(|party| party.role == CounterpartyRole::Merchant);
        let read = txn.reading.as_ref().map(|reading| reading.category);
        Self {
            day: txn.spent_on(),
            amount: txn.amount,
            words: Words::of(txn.text.raw()),
            merchant: merchant.map(|party| Words::of(party.name.as_str())),
            mcc: details.mcc,
            category: details.provider_category.or(read),
        }
    }

    fn same_merchant(&self, other: &Self) -> bool {
        let named = self.merchant.as_ref().zip(other.merchant.as_ref()).is_some_and(|(a, b)| a.same(b));
        named || self.words.same(&other.words)
    }

    fn is_fuel(&self) -> bool {
        matches!(self.mcc, Some(5541 | 5542 | 5552 | 5983)) || self.words.has_any(&FUEL)
    }

    /// Where the final amount is known only after the card was read.
    fn is_adjusted_later(&self) -> bool {
        let by_code = matches!(self.mcc, Some(5811..=5814 | 3501..=3999 | 7011 | 4121 | 7230));
        let by_words = [&DINING[..], &LODGING, &RIDES].iter().any(|list| self.words.has_any(list));
        let by_class = matches!(
            self.category,
            Some(Category::FoodAndDrink | Category::Travel | Category::Transportation | Category::PersonalCare)
        );
        by_code || by_words || by_class || self.is_fuel()
    }
}

/// 100, 80 or 60 when the posted row may be what the pending one became; `None` keeps both.
fn score(pending: &Sketch, posted: &Sketch) -> Option<u8> {
    let days = posted.day.signed_duration_since(pending.day).num_days();
    let (held, booked) = (pending.amount, posted.amount);
    let comparable = held.currency() == booked.currency() && held.is_out() == booked.is_out();
    if !comparable || !(-DAYS_BEFORE..=DAYS_AFTER).contains(&days) {
        return None;
    }
    let same_merchant = pending.same_merchant(posted);
    if held == booked && same_merchant {
        return Some(100);
    }
    let alike = same_merchant || pending.words.resembles(&posted.words);
    if !alike {
        return None;
    }
    if held == booked && days.abs() <= DAYS_ALIKE {
        return Some(80);
    }
    let grown = (pending.is_adjusted_later() || posted.is_adjusted_later()) && is_growth(held, booked);
    let pumped = (pending.is_fuel() || posted.is_fuel()) && is_fuel_hold(held) && is_pump_amount(booked);
    (held.is_out() && (grown || pumped)).then_some(60)
}

fn is_growth(held: Money, booked: Money) -> bool {
    let (held, booked) = (held.magnitude().amount(), booked.magnitude().amount());
    let most = held.checked_mul((100 + MOST_GROWTH).into());
    let scaled = booked.checked_mul(100.into());
    held <= booked && most.zip(scaled).is_some_and(|(most, scaled)| scaled <= most)
}

fn is_fuel_hold(held: Money) -> bool {
    FUEL_HOLDS.iter().any(|hold| held.magnitude().amount() == (*hold).into())
}

fn is_pump_amount(booked: Money) -> bool {
    !booked.is_zero() && booked.magnitude().amount() <= MOST_AT_PUMP.into()
}

/// Assigns one for one: best score first; among equals a row that the source took back in this answer, the unchanged amount, the
/// nearest day, the oldest.
pub(super) fn match_posted(sides: &Sides<'_, '_>, claims: &mut Claims, today: NaiveDate) {
    let is_posted = |said: &usize| sides.answer.rows[*said].status == TxnStatus::Posted;
    let posted: Vec<usize> = claims.open().filter(is_posted).collect();
    if posted.is_empty() {
        return;
    }
    let may_be = |index: usize, txn: &Transaction| {
        never_posted(txn)
            && claims.taken[index].is_none()
            && !claims.superseded.contains(&index)
            && is_awaited(sides, txn)
    };
    let waiting = sides.ledger.rows().filter(|(index, txn)| may_be(*index, txn));
    let mut pending: Vec<(Sketch, usize)> = waiting.map(|(index, txn)| (Sketch::of_pending(txn), index)).collect();
    pending.sort_by_key(|(sketch, index)| (sketch.day, *index));
    let mut pairs = Vec::new();
    for said in posted {
        let linked = sides.answer.rows[said].extras().replaces.is_some();
        let row = Sketch::of_row(&sides.answer.rows[said], today);
        let from = pending.partition_point(|(p, _)| row.day.signed_duration_since(p.day).num_days() > DAYS_AFTER);
        let near =
            pending[from..].iter().take_while(|(p, _)| row.day.signed_duration_since(p.day).num_days() >= -DAYS_BEFORE);
        for (known, index) in near.take(MOST_COMPARED) {
            // a row that names its pending one was looked up by that name: no other row that the source knows can be it
            let excluded = linked && has_current(sides.ledger.row(*index), sides.connection);
            if let Some(score) = score(known, &row).filter(|_| !excluded) {
                let kept = !is_taken_back(sides, sides.ledger.row(*index));
                let days = row.day.signed_duration_since(known.day).num_days().unsigned_abs();
                let order = (100 - score, kept, known.amount != row.amount, days, known.day);
                pairs.push((order, *index, said, score));
            }
        }
    }
    pairs.sort_unstable();
    for (_, known, said, score) in pairs {
        claims.take(said, known, Match::Scored(score));
    }
}

/// An authorisation of this connection must have been looked for and not found, or have been taken back: else it is still waiting, and
/// a like posted row is another purchase. One of another source may have been posted here first.
fn is_awaited(sides: &Sides<'_, '_>, txn: &Transaction) -> bool {
    if has_current(txn, sides.connection) {
        sides.answer.looked_for(txn.date()) || is_taken_back(sides, txn)
    } else {
        txn.status != TxnStatus::Removed
    }
}

fn is_taken_back(sides: &Sides<'_, '_>, txn: &Transaction) -> bool {
    let named = |id| sides.answer.removed.contains(id);
    txn.status == TxnStatus::Removed
        || txn.sources.iter().any(|s| &s.connection == sides.connection && s.id.as_ref().is_some_and(named))
}

#[cfg(test)]
mod tests {
    use super::super::testing::*;
    use super::*;

    #[test]
    fn a_posted_row_is_scored_against_a_pending_one() {
        // held, its words, booked, its words, days between, score
        for (held, a, booked, b, days, expected) in [
            ("-4.50", "BLUE BOTTLE #12", "-4.50", "BLUE BOTTLE #99", 8, Some(100)),
            ("-4.50", "BLUE BOTTLE", "-4.50", "BLUE BOTTLE", 9, None),
            ("-4.50", "BLUE BOTTLE", "-4.50", "BLUE BOTTLE", -1, Some(100)),
            ("-4.50", "BLUE BOTTLE", "-4.50", "BLUE BOTTLE", -2, None),
            ("-4.50", "SQ *BLUE BOTTLE COF", "-4.50", "BLUE BOTTLE COFFEE OAKLAND CA", 3, Some(80)),
            ("-4.50", "SQ *ACME STORE", "-4.50", "ACME STORES", 4, None),
            ("-50.00", "TST* LUIGI PIZZA", "-65.00", "TST* LUIGI PIZZA", 2, Some(60)),
            ("-50.00", "TST* LUIGI PIZZA", "-65.01", "TST* LUIGI PIZZA", 2, None),
            ("-50.00", "TST* LUIGI PIZZA", "-49.99", "TST* LUIGI PIZZA", 2, None),
            ("-50.00", "HOME DEPOT", "-60.00", "HOME DEPOT", 2, None),
            ("-1.00", "SHELL OIL 5744", "-48.13", "SHELL OIL 57442121", 1, Some(60)),
            ("-100.00", "CHEVRON 0093", "-37.20", "CHEVRON 0093", 1, Some(60)),
            ("-99.00", "CHEVRON 0093", "-37.20", "CHEVRON 0093", 1, None),
            ("-1.00", "SHELL OIL", "-480.00", "SHELL OIL", 1, None),
            ("-20.00", "LUIGI PIZZA", "20.00", "LUIGI PIZZA", 1, None),
            ("-4.50", "1234", "-4.50", "5678", 0, None),
        ] {
            let sketch = |amount: &str, text: &str, days: i64| Sketch {
                day: day(10) + chrono::Duration::days(days),
                amount: usd(amount),
                words: Words::of(text),
                merchant: None,
                mcc: None,
                category: None,
            };
            let found = score(&sketch(held, a, 0), &sketch(booked, b, days));
            assert_eq!(found, expected, "{held} {a} -> {booked} {b} after {days} days");
        }
    }

    #[test]
    fn a_merchant_code_or_category_allows_a_tip_where_words_do_not_tell() {
        let sketch = |amount: &str, mcc, category| Sketch {
            day: day(10),
            amount: usd(amount),
            words: Words::of("LUIGIS"),
            merchant: None,
            mcc,
            category,
        };
        for (mcc, category, expected) in [
            (None, None, None),
            (Some(5812), None, Some(60)),
            (Some(5411), None, None),
            (None, Some(Category::FoodAndDrink), Some(60)),
        ] {
            assert_eq!(score(&sketch("-10", None, None), &sketch("-12", mcc, category)), expected);
        }
    }
}
