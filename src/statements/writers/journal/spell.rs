//! How each program spells a journal, and what its texts must not hold.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::NaiveDate;

use super::chart::Chart;
use super::entries::{Entry, Item, Mark};
use crate::domain::Money;

/// A program's way of writing journals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Hledger,
    Ledger,
    Beancount,
}

/// Declares what is used, so that strict checks pass, then writes the items in their order.
pub(super) fn write(items: &[Item], chart: &Chart, dialect: Dialect, out: &mut dyn Write) -> io::Result<()> {
    let opened = opened(items);
    match dialect {
        Dialect::Hledger => {
            out.write_all(b"decimal-mark .\n")?;
            chart.commodities().try_for_each(|(name, currency)| {
                writeln!(out, "commodity {} {name}", Money::zero(currency).to_decimal_string() + decimal_mark(currency))
            })?;
        }
        Dialect::Ledger => chart.commodities().try_for_each(|(name, _)| writeln!(out, "commodity {name}"))?,
        Dialect::Beancount => {
            out.write_all(b"option \"title\" \"passbook\"\n")?;
            opened.iter().try_for_each(|(account, day)| writeln!(out, "{day} open {account}"))?;
        }
    }
    if dialect != Dialect::Beancount {
        opened.keys().try_for_each(|account| writeln!(out, "account {account}"))?;
        Mark::ALL.iter().try_for_each(|mark| writeln!(out, "tag {}", mark.key()))?;
    }
    for item in items {
        match (item, dialect) {
            (Item::Entry(entry), Dialect::Beancount) => beancount(entry, chart, out)?,
            (Item::Entry(entry), _) => ledger(entry, chart, out)?,
            (Item::Balance { day, account, amount, .. }, Dialect::Beancount) => {
                // beancount looks in the morning, banks count in the evening
                let morning = day.succ_opt().unwrap_or(*day);
                writeln!(out, "\n{morning} balance {account}  {}", money(*amount, chart))?;
            }
            (Item::Balance { day, account, amount, with_pending }, _) => {
                let words = if *with_pending { "Balance, pending included" } else { "Balance" };
                let nothing = money(Money::zero(amount.currency()), chart);
                writeln!(out, "\n{day} * {words}\n    {account}  {nothing} = {}", money(*amount, chart))?;
            }
        }
    }
    Ok(())
}

/// hledger wants a commodity's sample amount to show a point, even before no digits.
fn decimal_mark(currency: crate::domain::Currency) -> &'static str {
    if currency.minor_units().unwrap_or(0) == 0 { "." } else { "" }
}

/// Every account with the first day on which it is used.
fn opened(items: &[Item]) -> BTreeMap<&str, NaiveDate> {
    let mut opened = BTreeMap::new();
    let mut note = |account, day: NaiveDate| {
        opened.entry(account).and_modify(|first: &mut NaiveDate| *first = day.min(*first)).or_insert(day);
    };
    for item in items {
        match item {
            Item::Entry(entry) => entry.legs.iter().for_each(|(account, _)| note(account.as_str(), entry.day)),
            Item::Balance { day, account, .. } => note(account.as_str(), *day),
        }
    }
    opened
}

fn money(money: Money, chart: &Chart) -> String {
    format!("{} {}", money.to_decimal_string(), chart.commodity(money.currency()))
}

/// hledger and ledger.
fn ledger(entry: &Entry, chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    let status = if entry.pending { '!' } else { '*' };
    write!(out, "\n{} {status} {}", entry.day, description(&entry.payee))?;
    if let Some(narration) = &entry.narration {
        write!(out, " | {}", description(narration))?;
    }
    out.write_all(b"\n")?;
    for (mark, value) in &entry.marks {
        writeln!(out, "    ; {}: {}", mark.key(), comment(value))?;
    }
    for (account, amount) in &entry.legs {
        writeln!(out, "    {account}  {}", money(*amount, chart))?;
    }
    Ok(())
}

fn beancount(entry: &Entry, chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    let flag = if entry.pending { '!' } else { '*' };
    let narration = entry.narration.as_deref().unwrap_or_default();
    writeln!(out, "\n{} {flag} {} {}", entry.day, quoted(&entry.payee), quoted(narration))?;
    for (mark, value) in &entry.marks {
        writeln!(out, "  {}: {}", mark.key(), quoted(value))?;
    }
    for (account, amount) in &entry.legs {
        writeln!(out, "  {account}  {}", money(*amount, chart))?;
    }
    Ok(())
}

/// `;` would begin a comment, `|` the narration; a status, code or second date stands only at the beginning.
fn description(text: &str) -> String {
    let text = text.replace(';', ",").replace('|', "/");
    let text = text.trim_start_matches(|c: char| matches!(c, '*' | '!' | '(' | '=') || c.is_whitespace());
    if text.is_empty() { "Unnamed".to_owned() } else { text.to_owned() }
}

/// In a comment `[..]` is a date, `key:` another tag, `key::` a formula, and a comma ends a tag's value.
fn comment(text: &str) -> String {
    let text: String = text.chars().map(|c| if matches!(c, '[' | ']' | ':' | ',' | ';') { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
