//! How a session comes to be and where it stands: banks of a country, a page where consent is given or not, and a code that opens once.

use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Value, json};

use super::super::Grant;
use super::super::state::State;
use super::{AUTH, CODE, COUNTRY, EXPIRED, NO_SUCH_SESSION, Refusal, SESSION, data};
use crate::loopback::Reply;
use crate::sandbox::SimBank;

/// How long a consent lasts: 90 days.
const CONSENT_DAYS: i64 = 90;

/// `/aspsps`.
pub(super) fn banks(country: Option<&str>) -> Value {
    let is_here = country.is_none_or(|country| country == COUNTRY);
    let bank = |bank: SimBank| {
        json!({
            "name": bank.name(), "country": COUNTRY, "psu_types": ["personal"], "beta": false,
            "maximum_consent_validity": CONSENT_DAYS * 86_400,
        })
    };
    let banks: Vec<_> = SimBank::ALL.into_iter().filter(|_| is_here).map(bank).collect();
    json!({ "aspsps": banks })
}

/// `/auth`: where the person goes, with what leads back kept under the page's own token.
pub(super) fn begin(state: &mut State, body: &Value, origin: &str) -> Result<Value, Refusal> {
    let wrong = || Refusal(422, "WRONG_REQUEST_PARAMETERS");
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(wrong);
    let name = text(&body["aspsp"]["name"])?;
    let bank = SimBank::ALL.into_iter().find(|bank| bank.name() == name).ok_or(Refusal(400, "WRONG_ASPSP_PROVIDED"))?;
    let returns = format!("{}?state={}", text(&body["redirect_url"])?, text(&body["state"])?);
    text(&body["access"]["valid_until"])?;
    let grant = state.issue(Some(bank));
    let token = state.token(AUTH, grant);
    state.note(&token, &returns);
    Ok(json!({ "url": format!("{origin}/enablebanking/consent/{token}"), "authorization_id": token }))
}

/// The page behind `/auth`, as a browser visits it: `TOKEN`, then `TOKEN/allow` or `TOKEN/deny`.
pub(super) fn page(state: &mut State, path: &str) -> Reply {
    let (token, choice) = path.split_once('/').unwrap_or((path, ""));
    let known = state.noted(token).map(str::to_owned);
    let (Some(back), Some(grant)) = (known, state.open(AUTH, token)) else {
        return Reply::html(404, "<p>This page has expired.</p>");
    };
    match choice {
        "allow" => Reply::redirect(&format!("{back}&code={}", state.token(CODE, grant))),
        "deny" => Reply::redirect(&format!("{back}&error=access_denied")),
        _ => Reply::html(
            200,
            &format!(
                "<!doctype html><title>Simulated bank</title><p>May passbook read your accounts?</p>\
                 <p><a href=\"{token}/allow\">Allow</a></p><p><a href=\"{token}/deny\">Deny</a></p>"
            ),
        ),
    }
}

/// `/sessions`: opens once with a code.
pub(super) fn open(state: &mut State, body: &Value) -> Result<Value, Refusal> {
    let code = body["code"].as_str().unwrap_or_default();
    let opened = state.open_once(CODE, code).and_then(|grant| Some((grant, grant.bank?)));
    let (grant, bank) = opened.ok_or(Refusal(400, "INVALID_AUTHORIZATION_CODE"))?;
    let name = format!("enablebanking session {}", bank.slug());
    // the second consent to a bank is a new sign-in: what the scenario says of the first one is over
    if state.noted(&name).is_some() {
        state.renew(grant);
    }
    state.note(&name, "opened");
    let session = state.token(SESSION, grant);
    let accounts = data::accounts(state, (grant, bank), &session);
    Ok(json!({
        "session_id": session, "accounts": accounts, "aspsp": { "name": bank.name(), "country": COUNTRY },
        "psu_type": "personal", "access": { "valid_until": ends(state) },
    }))
}

/// `/sessions/ID`.
pub(super) fn stands(state: &State, id: &str) -> Result<Value, Refusal> {
    let grant: Grant = state.open(SESSION, id).ok_or(NO_SUCH_SESSION)?;
    if state.is_expired(grant) {
        return Err(EXPIRED);
    }
    Ok(
        json!({ "status": "AUTHORIZED", "accounts": [], "access": { "valid_until": ends(state) }, "psu_type": "personal" }),
    )
}

/// When a consent that is given now ends.
fn ends(state: &State) -> String {
    (state.now() + TimeDelta::days(CONSENT_DAYS)).to_rfc3339_opts(SecondsFormat::Secs, false)
}
