//! Tokens of OAuth 2 (RFC 6749): a code becomes an access and a refresh token, a refresh token the next two. Whatever comes is kept in
//! the store before it is used, since a bank may have made the old one worthless.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::errors::Failure;
use super::{AKOYA, CLIENT_ID, CLIENT_SECRET, REVOKE, TOKEN, said};
use crate::connectors::http::{Answer, Call, Http, HttpError, Limits, Tls, Url};
use crate::connectors::{Field, Host, PullError, Request, Revoked, Sealed, Settings, words};
use crate::domain::{Clean, ConnectionId, ProblemKind, Purpose, Secret};

/// Under which names they are sealed.
const ACCESS: &str = "access_token";
const REFRESH: &str = "refresh_token";
const ID: &str = "id_token";
const EXPIRES: &str = "expires";
/// A token that is about to end is taken for one that has.
const MARGIN: TimeDelta = TimeDelta::seconds(30);

/// The tokens of a connection, and where new ones are had.
pub(super) struct Tokens {
    settings: Settings,
    sealed: Sealed,
    limits: Limits,
    host: Arc<dyn Host>,
    now: DateTime<Utc>,
    /// `None` while it is being linked.
    connection: Option<ConnectionId>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    refresh_token: Option<String>,
    id_token: Option<String>,
    expires_in: Option<serde_json::Number>,
}

impl Tokens {
    pub fn new(settings: &Settings, sealed: Sealed, limits: Limits, around: (Arc<dyn Host>, DateTime<Utc>)) -> Self {
        Self { settings: settings.clone(), sealed, limits, host: around.0, now: around.1, connection: None }
    }

    pub fn of_request(request: &Request, limits: Limits) -> Result<Self, PullError> {
        let sealed = Sealed::open(request.secret.as_ref())?;
        sealed.need(ACCESS)?;
        let tokens = Self::new(&request.settings, sealed, limits, (Arc::clone(&request.host), request.clock.now));
        Ok(Self { connection: Some(request.connection.clone()), ..tokens })
    }

    /// Every secret, to be sealed.
    pub fn sealed(&self) -> &Sealed {
        &self.sealed
    }

    /// What requests are signed with: Akoya wants the id token.
    pub fn bearer(&self) -> Result<&Secret, PullError> {
        let id = said(&self.settings, &AKOYA).and(self.sealed.get(ID));
        id.map_or_else(|| self.sealed.need(ACCESS), Ok)
    }

    /// True when the bank has said that it is over by now.
    pub fn is_over(&self) -> bool {
        let expires = self.sealed.get(EXPIRES).and_then(|text| text.expose().parse::<DateTime<Utc>>().ok());
        expires.is_some_and(|expires| expires - MARGIN <= self.now)
    }

    /// Exchanges the code of a consent.
    pub async fn exchange(&mut self, code: &str, verifier: &str, redirect: &str) -> Result<(), PullError> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ];
        self.ask(&fields, Purpose::Link).await
    }

    /// Takes the next tokens. A refresh token that the bank does not know any more is a consent that has ended.
    pub async fn refresh(&mut self) -> Result<(), PullError> {
        let again = words::again("fdx", self.connection.as_ref());
        let over = || PullError::new(ProblemKind::NeedsReauth, &format!("The consent at the bank has ended: {again}."));
        let refresh = self.sealed.get(REFRESH).cloned().ok_or_else(over)?;
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
        let asked = self.ask(&fields, Purpose::Refresh).await;
        asked.map_err(|error| if error.0.kind == ProblemKind::NeedsReauth { over() } else { error })
    }

    async fn ask(&mut self, fields: &[(&str, &str)], purpose: Purpose) -> Result<(), PullError> {
        let answer = self.post(&TOKEN, fields, purpose).await?;
        let granted: Granted = serde_json::from_slice(&answer.body).map_err(|_| {
            PullError::new(
                ProblemKind::Malformed,
                "The bank's answer to the sign-in holds no token: nothing was stored.",
            )
        })?;
        let mut sealed = std::mem::take(&mut self.sealed).with(ACCESS, Secret::new(granted.access_token));
        // a refresh without another refresh token leaves the old one valid
        for (name, token) in [(REFRESH, granted.refresh_token), (ID, granted.id_token)] {
            if let Some(token) = token {
                sealed = sealed.with(name, Secret::new(token));
            }
        }
        let seconds = granted.expires_in.and_then(|seconds| seconds.as_i64()).and_then(TimeDelta::try_seconds);
        let expires = seconds.and_then(|lives| self.now.checked_add_signed(lives));
        sealed = sealed.with(EXPIRES, Secret::new(expires.map(|at| at.to_rfc3339()).unwrap_or_default()));
        self.host.keep_secret(&sealed.seal()).await?;
        self.sealed = sealed;
        Ok(())
    }

    async fn post(&self, place: &Field, fields: &[(&str, &str)], purpose: Purpose) -> Result<Answer, PullError> {
        let url = address(&self.settings, place)?;
        let http = Http::new(&[&url], self.limits, Arc::clone(&self.host)).with_tls(Tls::of(&self.settings)?);
        let client = said(&self.settings, &CLIENT_ID).unwrap_or_default();
        let mut fields = fields.to_vec();
        let call = if let Some(secret) = self.sealed.get(CLIENT_SECRET.key) {
            // RFC 6749, 2.3.1: both are escaped as in a form before they are joined
            Call::post(url).basic(&Secret::new(Url::escaped(client)), &Url::escaped(secret.expose()))
        } else {
            fields.push(("client_id", client));
            Call::post(url)
        };
        http.send(&call.form(&fields).purpose(purpose)).await.map_err(|error| self.told(error))
    }

    /// Errors of a token's address have a shape of their own (RFC 6749, 5.2).
    fn told(&self, error: HttpError) -> PullError {
        #[derive(Deserialize)]
        struct Refused {
            error: String,
        }
        let word = match &error {
            HttpError::Status { raw, .. } => serde_json::from_slice::<Refused>(raw).ok().map(|refused| refused.error),
            _ => None,
        };
        match word.as_deref() {
            Some("invalid_grant" | "access_denied") => {
                PullError::new(ProblemKind::NeedsReauth, "The bank does not accept the consent any more.")
            }
            Some(word) if !word.is_empty() => {
                let words = format!(
                    "The bank refuses this client ({}): check client_id, client_secret and scopes in the config, then {}.",
                    Clean::new(word),
                    words::again("fdx", self.connection.as_ref())
                );
                PullError::new(ProblemKind::Config, &words)
            }
            _ => Failure::from(error).told_of(self.connection.as_ref(), self.now),
        }
    }
}

/// The address that a field of the settings names.
pub(super) fn address(settings: &Settings, field: &Field) -> Result<Url, PullError> {
    let plain = said(settings, field).and_then(|text| Url::parse(text).ok()).filter(|(_, login)| login.is_none());
    plain.map(|(url, _)| url).ok_or_else(|| {
        let words = format!("'{}' of this connection is no web address: {}", field.key, field.help);
        PullError::new(ProblemKind::Config, &words)
    })
}

/// Takes the consent back where the bank offers a call for it.
pub(super) async fn revoke(request: &Request, limits: Limits) -> Result<Revoked, PullError> {
    if said(&request.settings, &REVOKE).is_none() {
        let words = "This bank offers no call to end the consent: sign in at its web site and end the access that passbook's client has, \
                     often under 'linked apps', 'connected apps' or 'data sharing'.";
        return Ok(Revoked::GoTo(Clean::new(words)));
    }
    let tokens = Tokens::of_request(request, limits)?;
    let (token, hint) = match tokens.sealed.get(REFRESH) {
        Some(refresh) => (refresh, REFRESH),
        None => (tokens.sealed.need(ACCESS)?, ACCESS),
    };
    tokens.post(&REVOKE, &[("token", token.expose()), ("token_type_hint", hint)], Purpose::Revoke).await?;
    Ok(Revoked::AtProvider)
}
