//! What a person changes: which modal asks for it, and the edits that an answer becomes. An edit carries the whole word on its row or
//! account, so it is always made from the newest word: what was asked for last, though the keeper may not be through with it.

mod partners;
mod told;

use std::sync::Arc;

pub use told::told;

use super::acting;
use super::keymap::Action;
use super::rows::RowRef;
use super::screen::{Cx, Wish};
use super::screens::{Choose, Divide, Prompt, Review, Terms};
use super::table::who;
use crate::domain::{Account, AccountEdit, AccountId, AccountKind, Category, Clean, Edit, Transaction, TxnEdit, TxnId};

/// Said in place of what would show an amount.
pub const HIDDEN: &str = "amounts are hidden: $ shows them first";

/// Tags of one row at most.
const MOST_TAGS: usize = 20;

/// Rows that one answer is about.
pub type Rows = Arc<[TxnId]>;

/// What a modal is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Category(Rows),
    Merchant(Rows),
    Note(Rows),
    Tags(Rows),
    /// With the rows that may be the other side.
    Transfer(Rows, Rows),
    Name(AccountId),
    Kind(AccountId),
}

impl Subject {
    /// The word of its modal, and of the edit that comes of it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Category(_) => "Category",
            Self::Merchant(_) => "Merchant",
            Self::Note(_) => "Note",
            Self::Tags(_) => "Tags",
            Self::Transfer(..) => "Transfer",
            Self::Name(_) => "Name",
            Self::Kind(_) => "Kind",
        }
    }

    /// How many rows it is about; 0 for an account.
    pub fn rows(&self) -> usize {
        match self {
            Self::Category(rows)
            | Self::Merchant(rows)
            | Self::Note(rows)
            | Self::Tags(rows)
            | Self::Transfer(rows, _) => rows.len(),
            Self::Name(_) | Self::Kind(_) => 0,
        }
    }
}

/// The wishes of an action on one transaction; none for other actions.
pub fn on_row(cx: &Cx, row: Option<&Transaction>, action: Action) -> Vec<Wish> {
    on_rows(cx, row.as_slice(), action)
}

/// The wishes of an action on transactions that are changed together; none for other actions.
pub fn on_rows(cx: &Cx, rows: &[&Transaction], action: Action) -> Vec<Wish> {
    let Some(first) = rows.first() else { return Vec::new() };
    let edit = word_on_row(cx, first.id);
    let one = rows.len() == 1;
    let name = if one { who(cx, first).into_owned() } else { format!("{} transactions", rows.len()) };
    let ids: Rows = rows.iter().map(|row| row.id).collect();
    // what is written of one begins with what stands there, of many with nothing
    let now = |text: Option<&Clean>| text.filter(|_| one).map_or("", Clean::as_str).to_owned();
    match action {
        Action::Category => vec![choose_category(cx, rows, ids, name)],
        Action::Merchant => {
            let written = now(edit.merchant.as_ref().or_else(|| cx.book.merchant(first)));
            vec![ask(cx, Subject::Merchant(ids), name, &written)]
        }
        Action::Note => vec![ask(cx, Subject::Note(ids), name, &now(edit.note.as_ref()))],
        Action::Tags => {
            let tags: Vec<&str> = edit.tags.iter().filter(|_| one).map(Clean::as_str).collect();
            vec![ask(cx, Subject::Tags(ids), name, &tags.join(", "))]
        }
        Action::Transfer => vec![choose_transfer(cx, rows, ids, name)],
        Action::Divide if !one => vec![Wish::Say("one transaction is divided at a time".to_owned())],
        Action::Divide if cx.figures.masked => vec![Wish::Say(HIDDEN.to_owned())],
        Action::Divide => vec![Wish::Open(Box::new(Divide::new(first, &edit)))],
        Action::Hide => {
            let hidden = !rows.iter().all(|row| word_on_row(cx, row.id).hidden);
            let words = format!("{} {name}", if hidden { "hiding" } else { "showing" });
            propose(cx, each(cx, &ids, |word| word.hidden = hidden), words, rows.len())
        }
        _ => acting::on_row(cx, first, action),
    }
}

fn choose_category(cx: &Cx, rows: &[&Transaction], ids: Rows, name: String) -> Wish {
    let read = match rows {
        [row] => format!(": {}", row.reading.as_ref().map_or(Category::Uncategorized, |read| read.category).words()),
        _ => String::new(),
    };
    let options = std::iter::once(format!("as read{read}"))
        .chain(Category::ALL.iter().map(|category| category.words().to_owned()));
    let own = word_on_row(cx, ids[0]).category.filter(|_| rows.len() == 1);
    let now = own.and_then(|own| Category::ALL.iter().position(|c| *c == own)).map_or(0, |at| at + 1);
    Wish::Open(Box::new(Choose::new(Subject::Category(ids), name, options.collect(), now)))
}

/// `as read`, yes, no, and of one row the rows that may be its other side.
fn choose_transfer(cx: &Cx, rows: &[&Transaction], ids: Rows, name: String) -> Wish {
    let word = word_on_row(cx, ids[0]);
    let sides = if let [row] = rows { partners::candidates(&cx.ahead, row) } else { Vec::new() };
    let mut options: Vec<String> = ["as read", "no transfer", "between my own accounts"].map(str::to_owned).into();
    options.extend(sides.iter().map(|side| partners::words(cx, side)));
    let now = match (word.partner, word.transfer) {
        (Some(partner), _) => sides.iter().position(|side| side.id == partner).map_or(2, |at| at + FIXED),
        (None, Some(said)) => 1 + usize::from(said),
        (None, None) => 0,
    };
    let sides: Rows = sides.iter().map(|side| side.id).collect();
    Wish::Open(Box::new(Choose::new(Subject::Transfer(ids, sides), name, options, now)))
}

/// Options of a transfer before the rows that may be its other side.
const FIXED: usize = 3;

/// The wishes of an action on an account; none for other actions.
pub fn on_account(cx: &Cx, account: Option<&Account>, action: Action) -> Vec<Wish> {
    let Some(account) = account else { return Vec::new() };
    let edit = word_on(cx, account.id);
    let name = cx.book.name(account).to_string();
    match action {
        Action::Rename => vec![ask(cx, Subject::Name(account.id), name.clone(), &name)],
        Action::Kind => {
            let options = std::iter::once(format!("as the bank says: {}", account.kind.words()))
                .chain(AccountKind::ALL.iter().map(|kind| kind.words().to_owned()));
            let now = edit.kind.and_then(|own| AccountKind::ALL.iter().position(|k| *k == own)).map_or(0, |at| at + 1);
            vec![Wish::Open(Box::new(Choose::new(Subject::Kind(account.id), name, options.collect(), now)))]
        }
        Action::Terms if cx.figures.masked => vec![Wish::Say(HIDDEN.to_owned())],
        Action::Terms => vec![Wish::Open(Box::new(Terms::new(cx, account)))],
        Action::Hide => {
            let words = if edit.hidden { "showing" } else { "hiding" };
            let hidden = AccountEdit { hidden: !edit.hidden, ..edit };
            vec![Wish::Edit(Edit::Account(account.id, hidden), format!("{words} {name}"))]
        }
        _ => acting::on_account(account, action),
    }
}

/// Asks for a text, beginning with what stands there. While amounts are hidden, a text that holds one is not opened.
fn ask(cx: &Cx, subject: Subject, name: String, written: &str) -> Wish {
    if cx.figures.words(written) != written {
        return Wish::Say(HIDDEN.to_owned());
    }
    Wish::Open(Box::new(Prompt::new(subject, name, written)))
}

/// What is asked of one row is done at once; of several it is shown first.
pub fn propose(cx: &Cx, edits: Vec<Edit>, words: String, rows: usize) -> Vec<Wish> {
    if rows > 1 {
        return vec![Wish::Open(Box::new(Review::new(cx, edits, words)))];
    }
    if edits.is_empty() { Vec::new() } else { vec![Wish::Deed { edits, names: Vec::new(), words }] }
}

/// The person's word on a row as it will stand.
fn word_on_row(cx: &Cx, row: TxnId) -> TxnEdit {
    cx.ahead.edit_of(row).clone()
}

/// The person's word on an account as it will stand.
pub fn word_on(cx: &Cx, account: AccountId) -> AccountEdit {
    cx.ahead.edits.accounts.get(&account).cloned().unwrap_or_default()
}

/// The same change of the word on each row.
fn each(cx: &Cx, rows: &[TxnId], change: impl Fn(&mut TxnEdit)) -> Vec<Edit> {
    let changed = |row: &TxnId| {
        let mut word = word_on_row(cx, *row);
        change(&mut word);
        Edit::Txn(*row, word)
    };
    rows.iter().map(changed).collect()
}

/// The edits that a choice becomes: 0 takes the person's word back, others count from 1.
pub fn chosen(cx: &Cx, subject: &Subject, index: usize) -> Vec<Edit> {
    let nth = index.checked_sub(1);
    match subject {
        Subject::Category(rows) => {
            let category = nth.and_then(|nth| Category::ALL.get(nth)).copied();
            each(cx, rows, |word| word.category = category)
        }
        Subject::Transfer(rows, sides) => {
            if let Some(side) = index.checked_sub(FIXED).and_then(|at| sides.get(at)) {
                partners::join(&cx.ahead, rows[0], *side)
            } else {
                partners::part(&cx.ahead, rows, nth.map(|nth| nth == 1))
            }
        }
        Subject::Kind(id) => {
            let kind = nth.and_then(|nth| AccountKind::ALL.get(nth)).copied();
            vec![Edit::Account(*id, AccountEdit { kind, ..word_on(cx, *id) })]
        }
        Subject::Merchant(_) | Subject::Note(_) | Subject::Tags(_) | Subject::Name(_) => Vec::new(),
    }
}

/// The edits that a written text becomes; an empty text takes the person's word back.
pub fn written(cx: &Cx, subject: &Subject, text: &str) -> Vec<Edit> {
    let clean = Clean::non_empty(text);
    match subject {
        Subject::Merchant(rows) => each(cx, rows, |word| word.merchant.clone_from(&clean)),
        Subject::Note(rows) => each(cx, rows, |word| word.note.clone_from(&clean)),
        Subject::Tags(rows) => {
            let whole = rows.len() == 1;
            each(cx, rows, |word| retag(&mut word.tags, text, whole))
        }
        Subject::Name(id) => vec![Edit::Account(*id, AccountEdit { name: clean, ..word_on(cx, *id) })],
        Subject::Category(_) | Subject::Transfer(..) | Subject::Kind(_) => Vec::new(),
    }
}

/// Tags as they are written, with commas between them: of one row all of them, of several those to add, and with a minus before them
/// those to take off; nothing written takes off all.
fn retag(tags: &mut Vec<Clean>, text: &str, whole: bool) {
    if whole || text.trim().is_empty() {
        tags.clear();
    }
    for part in text.split(',').map(str::trim) {
        let (name, off) = part.strip_prefix('-').map_or((part, false), |name| (name, !whole));
        let Some(tag) = Clean::non_empty(name.trim_start_matches('#').trim()) else { continue };
        let same = |other: &Clean| other.as_str().to_lowercase() == tag.as_str().to_lowercase();
        if off {
            tags.retain(|other| !same(other));
        } else if tags.len() < MOST_TAGS && !tags.iter().any(same) {
            tags.push(tag);
        }
    }
}

/// The row that a list has selected, opened in a modal of its own.
pub fn open_row(place: Option<RowRef>) -> Vec<Wish> {
    place.map(|place| Wish::Open(Box::new(super::screens::RowDetail::new(place)))).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retagged(before: &[&str], text: &str, whole: bool) -> Vec<String> {
        let mut tags: Vec<Clean> = before.iter().map(|tag| Clean::new(tag)).collect();
        retag(&mut tags, text, whole);
        tags.iter().map(Clean::to_string).collect()
    }

    #[test]
    fn tags_of_one_row_are_written_whole_and_of_several_added_and_taken_off() {
        assert_eq!(retagged(&["work"], "trip, #Lisbon, trip", true), ["trip", "Lisbon"]);
        assert_eq!(retagged(&["work", "trip"], "paid back, -Work", false), ["trip", "paid back"]);
        assert_eq!(retagged(&["work"], " ", false), [""; 0]);
        assert_eq!(retagged(&[], ", ,-", false), [""; 0]);
    }

    #[test]
    fn there_are_never_too_many_tags() {
        let many: Vec<String> = (0..99).map(|n| format!("tag {n}")).collect();
        assert_eq!(retagged(&[], &many.join(","), true).len(), MOST_TAGS);
    }
}
