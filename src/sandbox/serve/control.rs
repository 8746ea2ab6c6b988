//! What no provider offers: `POST /sandbox/clock` moves virtual time, `/sandbox/consent` lets a consent end, `/sandbox/fault` orders
//! something to go wrong once, `GET /sandbox/answers/KIND` says how to link. For tests and for who tries things out.

use serde::Deserialize;
use serde_json::json;

use super::state::{Fault, State};
use super::{FACES, Grant};
use crate::loopback::{Asked, Reply};
use crate::sandbox::SimBank;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Ahead {
    days: u64,
    minutes: u16,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    /// The bank's slug, or nothing for a link of all banks.
    bank: Option<String>,
    /// The how-manieth link of this server.
    #[serde(default = "first")]
    number: u32,
    expired: bool,
}

fn first() -> u32 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ordered {
    kind: String,
    fault: String,
}

/// Answers a request below `/sandbox`.
pub(super) fn answer(state: &mut State, asked: &Asked) -> Reply {
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/clock") => Reply::json(200, &clock(state)),
        ("POST", "/clock") => read(asked, |ahead: Ahead| {
            state.advance(ahead.days.min(3660), ahead.minutes);
            Reply::json(200, &clock(state))
        }),
        ("POST", "/consent") => read(asked, |consent: Consent| expire(state, &consent)),
        ("POST", "/fault") => read(asked, |Ordered { kind, fault }| {
            state.order(Fault { kind, name: fault });
            Reply::empty(204)
        }),
        ("GET", path) => match FACES.iter().find(|face| path.strip_prefix("/answers/") == Some(face.kind)) {
            Some(face) => Reply::json(200, &super::answers(state, face, &asked.origin())),
            None => Reply::text(404, "no such protocol; GET / lists them\n"),
        },
        _ => Reply::text(404, "known are clock, consent, fault and answers/KIND\n"),
    }
}

fn clock(state: &State) -> serde_json::Value {
    json!({ "now": state.now().to_rfc3339(), "scenario": state.scenario().name() })
}

fn expire(state: &mut State, consent: &Consent) -> Reply {
    let bank = match consent.bank.as_deref() {
        None => None,
        Some(slug) => match SimBank::from_slug(slug) {
            Some(bank) => Some(bank),
            None => return Reply::text(404, "no such bank\n"),
        },
    };
    let grant = Grant { bank, number: consent.number };
    if consent.expired {
        state.expire(grant);
    } else {
        state.renew(grant);
    }
    Reply::empty(204)
}

/// The body as JSON; none is an empty object.
fn read<T: for<'a> Deserialize<'a>>(asked: &Asked, then: impl FnOnce(T) -> Reply) -> Reply {
    let body = if asked.body.is_empty() { b"{}" } else { asked.body.as_slice() };
    match serde_json::from_slice(body) {
        Ok(value) => then(value),
        Err(error) => Reply::text(400, &format!("{error}\n")),
    }
}
