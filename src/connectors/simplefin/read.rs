//! An answer into accounts, rows and problems of ours. The whole of it is checked before anything is handed on: what breaks the
//! contract refuses all of it, so that a half-understood answer never reaches the book.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::dates::Calendar;
use super::windows::Window;
use super::wire::{self, Account, Answer, Scalar, Transaction};
use super::{dates, naming, problems};
use crate::domain::{
    Bank, Changes, Clean, Counterparty, CounterpartyRole, Currency, Extras, Institution, Meta, Money, MoneyError,
    Problem, ProblemKind, ProviderId, Row, Scope, SeenAccount, SeenBalance, Text, TxnStatus,
};

/// What one answer says.
pub(super) struct Reading {
    pub accounts: Vec<SeenAccount>,
    /// One window for each account.
    pub changes: Vec<Changes>,
    pub problems: Vec<Problem>,
    /// Posted rows dated in the days that were asked for.
    pub posted: usize,
}

/// Reads the answer to a window. The error says what is wrong and where.
pub(super) fn read(body: &[u8], window: Window, calendar: Calendar) -> Result<Reading, String> {
    let answer = wire::parse(body)?;
    if answer.accounts.is_none() && answer.errors.is_none() && answer.errlist.is_none() {
        return Err("SimpleFIN's answer names neither accounts nor errors; nothing of it was stored.".into());
    }
    let accounts = answer.accounts.as_ref().map_or(&[][..], |list| &list.0);
    let connections = connections(&answer);
    let mut reading = Reading { accounts: Vec::new(), changes: Vec::new(), problems: Vec::new(), posted: 0 };
    let mut known = BTreeSet::new();
    let mut unreadable = Vec::new();
    for (nth, account) in accounts.iter().enumerate() {
        let place = place(nth, account);
        let id = ProviderId::new(&account.id.0).ok_or_else(|| broken(&place, "an id that is empty or too long"))?;
        if !known.insert(id.clone()) {
            return Err(broken(&place, "the id of another account of the same answer"));
        }
        let Ok(currency) = Currency::parse(text(account.currency.as_ref())) else {
            unreadable.push(note(&id, ProblemKind::Malformed, &format!("{place} has a currency that is not known")));
            continue;
        };
        let bank = bank(account, &connections);
        let rows = Rows::read(account, currency, calendar, &place)?;
        reading.posted += rows.posted_in(window);
        reading.problems.extend(rows.notes(&id, &place));
        reading.accounts.push(seen(account, id.clone(), (bank, institution(account, &answer)), currency, &place)?);
        reading.changes.push(rows.into_changes(id, window, calendar.today));
    }
    let banks: Vec<Bank> = reading.accounts.iter().map(|account| account.bank.clone()).collect();
    let ids: Vec<ProviderId> = known.into_iter().collect();
    let parties = problems::Parties { connections: &connections, banks: &banks, accounts: &ids };
    reading.problems.splice(0..0, problems::read(&answer, &parties));
    reading.problems.extend(unreadable);
    doubt(&mut reading);
    Ok(reading)
}

/// Takes back the word for completeness of each account that a complaint concerns, itself, its bank or all.
fn doubt(reading: &mut Reading) {
    let (accounts, problems) = (&reading.accounts, &reading.problems);
    for (seen, change) in accounts.iter().zip(&mut reading.changes) {
        let concerned =
            problems.iter().filter(|problem| problem.kind != ProblemKind::Notice).any(|problem| match &problem.scope {
                Scope::Connection => true,
                Scope::Bank(key) => *key == seen.bank.key,
                Scope::Account(id) => *id == seen.provider_id,
            });
        if let Changes::Window { complete, .. } = change {
            *complete &= !concerned;
        }
    }
}

/// The one place where signs are decided: SimpleFIN's are ours. Positive is a deposit; what is owed is negative.
fn signed(amount: &str, currency: Currency) -> Result<Money, MoneyError> {
    Money::parse(amount, currency)
}

fn seen(
    account: &Account,
    id: ProviderId,
    (bank, institution): (Bank, Institution),
    currency: Currency,
    place: &str,
) -> Result<SeenAccount, String> {
    let money = |field: &Option<Scalar>, what: &str| match field {
        None => Ok(None),
        Some(amount) => signed(&amount.0, currency).map(Some).map_err(|_| broken(place, what)),
    };
    let current = money(&account.balance, "a balance that is no amount")?;
    let available = money(&account.available, "an available balance that is no amount")?;
    let as_of = moment(account.balance_date.as_ref()).map_err(|_| broken(place, "a balance date that is no date"))?;
    let name = text(account.name.as_ref());
    let kind = naming::kind(name, account.holdings.0 > 0, current.is_some_and(|money| money.is_out()));
    let shown = Clean::non_empty(name).unwrap_or_else(|| bank.name.clone());
    Ok(SeenAccount {
        mask: naming::mask(name),
        kind_is_guess: true,
        institution,
        balance: Some(SeenBalance { current, available, as_of, ..SeenBalance::default() }),
        ..SeenAccount::new(id, bank, shown, kind, currency)
    })
}

/// Rows of one account, as far as they can be placed in time.
struct Rows {
    rows: Vec<Row>,
    /// Rows dated further ahead than any bank dates.
    ahead: usize,
}

impl Rows {
    fn read(account: &Account, currency: Currency, calendar: Calendar, place: &str) -> Result<Self, String> {
        let sent = account.transactions.as_ref().map_or(&[][..], |list| &list.0);
        let mut rows: Vec<Row> = Vec::with_capacity(sent.len());
        let mut ahead = 0;
        for (nth, transaction) in sent.iter().enumerate() {
            let row = row(transaction, currency, calendar)
                .map_err(|what| broken(&format!("{place}, transaction {}", nth.saturating_add(1)), what))?;
            if row.posted.or(row.occurred).is_some_and(|day| day > calendar.last()) {
                ahead += 1;
            } else {
                rows.push(row);
            }
        }
        Ok(Self { rows: posted_wins(rows), ahead })
    }

    fn posted_in(&self, window: Window) -> usize {
        self.rows.iter().filter_map(|row| row.posted).filter(|day| window.contains(*day)).count()
    }

    fn notes(&self, id: &ProviderId, place: &str) -> Option<Problem> {
        let words = format!("{place}: {} transactions dated in the future were left out", self.ahead);
        (self.ahead > 0).then(|| note(id, ProblemKind::Notice, &words))
    }

    /// Complete as far as the rows tell; complaints are held against it afterwards.
    fn into_changes(self, account: ProviderId, window: Window, today: NaiveDate) -> Changes {
        let complete = self.ahead == 0;
        Changes::Window { account, from: window.from, to: window.to(today), complete, rows: self.rows }
    }
}

/// A row that is sent both pending and posted under one id is posted.
fn posted_wins(rows: Vec<Row>) -> Vec<Row> {
    let posted: BTreeSet<_> =
        rows.iter().filter(|row| row.status == TxnStatus::Posted).filter_map(|row| row.id.clone()).collect();
    let outdone = |row: &Row| row.status == TxnStatus::Pending && row.id.as_ref().is_some_and(|id| posted.contains(id));
    rows.into_iter().filter(|row| !outdone(row)).collect()
}

/// A purchase dated later than a row can be is taken for undated; a posting is for the caller to refuse.
fn row(sent: &Transaction, currency: Currency, calendar: Calendar) -> Result<Row, &'static str> {
    let id = ProviderId::new(&sent.id.0).ok_or("an id that is empty or too long")?;
    let amount = signed(&sent.amount.0, currency).map_err(|_| "an amount that is no number of at most 15 digits")?;
    let booked = moment(sent.posted.as_ref()).map_err(|_| "a posted date that is no date")?;
    let purchase = moment(sent.transacted_at.as_ref()).map_err(|_| "a transacted_at that is no date")?;
    let pending = match &sent.pending {
        Some(flag) => matches!(flag.0.as_str(), "true" | "1"),
        None => booked.is_none(),
    };
    let day = |at: DateTime<Utc>| calendar.day(at);
    let (status, posted) = if pending { (TxnStatus::Pending, None) } else { (TxnStatus::Posted, booked.map(day)) };
    // a pending row's "posted" is the moment of its authorization, where the bank sends one
    let purchase = if pending { purchase.or(booked) } else { purchase };
    let purchase = purchase.filter(|at| posted.is_none() || day(*at) <= calendar.last());
    let (description, payee, memo) =
        (text(sent.description.as_ref()), text(sent.payee.as_ref()), text(sent.memo.as_ref()));
    let words = [description, payee, memo].into_iter().find(|words| !words.trim().is_empty()).unwrap_or_default();
    let merchant = Clean::non_empty(payee).map(|name| Counterparty {
        name,
        role: CounterpartyRole::Merchant,
        entity: None,
        website: None,
    });
    Ok(Row {
        id: Some(id),
        posted,
        occurred: purchase.map(day),
        memo: Clean::non_empty(memo).filter(|memo| memo.as_str() != words),
        mcc: sent.mcc.as_ref().and_then(|code| code.0.parse().ok()).filter(|code| (1..=9999).contains(code)),
        extras: Extras {
            occurred_at: purchase.filter(|at| dates::is_real(*at)),
            counterparties: merchant.into_iter().collect(),
            ..Extras::default()
        }
        .boxed(),
        ..Row::new(status, amount, Text::new(words))
    })
}

fn connections(answer: &Answer) -> Vec<(String, Bank)> {
    let sent = answer.connections.as_ref().map_or(&[][..], |list| &list.0);
    let known = sent.iter().filter_map(|connection| {
        let url = connection.org_url.as_ref().map(|url| url.0.as_str());
        let id = connection.org_id.as_ref().or(connection.conn_id.as_ref()).map(|id| id.0.as_str());
        let names = [&connection.org_name, &connection.name].map(|name| name.as_ref().map(|name| name.0.as_str()));
        Some((connection.conn_id.as_ref()?.0.clone(), naming::bank([url, None], id, names)?))
    });
    known.collect()
}

fn bank(account: &Account, connections: &[(String, Bank)]) -> Bank {
    let of_connection = account.conn_id.as_ref().and_then(|id| {
        let known = connections.iter().find(|(known, _)| *known == id.0).map(|(_, bank)| bank.clone());
        known.or_else(|| naming::bank([None, None], Some(&id.0), [None, None]))
    });
    let of_org = account.org.as_ref().and_then(|org| {
        let part = |part: &'_ Option<Scalar>| part.as_ref().map(|part| part.0.clone());
        let (domain, url, id, name) = (part(&org.domain), part(&org.url), part(&org.id), part(&org.name));
        naming::bank([domain.as_deref(), url.as_deref()], id.as_deref(), [name.as_deref(), None])
    });
    let nameless = || Bank { key: "simplefin".into(), name: Clean::new("SimpleFIN") };
    of_org.or(of_connection).unwrap_or_else(nameless)
}

/// What either version says of the bank beside its name.
fn institution(account: &Account, answer: &Answer) -> Institution {
    let sent = answer.connections.as_ref().map_or(&[][..], |list| &list.0);
    let connection = account.conn_id.as_ref().and_then(|id| sent.iter().find(|sent| sent.conn_id.as_ref() == Some(id)));
    let org = account.org.as_ref();
    let url = org.and_then(|org| org.url.as_ref()).or(connection.and_then(|connection| connection.org_url.as_ref()));
    let id = org.and_then(|org| org.id.as_ref()).or(connection.and_then(|connection| connection.org_id.as_ref()));
    let mut ids = Meta::new();
    ids.put("simplefin", text(id));
    Institution { url: Clean::non_empty(text(url)), logo: None, ids }
}

fn moment(field: Option<&Scalar>) -> Result<Option<DateTime<Utc>>, dates::Unlikely> {
    field.map_or(Ok(None), |field| dates::moment(&field.0))
}

fn text(field: Option<&Scalar>) -> &str {
    field.map_or("", |field| &field.0)
}

fn place(nth: usize, account: &Account) -> String {
    let name = Clean::new(text(account.name.as_ref()));
    let nth = nth.saturating_add(1);
    if name.is_empty() { format!("account {nth}") } else { format!("account {nth} ({name})") }
}

fn broken(place: &str, what: &str) -> String {
    format!("SimpleFIN's answer breaks its contract: {place} has {what}. Nothing of it was stored.")
}

fn note(id: &ProviderId, kind: ProblemKind, words: &str) -> Problem {
    Problem { scope: Scope::Account(id.clone()), kind, message: Clean::new(words) }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
