//! PayPal (Transaction Search, reporting API v1): the person's own business account, a wallet for each currency that it holds. A token
//! comes from the app's id and secret and is kept for its life; rows come in windows of at most 31 days, for three years back.
//!
//! What every bug of such a connector comes from: amounts are signed as ours, but the fee stands apart and leaves the wallet as well
//! (`read::ours` adds it); one id stands for several rows, so a row is known by id, kind, currency and moment together; what happened
//! to a payment later shows only when its days are read again, which is why each sync reaches 31 days back.

mod api;
mod errors;
mod read;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::http::Limits;
use super::{
    ADDRESS, CA, Connector, Dialog, Field, FieldKind, Linked, Linking, Places, PullError, Registered, Request, Revoked,
    Sealed, Settings,
};
use crate::domain::{Batch, Clean, Policy, ProblemKind};
use api::Api;

const CLIENT_ID: Field = Field {
    key: "client_id",
    kind: FieldKind::Secret,
    required: true,
    help: "of an app of your own business account with Transaction Search: developer.paypal.com, Apps & Credentials",
};
const SECRET: Field =
    Field { key: "secret", kind: FieldKind::Secret, required: true, help: "the secret key beside it: live or sandbox" };

const PLACES: Places = Places { live: "https://api-m.paypal.com", test: "https://api-m.sandbox.paypal.com" };

/// Its row in the table of connectors. The daily budget is our own: the first sync asks about 40 times, the next ones four times.
pub const REGISTERED: Registered = Registered {
    kind: "paypal",
    about: "your own PayPal business account, a wallet for each currency, with keys of your own",
    reads: "balances and transactions; the keys, what their app is allowed",
    fields: &[CLIENT_ID, SECRET, ADDRESS, CA],
    policy: Policy {
        requests_per_day: Some(200),
        every_minutes: Some(180),
        overlap_days: 31,
        history_days: HISTORY_DAYS,
    },
    places: Some(PLACES),
    connector: || Box::new(PayPal::default()),
};

/// Three years, of which the last day may have passed at PayPal's clock already.
const HISTORY_DAYS: u32 = 1094;

/// The connector.
#[derive(Debug, Clone, Copy)]
pub struct PayPal {
    limits: Limits,
}

impl Default for PayPal {
    fn default() -> Self {
        // a page of 500 rows takes its time
        let limits = Limits { overall: Duration::from_mins(1), body: 16 * 1024 * 1024, ..Limits::default() };
        Self { limits }
    }
}

impl PayPal {
    /// With other limits than the usual ones.
    pub fn with_limits(limits: Limits) -> Self {
        Self { limits }
    }

    async fn pull_wallets(&self, request: &Request) -> Result<Batch, PullError> {
        let mut api = Api::of_request(request, self.limits)?;
        let balances = api.balances().await?;
        let history = api.history(request).await?;
        let reading = read::Reading::of(&balances, &history, request)?;
        Ok(Batch {
            accounts: reading.accounts,
            changes: reading.changes,
            problems: reading.problems,
            ..Batch::new(request.connection.clone(), request.clock.now)
        })
    }

    async fn link_app(&self, dialog: &mut dyn Dialog, linking: &Linking) -> Result<Linked, PullError> {
        let mut sealed = Sealed::default();
        for field in [CLIENT_ID, SECRET] {
            let missing =
                || PullError::new(ProblemKind::Config, &format!("'{}' is needed to link: {}", field.key, field.help));
            sealed = sealed.with(field.key, dialog.ask(&field)?.ok_or_else(missing)?);
        }
        let around = (Arc::clone(&linking.host), linking.clock.now);
        let mut api = Api::new(&linking.settings, sealed, self.limits, around)?;
        // keys that open nothing are noticed here, and not at the first sync
        api.sign_in().await?;
        Ok(Linked { secret: Some(api.sealed()), settings: Settings::new() })
    }
}

impl Connector for PayPal {
    fn kind(&self) -> &'static str {
        REGISTERED.kind
    }

    fn link<'a>(
        &'a self,
        dialog: &'a mut dyn Dialog,
        linking: &'a Linking,
    ) -> BoxFuture<'a, Result<Linked, PullError>> {
        Box::pin(self.link_app(dialog, linking))
    }

    fn pull<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Batch, PullError>> {
        Box::pin(self.pull_wallets(request))
    }

    fn revoke<'a>(&'a self, _request: &'a Request) -> BoxFuture<'a, Result<Revoked, PullError>> {
        let words = "developer.paypal.com, Apps & Credentials: delete the app, or its secret";
        Box::pin(std::future::ready(Ok(Revoked::GoTo(Clean::new(words)))))
    }
}
