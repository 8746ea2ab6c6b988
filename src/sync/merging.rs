//! The merge as a whole: one answer and one book in, one change out. The caller commits the change and then applies it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::domain::{
    AccountId, Batch, Book, Changes, Clean, Clock, Connection, ConnectionId, Delta, ProviderId, RowCounts, SyncOutcome,
    SyncRecord, Transaction, TxnId,
};

use super::accounts::{self, Roster, account_of};
use super::answer::Answer;
use super::connection::{self, Complaints};
use super::content::{self, Sides};
use super::doubt::Doubt;
use super::identity::{self, Claim, Claims, Holders};
use super::ledger::Ledger;
use super::row::{self, Outcome, Telling};
use super::{absence, balances, pending};

/// Words that are kept of one sync.
const MOST_NOTES: usize = 100;
/// Ids of requests that are kept of one answer.
const MOST_REQUESTS: usize = 100;

/// Why an answer was not merged; nothing of it may be stored then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// A fault of the caller: see [`merge`].
    #[error("the rows of account {0} have not been read from the store: read them, then merge")]
    NotLoaded(AccountId),
    /// The batch belongs to a connection that the book does not have.
    #[error("the answer belongs to connection '{0}', which is not known: add it to the config first")]
    UnknownConnection(ConnectionId),
    /// The source contradicts itself.
    #[error("the answer describes account '{0}' twice; nothing of it was stored")]
    NamedTwice(Clean),
    /// Rows that belong to nobody.
    #[error("the answer has rows of account '{0}', which it does not describe; nothing of it was stored")]
    Undescribed(Clean),
    /// A file's account may be one of ours: the person must say which.
    #[error("{0}")]
    Doubt(Doubt),
    /// The person named an account by an id that none has.
    #[error("there is no account '{0}': `passbook accounts` lists them")]
    NoSuchAccount(Clean),
    /// The person named another account than the one that the file's account is known as.
    #[error(
        "this account is {0} already: leave --account out, or take that import back first (passbook import --undo)"
    )]
    KnownElsewhere(AccountId),
    /// Local ids are used up; only a source that invents accounts without end gets here.
    #[error("no local id is left for a further account or row; nothing of the answer was stored")]
    Full,
}

/// What the person must be asked before a file's answer can be merged. As for [`merge`], every block must be loaded.
pub fn doubt(book: &Book, batch: &Batch) -> Option<Doubt> {
    match accounts::recognise(book, batch) {
        Err(MergeError::Doubt(doubt)) => Some(doubt),
        _ => None,
    }
}

/// Holds an answer against the book. Every block must be loaded: rows tell whose they are.
///
/// The change holds the whole new value of all that differs; an answer that says nothing new changes no block. Merging the same
/// answer again changes nothing further, and the order of rows in an answer has no influence. An answer that describes an account
/// twice, or has rows of an account that neither it nor the book describes, is refused whole: it cannot be told what else in it is
/// wrong.
pub fn merge(book: &Book, batch: &Batch, clock: Clock) -> Result<Delta, MergeError> {
    let known = known_connection(book, &batch.connection)?;
    let roster = accounts::recognise(book, batch)?;
    let banks = banks_of(book, &roster);
    let complaints = Complaints::of(batch);
    let telling = Telling { connection: &batch.connection, at: batch.fetched_at, today: clock.today };

    let mut said: BTreeMap<AccountId, (Vec<&Changes>, bool)> =
        roster.relinked.keys().map(|id| (*id, (Vec::new(), true))).collect();
    for change in batch.changes.iter().filter(|change| !roster.left_out.contains(account_of(change))) {
        let id = account_of(change);
        let Some(account) = roster.named.get(id) else { continue };
        let (changes, whole) = said.entry(*account).or_insert_with(|| (Vec::new(), true));
        changes.push(change);
        *whole &= complaints.leave_whole(id, banks.get(id).copied().unwrap_or_default());
    }

    let mut delta = Delta { next_account: roster.next_account, next_txn: book.next_txn, ..Delta::default() };
    let mut counts = RowCounts::default();
    for (account, (changes, whole)) in said {
        let answer = Answer::fold(&changes, whole);
        let mut ledger = Ledger::open(book, account)?;
        if let Some(id) = roster.relinked.get(&account) {
            ledger.retire(telling.connection, id);
        }
        settle(account, &answer, &mut ledger, telling, &mut counts, &mut delta.next_txn)?;
        delta.blocks.extend(ledger.into_blocks());
    }

    delta.connections.push(Arc::new(connection::answered(&known, batch, (&banks, &roster.left_out), clock)));
    let notes = roster.notes.iter().cloned().chain(connection::notes(batch)).take(MOST_NOTES).collect();
    delta.record = Some(SyncRecord {
        started: batch.started,
        outcome: SyncOutcome::of(&batch.problems),
        rows: counts,
        problems: connection::worst_first(&batch.problems),
        notes,
        request_ids: batch.request_ids.iter().take(MOST_REQUESTS).cloned().collect(),
        ..SyncRecord::new(batch.connection.clone(), batch.fetched_at)
    });
    describe(book, batch, roster, &mut delta);
    Ok(delta)
}

/// The steps of one account.
fn settle(
    account: AccountId,
    answer: &Answer,
    ledger: &mut Ledger<'_>,
    telling: Telling<'_>,
    counts: &mut RowCounts,
    next_txn: &mut u64,
) -> Result<(), MergeError> {
    let holders = Holders::find(answer, ledger, telling.connection);
    let mut claims = Claims::new(answer, ledger);
    identity::recognise(answer, ledger, &holders, &mut claims);
    let sides = Sides { answer, ledger, connection: telling.connection };
    content::by_equal_content(&sides, &mut claims);
    content::by_former_content(&sides, &mut claims);
    pending::match_posted(&sides, &mut claims, telling.today);
    content::by_like_content(&sides, &mut claims);

    release(ledger, &claims, telling.connection);
    for (said, claim) in answer.rows.iter().zip(&claims.of) {
        let link = said
            .extras()
            .replaces
            .as_ref()
            .filter(|id| holders.current(id).is_empty() && holders.former(id).is_empty());
        let outcome = match *claim {
            Some(Claim::Row(known, how)) => {
                let (mut next, outcome) = row::retell(ledger.row(known), said, how, telling);
                remember(&mut next, telling.connection, link);
                ledger.set(known, next);
                Some(outcome)
            }
            Some(Claim::Echo(known)) => {
                let mut next = ledger.row(known).clone();
                row::add_source(&mut next, telling.connection, said.id.as_ref(), false);
                ledger.set(known, next);
                Some(Outcome::Same)
            }
            None => {
                let mut next = row::begin(said, TxnId(*next_txn), account, telling);
                *next_txn = next_txn.checked_add(1).ok_or(MergeError::Full)?;
                remember(&mut next, telling.connection, link);
                ledger.add(next);
                None
            }
        };
        let counted = match outcome {
            None => &mut counts.new,
            Some(Outcome::Same) => &mut counts.same,
            Some(Outcome::Changed) => &mut counts.changed,
            Some(Outcome::Posted) => &mut counts.posted,
        };
        *counted = counted.saturating_add(1);
    }
    absence::settle(answer, ledger, &claims, telling, counts);
    Ok(())
}

/// The pending row that a posted one names is remembered with it, so that a late copy of the pending row finds it.
fn remember(row: &mut Transaction, connection: &ConnectionId, link: Option<&ProviderId>) {
    if let Some(id) = link {
        row::add_source(row, connection, Some(id), false);
    }
}

/// Takes former ids away from rows that had them by mistake.
fn release(ledger: &mut Ledger<'_>, claims: &Claims, connection: &ConnectionId) {
    for (index, id) in &claims.released {
        let mut row = ledger.row(*index).clone();
        row.sources.retain(|s| s.current || &s.connection != connection || s.id.as_ref() != Some(id));
        ledger.set(*index, row);
    }
}

/// Imports have a connection of their own that no config names, so it begins with its first file.
fn known_connection(book: &Book, id: &ConnectionId) -> Result<Connection, MergeError> {
    match book.connections.get(id) {
        Some(known) => Ok(Connection::clone(known)),
        None if *id == ConnectionId::import() => Ok(Connection::new(id.clone(), "file")),
        None => Err(MergeError::UnknownConnection(id.clone())),
    }
}

fn banks_of<'a>(book: &'a Book, roster: &'a Roster) -> HashMap<&'a ProviderId, &'a str> {
    let bank = |id: &AccountId| {
        let known = || book.accounts.get(id).map(|account| &*account.bank.key);
        roster.accounts.get(id).map(|account| &*account.bank.key).or_else(known)
    };
    roster.named.iter().filter_map(|(provider, id)| Some((provider, bank(id)?))).collect()
}

/// Accounts and balances that differ from the book's.
fn describe(book: &Book, batch: &Batch, roster: Roster, delta: &mut Delta) {
    for seen in batch.accounts.iter().filter(|seen| !roster.left_out.contains(&seen.provider_id)) {
        let told = seen.balance.as_ref().and_then(|seen| balances::received(seen, batch.fetched_at));
        if let (Some(told), Some(id)) = (told, roster.named.get(&seen.provider_id))
            && let Some(history) = balances::recorded(book.history.get(id), &told)
        {
            delta.history.push((*id, history));
        }
    }
    let differs = |(id, account): &(AccountId, _)| book.accounts.get(id).is_none_or(|known| **known != *account);
    delta.accounts = roster.accounts.into_iter().filter(differs).map(|(_, account)| Arc::new(account)).collect();
    delta.history.sort_by_key(|(id, _)| *id);
}
