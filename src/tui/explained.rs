//! Where a figure on the screen comes from, as data for one modal: its derivation, and the figures that it is made of, each with its own.

use std::collections::BTreeSet;

use crate::domain::{Account, AccountId, Clean, Currency, Money, Period, RowKind, Transaction, TxnId};
use crate::insights::{self, Derivation, Key, LeftOut, Of, Worth};

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
    let (book, key) = (&cx.book, &line.key);
    let mut rows: Vec<TxnId> = insights::rows_of(book, key, of).iter().map(|row| row.id).collect();
    rows.reverse();
    let counted: std::collections::HashSet<TxnId> = rows.iter().copied().collect();
    let mut left_out: Vec<LeftOut> = Vec::new();
    for row in book.rows_in(of).filter(|row| is_of(cx, row, key) && !counted.contains(&row.id)) {
        let why = why_left_out(cx, row);
        match left_out.iter_mut().find(|left| left.why == why) {
            Some(left) => left.rows.push(row.id),
            None => left_out.push(LeftOut { why, rows: vec![row.id] }),
        }
    }
    let mut said = vec!["purchases less what came back from them, pending ones included".to_owned()];
    if !line.refunded.is_zero() {
        said.push("refunds are taken off at their merchant".to_owned());
    }
    Explained {
        title: format!("Spending › {} › {}", line.label, cx.figures.period(of)),
        figure: Money::new(line.spent, line.currency).ok(),
        derivation: Derivation { rules: said, rows, left_out, ..Derivation::default() },
        ..Explained::default()
    }
}

fn is_of(cx: &Cx, row: &Transaction, key: &Key) -> bool {
    let is_it = match &key.of {
        Of::Merchant(name) => cx.book.merchant(row) == name.as_ref(),
        Of::Category(category) => cx.book.category(row) == *category,
        Of::Bank(bank) => cx.book.accounts.get(&row.account).is_some_and(|account| account.bank.key == *bank),
        Of::Account(account) => row.account == *account,
    };
    is_it && row.amount.currency() == key.currency
}

fn why_left_out(cx: &Cx, row: &Transaction) -> &'static str {
    match cx.book.row_kind(row) {
        _ if !row.status.counts() => "not booked after all",
        _ if cx.book.edit_of(row.id).hidden => "hidden by you",
        _ if cx.book.is_hidden(row.account) => "on an account hidden by you",
        RowKind::Spend | RowKind::Refund => "paired with its other side",
        kind => kind.words(),
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
