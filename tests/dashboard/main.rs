//! What a person does, as keys and messages in, effects and screens out. No terminal, no clock, no store.

mod editing;
mod filtering;
mod living;
mod moving;
mod sharing;
#[path = "../support_book/mod.rs"]
mod support_book;

use std::sync::Arc;

use passbook::config::Look;
use passbook::domain::Book;
use passbook::tui::{App, Effect, Msg};

use support_book::drive::{app, paint, text};

const SIZE: (u16, u16) = (120, 36);

fn dashboard() -> App {
    app(&Look::default(), SIZE)
}

fn shown(app: &mut App) -> String {
    text(&paint(app, SIZE))
}

/// As the keeper would: what was asked for is in the book that comes back.
fn commit(app: &mut App, book: &mut Book, effects: &[Effect]) {
    for effect in effects {
        if let Effect::Change(change) = effect {
            book.change(change).into_iter().for_each(|delta| book.apply(&delta));
            app.update(Msg::Book(Arc::new(book.clone())));
            app.update(Msg::Changed(change.clone()));
        }
    }
}
