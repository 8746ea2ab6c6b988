//! How each bank writes a purchase: its envelope, its fixed widths, what it leaves out while the row is pending.

use chrono::NaiveDate;

use super::banks::SimAccount;
use super::chance::Chance;

/// Where and when money was spent, before a bank writes it down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Purchase<'a> {
    /// The merchant's part, its codes filled in.
    pub core: &'a str,
    pub city: &'a str,
    pub state: &'a str,
    pub day: NaiveDate,
    /// Charged by a standing order of the merchant.
    pub recurring: bool,
}

/// Last digits of the debit card of the Wells Fargo checking account.
const WELLS_DEBIT: &str = "2204";

/// The words of the pending row and of the booked one.
pub(super) fn purchase(account: SimAccount, p: Purchase<'_>, chance: &mut Chance) -> (String, String) {
    let Purchase { core, city, state, .. } = p;
    match account {
        SimAccount::ChaseChecking | SimAccount::ChaseSavings | SimAccount::ChaseCard => {
            (core.to_owned(), format!("{core} {city} {state}"))
        }
        SimAccount::WellsChecking => {
            let words = if p.recurring { "RECURRING PAYMENT" } else { "PURCHASE" };
            let day = p.day.format("%m/%d");
            let place = format!("{words} AUTHORIZED ON {day} {core} {city} {state}").to_uppercase();
            let reference = chance.fill("S38~~~~~~~~~~~~~~");
            let booked = format!("{place} {reference} CARD {WELLS_DEBIT}");
            (place, booked)
        }
        SimAccount::WellsCard => (core.to_uppercase(), format!("{core} {city} {state}").to_uppercase()),
        SimAccount::CitiCard => same(format!("{core:<22.22}{city:<13.13}{state}").to_uppercase()),
        SimAccount::AmexCard => {
            // a bill that waits for its tip is paid with the card itself
            let tapped = !p.recurring && core.is_ascii() && chance.one_in(3) && !core.starts_with("TST*");
            let name = if tapped { format!("AplPay {core}") } else { core.to_owned() };
            same(format!("{name:<20.20}{city} {state}"))
        }
        SimAccount::PayPalWallet => same(core.to_owned()),
    }
}

fn same(text: String) -> (String, String) {
    (text.clone(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(account: SimAccount, core: &str, city: &str) -> (String, String) {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        let p = Purchase { core, city, state: "CA", day, recurring: false };
        purchase(account, p, &mut Chance::at(3, &[]))
    }

    #[test]
    fn each_bank_writes_in_its_own_hand() {
        let chase = written(SimAccount::ChaseCard, "SQ *BLUE BOTTLE COFFEE", "San Francisco");
        assert_eq!(chase, ("SQ *BLUE BOTTLE COFFEE".into(), "SQ *BLUE BOTTLE COFFEE San Francisco CA".into()));
        let (pending, booked) = written(SimAccount::WellsChecking, "WHOLEFDS MKT 10234", "San Jose");
        assert_eq!(pending, "PURCHASE AUTHORIZED ON 11/20 WHOLEFDS MKT 10234 SAN JOSE CA");
        assert!(booked.starts_with(&format!("{pending} S38")) && booked.ends_with(" CARD 2204"), "{booked}");
        let (_, citi) = written(SimAccount::CitiCard, "TST* SAM'S CHOWDER HOUSE", "Half Moon Bay");
        assert_eq!(citi, "TST* SAM'S CHOWDER HOUHALF MOON BAYCA", "the fields of 22 and 13 run into each other");
        let (_, amex) = written(SimAccount::AmexCard, "THE UPS STORE 0412 NORTH", "Tempe");
        assert!(amex.ends_with("Tempe CA") && amex.chars().count() == 28, "{amex}");
    }
}
