//! Enable Banking: requests under a token that the application's key signed, a consent that a browser gives and a redirect brings back,
//! sessions, and of each account balances and rows without a sign. A bank answers only a few times a day.

mod data;
mod session;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use serde_json::{Value, json};

use super::state::State;
use super::{Answers, Face};
use crate::loopback::{Asked, Reply};
use crate::sandbox::{SimBank, Trouble};

pub(super) const FACE: Face = Face {
    kind: "enablebanking",
    about: "Enable Banking: consent by redirect, sessions, balances, transactions",
    answer,
    answers,
};

/// The application of this server.
const APPLICATION: &str = "5a4d0b0c-0000-4000-8000-5a4db07e0001";
/// Its private key, which is public on purpose and does no harm: no provider knows it, this server gives it to whoever asks for answers,
/// listens on loopback alone and holds nothing but made-up accounts. It was made for this file and signs nothing else. One made for the
/// run would be better still, but ring and rcgen make no RSA keys, which is what Enable Banking takes.
const KEY: &str = include_str!("key.pem");
const COUNTRY: &str = "FI";
/// What its tokens are for.
const AUTH: &str = "enablebanking-auth";
const CODE: &str = "enablebanking-code";
const SESSION: &str = "enablebanking-session";

fn answers(_state: &mut State, origin: &str) -> Vec<Answers> {
    let of = |bank: SimBank| Answers {
        bank: Some(bank.slug()),
        fields: [
            ("application", APPLICATION.to_owned()),
            ("country", COUNTRY.to_owned()),
            ("bank", bank.name().to_owned()),
            ("key", KEY.to_owned()),
            ("address", format!("{origin}/enablebanking")),
        ]
        .into(),
    };
    SimBank::ALL.map(of).into()
}

/// Why a request is refused.
struct Refusal(u16, &'static str);

const NO_SUCH_SESSION: Refusal = Refusal(404, "SESSION_DOES_NOT_EXIST");
const EXPIRED: Refusal = Refusal(401, "EXPIRED_SESSION");

fn answer(state: &mut State, asked: &Asked) -> Reply {
    if let ("GET", Some(page)) = (asked.method.as_str(), asked.path.strip_prefix("/consent/")) {
        return session::page(state, page);
    }
    let reply = if is_signed(asked) { respond(state, asked) } else { Err(Refusal(401, "UNAUTHORIZED_ACCESS")) };
    reply.unwrap_or_else(|Refusal(status, error)| {
        let body = json!({ "code": status, "error": error, "message": "The request was refused", "detail": null });
        Reply::json(status, &body)
    })
}

fn respond(state: &mut State, asked: &Asked) -> Result<Reply, Refusal> {
    let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
    let body = || serde_json::from_slice::<Value>(&asked.body).map_err(|_| Refusal(422, "WRONG_REQUEST_PARAMETERS"));
    match (asked.method.as_str(), parts.as_slice()) {
        ("GET", ["aspsps"]) => Ok(Reply::json(200, &session::banks(asked.field("country")))),
        ("POST", ["auth"]) => Ok(Reply::json(200, &session::begin(state, &body()?, &asked.origin())?)),
        ("POST", ["sessions"]) => Ok(Reply::json(200, &session::open(state, &body()?)?)),
        ("GET", ["sessions", id]) => Ok(Reply::json(200, &session::stands(state, id)?)),
        ("DELETE", ["sessions", id]) => {
            let grant = state.open(SESSION, id).ok_or(NO_SUCH_SESSION)?;
            state.revoke(grant);
            Ok(Reply::json(200, &json!({ "message": "OK" })))
        }
        ("GET", ["accounts", uid, what @ ("balances" | "transactions")]) => about_account(state, asked, uid, what),
        _ => Err(Refusal(404, "NOT_FOUND")),
    }
}

fn about_account(state: &mut State, asked: &Asked, uid: &str, what: &str) -> Result<Reply, Refusal> {
    // `SESSION.ACCOUNT`: good for this session alone
    let (session, account) = uid.split_once('.').ok_or(Refusal(404, "ACCOUNT_DOES_NOT_EXIST"))?;
    let grant = state.open(SESSION, session).ok_or(NO_SUCH_SESSION)?;
    let bank = grant.bank.ok_or(NO_SUCH_SESSION)?;
    if state.is_expired(grant) {
        return Err(EXPIRED);
    }
    if state.breaks("enablebanking", "bank-error") {
        return Err(Refusal(400, "ASPSP_ERROR"));
    }
    let goes_on = asked.field("continuation_key").is_some();
    if !goes_on && state.count_day(&format!("enablebanking {what} {uid}")) > 4 {
        return Err(Refusal(429, "ASPSP_RATE_LIMIT_EXCEEDED"));
    }
    let delay = match state.trouble(grant) {
        Some(Trouble::Offline) => return Err(Refusal(408, "ASPSP_TIMEOUT")),
        Some(Trouble::RateLimited { .. }) => return Err(Refusal(429, "ASPSP_RATE_LIMIT_EXCEEDED")),
        Some(Trouble::Slow { seconds }) => std::time::Duration::from_secs(seconds.into()),
        _ => std::time::Duration::ZERO,
    };
    let told = match what {
        "balances" => data::balances(state, (grant, bank), account),
        _ => data::transactions(state, (grant, bank), account, asked),
    };
    told.map(|value| Reply::json(200, &value).after(delay))
}

/// True where the request carries a token of the application's own key. How long it holds is not looked at: time here is virtual.
fn is_signed(asked: &Asked) -> bool {
    let signed = || -> Option<bool> {
        let (text, signature) = asked.bearer()?.rsplit_once('.')?;
        let (head, _) = text.split_once('.')?;
        let head: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head).ok()?).ok()?;
        let body: String = KEY.lines().filter(|line| !line.starts_with('-')).collect();
        let pair = RsaKeyPair::from_pkcs8(&STANDARD.decode(body).ok()?).ok()?;
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref());
        let is_good = public.verify(text.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).is_ok();
        Some(is_good && head["kid"] == APPLICATION && head["alg"] == "RS256")
    };
    signed().unwrap_or(false)
}
