//! How an item comes to be: a link token with a page to visit, or the short cut of Plaid's sandbox; then a public token that is exchanged
//! once. Visiting a page in update mode signs in again under the old item.

use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Value, json};

use super::super::state::State;
use super::error::Refusal;
use super::{ACCESS, Body, LINK, PUBLIC, access_token, data};
use crate::loopback::Reply;
use crate::sandbox::SimBank;

const PUBLIC_PREFIX: &str = "public-sandbox-";
/// Every visit has the same name: one page is visited once.
const SESSION: &str = "session";

/// `/link/token/create`: with an access token it is a visit in update mode.
pub(super) fn create(state: &mut State, body: &Body, origin: &str) -> Result<Value, Refusal> {
    for field in ["client_name", "language"] {
        body.text(field).ok_or_else(|| Refusal::missing(field))?;
    }
    let grant = match body.text("access_token") {
        Some(token) => {
            let grant = token.strip_prefix("access-sandbox-").and_then(|token| state.open(ACCESS, token));
            grant.ok_or(Refusal::INVALID_ACCESS_TOKEN)?
        }
        None => state.issue(None),
    };
    let token = format!("{}{}", prefix(grant.bank.is_some()), state.token(LINK, grant));
    // a page that was visited before is a new one now
    state.note(&token, "");
    let expiration = state.now() + TimeDelta::hours(4);
    Ok(json!({
        "link_token": token, "expiration": expiration.to_rfc3339_opts(SecondsFormat::Secs, true),
        "hosted_link_url": format!("{origin}/plaid/hosted/{token}"),
    }))
}

/// `/link/token/get`: what became of the visit.
pub(super) fn get(state: &State, body: &Body) -> Result<Value, Refusal> {
    let token = body.text("link_token").ok_or_else(|| Refusal::missing("link_token"))?;
    let end = state.noted(token).ok_or(Refusal::INVALID_LINK_TOKEN)?;
    let at = state.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let session = |more: Value| {
        let mut session = json!({ "link_session_id": SESSION, "started_at": at, "finished_at": at });
        if let (Some(session), Value::Object(more)) = (session.as_object_mut(), more) {
            session.extend(more);
        }
        json!([session])
    };
    let sessions = match end {
        "" => json!([]),
        "signed in" => session(json!({ "results": { "item_add_results": [] } })),
        "left" => session(json!({ "exit": {
            "error": null,
            "metadata": { "institution": null, "status": "requires_credentials", "link_session_id": SESSION, "request_id": "" },
        } })),
        public => session(success(state, public)),
    };
    Ok(json!({
        "link_token": token, "created_at": at, "expiration": at, "link_sessions": sessions,
        "metadata": {
            "client_name": "passbook", "initial_products": ["transactions"], "webhook": null, "country_codes": ["US"],
            "language": "en", "redirect_uri": null,
        },
    }))
}

/// How a visit ended that linked a bank, in the newer form and in the older one.
fn success(state: &State, public: &str) -> Value {
    let bank = public.strip_prefix(PUBLIC_PREFIX).and_then(|token| state.open(PUBLIC, token)).and_then(|it| it.bank);
    let institution = bank.map(|bank| json!({ "institution_id": data::institution_id(bank), "name": bank.name() }));
    json!({
        "results": {
            "item_add_results": [{ "public_token": public, "accounts": [], "institution": institution }],
            "cra_item_add_results": [], "cra_update_results": [], "bank_income_results": [], "payroll_income_results": [],
            "document_income_results": {
                "num_paystubs_uploaded": 0, "num_w2s_uploaded": 0, "num_bank_statements_uploaded": 0, "num_1099s_uploaded": 0,
                "num_i20s_uploaded": 0,
            },
        },
        "on_success": {
            "public_token": public,
            "metadata": { "institution": institution, "accounts": [], "link_session_id": SESSION },
        },
    })
}

/// The page behind a link token, as a browser visits it: `TOKEN`, then `TOKEN/chase`, `TOKEN/sign-in` or `TOKEN/leave`.
pub(super) fn page(state: &mut State, path: &str) -> Reply {
    let (token, choice) = path.split_once('/').unwrap_or((path, ""));
    if state.noted(token).is_none() {
        return Reply::html(404, "<p>This page has expired.</p>");
    }
    let updates = token.starts_with(prefix(true));
    let end = match choice {
        "" => return Reply::html(200, &choices(token, updates)),
        "leave" => "left".to_owned(),
        "sign-in" if updates => {
            let bare = token.strip_prefix(prefix(true)).unwrap_or_default();
            if let Some(grant) = state.open(LINK, bare) {
                state.renew(grant);
            }
            "signed in".to_owned()
        }
        slug => match SimBank::from_slug(slug).filter(|_| !updates) {
            Some(bank) => public_token(state, bank),
            None => return Reply::html(404, "<p>No such bank.</p>"),
        },
    };
    state.note(token, &end);
    Reply::html(200, "<p>Done. Close this page and go back to the terminal.</p>")
}

fn prefix(updates: bool) -> &'static str {
    if updates { "link-sandbox-update-" } else { "link-sandbox-" }
}

fn choices(token: &str, updates: bool) -> String {
    let line = |to: &str, name: &str| format!("<p><a href=\"{token}/{to}\">{name}</a></p>");
    let banks = SimBank::ALL.iter().map(|bank| line(bank.slug(), bank.name())).collect::<String>();
    let offered = if updates { line("sign-in", "Sign in again") } else { banks };
    format!("<!doctype html><title>Simulated banks</title>{offered}{}", line("leave", "Leave"))
}

/// `/sandbox/public_token/create`.
pub(super) fn short_cut(state: &mut State, body: &Body) -> Result<Value, Refusal> {
    let id = body.text("institution_id").ok_or_else(|| Refusal::missing("institution_id"))?;
    let bank = data::bank_of(id).ok_or(Refusal::INVALID_INSTITUTION)?;
    Ok(json!({ "public_token": public_token(state, bank) }))
}

/// `/item/public_token/exchange`: opens once.
pub(super) fn exchange(state: &mut State, body: &Body) -> Result<Value, Refusal> {
    let token = body.text("public_token").ok_or_else(|| Refusal::missing("public_token"))?;
    let grant = token.strip_prefix(PUBLIC_PREFIX).and_then(|token| state.open_once(PUBLIC, token));
    let grant = grant.ok_or(Refusal::INVALID_PUBLIC_TOKEN)?;
    Ok(json!({ "access_token": access_token(state, grant), "item_id": data::item_id(state, grant) }))
}

fn public_token(state: &mut State, bank: SimBank) -> String {
    let grant = state.issue(Some(bank));
    format!("{PUBLIC_PREFIX}{}", state.token(PUBLIC, grant))
}
