//! The shapes of FDX's answers, as far as they are read: 5.x wraps an account or a row in a key of its kind, 6.x is flat and names the
//! kind in a field. Unknown fields and values are passed over, amounts keep their digits.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};

/// One page of a list. The list itself is missing where the bank gave none, which is not the same as an empty one.
#[derive(Debug, Default, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are FDX's")]
#[serde(default)]
pub(super) struct Page {
    pub page: Option<Paging>,
    pub links: Option<Links>,
    pub accounts: Option<Vec<Value>>,
    pub transactions: Option<Vec<Value>>,
}

/// A list out of all its pages.
#[derive(Debug)]
pub(super) struct Listed<T> {
    pub items: Vec<T>,
    /// False where the bank said, or let see, that there is more than it gave: nothing follows from what is not there.
    pub whole: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Paging {
    /// To 5.x: a number, or a text.
    pub next_offset: Option<Value>,
    /// From 6.0 on.
    pub next_page_key: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Links {
    pub next: Option<Link>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Link {
    pub href: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are FDX's")]
pub(super) struct Account {
    pub account_id: String,
    #[serde(default)]
    pub account_category: String,
    pub account_type: Option<String>,
    pub account_number_display: Option<String>,
    pub product_name: Option<String>,
    pub nickname: Option<String>,
    pub status: Option<String>,
    pub currency: Option<Currency>,
    pub balance_as_of: Option<String>,
    pub current_balance: Option<Number>,
    pub available_balance: Option<Number>,
    pub principal_balance: Option<Number>,
    pub current_value: Option<Number>,
    pub available_cash_balance: Option<Number>,
    pub credit_line: Option<Number>,
    pub available_credit: Option<Number>,
    pub minimum_payment_amount: Option<Number>,
    pub next_payment_date: Option<String>,
    pub last_stmt_balance: Option<Number>,
}

impl Account {
    /// True when these figures are all there is to know: a list may give descriptors alone.
    pub fn has_balance(&self) -> bool {
        self.current_balance.is_some() || self.principal_balance.is_some() || self.current_value.is_some()
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Currency {
    pub currency_code: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are FDX's")]
pub(super) struct Transaction {
    pub transaction_id: String,
    pub reference_transaction_id: Option<String>,
    pub posted_timestamp: Option<String>,
    pub transaction_timestamp: Option<String>,
    pub description: Option<String>,
    pub memo: Option<String>,
    pub amount: Number,
    pub debit_credit_memo: Option<String>,
    pub status: Option<String>,
    pub transaction_type: Option<String>,
    pub category: Option<String>,
    pub sub_category: Option<String>,
    pub payee: Option<String>,
    pub check_number: Option<Value>,
    pub foreign_amount: Option<Number>,
    pub foreign_currency: Option<String>,
}

impl Listed<Value> {
    /// Every account or row of it, see [`bare`]; `None` where one cannot be read.
    pub fn read<T: DeserializeOwned>(self, kind: &str) -> Option<Listed<T>> {
        let items = self.items.into_iter().map(|value| bare(value, kind)).collect::<Option<_>>()?;
        Some(Listed { items, whole: self.whole })
    }
}

/// An account or a row out of whatever it is wrapped in. `kind` is `Account` or `Transaction`; what wraps it becomes its category where
/// it names none: `locAccount` is `LOC_ACCOUNT`.
pub(super) fn bare<T: DeserializeOwned>(value: Value, kind: &str) -> Option<T> {
    let Value::Object(mut object) = value else { return None };
    let wrap = object.iter().find(|(key, inner)| key.ends_with(kind) && inner.is_object()).map(|(key, _)| key.clone());
    if let Some(key) = wrap.filter(|_| !object.contains_key(&format!("{}Id", kind.to_ascii_lowercase()))) {
        let Some(Value::Object(inner)) = object.remove(&key) else { return None };
        object = inner;
        let category = key.strip_suffix(kind).unwrap_or_default();
        let category = format!("{category}_{kind}").to_ascii_uppercase();
        object.entry("accountCategory").or_insert(Value::String(category));
    }
    drop_nulls(&mut object);
    serde_json::from_value(Value::Object(object)).ok()
}

/// Null and missing are the same.
fn drop_nulls(object: &mut Map<String, Value>) {
    object.retain(|_, value| !value.is_null());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wrapped_account_reads_as_a_flat_one() {
        let wrapped: Account =
            bare(json!({"locAccount": {"accountId": "a", "currentBalance": 1.10}}), "Account").unwrap();
        let flat =
            json!({"accountId": "a", "accountCategory": "LOC_ACCOUNT", "currentBalance": 1.10, "nickname": null});
        let flat: Account = bare(flat, "Account").unwrap();
        assert_eq!((wrapped.account_category, wrapped.account_id), (flat.account_category, flat.account_id));
        assert_eq!(wrapped.current_balance, flat.current_balance);
        let rows = json!({"depositTransaction": {"transactionId": "t", "amount": 5}});
        assert!(bare::<Transaction>(rows, "Transaction").is_some());
        for bad in [json!(1), json!({}), json!({"locAccount": 1}), json!({"locAccount": {}})] {
            assert!(bare::<Account>(bad, "Account").is_none());
        }
    }
}
