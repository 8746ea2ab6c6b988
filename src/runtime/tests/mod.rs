//! The world's side without a world: a keeper in memory, connectors that do as a test says, and moments that a test names.

mod desk;
mod keeper;
mod link;
mod pull;
mod schedule;
mod sharing;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Keeper, Link, SharedRequest};
use crate::connectors::http::Url;
use crate::connectors::{Asking, Connector, Registered, Whom, registered};
use crate::domain::{
    AccountKind, Bank, Batch, Changes, Clean, Clock, ConnectionId, Currency, Cursor, Money, Policy, Problem,
    ProblemKind, ProviderId, Purpose, Row, Scope, SeenAccount, Text, TxnStatus,
};
use crate::store::Store;

/// Noon of 22 November 2026, and so many seconds.
fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_348_800, 0).unwrap() + TimeDelta::seconds(seconds)
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn clock(seconds: i64) -> Clock {
    Clock { now: moment(seconds), today: today() }
}

fn id(name: &str) -> ConnectionId {
    ConnectionId::new(name).unwrap()
}

/// A kind whose connector is none of the table; asked every quarter of an hour, or only when it says so.
fn link_to(name: &str, every_minutes: Option<u32>, connector: fn() -> Box<dyn Connector>) -> Link {
    let policy = Policy { requests_per_day: Some(2), every_minutes, overlap_days: 3, history_days: 90 };
    let row = Registered { kind: "test", about: "", fields: &[], policy, places: None, connector };
    Link { id: id(name), row: Box::leak(Box::new(row)), settings: crate::connectors::Settings::new(), policy }
}

fn link(name: &str, every_minutes: Option<u32>) -> Link {
    link_to(name, every_minutes, registered("file").unwrap().connector)
}

/// A keeper in memory that knows those connections.
fn keeper(names: &[&str]) -> Keeper {
    let mut keeper = Keeper::open(Store::in_memory().unwrap()).unwrap();
    for name in names {
        keeper.introduce(&id(name), "test");
    }
    keeper
}

fn problem(kind: ProblemKind) -> Problem {
    Problem { scope: Scope::Connection, kind, message: Clean::new("words") }
}

/// A request to a bank on this machine.
fn asking(connection: &str) -> SharedRequest {
    let whom = Whom::Host(Url::parse("https://bank.example").unwrap().0.origin());
    let asking = Asking { whom, purpose: None, days: None };
    SharedRequest { connection: id(connection), kind: "test".into(), asking, purpose: Purpose::Transactions }
}

/// An answer with one account and one row of it.
fn answer(connection: &str) -> Batch {
    let account = ProviderId::new("acc").unwrap();
    let amount = Money::parse("-6.50", Currency::USD).unwrap();
    let row = Row {
        id: ProviderId::new("row"),
        posted: Some(today()),
        ..Row::new(TxnStatus::Posted, amount, Text::new("BLUE BOTTLE COFFEE"))
    };
    let rows = vec![row];
    Batch {
        accounts: vec![seen(&account)],
        changes: vec![Changes::Window { account, from: today(), to: today(), complete: true, rows }],
        cursor: Cursor::Set("page 1".to_owned()),
        ..Batch::new(id(connection), moment(0))
    }
}

fn seen(provider_id: &ProviderId) -> SeenAccount {
    let bank = Bank { key: "bank.example".into(), name: Clean::new("Example Bank") };
    SeenAccount::new(provider_id.clone(), bank, Clean::new("Checking"), AccountKind::Checking, Currency::USD)
}
