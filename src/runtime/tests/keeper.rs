//! What cannot be merged or stored changes nothing and says so; what is counted is counted before it is done.

use super::{answer, asking, clock, id, keeper, link, problem, seen};
use crate::domain::{
    AccountEdit, AccountKind, Alias, Change, Changes, Clean, Currency, Cursor, Deed, Edit, Money, ProblemKind, Status,
    Text, TxnEdit, TxnId,
};
use crate::runtime::Names;
use crate::store::{Access, Store};
use std::sync::Arc;
use std::time::Duration;

#[test]
fn an_answer_is_kept_once_however_often_it_comes() {
    let mut keeper = keeper(&["bank"]);
    assert_eq!(keeper.answer(&answer("bank"), clock(0)).unwrap().rows.new, 1);
    assert_eq!(keeper.answer(&answer("bank"), clock(1)).unwrap().rows.new, 0);
    assert_eq!(keeper.store().check().unwrap().rows, 1);
    assert_eq!(keeper.book().connections[&id("bank")].status, Status::Ok);
}

#[test]
fn an_answer_that_cannot_be_merged_changes_nothing_and_becomes_a_problem() {
    let mut keeper = keeper(&["bank"]);
    keeper.answer(&answer("bank"), clock(0)).unwrap();
    let (book, stored) = (keeper.book().clone(), keeper.store().check().unwrap());
    let mut twice = answer("bank");
    twice.cursor = Cursor::Set("page 2".to_owned());
    twice.accounts.push(seen(&twice.accounts[0].provider_id));
    let refused = keeper.answer(&twice, clock(1)).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Malformed);
    assert!(refused.message.as_str().contains("twice"), "{}", refused.message);
    assert_eq!(keeper.store().check().unwrap(), stored);
    assert_eq!(keeper.book(), &book);
    let stranger = keeper.answer(&answer("stranger"), clock(1)).unwrap_err();
    assert!(stranger.message.as_str().contains("not known"), "{}", stranger.message);
    assert_eq!(keeper.book(), &book);
}

#[test]
fn a_fault_in_what_is_pure_ends_that_answer_alone() {
    let refused = super::super::keeper::survive(|| -> u8 { panic!("secret words") }).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Malformed);
    assert!(!refused.message.as_str().contains("secret"), "{}", refused.message);
    assert_eq!(super::super::keeper::survive(|| 7), Ok(7));
}

#[test]
fn a_request_is_counted_on_disk_and_refused_when_the_day_is_used_up() {
    let mut keeper = keeper(&["bank"]);
    let policy = link("bank", None).policy;
    keeper.spend(&asking("bank"), &policy, clock(0)).unwrap();
    keeper.spend(&asking("bank"), &policy, clock(1)).unwrap();
    assert_eq!(keeper.store().book().unwrap().connections[&id("bank")].usage.requests, 2);
    let refused = keeper.spend(&asking("bank"), &policy, clock(2)).unwrap_err();
    assert!(matches!(refused.0.kind, ProblemKind::QuotaUsed { .. }), "{refused}");
}

#[test]
fn a_failure_is_kept_on_disk_unless_the_store_itself_is_why() {
    let mut keeper = keeper(&["bank"]);
    let stored = |keeper: &mut crate::runtime::Keeper| {
        keeper.store().book().unwrap().connections.get(&id("bank")).map(|connection| connection.failures)
    };
    keeper.failed(&id("bank"), problem(ProblemKind::NotKept), clock(0)).unwrap();
    assert_eq!(keeper.book().connections[&id("bank")].failures, 1, "the screen shows it");
    assert_eq!(stored(&mut keeper), None, "a store that is full or damaged is left alone");
    keeper.failed(&id("bank"), problem(ProblemKind::Offline), clock(1)).unwrap();
    assert_eq!(stored(&mut keeper), Some(2));
}

#[test]
fn an_edit_is_on_disk_when_it_is_in_the_book() {
    let mut keeper = keeper(&["bank"]);
    keeper.answer(&answer("bank"), clock(0)).unwrap();
    let hidden = TxnEdit { hidden: true, ..TxnEdit::default() };
    keeper.edit(Edit::Txn(TxnId(0), hidden.clone())).unwrap();
    assert_eq!(keeper.book().edit_of(TxnId(0)), &hidden);
    assert_eq!(keeper.store().book().unwrap().edit_of(TxnId(0)), &hidden);
}

#[test]
fn rows_of_an_account_whose_kind_the_person_changes_are_read_anew() {
    let mut keeper = keeper(&["bank"]);
    let mut answer = answer("bank");
    let Changes::Window { rows, .. } = &mut answer.changes[0] else { panic!("a window") };
    rows[0].amount = Money::parse("250.00", Currency::USD).unwrap();
    rows[0].text = Text::new("PAT DOE RENT SHARE");
    keeper.answer(&answer, clock(0)).unwrap();
    let kind = |keeper: &crate::runtime::Keeper| keeper.book().rows().next().map(|row| keeper.book().row_kind(row));
    let before = kind(&keeper);
    let account = *keeper.book().accounts.keys().next().unwrap();
    let card = AccountEdit { kind: Some(AccountKind::CreditCard), ..AccountEdit::default() };
    keeper.edit(Edit::Account(account, card)).unwrap();
    assert_ne!(kind(&keeper), before, "money into a checking account is income, onto a card it is none");
}

#[test]
fn a_deed_and_its_trace_are_of_one_transaction_and_outlive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let access = Access::Write { wait: Duration::ZERO, who: "a test" };
        let mut keeper =
            crate::runtime::Keeper::open(Store::open(&folder.path().join("data"), access).unwrap()).unwrap();
        keeper.introduce(&id("bank"), "file");
        keeper
    };
    let mut keeper = open();
    keeper.answer(&answer("bank"), clock(0)).unwrap();
    let hidden = TxnEdit { hidden: true, ..TxnEdit::default() };
    let deed =
        Deed::new(keeper.book(), clock(0).now, "hiding a row", vec![Edit::Txn(TxnId(0), hidden.clone())], vec![]);
    keeper.change(&Change::Do(Arc::new(deed))).unwrap();
    drop(keeper);
    let mut keeper = open();
    assert_eq!(keeper.book().undoable().map(|deed| deed.words.as_str()), Some("hiding a row"));
    keeper.change(&Change::Undo(1)).unwrap();
    assert_eq!(keeper.book().edit_of(TxnId(0)), &TxnEdit::default());
    drop(keeper);
    let mut keeper = open();
    assert_eq!(keeper.book().undoable(), None);
    keeper.change(&Change::Redo(1)).unwrap();
    drop(keeper);
    let mut keeper = open();
    assert_eq!(keeper.book().edit_of(TxnId(0)), &hidden);
    assert_eq!(keeper.store().check().unwrap().findings, [""; 0]);
}

#[test]
fn a_name_for_a_merchant_is_in_its_file_and_on_its_rows_until_the_deed_is_undone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("aliases.toml");
    let mut keeper = keeper(&["bank"]).with_names(Names::new(Some(file.clone()), vec![], vec![]));
    let mut answer = answer("bank");
    let Changes::Window { rows, .. } = &mut answer.changes[0] else { panic!("a window") };
    rows[0].text = Text::new("NETFLIX.COM");
    keeper.answer(&answer, clock(0)).unwrap();
    let shown = |keeper: &crate::runtime::Keeper| {
        let book = keeper.book();
        book.rows().next().and_then(|row| book.merchant(row)).map(ToString::to_string)
    };
    let alias = Alias { from: Clean::new("Netflix"), to: Clean::new("Films") };
    let deed = Deed::new(keeper.book(), clock(0).now, "renaming", vec![], vec![alias.clone()]);
    keeper.change(&Change::Do(Arc::new(deed))).unwrap();
    assert_eq!(shown(&keeper).as_deref(), Some("Films"));
    let written = || crate::config::parse_aliases(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(written(), std::slice::from_ref(&alias));
    keeper.change(&Change::Undo(1)).unwrap();
    assert_eq!((shown(&keeper).as_deref(), written()), (Some("Netflix"), vec![]));
    keeper.change(&Change::Redo(1)).unwrap();
    assert_eq!((shown(&keeper).as_deref(), written()), (Some("Films"), vec![alias]));
    std::fs::write(&file, "[[alias").unwrap();
    let refused = keeper.change(&Change::Undo(1)).unwrap_err().to_string();
    assert!(refused.contains("the file of names"), "{refused}");
    assert_eq!(shown(&keeper).as_deref(), Some("Films"), "nothing is half undone");
}
