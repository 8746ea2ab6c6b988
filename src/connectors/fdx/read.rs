//! FDX's accounts and rows in our types and signs.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate};
use serde_json::{Number, Value};

use super::api::{Api, unknown_currency};
use super::errors::Failure;
use super::wire::{self, Transaction};
use super::{BANK, BASE, WEBSITE, said};
use crate::connectors::{PullError, Settings, figures, naming};
use crate::domain::{
    AccountKind, AccountState, Bank, CardTerms, Clean, Clock, Counterparty, CounterpartyRole, Currency, Extras, Meta,
    Money, Problem, ProblemKind, ProviderCategory, ProviderId, Row, Scope, SeenAccount, SeenBalance, Text, TxnStatus,
};

/// A row of a day later than this ahead of today is none that a bank dates.
const AHEAD_DAYS: u64 = 2;

/// What an amount is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of<'s> {
    /// A row with its `debitCreditMemo`, in an account of that kind.
    Row(&'s str, AccountKind),
    Balance(AccountKind),
    /// What can be spent, a limit, and what is asked for.
    Magnitude,
}

/// The sign rule: a row's amount has none, DEBIT goes out and CREDIT comes in. A MEMO moves no money yet: on a card it is a hold, which
/// goes out, and elsewhere it is taken as it is written. The balance of a card or loan is positive where money is owed.
fn ours(of: Of<'_>, amount: &Number, currency: Currency) -> Result<Money, PullError> {
    let money = figures::money(amount, currency).ok_or_else(|| broken("an amount that is none"))?;
    Ok(match of {
        Of::Row("CREDIT", _) => money.magnitude(),
        Of::Row("DEBIT", _) => money.magnitude().negated(),
        Of::Row(_, kind) if kind.is_debt() => money.magnitude().negated(),
        Of::Balance(kind) if kind.is_debt() => money.negated(),
        Of::Row(..) | Of::Balance(_) | Of::Magnitude => money,
    })
}

/// An answer as we understand it, as it grows.
pub(super) struct Reading {
    pub accounts: Vec<SeenAccount>,
    pub problems: Vec<Problem>,
    bank: Bank,
    known: BTreeMap<ProviderId, (AccountKind, Currency)>,
    clock: Clock,
}

impl Reading {
    pub fn new(settings: &Settings, clock: Clock) -> Self {
        let website = said(settings, &WEBSITE);
        let bank = naming::bank([website, said(settings, &BASE)], None, [said(settings, &BANK), website]);
        let bank = bank.unwrap_or_else(|| Bank { key: "fdx".into(), name: Clean::new("FDX") });
        Self { accounts: Vec::new(), problems: Vec::new(), bank, known: BTreeMap::new(), clock }
    }

    /// Takes an account that was listed, and asks for its balances where the list has none. `None` where no rows are to be asked for.
    pub async fn account(&mut self, listed: wire::Account, api: &mut Api) -> Result<Option<ProviderId>, PullError> {
        let id = provider_id(&listed.account_id)?;
        let closed = listed.status.as_deref() == Some("CLOSED");
        let account = if closed || listed.has_balance() || api.lists_balances() {
            listed
        } else {
            match api.account(&listed.account_id).await {
                Ok(account) if account.account_id == listed.account_id => account,
                Ok(_) => return Err(broken("another account than was asked for")),
                Err(failure) => {
                    self.problem_of(&id, api.of_account(&id, failure)?);
                    listed
                }
            }
        };
        let code = account.currency.as_ref().and_then(|currency| currency.currency_code.as_deref()).unwrap_or("USD");
        let Ok(currency) = Currency::parse(code) else {
            self.problems.push(unknown_currency(&id));
            return Ok(None);
        };
        let seen = self.seen(&account, id.clone(), currency)?;
        if self.known.insert(id.clone(), (seen.kind, currency)).is_some() {
            return Err(broken("an account twice"));
        }
        self.accounts.push(seen);
        Ok((!closed).then_some(id))
    }

    /// Keeps a problem of one account; one that the bank has closed is closed.
    pub fn problem_of(&mut self, id: &ProviderId, problem: Problem) {
        if problem.kind == ProblemKind::Notice
            && let Some(account) = self.accounts.iter_mut().find(|account| account.provider_id == *id)
        {
            account.state = AccountState::Closed;
        }
        self.problems.push(problem);
    }

    fn seen(&self, sent: &wire::Account, id: ProviderId, currency: Currency) -> Result<SeenAccount, PullError> {
        let kind = kind(&sent.account_category, sent.account_type.as_deref().unwrap_or_default());
        let figure = |of, number: Option<&Number>| number.map(|number| ours(of, number, currency)).transpose();
        let held = [&sent.current_balance, &sent.principal_balance, &sent.current_value];
        let can_spend = [&sent.available_balance, &sent.available_credit, &sent.available_cash_balance];
        let first = |figures: [&'_ Option<Number>; 3]| figures.into_iter().flatten().next().cloned();
        let balance = sent.has_balance().then_some(SeenBalance {
            current: figure(Of::Balance(kind), first(held).as_ref())?,
            available: figure(Of::Magnitude, first(can_spend).as_ref())?,
            limit: figure(Of::Magnitude, sent.credit_line.as_ref())?,
            as_of: sent.balance_as_of.as_deref().and_then(moment).map(|at| at.to_utc()),
            ..SeenBalance::default()
        });
        let shown = sent.account_number_display.as_deref().unwrap_or_default();
        let digits: String = shown.chars().rev().take_while(char::is_ascii_digit).take(4).collect();
        let mut meta = Meta::new();
        meta.put("fdx_status", sent.status.as_deref().unwrap_or_default());
        let name = [&sent.nickname, &sent.product_name].into_iter().flatten().find_map(|name| Clean::non_empty(name));
        Ok(SeenAccount {
            official_name: clean(sent.product_name.as_ref()).filter(|official| Some(official) != name.as_ref()),
            mask: Clean::non_empty(&digits.chars().rev().collect::<String>()),
            subtype: clean(sent.account_type.as_ref()),
            state: if sent.status.as_deref() == Some("CLOSED") { AccountState::Closed } else { AccountState::Open },
            balance,
            terms: CardTerms {
                statement_balance: figure(Of::Balance(kind), sent.last_stmt_balance.as_ref())?,
                due: sent.next_payment_date.as_deref().and_then(day),
                minimum_payment: figure(Of::Magnitude, sent.minimum_payment_amount.as_ref())?,
                apr: None,
            },
            meta,
            ..SeenAccount::new(id, self.bank.clone(), name.unwrap_or_else(|| Clean::new(kind.key())), kind, currency)
        })
    }

    /// The rows of an account.
    pub fn rows(&mut self, account: &ProviderId, sent: &[Transaction]) -> Result<Vec<Row>, PullError> {
        let Some((kind, currency)) = self.known.get(account).copied() else { return Ok(Vec::new()) };
        let last = self.clock.today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(self.clock.today);
        let rows = sent.iter().map(|sent| row(sent, kind, currency)).collect::<Result<Vec<_>, _>>()?;
        let (rows, ahead): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| row.posted.or(row.occurred).is_none_or(|day| day <= last));
        if !ahead.is_empty() {
            let message = Clean::new("Transactions dated in the future were left out.");
            self.problems.push(Problem { scope: Scope::Account(account.clone()), kind: ProblemKind::Notice, message });
        }
        Ok(rows)
    }
}

fn row(sent: &Transaction, kind: AccountKind, currency: Currency) -> Result<Row, PullError> {
    let read = |text: &Option<String>| match text.as_deref() {
        None | Some("") => Ok(None),
        Some(text) => day(text).map(Some).ok_or_else(|| broken("a date that is none")),
    };
    let (posted, occurred) = (read(&sent.posted_timestamp)?, read(&sent.transaction_timestamp)?);
    let status = match sent.status.as_deref() {
        Some("PENDING" | "MEMO" | "AUTHORIZATION") => TxnStatus::Pending,
        None if posted.is_none() => TxnStatus::Pending,
        _ => TxnStatus::Posted,
    };
    let (posted, occurred) = match status {
        TxnStatus::Posted => (posted.or(occurred), occurred),
        _ => (None, occurred.or(posted)),
    };
    let memo = sent.debit_credit_memo.as_deref().unwrap_or_default();
    let mcc = sent.category.as_deref().filter(|_| sent.sub_category.as_deref() == Some("MCC"));
    let mut meta = Meta::new();
    if !matches!(memo, "DEBIT" | "CREDIT") {
        meta.put("debit_credit_memo", if memo.is_empty() { "none" } else { memo });
    }
    let payee = sent.payee.as_deref().and_then(Clean::non_empty);
    let party = |name| Counterparty { name, role: CounterpartyRole::Other, entity: None, website: None };
    Ok(Row {
        id: Some(provider_id(&sent.transaction_id)?),
        posted,
        occurred,
        memo: clean(sent.memo.as_ref()),
        mcc: mcc.and_then(|mcc| mcc.parse().ok()),
        type_raw: clean(sent.transaction_type.as_ref()),
        extras: Extras {
            original: original(sent, kind)?,
            check_number: match &sent.check_number {
                Some(Value::String(text)) => Clean::non_empty(text),
                Some(Value::Number(number)) => Clean::non_empty(&number.to_string()),
                _ => None,
            },
            counterparties: payee.map(party).into_iter().collect(),
            provider_words: clean(sent.category.as_ref().filter(|_| mcc.is_none()))
                .map(|code| ProviderCategory { code, confidence: None }),
            replaces: sent
                .reference_transaction_id
                .as_deref()
                .filter(|_| status == TxnStatus::Posted)
                .and_then(ProviderId::new),
            meta,
            ..Extras::default()
        }
        .boxed(),
        ..Row::new(
            status,
            ours(Of::Row(memo, kind), &sent.amount, currency)?,
            Text::new(sent.description.as_deref().unwrap_or_default()),
        )
    })
}

/// The amount before conversion, with the sign of the row.
fn original(sent: &Transaction, kind: AccountKind) -> Result<Option<Money>, PullError> {
    let currency = sent.foreign_currency.as_deref().and_then(|code| Currency::parse(code).ok());
    let memo = sent.debit_credit_memo.as_deref().unwrap_or_default();
    let both = sent.foreign_amount.as_ref().zip(currency);
    both.map(|(amount, currency)| ours(Of::Row(memo, kind), amount, currency)).transpose()
}

/// FDX's two words for an account.
fn kind(category: &str, kind: &str) -> AccountKind {
    match (category, kind) {
        ("DEPOSIT_ACCOUNT", "SAVINGS" | "CD" | "MONEYMARKET" | "COMMERCIALSAVINGS") => AccountKind::Savings,
        ("DEPOSIT_ACCOUNT", "PREPAID") => AccountKind::Prepaid,
        ("DEPOSIT_ACCOUNT", _) => AccountKind::Checking,
        ("LOC_ACCOUNT", "CREDITCARD" | "CHARGE") => AccountKind::CreditCard,
        ("LOC_ACCOUNT", _) => AccountKind::LineOfCredit,
        ("LOAN_ACCOUNT", "MORTGAGE") => AccountKind::Mortgage,
        ("LOAN_ACCOUNT", _) => AccountKind::Loan,
        ("INVESTMENT_ACCOUNT" | "ANNUITY_ACCOUNT", _) => AccountKind::Investment,
        ("DIGITAL_WALLET" | "DIGITAL_WALLET_ACCOUNT" | "DIGITALWALLET_ACCOUNT", _) => AccountKind::Wallet,
        _ => AccountKind::Other,
    }
}

/// The day as the bank wrote it, of a date or of a moment with whatever offset.
fn day(text: &str) -> Option<NaiveDate> {
    text.get(..10)?.parse().ok()
}

fn moment(text: &str) -> Option<DateTime<chrono::FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

fn clean(text: Option<&String>) -> Option<Clean> {
    text.and_then(|text| Clean::non_empty(text))
}

fn provider_id(text: &str) -> Result<ProviderId, PullError> {
    ProviderId::new(text).ok_or_else(|| broken("an id that is empty or too long"))
}

fn broken(what: &'static str) -> PullError {
    Failure::Malformed(what).told_of(None, DateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_out_and_money_owed_are_negative() {
        let (card, checking) = (AccountKind::CreditCard, AccountKind::Checking);
        for (of, sent, expected, why) in [
            (Of::Row("DEBIT", checking), "12.34", "-12.34", "a purchase"),
            (Of::Row("CREDIT", checking), "500", "500", "a paycheck"),
            (Of::Row("DEBIT", card), "12.34", "-12.34", "a purchase on a card"),
            (Of::Row("CREDIT", card), "410", "410", "a payment to a card"),
            (Of::Row("DEBIT", card), "-12.34", "-12.34", "a bank that writes a sign all the same"),
            (Of::Row("CREDIT", card), "-410", "410", "the same for what comes in"),
            (Of::Row("MEMO", card), "80", "-80", "a hold on a card"),
            (Of::Row("MEMO", checking), "-80", "-80", "a memo as it is written"),
            (Of::Row("", checking), "80", "80", "no word at all"),
            (Of::Balance(card), "410", "-410", "owed on a card"),
            (Of::Balance(card), "-12.5", "12.5", "a card that was overpaid"),
            (Of::Balance(AccountKind::Mortgage), "56302.06", "-56302.06", "owed on a house"),
            (Of::Balance(checking), "-20", "-20", "overdrawn"),
            (Of::Balance(AccountKind::Investment), "320.7612", "320.7612", "no digit is lost"),
            (Of::Magnitude, "2e3", "2000", "a limit, with an exponent"),
        ] {
            let number: Number = serde_json::from_str(sent).unwrap();
            let expected: rust_decimal::Decimal = expected.parse().unwrap();
            assert_eq!(ours(of, &number, Currency::USD).unwrap().amount(), expected, "{why}");
        }
        let huge: Number = serde_json::from_str("1e40").unwrap();
        assert!(ours(Of::Magnitude, &huge, Currency::USD).is_err());
    }

    #[test]
    fn a_day_is_the_banks_own() {
        let expected = NaiveDate::from_ymd_opt(2026, 11, 21);
        for text in ["2026-11-21", "2026-11-21T23:30:00.000-05:00", "2026-11-21T00:00:00Z"] {
            assert_eq!(day(text), expected, "{text}");
        }
        assert_eq!((day("21.11.2026"), day("2026"), day("2026-11-2é")), (None, None, None));
    }
}
