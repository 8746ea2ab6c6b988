//! Teller (API version 2020-10-12): banks of the US, one connection a bank, with a client certificate of the person's own and a token
//! that Teller Connect gives in the browser. Rows are paged back by id until the days that are wanted are there.
//!
//! What every bug of such a connector comes from: on depository accounts money out is negative, on credit accounts spending is positive
//! and so is what is owed (`read::ours` turns both); ids mostly stay from pending to posted, now and then one does not; what a bank does
//! not offer has no link, so that links are followed and none is built.

mod api;
mod errors;
mod link;
mod read;

use std::time::Duration;

use futures_util::future::BoxFuture;

use super::http::Limits;
use super::{
    ADDRESS, CA, Connector, Dialog, Field, FieldKind, Linked, Linking, Places, PullError, Registered, Request, Revoked,
};
use crate::domain::{Batch, Changes, Policy};
use api::Api;
use read::Reading;

const APPLICATION: Field = Field {
    key: "application_id",
    kind: FieldKind::Text,
    required: true,
    help: "of your own Teller account: teller.io, Application, begins with app_",
};
const ENVIRONMENT: Field = Field {
    key: "environment",
    kind: FieldKind::Text,
    required: false,
    help: "sandbox, development or production [development]",
};
const CERTIFICATE: Field = Field {
    key: "certificate",
    kind: FieldKind::SecretFile,
    required: false,
    help: "path of certificate.pem, which Teller gives for download; empty in its sandbox",
};
const PRIVATE_KEY: Field = Field {
    key: "private_key",
    kind: FieldKind::SecretFile,
    required: false,
    help: "path of private_key.pem beside it",
};
const TOKEN: Field = Field {
    key: "token",
    kind: FieldKind::Secret,
    required: false,
    help: "an access token that you have already; empty links a bank in the browser",
};

const PLACES: Places = Places { live: "https://api.teller.io", test: "https://api.teller.io" };

/// Its row in the table of connectors. The daily budget is our own: Teller names no number, and answers 429.
pub const REGISTERED: Registered = Registered {
    kind: "teller",
    about: "US banks through Teller, with a certificate of your own; one connection a bank",
    reads: "balances and transactions",
    fields: &[APPLICATION, ENVIRONMENT, CERTIFICATE, PRIVATE_KEY, TOKEN, ADDRESS, CA],
    policy: Policy { requests_per_day: Some(200), every_minutes: Some(360), overlap_days: 10, history_days: 730 },
    places: Some(PLACES),
    connector: || Box::new(Teller::default()),
};

/// The connector.
#[derive(Debug, Clone, Copy)]
pub struct Teller {
    limits: Limits,
}

impl Default for Teller {
    fn default() -> Self {
        // the first question for a large account takes long
        Self { limits: Limits { overall: Duration::from_mins(1), body: 16 * 1024 * 1024, ..Limits::default() } }
    }
}

impl Teller {
    /// With other limits than the usual ones.
    pub fn with_limits(limits: Limits) -> Self {
        Self { limits }
    }

    async fn pull_windows(&self, request: &Request) -> Result<Batch, PullError> {
        let api = Api::of_request(request, self.limits)?;
        let listed = api.accounts().await?;
        let mut reading = Reading::new(request.clock);
        let many = u32::try_from(listed.len()).unwrap_or(u32::MAX);
        let mut changes = Vec::new();
        for (place, account) in (1..).zip(&listed) {
            if let Some(rows) = reading.take(account, &api, request.since).await? {
                let (from, to) = (request.since, request.clock.today);
                let id = read::provider_id(&account.id)?;
                changes.push(Changes::Window { account: id, from, to, complete: true, rows });
            }
            request.host.progress(place, many);
        }
        Ok(Batch {
            label: reading.accounts.first().map(|account| account.bank.name.clone()),
            accounts: reading.accounts,
            changes,
            problems: reading.problems,
            ..Batch::new(request.connection.clone(), request.clock.now)
        })
    }

    async fn end(&self, request: &Request) -> Result<Revoked, PullError> {
        Api::of_request(request, self.limits)?.remove().await?;
        Ok(Revoked::AtProvider)
    }
}

impl Connector for Teller {
    fn kind(&self) -> &'static str {
        REGISTERED.kind
    }

    fn link<'a>(
        &'a self,
        dialog: &'a mut dyn Dialog,
        linking: &'a Linking,
    ) -> BoxFuture<'a, Result<Linked, PullError>> {
        Box::pin(link::link(dialog, linking))
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        Box::pin(self.pull_windows(request))
    }

    fn revoke<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        Box::pin(self.end(request))
    }
}
