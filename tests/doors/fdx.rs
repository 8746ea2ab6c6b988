//! FDX: each bank at its own address, two versions, consent with PKCE through a real redirect, tokens that are used up.

use passbook::connectors::{Linked, PullError, Request, Revoked};
use passbook::domain::{ProblemKind, RowCounts};

use super::browser::{Browser, fetch, location};
use super::*;

#[test]
fn two_years_of_every_bank_come_at_once_and_the_next_days_follow() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.consent_everywhere();
    door.sync_well(&links);
    door.assert_true();
    // each day the access token is over and the refresh token is used up
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
        let links = door.consent_everywhere();
        door.sync_well(&links);
        door.advance_minutes(300);
        let outcomes = door.sync(&links);
        assert!(outcomes.iter().any(|outcome| wanted(&outcome.rows)), "{scenario:?}: {outcomes:?}");
        door.assert_true();
    }
}

#[test]
fn an_ended_consent_asks_for_another_which_goes_on_with_the_same_accounts() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.consent_everywhere();
    door.sync_well(&links);
    let citi = links.iter().find(|link| link.id.as_str() == "fdx-citi").unwrap().clone();
    let number = 1 + links.iter().position(|link| link.id == citi.id).unwrap();
    let ended = format!(r#"{{"bank":"citi","number":{number},"expired":true}}"#);
    assert_eq!(door.ask("POST", "/sandbox/consent", &ended).status, 204);
    let problem = door.sync(std::slice::from_ref(&citi)).remove(0).problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::NeedsReauth);
    assert!(problem.message.as_str().contains("passbook connect fdx"), "{}", problem.message);
    let again = door.go_and_consent(citi.settings.clone(), Vec::new(), Some(&citi), allow).unwrap();
    door.keeper.as_mut().unwrap().store().put_secret(&citi.id, &again.secret.unwrap()).unwrap();
    door.advance(1);
    door.sync_well(&links);
    door.assert_true();
}

#[test]
fn a_consent_that_is_denied_links_nothing() {
    let door = Door::open(Scenario::Normal);
    let (settings, answers) = door.told("chase");
    let denied = door.go_and_consent(settings, answers, None, |address| {
        fetch("GET", location(&fetch("GET", &address.replace("/authorize?", "/deny?"), "")), "")
    });
    assert_eq!(denied.unwrap_err().0.kind, ProblemKind::NeedsReauth);
}

#[test]
fn who_asks_too_often_is_told_to_wait_and_a_closed_account_stops_nobody() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.consent_everywhere();
    door.sync_well(&links);
    let chase = std::slice::from_ref(&links[0]);
    door.order("fdx", "rate-limit", 3);
    let problem = door.sync(chase).remove(0).problem.unwrap();
    assert!(matches!(problem.kind, ProblemKind::RateLimited { .. }), "{problem:?}");
    for (fault, kind) in [("locked", ProblemKind::Unavailable), ("closed", ProblemKind::Notice)] {
        door.clear();
        door.order("fdx", fault, 1);
        let outcome = door.sync(chase).remove(0);
        assert_eq!(outcome.problem, None, "{fault}");
        let problems = &door.book().connections[&links[0].id].problems;
        assert_eq!(problems.iter().map(|problem| &problem.kind).collect::<Vec<_>>(), [&kind], "{fault}");
    }
}

#[test]
fn a_bank_in_trouble_says_so_and_the_others_are_true() {
    let mut door = Door::open(Scenario::OfflineBank);
    let links = door.consent_everywhere();
    let problems: Vec<_> = door.sync(&links).into_iter().filter_map(|outcome| outcome.problem).collect();
    assert_eq!(problems.iter().map(|problem| problem.kind.clone()).collect::<Vec<_>>(), [ProblemKind::Unavailable]);
}

#[test]
fn a_consent_that_was_taken_back_is_gone() {
    let mut door = Door::open(Scenario::Normal);
    let link = door.consent("chase");
    door.sync_well(std::slice::from_ref(&link));
    assert_eq!(door.end(&link).unwrap(), Revoked::AtProvider);
    assert_eq!(door.end(&link).unwrap(), Revoked::AtProvider, "a second time is no error");
    let problem = door.sync(std::slice::from_ref(&link)).remove(0).problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::NeedsReauth);
    let silent =
        Link { settings: link.settings.clone().into_iter().filter(|(key, _)| key != "revoke").collect(), ..link };
    assert!(matches!(door.end(&silent).unwrap(), Revoked::GoTo(words) if words.as_str().contains("web site")));
}

/// Allows the consent, and follows the redirect.
fn allow(address: &str) -> String {
    let page = fetch("GET", address, "");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    fetch("GET", location(&fetch("GET", &address.replace("/authorize?", "/allow?"), "")), "")
}

impl Door {
    /// What the server says of a bank.
    fn told(&self, bank: &str) -> (Settings, Vec<(&'static str, String)>) {
        let face = FACES.iter().find(|face| face.kind == "fdx").unwrap();
        let all = (face.answers)(&mut self.state.lock().unwrap(), &self.origin());
        let answers = all.into_iter().find(|answers| answers.bank == Some(bank)).unwrap();
        (Settings::new(), answers.fields.into_iter().collect())
    }

    fn go_and_consent(
        &self,
        settings: Settings,
        answers: Vec<(&'static str, String)>,
        again: Option<&Link>,
        does: fn(&str) -> String,
    ) -> Result<Linked, PullError> {
        let secret = again.and_then(|link| self.keeper.as_ref().unwrap().secret(&link.id).unwrap());
        let budget = Budget::of(99);
        let linking = Linking { clock: self.wall.read(), settings, known: secret, ..support::linking(budget.clone()) };
        let mut browser = Browser::new(answers, does);
        let linked = run(async { (registered("fdx").unwrap().connector)().link(&mut browser, &linking).await });
        let seen = browser.visit.take().unwrap().join().unwrap();
        assert!(seen.starts_with("HTTP/1.1 200"), "{seen}");
        if let Ok(linked) = &linked {
            // kept on disk before anything else was done with it
            assert_eq!(budget.kept(), [linked.secret.as_ref().unwrap().expose()]);
        }
        linked
    }

    fn consent(&mut self, bank: &str) -> Link {
        let (settings, answers) = self.told(bank);
        let linked = self.go_and_consent(settings, answers, None, allow).unwrap();
        let id = ConnectionId::new(&format!("fdx-{bank}")).unwrap();
        let keeper = self.keeper.as_mut().unwrap();
        keeper.introduce(&id, "fdx");
        keeper.store().put_secret(&id, &linked.secret.unwrap()).unwrap();
        let row = registered("fdx").unwrap();
        Link { id, row, settings: linked.settings, policy: Policy { requests_per_day: Some(500), ..row.policy } }
    }

    fn consent_everywhere(&mut self) -> Vec<Link> {
        ["chase", "wells-fargo", "citi", "american-express", "paypal"].map(|bank| self.consent(bank)).into()
    }

    /// Orders a fault so many times.
    pub fn order(&self, kind: &str, name: &str, times: u32) {
        for _ in 0..times {
            let body = format!(r#"{{"kind":"{kind}","fault":"{name}"}}"#);
            assert_eq!(self.ask("POST", "/sandbox/fault", &body).status, 204);
        }
    }

    /// Takes back what was ordered and did not happen.
    pub fn clear(&self) {
        let mut state = self.state.lock().unwrap();
        for fault in ["rate-limit", "locked", "closed"] {
            while state.breaks("fdx", fault) || state.breaks("teller", fault) {}
        }
    }

    /// Ends a link at the provider.
    pub fn end(&self, link: &Link) -> Result<Revoked, PullError> {
        let request = self.request(link);
        run(async { (link.row.connector)().revoke(&request).await })
    }

    /// What a pull of that link would be told.
    pub fn request(&self, link: &Link) -> Request {
        Request {
            connection: link.id.clone(),
            settings: link.settings.clone(),
            clock: self.wall.read(),
            zone: Wall::offset,
            since: today(),
            cursor: None,
            watermarks: BTreeMap::new(),
            secret: self.keeper.as_ref().unwrap().secret(&link.id).unwrap(),
            host: Budget::of(99),
        }
    }
}
