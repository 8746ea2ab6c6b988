//! The requests: every one a POST of JSON with the keys in headers. One that only asks may be sent again, one that changes something is
//! sent once.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::errors::Failure;
use super::wire::{Account, AccountsAnswer, Institution, InstitutionAnswer, ItemAnswer};
use super::{CLIENT_ID, PLACES, SECRET};
use crate::connectors::http::{Call, Http, Limits, Tls, Url};
use crate::connectors::{Host, PullError, Request, Sealed, Settings};
use crate::domain::{ConnectionId, Purpose, Secret};

/// Under which name the token of the link is sealed.
pub(super) const ACCESS: &str = "access_token";

pub(super) struct Api {
    http: Http,
    base: Url,
    sealed: Sealed,
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
        Ok(Self { http, base, sealed, connection: None, now })
    }

    pub fn of_request(request: &Request, limits: Limits) -> Result<Self, PullError> {
        let sealed = Sealed::open(request.secret.as_ref())?;
        let around = (Arc::clone(&request.host), request.clock.now);
        let api = Self::new(&request.settings, sealed, limits, around)?;
        Ok(Self { connection: Some(request.connection.clone()), ..api })
    }

    /// Asks for something about the link: its token goes along.
    pub async fn ask<T: DeserializeOwned>(&self, path: &str, body: Value) -> Result<T, Failure> {
        let mut body = body;
        body[ACCESS] = self.sealed.get(ACCESS).map(Secret::expose).unwrap_or_default().into();
        self.send(path, &body, true).await
    }

    /// Sends a request; `repeats` when sending it twice does no harm.
    pub async fn send<T: DeserializeOwned>(&self, path: &str, body: &Value, repeats: bool) -> Result<T, Failure> {
        let url = self.base.child(path, &[]).map_err(|_| Failure::Malformed("an address that is none"))?;
        let mut call = Call::post(url).json(body).with("plaid-version", Secret::new("2020-09-14".into()));
        for (header, field) in [("plaid-client-id", CLIENT_ID), ("plaid-secret", SECRET)] {
            if let Some(secret) = self.sealed.get(field.key) {
                call = call.with(header, secret.clone());
            }
        }
        if let Some(purpose) = purpose_of(path) {
            call = call.purpose(purpose);
        }
        let answer = self.http.send(&if repeats { call.only_asking() } else { call }).await?;
        serde_json::from_slice(&answer.body).map_err(|_| Failure::Malformed("a field is missing or of the wrong type"))
    }

    /// Where the link stands. An item whose bank wants a new sign-in says so here.
    pub async fn item(&self) -> Result<ItemAnswer, PullError> {
        let answer: ItemAnswer = self.ask("item/get", json!({})).await.map_err(|failure| self.told(failure))?;
        match &answer.item.error {
            Some(error) if !error.error_code.is_empty() => Err(error.problem(self.connection.as_ref(), self.now)),
            _ => Ok(answer),
        }
    }

    /// Which bank it is.
    pub async fn bank(&self, item: &ItemAnswer) -> Result<Institution, PullError> {
        let Some(id) = &item.item.institution_id else { return Ok(item.nameless()) };
        let body = json!({
            "institution_id": id, "country_codes": ["US", "CA"], "options": { "include_optional_metadata": true },
        });
        match self.send::<InstitutionAnswer>("institutions/get_by_id", &body, true).await {
            Ok(answer) => Ok(answer.institution),
            // the bank's name is no reason to go without its figures
            Err(Failure::Told(_)) => Ok(item.nameless()),
            Err(failure) => Err(self.told(failure)),
        }
    }

    /// Every account with the balances that Plaid has at hand; live ones cost extra and take long.
    pub async fn accounts(&self) -> Result<Vec<Account>, PullError> {
        let answer: Result<AccountsAnswer, _> = self.ask("accounts/get", json!({})).await;
        answer.map(|answer| answer.accounts).map_err(|failure| self.told(failure))
    }

    /// Ends the link for good.
    pub async fn remove(&self) -> Result<(), PullError> {
        let token = self.sealed.need(ACCESS)?.expose();
        let gone: Result<Value, _> = self.send("item/remove", &json!({ ACCESS: token }), false).await;
        match gone {
            Ok(_) => Ok(()),
            // what is gone already needs no end
            Err(failure) if failure.is("ITEM_NOT_FOUND") || failure.is("INVALID_ACCESS_TOKEN") => Ok(()),
            Err(failure) => Err(self.told(failure)),
        }
    }

    /// The problem that a person is shown.
    pub fn told(&self, failure: Failure) -> PullError {
        failure.told_of(self.connection.as_ref(), self.now)
    }
}

impl ItemAnswer {
    /// True when that is still the bank behind the link.
    pub fn is_of(&self, bank: &Institution) -> bool {
        self.item.institution_id.as_ref().is_none_or(|id| *id == bank.institution_id)
    }

    /// When Plaid last fetched from the bank.
    pub fn updated(&self) -> Option<DateTime<Utc>> {
        let status = self.status.as_ref()?.transactions.as_ref()?;
        moment(status.last_successful_update.as_deref())
    }

    pub fn consent_ends(&self) -> Option<DateTime<Utc>> {
        moment(self.item.consent_expiration_time.as_deref())
    }

    fn nameless(&self) -> Institution {
        let id = self.item.institution_id.clone().unwrap_or_default();
        Institution {
            name: self.item.institution_name.clone().unwrap_or_else(|| "Plaid".into()),
            institution_id: id,
            url: None,
        }
    }
}

/// What a request is for, where it is not what is being done.
fn purpose_of(path: &str) -> Option<Purpose> {
    match path {
        "accounts/get" | "item/get" | "institutions/get_by_id" => Some(Purpose::Accounts),
        _ => None,
    }
}

/// An instant of RFC 3339; nonsense is none.
pub(super) fn moment(text: Option<&str>) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text?).ok().map(|at| at.to_utc())
}
