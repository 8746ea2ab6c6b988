//! Plaid, API version 2020-09-14, as far as transactions need it: Hosted Link as a page that a browser or a test visits, the short cut
//! without one, changes since a cursor, and errors in Plaid's own shape. One item is one bank; what it is depends on nothing but its
//! tokens and cursors, so that a server that was started again goes on where the last one stopped.

mod data;
mod error;
mod feed;
mod link;

use serde_json::{Map, Value, json};

use self::error::Refusal;
use super::state::State;
use super::{Answers, Face, Grant};
use crate::loopback::{Asked, Reply};
use crate::sandbox::{SimBank, Trouble};

pub(super) const FACE: Face =
    Face { kind: "plaid", about: "Plaid 2020-09-14: Hosted Link, items, accounts, transactions/sync", answer, answers };

/// The keys that this server takes.
const CLIENT_ID: &str = "sandbox-client";
const SECRET: &str = "sandbox-secret";
/// What its tokens are for.
const ACCESS: &str = "plaid-access";
const PUBLIC: &str = "plaid-public";
const LINK: &str = "plaid-link";

/// Requests a minute for one item, as documented for production.
const LIMITS: &[(&str, u32, &str)] = &[
    ("/accounts/get", 15, "ACCOUNTS_LIMIT"),
    ("/accounts/balance/get", 5, "BALANCE_LIMIT"),
    ("/item/get", 15, "ITEM_GET_LIMIT"),
    ("/transactions/sync", 50, "TRANSACTIONS_SYNC_LIMIT"),
];

fn answers(_state: &mut State, origin: &str) -> Vec<Answers> {
    let of = |bank: SimBank| Answers {
        bank: Some(bank.slug()),
        fields: [
            ("client_id", CLIENT_ID.to_owned()),
            ("secret", SECRET.to_owned()),
            ("institution", data::institution_id(bank)),
            ("address", format!("{origin}/plaid")),
        ]
        .into(),
    };
    SimBank::ALL.map(of).into()
}

fn answer(state: &mut State, asked: &Asked) -> Reply {
    if let ("GET", Some(page)) = (asked.method.as_str(), asked.path.strip_prefix("/hosted/")) {
        return link::page(state, page);
    }
    let number = state.next_number();
    let request_id = format!("req{number:012}");
    let (mut reply, outcome) = match respond(state, asked) {
        Ok((value, delay)) => (Reply::json(200, &Value::Null).after(delay), Ok(value)),
        Err(refusal) => (Reply::json(refusal.status(), &Value::Null), Err(refusal)),
    };
    let mut body = outcome.unwrap_or_else(|refusal| refusal.body());
    body["request_id"] = request_id.as_str().into();
    reply.body = serde_json::to_vec(&body).unwrap_or_default();
    reply
}

type Answer = Result<(Value, std::time::Duration), Refusal>;

fn respond(state: &mut State, asked: &Asked) -> Answer {
    if asked.method != "POST" {
        return Err(Refusal::NOT_FOUND);
    }
    let body: Map<String, Value> = serde_json::from_slice(&asked.body).map_err(|_| Refusal::INVALID_BODY)?;
    let body = Body(body);
    let key = |header: &str, field: &str| {
        asked.header(header).map(str::to_owned).or_else(|| body.text(field).map(str::to_owned))
    };
    let keys = (key("plaid-client-id", "client_id"), key("plaid-secret", "secret"));
    if keys != (Some(CLIENT_ID.to_owned()), Some(SECRET.to_owned())) {
        return Err(Refusal::INVALID_API_KEYS);
    }
    let at_once = |value: Value| Ok((value, std::time::Duration::ZERO));
    match asked.path.as_str() {
        "/link/token/create" => at_once(link::create(state, &body, &asked.origin())?),
        "/link/token/get" => at_once(link::get(state, &body)?),
        "/item/public_token/exchange" => at_once(link::exchange(state, &body)?),
        "/sandbox/public_token/create" => at_once(link::short_cut(state, &body)?),
        "/institutions/get_by_id" => at_once(data::institution(&body)?),
        path => about_item(state, path, &body),
    }
}

/// What is asked under an access token.
fn about_item(state: &mut State, path: &str, body: &Body) -> Answer {
    let token = body.text("access_token").ok_or_else(|| Refusal::missing("access_token"))?;
    let grant = token.strip_prefix("access-sandbox-").and_then(|token| state.open(ACCESS, token));
    let grant = grant.ok_or(Refusal::INVALID_ACCESS_TOKEN)?;
    let bank = grant.bank.ok_or(Refusal::INVALID_ACCESS_TOKEN)?;
    if let Some((_, most, code)) = LIMITS.iter().find(|(limited, _, _)| *limited == path)
        && state.count_minute(&format!("plaid {path} {}", grant.number)) > *most
    {
        return Err(Refusal::too_often(code));
    }
    let at_once = |value: Value| Ok((value, std::time::Duration::ZERO));
    match path {
        "/item/get" => return at_once(data::item(state, grant, bank)),
        "/item/remove" => {
            state.revoke(grant);
            return at_once(json!({}));
        }
        "/sandbox/item/reset_login" => {
            state.expire(grant);
            return at_once(json!({ "reset_login": true }));
        }
        _ => {}
    }
    if state.is_expired(grant) {
        return Err(Refusal::ITEM_LOGIN_REQUIRED);
    }
    let delay = match state.trouble(grant) {
        Some(Trouble::Offline) => return Err(Refusal::INSTITUTION_DOWN),
        Some(Trouble::RateLimited { .. }) => return Err(Refusal::too_often("TRANSACTIONS_SYNC_LIMIT")),
        Some(Trouble::Slow { seconds }) if path == "/transactions/sync" => {
            std::time::Duration::from_secs(seconds.into())
        }
        _ => std::time::Duration::ZERO,
    };
    let value = match path {
        "/accounts/get" | "/accounts/balance/get" => data::accounts(state, grant, bank),
        "/transactions/sync" => feed::sync(state, grant, bank, body)?,
        "/transactions/refresh" => json!({}),
        _ => return Err(Refusal::NOT_FOUND),
    };
    Ok((value, delay))
}

/// The body of a request.
struct Body(Map<String, Value>);

impl Body {
    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
    }
}

fn access_token(state: &State, grant: Grant) -> String {
    format!("access-sandbox-{}", state.token(ACCESS, grant))
}
