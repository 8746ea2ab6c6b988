//! The row that an entry becomes.

use super::details::Details;
use super::entry::Draft;
use super::figure::Direction;
use super::{account, words};
use crate::domain::{Clean, Counterparty, Currency, Extras, Money, Row, TxnStatus};
use crate::statements::identity::Ids;
use crate::statements::{StatementError, day};

/// What was left out of a row, to be counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lacks {
    pub(super) amount: bool,
    pub(super) day: bool,
    pub(super) direction: bool,
    /// Told for information only: not booked, perhaps never.
    pub(super) booking: bool,
}

/// Parties of one row that are kept.
const MOST_PARTIES: usize = 20;

impl Draft<'_> {
    /// The row: the entry's amount, since that is what the account moved by; its transactions are details of it. An entry without an
    /// amount counts nothing but is kept, since the bank printed it.
    pub(super) fn row(
        &self,
        account: &account::Draft<'_>,
        currency: Currency,
        ids: &mut Ids,
        text: &str,
    ) -> Result<(Row, Lacks), StatementError> {
        let direction = self.direction();
        let written = self.amount.money(currency, "amount", text)?;
        let amount = direction.sign(written.unwrap_or(Money::zero(currency)));
        let is_return = self.is_reversal || self.details.iter().any(|details| details.is_return);
        let other = self.only().and_then(|details| details.parties.other(account.number(), direction, is_return));
        let words = words::of(self, other, direction, amount.currency());
        let status = self.status();
        let is_pending = status == TxnStatus::Pending;
        let day = day::iso(&self.booked).or_else(|| day::iso(&self.valued));
        let accepted = self.only().and_then(|details| day::iso(&details.accepted));
        let row = Row {
            id: ids.id(self.identity(), day, amount),
            posted: day.filter(|_| !is_pending),
            occurred: accepted.or(day.filter(|_| is_pending)),
            memo: words.memo,
            mcc: self.only().and_then(|details| details.category.parse().ok()).filter(|mcc| (1..=9999).contains(mcc)),
            channel: words.channel,
            extras: Extras {
                original: self.original(amount),
                fee: self.fee(amount.currency()),
                reference: self.only().and_then(Details::reference_shown).and_then(Clean::non_empty),
                check_number: self.only().and_then(|details| Clean::non_empty(&details.check)),
                counterparties: self.counterparties(account.number(), direction, is_return),
                ..Extras::default()
            }
            .boxed(),
            ..Row::new(status, amount, words.text)
        };
        let lacks = Lacks {
            amount: written.is_none(),
            day: day.is_none(),
            direction: direction == Direction::Unsaid,
            booking: self.status == "INFO",
        };
        Ok((row, lacks))
    }

    /// BOOK, and what a bank does not say, is booked. Everything that is not yet booked is pending: PDNG, FUTR (booked on a later day)
    /// and INFO, which is told without being booked.
    fn status(&self) -> TxnStatus {
        match &*self.status {
            "PDNG" | "FUTR" | "INFO" => TxnStatus::Pending,
            _ => TxnStatus::Posted,
        }
    }

    fn original(&self, amount: Money) -> Option<Money> {
        self.conversion.original(amount).or_else(|| self.only()?.conversion.original(amount))
    }

    fn fee(&self, currency: Currency) -> Option<Money> {
        self.charges.fee(currency).or_else(|| self.only()?.charges.fee(currency))
    }

    fn counterparties(&self, own: &str, direction: Direction, is_return: bool) -> Vec<Counterparty> {
        let others = self.details.iter().filter_map(|details| {
            details.parties.other(own, details.direction.or(direction), is_return || details.is_return)
        });
        let mut parties: Vec<Counterparty> = Vec::new();
        for party in others.flat_map(super::party::Party::counterparties) {
            if parties.len() < MOST_PARTIES && !parties.contains(&party) {
                parties.push(party);
            }
        }
        parties
    }
}
