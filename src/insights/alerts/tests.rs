//! Each rule on its case and on its habitual twin, answers, and the property that nothing later changes what was said of earlier rows.

use chrono::{NaiveDate, TimeDelta, TimeZone, Utc};
use proptest::prelude::*;

use super::*;
use crate::domain::{
    AccountSource, Balance, Book, Clean, Clock, Connection, ConnectionId, Currency, Details, Edit, Level, Money,
    ProviderId, Severity, Topic, Transaction, TxnEdit, TxnStatus,
};
use crate::insights::spending::tests::{book_of, row};

pub(super) const SHOP: &str = "CORNER BOOKS QUECHEE VT";

fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

pub(super) fn on(day: u64) -> NaiveDate {
    start() + chrono::Days::new(day)
}

/// Ninety days of purchases of $8 to $60 at five shops, then what is given: day after the first, amount, text.
pub(super) fn rows_with(more: &[(u64, &str, &str)]) -> Vec<Transaction> {
    let shops = ["GREEN GROCER", "CORNER BOOKS", "PIZZA PALACE", "HARDWARE HUT", "CITY CINEMA"];
    let habit = (0..90_u64).map(|day| {
        let amount = format!("-{}.{:02}", 8 + day * 37 % 53, day);
        row(day + 1, 2, on(day), &amount, Currency::USD, &format!("{} QUECHEE VT", shops[(day % 5) as usize]))
    });
    let more = more.iter().enumerate().map(|(at, (day, amount, text))| {
        row(1_000 + at as u64, if amount.starts_with('-') { 2 } else { 1 }, on(*day), amount, Currency::USD, text)
    });
    habit.chain(more).collect()
}

pub(super) fn watch(level: Level, today: NaiveDate) -> Watch<'static> {
    let clock = Clock { now: today.and_hms_opt(12, 0, 0).unwrap().and_utc(), today };
    let zone: Zone = |_| chrono::FixedOffset::east_opt(0).unwrap();
    Watch { level, floor: rust_decimal::Decimal::ZERO, limits: &[], clock, zone }
}

/// What the rules say, those on what recurs aside.
pub(super) fn of(book: &Book, today: NaiveDate) -> Vec<Notice> {
    alerts(book, &[], &watch(Level::Normal, today))
}

/// The rules that speak, oldest first.
fn heard(rows: Vec<Transaction>) -> Vec<String> {
    let mut found = of(&book_of(rows), on(120));
    found.reverse();
    found.into_iter().map(|notice| notice.rule.to_string()).collect()
}

pub(super) fn said(more: &[(u64, &str, &str)]) -> Vec<String> {
    heard(rows_with(more))
}

#[test]
fn habits_alone_say_nothing() {
    assert_eq!(said(&[]), [""; 0]);
}

#[test]
fn a_small_test_and_a_large_charge_speak_and_a_small_charge_alone_does_not() {
    let test = (91, "-1.00", "ZYX ONLINE SVCS");
    assert_eq!(said(&[test, (92, "-480.00", "MEGA ELECTRONICS")]), ["card-test"]);
    assert_eq!(said(&[test, (92, "-40.00", SHOP)]), [""; 0]);
    assert_eq!(said(&[test, (99, "-55.00", "MEGA ELECTRONICS")]), [""; 0], "a week later, and not large");
}

#[test]
fn the_third_large_charge_of_a_day_is_a_burst_and_the_second_is_none() {
    let large =
        [(95, "-95.00", SHOP), (95, "-96.00", "CITY CINEMA QUECHEE VT"), (95, "-97.00", "PIZZA PALACE QUECHEE VT")];
    assert_eq!(said(&large), ["burst"]);
    assert_eq!(said(&large[..2]), [""; 0]);
}

#[test]
fn an_amount_far_above_all_at_a_merchant_speaks_with_what_is_usual_there() {
    let found = of(&book_of(rows_with(&[(95, "-400.00", SHOP)])), on(120));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].rule.as_str(), found[0].severity), ("unusual-amount", Severity::Warning));
    assert!(found[0].baseline.as_str().starts_with("you usually spend $"), "{}", found[0].baseline);
    assert!(found[0].baseline.as_str().ends_with("here, 18 visits"), "{}", found[0].baseline);
    assert_eq!(said(&[(95, "-110.00", SHOP)]), [""; 0], "twice the most is a good book");
}

#[test]
fn a_new_merchant_speaks_when_it_is_large_only() {
    assert_eq!(said(&[(95, "-300.00", "MEGA ELECTRONICS")]), ["new-and-large"]);
    assert_eq!(said(&[(95, "-30.00", "MEGA ELECTRONICS")]), [""; 0]);
}

#[test]
fn a_charge_that_came_twice_speaks_and_a_habit_of_it_does_not() {
    assert_eq!(said(&[(95, "-33.33", SHOP), (95, "-33.33", SHOP)]), ["duplicate"]);
    let parking: Vec<(u64, &str, &str)> = (60..80).map(|day| (day, "-4.00", "CITY PARKING QUECHEE VT")).collect();
    assert_eq!(said(&parking).len(), 1, "parking every day is asked about once: {:?}", said(&parking));
    let mut twins = rows_with(&[(95, "-33.33", SHOP), (96, "-33.33", SHOP)]);
    twins[90].status = TxnStatus::Pending;
    assert_eq!(heard(twins), [""; 0], "an authorisation beside its booking");
}

#[test]
fn gift_cards_speak_for_the_second_in_a_day_and_not_for_a_small_one() {
    let card = "TARGET GIFT CARD 0042";
    assert!(said(&[(95, "-50.00", card), (95, "-50.01", card)]).contains(&"gift-cards".to_owned()));
    assert_eq!(said(&[(95, "-25.00", card)]), [""; 0]);
}

#[test]
fn cash_speaks_above_all_before_and_not_for_the_usual() {
    let cash = "ATM WITHDRAWAL 0412";
    let usual = [(20, "-60.00", cash), (50, "-80.00", cash), (80, "-60.00", cash)];
    assert_eq!(said(&[&usual[..], &[(95, "-400.00", cash)]].concat()), ["cash"]);
    assert_eq!(said(&[&usual[..], &[(95, "-80.00", cash)]].concat()), [""; 0]);
}

#[test]
fn the_first_fee_of_a_month_speaks_and_those_right_after_it_do_not() {
    let fee = "FOREIGN TRANSACTION FEE";
    assert_eq!(said(&[(91, "-1.20", fee), (92, "-0.80", fee)]), ["fee"]);
}

#[test]
fn a_deposit_above_all_before_speaks() {
    let pay = "ACME CORP PAYROLL PPD ID: 12345";
    let usual = [(1, "2000.00", pay), (31, "2000.00", pay), (61, "2010.00", pay)];
    assert_eq!(said(&[&usual[..], &[(91, "9000.00", pay)]].concat()), ["large-deposit"]);
    assert_eq!(said(&[&usual[..], &[(91, "2000.00", pay)]].concat()), [""; 0]);
}

/// A purchase abroad: 24 pounds that cost 30 dollars.
fn abroad(mut rows: Vec<Transaction>) -> Vec<Transaction> {
    let original = Some(Money::parse("-24.00", Currency::EUR).unwrap());
    let last = rows.last_mut().unwrap();
    last.details = Some(Box::new(Details { original, ..Details::default() }));
    rows
}

#[test]
fn another_currency_speaks_and_is_quiet_on_a_trip() {
    let shop = (95, "-30.00", "LIBRAIRIE DU COIN");
    assert_eq!(heard(abroad(rows_with(&[shop]))), ["foreign"]);
    let flight = (85, "-60.00", "UNITED AIRLINES 0162345678901");
    assert_eq!(heard(abroad(rows_with(&[flight, shop]))), [""; 0]);
}

#[test]
fn a_trip_through_many_currencies_speaks_once_and_its_fees_never() {
    let shops = [
        (95, "-30.00", "LIBRAIRIE DU COIN"),
        (98, "-21.00", "BUCHHANDLUNG ZUR ECKE"),
        (99, "-0.63", "FOREIGN TRANSACTION FEE"),
    ];
    let mut rows = abroad(rows_with(&shops[..1]));
    for (at, (day, amount, text)) in (2_000..).zip(&shops[1..]) {
        rows.push(row(at, 2, on(*day), amount, Currency::USD, text));
    }
    let francs = Some(Money::parse("-19.00", Currency::parse("CHF").unwrap()).unwrap());
    let next = rows.iter_mut().find(|row| row.id == TxnId(2_000)).unwrap();
    next.details = Some(Box::new(Details { original: francs, ..Details::default() }));
    assert_eq!(heard(rows), ["foreign"]);
    assert_eq!(said(&[shops[2]]), ["fee"], "at home it is worth a word");
}

#[test]
fn two_towns_within_hours_speak_and_one_town_does_not() {
    let at = |rows: &mut Vec<Transaction>, back: usize, hour: u32, town: &str| {
        let occurred_at = Utc.with_ymd_and_hms(2026, 4, 6, hour, 0, 0).single();
        let index = rows.len() - back;
        let location = Some(Clean::new(town));
        rows[index].details = Some(Box::new(Details { location, occurred_at, ..Details::default() }));
    };
    let with = |town: &str| {
        let mut rows = rows_with(&[(95, "-30.00", SHOP), (95, "-31.00", SHOP)]);
        at(&mut rows, 2, 10, "Quechee VT");
        at(&mut rows, 1, 12, town);
        heard(rows)
    };
    assert_eq!(with("Miami FL"), ["two-places"]);
    assert_eq!(with("Quechee VT"), [""; 0]);
}

#[test]
fn an_answer_ends_an_alert_and_never_silences_its_rule_at_the_merchant() {
    let mut book = book_of(rows_with(&[(95, "-400.00", SHOP), (97, "-2000.00", SHOP)]));
    let first = |book: &Book| of(book, on(120)).pop().unwrap();
    let asked = first(&book);
    assert_eq!(asked.answer, None);
    let say = |book: &mut Book, edit: &Edit| std::sync::Arc::make_mut(&mut book.edits).apply(edit);
    say(&mut book, &asked.say(Answer::Me, true));
    assert_eq!(first(&book).answer, Some(Answer::Me));
    say(&mut book, &asked.say(Answer::Me, false));
    assert_eq!(first(&book).answer, None);
    say(&mut book, &asked.say(Answer::Never, true));
    assert!(of(&book, on(120)).iter().all(|notice| notice.answer == Some(Answer::Never)), "the later one too");
    assert!(book.edits.answers.keys().all(|(topic, _)| *topic == Topic::Alert));
}

#[test]
fn what_somebody_else_spent_is_no_habit() {
    let mut book = book_of(rows_with(&[(95, "-400.00", SHOP), (97, "-410.00", SHOP)]));
    let found = of(&book, on(120));
    assert_eq!(found.len(), 1, "the second is usual once the first was: {found:?}");
    std::sync::Arc::make_mut(&mut book.edits).apply(&found[0].say(Answer::NotMe, true));
    assert_eq!(of(&book, on(120)).len(), 2);
}

#[test]
fn a_tagged_refund_that_did_not_come_speaks_until_it_comes() {
    let await_it = |more: &[(u64, &str, &str)]| {
        let mut book = book_of(rows_with(more));
        let edit = TxnEdit { tags: vec![Clean::new("refund")], ..TxnEdit::default() };
        std::sync::Arc::make_mut(&mut book.edits).apply(&Edit::Txn(TxnId(1_000), edit));
        of(&book, on(120)).into_iter().map(|notice| notice.rule.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(await_it(&[(95, "-30.00", SHOP)]), ["refund-missing"]);
    let mut back = rows_with(&[(95, "-30.00", SHOP), (99, "30.00", SHOP)]);
    back.last_mut().unwrap().account = crate::domain::AccountId(2);
    let mut book = book_of(back);
    let edit = TxnEdit { tags: vec![Clean::new("refund")], ..TxnEdit::default() };
    std::sync::Arc::make_mut(&mut book.edits).apply(&Edit::Txn(TxnId(1_000), edit));
    assert!(of(&book, on(120)).is_empty());
}

#[test]
fn a_connection_without_news_speaks_after_three_days() {
    let mut book = book_of(rows_with(&[]));
    let id = ConnectionId::new("chase").unwrap();
    let last = on(110).and_hms_opt(12, 0, 0).unwrap().and_utc();
    let connection =
        Connection { last_ok: Some(last), last_attempt: Some(last), ..Connection::new(id.clone(), "simplefin") };
    book.connections.insert(id, std::sync::Arc::new(connection));
    assert_eq!(of(&book, on(111)).len(), 0);
    let found = of(&book, on(120));
    assert_eq!(found.iter().map(|notice| notice.rule.as_str()).collect::<Vec<_>>(), ["stale"]);
}

#[test]
fn an_old_statement_that_was_imported_is_no_silence() {
    let mut book = book_of(rows_with(&[]));
    let now = on(120).and_hms_opt(12, 0, 0).unwrap().and_utc();
    for account in book.accounts.values_mut() {
        let account = std::sync::Arc::make_mut(account);
        let old = Balance { as_of: Some(now - TimeDelta::days(400)), ..Balance::new(now) };
        account.balance = Some(old);
    }
    assert!(!of(&book, on(120)).is_empty(), "of a bank it would be");
    for account in book.accounts.values_mut() {
        let source = AccountSource {
            connection: ConnectionId::import(),
            provider_id: ProviderId::new("file").unwrap(),
            stable_key: None,
            current: true,
        };
        std::sync::Arc::make_mut(account).sources = vec![source];
    }
    assert_eq!(of(&book, on(120)).len(), 0);
}

#[test]
fn every_rule_has_a_key_and_words_of_its_own() {
    let keys: std::collections::BTreeSet<_> = RULES.iter().map(|rule| rule.key).collect();
    let words: std::collections::BTreeSet<_> = RULES.iter().map(|rule| rule.words).collect();
    assert_eq!((keys.len(), words.len()), (RULES.len(), RULES.len()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_said_of_a_row_never_depends_on_later_rows(
        charges in prop::collection::vec((90_u64..119, 1_u32..60_000, 0_usize..4), 1..40),
        cut in 90_u64..119,
    ) {
        let texts = [SHOP, "MEGA ELECTRONICS", "ATM WITHDRAWAL 0412", "GREEN GROCER QUECHEE VT"];
        let amounts: Vec<String> = charges.iter().map(|(_, cents, _)| format!("-{}.{:02}", cents / 100, cents % 100)).collect();
        let all: Vec<(u64, &str, &str)> =
            charges.iter().zip(&amounts).map(|((day, _, text), amount)| (*day, amount.as_str(), texts[*text])).collect();
        let rows = rows_with(&all);
        let until = |rows: Vec<Transaction>| -> Vec<Notice> {
            of(&book_of(rows), on(120)).into_iter().filter(|notice| notice.day <= on(cut)).collect()
        };
        let earlier = rows.iter().filter(|row| row.date() <= on(cut)).cloned().collect();
        prop_assert_eq!(until(rows), until(earlier));
    }
}
