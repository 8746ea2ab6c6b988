//! One test for each trap of a single source that users of other programs fell into: ids, pending rows, twins, removals.

use super::super::testing::*;
use crate::domain::{Match, RowCounts, TxnStatus};

#[test]
fn the_same_answer_again_counts_same_and_rewrites_nothing() {
    let mut world = World::new();
    let rows = [posted("a", 3, "-4.50", "BLUE BOTTLE"), pending("b", 5, "-9", "LYFT RIDE")];
    assert_eq!(world.api(6, window(1, 6, &rows)).new, 2);
    let again = world.take(&batch("api", vec![seen("acc")], vec![window(1, 6, &rows)], 7), 7);
    assert_eq!((again.record.unwrap().rows.same, again.blocks.len(), again.accounts.len()), (2, 0, 0));
}

#[test]
fn a_pending_row_becomes_posted_and_keeps_its_local_id() {
    // pending row, posted row, how it is recognised
    for (held, booked, how) in [
        (pending("p", 3, "-20", "TST* LUIGI"), posted("p", 5, "-24", "TST* LUIGI"), Match::SameId),
        (pending("p", 3, "-20", "HOLD"), replacing("p", posted("t", 5, "-24", "LUIGI")), Match::Linked),
        (pending("p", 3, "-20", "TST* LUIGI"), posted("t", 5, "-20", "TST* LUIGI"), Match::Scored(100)),
        (pending("p", 3, "-20", "TST* LUIGI"), posted("t", 5, "-24", "TST* LUIGI"), Match::Scored(60)),
        (pending("p", 3, "-1", "SHELL OIL 12"), posted("t", 4, "-41.17", "SHELL OIL 12"), Match::Scored(60)),
    ] {
        let mut world = World::new();
        world.api(3, window(1, 3, std::slice::from_ref(&held)));
        let id = world.only().id;
        assert_eq!(
            world.api(5, window(1, 5, std::slice::from_ref(&booked))),
            RowCounts { posted: 1, ..RowCounts::default() }
        );
        let row = world.only();
        assert_eq!((row.id, row.status, row.details().matched), (id, TxnStatus::Posted, Some(how)));
        assert_eq!((row.amount, row.details().life[0].amount), (booked.amount, held.amount));
        assert_eq!(row.occurred, Some(day(3)), "the day of the purchase is kept");
        world.api(6, window(1, 6, &[booked.clone(), held.clone()]));
        assert_eq!(world.only().status, TxnStatus::Posted, "a late pending copy does not reopen it");
        world.api(7, partial(1, 7, &[held]));
        assert_eq!(world.only().status, TxnStatus::Posted, "nor does one that comes alone");
    }
}

#[test]
fn a_merchant_that_takes_no_tips_keeps_both_rows() {
    let mut world = World::new();
    world.api(3, window(1, 3, &[pending("p", 3, "-20", "HARDWARE STORE")]));
    world.api(5, window(1, 5, &[posted("t", 5, "-24", "HARDWARE STORE")]));
    assert_eq!(world.shown(), ["3 -20.00 dropped", "5 -24.00 posted"]);
}

#[test]
fn a_pending_row_without_ids_becomes_posted_once() {
    let mut world = World::new();
    let (mut held, booked) = (pending("p", 3, "-20", "TST* LUIGI"), plain(5, "-20", "TST* LUIGI"));
    held.id = None;
    world.api(3, window(1, 3, std::slice::from_ref(&held)));
    world.api(5, window(1, 5, std::slice::from_ref(&booked)));
    assert_eq!(world.shown(), ["5 -20.00 posted"]);
    world.api(6, window(1, 6, &[booked, held]));
    assert_eq!(world.shown(), ["5 -20.00 posted"], "a late copy without an id is recognised too");
}

#[test]
fn of_two_equal_authorisations_the_nearest_is_taken_whatever_the_order() {
    for turned in [false, true] {
        let mut rows = vec![pending("p1", 3, "-4.50", "BLUE BOTTLE"), pending("p2", 5, "-4.50", "BLUE BOTTLE")];
        if turned {
            rows.reverse();
        }
        let mut world = World::new();
        world.api(5, delta(&rows, &[]));
        world.api(6, partial(1, 6, &[posted("t", 6, "-4.50", "BLUE BOTTLE")]));
        assert_eq!(world.shown(), ["3 -4.50 pending", "6 -4.50 posted"]);
        assert!(world.rows()[1].has_id(&conn("api"), &pid("p2")));
    }
}

#[test]
fn a_complete_window_drops_the_authorisation_that_it_lacks_and_it_may_come_back() {
    let mut world = World::new();
    let held = pending("p", 3, "-20", "LUIGI");
    world.api(3, window(1, 3, std::slice::from_ref(&held)));
    assert_eq!(world.api(4, partial(1, 4, &[])).dropped, 0, "an incomplete answer says nothing");
    assert_eq!(world.api(5, window(4, 5, &[])).dropped, 0, "nor does one of other days");
    assert_eq!(world.api(6, window(1, 6, &[])).dropped, 1);
    world.api(7, window(1, 7, &[held]));
    assert_eq!(world.shown(), ["3 -20.00 pending"]);
    world.api(8, window(1, 8, &[]));
    world.api(9, window(1, 9, &[posted("t", 9, "-20", "LUIGI")]));
    assert_eq!(world.only().status, TxnStatus::Posted, "one that was dropped a day too early is posted");
}

#[test]
fn an_authorisation_that_never_posts_is_let_go_after_ten_days() {
    for (today, from, dropped) in [(13, 1, 0), (14, 1, 1), (17, 10, 0), (18, 10, 1)] {
        let mut world = World::new();
        world.api(3, partial(1, 3, &[pending("p", 3, "-20", "LUIGI")]));
        assert_eq!(world.api(today, partial(from, today, &[])).dropped, dropped, "on day {today} from {from}");
        assert_eq!(world.api(today, delta(&[], &[])).dropped, 0, "a source of changes says nothing by silence");
    }
}

#[test]
fn a_posted_row_never_goes_away_by_itself_and_is_marked_once() {
    let mut world = World::new();
    let row = posted("a", 3, "-4.50", "BLUE BOTTLE");
    world.api(3, window(1, 3, std::slice::from_ref(&row)));
    assert_eq!(world.api(4, window(1, 4, &[])).missing, 1);
    assert_eq!(world.api(5, window(1, 5, &[])).missing, 0);
    assert_eq!(world.only().details().missing_since, Some(noon(4)));
    assert_eq!(world.api(6, window(1, 6, &[row])).changed, 1);
    assert_eq!((world.only().status, world.only().details().missing_since), (TxnStatus::Posted, None));
}

#[test]
fn a_row_taken_back_by_name_stays_as_a_tombstone_and_may_come_back() {
    let mut world = World::new();
    let row = posted("a", 3, "-4.50", "BLUE BOTTLE");
    world.api(3, delta(std::slice::from_ref(&row), &[]));
    assert_eq!(world.api(4, delta(&[], &["a", "unknown"])).removed, 1);
    assert_eq!((world.only().status, world.only().details().life.len()), (TxnStatus::Removed, 1));
    world.api(5, delta(&[row], &[]));
    assert_eq!(world.only().status, TxnStatus::Posted);
}

#[test]
fn true_twins_stay_two() {
    for twin in [plain(3, "-99", "AIRLINE TICKET"), plain(3, "0.01", "INTEREST")] {
        let mut world = World::new();
        world.api(3, window(1, 3, &[twin.clone(), twin.clone()]));
        assert_eq!(world.api(4, window(1, 4, &[twin.clone(), twin.clone()])).same, 2);
        assert_eq!(world.api(5, window(1, 5, &[twin.clone(), twin.clone(), twin.clone()])).new, 1);
        assert_eq!(
            world.api(6, window(1, 6, std::slice::from_ref(&twin))).missing,
            2,
            "one is found, two are in doubt"
        );
        assert_eq!(world.rows().len(), 3);
    }
}

#[test]
fn an_id_that_a_bank_uses_again_names_another_row() {
    // the first row, the second under the same id, rows in the end
    for (first, second, rows) in [
        (posted("1", 3, "-5", "SHOES"), posted("1", 33, "-7", "BOOKS"), 2),
        (posted("1", 3, "-5", "SHOES"), posted("1", 33, "-5", "BOOKS"), 2),
        (posted("1", 3, "-5", "SHOES"), posted("1", 6, "-7", "SHOES"), 1),
        (posted("1", 3, "-5", "SHOES"), posted("1", 33, "-5", "SHOES"), 1),
    ] {
        let mut world = World::new();
        world.api(3, partial(1, 9, &[first]));
        world.api(33, partial(30, 33, &[second]));
        assert_eq!(world.rows().len(), rows, "{:?}", world.shown());
    }
}

#[test]
fn an_id_that_all_rows_share_identifies_nothing() {
    let rows: Vec<_> = (1..=100).map(|n| posted("0", 1 + n % 28, &format!("-{n}"), "SHOP")).collect();
    let mut world = World::new();
    assert_eq!(world.api(29, window(1, 29, &rows)).new, 100);
    assert_eq!(world.api(30, window(1, 30, &rows)).same, 100);
}

#[test]
fn a_correction_moves_a_row_to_the_month_of_its_new_day() {
    let mut world = World::new();
    world.api(3, partial(1, 9, &[posted("a", 3, "-5", "SHOES")]));
    let counts = world.api(9, partial(1, 9, &[posted("a", 0, "-5", "SHOES")]));
    assert_eq!((counts.changed, world.book.blocks.len()), (1, 1), "the block of November is gone");
    assert_eq!(world.only().posted, Some(day(0)));
}

#[test]
fn a_row_without_any_day_is_dated_by_first_sight_and_stays_one() {
    let mut row = posted("a", 3, "-5", "SHOES");
    (row.posted, row.id) = (None, None);
    let mut world = World::new();
    world.api(3, partial(1, 9, std::slice::from_ref(&row)));
    world.api(8, partial(1, 9, &[row]));
    assert_eq!(world.only().date(), day(3));
}

#[test]
fn posted_wins_when_one_answer_has_the_same_id_twice() {
    let mut world = World::new();
    world.api(5, window(1, 5, &[posted("a", 4, "-24", "LUIGI"), pending("a", 3, "-20", "LUIGI")]));
    assert_eq!(world.shown(), ["4 -24.00 posted"]);
}
