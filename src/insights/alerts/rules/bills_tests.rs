//! Rules on what recurs, on streams made by hand.

use chrono::NaiveDate;

use super::*;
use crate::domain::{AccountId, Book, Clean, Currency, Level, TxnId};
use crate::insights::transfers::Pairs;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Monthly charges on the fifth, the last in June.
fn stream(amounts: &[&str]) -> Stream {
    let first = 7 - u32::try_from(amounts.len()).unwrap();
    let charges = (first..).zip(amounts).map(|(month, amount)| Recurred {
        row: TxnId(u64::from(month)),
        day: day(month, 5),
        amount: Money::parse(amount, Currency::USD).unwrap(),
    });
    Stream {
        who: Clean::new("Netflix"),
        account: AccountId(1),
        charges: charges.collect(),
        mature: true,
        fixed: true,
        is_new: true,
        new_price: None,
        trial: false,
        ended: None,
        awaited: None,
        coming: Vec::new(),
    }
}

fn says(rule: fn(&Stream, &Scene<'_>) -> Option<Told>, stream: &Stream) -> Option<String> {
    let (book, today) = (Book::default(), day(6, 20));
    let watch = crate::insights::alerts::tests::watch(Level::Normal, today);
    let scene = Scene { book: &book, streams: &[], pairs: &Pairs::default(), watch };
    rule(stream, &scene).map(|told| told.why)
}

#[test]
fn a_price_that_rose_speaks_and_one_that_fell_does_not() {
    let rose = Stream { new_price: Some(2), ..stream(&["-15.49", "-15.49", "-17.99"]) };
    assert_eq!(says(price_rise, &rose).as_deref(), Some("from 15.49 USD to 17.99 USD"));
    let fell = Stream { new_price: Some(2), ..stream(&["-17.99", "-17.99", "-15.49"]) };
    assert_eq!(says(price_rise, &fell), None);
    assert_eq!(says(price_rise, &stream(&["-17.99", "-17.99"])), None);
}

#[test]
fn a_subscription_is_new_at_its_second_charge_and_old_at_its_fourth() {
    assert!(says(new_subscription, &stream(&["-9.99", "-9.99"])).is_some());
    assert_eq!(says(new_subscription, &stream(&["-9.99"; 4])), None);
    assert_eq!(says(new_subscription, &Stream { is_new: false, ..stream(&["-9.99", "-9.99"]) }), None, "who knows");
    assert_eq!(says(new_subscription, &Stream { fixed: false, ..stream(&["-9.99", "-8.99"]) }), None);
}

#[test]
fn a_trial_speaks_when_it_is_paid() {
    let trial = Stream { trial: true, ..stream(&["-1.00", "-12.99"]) };
    assert_eq!(says(trial_paid, &trial).as_deref(), Some("12.99 USD is the price from now on"));
    assert_eq!(says(trial_paid, &Stream { trial: true, ..stream(&["-1.00"]) }), None);
}

#[test]
fn what_has_ended_speaks_when_it_is_charged_after_that() {
    let ended = |on| Stream { ended: Some(on), ..stream(&["-9.99", "-9.99"]) };
    assert!(says(cancelled_charged, &ended(day(5, 20))).is_some());
    assert_eq!(says(cancelled_charged, &ended(day(6, 10))), None);
}

#[test]
fn a_bill_speaks_when_it_is_far_above_its_usual_and_not_when_it_varies_as_ever() {
    let bill = |last: &'static str| Stream { fixed: false, ..stream(&["-80.00", "-95.00", "-70.00", "-88.00", last]) };
    assert!(says(high_bill, &bill("-190.00")).is_some());
    assert_eq!(says(high_bill, &bill("-99.00")), None);
}

#[test]
fn income_speaks_when_its_day_has_passed_by_more_than_a_weekend() {
    let pay = |awaited| Stream { awaited: Some(awaited), ..stream(&["2000.00", "2000.00", "2000.00"]) };
    assert!(says(income_missing, &pay(day(6, 12))).is_some());
    assert_eq!(says(income_missing, &pay(day(6, 17))), None);
    assert_eq!(says(income_missing, &Stream { mature: false, ..pay(day(6, 12)) }), None);
}
