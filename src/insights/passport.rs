//! Stand-in.
use crate::domain::{AccountId, Book, Clean, Money};
use chrono::NaiveDate;
pub struct Passport { pub seen_as: Vec<Clean>, pub first: Option<NaiveDate>, pub last: Option<NaiveDate>, pub visits: u32, pub median: Option<Money>, pub cards: Vec<(AccountId, u32)>, pub refunds: Vec<Money> }
pub fn of(book: &Book, merchant: &Clean) -> Passport {
    let mut p = Passport { seen_as: vec![], first: None, last: None, visits: 0, median: None, cards: vec![], refunds: vec![] };
    for row in book.rows().filter(|r| book.merchant(r) == Some(merchant) && r.status.counts()) {
        if !p.seen_as.contains(row.text.clean()) { p.seen_as.push(row.text.clean().clone()); }
        p.first = Some(p.first.map_or(row.date(), |f| f.min(row.date())));
        p.last = Some(p.last.map_or(row.date(), |f| f.max(row.date())));
        if row.amount.is_out() { p.visits += 1; p.median = Some(row.amount.magnitude()); } else { p.refunds.push(row.amount); }
        match p.cards.iter_mut().find(|c| c.0 == row.account) { Some(c) => c.1 += 1, None => p.cards.push((row.account, 1)) }
    }
    p
}
