//! FDX, versions 5 and 6, each bank at an address of its own as in life (`/fdx/chase/v6`): 5 wraps accounts and rows and pages by offset,
//! 6 is flat and pages by key. Consent is OAuth 2 with PKCE; refresh tokens are used up, errors have FDX's own shape.

mod data;
mod oauth;

use std::time::Duration;

use serde_json::{Value, json};

use super::state::State;
use super::{Answers, Face, Grant};
use crate::loopback::{Asked, Reply};
use crate::sandbox::{SimBank, Trouble};

pub(super) const FACE: Face = Face {
    kind: "fdx",
    about: "FDX 5 and 6: consent with PKCE, accounts, transactions; a bank an address",
    answer,
    answers,
};

/// The client that every bank here has registered.
const CLIENT_ID: &str = "sandbox-client";
const CLIENT_SECRET: &str = "sandbox-secret";
/// Requests a minute for one consent; banks publish no number.
const LIMIT: u32 = 120;

/// The version that a bank is best known by, so that both are met.
fn version(bank: SimBank) -> Version {
    if matches!(bank, SimBank::WellsFargo | SimBank::AmericanExpress) { Version::Five } else { Version::Six }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Five,
    Six,
}

impl Version {
    fn word(self) -> &'static str {
        match self {
            Self::Five => "v5",
            Self::Six => "v6",
        }
    }
}

fn answers(_state: &mut State, origin: &str) -> Vec<Answers> {
    let of = |bank: SimBank| {
        let base = format!("{origin}/fdx/{}", bank.slug());
        Answers {
            bank: Some(bank.slug()),
            fields: [
                ("address", format!("{base}/{}", version(bank).word())),
                ("client_id", CLIENT_ID.to_owned()),
                ("client_secret", CLIENT_SECRET.to_owned()),
                ("authorize", format!("{base}/authorize")),
                ("token", format!("{base}/token")),
                ("revoke", format!("{base}/revoke")),
                ("redirect_port", "0".to_owned()),
                ("bank", bank.name().to_owned()),
                ("website", bank.domain().to_owned()),
            ]
            .into(),
        }
    };
    SimBank::ALL.map(of).into()
}

/// An error in FDX's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Refusal(u16, u16, &'static str);

impl Refusal {
    const NOT_FOUND: Self = Self(404, 701, "Account not found");

    fn reply(self) -> Reply {
        Reply::json(self.0, &json!({ "code": self.1.to_string(), "message": self.2 }))
    }
}

fn answer(state: &mut State, asked: &Asked) -> Reply {
    let mut parts = asked.path.trim_start_matches('/').splitn(2, '/');
    let bank = parts.next().and_then(SimBank::from_slug);
    let (Some(bank), Some(rest)) = (bank, parts.next()) else { return Refusal::NOT_FOUND.reply() };
    if let Some(reply) = oauth::answer(state, asked, bank, rest) {
        return reply;
    }
    let told = match rest.split_once('/') {
        Some(("v5", path)) => respond(state, asked, bank, Version::Five, path),
        Some(("v6", path)) => respond(state, asked, bank, Version::Six, path),
        _ => Err(Refusal::NOT_FOUND),
    };
    let reply = match told {
        Ok((value, delay)) => Reply::json(200, &value).after(delay),
        Err(refusal) => refusal.reply(),
    };
    match asked.header("x-fapi-interaction-id") {
        Some(id) => reply.with("x-fapi-interaction-id", id),
        None => reply,
    }
}

fn respond(
    state: &mut State,
    asked: &Asked,
    bank: SimBank,
    version: Version,
    path: &str,
) -> Result<(Value, Duration), Refusal> {
    let unknown = Refusal(401, 602, "Customer not authorized");
    let grant: Grant = asked.bearer().and_then(|token| oauth::open(state, token)).ok_or(unknown)?;
    if grant.bank != Some(bank) || asked.method != "GET" {
        return Err(unknown);
    }
    if state.count_minute(&format!("fdx {}", grant.number)) > LIMIT || state.breaks("fdx", "rate-limit") {
        return Err(Refusal(429, 1207, "Too many requests"));
    }
    if state.is_expired(grant) {
        return Err(Refusal(401, 602, "The consent has expired"));
    }
    let delay = match state.trouble(grant) {
        Some(Trouble::Offline) => return Err(Refusal(503, 1105, "Scheduled maintenance")),
        Some(Trouble::RateLimited { .. }) => return Err(Refusal(429, 1207, "Too many requests")),
        Some(Trouble::Slow { seconds }) => Duration::from_secs(seconds.into()),
        _ => Duration::ZERO,
    };
    if path.ends_with("/transactions") {
        for (fault, refusal) in
            [("closed", Refusal(409, 705, "Account is closed")), ("locked", Refusal(403, 706, "Account is locked"))]
        {
            if state.breaks("fdx", fault) {
                return Err(refusal);
            }
        }
    }
    let moment = state.moment();
    let world = state.world(grant, moment.day);
    let view = world.at(bank, moment);
    let parts: Vec<_> = path.split('/').collect();
    let find = |id: &str| view.accounts.iter().find(|account| account.id == id).ok_or(Refusal::NOT_FOUND);
    let value = match parts.as_slice() {
        ["accounts"] => data::accounts(&view, version, asked)?,
        ["accounts", id] => data::account(&view, find(id)?, version, true),
        ["accounts", id, "transactions"] => data::transactions(&view, find(id)?, version, asked)?,
        _ => return Err(Refusal::NOT_FOUND),
    };
    Ok((value, delay))
}
