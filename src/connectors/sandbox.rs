//! The simulated banks as a connection: the same road as a real bank's, without a socket, a secret or a budget.
//! Its bookmark holds how far the virtual clock and the back-fill have come, so that neither runs backwards over a restart.
//!
//! The virtual clock stands still at 08:00 of a day, unless the setting `live` is given (the program around sets it for an open
//! dashboard): then one virtual minute passes in each second. `live = true` counts from the last pull; a number counts from that
//! second since 1970 at the earliest, so that time does not pass while the dashboard is closed.

mod bookmark;
mod settings;
mod translate;

use std::time::Duration;

use chrono::{Days, NaiveDate, TimeDelta};
use futures_util::future::BoxFuture;

use self::bookmark::Bookmark;
use self::settings::Chosen;
use super::{
    Connector, Dialog, Field, FieldKind, Host, Linked, Linking, PullError, Registered, Request, Revoked, Settings,
};
use crate::domain::{Batch, Changes, Clean, Clock, Cursor, Policy, Problem, ProblemKind, Scope};
use crate::sandbox::{AccountView, BankView, Moment, Scenario, SimBank, Trouble, World};

const BANK: Field = Field {
    key: "bank",
    kind: FieldKind::Text,
    required: true,
    help: "chase, wells-fargo, citi, american-express or paypal",
};
const SEED: Field =
    Field { key: "seed", kind: FieldKind::Number, required: false, help: "another number is another person's life" };
const SCENARIO: Field = Field {
    key: "scenario",
    kind: FieldKind::Text,
    required: false,
    help: "what happens today: normal, relink, tip, ...",
};

/// Its row in the table of connectors.
pub const ROW: Registered = Registered {
    kind: "sandbox",
    about: "a simulated bank with two years of a person's habits; needs no account and opens no connection",
    reads: "made-up balances and transactions",
    fields: &[BANK, SEED, SCENARIO],
    policy: Policy { requests_per_day: None, every_minutes: None, overlap_days: OVERLAP, history_days: 730 },
    places: None,
    connector: || Box::new(Sandbox),
};

/// Days that a pull reaches back before what is known: no authorisation lives longer.
const OVERLAP: u32 = 10;

/// Days of history in one answer.
const PAGE: u64 = 90;

/// Progress steps of a bank that is slow.
const STEPS: u32 = 10;

/// The oldest day that a connection with that cursor has been given, and the one whose course it has seen last; `None` for what is
/// no cursor of the sandbox.
pub fn known_span(cursor: &str) -> Option<(NaiveDate, NaiveDate)> {
    Bookmark::read(cursor).map(|bookmark| (bookmark.back, bookmark.clock.day))
}

struct Sandbox;

impl Connector for Sandbox {
    fn kind(&self) -> &'static str {
        ROW.kind
    }

    fn link<'a>(
        &'a self,
        dialog: &'a mut dyn Dialog,
        _linking: &'a Linking,
    ) -> BoxFuture<'a, Result<Linked, PullError>> {
        Box::pin(async move {
            let mut settings = Settings::new();
            for field in ROW.fields {
                if let Some(answer) = dialog.ask(field)? {
                    let setting = settings::read(field, answer.expose())?;
                    settings.insert(field.key.to_owned(), setting);
                }
            }
            Chosen::of(&settings)?;
            Ok(Linked { secret: None, settings })
        })
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        Box::pin(async move {
            let chosen = Chosen::of(&request.settings)?;
            let known = request.cursor.as_deref().and_then(Bookmark::read);
            let trouble = chosen.scenario.trouble(chosen.bank);
            if let Some(refusal) = trouble.and_then(|trouble| refused(chosen.bank, trouble, request.clock)) {
                return Err(refusal);
            }
            let world = World::new(chosen.seed, chosen.scenario, request.clock.today);
            if let Some(Trouble::Slow { seconds }) = trouble
                && known.as_ref().is_none_or(|known| known.back <= world.first())
            {
                wait(seconds, &*request.host).await;
            }
            answer(request, &chosen, &world, known)
        })
    }

    /// Nothing was ever granted.
    fn revoke<'a>(&'a self, _request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        Box::pin(async { Ok(Revoked::AtProvider) })
    }
}

async fn wait(seconds: u32, host: &dyn Host) {
    for step in 0..STEPS {
        host.progress(step, STEPS);
        tokio::time::sleep(Duration::from_secs(seconds.into()) / STEPS).await;
    }
    host.progress(STEPS, STEPS);
}

/// Why a bank in trouble says nothing at all.
fn refused(bank: SimBank, trouble: Trouble, clock: Clock) -> Option<PullError> {
    let name = bank.name();
    match trouble {
        Trouble::RateLimited { minutes } => {
            let until = clock.now.checked_add_signed(TimeDelta::minutes(minutes.into()));
            let words = format!("{name} was asked too often and refuses for {minutes} minutes; its last figures stand");
            Some(PullError::new(ProblemKind::RateLimited { until }, &words))
        }
        Trouble::Offline => {
            let words = format!("{name} cannot be reached; its last figures stand, try again when the network is back");
            Some(PullError::new(ProblemKind::Offline, &words))
        }
        _ => None,
    }
}

/// One answer: the accounts, the newest days, and the next older stretch of the history while it is not whole.
fn answer(request: &Request, chosen: &Chosen, world: &World, known: Option<Bookmark>) -> Result<Batch, PullError> {
    let Clock { now, .. } = request.clock;
    let moment = bookmark::moment(known.as_ref(), request.clock, world.today(), chosen.live);
    let view = world.at(chosen.bank, moment);
    translate::refuse_nonsense(&view)?;
    let relinked = chosen.scenario.relinked(chosen.bank);
    let (windows, back) = windows(world.first(), &view, known.filter(|known| known.relinked == relinked), moment);
    let mut changes = Vec::new();
    for account in &view.accounts {
        for (from, to) in &windows {
            changes.push(window(&view, account, *from, *to)?);
        }
    }
    let age = TimeDelta::days((moment.day - view.at.day).num_days());
    let as_of = now.checked_sub_signed(age).unwrap_or(now);
    let accounts =
        view.accounts.iter().map(|account| translate::account(&view, account, as_of)).collect::<Result<_, _>>()?;
    Ok(Batch {
        accounts,
        changes,
        cursor: Cursor::Set(Bookmark { clock: moment, real: now.timestamp(), back, relinked }.write()),
        problems: problems(chosen.bank, chosen.scenario),
        more: back > world.first(),
        next: chosen.live.and_then(|_| next(world, chosen.bank, moment, request.clock)),
        ..Batch::new(request.connection.clone(), now)
    })
}

/// The stretches of days to give, first and last day of each, and the oldest day given by then. The newest stretch is left out
/// when the bank's figures are older than what it gave before.
fn windows(
    first: NaiveDate,
    view: &BankView<'_>,
    known: Option<Bookmark>,
    moment: Moment,
) -> (Vec<(NaiveDate, NaiveDate)>, NaiveDate) {
    let earlier = |day: NaiveDate, days| day.checked_sub_days(Days::new(days)).unwrap_or(first).max(first);
    let newest = view.at.day;
    let Some(known) = known else {
        let back = earlier(newest, PAGE - 1);
        return (vec![(back, newest)], back);
    };
    let went_back = known.clock > moment;
    let mut windows = Vec::new();
    if known.clock <= view.at || went_back {
        windows.push((earlier(known.clock.day.min(newest), OVERLAP.into()), newest));
    }
    let mut back = known.back.min(newest);
    if let Some(to) = back.pred_opt().filter(|_| back > first) {
        back = earlier(back, PAGE);
        windows.push((back, to));
    }
    (windows, back)
}

fn window(
    view: &BankView<'_>,
    account: &AccountView<'_>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Changes, PullError> {
    let within = account.rows.iter().filter(|row| (from..=to).contains(&row.date()));
    let rows = within.map(|row| translate::row(view, account, row)).collect::<Result<_, _>>()?;
    Ok(Changes::Window { account: translate::id(&account.id)?, from, to, complete: true, rows })
}

fn problems(bank: SimBank, scenario: Scenario) -> Vec<Problem> {
    let Some(Trouble::ConsentExpired { days }) = scenario.trouble(bank) else { return Vec::new() };
    let name = bank.name();
    let words =
        format!("{name}'s consent ended {days} days ago and its figures are of that day: sign in at {name} again");
    vec![Problem { scope: Scope::Connection, kind: ProblemKind::NeedsReauth, message: Clean::new(&words) }]
}

/// When the bank has something new, while today's virtual time runs. Tomorrow's opens with tomorrow's first pull.
fn next(world: &World, bank: SimBank, moment: Moment, clock: Clock) -> Option<chrono::DateTime<chrono::Utc>> {
    let event = world.next_event(bank, moment).filter(|event| event.day == moment.day)?;
    clock.now.checked_add_signed(TimeDelta::seconds(event.minutes_since(moment)))
}

#[cfg(test)]
mod tests;
