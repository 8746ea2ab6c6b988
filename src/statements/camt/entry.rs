//! One Ntry: a movement of the account, with the transactions that it is made of.

use std::borrow::Cow;

use super::charges::Charges;
use super::code::Code;
use super::details::{Conversion, Details, is_reference};
use super::figure::{Direction, Figure, Value, append, first, is_true};

/// The values of an entry as written.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    pub(super) amount: Figure<'a>,
    pub(super) direction: Direction,
    pub(super) is_reversal: bool,
    pub(super) status: Cow<'a, str>,
    pub(super) booked: Cow<'a, str>,
    pub(super) valued: Cow<'a, str>,
    pub(super) servicer_reference: Cow<'a, str>,
    pub(super) reference: Cow<'a, str>,
    pub(super) info: Cow<'a, str>,
    pub(super) conversion: Conversion<'a>,
    pub(super) charges: Charges<'a>,
    pub(super) code: Code<'a>,
    /// The transactions, those beyond [`MOST_DETAILS`] only counted.
    pub(super) details: Vec<Details<'a>>,
    pub(super) transactions: usize,
    /// `NbOfTxs`: how many transactions a batch has whose details are not in the file.
    batch: Cow<'a, str>,
}

/// Transactions of one entry that are kept; no text shows more.
const MOST_DETAILS: usize = 100;

impl<'a> Draft<'a> {
    /// A value below Ntry and beside `TxDtls`. Versions up to 7 write the status as a word, later ones as a code within.
    pub(super) fn leaf(&mut self, path: &[&str], value: Value<'a>) {
        match path {
            ["Amt"] => self.amount = Figure::of(value),
            ["CdtDbtInd"] => self.direction = Direction::of(&value.text),
            ["RvslInd"] => self.is_reversal = is_true(&value.text),
            ["Sts"] | ["Sts", "Cd" | "Prtry"] => first(&mut self.status, value.text),
            ["BookgDt"] | ["BookgDt", _] => first(&mut self.booked, value.text),
            ["ValDt"] | ["ValDt", _] => first(&mut self.valued, value.text),
            ["AcctSvcrRef"] => self.servicer_reference = value.text,
            ["NtryRef"] => self.reference = value.text,
            ["AddtlNtryInf"] => append(&mut self.info, value.text),
            ["AmtDtls", path @ ..] => self.conversion.leaf(path, value),
            ["BkTxCd", path @ ..] => self.code.leaf(path, value),
            ["Chrgs", path @ ..] => self.charges.leaf(path, value),
            ["NtryDtls", "Btch", "NbOfTxs"] | ["Btch", "NbOfTxs"] => first(&mut self.batch, value.text),
            _ => {}
        }
    }

    /// Takes a transaction in.
    pub(super) fn add(&mut self, details: Details<'a>) {
        self.transactions += 1;
        if self.details.len() < MOST_DETAILS {
            self.details.push(details);
        }
    }

    /// The transaction, where there is exactly one.
    pub(super) fn only(&self) -> Option<&Details<'a>> {
        self.details.first().filter(|_| self.transactions == 1)
    }

    /// How many transactions the movement stands for, by its details or by what the bank says of the batch.
    pub(super) fn count(&self) -> usize {
        self.transactions.max(self.batch.parse().unwrap_or(0))
    }

    /// The direction, of the transaction where the entry itself does not say.
    pub(super) fn direction(&self) -> Direction {
        self.details.iter().fold(self.direction, |known, details| known.or(details.direction))
    }

    /// The bank's reference of the movement: its own, else that of the only transaction, else that of the entry. The last is in some
    /// files a mere number within the statement, which another file gives to another entry: a short one identifies nothing.
    pub(super) fn identity(&self) -> &str {
        const SHORT: usize = 8;
        let of_transaction = self.only().map_or("", |details| &*details.servicer_reference);
        let of_bank = [&*self.servicer_reference, of_transaction].into_iter().find(|reference| is_reference(reference));
        let of_entry = Some(&*self.reference).filter(|own| own.len() >= SHORT && is_reference(own));
        of_bank.or(of_entry).unwrap_or_default()
    }
}
