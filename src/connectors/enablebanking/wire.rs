//! The shapes of Enable Banking's answers, as far as they are read. Unknown fields and values are passed over, a missing or null field
//! is the same.

#![expect(clippy::struct_field_names, reason = "the names are Enable Banking's")]

use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
pub(super) struct Banks {
    #[serde(default)]
    pub aspsps: Vec<Aspsp>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Aspsp {
    pub name: String,
    /// Seconds.
    pub maximum_consent_validity: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Auth {
    pub url: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Session {
    pub session_id: String,
    #[serde(default)]
    pub accounts: Vec<Account>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SessionState {
    pub status: String,
    pub access: Option<Access>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Access {
    pub valid_until: Option<String>,
}

/// An account as the session tells it; kept sealed, since nothing else names it again without a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Account {
    /// Good for this session alone.
    pub uid: Option<String>,
    /// Good for ever.
    pub identification_hash: Option<String>,
    pub account_id: Option<Number>,
    pub name: Option<String>,
    pub details: Option<String>,
    pub product: Option<String>,
    pub cash_account_type: Option<String>,
    pub currency: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Number {
    pub iban: Option<String>,
    pub other: Option<Other>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Other {
    pub identification: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Amount {
    pub currency: String,
    pub amount: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Balances {
    #[serde(default)]
    pub balances: Vec<Balance>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Balance {
    pub balance_type: Option<String>,
    pub balance_amount: Amount,
    pub last_change_date_time: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub transactions: Vec<Transaction>,
    pub continuation_key: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Transaction {
    pub entry_reference: Option<String>,
    pub transaction_amount: Amount,
    pub credit_debit_indicator: String,
    pub status: Option<String>,
    pub booking_date: Option<String>,
    pub value_date: Option<String>,
    pub transaction_date: Option<String>,
    pub merchant_category_code: Option<String>,
    pub creditor: Option<Party>,
    pub debtor: Option<Party>,
    pub remittance_information: Option<Vec<String>>,
    pub bank_transaction_code: Option<Code>,
    pub balance_after_transaction: Option<Amount>,
    pub reference_number: Option<String>,
    pub note: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Party {
    pub name: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Code {
    pub description: Option<String>,
    pub code: Option<String>,
}
