//! Plaid (API version 2020-09-14): banks of the US and Canada, one connection a bank, with the person's own keys. Linking goes through
//! Hosted Link in any browser; rows come as changes since a cursor, and cursor and rows are committed together.
//!
//! What every bug of such a connector comes from: money out is positive in rows, what is owed is positive in balances of credit and loan
//! accounts (`read::ours` turns both); a posted row has a new id and names the pending one, which comes in `removed`; the pages of one
//! sync belong together, and when the bank's data changes between two of them all are thrown away and fetched from the first cursor.

mod api;
mod bookmark;
mod errors;
mod link;
mod read;
mod sync;
mod wire;

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::BoxFuture;

use super::http::Limits;
use super::{
    ADDRESS, CA, Connector, Dialog, Field, FieldKind, Linked, Linking, Places, PullError, Registered, Request, Revoked,
};
use crate::domain::{Batch, Clean, Cursor, Policy, Problem, ProblemKind, Scope};
use api::Api;
use bookmark::Bookmark;
use sync::Synced;

const CLIENT_ID: Field = Field {
    key: "client_id",
    kind: FieldKind::Secret,
    required: true,
    help: "of your own Plaid account: dashboard.plaid.com, Developers, Keys",
};
const SECRET: Field = Field {
    key: "secret",
    kind: FieldKind::Secret,
    required: true,
    help: "the key beside it: of the environment that is linked, production or sandbox",
};
const INSTITUTION: Field = Field {
    key: "institution",
    kind: FieldKind::Text,
    required: false,
    help: "in Plaid's sandbox alone: a bank to link without a browser, such as ins_109508",
};

const PLACES: Places = Places { live: "https://production.plaid.com", test: "https://sandbox.plaid.com" };

/// Its row in the table of connectors. The daily budget is our own: a sync asks three times and once more for each 500 rows.
pub const REGISTERED: Registered = Registered {
    kind: "plaid",
    about: "US and Canadian banks through Plaid, with keys of your own (free for ten banks); one connection a bank",
    reads: "balances and transactions",
    fields: &[CLIENT_ID, SECRET, INSTITUTION, ADDRESS, CA],
    policy: Policy {
        requests_per_day: Some(200),
        every_minutes: Some(360),
        overlap_days: 0,
        history_days: HISTORY_DAYS,
    },
    places: Some(PLACES),
    connector: || Box::new(Plaid::default()),
};

/// The most that Plaid keeps, and it cannot be raised after linking.
const HISTORY_DAYS: u32 = 730;

/// The connector.
#[derive(Debug, Clone, Copy)]
pub struct Plaid {
    limits: Limits,
    /// Between two questions whether the person, or Plaid, is done.
    pace: Duration,
}

impl Default for Plaid {
    fn default() -> Self {
        // a first sync of a large bank takes most of a minute
        let limits = Limits { overall: Duration::from_mins(1), body: 16 * 1024 * 1024, ..Limits::default() };
        Self { limits, pace: Duration::from_secs(3) }
    }
}

impl Plaid {
    /// With other limits than the usual ones, and another pause between two questions.
    pub fn with_limits(limits: Limits, pace: Duration) -> Self {
        Self { limits, pace }
    }

    async fn pull_changes(&self, request: &Request) -> Result<Batch, PullError> {
        let api = Api::of_request(request, self.limits)?;
        let known = Bookmark::read(request.cursor.as_deref());
        let item = api.item().await?;
        let bank = match known.bank.filter(|bank| item.is_of(bank)) {
            Some(bank) => bank,
            None => api.bank(&item).await?,
        };
        let synced = sync::changes(&api, &known.cursor, self.pace, &*request.host).await?;
        let accounts = api.accounts().await?;
        let reading = read::Reading::of(&synced, accounts, &bank, item.updated(), request.clock)?;
        let Synced { cursor, is_whole, is_ready, request_ids, .. } = synced;
        let changes = if is_whole { reading.windows(request.clock.today) } else { reading.deltas() };
        let mut problems = reading.problems;
        if !is_ready {
            let words = "Plaid is still fetching this bank's history: more comes with the next sync.";
            let message = Clean::new(words);
            problems.push(Problem { scope: Scope::Connection, kind: ProblemKind::Notice, message });
        }
        Ok(Batch {
            accounts: reading.accounts,
            changes,
            cursor: Cursor::Set(Bookmark { cursor, bank: Some(bank.clone()) }.write()),
            problems,
            next: if is_ready { None } else { request.clock.now.checked_add_signed(TimeDelta::minutes(1)) },
            consent_ends: item.consent_ends(),
            request_ids: request_ids.iter().map(|id| Clean::new(id)).collect(),
            label: Clean::non_empty(&bank.name),
            ..Batch::new(request.connection.clone(), request.clock.now)
        })
    }

    async fn end(&self, request: &Request) -> Result<Revoked, PullError> {
        Api::of_request(request, self.limits)?.remove().await?;
        Ok(Revoked::AtProvider)
    }
}

impl Connector for Plaid {
    fn kind(&self) -> &'static str {
        REGISTERED.kind
    }

    fn link<'a>(
        &'a self,
        dialog: &'a mut dyn Dialog,
        linking: &'a Linking,
    ) -> BoxFuture<'a, Result<Linked, PullError>> {
        Box::pin(link::link(dialog, linking, self.limits, self.pace))
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        Box::pin(self.pull_changes(request))
    }

    fn revoke<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        Box::pin(self.end(request))
    }
}
