//! What a person changes and does: on one row, on marked ones after a review, on a merchant; and what leaves for other programs, never
//! unasked. No terminal, no clock, no store.

mod support_book;

use std::sync::Arc;

use passbook::config::Look;
use passbook::domain::{Book, Category, Change, Clean, Edit, Split, TxnEdit, TxnId};
use passbook::tui::{App, Effect, Mode, Msg};
use support_book::drive::{app, edits, figures, paint, press, text};
use support_book::{book, clock, usd};

const SIZE: (u16, u16) = (120, 36);

fn dashboard() -> App {
    app(&Look::default(), SIZE)
}

fn masked() -> App {
    app(&Look { masked: true, ..Look::default() }, SIZE)
}

fn shown(app: &mut App) -> String {
    text(&paint(app, SIZE))
}

/// The word on each row that the effects change.
fn words(effects: &[Effect]) -> Vec<(u64, TxnEdit)> {
    let word = |edit: Edit| match edit {
        Edit::Txn(id, word) => Some((id.0, word)),
        Edit::Account(..) | Edit::Answer(..) => None,
    };
    edits(effects).into_iter().filter_map(word).collect()
}

fn tags(word: &TxnEdit) -> Vec<&str> {
    word.tags.iter().map(Clean::as_str).collect()
}

#[test]
fn tags_of_one_row_are_written_with_commas() {
    let effects = press(&mut dashboard(), "2jttrip, #Lisbon⏎");
    let words = words(&effects);
    assert_eq!(words.len(), 1);
    assert_eq!((words[0].0, tags(&words[0].1)), (3, vec!["trip", "Lisbon"]));
}

#[test]
fn marked_rows_are_reviewed_before_they_are_changed_in_one_step() {
    let mut app = dashboard();
    assert_eq!(press(&mut app, "2   "), []);
    assert!(shown(&mut app).contains("3 marked · "), "{}", shown(&mut app));
    assert_eq!(press(&mut app, "ctrav⏎"), [], "nothing is done before it was looked at");
    let review = shown(&mut app);
    assert!(review.contains("3 transactions will change") && review.contains("→ Travel"), "{review}");
    let effects = press(&mut app, "⏎");
    assert!(matches!(effects.as_slice(), [Effect::Change(Change::Do(_))]), "one step: {effects:?}");
    let changed = words(&effects);
    assert_eq!(changed.len(), 3);
    assert!(changed.iter().all(|(_, word)| word.category == Some(Category::Travel)));
    assert!(matches!(press(&mut app, "u").as_slice(), [Effect::Change(Change::Undo(1))]));
}

#[test]
fn escape_leaves_a_review_undone_and_then_unmarks() {
    let mut app = dashboard();
    assert_eq!(press(&mut app, "2  x⎋"), []);
    assert!(shown(&mut app).contains("2 marked"));
    press(&mut app, "⎋");
    assert!(!shown(&mut app).contains("marked"));
    assert_eq!(words(&press(&mut app, "x")).len(), 1, "the selected row alone");
}

#[test]
fn a_range_and_all_that_a_filter_finds_are_marked() {
    let mut app = dashboard();
    press(&mut app, "2Vjjj");
    assert!(shown(&mut app).contains("4 marked"));
    press(&mut app, "V⎋/netflix⏎A");
    assert!(shown(&mut app).contains("1 marked"), "{}", shown(&mut app));
    press(&mut app, "⎋");
    assert!(shown(&mut app).contains("1 marked · "), "what was found stays marked when the filter is gone");
}

#[test]
fn what_a_filter_leaves_out_is_not_changed_unseen() {
    let mut app = dashboard();
    press(&mut app, "2A/best b⏎");
    let effects = press(&mut app, "nfor work⏎");
    assert_eq!(words(&effects).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_row_is_divided_into_parts_that_are_the_whole() {
    let mut app = dashboard();
    press(&mut app, "2jd");
    assert!(shown(&mut app).contains("Divide −899.00") && shown(&mut app).contains("left: 899.00"));
    assert_eq!(press(&mut app, "800⏎"), [], "99 are left over");
    assert!(shown(&mut app).contains("the parts must be the whole"));
    let effects = press(&mut app, "⇥trav⏎");
    let part = |category, amount: &str| Split { category, amount: usd(amount), note: None };
    let expected = [part(Category::GeneralMerchandise, "-800"), part(Category::Travel, "-99")];
    assert_eq!(words(&effects)[0].1.splits, expected);
    assert_eq!(press(&mut masked(), "2jd"), []);
}

#[test]
fn a_transfer_is_said_with_its_other_side_and_both_rows_know_it() {
    let mut app = dashboard();
    press(&mut app, "2/payment thank⏎T");
    let choices = shown(&mut app);
    assert!(choices.contains("no transfer") && choices.contains("with −500.00"), "{choices}");
    let effects = press(&mut app, "↓↓↓⏎");
    let joined = words(&effects);
    assert_eq!(joined.len(), 2, "{effects:?}");
    let (a, b) = (&joined[0], &joined[1]);
    assert_eq!((a.1.partner, b.1.partner), (Some(TxnId(b.0)), Some(TxnId(a.0))));
    assert!(a.1.transfer == Some(true) && b.1.transfer == Some(true));
}

#[test]
fn a_merchant_is_renamed_for_all_its_rows_with_a_look_before() {
    let mut app = dashboard();
    press(&mut app, "3jr");
    let look = shown(&mut app);
    assert!(look.contains("Rename Best Buy") && look.contains("BEST BUY 00011205"), "{look}");
    let effects = press(&mut app, " Co⏎");
    let [Effect::Change(Change::Do(deed))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((deed.names[0].from.as_str(), deed.names[0].to.as_str()), ("Best Buy", "Best Buy Co"));
    assert!(shown(&mut app).contains("renaming Best Buy to Best Buy Co · u undoes"));
}

#[test]
fn a_merchant_is_joined_with_another_by_its_name_in_any_case() {
    let mut app = dashboard();
    press(&mut app, "3j/best⏎r");
    let ctrl_u =
        crossterm::event::KeyEvent::new(crossterm::event::KeyCode::Char('u'), crossterm::event::KeyModifiers::CONTROL);
    app.update(Msg::Key(ctrl_u));
    press(&mut app, "amazon");
    assert!(shown(&mut app).contains("join Amazon, which has"), "{}", shown(&mut app));
    let effects = press(&mut app, "⏎");
    let [Effect::Change(Change::Do(deed))] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(deed.names[0].to.as_str(), "Amazon");
    assert!(deed.words.as_str().starts_with("joining Best Buy with Amazon"));
}

#[test]
fn names_given_by_hand_go_along_with_the_merchants_new_name() {
    let mut told: Book = book();
    let by_hand = TxnEdit { merchant: Clean::non_empty("Best Buy"), ..TxnEdit::default() };
    Arc::make_mut(&mut told.edits).transactions.insert(TxnId(4), by_hand);
    let mut app = dashboard();
    app.update(Msg::Book(Arc::new(told)));
    let effects = press(&mut app, "3/best⏎r Co⏎");
    assert_eq!(words(&effects)[0].1.merchant, Clean::non_empty("Best Buy Co"));
}

#[test]
fn a_bank_is_contacted_with_a_text_and_a_deadline_and_nothing_opens_unasked() {
    let mut app = dashboard();
    assert_eq!(press(&mut app, "2jC"), []);
    let contact = shown(&mut app);
    for words in
        ["https://www.chase.com", "number on the back of the card", "Fair Credit Billing Act", "Amount: 899.00 USD"]
    {
        assert!(contact.contains(words), "{words}: {contact}");
    }
    assert!(contact.contains("Oct 4, 2018, 59 days left"), "{contact}");
    assert_eq!(press(&mut app, "⏎"), [], "it asks first");
    assert!(shown(&mut app).contains("Open in the browser?"));
    let effects = press(&mut app, "⏎");
    let [Effect::Visit(page)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(page.as_str(), "https://www.chase.com");
    let copied = press(&mut app, "y");
    let [Effect::Copy(letter)] = copied.as_slice() else { panic!("{copied:?}") };
    assert!(letter.contains("BEST BUY 00011205") && letter.contains("899.00 USD"));
}

#[test]
fn offline_opens_no_page() {
    let mode = Mode { offline: true, ..Mode::default() };
    let mut app = App::new(&Look::default(), mode, SIZE, clock());
    app.update(Msg::Book(Arc::new(book())));
    assert_eq!(press(&mut app, "2jC⏎⏎"), []);
    assert!(shown(&mut app).contains("nothing is opened: --offline"));
}

#[test]
fn a_person_is_paid_by_a_link_and_its_code() {
    let mut app = dashboard();
    press(&mut app, "2jjpann");
    let pay = shown(&mut app);
    assert!(pay.contains("https://paypal.me/ann/48.12USD") && pay.contains('█'), "{pay}");
    assert_eq!(press(&mut app, "⏎"), []);
    let effects = press(&mut app, "⏎");
    let [Effect::Visit(page)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(page.as_str(), "https://paypal.me/ann/48.12USD");
}

#[test]
fn a_merchants_site_is_offered_where_it_is_known() {
    let mut app = dashboard();
    press(&mut app, "2/netflix⏎o");
    assert!(shown(&mut app).contains("https://netflix.com"), "{}", shown(&mut app));
    press(&mut app, "⎋⎋/gift⏎Ho");
    assert!(shown(&mut app).contains("no site of Gift Shop is known"), "{}", shown(&mut app));
}

#[test]
fn nothing_of_it_tells_an_amount_while_amounts_are_hidden() {
    for keys in ["2jC", "2   ctrav⏎", "2/payment thank⏎T", "2jd", "2jp", "3jr", "2jttrip⏎L", "2/netflix⏎o", "2⏎"]
    {
        let mut app = masked();
        press(&mut app, keys);
        let shown = shown(&mut app);
        assert_eq!(figures(&shown), Vec::<String>::new(), "{keys}: {shown}");
        if keys == "2jC" {
            assert_eq!(press(&mut app, "y"), [], "no amount leaves for the clipboard either");
        }
    }
}

#[test]
fn the_detail_tells_the_other_side_tags_parts_and_why() {
    let mut told = book();
    let split = Split { category: Category::Travel, amount: usd("-899"), note: None };
    let word = TxnEdit { tags: vec![Clean::new("trip")], splits: vec![split], ..TxnEdit::default() };
    let paid = TxnEdit { transfer: Some(true), partner: Some(TxnId(12)), ..TxnEdit::default() };
    let edits = Arc::make_mut(&mut told.edits);
    edits.transactions.extend([(TxnId(3), word), (TxnId(6), paid)]);
    let mut app = dashboard();
    app.update(Msg::Book(Arc::new(told)));
    press(&mut app, "2j⏎");
    let detail = shown(&mut app);
    for words in ["tags", "trip", "parts", "−899.00 Travel", "read as", "why", "last fetched"] {
        assert!(detail.contains(words), "{words}: {detail}");
    }
    press(&mut app, "⎋/payment thank⏎⏎");
    let side = shown(&mut app);
    assert!(side.contains("other side") && side.contains("−500.00 on Total Checking"), "{side}");
}
