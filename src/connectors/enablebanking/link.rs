//! Linking: a consent at the bank, which comes back as a redirect to this machine, or to an address of the person's own that is pasted.
//! Signing in again is the same visit with the key that is sealed already, and brings a new session.

use std::sync::Arc;
use std::time::Duration;

use chrono::{SecondsFormat, TimeDelta};
use serde_json::json;

use super::api::{ACCOUNTS, Api, SESSION, no_accounts};
use super::{APPLICATION, BANK, COUNTRY, KEY, PORT, REDIRECT, REDIRECTED};
use crate::connectors::browser::{Landing, PATIENCE};
use crate::connectors::http::Limits;
use crate::connectors::{Dialog, Field, Linked, Linking, PullError, Sealed, Setting, Settings};
use crate::domain::{ProblemKind, Secret};
use crate::loopback;

/// Where the redirect leads on this machine.
const PATH: &str = "/callback";
/// The longest consent that is asked for; a bank's own limit can be lower.
const CONSENT_DAYS: u32 = 180;

pub(super) async fn link(
    dialog: &mut dyn Dialog,
    linking: &Linking,
    limits: Limits,
    patience: Duration,
) -> Result<Linked, PullError> {
    let mut settings = Settings::new();
    for field in [APPLICATION, COUNTRY, BANK] {
        let answer = asked(dialog, &field)?;
        settings.insert(field.key.to_owned(), Setting::Text(answer.expose().trim().to_owned()));
    }
    let known = Sealed::open(linking.known.as_ref()).ok().and_then(|sealed| sealed.get(KEY.key).cloned());
    let key = match known {
        Some(key) => key,
        None => asked(dialog, &KEY)?,
    };
    let redirect = dialog.ask(&REDIRECT)?.map(|answer| answer.expose().trim().to_owned());
    let port = match linking.settings.get(PORT.key) {
        Some(Setting::Number(port)) => u16::try_from(*port).ok(),
        _ => None,
    };
    let sealed = Sealed::default().with(KEY.key, key);
    let whole = linking.settings.clone().into_iter().chain(settings.clone()).collect();
    let api = Api::new(&whole, sealed.clone(), limits, (Arc::clone(&linking.host), linking.clock.now))?;
    let code = consent(&api, dialog, linking, &settings, (redirect.as_deref(), port, patience)).await?;
    let session = api.open(&code).await?;
    let accounts = serde_json::to_string(&session.accounts).unwrap_or_default();
    let sealed = sealed.with(SESSION, Secret::new(session.session_id)).with(ACCOUNTS, Secret::new(accounts)).seal();
    // before anything else: the code is used up
    linking.host.keep_secret(&sealed).await?;
    if session.accounts.is_empty() {
        return Err(no_accounts());
    }
    settings.extend(redirect.map(|redirect| (REDIRECT.key.to_owned(), Setting::Text(redirect))));
    Ok(Linked { secret: Some(sealed), settings })
}

/// Sends the person to the bank and gives the code that they come back with.
async fn consent(
    api: &Api,
    dialog: &mut dyn Dialog,
    linking: &Linking,
    settings: &Settings,
    (redirect, port, patience): (Option<&str>, Option<u16>, Duration),
) -> Result<Secret, PullError> {
    let text = |field: &Field| match settings.get(field.key) {
        Some(Setting::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let (country, bank) = (text(&COUNTRY), text(&BANK));
    let seconds = longest(api, &country, &bank).await?;
    let until = linking.clock.now.checked_add_signed(TimeDelta::seconds(seconds.into())).unwrap_or(linking.clock.now);
    let state = linking.host.unguessable()?;
    let landing = match redirect {
        Some(_) => None,
        None => Some(Landing::open(port.unwrap_or(super::USUAL_PORT))?),
    };
    let returns = landing.as_ref().map(|landing| landing.address(PATH));
    let body = json!({
        "access": { "valid_until": until.to_rfc3339_opts(SecondsFormat::Secs, false) },
        "aspsp": { "name": bank, "country": country },
        "state": state, "redirect_url": returns.as_deref().or(redirect), "psu_type": "personal",
    });
    let begun = api.begin(&body).await?;
    dialog.show(&begun.url);
    match landing {
        Some(landing) => landing.code(PATH, state, patience).await.map(Secret::new),
        None => pasted(&asked(dialog, &REDIRECTED)?, &state),
    }
}

/// The code of an address that the person pasted.
fn pasted(address: &Secret, state: &str) -> Result<Secret, PullError> {
    let query = address.expose().split_once('?').map_or("", |(_, query)| query.split('#').next().unwrap_or_default());
    let pairs = loopback::pairs(query);
    let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    match (field("state") == Some(state), field("code")) {
        (true, Some(code)) => Ok(Secret::new(code.to_owned())),
        _ => Err(PullError::new(
            ProblemKind::NeedsReauth,
            "That is not the address that this visit to the bank ended at, or no consent was given there: run this command again.",
        )),
    }
}

/// Seconds that the bank lets a consent last. A name that is no bank's is told with those that are near.
async fn longest(api: &Api, country: &str, bank: &str) -> Result<u32, PullError> {
    let most = CONSENT_DAYS * 86_400;
    let banks = api.banks(country).await?.aspsps;
    if let Some(found) = banks.iter().find(|known| known.name == bank) {
        // an hour less: the consent begins later than it is asked for
        return Ok(found.maximum_consent_validity.unwrap_or(most).min(most).saturating_sub(3600));
    }
    let word = bank.to_lowercase();
    let near = banks.iter().map(|known| known.name.as_str()).filter(|name| name.to_lowercase().contains(&word));
    let near: Vec<_> = near.take(10).collect();
    let offered: Vec<_> =
        if near.is_empty() { banks.iter().take(10).map(|known| known.name.as_str()).collect() } else { near };
    let words = format!("Enable Banking knows no bank of exactly that name there; it has {}", offered.join(", "));
    Err(PullError::new(ProblemKind::Config, &words))
}

fn asked(dialog: &mut dyn Dialog, field: &Field) -> Result<Secret, PullError> {
    let missing = || PullError::new(ProblemKind::Config, &format!("'{}' is needed to link: {}", field.key, field.help));
    dialog.ask(field)?.ok_or_else(missing)
}

/// How long a person may take.
pub(super) fn patience() -> Duration {
    PATIENCE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_address_gives_its_code_only_with_our_state() {
        let pasted = |text: &str| pasted(&Secret::new(text.to_owned()), "s1").map(|code| code.expose().to_owned());
        assert_eq!(pasted("https://me.example/back?state=s1&code=a%2Fb#x"), Ok("a/b".to_owned()));
        for bad in
            ["", "https://me.example/back?state=s2&code=a", "https://me.example/back?state=s1&error=access_denied"]
        {
            assert_eq!(pasted(bad).unwrap_err().0.kind, ProblemKind::NeedsReauth, "{bad}");
        }
    }
}
