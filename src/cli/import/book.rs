//! `passbook import BOOK.json`: takes back what `passbook export --format json` wrote, whole, into a store that holds nothing yet.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::args::Global;
use crate::cli::exit::{self, Failure, unusable};
use crate::cli::output::{self, Format};
use crate::domain::{Book, Clean, Edits, Slot};
use crate::runtime::Keeper;
use crate::statements::book;

/// Bytes that tell whether a file is a book.
const HEAD: u64 = 256;

#[derive(serde::Serialize)]
struct Report {
    schema: u32,
    book: Line,
}

/// What a book holds.
#[derive(Clone, serde::Serialize)]
struct Line {
    file: String,
    accounts: usize,
    connections: usize,
    transactions: usize,
    edits: usize,
    stored: bool,
}

/// Takes the command over where one of the files is a book; `None` leaves it. `open` opens the store of real accounts.
pub fn run(
    global: &Global,
    files: &[PathBuf],
    dry_run: bool,
    open: impl FnOnce() -> Result<Keeper, Failure>,
) -> Result<Option<u8>, Failure> {
    let Some(path) = files.iter().find(|path| is_book(path)) else { return Ok(None) };
    let shown = Clean::new(&path.to_string_lossy());
    if files.len() > 1 {
        return Err(unusable(format!("{shown} is a whole book of passbook's: import it alone")));
    }
    let read = File::open(path).map_err(anyhow::Error::from).and_then(|file| Ok(book::read(BufReader::new(file))?));
    let book = read.with_context(|| format!("{shown}: not imported"))?;
    if !dry_run {
        let mut keeper = open()?;
        refuse_a_store_in_use(keeper.book())?;
        keeper.adopt(&book)?;
    }
    tell(global, &line(shown.to_string(), &book, !dry_run))?;
    Ok(Some(exit::DONE))
}

/// A book that is merged row by row would give its local ids, on which edits hang, to other rows.
fn refuse_a_store_in_use(book: &Book) -> Result<(), Failure> {
    if book.accounts.is_empty() && book.blocks.is_empty() && *book.edits == Edits::default() {
        return Ok(());
    }
    Err(unusable(
        "the store holds accounts already, and a whole book takes the place of none of them: give an empty folder with --data-dir, or move \
         the folder that `passbook config path` names away first"
            .into(),
    ))
}

/// True for a file whose beginning says so; what cannot be read is left to the road of statements, which says why.
fn is_book(path: &Path) -> bool {
    let mut head = Vec::new();
    let regular = path.metadata().is_ok_and(|about| about.is_file());
    regular && File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head)).is_ok() && book::is_book(&head)
}

fn line(file: String, book: &Book, stored: bool) -> Line {
    Line {
        file,
        accounts: book.accounts.len(),
        connections: book.connections.len(),
        transactions: book.blocks.values().map(Slot::len).sum(),
        edits: book.edits.transactions.len() + book.edits.accounts.len() + book.edits.answers.len(),
        stored,
    }
}

fn tell(global: &Global, line: &Line) -> anyhow::Result<()> {
    let Line { file, accounts, connections, transactions, edits, stored } = line;
    match Format::of(global) {
        Format::Json => output::json(&Report { schema: 1, book: line.clone() }),
        Format::Csv => output::csv(
            &["file", "accounts", "connections", "transactions", "edits", "stored"],
            [vec![
                file.clone(),
                accounts.to_string(),
                connections.to_string(),
                transactions.to_string(),
                edits.to_string(),
                stored.to_string(),
            ]],
        ),
        Format::Text => {
            let kept = if *stored { "" } else { " (dry run: nothing stored)" };
            output::words(&format!(
                "{file}: a whole book: {accounts} accounts, {connections} connections, {transactions} transactions, {edits} edits{kept}"
            ));
            if *stored && *connections > 0 {
                output::words("secrets do not travel with a book: `passbook connect` links each bank again");
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Account, AccountId, Block, BlockKey, Transaction, TxnId};
    use crate::store::Store;
    use crate::store::tests::samples::{any_account, any_alert, any_balance, any_connection, any_edit, any_row};

    fn any_book() -> impl Strategy<Value = Book> {
        let rows = vec((any_row(), any::<usize>()), 0..8);
        let said = (vec(any_edit(), 0..4), vec(any_alert(), 0..3));
        (vec(any_account(), 1..4), vec(any_connection(), 0..3), rows, vec(any_balance(), 0..4), said).prop_map(
            |(accounts, connections, rows, history, (edits, alerts))| {
                let mut book = Book { next_account: 4, next_txn: 8, ..Book::default() };
                let count = u32::try_from(accounts.len()).unwrap();
                for (id, account) in (0..).map(AccountId).zip(accounts) {
                    book.accounts.insert(id, Arc::new(Account { id, ..account }));
                    if !history.is_empty() {
                        book.history.insert(id, Arc::new(history.clone()));
                    }
                }
                for (id, (row, place)) in (0..).map(TxnId).zip(rows) {
                    let account = AccountId(u32::try_from(place % count as usize).unwrap());
                    let row = Transaction { id, account, ..row };
                    let slot = book.blocks.entry(BlockKey::of(&row)).or_insert(Slot::Stored { rows: 0 });
                    let mut rows = if let Slot::Loaded(block) = slot { block.rows().to_vec() } else { Vec::new() };
                    rows.push(row);
                    *slot = Slot::Loaded(Arc::new(Block::new(rows)));
                }
                book.connections = connections.into_iter().map(|one| (one.id.clone(), Arc::new(one))).collect();
                let mut said = Edits::default();
                for edit in &edits {
                    said.apply(edit);
                }
                book.edits = Arc::new(said);
                book.alerts = alerts.into_iter().map(|alert| (alert.id, Arc::new(alert))).collect();
                book
            },
        )
    }

    fn written(book: &Book) -> Vec<u8> {
        let mut bytes = Vec::new();
        book::write(book, &mut bytes).unwrap();
        bytes
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_book_comes_back_from_json_and_from_a_store_that_it_was_taken_into(whole in any_book()) {
            let text = written(&whole);
            let back = book::read(&text[..]).unwrap();
            prop_assert_eq!(&back, &whole);
            let mut keeper = Keeper::open(Store::in_memory().unwrap()).unwrap();
            keeper.adopt(&back).unwrap();
            let mut kept = keeper.store().book().unwrap();
            let keys: Vec<BlockKey> = kept.blocks.keys().copied().collect();
            for (key, block) in keeper.store().load(&keys).unwrap() {
                kept.blocks.insert(key, Slot::Loaded(block));
            }
            prop_assert_eq!(written(&kept), text);
        }
    }
}
