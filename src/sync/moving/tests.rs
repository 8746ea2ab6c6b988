//! Accounts that go from one source to another, and what the sources say afterwards.

use crate::domain::{
    AccountEdit, AccountId, AccountKind, Batch, Category, Changes, Clean, Connection, Currency, Edit, Row, SeenAccount,
    SeenBalance, Topic, TxnEdit, TxnId,
};

use super::super::testing::*;
use super::*;

/// An account as `new` brings it, with no number that would give it away.
fn stranger(id: &str) -> SeenAccount {
    let balance = Some(SeenBalance { current: Some(usd("90.00")), as_of: Some(noon(9)), ..SeenBalance::default() });
    SeenAccount { mask: None, name: Clean::new("Checking"), balance, ..seen(id) }
}

fn told(by: &str, account: SeenAccount, changes: Changes, on: u32) -> Batch {
    let changes = of_account(account.provider_id.clone().as_str(), changes);
    batch(by, vec![account], vec![changes], on)
}

/// A book with an account of `api` and another one of `new`, which are one at the bank: two rows are in both, each has one alone.
fn doubled() -> World {
    let mut world = World::new();
    world.book.connections.insert(conn("new"), Connection::new(conn("new"), "new").into());
    let old = [
        posted("o1", 1, "-5.00", "OLD SHOP"),
        posted("o2", 4, "-6.50", "BLUE BOTTLE COFFEE"),
        pending("o3", 8, "-20.00", "CAFE ROSE"),
    ];
    world.api(9, window(1, 9, &old));
    let new = [
        posted("n2", 4, "-6.50", "Blue Bottle Coffee"),
        posted("n3", 9, "-24.00", "CAFE ROSE"),
        posted("n4", 9, "-1.00", "BUS"),
    ];
    world.take(&told("new", stranger("new-acc"), window(3, 9, &new), 9), 9);
    world
}

fn onto(world: &World, to: &str) -> Move {
    Move {
        account: AccountId(0),
        to: conn(to),
        onto: Some(AccountId(1)).filter(|id| world.book.accounts.contains_key(id)),
    }
}

/// Moves the first account, and says what that did.
fn go(world: &mut World, to: &str) -> Moved {
    let wanted = onto(world, to);
    let (delta, moved) = change(&world.book, &wanted, clock(9)).unwrap();
    world.book.apply(&delta);
    moved
}

fn ids(world: &World) -> Vec<u64> {
    let mut ids: Vec<u64> = world.book.rows().map(|row| row.id.0).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn two_accounts_become_one_with_the_ids_and_history_of_the_first() {
    let mut world = doubled();
    assert_eq!((world.book.accounts.len(), ids(&world).len()), (2, 6));
    assert_eq!(candidates(&world.book, AccountId(0), &conn("new")), [AccountId(1)]);
    let moved = go(&mut world, "new");
    assert_eq!((moved.from, moved.kept, moved.both, moved.added), (vec![conn("api")], 3, 2, 1));
    assert_eq!(world.shown(), ["1 -5.00 posted", "4 -6.50 posted", "9 -24.00 posted", "9 -1.00 posted"]);
    let account = &world.book.accounts[&AccountId(0)];
    assert_eq!((world.book.accounts.len(), account.connection()), (1, Some(&conn("new"))));
    assert_eq!(account.mask, Clean::non_empty("1002"), "what only the former one said stays");
    assert!(
        world.book.rows().all(|row| row.account == AccountId(0)) && world.book.blocks.keys().all(|k| k.account.0 == 0)
    );
    assert_eq!(moved.balance, (None, Some(usd("90.00"))));
    assert_eq!(world.book.history[&AccountId(0)].len(), 1);
}

#[test]
fn nothing_is_doubled_by_what_either_says_next() {
    let mut world = doubled();
    go(&mut world, "new");
    let before = ids(&world);
    // the former one goes on telling, of old and of new
    let late = [posted("o2", 4, "-6.50", "BLUE BOTTLE COFFEE"), posted("o9", 10, "-3.00", "KIOSK")];
    let delta = world.take(&told("api", seen("acc"), window(1, 10, &late), 10), 10);
    assert!(delta.blocks.is_empty() && delta.accounts.is_empty(), "{delta:?}");
    assert!(world.book.connections[&conn("api")].watermarks.is_empty(), "it knows no day of it any more");
    // the new one says the same again, and what it had not said yet
    let rows = [
        posted("n1", 1, "-5.00", "Old Shop Inc"),
        posted("n2", 4, "-6.50", "Blue Bottle Coffee"),
        posted("n3", 9, "-24.00", "CAFE ROSE"),
        posted("n4", 9, "-1.00", "BUS"),
        pending("n5", 10, "-3.00", "KIOSK"),
    ];
    world.take(&told("new", stranger("new-acc"), window(1, 10, &rows), 10), 10);
    assert_eq!((ids(&world).len(), world.book.accounts.len()), (before.len() + 1, 1), "{:?}", world.shown());
    assert!(before.iter().all(|id| ids(&world).contains(id)));
}

#[test]
fn a_pending_copy_of_a_row_that_the_former_one_had_posted_is_no_second_row() {
    let mut world = doubled();
    go(&mut world, "new");
    let lagging = [pending("n1", 1, "-5.00", "OLD SHOP")];
    world.take(&told("new", stranger("new-acc"), partial(1, 2, &lagging), 10), 10);
    assert_eq!(ids(&world).len(), 4, "{:?}", world.shown());
}

#[test]
fn every_word_of_the_person_stays_or_follows() {
    let mut world = doubled();
    let note = |words: &str| TxnEdit { note: Clean::non_empty(words), ..TxnEdit::default() };
    let id_of = |world: &World, id: &str| -> TxnId {
        let bears = |row: &&Transaction| row.sources.iter().any(|s| s.id == Some(pid(id)));
        world.book.rows().find(bears).unwrap().id
    };
    let [o1, o2, n2, n4] = ["o1", "o2", "n2", "n4"].map(|id| id_of(&world, id));
    let both = TxnEdit { category: Some(Category::FoodAndDrink), hidden: true, ..note("the other's") };
    let pair = |a: TxnId, b: TxnId| Clean::new(&format!("{a}+{b}"));
    let yes = Clean::new("yes");
    let edits = vec![
        Edit::Txn(o1, TxnEdit { partner: Some(n2), ..note("old") }),
        Edit::Txn(o2, note("mine")),
        Edit::Txn(n2, both),
        Edit::Txn(n4, note("bus")),
        Edit::Account(AccountId(1), AccountEdit { limit: Some(usd("10")), hidden: true, ..AccountEdit::default() }),
        Edit::Answer(Topic::Pair, pair(o1, n2), Some(yes.clone())),
    ];
    world.book.apply(&Delta { edits, ..Delta::default() });
    let moved = go(&mut world, "new");
    assert_eq!(moved.edits, 1);
    let edit = |id: TxnId| world.book.edit_of(id).clone();
    assert_eq!(edit(o1), TxnEdit { partner: Some(o2), ..note("old") });
    assert_eq!(
        edit(o2),
        TxnEdit { category: Some(Category::FoodAndDrink), ..note("mine") },
        "its own word first, and shown"
    );
    assert_eq!((edit(n2), edit(n4)), (TxnEdit::default(), note("bus")));
    let account = &world.book.edits.accounts;
    assert_eq!(
        (account.len(), account[&AccountId(0)].limit, account[&AccountId(0)].hidden),
        (1, Some(usd("10")), false)
    );
    assert_eq!(world.book.edits.answers.keys().map(|(_, key)| key.clone()).collect::<Vec<_>>(), [pair(o1, o2)]);
}

#[test]
fn what_both_tell_already_changes_hands_and_comes_back() {
    let mut world = World::new();
    world.book.connections.insert(conn("new"), Connection::new(conn("new"), "new").into());
    world.api(9, window(1, 9, &[posted("o1", 4, "-6.50", "BLUE BOTTLE COFFEE")]));
    world.take(&told("new", seen("new-acc"), window(1, 9, &[posted("n1", 4, "-6.50", "BLUE BOTTLE")]), 9), 9);
    assert_eq!((world.book.accounts.len(), ids(&world).len()), (1, 1), "recognised by its number");
    go(&mut world, "new");
    assert_eq!(
        world.only().sources.iter().map(|s| (s.connection.as_str(), s.current)).collect::<Vec<_>>(),
        [("new", true), ("api", false)]
    );
    assert_eq!(change(&world.book, &onto(&world, "new"), clock(9)), Err(MoveError::ToldAlready(conn("new"))));
    world.take(&told("api", seen("acc"), window(1, 10, &[posted("o2", 10, "-9.00", "KIOSK")]), 10), 10);
    assert_eq!(ids(&world).len(), 1, "the former one is left out");
    let cursor = Connection { cursor: Some("c".into()), ..Connection::clone(&world.book.connections[&conn("api")]) };
    world.book.connections.insert(conn("api"), cursor.into());
    go(&mut world, "api");
    let api = &world.book.connections[&conn("api")];
    assert_eq!(
        (api.cursor.as_deref(), api.watermarks.get(&pid("acc")).copied()),
        (None, Some(day(4))),
        "from where it was left"
    );
    let rows = [posted("o1", 4, "-6.50", "BLUE BOTTLE COFFEE"), posted("o2", 10, "-9.00", "KIOSK")];
    world.take(&told("api", seen("acc"), window(1, 10, &rows), 10), 10);
    assert_eq!(world.shown(), ["4 -6.50 posted", "10 -9.00 posted"]);
}

#[test]
fn files_tell_of_an_account_from_then_on() {
    let mut world = World::new();
    world.api(9, window(1, 9, &[posted("o1", 4, "-6.50", "BLUE BOTTLE COFFEE")]));
    go(&mut world, ConnectionId::IMPORT);
    assert!(!world.book.accounts[&AccountId(0)].is_told_by(&conn("api")));
    assert_eq!(world.book.trouble(&world.book.accounts[&AccountId(0)]), None);
    world.take(&told("api", seen("acc"), window(1, 10, &[posted("o2", 10, "-9.00", "KIOSK")]), 10), 10);
    let rows = [posted("ofx::1", 4, "-6.50", "BLUE BOTTLE COFFEE"), posted("ofx::2", 10, "-9.00", "KIOSK")];
    let file = told(ConnectionId::IMPORT, seen("ofx::acc"), window(1, 10, &rows), 10);
    world.take(&file, 10);
    assert_eq!(world.shown(), ["4 -6.50 posted", "10 -9.00 posted"]);
    assert_eq!(world.book.accounts[&AccountId(0)].connection(), Some(&ConnectionId::import()));
}

#[test]
fn nonsense_is_refused_and_changes_nothing() {
    let world = doubled();
    let refused = |wanted: Move| change(&world.book, &wanted, clock(9)).unwrap_err();
    let wanted = onto(&world, "new");
    assert_eq!(refused(Move { account: AccountId(7), ..wanted.clone() }), MoveError::NoSuchAccount(AccountId(7)));
    assert_eq!(refused(Move { onto: None, ..wanted.clone() }), MoveError::Unknown(conn("new")));
    assert_eq!(refused(Move { onto: None, to: conn("api"), ..wanted.clone() }), MoveError::ToldAlready(conn("api")));
    assert_eq!(refused(Move { onto: Some(AccountId(0)), ..wanted.clone() }), MoveError::Itself(AccountId(0)));
    let with = |account: SeenAccount, rows: &[Row]| {
        let mut world = doubled();
        world.take(&told("new", account, window(1, 9, rows), 9), 9);
        change(&world.book, &Move { onto: Some(AccountId(2)), ..wanted.clone() }, clock(9)).unwrap_err()
    };
    let euro = SeenAccount { currency: Currency::parse("EUR").unwrap(), balance: None, ..stranger("euro") };
    assert_eq!(with(euro, &[]), MoveError::OtherCurrency(AccountId(0), AccountId(2)));
    let card = SeenAccount { kind: AccountKind::CreditCard, ..stranger("card") };
    assert_eq!(with(card, &[]), MoveError::OtherSide(AccountId(0), AccountId(2)));
    let rows: Vec<Row> = (0..6).map(|n| posted(&format!("x{n}"), 2, &format!("-{n}.99"), "ELSEWHERE")).collect();
    assert_eq!(with(stranger("far"), &rows), MoveError::Unlike { both: 0, of: 6 });
}
