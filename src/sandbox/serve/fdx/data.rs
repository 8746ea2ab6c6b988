//! Accounts and rows in FDX's words: amounts without a sign beside their memo, what is owed positive.

use chrono::{DateTime, NaiveDate, SecondsFormat};
use serde_json::{Number, Value, json};

use super::super::state::{decimal, instant, signed};
use super::{Refusal, Version};
use crate::domain::{AccountKind, TxnStatus};
use crate::loopback::Asked;
use crate::sandbox::{AccountView, BankView, Cents, Ids, RowView};

/// Rows of a page, where nothing is asked for and at the most.
const USUAL: usize = 50;
const MOST: usize = 500;

/// The list: descriptors alone, as banks give it.
pub(super) fn accounts(view: &BankView<'_>, version: Version, asked: &Asked) -> Result<Value, Refusal> {
    let all = view.accounts.iter().map(|one| account(view, one, version, false)).collect();
    paged("accounts", all, version, asked)
}

/// An account; its figures where it is asked for by itself.
pub(super) fn account(view: &BankView<'_>, account: &AccountView<'_>, version: Version, whole: bool) -> Value {
    let profile = account.account.profile();
    let (category, wrap, kind) = match profile.kind {
        AccountKind::CreditCard => ("LOC_ACCOUNT", "locAccount", "CREDITCARD"),
        AccountKind::Savings => ("DEPOSIT_ACCOUNT", "depositAccount", "SAVINGS"),
        AccountKind::Wallet => ("DIGITAL_WALLET", "digitalWalletAccount", "DIGITALWALLET"),
        _ => ("DEPOSIT_ACCOUNT", "depositAccount", "CHECKING"),
    };
    let mut told = json!({
        "accountId": account.id, "accountType": kind, "nickname": profile.name,
        "productName": profile.official_name.unwrap_or(profile.name), "status": "OPEN",
        "accountNumberDisplay": profile.mask, "currency": { "currencyCode": "USD" },
    });
    if whole {
        let current = signed(view, account, account.current);
        told["balanceAsOf"] = instant(view.at).to_rfc3339_opts(SecondsFormat::Secs, true).into();
        if let Some(card) = profile.card {
            told["currentBalance"] = number(-current);
            told["creditLine"] = number(card.limit);
            told["availableCredit"] = number(account.available);
        } else {
            told["currentBalance"] = number(current);
            told["availableBalance"] = number(account.available);
        }
        if let Some(terms) = account.terms {
            told["lastStmtBalance"] = number(-signed(view, account, terms.statement_balance));
            told["nextPaymentDate"] = terms.due.to_string().into();
            told["minimumPaymentAmount"] = number(terms.minimum_payment);
        }
    }
    shaped(told, version, wrap, category)
}

/// Rows whose day of booking, or of purchase, lies between `startTime` and `endTime`.
pub(super) fn transactions(
    view: &BankView<'_>,
    account: &AccountView<'_>,
    version: Version,
    asked: &Asked,
) -> Result<Value, Refusal> {
    let bad = Refusal(400, 703, "Invalid date range");
    let day = |name| match asked.field(name) {
        None => Ok(None),
        Some(text) => read_day(text).map(Some).ok_or(bad),
    };
    let (from, to) = (day("startTime")?, day("endTime")?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(bad);
    }
    let wanted =
        |row: &&RowView<'_>| from.is_none_or(|from| from <= row.date()) && to.is_none_or(|to| row.date() <= to);
    let mut rows: Vec<_> = account.rows.iter().filter(wanted).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.date(), row.movement.key)));
    let all = rows.into_iter().map(|row| transaction(view, account, row, version)).collect();
    paged("transactions", all, version, asked)
}

fn read_day(text: &str) -> Option<NaiveDate> {
    let moment = DateTime::parse_from_rfc3339(text).ok().map(|at| at.date_naive());
    moment.or_else(|| text.parse().ok())
}

fn transaction(view: &BankView<'_>, account: &AccountView<'_>, row: &RowView<'_>, version: Version) -> Value {
    let amount = signed(view, account, row.amount);
    let is_card = account.account.card().is_some();
    let (category, wrap) =
        if is_card { ("LOC_ACCOUNT", "locTransaction") } else { ("DEPOSIT_ACCOUNT", "depositTransaction") };
    let is_pending = row.status == TxnStatus::Pending;
    let mut told = json!({
        "accountId": account.id, "transactionId": row.id, "description": row.text,
        "amount": number(amount.abs()), "debitCreditMemo": if amount < 0 { "DEBIT" } else { "CREDIT" },
        "status": match (is_pending, is_card) {
            (false, _) => "POSTED",
            (true, true) => "AUTHORIZATION",
            (true, false) => "PENDING",
        },
    });
    if let Some(posted) = row.posted {
        told["postedTimestamp"] = format!("{posted}T12:00:00Z").into();
    }
    if let Some(at) = row.movement.authorised {
        told["transactionTimestamp"] = instant(at).to_rfc3339_opts(SecondsFormat::Secs, true).into();
    }
    if let Some(mcc) = row.movement.mcc.filter(|_| view.bank.gives_mcc()) {
        told["category"] = format!("{mcc:04}").into();
        told["subCategory"] = "MCC".into();
    }
    if let Some(pending) = row.replaces.as_ref().filter(|_| is_card && view.bank.ids() == Ids::Linked) {
        told["referenceTransactionId"] = pending.as_str().into();
    }
    if let Some(check) = row.movement.check {
        told["checkNumber"] = check.into();
    }
    if let Some(party) = row.movement.party.filter(|_| !is_card) {
        told["payee"] = party.into();
    }
    shaped(told, version, wrap, category)
}

/// Wrapped in a key of its kind, or flat with a field that names it.
fn shaped(mut told: Value, version: Version, wrap: &str, category: &str) -> Value {
    match version {
        Version::Five => json!({ wrap: told }),
        Version::Six => {
            told["accountCategory"] = category.into();
            told
        }
    }
}

/// One page: by offset to version 5, by key from 6 on.
fn paged(name: &str, all: Vec<Value>, version: Version, asked: &Asked) -> Result<Value, Refusal> {
    let bad = Refusal(400, 704, "Invalid page");
    let read = |name| asked.field(name).map(str::parse::<usize>).transpose().map_err(|_| bad);
    let limit = read("limit")?.unwrap_or(USUAL).clamp(1, MOST);
    let start = match version {
        Version::Five => read("offset")?.unwrap_or_default(),
        Version::Six => match asked.field("pageKey") {
            None => 0,
            Some(key) => key.strip_prefix("after-").and_then(|place| place.parse().ok()).ok_or(bad)?,
        },
    };
    let total = all.len();
    let end = start.saturating_add(limit).min(total);
    let page: Vec<_> = all.into_iter().skip(start).take(limit).collect();
    let mut paging = json!({ "totalElements": total });
    if end < total {
        match version {
            Version::Five => paging["nextOffset"] = end.to_string().into(),
            Version::Six => paging["nextPageKey"] = format!("after-{end}").into(),
        }
    }
    Ok(json!({ "page": paging, name: page }))
}

/// Cents as a number of JSON, with every digit.
fn number(cents: Cents) -> Value {
    decimal(cents).parse::<Number>().map(Value::Number).unwrap_or_default()
}
