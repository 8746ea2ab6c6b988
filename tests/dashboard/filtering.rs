//! The line behind `/`.

use crate::support_book::drive::press;
use crate::{dashboard, shown};

#[test]
fn the_filter_narrows_as_one_types_and_escape_clears_it() {
    let mut app = dashboard();
    press(&mut app, "2");
    let all = shown(&mut app);
    press(&mut app, "/best b");
    assert!(shown(&mut app).contains("1 of 434 · −$899.00"));
    press(&mut app, "⏎");
    assert!(shown(&mut app).contains("1 of 434"), "Enter keeps it");
    press(&mut app, "/");
    press(&mut app, "x");
    assert!(shown(&mut app).contains("nothing matches"));
    press(&mut app, "⎋");
    assert_eq!(shown(&mut app).lines().nth(1), all.lines().nth(1));
    assert!(shown(&mut app).contains("of 434"));
}

#[test]
fn several_words_are_all_asked_for_and_amounts_are_found_by_their_digits() {
    let mut app = dashboard();
    press(&mut app, "2/double whole");
    let words = shown(&mut app);
    assert!(words.contains("Double Cash") && !words.contains("Blue Cash "));
    press(&mut app, "⎋/899.0");
    assert!(shown(&mut app).contains("Best Buy"));
}
