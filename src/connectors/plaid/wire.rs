//! The shapes of Plaid's answers, as far as they are read. Unknown fields and values are passed over, a missing or null field is the
//! same, amounts keep their digits.

use serde::{Deserialize, Serialize};
use serde_json::Number;

#[derive(Debug, Deserialize)]
pub(super) struct LinkToken {
    pub link_token: String,
    pub hosted_link_url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LinkProgress {
    #[serde(default)]
    pub link_sessions: Vec<LinkSession>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LinkSession {
    pub finished_at: Option<String>,
    pub results: Option<LinkResults>,
    /// The older form of the same.
    pub on_success: Option<PublicToken>,
    pub exit: Option<serde_json::Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LinkResults {
    pub item_add_results: Vec<PublicToken>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PublicToken {
    pub public_token: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Exchanged {
    pub access_token: String,
    pub item_id: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ItemAnswer {
    pub item: Item,
    pub status: Option<ItemStatus>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub institution_id: Option<String>,
    pub institution_name: Option<String>,
    pub consent_expiration_time: Option<String>,
    pub error: Option<super::errors::Told>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ItemStatus {
    pub transactions: Option<ProductStatus>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ProductStatus {
    pub last_successful_update: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct InstitutionAnswer {
    pub institution: Institution,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Plaid's")]
pub(super) struct Institution {
    pub institution_id: String,
    pub name: String,
    pub url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct AccountsAnswer {
    pub accounts: Vec<Account>,
}

#[derive(Debug, Clone, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Plaid's")]
pub(super) struct Account {
    pub account_id: String,
    pub persistent_account_id: Option<String>,
    pub mask: Option<String>,
    pub name: Option<String>,
    pub official_name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub subtype: Option<String>,
    pub holder_category: Option<String>,
    pub balances: Balances,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Balances {
    pub available: Option<Number>,
    pub current: Option<Number>,
    pub limit: Option<Number>,
    pub iso_currency_code: Option<String>,
    pub unofficial_currency_code: Option<String>,
    pub last_updated_datetime: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    pub added: Vec<Transaction>,
    #[serde(default)]
    pub modified: Vec<Transaction>,
    #[serde(default)]
    pub removed: Vec<Removed>,
    #[serde(default)]
    pub accounts: Vec<Account>,
    pub next_cursor: String,
    pub has_more: bool,
    pub transactions_update_status: Option<String>,
    pub request_id: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Removed {
    pub transaction_id: String,
    /// Missing in answers of old.
    pub account_id: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Plaid's")]
pub(super) struct Transaction {
    pub transaction_id: String,
    pub account_id: String,
    pub amount: Number,
    pub iso_currency_code: Option<String>,
    pub unofficial_currency_code: Option<String>,
    pub date: Option<String>,
    pub authorized_date: Option<String>,
    pub authorized_datetime: Option<String>,
    pub name: Option<String>,
    pub original_description: Option<String>,
    pub merchant_name: Option<String>,
    pub merchant_entity_id: Option<String>,
    pub website: Option<String>,
    pub logo_url: Option<String>,
    #[serde(default)]
    pub pending: bool,
    pub pending_transaction_id: Option<String>,
    pub payment_channel: Option<String>,
    pub payment_meta: Option<PaymentMeta>,
    pub location: Option<Location>,
    pub counterparties: Option<Vec<Party>>,
    pub personal_finance_category: Option<FinanceCategory>,
    pub check_number: Option<String>,
    pub account_owner: Option<String>,
    pub transaction_code: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PaymentMeta {
    pub reference_number: Option<String>,
    pub reason: Option<String>,
    pub ppd_id: Option<String>,
    pub payment_method: Option<String>,
    pub payment_processor: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Location {
    pub address: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
    pub store_number: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Party {
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub entity_id: Option<String>,
    pub website: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct FinanceCategory {
    pub primary: Option<String>,
    pub detailed: Option<String>,
    pub confidence_level: Option<String>,
    pub version: Option<String>,
}
