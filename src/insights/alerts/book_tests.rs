//! Alerts along the whole road from a book: balances, persons who are paid, what banks send, and what recurs.

use super::tests::{of, on, rows_with, said, watch};
use super::*;
use crate::domain::{
    AccountId, Alert, AlertId, AlertState, Balance, Book, Clean, Currency, Edit, Level, Meta, Money, Severity,
    Transaction, TxnId,
};
use crate::insights::spending::tests::{book_of, row};
use crate::insights::{Word, known};

/// A checking account (1) that holds so much, and rows of it.
fn holding(amount: &str, rows: Vec<Transaction>) -> Book {
    let mut book = book_of(rows);
    let account = book.accounts.get_mut(&AccountId(1)).unwrap();
    let at = on(120).and_hms_opt(9, 0, 0).unwrap().and_utc();
    let current = Some(Money::parse(amount, Currency::USD).unwrap());
    std::sync::Arc::make_mut(account).balance = Some(Balance { current, ..Balance::new(at) });
    book
}

fn low(book: &Book, floor: i64) -> Option<String> {
    let found = known(book, on(120));
    let watch = Watch { floor: rust_decimal::Decimal::from(floor), ..watch(Level::Normal, on(120)) };
    let found = alerts(book, &found, &watch).into_iter().find(|notice| notice.rule.as_str() == "low-balance");
    found.map(|notice| notice.why.to_string())
}

#[test]
fn an_account_is_low_when_it_is_overdrawn_or_below_what_the_person_wants() {
    assert_eq!(low(&holding("-1.00", rows_with(&[])), 0).as_deref(), Some("it is overdrawn"));
    assert_eq!(low(&holding("80.00", rows_with(&[])), 0), None);
    assert_eq!(low(&holding("80.00", rows_with(&[])), 100).as_deref(), Some("you want it to hold 100"));
    let mut hidden = holding("-1.00", rows_with(&[]));
    let edit = Edit::Account(AccountId(1), crate::domain::AccountEdit { hidden: true, ..Default::default() });
    std::sync::Arc::make_mut(&mut hidden.edits).apply(&edit);
    assert_eq!(low(&hidden, 0), None, "a hidden account says nothing");
}

#[test]
fn an_account_is_low_when_the_bills_before_the_next_income_are_more_than_it_holds() {
    // day 120 is the first of May: rent is due on the fifth, wages come on the tenth
    let months = [4_u64, 35, 63, 94];
    let mut rows = rows_with(&[]);
    for (at, day) in (3_000..).zip(months) {
        rows.push(row(at, 1, on(day), "-900.00", Currency::USD, "GREENLEAF APARTMENTS RENT PAYMENT"));
        rows.push(row(at + 100, 1, on(day + 5), "2000.00", Currency::USD, "ACME CORP PAYROLL PPD ID: 12345"));
    }
    assert_eq!(low(&holding("950.00", rows.clone()), 0), None);
    let said = low(&holding("700.00", rows.clone()), 0).unwrap();
    assert!(said.starts_with("a payment before 2026-05-") && said.ends_with("would leave -200.00 USD"), "{said}");
}

#[test]
fn much_money_to_somebody_new_speaks_and_to_somebody_known_does_not() {
    let before = [
        (20, "-120.00", "Zelle payment to PAT DOE Conf# a1b2c3"),
        (50, "-150.00", "Zelle payment to PAT DOE Conf# d4e5f6"),
    ];
    let then = |amount: &'static str, to: &'static str| said(&[&before[..], &[(95, amount, to)]].concat());
    assert_eq!(then("-900.00", "Zelle payment to KIM ROE Conf# k1k2k3"), ["new-payee"]);
    assert_eq!(then("-90.00", "Zelle payment to KIM ROE Conf# k1k2k3"), [""; 0], "less than others got");
    assert_eq!(then("-900.00", "Zelle payment to PAT DOE Conf# g7h8i9"), [""; 0], "whatever its number");
}

#[test]
fn what_a_bank_sends_stands_beside_ours_in_its_words_until_it_is_answered() {
    let mut book = book_of(rows_with(&[]));
    let mut payload = Meta::new();
    payload.put("limit", "500");
    let sent = Alert {
        id: AlertId(3),
        rule: Clean::new("Large purchase"),
        severity: Severity::Warning,
        account: Some(AccountId(2)),
        txn: Some(TxnId(7)),
        connection: None,
        created: on(118).and_hms_opt(12, 0, 0).unwrap().and_utc(),
        state: AlertState::New,
        payload,
    };
    book.alerts.insert(sent.id, std::sync::Arc::new(sent));
    let found = of(&book, on(120));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].origin, found[0].day, found[0].rows.as_slice()), (Origin::Bank, on(118), &[TxnId(7)][..]));
    assert_eq!((found[0].words.as_str(), found[0].why.as_str()), ("Large purchase", "limit: 500"));
    std::sync::Arc::make_mut(&mut book.edits).apply(&found[0].say(Answer::Me, true));
    assert_eq!(of(&book, on(120))[0].answer, Some(Answer::Me));
}

/// The rules on what recurs, as the whole road from rows to alerts has them.
fn recurring(more: &[(u64, &str, &str)], words: &[(usize, Word)]) -> Vec<(String, Vec<TxnId>)> {
    let mut book = book_of(rows_with(more));
    for (row, word) in words {
        let all = known(&book, on(120));
        let of = all.iter().find(|known| known.stream.rows.contains(&TxnId(1_000 + *row as u64))).unwrap();
        std::sync::Arc::make_mut(&mut book.edits).apply(&of.say(Some(*word)).unwrap());
    }
    let found = alerts(&book, &known(&book, on(120)), &watch(Level::Normal, on(120)));
    found.into_iter().map(|notice| (notice.rule.to_string(), notice.rows)).collect()
}

#[test]
fn rules_on_what_recurs_speak_of_the_rows_of_a_book() {
    const PLAN: &str = "NETFLIX.COM 866-579-7172 CA";
    let at = |rule: &str, row: u64| vec![(rule.to_owned(), vec![TxnId(1_000 + row)])];
    let months = [4_u64, 35, 63, 94];
    let plan = |amounts: [&'static str; 4]| {
        months.into_iter().zip(amounts).map(|(day, amount)| (day, amount, PLAN)).collect::<Vec<_>>()
    };
    assert_eq!(recurring(&plan(["-15.49"; 4]), &[]), []);
    assert_eq!(recurring(&plan(["-15.49", "-15.49", "-15.49", "-17.99"]), &[]), at("price-rise", 3));
    let ended = Word::Ended(on(70));
    assert_eq!(recurring(&plan(["-15.49"; 4]), &[(3, ended)]), at("cancelled-charged", 3));
    let denied = Word::Denied;
    assert_eq!(recurring(&plan(["-15.49", "-15.49", "-15.49", "-17.99"]), &[(3, denied)]), []);
    assert_eq!(recurring(&[(85, "-9.99", PLAN), (116, "-9.99", PLAN)], &[]), at("new-subscription", 1));
    let pay = "ACME CORP PAYROLL PPD ID: 12345";
    let wages: Vec<_> = [14_u64, 28, 42, 56, 70, 84, 98].map(|day| (day, "2000.00", pay)).into();
    assert_eq!(recurring(&wages, &[]), at("income-missing", 6), "due on the 112th day");
}
