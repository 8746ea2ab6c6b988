//! One movement of money in the simulated world with its whole life: authorised, then booked or let go, and what it truly was.

use chrono::NaiveDate;

use super::banks::{Cents, SimAccount};
use super::clock::Moment;
use crate::domain::{Category, RowKind};

/// What a movement is known by for ever: its account, the day that brought it about, and its number on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub account: SimAccount,
    pub day: NaiveDate,
    pub slot: u16,
}

/// How a movement ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Booked at that moment.
    Posts(Moment),
    /// Authorised, and let go at that moment.
    Drops(Moment),
}

/// An amount before conversion, in minor units of its ISO 4217 currency, signed like the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    pub minor: i64,
    pub currency: &'static str,
}

/// What a row truly was, which no bank tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    pub kind: RowKind,
    /// The merchant's own name; `None` for what has no merchant.
    pub merchant: Option<&'static str>,
    pub category: Category,
    /// Of a transfer or card payment the other side, of a refund its purchase.
    pub partner: Option<Key>,
    /// The subscription, bill or income that it belongs to.
    pub stream: Option<&'static str>,
}

impl Truth {
    /// A row of that kind without merchant, partner or stream.
    pub(super) fn plain(kind: RowKind, category: Category) -> Self {
        Self { kind, merchant: None, category, partner: None, stream: None }
    }

    /// Money spent at a merchant.
    pub(super) fn spent(merchant: &'static str, category: Category) -> Self {
        Self { merchant: Some(merchant), ..Self::plain(RowKind::Spend, category) }
    }

    /// As a part of that stream.
    pub(super) fn of(self, stream: &'static str) -> Self {
        Self { stream: Some(stream), ..self }
    }

    /// With its other side.
    pub(super) fn with(self, partner: Key) -> Self {
        Self { partner: Some(partner), ..self }
    }
}

/// A movement of money, in our signs: negative is money out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub key: Key,
    /// When it was authorised; `None` for what is booked at once (a transfer, a fee).
    pub authorised: Option<Moment>,
    pub end: End,
    /// Amount while pending: before the tip, or the pump's hold.
    pub held: Cents,
    /// Amount as booked.
    pub amount: Cents,
    pub original: Option<Foreign>,
    /// The bank's words while pending.
    pub pending_text: String,
    /// The bank's words once booked.
    pub text: String,
    pub mcc: Option<u16>,
    pub check: Option<i64>,
    /// Who the bank names as the other party, where it does.
    pub party: Option<&'static str>,
    pub truth: Truth,
}

impl Movement {
    /// A movement that is booked at once.
    pub(super) fn booked(key: Key, at: Moment, amount: Cents, text: String, truth: Truth) -> Self {
        Self {
            key,
            authorised: None,
            end: End::Posts(at),
            held: amount,
            amount,
            original: None,
            pending_text: String::new(),
            text,
            mcc: None,
            check: None,
            party: None,
            truth,
        }
    }

    /// When it was booked.
    pub fn posted(&self) -> Option<Moment> {
        match self.end {
            End::Posts(at) => Some(at),
            End::Drops(_) => None,
        }
    }

    /// When its life ended.
    pub fn ended(&self) -> Moment {
        match self.end {
            End::Posts(at) | End::Drops(at) => at,
        }
    }

    /// When the bank first showed it.
    pub fn begun(&self) -> Moment {
        self.authorised.unwrap_or_else(|| self.ended())
    }
}
