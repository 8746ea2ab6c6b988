//! Enable Banking: one session a bank, consent by a redirect that comes back to this machine.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use passbook::connectors::{Dialog, Field};
use passbook::domain::{ProblemKind, Secret};

use super::*;

#[test]
fn the_whole_history_comes_at_once_and_the_next_days_follow() {
    let mut door = Door::open(Scenario::Normal);
    let links = door.consent_all();
    door.sync_well(&links);
    door.assert_true();
    assert!(door.sync(&links).iter().all(|outcome| outcome.rows.is_quiet()), "nothing new");
    for _ in 0..4 {
        door.advance(1);
        door.sync_well(&links);
        door.assert_true();
    }
    let ends = links.iter().map(|link| door.book().connections[&link.id].consent_ends);
    assert!(ends.into_iter().all(|ends| ends.is_some_and(|ends| ends > door.wall.read().now)), "the end is known");
}

#[test]
fn a_bank_that_gives_fewer_days_is_asked_for_fewer() {
    let mut door = Door::open(Scenario::Normal);
    let links = vec![door.signed_in(SimBank::Chase, "allow", None).unwrap()];
    door.sync_well(&links);
    door.advance(1);
    door.fault("enablebanking", "period", 1);
    door.sync_well(&links);
    door.assert_true_of(&[SimBank::Chase]);
}

#[test]
fn a_session_that_ended_asks_for_a_sign_in_and_another_session_goes_on_with_the_same_accounts() {
    let mut door = Door::open(Scenario::Normal);
    let link = door.signed_in(SimBank::Citi, "allow", None).unwrap();
    door.sync_well(std::slice::from_ref(&link));
    let rows = door.book().rows().count();
    door.expire(SimBank::Citi, 1);
    let problem = door.sync(std::slice::from_ref(&link)).remove(0).problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::NeedsReauth);
    assert!(problem.message.as_str().contains("passbook connect enablebanking --name citi"), "{}", problem.message);
    let link = door.signed_in(SimBank::Citi, "allow", Some(&link)).unwrap();
    door.sync_well(&[link]);
    assert_eq!(door.book().rows().count(), rows);
    door.assert_true_of(&[SimBank::Citi]);
}

#[test]
fn nothing_is_linked_without_consent_or_under_a_wrong_name() {
    let mut door = Door::open(Scenario::Normal);
    let refused = door.signed_in(SimBank::Chase, "deny", None).err().unwrap();
    assert_eq!(refused.0.kind, ProblemKind::NeedsReauth);
    let face = FACES.iter().find(|face| face.kind == "enablebanking").unwrap();
    let mut answers = (face.answers)(&mut door.state.lock().unwrap(), &door.origin()).remove(0);
    answers.fields.insert("bank", "Chas".into());
    let said = door.try_link("enablebanking", answers.clone()).unwrap_err().to_string();
    assert!(said.contains("it has Chase"), "{said}");
    answers.fields.insert("application", "another".into());
    assert_eq!(door.try_link("enablebanking", answers).unwrap_err().0.kind, ProblemKind::Config);
}

#[test]
fn one_account_that_fails_keeps_the_others_and_a_spent_quota_says_until_when() {
    let mut door = Door::open(Scenario::Normal);
    let link = door.signed_in(SimBank::Chase, "allow", None).unwrap();
    door.fault("enablebanking", "bank-error", 1);
    let outcome = door.sync(std::slice::from_ref(&link)).remove(0);
    assert!(outcome.partial && outcome.problem.is_none(), "{outcome:?}");
    assert_eq!(door.book().accounts.len(), 2);
    door.sync_well(std::slice::from_ref(&link));
    door.assert_true_of(&[SimBank::Chase]);
    let problems: Vec<_> =
        (0..4).filter_map(|_| door.sync(std::slice::from_ref(&link)).remove(0).problem).map(|one| one.kind).collect();
    assert!(matches!(problems.last(), Some(ProblemKind::RateLimited { until: Some(_) })), "{problems:?}");
}

#[test]
fn a_session_that_was_taken_back_is_gone() {
    let mut door = Door::open(Scenario::Normal);
    let link = door.signed_in(SimBank::PayPal, "allow", None).unwrap();
    for _ in 0..2 {
        assert_eq!(door.revoke(&link).unwrap(), Revoked::AtProvider);
    }
    let problem = door.sync(&[link]).remove(0).problem.unwrap();
    assert_eq!(problem.kind, ProblemKind::NeedsReauth);
}

/// A person whose browser goes where it is led, and does there what the test wants.
struct Visitor {
    state: Arc<Mutex<State>>,
    does: &'static str,
    person: Person,
}

impl Dialog for Visitor {
    fn ask(&mut self, field: &Field) -> Result<Option<Secret>, PullError> {
        self.person.ask(field)
    }

    fn say(&mut self, _words: &str) {}

    fn show(&mut self, address: &str) {
        let path = address[address.find("/enablebanking").unwrap()..].to_owned();
        let asked = |path: &str| route(&mut self.state.lock().unwrap(), &Asked::new("GET", path));
        assert_eq!(asked(&path).status, 200);
        let back = asked(&format!("{path}/{}", self.does));
        let (_, to) = back.headers.into_iter().find(|(name, _)| *name == "location").unwrap();
        // the connector listens only once this returns
        thread::spawn(move || follow(&to));
    }
}

/// Goes to an address of this machine, as a browser does.
fn follow(address: &str) {
    let (authority, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {authority}\r\n\r\n").unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
}

impl Door {
    fn consent_all(&mut self) -> Vec<Link> {
        SimBank::ALL.into_iter().map(|bank| self.signed_in(bank, "allow", None).unwrap()).collect()
    }

    /// Links a bank through the browser; with a link, signs in again under it.
    fn signed_in(&mut self, bank: SimBank, does: &'static str, again: Option<&Link>) -> Result<Link, PullError> {
        let face = FACES.iter().find(|face| face.kind == "enablebanking").unwrap();
        let all = (face.answers)(&mut self.state.lock().unwrap(), &self.origin());
        let mut answers = all.into_iter().find(|answers| answers.bank == Some(bank.slug())).unwrap();
        let known = again.and_then(|link| self.keeper.as_ref().unwrap().secret(&link.id).unwrap());
        if known.is_some() {
            // it is sealed already
            answers.fields.remove("key");
        }
        let mut settings = address(&answers);
        settings.insert("port".into(), Setting::Number(0));
        let clock = self.wall.read();
        let linking = Linking { clock, settings: settings.clone(), known, ..support::linking(Budget::of(99)) };
        let person = Person { answers: answers.fields.into_iter().collect(), ..Person::default() };
        let mut visitor = Visitor { state: Arc::clone(&self.state), does, person };
        let row = registered("enablebanking").unwrap();
        let linked = run(async { (row.connector)().link(&mut visitor, &linking).await })?;
        let id = ConnectionId::new(bank.slug()).unwrap();
        let keeper = self.keeper.as_mut().unwrap();
        keeper.introduce(&id, row.kind);
        keeper.keep_secret(&id, &linked.secret.unwrap()).unwrap();
        let settings = linked.settings.into_iter().chain(settings).collect();
        Ok(Link { id, row, settings, policy: row.policy })
    }
}
