//! Stand-in.
use crate::domain::{Book, Category, Clean, Currency, Overflow, Period, TxnStatus, AccountKind};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group { Merchant, Category, Bank, Account }
#[derive(Debug)]
pub struct Spending { pub lines: Vec<Line>, pub totals: Vec<Total> }
#[derive(Debug)]
pub struct Total { pub currency: Currency, pub spent: Decimal, pub debit: Decimal, pub credit: Decimal }
#[derive(Debug)]
pub struct Line { pub label: Clean, pub key: String, pub merchant: Option<Clean>, pub category: Category, pub currency: Currency, pub visits: u32,
 pub spent: Decimal, pub refunded: Decimal, pub debit: Decimal, pub credit: Decimal, pub pending: Decimal, pub share_permille: u32, pub months: [Decimal; 12] }
pub fn by(book: &Book, period: Period, group: Group, today: NaiveDate) -> Result<Spending, Overflow> {
    let mut lines: Vec<Line> = Vec::new();
    for row in book.rows() {
        if !row.status.counts() || book.edit_of(row.id).hidden || !book.row_kind(row).is_spending() { continue; }
        let a = &book.accounts[&row.account];
        let merchant = book.merchant(row).cloned();
        let (label, key) = match group {
            Group::Merchant => { let l = merchant.clone().unwrap_or(row.text.clean().clone()); (l.clone(), l.to_string()) }
            Group::Category => { let c = book.category(row); (Clean::new(c.words()), c.key().to_string()) }
            Group::Bank => (a.bank.name.clone(), a.bank.key.to_string()),
            Group::Account => (book.name(a).clone(), a.id.to_string()),
        };
        let c = row.amount.currency();
        let at = match lines.iter().position(|l| l.key == key && l.currency == c) { Some(i) => i, None => { lines.push(Line { label, key, merchant, category: book.category(row), currency: c, visits: 0, spent: Decimal::ZERO, refunded: Decimal::ZERO, debit: Decimal::ZERO, credit: Decimal::ZERO, pending: Decimal::ZERO, share_permille: 0, months: [Decimal::ZERO; 12] }); lines.len() - 1 } };
        let l = &mut lines[at];
        let v = -row.amount.amount();
        let d = row.date();
        let back = (today.year() - d.year()) * 12 + today.month() as i32 - d.month() as i32;
        if (0..12).contains(&back) { l.months[11 - back as usize] += v; }
        if period.contains(d) {
            l.spent += v;
            if v > Decimal::ZERO { l.visits += 1 } else { l.refunded -= v }
            if book.kind(a) == AccountKind::CreditCard { l.credit += v } else { l.debit += v }
            if row.status == TxnStatus::Pending { l.pending += v }
        }
    }
    lines.retain(|l| l.visits > 0 || !l.spent.is_zero());
    lines.sort_by(|a, b| b.spent.cmp(&a.spent));
    let mut totals: Vec<Total> = Vec::new();
    for l in &lines {
        let at = match totals.iter().position(|t| t.currency == l.currency) { Some(i) => i, None => { totals.push(Total { currency: l.currency, spent: Decimal::ZERO, debit: Decimal::ZERO, credit: Decimal::ZERO }); totals.len() - 1 } };
        let t = &mut totals[at]; t.spent += l.spent; t.debit += l.debit; t.credit += l.credit;
    }
    for l in &mut lines {
        let t = totals.iter().find(|t| t.currency == l.currency).unwrap();
        if t.spent > Decimal::ZERO && l.spent > Decimal::ZERO { l.share_permille = (l.spent * Decimal::from(1000) / t.spent).round().try_into().unwrap(); }
    }
    Ok(Spending { lines, totals })
}
