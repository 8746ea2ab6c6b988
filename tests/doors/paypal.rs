//! PayPal: the wallet of the simulated banks, in windows of a month.

use passbook::domain::{Clean, ProblemKind};

use super::*;

const WALLET: &[SimBank] = &[SimBank::PayPal];

#[test]
fn the_whole_history_of_the_wallet_comes_at_once_and_its_last_month_is_read_again() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("paypal");
    door.sync_well(&links);
    door.assert_true_of(WALLET);
    assert!(door.sync(&links).iter().all(|outcome| outcome.rows.is_quiet()), "nothing new");
    // long enough that a purchase is begun and completed
    for _ in 0..20 {
        door.advance(1);
        let outcomes = door.sync(&links);
        let well = |outcome: &Outcome| outcome.problem.is_none() && outcome.rows.missing == 0;
        assert!(outcomes.iter().all(well), "nothing that was begun before the month is missed: {outcomes:?}");
        door.assert_true_of(WALLET);
    }
}

#[test]
fn money_from_the_bank_and_to_it_is_a_transfer() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("paypal");
    door.sync_well(&links);
    let of = |code: &str| {
        door.book()
            .rows()
            .filter(|row| row.details.as_ref().and_then(|more| more.type_raw.as_ref()).map(Clean::as_str) == Some(code))
            .collect::<Vec<_>>()
    };
    assert!(of("T0300").len() > 5 && of("T0300").iter().all(|row| !row.amount.is_out()));
    assert!(of("T0006").iter().all(|row| row.amount.is_out()));
}

#[test]
fn a_token_that_ended_early_is_had_anew_once() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("paypal");
    for fault in ["stale-token", "not-authorized"] {
        door.fault("paypal", fault, 1);
        door.sync_well(&links);
    }
    door.assert_true_of(WALLET);
    door.fault("paypal", "not-authorized", 2);
    let problem = door.sync(&links).remove(0).problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::Config);
    assert!(problem.message.as_str().contains("Transaction Search"), "{}", problem.message);
}

#[test]
fn a_window_that_is_too_large_is_asked_for_in_halves() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("paypal");
    door.fault("paypal", "too-large", 3);
    door.sync_well(&links);
    door.assert_true_of(WALLET);
}

#[test]
fn keys_that_open_nothing_any_more_ask_for_a_sign_in_and_new_ones_go_on() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("paypal");
    door.sync_well(&links);
    let rows = door.book().rows().count();
    door.expire(SimBank::PayPal, 1);
    let problem = door.sync(&links).remove(0).problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::NeedsReauth);
    assert!(problem.message.as_str().contains("passbook connect paypal --name paypal-paypal"), "{}", problem.message);
    let links = door.link("paypal");
    door.sync_well(&links);
    assert_eq!(door.book().rows().count(), rows);
    door.assert_true_of(WALLET);
}

#[test]
fn a_wallet_whose_provider_has_trouble_says_so() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("paypal");
    assert!(matches!(door.revoke(&links[0]).unwrap(), Revoked::GoTo(words) if words.as_str().contains("paypal.com")));
    let bad = Answers { bank: None, fields: [("client_id", "x".to_owned()), ("secret", "y".to_owned())].into() };
    let fields = [("address", format!("{}/paypal", door.origin()))].into_iter().chain(bad.fields).collect();
    let row = registered("paypal").unwrap();
    let answers = Answers { fields, ..bad };
    let said = door.try_link(row.kind, answers).unwrap_err();
    assert_eq!(said.0.kind, ProblemKind::NeedsReauth);
}
