//! The pages of one sync, from a cursor to its end. They belong together: where the bank's data changes between two of them all are
//! thrown away and fetched from the first cursor again, and in the end from the beginning of the history.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::api::Api;
use super::errors::Failure;
use super::wire::{Account, Page, Removed, Transaction};
use crate::connectors::{Host, PullError};

/// Rows of a page: few large pages are changed under our hands less often than many small ones.
const PAGE: u32 = 500;
/// Pages of a sync: a million rows.
const MOST_PAGES: u32 = 2000;
/// Restarts from the cursor before everything is fetched anew, as Plaid's support advises.
const RESTARTS: u32 = 3;
/// Questions whether a fresh link has something yet.
const WAITS: u32 = 5;

const MUTATION: &str = "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION";

/// What changed since a cursor.
#[derive(Debug, Default)]
pub(super) struct Synced {
    pub rows: Vec<Transaction>,
    pub removed: Vec<Removed>,
    /// Accounts that the pages named.
    pub accounts: Vec<Account>,
    /// Where the next sync begins.
    pub cursor: String,
    /// True when these are all rows that the bank has, after a cursor that led nowhere: what is not among them is gone.
    pub is_whole: bool,
    /// False while Plaid itself has not fetched from the bank yet.
    pub is_ready: bool,
    pub request_ids: Vec<String>,
}

/// Fetches what changed since the cursor, which is empty at first.
pub(super) async fn changes(api: &Api, cursor: &str, pace: Duration, host: &dyn Host) -> Result<Synced, PullError> {
    let mut from = cursor;
    let (mut restarts, mut waits) = (0, 0);
    loop {
        match pages(api, from, host).await {
            Ok(synced) if !synced.is_ready && waits < WAITS => {
                waits += 1;
                tokio::time::sleep(pace.saturating_mul(waits)).await;
            }
            Ok(synced) => {
                return Ok(Synced { is_whole: from.is_empty() && !cursor.is_empty() && synced.is_ready, ..synced });
            }
            Err(failure) if failure.is(MUTATION) && restarts < RESTARTS => restarts += 1,
            Err(failure) if (failure.is(MUTATION) || failure.is_of_the_cursor()) && !from.is_empty() => {
                (from, restarts) = ("", 0);
            }
            Err(failure) => return Err(api.told(failure)),
        }
    }
}

/// One run over all pages.
async fn pages(api: &Api, from: &str, host: &dyn Host) -> Result<Synced, Failure> {
    let mut gathered = Gathered::default();
    let mut cursor = from.to_owned();
    let mut request_ids = Vec::new();
    for page in 1..=MOST_PAGES {
        let body = json!({ "cursor": cursor, "count": PAGE, "options": { "include_original_description": true } });
        let sent: Page = api.ask("transactions/sync", body).await?;
        let has_more = sent.has_more;
        let is_ready = sent.transactions_update_status.as_deref() != Some("NOT_READY");
        if has_more && sent.next_cursor == cursor {
            return Err(Failure::Malformed("a page leads to itself"));
        }
        cursor.clone_from(&sent.next_cursor);
        request_ids.extend(sent.request_id.clone());
        gathered.take(sent);
        host.progress(page, page + u32::from(has_more));
        if !has_more {
            let Gathered { rows, removed, accounts } = gathered;
            return Ok(Synced {
                rows: rows.into_values().collect(),
                removed: removed.into_values().collect(),
                accounts: accounts.into_values().collect(),
                cursor,
                is_whole: false,
                is_ready,
                request_ids,
            });
        }
    }
    // without a cursor, so that the next sync begins where this one did
    Err(Failure::Malformed("its pages have no end"))
}

/// Pages in their order: a later one changes or takes back what an earlier one said.
#[derive(Default)]
struct Gathered {
    rows: BTreeMap<String, Transaction>,
    removed: BTreeMap<String, Removed>,
    accounts: BTreeMap<String, Account>,
}

impl Gathered {
    fn take(&mut self, page: Page) {
        for row in page.added.into_iter().chain(page.modified) {
            self.removed.remove(&row.transaction_id);
            self.rows.insert(row.transaction_id.clone(), row);
        }
        for gone in page.removed {
            self.rows.remove(&gone.transaction_id);
            self.removed.insert(gone.transaction_id.clone(), gone);
        }
        self.accounts.extend(page.accounts.into_iter().map(|account| (account.account_id.clone(), account)));
    }
}
