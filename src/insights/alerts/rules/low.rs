//! The rule on balances: what an account holds against the bills, and the payments onto cards, that leave it before money comes in.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::domain::{Account, AccountId, AccountKind, AccountState, Amounts, Book, Money, TxnId};
use crate::insights::alerts::scene::{Scene, Standing, Stream};
use crate::insights::alerts::streams::AHEAD;

use super::Told;

/// Days before a card's due date within which a payment onto it is the one that it asks for.
const PAID_BEFORE: i64 = 25;

/// An account that holds less than is due from it before its next income, or less than the person wants it to.
pub(super) fn low_balance(scene: &Scene<'_>) -> Vec<Standing> {
    let pays = |account: &Account| {
        matches!(scene.book.kind(account), AccountKind::Checking | AccountKind::Cash | AccountKind::Prepaid)
    };
    let open = |account: &Account| account.state == AccountState::Open && !scene.book.is_hidden(account.id);
    let payments = payments(scene);
    let accounts = scene.book.accounts.values().filter(|account| open(account) && pays(account));
    accounts.filter_map(|account| low(scene, account, &payments)).collect()
}

fn low(scene: &Scene<'_>, account: &Account, payments: &[Payment]) -> Option<Standing> {
    let holds = account.balance.as_ref()?.current?;
    let today = scene.today();
    let mine = |stream: &&Stream| stream.account == account.id;
    let incomes = scene.streams.iter().filter(mine).filter(|stream| stream.is_income());
    let next = incomes.filter_map(|stream| stream.coming.first()).map(|(day, _)| *day).min();
    let end = today.checked_add_days(Days::new(AHEAD))?;
    let until = next.unwrap_or(end).min(end);
    let bills = scene.streams.iter().filter(mine).filter(|stream| !stream.is_income());
    let bills = bills.flat_map(|stream| stream.coming.iter().copied());
    let cards = payments.iter().filter(|payment| payment.from == account.id).map(|payment| (payment.due, payment.owed));
    let due: Vec<Money> = bills
        .chain(cards)
        .filter(|(day, amount)| *day < until && amount.currency() == holds.currency())
        .map(|(_, amount)| amount)
        .collect();
    let mut left = Amounts::default();
    left.add(holds).ok()?;
    due.iter().try_for_each(|amount| left.add(*amount)).ok()?;
    let left = Money::new(left.of(holds.currency()), holds.currency()).ok()?;
    let floor = scene.watch.floor;
    (left.amount() < floor).then(|| {
        let why = match due.len() {
            0 if holds.is_out() => "it is overdrawn".to_owned(),
            0 => format!("you want it to hold {floor}"),
            1 => format!("a payment before {until} would leave {left}"),
            count => format!("{count} payments before {until} would leave {left}"),
        };
        let told = Told::new(format!("{} holds {holds}", scene.book.name(account)), why);
        let name = format!("{}-{}", account.id, today.format("%Y-%m"));
        Standing { name, told, day: today, account: Some(account.id), connection: None, row: None }
    })
}

/// What a card asks for, from the account that paid it last.
struct Payment {
    from: AccountId,
    due: NaiveDate,
    /// Negative.
    owed: Money,
}

fn payments(scene: &Scene<'_>) -> Vec<Payment> {
    let book = scene.book;
    let rows: HashMap<TxnId, (AccountId, NaiveDate)> = {
        let sides: std::collections::HashSet<TxnId> =
            scene.pairs.sides().iter().flat_map(|(from, to)| [*from, *to]).collect();
        let rows = book.rows().filter(|row| sides.contains(&row.id));
        rows.map(|row| (row.id, (row.account, row.date()))).collect()
    };
    let payment = |card: &Account| {
        let (due, owed) = asked(book, card)?;
        let sides = scene.pairs.sides().iter().filter_map(|(from, to)| Some((rows.get(from)?, rows.get(to)?)));
        let ((from, _), (_, paid)) = sides.filter(|(_, (to, _))| *to == card.id).max_by_key(|(_, (_, day))| *day)?;
        let is_open = (due - *paid).num_days() > PAID_BEFORE && due >= scene.today();
        is_open.then_some(Payment { from: *from, due, owed })
    };
    book.accounts.values().filter(|card| book.kind(card).is_debt()).filter_map(|card| payment(card)).collect()
}

/// The day by which a card wants to be paid, and how much: the last statement's balance, else the least that it takes.
fn asked(book: &Book, card: &Account) -> Option<(NaiveDate, Money)> {
    let terms = book.terms(card);
    let owed = terms.statement_balance.or_else(|| terms.minimum_payment.map(|least| least.negated()))?;
    (owed.amount() < Decimal::ZERO).then_some((terms.due?, owed))
}
