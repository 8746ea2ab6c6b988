//! Finding: the palette, `f`, the filter with its history, and the help that can be searched.

mod support_book;

use std::sync::Arc;

use passbook::config::{Config, Look};
use passbook::tui::keymap::{Keymap, chains};
use passbook::tui::{App, Effect, Mode, Msg};
use support_book::drive::{app, paint, press, reckon, text};
use support_book::{book, clock, plans};

const SIZE: (u16, u16) = (120, 36);

fn after(keys: &str) -> String {
    let mut app = app(&Look::default(), SIZE);
    press(&mut app, keys);
    text(&paint(&mut app, SIZE))
}

#[test]
fn the_palette_does_what_a_few_letters_name() {
    let mut app = app(&Look::default(), SIZE);
    press(&mut app, ":sya");
    let shown = text(&paint(&mut app, SIZE));
    assert!(shown.contains("Every action") && shown.contains("sync-all"), "{shown}");
    assert_eq!(press(&mut app, "⏎"), [Effect::Sync(None)]);
    assert!(!text(&paint(&mut app, SIZE)).contains("Every action"), "it is gone when it has done it");
}

#[test]
fn what_counts_elsewhere_is_listed_with_its_place_and_not_done() {
    let shown = after(":all-acc");
    assert!(shown.contains("show all accounts (transactions)"), "{shown}");
    let shown = after(":all-acc⏎");
    assert!(shown.contains("all-accounts counts elsewhere: Transactions"), "{shown}");
}

#[test]
fn an_account_a_category_and_a_view_are_found_and_gone_to() {
    assert!(after("ffreedom⏎").contains("Chase › Freedom Visa"));
    assert!(after("ftransactions⏎").contains("All accounts"));
    let shown = after("ffood⏎");
    assert!(shown.contains("category:=\"Food"), "{shown}");
}

#[test]
fn a_filter_says_how_much_of_all_it_found_and_what_is_wrong_with_it() {
    let shown = after("2/amount:>50");
    assert!(shown.contains("of 434 ·") && !shown.contains("needs"), "{shown}");
    let shown = after("2/colour:red");
    assert!(shown.contains("no 'colour:' here") && shown.contains("nothing matches"), "{shown}");
}

#[test]
fn a_kept_query_comes_back_in_every_filter() {
    let mut app = app(&Look::default(), SIZE);
    press(&mut app, "2/shell⏎⎋3/↑");
    assert!(text(&paint(&mut app, SIZE)).contains("/ shell"));
    press(&mut app, "↓");
    assert!(!text(&paint(&mut app, SIZE)).contains("/ shell"));
}

#[test]
fn the_help_is_searched() {
    let shown = after("?/undo");
    assert!(shown.contains("undo the last edit") && !shown.contains("quit at once"), "{shown}");
    assert_eq!(after("?/undo⎋"), after("?"));
}

#[test]
fn keys_of_the_config_count_and_are_shown() {
    let config = Config::parse("[keys]\nsync-all = \"W\"\n").unwrap();
    let keymap = Keymap::of(&config.keys).unwrap();
    assert_eq!(keymap.key_of(chains::ACCOUNTS, passbook::tui::keymap::Action::SyncAll).as_deref(), Some("W"));
    let mut app = App::new(&Look::default(), Mode::default(), SIZE, clock()).with_keys(keymap);
    app.update(Msg::Book(Arc::new(book())));
    assert!(press(&mut app, "s").is_empty());
    assert_eq!(press(&mut app, "W"), [Effect::Sync(None)]);
    assert!(text(&paint(&mut app, SIZE)).contains("W sync"));
}

#[test]
fn a_view_is_read_as_lines_of_words() {
    let mut app = app(&Look::default(), SIZE);
    let text = app.plain("transactions", Some("best buy")).unwrap();
    assert!(text.starts_with("Transactions\n1 of 434 transactions\n"), "{text}");
    assert!(text.contains("Best Buy, minus $899.00, "), "{text}");
    let accounts = app.plain("accounts", None).unwrap();
    assert!(accounts.contains("\nFreedom Visa, ending 1002, credit card, minus $"), "{accounts}");
    let merchants = app.plain("Merchants", None).unwrap();
    assert!(merchants.contains("\nWhole Foods Market, 1 purchase, $84.33, "), "{merchants}");
    for view in [text, accounts, merchants] {
        assert!(!view.contains(['│', '─', '−', '·', '•']), "{view}");
    }
    assert!(app.plain("wallpaper", None).unwrap_err().starts_with("no view 'wallpaper': accounts, transactions"));
}

#[test]
fn a_view_that_is_read_hides_amounts_as_the_screen_does() {
    let mut app = app(&Look { masked: true, ..Look::default() }, SIZE);
    for view in ["accounts", "transactions", "merchants", "cash-flow", "alerts"] {
        let text = app.plain(view, None).unwrap();
        assert!(text.contains("hidden amount"), "{text}");
        assert_eq!(support_book::drive::figures(&text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn every_view_is_read_as_lines_of_words_and_filtered() {
    let mut app = app(&Look::default(), SIZE);
    app.update(Msg::Book(Arc::new(plans())));
    reckon(&mut app);
    let whole = [
        ("recurring", "Netflix, monthly, minus $17.99, regular, next "),
        ("recurring", "\nNext 30 days\n"),
        ("recurring", "a year, paid $"),
        ("cash-flow", "last 12 months\nUSD, net $"),
        ("cash-flow", "\nJul 2018, in $"),
        ("sharing", "\nchase, provider "),
        ("sharing", "\nRecord of accesses\n"),
    ];
    for (view, line) in whole {
        let text = app.plain(view, None).unwrap();
        assert!(text.contains(line), "{view}: {text}");
        assert!(!text.contains(['│', '─', '−', '·', '•', '█', '⣿']), "{text}");
    }
    for (view, query, count, line, other) in [
        ("recurring", "netflix", "1 stream\n", "Netflix", "Spotify"),
        ("cash-flow", "date:2018-07", "1 month\n", "Jul 2018", "Jun 2018"),
        ("sharing", "paypal", "1 connection, ", "paypal", "citi"),
    ] {
        let text = app.plain(view, Some(query)).unwrap();
        assert!(text.contains(count) && text.contains(line) && !text.contains(other), "{view}: {text}");
    }
}

#[test]
fn alerts_are_read_with_their_reasons_and_asked_for_by_day() {
    let mut app = app(&Look::default(), SIZE);
    let text = app.plain("alerts", None).unwrap();
    assert!(text.contains("Best Buy") && text.contains("minus $899.00"), "{text}");
    let none = app.plain("alerts", Some("date:2001")).unwrap();
    assert!(none.contains("0 alerts") && !none.contains("Best Buy"), "{none}");
    let told = app.plain("alerts", Some("is:pending")).unwrap();
    assert!(told.contains("is: is for transactions"), "{told}");
}
