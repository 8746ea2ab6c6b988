//! What a program printed, in our types: as strict as with a bank, and told so that its author finds the place.

use chrono::{DateTime, Days, NaiveDate};
use serde_json::Value;

use super::wire::{Account, Printed, Transaction};
use crate::connectors::{PullError, Request, naming};
use crate::domain::{
    AccountKind, Batch, Category, Changes, Clean, Counterparty, CounterpartyRole, Currency, Extras, Money, Problem,
    ProblemKind, ProviderId, Row, Scope, SeenAccount, SeenBalance, Text, TxnStatus,
};

/// The version that is understood.
const VERSION: u32 = 1;
const MAX_ACCOUNTS: usize = 1_000;
const MAX_ROWS: usize = 1_000_000;
/// A row of a day later than this ahead of today is none.
const AHEAD_DAYS: u64 = 2;

/// The sign rule: as ours, money out and what is owed are negative. A text or a number of JSON, whose digits are taken as they stand.
fn ours(value: &Value, currency: Currency) -> Option<Money> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Money::parse(&text, currency).ok()
}

/// Reads it all, or nothing.
pub(super) fn batch(printed: &[u8], request: &Request) -> Result<Batch, PullError> {
    // the parser says line and column; what it found there it repeats only for keys, which are the author's own
    let printed: Printed = serde_json::from_slice(printed)
        .map_err(|error| wrong(&format!("no JSON of that form at line {}, column {}", error.line(), error.column())))?;
    if printed.version != VERSION {
        return Err(wrong(&format!("'version' is {}, and {VERSION} is understood", printed.version)));
    }
    let rows: usize = printed.accounts.iter().map(|account| account.transactions.len()).sum();
    if printed.accounts.len() > MAX_ACCOUNTS || rows > MAX_ROWS {
        return Err(wrong("more accounts or transactions than can be accepted"));
    }
    let mut batch = Batch::new(request.connection.clone(), request.clock.now);
    for (place, account) in printed.accounts.iter().enumerate() {
        let (seen, changes) = read(account, request).map_err(|what| wrong(&format!("accounts[{place}]: {what}")))?;
        if batch.accounts.iter().any(|known| known.provider_id == seen.provider_id) {
            return Err(wrong(&format!("accounts[{place}]: its 'id' is another's, too")));
        }
        batch.accounts.push(seen);
        batch.changes.push(changes);
    }
    let notice = |words: &String| {
        let message = Clean::non_empty(words)?;
        Some(Problem { scope: Scope::Connection, kind: ProblemKind::Notice, message })
    };
    batch.problems = printed.notices.iter().take(20).filter_map(notice).collect();
    Ok(batch)
}

fn read(account: &Account, request: &Request) -> Result<(SeenAccount, Changes), String> {
    let today = request.clock.today;
    let id = ProviderId::new(&account.id).ok_or("its 'id' is empty or too long")?;
    let currency = Currency::parse(&account.currency).map_err(|_| "its 'currency' is none")?;
    let name = Clean::non_empty(&account.name).ok_or("its 'name' is empty")?;
    let bank = naming::bank([Some(&account.bank), None], None, [Some(&account.bank), None]);
    let figure = |value: &Option<Value>, key: &str| match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => ours(value, currency).map(Some).ok_or_else(|| format!("its '{key}' is no amount")),
    };
    let kind = match account.kind.as_deref() {
        None => None,
        Some(word) => Some(kind(word).ok_or("its 'kind' is none of those that there are")?),
    };
    let guessed = naming::kind(name.as_str(), false, false);
    let as_of = account.as_of.as_deref().map(DateTime::parse_from_rfc3339).transpose();
    let seen = SeenAccount {
        mask: account.number.as_deref().and_then(Clean::non_empty),
        kind_is_guess: kind.is_none(),
        balance: Some(SeenBalance {
            current: figure(&account.balance, "balance")?,
            available: figure(&account.available, "available")?,
            limit: figure(&account.limit, "limit")?,
            as_of: as_of.map_err(|_| "its 'as_of' is no moment")?.map(|at| at.to_utc().min(request.clock.now)),
            ..SeenBalance::default()
        }),
        ..SeenAccount::new(id.clone(), bank.ok_or("its 'bank' is empty")?, name, kind.unwrap_or(guessed), currency)
    };
    let last = today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(today);
    let mut rows = Vec::with_capacity(account.transactions.len());
    for (place, sent) in account.transactions.iter().enumerate() {
        rows.push(row(sent, currency, last).map_err(|what| format!("transactions[{place}]: {what}"))?);
    }
    let days = || rows.iter().filter_map(|row| row.posted.or(row.occurred));
    let from = day(account.from.as_deref())?.or(days().min()).unwrap_or(today).min(today);
    let to = day(account.to.as_deref())?.unwrap_or(today).min(today).max(from);
    Ok((seen, Changes::Window { account: id, from, to, complete: account.complete, rows }))
}

fn row(sent: &Transaction, currency: Currency, last: NaiveDate) -> Result<Row, String> {
    let date = day(Some(&sent.date))?;
    if date.is_some_and(|date| date > last) {
        return Err("its 'date' has not come yet".into());
    }
    let purchased = day(sent.purchased.as_deref())?;
    let id = sent.id.as_deref().map(|id| ProviderId::new(id).ok_or("its 'id' is empty or too long")).transpose()?;
    let category = match sent.category.as_deref() {
        None => None,
        Some(word) => Some(Category::from_key(word).ok_or("its 'category' is none of those that there are")?),
    };
    let (status, posted, occurred) = if sent.pending {
        (TxnStatus::Pending, None, purchased.or(date))
    } else {
        (TxnStatus::Posted, date, purchased)
    };
    let party = |name| Counterparty { name, role: CounterpartyRole::Merchant, entity: None, website: None };
    let amount = ours(&sent.amount, currency).ok_or("its 'amount' is none: digits, a point, a minus for money out")?;
    Ok(Row {
        id,
        posted,
        occurred,
        mcc: sent.mcc.filter(|code| (1..=9999).contains(code)),
        memo: sent.memo.as_deref().and_then(Clean::non_empty),
        extras: Extras {
            reference: sent.reference.as_deref().and_then(Clean::non_empty),
            counterparties: sent.merchant.as_deref().and_then(Clean::non_empty).map(party).into_iter().collect(),
            category,
            ..Extras::default()
        }
        .boxed(),
        ..Row::new(status, amount, Text::new(&sent.text))
    })
}

fn day(text: Option<&str>) -> Result<Option<NaiveDate>, String> {
    let sane = |day: &NaiveDate| (1970..=2100).contains(&chrono::Datelike::year(day));
    match text {
        None => Ok(None),
        Some(text) => match text.parse().ok().filter(sane) {
            Some(day) => Ok(Some(day)),
            None => Err("a day is not written like 2026-11-22".into()),
        },
    }
}

fn kind(word: &str) -> Option<AccountKind> {
    Some(match word {
        "checking" => AccountKind::Checking,
        "savings" => AccountKind::Savings,
        "cash" => AccountKind::Cash,
        "credit_card" => AccountKind::CreditCard,
        "line_of_credit" => AccountKind::LineOfCredit,
        "loan" => AccountKind::Loan,
        "mortgage" => AccountKind::Mortgage,
        "investment" => AccountKind::Investment,
        "wallet" => AccountKind::Wallet,
        "prepaid" => AccountKind::Prepaid,
        "other" => AccountKind::Other,
        _ => return None,
    })
}

fn wrong(what: &str) -> PullError {
    let words = format!("The program's answer is not understood: {what}. Nothing of it was stored.");
    PullError::new(ProblemKind::Malformed, &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_taken_as_they_stand() {
        for (sent, expected) in [
            (r#""-12.30""#, Some("-12.30")),
            ("-12.30", Some("-12.30")),
            ("1500", Some("1500")),
            ("23631.9805", Some("23631.9805")),
            (r#""0""#, Some("0")),
            (r#""1,000.00""#, None),
            ("1e3", None),
            ("true", None),
        ] {
            let value: Value = serde_json::from_str(sent).unwrap();
            let amount = ours(&value, Currency::USD).map(|money| money.amount());
            assert_eq!(amount, expected.map(|text| text.parse().unwrap()), "{sent}");
        }
    }
}
