//! Where a figure on the screen comes from, as data for one modal: its derivation, and the figures that it is made of, each with its own.

use std::collections::{BTreeSet, HashSet};

use rust_decimal::Decimal;

use crate::domain::{Account, AccountId, Clean, Currency, Money, Month, Period, Transaction, TxnId};
use crate::insights::{self, Derivation, Flow, Forecast, Key, Known, Of, Upcoming, Worth};

use super::detail;
use super::screen::Cx;
use super::table::who;

/// A figure with where it comes from.
#[derive(Debug, Clone, Default)]
pub struct Explained {
    /// `Cash flow › Nov 2026`.
    pub title: String,
    pub figure: Option<Money>,
    pub derivation: Derivation,
    /// Accounts that it speaks of beyond those of its rows.
    pub accounts: BTreeSet<AccountId>,
    /// Figures that it is made of.
    pub parts: Vec<Explained>,
}

fn rules(rules: Vec<String>) -> Derivation {
    Derivation { rules, ..Derivation::default() }
}

/// `Freedom Visa ····1002`.
pub fn name_of(cx: &Cx, id: AccountId) -> String {
    let Some(account) = cx.book.accounts.get(&id) else { return String::new() };
    let mask = account.mask.as_ref().map_or(String::new(), |mask| format!(" ····{mask}"));
    format!("{}{mask}", cx.book.name(account))
}

/// An account's booked balance.
pub fn balance(cx: &Cx, account: &Account) -> Explained {
    let told = account.balance.as_ref();
    let mut said = Vec::new();
    match told {
        Some(balance) => {
            let how = if balance.as_of.is_some() { "as of" } else { "as it was fetched on" };
            said.push(format!("the bank’s booked balance, {how} {}", cx.figures.moment(balance.dated())));
            said.push("pending transactions are no part of it".to_owned());
        }
        None => said.push("the bank gave no balance".to_owned()),
    }
    if cx.book.kind(account).is_debt() {
        said.push("what is owed is negative, whichever sign the bank writes".to_owned());
    }
    Explained {
        title: name_of(cx, account.id),
        figure: told.and_then(|balance| balance.current),
        derivation: rules(said),
        accounts: BTreeSet::from([account.id]),
        parts: Vec::new(),
    }
}

/// The net worth of the header, account by account.
pub fn net_worth(cx: &Cx) -> Explained {
    let open = cx.book.accounts.values().filter(|account| account.state == crate::domain::AccountState::Open);
    let shown = open.filter(|account| !cx.book.is_hidden(account.id));
    let parts: Vec<Explained> = shown.map(|account| balance(cx, account)).collect();
    let sums = cx.book.net_worth().unwrap_or_default();
    let mut totals = sums.iter();
    let figure = totals.next().filter(|_| totals.next().is_none());
    Explained {
        title: "Net worth".to_owned(),
        figure: figure.and_then(|(currency, total)| Money::new(total, currency).ok()),
        derivation: rules(vec![
            "the booked balances of all open accounts, what is owed taken off".to_owned(),
            "accounts hidden by you are left out; currencies stand side by side and are never added".to_owned(),
        ]),
        accounts: parts.iter().flat_map(|part| part.accounts.iter().copied()).collect(),
        parts,
    }
}

/// The net worth at the end of a month, account by account.
pub fn worth(cx: &Cx, worth: &Worth) -> Explained {
    let parts = worth.holdings.iter().map(|holding| Explained {
        title: name_of(cx, holding.account),
        figure: Some(holding.balance),
        derivation: holding.derivation.clone(),
        accounts: BTreeSet::from([holding.account]),
        parts: Vec::new(),
    });
    let mut said = vec!["what the accounts held that day, what was owed taken off".to_owned()];
    if worth.worked_out {
        said.push(
            "≈ some balances are not the bank’s of that day but worked back from another by the rows between".into(),
        );
    }
    Explained {
        title: format!("Net worth › {}", cx.figures.day(worth.day, cx.clock.today)),
        figure: Money::new(worth.net, worth.currency).ok(),
        derivation: rules(said),
        accounts: worth.holdings.iter().map(|holding| holding.account).collect(),
        parts: parts.collect(),
    }
}

/// One transaction's amount.
pub fn row(cx: &Cx, row: &Transaction) -> Explained {
    let mut said = vec!["as the bank writes it; money out is negative".to_owned()];
    let of_interest = ["category", "status", "original", "fee in it", "life", "source"];
    let facts = detail::facts(cx, row).into_iter().filter(|(label, _)| of_interest.contains(label));
    said.extend(facts.map(|(label, words)| format!("{label}: {words}")));
    Explained {
        title: who(cx, row).into_owned(),
        figure: Some(row.amount),
        derivation: Derivation { rules: said, rows: vec![row.id], ..Derivation::default() },
        ..Explained::default()
    }
}

/// A line of the merchants' view.
pub fn spending(cx: &Cx, line: &insights::Line, of: Period) -> Explained {
    Explained {
        title: format!("Spending › {} › {}", line.label, cx.figures.period(of)),
        figure: Money::new(line.spent, line.currency).ok(),
        derivation: insights::derive(&cx.book, Some(&line.key), line.currency, of),
        ..Explained::default()
    }
}

/// All that was spent in a period, in one currency.
pub fn all_spending(cx: &Cx, total: Money, of: Period) -> Explained {
    Explained {
        title: format!("Spending › all › {}", cx.figures.period(of)),
        figure: Some(total),
        derivation: insights::derive(&cx.book, None, total.currency(), of),
        ..Explained::default()
    }
}

/// What an account spent in a period, in its own currency.
pub fn spent_by(cx: &Cx, account: &Account, total: Money, of: Period) -> Explained {
    let key = Key { of: Of::Account(account.id), currency: account.currency };
    Explained {
        title: format!("{} › spent › {}", name_of(cx, account.id), cx.figures.period(of)),
        figure: Some(total),
        derivation: insights::derive(&cx.book, Some(&key), account.currency, of),
        ..Explained::default()
    }
}

/// What came in and what went out in a month, each with its rows, and how the running month will end.
pub fn flow_parts(cx: &Cx, flow: &Flow) -> Vec<Explained> {
    let income: HashSet<TxnId> = flow.income.iter().copied().collect();
    let part = |word: &str, figure: Decimal, is_in: bool, rule: &str| Explained {
        title: format!("Cash flow › {} › {word}", cx.figures.month(flow.month)),
        figure: Money::new(figure, flow.currency).ok(),
        derivation: Derivation {
            rules: vec![rule.to_owned()],
            rows: flow.derivation.rows.iter().copied().filter(|row| income.contains(row) == is_in).collect(),
            ..Derivation::default()
        },
        ..Explained::default()
    };
    let mut parts = vec![
        part("in", flow.money_in, true, "income: what came in and is no refund"),
        part("out", flow.money_out, false, "what was spent and paid, refunds taken off"),
    ];
    parts.extend(flow.forecast.as_ref().map(|ahead| forecast(cx, flow, ahead)));
    parts
}

/// The running month at its end, with all that is still expected.
fn forecast(cx: &Cx, flow: &Flow, ahead: &Forecast) -> Explained {
    let upcoming = cx.findings.iter().flat_map(|findings| &findings.upcoming);
    let is_due = |upcoming: &&Upcoming| {
        let expected = &upcoming.expected;
        Month::of(expected.day) == flow.month && expected.amount.currency() == flow.currency
    };
    Explained {
        title: format!("Cash flow › {} at its end › net", cx.figures.month(flow.month)),
        figure: Money::new(ahead.net, flow.currency).ok(),
        derivation: rules(vec![
            "what came and went so far, with all that recurring streams still promise of this month".to_owned(),
            "what is spent besides is not guessed".to_owned(),
        ]),
        parts: upcoming.filter(is_due).map(|upcoming| expected(cx, upcoming)).collect(),
        ..Explained::default()
    }
}

/// One movement to come, by its stream.
pub fn expected(cx: &Cx, upcoming: &Upcoming) -> Explained {
    let expected = &upcoming.expected;
    let known = cx.findings.as_ref().and_then(|findings| findings.known.get(expected.stream));
    Explained {
        title: format!("{} › {}", expected.who, cx.figures.long_day(expected.day)),
        figure: Some(expected.amount),
        derivation: known.map(Known::derivation).unwrap_or_default(),
        ..Explained::default()
    }
}

/// What a year of one stream costs or brings.
pub fn stream(known: &Known) -> Explained {
    Explained {
        title: format!("{} › a year", titled("Recurring", &known.stream.who)),
        figure: known.stream.yearly,
        derivation: known.derivation(),
        ..Explained::default()
    }
}

/// The currencies of some figures: US dollars first, then by their codes.
pub fn in_order(currencies: impl IntoIterator<Item = Currency>) -> Vec<Currency> {
    let mut all: Vec<Currency> = currencies.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    all.sort_by_key(|currency| *currency != Currency::USD);
    all
}

/// A title of a person's or bank's words.
pub fn titled(place: &str, name: &Clean) -> String {
    format!("{place} › {name}")
}
