//! Whether an account's figures are older than is usual for it, although its provider reports no error.
//!
//! The rule: of the last twelve days that the bank dated its figures at, the longest gap is what is usual. A silence of more than twice
//! that, and of more than three days, is stale. So a savings account that moves once a month stays quiet, and one that was dated
//! daily is noticed on the fourth day. Figures that the bank does not date, and accounts with fewer than four dated days, are
//! never called stale; nor is one whose connection says itself what is wrong.

use chrono::{DateTime, Utc};

use super::{Account, Book, Status};

/// Dated days that tell what is usual.
const DAYS: usize = 12;
const FEWEST_DAYS: usize = 4;
/// A weekend and a holiday.
const LEAST_SILENCE: i64 = 3;

impl Book {
    /// Days since the bank dated this account's figures, where that is longer than usual for it; see the module.
    pub fn silent_days(&self, account: &Account, now: DateTime<Utc>) -> Option<i64> {
        let source = account.sources.iter().find(|source| source.current)?;
        let connection = self.connections.get(&source.connection)?;
        let newest = account.balance.as_ref().and_then(|balance| balance.as_of)?;
        if connection.status != Status::Ok || connection.last_ok.is_none_or(|at| at <= newest) {
            return None;
        }
        let history = self.history.get(&account.id)?;
        let mut days: Vec<_> =
            history.iter().rev().filter_map(|balance| balance.as_of).map(|at| at.date_naive()).take(DAYS).collect();
        days.dedup();
        if days.len() < FEWEST_DAYS {
            return None;
        }
        let usual = days.windows(2).map(|pair| (pair[0] - pair[1]).num_days()).max()?;
        let silent = (now - newest).num_days();
        (silent > LEAST_SILENCE.max(usual.saturating_mul(2))).then_some(silent)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::*;
    use super::*;

    fn day(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::days(day)
    }

    /// A book whose one account was dated on those days and asked on that one.
    fn silent(dated: &[i64], asked: i64, status: Status) -> Option<i64> {
        let id = ConnectionId::new("bank").unwrap();
        let bank = Bank { key: "bank.example".into(), name: Clean::new("Bank") };
        let balances: Vec<_> =
            dated.iter().map(|at| Balance { as_of: Some(day(*at)), ..Balance::new(day(*at)) }).collect();
        let source = AccountSource {
            connection: id.clone(),
            provider_id: ProviderId::new("a").unwrap(),
            stable_key: None,
            current: true,
        };
        let account = Account {
            sources: vec![source],
            balance: balances.last().cloned(),
            ..Account::new(AccountId(1), bank, Clean::new("A"), AccountKind::Savings, Currency::USD)
        };
        let connection = Connection { status, last_ok: Some(day(asked)), ..Connection::new(id.clone(), "test") };
        let mut book = Book::default();
        book.connections.insert(id, Arc::new(connection));
        book.history.insert(account.id, Arc::new(balances));
        book.silent_days(&account, day(asked))
    }

    #[test]
    fn silence_is_held_against_what_is_usual_for_the_account() {
        let daily = [1, 2, 3, 4, 5];
        let monthly = [1, 31, 62, 92];
        for (dated, asked, expected, why) in [
            (&daily[..], 5, None, "dated today"),
            (&daily, 8, None, "a long weekend"),
            (&daily, 9, Some(4), "longer than ever"),
            (&monthly, 92 + 62, None, "a quiet savings account"),
            (&monthly, 92 + 63, Some(63), "two months are missing"),
            (&daily[..3], 99, None, "too little is known"),
        ] {
            assert_eq!(silent(dated, asked, Status::Ok), expected, "{why}");
        }
        assert_eq!(silent(&daily, 99, Status::Paused), None, "what is known to rest is not stale");
    }
}
