//! Consent: a page with two links, a code that opens once and only for who knows its verifier, access tokens of a quarter of an hour of
//! virtual time, refresh tokens that each are good for one refresh, and their end (RFC 7009).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::super::Grant;
use super::super::state::State;
use super::{CLIENT_ID, CLIENT_SECRET};
use crate::loopback::{Asked, Reply, pairs};
use crate::sandbox::SimBank;

const CODE: &str = "fdx-code";
const ACCESS: &str = "fdx-access";
const REFRESH: &str = "fdx-refresh";
/// Seconds of an access token.
const LIVES: i64 = 900;

/// Answers what belongs to a consent; `None` for anything else.
pub(super) fn answer(state: &mut State, asked: &Asked, bank: SimBank, path: &str) -> Option<Reply> {
    match (asked.method.as_str(), path) {
        ("GET", "authorize") => Some(page(asked, bank)),
        ("GET", "allow") => Some(decided(state, asked, Some(bank))),
        ("GET", "deny") => Some(decided(state, asked, None)),
        ("POST", "token") => Some(token(state, asked, bank).unwrap_or_else(refused)),
        ("POST", "revoke") => Some(revoke(state, asked).unwrap_or_else(refused)),
        _ => None,
    }
}

/// What an access token opens, while it lives.
pub(super) fn open(state: &State, token: &str) -> Option<Grant> {
    let (since, token) = token.split_once('.')?;
    let grant = state.open(&format!("{ACCESS} {since}"), token)?;
    let since: i64 = since.parse().ok()?;
    (state.now().timestamp() < since.saturating_add(LIVES)).then_some(grant)
}

fn page(asked: &Asked, bank: SimBank) -> Reply {
    let is_whole = asked.field("response_type") == Some("code")
        && asked.field("client_id") == Some(CLIENT_ID)
        && asked.field("code_challenge_method") == Some("S256")
        && ["state", "code_challenge"].iter().all(|name| asked.field(name).is_some_and(|value| !value.is_empty()))
        && asked.field("redirect_uri").is_some_and(is_here);
    if !is_whole {
        return Reply::html(400, "<p>The request for consent is not whole.</p>");
    }
    let query = asked.query.iter().map(|(key, value)| format!("{}={}", escaped(key), escaped(value)));
    let query = query.collect::<Vec<_>>().join("&amp;");
    let name = bank.name();
    Reply::html(
        200,
        &format!(
            "<!doctype html><title>{name}</title><p>May passbook read your accounts at {name}?</p>\
             <p><a href=\"allow?{query}\">Allow</a></p><p><a href=\"deny?{query}\">Deny</a></p>"
        ),
    )
}

/// Only this machine is sent back to.
fn is_here(redirect: &str) -> bool {
    redirect.starts_with("http://127.0.0.1:")
}

fn escaped(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn decided(state: &mut State, asked: &Asked, allowed: Option<SimBank>) -> Reply {
    let field = |name| asked.field(name).unwrap_or_default();
    let redirect = field("redirect_uri");
    if !is_here(redirect) {
        return Reply::html(400, "<p>No such redirect.</p>");
    }
    let echo = escaped(field("state"));
    let Some(bank) = allowed else {
        return Reply::redirect(&format!("{redirect}?error=access_denied&state={echo}"));
    };
    let grant = state.issue(Some(bank));
    // consent that has ended everywhere begins anew with this one
    state.renew(grant);
    let code = state.token(CODE, grant);
    state.note(&code, &format!("{} {redirect}", field("code_challenge")));
    Reply::redirect(&format!("{redirect}?code={code}&state={echo}"))
}

/// Words of RFC 6749, 5.2.
fn refused(word: &'static str) -> Reply {
    Reply::json(if word == "invalid_client" { 401 } else { 400 }, &json!({ "error": word }))
}

type Fields = Vec<(String, String)>;

/// The form, from a client that is known.
fn form(asked: &Asked) -> Result<Fields, &'static str> {
    let fields = pairs(&String::from_utf8_lossy(&asked.body));
    let client = asked.basic();
    let known = client
        .is_some_and(|(user, password)| user == escaped_client(CLIENT_ID) && password == escaped_client(CLIENT_SECRET));
    if known { Ok(fields) } else { Err("invalid_client") }
}

/// As RFC 6749, 2.3.1 has it: like a form, where a dash needs no escape.
fn escaped_client(text: &str) -> String {
    escaped(text).replace("%2D", "-")
}

fn field<'f>(fields: &'f Fields, name: &str) -> Result<&'f str, &'static str> {
    fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).ok_or("invalid_request")
}

fn token(state: &mut State, asked: &Asked, bank: SimBank) -> Result<Reply, &'static str> {
    let fields = form(asked)?;
    let grant = match field(&fields, "grant_type")? {
        "authorization_code" => {
            let (code, verifier) = (field(&fields, "code")?, field(&fields, "code_verifier")?);
            let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
            let noted = format!("{challenge} {}", field(&fields, "redirect_uri")?);
            if state.noted(code) != Some(&noted) {
                return Err("invalid_grant");
            }
            state.open_once(CODE, code)
        }
        "refresh_token" => {
            let (number, token) = field(&fields, "refresh_token")?.split_once('.').ok_or("invalid_grant")?;
            state.open_once(&format!("{REFRESH} {number}"), token)
        }
        _ => return Err("unsupported_grant_type"),
    };
    let grant = grant.filter(|grant| grant.bank == Some(bank) && !state.is_expired(*grant)).ok_or("invalid_grant")?;
    Ok(Reply::json(200, &granted(state, grant)))
}

fn granted(state: &mut State, grant: Grant) -> Value {
    let (since, number) = (state.now().timestamp(), state.next_number());
    let access = state.token(&format!("{ACCESS} {since}"), grant);
    let refresh = state.token(&format!("{REFRESH} {number}"), grant);
    json!({
        "access_token": format!("{since}.{access}"), "token_type": "Bearer", "expires_in": LIVES,
        "refresh_token": format!("{number}.{refresh}"), "scope": "openid offline_access",
    })
}

/// Ends the consent; a token that is none is no error.
fn revoke(state: &mut State, asked: &Asked) -> Result<Reply, &'static str> {
    let fields = form(asked)?;
    let token = field(&fields, "token")?;
    let of = token.split_once('.').and_then(|(number, token)| {
        let open = |purpose: &str| state.open(&format!("{purpose} {number}"), token);
        open(REFRESH).or_else(|| open(ACCESS))
    });
    if let Some(grant) = of {
        state.revoke(grant);
    }
    Ok(Reply::empty(200))
}
