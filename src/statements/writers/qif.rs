//! QIF: a section an account (and currency, which QIF cannot name), posted rows alone, dates as `MM/DD/YYYY`, money out negative. The first
//! record of a section is the opening balance under the account's own name in brackets, as Quicken writes it.

use std::io::Write;

use chrono::NaiveDate;

use super::view::Purpose;
use super::{View, WriteError};
use crate::domain::{Account, AccountKind, Clean, Currency, Transaction};

/// Writes the rows that the bank booked. Both sides of a transfer name the other account in brackets, so that an importer joins them.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> Result<(), WriteError> {
    let partners = view.partners();
    let by_id: std::collections::BTreeMap<_, _> = view.posted().map(|row| (row.id, row)).collect();
    for account in &view.accounts {
        for currency in view.currencies(account) {
            let name = name(view, account, currency);
            let rows = view.posted_of(account.id, currency);
            write!(out, "!Account\nN{name}\nT{0}\n^\n!Type:{0}\n", kind(view.book.kind(account)))?;
            let opening = view.opening(account)?.filter(|money| money.currency() == currency);
            if let (Some(opening), Some(day)) = (opening, first_day(view, account, &rows)) {
                let amount = opening.to_decimal_string();
                write!(out, "D{}\nT{amount}\nCX\nPOpening Balance\nL[{name}]\n^\n", date(day))?;
            }
            for row in rows {
                let other = partners.get(&row.id).and_then(|id| by_id.get(id));
                let other = other.and_then(|other| Some((view.book.accounts.get(&other.account)?, other)));
                let category = match (other, view.purpose(row)) {
                    (Some((account, other)), _) => format!("[{}]", self::name(view, account, other.amount.currency())),
                    (None, Purpose::Moved) => "Transfer".to_owned(),
                    (None, Purpose::Spent(words) | Purpose::Earned(words)) => category(words),
                };
                record(view, row, &category, out)?;
            }
        }
    }
    Ok(())
}

fn record(view: &View<'_>, row: &Transaction, category: &str, out: &mut dyn Write) -> Result<(), WriteError> {
    write!(out, "D{}\nT{}\nCX\n", date(row.date()), row.amount.to_decimal_string())?;
    if let Some(number) = &row.details().check_number {
        writeln!(out, "N{number}")?;
    }
    writeln!(out, "P{}", row.text.clean())?;
    let memo = view.book.edit_of(row.id).note.as_ref().or(row.details().memo.as_ref());
    if let Some(memo) = memo {
        writeln!(out, "M{memo}")?;
    }
    Ok(write!(out, "L{category}\n^\n")?)
}

/// The day that the opening balance is of: the period's first, else that of the first row, else the balance's own.
fn first_day(view: &View<'_>, account: &Account, rows: &[&Transaction]) -> Option<NaiveDate> {
    let stated = || account.balance.as_ref().map(|balance| balance.dated().date_naive());
    view.period.bounds().0.or_else(|| rows.first().map(|row| row.date())).or_else(stated)
}

/// Names tell accounts apart, so the number's tail belongs to it. Brackets would end a transfer's name, a colon makes a subcategory.
fn name(view: &View<'_>, account: &Account, currency: Currency) -> String {
    let mask = account.mask.as_ref().map_or("", Clean::as_str);
    let mut name = format!("{} {} {mask}", account.bank.name, view.book.name(account)).trim_end().to_owned();
    if currency != account.currency {
        name.push_str(&format!(" {currency}"));
    }
    name.replace(['[', ']', ':', '/', '^'], " ")
}

fn category(words: &str) -> String {
    words.replace([':', '/', '[', ']'], " ")
}

fn date(day: NaiveDate) -> String {
    day.format("%m/%d/%Y").to_string()
}

fn kind(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Cash | AccountKind::Wallet => "Cash",
        AccountKind::CreditCard => "CCard",
        AccountKind::LineOfCredit | AccountKind::Loan | AccountKind::Mortgage => "Oth L",
        AccountKind::Investment | AccountKind::Other => "Oth A",
        AccountKind::Checking | AccountKind::Savings | AccountKind::Prepaid => "Bank",
    }
}
