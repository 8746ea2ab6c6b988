//! Links from posted rows to pending ones, in any order of arrival.

use super::super::testing::*;
use crate::domain::{Changes, RowCounts, TxnStatus};

fn run(steps: Vec<Changes>) -> World {
    let mut world = World::new();
    for (on, step) in (5..).zip(steps) {
        world.api(on, step);
    }
    world
}

#[test]
fn a_posting_is_no_removal_whatever_comes_first() {
    let held = [pending("p", 3, "-20", "HOLD")];
    let booked = [replacing("p", posted("t", 5, "-24", "LUIGI"))];
    let both = [held[0].clone(), booked[0].clone()];
    for (steps, order) in [
        (vec![delta(&held, &[]), delta(&booked, &["p"])], "as documented"),
        (vec![delta(&held, &[]), delta(&[], &["p"]), delta(&booked, &[])], "removed first"),
        (vec![delta(&held, &[]), delta(&booked, &[]), delta(&[], &["p"])], "removed last"),
        (vec![delta(&booked, &["p"]), delta(&held, &[])], "pending last"),
        (vec![delta(&both, &["p"])], "all at once"),
        (vec![delta(&both, &[])], "both without a removal"),
    ] {
        assert_eq!(run(steps).shown(), ["5 -24.00 posted"], "{order}");
    }
}

#[test]
fn a_missing_link_is_made_good_by_the_row_that_was_taken_back() {
    let held = [pending("p1", 4, "-4.50", "BLUE BOTTLE"), pending("p2", 3, "-4.50", "BLUE BOTTLE")];
    let world = run(vec![delta(&held, &[]), delta(&[posted("t", 5, "-4.50", "BLUE BOTTLE")], &["p2"])]);
    assert_eq!(world.shown(), ["4 -4.50 pending", "5 -4.50 posted"]);
    assert!(world.rows()[1].has_id(&conn("api"), &pid("p2")), "the one taken back goes before the nearer one");
}

#[test]
fn a_pending_id_that_posts_after_a_wrong_guess_is_a_row_of_its_own() {
    let held = [pending("p", 4, "-4.50", "BLUE BOTTLE")];
    let guess = [posted("t", 5, "-4.50", "BLUE BOTTLE")];
    let own = [posted("t", 5, "-4.50", "BLUE BOTTLE"), posted("p", 6, "-4.50", "BLUE BOTTLE")];
    let world = run(vec![window(1, 4, &held), window(1, 5, &guess), window(1, 6, &own), window(1, 7, &own)]);
    assert_eq!(world.shown(), ["5 -4.50 posted", "6 -4.50 posted"]);
}

#[test]
fn a_link_that_comes_late_lets_the_pending_row_go() {
    let held = [pending("p", 3, "-20", "HOLD")];
    let (plain, linked) = (posted("t", 5, "-24", "LUIGI"), replacing("p", posted("t", 5, "-24", "LUIGI")));
    let world = run(vec![delta(&held, &[]), delta(&[plain], &[]), delta(&[linked], &[])]);
    assert_eq!(world.shown(), ["3 -20.00 dropped", "5 -24.00 posted"]);
}

#[test]
fn rows_that_a_source_calls_removed_are_taken_back() {
    let row = posted("a", 3, "-5", "SHOES");
    let mut gone = row.clone();
    gone.status = TxnStatus::Removed;
    let mut world = World::new();
    world.api(3, window(1, 9, &[row]));
    assert_eq!(world.api(4, window(1, 9, &[gone])), RowCounts { removed: 1, ..RowCounts::default() });
    assert_eq!(world.only().status, TxnStatus::Removed);
}

#[test]
fn a_like_purchase_is_not_the_posting_of_a_row_that_still_waits() {
    let held = [pending("p", 5, "-4.50", "BLUE BOTTLE")];
    let other = [posted("t", 8, "-4.50", "BLUE BOTTLE")];
    let own = [posted("p", 11, "-4.50", "BLUE BOTTLE")];
    let world = run(vec![delta(&held, &[]), delta(&other, &[]), delta(&own, &[])]);
    assert_eq!(world.shown(), ["8 -4.50 posted", "11 -4.50 posted"]);
}

#[test]
fn a_row_that_posts_while_the_bank_is_linked_anew_is_posted_once() {
    let mut world = World::new();
    world.api(4, delta(&[pending("p", 3, "-20", "TST* LUIGI")], &[]));
    let anew = of_account("acc-2", delta(&[replacing("q", posted("t", 5, "-20", "TST* LUIGI"))], &[]));
    world.take(&batch("api", vec![seen("acc-2")], vec![anew], 6), 6);
    assert_eq!(world.shown(), ["5 -20.00 posted"]);
}

#[test]
fn of_two_sources_the_one_that_is_first_after_a_telling_owns_the_row() {
    let mut world = World::new();
    world.api(3, window(1, 3, &[replacing("p", posted("t", 2, "-5", "SHOES"))]));
    world.file(3, window(1, 3, &[plain(2, "-5", "SHOES")]));
    let anew = of_account("acc-2", window(1, 4, &[replacing("q", posted("u", 2, "-5", "SHOES"))]));
    world.take(&batch("api", vec![seen("acc-2")], vec![anew], 4), 4);
    assert_eq!(world.only().details().replaces, Some(pid("q")));
}
