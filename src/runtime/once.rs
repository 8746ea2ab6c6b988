//! One sync without a dashboard: every connection at the same time, then back with the keeper.

use std::io;

use super::clock::Wall;
use super::desk::Office;
use super::keeper::Keeper;
use super::link::Link;
use super::pull::{MAX_ANSWERS, Outcome, Surroundings};
use crate::connectors::{PullError, Revoked};

/// Syncs these connections and waits for all of them. Outcomes come in the order of the links.
pub fn sync_once(keeper: Keeper, links: &[Link], wall: Wall, offline: bool) -> io::Result<(Keeper, Vec<Outcome>)> {
    sync(keeper, links, wall, offline, MAX_ANSWERS)
}

/// Fetches the first answer of a connection that was just linked, to see whether it works and what accounts there are.
pub fn try_once(keeper: Keeper, link: &Link, wall: Wall) -> io::Result<(Keeper, Option<Outcome>)> {
    let (keeper, outcomes) = sync(keeper, std::slice::from_ref(link), wall, false, 1)?;
    Ok((keeper, outcomes.into_iter().next()))
}

/// Ends the consent of a connection at its provider, or says where the person must go.
pub fn revoke_once(keeper: Keeper, link: &Link, wall: Wall) -> io::Result<(Keeper, Result<Revoked, PullError>)> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let office = Office::open(keeper, wall, None)?;
    let around = Surroundings { desk: office.desk(), wall, offline: false, screen: None, answers: 1 };
    let revoked = runtime.block_on(around.revoke(link.clone()));
    runtime.shutdown_background();
    Ok((closed(office)?, revoked))
}

fn sync(
    keeper: Keeper,
    links: &[Link],
    wall: Wall,
    offline: bool,
    answers: usize,
) -> io::Result<(Keeper, Vec<Outcome>)> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let office = Office::open(keeper, wall, None)?;
    let around = Surroundings { desk: office.desk(), wall, offline, screen: None, answers };
    let outcomes = runtime.block_on(async {
        // what waits for a network runs at the same time; what costs nothing runs in its turn, so that the same sandbox gives the
        // same local ids every time
        let (waiting, free): (Vec<_>, Vec<_>) = links.iter().partition(|link| link.policy.requests_per_day.is_some());
        let tasks: Vec<_> = waiting.into_iter().map(|link| tokio::spawn(around.clone().sync(link.clone()))).collect();
        let mut outcomes = Vec::new();
        for link in free {
            outcomes.push(around.clone().sync(link.clone()).await);
        }
        for task in tasks {
            // a task cannot panic: its pull is caught; it could only be cancelled, and nobody does
            outcomes.extend(task.await);
        }
        let place = |outcome: &Outcome| links.iter().position(|link| link.id == outcome.connection);
        outcomes.sort_by_key(place);
        outcomes
    });
    runtime.shutdown_background();
    drop(around);
    Ok((closed(office)?, outcomes))
}

fn closed(office: Office) -> io::Result<Keeper> {
    office.close().ok_or_else(|| io::Error::other("the keeper of the store broke: run `passbook check`"))
}
