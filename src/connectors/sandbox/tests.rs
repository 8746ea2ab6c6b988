//! The connection over a whole day, its back-fill, and its answers in trouble.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;

use chrono::{DateTime, Utc};

use super::super::{Asking, Setting, registered};
use super::*;
use crate::domain::{ConnectionId, Heard, Money, ProviderId, Row, Secret, TxnStatus};
use crate::sandbox::{Cents, MIDNIGHT};

/// Counts the steps that it is told; refuses to spend, since the sandbox costs nothing.
#[derive(Default)]
struct Onlooker(Mutex<Vec<(u32, u32)>>);

impl Host for Onlooker {
    fn spend<'a>(&'a self, _asking: &'a Asking) -> BoxFuture<'a, Result<u64, PullError>> {
        panic!("the sandbox has no budget to spend")
    }

    fn heard(&self, _request: u64, _heard: Heard, _bytes: u64) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn progress(&self, done: u32, of: u32) {
        self.0.lock().unwrap().push((done, of));
    }

    fn keep_secret(&self, _secret: &Secret) -> BoxFuture<'_, Result<(), PullError>> {
        panic!("the sandbox has no secret")
    }

    fn random(&self) -> u64 {
        panic!("the sandbox has no use for chance")
    }

    fn unguessable(&self) -> Result<String, PullError> {
        panic!("the sandbox has no use for chance")
    }
}

fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
}

fn noon() -> DateTime<Utc> {
    day(22).and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn request(bank: SimBank, scenario: Scenario) -> Request {
    let text = |text: &str| Setting::Text(text.to_owned());
    let settings = [("bank", text(bank.slug())), ("scenario", text(scenario.name())), ("live", Setting::Flag(true))];
    Request {
        connection: ConnectionId::new("demo").unwrap(),
        settings: settings.into_iter().map(|(key, setting)| (key.to_owned(), setting)).collect(),
        clock: Clock { now: noon(), today: day(22) },
        zone: |_| chrono::FixedOffset::east_opt(0).unwrap(),
        since: day(1),
        cursor: None,
        watermarks: BTreeMap::new(),
        secret: None,
        host: Arc::new(Onlooker::default()),
    }
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
}

fn pull(request: &Request) -> Result<Batch, PullError> {
    run(Sandbox.pull(request))
}

/// What a plain keeper of window answers knows: rows by id, of a whole window only what it named.
#[derive(Default)]
struct Kept(BTreeMap<(ProviderId, ProviderId), Row>);

impl Kept {
    fn take(&mut self, batch: &Batch) {
        for change in &batch.changes {
            let Changes::Window { account, from, to, complete, rows } = change else { panic!("windows alone") };
            assert!(*complete && from <= to);
            let within = |row: &Row| row.posted.or(row.occurred).is_some_and(|day| (*from..=*to).contains(&day));
            assert!(rows.iter().all(within));
            self.0.retain(|(of, _), row| of != account || !within(row));
            for row in rows {
                let before = row.extras().replaces.clone().map(|before| (account.clone(), before));
                before.map(|before| self.0.remove(&before));
                self.0.insert((account.clone(), row.id.clone().unwrap()), row.clone());
            }
        }
    }

    fn sum(&self, account: &ProviderId) -> rust_decimal::Decimal {
        let posted = self.0.iter().filter(|((of, _), row)| of == account && row.status == TxnStatus::Posted);
        posted.map(|(_, row)| row.amount.amount()).sum()
    }
}

/// Pulls until there is no more, and leaves the cursor in the request.
fn fill(request: &mut Request, kept: &mut Kept) -> Vec<Batch> {
    let mut batches = Vec::new();
    loop {
        let batch = pull(request).unwrap();
        kept.take(&batch);
        request.cursor = batch.cursor.after(request.cursor.take());
        let more = batch.more;
        batches.push(batch);
        assert!(batches.len() < 20);
        if !more {
            return batches;
        }
    }
}

fn normal() -> World {
    World::new(1, Scenario::Normal, day(22))
}

/// What the world shows, to hold a keeper's book against.
fn shown(world: &World, bank: SimBank, moment: Moment) -> Vec<(String, Cents, bool)> {
    let rows = world.at(bank, moment).accounts.into_iter().flat_map(|account| account.rows);
    let mut rows: Vec<_> = rows.map(|row| (row.id, row.amount, row.status == TxnStatus::Posted)).collect();
    rows.sort();
    rows
}

fn held(kept: &Kept) -> Vec<(String, Cents, bool)> {
    let cents = |money: Money| Cents::try_from(money.amount().mantissa()).unwrap();
    let row = |((_, id), row): (&(ProviderId, ProviderId), &Row)| {
        (id.as_str().to_owned(), cents(row.amount), row.status == TxnStatus::Posted)
    };
    let mut rows: Vec<_> = kept.0.iter().map(row).collect();
    rows.sort();
    rows
}

#[test]
fn the_history_comes_newest_first_and_whole() {
    for bank in SimBank::ALL {
        let (mut request, mut kept) = (request(bank, Scenario::Normal), Kept::default());
        let batches = fill(&mut request, &mut kept);
        assert_eq!(batches.len(), 9, "two years in stretches of 90 days");
        let Changes::Window { from, to, .. } = &batches[0].changes[0] else { panic!("a window") };
        assert_eq!((*to, (*to - *from).num_days()), (day(22), 89));
        assert_eq!(held(&kept), shown(&normal(), bank, Moment::opening(day(22))));
    }
}

#[test]
fn a_day_of_pulls_keeps_the_book_equal_to_the_world() {
    for (bank, scenario) in SimBank::ALL.map(|bank| (bank, Scenario::Normal)).into_iter().chain([
        (SimBank::Chase, Scenario::FraudBurst),
        (SimBank::WellsFargo, Scenario::Tip),
        (SimBank::WellsFargo, Scenario::DroppedPending),
    ]) {
        let (mut request, mut kept) = (request(bank, scenario), Kept::default());
        fill(&mut request, &mut kept);
        let first = pull(&request).unwrap();
        let opened = |batch: &Batch, kept: &Kept| -> Vec<_> {
            let accounts = batch.accounts.iter();
            accounts.map(|a| a.balance.as_ref().unwrap().current.unwrap().amount() - kept.sum(&a.provider_id)).collect()
        };
        let opening = opened(&first, &kept);
        let world = World::new(1, scenario, day(22));
        for minute in 0..(MIDNIGHT - 480) {
            request.clock.now = noon() + TimeDelta::seconds(minute.into());
            let due = request.cursor.as_deref().and_then(Bookmark::read).unwrap();
            let moment = Moment::new(day(22), 480 + minute);
            // a dashboard pulls only when the bank said that something comes
            let event = world.next_event(bank, due.clock);
            if event != Some(moment) {
                continue;
            }
            let batch = pull(&request).unwrap();
            kept.take(&batch);
            request.cursor = batch.cursor.after(request.cursor.take());
            assert_eq!(held(&kept), shown(&world, bank, moment), "{bank:?} {scenario:?} {moment:?}");
            assert_eq!(opened(&batch, &kept), opening, "balances move as rows do");
        }
    }
}

#[test]
fn the_next_event_is_told_in_real_time() {
    let mut request = request(SimBank::Chase, Scenario::FraudBurst);
    fill(&mut request, &mut Kept::default());
    let batch = pull(&request).unwrap();
    let world = World::new(1, Scenario::FraudBurst, day(22));
    let event = world.next_event(SimBank::Chase, Moment::opening(day(22))).unwrap();
    assert_eq!(batch.next, Some(noon() + TimeDelta::seconds(i64::from(event.minute) - 480)));
    request.settings.remove("live");
    assert_eq!(pull(&request).unwrap().next, None, "nothing comes while nobody looks");
}

#[test]
fn a_pause_in_the_middle_of_the_history_leaves_no_gap() {
    let (mut request, mut kept) = (request(SimBank::Citi, Scenario::Normal), Kept::default());
    request.clock.today = day(1);
    let newest = pull(&request).unwrap();
    kept.take(&newest);
    request.cursor = newest.cursor.after(request.cursor.take());
    request.clock.today = day(22);
    fill(&mut request, &mut kept);
    let mut known = held(&kept);
    let shown = shown(&normal(), SimBank::Citi, Moment::opening(day(22)));
    // the store keeps what has left the bank's two years
    known.retain(|row| shown.contains(row));
    assert_eq!(known, shown);
}

#[test]
fn a_card_of_which_debt_is_written_positive_is_turned_round() {
    let card = |scenario| {
        let batch = pull(&request(SimBank::Chase, scenario)).unwrap();
        (batch.accounts.clone(), batch.changes)
    };
    assert_eq!(card(Scenario::SignFlip), card(Scenario::Normal));
}

#[test]
fn a_relinked_bank_gives_its_history_anew() {
    let (mut request, mut kept) = (request(SimBank::Chase, Scenario::Normal), Kept::default());
    fill(&mut request, &mut kept);
    request.settings.insert("scenario".into(), Setting::Text("relink".into()));
    let mut anew = Kept::default();
    assert_eq!(fill(&mut request, &mut anew).len(), 9);
    assert_eq!(anew.0.len(), kept.0.len());
    assert!(anew.0.keys().all(|key| !kept.0.contains_key(key)));
}

#[test]
fn troubles_are_told_with_their_kind() {
    let kind = |bank, scenario| pull(&request(bank, scenario)).unwrap_err().0.kind;
    let until = Some(noon() + TimeDelta::minutes(30));
    assert_eq!(kind(SimBank::WellsFargo, Scenario::RateLimit), ProblemKind::RateLimited { until });
    assert_eq!(kind(SimBank::WellsFargo, Scenario::OfflineBank), ProblemKind::Offline);
    assert_eq!(kind(SimBank::PayPal, Scenario::Malformed), ProblemKind::Malformed);
    for (scenario, bank, days, told) in
        [(Scenario::ExpiredConsent, SimBank::Citi, 3, 1), (Scenario::Stale, SimBank::AmericanExpress, 4, 0)]
    {
        let batch = pull(&request(bank, scenario)).unwrap();
        assert_eq!(batch.accounts[0].balance.as_ref().unwrap().as_of, Some(noon() - TimeDelta::days(days)));
        assert_eq!(batch.problems.len(), told);
        assert!(batch.problems.iter().all(|problem| problem.kind == ProblemKind::NeedsReauth));
    }
}

#[test]
fn old_figures_never_overwrite_newer_rows() {
    let (mut request, mut kept) = (request(SimBank::Citi, Scenario::Normal), Kept::default());
    fill(&mut request, &mut kept);
    request.settings.insert("scenario".into(), Setting::Text("expired-consent".into()));
    assert_eq!(pull(&request).unwrap().changes, []);
}

#[test]
fn a_slow_bank_says_how_far_it_has_come() {
    let onlooker = Onlooker::default();
    run(wait(0, &onlooker));
    let told = onlooker.0.into_inner().unwrap();
    assert_eq!(told, (0..=STEPS).map(|done| (done, STEPS)).collect::<Vec<_>>());
}

struct Answers(BTreeMap<&'static str, &'static str>);

impl Dialog for Answers {
    fn ask(&mut self, field: &Field) -> Result<Option<Secret>, PullError> {
        Ok(self.0.get(field.key).map(|answer| Secret::new((*answer).to_owned())))
    }

    fn say(&mut self, _words: &str) {}

    fn show(&mut self, _address: &str) {}
}

#[test]
fn linking_asks_for_the_bank_and_keeps_no_secret() {
    let connector = (registered("sandbox").unwrap().connector)();
    let link = |answers: &[(&'static str, &'static str)]| {
        let mut dialog = Answers(answers.iter().copied().collect());
        let host = Arc::new(Onlooker::default());
        let clock = Clock { now: noon(), today: day(22) };
        run(connector.link(&mut dialog, &Linking { clock, settings: Settings::new(), known: None, host }))
    };
    let linked = link(&[("bank", "citi"), ("seed", "7")]).unwrap();
    assert!(linked.secret.is_none());
    assert_eq!(linked.settings["seed"], Setting::Number(7));
    assert!(link(&[]).is_err() && link(&[("bank", "citi"), ("seed", "seven")]).is_err());
}
