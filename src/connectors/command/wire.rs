//! The JSON that a program prints, version 1. A key that is not known here is an error: a word that is spelled wrong must not go unread.

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Printed {
    pub version: u32,
    pub accounts: Vec<Account>,
    /// Words for the person.
    #[serde(default)]
    pub notices: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub id: String,
    pub name: String,
    pub bank: String,
    pub kind: Option<String>,
    pub currency: String,
    /// Last digits of its number.
    pub number: Option<String>,
    pub balance: Option<Value>,
    pub available: Option<Value>,
    pub limit: Option<Value>,
    /// RFC 3339.
    pub as_of: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    /// True where nothing between `from` and `to` is left out.
    #[serde(default)]
    pub complete: bool,
    #[serde(default)]
    pub transactions: Vec<Transaction>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Transaction {
    pub id: Option<String>,
    pub date: String,
    #[serde(default)]
    pub pending: bool,
    /// Day of the purchase, where it is another.
    pub purchased: Option<String>,
    pub amount: Value,
    pub text: String,
    pub merchant: Option<String>,
    pub memo: Option<String>,
    pub reference: Option<String>,
    pub category: Option<String>,
    pub mcc: Option<u16>,
}
