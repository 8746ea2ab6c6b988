//! A layout bound to one file: which field of a record is what.

use super::layout::{Column, Layout};
use super::role::{self, Role, plain};
use crate::domain::Currency;
use crate::statements::{DateOrder, Options};

/// Fields by their index from 0.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) date: Vec<usize>,
    pub(super) occurred: Option<usize>,
    pub(super) amount: Option<usize>,
    pub(super) debit: Option<usize>,
    pub(super) credit: Option<usize>,
    pub(super) indicator: Option<usize>,
    pub(super) balance: Option<usize>,
    pub(super) currency: Option<usize>,
    pub(super) id: Option<usize>,
    pub(super) account: Option<usize>,
    pub(super) text: Vec<usize>,
    pub(super) memo: Vec<usize>,
    pub(super) reference: Option<usize>,
    pub(super) check: Option<usize>,
    pub(super) mcc: Option<usize>,
    pub(super) status: Option<usize>,
    pub(super) fee: Option<usize>,
    pub(super) original: Option<usize>,
    pub(super) original_currency: Option<usize>,
    pub(super) location: Vec<usize>,
    pub(super) channel: Option<usize>,
    pub(super) require: Option<usize>,
    /// Of amounts whose row names none.
    pub(super) currency_of_file: Option<Currency>,
    /// Records before the first that can be a transaction.
    pub(super) skip: usize,
    /// The header's date cell, so that a header that comes again is known.
    pub(super) header: Vec<String>,
    pub(super) dates: Vec<DateOrder>,
}

impl Plan {
    /// Binds the layout to a header, the record of that index; files without one have only numbered columns. `None` when a column
    /// that a row cannot do without is missing.
    pub(super) fn bind(
        layout: &Layout,
        sample: &[Vec<String>],
        header: Option<usize>,
        options: &Options,
    ) -> Option<Self> {
        let cells: &[String] = header.and_then(|at| sample.get(at)).map_or(&[], Vec::as_slice);
        let titles: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
        let place = |column: &Column| match column {
            Column::At(number) => number.checked_sub(1),
            Column::Named(spellings) => spellings.iter().find_map(|own| titles.iter().position(|name| name == own)),
        };
        let all = |role: Role| layout.columns(role).iter().filter_map(place).collect::<Vec<_>>();
        let one = |role: Role| all(role).first().copied();
        let mut plan = Self {
            date: all(Role::Date),
            occurred: one(Role::Occurred),
            amount: one(Role::Amount),
            debit: one(Role::Debit),
            credit: one(Role::Credit),
            indicator: one(Role::Indicator),
            balance: one(Role::Balance),
            currency: one(Role::Currency),
            id: one(Role::Id),
            account: one(Role::Account),
            text: all(Role::Text),
            memo: all(Role::Memo),
            reference: one(Role::Reference),
            check: one(Role::Check),
            mcc: one(Role::Mcc),
            status: one(Role::Status),
            fee: one(Role::Fee),
            original: one(Role::Original),
            original_currency: one(Role::OriginalCurrency),
            location: all(Role::Location),
            channel: one(Role::Channel),
            require: layout.require.and_then(one),
            currency_of_file: None,
            skip: header.map_or(0, |at| at + 1),
            header: titles.clone(),
            dates: options.dates.map_or_else(|| layout.dates.clone(), |order| vec![order]),
        };
        if plan.date.is_empty() {
            plan.date.extend(plan.occurred);
        }
        if plan.amount.is_some() {
            (plan.debit, plan.credit) = (None, None);
        }
        let mut headers = [plan.amount, plan.debit, plan.credit].into_iter().flatten().filter_map(|at| cells.get(at));
        plan.currency_of_file =
            options.currency.or_else(|| headers.find_map(|cell| role::currency_in(cell))).or(layout.currency);
        let has_amount = plan.amount.is_some() || (plan.debit.is_some() && plan.credit.is_some());
        (has_amount && !plan.date.is_empty()).then_some(plan)
    }

    /// The fields in which amounts stand.
    pub(super) fn amounts(&self) -> impl Iterator<Item = usize> {
        [self.amount, self.debit, self.credit].into_iter().flatten()
    }
}
