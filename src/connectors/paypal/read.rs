//! PayPal's balances and transactions in our types and signs.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use super::api::{History, instant, needed};
use super::errors::broken;
use super::wire::{Amount, Balances, Detail, Info};
use crate::connectors::{PullError, Request, Zone, naming};
use crate::domain::{
    AccountKind, Bank, Category, Changes, Clean, Counterparty, CounterpartyRole, Currency, Extras, Meta, Money,
    Problem, ProblemKind, ProviderId, Row, Scope, SeenAccount, SeenBalance, Text, TxnStatus,
};

/// A row of a day later than this ahead of today is none that PayPal dates.
const AHEAD_DAYS: u64 = 2;
/// A payment from a bank account is booked some working days after it was begun.
const BOOKED_WITHIN_DAYS: u64 = 10;

/// The rows of a wallet, by id.
type Rows = BTreeMap<Option<ProviderId>, Row>;

/// An answer as we understand it.
pub(super) struct Reading {
    pub accounts: Vec<SeenAccount>,
    pub changes: Vec<Changes>,
    pub problems: Vec<Problem>,
}

/// The sign rule: amounts are signed as ours, negative where money leaves. The fee stands apart, negative too, and leaves the wallet with
/// the amount: together they are what the balance moves by. A fee in another currency is no part of it.
fn ours(amount: &Amount, fee: Option<&Amount>) -> Result<(Money, Option<Money>), PullError> {
    let gross = money(amount)?;
    let fee = fee.map(money).transpose()?.filter(|fee| !fee.is_zero() && fee.currency() == gross.currency());
    let Some(fee) = fee else { return Ok((gross, None)) };
    let net = gross.amount().checked_add(fee.amount()).ok_or_else(|| broken("an amount that is none"))?;
    Ok((Money::new(net, gross.currency()).map_err(|_| broken("an amount that is none"))?, Some(fee)))
}

fn money(amount: &Amount) -> Result<Money, PullError> {
    let currency = currency(&amount.currency_code)?;
    Money::parse(&amount.value, currency).map_err(|_| broken("an amount that is none"))
}

fn currency(code: &str) -> Result<Currency, PullError> {
    Currency::parse(code).map_err(|_| broken("a currency that is none"))
}

impl Reading {
    /// Reads everything: a wallet for each currency that has a balance or a row.
    pub fn of(balances: &Balances, history: &History, request: &Request) -> Result<Self, PullError> {
        let owner = balances.account_id.as_deref().unwrap_or("wallet");
        let mut wallets = BTreeMap::new();
        for balance in &balances.balances {
            let currency = currency(&balance.currency)?;
            let mut wallet = wallet(owner, currency)?;
            wallet.meta.put("primary", if balance.primary { "yes" } else { "" });
            wallet.balance = Some(SeenBalance {
                current: balance.total_balance.as_ref().map(money).transpose()?,
                available: balance.available_balance.as_ref().map(money).transpose()?,
                as_of: balances.as_of_time.as_deref().and_then(instant),
                ..SeenBalance::default()
            });
            if let Some(withheld) = &balance.withheld_balance {
                wallet.meta.put("withheld", &withheld.value);
            }
            wallets.insert(currency.id().to_owned(), (wallet, BTreeMap::new()));
        }
        let last = request.clock.today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(request.clock.today);
        let mut problems = Vec::new();
        for detail in &history.details {
            let row = row(detail, request.zone)?;
            if row.posted.or(row.occurred).is_some_and(|day| day > last) {
                problems = vec![notice("Transactions dated in the future were left out.")];
                continue;
            }
            let currency = row.amount.currency();
            // what was denied in a currency that is not held opens no wallet
            if row.status == TxnStatus::Removed && !wallets.contains_key(currency.id()) {
                continue;
            }
            let (_, rows) = match wallets.get_mut(currency.id()) {
                Some(known) => known,
                None => wallets.entry(currency.id().to_owned()).or_insert((wallet(owner, currency)?, BTreeMap::new())),
            };
            // a page that moved while it was read tells a row twice
            rows.insert(row.id.clone(), row);
        }
        let to = vouched(history.refreshed, request);
        let (accounts, rows): (Vec<_>, Vec<_>) = wallets.into_values().unzip();
        let days = (request.since.min(to), to);
        let changes = accounts.iter().zip(rows).flat_map(|(account, rows)| windows(account, days, rows)).collect();
        Ok(Self { accounts, changes, problems })
    }
}

/// What the rows of a wallet vouch for. PayPal is asked by the day on which a row was begun, and dates it by the day on which it was
/// booked: of the first days one may be missing that was begun before them.
fn windows(account: &SeenAccount, (from, to): (NaiveDate, NaiveDate), rows: Rows) -> Vec<Changes> {
    let whole = from.checked_add_days(Days::new(BOOKED_WITHIN_DAYS)).unwrap_or(to);
    let (late, early): (Vec<Row>, Vec<Row>) =
        rows.into_values().partition(|row| whole <= to && row.posted.or(row.occurred).is_some_and(|day| day >= whole));
    let window =
        |from, to, complete, rows| Changes::Window { account: account.provider_id.clone(), from, to, complete, rows };
    let first = window(from, whole.pred_opt().unwrap_or(to).min(to), false, early);
    std::iter::once(first).chain((whole <= to).then(|| window(whole, to, true, late))).collect()
}

/// The last day that the answer vouches for: PayPal's own copy can be hours behind.
fn vouched(refreshed: Option<DateTime<Utc>>, request: &Request) -> NaiveDate {
    let today = request.clock.today;
    refreshed.map_or(today, |at| local(at, request.zone).min(today))
}

fn local(at: DateTime<Utc>, zone: Zone) -> NaiveDate {
    at.with_timezone(&zone(at)).date_naive()
}

fn wallet(owner: &str, currency: Currency) -> Result<SeenAccount, PullError> {
    let id =
        ProviderId::new(&format!("{}-{owner}", currency.id())).ok_or_else(|| broken("an account without an id"))?;
    let paypal = || Bank { key: "paypal.com".into(), name: Clean::new("PayPal") };
    let bank = naming::bank([Some("paypal.com"), None], None, [Some("PayPal"), None]).unwrap_or_else(paypal);
    let name = Clean::new(&format!("Balance {}", currency.id()));
    Ok(SeenAccount::new(id, bank, name, AccountKind::Wallet, currency))
}

fn row(detail: &Detail, zone: Zone) -> Result<Row, PullError> {
    let info = &detail.transaction_info;
    let (amount, fee) = ours(&info.transaction_amount, info.fee_amount.as_ref())?;
    let begun = needed(&info.transaction_initiation_date)?;
    let updated = info.transaction_updated_date.as_deref().and_then(instant).unwrap_or(begun);
    let occurred = Some(local(begun, zone));
    let (status, posted) = match info.transaction_status.as_deref() {
        Some("P") => (TxnStatus::Pending, None),
        Some("D") => (TxnStatus::Removed, None),
        // what was changed last is then the refund, which is a row of its own
        Some("V" | "F") => (TxnStatus::Posted, occurred),
        _ => (TxnStatus::Posted, Some(local(updated.max(begun), zone))),
    };
    let code = info.transaction_event_code.as_deref().unwrap_or_default();
    let mut meta = Meta::new();
    meta.put("instrument", info.instrument_type.as_deref().unwrap_or_default());
    meta.put("status", info.transaction_status.as_deref().unwrap_or_default());
    let running = info.ending_balance.as_ref().map(money).transpose()?;
    Ok(Row {
        id: Some(id(info, begun)?),
        posted,
        occurred,
        running_balance: running.filter(|balance| balance.currency() == amount.currency()),
        memo: clean(info.transaction_note.as_ref()),
        type_raw: Clean::non_empty(code),
        extras: Extras {
            occurred_at: Some(begun).filter(|at| at.time() != NaiveTime::MIN),
            fee,
            reference: clean(info.invoice_id.as_ref()),
            counterparties: party(detail).into_iter().collect(),
            category: category(code, &amount),
            transfer: leg(info),
            meta,
            ..Extras::default()
        }
        .boxed(),
        ..Row::new(status, amount, Text::new(&words(detail)))
    })
}

/// One id stands for several rows: a payment, its conversion and its hold.
fn id(info: &Info, begun: DateTime<Utc>) -> Result<ProviderId, PullError> {
    let code = info.transaction_event_code.as_deref().unwrap_or_default();
    let currency = &info.transaction_amount.currency_code;
    let whole = format!("{} {code} {currency} {}", info.transaction_id, begun.timestamp());
    let known = !info.transaction_id.is_empty();
    ProviderId::new(&whole).filter(|_| known).ok_or_else(|| broken("an id that is empty or too long"))
}

/// Money between two of the person's own places: conversions (T02), deposits from a bank (T03) or card (T07), withdrawals (T04).
fn is_transfer(code: &str) -> bool {
    ["T02", "T03", "T04", "T07"].iter().any(|group| code.starts_with(group))
}

fn category(code: &str, amount: &Money) -> Option<Category> {
    match code {
        code if is_transfer(code) && amount.is_out() => Some(Category::TransferOut),
        code if is_transfer(code) => Some(Category::TransferIn),
        code if code.starts_with("T01") => Some(Category::BankFees),
        _ => None,
    }
}

/// Both sides of a conversion name the payment that they serve.
fn leg(info: &Info) -> Option<ProviderId> {
    let code = info.transaction_event_code.as_deref()?;
    let names_a_row = info.paypal_reference_id_type.as_deref() == Some("TXN");
    let parent = info.paypal_reference_id.as_deref().filter(|_| code.starts_with("T02") && names_a_row)?;
    ProviderId::new(parent)
}

fn party(detail: &Detail) -> Option<Counterparty> {
    let payer = detail.payer_info.as_ref()?;
    let name = payer.payer_name.as_ref()?;
    let parts = [name.given_name.as_deref(), name.surname.as_deref()];
    let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = name.alternate_full_name.as_deref().and_then(Clean::non_empty).or_else(|| Clean::non_empty(&joined))?;
    let code = detail.transaction_info.transaction_event_code.as_deref().unwrap_or_default();
    let role = if is_transfer(code) { CounterpartyRole::Bank } else { CounterpartyRole::Merchant };
    let entity = payer.account_id.as_deref().and_then(ProviderId::new);
    Some(Counterparty { name, role, entity, website: None })
}

/// What it was for, else who it was with, else what was bought, else what kind of movement it is.
fn words(detail: &Detail) -> String {
    let info = &detail.transaction_info;
    let items = detail.cart_info.as_ref().and_then(|cart| cart.item_details.as_ref());
    let item = items.and_then(|items| items.iter().find_map(|item| item.item_name.as_deref()));
    let named = party(detail).map(|party| party.name.to_string());
    let code = info.transaction_event_code.as_deref().unwrap_or_default();
    let said = [info.transaction_subject.as_deref(), named.as_deref(), item];
    let said = said.into_iter().flatten().find(|words| !words.trim().is_empty());
    said.map_or_else(|| kind_words(code).to_owned(), str::to_owned)
}

fn kind_words(code: &str) -> &'static str {
    match code.get(..3) {
        Some("T01") => "PayPal fee",
        Some("T02") => "Currency conversion",
        Some("T03") => "Deposit from the bank",
        Some("T04") => "Withdrawal to the bank",
        Some("T07") => "Deposit from a card",
        Some("T11") => "Reversal or refund",
        Some("T15" | "T21") => "Hold or release",
        _ => "PayPal payment",
    }
}

fn clean(text: Option<&String>) -> Option<Clean> {
    text.and_then(|text| Clean::non_empty(text))
}

fn notice(words: &str) -> Problem {
    Problem { scope: Scope::Connection, kind: ProblemKind::Notice, message: Clean::new(words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_out_is_negative_and_a_fee_is_part_of_what_leaves() {
        let amount = |value: &str, code: &str| Amount { currency_code: code.into(), value: value.into() };
        for (sent, fee, net, of_it, why) in [
            ("-12.34", None, "-12.34", None, "a purchase"),
            ("100.00", Some(("-3.20", "USD")), "96.80", Some("-3.20"), "a sale with its fee"),
            ("-100.00", Some(("3.20", "USD")), "-96.80", Some("3.20"), "its refund, the fee given back"),
            ("-20", Some(("-0.30", "USD")), "-20.30", Some("-0.30"), "a payment that costs a fee"),
            ("5.00", Some(("0.00", "USD")), "5.00", None, "no fee"),
            ("5.00", Some(("-1.00", "EUR")), "5.00", None, "a fee of another wallet"),
            ("0", None, "0", None, "nothing"),
        ] {
            let fee = fee.map(|(value, code)| amount(value, code));
            let (money, part) = ours(&amount(sent, "USD"), fee.as_ref()).unwrap();
            assert_eq!(money.amount(), net.parse().unwrap(), "{why}");
            assert_eq!(part.map(|part| part.amount()), of_it.map(|text| text.parse().unwrap()), "{why}");
        }
        assert!(ours(&amount("1,000.00", "USD"), None).is_err() && ours(&amount("1", ""), None).is_err());
    }
}
