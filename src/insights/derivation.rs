//! Where a figure comes from: the rows that make it, the rules that were applied, what was left out and why, the rates that were used,
//! and who told all that, when. As data, so that a screen can lead to the rows and a command can print them.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::domain::{AccountId, Book, Clean, ConnectionId, Currency, TxnId};

/// How a figure came about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derivation {
    /// In the order in which they were applied, a sentence each.
    pub rules: Vec<String>,
    /// The rows that make the figure, oldest first.
    pub rows: Vec<TxnId>,
    /// Accounts whose balances make it.
    pub balances: Vec<AccountId>,
    pub left_out: Vec<LeftOut>,
    /// The person's rates by which amounts of other currencies were converted.
    pub rates: Vec<RateUsed>,
}

/// Rows of the same account and days that are no part of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// In the words of a screen: `transfer`, `hidden by you`.
    pub why: &'static str,
    pub rows: Vec<TxnId>,
}

/// What one unit of a currency was worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateUsed {
    pub currency: Currency,
    pub base: Currency,
    pub worth: Decimal,
    /// The day that the person wrote it down for.
    pub of: NaiveDate,
}

impl std::fmt::Display for RateUsed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { currency, base, worth, of } = self;
        write!(f, "1 {currency} = {worth} {base}, your rate of {of}")
    }
}

/// A connection that told something of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceUsed {
    pub connection: ConnectionId,
    pub title: Clean,
    /// Its last whole answer; of a balance alone the moment in which that came.
    pub fetched: Option<DateTime<Utc>>,
    /// Rows of the figure that it gives.
    pub rows: usize,
    /// Balances of the figure that it gives.
    pub balances: usize,
}

impl Derivation {
    /// Takes in a row that is no part, among those left out for the same reason.
    pub(super) fn leave_out(&mut self, row: TxnId, why: &'static str) {
        match self.left_out.iter_mut().find(|left| left.why == why) {
            Some(left) => left.rows.push(row),
            None => self.left_out.push(LeftOut { why, rows: vec![row] }),
        }
    }

    /// Who told what the figure is made of, by the connections' names. Rows are looked up in the whole book.
    pub fn sources(&self, book: &Book) -> Vec<SourceUsed> {
        let mut told: BTreeMap<&ConnectionId, (usize, usize, Option<DateTime<Utc>>)> = BTreeMap::new();
        let wanted: HashSet<TxnId> = self.rows.iter().copied().collect();
        let rows = book.rows().filter(|row| wanted.contains(&row.id));
        for source in rows.filter_map(|row| row.sources.iter().find(|source| source.current).or(row.sources.first())) {
            told.entry(&source.connection).or_default().0 += 1;
        }
        for account in self.balances.iter().filter_map(|id| book.accounts.get(id)) {
            let Some(connection) = account.connection() else { continue };
            let known = told.entry(connection).or_default();
            known.1 += 1;
            known.2 = known.2.max(account.balance.as_ref().map(|balance| balance.fetched_at));
        }
        let used = |(id, (rows, balances, fetched)): (&ConnectionId, (usize, usize, Option<DateTime<Utc>>))| {
            let connection = book.connections.get(id);
            SourceUsed {
                connection: id.clone(),
                title: connection.map_or_else(|| id.title(), |connection| connection.title()),
                fetched: connection.and_then(|connection| connection.last_ok).or(fetched),
                rows,
                balances,
            }
        };
        told.into_iter().map(used).collect()
    }

    /// What the person said of rows of the figure by hand, a sentence each.
    pub fn by_hand(&self, book: &Book) -> Vec<String> {
        let edits = || self.rows.iter().map(|row| book.edit_of(*row));
        let count = |is: fn(&crate::domain::TxnEdit) -> bool| edits().filter(|edit| is(edit)).count();
        let told = [
            (count(|edit| edit.category.is_some()), "with a category by your hand"),
            (count(|edit| edit.merchant.is_some()), "with a merchant by your hand"),
            (count(|edit| !edit.splits.is_empty()), "divided by your hand"),
            (
                count(|edit| edit.transfer.is_some() || edit.partner.is_some()),
                "of which you said whether it is a transfer",
            ),
        ];
        let words = |(rows, what): (usize, &str)| match rows {
            0 => None,
            1 => Some(format!("1 row {what}")),
            _ => Some(format!("{rows} rows {what}")),
        };
        told.into_iter().filter_map(words).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::spending::tests::{book, day};
    use super::super::{Group, by, derive};
    use super::*;
    use crate::domain::{Category, Connection, Delta, Edit, Period, Source, TxnEdit};

    #[test]
    fn a_figure_names_its_sources_and_what_was_said_by_hand() {
        let mut book = book();
        let id = ConnectionId::new("my-bank").unwrap();
        let last_ok = day(2026, 11, 21).and_hms_opt(8, 0, 0).map(|at| at.and_utc());
        let connection = Connection { last_ok, ..Connection::new(id.clone(), "simplefin") };
        let mut delta = Delta { connections: vec![std::sync::Arc::new(connection)], ..Delta::default() };
        for (key, slot) in &book.blocks {
            let crate::domain::Slot::Loaded(block) = slot else { continue };
            let mut rows = block.rows().to_vec();
            for row in &mut rows {
                row.sources = vec![Source { connection: id.clone(), id: None, current: true }];
            }
            delta.blocks.push((*key, Some(std::sync::Arc::new(crate::domain::Block::new(rows)))));
        }
        delta.edits.push(Edit::Txn(TxnId(2), TxnEdit { category: Some(Category::Travel), ..TxnEdit::default() }));
        book.apply(&delta);
        let period: Period = "2026-11".parse().unwrap();
        let spending = by(&book, period, Group::Merchant, day(2026, 11, 22)).unwrap();
        let is_cafe =
            |line: &&crate::insights::Line| line.label.as_str() == "Starbucks" && line.currency == Currency::USD;
        let cafe = spending.lines.iter().find(is_cafe).unwrap();
        let derivation = derive(&book, Some(&cafe.key), cafe.currency, period);
        assert_eq!(derivation.rows, [TxnId(2), TxnId(3), TxnId(4)]);
        let sources = derivation.sources(&book);
        assert_eq!(sources.len(), 1);
        assert_eq!((sources[0].title.as_str(), sources[0].rows, sources[0].fetched), ("My Bank", 3, last_ok));
        assert_eq!(derivation.by_hand(&book), ["1 row with a category by your hand"]);
    }
}
