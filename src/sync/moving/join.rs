//! Two accounts of the book that are one at the bank become one: their rows meet by the rules of an answer, what only the other one has
//! comes along under its own id, and nothing of either is lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::{
    Account, AccountId, AccountKind, Balance, Book, Clock, ConnectionId, Delta, Forgotten, Match, Row, Transaction,
    TxnId, TxnStatus,
};

use super::super::answer::Answer;
use super::super::content::{self, Sides};
use super::super::identity::{self, Claim, Claims, Holders};
use super::super::ledger::Ledger;
use super::super::row::{self, Telling};
use super::super::{balances, pending};
use super::{MoveError, Moved, count, words};

/// The other account's rows, and the account's that they are.
pub(super) type Pairs = BTreeMap<TxnId, TxnId>;

/// So many rows of days that both accounts know let a judgement be made.
const JUDGED: u32 = 4;

/// Takes `other` into the account whose rows `ledger` holds. The accounts' own blocks are the caller's to write, the other's are given up.
pub(super) fn join(
    book: &Book,
    account: &Account,
    other: &Account,
    to: &ConnectionId,
    ledger: &mut Ledger<'_>,
    (mut moved, clock): (Moved, Clock),
) -> Result<(Delta, Moved), MoveError> {
    let theirs = Ledger::open(book, other.id)?;
    let (live, gone): (Vec<_>, Vec<_>) = theirs.rows().map(|(_, row)| row).partition(|row| row.status.counts());
    let answer = Answer::of_rows(live.iter().map(|row| row::told(row, to)).collect());
    let claims = claims(&answer, ledger, to, clock);
    judge(ledger, &live, &claims)?;
    let mut pairs = Pairs::new();
    let telling = Telling { connection: to, at: clock.now, today: clock.today };
    for ((theirs, said), claim) in live.iter().zip(&answer.rows).zip(&claims.of) {
        let place = match *claim {
            Some(Claim::Row(place, how)) => {
                ledger.set(place, one(ledger.row(place), theirs, said, (how, telling)));
                place
            }
            Some(Claim::Echo(place)) => {
                ledger.set(place, named(ledger.row(place).clone(), theirs, false));
                place
            }
            None => {
                ledger.add(along(theirs, account));
                moved.added = moved.added.saturating_add(1);
                continue;
            }
        };
        pairs.insert(theirs.id, ledger.row(place).id);
    }
    for row in gone {
        ledger.add(along(row, account));
    }
    moved.both = count(pairs.len());

    let mut delta = Delta { accounts: vec![Arc::new(whole(account, other))], ..Delta::default() };
    delta.blocks = book.blocks.keys().filter(|key| key.account == other.id).map(|key| (*key, None)).collect();
    delta.forgotten = Forgotten { accounts: vec![other.id], ..Forgotten::default() };
    delta.history = history(book, account, other).into_iter().collect();
    let words = words::follow(book, account.id, other.id, &pairs);
    (moved.edits, moved.steps) = (words.carried, count(words.deeds.len()));
    (delta.edits, delta.deeds, delta.alerts) = (words.edits, words.deeds, words.alerts);
    Ok((delta, moved))
}

/// Which rows of the account the other's rows are.
fn claims(answer: &Answer, ledger: &Ledger<'_>, to: &ConnectionId, clock: Clock) -> Claims {
    let holders = Holders::find(answer, ledger, to);
    let mut claims = Claims::new(answer, ledger);
    identity::recognise(answer, ledger, &holders, &mut claims);
    let sides = Sides { answer, ledger, connection: to };
    content::by_equal_content(&sides, &mut claims);
    pending::match_posted(&sides, &mut claims, clock.today);
    content::by_like_content(&sides, &mut claims);
    claims
}

/// Refuses two accounts that have hardly a row in common on the days that both know.
fn judge(ledger: &Ledger<'_>, theirs: &[&Transaction], claims: &Claims) -> Result<(), MoveError> {
    let days = || ledger.rows().filter(|(_, row)| row.status == TxnStatus::Posted).map(|(_, row)| row.date());
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return Ok(()) };
    let shared = || {
        let posted = theirs.iter().zip(&claims.of).filter(|(row, _)| row.status == TxnStatus::Posted);
        posted.filter(move |(row, _)| first < row.date() && row.date() < last)
    };
    let (of, both) = (count(shared().count()), count(shared().filter(|(_, claim)| claim.is_some()).count()));
    if of >= JUDGED && both.saturating_mul(2) < of { Err(MoveError::Unlike { both, of }) } else { Ok(()) }
}

/// A row that both have: the account's, told by the other's source, with every name of both.
fn one(known: &Transaction, theirs: &Transaction, said: &Row, (how, telling): (Match, Telling<'_>)) -> Transaction {
    let (next, _) = row::retell(known, said, how, telling);
    named(next, theirs, true)
}

fn named(mut row: Transaction, theirs: &Transaction, current: bool) -> Transaction {
    for source in &theirs.sources {
        row::add_source(&mut row, &source.connection, source.id.as_ref(), current && source.current);
    }
    row
}

fn along(row: &Transaction, account: &Account) -> Transaction {
    Transaction { account: account.id, ..row.clone() }
}

/// The account as the new provider describes it, under its own id; what that one does not say stays.
fn whole(account: &Account, other: &Account) -> Account {
    let newest = match (&account.balance, &other.balance) {
        (known, Some(told)) => Some(balances::newest(known.as_ref(), told)),
        (known, None) => known.clone(),
    };
    let mut next = Account {
        id: account.id,
        sources: other.sources.iter().chain(&account.sources).cloned().collect(),
        kind: if account.kind == AccountKind::Other { other.kind } else { account.kind },
        official_name: other.official_name.clone().or_else(|| account.official_name.clone()),
        mask: other.mask.clone().or_else(|| account.mask.clone()),
        subtype: other.subtype.clone().or_else(|| account.subtype.clone()),
        owner: other.owner.clone().or_else(|| account.owner.clone()),
        balance: newest,
        ..other.clone()
    };
    let (told, known) = (&mut next.terms, &account.terms);
    told.statement_balance = told.statement_balance.or(known.statement_balance);
    told.due = told.due.or(known.due);
    told.minimum_payment = told.minimum_payment.or(known.minimum_payment);
    told.apr = told.apr.or(known.apr);
    next.institution.ids.take(&account.institution.ids, false);
    next.meta.take(&account.meta, false);
    next
}

fn history(book: &Book, account: &Account, other: &Account) -> Option<(AccountId, Arc<Vec<Balance>>)> {
    let told = book.history.get(&other.id)?;
    let mut days = book.history.get(&account.id).cloned();
    for balance in told.iter() {
        days = balances::recorded(days.as_ref(), balance).or(days);
    }
    days.map(|days| (account.id, days))
}
