//! What an edit changes on a row, in words: before and after.

use crate::domain::{Category, Clean, Transaction, TxnEdit};

/// `Shopping → Travel`, several changes with a dot between them; empty when nothing changes. Amounts of parts are not told.
pub fn told(row: &Transaction, before: &TxnEdit, after: &TxnEdit) -> String {
    let read = row.reading.as_ref();
    let category = |edit: &TxnEdit| {
        edit.category.unwrap_or_else(|| read.map_or(Category::Uncategorized, |read| read.category)).words()
    };
    let merchant = |edit: &TxnEdit| {
        let own = edit.merchant.clone().or_else(|| read.and_then(|read| read.merchant.clone()));
        own.map_or("nobody".to_owned(), |name| name.to_string())
    };
    let mut changes = Vec::new();
    if before.category != after.category {
        changes.push(format!("{} → {}", category(before), category(after)));
    }
    if before.merchant != after.merchant {
        changes.push(format!("{} → {}", merchant(before), merchant(after)));
    }
    if before.note != after.note {
        changes.push(after.note.as_ref().map_or("no note".to_owned(), |note| format!("note: {note}")));
    }
    if before.tags != after.tags {
        let missing = |tags: &[Clean], among: &[Clean], sign: char| -> Vec<String> {
            tags.iter().filter(|tag| !among.contains(tag)).map(|tag| format!("{sign}{tag}")).collect()
        };
        let more = missing(&after.tags, &before.tags, '+');
        let less = missing(&before.tags, &after.tags, '−');
        changes.push([more, less].concat().join(" "));
    }
    if (before.transfer, before.partner) != (after.transfer, after.partner) {
        let words = match (after.transfer, after.partner) {
            (_, Some(_)) => "a transfer with its other side",
            (Some(true), None) => "a transfer",
            (Some(false), None) => "no transfer",
            (None, None) => "as it was read",
        };
        changes.push(words.to_owned());
    }
    if before.splits != after.splits {
        changes.push(if after.splits.is_empty() { "whole again".to_owned() } else { "divided".to_owned() });
    }
    if before.hidden != after.hidden {
        changes.push(if after.hidden { "hidden" } else { "shown" }.to_owned());
    }
    changes.join(" · ")
}
