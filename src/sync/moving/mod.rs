//! An account goes from one provider to another, or to files: its local id, its rows and all that a person said of them stay, and another
//! connection tells of it from then on. What the former one says of it is left out, see `accounts`; moving it back is the way back.
//!
//! Where the new provider's rows are in the book as an account of their own, both become one, row by row by the same rules as any
//! answer's (`join`).

mod join;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::{
    Account, AccountId, AccountKind, AccountSource, Book, Clean, Clock, Connection, ConnectionId, Delta, Money,
    ProviderId, Source, SyncRecord, Transaction,
};

use super::MergeError;
use super::ledger::Ledger;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub account: AccountId,
    /// The connection that tells of it from now on; [`ConnectionId::import`] is files.
    pub to: ConnectionId,
    /// The account as which that connection brought it, where that is not this one already.
    pub onto: Option<AccountId>,
}

/// What a move changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// Connections that told of the account, and are not listened to any more.
    pub from: Vec<ConnectionId>,
    /// Rows of the account: all keep their ids and edits.
    pub kept: u32,
    /// Of these, rows that the other account has too: they become one each.
    pub both: u32,
    /// Rows that only the other account has: they come along under their own ids.
    pub added: u32,
    /// A person's words on rows of the other account, which come along.
    pub edits: u32,
    /// Steps on the other account that can not be undone afterwards.
    pub steps: u32,
    /// The booked balance before and after.
    pub balance: (Option<Money>, Option<Money>),
}

/// Why an account cannot be moved so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    #[error("there is no account '{0}': `passbook accounts` lists them")]
    NoSuchAccount(AccountId),
    #[error("'{0}' tells of this account already, and nobody else does: there is nothing to move")]
    ToldAlready(ConnectionId),
    #[error("{0} is the account itself: --onto names another one")]
    Itself(AccountId),
    /// The connection brought no account that it could be.
    #[error("'{0}' knows nothing of this account: it must have brought it once")]
    Unknown(ConnectionId),
    #[error("{0} and {1} are of two currencies: they are two accounts")]
    OtherCurrency(AccountId, AccountId),
    #[error("one of {0} and {1} is money owed and the other is not: they are two accounts")]
    OtherSide(AccountId, AccountId),
    /// `both` of `of` rows that both should have are alike.
    #[error(
        "only {both} of {of} rows that both should have are alike: these look like two accounts, and were left as they are"
    )]
    Unlike { both: u32, of: u32 },
    #[error(transparent)]
    Merge(#[from] MergeError),
}

/// The accounts as which a connection may have brought this one: of its currency, on the same side of what is owed, and with no other last
/// digits; those with the same ones alone where there are any. By id.
pub fn candidates(book: &Book, account: AccountId, to: &ConnectionId) -> Vec<AccountId> {
    let Some(known) = book.accounts.get(&account) else { return Vec::new() };
    let fits = |other: &&Account| {
        let told = other.sources.iter().any(|source| source.current && source.connection == *to);
        let numbered_alike = known.mask.is_none() || other.mask.is_none() || known.mask == other.mask;
        other.id != account && told && numbered_alike && side(book, known, other).is_ok()
    };
    let fitting: Vec<&Account> = book.accounts.values().map(AsRef::as_ref).filter(fits).collect();
    let numbered = |other: &&&Account| known.mask.is_some() && other.mask == known.mask;
    let same: Vec<AccountId> = fitting.iter().filter(numbered).map(|other| other.id).collect();
    if same.is_empty() { fitting.iter().map(|other| other.id).collect() } else { same }
}

/// The change that moves an account, and what it does. Every block of both accounts must be loaded.
pub fn change(book: &Book, wanted: &Move, clock: Clock) -> Result<(Delta, Moved), MoveError> {
    let account = known(book, wanted.account)?;
    let other = wanted.onto.map(|id| known(book, id)).transpose()?;
    if let Some(other) = other {
        if other.id == account.id {
            return Err(MoveError::Itself(other.id));
        }
        side(book, account, other)?;
    }
    let is_known = |account: &Account| account.is_of(&wanted.to);
    if wanted.to != ConnectionId::import() && !is_known(account) && !other.is_some_and(is_known) {
        return Err(MoveError::Unknown(wanted.to.clone()));
    }
    let from = silenced(account, other, &wanted.to);
    if from.is_empty() && other.is_none() {
        return Err(MoveError::ToldAlready(wanted.to.clone()));
    }
    let mut ledger = Ledger::open(book, account.id)?;
    let moved = Moved { from: from.iter().cloned().collect(), kept: count(ledger.len()), ..Moved::default() };
    ledger.rearrange(|sources| silence(sources, &from));
    let (mut delta, mut moved) = match other {
        Some(other) => join::join(book, account, other, &wanted.to, &mut ledger, (moved, clock))?,
        None => (Delta { accounts: vec![Arc::new(account.clone())], ..Delta::default() }, moved),
    };
    ledger.rearrange(|sources| {
        silence(sources, &from);
        sources.sort_by_key(|source| source.connection != wanted.to);
    });
    delta.connections = marked(book, account, wanted, &from, &ledger);
    let whole = delta.accounts.iter_mut().map(Arc::make_mut).find(|next| next.id == account.id);
    if let Some(next) = whole {
        listen(&mut next.sources, &wanted.to, &from);
        let current = |account: &Account| account.balance.as_ref().and_then(|balance| balance.current);
        moved.balance = (current(account), current(next));
    }
    delta.blocks.extend(ledger.into_blocks());
    delta.record = Some(SyncRecord {
        notes: vec![Clean::new(&format!("{} was moved here, with its history", book.name(account)))],
        ..SyncRecord::new(wanted.to.clone(), clock.now)
    });
    Ok((delta, moved))
}

fn known(book: &Book, id: AccountId) -> Result<&Account, MoveError> {
    book.accounts.get(&id).map(AsRef::as_ref).ok_or(MoveError::NoSuchAccount(id))
}

/// Refuses two accounts that cannot be one. A kind that nobody told is on either side.
fn side(book: &Book, account: &Account, other: &Account) -> Result<(), MoveError> {
    if account.currency != other.currency {
        return Err(MoveError::OtherCurrency(account.id, other.id));
    }
    let (kind, others) = (book.kind(account), book.kind(other));
    let is_told = kind != AccountKind::Other && others != AccountKind::Other;
    if is_told && kind.is_debt() != others.is_debt() {
        return Err(MoveError::OtherSide(account.id, other.id));
    }
    Ok(())
}

/// The connections that tell of the account now and will not be listened to: every provider but the one that it goes to. Files are never
/// silenced, since a person hands them in one by one.
fn silenced(account: &Account, other: Option<&Account>, to: &ConnectionId) -> BTreeSet<ConnectionId> {
    let sources = account.sources.iter().chain(other.into_iter().flat_map(|other| &other.sources));
    let told = sources.filter(|source| source.current && source.connection != *to);
    told.filter(|source| source.provider_id.format().is_none()).map(|source| source.connection.clone()).collect()
}

fn silence(sources: &mut [Source], from: &BTreeSet<ConnectionId>) {
    sources.iter_mut().filter(|source| from.contains(&source.connection)).for_each(|source| source.current = false);
}

/// Puts the new teller's names of an account first; where it was left before, its newest name is present again.
fn listen(sources: &mut [AccountSource], to: &ConnectionId, from: &BTreeSet<ConnectionId>) {
    for source in sources.iter_mut().filter(|source| from.contains(&source.connection)) {
        source.current = false;
    }
    sources.sort_by_key(|source| source.connection != *to);
    let ours = || sources.iter().take_while(|source| source.connection == *to);
    if !ours().any(|source| source.current)
        && let Some(first) = sources.first_mut().filter(|source| source.connection == *to)
    {
        first.current = true;
    }
}

/// The connections after the move. One that is silenced has no day up to which it is known any more; one that is listened to again
/// begins where it was left, and a bookmark that ran on meanwhile is forgotten.
fn marked(
    book: &Book,
    account: &Account,
    wanted: &Move,
    from: &BTreeSet<ConnectionId>,
    ledger: &Ledger<'_>,
) -> Vec<Arc<Connection>> {
    let names = |of: &ConnectionId| -> Vec<ProviderId> {
        let ours = account.sources.iter().filter(|source| source.connection == *of);
        ours.map(|source| source.provider_id.clone()).collect()
    };
    let mut connections = Vec::new();
    for known in from.iter().filter_map(|id| book.connections.get(id)) {
        let mut next = Connection::clone(known);
        for name in names(&known.id) {
            next.watermarks.remove(&name);
        }
        connections.push(Arc::new(next));
    }
    let back = account.is_of(&wanted.to) && !account.sources.iter().any(|s| s.current && s.connection == wanted.to);
    if let Some(known) = book.connections.get(&wanted.to).filter(|_| back) {
        let mut next = Connection { cursor: None, ..Connection::clone(known) };
        if let (Some(name), Some(day)) = (names(&wanted.to).first(), last_day(ledger, &wanted.to)) {
            next.watermarks.insert(name.clone(), day);
        }
        connections.push(Arc::new(next));
    }
    connections
}

/// The last day of which that connection told.
fn last_day(ledger: &Ledger<'_>, of: &ConnectionId) -> Option<NaiveDate> {
    let told = ledger.rows().filter(|(_, row)| row.sources.iter().any(|source| source.connection == *of));
    told.map(|(_, row)| Transaction::date(row)).max()
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
