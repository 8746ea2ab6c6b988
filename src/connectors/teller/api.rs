//! The requests, with the client certificate and the token; and the shapes of Teller's answers, as far as they are read. A link leads
//! where Teller says, but to no other host than Teller's own.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::errors::Failure;
use super::{CERTIFICATE, PLACES, PRIVATE_KEY, TOKEN};
use crate::connectors::http::{Call, Http, Limits, Tls, Url};
use crate::connectors::{PullError, Request, Sealed, words};
use crate::domain::{Purpose, Secret};

/// Rows of a page.
const PAGE: usize = 250;
/// Pages of an account: half a million rows.
const MOST_PAGES: u32 = 2000;

pub(super) struct Api {
    http: Http,
    base: Url,
    token: Secret,
    request: Request,
}

#[derive(Debug, Deserialize)]
pub(super) struct Account {
    pub id: String,
    pub institution: Institution,
    pub name: Option<String>,
    pub last_four: Option<String>,
    #[serde(rename = "type")]
    pub kind: String,
    pub subtype: Option<String>,
    pub currency: Option<String>,
    pub status: Option<String>,
    #[serde(default)]
    pub links: Links,
}

#[derive(Debug, Deserialize)]
pub(super) struct Institution {
    pub id: Option<String>,
    pub name: Option<String>,
}

/// What the bank offers of an account: what it does not has no link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Links {
    pub balances: Option<String>,
    pub transactions: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Balances {
    pub ledger: Option<String>,
    pub available: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Transaction {
    pub id: String,
    pub account_id: String,
    pub amount: String,
    pub date: NaiveDate,
    pub description: Option<String>,
    pub status: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub running_balance: Option<String>,
    pub details: Option<Details>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Details {
    pub category: Option<String>,
    pub counterparty: Option<Party>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Party {
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// Why a question brought nothing: Teller's words, or an answer that is none.
pub(super) enum Lack {
    Failed(Failure),
    Broken(PullError),
}

impl Api {
    pub fn of_request(request: &Request, limits: Limits) -> Result<Self, PullError> {
        let sealed = Sealed::open(request.secret.as_ref())?;
        let base = PLACES.base(&request.settings)?;
        let mut tls = Tls::of(&request.settings)?;
        if let (Some(certificate), Some(key)) = (sealed.get(CERTIFICATE.key), sealed.get(PRIVATE_KEY.key)) {
            tls = tls.showing(certificate, key)?;
        }
        let http = Http::new(&[&base], limits, Arc::clone(&request.host)).with_tls(tls);
        Ok(Self { http, base, token: sealed.need(TOKEN.key)?.clone(), request: request.clone() })
    }

    pub async fn accounts(&self) -> Result<Vec<Account>, PullError> {
        let url = self.base.child("accounts", &[]).map_err(|_| broken("an address that is none"))?;
        self.get(Call::get(url).purpose(Purpose::Accounts)).await.map_err(|lack| self.told(lack))
    }

    pub async fn balances(&self, link: &str) -> Result<Balances, Lack> {
        self.get(Call::get(followed(link)?).purpose(Purpose::Accounts)).await
    }

    /// Rows from the newest back to that day, and whatever more their last page holds.
    pub async fn transactions(&self, link: &str, since: NaiveDate) -> Result<Vec<Transaction>, Lack> {
        let link = followed(link)?;
        let mut found: Vec<Transaction> = Vec::new();
        let mut known = BTreeSet::new();
        for _ in 0..MOST_PAGES {
            let mut query = vec![("count", PAGE.to_string())];
            query.extend(found.last().map(|row| ("from_id", row.id.clone())));
            let url = link.asking(&query).map_err(|_| Lack::Broken(broken("an address that is none")))?;
            let call = Call::get(url).days(since, self.request.clock.today);
            let page: Vec<Transaction> = self.get(call).await?;
            let (many, before) = (page.len(), found.len());
            found.extend(page.into_iter().filter(|row| known.insert(row.id.clone())));
            if many > 0 && found.len() == before {
                return Err(Lack::Broken(broken("a page leads to itself")));
            }
            // a pending row may stand among older ones
            let is_enough = found[before..].iter().any(|row| row.status == "posted" && row.date < since);
            if many < PAGE || is_enough {
                return Ok(found);
            }
        }
        Err(Lack::Broken(broken("its pages have no end")))
    }

    /// Ends the link for good.
    pub async fn remove(&self) -> Result<(), PullError> {
        let url = self.base.child("accounts", &[]).map_err(|_| broken("an address that is none"))?;
        match self.http.send(&self.signed(Call::delete(url))).await.map_err(Failure::from) {
            Ok(_) => Ok(()),
            // what is gone already needs no end
            Err(failure) if failure.is_gone() => Ok(()),
            Err(failure) => Err(self.told(Lack::Failed(failure))),
        }
    }

    /// The problem that a person is shown.
    pub fn told(&self, lack: Lack) -> PullError {
        match lack {
            Lack::Failed(failure) => failure.told_of(Some(&self.request.connection), self.request.clock.now),
            Lack::Broken(error) => error,
        }
    }

    async fn get<T: DeserializeOwned>(&self, call: Call) -> Result<T, Lack> {
        let sent = self.http.send(&self.signed(call)).await;
        let answer = sent.map_err(|error| Lack::Failed(error.into()))?;
        let read = serde_json::from_slice(&answer.body);
        read.map_err(|_| Lack::Broken(broken("a field is missing or of the wrong type")))
    }

    fn signed(&self, call: Call) -> Call {
        call.basic(&self.token, "").with("teller-version", Secret::new("2020-10-12".into()))
    }
}

fn followed(link: &str) -> Result<Url, Lack> {
    let plain = Url::parse(link).ok().filter(|(_, login)| login.is_none());
    plain.map(|(url, _)| url).ok_or_else(|| Lack::Broken(broken("a link that is no address")))
}

pub(super) fn broken(what: &str) -> PullError {
    words::broken("Teller", what)
}
