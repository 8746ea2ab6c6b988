//! The requests, each under a token that the person's key signed for it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::errors::{Failure, broken, sign_in};
use super::jwt::Key;
use super::wire::{Account, Auth, Balance, Balances, Banks, Page, Session, SessionState, Transaction};
use super::{APPLICATION, KEY, PLACES};
use crate::connectors::http::{Call, Http, Limits, Tls, Url, bearer};
use crate::connectors::{Host, PullError, Request, Sealed, Setting, Settings};
use crate::domain::{ConnectionId, ProblemKind, Purpose, Secret};

/// Under which names the session and its accounts are sealed beside the key.
pub(super) const SESSION: &str = "session_id";
pub(super) const ACCOUNTS: &str = "accounts";
/// Pages of one account.
const MOST_PAGES: u32 = 2000;

pub(super) struct Api {
    http: Http,
    base: Url,
    key: Key,
    application: String,
    pub sealed: Sealed,
    connection: Option<ConnectionId>,
    now: DateTime<Utc>,
}

impl Api {
    pub fn new(
        settings: &Settings,
        sealed: Sealed,
        limits: Limits,
        (host, now): (Arc<dyn Host>, DateTime<Utc>),
    ) -> Result<Self, PullError> {
        let base = PLACES.base(settings)?;
        let http = Http::new(&[&base], limits, host).with_tls(Tls::of(settings)?);
        let Some(Setting::Text(application)) = settings.get(APPLICATION.key) else {
            let words =
                format!("'{}' of this connection is missing from the config: {}", APPLICATION.key, APPLICATION.help);
            return Err(PullError::new(ProblemKind::Config, &words));
        };
        let key = Key::read(sealed.need(KEY.key)?)?;
        Ok(Self { http, base, key, application: application.clone(), sealed, connection: None, now })
    }

    pub fn of_request(request: &Request, limits: Limits) -> Result<Self, PullError> {
        let sealed = Sealed::open(request.secret.as_ref())?;
        let around = (Arc::clone(&request.host), request.clock.now);
        let api = Self::new(&request.settings, sealed, limits, around)?;
        Ok(Self { connection: Some(request.connection.clone()), ..api })
    }

    /// The banks of a country.
    pub async fn banks(&self, country: &str) -> Result<Banks, PullError> {
        self.get("aspsps", &[("country", country.to_owned())]).await.map_err(|failure| self.told(failure))
    }

    /// Where the person gives their consent.
    pub async fn begin(&self, body: &Value) -> Result<Auth, PullError> {
        self.post("auth", body).await.map_err(|failure| self.told(failure))
    }

    /// The session that a code of the redirect opens, once.
    pub async fn open(&self, code: &Secret) -> Result<Session, PullError> {
        self.post("sessions", &json!({ "code": code.expose() })).await.map_err(|failure| self.told(failure))
    }

    /// Where the session stands; one that has ended is an error.
    pub async fn session(&self) -> Result<SessionState, PullError> {
        let path = format!("sessions/{}", Url::escaped(self.sealed.need(SESSION)?.expose()));
        let state: SessionState = self.get(&path, &[]).await.map_err(|failure| self.told(failure))?;
        if state.status == "AUTHORIZED" {
            return Ok(state);
        }
        let again = sign_in(self.connection.as_ref());
        Err(PullError::new(ProblemKind::NeedsReauth, &format!("The bank's consent has ended: {again}.")))
    }

    /// The accounts of the session.
    pub fn accounts(&self) -> Result<Vec<Account>, PullError> {
        serde_json::from_str(self.sealed.need(ACCOUNTS)?.expose()).map_err(|_| {
            let words = "The accounts of this connection are unreadable in the store: link it again.";
            PullError::new(ProblemKind::Config, words)
        })
    }

    /// Ends the session.
    pub async fn close(&self) -> Result<(), PullError> {
        let url = self.url(&format!("sessions/{}", Url::escaped(self.sealed.need(SESSION)?.expose())), &[]);
        let call = Call::delete(url.map_err(|failure| self.told(failure))?);
        match self.send(call).await {
            Ok(_) => Ok(()),
            // what is over already needs no end
            Err(failure) if failure.is_of_the_end() => Ok(()),
            Err(failure) => Err(self.told(failure)),
        }
    }

    pub async fn balances(&self, uid: &str) -> Result<Vec<Balance>, Failure> {
        let url = self.url(&format!("accounts/{}/balances", Url::escaped(uid)), &[])?;
        let answer: Balances = self.ask(Call::get(url).purpose(Purpose::Accounts)).await?;
        Ok(answer.balances)
    }

    /// Every transaction of these days, or as far back as the bank tells. A page may be empty and yet not the last.
    pub async fn transactions(
        &self,
        uid: &str,
        days: Option<(NaiveDate, NaiveDate)>,
    ) -> Result<Vec<Transaction>, Failure> {
        let path = format!("accounts/{}/transactions", Url::escaped(uid));
        let mut rows = Vec::new();
        let mut next: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = match days {
                Some((from, to)) => vec![("date_from", from.to_string()), ("date_to", to.to_string())],
                None => vec![("strategy", "longest".to_owned())],
            };
            query.extend(next.iter().map(|key| ("continuation_key", key.clone())));
            let call = Call::get(self.url(&path, &query)?);
            let page: Page = self.ask(if let Some((from, to)) = days { call.days(from, to) } else { call }).await?;
            rows.extend(page.transactions);
            match page.continuation_key.filter(|key| !key.is_empty()) {
                None => return Ok(rows),
                Some(key) if next.as_ref() == Some(&key) => return Err(Failure::Malformed("a page leads to itself")),
                key => next = key,
            }
        }
        Err(Failure::Malformed("its pages have no end"))
    }

    /// The problem that a person is shown.
    pub fn told(&self, failure: Failure) -> PullError {
        failure.told_of(self.connection.as_ref(), self.now)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, String)]) -> Result<T, Failure> {
        self.ask(Call::get(self.url(path, query)?)).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failure> {
        self.ask(Call::post(self.url(path, &[])?).json(body)).await
    }

    async fn ask<T: DeserializeOwned>(&self, call: Call) -> Result<T, Failure> {
        serde_json::from_slice(&self.send(call).await?)
            .map_err(|_| Failure::Malformed("a field is missing or of the wrong type"))
    }

    fn url(&self, path: &str, query: &[(&str, String)]) -> Result<Url, Failure> {
        self.base.child(path, query).map_err(|_| Failure::Malformed("an address that is none"))
    }

    async fn send(&self, call: Call) -> Result<Vec<u8>, Failure> {
        let token = self.key.token(&self.application, self.now).map_err(Failure::Held)?;
        Ok(self.http.send(&call.authorized(Some(bearer(&token)))).await?.body)
    }
}

/// An instant of RFC 3339; nonsense is none.
pub(super) fn moment(text: Option<&str>) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text?).ok().map(|at| at.to_utc())
}

/// Nothing that a person could do anything with.
pub(super) fn no_accounts() -> PullError {
    PullError::new(
        ProblemKind::Config,
        "The bank gave its consent for no account: in Enable Banking's control panel, link your own accounts to the application, \
         then run this command again.",
    )
}

/// The key under which an account is known for ever.
pub(super) fn stable(account: &Account) -> Result<&str, PullError> {
    account.identification_hash.as_deref().ok_or_else(|| broken("an account without an identification hash"))
}
