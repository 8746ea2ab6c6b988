//! FDX, versions 4.6 to 6: the standard by which Chase, Wells Fargo, Citi, American Express and others answer, for who has been given a
//! client there, or at Akoya, which speaks for many of them. One connection a bank; consent by OAuth 2 in the browser.
//!
//! What every bug of such a connector comes from: amounts have no sign, `debitCreditMemo` has it; what is owed is positive in balances of
//! cards and loans (`read::ours` turns both); a posted row has a new id, and cards alone name the one before (`referenceTransactionId`);
//! 5.x wraps accounts and rows in a key of their kind and pages by offset, 6.x is flat and pages by key; a refresh token may be used up.

mod api;
mod errors;
mod link;
mod read;
mod tokens;
mod wire;

use std::time::Duration;

use futures_util::future::BoxFuture;

use super::http::Limits;
use super::{
    ADDRESS, CA, Connector, Dialog, Field, FieldKind, Linked, Linking, Places, PullError, Registered, Request, Revoked,
    Setting, Settings,
};
use crate::domain::{Batch, Changes, Clean, Policy, Problem, ProblemKind, Scope};
use api::Api;
use read::Reading;

/// Unlike other kinds it has no address of its own: every bank is elsewhere.
const BASE: Field =
    Field { required: true, help: "the bank's FDX address, up to its version: https://bank.example/fdx/v6", ..ADDRESS };
const CLIENT_ID: Field = text("client_id", true, "the client that the bank, or Akoya, has registered for you");
const CLIENT_SECRET: Field = Field {
    key: "client_secret",
    kind: FieldKind::Secret,
    required: false,
    help: "its secret; empty for a public client",
};
const AUTHORIZE: Field =
    text("authorize", true, "where the bank asks for consent: https://bank.example/oauth/authorize");
const TOKEN: Field = text("token", true, "where a code becomes a token: https://bank.example/oauth/token");
const REVOKE: Field = text("revoke", false, "where a token is taken back (RFC 7009), if the bank offers it");
const SCOPES: Field = text("scopes", false, "scopes to ask for [openid offline_access]");
const PORT: Field = Field {
    key: "redirect_port",
    kind: FieldKind::Number,
    required: false,
    help: "port of the redirect that is registered, http://127.0.0.1:PORT/callback [8917]; 0 takes a free one",
};
const AKOYA: Field = text("akoya", false, "behind Akoya: its word for the bank, such as mikomo");
const BANK: Field = text("bank", false, "how the bank is called");
const WEBSITE: Field = text("website", false, "its web address, such as chase.com: accounts of one bank meet under it");

const fn text(key: &'static str, required: bool, help: &'static str) -> Field {
    Field { key, kind: FieldKind::Text, required, help }
}

const PLACES: Places = Places { live: "", test: "https://sandbox-products.ddp.akoya.com" };

/// Its row in the table of connectors. The daily budget is our own: a sync asks twice for each account and once for each further page.
pub const REGISTERED: Registered = Registered {
    kind: "fdx",
    about: "a bank's own FDX interface, or Akoya's, for who has a client there; one connection a bank",
    reads: "balances and transactions, within its scopes",
    fields: &[BASE, CLIENT_ID, CLIENT_SECRET, AUTHORIZE, TOKEN, REVOKE, SCOPES, PORT, AKOYA, BANK, WEBSITE, CA],
    policy: Policy { requests_per_day: Some(200), every_minutes: Some(360), overlap_days: 10, history_days: 730 },
    places: Some(PLACES),
    connector: || Box::new(Fdx::default()),
};

/// The connector.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fdx {
    limits: Limits,
}

impl Fdx {
    /// With other limits than the usual ones.
    pub fn with_limits(limits: Limits) -> Self {
        Self { limits }
    }

    async fn pull_windows(&self, request: &Request) -> Result<Batch, PullError> {
        let limits = Limits { overall: self.limits.overall.max(Duration::from_mins(1)), ..self.limits };
        let mut api = Api::of_request(request, limits)?;
        let listed = api.accounts().await?;
        let mut reading = Reading::new(&request.settings, request.clock);
        if !listed.whole {
            reading.problems.push(part(Scope::Connection, "its accounts"));
        }
        let many = u32::try_from(listed.items.len()).unwrap_or(u32::MAX);
        let mut changes = Vec::new();
        for (place, account) in (1..).zip(listed.items) {
            if let Some(id) = reading.account(account, &mut api).await? {
                let listed = match api.transactions(id.as_str(), request.since, request.clock.today).await {
                    Ok(listed) => listed,
                    Err(failure) => {
                        let problem = api.of_account(&id, failure)?;
                        reading.problem_of(&id, problem);
                        continue;
                    }
                };
                let rows = reading.rows(&id, &listed.items)?;
                if !listed.whole {
                    reading.problems.push(part(Scope::Account(id.clone()), "this account's transactions"));
                }
                let (from, to) = (request.since, request.clock.today);
                changes.push(Changes::Window { account: id, from, to, complete: listed.whole, rows });
            }
            request.host.progress(place, many);
        }
        Ok(Batch {
            accounts: reading.accounts,
            changes,
            problems: reading.problems,
            ..Batch::new(request.connection.clone(), request.clock.now)
        })
    }
}

impl Connector for Fdx {
    fn kind(&self) -> &'static str {
        REGISTERED.kind
    }

    fn link<'a>(
        &'a self,
        dialog: &'a mut dyn Dialog,
        linking: &'a Linking,
    ) -> BoxFuture<'a, Result<Linked, PullError>> {
        Box::pin(link::link(dialog, linking, self.limits))
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        Box::pin(self.pull_windows(request))
    }

    fn revoke<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        Box::pin(tokens::revoke(request, self.limits))
    }
}

/// A list that is not whole: what it holds is taken, and nothing follows from what it does not.
fn part(scope: Scope, of: &str) -> Problem {
    let words = format!("The bank gave only a part of {of}: what is known stays, the next sync asks again.");
    Problem { scope, kind: ProblemKind::Unavailable, message: Clean::new(&words) }
}

/// What a setting of text says.
fn said<'s>(settings: &'s Settings, field: &Field) -> Option<&'s str> {
    match settings.get(field.key) {
        Some(Setting::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}
