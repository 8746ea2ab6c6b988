//! Teller, API version 2020-10-12: a token a bank, figures of cards turned round, rows newest first and paged back by id, errors in
//! Teller's own shape. Teller Connect is a script that lists the banks. Over TLS every question needs the client certificate.

use serde_json::{Value, json};

use super::state::{State, decimal, signed};
use super::{Answers, Face, Grant};
use crate::domain::{AccountKind, TxnStatus};
use crate::loopback::{Asked, Reply};
use crate::sandbox::{AccountView, BankView, RowView, SimBank, Trouble};

pub(super) const FACE: Face = Face {
    kind: "teller",
    about: "Teller 2020-10-12: accounts, balances, transactions, Teller Connect",
    answer,
    answers,
};

const APPLICATION: &str = "app_sandbox";
const ACCESS: &str = "teller-access";
const ENROLLMENT: &str = "teller-enrollment";
/// Requests a minute for one token; Teller publishes no number.
const LIMIT: u32 = 120;
const CONNECT: &str = include_str!("connect.js");

fn answers(state: &mut State, origin: &str) -> Vec<Answers> {
    let files = state.certificates().cloned();
    let of = |bank: SimBank| {
        let grant = state.issue(Some(bank));
        let mut fields: std::collections::BTreeMap<_, _> = [
            ("application_id", APPLICATION.to_owned()),
            ("environment", "sandbox".to_owned()),
            ("token", access_token(state, grant)),
            ("address", format!("{origin}/teller")),
        ]
        .into();
        if let Some(files) = &files {
            fields.insert("certificate", files.client.clone());
            fields.insert("private_key", files.client_key.clone());
        }
        Answers { bank: Some(bank.slug()), fields }
    };
    SimBank::ALL.map(of).into()
}

fn access_token(state: &State, grant: Grant) -> String {
    format!("test_token_{}", state.token(ACCESS, grant))
}

/// An error in Teller's shape.
struct Refusal(u16, &'static str, &'static str);

impl Refusal {
    const NOT_FOUND: Self = Self(404, "not_found", "The requested resource does not exist");
    const FORBIDDEN: Self = Self(403, "forbidden", "The access token is invalid or was revoked");

    fn reply(&self) -> Reply {
        Reply::json(self.0, &json!({ "error": { "code": self.1, "message": self.2 } }))
    }
}

fn answer(state: &mut State, asked: &Asked) -> Reply {
    if asked.method == "GET" && asked.path == "/connect.js" {
        return Reply { status: 200, body: CONNECT.into(), ..Reply::default() }.with("content-type", "text/javascript");
    }
    if let Some(slug) = asked.path.strip_prefix("/connect/") {
        return connect(state, asked, slug).with("access-control-allow-origin", "*");
    }
    respond(state, asked).unwrap_or_else(|refusal| refusal.reply())
}

/// What Teller Connect brings: a token for a bank that was chosen, or the one of an enrollment that was signed in to again.
fn connect(state: &mut State, asked: &Asked, slug: &str) -> Reply {
    if asked.field("application_id") != Some(APPLICATION) {
        return Refusal(400, "bad_request", "No such application").reply();
    }
    let again = asked.field("enrollment").filter(|id| !id.is_empty());
    let grant = match again {
        Some(id) => id.strip_prefix("enr_").and_then(|token| state.open(ENROLLMENT, token)),
        None => SimBank::from_slug(slug).map(|bank| state.issue(Some(bank))),
    };
    let Some((grant, bank)) = grant.and_then(|grant| Some((grant, grant.bank?))) else {
        return Refusal::NOT_FOUND.reply();
    };
    state.renew(grant);
    Reply::json(
        200,
        &json!({
            "accessToken": access_token(state, grant), "user": { "id": "usr_sandbox" },
            "enrollment": { "id": enrollment(state, grant), "institution": { "name": bank.name() } },
        }),
    )
}

fn enrollment(state: &State, grant: Grant) -> String {
    format!("enr_{}", state.token(ENROLLMENT, grant))
}

fn respond(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    if asked.secure && !asked.certified {
        return Err(Refusal(400, "bad_request", "Missing certificate: a client certificate is required"));
    }
    let (user, _) = asked.basic().ok_or(Refusal(401, "unauthorized", "No access token was given"))?;
    let grant = user.strip_prefix("test_token_").and_then(|token| state.open(ACCESS, token));
    let grant = grant.ok_or(Refusal::FORBIDDEN)?;
    let bank = grant.bank.ok_or(Refusal::FORBIDDEN)?;
    if state.count_minute(&format!("teller {}", grant.number)) > LIMIT || state.breaks("teller", "rate-limit") {
        return Err(Refusal(429, "rate_limited", "Too many requests"));
    }
    if asked.method == "DELETE" && asked.path == "/accounts" {
        state.revoke(grant);
        return Ok(Reply::empty(204));
    }
    if asked.method != "GET" {
        return Err(Refusal::NOT_FOUND);
    }
    if state.is_expired(grant) {
        let code = "enrollment.disconnected.user_action.mfa_required";
        return Err(Refusal(404, code, "The enrollment is not healthy"));
    }
    let delay = match state.trouble(grant) {
        Some(Trouble::Offline) => return Err(Refusal(502, "bad_gateway", "The institution is unavailable")),
        Some(Trouble::RateLimited { .. }) => return Err(Refusal(429, "rate_limited", "Too many requests")),
        Some(Trouble::Slow { seconds }) => std::time::Duration::from_secs(seconds.into()),
        _ => std::time::Duration::ZERO,
    };
    let closes = asked.path.ends_with("/transactions") && state.breaks("teller", "closed");
    if closes {
        return Err(Refusal(410, "account.closed", "The account is closed"));
    }
    let enrollment = enrollment(state, grant);
    let moment = state.moment();
    let world = state.world(grant, moment.day);
    let view = world.at(bank, moment);
    let base = format!("{}/teller/accounts", asked.origin());
    Ok(Reply::json(200, &told(&view, asked, &base, &enrollment)?).after(delay))
}

/// What is asked for under `/accounts`.
fn told(view: &BankView<'_>, asked: &Asked, base: &str, enrollment: &str) -> Result<Value, Refusal> {
    let parts: Vec<_> = asked.path.trim_start_matches('/').split('/').collect();
    let find = |id: &str| {
        let found = view.accounts.iter().find(|account| id.strip_prefix("acc_") == Some(&*account.id));
        found.ok_or(Refusal::NOT_FOUND)
    };
    match parts.as_slice() {
        ["accounts"] => Ok(view.accounts.iter().map(|one| account(view, one, base, enrollment)).collect()),
        ["accounts", id] => Ok(account(view, find(id)?, base, enrollment)),
        ["accounts", id, "balances"] => Ok(balances(view, find(id)?, base)),
        ["accounts", id, "transactions"] => transactions(view, find(id)?, asked, base),
        _ => Err(Refusal::NOT_FOUND),
    }
}

fn account(view: &BankView<'_>, account: &AccountView<'_>, base: &str, enrollment: &str) -> Value {
    let profile = account.account.profile();
    let own = format!("{base}/acc_{}", account.id);
    let (kind, subtype) = match profile.kind {
        AccountKind::CreditCard => ("credit", "credit_card"),
        AccountKind::Savings => ("depository", "savings"),
        _ => ("depository", "checking"),
    };
    json!({
        "id": format!("acc_{}", account.id), "enrollment_id": enrollment, "name": profile.name,
        "institution": { "id": view.bank.slug().replace('-', "_"), "name": view.bank.name() },
        "last_four": profile.mask, "type": kind, "subtype": subtype, "currency": "USD", "status": "open",
        "links": { "self": own, "balances": format!("{own}/balances"), "transactions": format!("{own}/transactions") },
    })
}

/// A figure in Teller's signs: of a card what is spent and owed is positive.
fn figure(view: &BankView<'_>, account: &AccountView<'_>, cents: i64) -> String {
    let cents = signed(view, account, cents);
    decimal(if account.account.card().is_some() { -cents } else { cents })
}

fn balances(view: &BankView<'_>, account: &AccountView<'_>, base: &str) -> Value {
    let own = format!("{base}/acc_{}", account.id);
    json!({
        "account_id": format!("acc_{}", account.id), "ledger": figure(view, account, account.current),
        "available": decimal(account.available), "links": { "self": format!("{own}/balances"), "account": own },
    })
}

/// Newest first, pending before posted; those behind `from_id`, at most `count`.
fn transactions(view: &BankView<'_>, account: &AccountView<'_>, asked: &Asked, base: &str) -> Result<Value, Refusal> {
    let bad = Refusal(422, "unprocessable_entity", "A parameter is malformed");
    let count = match asked.field("count").map(str::parse::<usize>) {
        None => usize::MAX,
        Some(Ok(count)) if count > 0 => count,
        Some(_) => return Err(bad),
    };
    let mut rows: Vec<_> = account.rows.iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.status == TxnStatus::Pending, row.date(), row.movement.key)));
    let id = |row: &RowView<'_>| format!("txn_{}", row.id);
    let start = match asked.field("from_id") {
        None => 0,
        Some(from) => 1 + rows.iter().position(|row| id(row) == from).ok_or(bad)?,
    };
    let page = rows.into_iter().skip(start).take(count);
    Ok(page.map(|row| transaction(view, account, row, base)).collect())
}

fn transaction(view: &BankView<'_>, account: &AccountView<'_>, row: &RowView<'_>, base: &str) -> Value {
    let is_pending = row.status == TxnStatus::Pending;
    let party = row.movement.truth.merchant;
    let own = format!("{base}/acc_{}", account.id);
    json!({
        "id": format!("txn_{}", row.id), "account_id": format!("acc_{}", account.id),
        "amount": figure(view, account, row.amount), "date": row.date(), "description": row.text,
        "status": if is_pending { "pending" } else { "posted" }, "type": "transaction", "running_balance": null,
        "details": {
            "processing_status": if is_pending { "pending" } else { "complete" }, "category": null,
            "counterparty": { "name": party, "type": party.map(|_| "organization") },
        },
        "links": { "self": format!("{own}/transactions/txn_{}", row.id), "account": own },
    })
}
