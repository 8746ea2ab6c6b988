//! What is said of a movement: the text of its row and the memo beside it.

use super::entry::Draft;
use super::figure::Direction;
use super::party::Party;
use crate::domain::{Clean, Currency, Text};

/// Text, memo and the bank's own word for the kind of movement.
pub(super) struct Words {
    pub(super) text: Text,
    pub(super) memo: Option<Clean>,
    pub(super) channel: Option<Clean>,
}

/// The other party names a movement, then what it wrote, then what the bank wrote. What is not the text is the memo; a short word of the
/// bank that is neither says how the money moved, else the code does.
pub(super) fn of(draft: &Draft<'_>, other: Option<&Party<'_>>, direction: Direction, currency: Currency) -> Words {
    /// A longer one is a text, not a word.
    const WORD: usize = 40;
    let only = draft.only();
    let name = other.map_or("", Party::name);
    let list = if draft.transactions > 1 { list(draft, currency) } else { String::new() };
    let remittance = only.map_or("", |details| &*details.remittance);
    let transaction_info = only.map_or("", |details| &*details.info);
    let said = [name, remittance, transaction_info, &*draft.info];
    let mut said = said.into_iter().filter(|words| !words.is_empty());
    let text = match said.next() {
        Some(words) => Text::new(words),
        None => Text::new(&unnamed(draft, direction)),
    };
    let memo = Some(list.as_str()).filter(|list| !list.is_empty()).or_else(|| said.next());
    let memo = memo.and_then(Clean::non_empty).filter(|memo| memo != text.clean());
    let word = Clean::non_empty(&draft.info)
        .filter(|word| word.as_str().len() <= WORD && word != text.clean() && memo.as_ref() != Some(word));
    let code = || draft.code.label().or_else(|| only.and_then(|details| details.code.label()));
    Words { text, memo, channel: word.or_else(code) }
}

/// The transactions of a batch, with their amounts.
fn list(draft: &Draft<'_>, currency: Currency) -> String {
    let each = draft.details.iter().map(|details| {
        let other = details.parties.other("", details.direction.or(draft.direction), details.is_return);
        let words = [other.map_or("", Party::name), &*details.remittance, &*details.info];
        let words = words.into_iter().find(|words| !words.is_empty()).unwrap_or("?");
        match details.amount.detail(currency) {
            Some(amount) => format!("{words} {}", amount.to_decimal_string()),
            None => words.to_owned(),
        }
    });
    format!("{} transactions: {}", draft.transactions, each.collect::<Vec<_>>().join("; "))
}

/// Words for a movement of which the bank says nothing.
fn unnamed(draft: &Draft<'_>, direction: Direction) -> String {
    let only = draft.only().and_then(|details| details.code.words());
    let kind = draft.code.words().or(only).unwrap_or(match direction {
        Direction::Out => "Debit",
        Direction::In | Direction::Unsaid => "Credit",
    });
    match draft.count() {
        0 | 1 => kind.to_owned(),
        several => format!("{kind}, {several} transactions"),
    }
}
