//! PayPal's reporting API: a token for the app's keys, balances, and transactions of at most 31 days in pages. Of the simulated banks it
//! is the wallet alone; its rows keep their ids, and pending ones complete under them.

use chrono::{DateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use super::state::{State, decimal, instant, signed};
use super::{Answers, Face, Grant};
use crate::domain::{RowKind, TxnStatus};
use crate::loopback::{Asked, Reply};
use crate::sandbox::{AccountView, BankView, RowView, SimBank, Trouble};

pub(super) const FACE: Face =
    Face { kind: "paypal", about: "PayPal reporting v1: balances and transactions of the wallet", answer, answers };

/// What its tokens are for: an app's two keys, and what they give.
const CLIENT: &str = "paypal-client";
const SECRET: &str = "paypal-secret";
const ACCESS: &str = "paypal-access";
/// How long a token lives, as PayPal's do.
const LIFE_SECONDS: u32 = 32_400;
/// Days of one answer, rows of a page, and years of history.
const LONGEST_DAYS: i64 = 31;
const MOST_ROWS: usize = 500;
const YEARS_IN_DAYS: i64 = 3 * 365 + 1;
/// Requests a minute.
const MOST_A_MINUTE: u32 = 120;

fn answers(state: &mut State, origin: &str) -> Vec<Answers> {
    let grant = state.issue(Some(SimBank::PayPal));
    let fields = [
        ("client_id", state.token(CLIENT, grant)),
        ("secret", state.token(SECRET, grant)),
        ("address", format!("{origin}/paypal")),
    ];
    vec![Answers { bank: Some(SimBank::PayPal.slug()), fields: fields.into() }]
}

/// Why a request is refused.
struct Refusal(u16, &'static str);

fn answer(state: &mut State, asked: &Asked) -> Reply {
    let told = match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/v1/oauth2/token") => return token(state, asked),
        ("GET", "/v1/reporting/balances") => open(state, asked).map(|grant| balances(state, grant)),
        ("GET", "/v1/reporting/transactions") => open(state, asked).and_then(|grant| transactions(state, grant, asked)),
        _ => Err(Refusal(404, "RESOURCE_NOT_FOUND")),
    };
    match told {
        Ok(value) => match state.scenario().trouble(SimBank::PayPal) {
            Some(Trouble::Slow { seconds }) => {
                Reply::json(200, &value).after(std::time::Duration::from_secs(seconds.into()))
            }
            _ => Reply::json(200, &value),
        },
        Err(Refusal(status, name)) => {
            let number = state.next_number();
            let body = json!({
                "name": name, "message": "The request was refused.", "debug_id": format!("debug{number:08}"),
                "details": [],
            });
            let reply = Reply::json(status, &body);
            if status == 429 { reply.with("retry-after", "60") } else { reply }
        }
    }
}

fn token(state: &mut State, asked: &Asked) -> Reply {
    let grant = asked.basic().and_then(|(id, secret)| {
        let grant = state.open(CLIENT, &id)?;
        (state.open(SECRET, &secret) == Some(grant)).then_some(grant)
    });
    let Some(grant) = grant.filter(|grant| !state.is_expired(*grant)) else {
        let body = json!({ "error": "invalid_client", "error_description": "Client Authentication failed" });
        return Reply::json(401, &body);
    };
    if !crate::loopback::pairs(&String::from_utf8_lossy(&asked.body))
        .contains(&("grant_type".into(), "client_credentials".into()))
    {
        return Reply::json(400, &json!({ "error": "unsupported_grant_type", "error_description": "" }));
    }
    Reply::json(
        200,
        &json!({
            "scope": "https://uri.paypal.com/services/reporting/search/read", "access_token": state.token(ACCESS, grant),
            "token_type": "Bearer", "app_id": "APP-SANDBOX", "expires_in": LIFE_SECONDS, "nonce": "",
        }),
    )
}

fn open(state: &mut State, asked: &Asked) -> Result<Grant, Refusal> {
    let grant = asked.bearer().and_then(|token| state.open(ACCESS, token));
    let grant = grant.filter(|grant| !state.is_expired(*grant)).ok_or(Refusal(401, "AUTHENTICATION_FAILURE"))?;
    if state.breaks("paypal", "stale-token") {
        return Err(Refusal(401, "AUTHENTICATION_FAILURE"));
    }
    if state.breaks("paypal", "not-authorized") {
        return Err(Refusal(403, "NOT_AUTHORIZED"));
    }
    if state.count_minute(&format!("paypal {}", grant.number)) > MOST_A_MINUTE {
        return Err(Refusal(429, "RATE_LIMIT_REACHED"));
    }
    match state.trouble(grant) {
        Some(Trouble::Offline) => Err(Refusal(503, "SERVICE_UNAVAILABLE")),
        Some(Trouble::RateLimited { .. }) => Err(Refusal(429, "RATE_LIMIT_REACHED")),
        _ => Ok(grant),
    }
}

fn balances(state: &mut State, grant: Grant) -> Value {
    let moment = state.moment();
    let world = state.world(grant, moment.day);
    let view = world.at(SimBank::PayPal, moment);
    let as_of = written(instant(view.at));
    let wallets: Vec<_> = view
        .accounts
        .iter()
        .map(|account| {
            let amount = |cents| json!({ "currency_code": "USD", "value": decimal(cents) });
            json!({
                "currency": "USD", "primary": true, "total_balance": amount(signed(&view, account, account.current)),
                "available_balance": amount(account.available), "withheld_balance": amount(0),
            })
        })
        .collect();
    let account = view.accounts.first().map(|account| account.id.clone());
    json!({ "balances": wallets, "account_id": account, "as_of_time": as_of, "last_refresh_time": as_of })
}

/// What was asked for.
struct Query {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    size: usize,
    page: usize,
}

impl Query {
    fn of(asked: &Asked, now: DateTime<Utc>) -> Result<Self, Refusal> {
        let wrong = || Refusal(400, "INVALID_REQUEST");
        let moment = |name| {
            let text = asked.field(name).ok_or_else(wrong)?;
            DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| wrong())
        };
        let number = |name, usual| asked.field(name).map_or(Ok(usual), str::parse).map_err(|_| wrong());
        let query = Self {
            start: moment("start_date")?,
            end: moment("end_date")?,
            size: number("page_size", 100)?,
            page: number("page", 1)?,
        };
        let is_sound = query.start <= query.end
            && query.end - query.start <= TimeDelta::days(LONGEST_DAYS)
            && now - query.start <= TimeDelta::days(YEARS_IN_DAYS)
            && (1..=MOST_ROWS).contains(&query.size)
            && query.page >= 1;
        if is_sound { Ok(query) } else { Err(wrong()) }
    }
}

fn transactions(state: &mut State, grant: Grant, asked: &Asked) -> Result<Value, Refusal> {
    let query = Query::of(asked, state.now())?;
    if state.breaks("paypal", "too-large") {
        return Err(Refusal(400, "RESULTSET_TOO_LARGE"));
    }
    let moment = state.moment();
    let world = state.world(grant, moment.day);
    let view = world.at(SimBank::PayPal, moment);
    let rows = view.accounts.iter().flat_map(|account| account.rows.iter().map(move |row| (account, row)));
    let found: Vec<_> = rows.filter(|(_, row)| (query.start..=query.end).contains(&begun(row))).collect();
    let page = found.iter().skip((query.page - 1).saturating_mul(query.size)).take(query.size);
    let told: Vec<_> = page.map(|(account, row)| detail(&view, account, row)).collect();
    Ok(json!({
        "transaction_details": told, "account_number": view.accounts.first().map(|account| account.id.clone()),
        "start_date": written(query.start), "end_date": written(query.end),
        "last_refreshed_datetime": written(instant(view.at)), "page": query.page, "total_items": found.len(),
        "total_pages": found.len().div_ceil(query.size).max(1), "links": [],
    }))
}

/// When a row was begun: a row that is booked at once, at noon of its day.
fn begun(row: &RowView<'_>) -> DateTime<Utc> {
    row.movement.authorised.map_or_else(|| noon(row), instant)
}

fn noon(row: &RowView<'_>) -> DateTime<Utc> {
    row.date().and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default()).and_utc()
}

fn detail(view: &BankView<'_>, account: &AccountView<'_>, row: &RowView<'_>) -> Value {
    let pending = row.status == TxnStatus::Pending;
    let amount = signed(view, account, row.amount);
    let code = match row.movement.truth.kind {
        RowKind::Transfer if amount < 0 => "T0400",
        RowKind::Transfer => "T0300",
        RowKind::P2pIn => "T0011",
        RowKind::Refund => "T1107",
        _ => "T0006",
    };
    json!({
        "transaction_info": {
            "paypal_account_id": account.id, "transaction_id": row.id, "transaction_event_code": code,
            "transaction_initiation_date": written(begun(row)),
            "transaction_updated_date": written(if pending { begun(row) } else { noon(row) }),
            "transaction_amount": { "currency_code": "USD", "value": decimal(amount) },
            "transaction_status": if pending { "P" } else { "S" },
            "transaction_subject": row.text, "protection_eligibility": "02",
        },
        "payer_info": { "address_status": "N", "payer_name": { "alternate_full_name": row.movement.party } },
        "shipping_info": {}, "cart_info": {}, "store_info": {}, "auction_info": {}, "incentive_info": {},
    })
}

/// As PayPal writes a moment: without a colon in the offset.
fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true).replace('Z', "+0000")
}
