//! Linking: Teller Connect needs a page in a browser, so one is served on this machine. It loads Teller's own script, and what that script
//! brings comes back with the state that the page was given. Signing in again goes the same way, under the enrollment that there is.

use serde::Deserialize;
use serde_json::json;

use super::{APPLICATION, CERTIFICATE, ENVIRONMENT, PLACES, PRIVATE_KEY, TOKEN};
use crate::connectors::browser::{self, Landing, PATIENCE};
use crate::connectors::http::Url;
use crate::connectors::{Dialog, Field, Linked, Linking, PullError, Sealed, Setting, Settings};
use crate::domain::{ProblemKind, Secret};
use crate::loopback::{Asked, Reply};

/// Under which name the enrollment is sealed.
const ENROLLMENT: &str = "enrollment";
/// Where Teller serves its script; a server on this machine serves its own.
const SCRIPT: &str = "https://cdn.teller.io/connect/connect.js";
const PAGE: &str = include_str!("connect.html");

/// What Teller Connect brings.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Success {
    access_token: String,
    enrollment: Enrollment,
}

#[derive(Deserialize)]
struct Enrollment {
    id: String,
}

/// How a visit to the page ended.
enum Visit {
    Done(Success),
    Left,
}

pub(super) async fn link(dialog: &mut dyn Dialog, linking: &Linking) -> Result<Linked, PullError> {
    let base = PLACES.base(&linking.settings)?;
    let known = linking.known.as_ref().and_then(|secret| Sealed::open(Some(secret)).ok());
    let mut settings = Settings::new();
    let mut ask = |field: &Field| -> Result<Option<Secret>, PullError> { dialog.ask(field) };
    let application = ask(&APPLICATION)?.ok_or_else(|| {
        let words = format!("'{}' is needed to link: {}", APPLICATION.key, APPLICATION.help);
        PullError::new(ProblemKind::Config, &words)
    })?;
    let environment = ask(&ENVIRONMENT)?.map_or_else(|| "development".to_owned(), |text| text.expose().to_owned());
    if !["sandbox", "development", "production"].contains(&environment.as_str()) {
        let words = "'environment' must be sandbox, development or production.";
        return Err(PullError::new(ProblemKind::Config, words));
    }
    settings.insert(APPLICATION.key.to_owned(), Setting::Text(application.expose().to_owned()));
    settings.insert(ENVIRONMENT.key.to_owned(), Setting::Text(environment.clone()));

    let mut sealed = known.unwrap_or_default();
    for field in [&CERTIFICATE, &PRIVATE_KEY] {
        if let Some(secret) = ask(field)? {
            sealed = sealed.with(field.key, secret);
        }
    }
    let enrollment = sealed.get(ENROLLMENT).map(|id| id.expose().to_owned());
    let given = if enrollment.is_none() { ask(&TOKEN)? } else { None };
    sealed = if let Some(token) = given {
        sealed.with(TOKEN.key, token)
    } else {
        let wanted =
            json!({ "applicationId": application.expose(), "environment": environment, "enrollmentId": enrollment });
        let success = connect(dialog, linking, &base, &wanted).await?;
        sealed.with(TOKEN.key, Secret::new(success.access_token)).with(ENROLLMENT, Secret::new(success.enrollment.id))
    };
    // before anything else: the browser tells the token only once
    linking.host.keep_secret(&sealed.seal()).await?;
    Ok(Linked { secret: Some(sealed.seal()), settings })
}

/// Serves the page until Teller Connect has brought a token, or the person has left it.
async fn connect(
    dialog: &mut dyn Dialog,
    linking: &Linking,
    base: &Url,
    wanted: &serde_json::Value,
) -> Result<Success, PullError> {
    let landing = Landing::open(0)?;
    let state = linking.host.unguessable()?;
    let script = if base.is_loopback() { format!("{}/connect.js", base.text()) } else { SCRIPT.to_owned() };
    let page = page(&script, wanted, &state);
    dialog.show(&landing.address(&format!("/connect?state={state}")));
    match landing.wait(PATIENCE, move |asked| answer(asked, &state, &page)).await? {
        Visit::Done(success) => Ok(success),
        Visit::Left => Err(PullError::new(
            ProblemKind::NeedsReauth,
            "Nobody signed in at the bank: nothing was changed, run this command again.",
        )),
    }
}

/// The page for who has its state, and what it brings; nothing for anybody else.
fn answer(asked: &Asked, state: &str, page: &Reply) -> (Reply, Option<Visit>) {
    if asked.field("state") != Some(state) {
        return (browser::page(404, "This is not the page that was waited for."), None);
    }
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/connect") => (page.clone(), None),
        ("POST", "/left") => (Reply::empty(204), Some(Visit::Left)),
        ("POST", "/done") => match serde_json::from_slice::<Success>(&asked.body) {
            Ok(success) => (Reply::empty(204), Some(Visit::Done(success))),
            Err(_) => (Reply::empty(400), None),
        },
        _ => (browser::page(404, "There is no such page."), None),
    }
}

fn page(script: &str, wanted: &serde_json::Value, state: &str) -> Reply {
    // no text from outside may end the script that it stands in
    let plain = |value: &str| value.replace('<', "\\u003c");
    let text = PAGE
        .replace("@SCRIPT@", &script.replace('"', "%22").replace('<', "%3C"))
        .replace("@WANTED@", &plain(&wanted.to_string()))
        .replace("@STATE@", state);
    let origin = script.split('/').take(3).collect::<Vec<_>>().join("/");
    let policy = format!(
        "default-src 'none'; script-src {origin} 'nonce-{state}'; style-src 'unsafe-inline'; connect-src 'self' {origin}; \
         frame-src https://teller.io https://*.teller.io; base-uri 'none'; form-action 'none'"
    );
    Reply::html(200, &text).with("content-security-policy", &policy).with("referrer-policy", "no-referrer")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &str, path: &str, state: &str, body: &str) -> Asked {
        let query = vec![("state".to_owned(), state.to_owned())];
        Asked { query, body: body.into(), ..Asked::new(method, path) }
    }

    #[test]
    fn only_who_has_the_state_is_given_the_page_and_listened_to() {
        let page = Reply::text(200, "page");
        let good = r#"{"accessToken":"t","enrollment":{"id":"e"},"user":{"id":"u"}}"#;
        assert_eq!(answer(&asked("GET", "/connect", "s", ""), "s", &page).0, page);
        for (state, body) in [("x", good), ("s", "{}"), ("s", "<html>")] {
            assert!(answer(&asked("POST", "/done", state, body), "s", &page).1.is_none(), "{state} {body}");
        }
        let (_, done) = answer(&asked("POST", "/done", "s", good), "s", &page);
        assert!(matches!(done, Some(Visit::Done(success)) if success.access_token == "t"));
        assert!(matches!(answer(&asked("POST", "/left", "s", ""), "s", &page).1, Some(Visit::Left)));
    }

    #[test]
    fn nothing_that_was_answered_ends_the_script() {
        let reply = page(SCRIPT, &json!({ "applicationId": "</script><script>x" }), "s");
        let text = String::from_utf8(reply.body).unwrap();
        assert!(!text.contains("</script><script>x") && text.contains("\\u003c/script>"), "{text}");
        assert!(text.contains(SCRIPT) && !text.contains('@'), "{text}");
    }
}
