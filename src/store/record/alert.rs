//! An alert, as it lies on disk.

use serde::{Deserialize, Serialize};

use crate::domain::{AccountId, Alert, AlertId, AlertState, ConnectionId, Severity, TxnId};

use super::Unreadable;
use super::codes::Coded;
use super::shape::first;
use super::values::{MetaRecord, Moment, clean, connection};

first!(AlertRecord<'a>);

#[derive(Serialize, Deserialize)]
pub(in crate::store) struct AlertRecord<'a> {
    rule: &'a str,
    severity: u8,
    account: Option<u32>,
    txn: Option<u64>,
    #[serde(borrow)]
    connection: Option<&'a str>,
    created: Moment,
    state: u8,
    #[serde(borrow)]
    payload: MetaRecord<'a>,
}

impl<'a> From<&'a Alert> for AlertRecord<'a> {
    fn from(alert: &'a Alert) -> Self {
        Self {
            rule: alert.rule.as_str(),
            severity: alert.severity.code(),
            account: alert.account.map(|account| account.0),
            txn: alert.txn.map(|row| row.0),
            connection: alert.connection.as_ref().map(ConnectionId::as_str),
            created: alert.created.into(),
            state: alert.state.code(),
            payload: (&alert.payload).into(),
        }
    }
}

impl AlertRecord<'_> {
    /// The alert, under the id by which its record was found.
    pub(in crate::store) fn into_alert(self, id: AlertId) -> Result<Alert, Unreadable> {
        Ok(Alert {
            id,
            rule: clean(self.rule),
            severity: Severity::from_code(self.severity)?,
            account: self.account.map(AccountId),
            txn: self.txn.map(TxnId),
            connection: self.connection.map(connection).transpose()?,
            created: self.created.try_into()?,
            state: AlertState::from_code(self.state)?,
            payload: self.payload.into(),
        })
    }
}
