//! Items, institutions, accounts and rows, in Plaid's words and signs: money out is positive in rows, what is owed is positive in the
//! balances of cards.

use chrono::SecondsFormat;
use serde_json::{Number, Value, json};

use super::super::Grant;
use super::super::state::{State, decimal, instant, signed};
use super::Body;
use super::error::Refusal;
use crate::domain::{AccountKind, TxnStatus};
use crate::sandbox::{AccountView, BankView, Cents, RowView, SimBank};

/// Plaid's own sandbox bank, which programs that are tried out ask for.
const PLATYPUS: &str = "ins_109508";

pub(super) fn institution_id(bank: SimBank) -> String {
    format!("ins_{}", bank.slug())
}

pub(super) fn bank_of(id: &str) -> Option<SimBank> {
    if id == PLATYPUS { Some(SimBank::Chase) } else { SimBank::from_slug(id.strip_prefix("ins_")?) }
}

pub(super) fn item_id(state: &State, grant: Grant) -> String {
    format!("item-{}", state.token("plaid-item", grant))
}

/// `/institutions/get_by_id`.
pub(super) fn institution(body: &Body) -> Result<Value, Refusal> {
    let id = body.text("institution_id").ok_or_else(|| Refusal::missing("institution_id"))?;
    let bank = bank_of(id).ok_or(Refusal::INVALID_INSTITUTION)?;
    Ok(json!({ "institution": {
        "institution_id": institution_id(bank), "name": bank.name(), "url": format!("https://www.{}", bank.domain()),
        "products": ["transactions", "balance"], "country_codes": ["US"], "routing_numbers": [], "oauth": true,
        "dtc_numbers": [], "connection_availability": "SUPPORTED", "logo": null, "primary_color": null,
    } }))
}

/// The item itself, with why it does not answer.
pub(super) fn item(state: &mut State, grant: Grant, bank: SimBank) -> Value {
    let error = state.is_expired(grant).then(|| Refusal::ITEM_LOGIN_REQUIRED.body());
    let moment = state.moment();
    let figures_of = instant(state.world(grant, moment.day).at(bank, moment).at);
    let updated = figures_of.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut item = item_of(state, grant, bank);
    item["error"] = error.unwrap_or_default();
    json!({
        "item": item,
        "status": { "transactions": { "last_successful_update": updated, "last_failed_update": null }, "last_webhook": null },
    })
}

fn item_of(state: &State, grant: Grant, bank: SimBank) -> Value {
    json!({
        "item_id": item_id(state, grant), "institution_id": institution_id(bank), "institution_name": bank.name(),
        "webhook": null, "error": null, "available_products": ["balance"], "billed_products": ["transactions"],
        "products": ["transactions"], "consented_products": ["transactions"], "consent_expiration_time": null,
        "update_type": "background",
    })
}

/// `/accounts/get` and `/accounts/balance/get`.
pub(super) fn accounts(state: &mut State, grant: Grant, bank: SimBank) -> Value {
    let moment = state.moment();
    let world = state.world(grant, moment.day);
    let view = world.at(bank, moment);
    let accounts: Vec<_> = view.accounts.iter().map(|one| account(&view, one)).collect();
    json!({ "accounts": accounts, "item": item_of(state, grant, bank) })
}

/// An account with its balances.
pub(super) fn account(view: &BankView<'_>, account: &AccountView<'_>) -> Value {
    let profile = account.account.profile();
    let current = signed(view, account, account.current);
    let (kind, subtype, current) = match profile.kind {
        AccountKind::CreditCard => ("credit", "credit card", -current),
        AccountKind::Savings => ("depository", "savings", current),
        AccountKind::Wallet => ("depository", "paypal", current),
        _ => ("depository", "checking", current),
    };
    json!({
        "account_id": account.id, "mask": profile.mask, "name": profile.name, "official_name": profile.official_name,
        "type": kind, "subtype": subtype, "holder_category": "personal",
        "balances": {
            "available": number(account.available), "current": number(current),
            "limit": profile.card.map(|card| number(card.limit)),
            "iso_currency_code": "USD", "unofficial_currency_code": null,
        },
    })
}

/// A row. Which merchant and category it is, is what Plaid reckons itself; here it is never wrong.
pub(super) fn transaction(view: &BankView<'_>, account: &AccountView<'_>, row: &RowView<'_>) -> Value {
    let movement = row.movement;
    let truth = &movement.truth;
    let merchant = truth.merchant;
    let authorized = movement.authorised.map(|at| instant(at).to_rfc3339_opts(SecondsFormat::Secs, true));
    let category = truth.category.key();
    let parties: Vec<_> = merchant
        .map(|name| {
            json!({
                "name": name, "type": "merchant", "entity_id": entity(name), "website": null, "logo_url": null,
                "confidence_level": "VERY_HIGH",
            })
        })
        .into_iter()
        .collect();
    json!({
        "transaction_id": row.id, "account_id": account.id,
        "amount": number(-signed(view, account, row.amount)),
        "iso_currency_code": "USD", "unofficial_currency_code": null,
        "date": row.date(), "authorized_date": row.occurred, "datetime": null, "authorized_datetime": authorized,
        "name": merchant.unwrap_or(row.text), "merchant_name": merchant, "merchant_entity_id": merchant.map(entity),
        "original_description": row.text, "logo_url": null, "website": null,
        "pending": row.status == TxnStatus::Pending, "pending_transaction_id": row.replaces,
        "payment_channel": "other", "payment_meta": {
            "by_order_of": null, "payee": null, "payer": null, "payment_method": null, "payment_processor": null,
            "ppd_id": null, "reason": null, "reference_number": null,
        },
        "location": {
            "address": null, "city": null, "region": null, "postal_code": null, "country": null, "lat": null, "lon": null,
            "store_number": null,
        },
        "counterparties": parties,
        "personal_finance_category": {
            "primary": category, "detailed": format!("{category}_OTHER"), "confidence_level": "VERY_HIGH", "version": "v2",
        },
        "personal_finance_category_icon_url": "", "category": null, "category_id": null, "transaction_type": "special",
        "check_number": movement.check.map(|number| number.to_string()), "account_owner": null, "transaction_code": null,
    })
}

/// An id that a merchant keeps.
fn entity(name: &str) -> String {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("entity-{}", letters.to_ascii_lowercase())
}

/// Cents as a number of JSON, with every digit.
fn number(cents: Cents) -> Option<Number> {
    decimal(cents).parse().ok()
}
