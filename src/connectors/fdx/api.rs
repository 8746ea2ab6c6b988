//! The requests: each with a token that is valid, read page after page whether the bank counts by offset, by key or by link. Akoya's
//! addresses are its own, its answers are FDX's.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::errors::Failure;
use super::tokens::Tokens;
use super::wire::{Account, Listed, Page, Transaction, bare};
use super::{AKOYA, PLACES, said};
use crate::connectors::http::{Answer, Call, Http, Limits, Tls, Url, bearer};
use crate::connectors::{Host, PullError, Request};
use crate::domain::{Clean, Problem, ProblemKind, ProviderId, Purpose, Scope, Secret};
use crate::loopback::pairs;

/// Rows of a page.
const PAGE: u32 = 500;
/// Pages of an account: a million rows.
const MOST_PAGES: u32 = 2000;

/// First and last day of the rows that are asked for; accounts and balances have none.
type Days = Option<(NaiveDate, NaiveDate)>;

pub(super) struct Api {
    http: Http,
    base: Url,
    akoya: Option<String>,
    tokens: Tokens,
    /// True once a token was refreshed: a fresh one that is refused will not be accepted later.
    refreshed: bool,
    request: Request,
}

impl Api {
    pub fn of_request(request: &Request, limits: Limits) -> Result<Self, PullError> {
        let base = PLACES.base(&request.settings)?;
        let tls = Tls::of(&request.settings)?;
        let http = Http::new(&[&base], limits, Arc::clone(&request.host)).with_tls(tls);
        let tokens = Tokens::of_request(request, limits)?;
        let akoya = said(&request.settings, &AKOYA).map(Url::escaped);
        Ok(Self { http, base, akoya, tokens, refreshed: false, request: request.clone() })
    }

    /// Every account that the bank lists; their balances may be missing.
    pub async fn accounts(&mut self) -> Result<Listed<Account>, PullError> {
        let path = self.akoya.as_ref().map_or_else(|| "accounts".to_owned(), |bank| format!("balances/v2/{bank}"));
        let pages = self.pages(&path, &[], None, |page| page.accounts).await;
        let sent = pages.map_err(|failure| self.told(failure))?;
        sent.read("Account").ok_or_else(|| self.told(Failure::Malformed("an account without its id")))
    }

    /// One account with its balances.
    pub async fn account(&mut self, id: &str) -> Result<Account, Failure> {
        let path = format!("accounts/{}", Url::escaped(id));
        let (value, _) = self.get::<Value>(&path, &[], None).await?;
        bare(value, "Account").ok_or(Failure::Malformed("an account without its id"))
    }

    /// Every row of an account between two days, which are both meant.
    pub async fn transactions(
        &mut self,
        id: &str,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Listed<Transaction>, Failure> {
        let id = Url::escaped(id);
        let path = match &self.akoya {
            Some(bank) => format!("transactions/v2/{bank}/{id}"),
            None => format!("accounts/{id}/transactions"),
        };
        // a day of the bank may begin before ours and end after it
        let day = |day: Option<NaiveDate>, or: NaiveDate| format!("{}T00:00:00Z", day.unwrap_or(or));
        let mut query = vec![
            ("startTime", day(from.pred_opt(), from)),
            ("endTime", day(to.succ_opt().and_then(|day| day.succ_opt()), to)),
        ];
        if self.akoya.is_some() {
            query.push(("mode", "standard".to_owned()));
        }
        let sent = self.pages(&path, &query, Some((from, to)), |page| page.transactions).await?;
        sent.read("Transaction").ok_or(Failure::Malformed("a transaction without its id or amount"))
    }

    /// What an error says of one account; what speaks of them all ends the pull.
    pub fn of_account(&self, id: &ProviderId, failure: Failure) -> Result<Problem, PullError> {
        match failure.of_account() {
            Some((kind, words)) => Ok(Problem { scope: Scope::Account(id.clone()), kind, message: Clean::new(words) }),
            None => Err(self.told(failure)),
        }
    }

    fn told(&self, failure: Failure) -> PullError {
        failure.told_of(Some(&self.request.connection), self.request.clock.now)
    }

    async fn pages(
        &mut self,
        path: &str,
        query: &[(&'static str, String)],
        days: Days,
        of: fn(Page) -> Option<Vec<Value>>,
    ) -> Result<Listed<Value>, Failure> {
        let mut found = Listed { items: Vec::new(), whole: true };
        let mut place: Option<(&'static str, String)> = None;
        for _ in 0..MOST_PAGES {
            let mut asked = query.to_vec();
            asked.push(("limit", PAGE.to_string()));
            asked.extend(place.clone());
            let (mut page, whole) = self.get::<Page>(path, &asked, days).await?;
            let next = next(&mut page);
            let list = of(page);
            found.whole &= whole && list.is_some();
            let items = list.unwrap_or_default();
            match next {
                None => {
                    found.items.extend(items);
                    return Ok(found);
                }
                Some(_) if items.is_empty() => return Err(Failure::Malformed("a page that is empty leads to another")),
                Some(next) if Some(&next) == place.as_ref() => {
                    return Err(Failure::Malformed("a page leads to itself"));
                }
                Some(next) => place = Some(next),
            }
            found.items.extend(items);
        }
        Err(Failure::Malformed("its pages have no end"))
    }

    /// Asks with a token that should be valid, and once more with the next one where the bank thinks otherwise; says whether the answer
    /// is whole.
    async fn get<T: DeserializeOwned>(
        &mut self,
        path: &str,
        query: &[(&str, String)],
        days: Days,
    ) -> Result<(T, bool), Failure> {
        if self.tokens.is_over() && !self.refreshed {
            self.refresh().await?;
        }
        let mut sent = self.send(path, query, days).await;
        if sent.as_ref().is_err_and(Failure::is_of_the_token) && !self.refreshed {
            self.refresh().await?;
            sent = self.send(path, query, days).await;
        }
        let answer = sent?;
        // read as an object first: serde would take a list for a page without fields
        let object: Option<Map<String, Value>> = serde_json::from_slice(&answer.body).ok();
        let read = object.and_then(|object| serde_json::from_value(Value::Object(object)).ok());
        let read = read.ok_or(Failure::Malformed("a field is missing or of the wrong type"))?;
        Ok((read, !answer.is_part()))
    }

    async fn refresh(&mut self) -> Result<(), PullError> {
        self.refreshed = true;
        self.tokens.refresh().await
    }

    async fn send(&self, path: &str, query: &[(&str, String)], days: Days) -> Result<Answer, Failure> {
        let url = self.base.child(path, query).map_err(|_| Failure::Malformed("an address that is none"))?;
        let bearer = bearer(self.tokens.bearer()?);
        let mut call = Call::get(url)
            .or_a_part()
            .authorized(Some(bearer))
            .with("x-fapi-interaction-id", Secret::new(interaction(&*self.request.host)))
            .with("fdx-api-actor-type", Secret::new("BATCH".into()))
            .with("accept", Secret::new("application/json".into()));
        call = match days {
            Some((from, to)) => call.days(from, to),
            None => call.purpose(Purpose::Accounts),
        };
        if self.akoya.is_some() {
            call = call.with("x-akoya-interaction-type", Secret::new("batch".into()));
        }
        Ok(self.http.send(&call).await?)
    }

    /// Whether a list's descriptors are worth asking for their balances: Akoya's are complete.
    pub fn lists_balances(&self) -> bool {
        self.akoya.is_some()
    }
}

/// Where the next page begins: a key, else an offset, else what a link says of either.
fn next(page: &mut Page) -> Option<(&'static str, String)> {
    let paging = page.page.take().unwrap_or_default();
    let text = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let key = paging.next_page_key.map(|key| ("pageKey", key));
    let offset = || paging.next_offset.and_then(text).map(|offset| ("offset", offset));
    let link = || {
        let href = page.links.take()?.next?.href;
        let fields = pairs(href.split_once('?')?.1);
        ["pageKey", "offset"].into_iter().find_map(|name| {
            let field = fields.iter().find(|(key, _)| key == name);
            field.map(|(_, value)| (name, value.clone()))
        })
    };
    key.or_else(offset).or_else(link).filter(|(_, value)| !value.is_empty())
}

/// A random UUID (version 4), by which a bank's support finds a request.
fn interaction(host: &dyn Host) -> String {
    let (high, low) = (host.random(), host.random());
    let (high, low) = (high & !0xf000 | 0x4000, low & !(0b11 << 62) | (1 << 63));
    let text = format!("{high:016x}{low:016x}");
    [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-")
}

/// A problem of a whole connection that one account is enough to show.
pub(super) fn unknown_currency(id: &ProviderId) -> Problem {
    let message = Clean::new("An account in an unknown currency was left out.");
    Problem { scope: Scope::Account(id.clone()), kind: ProblemKind::Notice, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_told_in_three_ways() {
        for (text, expected) in [
            (r#"{"page":{"nextPageKey":"k"}}"#, Some(("pageKey", "k"))),
            (r#"{"page":{"nextOffset":500}}"#, Some(("offset", "500"))),
            (r#"{"page":{"nextOffset":"7"}}"#, Some(("offset", "7"))),
            (r#"{"links":{"next":{"href":"/accounts?limit=9&offset=18"}}}"#, Some(("offset", "18"))),
            (r#"{"page":{"totalElements":3},"links":{"next":null}}"#, None),
            (r#"{"page":{"nextPageKey":""}}"#, None),
            ("{}", None),
        ] {
            let next = next(&mut serde_json::from_str(text).unwrap());
            assert_eq!(next.as_ref().map(|(name, value)| (*name, value.as_str())), expected, "{text}");
        }
    }
}
