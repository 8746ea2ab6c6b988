//! The accounts that a new connection brought: shown, and on a terminal named or hidden one by one.

use std::io::{self, BufRead};

use super::super::output;
use crate::domain::{Account, AccountEdit, Book, Clean, ConnectionId, Edit};
use crate::runtime::Keeper;
use crate::store::StoreError;

/// Lists the accounts of a connection on standard error.
pub(super) fn show(book: &Book, id: &ConnectionId) {
    let rows: Vec<Vec<String>> = of(book, id)
        .map(|account| {
            let balance = account.balance.as_ref().and_then(|balance| balance.current);
            vec![
                account.bank.name.to_string(),
                book.name(account).to_string(),
                account.mask.as_ref().map(|mask| format!("····{mask}")).unwrap_or_default(),
                book.kind(account).words().to_owned(),
                balance.map(|money| money.to_decimal_string()).unwrap_or_default(),
                account.currency.id().to_owned(),
            ]
        })
        .collect();
    if !rows.is_empty() {
        output::words(output::table(&["bank", "account", "number", "kind", "balance", ""], &rows, &[4]).trim_end());
    }
}

/// Asks for each account how it is to be called; a dash hides it.
pub(super) fn ask(keeper: &mut Keeper, id: &ConnectionId) -> Result<(), StoreError> {
    let accounts: Vec<Account> = of(keeper.book(), id).cloned().collect();
    for account in accounts {
        let name = keeper.book().name(&account);
        output::words(&format!("{name}: another name, - to hide it, Enter to leave it:"));
        let mut line = String::new();
        if !matches!(io::stdin().lock().read_line(&mut line), Ok(1..)) {
            return Ok(());
        }
        let known = keeper.book().edits.accounts.get(&account.id).cloned().unwrap_or_default();
        let word = match line.trim() {
            "" => continue,
            "-" => AccountEdit { hidden: true, ..known },
            name => AccountEdit { name: Some(Clean::new(name)), ..known },
        };
        keeper.edit(Edit::Account(account.id, word))?;
    }
    Ok(())
}

fn of<'b>(book: &'b Book, id: &ConnectionId) -> impl Iterator<Item = &'b Account> {
    book.accounts.values().map(|account| &**account).filter(move |account| account.is_of(id))
}
