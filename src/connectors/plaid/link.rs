//! Linking: Hosted Link in a browser, or in Plaid's sandbox a bank without one; and signing in again under the link that there is, since
//! a new one would cost another of the ten that are free.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use serde_json::{Value, json};

use super::api::{ACCESS, Api};
use super::errors::Failure;
use super::wire::{Exchanged, LinkProgress, LinkSession, LinkToken, PublicToken};
use super::{CLIENT_ID, HISTORY_DAYS, INSTITUTION, PLACES, SECRET};
use crate::connectors::browser::{self, PATIENCE};
use crate::connectors::http::Limits;
use crate::connectors::{ADDRESS, Dialog, Field, Linked, Linking, PullError, Sealed, Setting, Settings};
use crate::domain::{ProblemKind, Secret};

/// How a visit to the bank ended.
enum Visit {
    Linked(Secret),
    SignedIn,
}

pub(super) async fn link(
    dialog: &mut dyn Dialog,
    linking: &Linking,
    limits: Limits,
    pace: Duration,
) -> Result<Linked, PullError> {
    let around = || (Arc::clone(&linking.host), linking.clock.now);
    if let Some(sealed) = known(linking) {
        let api = Api::new(&linking.settings, sealed.clone(), limits, around())?;
        visit(&api, dialog, Some(sealed.need(ACCESS)?), pace).await?;
        dialog.say("Signed in again: the link and all that is known of it stay.");
        return Ok(Linked { secret: Some(sealed.seal()), settings: Settings::new() });
    }
    let mut sealed = Sealed::default();
    for field in [CLIENT_ID, SECRET] {
        sealed = sealed.with(field.key, asked(dialog, &field)?);
    }
    let api = Api::new(&linking.settings, sealed.clone(), limits, around())?;
    let institution = if is_live(&linking.settings) { None } else { dialog.ask(&INSTITUTION)? };
    let public = match &institution {
        Some(institution) => sandbox_token(&api, institution.expose()).await?,
        None => match visit(&api, dialog, None, pace).await? {
            Visit::Linked(token) => token,
            Visit::SignedIn => return Err(nobody()),
        },
    };
    let body = json!({ "public_token": public.expose() });
    let exchanged: Exchanged =
        api.send("item/public_token/exchange", &body, false).await.map_err(|failure| api.told(failure))?;
    let sealed =
        sealed.with(ACCESS, Secret::new(exchanged.access_token)).with("item_id", Secret::new(exchanged.item_id)).seal();
    // before anything else: the public token is used up, and the access token is told only once
    linking.host.keep_secret(&sealed).await?;
    let chosen = institution.map(|id| (INSTITUTION.key.to_owned(), Setting::Text(id.expose().to_owned())));
    Ok(Linked { secret: Some(sealed), settings: chosen.into_iter().collect() })
}

/// The secrets of a link that was made before and can be signed in to again.
fn known(linking: &Linking) -> Option<Sealed> {
    let sealed = Sealed::open(linking.known.as_ref()).ok()?;
    sealed.get(ACCESS).is_some().then_some(sealed)
}

fn is_live(settings: &Settings) -> bool {
    match settings.get(ADDRESS.key) {
        Some(Setting::Text(address)) => address == PLACES.live,
        _ => true,
    }
}

fn asked(dialog: &mut dyn Dialog, field: &Field) -> Result<Secret, PullError> {
    let missing = || PullError::new(ProblemKind::Config, &format!("'{}' is needed to link: {}", field.key, field.help));
    dialog.ask(field)?.ok_or_else(missing)
}

/// A link in Plaid's sandbox that needs no browser: a user whose transactions move.
async fn sandbox_token(api: &Api, institution: &str) -> Result<Secret, PullError> {
    let body = json!({
        "institution_id": institution,
        "initial_products": ["transactions"],
        "options": {
            "override_username": "user_transactions_dynamic", "override_password": "passbook",
            "transactions": { "days_requested": HISTORY_DAYS },
        },
    });
    let token: Result<PublicToken, Failure> = api.send("sandbox/public_token/create", &body, false).await;
    token.map(|token| Secret::new(token.public_token)).map_err(|failure| api.told(failure))
}

/// Sends the person to the bank and waits until they are back: with a new link, or signed in under the old one.
async fn visit(
    api: &Api,
    dialog: &mut dyn Dialog,
    access: Option<&Secret>,
    pace: Duration,
) -> Result<Visit, PullError> {
    let mut body = json!({
        "client_name": "passbook", "language": "en", "country_codes": ["US"],
        "user": { "client_user_id": "passbook" }, "hosted_link": {},
    });
    if let Some(access) = access {
        body[ACCESS] = access.expose().into();
    } else {
        body["products"] = json!(["transactions"]);
        body["transactions"] = json!({ "days_requested": HISTORY_DAYS });
    }
    let token: LinkToken = api.send("link/token/create", &body, false).await.map_err(|failure| api.told(failure))?;
    let no_page = || {
        PullError::new(
            ProblemKind::Config,
            "Plaid offers no Hosted Link for these keys: ask for it at dashboard.plaid.com.",
        )
    };
    dialog.show(token.hosted_link_url.as_deref().ok_or_else(no_page)?);
    let question: Value = json!({ "link_token": token.link_token });
    let (question, signs_in) = (&question, access.is_some());
    let ask = || {
        let asked = async move {
            let progress: LinkProgress =
                api.send("link/token/get", question, true).await.map_err(|failure| api.told(failure))?;
            ended(&progress.link_sessions, signs_in)
        };
        asked.boxed()
    };
    browser::poll(pace, PATIENCE, ask).await
}

/// How the visit ended, once one of its sessions has.
fn ended(sessions: &[LinkSession], signs_in: bool) -> Result<Option<Visit>, PullError> {
    let public = sessions.iter().find_map(|session| {
        let results = session.results.iter().flat_map(|results| &results.item_add_results);
        results.chain(&session.on_success).find(|token| !token.public_token.is_empty())
    });
    if let Some(token) = public.filter(|_| !signs_in) {
        return Ok(Some(Visit::Linked(Secret::new(token.public_token.clone()))));
    }
    let done = || sessions.iter().filter(|session| session.finished_at.is_some());
    if signs_in && done().any(|session| session.exit.as_ref().is_none_or(Value::is_null)) {
        return Ok(Some(Visit::SignedIn));
    }
    // one that was left can be opened again, as long as another is still open
    let left = done().count();
    if left > 0 && left == sessions.len() { Err(nobody()) } else { Ok(None) }
}

fn nobody() -> PullError {
    PullError::new(
        ProblemKind::NeedsReauth,
        "Nobody signed in at the bank: nothing was changed, run this command again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions(text: &str) -> Vec<LinkSession> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_visit_ends_with_a_token_a_sign_in_or_nothing() {
        let token = |text, signs_in| ended(&sessions(text), signs_in);
        assert!(matches!(token("[]", false), Ok(None)));
        assert!(matches!(token(r#"[{"finished_at":null}]"#, false), Ok(None)));
        for both in [
            r#"[{"finished_at":"x","results":{"item_add_results":[{"public_token":"p"}]}}]"#,
            r#"[{"finished_at":"x","exit":{}},{"finished_at":"x","on_success":{"public_token":"p"}}]"#,
        ] {
            assert!(matches!(token(both, false), Ok(Some(Visit::Linked(p))) if p.expose() == "p"), "{both}");
        }
        assert!(matches!(token(r#"[{"finished_at":"x"}]"#, true), Ok(Some(Visit::SignedIn))));
        assert!(token(r#"[{"finished_at":"x","exit":{"error":null}}]"#, true).is_err());
        assert!(token(r#"[{"finished_at":"x"}]"#, false).is_err());
        assert!(matches!(token(r#"[{"finished_at":"x","exit":{}},{"finished_at":null}]"#, false), Ok(None)));
    }
}
