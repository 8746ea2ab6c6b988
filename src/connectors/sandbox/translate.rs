//! A simulated bank's answer in our types and signs, refused as a whole when it contradicts itself.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Utc};
use rust_decimal::Decimal;

use super::super::PullError;
use crate::domain::{
    Bank, CardTerms, Clean, Counterparty, CounterpartyRole, Currency, Extras, Money, ProblemKind, ProviderId, Row,
    RowKind, SeenAccount, SeenBalance, Text,
};
use crate::sandbox::{AccountView, BankView, Cents, Moment, RowView};

/// The sign rule: what a bank writes of an account, in our signs. A bank that counts what is owed writes the purchases and the debt
/// of accounts that are debts as positive figures; all else is already ours.
fn ours(view: &BankView<'_>, account: &AccountView<'_>, cents: Cents) -> Result<Money, PullError> {
    let turned = view.owed_positive && account.account.profile().kind.is_debt();
    money(if turned { cents.saturating_neg() } else { cents })
}

fn money(cents: Cents) -> Result<Money, PullError> {
    Money::new(Decimal::new(cents, 2), Currency::USD).map_err(|error| malformed(&error.to_string()))
}

/// Refuses an answer that names an account or row twice, or a day outside of 1970 to 2100.
pub(super) fn refuse_nonsense(view: &BankView<'_>) -> Result<(), PullError> {
    let bank = view.bank.name();
    let mut accounts = BTreeSet::new();
    for account in &view.accounts {
        if !accounts.insert(&account.id) {
            return Err(malformed(&format!("{bank} names an account twice")));
        }
        let mut rows = BTreeSet::new();
        if !account.rows.iter().all(|row| rows.insert(&row.id)) {
            return Err(malformed(&format!("{bank} gives two transactions of an account one id")));
        }
        if !account.rows.iter().all(|row| (1970..=2100).contains(&row.date().year())) {
            return Err(malformed(&format!("{bank} gives a transaction a date outside of 1970 to 2100")));
        }
    }
    Ok(())
}

/// Says what is wrong with the answer, and what becomes of it.
fn malformed(what: &str) -> PullError {
    PullError::new(ProblemKind::Malformed, &format!("{what}; nothing of the answer was kept, try again later"))
}

pub(super) fn id(text: &str) -> Result<ProviderId, PullError> {
    ProviderId::new(text).ok_or_else(|| malformed("an id is empty or too long"))
}

pub(super) fn account(
    view: &BankView<'_>,
    account: &AccountView<'_>,
    as_of: DateTime<Utc>,
) -> Result<SeenAccount, PullError> {
    let profile = account.account.profile();
    let limit = profile.card.map(|card| money(card.limit)).transpose()?;
    let balance = SeenBalance {
        current: Some(ours(view, account, account.current)?),
        available: Some(money(account.available)?),
        limit,
        as_of: Some(as_of),
        ..SeenBalance::default()
    };
    let bank = Bank { key: view.bank.domain().into(), name: Clean::new(view.bank.name()) };
    Ok(SeenAccount {
        official_name: profile.official_name.map(Clean::new),
        mask: profile.mask.map(Clean::new),
        subtype: Some(Clean::new(profile.subtype)),
        owner: Some(Clean::new("Alex Morgan")),
        balance: Some(balance),
        terms: terms(view, account)?,
        ..SeenAccount::new(id(&account.id)?, bank, Clean::new(profile.name), profile.kind, Currency::USD)
    })
}

fn terms(view: &BankView<'_>, account: &AccountView<'_>) -> Result<CardTerms, PullError> {
    let Some(terms) = account.terms else { return Ok(CardTerms::default()) };
    Ok(CardTerms {
        statement_balance: Some(ours(view, account, terms.statement_balance)?),
        due: Some(terms.due),
        minimum_payment: Some(money(terms.minimum_payment)?),
        apr: Some(Decimal::new(terms.apr, 2)),
    })
}

pub(super) fn row(view: &BankView<'_>, account: &AccountView<'_>, row: &RowView<'_>) -> Result<Row, PullError> {
    let movement = row.movement;
    Ok(Row {
        id: Some(id(&row.id)?),
        posted: row.posted,
        occurred: row.occurred,
        mcc: movement.mcc,
        extras: Extras {
            occurred_at: movement.authorised.and_then(instant),
            original: original(row)?,
            check_number: movement.check.map(|number| Clean::new(&number.to_string())),
            counterparties: party(row).into_iter().collect(),
            replaces: row.replaces.as_deref().map(id).transpose()?,
            ..Extras::default()
        }
        .boxed(),
        ..Row::new(row.status, ours(view, account, row.amount)?, Text::new(row.text))
    })
}

/// The sandbox's wall clock is UTC.
fn instant(moment: Moment) -> Option<DateTime<Utc>> {
    let (hour, minute) = (u32::from(moment.minute) / 60, u32::from(moment.minute) % 60);
    moment.day.and_hms_opt(hour, minute, 0).map(|time| time.and_utc())
}

fn original(row: &RowView<'_>) -> Result<Option<Money>, PullError> {
    let Some(foreign) = row.movement.original else { return Ok(None) };
    let currency = Currency::parse(foreign.currency).map_err(|error| malformed(&error.to_string()))?;
    let amount = Decimal::new(foreign.minor, currency.minor_units().unwrap_or(0));
    Money::new(amount, currency).map(Some).map_err(|error| malformed(&error.to_string()))
}

/// The other party, where the bank names one.
fn party(row: &RowView<'_>) -> Option<Counterparty> {
    let name = Clean::new(row.movement.party?);
    let person = matches!(row.movement.truth.kind, RowKind::P2pIn | RowKind::P2pOut);
    let role = if person { CounterpartyRole::Person } else { CounterpartyRole::Merchant };
    Some(Counterparty { name, role, entity: None, website: None })
}
