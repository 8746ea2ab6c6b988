//! Consent in the browser: a code with PKCE (RFC 7636) that comes back to this machine by a redirect, and becomes tokens. Signing in again
//! under a connection that there is goes the same way, and asks for nothing that is known.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::tokens::{Tokens, address};
use super::{
    AKOYA, AUTHORIZE, BANK, BASE, CLIENT_ID, CLIENT_SECRET, PLACES, PORT, REVOKE, SCOPES, TOKEN, WEBSITE, said,
};
use crate::connectors::browser::{Landing, PATIENCE};
use crate::connectors::http::Limits;
use crate::connectors::{Dialog, Field, Linked, Linking, PullError, Sealed, Setting, Settings};
use crate::domain::{ProblemKind, Secret};

/// Where the redirect comes to, which has to be registered with the client.
const USUAL_PORT: u16 = 8917;
const CALLBACK: &str = "/callback";

/// What Akoya's sandbox is told, where nothing else is said.
const AKOYA_SANDBOX: &[(&Field, &str)] = &[
    (&AUTHORIZE, "https://sandbox-idp.ddp.akoya.com/auth"),
    (&TOKEN, "https://sandbox-idp.ddp.akoya.com/token"),
    (&SCOPES, "openid profile offline_access"),
    (&AKOYA, "mikomo"),
];

pub(super) async fn link(dialog: &mut dyn Dialog, linking: &Linking, limits: Limits) -> Result<Linked, PullError> {
    let known = linking.known.as_ref().and_then(|secret| Sealed::open(Some(secret)).ok());
    let (settings, sealed) = match known {
        Some(sealed) => (linking.settings.clone(), sealed),
        None => asked(dialog, linking)?,
    };
    let mut tokens = Tokens::new(&settings, sealed, limits, (Arc::clone(&linking.host), linking.clock.now));
    let landing = Landing::open(port(&settings)?)?;
    let redirect = landing.address(CALLBACK);
    let (state, verifier) = (linking.host.unguessable()?, linking.host.unguessable()?);
    dialog.show(&consent(&settings, &redirect, &state, &verifier)?);
    let code = landing.code(CALLBACK, state, PATIENCE).await?;
    tokens.exchange(&code, &verifier, &redirect).await?;
    Ok(Linked { secret: Some(tokens.sealed().seal()), settings })
}

/// Asks for every field; what the config or `--test` says already is not asked again.
fn asked(dialog: &mut dyn Dialog, linking: &Linking) -> Result<(Settings, Sealed), PullError> {
    let mut settings = linking.settings.clone();
    if said(&settings, &BASE) == Some(PLACES.test) {
        for (field, usual) in AKOYA_SANDBOX {
            settings.entry(field.key.to_owned()).or_insert_with(|| Setting::Text((*usual).to_owned()));
        }
    }
    let mut sealed = Sealed::default();
    for field in
        [&BASE, &CLIENT_ID, &CLIENT_SECRET, &AUTHORIZE, &TOKEN, &REVOKE, &SCOPES, &PORT, &AKOYA, &BANK, &WEBSITE]
    {
        if settings.contains_key(field.key) {
            continue;
        }
        let answer = match dialog.ask(field)? {
            Some(answer) => answer,
            None if field.required => {
                let words = format!("'{}' is needed to link: {}", field.key, field.help);
                return Err(PullError::new(ProblemKind::Config, &words));
            }
            None => continue,
        };
        let setting = if field.key == CLIENT_SECRET.key {
            sealed = sealed.with(field.key, answer);
            continue;
        } else if field.key == PORT.key {
            Setting::Number(answer.expose().trim().parse().map_err(|_| no_port())?)
        } else {
            Setting::Text(answer.expose().trim().to_owned())
        };
        settings.insert(field.key.to_owned(), setting);
    }
    PLACES.base(&settings)?;
    Ok((settings, sealed))
}

fn port(settings: &Settings) -> Result<u16, PullError> {
    match settings.get(PORT.key) {
        Some(Setting::Number(number)) => u16::try_from(*number).map_err(|_| no_port()),
        _ => Ok(USUAL_PORT),
    }
}

fn no_port() -> PullError {
    PullError::new(ProblemKind::Config, "'redirect_port' must be a number from 0 to 65535.")
}

/// Where the person is sent.
fn consent(settings: &Settings, redirect: &str, state: &str, verifier: &str) -> Result<String, PullError> {
    address(settings, &AUTHORIZE)?;
    let authorize = said(settings, &AUTHORIZE).unwrap_or_default();
    let challenge = challenge(&Secret::new(verifier.to_owned()));
    let mut fields = vec![
        ("response_type", "code"),
        ("client_id", said(settings, &CLIENT_ID).unwrap_or_default()),
        ("redirect_uri", redirect),
        ("scope", said(settings, &SCOPES).unwrap_or("openid offline_access")),
        ("state", state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    fields.extend(said(settings, &AKOYA).map(|bank| ("connector", bank)));
    let query: Vec<_> =
        fields.iter().map(|(key, value)| format!("{key}={}", crate::connectors::http::Url::escaped(value))).collect();
    let joint = if authorize.contains('?') { '&' } else { '?' };
    Ok(format!("{authorize}{joint}{}", query.join("&")))
}

/// What the bank is told of the verifier: its digest (S256).
fn challenge(verifier: &Secret) -> String {
    URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, verifier.expose().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standards_own_example() {
        let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_consent_asks_for_its_scopes_and_names_akoyas_bank() {
        let text = |words: &str| Setting::Text(words.to_owned());
        let settings = Settings::from([
            ("authorize".into(), text("https://bank.example/auth?x=1")),
            ("client_id".into(), text("me & co")),
            ("akoya".into(), text("mikomo")),
        ]);
        let shown = consent(&settings, "http://127.0.0.1:1/callback", "s", "v").unwrap();
        for part in [
            "auth?x=1&response_type=code",
            "client_id=me%20%26%20co",
            "scope=openid%20offline_access",
            "&connector=mikomo",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(consent(&Settings::new(), "r", "s", "v").unwrap_err().to_string().contains("'authorize'"));
        let wrong = Settings::from([("redirect_port".into(), Setting::Number(70_000))]);
        assert!(port(&wrong).is_err() && port(&Settings::new()) == Ok(USUAL_PORT));
    }
}
