//! The requests: a token for the app's keys, kept with them until it ends; balances; and transactions, window by window and page by page.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Offset, SecondsFormat, TimeDelta, Utc};
use serde::de::DeserializeOwned;

use super::errors::{Failure, broken};
use super::wire::{Balances, Detail, Page, Token};
use super::{CLIENT_ID, PLACES, SECRET};
use crate::connectors::http::{Call, Http, Limits, Tls, Url, bearer};
use crate::connectors::{Host, PullError, Request, Sealed, Settings, Zone};
use crate::domain::{ConnectionId, Purpose, Secret};

/// Under which names the token and its end are sealed beside the keys.
const ACCESS: &str = "access_token";
const ENDS: &str = "access_ends";
/// A token is not used any more so long before its end.
const SPARE_SECONDS: i64 = 120;

/// Days of one window: 31 are allowed, and an hour of summer time must not make them more.
const WINDOW_DAYS: u64 = 30;
/// Rows of a page, and pages of an answer: more than 10,000 rows are refused by the other side.
const PAGE: u32 = 500;
const MOST_PAGES: u32 = 40;

pub(super) struct Api {
    http: Http,
    base: Url,
    sealed: Sealed,
    host: Arc<dyn Host>,
    connection: Option<ConnectionId>,
    now: DateTime<Utc>,
}

/// Every row of some days.
#[derive(Debug, Default)]
pub(super) struct History {
    pub details: Vec<Detail>,
    /// Up to when PayPal vouches for them.
    pub refreshed: Option<DateTime<Utc>>,
}

impl Api {
    pub fn new(
        settings: &Settings,
        sealed: Sealed,
        limits: Limits,
        (host, now): (Arc<dyn Host>, DateTime<Utc>),
    ) -> Result<Self, PullError> {
        let base = PLACES.base(settings)?;
        let http = Http::new(&[&base], limits, Arc::clone(&host)).with_tls(Tls::of(settings)?);
        Ok(Self { http, base, sealed, host, connection: None, now })
    }

    pub fn of_request(request: &Request, limits: Limits) -> Result<Self, PullError> {
        let sealed = Sealed::open(request.secret.as_ref())?;
        let around = (Arc::clone(&request.host), request.clock.now);
        let api = Self::new(&request.settings, sealed, limits, around)?;
        Ok(Self { connection: Some(request.connection.clone()), ..api })
    }

    /// The keys with the token that was had for them.
    pub fn sealed(&self) -> Secret {
        self.sealed.seal()
    }

    /// Has a token for the keys, in place of the one before.
    pub async fn sign_in(&mut self) -> Result<(), PullError> {
        match self.new_token().await {
            Ok(_) => Ok(()),
            Err(failure) => Err(self.told(failure)),
        }
    }

    /// What the wallet holds, currency by currency.
    pub async fn balances(&mut self) -> Result<Balances, PullError> {
        let about = |call: Call| call.purpose(Purpose::Accounts);
        match self.ask("v1/reporting/balances", &[], about).await {
            Ok(balances) => Ok(balances),
            Err(failure) => Err(self.told(failure)),
        }
    }

    /// Every transaction from the request's first day to its today.
    pub async fn history(&mut self, request: &Request) -> Result<History, PullError> {
        let mut wanted = windows(request.since, request.clock.today);
        let total = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
        let mut history = History::default();
        while let Some((from, to)) = wanted.pop() {
            self.host.progress(total.saturating_sub(u32::try_from(wanted.len()).unwrap_or(total)), total);
            match self.window(from, to, request.zone, &mut history).await {
                Ok(()) => {}
                Err(failure) if failure.is_too_large() && from < to => {
                    let half = from + TimeDelta::days((to - from).num_days() / 2);
                    wanted.push((from, half));
                    wanted.push((half.succ_opt().unwrap_or(to), to));
                }
                Err(failure) => return Err(self.told(failure)),
            }
        }
        Ok(history)
    }

    async fn window(
        &mut self,
        from: NaiveDate,
        to: NaiveDate,
        zone: Zone,
        history: &mut History,
    ) -> Result<(), Failure> {
        let end = midnight(to.succ_opt().unwrap_or(to), zone) - TimeDelta::seconds(1);
        let moment = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        for page in 1..=MOST_PAGES {
            let query = [
                ("start_date", moment(midnight(from, zone))),
                ("end_date", moment(end)),
                ("fields", "all".to_owned()),
                ("balance_affecting_records_only", "Y".to_owned()),
                ("page_size", PAGE.to_string()),
                ("page", page.to_string()),
            ];
            let sent: Page = self.ask("v1/reporting/transactions", &query, |call| call.days(from, to)).await?;
            history.details.extend(sent.transaction_details);
            let refreshed = sent.last_refreshed_datetime.as_deref().and_then(instant);
            history.refreshed = history.refreshed.max(refreshed);
            if page >= sent.total_pages.unwrap_or(1) {
                return Ok(());
            }
        }
        Err(Failure::Malformed("its pages have no end"))
    }

    /// Asks with the token at hand, and with a new one where it is refused.
    async fn ask<T: DeserializeOwned>(
        &mut self,
        path: &str,
        query: &[(&str, String)],
        about: impl Fn(Call) -> Call,
    ) -> Result<T, Failure> {
        let url = self.base.child(path, query).map_err(|_| Failure::Malformed("an address that is none"))?;
        let call = |token: &Secret| about(Call::get(url.clone())).authorized(Some(bearer(token)));
        let kept = self.kept_token();
        let token = match &kept {
            Some(token) => token.clone(),
            None => self.new_token().await?,
        };
        let mut sent = self.http.send(&call(&token)).await.map_err(Failure::from);
        if kept.is_some() && sent.as_ref().is_err_and(Failure::is_of_the_token) {
            let token = self.new_token().await?;
            sent = self.http.send(&call(&token)).await.map_err(Failure::from);
        }
        serde_json::from_slice(&sent?.body).map_err(|_| Failure::Malformed("a field is missing or of the wrong type"))
    }

    fn kept_token(&self) -> Option<Secret> {
        let ends: i64 = self.sealed.get(ENDS)?.expose().parse().ok()?;
        let is_good = self.now.timestamp().saturating_add(SPARE_SECONDS) < ends;
        self.sealed.get(ACCESS).filter(|_| is_good).cloned()
    }

    async fn new_token(&mut self) -> Result<Secret, Failure> {
        let url = self.base.child("v1/oauth2/token", &[]).map_err(|_| Failure::Malformed("an address that is none"))?;
        let id = self.sealed.need(CLIENT_ID.key).map_err(Failure::Held)?;
        let secret = self.sealed.need(SECRET.key).map_err(Failure::Held)?;
        // a token more does no harm
        let mut call =
            Call::post(url).basic(id, secret.expose()).form(&[("grant_type", "client_credentials")]).only_asking();
        if self.connection.is_some() {
            call = call.purpose(Purpose::Refresh);
        }
        let answer = self.http.send(&call).await?;
        let told: Token =
            serde_json::from_slice(&answer.body).map_err(|_| Failure::Malformed("no token where one was expected"))?;
        let ends = self.now.timestamp().saturating_add(told.expires_in.unwrap_or(0).into());
        let token = Secret::new(told.access_token);
        self.sealed = self.sealed.clone().with(ACCESS, token.clone()).with(ENDS, Secret::new(ends.to_string()));
        self.host.keep_secret(&self.sealed.seal()).await.map_err(Failure::Held)?;
        Ok(token)
    }

    fn told(&self, failure: Failure) -> PullError {
        failure.told_of(self.connection.as_ref(), self.now)
    }
}

/// Days in windows, the newest last: it is asked for first.
fn windows(since: NaiveDate, today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let mut windows = Vec::new();
    let mut from = since.min(today);
    while from <= today {
        let to = from.checked_add_days(Days::new(WINDOW_DAYS - 1)).unwrap_or(today).min(today);
        windows.push((from, to));
        let Some(next) = to.succ_opt() else { break };
        from = next;
    }
    windows
}

/// The moment at which a day begins for the person.
fn midnight(day: NaiveDate, zone: Zone) -> DateTime<Utc> {
    let utc = day.and_time(NaiveTime::MIN).and_utc();
    utc.checked_sub_signed(TimeDelta::seconds(zone(utc).fix().local_minus_utc().into())).unwrap_or(utc)
}

/// A moment as PayPal writes it: `2026-11-20T13:04:05+0000`, or with a colon, or with a `Z`.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let read = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z"));
    read.ok().map(|at| at.to_utc())
}

/// The same, where there must be one.
pub(super) fn needed(text: &str) -> Result<DateTime<Utc>, PullError> {
    instant(text).ok_or_else(|| broken("a date that is none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn windows_cover_every_day_once_and_none_is_longer_than_allowed() {
        let windows = windows(day("2023-11-24"), day("2026-11-22"));
        assert_eq!((windows[0].0, windows.last().unwrap().1), (day("2023-11-24"), day("2026-11-22")));
        assert!(windows.iter().all(|(from, to)| (*to - *from).num_days() < 30));
        assert!(windows.windows(2).all(|pair| pair[0].1.succ_opt() == Some(pair[1].0)));
        assert_eq!(super::windows(day("2026-11-23"), day("2026-11-22")).len(), 1, "a clock that was set back");
    }

    #[test]
    fn a_moment_is_read_in_each_form_in_which_it_is_written() {
        let expected = "2026-11-20T13:04:05Z".parse().ok();
        for text in ["2026-11-20T13:04:05+0000", "2026-11-20T05:04:05-08:00", "2026-11-20T13:04:05Z"] {
            assert_eq!(instant(text), expected, "{text}");
        }
        assert_eq!(instant("yesterday"), None);
    }

    #[test]
    fn a_day_begins_at_the_persons_midnight() {
        let zone: Zone = |_| chrono::FixedOffset::west_opt(8 * 3600).unwrap();
        assert_eq!(midnight(day("2026-11-20"), zone).to_rfc3339(), "2026-11-20T08:00:00+00:00");
    }
}
