//! The life of one row: what a source's word makes of it. Pending may become posted, dropped or removed; posted is never reopened by a
//! pending copy; what was dropped or removed comes back when it is told again.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{
    AccountId, ConnectionId, Details, Extras, Life, Match, ProviderId, Row, Source, Transaction, TxnId, TxnStatus,
};

use super::ledger::{is_of, never_posted};

/// Steps of a life that are kept; a source that wavers more often loses the second oldest.
const MOST_STEPS: usize = 32;
/// Ids that are kept of one row.
const MOST_SOURCES: usize = 32;

/// Who speaks, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Telling<'a> {
    pub connection: &'a ConnectionId,
    pub at: DateTime<Utc>,
    pub today: NaiveDate,
}

/// What a telling did to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Same,
    Changed,
    /// The pending row became posted.
    Posted,
}

/// A row that nobody knew.
pub(super) fn begin(said: &Row, id: TxnId, account: AccountId, telling: Telling<'_>) -> Transaction {
    let mut row = Transaction {
        id,
        account,
        status: said.status,
        posted: said.posted.filter(|_| said.status == TxnStatus::Posted),
        occurred: said.occurred.or(said.posted.filter(|_| said.status == TxnStatus::Pending)),
        first_seen: telling.today,
        amount: said.amount,
        text: said.text.clone(),
        sources: vec![Source { connection: telling.connection.clone(), id: said.id.clone(), current: true }],
        details: None,
        reading: None,
    };
    let details = detailed(&Details::default(), said, true);
    row.details = boxed(details);
    row
}

/// A known row after a source told it again. The first current source owns amount, words and days; another one only adds what is
/// not known, unless it is the first to say that the row is posted.
pub(super) fn retell(known: &Transaction, said: &Row, how: Match, telling: Telling<'_>) -> (Transaction, Outcome) {
    let mut next = known.clone();
    if known.status == TxnStatus::Posted && said.status == TxnStatus::Pending {
        add_source(&mut next, telling.connection, said.id.as_ref(), false);
        return (next, Outcome::Same);
    }
    let promoted = never_posted(known) && said.status == TxnStatus::Posted;
    add_source(&mut next, telling.connection, said.id.as_ref(), true);
    let owner = next.sources.iter().find(|source| source.current);
    let owns = promoted
        || !known.status.counts()
        || owner.is_none_or(|owner| is_of(owner, telling.connection, said.id.as_ref()));
    let mut details = detailed(known.details(), said, owns);
    if owns {
        next.status = said.status;
        next.amount = said.amount;
        next.text = said.text.clone();
    }
    set_days(&mut next, known, said, owns);
    if promoted {
        details.matched = Some(how);
        details.running_balance = said.running_balance;
        retire_others(&mut next, telling.connection, said.id.as_ref());
    }
    if said.status == TxnStatus::Posted {
        details.missing_since = None;
    }
    if next.status != known.status || next.amount != known.amount {
        step(&mut details, known, telling.at);
    }
    let reads_alike =
        next.text == known.text && details.mcc == known.details().mcc && next.amount.is_out() == known.amount.is_out();
    next.reading = next.reading.take().filter(|_| reads_alike);
    next.details = boxed(details);
    let outcome = if promoted { Outcome::Posted } else { compare(known, &next, owns) };
    (next, outcome)
}

/// A row of the book as that connection would tell it.
pub(super) fn told(row: &Transaction, by: &ConnectionId) -> Row {
    let details = row.details();
    let ours = || row.sources.iter().filter(|source| source.connection == *by);
    let source = ours().find(|source| source.current).or_else(|| ours().next());
    let extras = Extras {
        occurred_at: details.occurred_at,
        original: details.original,
        fee: details.fee,
        reference: details.reference.clone(),
        check_number: details.check_number.clone(),
        location: details.location.clone(),
        counterparties: details.counterparties.clone(),
        category: details.provider_category,
        provider_words: details.provider_words.clone(),
        transfer: details.transfer.clone(),
        meta: details.meta.clone(),
        raw: details.raw.clone(),
        replaces: details.replaces.clone(),
    };
    Row {
        id: source.and_then(|source| source.id.clone()),
        posted: row.posted,
        occurred: row.occurred,
        running_balance: details.running_balance,
        memo: details.memo.clone(),
        mcc: details.mcc,
        channel: details.channel.clone(),
        type_raw: details.type_raw.clone(),
        extras: extras.boxed(),
        ..Row::new(row.status, row.amount, row.text.clone())
    }
}

/// A known row in another state, because a source let it go, took it back, or no longer lists it.
pub(super) fn become_status(known: &Transaction, status: TxnStatus, at: DateTime<Utc>) -> Transaction {
    let mut next = known.clone();
    let mut details = known.details().clone();
    step(&mut details, known, at);
    next.status = status;
    next.details = boxed(details);
    next
}

/// Remembers an id as one of this row's: as its present one, or as one that must not come back as a second row. A row may at once
/// have several present sources of a connection that brings files: one of each format, since their ids say nothing of one another.
pub(super) fn add_source(row: &mut Transaction, connection: &ConnectionId, id: Option<&ProviderId>, current: bool) {
    let same_kind = |s: &Source| is_of(s, connection, id);
    let has_current = row.sources.iter().any(|s| s.current && same_kind(s));
    if let Some(known) = row.sources.iter_mut().find(|s| &s.connection == connection && s.id.as_ref() == id) {
        known.current |= current && !has_current;
        return;
    }
    let place = row.sources.iter().position(same_kind).filter(|_| current).unwrap_or(row.sources.len());
    if current {
        row.sources.iter_mut().filter(|s| same_kind(s)).for_each(|s| s.current = false);
    }
    row.sources.insert(place, Source { connection: connection.clone(), id: id.cloned(), current });
    if row.sources.len() > MOST_SOURCES
        && let Some(oldest) = row.sources.iter().rposition(|s| !s.current)
    {
        row.sources.remove(oldest);
    }
}

/// What other sources know of a row that has just been posted is its pending form, under an id that may not be its posted one.
fn retire_others(row: &mut Transaction, connection: &ConnectionId, id: Option<&ProviderId>) {
    row.sources.iter_mut().filter(|source| !is_of(source, connection, id)).for_each(|source| source.current = false);
}

fn set_days(next: &mut Transaction, known: &Transaction, said: &Row, owns: bool) {
    let posted = said.posted.filter(|_| said.status == TxnStatus::Posted);
    let occurred = said.occurred.or(said.posted.filter(|_| said.status == TxnStatus::Pending));
    if owns {
        let stays = known.posted.filter(|_| said.status == TxnStatus::Posted);
        next.posted = posted.or(stays);
        next.occurred = occurred.or(known.occurred);
    } else {
        next.posted = known.posted.or(posted.filter(|_| known.status == TxnStatus::Posted));
        next.occurred = known.occurred.or(occurred);
    }
}

fn compare(known: &Transaction, next: &Transaction, owns: bool) -> Outcome {
    let alike = known.status == next.status
        && known.amount == next.amount
        && known.text == next.text
        && (known.posted, known.occurred) == (next.posted, next.occurred)
        && (!owns || known.details() == next.details());
    if alike { Outcome::Same } else { Outcome::Changed }
}

fn step(details: &mut Details, left: &Transaction, at: DateTime<Utc>) {
    if details.life.len() >= MOST_STEPS {
        details.life.remove(1);
    }
    details.life.push(Life { at, status: left.status, amount: left.amount });
}

fn boxed(details: Details) -> Option<Box<Details>> {
    (details != Details::default()).then(|| Box::new(details))
}

/// What the owner says stands before what is known, what another source says only fills gaps; silence takes nothing away.
fn detailed(known: &Details, said: &Row, owns: bool) -> Details {
    fn pick<T: Clone>(known: Option<&T>, said: Option<&T>, owns: bool) -> Option<T> {
        let (first, second) = if owns { (said, known) } else { (known, said) };
        first.or(second).cloned()
    }
    let extras = said.extras();
    let parties = (owns || known.counterparties.is_empty()) && !extras.counterparties.is_empty();
    let mut meta = known.meta.clone();
    meta.take(&extras.meta, owns);
    Details {
        original: pick(known.original.as_ref(), extras.original.as_ref(), owns),
        fee: pick(known.fee.as_ref(), extras.fee.as_ref(), owns),
        running_balance: pick(known.running_balance.as_ref(), said.running_balance.as_ref(), owns),
        reference: pick(known.reference.as_ref(), extras.reference.as_ref(), owns),
        memo: pick(known.memo.as_ref(), said.memo.as_ref(), owns),
        mcc: pick(known.mcc.as_ref(), said.mcc.as_ref(), owns).filter(|mcc| (1..=9999).contains(mcc)),
        check_number: pick(known.check_number.as_ref(), extras.check_number.as_ref(), owns),
        channel: pick(known.channel.as_ref(), said.channel.as_ref(), owns),
        location: pick(known.location.as_ref(), extras.location.as_ref(), owns),
        counterparties: if parties { extras.counterparties.clone() } else { known.counterparties.clone() },
        provider_category: pick(known.provider_category.as_ref(), extras.category.as_ref(), owns),
        occurred_at: pick(known.occurred_at.as_ref(), extras.occurred_at.as_ref(), owns),
        replaces: pick(known.replaces.as_ref(), extras.replaces.as_ref(), owns),
        provider_words: pick(known.provider_words.as_ref(), extras.provider_words.as_ref(), owns),
        type_raw: pick(known.type_raw.as_ref(), said.type_raw.as_ref(), owns),
        transfer: pick(known.transfer.as_ref(), extras.transfer.as_ref(), owns),
        meta,
        raw: pick(known.raw.as_ref(), extras.raw.as_ref(), owns),
        matched: known.matched,
        life: known.life.clone(),
        missing_since: known.missing_since,
    }
}
