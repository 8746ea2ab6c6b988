//! Enable Banking: banks of Europe, for one's own accounts without a licence. The person registers an application and keeps its private
//! key; a consent at the bank opens a session, which ends after some months at the latest.
//!
//! What every bug of such a connector comes from: amounts have no sign, `DBIT` and `CRDT` give it (`read::ours`); an account's `uid` is
//! good for one session and its `identification_hash` for ever; `transaction_id` may change and only `entry_reference` is a name; a page
//! without rows is not the last one; the whole history is to be had in the first minutes of a session alone; a bank answers four times
//! a day while the person is not there.

mod api;
mod errors;
mod jwt;
mod link;
mod read;
mod wire;

use std::time::Duration;

use chrono::Days;
use futures_util::future::BoxFuture;

use super::http::Limits;
use super::{
    ADDRESS, CA, Connector, Dialog, Field, FieldKind, Linked, Linking, Places, PullError, Registered, Request, Revoked,
    Setting,
};
use crate::domain::{Batch, Clean, Cursor, Policy, Problem, ProviderId, Scope};
use api::Api;
use errors::Failure;
use wire::{Account, Balance, Transaction};

const APPLICATION: Field = Field {
    key: "application",
    kind: FieldKind::Text,
    required: true,
    help: "id of your own application: enablebanking.com, control panel, Applications",
};
const COUNTRY: Field = Field {
    key: "country",
    kind: FieldKind::Text,
    required: true,
    help: "the bank's country in two letters, such as FI",
};
const BANK: Field = Field {
    key: "bank",
    kind: FieldKind::Text,
    required: true,
    help: "the bank's name as Enable Banking writes it; another answer lists the names",
};
const KEY: Field = Field {
    key: "key",
    kind: FieldKind::SecretFile,
    required: true,
    help: "path of the private key (.pem) that came with the application",
};
const REDIRECT: Field = Field {
    key: "redirect",
    kind: FieldKind::Text,
    required: false,
    help: "the application's redirect address, if it is not http://127.0.0.1:8537/callback",
};
const REDIRECTED: Field = Field {
    key: "redirected",
    kind: FieldKind::Secret,
    required: false,
    help: "the whole address that the browser ended at",
};
const PORT: Field = Field {
    key: "port",
    kind: FieldKind::Number,
    required: false,
    help: "port of this machine that the redirect comes to, 8537 if it is not named",
};

/// Where the redirect comes to, since it must be listed beforehand.
const USUAL_PORT: u16 = 8537;

const PLACES: Places = Places { live: "https://api.enablebanking.com", test: "https://api.enablebanking.com" };

/// Its row in the table of connectors. Three syncs a day stay below the four that a bank allows.
pub const REGISTERED: Registered = Registered {
    kind: "enablebanking",
    about: "European banks through Enable Banking, your own accounts, with an application and key of your own",
    fields: &[APPLICATION, COUNTRY, BANK, KEY, REDIRECT, REDIRECTED, PORT, ADDRESS, CA],
    policy: Policy {
        requests_per_day: Some(200),
        every_minutes: Some(480),
        overlap_days: 10,
        history_days: HISTORY_DAYS,
    },
    places: Some(PLACES),
    connector: || Box::new(EnableBanking::default()),
};

const HISTORY_DAYS: u32 = 730;
/// What a bank gives later than in the first minutes of a session.
const LATER_DAYS: u64 = 89;
/// The cursor, once the whole history has been read.
const WHOLE: &str = "1 whole";

/// The connector.
#[derive(Debug, Clone, Copy)]
pub struct EnableBanking {
    limits: Limits,
    patience: Duration,
}

impl Default for EnableBanking {
    fn default() -> Self {
        // a bank behind it may take most of a minute
        let limits = Limits { overall: Duration::from_secs(90), body: 16 * 1024 * 1024, ..Limits::default() };
        Self { limits, patience: link::patience() }
    }
}

/// What one account said.
struct Told<'a> {
    account: &'a Account,
    balances: Vec<Balance>,
    rows: Vec<Transaction>,
}

impl EnableBanking {
    /// With other limits than the usual ones, and another time for the person to sign in.
    pub fn with_limits(limits: Limits, patience: Duration) -> Self {
        Self { limits, patience }
    }

    async fn pull_accounts(&self, request: &Request) -> Result<Batch, PullError> {
        let api = Api::of_request(request, self.limits)?;
        let session = api.session().await?;
        let accounts = api.accounts()?;
        let mut batch = Batch::new(request.connection.clone(), request.clock.now);
        let bank = match request.settings.get(BANK.key) {
            Some(Setting::Text(bank)) => bank.as_str(),
            _ => "Enable Banking",
        };
        let total = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
        let mut failed = None;
        for (done, account) in (0..).zip(&accounts) {
            request.host.progress(done, total);
            match self.ask(&api, account, request).await {
                Ok(told) => read::take(&mut batch, &told, bank, request)?,
                Err(failure) if failure.is_of_the_account() => {
                    let PullError(Problem { kind, message, .. }) = api.told(failure);
                    let account = ProviderId::new(api::stable(account)?);
                    let scope = account.map_or(Scope::Connection, Scope::Account);
                    batch.problems.push(Problem { scope, kind: kind.clone(), message: message.clone() });
                    failed = Some(PullError(Problem { scope: Scope::Connection, kind, message }));
                }
                Err(failure) => return Err(api.told(failure)),
            }
        }
        match failed {
            Some(problem) if batch.accounts.is_empty() => return Err(problem),
            // the account that failed has not been read whole yet
            Some(_) => {}
            None => batch.cursor = Cursor::Set(WHOLE.to_owned()),
        }
        batch.consent_ends = session.access.and_then(|access| api::moment(access.valid_until.as_deref()));
        batch.label = Clean::non_empty(bank);
        Ok(batch)
    }

    async fn ask<'a>(&self, api: &Api, account: &'a Account, request: &Request) -> Result<Told<'a>, Failure> {
        let uid = account.uid.as_deref().ok_or(Failure::Malformed("an account that cannot be asked for"))?;
        let balances = api.balances(uid).await?;
        let today = request.clock.today;
        let days = (request.cursor.as_deref() == Some(WHOLE)).then_some((request.since, today));
        let rows = match api.transactions(uid, days).await {
            Err(failure) if failure.is_of_the_period() => {
                let later = today.checked_sub_days(Days::new(LATER_DAYS)).unwrap_or(today);
                api.transactions(uid, Some((later, today))).await?
            }
            other => other?,
        };
        Ok(Told { account, balances, rows })
    }

    async fn end(&self, request: &Request) -> Result<Revoked, PullError> {
        Api::of_request(request, self.limits)?.close().await?;
        Ok(Revoked::AtProvider)
    }
}

impl Connector for EnableBanking {
    fn kind(&self) -> &'static str {
        REGISTERED.kind
    }

    fn link<'a>(
        &'a self,
        dialog: &'a mut dyn Dialog,
        linking: &'a Linking,
    ) -> BoxFuture<'a, Result<Linked, PullError>> {
        Box::pin(link::link(dialog, linking, self.limits, self.patience))
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        Box::pin(self.pull_accounts(request))
    }

    fn revoke<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        Box::pin(self.end(request))
    }
}
