//! The shapes of PayPal's answers, as far as they are read. Unknown fields and values are passed over, a missing or null field is the
//! same.

#![expect(clippy::struct_field_names, reason = "the names are PayPal's")]

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Token {
    pub access_token: String,
    /// Seconds.
    pub expires_in: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Amount {
    pub currency_code: String,
    /// Signed decimal text.
    pub value: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Balances {
    #[serde(default)]
    pub balances: Vec<Balance>,
    pub account_id: Option<String>,
    pub as_of_time: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Balance {
    pub currency: String,
    #[serde(default)]
    pub primary: bool,
    pub total_balance: Option<Amount>,
    pub available_balance: Option<Amount>,
    pub withheld_balance: Option<Amount>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub transaction_details: Vec<Detail>,
    pub total_pages: Option<u32>,
    pub last_refreshed_datetime: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Detail {
    pub transaction_info: Info,
    pub payer_info: Option<Payer>,
    pub cart_info: Option<Cart>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Info {
    pub transaction_id: String,
    pub paypal_reference_id: Option<String>,
    pub paypal_reference_id_type: Option<String>,
    pub transaction_event_code: Option<String>,
    pub transaction_initiation_date: String,
    pub transaction_updated_date: Option<String>,
    pub transaction_amount: Amount,
    pub fee_amount: Option<Amount>,
    pub transaction_status: Option<String>,
    pub transaction_subject: Option<String>,
    pub transaction_note: Option<String>,
    pub ending_balance: Option<Amount>,
    pub invoice_id: Option<String>,
    pub instrument_type: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Payer {
    pub account_id: Option<String>,
    pub payer_name: Option<Name>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Name {
    pub given_name: Option<String>,
    pub surname: Option<String>,
    pub alternate_full_name: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Cart {
    pub item_details: Option<Vec<Item>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Item {
    pub item_name: Option<String>,
}
