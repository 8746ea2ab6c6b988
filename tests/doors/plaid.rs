//! Plaid: one item a bank, changes since a cursor.

use passbook::connectors::{Dialog, Field};
use passbook::domain::{Batch, Cursor, ProblemKind, RowCounts, Secret};

use super::*;

#[test]
fn two_years_of_every_bank_come_at_once_and_only_changes_follow() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("plaid");
    door.sync_well(&links);
    door.assert_true();
    assert!(door.sync(&links).iter().all(|outcome| outcome.rows.is_quiet()), "nothing new");
    for _ in 0..5 {
        door.advance(1);
        door.sync_well(&links);
        door.assert_true();
    }
}

#[test]
fn a_tip_posts_as_the_same_row_and_a_hold_that_was_let_go_is_removed() {
    for (scenario, wanted) in [
        (Scenario::Tip, (|rows| rows.posted > 0) as fn(&RowCounts) -> bool),
        (Scenario::DroppedPending, |rows| rows.removed > 0),
    ] {
        let mut door = Door::open(scenario);
        let links = door.link("plaid");
        door.sync_well(&links);
        door.advance_minutes(300);
        let outcomes = door.sync(&links);
        assert!(outcomes.iter().any(|outcome| wanted(&outcome.rows)), "{scenario:?}: {outcomes:?}");
        door.assert_true();
    }
}

#[test]
fn pages_that_change_under_our_hands_are_fetched_anew() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("plaid");
    // more often than it is tried again from the cursor, which at first is none
    door.fault("plaid", "mutation", 2);
    door.sync_well(&links);
    door.assert_true();
}

#[test]
fn a_cursor_of_another_item_leads_to_everything_anew_and_doubles_nothing() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("plaid");
    door.sync_well(&links);
    let rows = door.book().rows().count();
    door.spoil_cursors();
    door.sync_well(&links);
    assert_eq!(door.book().rows().count(), rows);
    door.assert_true();
}

#[test]
fn an_ended_consent_asks_for_a_sign_in_and_the_same_link_goes_on() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.link("plaid");
    door.sync_well(&links);
    let citi = links.iter().find(|link| link.id.as_str() == "plaid-citi").unwrap().clone();
    let number = 1 + links.iter().position(|link| link.id == citi.id).unwrap();
    door.expire(SimBank::Citi, u32::try_from(number).unwrap());
    let problem = door.sync(std::slice::from_ref(&citi)).remove(0).problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::NeedsReauth);
    assert!(problem.message.as_str().contains("passbook connect plaid --name plaid-citi"), "{}", problem.message);
    let signed_in = door.visit("sign-in", Some(&citi)).unwrap();
    assert!(signed_in.settings.is_empty() && door.visit("leave", Some(&citi)).is_err());
    door.sync_well(&[citi]);
    door.assert_true();
}

#[test]
fn a_bank_is_linked_in_the_browser_or_not_at_all() {
    let mut door = Door::open(Scenario::Normal);
    let linked = door.visit("chase", None).unwrap();
    assert!(door.visit("leave", None).is_err());
    let id = ConnectionId::new("chase").unwrap();
    let keeper = door.keeper.as_mut().unwrap();
    keeper.introduce(&id, "plaid");
    keeper.keep_secret(&id, &linked.secret.unwrap()).unwrap();
    let row = registered("plaid").unwrap();
    let settings = [("address".to_owned(), Setting::Text(format!("{}/plaid", door.origin())))].into();
    door.sync_well(&[Link { id, row, settings, policy: row.policy }]);
    assert_eq!(door.book().accounts.len(), 3);
    assert!(door.book().banks().iter().all(|(bank, _)| &*bank.key == "chase.com" && bank.name.as_str() == "Chase"));
}

#[test]
fn a_bank_in_trouble_says_so_and_the_others_are_true() {
    for (scenario, kind) in
        [(Scenario::OfflineBank, ProblemKind::Unavailable), (Scenario::ExpiredConsent, ProblemKind::NeedsReauth)]
    {
        let mut door = Door::open(scenario);
        let links = door.link("plaid");
        let problems: Vec<_> = door.sync(&links).into_iter().filter_map(|outcome| outcome.problem).collect();
        assert_eq!(problems.iter().map(|problem| problem.kind.clone()).collect::<Vec<_>>(), [kind], "{scenario:?}");
    }
}

#[test]
fn a_link_that_was_taken_back_is_gone() {
    let mut door = Door::open(Scenario::Normal);
    let link = door.link("plaid").remove(0);
    assert_eq!(door.revoke(&link).unwrap(), Revoked::AtProvider);
    assert_eq!(door.revoke(&link).unwrap(), Revoked::AtProvider, "a second time is no error");
    let problem = door.sync(&[link]).remove(0).problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::NeedsReauth);
}

/// A person at a browser, who does at the address what the test wants.
struct Visitor {
    state: Arc<Mutex<State>>,
    does: &'static str,
    answers: Vec<(&'static str, String)>,
}

impl Dialog for Visitor {
    fn ask(&mut self, field: &Field) -> Result<Option<Secret>, PullError> {
        let answer = self.answers.iter().find(|(key, _)| *key == field.key);
        Ok(answer.map(|(_, answer)| Secret::new(answer.clone())))
    }

    fn say(&mut self, _words: &str) {}

    fn show(&mut self, address: &str) {
        let path = &address[address.find("/plaid").unwrap()..];
        for page in [path.to_owned(), format!("{path}/{}", self.does)] {
            assert_eq!(route(&mut self.state.lock().unwrap(), &Asked::new("GET", &page)).status, 200, "{page}");
        }
    }
}

impl Door {
    /// Gives every connection a cursor of another item.
    fn spoil_cursors(&mut self) {
        let clock = self.wall.read();
        let keeper = self.keeper.as_mut().unwrap();
        let ids: Vec<_> = keeper.book().connections.keys().cloned().collect();
        for id in ids {
            let cursor = r#"{"cursor":"99.0.2026-11-22T480.0","bank":null}"#;
            let batch = Batch { cursor: Cursor::Set(cursor.into()), ..Batch::new(id, clock.now) };
            keeper.answer(&batch, clock).unwrap();
        }
    }

    /// Links through the browser; with a link, signs in again under it.
    fn visit(&self, does: &'static str, again: Option<&Link>) -> Result<Linked, PullError> {
        let secret = again.and_then(|link| self.keeper.as_ref().unwrap().secret(&link.id).unwrap());
        let address = Setting::Text(format!("{}/plaid", self.origin()));
        let linking = Linking {
            settings: [("address".to_owned(), address)].into(),
            known: secret,
            ..support::linking(Budget::of(99))
        };
        let answers = vec![("client_id", "sandbox-client".to_owned()), ("secret", "sandbox-secret".to_owned())];
        let mut visitor = Visitor { state: Arc::clone(&self.state), does, answers };
        run(async { (registered("plaid").unwrap().connector)().link(&mut visitor, &linking).await })
    }
}
