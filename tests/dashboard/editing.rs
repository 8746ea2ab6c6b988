//! What a person changes, with its undo.

use std::sync::Arc;

use passbook::config::Look;
use passbook::domain::{AccountEdit, AccountId, Category, Change, Clean, Edit, TxnEdit, TxnId};
use passbook::tui::{App, Effect, Mode, Msg};

use crate::support_book::drive::{edits, press, reckon};
use crate::support_book::{book, clock, plans, usd};
use crate::{SIZE, commit, dashboard, shown};

#[test]
fn a_category_is_chosen_by_its_letters_and_undone() {
    let (mut app, mut book) = (dashboard(), book());
    let effects = press(&mut app, "2jc");
    assert_eq!(effects, []);
    let effects = press(&mut app, "trav⏎");
    let travel = TxnEdit { category: Some(Category::Travel), ..TxnEdit::default() };
    assert_eq!(edits(&effects), [Edit::Txn(TxnId(3), travel.clone())]);
    commit(&mut app, &mut book, &effects);
    assert!(shown(&mut app).contains("category of Best Buy · u undoes"));
    let effects = press(&mut app, "u");
    assert_eq!(effects, [Effect::Change(Change::Undo(1))]);
    commit(&mut app, &mut book, &effects);
    assert_eq!(book.edit_of(TxnId(3)), &TxnEdit::default());
    assert_eq!(press(&mut app, "u"), []);
    assert!(shown(&mut app).contains("nothing to undo"));
    press(&mut app, "L");
    assert!(shown(&mut app).contains("category of Best Buy") && shown(&mut app).contains("undone"));
    let effects = press(&mut app, "⎋U");
    commit(&mut app, &mut book, &effects);
    assert_eq!(book.edit_of(TxnId(3)), &travel, "done again");
    assert_eq!(press(&mut app, "U"), []);
}

#[test]
fn edits_of_a_row_add_to_each_other_and_hiding_takes_it_from_the_list() {
    let (mut app, mut book) = (dashboard(), book());
    for keys in ["2jmElectronics⏎", "nfor work⏎", "x"] {
        let effects = press(&mut app, keys);
        assert_eq!(effects.len(), 1, "{keys}");
        commit(&mut app, &mut book, &effects);
    }
    let word = &book.edits.transactions[&TxnId(3)];
    // the field began with the name as it was read
    assert_eq!(word.merchant.as_ref().map(Clean::as_str), Some("Best BuyElectronics"));
    assert!(word.hidden && word.note.is_some());
    assert!(!shown(&mut app).contains("Electronics  "));
    press(&mut app, "H");
    assert!(shown(&mut app).contains("hidden"));
}

#[test]
fn terms_that_the_bank_does_not_give_are_written_by_the_person() {
    let mut app = dashboard();
    press(&mut app, "Gt");
    assert!(shown(&mut app).contains("Terms: Active Cash Visa"));
    let effects = press(&mut app, "$5,000⇥28⇥25.50⇥19.9⏎");
    let edits = edits(&effects);
    let [Edit::Account(id, AccountEdit { limit, terms, .. })] = edits.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!((*id, *limit), (AccountId(5), Some(usd("5000"))));
    assert_eq!(terms.due.map(|due| due.to_string()).as_deref(), Some("2018-08-28"));
    assert_eq!(
        (terms.minimum_payment, terms.apr.map(|apr| apr.to_string())),
        (Some(usd("25.50")), Some("19.9".into()))
    );
}

#[test]
fn a_wrong_term_is_told_and_nothing_is_changed() {
    let mut app = dashboard();
    assert_eq!(press(&mut app, "Gtabc⏎"), []);
    assert!(shown(&mut app).contains("limit: write it as 8000"));
}

#[test]
fn what_may_not_be_changed_says_why() {
    let reason = Some(Clean::new("another passbook holds the store"));
    let mut app = App::new(&Look::default(), Mode { read_only: reason, ..Mode::default() }, SIZE, clock());
    app.update(Msg::Book(Arc::new(book())));
    for keys in ["s", "2x", "ctrav⏎"] {
        assert_eq!(press(&mut app, keys), [], "{keys}");
        assert!(shown(&mut app).contains("another passbook holds the store"), "{keys}");
    }
}

#[test]
fn an_answered_alert_is_gone_from_list_and_badge_and_undo_brings_it_back() {
    let mut app = dashboard();
    let mut book = book();
    press(&mut app, "6");
    let before = shown(&mut app);
    assert!(before.contains("6 Alerts ●"), "{before}");
    let effects = press(&mut app, "y");
    assert!(matches!(edits(&effects).as_slice(), [Edit::Answer(..)]), "{effects:?}");
    let answered = shown(&mut app);
    assert_ne!(answered.lines().next(), before.lines().next(), "the badge counts what is asked for already");
    commit(&mut app, &mut book, &effects);
    reckon(&mut app);
    press(&mut app, "H");
    assert!(shown(&mut app).contains("it was me"));
    press(&mut app, "H");
    let undo = press(&mut app, "u");
    commit(&mut app, &mut book, &undo);
    reckon(&mut app);
    assert_eq!(shown(&mut app).lines().next(), before.lines().next());
}

#[test]
fn a_stream_that_is_denied_is_gone_and_undo_brings_it_back() {
    let mut app = dashboard();
    let mut book = plans();
    app.update(Msg::Book(Arc::new(book.clone())));
    reckon(&mut app);
    press(&mut app, "5/netflix");
    press(&mut app, "⏎");
    let before = shown(&mut app);
    assert!(before.contains("from −15.99 to −17.99"), "{before}");
    let effects = press(&mut app, "n");
    commit(&mut app, &mut book, &effects);
    reckon(&mut app);
    assert!(!shown(&mut app).contains("from −15.99"), "{}", shown(&mut app));
    let undo = press(&mut app, "u");
    commit(&mut app, &mut book, &undo);
    reckon(&mut app);
    assert!(shown(&mut app).contains("from −15.99 to −17.99"));
}
