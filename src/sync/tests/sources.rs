//! Several ways to one account: a bank linked anew, an API and a file at once, accounts that an answer names wrongly.

use std::sync::Arc;

use super::super::merging::{MergeError, merge};
use super::super::testing::*;
use crate::domain::{AccountKind, Clean, Edit, Problem, ProblemKind, Scope, Slot, TxnEdit, TxnId};

#[test]
fn an_api_and_a_file_tell_one_row_each_movement() {
    let mut world = World::new();
    let told = [posted("a", 3, "-9.99", "NETFLIX.COM"), posted("b", 5, "-4", "CAFE"), posted("c", 5, "-4", "CAFE")];
    world.api(6, window(1, 6, &told));
    // other words, a day later, and the twins
    let filed = [posted("1", 4, "-9.99", "ELECTRONIC PMT"), plain(5, "-4", "CAFE 0012"), plain(5, "-4", "CAFE 0012")];
    let counts = world.file(7, window(1, 6, &filed));
    assert_eq!((counts.new, counts.same, world.book.accounts.len()), (0, 3, 1));
    assert_eq!(world.rows()[0].sources.len(), 2);
    assert_eq!(world.rows()[0].text.raw(), "NETFLIX.COM", "the first source owns the words");
    assert_eq!(world.file(8, window(1, 6, &filed)).same, 3);
    assert_eq!(world.api(8, window(1, 8, &told)).same, 3);
}

#[test]
fn rows_that_both_tell_join_an_account_whose_bank_the_file_does_not_name() {
    let rows = [posted("a", 3, "-9.99", "NETFLIX.COM"), posted("b", 5, "-4", "CAFE"), posted("c", 6, "2000", "ACME")];
    let bank = crate::domain::Bank { key: "bank-10010010".into(), name: Clean::new("Bank 10010010") };
    let account = crate::domain::SeenAccount { bank, name: Clean::new("Checking"), ..seen("mt940::x") };
    let file = |rows: &[_]| batch("file", vec![account.clone()], vec![of_account("mt940::x", partial(1, 6, rows))], 7);
    let api = || batch("api", vec![seen("acc")], vec![window(1, 7, &rows)], 7);
    let named = |row: &crate::domain::Row| crate::domain::Row {
        id: row.id.as_ref().and_then(|id| crate::domain::ProviderId::of_format("mt940", id.as_str())),
        ..row.clone()
    };
    let filed: Vec<_> = rows.iter().map(named).collect();
    for order in [[file(&filed), api()], [api(), file(&filed)]] {
        let mut world = World::new();
        for answer in &order {
            world.take(answer, 7);
        }
        assert_eq!((world.book.accounts.len(), world.rows().len()), (1, 3), "{:?}", world.shown());
        let account = world.book.accounts.values().next().unwrap();
        assert_eq!((account.bank.name.as_str(), account.sources.len()), ("Example Bank", 2), "the api names it");
    }
    let mut world = World::new();
    world.take(&file(&filed[..2]), 7);
    world.take(&api(), 7);
    assert_eq!(world.book.accounts.len(), 2, "a number's tail and two rows prove nothing");
    let mut world = World::new();
    world.take(&api(), 7);
    assert!(
        matches!(merge(&world.book, &file(&filed[..2]), clock(7)), Err(MergeError::Doubt(_))),
        "the person is asked"
    );
}

#[test]
fn a_file_of_other_days_takes_no_row_of_a_neighbouring_day_for_its_own() {
    let mut world = World::new();
    world.api(6, window(4, 6, &[posted("a", 4, "-4", "CAFE")]));
    assert_eq!(world.file(7, window(1, 3, &[posted("1", 3, "-4", "CAFE")])).new, 1);
}

#[test]
fn a_file_may_post_what_an_api_holds_pending() {
    let mut world = World::new();
    world.api(3, window(1, 3, &[pending("p", 3, "-20", "TST* LUIGI")]));
    world.file(5, window(1, 5, &[posted("1", 4, "-24", "TST* LUIGI")]));
    assert_eq!(world.shown(), ["4 -24.00 posted"]);
    world.api(5, window(1, 5, &[pending("p", 3, "-20", "TST* LUIGI")]));
    assert_eq!(world.shown(), ["4 -24.00 posted"], "the api's pending copy is late");
    world.api(6, window(1, 6, &[posted("t", 4, "-24", "TST* LUIGI")]));
    assert_eq!(world.shown(), ["4 -24.00 posted"]);
    assert_eq!(world.only().details().missing_since, None);
}

#[test]
fn a_bank_linked_anew_doubles_nothing_and_keeps_edits() {
    let old = [posted("a", 3, "-9.99", "NETFLIX.COM"), posted("b", 5, "-4", "CAFE"), posted("c", 5, "-4", "CAFE")];
    let new = [posted("x", 4, "-9.99", "NETFLIX COM"), posted("y", 5, "-4", "CAFE"), posted("z", 5, "-4", "CAFE")];
    for connection in ["api", "file"] {
        let mut world = World::new();
        world.api(6, window(1, 6, &old));
        let note = TxnEdit { note: Some(Clean::new("mine")), ..TxnEdit::default() };
        let edited = world.rows()[0].id;
        Arc::make_mut(&mut world.book.edits).apply(&Edit::Txn(edited, note.clone()));
        let relinked = batch(connection, vec![seen("acc-2")], vec![of_account("acc-2", window(1, 7, &new))], 7);
        assert_eq!(world.take(&relinked, 7).record.unwrap().rows.new, 0, "{:?}", world.shown());
        assert_eq!((world.rows().len(), world.book.accounts.len()), (3, 1));
        assert_eq!((world.rows()[0].id, world.book.edit_of(edited)), (edited, &note));
    }
}

#[test]
fn a_late_answer_under_the_old_link_finds_its_rows() {
    let mut world = World::new();
    world.api(6, window(1, 6, &[posted("a", 3, "-9.99", "NETFLIX.COM")]));
    let anew = |id: &str, rows: &[_]| batch("api", vec![seen(id)], vec![of_account(id, window(1, 7, rows))], 7);
    world.take(&anew("acc-2", &[posted("x", 3, "-9.99", "NETFLIX.COM")]), 7);
    world.take(&anew("acc", &[posted("a", 3, "-9.99", "NETFLIX.COM")]), 7);
    assert_eq!(world.only().sources.len(), 2);
    let mut both = anew("acc-2", &[posted("x", 3, "-9.99", "NETFLIX.COM")]);
    both.accounts.push(seen("acc"));
    both.changes.push(window(1, 7, &[posted("a", 3, "-9.99", "NETFLIX.COM")]));
    let delta = world.take(&both, 7);
    assert_eq!(
        (world.rows().len(), delta.record.unwrap().notes.len()),
        (1, 1),
        "the old telling is left out, and said"
    );
}

#[test]
fn accounts_are_taken_for_one_another_only_without_doubt() {
    let stable = |id: &str| crate::domain::SeenAccount { stable_key: Some(pid("key")), mask: None, ..seen(id) };
    let masked = |id: &str, mask: &str| crate::domain::SeenAccount { mask: Clean::non_empty(mask), ..seen(id) };
    let card = crate::domain::SeenAccount { kind: AccountKind::CreditCard, ..seen("n") };
    for (known, told, accounts, why) in [
        (vec![seen("o")], vec![seen("n")], 1, "bank, mask, kind and currency"),
        (vec![stable("o")], vec![stable("n")], 1, "a lasting key"),
        (vec![seen("o")], vec![seen("o"), seen("n")], 2, "the old id is in the answer"),
        (vec![seen("o")], vec![seen("n"), seen("m")], 3, "two could be it"),
        (vec![seen("o"), seen("p")], vec![seen("n")], 3, "it could be either"),
        (vec![masked("o", "1111")], vec![masked("n", "2222")], 2, "another mask"),
        (vec![masked("o", "")], vec![masked("n", "")], 2, "no mask at all"),
        (vec![seen("o")], vec![card], 2, "another kind"),
    ] {
        let mut world = World::new();
        world.take(&batch("api", known, vec![], 1), 1);
        world.take(&batch("api", told, vec![], 2), 2);
        assert_eq!(world.book.accounts.len(), accounts, "{why}");
    }
}

#[test]
fn a_guessed_kind_does_not_overwrite_one_that_was_told() {
    let mut world = World::new();
    world.take(&batch("api", vec![seen("acc")], vec![], 1), 1);
    let guess = crate::domain::SeenAccount {
        kind: AccountKind::Savings,
        kind_is_guess: true,
        name: Clean::new("New name"),
        ..seen("acc")
    };
    world.take(&batch("api", vec![guess], vec![], 2), 2);
    let account = world.book.accounts.values().next().unwrap();
    assert_eq!((account.kind, account.name.as_str()), (AccountKind::Checking, "New name"));
}

#[test]
fn an_answer_that_contradicts_itself_is_refused_whole() {
    let mut world = World::new();
    let twice = batch("api", vec![seen("acc"), seen("acc")], vec![], 1);
    assert_eq!(merge(&world.book, &twice, clock(1)), Err(MergeError::NamedTwice(Clean::new("acc"))));
    let nobody = batch("api", vec![], vec![window(1, 9, &[])], 1);
    assert_eq!(merge(&world.book, &nobody, clock(1)), Err(MergeError::Undescribed(Clean::new("acc"))));
    world.api(1, window(1, 1, &[]));
    assert!(merge(&world.book, &nobody, clock(1)).is_ok(), "once described, an account need not be again");
    let stranger = batch("nobody", vec![], vec![], 1);
    assert_eq!(merge(&world.book, &stranger, clock(1)), Err(MergeError::UnknownConnection(conn("nobody"))));
}

#[test]
fn blocks_that_were_not_read_are_asked_for() {
    let mut world = World::new();
    world.api(3, window(1, 3, &[posted("a", 3, "-5", "SHOES")]));
    let answer = batch("api", vec![seen("acc")], vec![window(1, 4, &[])], 4);
    let account = *world.book.accounts.keys().next().unwrap();
    world.book.blocks.values_mut().for_each(|slot| *slot = Slot::Stored { rows: 1 });
    assert_eq!(merge(&world.book, &answer, clock(4)), Err(MergeError::NotLoaded(account)));
}

#[test]
fn an_account_in_trouble_drops_nothing() {
    let mut world = World::new();
    world.api(3, window(1, 3, &[pending("p", 3, "-20", "LUIGI")]));
    let mut answer = batch("api", vec![seen("acc")], vec![window(1, 4, &[])], 4);
    let message = Clean::new("the bank did not answer");
    answer.problems.push(Problem { scope: Scope::Account(pid("acc")), kind: ProblemKind::Unavailable, message });
    world.take(&answer, 4);
    assert_eq!(world.shown(), ["3 -20.00 pending"]);
}

#[test]
fn local_ids_do_not_depend_on_the_order_of_an_answer() {
    let mut rows = vec![posted("b", 3, "-2", "X"), posted("a", 3, "-1", "X"), posted("c", 2, "-3", "Y")];
    let mut books = Vec::new();
    for _ in 0..3 {
        let mut world = World::new();
        world.api(3, window(1, 3, &rows));
        books.push(world.book);
        rows.rotate_left(1);
    }
    assert!(books.iter().all(|book| book == &books[0]));
    assert_eq!(books[0].next_txn, 3);
    assert_eq!(books[0].rows().map(|row| row.id).collect::<Vec<_>>(), [TxnId(0), TxnId(1), TxnId(2)]);
}

#[test]
fn after_a_relink_a_pending_row_is_no_late_copy_of_an_equal_posted_one() {
    let mut world = World::new();
    world.api(12, window(1, 12, &[posted("a", 12, "-20", "ANNA"), pending("p", 12, "-20", "ANNA")]));
    let anew = window(1, 15, &[posted("b", 12, "-20", "ANNA"), pending("q", 12, "-20", "ANNA")]);
    world.take(&batch("api", vec![seen("acc-2")], vec![of_account("acc-2", anew)], 15), 15);
    assert_eq!(world.shown(), ["12 -20.00 posted", "12 -20.00 pending"]);
}
