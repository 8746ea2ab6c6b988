//! Plaid's accounts and rows in our types and signs.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde_json::Number;

use super::api::moment;
use super::sync::Synced;
use super::wire::{self, Location, Party, Transaction};
use crate::connectors::{PullError, figures, naming, words};
use crate::domain::{
    AccountKind, Bank, Category, Changes, Clean, Clock, Counterparty, CounterpartyRole, Currency, Extras, Institution,
    Meta, Money, Problem, ProblemKind, ProviderCategory, ProviderId, Row, Scope, SeenAccount, SeenBalance, Text,
    TxnStatus,
};

/// A row of a day later than this ahead of today is none that a bank dates.
const AHEAD_DAYS: u64 = 2;

/// An answer as we understand it.
#[derive(Debug)]
pub(super) struct Reading {
    pub accounts: Vec<SeenAccount>,
    pub problems: Vec<Problem>,
    /// Of each account its rows, and the ids that are gone.
    rows: BTreeMap<ProviderId, (Vec<Row>, Vec<ProviderId>)>,
}

/// What an amount is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Row,
    Balance(AccountKind),
    /// What can be spent, and a limit.
    Magnitude,
}

/// The sign rule: a row's amount is positive where money goes out; the balance of a credit or loan account is positive where money is
/// owed; what can be spent and limits are as they are.
fn ours(of: Of, amount: &Number, currency: Currency) -> Result<Money, PullError> {
    let money = figures::money(amount, currency).ok_or_else(|| broken("an amount that is none"))?;
    let turned = match of {
        Of::Row => true,
        Of::Balance(kind) => kind.is_debt(),
        Of::Magnitude => false,
    };
    Ok(if turned { money.negated() } else { money })
}

impl Reading {
    /// Reads everything. A row of an account that the bank does not list any more is left out with a notice.
    pub fn of(
        synced: &Synced,
        accounts: Vec<wire::Account>,
        bank: &wire::Institution,
        updated: Option<DateTime<Utc>>,
        clock: Clock,
    ) -> Result<Self, PullError> {
        let listed: BTreeMap<_, _> = synced
            .accounts
            .iter()
            .cloned()
            .chain(accounts)
            .map(|account| (account.account_id.clone(), account))
            .collect();
        let mut reading = Self { accounts: Vec::new(), problems: Vec::new(), rows: BTreeMap::new() };
        for account in listed.values() {
            let id = provider_id(&account.account_id)?;
            match currency(
                account.balances.iso_currency_code.as_deref(),
                account.balances.unofficial_currency_code.as_deref(),
            ) {
                Some(currency) => {
                    reading.accounts.push(seen(account, id.clone(), bank, currency, updated)?);
                    reading.rows.insert(id, (Vec::new(), Vec::new()));
                }
                None => reading.notice(Scope::Connection, "An account in an unknown currency was left out."),
            }
        }
        let last = clock.today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(clock.today);
        for sent in &synced.rows {
            reading.take(sent, last)?;
        }
        for gone in &synced.removed {
            let id = provider_id(&gone.transaction_id)?;
            let of = gone.account_id.as_deref().and_then(ProviderId::new);
            let places = reading.rows.iter_mut().filter(|(account, _)| of.as_ref().is_none_or(|of| of == *account));
            places.for_each(|(_, (_, removed))| removed.push(id.clone()));
        }
        Ok(reading)
    }

    fn take(&mut self, sent: &Transaction, last: NaiveDate) -> Result<(), PullError> {
        let account = provider_id(&sent.account_id)?;
        let code = currency(sent.iso_currency_code.as_deref(), sent.unofficial_currency_code.as_deref());
        let Some(currency) = code else {
            self.notice(Scope::Connection, "Transactions in an unknown currency were left out.");
            return Ok(());
        };
        let read = row(sent, currency)?;
        match self.rows.get_mut(&account) {
            None => {
                self.notice(Scope::Connection, "Transactions of an account that is not listed any more were left out.");
            }
            Some(_) if read.posted.or(read.occurred).is_some_and(|day| day > last) => {
                self.notice(Scope::Account(account), "Transactions dated in the future were left out.");
            }
            Some((rows, _)) => rows.push(read),
        }
        Ok(())
    }

    fn notice(&mut self, scope: Scope, words: &str) {
        let notice = Problem { scope, kind: ProblemKind::Notice, message: Clean::new(words) };
        if !self.problems.contains(&notice) {
            self.problems.push(notice);
        }
    }

    /// What changed, account by account.
    pub fn deltas(&self) -> Vec<Changes> {
        let changed = self.rows.iter().filter(|(_, (rows, removed))| !rows.is_empty() || !removed.is_empty());
        let delta = |(account, (rows, removed)): (&ProviderId, &(Vec<Row>, Vec<ProviderId>))| Changes::Delta {
            account: account.clone(),
            upserts: rows.clone(),
            removed: removed.clone(),
        };
        changed.map(delta).collect()
    }

    /// The whole history of every account: what the book has beside it is gone at the bank.
    pub fn windows(&self, today: NaiveDate) -> Vec<Changes> {
        let window = |(account, (rows, _)): (&ProviderId, &(Vec<Row>, Vec<ProviderId>))| {
            let first = rows.iter().filter_map(|row| row.posted.or(row.occurred)).min().unwrap_or(today);
            let (from, to) = (first.min(today), today);
            Changes::Window { account: account.clone(), from, to, complete: true, rows: rows.clone() }
        };
        self.rows.iter().map(window).collect()
    }
}

fn seen(
    account: &wire::Account,
    id: ProviderId,
    bank: &wire::Institution,
    currency: Currency,
    updated: Option<DateTime<Utc>>,
) -> Result<SeenAccount, PullError> {
    let balances = &account.balances;
    let kind = kind(account.kind.as_deref().unwrap_or_default(), account.subtype.as_deref().unwrap_or_default());
    let figure = |of, amount: &Option<Number>| amount.as_ref().map(|amount| ours(of, amount, currency)).transpose();
    let mut ids = Meta::new();
    ids.put("plaid", &bank.institution_id);
    let mut meta = Meta::new();
    meta.put("holder_category", account.holder_category.as_deref().unwrap_or_default());
    let named = [bank.url.as_deref(), None];
    let known = naming::bank(named, Some(&bank.institution_id), [Some(&bank.name), None]);
    let nameless = || Bank { key: "plaid".into(), name: Clean::new("Plaid") };
    let name = account.name.as_deref().or(account.official_name.as_deref()).and_then(Clean::non_empty);
    let known = known.unwrap_or_else(nameless);
    let name = name.unwrap_or_else(|| known.name.clone());
    Ok(SeenAccount {
        stable_key: account.persistent_account_id.as_deref().and_then(ProviderId::new),
        institution: Institution { url: bank.url.as_deref().and_then(Clean::non_empty), logo: None, ids },
        official_name: account.official_name.as_deref().and_then(Clean::non_empty),
        mask: account.mask.as_deref().and_then(Clean::non_empty),
        subtype: account.subtype.as_deref().and_then(Clean::non_empty),
        balance: Some(SeenBalance {
            current: figure(Of::Balance(kind), &balances.current)?,
            available: figure(Of::Magnitude, &balances.available)?,
            limit: figure(Of::Magnitude, &balances.limit)?,
            as_of: moment(balances.last_updated_datetime.as_deref()).or(updated),
            ..SeenBalance::default()
        }),
        meta,
        ..SeenAccount::new(id, known, name, kind, currency)
    })
}

/// Plaid's two words for an account.
fn kind(kind: &str, subtype: &str) -> AccountKind {
    match (kind, subtype) {
        ("depository", "savings" | "money market" | "cd" | "hsa") => AccountKind::Savings,
        ("depository", "paypal") => AccountKind::Wallet,
        ("depository", "prepaid" | "ebt") => AccountKind::Prepaid,
        ("depository", _) => AccountKind::Checking,
        ("credit", _) => AccountKind::CreditCard,
        ("loan", "mortgage") => AccountKind::Mortgage,
        ("loan", "line of credit" | "home equity" | "overdraft") => AccountKind::LineOfCredit,
        ("loan", _) => AccountKind::Loan,
        ("investment" | "brokerage", _) => AccountKind::Investment,
        _ => AccountKind::Other,
    }
}

fn row(sent: &Transaction, currency: Currency) -> Result<Row, PullError> {
    let day = |text: &Option<String>| text.as_deref().map(str::parse::<NaiveDate>).transpose();
    let date = day(&sent.date).map_err(|_| broken("a date that is none"))?;
    let purchase = day(&sent.authorized_date).map_err(|_| broken("a date that is none"))?;
    let (status, posted, occurred) =
        if sent.pending { (TxnStatus::Pending, None, purchase.or(date)) } else { (TxnStatus::Posted, date, purchase) };
    let words = [&sent.original_description, &sent.name, &sent.merchant_name];
    let words = words.into_iter().flatten().find(|words| !words.trim().is_empty());
    let payment = sent.payment_meta.as_ref();
    Ok(Row {
        id: Some(provider_id(&sent.transaction_id)?),
        posted,
        occurred,
        memo: payment.and_then(|meta| clean(meta.reason.as_ref())),
        channel: clean(sent.payment_channel.as_ref()),
        type_raw: clean(sent.transaction_code.as_ref()),
        extras: Extras {
            occurred_at: moment(sent.authorized_datetime.as_deref()).filter(is_real),
            reference: payment.and_then(|meta| clean(meta.reference_number.as_ref())),
            check_number: clean(sent.check_number.as_ref()),
            location: sent.location.as_ref().and_then(place),
            counterparties: parties(sent),
            category: category(sent),
            provider_words: provider_words(sent),
            replaces: sent.pending_transaction_id.as_deref().and_then(ProviderId::new),
            meta: meta(sent),
            ..Extras::default()
        }
        .boxed(),
        ..Row::new(status, ours(Of::Row, &sent.amount, currency)?, Text::new(words.map_or("", String::as_str)))
    })
}

/// False for a midnight or noon that fills a field.
fn is_real(at: &DateTime<Utc>) -> bool {
    at.time() != NaiveTime::MIN && Some(at.time()) != NaiveTime::from_hms_opt(12, 0, 0)
}

/// Its own list, the merchant first; a name and an entity beside it where there is no list.
fn parties(sent: &Transaction) -> Vec<Counterparty> {
    let party = |party: &Party| {
        Some(Counterparty {
            name: Clean::non_empty(party.name.as_deref()?)?,
            role: role(party.kind.as_deref().unwrap_or_default()),
            entity: party.entity_id.as_deref().and_then(ProviderId::new),
            website: clean(party.website.as_ref()),
        })
    };
    let mut parties: Vec<_> = sent.counterparties.iter().flatten().filter_map(party).collect();
    parties.sort_by_key(|party| party.role != CounterpartyRole::Merchant);
    let named = parties.first().is_some_and(|party| party.role == CounterpartyRole::Merchant);
    if let Some(name) = clean(sent.merchant_name.as_ref()).filter(|_| !named) {
        let entity = sent.merchant_entity_id.as_deref().and_then(ProviderId::new);
        let website = clean(sent.website.as_ref());
        // a marketplace or a terminal that is named as the merchant too took part once
        if !parties.iter().any(|party| party.name == name) {
            parties.insert(0, Counterparty { name, role: CounterpartyRole::Merchant, entity, website });
        }
    }
    parties
}

fn role(kind: &str) -> CounterpartyRole {
    match kind {
        "merchant" => CounterpartyRole::Merchant,
        "financial_institution" => CounterpartyRole::Bank,
        "payment_app" => CounterpartyRole::PaymentApp,
        "marketplace" => CounterpartyRole::Marketplace,
        "payment_terminal" => CounterpartyRole::Terminal,
        "income_source" => CounterpartyRole::IncomeSource,
        _ => CounterpartyRole::Other,
    }
}

/// The first words are ours; a version of later words (2) has two that were split off.
fn category(sent: &Transaction) -> Option<Category> {
    let word = sent.personal_finance_category.as_ref()?.primary.as_deref()?;
    Category::from_key(word).or(match word {
        "LOAN_DISBURSEMENTS" => Some(Category::TransferIn),
        "RENT_AND_UTILITIES_RENT" => Some(Category::RentAndUtilities),
        _ => None,
    })
}

fn provider_words(sent: &Transaction) -> Option<ProviderCategory> {
    let said = sent.personal_finance_category.as_ref()?;
    let code = said.detailed.as_ref().or(said.primary.as_ref()).and_then(|code| Clean::non_empty(code))?;
    Some(ProviderCategory { code, confidence: clean(said.confidence_level.as_ref()) })
}

/// What no field of ours has a place for.
fn meta(sent: &Transaction) -> Meta {
    let payment = sent.payment_meta.as_ref();
    let category = sent.personal_finance_category.as_ref();
    let mut meta = Meta::new();
    for (name, word) in [
        ("logo_url", sent.logo_url.as_ref()),
        ("account_owner", sent.account_owner.as_ref()),
        ("category_version", category.and_then(|category| category.version.as_ref())),
        ("ppd_id", payment.and_then(|meta| meta.ppd_id.as_ref())),
        ("payment_method", payment.and_then(|meta| meta.payment_method.as_ref())),
        ("payment_processor", payment.and_then(|meta| meta.payment_processor.as_ref())),
        ("store_number", sent.location.as_ref().and_then(|location| location.store_number.as_ref())),
    ] {
        meta.put(name, word.map_or("", String::as_str));
    }
    meta
}

fn place(location: &Location) -> Option<Clean> {
    let parts = [&location.address, &location.city, &location.region, &location.postal_code, &location.country];
    let parts: Vec<&str> =
        parts.into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    Clean::non_empty(&parts.join(", "))
}

fn clean(text: Option<&String>) -> Option<Clean> {
    text.and_then(|text| Clean::non_empty(text))
}

fn currency(iso: Option<&str>, unofficial: Option<&str>) -> Option<Currency> {
    iso.or(unofficial).and_then(|code| Currency::parse(code).ok())
}

fn provider_id(text: &str) -> Result<ProviderId, PullError> {
    ProviderId::new(text).ok_or_else(|| broken("an id that is empty or too long"))
}

fn broken(what: &str) -> PullError {
    words::broken("Plaid", what)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn money_out_and_money_owed_are_negative() {
        let card = AccountKind::CreditCard;
        for (of, sent, expected, why) in [
            (Of::Row, "12.34", "-12.34", "a purchase"),
            (Of::Row, "-500", "500", "a paycheck"),
            (Of::Row, "0", "0", "nothing"),
            (Of::Row, "1.5e2", "-150", "an exponent"),
            (Of::Row, "23631.9805", "-23631.9805", "no digit is lost"),
            (Of::Balance(card), "410", "-410", "owed on a card"),
            (Of::Balance(card), "-12.5", "12.5", "a card that was overpaid"),
            (Of::Balance(AccountKind::Mortgage), "56302.06", "-56302.06", "owed on a house"),
            (Of::Balance(AccountKind::Checking), "110", "110", "held"),
            (Of::Balance(AccountKind::Checking), "-20", "-20", "overdrawn"),
            (Of::Balance(AccountKind::Investment), "320.76", "320.76", "held in funds"),
            (Of::Magnitude, "2000", "2000", "a limit"),
        ] {
            let number: Number = serde_json::from_str(sent).unwrap();
            let expected: Decimal = expected.parse().unwrap();
            assert_eq!(ours(of, &number, Currency::USD).unwrap().amount(), expected, "{why}");
        }
        let huge: Number = serde_json::from_str("1e40").unwrap();
        assert!(ours(Of::Row, &huge, Currency::USD).is_err());
    }

    #[test]
    fn both_words_of_an_account_tell_its_kind() {
        for (words, expected) in [
            (("depository", "checking"), AccountKind::Checking),
            (("depository", "money market"), AccountKind::Savings),
            (("depository", "paypal"), AccountKind::Wallet),
            (("credit", "credit card"), AccountKind::CreditCard),
            (("credit", "paypal"), AccountKind::CreditCard),
            (("loan", "home equity"), AccountKind::LineOfCredit),
            (("loan", "student"), AccountKind::Loan),
            (("brokerage", "401k"), AccountKind::Investment),
            (("payroll", ""), AccountKind::Other),
        ] {
            assert_eq!(kind(words.0, words.1), expected, "{words:?}");
        }
    }
}
