//! The small values that records are made of: days, moments, exact numbers, money, and texts that were cleaned before.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::domain::{Clean, ConnectionId, Currency, Meta, Money, ProviderId};

use super::Unreadable;

/// Days since the first of January of the year 1, that day being 1.
pub(super) fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

pub(super) fn date(day: i32) -> Result<NaiveDate, Unreadable> {
    NaiveDate::from_num_days_from_ce_opt(day).ok_or(Unreadable("it has a day outside the calendar"))
}

/// A moment: seconds since 1970 and nanoseconds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Moment(i64, u32);

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp(), at.timestamp_subsec_nanos())
    }
}

impl TryFrom<Moment> for DateTime<Utc> {
    type Error = Unreadable;

    fn try_from(Moment(seconds, nanos): Moment) -> Result<Self, Unreadable> {
        DateTime::from_timestamp(seconds, nanos).ok_or(Unreadable("it has a moment outside the calendar"))
    }
}

/// An exact decimal: its digits and how many of them stand behind the point.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Number {
    mantissa: i128,
    scale: u32,
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        Self { mantissa: decimal.mantissa(), scale: decimal.scale() }
    }
}

impl TryFrom<Number> for Decimal {
    type Error = Unreadable;

    fn try_from(number: Number) -> Result<Self, Unreadable> {
        Decimal::try_from_i128_with_scale(number.mantissa, number.scale)
            .map_err(|_| Unreadable("it has a number of more than 28 digits"))
    }
}

/// An amount with its currency's id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct MoneyRecord<'a> {
    amount: Number,
    #[serde(borrow)]
    currency: Cow<'a, str>,
}

impl From<Money> for MoneyRecord<'_> {
    fn from(money: Money) -> Self {
        Self { amount: money.amount().into(), currency: Cow::Owned(money.currency().id().to_owned()) }
    }
}

impl TryFrom<MoneyRecord<'_>> for Money {
    type Error = Unreadable;

    fn try_from(record: MoneyRecord<'_>) -> Result<Self, Unreadable> {
        money(record.amount, currency(&record.currency)?)
    }
}

pub(super) fn money(amount: Number, currency: Currency) -> Result<Money, Unreadable> {
    Money::new(amount.try_into()?, currency).map_err(|_| Unreadable("it has an amount out of range"))
}

pub(super) fn currency(id: &str) -> Result<Currency, Unreadable> {
    Currency::parse(id).map_err(|_| Unreadable("it has an unknown currency"))
}

pub(super) fn clean(text: &str) -> Clean {
    Clean::from_store(Arc::from(text))
}

/// Words of a provider, by their names.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct MetaRecord<'a>(#[serde(borrow)] Vec<(&'a str, &'a str)>);

impl<'a> From<&'a Meta> for MetaRecord<'a> {
    fn from(meta: &'a Meta) -> Self {
        Self(meta.iter().map(|(name, word)| (name.as_str(), word.as_str())).collect())
    }
}

impl From<MetaRecord<'_>> for Meta {
    fn from(record: MetaRecord<'_>) -> Self {
        record.0.into_iter().map(|(name, word)| (clean(name), clean(word))).collect()
    }
}

pub(super) fn provider(id: &str) -> Result<ProviderId, Unreadable> {
    ProviderId::new(id).ok_or(Unreadable("it has an id of a provider that is empty or too long"))
}

pub(super) fn connection(name: &str) -> Result<ConnectionId, Unreadable> {
    ConnectionId::new(name).ok_or(Unreadable("it has a connection's name that is none"))
}

/// Brings an optional field back.
pub(super) fn maybe<T, U: TryFrom<T, Error = Unreadable>>(value: Option<T>) -> Result<Option<U>, Unreadable> {
    value.map(U::try_from).transpose()
}
