//! What a person said of the account that is given up, and of rows that became another's, follows them.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::{AccountEdit, AccountId, Alert, Book, Clean, Deed, Edit, Topic, TxnEdit, TxnId};

use super::join::Pairs;

/// What follows.
#[derive(Debug, Default)]
pub(super) struct Followed {
    pub edits: Vec<Edit>,
    pub alerts: Vec<Arc<Alert>>,
    /// Steps that can not be undone any more: they speak of ids that are no more.
    pub deeds: Vec<(u64, Option<Arc<Deed>>)>,
    /// Words on rows that came along.
    pub carried: u32,
}

/// Lets every word on `other` and its rows follow. A word on the account that stays stands before one on the other.
pub(super) fn follow(book: &Book, account: AccountId, other: AccountId, pairs: &Pairs) -> Followed {
    let now = |id: TxnId| pairs.get(&id).copied().unwrap_or(id);
    let mut followed = Followed::default();
    let mut words = book.edits.transactions.clone();
    for (id, known) in pairs {
        if let Some(word) = words.remove(id) {
            let stays = words.remove(known).unwrap_or_default();
            words.insert(*known, filled(stays, word));
            followed.carried = followed.carried.saturating_add(1);
        }
    }
    for word in words.values_mut() {
        word.partner = word.partner.map(now);
    }
    let stands = &book.edits.transactions;
    let gone = stands.keys().filter(|id| !words.contains_key(id)).map(|id| Edit::Txn(*id, TxnEdit::default()));
    followed.edits.extend(gone);
    let said = words.into_iter().filter(|(id, word)| stands.get(id) != Some(word));
    followed.edits.extend(said.map(|(id, word)| Edit::Txn(id, word)));
    if let Some(word) = book.edits.accounts.get(&other) {
        let stays = book.edits.accounts.get(&account).cloned().unwrap_or_default();
        // how the other was called, or that it was hidden, was said of an account that doubled this one
        let next = AccountEdit { kind: stays.kind.or(word.kind), limit: stays.limit.or(word.limit), ..stays };
        followed.edits.push(Edit::Account(account, next));
        followed.edits.push(Edit::Account(other, AccountEdit::default()));
    }
    for ((topic, key), word) in book.edits.answers.iter().filter(|((topic, _), _)| *topic == Topic::Pair) {
        if let Some(next) = renamed(key, pairs) {
            followed.edits.push(Edit::Answer(*topic, key.clone(), None));
            followed.edits.push(Edit::Answer(*topic, next, Some(word.clone())));
        }
    }
    let touched = |alert: &&Arc<Alert>| alert.account == Some(other) || alert.txn.is_some_and(|id| now(id) != id);
    for alert in book.alerts.values().filter(touched) {
        let of = alert.account.map(|of| if of == other { account } else { of });
        followed.alerts.push(Arc::new(Alert { account: of, txn: alert.txn.map(now), ..Alert::clone(alert) }));
    }
    let ended: BTreeSet<u64> =
        book.deeds.values().filter(|deed| speaks_of(deed, other, pairs)).map(|d| d.number).collect();
    followed.deeds = ended.into_iter().map(|number| (number, None)).collect();
    followed
}

/// The word that stands, with what only the other one says. That a row was hidden was perhaps said because there were two of it.
fn filled(stays: TxnEdit, word: TxnEdit) -> TxnEdit {
    let more: Vec<Clean> = word.tags.into_iter().filter(|tag| !stays.tags.contains(tag)).collect();
    TxnEdit {
        category: stays.category.or(word.category),
        merchant: stays.merchant.or(word.merchant),
        note: stays.note.or(word.note),
        hidden: stays.hidden,
        tags: stays.tags.into_iter().chain(more).collect(),
        transfer: stays.transfer.or(word.transfer),
        splits: if stays.splits.is_empty() { word.splits } else { stays.splits },
        partner: stays.partner.or(word.partner),
    }
}

/// An answer about two rows is kept under `t7+t9`, the lower first.
fn renamed(key: &Clean, pairs: &Pairs) -> Option<Clean> {
    let now = |id: TxnId| pairs.get(&id).copied().unwrap_or(id);
    let (a, b) = key.as_str().split_once('+')?;
    let id = |text: &str| text.strip_prefix('t')?.parse().ok().map(TxnId);
    let (a, b) = (id(a)?, id(b)?);
    let changed = now(a) != a || now(b) != b;
    changed.then(|| Clean::new(&format!("{}+{}", now(a).min(now(b)), now(a).max(now(b)))))
}

fn speaks_of(deed: &Deed, other: AccountId, pairs: &Pairs) -> bool {
    deed.edits.iter().any(|edit| match edit {
        Edit::Txn(id, _) => pairs.contains_key(id),
        Edit::Account(id, _) => *id == other,
        Edit::Answer(_, key, _) => renamed(key, pairs).is_some(),
    })
}
