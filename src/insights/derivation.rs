//! Where a figure comes from: the rows that make it, the rules that were applied, and what was left out and why. As data, so that a
//! screen can lead to the rows and a command can print them.

use crate::domain::TxnId;

/// How a figure came about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derivation {
    /// In the order in which they were applied, a sentence each.
    pub rules: Vec<String>,
    /// The rows that make the figure, oldest first.
    pub rows: Vec<TxnId>,
    pub left_out: Vec<LeftOut>,
}

/// Rows of the same account and days that are no part of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// In the words of a screen: `transfer`, `hidden by you`.
    pub why: &'static str,
    pub rows: Vec<TxnId>,
}

impl Derivation {
    /// Takes in a row that is no part, among those left out for the same reason.
    pub(super) fn leave_out(&mut self, row: TxnId, why: &'static str) {
        match self.left_out.iter_mut().find(|left| left.why == why) {
            Some(left) => left.rows.push(row),
            None => self.left_out.push(LeftOut { why, rows: vec![row] }),
        }
    }
}
