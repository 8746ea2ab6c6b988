//! What recurs, as the rules look at it: the book's streams with the person's word on each.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};

use crate::domain::{AccountId, Book, Transaction, TxnId};
use crate::insights::recurring::{Known, Status, Word};

use super::scene::{Recurred, Stream};

/// Days ahead for which a balance is held against what is due.
pub(super) const AHEAD: u64 = 14;
/// Days without a charge before the first one, in hundredths of its usual distance, from which it is known to be new.
const UNHEARD: i64 = 150;

/// The streams that the person has not denied.
pub(super) fn streams(book: &Book, known: &[Known], today: NaiveDate) -> Vec<Stream> {
    let wanted: HashMap<TxnId, &Transaction> = {
        let ids: std::collections::HashSet<TxnId> = known.iter().flat_map(|known| known.stream.rows.clone()).collect();
        book.rows().filter(|row| ids.contains(&row.id)).map(|row| (row.id, row)).collect()
    };
    let mut since: BTreeMap<AccountId, NaiveDate> = BTreeMap::new();
    for row in book.rows() {
        let first = since.entry(row.account).or_insert(row.date());
        *first = row.date().min(*first);
    }
    let believed = known.iter().filter(|known| known.word != Some(Word::Denied));
    believed.map(|known| stream(known, &wanted, since.get(&known.account).copied(), today)).collect()
}

fn stream(known: &Known, rows: &HashMap<TxnId, &Transaction>, since: Option<NaiveDate>, today: NaiveDate) -> Stream {
    let found = &known.stream;
    let charge = |row: &Transaction| Recurred { row: row.id, day: row.spent_on(), amount: row.amount };
    let charges: Vec<Recurred> = found.rows.iter().filter_map(|id| rows.get(id)).map(|row| charge(row)).collect();
    let new_price = found
        .price_change
        .and_then(|change| charges.iter().position(|charge| charge.day == change.on && charge.amount == change.to));
    let ended = match known.word {
        Some(Word::Ended(on)) => Some(on),
        Some(Word::Confirmed | Word::Denied) | None => None,
    };
    let unheard = i64::from(found.frequency.days()) * UNHEARD / 100;
    let due = found.due();
    let end = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
    let coming = if known.goes_on() { found.dates_within(today, end) } else { Vec::new() };
    Stream {
        who: found.who.clone(),
        account: known.account,
        charges,
        mature: found.status != Status::Early,
        fixed: found.fixed,
        is_new: since.is_some_and(|since| (found.first - since).num_days() >= unheard),
        new_price,
        trial: found.trial.is_some(),
        ended,
        awaited: (ended.is_none() && due < today).then_some(due),
        coming: coming.into_iter().map(|day| (day, found.next_amount)).collect(),
    }
}
