//! A mapping for a file that no layout knows: its header's words and what its columns look like, scored against each other. It is a
//! proposal and always asked about.

use std::collections::BTreeMap;

use super::column::{Looks, look};
use super::layout::{Column, Layout};
use super::role::{Role, plain};
use super::{dates, pair, words};

/// The header of a file that no layout knows.
pub(super) struct Header {
    /// Its record.
    pub(super) at: usize,
    /// Its cells in the form of [`plain`].
    names: Vec<String>,
}

/// A proposed mapping.
pub(super) struct Guess {
    pub(super) layout: Layout,
    pub(super) header: Option<usize>,
}

/// Records in which a header may stand.
const HEADER_WITHIN: usize = 60;

/// The record whose cells are words of headers, at least two of them and no date or number among them.
pub(super) fn header(sample: &[Vec<String>]) -> Option<Header> {
    let mut best: Option<(usize, Header)> = None;
    for (at, row) in sample.iter().take(HEADER_WITHIN).enumerate() {
        let names: Vec<String> = row.iter().map(|cell| plain(cell)).collect();
        let known = names.iter().filter(|name| !name.is_empty() && !words::roles(name).is_empty()).count();
        let has = |role: Role| names.iter().any(|name| words::roles(name).iter().any(|(own, _)| *own == Some(role)));
        let is_data = row.iter().any(|cell| dates::is_date(cell));
        let telling = has(Role::Date) || has(Role::Occurred) || has(Role::Amount) || has(Role::Debit);
        if known >= 2 && !is_data && telling && best.as_ref().is_none_or(|(most, _)| known > *most) {
            best = Some((known, Header { at, names }));
        }
    }
    best.map(|(_, header)| header).or_else(|| unknown_header(sample))
}

/// A record of words before the first with a date, as long as that one: a header in a language that the table lacks.
fn unknown_header(sample: &[Vec<String>]) -> Option<Header> {
    let first = sample.iter().take(HEADER_WITHIN).position(|row| row.iter().any(|cell| dates::is_date(cell)))?;
    let (at, row) = (first.checked_sub(1)?, sample.get(first.checked_sub(1)?)?);
    let is_words = row
        .iter()
        .filter(|cell| !cell.trim().is_empty())
        .all(|cell| !cell.trim().starts_with(|c: char| c.is_ascii_digit()));
    let is_as_long = sample.get(first).is_some_and(|data| data.len().abs_diff(row.len()) <= 1);
    (is_words && is_as_long && row.len() > 2)
        .then(|| Header { at, names: row.iter().map(|cell| plain(cell)).collect() })
}

/// Proposes a mapping; `None` when the sample has no column of dates or none of amounts.
pub(super) fn guess(sample: &[Vec<String>]) -> Option<Guess> {
    let header = header(sample);
    let skip = header.as_ref().map_or(0, |header| header.at + 1);
    let names: &[String] = header.as_ref().map_or(&[], |header| &header.names);
    let rows: Vec<&Vec<String>> = sample.iter().skip(skip).filter(|row| row.len() > 1).collect();
    let width = names.len().max(rows.iter().map(|row| row.len()).max().unwrap_or(0)).min(super::MAX_COLUMNS);
    let looks: Vec<Looks> = (0..width).map(|at| look(&rows, at)).collect();
    let mut proposal = Proposal { names, looks: &looks, rows: &rows, columns: BTreeMap::new() };
    proposal.dates()?;
    proposal.amounts()?;
    proposal.rest();
    let columns = proposal.columns;
    let layout = Layout {
        name: "proposed".to_owned(),
        title: "proposed columns".to_owned(),
        columns: columns
            .into_iter()
            .map(|(role, places)| (role, places.iter().map(|at| Column::At(at + 1)).collect()))
            .collect(),
        continues: true,
        ..Layout::default()
    };
    Some(Guess { layout, header: header.map(|header| header.at) })
}

/// A mapping in the making.
struct Proposal<'a> {
    names: &'a [String],
    looks: &'a [Looks],
    rows: &'a [&'a Vec<String>],
    columns: BTreeMap<Role, Vec<usize>>,
}

impl Proposal<'_> {
    /// Columns whose header can mean the role, the likeliest first.
    fn named(&self, role: Role) -> Vec<usize> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (at, name) in self.names.iter().enumerate() {
            let rank = words::roles(name).iter().find(|(own, _)| *own == Some(role)).map(|(_, rank)| *rank);
            found.extend(rank.map(|rank| (rank, at)));
        }
        found.sort_unstable();
        found.into_iter().map(|(_, at)| at).collect()
    }

    fn is_ignored(&self, at: usize) -> bool {
        self.names.get(at).is_some_and(|name| words::roles(name).iter().any(|(role, _)| role.is_none()))
    }

    fn is_free(&self, at: usize) -> bool {
        !self.columns.values().any(|places| places.contains(&at))
    }

    fn looks(&self, at: usize, test: impl Fn(&Looks) -> bool) -> bool {
        self.looks.get(at).is_some_and(test)
    }

    /// Without rows a header's word is enough.
    fn dates(&mut self) -> Option<()> {
        let empty = self.rows.is_empty();
        let fits = |at: &usize| empty || self.looks(*at, Looks::is_dates);
        let named = self.named(Role::Date).into_iter().find(fits);
        let occurred = self.named(Role::Occurred).into_iter().find(fits);
        let any = (0..self.looks.len()).find(|at| self.looks(*at, Looks::is_dates) && !self.is_ignored(*at));
        let date = named.or(occurred).or(any)?;
        self.columns.insert(Role::Date, vec![date]);
        if let Some(occurred) = occurred.filter(|at| *at != date) {
            self.columns.insert(Role::Occurred, vec![occurred]);
        }
        Some(())
    }

    fn amounts(&mut self) -> Option<()> {
        let empty = self.rows.is_empty();
        let usable = |at: &usize| self.is_free(*at) && (empty || self.looks(*at, Looks::is_amounts));
        let amounts: Vec<usize> = self.named(Role::Amount).into_iter().filter(usable).collect();
        // beside a fee the net is what moves
        let has_fee = !self.named(Role::Fee).is_empty();
        let is_net = |at: &usize| has_fee && self.names.get(*at).is_some_and(|name| name.starts_with("net"));
        let amount = amounts.iter().copied().find(is_net).or(amounts.first().copied());
        let side = |role: Role| {
            self.named(role)
                .into_iter()
                .find(|at| self.is_free(*at) && (empty || self.looks(*at, Looks::is_amounts_or_blank)))
        };
        let sides = side(Role::Debit).zip(side(Role::Credit)).filter(|(debit, credit)| debit != credit);
        let balance =
            self.named(Role::Balance).into_iter().find(|at| self.is_free(*at) && self.looks(*at, Looks::is_amounts));
        let indicator = self.indicator();
        if let Some(balance) = balance {
            self.columns.insert(Role::Balance, vec![balance]);
        }
        match (amount, sides) {
            (Some(amount), _) if empty || self.looks(amount, |looks| looks.negatives > 0) => {
                self.columns.insert(Role::Amount, vec![amount]);
            }
            (amount, Some((debit, credit))) if amount.is_none() || !self.looks(debit, Looks::is_blank) => {
                self.columns.insert(Role::Debit, vec![debit]);
                self.columns.insert(Role::Credit, vec![credit]);
            }
            (Some(amount), _) => {
                self.columns.insert(Role::Amount, vec![amount]);
                if let Some(indicator) = indicator.filter(|at| *at != amount) {
                    self.columns.insert(Role::Indicator, vec![indicator]);
                }
            }
            (None, _) => self.amounts_by_look(indicator)?,
        }
        Some(())
    }

    /// Without a telling header: a running balance proves which column is what, else two columns of which each row fills one, else
    /// the first amount.
    fn amounts_by_look(&mut self, indicator: Option<usize>) -> Option<()> {
        let free: Vec<usize> = (0..self.looks.len())
            .filter(|at| self.is_free(*at) && !self.is_ignored(*at) && self.looks(*at, Looks::is_amounts_or_blank))
            .collect();
        let found = pair::find(self.rows, &free, self.columns.get(&Role::Balance).and_then(|at| at.first().copied()))?;
        for (role, at) in found {
            self.columns.insert(role, vec![at]);
        }
        if let (Some(amount), Some(indicator)) = (self.columns.get(&Role::Amount), indicator)
            && amount.first().is_some_and(|at| self.looks(*at, |looks| looks.negatives == 0))
        {
            self.columns.insert(Role::Indicator, vec![indicator]);
        }
        Some(())
    }

    /// A column whose words nearly all say in or out; without a header, only words that say nothing else.
    fn indicator(&self) -> Option<usize> {
        let named = self.named(Role::Indicator).into_iter().chain(self.named(Role::Channel));
        let by_name = named.filter(|at| self.is_free(*at)).find(|at| self.looks(*at, |looks| looks.is_signs(false)));
        by_name.or_else(|| {
            (0..self.looks.len()).find(|at| self.is_free(*at) && self.looks(*at, |looks| looks.is_signs(true)))
        })
    }

    /// The column of words that differ, where one says the same in every row (`No Description`) and less.
    fn says_more(&self, at: usize) -> Option<usize> {
        let own = self.looks.get(at).filter(|looks| looks.says_one_thing())?;
        let others = (0..self.looks.len()).filter(|at| self.is_free(*at) && !self.is_ignored(*at));
        let longest = others.max_by_key(|at| self.looks.get(*at).map_or(0, |looks| looks.letters))?;
        self.looks(longest, |looks| looks.letters > own.letters && !looks.says_one_thing()).then_some(longest)
    }

    fn rest(&mut self) {
        for (role, _) in Role::ALL {
            if self.columns.contains_key(&role)
                || matches!(
                    role,
                    Role::Amount
                        | Role::Debit
                        | Role::Credit
                        | Role::Indicator
                        | Role::Balance
                        | Role::Date
                        | Role::Occurred
                )
            {
                continue;
            }
            let fits = |at: &usize| self.is_free(*at) && self.looks(*at, |looks| looks.can_be(role));
            let mut places: Vec<usize> = self.named(role).into_iter().filter(fits).collect();
            places.truncate(if role.joins() { 2 } else { 1 });
            if role == Role::Text {
                places.truncate(1);
                if let Some(better) = places.first().and_then(|at| self.says_more(*at)) {
                    places = vec![better];
                }
            }
            if !places.is_empty() {
                self.columns.insert(role, places);
            }
        }
        if !self.columns.contains_key(&Role::Text) {
            // where a remark is all that is said, it is the text
            let memo = self.columns.remove(&Role::Memo).unwrap_or_default();
            let longest = (0..self.looks.len())
                .filter(|at| memo.contains(at) || (self.is_free(*at) && !self.is_ignored(*at)))
                .max_by_key(|at| self.looks.get(*at).map_or(0, |looks| looks.letters));
            self.columns.extend(longest.map(|at| (Role::Text, vec![at])));
            let rest: Vec<usize> = memo.into_iter().filter(|at| Some(*at) != longest).collect();
            if !rest.is_empty() {
                self.columns.insert(Role::Memo, rest);
            }
        }
    }
}
