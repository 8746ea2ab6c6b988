//! Teller: a token a bank, figures of cards turned round, rows paged back by id, Teller Connect through a page on this machine.

use passbook::connectors::{Linked, PullError, Revoked};
use passbook::domain::{AccountState, ProblemKind, RowCounts};

use super::browser::{Browser, fetch};
use super::*;

#[test]
fn two_years_of_every_bank_come_at_once_and_the_next_days_follow() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("teller");
    door.sync_well(&links);
    door.assert_true();
    for _ in 0..4 {
        door.advance(1);
        door.sync_well(&links);
        door.assert_true();
    }
}

#[test]
fn a_tip_posts_as_the_same_row_and_a_hold_that_was_let_go_is_dropped() {
    for (scenario, wanted) in [
        (Scenario::Tip, (|rows| rows.posted > 0) as fn(&RowCounts) -> bool),
        (Scenario::DroppedPending, |rows| rows.dropped > 0),
    ] {
        let mut door = Door::open(scenario);
        let links = door.link("teller");
        door.sync_well(&links);
        door.advance_minutes(300);
        let outcomes = door.sync(&links);
        assert!(outcomes.iter().any(|outcome| wanted(&outcome.rows)), "{scenario:?}: {outcomes:?}");
        door.assert_true();
    }
}

#[test]
fn a_bank_is_linked_on_a_page_of_this_machine_and_signed_in_to_again_there() {
    let mut door = Door::open(Scenario::Normal);
    let linked = door.connect(None, choose).unwrap();
    let settings = linked.settings.clone();
    assert!(!settings.contains_key("token") && settings.contains_key("application_id"));
    let id = ConnectionId::new("mine").unwrap();
    let keeper = door.keeper.as_mut().unwrap();
    keeper.introduce(&id, "teller");
    keeper.store().put_secret(&id, &linked.secret.unwrap()).unwrap();
    let row = registered("teller").unwrap();
    let address = ("address".to_owned(), Setting::Text(format!("{}/teller", door.origin())));
    let settings = settings.into_iter().chain([address]).collect();
    let link = Link { id, row, settings, policy: row.policy };
    door.sync_well(std::slice::from_ref(&link));
    assert_eq!(door.book().accounts.len(), 3);

    let ended = r#"{"bank":"chase","number":1,"expired":true}"#;
    assert_eq!(door.ask("POST", "/sandbox/consent", ended).status, 204);
    let problem = door.sync(std::slice::from_ref(&link)).remove(0).problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::NeedsReauth);
    assert!(problem.message.as_str().contains("second factor"), "{}", problem.message);
    assert!(problem.message.as_str().contains("passbook connect teller --name mine"), "{}", problem.message);
    let again = door.connect(Some(&link), choose).unwrap();
    door.keeper.as_mut().unwrap().store().put_secret(&link.id, &again.secret.unwrap()).unwrap();
    door.sync_well(&[link]);
    assert_eq!(door.book().accounts.len(), 3);
}

#[test]
fn a_page_that_was_left_links_nothing() {
    let door = Door::open(Scenario::Normal);
    let left = door.connect(None, |address| fetch("POST", &address.replace("/connect?", "/left?"), ""));
    assert_eq!(left.unwrap_err().0.kind, ProblemKind::NeedsReauth);
}

#[test]
fn who_asks_too_often_is_told_to_wait_and_a_closed_account_keeps_its_history() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("teller");
    door.sync_well(&links);
    let chase = std::slice::from_ref(&links[0]);
    door.order("teller", "rate-limit", 1);
    let problem = door.sync(chase).remove(0).problem.unwrap();
    assert!(matches!(problem.kind, ProblemKind::RateLimited { .. }), "{problem:?}");
    door.clear();
    let rows = door.book().rows().count();
    door.order("teller", "closed", 1);
    door.sync_well(chase);
    let closed = door.book().accounts.values().filter(|account| account.state == AccountState::Closed).count();
    assert_eq!((closed, door.book().rows().count()), (1, rows));
}

#[test]
fn a_bank_in_trouble_says_so_and_the_others_are_true() {
    for (scenario, kind) in
        [(Scenario::OfflineBank, ProblemKind::Unavailable), (Scenario::ExpiredConsent, ProblemKind::NeedsReauth)]
    {
        let mut door = Door::open(scenario);
        let links = door.link("teller");
        let problems: Vec<_> = door.sync(&links).into_iter().filter_map(|outcome| outcome.problem).collect();
        assert_eq!(problems.iter().map(|problem| problem.kind.clone()).collect::<Vec<_>>(), [kind], "{scenario:?}");
    }
}

#[test]
fn a_link_that_was_taken_back_is_gone() {
    let mut door = Door::open(Scenario::Normal);
    let link = door.link("teller").remove(0);
    assert_eq!(door.end(&link).unwrap(), Revoked::AtProvider);
    assert_eq!(door.end(&link).unwrap(), Revoked::AtProvider, "a second time is no error");
    let problem = door.sync(&[link]).remove(0).problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::NeedsReauth);
}

/// Does what the script on the page does: has the server make a token, and tells the page's own server.
fn choose(address: &str) -> String {
    let page = fetch("GET", address, "");
    let script = page.split("<script src=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(fetch("GET", script, "").contains("TellerConnect"));
    let enrollment =
        page.split("\"enrollmentId\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let query = format!("application_id=app_sandbox&enrollment={enrollment}");
    let made = fetch("GET", &format!("{}?{query}", script.replace("/connect.js", "/connect/chase")), "");
    let success = made.split_once("\r\n\r\n").unwrap().1;
    fetch("POST", &address.replace("/connect?", "/done?"), success)
}

impl Door {
    /// Links through the page; with a link, signs in again under it.
    fn connect(&self, again: Option<&Link>, does: fn(&str) -> String) -> Result<Linked, PullError> {
        let secret = again.and_then(|link| self.keeper.as_ref().unwrap().secret(&link.id).unwrap());
        let address = Setting::Text(format!("{}/teller", self.origin()));
        let linking = Linking {
            settings: [("address".to_owned(), address)].into(),
            known: secret,
            ..support::linking(Budget::of(99))
        };
        let answers = vec![("application_id", "app_sandbox".to_owned()), ("environment", "sandbox".to_owned())];
        let mut browser = Browser::new(answers, does);
        let linked = run(async { (registered("teller").unwrap().connector)().link(&mut browser, &linking).await });
        let seen = browser.visit.take().unwrap().join().unwrap();
        assert!(seen.starts_with("HTTP/1.1 204"), "{seen}");
        linked
    }
}
