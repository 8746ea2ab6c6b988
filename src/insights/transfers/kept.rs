//! The pairs of a whole book, found once for as long as its rows, accounts and edits stay what they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Pairs, pairs};
use crate::domain::{Account, AccountId, Block, BlockKey, Book, Edits, Period, Rates, Slot};

/// Pairs with what they were found in, held so that no other value can come to lie where one of it lay.
struct Kept {
    blocks: Vec<(BlockKey, Arc<Block>)>,
    accounts: BTreeMap<AccountId, Arc<Account>>,
    edits: Arc<Edits>,
    pairs: Arc<Pairs>,
}

impl Kept {
    fn of(book: &Book) -> Self {
        Self {
            blocks: loaded(book).map(|(key, block)| (key, Arc::clone(block))).collect(),
            accounts: book.accounts.clone(),
            edits: Arc::clone(&book.edits),
            pairs: Arc::new(pairs(book, Period::All, &Rates::default())),
        }
    }

    /// True while every block, the words of every account, and the edits are those of before.
    fn holds(&self, book: &Book) -> bool {
        let blocks = self.blocks.iter().map(|(key, block)| (*key, block));
        let same = |((a, old), (b, new)): ((BlockKey, &Arc<Block>), _)| a == b && Arc::ptr_eq(old, new);
        Arc::ptr_eq(&self.edits, &book.edits)
            && self.accounts.len() == book.accounts.len()
            && self.accounts.values().zip(book.accounts.values()).all(|(old, new)| alike(old, new))
            && self.blocks.len() == loaded(book).count()
            && blocks.zip(loaded(book)).all(same)
    }
}

fn loaded(book: &Book) -> impl Iterator<Item = (BlockKey, &Arc<Block>)> {
    book.blocks.iter().filter_map(|(key, slot)| match slot {
        Slot::Loaded(block) => Some((*key, block)),
        Slot::Stored { .. } | Slot::Damaged { .. } => None,
    })
}

/// True when nothing differs by which texts name an account.
fn alike(old: &Arc<Account>, new: &Arc<Account>) -> bool {
    let words = |account: &'_ Account| (account.id, account.kind, account.currency);
    let same_words = || old.bank == new.bank && old.name == new.name && old.mask == new.mask && old.owner == new.owner;
    Arc::ptr_eq(old, new) || words(old) == words(new) && same_words()
}

/// The pairs among all loaded rows, see [`pairs`].
pub fn paired(book: &Book) -> Arc<Pairs> {
    let kept = book.memo.keep(|kept: &Kept| kept.holds(book), || Kept::of(book));
    Arc::clone(&kept.pairs)
}
