//! The rows of one account as a statement: who it is of, its balance, and the checks that only complete rows allow.

use chrono::{NaiveDate, NaiveTime};

use super::balance::Check;
use super::layout::Layout;
use super::rows::Group;
use crate::domain::{AccountKind, Bank, Clean, Money, ProviderId, Row, SeenAccount, SeenBalance};
use crate::statements::{Fingerprint, Statement};

/// The statement of a group.
pub(super) fn statement(group: Group, layout: &Layout) -> Statement {
    let check = Check::of(&group.rows);
    let mut account = account(&group, layout);
    account.balance = balance(&group.rows, check);
    let wrong = check.pairs - check.agree();
    let mut notes = Vec::new();
    // some banks sort within a day by something else, or leave rows out by choice
    if check.pairs > 0 && wrong > 0 {
        notes.push(Clean::new(&format!(
            "the running balance disagrees with the amounts in {wrong} of {} rows",
            check.pairs
        )));
    }
    let names_account = !group.account.is_empty();
    Statement { account, names_account, rows: group.rows, period: None, notes }
}

fn account(group: &Group, layout: &Layout) -> SeenAccount {
    let (key, name) = layout.bank.as_ref().map_or(("csv", "Unknown bank"), |(key, name)| (key.as_str(), name.as_str()));
    let bank = Bank { key: key.into(), name: Clean::new(name) };
    let kind = layout.kind.unwrap_or(AccountKind::Checking);
    let letters: String = group.account.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    // a file that names no account is of the one account of its kind; another account needs --account
    let origin = if letters.is_empty() { layout.name.as_str() } else { key };
    let print = [origin, letters.as_str(), group.currency.id()]
        .iter()
        .fold(Fingerprint::default(), |print, part| print.with(part));
    // 4 and 32 characters are never refused
    let id = ProviderId::new(&format!("csv:{print}")).unwrap_or_else(|| unreachable!("36 bytes are an id"));
    let digits = letters.chars().filter(char::is_ascii_digit).count();
    let is_number = digits >= 4 && digits * 2 >= letters.chars().count();
    let tail: String = letters.chars().skip(letters.chars().count().saturating_sub(4)).collect();
    let words = || {
        let mut words = kind.words().to_owned();
        words.get_mut(..1).map(str::make_ascii_uppercase);
        words
    };
    let name = Clean::non_empty(&group.account).filter(|_| !is_number).unwrap_or_else(|| Clean::new(&words()));
    SeenAccount {
        mask: Clean::non_empty(&tail).filter(|_| is_number),
        kind_is_guess: layout.kind.is_none(),
        ..SeenAccount::new(id, bank, name, kind, group.currency)
    }
}

/// The balance behind the newest row, by the order that dates and balances tell.
fn balance(rows: &[Row], check: Check) -> Option<SeenBalance> {
    let days = || rows.iter().filter_map(|row| row.posted);
    let newest_last = match days().next().zip(days().next_back()) {
        Some((first, last)) if first != last => first < last,
        _ => check.rising >= check.falling,
    };
    let known = |row: &Row| Some((row.running_balance?, row.posted?));
    let (current, day): (Money, NaiveDate) =
        if newest_last { rows.iter().rev().find_map(known)? } else { rows.iter().find_map(known)? };
    // noon is within the calendar day of the bank in every zone but the outermost
    let as_of = NaiveTime::from_hms_opt(12, 0, 0).map(|noon| day.and_time(noon).and_utc());
    Some(SeenBalance { current: Some(current), as_of, ..SeenBalance::default() })
}
