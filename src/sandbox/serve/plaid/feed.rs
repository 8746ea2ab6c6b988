//! `/transactions/sync`: what changed between two moments of the world, in pages. A cursor says up to which moment its holder knows
//! everything and, within a run of pages, which moment the run leads to and how many changes were told.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::super::Grant;
use super::super::state::State;
use super::error::Refusal;
use super::{Body, data};
use crate::domain::TxnStatus;
use crate::sandbox::{BankView, Cents, Moment, SimBank, World};

/// Where a holder of changes stands, as text `3.2026-11-22T480.2026-11-23T480.500`; before the first run `known` is `0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    /// The item's number.
    item: u32,
    /// Everything up to here is known.
    known: Option<Moment>,
    /// The run of pages leads to here; the same as `known` between two runs.
    to: Moment,
    told: usize,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { item, known, to, told } = self;
        let known = known.map_or("0".to_owned(), |known| format!("{}T{}", known.day, known.minute));
        write!(f, "{item}.{known}.{}T{}.{told}", to.day, to.minute)
    }
}

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        let [item, known, to, told] = <[&str; 4]>::try_from(text.split('.').collect::<Vec<_>>()).ok()?;
        let known = if known == "0" { None } else { Some(moment(known)?) };
        Some(Self { item: item.parse().ok()?, known, to: moment(to)?, told: told.parse().ok()? })
    }
}

fn moment(text: &str) -> Option<Moment> {
    let (day, minute) = text.split_once('T')?;
    Some(Moment::new(day.parse::<NaiveDate>().ok()?, minute.parse().ok()?))
}

/// One page.
pub(super) fn sync(state: &mut State, grant: Grant, bank: SimBank, body: &Body) -> Result<Value, Refusal> {
    let count = match body.0.get("count").map(Value::as_u64) {
        None => 100,
        Some(Some(count @ 1..=500)) => usize::try_from(count).unwrap_or(500),
        Some(_) => return Err(Refusal::BAD_COUNT),
    };
    let now = state.moment();
    let cursor = match body.text("cursor").filter(|text| !text.is_empty()) {
        None => Cursor { item: grant.number, known: None, to: now, told: 0 },
        Some(text) => {
            Cursor::parse(text).filter(|cursor| cursor.item == grant.number).ok_or(Refusal::FOREIGN_CURSOR)?
        }
    };
    // between two runs the next one leads to now
    let cursor = if cursor.told == 0 { Cursor { to: now, ..cursor } } else { cursor };
    if cursor.told > 0
        && (state.breaks("plaid", "mutation") || !changed(state, grant, bank, Some(cursor.to), now).is_empty())
    {
        return Err(Refusal::MUTATION);
    }
    let changes = changed(state, grant, bank, cursor.known, cursor.to);
    let page: Vec<&Change> = changes.iter().skip(cursor.told).take(count).collect();
    let told = cursor.told.saturating_add(page.len());
    let has_more = told < changes.len();
    let next = if has_more { Cursor { told, ..cursor } } else { Cursor { known: Some(cursor.to), told: 0, ..cursor } };
    let of = |what: What| page.iter().filter(|change| change.what == what).map(|change| change.told.clone()).collect();
    let status = if state.breaks("plaid", "not-ready") { "NOT_READY" } else { "HISTORICAL_UPDATE_COMPLETE" };
    let (added, modified, removed): (Vec<_>, Vec<_>, Vec<_>) = (of(What::Added), of(What::Modified), of(What::Removed));
    Ok(json!({
        "added": added, "modified": modified, "removed": removed, "next_cursor": next.to_string(), "has_more": has_more,
        "accounts": data::accounts(state, grant, bank)["accounts"], "transactions_update_status": status,
    }))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Added,
    Modified,
    Removed,
}

/// One thing to tell.
struct Change {
    what: What,
    told: Value,
}

/// What a row says that may change under one id.
type Content = (TxnStatus, Cents, String, Option<NaiveDate>, NaiveDate);

/// Everything that differs between two moments, in an order of its own that never changes.
fn changed(state: &mut State, grant: Grant, bank: SimBank, known: Option<Moment>, to: Moment) -> Vec<Change> {
    let world = state.world(grant, to.day);
    let before: Option<(Arc<World>, Moment)> = known.map(|known| (state.world(grant, known.day), known));
    let first = world.first();
    let old = before.as_ref().map(|(world, at)| contents(&world.at(bank, *at))).unwrap_or_default();
    let view = world.at(bank, to);
    let new = contents(&view);
    let mut changes = Vec::new();
    for account in &view.accounts {
        for row in &account.rows {
            let key = (account.id.clone(), row.id.clone());
            let what = match old.get(&key) {
                None => What::Added,
                Some(content) if new.get(&key) != Some(content) => What::Modified,
                Some(_) => continue,
            };
            changes.push(Change { what, told: data::transaction(&view, account, row) });
        }
    }
    // a day that has left the history is not thereby gone
    let gone = old.iter().filter(|(key, content)| content.4 >= first && !new.contains_key(*key));
    changes.extend(gone.map(|((account, row), _)| Change {
        what: What::Removed,
        told: json!({ "transaction_id": row, "account_id": account }),
    }));
    changes
}

/// Rows by account and id.
fn contents(view: &BankView<'_>) -> BTreeMap<(String, String), Content> {
    let rows = view.accounts.iter().flat_map(|account| account.rows.iter().map(move |row| (account, row)));
    rows.map(|(account, row)| {
        let content = (row.status, row.amount, row.text.to_owned(), row.occurred, row.date());
        ((account.id.clone(), row.id.clone()), content)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_as_it_was_written_and_nonsense_is_none() {
        let at = |day: u32| Moment::new(NaiveDate::from_ymd_opt(2026, 11, day).unwrap(), 480);
        for cursor in [
            Cursor { item: 3, known: None, to: at(22), told: 500 },
            Cursor { item: 3, known: Some(at(21)), to: at(22), told: 0 },
        ] {
            assert_eq!(Cursor::parse(&cursor.to_string()), Some(cursor));
        }
        for bad in ["", "x", "1.0.0.0", "1.0.2026-11-22T480", "1.0.2026-11-22T480.0.0", "-1.0.2026-11-22T480.0"] {
            assert_eq!(Cursor::parse(bad), None, "{bad}");
        }
    }
}
