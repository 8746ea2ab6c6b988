//! Enable Banking's accounts, balances and rows in our types and signs.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::api::{moment, stable};
use super::errors::broken;
use super::wire::{Account, Amount, Balance, Transaction};
use super::{Told, WHOLE};
use crate::connectors::{PullError, Request, naming};
use crate::domain::{
    AccountKind, Bank, Batch, Changes, Clean, Counterparty, CounterpartyRole, Currency, Extras, Meta, Money, Problem,
    ProblemKind, ProviderId, Row, Scope, SeenAccount, SeenBalance, Text, TxnStatus,
};

/// A row of a day later than this ahead of today is none that a bank dates.
const AHEAD_DAYS: u64 = 2;

/// The sign rule: an amount has no sign of its own, `DBIT` is money out and `CRDT` is money in. A sign that a bank writes all the same
/// is not believed.
fn ours(amount: &Amount, indicator: &str) -> Result<Money, PullError> {
    let money = balance(amount)?;
    let magnitude = money.amount().abs();
    let turned: Decimal = match indicator {
        "DBIT" => -magnitude,
        "CRDT" => magnitude,
        _ => return Err(broken("a row that is neither debit nor credit")),
    };
    Money::new(turned, money.currency()).map_err(|_| broken("an amount that is none"))
}

/// A balance is signed as ours.
fn balance(amount: &Amount) -> Result<Money, PullError> {
    let currency = Currency::parse(&amount.currency).map_err(|_| broken("a currency that is none"))?;
    Money::parse(&amount.amount, currency).map_err(|_| broken("an amount that is none"))
}

/// Adds what one account said to the answer.
pub(super) fn take(batch: &mut Batch, told: &Told<'_>, bank: &str, request: &Request) -> Result<(), PullError> {
    let id = ProviderId::new(stable(told.account)?).ok_or_else(|| broken("an id that is empty or too long"))?;
    let Some(seen) = seen(told, id.clone(), bank)? else {
        batch.problems.push(notice(Scope::Account(id), "An account in an unknown currency was left out."));
        return Ok(());
    };
    let today = request.clock.today;
    let last = today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(today);
    let mut rows: BTreeMap<(Option<String>, usize), Row> = BTreeMap::new();
    for (place, sent) in told.rows.iter().enumerate() {
        let Some(row) = row(sent)? else { continue };
        if row.posted.or(row.occurred).is_some_and(|day| day > last) {
            batch.problems.push(notice(Scope::Account(id.clone()), "Transactions dated in the future were left out."));
            continue;
        }
        // a page that moved while it was read tells a row twice; without a reference two alike are two
        let name = row.id.as_ref().map(|id| id.as_str().to_owned());
        let place = if name.is_some() { 0 } else { place };
        rows.insert((name, place), row);
    }
    let rows: Vec<Row> = rows.into_values().collect();
    let first = rows.iter().filter_map(|row| row.posted.or(row.occurred)).min().unwrap_or(today);
    // the longest history begins where its first row does; later it is read from the day that was asked for
    let from = if request.cursor.as_deref() == Some(WHOLE) { request.since } else { first };
    batch.accounts.push(seen);
    batch.changes.push(Changes::Window { account: id, from: from.min(today), to: today, complete: true, rows });
    Ok(())
}

fn seen(told: &Told<'_>, id: ProviderId, bank: &str) -> Result<Option<SeenAccount>, PullError> {
    let account = told.account;
    let chosen = |kinds: &[&str]| -> Option<&Balance> {
        let of = |kind: &&str| told.balances.iter().find(|one| one.balance_type.as_deref() == Some(*kind));
        kinds.iter().find_map(of)
    };
    let booked = chosen(&["CLBD", "ITBD", "PRCD", "OPBD"]);
    let current = booked.or_else(|| chosen(&["XPCD"]));
    let available = chosen(&["CLAV", "ITAV", "FWAV"]);
    let code = account.currency.as_deref().filter(|code| *code != "XXX");
    let code = code.or(current.or(available).map(|balance| balance.balance_amount.currency.as_str()));
    let Some(currency) = code.and_then(|code| Currency::parse(code).ok()) else { return Ok(None) };
    let number = number(account);
    let mask = number.map(|number| number.chars().rev().take(4).collect::<Vec<_>>());
    let mask: Option<String> = mask.map(|digits| digits.into_iter().rev().collect());
    let named = [account.details.as_deref(), account.product.as_deref(), account.name.as_deref()];
    let name = named.into_iter().flatten().find_map(Clean::non_empty).unwrap_or_else(|| Clean::new(bank));
    let kind = kind(account.cash_account_type.as_deref().unwrap_or_default(), name.as_str());
    let nameless = || Bank { key: "enablebanking".into(), name: Clean::new(bank) };
    let known = naming::bank([None, None], None, [Some(bank), None]).unwrap_or_else(nameless);
    let figure = |one: Option<&Balance>| one.map(|one| balance(&one.balance_amount)).transpose();
    Ok(Some(SeenAccount {
        stable_key: Some(id.clone()),
        mask: mask.as_deref().and_then(Clean::non_empty),
        kind_is_guess: account.cash_account_type.is_none(),
        subtype: account.cash_account_type.as_deref().and_then(Clean::non_empty),
        owner: account.name.as_deref().and_then(Clean::non_empty).filter(|owner| *owner != name),
        balance: Some(SeenBalance {
            current: figure(current)?,
            available: figure(available)?,
            kind_raw: current.and_then(|one| Clean::non_empty(one.balance_type.as_deref()?)),
            as_of: current.and_then(|one| moment(one.last_change_date_time.as_deref())),
            ..SeenBalance::default()
        }),
        ..SeenAccount::new(id, known, name, kind, currency)
    }))
}

fn number(account: &Account) -> Option<&str> {
    let number = account.account_id.as_ref()?;
    number.iban.as_deref().or_else(|| number.other.as_ref()?.identification.as_deref())
}

/// The word of ISO 20022, else a guess from the name.
fn kind(word: &str, name: &str) -> AccountKind {
    match word {
        "CACC" => AccountKind::Checking,
        "SVGS" => AccountKind::Savings,
        "CARD" => AccountKind::CreditCard,
        "LOAN" => AccountKind::Loan,
        "CASH" => AccountKind::Cash,
        _ => naming::kind(name, false, false),
    }
}

/// A row; `None` for one that has not happened (`SCHD`).
fn row(sent: &Transaction) -> Result<Option<Row>, PullError> {
    let day = |text: &Option<String>| text.as_deref().map(str::parse::<NaiveDate>).transpose();
    let day = |text| day(text).map_err(|_| broken("a date that is none"));
    let (booked, value, begun) = (day(&sent.booking_date)?, day(&sent.value_date)?, day(&sent.transaction_date)?);
    let status = match sent.status.as_deref() {
        Some("SCHD") => return Ok(None),
        Some("PDNG" | "HOLD") => TxnStatus::Pending,
        Some("RJCT" | "CNCL") => TxnStatus::Removed,
        Some("BOOK") => TxnStatus::Posted,
        _ if booked.is_some() => TxnStatus::Posted,
        _ => TxnStatus::Pending,
    };
    let posted = if status == TxnStatus::Posted { booked.or(value).or(begun) } else { None };
    let occurred = if posted.is_some() { begun } else { begun.or(value).or(booked) };
    let amount = ours(&sent.transaction_amount, &sent.credit_debit_indicator)?;
    let other = if amount.is_out() { &sent.creditor } else { &sent.debtor };
    let party = other.as_ref().and_then(|party| Clean::non_empty(party.name.as_deref()?));
    let words = sent.remittance_information.as_ref().map(|lines| lines.join(" ")).unwrap_or_default();
    let told = [Some(words.as_str()), party.as_ref().map(Clean::as_str)];
    let text =
        told.into_iter().flatten().find(|words| !words.trim().is_empty()).map_or_else(|| Text::new(""), Text::new);
    let code = sent.bank_transaction_code.as_ref();
    let mut meta = Meta::new();
    meta.put("value_date", sent.value_date.as_deref().unwrap_or_default());
    let running = sent.balance_after_transaction.as_ref().map(balance).transpose()?;
    Ok(Some(Row {
        id: sent.entry_reference.as_deref().and_then(ProviderId::new),
        posted,
        occurred,
        running_balance: running.filter(|balance| balance.currency() == amount.currency()),
        memo: sent.note.as_deref().and_then(Clean::non_empty),
        mcc: sent.merchant_category_code.as_deref().and_then(|code| code.parse().ok()),
        type_raw: code.and_then(|code| Clean::non_empty(code.description.as_deref().or(code.code.as_deref())?)),
        extras: Extras {
            reference: sent.reference_number.as_deref().and_then(Clean::non_empty),
            counterparties: party
                .into_iter()
                .map(|name| Counterparty { name, role: CounterpartyRole::Other, entity: None, website: None })
                .collect(),
            meta,
            ..Extras::default()
        }
        .boxed(),
        ..Row::new(status, amount, text)
    }))
}

fn notice(scope: Scope, words: &str) -> Problem {
    Problem { scope, kind: ProblemKind::Notice, message: Clean::new(words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debit_is_money_out_and_credit_is_money_in() {
        let amount = |text: &str| Amount { currency: "EUR".into(), amount: text.into() };
        for (sent, indicator, expected, why) in [
            ("12.34", "DBIT", "-12.34", "a purchase"),
            ("1500", "CRDT", "1500", "pay"),
            ("-12.34", "DBIT", "-12.34", "a sign beside the indicator"),
            ("-5", "CRDT", "5", "the same of a refund"),
            ("0.00", "DBIT", "0", "nothing"),
        ] {
            assert_eq!(ours(&amount(sent), indicator).unwrap().amount(), expected.parse().unwrap(), "{why}");
        }
        assert!(ours(&amount("1"), "").is_err() && ours(&amount("1,5"), "DBIT").is_err());
        assert_eq!(balance(&amount("-20.10")).unwrap().amount(), "-20.10".parse().unwrap(), "an overdrawn account");
    }
}
