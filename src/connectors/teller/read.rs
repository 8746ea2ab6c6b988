//! Teller's accounts and rows in our types and signs.

use chrono::{Days, NaiveDate};

use super::api::{Account, Api, Balances, Lack, Transaction, broken};
use crate::connectors::{PullError, naming};
use crate::domain::{
    AccountKind, AccountState, Bank, Clean, Clock, Counterparty, CounterpartyRole, Currency, Extras, Institution, Meta,
    Money, Problem, ProblemKind, ProviderCategory, ProviderId, Row, Scope, SeenAccount, SeenBalance, Text, TxnStatus,
};

/// A row of a day later than this ahead of today is none that a bank dates.
const AHEAD_DAYS: u64 = 2;

/// What an amount is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// A row, a balance, or the balance after a row, of an account that is `credit` or not.
    Figure { credit: bool },
    /// What can be spent.
    Magnitude,
}

/// The sign rule: in a `depository` account every figure is ours; in a `credit` one spending and what is owed are positive, and payments
/// negative, so that every figure but what can be spent is turned.
fn ours(of: Of, amount: &str, currency: Currency) -> Result<Money, PullError> {
    let money = Money::parse(amount, currency).map_err(|_| broken("an amount that is none"))?;
    Ok(if of == (Of::Figure { credit: true }) { money.negated() } else { money })
}

/// An answer as we understand it, as it grows.
pub(super) struct Reading {
    pub accounts: Vec<SeenAccount>,
    pub problems: Vec<Problem>,
    clock: Clock,
}

impl Reading {
    pub fn new(clock: Clock) -> Self {
        Self { accounts: Vec::new(), problems: Vec::new(), clock }
    }

    /// Takes an account, and asks for its figures and rows where the bank offers them. `None` where there are no rows.
    pub async fn take(&mut self, sent: &Account, api: &Api, since: NaiveDate) -> Result<Option<Vec<Row>>, PullError> {
        let id = provider_id(&sent.id)?;
        let Ok(currency) = Currency::parse(sent.currency.as_deref().unwrap_or("USD")) else {
            let message = Clean::new("An account in an unknown currency was left out.");
            self.problems.push(Problem { scope: Scope::Account(id), kind: ProblemKind::Notice, message });
            return Ok(None);
        };
        let mut account = seen(sent, id.clone(), currency);
        let mut rows = None;
        if account.state == AccountState::Open {
            let asked = async {
                if let Some(link) = &sent.links.balances {
                    account.balance = Some(balance(sent, &api.balances(link).await?, currency)?);
                }
                if let Some(link) = &sent.links.transactions {
                    rows = Some(api.transactions(link, since).await?);
                }
                Ok::<(), Lack>(())
            };
            match asked.await {
                Ok(()) => {}
                Err(Lack::Failed(failure)) if failure.is_closed() => account.state = AccountState::Closed,
                Err(Lack::Failed(failure)) if failure.is_of_one_account() => {
                    let Problem { kind, message, .. } = api.told(Lack::Failed(failure)).0;
                    self.problems.push(Problem { scope: Scope::Account(id.clone()), kind, message });
                }
                Err(lack) => return Err(api.told(lack)),
            }
        }
        let rows = rows.map(|rows| self.rows(sent, &rows, since, currency)).transpose()?;
        self.accounts.push(account);
        Ok(rows)
    }

    fn rows(
        &mut self,
        account: &Account,
        sent: &[Transaction],
        since: NaiveDate,
        currency: Currency,
    ) -> Result<Vec<Row>, PullError> {
        let last = self.clock.today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(self.clock.today);
        if sent.iter().any(|row| row.date > last) {
            let message = Clean::new("Transactions dated in the future were left out.");
            let scope = Scope::Account(provider_id(&account.id)?);
            self.problems.push(Problem { scope, kind: ProblemKind::Notice, message });
        }
        let wanted = sent.iter().filter(|row| (since..=last).contains(&row.date));
        wanted.map(|sent| row(account, sent, currency)).collect()
    }
}

fn is_credit(account: &Account) -> bool {
    account.kind == "credit"
}

fn seen(sent: &Account, id: ProviderId, currency: Currency) -> SeenAccount {
    let bank = naming::bank([None, None], sent.institution.id.as_deref(), [sent.institution.name.as_deref(), None]);
    let bank = bank.unwrap_or_else(|| Bank { key: "teller".into(), name: Clean::new("Teller") });
    let kind = match (sent.kind.as_str(), sent.subtype.as_deref().unwrap_or_default()) {
        ("credit", _) => AccountKind::CreditCard,
        ("depository", "savings" | "money_market" | "certificate_of_deposit" | "treasury") => AccountKind::Savings,
        ("depository", _) => AccountKind::Checking,
        _ => AccountKind::Other,
    };
    let name = sent.name.as_deref().and_then(Clean::non_empty).unwrap_or_else(|| Clean::new(kind.key()));
    let mut ids = Meta::new();
    ids.put("teller", sent.institution.id.as_deref().unwrap_or_default());
    SeenAccount {
        mask: sent.last_four.as_deref().and_then(Clean::non_empty),
        subtype: sent.subtype.as_deref().and_then(Clean::non_empty),
        state: if sent.status.as_deref() == Some("closed") { AccountState::Closed } else { AccountState::Open },
        institution: Institution { ids, ..Institution::default() },
        ..SeenAccount::new(id, bank, name, kind, currency)
    }
}

fn balance(account: &Account, sent: &Balances, currency: Currency) -> Result<SeenBalance, Lack> {
    let figure = |of, text: &Option<String>| {
        text.as_deref().map(|text| ours(of, text, currency)).transpose().map_err(Lack::Broken)
    };
    Ok(SeenBalance {
        current: figure(Of::Figure { credit: is_credit(account) }, &sent.ledger)?,
        available: figure(Of::Magnitude, &sent.available)?,
        ..SeenBalance::default()
    })
}

fn row(account: &Account, sent: &Transaction, currency: Currency) -> Result<Row, PullError> {
    if sent.account_id != account.id {
        return Err(broken("a transaction of another account than was asked for"));
    }
    let of = Of::Figure { credit: is_credit(account) };
    let details = sent.details.as_ref();
    let (status, posted, occurred) = match sent.status.as_str() {
        "posted" => (TxnStatus::Posted, Some(sent.date), None),
        "pending" => (TxnStatus::Pending, None, Some(sent.date)),
        _ => return Err(broken("a transaction that is neither pending nor posted")),
    };
    let party = details.and_then(|details| details.counterparty.as_ref()).and_then(|party| {
        let name = Clean::non_empty(party.name.as_deref()?)?;
        let role = match party.kind.as_deref() {
            Some("organization") => CounterpartyRole::Merchant,
            _ => CounterpartyRole::Other,
        };
        Some(Counterparty { name, role, entity: None, website: None })
    });
    let category = details.and_then(|details| Clean::non_empty(details.category.as_deref()?));
    let after = sent.running_balance.as_deref().map(|text| ours(of, text, currency)).transpose()?;
    Ok(Row {
        id: Some(provider_id(&sent.id)?),
        posted,
        occurred,
        running_balance: after,
        type_raw: sent.kind.as_deref().and_then(Clean::non_empty),
        extras: Extras {
            counterparties: party.into_iter().collect(),
            provider_words: category.map(|code| ProviderCategory { code, confidence: None }),
            ..Extras::default()
        }
        .boxed(),
        ..Row::new(
            status,
            ours(of, &sent.amount, currency)?,
            Text::new(sent.description.as_deref().unwrap_or_default()),
        )
    })
}

pub(super) fn provider_id(text: &str) -> Result<ProviderId, PullError> {
    ProviderId::new(text).ok_or_else(|| broken("an id that is empty or too long"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_out_and_money_owed_are_negative() {
        let (card, bank) = (Of::Figure { credit: true }, Of::Figure { credit: false });
        for (of, sent, expected, why) in [
            (bank, "-86.46", "-86.46", "a withdrawal"),
            (bank, "500.00", "500.00", "a paycheck"),
            (bank, "-20.00", "-20.00", "an overdrawn balance"),
            (card, "42.47", "-42.47", "a purchase on a card"),
            (card, "-100.00", "100.00", "a payment to a card"),
            (card, "410.10", "-410.10", "what is owed on a card"),
            (card, "-3.00", "3.00", "a card that was overpaid"),
            (card, "0.00", "0.00", "nothing"),
            (Of::Magnitude, "1589.90", "1589.90", "what can be spent"),
        ] {
            assert_eq!(ours(of, sent, Currency::USD).unwrap().to_decimal_string(), expected, "{why}");
        }
        assert!(ours(card, "1,000.00", Currency::USD).is_err() && ours(card, "", Currency::USD).is_err());
    }
}
