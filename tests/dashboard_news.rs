//! What the dashboard says of what it has not got yet, of what has just come, and of what is wrong.

#![expect(clippy::unwrap_used, reason = "a screen that lacks what is looked for is a failed test")]

mod support_book;

use std::sync::Arc;

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use passbook::config::Look;
use passbook::domain::{
    Account, Book, Category, Change, Clean, Connection, ConnectionId, Edit, Month, RowCounts, Slot, Status, SyncRecord,
    TxnEdit, TxnId,
};
use passbook::tui::{Activity, App, Effect, Mode, Msg};
use support_book::drive::{app, edits, paint, press, text};
use support_book::{book, book_with_news, clock, connection_id, now};

const SIZE: (u16, u16) = (120, 36);

fn dashboard() -> App {
    app(&Look::default(), SIZE)
}

fn shown_at(app: &mut App, size: (u16, u16)) -> String {
    text(&paint(app, size))
}

fn shown(app: &mut App) -> String {
    shown_at(app, SIZE)
}

fn footer(app: &mut App, size: (u16, u16)) -> String {
    shown_at(app, size).lines().last().unwrap().to_owned()
}

/// Only what one bank's connection has brought.
fn part(name: &str) -> Book {
    let mut book = book();
    let of = |account: &Arc<Account>| account.is_of(&connection_id(name));
    book.accounts.retain(|_, account| of(account));
    let kept: Vec<_> = book.accounts.keys().copied().collect();
    book.blocks.retain(|key, _| kept.contains(&key.account));
    book
}

fn syncing(name: &str) -> Msg {
    Msg::Activity(connection_id(name), Activity::Syncing { done: 0, of: 0 })
}

fn synced(name: &str, new: u32, posted: u32) -> Msg {
    let rows = RowCounts { new, posted, ..RowCounts::default() };
    Msg::Synced(SyncRecord { rows, ..SyncRecord::new(connection_id(name), now()) })
}

/// The book as it is at a start: some blocks lie in the store unread.
fn unread() -> Book {
    let mut book = book();
    let this_month = Month::of(support_book::today());
    for (_, slot) in book.blocks.iter_mut().filter(|(key, _)| key.month != this_month) {
        *slot = Slot::Stored { rows: u32::try_from(slot.len()).unwrap() };
    }
    book
}

#[test]
fn until_one_is_chosen_the_selection_is_the_first_account_whatever_bank_answers_first() {
    let mut app = App::new(&Look::default(), Mode::default(), SIZE, clock());
    app.update(Msg::Book(Arc::new(part("wells-fargo"))));
    assert!(shown(&mut app).contains("▌ Everyday Checking"));
    app.update(Msg::Book(Arc::new(book())));
    assert!(shown(&mut app).contains("▌ Blue Cash"));
    let mut app = App::new(&Look::default(), Mode::default(), SIZE, clock());
    app.update(Msg::Book(Arc::new(part("wells-fargo"))));
    press(&mut app, "j");
    app.update(Msg::Book(Arc::new(book())));
    assert!(shown(&mut app).contains("▌ Active Cash Visa"), "what a person chose stays");
}

#[test]
fn until_one_is_chosen_the_newest_transaction_and_the_largest_merchant_are_selected() {
    let mut app = App::new(&Look::default(), Mode::default(), SIZE, clock());
    app.update(Msg::Book(Arc::new(part("paypal"))));
    press(&mut app, "2");
    assert!(shown(&mut app).contains("▌  Aug 04"));
    app.update(Msg::Book(Arc::new(book())));
    assert!(shown(&mut app).lines().nth(2).unwrap().contains("▌  Aug 06"), "{}", shown(&mut app));
    app.update(Msg::Book(Arc::new(part("paypal"))));
    press(&mut app, "3");
    assert!(shown(&mut app).contains("▌ Hotel Adlon"), "{}", shown(&mut app));
    app.update(Msg::Book(Arc::new(book())));
    assert!(shown(&mut app).contains("▌ Oakwood Apartments"));
}

#[test]
fn what_a_first_sync_brings_is_history_neither_marked_nor_announced() {
    let mut app = App::new(&Look::default(), Mode::default(), SIZE, clock());
    let mut before = book();
    let never = Connection::new(connection_id("chase"), "sandbox");
    before.connections.insert(never.id.clone(), Arc::new(never));
    app.update(Msg::Book(Arc::new(before)));
    app.update(syncing("chase"));
    app.update(Msg::Book(Arc::new(book_with_news())));
    app.update(synced("chase", 21, 0));
    let during = shown(&mut app);
    assert!(!during.contains("21 new") && !during.contains('•'), "{during}");
    app.update(Msg::Activity(connection_id("chase"), Activity::Resting));
    press(&mut app, "2");
    assert!(!shown(&mut app).contains('•'), "nor afterwards");
}

#[test]
fn what_comes_later_is_marked_and_told_in_the_footer_with_the_banks_name() {
    for size in [(60, 15), (80, 24), (120, 36), (200, 60)] {
        let mut app = app(&Look::default(), size);
        press(&mut app, "2");
        app.update(syncing("chase"));
        app.update(Msg::Book(Arc::new(book_with_news())));
        let list = shown_at(&mut app, size);
        app.update(synced("chase", 1, 1));
        let after = shown_at(&mut app, size);
        assert!(after.contains("• Aug 06"), "{after}");
        assert!(footer(&mut app, size).ends_with(" Chase: 1 new, 1 posted"), "{after}");
        let body = |screen: &str| screen.lines().rev().skip(1).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(body(&after), body(&list), "no row is covered");
    }
}

#[test]
fn words_too_long_for_the_footer_are_wrapped_and_lose_nothing() {
    let mut app = dashboard();
    let words = "your change was not kept: the disk that holds the store is full, make room on it and try again";
    app.update(Msg::Notice(Clean::new(words)));
    let narrow = shown_at(&mut app, (60, 15));
    let told: String = narrow.replace(['│', '╰', '─'], " ");
    for word in words.split(' ') {
        assert!(told.contains(word), "{word} of {narrow}");
    }
}

#[test]
fn a_store_that_is_read_only_says_why_at_the_start() {
    let read_only = Some(Clean::new("another passbook holds the store"));
    let mut app = App::new(&Look::default(), Mode { read_only, ..Mode::default() }, SIZE, clock());
    app.update(Msg::Book(Arc::new(book())));
    assert!(shown(&mut app).contains("read-only: another passbook holds the store"));
}

#[test]
fn months_that_cannot_be_read_are_told_wherever_a_sum_lacks_them() {
    let mut book = book();
    for slot in book.blocks.values_mut().take(2) {
        *slot = Slot::Damaged { rows: 3 };
    }
    let mut app = dashboard();
    app.update(Msg::Book(Arc::new(book)));
    assert!(shown(&mut app).contains("! 2 months cannot be read"), "{}", shown(&mut app));
    press(&mut app, "3");
    assert!(shown(&mut app).contains("not whole: some months cannot be read"), "{}", shown(&mut app));
}

#[test]
fn no_sum_of_a_part_is_shown_as_final_while_old_rows_are_unread() {
    let mut app = dashboard();
    app.update(Msg::Book(Arc::new(unread())));
    press(&mut app, "jjj");
    let accounts = shown(&mut app);
    assert!(accounts.contains("spent so far") && accounts.contains("reading older transactions"), "{accounts}");
    assert!(footer(&mut app, (80, 24)).contains("reading"));
    press(&mut app, "3");
    assert!(shown(&mut app).contains("so far: reading older transactions ─"));
    press(&mut app, "2/whole");
    assert!(shown(&mut app).contains("1 of 12 so far"), "{}", shown(&mut app));
    app.update(Msg::Book(Arc::new(book())));
    for keys in ["⎋", "1", "3"] {
        press(&mut app, keys);
        let whole = shown(&mut app);
        assert!(!whole.contains("so far") && !whole.contains("reading"), "{whole}");
    }
}

#[test]
fn two_quick_edits_of_one_row_both_hold_and_are_undone_one_by_one() {
    let mut app = dashboard();
    press(&mut app, "2j");
    // the keeper has answered neither when the second is made
    press(&mut app, "ctrav⏎");
    let second = press(&mut app, "nfor work⏎");
    let travel = TxnEdit { category: Some(Category::Travel), ..TxnEdit::default() };
    let both = TxnEdit { note: Clean::non_empty("for work"), ..travel.clone() };
    assert_eq!(edits(&second), [Edit::Txn(TxnId(3), both.clone())]);
    assert_eq!(press(&mut app, "u"), [Effect::Change(Change::Undo(2))]);
    assert_eq!(press(&mut app, "u"), [Effect::Change(Change::Undo(1))]);
    assert_eq!(press(&mut app, "U"), [Effect::Change(Change::Redo(1))]);
    // and a third is made from what the first left
    let third = press(&mut app, "nfor fun⏎");
    let note = TxnEdit { note: Clean::non_empty("for fun"), ..travel };
    assert_eq!(edits(&third), [Edit::Txn(TxnId(3), note)]);
}

#[test]
fn an_edit_that_was_not_kept_is_no_part_of_the_next_one() {
    let mut app = dashboard();
    let asked = press(&mut app, "2jctrav⏎");
    let [Effect::Change(lost)] = asked.as_slice() else { panic!("{asked:?}") };
    app.update(Msg::Notice(Clean::new("your change was not kept")));
    app.update(Msg::Changed(lost.clone()));
    let note = TxnEdit { note: Clean::non_empty("for work"), ..TxnEdit::default() };
    assert_eq!(edits(&press(&mut app, "nfor work⏎")), [Edit::Txn(TxnId(3), note)]);
}

#[test]
fn a_note_that_holds_an_amount_is_not_opened_while_amounts_are_hidden() {
    let mut app = app(&Look { masked: true, ..Look::default() }, SIZE);
    let mut told = book();
    let note = TxnEdit { note: Clean::non_empty("Ann owes 1,250.00"), ..TxnEdit::default() };
    Arc::make_mut(&mut told.edits).transactions.insert(TxnId(3), note);
    app.update(Msg::Book(Arc::new(told)));
    press(&mut app, "2jn");
    assert!(shown(&mut app).contains("amounts are hidden") && !shown(&mut app).contains("1,250"));
    press(&mut app, "$n");
    assert!(shown(&mut app).contains("Ann owes 1,250.00"));
}

#[test]
fn without_an_account_the_screen_teaches_how_to_get_one() {
    for size in [(60, 15), (80, 24), (120, 36)] {
        let mut app = App::new(&Look::default(), Mode::default(), size, clock());
        app.update(Msg::Book(Arc::new(Book::default())));
        let first = shown_at(&mut app, size);
        for command in ["passbook connect simplefin", "passbook import FILE", "passbook --sandbox"] {
            assert!(first.contains(command), "{first}");
        }
        assert!(!first.contains("net worth"), "there is none to tell");
    }
}

#[test]
fn what_is_wrong_with_a_bank_is_told_in_full_beside_its_accounts() {
    let mut app = dashboard();
    press(&mut app, "jjjj");
    assert!(shown(&mut app).contains("! Citi asks you to sign in again"), "{}", shown(&mut app));
    assert!(shown_at(&mut app, (80, 30)).contains("! Citi asks you to sign in again"));
}

#[test]
fn a_connection_that_brought_no_account_says_why() {
    let mut app = App::new(&Look::default(), Mode::default(), SIZE, clock());
    let mut book = part("chase");
    book.connections.retain(|id, _| *id == connection_id("chase") || *id == connection_id("citi"));
    let citi = Arc::make_mut(book.connections.get_mut(&connection_id("citi")).unwrap());
    citi.last_ok = None;
    let unasked = Connection { status: Status::Never, ..citi.clone() };
    app.update(Msg::Book(Arc::new(book.clone())));
    press(&mut app, "G");
    assert!(shown(&mut app).contains("! Citi asks you to sign in again"));
    book.connections.insert(unasked.id.clone(), Arc::new(unasked));
    app.update(Msg::Book(Arc::new(book)));
    assert!(shown(&mut app).contains("S syncs it") && shown(&mut app).contains("never synced"));
    app.update(syncing("citi"));
    assert!(shown(&mut app).contains("fetching its accounts…"));
}

#[test]
fn no_bank_is_named_at_the_edge_without_one_of_its_accounts() {
    let titled = |line: &str| line.starts_with(['╭', '├']);
    for height in 10..20 {
        for steps in 0..9 {
            let mut app = app(&Look::default(), (60, height));
            press(&mut app, &"j".repeat(steps));
            let screen = shown_at(&mut app, (60, height));
            let lines: Vec<&str> = screen.lines().collect();
            for pair in lines[1..].windows(2) {
                let bare = titled(pair[0]) && !pair[1].starts_with('│');
                assert!(!bare, "{} names nothing at height {height}:\n{screen}", pair[0]);
            }
        }
    }
}

#[test]
fn a_mask_is_whole_however_long() {
    let mut book = book();
    let first = book.accounts.values_mut().next().unwrap();
    Arc::make_mut(first).mask = Clean::non_empty("31007");
    let mut app = dashboard();
    app.update(Msg::Book(Arc::new(book)));
    for size in [(60, 15), (80, 24), (120, 36), (200, 60)] {
        let screen = shown_at(&mut app, size);
        let line = screen.lines().find(|line| line.contains("Total Checking")).unwrap();
        assert!(line.contains("····31007 "), "{line}");
    }
}

#[test]
fn where_no_bank_is_selected_all_are_synced() {
    assert_eq!(press(&mut dashboard(), "3S"), [Effect::Sync(None)]);
}

#[test]
fn the_sandbox_is_synced_offline_and_a_real_bank_is_not() {
    for (sandbox, effects) in [(true, vec![Effect::Sync(None)]), (false, vec![])] {
        let mode = Mode { offline: true, sandbox, ..Mode::default() };
        let mut app = App::new(&Look::default(), mode, SIZE, clock());
        app.update(Msg::Book(Arc::new(book())));
        assert_eq!(press(&mut app, "s"), effects);
    }
}

#[test]
fn groups_and_periods_of_the_merchants_heading_can_be_clicked() {
    let mut app = dashboard();
    press(&mut app, "3");
    let click = |app: &mut App, words: &str| {
        let heading = shown_at(app, (200, 60)).lines().nth(1).unwrap().to_owned();
        let at = heading.find(words).map(|at| heading[..at].chars().count()).unwrap();
        let kind = MouseEventKind::Down(MouseButton::Left);
        let column = u16::try_from(at).unwrap();
        app.update(Msg::Mouse(MouseEvent { kind, column, row: 1, modifiers: KeyModifiers::NONE }));
    };
    click(&mut app, "category");
    assert!(shown(&mut app).contains("▌ Rent & utilities"));
    click(&mut app, "◂");
    assert!(shown(&mut app).contains("◂ Jul 2018 ▸"));
    click(&mut app, "▸");
    click(&mut app, "Aug");
    assert!(shown(&mut app).contains("◂ 2018 ▸"));
}

#[test]
fn an_empty_filter_says_what_can_be_typed_and_an_empty_result_what_to_do() {
    for view in ["1", "2", "3"] {
        let mut app = dashboard();
        press(&mut app, view);
        press(&mut app, "/");
        assert!(shown(&mut app).contains("words, "), "{}", shown(&mut app));
        press(&mut app, "zzz");
        assert!(shown(&mut app).contains("nothing matches: Esc clears the filter"), "{view}");
    }
}

#[test]
fn a_card_payment_is_called_by_its_kind_and_a_refund_says_so() {
    let mut app = dashboard();
    press(&mut app, "2/thank");
    let payment = shown(&mut app);
    assert!(payment.contains("Card payment") && !payment.contains("Loan payment"), "{payment}");
    press(&mut app, "⎋/refund");
    assert!(shown(&mut app).contains("Refund · Shopping"));
}

#[test]
fn an_import_is_called_by_its_own_name_when_it_has_several_banks() {
    let mut app = dashboard();
    let mut joined = book();
    for account in joined.accounts.values_mut() {
        Arc::make_mut(account).sources[0].connection = ConnectionId::new("bridge").unwrap();
    }
    let bridge = Connection { last_ok: Some(now()), ..Connection::new(connection_id("bridge"), "simplefin") };
    joined.connections.insert(bridge.id.clone(), Arc::new(bridge));
    app.update(Msg::Book(Arc::new(joined)));
    app.update(synced("bridge", 2, 0));
    assert!(footer(&mut app, SIZE).ends_with(" Bridge: 2 new"));
}
