//! Each provider's connector against its own face of the simulated banks, over loopback and in one process: what a person's book holds
//! in the end is what is true in that world, whatever the protocol.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

#[path = "../support/mod.rs"]
mod support;

mod browser;
mod enablebanking;
mod fdx;
mod moving;
mod paypal;
mod plaid;
mod simplefin;
mod teller;
mod tls;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use passbook::connectors::{Linked, Linking, PullError, Request, Revoked, Setting, Settings, registered};
use passbook::domain::{Account, Book, ConnectionId, Policy, TxnStatus};
use passbook::loopback::{Asked, Listener, Reply, Serving};
use passbook::runtime::{self, Keeper, Link, Outcome, Wall};
use passbook::sandbox::serve::{Answers, FACES, State, route};
use passbook::sandbox::{Scenario, SimAccount, SimBank, TruthRow, World};
use passbook::store::Store;
use support::{Budget, Person};

const SEED: u64 = 7;

/// The day of every world of these tests.
fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

/// A server of the simulated banks, and a person's book beside it.
struct Door {
    state: Arc<Mutex<State>>,
    serving: Serving,
    wall: Wall,
    keeper: Option<Keeper>,
}

impl Door {
    fn open(scenario: Scenario) -> Self {
        let wall = Wall::new(Some(today()));
        let state = Arc::new(Mutex::new(State::new(SEED, scenario, wall.read(), false)));
        let shared = Arc::clone(&state);
        let serving = Listener::open(0).unwrap().serve(move |asked| route(&mut shared.lock().unwrap(), asked)).unwrap();
        Self { state, serving, wall, keeper: Some(Keeper::open(Store::in_memory().unwrap()).unwrap()) }
    }

    fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.serving.port())
    }

    /// Asks the server itself, without a socket.
    fn ask(&self, method: &str, path: &str, body: &str) -> Reply {
        let asked = Asked { body: body.into(), ..Asked::new(method, path) };
        route(&mut self.state.lock().unwrap(), &asked)
    }

    /// Moves virtual time, and the person's clock with it.
    fn advance(&mut self, days: u64) {
        let reply = self.ask("POST", "/sandbox/clock", &format!("{{\"days\":{days}}}"));
        assert_eq!(reply.status, 200);
        let day = self.state.lock().unwrap().moment().day;
        self.wall = Wall::new(Some(day));
    }

    /// The same within a day.
    fn advance_minutes(&self, minutes: u16) {
        let reply = self.ask("POST", "/sandbox/clock", &format!("{{\"minutes\":{minutes}}}"));
        assert_eq!(reply.status, 200);
    }

    /// Links every connection that the face of that kind has answers for.
    fn link(&mut self, kind: &str) -> Vec<Link> {
        let face = FACES.iter().find(|face| face.kind == kind).unwrap();
        let all = (face.answers)(&mut self.state.lock().unwrap(), &self.origin());
        let names: Vec<_> = all.iter().map(|answers| format!("{kind}-{}", answers.bank.unwrap_or("all"))).collect();
        names.iter().zip(&all).map(|(name, answers)| self.link_one(kind, name, answers)).collect()
    }

    fn link_one(&mut self, kind: &str, name: &str, answers: &Answers) -> Link {
        let row = registered(kind).unwrap();
        let linked = self.try_link(kind, answers.clone()).unwrap();
        let id = ConnectionId::new(name).unwrap();
        let keeper = self.keeper.as_mut().unwrap();
        keeper.introduce(&id, kind);
        if let Some(secret) = linked.secret {
            keeper.store().put_secret(&id, &secret).unwrap();
        }
        let settings: Settings = linked.settings.into_iter().chain(address(answers)).collect();
        Link { id, row, settings, policy: Policy { requests_per_day: Some(500), ..row.policy } }
    }

    /// What linking with these answers brings.
    fn try_link(&self, kind: &str, answers: Answers) -> Result<Linked, PullError> {
        let settings = address(&answers);
        let mut person = Person { answers: answers.fields.into_iter().collect(), ..Person::default() };
        let linking = Linking { clock: self.wall.read(), settings, ..support::linking(Budget::of(99)) };
        run(async { (registered(kind).unwrap().connector)().link(&mut person, &linking).await })
    }

    fn sync(&mut self, links: &[Link]) -> Vec<Outcome> {
        let (keeper, outcomes) = runtime::sync_once(self.keeper.take().unwrap(), links, self.wall, false).unwrap();
        self.keeper = Some(keeper);
        outcomes
    }

    /// Syncs, and expects no bank to complain.
    fn sync_well(&mut self, links: &[Link]) {
        for outcome in self.sync(links) {
            assert_eq!((outcome.problem, outcome.partial), (None, false), "{}", outcome.connection);
        }
    }

    fn book(&self) -> &Book {
        self.keeper.as_ref().unwrap().book()
    }

    /// Holds the book against the world: the same accounts and balances, the same rows with their status, day and amount.
    fn assert_true(&self) {
        self.assert_true_of(&SimBank::ALL);
    }

    /// The same for a book of these banks alone.
    fn assert_true_of(&self, banks: &[SimBank]) {
        let accounts = || SimAccount::ALL.into_iter().filter(|account| banks.contains(&account.bank()));
        let state = self.state.lock().unwrap();
        let (moment, world) = (state.moment(), World::new(SEED, state.scenario(), state.moment().day));
        let book = self.book();
        for account in accounts() {
            let held = known(book, &world.account_id(account)).balance.as_ref().unwrap().current.unwrap();
            assert_eq!(held.amount(), decimal(world.balance(account, moment)), "{account:?}");
        }
        let truth = world.truth(moment).into_iter().filter(|row| row.status.counts() && banks.contains(&row.bank));
        let truth = counted(truth.map(|row: TruthRow| {
            (known(book, &row.account).id, row.status, row.posted.or(row.occurred), decimal(row.amount))
        }));
        // the world's history begins a day later each day, and the book forgets nothing
        let within = |day: Option<NaiveDate>| day.is_some_and(|day| day >= world.first());
        let rows = book.rows().filter(|row| row.status.counts() && within(row.posted.or(row.occurred)));
        let rows = counted(rows.map(|row| (row.account, row.status, row.posted.or(row.occurred), row.amount.amount())));
        let lost: Vec<_> = truth.iter().filter(|(row, count)| rows.get(row) != Some(count)).take(5).collect();
        let more: Vec<_> = rows.iter().filter(|(row, count)| truth.get(row) != Some(count)).take(5).collect();
        assert!(
            lost.is_empty() && more.is_empty(),
            "true but not in the book: {lost:?}; in the book but not true: {more:?}"
        );
        assert_eq!(book.accounts.len(), accounts().count());
    }

    /// Orders that something goes wrong so many times.
    fn fault(&self, kind: &str, name: &str, times: u32) {
        for _ in 0..times {
            let body = format!(r#"{{"kind":"{kind}","fault":"{name}"}}"#);
            assert_eq!(self.ask("POST", "/sandbox/fault", &body).status, 204);
        }
    }

    /// Ends a link at its provider.
    fn revoke(&self, link: &Link) -> Result<Revoked, PullError> {
        let request = Request {
            connection: link.id.clone(),
            settings: link.settings.clone(),
            clock: self.wall.read(),
            zone: Wall::offset,
            since: today(),
            cursor: None,
            watermarks: BTreeMap::new(),
            secret: self.keeper.as_ref().unwrap().secret(&link.id).unwrap(),
            host: Budget::of(99),
        };
        run(async { (link.row.connector)().revoke(&request).await })
    }

    /// Lets the consent of a link end.
    fn expire(&self, bank: SimBank, number: u32) {
        let consent = format!(r#"{{"bank":"{}","number":{number},"expired":true}}"#, bank.slug());
        assert_eq!(self.ask("POST", "/sandbox/consent", &consent).status, 204);
    }

    /// Rows of that status in the book.
    fn count(&self, status: TxnStatus) -> usize {
        self.book().rows().filter(|row| row.status == status).count()
    }
}

/// Where the answers lead.
fn address(answers: &Answers) -> Settings {
    let address = answers.fields.get("address").cloned();
    address.into_iter().map(|address| ("address".to_owned(), Setting::Text(address))).collect()
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(work)
}

/// The account whose id at the provider is that one of the world, with what a face writes before it.
fn known<'b>(book: &'b Book, id: &str) -> &'b Account {
    let is_it = |account: &&Arc<Account>| {
        account.sources.iter().any(|source| source.current && source.provider_id.as_str().ends_with(id))
    };
    book.accounts.values().find(is_it).unwrap_or_else(|| panic!("no account {id} in the book"))
}

fn counted<T: Ord>(of: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    of.for_each(|one| *counts.entry(one).or_default() += 1);
    counts
}

fn decimal(cents: i64) -> rust_decimal::Decimal {
    rust_decimal::Decimal::new(cents, 2)
}
