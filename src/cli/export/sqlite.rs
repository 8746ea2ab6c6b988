//! An ordinary SQLite database for people who want SQL: named columns, foreign keys, views. It is not encrypted; the file's mode is all that
//! keeps others out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use chrono::SecondsFormat;
use rusqlite::{Connection, OpenFlags, Transaction as Change, params};
use rust_decimal::prelude::ToPrimitive;

use crate::domain::{Account, AccountState, Balance, Clean, Currency, Money, ProviderId, Transaction, TxnId};
use crate::statements::writers::View;

const SCHEMA: &str = include_str!("schema.sql");

/// Fills an empty file.
pub fn write(view: &View<'_>, path: &Path) -> anyhow::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut sql = Connection::open_with_flags(path, flags).context("the database could not be made")?;
    fill(view, &mut sql).context("the database could not be filled")?;
    sql.close().map_err(|(_, error)| error).context("the database could not be finished")
}

fn fill(view: &View<'_>, sql: &mut Connection) -> rusqlite::Result<()> {
    // the file is new: a journal beside it would protect nothing
    sql.pragma_update(None, "journal_mode", "MEMORY")?;
    sql.pragma_update(None, "foreign_keys", true)?;
    let change = sql.transaction()?;
    change.execute_batch(SCHEMA)?;
    change.pragma_update(None, "user_version", 1)?;
    put_currencies(view, &change)?;
    put_accounts(view, &change)?;
    let merchants = put_merchants(view, &change)?;
    put_transactions(view, &merchants, &change)?;
    let written: BTreeSet<TxnId> = view.rows.iter().map(|row| row.id).collect();
    let mut put = change.prepare("INSERT INTO transfers VALUES (?1, ?2)")?;
    for (out, into) in view.pairs.iter().filter(|(out, into)| written.contains(out) && written.contains(into)) {
        put.execute([out.to_string(), into.to_string()])?;
    }
    drop(put);
    change.commit()
}

fn put_currencies(view: &View<'_>, change: &Change<'_>) -> rusqlite::Result<()> {
    let rows = view.rows.iter().flat_map(|row| [Some(row.amount), row.details().original]).flatten();
    let history = view.accounts.iter().flat_map(|account| stated(view, account)).map(|(_, money)| money);
    let held = view.accounts.iter().filter_map(|account| account.balance.as_ref()?.available);
    let mut used: BTreeSet<Currency> = rows.chain(history).chain(held).map(|money| money.currency()).collect();
    used.extend(view.accounts.iter().map(|account| account.currency));
    let mut put = change.prepare("INSERT INTO currencies VALUES (?1, ?2, ?3)")?;
    for currency in used {
        put.execute(params![currency.id(), currency.label(), currency.minor_units()])?;
    }
    Ok(())
}

fn put_accounts(view: &View<'_>, change: &Change<'_>) -> rusqlite::Result<()> {
    let banks: BTreeMap<&str, &Clean> =
        view.accounts.iter().map(|account| (&*account.bank.key, &account.bank.name)).collect();
    let mut put = change.prepare("INSERT INTO banks VALUES (?1, ?2)")?;
    for (key, name) in banks {
        put.execute([key, name.as_str()])?;
    }
    let mut put = change.prepare("INSERT INTO accounts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")?;
    let mut put_balance = change.prepare("INSERT OR REPLACE INTO balances VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for account in &view.accounts {
        let balance = account.balance.as_ref();
        let (current, available) = (balance.and_then(|b| b.current), balance.and_then(|b| b.available));
        put.execute(params![
            account.id.to_string(),
            &*account.bank.key,
            view.book.name(account).as_str(),
            account.mask.as_ref().map(Clean::as_str),
            view.book.kind(account).key(),
            state(account.state),
            account.currency.id(),
            current.map(decimal),
            current.and_then(minor),
            available.map(decimal),
            available.and_then(minor),
            balance.map(at),
        ])?;
        for (at, money) in stated(view, account) {
            let id = account.id.to_string();
            put_balance.execute(params![id, at, money.currency().id(), decimal(money), minor(money)])?;
        }
    }
    Ok(())
}

/// Balances of an account over time, the newest included.
fn stated<'a>(view: &View<'a>, account: &'a Account) -> impl Iterator<Item = (String, Money)> + use<'a> {
    let history = view.book.history.get(&account.id).map_or(&[][..], |history| history);
    history.iter().chain(&account.balance).filter_map(|balance| Some((at(balance), balance.current?)))
}

fn put_merchants<'a>(view: &View<'a>, change: &Change<'_>) -> rusqlite::Result<BTreeMap<&'a Clean, i64>> {
    let names: BTreeSet<&Clean> = view.rows.iter().filter_map(|row| view.book.merchant(row)).collect();
    let mut put = change.prepare("INSERT INTO merchants VALUES (?1, ?2)")?;
    let merchants: BTreeMap<&Clean, i64> = names.into_iter().zip(1..).collect();
    for (name, number) in &merchants {
        put.execute(params![number, name.as_str()])?;
    }
    Ok(merchants)
}

fn put_transactions(view: &View<'_>, merchants: &BTreeMap<&Clean, i64>, change: &Change<'_>) -> rusqlite::Result<()> {
    let mut put = change.prepare(
        "INSERT INTO transactions VALUES \
         (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    )?;
    let mut put_source = change.prepare("INSERT INTO sources VALUES (?1, ?2, ?3, ?4)")?;
    for row in &view.rows {
        put_transaction(view, row, merchants, &mut put)?;
        for source in &row.sources {
            let id = source.id.as_ref().map(ProviderId::as_str);
            put_source.execute(params![row.id.to_string(), source.connection.as_str(), id, source.current])?;
        }
    }
    Ok(())
}

fn put_transaction(
    view: &View<'_>,
    row: &Transaction,
    merchants: &BTreeMap<&Clean, i64>,
    put: &mut rusqlite::Statement<'_>,
) -> rusqlite::Result<()> {
    let details = row.details();
    let merchant = view.book.merchant(row).and_then(|name| merchants.get(name));
    put.execute(params![
        row.id.to_string(),
        row.account.to_string(),
        row.status.word(),
        row.date().to_string(),
        row.posted.map(|day| day.to_string()),
        row.occurred.map(|day| day.to_string()),
        decimal(row.amount),
        minor(row.amount),
        row.amount.currency().id(),
        merchant,
        view.book.category(row).key(),
        view.book.row_kind(row).key(),
        row.text.clean().as_str(),
        details.memo.as_ref().map(Clean::as_str),
        view.book.edit_of(row.id).note.as_ref().map(Clean::as_str),
        details.check_number.as_ref().map(Clean::as_str),
        details.mcc,
        details.original.map(decimal),
        details.original.map(|money| money.currency().id().to_owned()),
    ])?;
    Ok(())
}

fn decimal(money: Money) -> String {
    money.to_decimal_string()
}

/// Whole minor units; `None` where the amount is no whole number of them.
fn minor(money: Money) -> Option<i64> {
    let units = money.currency().minor_units()?;
    let amount = money.amount().normalize();
    let mut scaled = amount;
    scaled.rescale(units);
    (amount.scale() <= units && scaled.scale() == units).then(|| scaled.mantissa().to_i64())?
}

fn at(balance: &Balance) -> String {
    balance.dated().to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn state(state: AccountState) -> &'static str {
    match state {
        AccountState::Open => "open",
        AccountState::Closed => "closed",
        AccountState::Gone => "gone",
    }
}
