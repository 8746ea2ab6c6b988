//! From rows to transactions of two legs or more, opening balances, and the bank's own balances where they agree with what was booked till then.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::chart::{Chart, OPENING, counter_account};
use crate::domain::{Account, AccountId, Amounts, Money, Month, Overflow, Transaction, TxnId, TxnStatus};
use crate::statements::writers::view::{Purpose, View};

/// What a transaction may be marked with.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mark {
    /// Ours of the row.
    Id,
    /// Ours of the other side of a transfer, and its day.
    Other,
    Check,
    /// The amount before conversion.
    Original,
    Note,
}

impl Mark {
    pub(super) const ALL: [Self; 5] = [Self::Id, Self::Other, Self::Check, Self::Original, Self::Note];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Other => "other",
            Self::Check => "check",
            Self::Original => "original",
            Self::Note => "note",
        }
    }
}

/// A line or more of a journal.
pub(super) enum Item {
    Entry(Entry),
    /// At the end of the day the account holds that.
    Balance {
        day: NaiveDate,
        account: String,
        amount: Money,
        with_pending: bool,
    },
}

/// A transaction.
pub(super) struct Entry {
    pub(super) day: NaiveDate,
    pub(super) pending: bool,
    pub(super) payee: String,
    /// The bank's words, where they say more.
    pub(super) narration: Option<String>,
    pub(super) marks: Vec<(Mark, String)>,
    /// Together they sum to nothing.
    pub(super) legs: Vec<(String, Money)>,
}

impl Item {
    pub(super) fn day(&self) -> NaiveDate {
        match self {
            Self::Entry(entry) => entry.day,
            Self::Balance { day, .. } => *day,
        }
    }
}

/// All items, by day; balances behind what was booked on their day.
pub(super) fn of(view: &View<'_>, chart: &Chart) -> Result<Vec<Item>, Overflow> {
    let booked = booked(view);
    let mut items = Vec::with_capacity(booked.len());
    for account in &view.accounts {
        if let Some(opening) = opening(view, chart, account, &booked)? {
            items.push(Item::Entry(opening));
        }
    }
    for one in booked.iter().filter(|one| one.leads) {
        items.push(Item::Entry(entry(view, chart, one)?));
    }
    items.sort_by_key(Item::day);
    for account in &view.accounts {
        items.extend(balances(view, chart, account, &booked)?);
    }
    // stable: what was booked on a day stays before its balances
    items.sort_by_key(Item::day);
    Ok(items)
}

/// A row as it is booked.
struct Booked<'a> {
    row: &'a Transaction,
    partner: Option<&'a Transaction>,
    /// The day of the transaction: for a transfer the earlier of its two.
    day: NaiveDate,
    /// False for the side of a transfer that the other side's transaction contains.
    leads: bool,
}

fn booked<'a>(view: &View<'a>) -> Vec<Booked<'a>> {
    let partners = view.partners();
    let leaders: BTreeSet<TxnId> = view.pairs.iter().map(|(out, _)| *out).collect();
    let counted = || view.rows.iter().copied().filter(|row| row.status.counts());
    let by_id: BTreeMap<TxnId, &Transaction> = counted().map(|row| (row.id, row)).collect();
    counted()
        .map(|row| {
            let partner = partners.get(&row.id).and_then(|id| by_id.get(id)).copied();
            let day = partner.map_or(row.date(), |other| other.date().min(row.date()));
            Booked { row, partner, day, leads: partner.is_none() || leaders.contains(&row.id) }
        })
        .collect()
}

fn entry(view: &View<'_>, chart: &Chart, booked: &Booked<'_>) -> Result<Entry, Overflow> {
    let row = booked.row;
    let merchant = view.book.merchant(row);
    let words = row.text.clean();
    let mut marks = vec![(Mark::Id, row.id.to_string())];
    let mut legs = vec![(chart.account(row.account).to_owned(), row.amount)];
    match booked.partner {
        Some(partner) => {
            marks.push((Mark::Other, format!("{} {}", partner.id, partner.date())));
            legs.push((chart.account(partner.account).to_owned(), row.amount.negated()));
        }
        None => legs.extend(purposes(view, row)?),
    }
    if let Some(number) = &row.details().check_number {
        marks.push((Mark::Check, number.to_string()));
    }
    if let Some(original) = row.details().original {
        marks.push((Mark::Original, original.to_string()));
    }
    if let Some(note) = &view.book.edit_of(row.id).note {
        marks.push((Mark::Note, note.to_string()));
    }
    Ok(Entry {
        day: booked.day,
        pending: row.status == TxnStatus::Pending,
        payee: merchant.unwrap_or(words).to_string(),
        narration: merchant.filter(|merchant| *merchant != words).map(|_| words.to_string()),
        marks,
        legs,
    })
}

/// What a row was for: the parts that a person divided it into, and what they leave over.
fn purposes(view: &View<'_>, row: &Transaction) -> Result<Vec<(String, Money)>, Overflow> {
    let currency = row.amount.currency();
    let mut rest = Amounts::default();
    rest.add(row.amount.negated())?;
    let mut legs = Vec::new();
    for part in view.book.edit_of(row.id).splits.iter().filter(|part| part.amount.currency() == currency) {
        rest.add(part.amount)?;
        legs.push((counter_account(Purpose::of(part.category)), part.amount.negated()));
    }
    let rest = Money::new(rest.of(currency), currency).map_err(|_| Overflow)?;
    if !rest.is_zero() || legs.is_empty() {
        legs.push((counter_account(view.purpose(row)), rest));
    }
    Ok(legs)
}

/// What the account held before its first row.
fn opening(
    view: &View<'_>,
    chart: &Chart,
    account: &Account,
    booked: &[Booked<'_>],
) -> Result<Option<Entry>, Overflow> {
    let Some(amount) = view.opening(account)?.filter(|amount| !amount.is_zero()) else { return Ok(None) };
    let first = booked.iter().filter(|one| one.row.account == account.id).map(|one| one.day).min();
    let stated = || account.balance.as_ref().map(|balance| balance.dated().date_naive());
    let Some(day) = first.or(view.period.bounds().0).or_else(stated) else { return Ok(None) };
    Ok(Some(Entry {
        day: day.pred_opt().unwrap_or(day),
        pending: false,
        payee: "Opening balance".to_owned(),
        narration: None,
        marks: Vec::new(),
        legs: vec![(chart.account(account.id).to_owned(), amount), (OPENING.to_owned(), amount.negated())],
    }))
}

/// Balances that the bank stated and that what was booked up to their day gives too, the newest of each month. Pending rows are no part of
/// a bank's balance but are of a journal's, so they are added.
fn balances(view: &View<'_>, chart: &Chart, account: &Account, booked: &[Booked<'_>]) -> Result<Vec<Item>, Overflow> {
    let Some(opening) = view.opening(account)? else { return Ok(Vec::new()) };
    let mut rows: Vec<&Booked<'_>> = booked.iter().filter(|one| is_of(one, account.id, opening)).collect();
    rows.sort_by_key(|one| one.day);
    let history = view.book.history.get(&account.id).map_or(&[][..], |history| history);
    let mut stated: Vec<_> = history
        .iter()
        .chain(&account.balance)
        .filter_map(|balance| Some((balance.dated().date_naive(), balance.current?)))
        .filter(|(day, money)| view.period.contains(*day) && money.currency() == opening.currency())
        .collect();
    stated.sort_by_key(|(day, _)| *day);
    let mut agreed: BTreeMap<Month, Item> = BTreeMap::new();
    let (mut posted, mut pending) = (Amounts::default(), Amounts::default());
    posted.add(opening)?;
    let mut rows = rows.into_iter().peekable();
    for (day, money) in stated {
        while let Some(one) = rows.next_if(|one| one.day <= day) {
            if one.row.status == TxnStatus::Pending { &mut pending } else { &mut posted }.add(one.row.amount)?;
        }
        if posted.of(opening.currency()) == money.amount() {
            let mut all = posted.clone();
            all.add(Money::new(pending.of(opening.currency()), opening.currency()).map_err(|_| Overflow)?)?;
            let amount = Money::new(all.of(opening.currency()), opening.currency()).map_err(|_| Overflow)?;
            let account = chart.account(account.id).to_owned();
            agreed.insert(Month::of(day), Item::Balance { day, account, amount, with_pending: amount != money });
        }
    }
    Ok(agreed.into_values().collect())
}

fn is_of(booked: &Booked<'_>, account: AccountId, like: Money) -> bool {
    booked.row.account == account && booked.row.amount.currency() == like.currency()
}
