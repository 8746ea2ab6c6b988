//! Accounts, balances and rows in Enable Banking's words: amounts of rows without a sign, dates of booking and of the purchase.

use serde_json::{Value, json};

use super::super::Grant;
use super::super::state::{State, decimal, instant, signed};
use super::Refusal;
use crate::domain::{AccountKind, TxnStatus};
use crate::loopback::Asked;
use crate::sandbox::{AccountView, BankView, RowView, SimBank};

/// Rows of a page.
const PAGE: usize = 200;
/// What is given without a word on how far back.
const USUAL_DAYS: i64 = 90;

pub(super) fn accounts(state: &mut State, (grant, bank): (Grant, SimBank), session: &str) -> Vec<Value> {
    let moment = state.moment();
    let world = state.world(grant, moment.day);
    let account = |view: &AccountView<'_>| {
        let profile = view.account.profile();
        let kind = match profile.kind {
            AccountKind::CreditCard => "CARD",
            AccountKind::Savings => "SVGS",
            AccountKind::Checking => "CACC",
            _ => "OTHR",
        };
        json!({
            "uid": format!("{session}.{}", view.id), "identification_hash": view.id, "name": "Sandy Box",
            "account_id": { "iban": null, "other": profile.mask.map(|mask| json!({ "identification": mask })) },
            "details": profile.name, "product": profile.official_name, "cash_account_type": kind, "currency": "USD",
        })
    };
    world.at(bank, moment).accounts.iter().map(account).collect()
}

fn about<T>(
    state: &mut State,
    (grant, bank): (Grant, SimBank),
    account: &str,
    tell: impl FnOnce(&BankView<'_>, &AccountView<'_>) -> T,
) -> Result<T, Refusal> {
    let moment = state.moment();
    let world = state.world(grant, moment.day);
    let view = world.at(bank, moment);
    let found = view.accounts.iter().find(|one| one.id == account).ok_or(Refusal(404, "ACCOUNT_DOES_NOT_EXIST"))?;
    Ok(tell(&view, found))
}

/// `/accounts/UID/balances`.
pub(super) fn balances(state: &mut State, of: (Grant, SimBank), account: &str) -> Result<Value, Refusal> {
    about(state, of, account, |view, account| {
        let at = instant(view.at).to_rfc3339();
        let balance = |kind: &str, cents| {
            json!({
                "name": kind, "balance_type": kind, "balance_amount": { "currency": "USD", "amount": decimal(cents) },
                "last_change_date_time": at, "reference_date": view.at.day,
            })
        };
        json!({ "balances": [balance("CLBD", signed(view, account, account.current)), balance("ITAV", account.available)] })
    })
}

/// `/accounts/UID/transactions`: one page. After the first page of several comes one that is empty and not the last.
pub(super) fn transactions(
    state: &mut State,
    of: (Grant, SimBank),
    account: &str,
    asked: &Asked,
) -> Result<Value, Refusal> {
    let wrong = || Refusal(422, "WRONG_REQUEST_PARAMETERS");
    let day = |name| asked.field(name).map(str::parse::<chrono::NaiveDate>).transpose().map_err(|_| wrong());
    let today = state.moment().day;
    let usual = today - chrono::TimeDelta::days(USUAL_DAYS);
    let from = match (day("date_from")?, asked.field("strategy")) {
        (Some(from), _) => from,
        (None, Some("longest")) => chrono::NaiveDate::MIN,
        (None, _) => usual,
    };
    if from > chrono::NaiveDate::MIN && state.breaks("enablebanking", "period") {
        return Err(Refusal(422, "WRONG_TRANSACTIONS_PERIOD"));
    }
    let to = day("date_to")?.unwrap_or(chrono::NaiveDate::MAX);
    let (is_empty, told) = match asked.field("continuation_key") {
        None => (false, 0),
        Some(key) => {
            let (word, told) = key.split_once('-').ok_or_else(wrong)?;
            (word == "empty", told.parse::<usize>().map_err(|_| wrong())?)
        }
    };
    about(state, of, account, |view, account| {
        let wanted: Vec<_> = account.rows.iter().filter(|row| (from..=to).contains(&row.date())).collect();
        let page: Vec<_> = wanted.iter().skip(told).take(if is_empty { 0 } else { PAGE }).collect();
        let after = told.saturating_add(page.len());
        let next = match (after < wanted.len(), told) {
            (false, _) => None,
            (true, 0) => Some(format!("empty-{after}")),
            (true, _) => Some(format!("rows-{after}")),
        };
        let rows: Vec<_> = page.into_iter().map(|row| transaction(view, account, row)).collect();
        json!({ "transactions": rows, "continuation_key": next })
    })
}

fn transaction(view: &BankView<'_>, account: &AccountView<'_>, row: &RowView<'_>) -> Value {
    let amount = signed(view, account, row.amount);
    let pending = row.status == TxnStatus::Pending;
    let party = row.movement.party.map(|name| json!({ "name": name }));
    let (creditor, debtor) = if amount < 0 { (party, None) } else { (None, party) };
    json!({
        "entry_reference": row.id, "transaction_id": null,
        "transaction_amount": { "currency": "USD", "amount": decimal(amount.abs()) },
        "credit_debit_indicator": if amount < 0 { "DBIT" } else { "CRDT" }, "status": if pending { "PDNG" } else { "BOOK" },
        "booking_date": row.posted, "value_date": row.posted, "transaction_date": row.occurred,
        "merchant_category_code": row.movement.mcc.map(|code| format!("{code:04}")),
        "creditor": creditor, "debtor": debtor, "remittance_information": [row.text],
        "bank_transaction_code": null, "balance_after_transaction": null, "reference_number": null, "note": null,
    })
}
