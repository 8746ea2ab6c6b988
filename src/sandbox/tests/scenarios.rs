//! Each scenario does what its words say, and nothing to the days before.

use super::*;

const TODAY: (i32, u32, u32) = (2026, 11, 22);

fn world(scenario: Scenario) -> World {
    World::new(1, scenario, day(TODAY.0, TODAY.1, TODAY.2))
}

/// Rows that the scenario has and the normal day has not.
fn added(world: &World, at: Moment) -> Vec<TruthRow> {
    let usual = normal(1, world.today()).truth(at);
    world.truth(at).into_iter().filter(|row| !usual.contains(row)).collect()
}

fn at(world: &World, minute: u16) -> Moment {
    Moment::new(world.today(), minute)
}

#[test]
fn last_nights_bills_post_with_their_tips() {
    let world = world(Scenario::Tip);
    let (before, after) = (added(&world, at(&world, OPENING)), added(&world, at(&world, 490)));
    assert_eq!((before.len(), after.len()), (2, 2));
    for (pending, posted) in before.iter().zip(&after) {
        assert_eq!((pending.status, posted.status), (TxnStatus::Pending, TxnStatus::Posted));
        assert_eq!(posted.amount, pending.amount + pending.amount * 20 / 100);
        assert_eq!(posted.ids.len(), 2, "both banks give the booked row a new id");
    }
    let view = world.at(SimBank::Chase, at(&world, 490));
    let linked =
        view.accounts.iter().flat_map(|view| &view.rows).find(|row| row.replaces == before[0].ids.first().cloned());
    assert!(linked.is_some(), "Chase names the pending row");
}

#[test]
fn the_test_of_a_dollar_comes_before_the_large_charges() {
    let world = world(Scenario::FraudBurst);
    let night = added(&world, at(&world, OPENING));
    assert_eq!(night.len(), 3, "a test and two large charges before the day opens");
    assert_eq!(night[0].amount, -100);
    assert!(night[1..].iter().all(|row| row.amount < -40_000));
    assert_eq!(added(&world, at(&world, 495)).len(), 4, "and one while one looks");
}

#[test]
fn a_hold_is_let_go_and_leaves_no_row() {
    let world = world(Scenario::DroppedPending);
    let ids = |minute| -> BTreeSet<_> { shown(&world, at(&world, minute)).into_keys().collect() };
    let gone: Vec<_> = added(&world, at(&world, OPENING)).into_iter().map(|row| row.ids[0].clone()).collect();
    assert_eq!(gone.len(), 2);
    let has = |minute: u16, id: &String| ids(minute).iter().any(|(_, other)| other == id);
    assert!(gone.iter().all(|id| has(489, id) && !has(490, id)));
}

#[test]
fn a_store_charges_twice() {
    let world = world(Scenario::Duplicate);
    let rows = added(&world, at(&world, OPENING));
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].amount, rows[0].merchant), (rows[1].amount, rows[1].merchant));
    assert_ne!(rows[0].ids, rows[1].ids);
}

#[test]
fn a_relinked_bank_gives_every_row_and_account_a_new_id() {
    let (new, old) = (world(Scenario::Relink), world(Scenario::Normal));
    let opening = at(&new, OPENING);
    let known: BTreeSet<_> =
        old.truth(opening).into_iter().flat_map(|row| row.ids.into_iter().chain([row.account])).collect();
    for row in new.truth(opening) {
        let changed = !known.contains(&row.account) && row.ids.iter().all(|id| !known.contains(id));
        assert_eq!(changed, row.bank == SimBank::Chase, "{row:?}");
    }
    assert_eq!(new.movements, old.movements, "and the money is the same");
}

#[test]
fn a_bank_that_counts_what_is_owed_turns_only_its_cards_round() {
    let (flipped, plain) = (world(Scenario::SignFlip), world(Scenario::Normal));
    let opening = at(&plain, OPENING);
    let (ours, theirs) = (plain.at(SimBank::Chase, opening), flipped.at(SimBank::Chase, opening));
    assert!(theirs.owed_positive && !ours.owed_positive);
    for (ours, theirs) in ours.accounts.iter().zip(&theirs.accounts) {
        let sign = if ours.account == SimAccount::ChaseCard { -1 } else { 1 };
        assert_eq!(theirs.current, sign * ours.current);
        assert!(ours.rows.iter().zip(&theirs.rows).all(|(ours, theirs)| theirs.amount == sign * ours.amount));
    }
}

#[test]
fn figures_of_a_troubled_bank_are_days_old() {
    for (scenario, bank, days) in
        [(Scenario::ExpiredConsent, SimBank::Citi, 3), (Scenario::Stale, SimBank::AmericanExpress, 4)]
    {
        let world = world(scenario);
        let view = world.at(bank, at(&world, OPENING));
        assert_eq!(view.at, Moment::opening(before(world.today(), days)));
        assert!(view.accounts.iter().flat_map(|account| &account.rows).all(|row| row.date() <= view.at.day));
        assert_eq!(world.at(SimBank::Chase, at(&world, OPENING)).at, at(&world, OPENING));
    }
}

#[test]
fn a_malformed_answer_names_an_account_twice() {
    let world = world(Scenario::Malformed);
    let ids: Vec<_> =
        world.at(SimBank::PayPal, at(&world, OPENING)).accounts.into_iter().map(|account| account.id).collect();
    assert_eq!((ids.len(), &ids[0]), (2, &ids[1]));
}

#[test]
fn no_scenario_touches_the_past() {
    for scenario in Scenario::ALL.into_iter().filter(|scenario| *scenario != Scenario::Relink) {
        let world = world(scenario);
        let early = Moment::new(before(world.today(), 1), 1_000);
        assert_eq!(added(&world, early), [], "{scenario:?}");
    }
}
